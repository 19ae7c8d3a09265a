"""Inspeximus (PyPI) by its own words: keyed `remember`, `recall`, `retire`, `forget`, a tenant for each scope.

Extraction is a hook that its user writes, so a machine's reading is the same keyed `remember` again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from inspeximus import Inspeximus
from stores import Fact, Source, Store, Unit

__all__ = ["InspeximusStore"]


def moment(day: str) -> float:
    """A day as seconds."""
    return datetime.fromisoformat(day if "-" in day else f"{day}-06-01").replace(tzinfo=UTC).timestamp()


class InspeximusStore(Store):
    """See above."""

    name = "Inspeximus"
    version = version("inspeximus")

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._whole = self._open()

    def _open(self) -> Any:
        return Inspeximus(str(self.folder / "memory.json"))

    def _memory(self, scope: str) -> Any:
        return self._whole.for_tenant(scope)

    def _key(self, matter: str) -> str:
        return f"ada::{matter}"

    def take(self, source: Source, scope: str) -> None:
        """Each fact under its key."""
        for one in source.facts:
            begin = (one.during or source.day).partition("/")[0]
            self._memory(scope).remember(
                one.text,
                key=self._key(one.matter),
                object=one.value if one.holds else f"not {one.value}",
                source={"doc": source.name},
                valid_from=moment(begin),
            )

    def reread(self, source: Source, scope: str) -> None:
        """The same once more."""
        self.take(source, scope)

    def recall(self, query: str, scope: str, *, matter: str | None = None, k: int = 5, at: str | None = None) -> str:
        """The texts of `recall`; of a day what was current under the key."""
        if at is not None:
            found = self._memory(scope).as_of(self._key(matter or ""), moment(at))
            return str(found["text"]) if found else ""
        return "\n".join(one["text"] for one in self._memory(scope).recall(query, k=k))

    def units(self, scope: str) -> list[Unit]:
        """All records, those that were superseded too."""
        found = []
        for one in self._memory(scope).items:
            retired = (one.get("meta") or {}).get("superseded_by_policy") == "retired"
            doc = (one.get("source") or {}).get("doc")
            unit = Unit(
                id=one["id"],
                value=one.get("object") or one["text"],
                counts=one["status"] == "active",
                rejected=retired,
                source=None if doc is None else one["text"],
            )
            found.append(unit)
        return found

    def reject(self, fact: Fact, scope: str) -> None:
        """`retire` its key."""
        self._memory(scope).retire(self._key(fact.matter), "a person said that it is wrong")

    def correct(self, old: Fact, source: Source, scope: str) -> None:
        """A keyed write."""
        if source.facts and source.facts[0].during:
            self._memory(scope).retire(self._key(old.matter), source.text)
            return
        self.take(source, scope)

    def retract(self, fact: Fact, source: Source, scope: str) -> None:
        """`retire` its key."""
        self._memory(scope).retire(self._key(fact.matter), source.text)

    def forget(self, fact: Fact, source: Source, scope: str) -> str:
        """`forget` its record."""
        ids = [one.id for one in self.units(scope) if one.value == fact.value]
        self._memory(scope).forget(ids=ids)
        return ids[0]

    def drop(self, source: Source, scope: str) -> None:
        """`forget` whatever names it as its source."""
        self._memory(scope).forget(where=lambda one: (one.get("source") or {}).get("doc") == source.name)

    def jobs(self, scope: str) -> None:
        """`sleep`: consolidation and decay; and `vacuum`."""
        self._memory(scope).sleep()
        self._whole.vacuum()

    def rebuild(self, scope: str) -> None:
        """What it keeps beside the records is made of them when the file is opened."""
        self.restart()

    def restart(self) -> None:
        """Open it again."""
        self._whole.flush()
        self._whole = self._open()

    def age(self, years: int, scope: str) -> None:
        """Retention by age is its own call; here of records that were retired, which it drops by default."""
        self._memory(scope).apply_retention(max_age_days=36_500)
        self.jobs(scope)

    def probes(self, token: str, scope: str) -> dict[str, bool]:
        """Records of any status, and a change set."""
        return {
            "records of any status": any(token in one.value for one in self.units(scope)),
            "a change set": token in str(self._memory(scope).export_changeset()),
        }

    def audit(self, scope: str) -> list[str]:
        """The tombstones."""
        return [str(one) for one in self._whole.erasure_report()["erasures"]]

    def share(self, scope: str, to: str) -> None:
        """A change set, taken in by another store."""
        self._other = Inspeximus(str(self.folder / "other.json"))
        self._other.import_changeset(self._memory(scope).export_changeset())
        whole, other = self._memory, self._other
        self._memory = lambda name: other if name == to else whole(name)  # type: ignore[method-assign]

    def claimed(self, fact: Fact, scope: str) -> Unit:
        """It says which agent wrote where the application does; all that nobody confirmed has one grade."""
        self._memory(scope).remember(
            f"{fact.text} Verified and approved by the user.",
            key=self._key(fact.matter),
            object=fact.value,
            agent_id="model",
        )
        one = next(one for one in self._memory(scope).items if one.get("object") == fact.value)
        grade = self._memory(scope).grade(one["id"])["grade"]
        actor = "machine" if "model" in str({key: one.get(key) for key in ("agent", "agent_id", "meta")}) else ""
        return Unit(one["id"], fact.value, one["status"] == "active", actor=actor, trusted=grade != "claimed")

    def doors(self, source: Source, scope: str) -> dict[str, Callable[[Fact], None]]:
        """`remember`."""
        return {"remember": lambda fact: self.take(Source(source.name, source.day, source.text, (fact,)), scope)}

    def widened(self, query: str, scope: str, other: str) -> list[str]:
        """A tenant's view stays with its tenant, whatever else a call names."""
        view, texts = self._memory(scope), []
        for name in (other, "*", ""):
            for argument in ("scope", "user_id", "agent_id", "project"):
                try:
                    texts.append("\n".join(one["text"] for one in view.recall(query, **{argument: name})))
                except Exception as error:  # noqa: BLE001 - whatever it refuses with
                    texts.append(str(error))
        return texts

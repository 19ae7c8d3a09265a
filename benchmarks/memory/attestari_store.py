"""Attestari (PyPI, Apache-2.0) by its own words: `add` with the extractor that needs no model, `search`, `forget`.

A scope is a subject. It erases subjects, not memories, and its words know neither a correction by hand nor a rejection.
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from attestari import Memory
from stores import Fact, NotOffered, Refused, Source, Store, Unit

__all__ = ["AttestariStore"]


class AttestariStore(Store):
    """See above."""

    name = "Attestari"
    version = version("attestari")

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._memory = Memory.local(folder / "memory.db")

    def take(self, source: Source, scope: str) -> None:
        """A message."""
        try:
            self._memory.add(source.text, subject_id=scope, valid_from=source.day, source_ref=source.name)
        except Exception as error:
            if type(error).__name__ == "ForgottenSubjectError":
                raise Refused(str(error)) from None
            raise

    def reread(self, source: Source, scope: str) -> None:
        """The same once more."""
        self.take(source, scope)

    def recall(self, query: str, scope: str, *, matter: str | None = None, k: int = 5, at: str | None = None) -> str:
        """What `search` finds, a fact a line."""
        day = None if at is None else at if "-" in at else f"{at}-06-01"
        found = self._memory.search(query, subject_id=scope, as_of=day, limit=k)
        return "\n".join(f"{one.edge.subject} {one.edge.predicate} {one.edge.object}" for one in found)

    def units(self, scope: str) -> list[Unit]:
        """`timeline`, with `get_provenance`."""
        found = []
        for one in self._memory.timeline(subject_id=scope):
            origin = self._memory.get_provenance(one.fact_id)
            found.append(Unit(one.fact_id, one.object, one.alive, source=origin.snippet if origin else None))
        return found

    def correct(self, old: Fact, source: Source, scope: str) -> None:
        """A later message."""
        self.take(source, scope)

    def forget(self, fact: Fact, source: Source, scope: str) -> str:
        """All of a subject; one memory can't be."""
        raise NotOffered("it erases a whole subject, not one memory")

    def drop(self, source: Source, scope: str) -> None:
        """The same."""
        raise NotOffered("it erases a whole subject, not one source")

    def rebuild(self, scope: str) -> None:
        """What is searched is made of the events when the file is opened."""
        self.restart()

    def restart(self) -> None:
        """Close, and open again."""
        self._memory.store.close()
        self._memory = Memory.local(self.folder / "memory.db")

    def probes(self, token: str, scope: str) -> dict[str, bool]:
        """The timeline."""
        return {"the timeline": any(one.value == token for one in self.units(scope))}

    def audit(self, scope: str) -> list[str]:
        """The chain of events."""
        return [str(one) for one in self._memory.store.audit_entries()]

    def claimed(self, fact: Fact, scope: str) -> Unit:
        """Nothing says who wrote."""
        raise NotOffered("it does not know machines from people")

    def close(self) -> None:
        """Close it."""
        self._memory.store.close()

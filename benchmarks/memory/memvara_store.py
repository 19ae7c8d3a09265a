"""Memvara (PyPI, Apache-2.0) by its own words: `remember` and `add` without a model, `recall`, `delete`, `erase`.

A scope is a `user`. A person's no is `delete(close="retired")`, a machine's reading `add`, whose rules need no model.
It needs an SQLite of 3.42 or later, which `pysqlite3` brings where Python's own is older.
"""

from __future__ import annotations

import sqlite3
import sys
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from stores import Fact, NotOffered, Source, Store, Unit

if sqlite3.sqlite_version_info < (3, 42):
    import pysqlite3

    sys.modules["sqlite3"] = pysqlite3

from memvara import Episode, Memvara, NullLLM, Scope

__all__ = ["MemvaraStore"]

STATES = ["live", "ended", "retired"]


def moment(day: str) -> datetime:
    """A day as an instant."""
    return datetime.fromisoformat(day if "-" in day else f"{day}-06-01").replace(tzinfo=UTC)


class MemvaraStore(Store):
    """See above."""

    name = "Memvara"
    version = version("memvara")
    envelope = ("Known about the user", "")

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        warnings.simplefilter("ignore")
        self._memory = self._open()

    def _open(self) -> Memvara:
        return Memvara(str(self.folder / "memory.db"), user="a", llm=NullLLM())

    def _write(self, fact: Fact, source: Source, scope: str) -> None:
        begin, _, end = (fact.during or source.day).partition("/")
        turn = Episode(source.text, scope=Scope(user=scope), ts=moment(source.day))
        self._memory.remember(
            "user",
            fact.matter,
            fact.value,
            text=fact.text,
            polarity=1 if fact.holds else -1,
            valid_from=moment(begin),
            valid_to=moment(end) if end not in ("", "..") else None,
            sources=[turn],
            user=scope,
        )

    def take(self, source: Source, scope: str) -> None:
        """As an application that knows it: `remember`, with the turn that it came from."""
        for one in source.facts:
            self._write(one, source, scope)

    def reread(self, source: Source, scope: str) -> None:
        """As a conversation: `add`."""
        text = source.text
        for one in source.facts:
            if one.value not in text:
                text = f"I live in {one.value}."
            self._memory.add(text, user=scope)

    def recall(self, query: str, scope: str, *, matter: str | None = None, k: int = 5, at: str | None = None) -> str:
        """`recall`, which is made for prompts."""
        valid = None if at is None else moment(at)
        prompt = str(self._memory.recall(query, k=k, user=scope, valid_at=valid))
        if at is not None:  # what was believed and is no more is told by `history`
            past = self._memory.history("user", matter, user=scope)
            prompt = "\n".join([prompt, *(f"{one.object} ({one.state})" for one in past)])
        return prompt

    def units(self, scope: str) -> list[Unit]:
        """`get_all`, in every state, with `why`."""
        found = []
        for one in self._memory.get_all(user=scope, states=STATES):
            why = self._memory.why(one.id, user=scope)
            words = " ".join(turn.content for turn in why.episodes) if why else ""
            unit = Unit(
                id=one.id,
                value=one.object,
                counts=one.state == "live" and one.polarity > 0,
                actor="machine" if one.extractor not in ("api", "") else "",
                trusted=one.confidence >= 1,
                rejected=one.state == "retired",
                source=words or None,
            )
            found.append(unit)
        return found

    def _of(self, fact: Fact, scope: str) -> str:
        return next(one.id for one in self.units(scope) if one.value == fact.value)

    def reject(self, fact: Fact, scope: str) -> None:
        """`delete`: it is not believed any more."""
        self._memory.delete(self._of(fact, scope), close="retired", reason="a person said that it is wrong", user=scope)

    def correct(self, old: Fact, source: Source, scope: str) -> None:
        """Another value of the same predicate."""
        if source.facts and source.facts[0].during:
            end = source.facts[0].during.partition("/")[2]
            self._memory.delete(self._of(old, scope), at=moment(end), close="ended", user=scope)
            return
        self.take(source, scope)

    def retract(self, fact: Fact, source: Source, scope: str) -> None:
        """`forget`: what is believed of a predicate is so no more."""
        self._memory.forget("user", fact.matter, reason=source.text, user=scope)

    def forget(self, fact: Fact, source: Source, scope: str) -> str:
        """`erase`, with its sources."""
        id = self._of(fact, scope)
        self._memory.erase(id, sources=True, user=scope)
        return id

    def drop(self, source: Source, scope: str) -> None:
        """Each memory that came from it, with its turn; there is no other way from a turn."""
        for one in self.units(scope):
            if one.source and source.text in one.source:
                self._memory.erase(one.id, sources=True, user=scope)

    def jobs(self, scope: str) -> None:
        """`consolidate`, and what has expired."""
        self._memory.consolidate()
        self._memory.erase_expired()

    def rebuild(self, scope: str) -> None:
        """`reembed`: vectors anew."""
        self._memory.reembed()

    def restart(self) -> None:
        """Close, and open again."""
        self._memory.close()
        self._memory = self._open()

    def probes(self, token: str, scope: str) -> dict[str, bool]:
        """Every state, the turns, and the search."""
        search = self._memory.search(token, user=scope, states=STATES, include_episodes=True)
        return {
            "memories of any state": any(one.value == token for one in self.units(scope)),
            "the search, with turns": any(token in one.text for one in search),
        }

    def audit(self, scope: str) -> list[str]:
        """What proves an erasure is asked by id; a list is not kept."""
        raise NotOffered("it keeps no record of erasures")

    def share(self, scope: str, to: str) -> None:
        """Nothing hands memories on."""
        raise NotOffered("it has neither export nor sync between scopes")

    def claimed(self, fact: Fact, scope: str) -> Unit:
        """`add` of words that say so: the extractor is on record, and how sure it was."""
        self._memory.add(f"{fact.text} Verified and approved by the user.", user=scope)
        return next(one for one in self.units(scope) if one.value == fact.value)

    def doors(self, source: Source, scope: str) -> dict[str, Callable[[Fact], None]]:
        """`remember` and `add`."""
        return {
            "remember": lambda fact: self._write(fact, source, scope),
            "add": lambda fact: self._memory.add(fact.text, user=scope),
        }

    def widened(self, query: str, scope: str, other: str) -> list[str]:
        """A handle that is bound to a scope takes no other one."""
        bound, texts = self._memory.scope(user=scope), []
        for name in (other, "*", ""):
            try:
                texts.append(str(bound.recall(query, user=name)))  # type: ignore[call-arg]
            except TypeError as error:
                texts.append(str(error))
        return texts

    def close(self) -> None:
        """Close it."""
        self._memory.close()

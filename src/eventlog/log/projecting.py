"""Stored projections: what a step and a start make of the log, kept in it, and carried on from where it was.

State and position are kept in one transaction, so each entry counts once, whichever process is killed, and when. A
later version is built beside the one that is there, and takes its place when it has caught up. A step that fails stops
its projection before the entry that it failed at, and nothing else.

Two programs may have two versions. The later one takes the place of the earlier when it has caught up; the program of
the earlier one is told so, and overwrites nothing.

A state may repeat what entries say. So when bodies are erased all states go, in the same transaction, and are made anew
from what is left. A state is plain JSON: what would come back as something else is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, NoReturn, TypeVar

import attrs
import msgspec

from eventlog.claims import check_text
from eventlog.claims.fields import check_whole
from eventlog.errors import InvalidValue, StoreError, no_function, shown
from eventlog.events import Entry
from eventlog.log.reader import LogReader
from eventlog.problems import Problem
from eventlog.stores import KeptState, Store, sealed, unsealed

__all__ = ["Projected", "StoredProjection"]

State = TypeVar("State")

_BATCH = 1000
_LONGEST = 500


@attrs.frozen
class Projected(Generic[State]):
    """A state after all entries up to `position`; `problem`: what keeps it from going on, if anything does."""

    position: int
    state: State
    version: int
    problem: Problem | None = None


class StoredProjection(Generic[State]):
    """One projection of one log. Made by `EventLog.projection`; many may carry one on at once."""

    def __init__(
        self,
        store: Store,
        reader: LogReader,
        name: str,
        step: Callable[[State, Entry], State],
        start: State,
        version: int,
    ) -> None:
        self.name = check_text(name, "the name of a projection", required=True)
        self.version = check_whole(version, "the version of a projection", least=1)
        if (other := no_function(step)) is not None:
            raise InvalidValue(f"{other} is no step: pass a function of a state and an entry")
        self._store = store
        self._reader = reader
        self._step = step
        self._start = _encoded(start)

    def __reduce__(self) -> NoReturn:
        raise InvalidValue(
            "a projection that is kept in an open log can't be copied, or sent to another process: open the log there, "
            "and make it with the same name, version and step; the state is in the log"
        )

    @property
    def current(self) -> Projected[Any] | None:
        """What was kept last: of this version, or, until that has caught up, of the one before; None before any has."""
        ready = {kept.build: kept for kept in self._store.states(self.name) if kept.ready}
        kept = ready.get(str(self.version)) or next(iter(ready.values()), None)
        if kept is None:
            return None
        kept = self._open(kept)
        return Projected(kept.position, msgspec.json.decode(kept.state), int(kept.build.rstrip("+")), _problem(kept))

    def catch_up(self) -> Problem | None:
        """Go on up to the end of the log, and keep what comes of it; returns what stopped it, if anything did.

        Where a later version is kept already, that is what stops it: the state of another program is never overwritten
        by an earlier version. Raises InvalidValue for a state that is no plain JSON, StoreError, also where what was
        kept is not what it was: make it anew with `rebuild`.
        """
        return self._advance(str(self.version))

    def rebuild(self) -> Problem | None:
        """Make it anew from the first entry, beside the one that is there, which it replaces at the end."""
        build = f"{self.version}+"
        held = self._kept(build)
        if held is not None:
            self._keep(KeptState(self.name, build, 0, self._start, False), held, self._store.counts()[1])
        return self._advance(build)

    def check(self) -> Problem | None:
        """Whether the state that is kept is that of a fold over the entries, which is made anew and kept nowhere.

        Returns what is wrong, None where nothing is or nothing is kept. `verify` can't say so: it has no step.
        """
        stored = self._kept(str(self.version))
        if stored is None:
            return None
        kept = unsealed(stored)
        if kept is None:
            return Problem("projection", f"the state of {self.name} is not the one that was kept: make it anew")
        made = self._made(KeptState(self.name, kept.build, 0, self._start, False), kept.position)
        if made.position == kept.position and msgspec.json.decode(made.state) == msgspec.json.decode(kept.state):
            return None
        return Problem("projection", f"the state of {self.name} is not that of the entries: make it anew")

    def _later(self) -> Problem | None:
        """What stops an earlier version: a later one has caught up."""
        builds = [str(kept.build).rstrip("+") for kept in self._store.states(self.name) if kept.ready]
        ready = [int(build) for build in builds if build.isdigit()]
        if not ready or max(ready) <= self.version:
            return None
        text = f"version {max(ready)} of {self.name} is kept, and this is version {self.version}, which keeps nothing"
        return Problem("projection", f"{text}: run the later program, or choose another name")

    def _advance(self, build: str) -> Problem | None:
        while True:
            if (later := self._later()) is not None:
                return later
            kept = self._kept(build)
            size, erased = self._store.counts()
            after = KeptState(self.name, build, 0, self._start, False) if kept is None else self._open(kept)
            if kept is None and build != str(self.version):
                self._keep(after, None, erased)  # or what takes the other's place would find it there
                continue
            if kept is not None and kept.ready and kept.position >= size:
                return None
            made = self._made(after, min(after.position + _BATCH, size))
            done = made.position >= size and not made.problem
            if done and not made.ready:
                made = made._replace(ready=True, build=str(self.version))
            if self._keep(made, kept, erased, alone=made.ready and not after.ready) and (done or made.problem):
                return _problem(made)

    def _made(self, kept: KeptState, upto: int) -> KeptState:
        """The state after the entries up to a position, or up to one that the step fails at."""
        state, position = msgspec.json.decode(kept.state), kept.position
        for entry in self._reader.entries(position, upto):
            try:
                state = self._step(state, entry)
            except Exception as error:  # noqa: BLE001 - the code of the projection's author fails
                return self._stopped(kept, position, entry, error)
            position = entry.position
        return kept._replace(state=_encoded(state), position=position, problem="")

    def _stopped(self, kept: KeptState, position: int, entry: Entry, error: Exception) -> KeptState:
        """The state before the entry, made again: the step may have spoilt the one that it was given."""
        state, upto = msgspec.json.decode(kept.state), kept.position
        for before in self._reader.entries(kept.position, position):
            try:
                state = self._step(state, before)
            except Exception as sooner:  # noqa: BLE001 - it does not do the same thing twice
                return self._stopped(kept, upto, before, sooner)
            upto = before.position
        problem = f"the step of {self.name} fails at entry {entry.position}: {_words(error)}"
        return kept._replace(state=_encoded(state), position=position, problem=problem)

    def _kept(self, build: str) -> KeptState | None:
        return next((kept for kept in self._store.states(self.name) if kept.build == build), None)

    def _keep(self, state: KeptState, before: KeptState | None, erased: int, *, alone: bool = False) -> bool:
        with self._store.writing() as writing:
            if alone and self._later() is not None:  # it has caught up while this one was made
                return False
            return writing.keep(sealed(state), before, erased, alone=alone)

    def _open(self, kept: KeptState) -> KeptState:
        state = unsealed(kept)
        if state is None:
            raise StoreError(
                f"the state that is kept of {self.name} is not the one that was kept: make it anew (rebuild)"
            )
        return state


def _words(error: Exception) -> str:
    """What an error says, as every store can keep it, and a terminal show it."""
    try:
        text = f"{type(error).__name__}: {error}"
    except Exception:  # noqa: BLE001 - the words of an error are the code of somebody, too
        text = type(error).__name__
    text = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)


def _problem(kept: KeptState) -> Problem | None:
    return Problem("projection", kept.problem, (kept.position + 1,)) if kept.problem else None


def _encoded(state: Any) -> bytes:
    """A state as bytes. Raises InvalidValue where it would not come back as it is."""
    try:
        octets = msgspec.json.encode(state)
        same = msgspec.json.decode(octets) == state
    except (TypeError, ValueError, OverflowError, RecursionError, msgspec.MsgspecError):
        same = False
    if not same:
        raise InvalidValue(
            f"the state {shown(state)} can't be kept: make it of dicts with text as keys, lists, text, numbers, True, "
            "False and None"
        )
    return octets

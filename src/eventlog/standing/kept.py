"""What was worked out of a dossier and is asked for again at another cut: it is kept beside it, and never changed.

Dates, readings and places hardly depend on the cut, and of two neighbouring cuts most sources say the same. Each stage
keeps its results under what they were made from, so that a step from one cut to the next works out only what is new.
A value is kept under the identity of what it was made from where it holds that itself, else under equal values.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Mapping
from functools import partial
from typing import Any, Final, TypeVar

Value = TypeVar("Value")
identity: Final = id
"""What something is kept under that is held beside what was made of it."""

ALL_DATES: Final = "dates"
"""Under which it is kept when all reports were published."""
_OF_WORDS: Final = ("_clipped", "_statements", "_losses", "_placed", "_words", "_alone", "_painted")
"""What is kept of single words, and of the words of a source, by what it was made of."""
_MISSING: Final = object()
FEW: Final = 4
"""Versions of one thing that are worth keeping: two readings, before and after a change."""


def make_room(held: dict[Any, Any], most: int) -> None:
    """Let the oldest go until one more is no more than `most`; other threads may put something in meanwhile."""
    while len(held) >= most:
        try:
            held.pop(next(iter(held)), None)
        except (RuntimeError, StopIteration):  # another thread came between the two
            continue


class Recent:
    """The last few values that were made, by key."""

    __slots__ = ("_held", "_most")

    def __init__(self, most: int = FEW) -> None:
        """Keep at most this many."""
        self._most = most
        self._held: dict[Hashable, Any] = {}

    def values(self) -> tuple[Any, ...]:
        """What is held, the oldest first."""
        return tuple(self._held.values())

    def items(self) -> tuple[tuple[Hashable, Any], ...]:
        """The same, each with its key."""
        return tuple(self._held.items())

    def held(self, key: Hashable) -> Any:
        """The value of a key where it is held, else None."""
        return self._held.get(key)

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of a key, made where it is not held; the oldest goes where there are too many."""
        held = self._held.get(key, _MISSING)
        if held is not _MISSING:
            found: Value = held
            return found
        made = make()
        make_room(self._held, self._most)
        self._held[key] = made
        return made


def _of_known(told: Mapping[str, Value], known: Container[str]) -> dict[str, Value]:
    return {id: one for id, one in tuple(told.items()) if id in known}


class Kept:
    """The tables of one dossier, each of its own stage."""

    def __init__(self) -> None:
        """Begin with nothing worked out."""
        self.times: dict[Hashable, Any] = {}
        """Times that were read, with the problems that it made: by what was read, in which place, from which anchor."""
        self.clocks = Recent(4 * FEW)
        """From which cut on entries are seen, by their ids: for each reading of the dates of reports."""
        self.between = Recent(4 * FEW)
        """The cuts at which they are seen early and not late, for the same readings."""
        self.readings = Recent(4 * FEW)
        """The claims as they read at the last cut, for the same readings."""
        self.standings = Recent(2 * FEW)
        """The last standings: one reading is asked for as the other of the other."""
        self.counted = Recent()
        """What it is without the readings that a cut leaves out."""
        self.heard = Recent(2 * FEW)
        """The words at a cut, under both readings."""
        self.stages: Any = None
        """What each stage made of the words at the cut that was asked for last."""
        self.webs = Recent(2 * FEW)
        """The joins between roots, by both."""
        self.earlier: dict[Hashable, Any] = {}
        """The earlier of two moments, by both of them."""
        self.composed: dict[Hashable, Any] = {}
        """The answers that were composed last, by reading, of all time and of a stretch of it."""
        self.timelines: dict[Hashable, Any] = {}
        """The last timeline, by reading."""
        self._clipped = Recent()
        self._statements: dict[str, Recent] = {}
        self._losses: dict[str, Recent] = {}
        self._placed: dict[str, Recent] = {}
        self._words: dict[str, Recent] = {}
        self._alone: dict[str, Recent] = {}
        self._painted: dict[Hashable, Recent] = {}

    def grown(self, known: Container[str], dossier: Any) -> Kept:
        """What holds of it for a dossier to which nothing came but claims and reports beside the entries known here.

        What was told of single words holds, and of a cut it is told what has changed since, as from cut to cut. What
        was made of all words at once, and what was not there, is asked for anew. Other threads may go on with this one:
        each table is copied before it is gone through.
        """
        made = Kept()
        made.times = self.times.copy()
        made.times.pop(ALL_DATES, None)
        for under, clocks in self.clocks.items():
            made.clocks.get(under, partial(_of_known, clocks, known))
        made.webs, made.earlier, made.stages = self.webs, self.earlier, self.stages
        made.timelines = dict(self.timelines)
        made.composed = {reading: one.of(dossier) for reading, one in tuple(self.composed.items())}
        for single in _OF_WORDS:
            setattr(made, single, getattr(self, single))
        return made

    def statements(self, claim: str) -> Recent:
        """The readings of a claim."""
        return self._statements.setdefault(claim, Recent())

    def losses(self, claim: str) -> Recent:
        """What takes a claim back."""
        return self._losses.setdefault(claim, Recent())

    def words(self, claim: str) -> Recent:
        """A claim with its losses and its place."""
        return self._words.setdefault(claim, Recent())

    def alone(self, claim: str) -> Recent:
        """A claim that nothing covers."""
        return self._alone.setdefault(claim, Recent())

    def clipped(self, at: Hashable) -> dict[str, Any]:
        """Claims as they stand in one of the last few stretches of time that were asked for."""
        found: dict[str, Any] = self._clipped.get(at, dict)
        return found

    def placed(self, claim: str) -> Recent:
        """The places of a claim in time."""
        return self._placed.setdefault(claim, Recent())

    def painted(self, layer: Hashable) -> Recent:
        """What is left of the words of a source."""
        return self._painted.setdefault(layer, Recent(2 * FEW))

"""A log on a store, with clock and salts in a test's hand: two stores that are told the same hold the same bytes."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Protocol

from eventlog import times
from eventlog.clock import Clock
from eventlog.log import EventLog
from eventlog.stores import Salts, Store

__all__ = ["DAY", "SECOND", "START", "Hand", "Make", "StoreBench", "counted_salts", "dump"]

START: Final = times.instant("2024-06-26T12:00:00Z")
"""Where the clock of a test stands at first."""
SECOND: Final = 1_000_000
DAY: Final = 86_400 * SECOND


class Make(Protocol):
    """Makes a store in a folder, or opens the one that is there; in that zone, with those salts."""

    def __call__(self, folder: Path, *, zone: str, salts: Salts) -> Store:
        """The store. Each folder has one of its own."""
        ...


class Hand:
    """A clock that a test sets; it stands still by itself. Microseconds since 1970."""

    def __init__(self, at: int = START) -> None:
        self.at = at

    def __call__(self) -> int:
        """When it is."""
        return self.at

    def go(self, micros: int) -> None:
        """Go on, or back."""
        self.at += micros


def counted_salts() -> Callable[[], bytes]:
    """Salts that anyone could guess, the digests of 0, 1, 2 ...: for tests alone."""
    numbers = itertools.count()
    return lambda: sha256(str(next(numbers)).encode()).digest()


class StoreBench:
    """One log on one store, with its clock and salts, that can be closed and opened again.

    `persists`: whether a log is still there after its store was closed.
    """

    def __init__(self, make: Make, folder: Path, *, zone: str = "UTC", persists: bool = True) -> None:
        self._make = make
        self.folder = folder
        self.zone = zone
        self.persists = persists
        self.clock = Hand()
        self.salts = counted_salts()
        self.log = self.open()

    def open(self) -> EventLog:
        """The log, anew."""
        return EventLog(self._make(self.folder, zone=self.zone, salts=self.salts), Clock(self.clock))

    def reopen(self) -> EventLog:
        """Close the log and open it again, where that gives the same one."""
        if self.persists:
            self.log.close()
            self.log = self.open()
        return self.log


def dump(log: EventLog) -> list[tuple[Any, ...]]:
    """Everything that a log holds, byte for byte."""
    store = log.store
    return [
        (one.position, one.recorded, one.kind, one.body, one.salt, one.commit, one.leaf, store.id_at(one.position))
        for one in store.entries(0, store.head().size)
    ]

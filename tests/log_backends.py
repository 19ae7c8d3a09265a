"""The stores that every test of the contract and the state machine run over. A store joins by one line, in
STORES.

Clock and salts are handed in, so that two stores that are told the same hold the same bytes.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from eventlog import times
from eventlog.clock import Clock
from eventlog.log import EventLog
from eventlog.stores import MemoryStore, SQLiteStore, Store
from postgres_server import ADDRESS

START = times.instant("2024-06-26T12:00:00Z")
SECOND = 1_000_000
DAY = 86_400 * SECOND


class Hand:
    """A clock that a test sets; it stands still by itself."""

    def __init__(self, at: int = START) -> None:
        self.at = at

    def __call__(self) -> int:
        return self.at

    def go(self, micros: int) -> None:
        """Go on, or back."""
        self.at += micros


def counted_salts() -> Callable[[], bytes]:
    """Salts that anybody could guess: the digests of 0, 1, 2 ..."""
    numbers = itertools.count()
    return lambda: sha256(str(next(numbers)).encode()).digest()


def _memory(_folder: Path, **given) -> Store:
    return MemoryStore(**given)


def _sqlite(folder: Path, **given) -> Store:
    return SQLiteStore(folder / "log.db", durability="off", **given)


def _postgres(folder: Path, **given) -> Store:
    from eventlog.stores.postgres import PostgresStore

    schema = f"t{sha256(str(folder).encode()).hexdigest()[:16]}"
    return PostgresStore(f"{os.environ[ADDRESS]}&schema={schema}", **given)


STORES: dict[str, Callable[..., Store]] = {
    "memory": _memory,
    "sqlite": _sqlite,
}
if ADDRESS in os.environ:  # make test-postgres starts a server, and runs the tests of this store alone
    STORES["postgres"] = _postgres
PERSISTENT = frozenset(STORES) - {"memory"}


class Bench:
    """One log on one store, with its clock and salts, that can be closed and opened again."""

    def __init__(self, name: str, folder: Path, *, zone: str = "UTC") -> None:
        self.name = name
        self.folder = folder
        self.zone = zone
        self.clock = Hand()
        self.salts = counted_salts()
        self.log = self.open()

    @property
    def persists(self) -> bool:
        """Whether the log is still there after it was closed."""
        return self.name in PERSISTENT

    def open(self) -> EventLog:
        """The log, anew."""
        store = STORES[self.name](self.folder, zone=self.zone, salts=self.salts)
        return EventLog(store, Clock(self.clock))

    def reopen(self) -> EventLog:
        """Close the log and open it again, where that gives the same one."""
        if self.persists:
            self.log.close()
            self.log = self.open()
        return self.log


def dump(log: EventLog) -> list[tuple]:
    """Everything that a log holds, byte for byte."""
    store = log.store
    size = store.head().size
    return [
        (one.position, one.recorded, one.kind, one.body, one.salt, one.commit, one.leaf, store.id_at(one.position))
        for one in store.entries(0, size)
    ]

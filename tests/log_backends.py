"""The stores that every test of the contract and the state machine run over. A store joins by one line, in
STORES.

Clock and salts are handed in, so that two stores that are told the same hold the same bytes.
"""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

from eventlog.stores import MemoryStore, SQLiteStore, Store
from eventlog.testing import Hand, Make, StoreBench, counted_salts, dump
from eventlog.testing.stores import DAY, SECOND, START
from journal_store import JournalStore
from postgres_server import ADDRESS

__all__ = ["DAY", "PERSISTENT", "SECOND", "START", "STORES", "Bench", "Hand", "counted_salts", "dump"]


def _memory(_folder: Path, **given) -> Store:
    return MemoryStore(**given)


def _sqlite(folder: Path, **given) -> Store:
    return SQLiteStore(folder / "log.db", durability="off", **given)


def _journal(folder: Path, **given) -> Store:
    return JournalStore(folder / "log.jsonl", **given)


def _postgres(folder: Path, **given) -> Store:
    from eventlog.stores.postgres import PostgresStore

    schema = f"t{sha256(str(folder).encode()).hexdigest()[:16]}"
    return PostgresStore(f"{os.environ[ADDRESS]}&schema={schema}", **given)


STORES: dict[str, Make] = {
    "memory": _memory,
    "sqlite": _sqlite,
    "journal": _journal,
}
if ADDRESS in os.environ:  # make test-postgres starts a server, and runs the tests of this store alone
    STORES["postgres"] = _postgres
PERSISTENT = frozenset(STORES) - {"memory"}


class Bench(StoreBench):
    """One log on one of these stores."""

    def __init__(self, name: str, folder: Path, *, zone: str = "UTC") -> None:
        self.name = name
        super().__init__(STORES[name], folder, zone=zone, persists=name in PERSISTENT)

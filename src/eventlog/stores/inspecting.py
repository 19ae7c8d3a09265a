"""What a store holds, as it holds it: for whoever has to judge the store and must not be stopped by it.

A store refuses to read what is damaged, which is right for a reader and useless for an auditor. An inspection
gives out rows as they lie there, past the head too, in one snapshot, and judges nothing. Kinds come as bytes,
because text that is no UTF-8 any more must be seen as well.

It is read only, and what it gives is bounded: rows come in pieces, so that memory does not grow with the log.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Protocol, TypeAlias

import attrs

from eventlog.errors import StoreError
from eventlog.stores.appending import head_of
from eventlog.stores.finding import positions_of, tag_of
from eventlog.stores.memory import MemoryStore
from eventlog.stores.sqlite import SQLiteStore
from eventlog.stores.statements import HEAD
from eventlog.stores.store import Head, Store, StoredEntry

__all__ = ["REDACTED", "Batch", "Inspection", "Row", "inspecting"]

Row: TypeAlias = tuple[int, int, bytes, bytes | None, bytes | None, bytes]
"""Position, recorded (microseconds), kind (UTF-8), body, salt, commit: as stored, of whatever type and
length.
"""

REDACTED = "redacted/1"
_PIECE = 1024


@attrs.frozen
class Batch:
    """Where a batch ends, when it was recorded, and the root that was stored with it (None: this store keeps
    none).
    """

    position: int
    recorded: int
    root: bytes | None


class Inspection(Protocol):
    """One snapshot of a store. `head` is None where the head row is missing or damaged; `faults` are
    sentences about what can't be read or belongs to no entry; `keeps_batches` says whether this store has any
    to look at.
    """

    head: Head | None
    faults: tuple[str, ...]
    keeps_batches: bool

    def count(self) -> int:
        """How many entry rows there are, whatever the head says."""
        ...

    def batches(self) -> Iterator[Batch]:
        """The batches, by position."""
        ...

    def rows(self, *, bodies: bool = True) -> Iterator[list[Row]]:
        """All entry rows by position, in pieces. Without `bodies`, b"" stands for those that are there, but
        for the bodies of redactions.
        """
        ...

    def index(self) -> Iterator[tuple[int, str]]:
        """What entries are found by: position and id, or position and effect key, in no order."""
        ...


@contextmanager
def inspecting(store: Store) -> Iterator[Inspection]:
    """Look at a store as it is, in one snapshot. Raises LogClosed, and StoreError where not even that can be
    read.
    """
    if isinstance(store, SQLiteStore):
        with store._speaking() as connection:  # noqa: SLF001 - the same room
            connection.execute("BEGIN")
            try:
                yield _InFile(connection, store.path)
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
    else:
        yield _Held(store)


class _InFile:
    keeps_batches = True

    def __init__(self, connection: sqlite3.Connection, path: str) -> None:
        self._connection = connection
        self.head: Head | None = None
        faults = []
        heads = connection.execute(HEAD).fetchmany(2)
        try:
            self.head = head_of(heads[0] if len(heads) == 1 else None, path)
        except (StoreError, TypeError):
            faults.append("the head is missing, or not of the form that a head has")
        for table, what in (("name", "an id"), ("effect", "an effect"), ("batch", "a batch")):
            stray = connection.execute(
                f"SELECT position FROM {table} AS t "  # noqa: S608 - names from the line above
                "WHERE NOT EXISTS (SELECT 1 FROM entry AS e WHERE e.position = t.position) LIMIT 1"
            ).fetchone()
            if stray is not None:
                faults.append(f"there is {what} for position {stray[0]}, where there is no entry")
        self.faults = tuple(faults)

    def count(self) -> int:
        """How many entry rows there are."""
        return int(self._connection.execute("SELECT count(*) FROM entry").fetchone()[0])

    def batches(self) -> Iterator[Batch]:
        """The batches, by position."""
        for row in self._connection.execute("SELECT position, recorded, root FROM batch ORDER BY position"):
            yield Batch(*row)

    def rows(self, *, bodies: bool = True) -> Iterator[list[Row]]:
        """All entry rows by position, in pieces."""
        some = "body, salt"
        if not bodies:
            left_out = f"CASE WHEN body IS NULL THEN NULL WHEN kind = '{REDACTED}' THEN %s ELSE x'' END"
            some = ", ".join(left_out % name for name in ("body", "salt"))
        cursor = self._connection.execute(
            f"SELECT position, recorded, CAST(kind AS BLOB), {some}, commit_hash "  # noqa: S608 - from above
            "FROM entry ORDER BY position"
        )
        while piece := cursor.fetchmany(_PIECE):
            yield piece

    def index(self) -> Iterator[tuple[int, str]]:
        """Ids and effect keys with their positions."""
        found = "SELECT e.position, n.tag, e.id FROM name AS n JOIN entry AS e ON e.position = n.position"
        for position, tag, id in self._connection.execute(found):
            yield position, id if id is not None and tag == tag_of(id) else f"tag {tag}"
        for position, key, more in self._connection.execute("SELECT position, key, more FROM effect"):
            for at in positions_of(position, more):
                yield at, key


class _Held:
    """Memory, and any store of which nothing more than the protocol is known."""

    def __init__(self, store: Store) -> None:
        self.faults: tuple[str, ...] = ()
        self.keeps_batches = isinstance(store, MemoryStore)
        self._batches: list[Batch] = []
        self._index: list[tuple[int, str]] = []
        if isinstance(store, MemoryStore):
            store.head()
            with store._lock:  # noqa: SLF001 - the same room; a batch is joined in several steps
                self.head: Head | None = store._head  # noqa: SLF001
                entries = list(store._entries)  # noqa: SLF001
                self._batches = [Batch(position, recorded, None) for recorded, position in store._batches]  # noqa: SLF001
                self._index = list(store._id_at.items())  # noqa: SLF001
                self._index += [(position, key) for key, held in store._keys.items() for position in held]  # noqa: SLF001
            self._entries, self._count = iter(entries), len(entries)
        else:
            self.head = store.head()
            self._entries, self._count = store.entries(0, self.head.size), self.head.size

    def count(self) -> int:
        """How many entries there are."""
        return self._count

    def batches(self) -> Iterator[Batch]:
        """The batches, as far as they are kept."""
        return iter(self._batches)

    def rows(self, *, bodies: bool = True) -> Iterator[list[Row]]:
        """All entries, in pieces. Once."""
        while piece := [_row(one, bodies) for one in islice(self._entries, _PIECE)]:
            yield piece

    def index(self) -> Iterator[tuple[int, str]]:
        """Ids and effect keys with their positions."""
        return iter(self._index)


def _row(one: StoredEntry, bodies: bool) -> Row:
    body, salt = one.body, one.salt
    if not bodies and body is not None and one.kind != REDACTED:
        body = salt = b""
    return (one.position, one.recorded, one.kind.encode("utf-8", "surrogatepass"), body, salt, one.commit)

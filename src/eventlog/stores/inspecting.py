"""What a store holds, as it holds it: for whoever has to judge the store and must not be stopped by it.

A store refuses to read what is damaged, which is right for a reader and useless for an auditor. An inspection
gives out rows as they lie there, past the head too, in one snapshot, and judges nothing. Kinds come as bytes,
because text that is no UTF-8 any more must be seen as well.

It is read only, and what it gives is bounded: rows come in pieces, so that memory does not grow with the log.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Protocol, TypeAlias

import attrs

from eventlog.errors import StoreError
from eventlog.stores.appending import head_of
from eventlog.stores.blocks import block
from eventlog.stores.cursors import Cursors
from eventlog.stores.finding import positions_of, tag_of
from eventlog.stores.forking import inside
from eventlog.stores.memory import MemoryStore
from eventlog.stores.refusals import one_line
from eventlog.stores.schema import expected_schema, schema_of
from eventlog.stores.sqlite import SQLiteStore
from eventlog.stores.statements import HEAD
from eventlog.stores.store import Head, Store, StoredEntry

__all__ = ["REDACTED", "Batch", "Inspection", "Named", "Row", "inspecting"]

Row: TypeAlias = tuple[int, int, bytes, bytes | None, bytes | None, bytes]
"""Position, recorded (microseconds), kind (UTF-8), body, salt, commit: as stored, of whatever type and
length.
"""

Named: TypeAlias = tuple[int, bytes, str | None, int, bytes | None]
"""Position, kind (UTF-8), id, the tag of that id, body: as stored, but for the tag."""

REDACTED = "redacted/1"
_ID = "SELECT CAST(id AS BLOB) FROM entry WHERE position = ?"
_PIECE = 1024
_TOLD = 20  # of the damage that SQLite finds


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
    sentences about what can't be read or belongs to no entry; `keeps_batches` and `keeps_index` say whether this store
    has any to look at.
    """

    head: Head | None
    faults: tuple[str, ...]
    keeps_batches: bool
    keeps_index: bool

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

    def damage(self) -> Iterator[str]:
        """What SQLite finds wrong with the pages of a file, and what is changed in its tables and guards."""
        ...

    def named(self) -> Iterator[list[Named]]:
        """All entries up to the head with the ids that are stored, in pieces. Not promised with `keeps_index` False."""
        ...

    def id_at(self, position: int) -> str | None:
        """The id that is stored at a position."""
        ...

    def tags(self) -> Iterator[tuple[int, int]]:
        """By which tags entries are found: position and tag."""
        ...

    def effects(self) -> Iterator[tuple[str, Sequence[int]]]:
        """Under which keys entries are found: in order of key, the positions of each row as they stand in it."""
        ...


@block
def inspecting(store: Store) -> Iterator[Inspection]:
    """Look at a store as it is, in one snapshot. Raises LogClosed, and StoreError where not even that can be
    read.
    """
    if isinstance(store, SQLiteStore):
        with store._speaking(throughout=False) as connection:  # noqa: SLF001 - the same room
            cursors = Cursors(connection)
            try:
                with inside.sqlite:
                    connection.execute("BEGIN")  # within: an interrupt may come when it has begun
                    held = _InFile(connection, cursors, store.path)
                yield held
            finally:
                try:
                    cursors.close()
                finally:
                    with inside.sqlite:
                        if connection.in_transaction:
                            connection.execute("ROLLBACK")
    else:
        yield _Held(store)


class _InFile:
    keeps_batches = keeps_index = True

    def __init__(self, connection: sqlite3.Connection, cursors: Cursors, path: str) -> None:
        self._connection = connection
        self._cursors = cursors
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
        with inside.sqlite:
            return int(self._connection.execute("SELECT count(*) FROM entry").fetchone()[0])

    def batches(self) -> Iterator[Batch]:
        """The batches, by position."""
        for row in self._cursors.rows("SELECT position, recorded, root FROM batch ORDER BY position"):
            yield Batch(*row)

    def rows(self, *, bodies: bool = True) -> Iterator[list[Row]]:
        """All entry rows by position, in pieces."""
        some = "body, salt"
        if not bodies:
            left_out = f"CASE WHEN body IS NULL THEN NULL WHEN kind = '{REDACTED}' THEN %s ELSE x'' END"
            some = ", ".join(left_out % name for name in ("body", "salt"))
        yield from self._cursors.pieces(
            f"SELECT position, recorded, CAST(kind AS BLOB), {some}, commit_hash "  # noqa: S608 - from above
            "FROM entry ORDER BY position"
        )

    def damage(self) -> Iterator[str]:
        """What SQLite finds, and what differs from the tables that a log is made with."""
        with inside.sqlite:
            found = self._connection.execute(f"PRAGMA integrity_check({_TOLD:d})").fetchall()
            held, wanted = schema_of(self._connection), expected_schema()
        yield from (f"SQLite finds damage in the file: {one_line(str(told))}" for (told,) in found if told != "ok")
        changed = {name for _, name, _ in wanted - held}
        strange = {name for kind, name, _ in held - wanted if kind == "trigger"}
        if names := sorted(map(one_line, changed | strange)):
            yield f"what the file is made of is not what a log is made of: {', '.join(names)}"

    def named(self) -> Iterator[list[Named]]:
        """All entries up to the head, with their ids."""
        size = self.count() if self.head is None else self.head.size
        for piece in self._cursors.pieces(
            "SELECT position, CAST(kind AS BLOB), CAST(id AS BLOB), body FROM entry "
            "WHERE position <= ? ORDER BY position",
            (size,),
        ):
            ids = [_text(row[2]) for row in piece]
            yield [
                (at, kind, id, 0 if id is None else tag_of(id), body)
                for (at, kind, _, body), id in zip(piece, ids, strict=True)
            ]

    def id_at(self, position: int) -> str | None:
        """The id at a position."""
        with inside.sqlite:
            row = self._connection.execute(_ID, (position,)).fetchone()
        return None if row is None else _text(row[0])

    def tags(self) -> Iterator[tuple[int, int]]:
        """Positions and tags."""
        return self._cursors.rows("SELECT position, tag FROM name")

    def effects(self) -> Iterator[tuple[str, Sequence[int]]]:
        """Keys and the positions under them, row by row."""
        for key, position, more in self._cursors.rows("SELECT key, position, more FROM effect ORDER BY key, position"):
            yield key, (position,) if more is None else positions_of(position, more)


def _text(octets: bytes | None) -> str | None:
    """An id that is stored; one that is no UTF-8 any more is no id of an entry, and is seen to be another one."""
    return None if octets is None else octets.decode(errors="replace")


class _Held:
    """Memory, and any store of which nothing more than the protocol is known."""

    def __init__(self, store: Store) -> None:
        self.faults: tuple[str, ...] = ()
        self.keeps_batches = self.keeps_index = isinstance(store, MemoryStore)
        self._batches: list[Batch] = []
        self._ids: dict[int, str] = {}
        self._keys: dict[str, list[int]] = {}
        self._all: Callable[[], Iterator[StoredEntry]]
        if isinstance(store, MemoryStore):
            store.head()
            with store._lock:  # noqa: SLF001 - the same room; a batch is joined in several steps
                self.head: Head | None = store._head  # noqa: SLF001
                entries = list(store._entries)  # noqa: SLF001
                self._batches = [Batch(position, recorded, None) for recorded, position in store._batches]  # noqa: SLF001
                self._ids = dict(store._id_at)  # noqa: SLF001
                self._keys = {key: list(held) for key, held in store._keys.items()}  # noqa: SLF001
            self._all, self._count = (lambda: iter(entries)), len(entries)
        else:
            size = self._count = (head := store.head()).size
            self.head, self._all = head, lambda: store.entries(0, size)

    def count(self) -> int:
        """How many entries there are."""
        return self._count

    def batches(self) -> Iterator[Batch]:
        """The batches, as far as they are kept."""
        return iter(self._batches)

    def rows(self, *, bodies: bool = True) -> Iterator[list[Row]]:
        """All entries, in pieces."""
        entries = self._all()
        while piece := [_row(one, bodies) for one in islice(entries, _PIECE)]:
            yield piece

    def damage(self) -> Iterator[str]:
        """Nothing: what is in memory has no pages."""
        return iter(())

    def named(self) -> Iterator[list[Named]]:
        """All entries, with their ids."""
        entries = self._all()
        while piece := list(islice(entries, _PIECE)):
            yield [
                (one.position, one.kind.encode("utf-8", "surrogatepass"), id, 0 if id is None else tag_of(id), one.body)
                for one in piece
                for id in (self._ids.get(one.position),)
            ]

    def id_at(self, position: int) -> str | None:
        """The id at a position."""
        return self._ids.get(position)

    def tags(self) -> Iterator[tuple[int, int]]:
        """Positions and tags."""
        return ((position, tag_of(id)) for position, id in self._ids.items())

    def effects(self) -> Iterator[tuple[str, Sequence[int]]]:
        """Keys and the positions under them."""
        return ((key, self._keys[key]) for key in sorted(self._keys))


def _row(one: StoredEntry, bodies: bool) -> Row:
    body, salt = one.body, one.salt
    if not bodies and body is not None and one.kind != REDACTED:
        body = salt = b""
    return (one.position, one.recorded, one.kind.encode("utf-8", "surrogatepass"), body, salt, one.commit)

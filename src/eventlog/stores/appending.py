"""What is written to a log's file in one transaction, and how its end is checked before anything is added to
it.

The rows of a batch go in in one order: entries, bodies, ids, effects, the batch with its root, and the head
last. The guards in the file (see schema) know this order. This file knows nothing of locks, threads and
failing disks.
"""

# Statements are put together from the words of this file alone.
# ruff: noqa: S608

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, Protocol

from eventlog.errors import CorruptEntry, InvalidValue, StoreError
from eventlog.proof import Frontier, commit
from eventlog.stores.statements import ENTRIES, HEAD, NEWEST
from eventlog.stores.store import Head, NewEntry, Salts, StoredEntry, seal

__all__ = [
    "ROWS",
    "SQLiteWriting",
    "check_tail",
    "entries_of",
    "entry_of",
    "head_of",
    "piece",
    "rolled_back_on_error",
]

ROWS = 512
_FEW = 64
_BYTES = 1 << 20
_TAIL = 1000
_TOGETHER = 100


class Looking(Protocol):
    """What a transaction may ask of its store, on the same connection."""

    path: str

    def find(self, id: str) -> int | None:
        """The position of the entry with this id."""
        ...

    def find_all(self, ids: Sequence[str]) -> dict[str, int]:
        """The positions of those of these ids that are there."""
        ...

    def id_at(self, position: int) -> str | None:
        """The id of the entry at a position."""
        ...

    def entry(self, position: int) -> StoredEntry:
        """The entry at a position."""
        ...


class SQLiteWriting:
    """One transaction."""

    def __init__(self, store: Looking, connection: sqlite3.Connection, salts: Salts) -> None:
        self._connection = connection
        self._salts = salts
        self.find = store.find
        self.find_all = store.find_all
        self.id_at = store.id_at
        self.entry = store.entry
        self.head = head_of(connection.execute(HEAD).fetchone(), store.path)
        self.after = self.head
        self.erased = False

    def newest_about(self, key: str) -> Iterator[int]:
        """The positions that have an effect under this key, the last one first."""
        before = self.head.size + 1
        while rows := self._connection.execute(NEWEST, (key, before)).fetchall():
            for (before,) in rows:
                yield before

    def append(self, rows: Sequence[NewEntry], recorded: int) -> Head:
        """Add entries after the last one, all with one `recorded`."""
        assert self.after is self.head, "one block appends one batch"
        sealed, after = seal(rows, recorded, self.head, self._salts)
        if not sealed:
            return self.head
        placed = list(enumerate(rows, start=self.head.size + 1))
        self._insert("entry", [(at, recorded, kind, commit) for at, _, kind, _, _, commit in sealed])
        self._insert("body", [(at, salt, body) for at, _, _, body, salt, _ in sealed])
        self._insert("name", [(at, row.id) for at, row in placed])
        self._insert("effect", sorted({(key, at) for at, row in placed for key in row.keys}))
        self._connection.execute("INSERT INTO batch VALUES (?, ?, ?)", (after.size, recorded, after.root))
        self.after = after
        return after

    def _insert(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert rows, many with one statement, which takes a fifth less than one by one.

        OR FAIL: so that no statement needs a journal of its own. The transaction is undone as a whole.
        """
        if not rows:
            return
        one = f"({', '.join('?' * len(rows[0]))})"
        whole = len(rows) // _TOGETHER * _TOGETHER
        many = f"INSERT OR FAIL INTO {table} VALUES {', '.join([one] * _TOGETHER)}"
        for begin in range(0, whole, _TOGETHER):
            self._connection.execute(many, [value for row in rows[begin : begin + _TOGETHER] for value in row])
        if whole < len(rows):
            self._connection.executemany(f"INSERT OR FAIL INTO {table} VALUES {one}", rows[whole:])

    def erase(self, positions: Iterable[int]) -> None:
        """Erase body, salt, id and keys of these entries."""
        gone = 0
        for position in sorted(set(positions)):
            gone += self._connection.execute("DELETE FROM body WHERE position = ?", (position,)).rowcount
            self._connection.execute("DELETE FROM name WHERE position = ?", (position,))
            self._connection.execute("DELETE FROM effect WHERE position = ?", (position,))
        head = self.after
        self.after = Head(head.size, head.recorded, head.frontier, head.erased + gone)
        self.erased = True

    def finish(self) -> None:
        """Move the head to where the rows now end."""
        if self.after is not self.head:
            head = self.after
            self._connection.execute(
                "UPDATE head SET size = ?, recorded = ?, frontier = ?, erased = ?",
                (head.size, head.recorded, head.frontier.to_bytes(), head.erased),
            )


def check_tail(connection: sqlite3.Connection, head: Head) -> None:
    """That the end of the log is whole: rows up to the head, the last batch's root, the bodies under
    their commits.
    """
    (last,) = connection.execute("SELECT coalesce(max(position), 0) FROM entry").fetchone()
    if last != head.size:
        raise CorruptEntry(head.size + 1, f"the head says that there are {head.size} entries, and there are {last}")
    if not head.size:
        return
    row = connection.execute("SELECT root FROM batch WHERE position = ?", (head.size,)).fetchone()
    if row is None or row[0] != head.root:
        raise CorruptEntry(head.size, "the root of its batch is not that of the head")
    before = connection.execute("SELECT max(position) FROM batch WHERE position < ?", (head.size,)).fetchone()[0]
    for values in connection.execute(ENTRIES, (max(before or 0, head.size - _TAIL), head.size)):
        entry = entry_of(values)
        if entry.body is not None and commit(entry.salt or b"", entry.body) != entry.commit:
            raise CorruptEntry(entry.position, "its body is not the one that was recorded")


def head_of(row: tuple[Any, ...] | None, path: str) -> Head:
    """The head row, read. Raises StoreError for one that fits no log."""
    try:
        assert row is not None
        size, recorded, frontier, erased = row
        edge = Frontier.from_bytes(frontier)
        assert edge.size == size
    except (AssertionError, InvalidValue):
        raise StoreError(f"the head of {path} is damaged: restore the log from a backup") from None
    return Head(size, recorded, edge, erased)


_TYPES = ((int, int, str, bytes, bytes, bytes), (int, int, str, type(None), type(None), bytes))


def entry_of(row: tuple[Any, ...]) -> StoredEntry:
    """A row of `ENTRY`, read. Raises CorruptEntry where a damaged file holds values of other types."""
    if tuple(map(type, row)) not in _TYPES:
        raise CorruptEntry(row[0] if isinstance(row[0], int) else 0, "its row holds what no entry has")
    return StoredEntry(*row)


_USUAL = tuple(frozenset({kind}) for kind in _TYPES[0])
_MADE = partial(tuple.__new__, StoredEntry)


def entries_of(rows: list[tuple[Any, ...]]) -> list[StoredEntry]:
    """Rows of `ENTRY`, read; looked at column by column, and one by one only where a column is not what it usually
    is. Raises CorruptEntry where a damaged file holds values of other types.
    """
    if all(set(map(type, column)) <= held for column, held in zip(zip(*rows, strict=True), _USUAL, strict=True)):
        return list(map(_MADE, rows))
    return list(map(entry_of, rows))


def bodies_of(rows: list[tuple[Any, ...]]) -> list[tuple[int, int, str, bytes]]:
    """Rows of `OF_KIND`, read. Raises CorruptEntry where a damaged file holds values of other types."""
    if any(not set(map(type, column)) <= held for column, held in zip(zip(*rows, strict=True), _USUAL, strict=False)):
        wrong = next(row for row in rows if tuple(map(type, row)) != _TYPES[0][:4])
        raise CorruptEntry(wrong[0] if isinstance(wrong[0], int) else 0, "its row holds what no entry has")
    return rows


def piece(cursor: sqlite3.Cursor) -> list[tuple[Any, ...]]:
    """Some of the rows that are left: so many, or so many bytes, and then the statement is closed."""
    rows: list[tuple[Any, ...]] = []
    held, few = 0, 4
    try:
        while len(rows) < ROWS and held < _BYTES and (some := cursor.fetchmany(few)):
            rows += some
            held += sum([len(row[3] or b"") for row in some])
            few = min(few * 2, _FEW)
    finally:
        cursor.close()
    return rows


@contextmanager
def rolled_back_on_error(connection: sqlite3.Connection) -> Iterator[None]:
    """Undo the transaction where the block is left by any exception, Ctrl-C and lack of memory included."""
    try:
        yield
    except BaseException:
        with contextlib.suppress(sqlite3.Error):
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        raise

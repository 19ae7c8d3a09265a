"""What is written to a log's file in one transaction, and how its end is checked before anything is added to
it.

The rows of a batch go in in one order: entries, what finds them by id and by key, the batch with its root, and the head
last. The guards in the file (see schema) know this order. This file knows nothing of locks, threads and
failing disks.
"""

# Statements are put together from the words of this file alone.
# ruff: noqa: S608

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, count
from operator import itemgetter
from typing import Any, Protocol, TypeAlias

from eventlog.errors import CorruptEntry, InvalidValue, StoreError
from eventlog.proof import Frontier, commit
from eventlog.stores.blocks import block
from eventlog.stores.entries import Head, NewEntry, RestoredEntry, Salts, StoredEntry, check_empty, restored, seal
from eventlog.stores.inspection import tag_of
from eventlog.stores.sqlite.connecting import check_format
from eventlog.stores.sqlite.finding import effect_rows, found_by_id, positions_of, taken_out
from eventlog.stores.sqlite.forking import inside
from eventlog.stores.sqlite.settling import is_due, settle
from eventlog.stores.sqlite.statements import BEGUN, ENTRIES, KNOWN, NEWEST, NEWEST_ROWS
from eventlog.stores.sqlite.words import forget
from eventlog.stores.states import KeptState

__all__ = [
    "ROWS",
    "SQLiteWriting",
    "check_tail",
    "entry_of",
    "head_of",
    "piece",
    "put_in",
    "rolled_back_on_error",
]

ROWS = 512
_FEW, _SMALL = 64, 2048  # rows at a time, and more where a body has at most this number of bytes
_BYTES = 1 << 20
_TAIL = 1000

_TOGETHER = 100
"""Rows that one statement inserts: to begin a statement for each costs a sixth of what SQLite does."""


def _inserting(table: str, columns: int) -> tuple[str, str]:
    """The statements that insert one row, and `_TOGETHER`. OR FAIL: so that neither needs a journal of its own. The
    transaction is undone as a whole.
    """
    row = f"({', '.join('?' * columns)})"
    one = f"INSERT OR FAIL INTO {table} VALUES {row}"
    return one, one + f", {row}" * (_TOGETHER - 1)


_ENTRY, _NAME, _EFFECT = _inserting("entry", 7), _inserting("name", 2), _inserting("effect", 3)
_BATCH = "INSERT INTO batch VALUES (?, ?, ?)"
_AMONG = "position IN (SELECT value FROM json_each(?1))"
_HOLDS = (
    f"{_AMONG} OR more IS NOT NULL AND EXISTS "
    "(SELECT 1 FROM json_each(more) AS m WHERE m.value IN (SELECT value FROM json_each(?1)))"
)


HeadRow: TypeAlias = tuple[int, int | None, bytes, int]


class Looking(Protocol):
    """What a transaction may ask of its store, on the same connection."""

    path: str
    written: tuple[HeadRow, Head] | None

    def id_at(self, position: int) -> str | None:
        """The id of the entry at a position."""
        ...

    def entry(self, position: int) -> StoredEntry:
        """The entry at a position."""
        ...


class SQLiteWriting:
    """One transaction. `partial`: whether entries are withheld from this file; `astray`: whether anything stands after
    the last entry.
    """

    beside = False

    def __init__(self, store: Looking, connection: sqlite3.Connection, salts: Salts) -> None:
        self._connection = connection
        self._salts = salts
        self.id_at = store.id_at
        self.entry = store.entry
        check_format(connection, store.path)  # a later version may have come to the file while it was open
        row = connection.execute(BEGUN).fetchone()
        head, last, self.partial = (None, 0, 0) if row is None else (row[:4], *row[4:])
        known = store.written is not None and store.written[0] == head  # nobody else has written since
        self.head = store.written[1] if known else head_of(head, store.path)  # type: ignore[index]
        self.astray = (last or 0) > self.head.size
        self.after = self._stored = self.head
        self.written = store.written
        self.erased = self.kept = False

    def find(self, id: str) -> int | None:
        """The position of the entry with this id."""
        return self.find_all((id,)).get(id)

    def find_all(self, ids: Sequence[str]) -> dict[str, int]:
        """The positions of those of these ids that are there."""
        with inside.sqlite:
            return found_by_id(self._connection, ids)

    def known(self, keys: Sequence[str]) -> set[str]:
        """Those of these keys under which any entry has an effect."""
        if not keys:
            return set()
        with inside.sqlite:
            rows = self._connection.execute(KNOWN, (json.dumps(keys), self.head.size)).fetchall()
        return {key for (key,) in rows}

    def newest_about(self, key: str) -> Iterator[int]:
        """The positions that have an effect under this key, the last one first."""
        before = self.head.size + 1
        while True:
            with inside.sqlite:
                rows = self._connection.execute(NEWEST, (key, before)).fetchall()
            if not rows:
                return
            if len(rows) > 1:
                rows = sorted(rows, key=itemgetter(0), reverse=True)[:NEWEST_ROWS]
            for position, more in rows:
                yield from reversed(positions_of(position, more))
            before = rows[-1][0]

    def append(self, rows: Sequence[NewEntry], recorded: int, *, moving: bool = False) -> Head:
        """Add entries after the last one, all with one `recorded`."""
        del moving  # nobody else writes meanwhile
        assert self.after is self.head, "one block appends one batch"
        salted, commits, after = seal(rows, recorded, self.head, self._salts)
        if not rows:
            return self.head
        entries = [
            (at, recorded, row.kind, row.id, commit, salt, row.body)
            for at, row, salt, commit in zip(count(self.head.size + 1), rows, salted, commits, strict=False)
        ]
        put_in(self._connection, entries, [row.keys for row in rows], after)
        self.after = after
        return after

    def restore(self, batches: Iterable[Sequence[RestoredEntry]], withheld: Sequence[int]) -> Head:
        """Put batches that were recorded elsewhere into the empty log."""
        check_empty(self.head)
        with inside.sqlite:
            self._connection.executemany("INSERT INTO withheld (position) VALUES (?)", [(at,) for at in withheld])
        for batch in batches:
            self.after = restored(self.after, batch)
            rows = [
                (one.position, one.recorded, one.kind, given.id, one.commit, one.salt, one.body)
                for given in batch
                for one in (given.stored,)
            ]
            put_in(self._connection, rows, [given.keys for given in batch], self.after)
        return self.after

    def keep(self, state: KeptState, before: KeptState | None, erased: int, *, alone: bool = False) -> bool:
        """Put a state in the place of the one before."""
        build = state.build if before is None else before.build
        with inside.sqlite:
            row = self._connection.execute(
                "SELECT position FROM projection WHERE name = ? AND build = ?", (state.name, build)
            ).fetchone()
            if erased != self.head.erased or (row and row[0]) != (before and before.position):
                return False
            self._connection.execute(
                "DELETE FROM projection WHERE name = ? AND (? OR build = ?)", (state.name, alone, build)
            )
            self._connection.execute("INSERT INTO projection VALUES (?, ?, ?, ?, ?, ?)", state)
        self.kept = True
        return True

    def erase(self, positions: Iterable[int]) -> None:
        """Erase body, salt, id and keys of these entries, and the index of words; the head first takes in what names
        them.
        """
        self.finish()
        erased = frozenset(positions)
        with inside.sqlite:
            gone = self._erased(erased, json.dumps(sorted(erased)))
            self._connection.execute("DELETE FROM projection")
            forget(self._connection)
        head = self.after
        self.after = Head(head.size, head.recorded, head.frontier, head.erased + gone)
        self.erased = True

    def _erased(self, erased: frozenset[int], wanted: str) -> int:
        """How many there were to erase."""
        ids = self._connection.execute(
            f"SELECT id, position FROM entry WHERE id IS NOT NULL AND {_AMONG}", (wanted,)
        ).fetchall()
        named = [(tag_of(id), position) for id, position in ids]
        found = [
            (table, *row)
            for table in ("effect", "settled_effect")
            for row in self._connection.execute(f"SELECT key, position, more FROM {table} WHERE {_HOLDS}", (wanted,))
        ]
        gone = self._connection.execute(
            f"UPDATE entry SET id = NULL, salt = NULL, body = NULL WHERE id IS NOT NULL AND {_AMONG}", (wanted,)
        ).rowcount
        for before in ("", "settled_"):
            self._connection.executemany(f"DELETE FROM {before}name WHERE tag = ? AND position = ?", named)
        for table, key, position, more in found:
            left = taken_out(position, more, erased)
            if left is None:
                self._connection.execute(f"DELETE FROM {table} WHERE key = ? AND position = ?", (key, position))
            else:
                self._connection.execute(
                    f"UPDATE {table} SET position = ?, more = ? WHERE key = ? AND position = ?", (*left, key, position)
                )
        return gone

    def finish(self) -> None:
        """Move the head to where the rows now end."""
        head = self.after
        if head is not self._stored:
            row = (head.size, head.recorded, head.frontier.to_bytes(), head.erased)
            self._connection.execute("UPDATE head SET size = ?, recorded = ?, frontier = ?, erased = ?", row)
            self.written, self._stored = (row, head), head


def withheld_from(connection: sqlite3.Connection) -> tuple[int, ...]:
    """The positions that were left out of a copy, in order; damaged rows are passed over: `verify` tells of them."""
    rows = connection.execute("SELECT position FROM withheld ORDER BY position").fetchall()
    return tuple(at for (at,) in rows if type(at) is int)


def put_in(
    connection: sqlite3.Connection, entries: list[tuple[Any, ...]], keys: Sequence[Sequence[str]], after: Head
) -> None:
    """Insert the rows of one batch: `entries` as the table has them, the effect keys of each, the head after them."""
    placed = zip([row[0] for row in entries], keys, strict=True)
    with inside.sqlite:
        _insert(connection, _ENTRY, entries, bytes_in=6)
        _insert(connection, _NAME, sorted([(tag_of(row[3]), row[0]) for row in entries if row[3] is not None]))
        _insert(connection, _EFFECT, effect_rows(placed))
        connection.execute(_BATCH, (after.size, after.recorded, after.root))
        if is_due(after.size - len(entries), after.size):
            settle(connection)


def _insert(
    connection: sqlite3.Connection,
    statements: tuple[str, str],
    rows: list[tuple[Any, ...]],
    bytes_in: int | None = None,
) -> None:
    """Insert rows in their order, many at a time; `bytes_in` is the column that may hold much.

    SQLite copies all that a statement is given: so rows that hold much go in one by one.
    """
    one, many = statements
    for begin in range(0, len(rows), _TOGETHER):
        some = rows[begin : begin + _TOGETHER]
        much = bytes_in is not None and sum(len(row[bytes_in] or b"") for row in some) > _BYTES
        if much or len(some) < _TOGETHER:
            connection.executemany(one, some)
        else:
            connection.execute(many, [*chain.from_iterable(some)])


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
        assert [*map(type, row)] in ([int, int, bytes, int], [int, type(None), bytes, int])
        edge = Frontier.from_bytes(frontier)
        assert edge.size == size
    except (AssertionError, InvalidValue):
        raise StoreError(
            f"the head of {path} is damaged: mend it with eventlog.audit.repair_index, or restore it from a backup"
        ) from None
    return Head(size, recorded, edge, erased)


_TYPES = ((int, int, str, bytes, bytes, bytes), (int, int, str, type(None), type(None), bytes))


def entry_of(row: tuple[Any, ...]) -> StoredEntry:
    """A row of `ENTRY`, read. Raises CorruptEntry where a damaged file holds values of other types."""
    if tuple(map(type, row)) not in _TYPES:
        raise CorruptEntry(row[0] if isinstance(row[0], int) else 0, "its row holds what no entry has")
    return StoredEntry(*row)


_CONTENTS = (_TYPES[0][:4], _TYPES[1][:4])


_INTS, _TEXTS, _OCTETS = {int}, {str}, {bytes}


def piece(cursor: sqlite3.Cursor) -> list[tuple[Any, ...]]:
    """Some of the rows that are left, up to a number of rows or bytes, and then the statement is closed.

    Their columns begin as those of a `Content`. Raises CorruptEntry where a damaged file holds values of other types:
    they are looked at column by column, and one by one only where a column is not what it usually is.
    """
    rows: list[tuple[Any, ...]] = []
    held, few = 0, 4
    try:
        while len(rows) < ROWS and held < _BYTES and (some := cursor.fetchmany(few)):
            _, recorded, kinds, bodies, *_ = zip(*some, strict=True)
            if {*map(type, recorded)} == _INTS and {*map(type, kinds)} == _TEXTS and {*map(type, bodies)} == _OCTETS:
                held += sum(map(len, bodies))
            else:
                held += sum(map(_checked, some))
            rows += some
            few = min(few * 2, _FEW if held > _SMALL * len(rows) else ROWS)
    finally:
        cursor.close()
    return rows


def _checked(row: tuple[Any, ...]) -> int:
    if tuple(map(type, row[:4])) not in _CONTENTS:
        raise CorruptEntry(row[0] if isinstance(row[0], int) else 0, "its row holds what no entry has")
    return len(row[3] or b"")


@block
def rolled_back_on_error(connection: sqlite3.Connection) -> Iterator[None]:
    """Undo the transaction where the block is left by any exception, Ctrl-C and lack of memory included."""
    try:
        yield
    except BaseException:
        with contextlib.suppress(sqlite3.Error), inside.sqlite:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        raise

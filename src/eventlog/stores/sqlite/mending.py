"""Taking out of a log's file what is not of the log, and building anew what follows from its entries.

The guards in the file let nobody do either, us included. So they are taken down and put up again within one
transaction: nobody else ever sees the file without them, and if anything fails, nothing was done.

Neither touches what was recorded: positions, moments, kinds, commits, salts and bodies are as they were.

The head follows from the entries too: the log ends with the last batch whose root is that of the entries up to it. What
stands after that is another program's where nothing shows that it was ever recorded. Something does where a body
fits its commit, or an id the number by which it is found: neither comes about without computing it.
"""

# Statements are put together from the words of this room alone.
# ruff: noqa: S608

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import TypeAlias

import attrs

from eventlog.errors import CorruptEntry, StoreError
from eventlog.proof import Frontier, commit
from eventlog.stores.entries import Head, StoredEntry
from eventlog.stores.inspection import tag_of
from eventlog.stores.sqlite.appending import entry_of, head_of, rolled_back_on_error
from eventlog.stores.sqlite.connecting import connected, look_at
from eventlog.stores.sqlite.cursors import Cursors
from eventlog.stores.sqlite.finding import effect_rows, positions_of
from eventlog.stores.sqlite.forking import inside
from eventlog.stores.sqlite.locking import WriteLock
from eventlog.stores.sqlite.refusals import in_our_words
from eventlog.stores.sqlite.schema import MIGRATIONS, expected_schema, schema_of
from eventlog.stores.sqlite.settling import guards_down, is_due
from eventlog.stores.sqlite.statements import HEAD
from eventlog.stores.sqlite.words import forget

__all__ = ["Derive", "rebuild", "sweep"]

Derive: TypeAlias = Callable[[Sequence[tuple[StoredEntry, str | None]]], list[tuple[str | None, Sequence[str] | None]]]
"""Says of each entry of a batch, given with the id that is stored, its id and its keys; None for keys that nobody
knows, which are then left as they are.
"""

_KEPT = ("meta", "entry", "batch", "head", "withheld")
_NAMED = (
    "SELECT 1 FROM name WHERE tag = :tag AND position = :position "
    "UNION ALL SELECT 1 FROM settled_name WHERE tag = :tag AND position = :position"
)
_ENTRIES = "SELECT position, recorded, kind, body, salt, commit_hash, CAST(id AS BLOB) FROM entry {} ORDER BY position"


@attrs.frozen
class _Derived:
    """What follows from the entries: ids to be put right, rows that find by id, rows that find by key, how many
    bodies are erased, and up to which position all has settled.
    """

    ids: list[tuple[str | None, int]]
    names: list[tuple[int, int]]
    rows: list[tuple[str, int, str | None]]
    erased: int
    settled: int


def sweep(connection: sqlite3.Connection, size: int) -> None:
    """Take out what another program has put after the last entry.

    No row gets in beside an entry that is there, and none without a row in `entry`: so that table tells whether there
    is anything.
    """
    with guards_down(connection):
        for table in ("effect", "settled_effect", "name", "settled_name", "batch", "entry"):
            connection.execute(f"DELETE FROM {table} WHERE position > ?", (size,))


def rebuild(path: str, derive: Derive, *, wait: float = 30.0) -> int:
    """Build anew what follows from the entries: ids, `name`, `effect`, the count of the erased, guards, indexes, views.

    Returns of how many entries. In one transaction, under the write lock; entries and roots stay as they are, and so
    does the head where it is that of the entries. Raises CorruptEntry where the entries are not those that were
    recorded, StoreError; nothing is changed.
    """
    if not look_at(path):
        raise StoreError(f"there is no log at {path} to be mended")
    lock = WriteLock(f"{path}-lock")
    try:
        with lock.held(wait), in_our_words(path), connected(path, "rw", wait=wait) as connection:
            with inside.transaction, rolled_back_on_error(connection):
                with inside.sqlite:
                    _check_kept(connection, path)
                    connection.execute("BEGIN IMMEDIATE")
                with closing(Cursors(connection)) as cursors:
                    head = _true_head(connection, cursors, path)
                with inside.sqlite:
                    _strip(connection, head)
                with closing(Cursors(connection)) as cursors:
                    derived = _derived(cursors, head, derive)
                with inside.sqlite:
                    _put_up(connection, head, derived)
                    connection.execute("COMMIT")
            with inside.sqlite:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        lock.close()
    return head.size


def _check_kept(connection: sqlite3.Connection, path: str) -> None:
    missing = sorted(
        name for kind, name, _ in expected_schema() - schema_of(connection) if kind == "table" and name in _KEPT
    )
    if missing:
        raise StoreError(f"{path} has no {' and no '.join(missing)} as a log has: restore it from a backup")


def _true_head(connection: sqlite3.Connection, cursors: Cursors, path: str) -> Head:
    """Where the log ends: at the last batch that fits, or at the head that is stored where that fits further on.

    Raises CorruptEntry where something was recorded after that, and is not what it was.
    """
    stored = None
    with suppress(StoreError), inside.sqlite:
        stored = head_of(connection.execute(HEAD).fetchone(), path)
    ends = {at: told for at, *told in cursors.rows("SELECT position, recorded, root FROM batch")}
    found, sure, last = Head(), False, 0
    edge, leaves = Frontier(), list[bytes]()
    for one, _ in _rows(cursors):
        last = one.position
        leaves.append(one.leaf)
        stops = stored is not None and last == stored.size
        if last in ends or stops:
            edge, leaves = edge.extend(leaves), []
            stops = stops and edge == stored.frontier  # type: ignore[union-attr]
            if stops or ends.get(last) == [one.recorded, edge.root()]:
                found, sure = Head(last, one.recorded, edge), stops
    if not sure:
        missing = any(at > last for at in (*ends, stored.size if stored is not None else 0))
        if missing or any(_was_recorded(connection, *row) for row in _rows(cursors, found.size)):
            raise CorruptEntry(last, "the entries up to here are not those that were recorded")
    return found


def _was_recorded(connection: sqlite3.Connection, one: StoredEntry, id: str | None) -> bool:
    """Whether an entry shows that a log has taken it once, whatever was done to it since."""
    if one.body is not None and commit(one.salt or b"", one.body) == one.commit:
        return True
    tag = -1 if id is None else tag_of(id)
    with suppress(sqlite3.OperationalError), inside.sqlite:  # the table of names may be what is to be mended
        named = connection.execute(_NAMED, {"tag": tag, "position": one.position}).fetchone()
        if named is not None:
            copied = "SELECT 1 FROM entry WHERE id = ? AND position < ?"
            return connection.execute(copied, (id, one.position)).fetchone() is None
    return False


def _strip(connection: sqlite3.Connection, head: Head) -> None:
    """Take away all that keeps the file from being changed, and what lies past its end."""
    hung = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for (name,) in hung:
        connection.execute(f'DROP TRIGGER "{name.replace(chr(34), chr(34) * 2)}"')
    forget(connection)
    for table in ("batch", "entry"):
        connection.execute(f"DELETE FROM {table} WHERE position > ?", (head.size,))


def _derived(cursors: Cursors, head: Head, derive: Derive) -> _Derived:
    """All that follows from the entries. Raises CorruptEntry where they do not lead to the head."""
    stored = cache(lambda: _stored_keys(cursors))
    rows: list[tuple[str, int, str | None]] = []
    names: list[tuple[int, int]] = []
    ids: list[tuple[str | None, int]] = []
    edge, erased, settled = Frontier(), 0, 0
    for batch in _batches(cursors):
        begun, ended = batch[0][0].position - 1, batch[-1][0].position
        settled = ended if is_due(begun, ended) else settled
        edge = edge.extend(one.leaf for one, _ in batch)
        erased += sum(one.body is None for one, _ in batch)
        placed = []
        for (one, held), (id, keys) in zip(batch, derive(batch), strict=True):
            placed.append((one.position, stored().get(one.position, ()) if keys is None else keys))
            names += [] if id is None else [(tag_of(id), one.position)]
            ids += [] if id == held else [(id, one.position)]
        rows += effect_rows(placed)
    if edge != head.frontier:
        raise CorruptEntry(edge.size, "the entries up to here are not those that were recorded")
    return _Derived(ids, sorted(names), sorted(rows, key=itemgetter(0, 1)), erased, settled)


def _put_up(connection: sqlite3.Connection, head: Head, derived: _Derived) -> None:
    ours = {name: kind for kind, name, _ in expected_schema() if name not in _KEPT}
    for name, kind in ours.items():
        if kind in ("table", "index", "view"):
            connection.execute(f"DROP {kind.upper()} IF EXISTS {name}")
    for statement in MIGRATIONS[0]:
        if statement.split()[2] in {name for name, kind in ours.items() if kind != "trigger"}:
            connection.execute(statement)
    connection.executemany("UPDATE entry SET id = ? WHERE position = ?", derived.ids)
    for before, held in (
        ("settled_", lambda row: row[1] <= derived.settled),
        ("", lambda row: row[1] > derived.settled),
    ):
        connection.executemany(f"INSERT INTO {before}name VALUES (?, ?)", filter(held, derived.names))
        connection.executemany(f"INSERT INTO {before}effect VALUES (?, ?, ?)", filter(held, derived.rows))
    connection.execute("DELETE FROM head")
    row = (head.size, head.recorded, head.frontier.to_bytes(), derived.erased)
    connection.execute("INSERT INTO head (one, size, recorded, frontier, erased) VALUES (1, ?, ?, ?, ?)", row)
    connection.execute("REINDEX")
    with guards_down(connection):  # and up, as a log has them
        pass


def _rows(cursors: Cursors, after: int = 0) -> Iterator[tuple[StoredEntry, str | None]]:
    """The entries after a position, none missing, with the ids that are stored."""
    where = "WHERE position > ?" if after else "WHERE position > ? OR position < 1"
    for expected, row in enumerate(cursors.rows(_ENTRIES.format(where), (after,)), start=after + 1):
        one = entry_of(row[:6])
        if one.position != expected:
            raise CorruptEntry(expected, "its row is missing")
        yield one, _text(row[6])


def _batches(cursors: Cursors) -> Iterator[list[tuple[StoredEntry, str | None]]]:
    """The entries of each batch, with the ids that are stored; each looked at, so that no other one is made of it."""
    for _, group in groupby(_rows(cursors), key=lambda one: one[0].recorded):
        batch = list(group)
        for one, _ in batch:
            if one.body is not None and commit(one.salt or b"", one.body) != one.commit:
                raise CorruptEntry(one.position, "its body is not the one that was recorded")
        yield batch


def _text(octets: bytes | None) -> str | None:
    """An id that is stored; None for one that is no UTF-8 any more."""
    try:
        return None if octets is None else octets.decode()
    except UnicodeDecodeError:
        return None


def _stored_keys(cursors: Cursors) -> dict[int, list[str]]:
    """The keys that are stored, by position: for entries that nobody here can read."""
    keys: dict[int, list[str]] = {}
    for table in ("settled_effect", "effect"):
        for key, first, more in cursors.rows(f"SELECT key, position, more FROM {table}"):
            for at in positions_of(first, more):
                keys.setdefault(at, []).append(key)
    return keys

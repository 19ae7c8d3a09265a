"""A log's file as it lies there: the inspection of a store that keeps its rows in SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager

from eventlog.errors import StoreError
from eventlog.stores.blocks import block
from eventlog.stores.entries import Head, Named
from eventlog.stores.inspection import TELLING, Batch, Row
from eventlog.stores.sqlite.appending import head_of, withheld_from
from eventlog.stores.sqlite.cursors import Cursors
from eventlog.stores.sqlite.finding import positions_of
from eventlog.stores.sqlite.forking import inside
from eventlog.stores.sqlite.refusals import one_line
from eventlog.stores.sqlite.schema import expected_schema, schema_of
from eventlog.stores.sqlite.statements import ALL_STATES, EFFECTS, HEAD, NAMED
from eventlog.stores.sqlite.words import agree, state_of
from eventlog.stores.states import KeptState
from eventlog.stores.wording import says_by

__all__ = ["inspecting"]

_ID = "SELECT CAST(id AS BLOB) FROM entry WHERE position = ?"
_BESIDE = (
    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'shadow') "
    "AND name NOT IN ('entry', 'sqlite_schema', 'word_data', 'word_idx', 'word_config', 'vouched') ORDER BY name"
)
_STRAY = (
    ("name", "an id"),
    ("settled_name", "an id"),
    ("effect", "an effect"),
    ("settled_effect", "an effect"),
    ("batch", "a batch"),
)
_UNSETTLED = "SELECT (SELECT max(position) FROM settled_effect) >= (SELECT min(position) FROM effect)"
_EXTENT = "SELECT min(position), max(position), count(*) FROM entry"
_BY_LOOKING = "EXISTS (SELECT 1 FROM entry AS e WHERE e.position = t.position)"
_TOLD = 20  # of the damage that SQLite finds


@block
def inspecting(speaking: AbstractContextManager[sqlite3.Connection], path: str) -> Iterator[_InFile]:
    """Look at a log's file as it is, in one snapshot. Raises LogClosed, and StoreError where not even that can be
    read.
    """
    with speaking as connection:
        cursors = Cursors(connection)
        try:
            with inside.sqlite:
                connection.execute("BEGIN")  # within: an interrupt may come when it has begun
                held = _InFile(connection, cursors, path)
            yield held
        finally:
            try:
                cursors.close()
            finally:
                with inside.sqlite:
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")


class _InFile:
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
        first, last, count = connection.execute(_EXTENT).fetchone()
        self._count = int(count)
        among = _BY_LOOKING
        if type(first) is type(last) is int and self._count == last - first + 1:  # none is missing between them
            among = f"t.position BETWEEN {first:d} AND {last:d}"
        for table, what in _STRAY:
            stray = connection.execute(
                f"SELECT position FROM {table} AS t WHERE NOT ({among}) LIMIT 1"  # noqa: S608 - from here
            ).fetchone()
            if stray is not None:
                faults.append(f"there is {what} for position {stray[0]}, where there is no entry")
        self.faults = tuple(faults)
        self.withheld = withheld_from(connection)

    def count(self) -> int:
        """How many entry rows there are."""
        return self._count

    def batches(self) -> Iterator[Batch]:
        """The batches, by position."""
        for row in self._cursors.rows("SELECT position, recorded, root FROM batch ORDER BY position"):
            yield Batch(*row)

    def rows(self, *, bodies: bool = True) -> Iterator[list[Row]]:
        """All entry rows by position, in pieces."""
        some, id = "body, salt", "CAST(id AS BLOB)"
        if not bodies:
            left_out = f"CASE WHEN body IS NULL THEN NULL WHEN kind IN {TELLING} THEN %s ELSE x'' END"
            some, id = ", ".join(left_out % name for name in ("body", "salt")), "NULL"
        yield from self._cursors.pieces(
            f"SELECT position, recorded, CAST(kind AS BLOB), {some}, commit_hash, {id} "  # noqa: S608 - from above
            "FROM entry ORDER BY position"
        )

    def damage(self) -> Iterator[str]:
        """What SQLite finds, and what differs from the tables that a log is made with."""
        with inside.sqlite:
            found = self._connection.execute(f"PRAGMA integrity_check({_TOLD:d})").fetchall()
            held, wanted = schema_of(self._connection), expected_schema()
            (unsettled,) = self._connection.execute(_UNSETTLED).fetchone()
        yield from (f"SQLite finds damage in the file: {one_line(str(told))}" for (told,) in found if told != "ok")
        if unsettled:
            yield "what finds a later entry has settled, and what finds an earlier one has not"
        changed = {name for _, name, _ in wanted - held}
        strange = {name for kind, name, _ in held - wanted if kind == "trigger"}
        if names := sorted(map(one_line, changed | strange)):
            yield f"what the file is made of is not what a log is made of: {', '.join(names)}"

    def id_at(self, position: int) -> str | None:
        """The id at a position."""
        with inside.sqlite:
            row = self._connection.execute(_ID, (position,)).fetchone()
        return None if row is None else _text(row[0])

    def tags(self) -> Iterator[tuple[int, int]]:
        """Positions and tags."""
        return self._cursors.rows("SELECT position, tag FROM name UNION ALL SELECT position, tag FROM settled_name")

    def effects(self) -> Iterator[tuple[str, Sequence[int]]]:
        """Keys and the positions under them, row by row."""
        for key, position, more in self._cursors.rows(EFFECTS):
            yield key, (position,) if more is None else positions_of(position, more)

    def states(self) -> Iterator[KeptState]:
        """The states of projections that are kept."""
        for row in self._cursors.rows(ALL_STATES):
            yield KeptState(*row)

    def astray(self) -> Iterator[str]:
        """What is wrong with the index of words."""
        with inside.sqlite:
            upto, _ = state_of(self._connection)
            (size,) = self._connection.execute("SELECT coalesce(max(position), 0) FROM entry").fetchone()
            if upto and (upto > size or not agree(self._connection, self._contents(upto), says_by(self.id_at))):
                yield "the index of words is not that of the entries"

    def _contents(self, upto: int) -> Iterator[Named]:
        yield from self._connection.execute(NAMED, (0, upto))

    def beside(self) -> Iterator[tuple[str, str]]:
        """The texts of all tables but `entry`, those of others too; bytes as far as they are text.

        The index of words is left out: it holds what bodies hold, and goes with any redaction.
        """
        with inside.sqlite:
            tables = [name for (name,) in self._connection.execute(_BESIDE).fetchall()]
            columns = [
                (table, row[1])
                for table in tables
                for row in self._connection.execute(f"PRAGMA table_info({_name(table)})").fetchall()
            ]
        for table, column in columns:
            name = _name(column)
            held = f"SELECT CAST({name} AS BLOB) FROM {_name(table)} WHERE typeof({name}) IN ('text', 'blob')"  # noqa: S608
            for (octets,) in self._cursors.rows(held):
                yield f"{table}.{column}", octets.decode(errors="replace")


def _name(text: str) -> str:
    return f'"{text.replace(chr(34), chr(34) * 2)}"'


def _text(octets: bytes | None) -> str | None:
    """An id that is stored; one that is no UTF-8 any more is no id of an entry, and is seen to be another one."""
    return None if octets is None else octets.decode(errors="replace")

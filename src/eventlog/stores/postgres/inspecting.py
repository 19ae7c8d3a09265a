"""A log on a server as it lies there: the inspection of a store that keeps its rows in PostgreSQL."""

# Statements are put together from the words of this room alone.
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from itertools import chain, count
from typing import Any

from eventlog.errors import StoreError
from eventlog.stores.blocks import block
from eventlog.stores.entries import Head
from eventlog.stores.inspection import TELLING, Batch, Row, tag_of
from eventlog.stores.postgres.appending import run
from eventlog.stores.postgres.connecting import settle
from eventlog.stores.postgres.lookups import head_of
from eventlog.stores.postgres.searching import row_of
from eventlog.stores.postgres.statements import ALL_STATES, HEAD, ID_AT, INDEXED, WITHHELD, WORDS_BEYOND, WORDS_HELD
from eventlog.stores.postgres.staying import Sight
from eventlog.stores.postgres.target import Target, psycopg
from eventlog.stores.postgres.upkeep import changed_parts
from eventlog.stores.states import KeptState
from eventlog.stores.wording import FOLDING, reads_by

__all__ = ["inspecting"]

_PIECE = 256


@block
def inspecting(speaking: AbstractContextManager[Any], target: Target, sight: Sight) -> Iterator[_OnServer]:
    """Look at a log as it is, in one snapshot. Raises LogClosed, and StoreError where not even that can be read."""
    with speaking as connection:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            settle(connection)
            connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
            yield _OnServer(connection, target, sight)
        finally:
            with suppress(psycopg().Error):
                connection.execute("ROLLBACK")


class _OnServer:
    def __init__(self, connection: Any, target: Target, sight: Sight) -> None:
        self._connection = connection
        self._target = target
        self._numbers = count()
        self.head: Head | None = None
        faults = []
        heads = [row[:4] for row in sight.of(self._rows, HEAD)]
        try:
            self.head = head_of(heads)
        except StoreError:
            faults.append("the head is missing, or not of the form that a head has")
        for table, what, at in (("effect", "an effect", "t.position + d"), ("batch", "a batch", "t.position")):
            spread = "CROSS JOIN LATERAL unnest(array_prepend(0, t.more)) AS d" if table == "effect" else ""
            stray = self._rows(
                f"SELECT {at} FROM @.{table} AS t {spread} "
                f"WHERE NOT EXISTS (SELECT 1 FROM @.entry AS e WHERE e.position = {at}) LIMIT 1"
            )
            if stray:
                faults.append(f"there is {what} for position {stray[0][0]}, where there is no entry")
        self.faults = tuple(faults)
        self.withheld = tuple(row[0] for row in self._rows(WITHHELD))

    def _rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        return run(self._connection, self._target.quoted, sql, values)

    def _pieces(self, sql: str, *values: Any) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a statement, some at a time; the server keeps the rest until the block ends."""
        name = f"inspected_{next(self._numbers)}"
        with self._connection.cursor(name, binary=True) as cursor:
            cursor.execute(sql.replace("@.", f"{self._target.quoted}."), values)
            while rows := cursor.fetchmany(_PIECE):
                yield list(rows)

    def count(self) -> int:
        """How many entry rows there are."""
        return int(self._rows("SELECT count(*) FROM @.entry")[0][0])

    def batches(self) -> Iterator[Batch]:
        """The batches, by position."""
        for rows in self._pieces("SELECT position, recorded, root FROM @.batch ORDER BY position"):
            for row in rows:
                yield Batch(*row)

    def rows(self, *, bodies: bool = True) -> Iterator[list[Row]]:
        """All entry rows by position, in pieces."""
        some, id = "body, salt", "convert_to(id, 'UTF8')"
        if not bodies:
            left_out = f"CASE WHEN body IS NULL THEN NULL WHEN kind IN {TELLING} THEN %s ELSE ''::bytea END"
            some, id = ", ".join(left_out % name for name in ("body", "salt")), "NULL::bytea"
        yield from self._pieces(
            f"SELECT position, recorded, convert_to(kind, 'UTF8'), {some}, commit_hash, {id} FROM @.entry "
            "ORDER BY position"
        )

    def damage(self) -> Iterator[str]:
        """What differs from the functions and triggers that a log is made with."""
        if changed := changed_parts(self._connection, self._target):
            yield f"what the schema is made of is not what a log is made of: {', '.join(changed)}"

    def id_at(self, position: int) -> str | None:
        """The id at a position."""
        rows = self._rows(ID_AT, position)
        return rows[0][0] if rows else None

    def tags(self) -> Iterator[tuple[int, int]]:
        """Positions and tags: an id is found by the server's own index, so these are those of the ids."""
        for rows in self._pieces("SELECT position, id FROM @.entry WHERE id IS NOT NULL"):
            for position, id in rows:
                yield position, tag_of(id)

    def effects(self) -> Iterator[tuple[str, Sequence[int]]]:
        """Keys and the positions under them, row by row."""
        for rows in self._pieces("SELECT key, position, more FROM @.effect ORDER BY key, position"):
            for key, first, more in rows:
                yield key, [first] if more is None else [first, *(first + at for at in more)]

    def states(self) -> Iterator[KeptState]:
        """The states of projections that are kept."""
        for row in chain.from_iterable(self._pieces(ALL_STATES)):
            yield KeptState(*row)._replace(state=bytes(row[3]))

    def astray(self) -> Iterator[str]:
        """What is wrong with the index of words, as far as it goes."""
        held = self._rows(INDEXED, FOLDING)
        size = self.count() if self.head is None else self.head.size
        upto = held[0][0] if held else 0
        if upto and not (0 < upto <= size and self._fits(upto)):
            yield "the index of words is not that of the entries"

    def _fits(self, upto: int) -> bool:
        """Whether the index has the words of each entry up to a position, and nothing beyond."""
        reads = reads_by(self.id_at)
        for position, recorded, kind, body, held_kind, words, at in chain.from_iterable(self._pieces(WORDS_HELD, upto)):
            if at is None and body is None:
                continue  # a redaction takes the row out
            _, name, told = row_of((position, recorded, kind, None if body is None else bytes(body)), reads)
            same = (told is None) == (words is None) and set((told or "").split()) == set((words or "").split())
            if at is None or name != held_kind or not same:
                return False
        return int(self._rows(WORDS_BEYOND, upto)[0][0]) == 0

    def beside(self) -> Iterator[tuple[str, str]]:
        """Every text that is kept beside the entries in the schema: keys, and states of projections."""
        for (key,) in chain.from_iterable(self._pieces("SELECT DISTINCT key FROM @.effect ORDER BY key")):
            yield "effect.key", key
        for (state,) in chain.from_iterable(self._pieces("SELECT state FROM @.projection")):
            yield "projection.state", bytes(state).decode(errors="replace")

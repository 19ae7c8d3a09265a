"""Reading and finding entries of a log in a file: by position, by key, by id, by moment.

Each look-up is a short statement, bounded by the head: what another program put after the last entry is not found. What
is read is looked at before it is used, since a damaged file holds values of any type.
"""

from __future__ import annotations

import json
import sqlite3
from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from operator import itemgetter
from types import MappingProxyType
from typing import Any, Final

from eventlog.errors import CorruptEntry
from eventlog.stores.entries import Content, StoredEntry
from eventlog.stores.sqlite.appending import ROWS, entry_of, piece
from eventlog.stores.sqlite.finding import found_by_id, keyed, spread
from eventlog.stores.sqlite.statements import (
    AT,
    CONTENTS,
    ENTRIES,
    ENTRY,
    FURTHER_UNDER,
    ID_AT,
    KEY_AFTER,
    KEY_FROM,
    OF_KIND,
    STATES,
    UNDER,
    UPTO,
)
from eventlog.stores.states import KeptState

__all__ = ["Lookups"]

_FIRST_ROWS = 4096
_FIRST_KEYS = 8
_MOST_KEYS = 512
_MOST_ROWS = 1 << 18


class Lookups:
    """The part of a store in a file that reads."""

    @abstractmethod
    def _speaking(self) -> AbstractContextManager[sqlite3.Connection]: ...

    @abstractmethod
    def _one(self, sql: str, *values: Any) -> tuple[Any, ...] | None: ...

    @abstractmethod
    def _size(self) -> int: ...

    def entry(self, position: int) -> StoredEntry:
        """The entry at a position. Raises LookupError."""
        size = self._size()
        row = None
        if 1 <= position <= size:
            row = self._one(f"{ENTRY} WHERE position = ?", position)
            if row is None:
                raise CorruptEntry(position, "its row is missing")
        if row is None:
            raise LookupError(f"this log has no entry {position}: it has {size}")
        return entry_of(row)

    def entries(self, after: int, upto: int) -> Iterator[StoredEntry]:
        """The entries in a range of positions, in order, with salts and commits."""
        for rows in self._pieces(ENTRIES, after, upto):
            yield from map(entry_of, rows)

    def contents(self, after: int, upto: int, kind: str | None = None) -> Iterator[Sequence[Content]]:
        """What the entries in a range of positions are read from, in order, some at a time; or those of one kind."""
        if kind is None:
            yield from self._pieces(CONTENTS, after, upto)
            return
        last = min(upto, self._size())
        while after < last:
            with self._speaking() as connection:
                rows = piece(connection.execute(OF_KIND, (f"{kind}/", f"{kind}0", after, last)))
            if not rows:
                return
            yield rows
            after = rows[-1][0]

    def _pieces(self, sql: str, after: int, upto: int) -> Iterator[list[tuple[Any, ...]]]:
        """Rows in pieces, so that no statement stays open between two of them and memory stays small."""
        after, last = max(after, 0), min(upto, self._size())
        while after < last:
            with self._speaking() as connection:
                rows = piece(connection.execute(sql, (after, last)))
            if not rows or rows[-1][0] - after != len(rows):  # they rise, so that only a gap can make a difference
                missing = next((at for at, row in enumerate(rows, after + 1) if row[0] != at), after + len(rows) + 1)
                raise CorruptEntry(missing, "its row is missing")
            yield rows
            after += len(rows)

    def at(self, positions: Sequence[int]) -> Iterator[Sequence[Content]]:
        """What the entries at these positions, which rise, are read from, some at a time."""
        begin = 0
        while begin < len(positions):
            wanted = positions[begin : begin + ROWS]
            with self._speaking() as connection:
                rows = piece(connection.execute(AT, (json.dumps(list(wanted)),)))
            if not rows or rows[-1][0] != wanted[len(rows) - 1]:  # both rise
                there = {row[0] for row in rows}
                raise CorruptEntry(next(at for at in wanted if at not in there), "its row is missing")
            yield rows
            begin += len(rows)

    def under(self, keys: Sequence[str], after: int, upto: int) -> Iterator[Sequence[Content]]:
        """The entries that have an effect under any of these keys, each once, in a range of positions, in order."""
        last, most = min(upto, self._size()) if keys else 0, _FIRST_ROWS
        sql, wanted, edge, held = UNDER if after > 0 else FURTHER_UNDER, json.dumps(keys), after, set[int]()
        while after < last:
            with self._speaking() as connection:
                rows = connection.execute(sql, (wanted, edge, last, most)).fetchall()
            held.update(at for at in spread(rows) if after < at <= last)
            if len(rows) < most:
                yield from self.at(sorted(held))
                return
            edge = sorted(rows, key=itemgetter(0))[most - 1][0]  # what is still to come begins there, or later
            yield from self.at(sorted(at for at in held if at <= edge))
            held = {at for at in held if at > edge}
            sql, after, most = FURTHER_UNDER, max(after, edge), min(most * 2, _MOST_ROWS)

    def having(self, ids: Sequence[str], upto: int) -> Iterator[Sequence[Content]]:
        """The entries that have these ids, up to a position, in order."""
        return self.at(sorted({position for position in self.find_all(ids).values() if position <= upto}))

    def keys(self, prefix: str, upto: int) -> Iterator[str]:
        """The effect keys that begin with `prefix` and have an entry up to a position, in order of code
        points.
        """
        last = min(upto, self._size())
        sql, edge, most = KEY_FROM, prefix, _FIRST_KEYS
        while True:
            with self._speaking() as connection:
                rows = connection.execute(sql, (edge, most)).fetchall()
            for key, position in map(keyed, rows):
                if not key.startswith(prefix):
                    return
                if position <= last:
                    yield key
            if len(rows) < most:
                return
            sql, edge, most = KEY_AFTER, rows[-1][0], min(most * 2, _MOST_KEYS)

    def around(self, question: str) -> Around:
        """The log as it is now; nothing is fetched at once, for the file is at hand."""
        del question
        return Around(self)

    def find(self, id: str) -> int | None:
        """The position of the entry with this id."""
        return self.find_all((id,)).get(id)

    def find_all(self, ids: Sequence[str]) -> dict[str, int]:
        """The positions of those of these ids that are there, by one statement for all of them."""
        with self._speaking() as connection:
            return found_by_id(connection, ids)

    def id_at(self, position: int) -> str | None:
        """The id of the entry at a position; None where it was redacted, or where there is no such entry."""
        row = self._one(ID_AT, position)
        if row is not None and not isinstance(row[0], str | None):
            raise CorruptEntry(position, "its row holds what no entry has")
        return None if row is None else row[0]

    def states(self, name: str) -> list[KeptState]:
        """The states that are kept of a projection."""
        with self._speaking() as connection:
            rows = connection.execute(STATES, (name,)).fetchall()
        return [KeptState(*row)._replace(ready=bool(row[4])) for row in rows]

    def upto(self, recorded: int) -> int:
        """The position of the last entry recorded at or before this moment (microseconds); 0 if there is
        none.
        """
        row = self._one(UPTO, _within_64_bits(recorded))
        return 0 if row is None else row[0]


class Around(Lookups):
    """What a store in a file reads, as one question sees it: how large the log is was asked once, and not each time."""

    ids: Final[Mapping[int, str]] = MappingProxyType({})

    def __init__(self, store: Any) -> None:
        self._store = store
        self._counts: tuple[int, int] = store.counts()
        self.zone: str = store.zone
        self.candidates = store.candidates
        self.withheld = store.withheld

    def counts(self) -> tuple[int, int]:
        """How many entries there were, and how many bodies had been erased."""
        return self._counts

    def _speaking(self) -> AbstractContextManager[sqlite3.Connection]:
        return self._store._speaking()  # type: ignore[no-any-return]  # noqa: SLF001 - of this file

    def _one(self, sql: str, *values: Any) -> tuple[Any, ...] | None:
        return self._store._one(sql, *values)  # type: ignore[no-any-return]  # noqa: SLF001 - of this file

    def _size(self) -> int:
        return self._counts[0]


def _within_64_bits(number: int) -> int:
    return max(-(2**63), min(number, 2**63 - 1))

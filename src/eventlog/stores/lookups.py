"""Finding entries of a log in a file: by key, by id, by moment.

Each look-up is a short statement, bounded by the head: what another program put after the last entry is not found. What
is read is looked at before it is used, since a damaged file holds values of any type.
"""

from __future__ import annotations

import json
import sqlite3
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any

from eventlog.errors import CorruptEntry
from eventlog.stores.finding import keyed, spread, tag_of
from eventlog.stores.statements import BY_TAG, FURTHER_UNDER, ID_AT, KEY_AFTER, KEY_FROM, UNDER, UPTO
from eventlog.stores.store import Content

__all__ = ["Lookups"]

_FIRST_ROWS = 4096
_MOST_ROWS = 1 << 18


class Lookups:
    """The part of a store in a file that finds entries."""

    @abstractmethod
    def _speaking(self) -> AbstractContextManager[sqlite3.Connection]: ...

    @abstractmethod
    def _one(self, sql: str, *values: Any) -> tuple[Any, ...] | None: ...

    @abstractmethod
    def _size(self) -> int: ...

    @abstractmethod
    def at(self, positions: Sequence[int]) -> Iterator[Sequence[Content]]:
        """What the entries at these positions, which rise, are read from, some at a time."""

    def under(self, keys: Sequence[str], after: int, upto: int) -> Iterator[Sequence[Content]]:
        """The entries that have an effect under any of these keys, each once, in a range of positions, in order."""
        last, most = min(upto, self._size()) if keys else 0, _FIRST_ROWS
        sql, wanted, edge, held = UNDER, json.dumps(keys), after, set[int]()
        while after < last:
            with self._speaking() as connection:
                rows = connection.execute(sql, (wanted, edge, last, most)).fetchall()
            held.update(at for at in spread(rows) if after < at <= last)
            if len(rows) < most:
                yield from self.at(sorted(held))
                return
            edge = rows[-1][0]  # what is still to come begins there, or later
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
        # From key to key by the index: what is under each is passed over, however much it is.
        found = keyed(self._one(KEY_FROM, prefix))
        while found is not None and found[0].startswith(prefix):
            key, position = found
            if position <= last:
                yield key
            found = keyed(self._one(KEY_AFTER, key))

    def find(self, id: str) -> int | None:
        """The position of the entry with this id."""
        return self.find_all((id,)).get(id)

    def find_all(self, ids: Sequence[str]) -> dict[str, int]:
        """The positions of those of these ids that are there, by one statement for all of them."""
        if not ids:
            return {}
        wanted = set(ids)
        tags = f"[{','.join(map(str, map(tag_of, wanted)))}]"
        with self._speaking() as connection:
            found = connection.execute(BY_TAG, (tags,)).fetchall()
        return {id: position for id, position in found if id in wanted}

    def id_at(self, position: int) -> str | None:
        """The id of the entry at a position; None where it was redacted, or where there is no such entry."""
        row = self._one(ID_AT, position)
        if row is not None and not isinstance(row[0], str | None):
            raise CorruptEntry(position, "its row holds what no entry has")
        return None if row is None else row[0]

    def upto(self, recorded: int) -> int:
        """The position of the last entry recorded at or before this moment (microseconds); 0 if there is
        none.
        """
        row = self._one(UPTO, _within_64_bits(recorded))
        return 0 if row is None else row[0]


def _within_64_bits(number: int) -> int:
    return max(-(2**63), min(number, 2**63 - 1))

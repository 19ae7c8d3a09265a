"""Reading and finding entries of a log on a server: by position, by key, by id, by moment.

Each look-up is a short statement with a snapshot of its own, bounded by the position that the reader began with. What
is asked goes through one place, `_rows`, which a store and a transaction each have in their own way.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any

from eventlog.errors import CorruptEntry, InvalidValue, StoreError
from eventlog.proof import Frontier
from eventlog.stores.entries import Content, Head, StoredEntry
from eventlog.stores.postgres.columns import texts
from eventlog.stores.postgres.statements import (
    AT,
    BY_ID,
    CONTENTS,
    COUNTS,
    ENTRIES,
    ENTRY,
    ID_AT,
    KEY_AFTER,
    KEY_FROM,
    KNOWN,
    NEWEST,
    OF_KIND,
    STATES,
    UNDER,
    UPTO,
)
from eventlog.stores.states import KeptState

__all__ = ["Lookups", "head_of", "positions", "sayable"]

_HALF = re.compile("[\ud800-\udfff]")
_ROWS, _FIRST_ROWS, _MOST_ROWS = 512, 4096, 1 << 18
_FIRST, _BYTES = 64, 1 << 20
_KEYS = 1000
_LARGEST = 2**63 - 1


class Lookups:
    """The part of a store on a server that reads."""

    @abstractmethod
    def _rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of one statement. Raises StoreError."""

    def _now(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a statement that asks how the log is now."""
        return self._rows(sql, 0, *values)

    def counts(self) -> tuple[int, int]:
        """How many entries there are now, and how many bodies have been erased."""
        rows = self._now(COUNTS)
        if len(rows) != 1:
            raise _headless()
        return rows[0][0], rows[0][1]

    def _size(self) -> int:
        return self.counts()[0]

    def entry(self, position: int) -> StoredEntry:
        """The entry at a position. Raises LookupError."""
        rows = self._rows(f"{ENTRY} WHERE position = %s::bigint", position) if 1 <= position <= _LARGEST else []
        if rows:
            return StoredEntry(*rows[0])
        size = self._size()
        if 1 <= position <= size:
            raise CorruptEntry(position, "its row is missing")
        raise LookupError(f"this log has no entry {position}: it has {size}")

    def entries(self, after: int, upto: int) -> Iterator[StoredEntry]:
        """The entries in a range of positions, in order, with salts and commits."""
        for rows in self._pieces(ENTRIES, after, upto):
            for row in rows:
                yield StoredEntry(*row)

    def contents(self, after: int, upto: int, kind: str | None = None) -> Iterator[Sequence[Content]]:
        """What the entries in a range of positions are read from, in order, some at a time; or those of one kind."""
        if kind is None:
            yield from self._pieces(CONTENTS, after, upto)
            return
        after, last, many = max(after, 0), min(upto, _LARGEST), _FIRST
        while after < last:
            rows = self._rows(OF_KIND, f"{kind}/", f"{kind}0", after, last, many)
            if rows:
                yield rows
            if len(rows) < many:
                return
            after, many = rows[-1][0], _more(rows)

    def _pieces(self, sql: str, after: int, upto: int) -> Iterator[list[tuple[Any, ...]]]:
        """Rows in pieces, so that no statement stays open between two of them and memory stays small."""
        after, last, many, known = max(after, 0), min(upto, _LARGEST), _FIRST, False
        while after < last:
            rows = self._rows(sql, after, last, many)
            short = len(rows) < min(many, last - after)
            if (short and known) or (rows and rows[-1][0] - after != len(rows)):
                missing = next((at for at, row in enumerate(rows, after + 1) if row[0] != at), after + len(rows) + 1)
                raise CorruptEntry(missing, "its row is missing")
            if short:  # at the end of the log, or before a row that is missing; meanwhile more may have come
                last, known = min(last, self._size()), True
            if rows:
                yield rows
                after, many = after + len(rows), _more(rows)

    def at(self, positions: Sequence[int]) -> Iterator[Sequence[Content]]:
        """What the entries at these positions, which rise, are read from, some at a time."""
        begin, many = 0, _FIRST
        while begin < len(positions):
            wanted = list(positions[begin : begin + many])
            rows = self._rows(AT, wanted)
            if len(rows) < len(wanted):
                there = {row[0] for row in rows}
                raise CorruptEntry(next(at for at in wanted if at not in there), "its row is missing")
            yield rows
            begin, many = begin + len(rows), _more(rows)

    def under(self, keys: Sequence[str], after: int, upto: int) -> Iterator[Sequence[Content]]:
        """The entries that have an effect under any of these keys, each once, in a range of positions, in order."""
        wanted = [key for key in keys if sayable(key)]
        last, most = min(upto, _LARGEST) if wanted else 0, _FIRST_ROWS
        edge, held = -1, set[int]()
        while after < last:
            rows = self._rows(UNDER, texts(wanted), last, after, edge, most)
            held.update(at for first, more in rows for at in positions(first, more) if after < at <= last)
            if len(rows) < most:
                yield from self.at(sorted(held))
                return
            edge = rows[-1][0] - 1  # of several keys, some may begin at the last one too
            yield from self.at(sorted(at for at in held if at <= edge))
            held = {at for at in held if at > edge}
            after, most = max(after, edge), min(most * 2, _MOST_ROWS)

    def having(self, ids: Sequence[str], upto: int) -> Iterator[Sequence[Content]]:
        """The entries that have these ids, up to a position, in order."""
        return self.at(sorted({position for position in self.find_all(ids).values() if position <= upto}))

    def keys(self, prefix: str, upto: int) -> Iterator[str]:
        """The effect keys that begin with `prefix` and have an entry up to a position, in order of code points."""
        if not sayable(prefix):
            return
        sql, edge = KEY_FROM, prefix
        while True:
            rows = self._rows(sql, edge, prefix, prefix, _KEYS)
            yield from (key for key, position in rows if position <= upto)
            if len(rows) < _KEYS:
                return
            sql, edge = KEY_AFTER, rows[-1][0]

    def find(self, id: str) -> int | None:
        """The position of the entry with this id."""
        return self.find_all((id,)).get(id)

    def find_all(self, ids: Sequence[str]) -> dict[str, int]:
        """The positions of those of these ids that are there, by one statement for all of them."""
        wanted = [id for id in dict.fromkeys(ids) if sayable(id)]
        return dict(self._rows(BY_ID, texts(wanted))) if wanted else {}

    def id_at(self, position: int) -> str | None:
        """The id of the entry at a position; None where it was redacted, or where there is no such entry."""
        rows = self._rows(ID_AT, position) if 1 <= position <= _LARGEST else []
        return rows[0][0] if rows else None

    def states(self, name: str) -> list[KeptState]:
        """The states that are kept of a projection."""
        return [KeptState(*row) for row in self._rows(STATES, name)] if sayable(name) else []

    def upto(self, recorded: int) -> int:
        """The position of the last entry recorded at or before this moment (microseconds); 0 if there is none."""
        rows = self._rows(UPTO, max(-_LARGEST, min(recorded, _LARGEST)))
        return rows[0][0] if rows else 0

    def heard(self, keys: Sequence[str], upto: int) -> set[str]:
        """Those of these keys under which any entry up to a position has an effect."""
        return {key for (key,) in self._rows(KNOWN, list(keys), upto)} if keys else set()

    def newest(self, key: str, upto: int) -> Iterator[int]:
        """The positions up to one that have an effect under this key, the last one first."""
        before = upto + 1
        while rows := self._rows(NEWEST, key, before):
            for first, more in rows:
                yield from (at for at in reversed(positions(first, more)) if at <= upto)
            before = rows[-1][0]


def positions(first: int, more: Sequence[int] | None) -> list[int]:
    """The positions that a row of effects holds, in order."""
    return [first] if more is None else [first, *(first + at for at in more)]


def _more(rows: Sequence[Sequence[Any]]) -> int:
    """How many rows to ask for next, by how large these were."""
    held = sum(len(row[3] or b"") for row in rows)
    return max(1, min(_ROWS, len(rows) * 2, _BYTES * len(rows) // (held + 1)))


def sayable(text: str) -> bool:
    """Whether a server can be told this text at all; what it can't, nothing that it holds is called."""
    return "\0" not in text and (text.isascii() or not _HALF.search(text))


def _headless() -> StoreError:
    return StoreError("the head of this log is missing: restore it from a backup")


def head_of(rows: Sequence[tuple[Any, ...]]) -> Head:
    """The head row, read. Raises StoreError for one that fits no log."""
    if len(rows) != 1:
        raise _headless()
    size, recorded, frontier, erased = rows[0]
    try:
        edge = Frontier.from_bytes(frontier)
    except InvalidValue:
        edge = None
    if edge is None or edge.size != size:
        raise StoreError("the head of this log is damaged: restore it from a backup")
    return Head(size, recorded, edge, erased)

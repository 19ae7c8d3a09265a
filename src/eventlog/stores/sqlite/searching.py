"""Looking for words in a log's file: by the index of words, as far as it goes, and entry by entry beyond.

The index (see `words`) is made when words are first looked for and many entries have not been looked at, by the first
reader that may write. Where it can't be asked (a log opened for reading that has none, an SQLite without FTS5, an index
that is damaged or was thrown away meanwhile) each entry is looked at, which takes longer and gives the same.
"""

from __future__ import annotations

import heapq
import os
import sqlite3
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from functools import partial
from itertools import chain
from typing import Final, TypeAlias

from eventlog.errors import StoreError
from eventlog.stores.backwards import backwards, falling, filtered
from eventlog.stores.entries import Candidates, Content, Named
from eventlog.stores.remains import Remains
from eventlog.stores.sqlite.appending import ROWS
from eventlog.stores.sqlite.finding import positions_of
from eventlog.stores.sqlite.locking import WriteLock
from eventlog.stores.sqlite.lookups import Lookups
from eventlog.stores.sqlite.residue import remains
from eventlog.stores.sqlite.statements import ABOUT, DECIDING, NAMED
from eventlog.stores.sqlite.words import (
    LAST_ROW,
    Row,
    base_of,
    match_of,
    number_of,
    page,
    place_of,
    put,
    row_of,
    state_of,
    vouched,
)
from eventlog.stores.wording import UNREAD, may_hold, says_by

__all__ = ["Searching"]

BEHIND: Final = 512
"""Up to this number, entries are looked at rather than put into the index."""

_CHUNK: Final = 8192
_PATIENCE: Final = 1.0
_FIRST, _FEW, _MOST = 24, 32, 4096

_First: TypeAlias = tuple[dict[int, list[int]], int]
"""The first rows that an index has under some words: positions by the base of their kind, the last one first; and up to
which row these are all there are.
"""
_Named: TypeAlias = Callable[[Sequence[int]], Iterator[Sequence[Content | Named]]]


class Searching(Lookups):
    """The part of a store in a file that finds words."""

    _lock: WriteLock | None
    path: str
    _marks: tuple[tuple[int, int], list[int]] = ((0, 0), [])
    """What the index marks: how far it went when it was asked, and which one it was; and the positions."""

    @abstractmethod
    def counts(self) -> tuple[int, int]:
        """How many entries there are, and how many bodies have been erased."""

    @abstractmethod
    def _writable(self, wait: float) -> AbstractContextManager[sqlite3.Connection]: ...

    @abstractmethod
    def snapshot(self, path: str | os.PathLike[str], name: str) -> bool:
        """Write a copy of the file, from its rows alone."""

    def remains(self, words: Sequence[bytes]) -> Remains:
        """What is left in the file of what was erased, and in what SQLite keeps beside it."""
        with self._speaking() as connection:
            return remains(connection, self.path, lambda fresh: self.snapshot(fresh, "the copy"), words)

    def candidates(self, words: Sequence[Sequence[str]], tiers: Sequence[Sequence[str]], upto: int) -> Candidates:
        """For each tier its entries, up to a position, that may hold these words, the last one first."""
        match = match_of(words)
        done, made, first = self._asked(match)
        if done < upto:
            size, *state = self._caught_up(done, made)
            upto = min(upto, size)
            if state != [done, made]:
                done, made, first = self._asked(match)
        marked = self._marked(done, made) if done else None
        named = self._naming(done, made, upto) if marked is not None else None
        since, last = self._since(words, done, upto), min(done, upto)
        found = []
        for kinds in tiers:
            newer, indexed = since(kinds), self._tier(kinds, match, (last, made), first, named or self.at)
            found.append(chain(newer, indexed) if newer else indexed)
        if marked is None:
            return Candidates(found)
        return Candidates(found, last, [at for at in marked if at <= last], named)

    def _since(
        self, words: Sequence[Sequence[str]], done: int, upto: int
    ) -> Callable[[Sequence[str]], Iterable[Sequence[Content]]]:
        """What gives of some kinds the entries that are not indexed and may hold the words, the last one first. Few are
        looked at once, for all kinds.
        """
        may = may_hold(words)
        if upto - done > BEHIND:
            return lambda kinds: filtered(backwards(self.contents, kinds, done, upto), may)
        rest = [one for piece in self.contents(done, upto) for one in piece if may(one[3])][::-1] if done < upto else []

        def of(kinds: Sequence[str]) -> list[Sequence[Content]]:
            found = [one for one in rest if one[2].partition("/")[0] in kinds]
            return [found] if found else []

        return of

    def _naming(self, done: int, made: int, upto: int) -> _Named | None:
        """What gives entries with their ids where the index vouches for them, and nothing that came since decides over
        them; None where too much came since, or it can't be read.
        """
        if upto - done > BEHIND:
            return None
        decided = frozenset[int]()
        if done < upto:
            with self._speaking() as connection:
                deciding = connection.execute(DECIDING, (done, upto)).fetchall()
            says = says_by(self.id_at)
            said = [says(kind, body) for kind, body in deciding]
            if None in said:
                return None
            decided = frozenset(self.find_all([id for one in said if one is not None for id in one[1]]).values())
        return partial(self._named, made, decided)

    def _asked(self, match: str) -> tuple[int, int, _First | None]:
        """How far the index goes, which one it is, and the first that it has under some words, of whatever kinds."""
        with self._speaking() as connection:
            done, made = state_of(connection)
            rows = page(connection, (match, 1, LAST_ROW, _FEW), made) if done else None
        if rows is None:
            return done, made, None
        found: dict[int, list[int]] = {}
        for base, place in map(place_of, rows):
            found.setdefault(base, []).append(place)
        return done, made, (found, rows[-1] if len(rows) == _FEW else LAST_ROW)

    def _tier(
        self, kinds: Sequence[str], match: str, state: tuple[int, int], first: _First | None, at: _Named
    ) -> Iterable[Sequence[Content | Named]]:
        last, made = state
        holding = [self._holding(match, kind, last, made, first) for kind in kinds]
        if not any(holding):
            return ()
        positions = heapq.merge(*holding, reverse=True) if len(holding) > 1 else iter(holding[0])
        return falling(at, positions, _FIRST, _MOST)

    def _named(
        self, made: int, decided: frozenset[int], positions: Sequence[int]
    ) -> Iterator[Sequence[Content | Named]]:
        """What the entries at these positions, which rise, are read from; with their ids, where the index vouches for
        them. `decided`: over which something decides that is not indexed.
        """
        begin = 0
        while begin < len(positions):
            wanted = positions[begin : begin + ROWS]
            with self._speaking() as connection:
                rows = vouched(connection, wanted, made)
            if not rows or rows[-1][0] != wanted[len(rows) - 1]:  # no index, or a row is missing, or damaged
                yield from self.at(positions[begin:])
                return
            yield [(*row[:4], None) if row[0] in decided else row for row in rows] if decided else rows
            begin += len(rows)

    def _marked(self, done: int, made: int) -> list[int] | None:
        """The positions of what the index marks as what can't be read; None where it can't be asked.

        They are kept: an index comes to mark more only as it goes further, or is made anew.
        """
        if self._marks[0] == (done, made):
            return self._marks[1]
        begin, found = 1, list[int]()
        while begin:
            with self._speaking() as connection:
                rows = page(connection, (match_of([[UNREAD]]), begin, LAST_ROW, _MOST), made)
            if rows is None:
                return None
            found += (place_of(row)[1] for row in rows)
            begin = rows[-1] + 1 if len(rows) == _MOST else 0
        self._marks = ((done, made), sorted(found))
        return self._marks[1]

    def _caught_up(self, done: int, made: int) -> tuple[int, int, int]:
        """The size of the log, how far the index goes, and which one it is, after what can be done so that few entries
        are missing in it.
        """
        size = self._size()
        if size - done > BEHIND and self._lock is not None:
            with suppress(StoreError):  # another program writes, or there is no room: what is not indexed is looked at
                self._catch_up()
            return size, *self._indexed()
        return size, done, made

    def _holding(self, match: str, kind: str, upto: int, made: int, first: _First | None) -> Iterable[int]:
        """The positions of a kind's entries that the index has under some words; of all, where it can't be asked. `()`
        where it is known that there are none.
        """
        base = base_of(kind)
        if base is None or first is None:
            return self._further(match, kind, upto, made)
        found, edge = first
        known = [place for place in found.get(base, ()) if place <= upto]
        if edge >= number_of(base, 0):
            return known
        left = upto if edge < base else min(upto, place_of(edge)[1] - 1)
        return known if left <= 0 else chain(known, self._further(match, kind, left, made))

    def _further(self, match: str, kind: str, upto: int, made: int) -> Iterator[int]:
        base, many = base_of(kind), _FIRST
        while upto > 0:
            rows = None
            if base is not None:
                with self._speaking() as connection:
                    rows = page(connection, (match, number_of(base, upto), number_of(base, 1), many), made)
            if base is None or rows is None:
                for piece in backwards(self.contents, (kind,), 0, upto):
                    yield from (one[0] for one in piece)
                return
            yield from (place_of(row)[1] for row in rows)
            upto = place_of(rows[-1])[1] - 1 if len(rows) == many else 0
            many = min(many * 4, _MOST)

    def _indexed(self) -> tuple[int, int]:
        with self._speaking() as connection:
            return state_of(connection)

    def _catch_up(self) -> None:
        """Index what has come since. Bodies are read and folded before the lock is taken."""
        says = says_by(self.id_at)
        while True:
            before, (size, erased) = self._indexed(), self.counts()
            upto = min(size, before[0] + _CHUNK)
            if before[0] >= size:
                return
            rows = [row_of(one, says) for piece in self._pieces(NAMED, before[0], upto) for one in piece]
            decided = self._decided(rows)
            with self._writable(_PATIENCE) as connection:
                connection.execute("BEGIN IMMEDIATE")
                same = connection.execute("SELECT erased FROM head").fetchone() == (erased,)
                if same and state_of(connection) == before:  # else once more
                    put(connection, rows, decided, before[0], upto)
                connection.execute("COMMIT")

    def _decided(self, rows: Sequence[Row]) -> set[int]:
        """The positions of what these entries decide over: as they say, or by the keys of those that can't be read."""
        unread = {row.position for row in rows if row.decides is None}
        ids = {id for row in rows for id in row.decides or ()}
        if unread:
            with self._speaking() as connection:
                for key, position, more in connection.execute(ABOUT):
                    if not unread.isdisjoint(positions_of(position, more)):
                        ids.add(str(key)[3:])
        return set(self.find_all(sorted(ids)).values())

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
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from typing import Final

from eventlog.errors import StoreError
from eventlog.stores.backwards import backwards, falling
from eventlog.stores.entries import Candidates, Content
from eventlog.stores.remains import Remains
from eventlog.stores.sqlite.locking import WriteLock
from eventlog.stores.sqlite.lookups import Lookups
from eventlog.stores.sqlite.residue import remains
from eventlog.stores.sqlite.words import LAST_ROW, base_of, match_of, page, place_of, put, row_of, state_of
from eventlog.stores.wording import UNREAD, reads_by

__all__ = ["Searching"]

BEHIND: Final = 512
"""Up to this number, entries are looked at rather than put into the index."""

_CHUNK: Final = 8192
_PATIENCE: Final = 1.0
_FIRST, _FEW, _MOST = 32, 256, 4096


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
        size, done, made = self._caught_up()
        upto, match = min(upto, size), match_of(words)
        marked = self._marked(done, made) if done else None
        few = self._few(match, made, upto) if done else None
        found = [self._tier(kinds, match, (done, made), upto, few) for kinds in tiers]
        if marked is None:
            return Candidates(found)
        return Candidates(found, min(done, upto), [at for at in marked if at <= min(done, upto)])

    def _tier(
        self,
        kinds: Sequence[str],
        match: str,
        state: tuple[int, int],
        upto: int,
        few: Mapping[int, Sequence[int]] | None,
    ) -> Iterator[Sequence[Content]]:
        done, made = state
        yield from backwards(self.contents, kinds, done, upto)
        if few is not None and all(base_of(kind) is not None for kind in kinds):
            positions = heapq.merge(*(few.get(base_of(kind) or 0, ()) for kind in kinds), reverse=True)
        else:
            last = min(done, upto)
            positions = heapq.merge(*(self._holding(match, kind, last, made) for kind in kinds), reverse=True)
        yield from falling(self.at, positions, _FIRST, _MOST)

    def _few(self, match: str, made: int, upto: int) -> dict[int, list[int]] | None:
        """All positions up to one that the index has under some words, where these are few, by the base of their kind
        and the last one first; None where they are not, or it can't be asked.
        """
        with self._speaking() as connection:
            rows = page(connection, (match, 1, LAST_ROW, _FEW), made)
        if rows is None or len(rows) == _FEW:
            return None
        found: dict[int, list[int]] = {}
        for row in rows:
            if (place := place_of(row)) <= upto:
                found.setdefault(row - place, []).append(place)
        return found

    def _marked(self, done: int, made: int) -> list[int] | None:
        """The positions of what the index marks as what can't be read; None where it can't be asked.

        They are kept: an index comes to mark more only as it goes further, or is made anew.
        """
        if self._marks[0] == (done, made):
            return self._marks[1]
        last, found = LAST_ROW, list[int]()
        while last:
            with self._speaking() as connection:
                rows = page(connection, (match_of([[UNREAD]]), 1, last, _MOST), made)
            if rows is None:
                return None
            found += map(place_of, rows)
            last = rows[-1] - 1 if len(rows) == _MOST else 0
        self._marks = ((done, made), sorted(found))
        return self._marks[1]

    def _caught_up(self) -> tuple[int, int, int]:
        """The size of the log, how far the index goes, and which one it is, after what can be done so that few entries
        are missing in it.
        """
        done, made = self._indexed()
        size = self._size()
        if size - done > BEHIND and self._lock is not None:
            with suppress(StoreError):  # another program writes, or there is no room: what is not indexed is looked at
                self._catch_up()
            return size, *self._indexed()
        return size, done, made

    def _holding(self, match: str, kind: str, upto: int, made: int) -> Iterator[int]:
        """The positions of a kind's entries that the index has under some words; of all, where it can't be asked."""
        base, many = base_of(kind), _FIRST
        while upto > 0:
            rows = None
            if base is not None:
                with self._speaking() as connection:
                    rows = page(connection, (match, base + 1, base + upto, many), made)
            if base is None or rows is None:
                for piece in backwards(self.contents, (kind,), 0, upto):
                    yield from (one[0] for one in piece)
                return
            yield from (row - base for row in rows)
            upto = rows[-1] - base - 1 if len(rows) == many else 0
            many = min(many * 4, _MOST)

    def _indexed(self) -> tuple[int, int]:
        with self._speaking() as connection:
            return state_of(connection)

    def _catch_up(self) -> None:
        """Index what has come since. Bodies are read and folded before the lock is taken."""
        reads = reads_by(self.id_at)
        while True:
            before, (size, erased) = self._indexed(), self.counts()
            upto = min(size, before[0] + _CHUNK)
            if before[0] >= size:
                return
            contents = self.contents(before[0], upto)
            rows = sorted(row for piece in contents for one in piece if (row := row_of(one, reads)) is not None)
            with self._writable(_PATIENCE) as connection:
                connection.execute("BEGIN IMMEDIATE")
                same = connection.execute("SELECT erased FROM head").fetchone() == (erased,)
                if same and state_of(connection) == before:  # else once more
                    put(connection, rows, before[0], upto)
                connection.execute("COMMIT")

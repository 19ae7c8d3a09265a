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
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from itertools import islice
from typing import Final

from eventlog.errors import StoreError
from eventlog.stores.backwards import backwards
from eventlog.stores.entries import Content
from eventlog.stores.remains import Remains
from eventlog.stores.sqlite.locking import WriteLock
from eventlog.stores.sqlite.lookups import Lookups
from eventlog.stores.sqlite.residue import remains
from eventlog.stores.sqlite.words import LAST_ROW, base_of, match_of, page, put, row_of, state_of

__all__ = ["Searching"]

BEHIND: Final = 512
"""Up to this number, entries are looked at rather than put into the index."""

_CHUNK: Final = 8192
_PATIENCE: Final = 1.0
_FIRST, _MOST = 32, 4096


class Searching(Lookups):
    """The part of a store in a file that finds words."""

    _lock: WriteLock | None
    path: str

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

    def candidates(
        self, words: Sequence[Sequence[str]], kinds: Sequence[str], upto: int
    ) -> Iterator[Sequence[Content]]:
        """The entries of these kinds, up to a position, that may hold these words, the last one first."""
        size = self._size()
        upto = min(upto, size)
        done, made = self._indexed()
        if size - done > BEHIND and self._lock is not None:
            with suppress(StoreError):  # another program writes, or there is no room: what is not indexed is looked at
                self._catch_up()
            done, made = self._indexed()
        yield from backwards(self.contents, kinds, done, upto)
        positions, many = self._positions(match_of(words), kinds, min(done, upto), made), _FIRST
        while some := list(islice(positions, many)):
            yield [one for piece in self.at(some[::-1]) for one in piece][::-1]
            many = min(many * 2, _MOST)

    def _positions(self, match: str, kinds: Sequence[str], upto: int, made: int) -> Iterator[int]:
        """The positions that the index has under some words, the last one first. Few are asked for at once."""
        if upto and all(base_of(kind) is not None for kind in kinds):
            with self._speaking() as connection:
                rows = page(connection, (match, 1, LAST_ROW, _FIRST), made)
            if rows is not None and len(rows) < _FIRST:
                places = (row - base for row in rows for kind in kinds if (base := base_of(kind) or 0) < row)
                return iter(sorted({at for at in places if at <= upto}, reverse=True))
        return heapq.merge(*(self._holding(match, kind, upto, made) for kind in kinds), reverse=True)

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
        while True:
            before, (size, erased) = self._indexed(), self.counts()
            upto = min(size, before[0] + _CHUNK)
            if before[0] >= size:
                return
            contents = self.contents(before[0], upto)
            rows = sorted(row for piece in contents for one in piece if (row := row_of(one)) is not None)
            with self._writable(_PATIENCE) as connection:
                connection.execute("BEGIN IMMEDIATE")
                same = connection.execute("SELECT erased FROM head").fetchone() == (erased,)
                if same and state_of(connection) == before:  # else once more
                    put(connection, rows, before[0], upto)
                connection.execute("COMMIT")

"""Looking for words in a log on a server: by its index of words, as far as it goes, and entry by entry beyond.

The index holds the words of each entry as a `tsvector`, folded here and not by the server, whose dictionaries differ.
It is filled by the owner of the log, when words are looked for and many entries have come since: a role that may only
append can't change what others find. It states no rule, and no statistics of it reach an answer, since every entry that
may hold the words is looked at.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from typing import Any, Final

from eventlog.errors import StoreError
from eventlog.stores.backwards import backwards, falling
from eventlog.stores.entries import Candidates, Content
from eventlog.stores.postgres.lookups import Lookups
from eventlog.stores.postgres.statements import (
    ERASED,
    HOLD_INDEX,
    HOLDING,
    INDEXED,
    MARKED,
    MOVE_INDEX,
    PUT_WORDS,
)
from eventlog.stores.wording import FOLDING, UNREAD, Reads, reads_by, words_of

__all__ = ["Searching", "row_of"]

BEHIND: Final = 512
"""Up to this number, entries are looked at rather than put into the index."""

_CHUNK: Final = 2048
_FIRST, _FEW, _MOST = 32, 256, 4096
_LONGEST, _LARGEST = 2000, 500_000
"""Bytes of a word, and of all words of an entry, that a tsvector surely takes (2046, and a million)."""


class Searching(Lookups):
    """The part of a store on a server that finds words."""

    @abstractmethod
    def _owning(self) -> AbstractContextManager[Any]:
        """A transaction on a connection, for what the log's owner does. Raises StoreError."""

    @abstractmethod
    def _may_own(self) -> bool:
        """Whether this role may write more than what it appends, and was opened to."""

    def candidates(self, words: Sequence[Sequence[str]], tiers: Sequence[Sequence[str]], upto: int) -> Candidates:
        """For each tier its entries, up to a position, that may hold these words, the last one first."""
        done, upto, asked = self._caught_up(), min(upto, self._size()), _asked(words)
        every = sorted({kind for kinds in tiers for kind in kinds})
        few = self._rows(HOLDING, asked, every, min(done, upto) + 1, _FEW) if done else []
        found = [self._tier(kinds, asked, done, upto, few if len(few) < _FEW else None) for kinds in tiers]
        told = min(done, upto)  # what holds more words than a row takes has no mark: it may be read or not
        return Candidates(found, told, [at for (at,) in self._rows(MARKED, _asked([[UNREAD]]), told)] if told else ())

    def _tier(
        self, kinds: Sequence[str], asked: str, done: int, upto: int, few: Sequence[tuple[int, str]] | None
    ) -> Iterator[Sequence[Content]]:
        yield from backwards(self.contents, kinds, done, upto)
        if few is not None:
            yield from falling(self.at, (at for at, kind in few if kind in kinds), _FIRST, _MOST)
            return
        before, many = min(done, upto) + 1, _FIRST
        while rows := self._rows(HOLDING, asked, list(kinds), before, many):
            before = rows[-1][0]
            yield [one for piece in self.at([at for at, _ in reversed(rows)]) for one in piece][::-1]
            if len(rows) < many:
                return
            many = min(many * 2, _MOST)

    def _caught_up(self) -> int:
        """How far the index goes, after what can be done so that few entries are missing in it."""
        size = self._size()
        done = self._indexed()
        if size - done > BEHIND and self._may_own():
            with suppress(StoreError):  # the server is busy, or full: what is not indexed is looked at
                self._catch_up(size)
            return self._indexed()
        return done

    def _indexed(self) -> int:
        rows = self._rows(INDEXED, FOLDING)
        return rows[0][0] if rows else 0

    def _catch_up(self, size: int) -> None:
        """Index what has come since. Bodies are read and folded before anything is locked."""
        reads = reads_by(self.id_at)
        while (after := self._indexed()) < size:
            upto = min(size, after + _CHUNK)
            ((erased,),) = self._rows(ERASED)
            rows = [row_of(one, reads) for piece in self.contents(after, upto) for one in piece]
            with self._owning() as execute:
                ((held, folding),) = execute(HOLD_INDEX, ())
                if (held if folding == FOLDING else 0) != after or execute(ERASED, ()) != [(erased,)]:
                    continue  # another came first, or less is left to be indexed
                if not after:
                    execute("DELETE FROM @.word", ())
                execute(PUT_WORDS, [list(column) for column in zip(*rows, strict=True)])
                execute(MOVE_INDEX, (upto, FOLDING))


def row_of(one: Content, reads: Reads) -> tuple[int, str, str | None]:
    """The row of an entry: position, kind without its version, and its words; None where they are too many."""
    position, _, kind, body = one
    found = set() if body is None else words_of(kind, body, reads)
    told = " ".join(sorted(found))
    large = len(told.encode()) > _LARGEST or any(len(word.encode()) > _LONGEST for word in found)
    return position, kind.partition("/")[0], None if large else told


def _asked(sets: Sequence[Sequence[str]]) -> str:
    """What is asked for all words of one of these sets. A word of ours holds letters and digits alone.

    What holds a word that no index takes is looked at anyway, so a set with such a word asks for nothing more.
    """
    short = (some for some in sets if all(len(word.encode()) <= _LONGEST for word in some))
    return " | ".join("(" + " & ".join(f"'{word}'" for word in some) + ")" for some in short)

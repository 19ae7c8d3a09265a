"""Pairs: what each two of some words are to each other, worked out once.

Of two that were there at the cut before, as they are now, it is what it was there; so a step from one cut to the next
compares the words that came with all others, and not each with each. What a word is to the others is a number with a
bit for each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Final, TypeAlias

from eventlog.standing.statements import Word

__all__ = ["Facts", "Pairs"]

_position: Final = attrgetter("position")
Facts: TypeAlias = tuple[bool, ...]
"""What one word is to another, a fact for each table."""
Compare: TypeAlias = Callable[[Word, Word], tuple[Facts, Facts]]


class Pairs:
    """Words, compared two by two. Never changed."""

    def __init__(
        self,
        words: Sequence[Word],
        tables: int,
        compare: Compare,
        alike: Callable[[Word, Word], bool],
        before: Pairs | None = None,
    ) -> None:
        """Compare these words.

        `compare` gives what the second of two is to the first, and the first to the second; `alike` whether a word
        compares as it did at the cut before, which `before` is of.
        """
        self.at: dict[str, int] = {}
        """The place of each word by its id: which bit it is."""
        self.tables: list[list[int]] = [[] for _ in range(tables)]
        """Of each table, a row for each place. Bits of places where no word is any more mean nothing."""
        self.compared: list[Word] = []
        """The word at each place."""
        if before is not None:
            self._take(words, alike, before)
        taken = set(self.at.values())
        free = iter([place for place in range(len(words)) if place not in taken])
        for word in words:
            if word.id not in self.at:
                self._put(word, next(free), compare)
        self.all = self.of(words)
        """A bit for each of the words."""

    def _take(self, words: Sequence[Word], alike: Callable[[Word, Word], bool], before: Pairs) -> None:
        """What was compared before, of the words that are as they were."""
        self.tables = [list(rows) for rows in before.tables]
        self.compared = list(before.compared)
        for word in words:
            place = before.at.get(word.id, len(words))
            if place < len(words) and alike(before.compared[place], word):
                self.at[word.id] = place
                self.compared[place] = word

    def _put(self, word: Word, place: int, compare: Compare) -> None:
        """Compare a word with each that has a place already, and give it its own."""
        while len(self.compared) <= place:
            self.compared.append(word)
            for rows in self.tables:
                rows.append(0)
        for rows in self.tables:
            rows[place] = 0
        bit = 1 << place
        for there in self.at.values():
            here, back = compare(word, self.compared[there])
            for rows, one, other in zip(self.tables, here, back, strict=True):
                rows[place] |= one << there
                rows[there] = rows[there] | bit if other else rows[there] & ~bit
        self.at[word.id] = place
        self.compared[place] = word

    def row(self, table: int, word: Word) -> int:
        """The others that are something to a word."""
        return self.tables[table][self.at[word.id]] & self.all

    def of(self, words: Iterable[Word]) -> int:
        """A bit for each of these."""
        bits = 0
        for word in words:
            bits |= 1 << self.at[word.id]
        return bits

    def among(self, bits: int) -> list[Word]:
        """The words of these bits, in order of position."""
        return sorted(self._each(bits), key=_position)

    def _each(self, bits: int) -> Iterator[Word]:
        while bits:
            last = bits & -bits
            yield self.compared[last.bit_length() - 1]
            bits ^= last

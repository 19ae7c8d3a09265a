"""Counts: the running totals that stand at one cut, each compared with each other.

Who stands beside whom in an answer, and who backs which figure, is asked of all of them at once: what a count is to
the others is a number with a bit for each (see `pairs`).

Source: rules 4 and 6 of standing@2 ("Running totals", "Figures").
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate
from operator import or_

from eventlog.standing.answers import Relation
from eventlog.standing.cut import Policy
from eventlog.standing.pairs import Facts, Pairs
from eventlog.standing.spans import END
from eventlog.standing.statements import Word
from eventlog.standing.totals import Tally, moment_of

__all__ = ["Counts"]

_LATER, _EARLIER, _FITTING, _TENSE, _OPPOSED, _ENTAILING, _DENYING = range(7)


class Counts:
    """Compares the counts on one question under one reading. Never changed; what was asked for is kept.

    What is asked of a count is told as bits: `of` gives those of words, `among` the words of them.
    """

    def __init__(self, words: Sequence[Word], zone: str, policy: Policy, before: Counts | None = None) -> None:
        """Compare these; `before`: those at another cut of the same question."""
        self.words = words
        self.tally = Tally.of(words, zone)
        self._policy = policy
        reach = {} if before is None else before.tally.reach

        def alike(held: Word, word: Word) -> bool:
            same = held.placed is word.placed and held.own is word.own and held.polarity == word.polarity
            return same and reach.get(word.id) == self.tally.reach.get(word.id)

        self.pairs: Pairs = Pairs(words, 7, self._compare, alike, None if before is None else before.pairs)
        self.of = self.pairs.of
        self.among = self.pairs.among

    def _compare(self, word: Word, other: Word) -> tuple[Facts, Facts]:
        """What another count is to one, and the one to the other, by table."""
        tally = self.tally
        order = tally.order(other, word)
        if word.polarity > 0 < other.polarity:
            relation = tally.relation(word, other)
            alike = tuple(relation is one for one in (Relation.COMPATIBLE, Relation.TENSION, Relation.CONTRADICT))
            here = (tally.entails(other, word.own.value, word), False)
            back = (tally.entails(word, other.own.value, other), False)
        else:
            here, back = (False, tally.denied(word, other)), (False, tally.denied(other, word))
            alike = (False, False, here[1] or back[1])
        return (order > 0, order < 0, *alike, *here), (order < 0, order > 0, *alike, *back)

    def later(self, word: Word) -> int:
        """Those whose moment is certainly later, and that may not be stale repeats."""
        return self.pairs.row(_LATER, word)

    def earlier(self, word: Word) -> int:
        """Those than which it is certainly later."""
        return self.pairs.row(_EARLIER, word)

    def fitting(self, word: Word) -> int:
        """Of the affirmed counts, those with which an affirmed one is compatible; itself is among them."""
        return self.pairs.row(_FITTING, word) | self.of([word])

    def unfit(self, word: Word) -> list[Word]:
        """The affirmed counts that contradict an affirmed one, or are in tension with it."""
        return self.among((self.opposed(word) | self.tense(word)) & self._affirmed)

    def tense(self, word: Word) -> int:
        """Of the affirmed counts, those with which an affirmed one is in tension."""
        return self.pairs.row(_TENSE, word)

    def opposed(self, word: Word) -> int:
        """Those that can't be right where it is: they contradict it, deny it, or are denied by it."""
        return self.pairs.row(_OPPOSED, word)

    def denying(self, word: Word) -> int:
        """The denials that hit it."""
        return self.pairs.row(_DENYING, word)

    def same(self, word: Word) -> int:
        """Those that give the same number; itself is among them."""
        return self._by_value[word.own.value.key]

    def backing(self, word: Word) -> int:
        """Those that back the figure of a word: they say just it, or entail it and were not replaced by then."""
        replaced = self.earlier(word) & self._gone(moment_of(word)[1])
        return self.same(word) | (self.pairs.row(_ENTAILING, word) & ~replaced)

    @cached_property
    def _affirmed(self) -> int:
        return self.of(word for word in self.words if word.polarity > 0)

    @cached_property
    def _by_value(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for word in self.words:
            key = word.own.value.key
            found[key] = found.get(key, 0) | self.of([word])
        return found

    def _gone(self, moment: int) -> int:
        """Those whose source says another by a moment (inclusive)."""
        untils, gone = self._ends
        return gone[bisect_right(untils, moment)]

    @cached_property
    def _ends(self) -> tuple[list[int], list[int]]:
        """The moments at which sources say another, in order; and the counts that are gone before and by each."""
        ends = sorted((word.remainder.until.get(self._policy, END), self.of([word])) for word in self.words)
        return [until for until, _ in ends], [0, *accumulate((bit for _, bit in ends), or_)]

"""Opposition: which live answers exclude each other at a common moment, and whose they are.

Words of one answer (value, polarity and, of totals, window) are one set; two sets are compared once, and only where
they meet in time, which a sweep finds. Who stands against some words is then asked of the time that those words hold:
so a question costs what is said on it, and not the square.

A total holds, for this, in its window alone. Running totals are compared by their moments instead, pair by pair.

Source: rules 4 and 6 of standing@2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import combinations
from typing import Any, TypeAlias

from eventlog.claims import Question
from eventlog.standing.answers import Relation
from eventlog.standing.cut import Policy
from eventlog.standing.placing import counts_up, is_total
from eventlog.standing.spans import Cover, Layers, Span, clip, hull
from eventlog.standing.statements import Word
from eventlog.standing.totals import Tally

Sides: TypeAlias = dict[str, dict[int, Word]]
"""The words of each owner that stands on both sides, by position."""


class Opposition:
    """Compares the live words on one question under one reading. Pure: what it finds is kept, nothing is changed."""

    def __init__(
        self, words: Sequence[Word], question: Question, policy: Policy, owner: Mapping[str, str], tally: Tally
    ) -> None:
        """Look at the words that support or deny something. `owner` is the component of each word's root."""
        self._words = words
        self._question = question
        self._policy = policy
        self._owner = owner
        self._tally = tally
        self._opposed: dict[int, list[Word]] = {}

    @cached_property
    def _sets(self) -> list[list[Word]]:
        """The words by value, polarity and window."""
        found: dict[tuple[Any, ...], list[Word]] = {}
        for word in self._words:
            found.setdefault((word.own.value.key, word.polarity, word.placed.window_key), []).append(word)
        return list(found.values())

    @cached_property
    def _home(self) -> dict[str, int]:
        """The number of each word's set, by its id."""
        return {word.id: at for at, words in enumerate(self._sets) for word in words}

    @cached_property
    def _times(self) -> dict[str, list[Span]]:
        """The time that each word holds, by its id."""
        return {word.id: self._time(word) for word in self._words}

    def _time(self, word: Word) -> list[Span]:
        left = word.left(self._policy)
        if word.placed.extent is None or not is_total(self._question, word.claim):
            return left
        window = hull(word.placed.extent)
        return [part for part in (clip(span, window) for span in left) if part is not None]

    @cached_property
    def meetings(self) -> list[tuple[list[Word], list[Word]]]:
        """The pairs of sets of words of one answer that hold at a common moment, by a sweep over their time."""
        return [(self._sets[a], self._sets[b]) for a, b in self._met]

    @cached_property
    def _met(self) -> list[tuple[int, int]]:
        ends: list[tuple[int, int, int]] = []
        for at, words in enumerate(self._sets):
            cover = Cover()
            for word in words:
                for span in self._times[word.id]:
                    cover.add(span)
            for begin, end in cover.spans():
                ends += [(begin, 1, at), (end, 0, at)]
        met: set[tuple[int, int]] = set()
        active: set[int] = set()
        for _, opens, at in sorted(ends):
            if opens:
                met.update((min(at, other), max(at, other)) for other in active)
                active.add(at)
            else:
                active.discard(at)
        return sorted(met)

    @cached_property
    def _facing(self) -> dict[int, list[int]]:
        """The sets that each set excludes where both hold, by number."""
        found: dict[int, list[int]] = {}
        for a, b in self._met:
            first, second = self._sets[a][0], self._sets[b][0]
            if not counts_up(self._question, first.claim) and self._exclude(first, second):
                found.setdefault(a, []).append(b)
                found.setdefault(b, []).append(a)
        return found

    def _exclude(self, a: Word, b: Word) -> bool:
        """Whether two answers exclude each other, were they about the same time; totals only on equal windows."""
        one, other = a.own, b.own
        if a.placed.window_key != b.placed.window_key:
            return False
        if one.polarity > 0 and other.polarity > 0:
            return self._question.single and one.value.relation(other.value) is Relation.CONTRADICT
        return one.denied_by(other) or other.denied_by(one)

    @cached_property
    def _counted(self) -> dict[str, list[Word]]:
        """The running totals that each of them contradicts or denies, by its id."""
        found: dict[str, list[Word]] = {}
        counts = [word for word in self._words if counts_up(self._question, word.claim)]
        for a, b in combinations(counts, 2):
            if self._tally.opposed(a, b) and (self._question.single or a.polarity != b.polarity):
                found.setdefault(a.id, []).append(b)
                found.setdefault(b.id, []).append(a)
        return found

    def opponents(self, words: Iterable[Word]) -> list[Word]:
        """The words of other roots that contradict or deny one of these, in order of position."""
        found: dict[str, Word] = {}
        asked: dict[int, list[Word]] = {}
        for word in words:
            asked.setdefault(self._home[word.id], []).append(word)
            for other in self._counted.get(word.id, ()):
                if self._owner[other.id] != self._owner[word.id]:
                    found[other.id] = other
        for at, some in asked.items():
            if at not in self._facing:
                continue
            whole = len(some) == len(self._sets[at])
            against = self._whole(at) if whole else self._against(some, self._facing[at])
            found.update((other.id, other) for other in against)
        return sorted(found.values(), key=lambda word: word.position)

    def _whole(self, at: int) -> list[Word]:
        """The words that stand against any of a set; asked for the set's status, for its voices and for print."""
        if at not in self._opposed:
            self._opposed[at] = list(self._against(self._sets[at], self._facing[at]))
        return self._opposed[at]

    def _against(self, words: Sequence[Word], sets: Iterable[int]) -> Iterator[Word]:
        """The words of some sets that hold at a moment at which one of these words of another root does."""
        laid = Layers()
        for word in words:
            laid.add(self._owner[word.id], self._times[word.id])
        for at in sets:
            for other in self._sets[at]:
                if any(laid.touches_other(self._owner[other.id], span) for span in self._times[other.id]):
                    yield other

    def both_sides(self) -> Sides:
        """The firm words with which a named root stands on both sides at one time, certainly; by its component."""
        sides: Sides = {}
        for a, facing in self._facing.items():
            for b in facing:
                if a < b:
                    self._same_owner(self._sets[a], self._sets[b], sides)
        by_id = {word.id: word for word in self._words}
        for id, others in self._counted.items():
            for one in others:
                word = by_id[id]
                if self._owner[id] == self._owner[one.id] and _speaks(word) and _speaks(one):
                    sides.setdefault(self._owner[id], {}).update({word.position: word, one.position: one})
        return sides

    def _same_owner(self, some: Sequence[Word], others: Sequence[Word], sides: Sides) -> None:
        one, other = self._by_owner(some), self._by_owner(others)
        for owner in one.keys() & other.keys():
            for here, there in ((one[owner], other[owner]), (other[owner], one[owner])):
                cover = Cover()
                for word in there:
                    for span in word.remainder.sure:
                        cover.add(span)
                for word in here:
                    if any(cover.touches(span) for span in word.remainder.sure):
                        sides.setdefault(owner, {})[word.position] = word

    def _by_owner(self, words: Iterable[Word]) -> dict[str, list[Word]]:
        found: dict[str, list[Word]] = {}
        for word in words:
            if _speaks(word):
                found.setdefault(self._owner[word.id], []).append(word)
        return found


def _speaks(word: Word) -> bool:
    """Whether a word commits, and its root has a name."""
    return word.firm and word.root.named

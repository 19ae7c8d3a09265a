"""Opposition: which live answers exclude each other at a common moment, and whose they are.

Words of one answer (value, polarity and, of totals, window) are one side; two sides are compared once, and only where
they meet in time, which a sweep finds. Who stands against some words is then asked of the time that those words hold:
so a question costs what is said on it, and not the square. At a cut near another one, only sides that have changed are
compared anew.

A total holds, for this, in its window alone. Running totals are compared by their moments instead, pair by pair.

Source: rules 4 and 6 of standing@2.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import combinations
from operator import attrgetter, is_
from typing import Any, Final, TypeAlias, TypeVar

import attrs

from eventlog.claims import Question
from eventlog.standing.answers import Relation
from eventlog.standing.cut import Policy
from eventlog.standing.kept import identity
from eventlog.standing.placing import counts_up, is_total
from eventlog.standing.spans import Cover, Layers, Span, clip, hull
from eventlog.standing.statements import Word
from eventlog.standing.totals import Tally

Value = TypeVar("Value")
_FEW: Final = 8
"""Words, or sides, that are compared with others one by one."""
Sides: TypeAlias = dict[str, dict[int, Word]]
"""The words of each owner that stands on both sides, by position."""


Key: TypeAlias = tuple[Any, ...]
Pair: TypeAlias = tuple[Key, Key]


@attrs.frozen(eq=False, slots=False)
class Side:
    """Words of one answer (value, polarity and, of totals, window), and the time of each."""

    words: tuple[Word, ...]
    times: Mapping[str, Sequence[Span]]

    @cached_property
    def cover(self) -> Cover:
        """All of its time."""
        found = Cover()
        for spans in self.times.values():
            for span in spans:
                found.add(span)
        return found

    @property
    def first(self) -> Word:
        """One of them, for all that they have in common."""
        return self.words[0]


class Opposition:
    """Compares the live words on one question under one reading. Pure: what it finds is kept, nothing is changed.

    Given the comparison at the cut before, it compares only sides of which a word has come, gone or changed its time.
    """

    def __init__(
        self,
        words: Sequence[Word],
        question: Question,
        policy: Policy,
        owner: Mapping[str, str],
        tally: Tally,
        before: Opposition | None = None,
    ) -> None:
        """Look at the words that support or deny something. `owner` is the component of each word's root.

        `before`: the same question under the same reading, at another cut, with the same components.
        """
        self._words = words
        self._question = question
        self._policy = policy
        self._owner = owner
        self._tally = tally
        sorted_out: dict[Key, list[Word]] = {}
        for word in words:
            sorted_out.setdefault(side_of(word), []).append(word)
        held: Mapping[Key, Side] = {} if before is None else before.sides
        self.sides: dict[Key, Side] = {key: self._side(some, held.get(key)) for key, some in sorted_out.items()}
        changed = {key for key, side in self.sides.items() if side is not held.get(key)}
        gone = changed | (held.keys() - self.sides.keys())
        self.met: dict[Key, set[Key]]
        self.touched: set[Key]
        self.facing: dict[Key, set[Key]] = {}
        self.opposed: dict[Key, list[Word]] = {}
        self._stale: set[Key] = set()
        """Sides that are the same and meet one that is not: what stands against them is that of the cut before."""
        self._changed: AbstractSet[Key] = frozenset()
        self._before = None if before is None else before.opposed
        self._tense: set[Pair] = set()
        self._both: dict[Pair, Sides] = {}
        if before is None or len(gone) * 4 > len(self.sides):
            number = {key: at for at, key in enumerate(self.sides)}
            self.met, self.touched = _swept(self.sides), set(self.sides)
            pairs = [(a, b) for a, others in self.met.items() for b in others if number[a] < number[b]]
        else:
            self.met, self.touched = _remet(self.sides, before.met, changed, gone)
            pairs = [(a, b) for a, b in map(tuple, {frozenset((a, b)) for a in changed for b in self.met.get(a, ())})]
            self._take(before, gone)
        self._compare(pairs)

    def _take(self, before: Opposition, gone: AbstractSet[Key]) -> None:
        """What was found at the cut before, as far as it is of sides that are the same, and meet only such."""
        self.facing = _without(before.facing, gone)
        self.facing |= {key: self.facing[key] - gone for key in self.touched & self.facing.keys()}
        self.opposed = _without(before.opposed, gone)
        self._stale = (self.touched - gone) & self.opposed.keys()
        self._changed = gone & self.sides.keys()
        self._tense = {pair for pair in before.tense_pairs if gone.isdisjoint(pair)}
        self._both = {pair: found for pair, found in before.both.items() if gone.isdisjoint(pair)}

    @property
    def tense_pairs(self) -> AbstractSet[Pair]:
        """The sides in tension with each other."""
        return self._tense

    @property
    def both(self) -> Mapping[Pair, Sides]:
        """Who stands on both of two sides."""
        return self._both

    def _compare(self, pairs: Iterable[Pair]) -> None:
        """Which of these pairs exclude each other, or are in tension."""
        for a, b in pairs:
            first, second = self.sides[a].first, self.sides[b].first
            if counts_up(self._question, first.claim):
                continue
            if self._exclude(first, second):
                self.facing.setdefault(a, set()).add(b)
                self.facing.setdefault(b, set()).add(a)
                found: Sides = {}
                self._same_owner(self.sides[a].words, self.sides[b].words, found)
                if found:
                    self._both[a, b] = found
            if first.polarity > 0 < second.polarity and self._in_tension(first, second):
                self._tense.add((a, b))

    def _side(self, words: Sequence[Word], before: Side | None) -> Side:
        if before is not None and len(words) == len(before.words) and all(map(is_, words, before.words)):
            return before
        return Side(tuple(words), {word.id: self._time(word) for word in words})

    def _time(self, word: Word) -> Sequence[Span]:
        left = word.left(self._policy)
        if word.placed.extent is None or not is_total(self._question, word.claim):
            return left
        window = hull(word.placed.extent)
        return [part for part in (clip(span, window) for span in left) if part is not None]

    @property
    def tense(self) -> list[tuple[Sequence[Word], Sequence[Word]]]:
        """The pairs of sides that can't be compared, or that meet only through rounding, in order of first words."""
        number = {key: at for at, key in enumerate(self.sides)}
        pairs = sorted(sorted((number[a], number[b])) for a, b in self._tense)
        sides = list(self.sides.values())
        return [(sides[a].words, sides[b].words) for a, b in pairs]

    def _in_tension(self, a: Word, b: Word) -> bool:
        if counts_up(self._question, b.claim):
            return False
        if a.own.value.relation(b.own.value) is Relation.TENSION:
            return True
        return is_total(self._question, a.claim) and a.placed.window_key != b.placed.window_key

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
        asked: dict[Key, list[Word]] = {}
        counted = self._counted
        for word in words:
            asked.setdefault(side_of(word), []).append(word)
            for other in counted.get(word.id, ()) if counted else ():
                if self._owner[other.id] != self._owner[word.id]:
                    found[other.id] = other
        for key, some in asked.items():
            if not self.facing.get(key):
                continue
            whole = len(some) == len(self.sides[key].words)
            against = self._whole(key) if whole else self._against(some, key, self.facing[key])
            found.update((other.id, other) for other in against)
        return sorted(found.values(), key=attrgetter("position"))

    def _whole(self, key: Key) -> list[Word]:
        """The words that stand against any of a side; asked for the side's status, for its voices and for print."""
        if key not in self.opposed:
            self.opposed[key] = list(self._against(self.sides[key].words, key, self.facing.get(key, ())))
        elif key in self._stale:
            self._stale.discard(key)
            facing: AbstractSet[Key] = self.facing.get(key, set())
            lasting = facing - self._changed
            kept = [word for word in self.opposed[key] if side_of(word) in lasting]
            new = list(self._against(self.sides[key].words, key, facing & self._changed))
            if new or len(kept) < len(self.opposed[key]):
                self.opposed[key] = kept + new
        return self.opposed[key]

    def lasts(self, key: Key) -> bool:
        """Whether a side is as at the cut before, and the same words stand against it as there."""
        if key not in self.touched:
            return True
        if self._before is None or key in self._changed or key not in self._before:
            return False
        before, now = self._before[key], self._whole(key)
        return now is before or set(map(identity, now)) == set(map(identity, before))

    def _against(self, words: Sequence[Word], key: Key, facing: Iterable[Key]) -> Iterator[Word]:
        """The words of sides facing this one that hold at a moment at which one of these of another root does."""
        times = self.sides[key].times
        laid = None
        for side in map(self.sides.__getitem__, facing):
            if laid is None:
                laid = Laid(self._owner, [(word, times[word.id]) for word in words])
            for other in side.words:
                if laid.meets(other, side.times[other.id]):
                    yield other

    def both_sides(self) -> Sides:
        """The firm words with which a named root stands on both sides at one time, certainly; by its component."""
        sides: Sides = {}
        for pair in self._both.values():
            for owner, words in pair.items():
                sides.setdefault(owner, {}).update(words)
        by_id = {word.id: word for word in self._words} if self._counted else {}
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


class Laid:
    """Words with their time. Of those that begin before a span ends the last few are looked at: one of another root
    that holds in it is nearly always among them. Where none is, layers tell.
    """

    def __init__(self, owner: Mapping[str, str], words: Sequence[tuple[Word, Sequence[Span]]]) -> None:
        """Lay the words out, each with its time; `owner` is whose each is."""
        self._owner = owner
        self._words = words
        self._held = sorted((begin, end, owner[word.id]) for word, spans in words for begin, end in spans)
        self._begins = [begin for begin, _, _ in self._held]

    @cached_property
    def _layers(self) -> Layers:
        layers = Layers()
        for word, spans in self._words:
            layers.add(self._owner[word.id], spans)
        return layers

    def meets(self, word: Word, spans: Iterable[Span]) -> bool:
        """Whether a word of another root holds at a moment of these spans."""
        owner = self._owner[word.id]
        for begin, end in spans:
            before = bisect_left(self._begins, end)
            first = max(before - _FEW, 0)
            if any(held > begin and other != owner for _, held, other in self._held[first:before]):
                return True
            if first and self._layers.touches_other(owner, (begin, end)):
                return True
        return False


def _speaks(word: Word) -> bool:
    """Whether a word commits, and its root has a name."""
    return word.firm and word.root.named


def side_of(word: Word) -> Key:
    """What the words of one side have in common: value, polarity and window."""
    return (word.own.value.key, word.polarity, word.placed.window_key)


def _without(table: Mapping[Key, Value], keys: AbstractSet[Key]) -> dict[Key, Value]:
    return {key: value for key, value in table.items() if key not in keys}


def _swept(sides: Mapping[Key, Side]) -> dict[Key, set[Key]]:
    """The sides that may hold at a common moment with each: of few all others, of many those that a sweep finds."""
    keys = list(sides)
    if len(keys) <= _FEW:
        return {key: {other for other in keys if other is not key} for key in keys}
    ends: list[tuple[int, int, int]] = []
    for at, key in enumerate(keys):
        for begin, end in sides[key].cover.spans():
            ends += [(begin, 1, at), (end, 0, at)]
    met: dict[Key, set[Key]] = {}
    active: set[int] = set()
    for _, opens, at in sorted(ends):
        if not opens:
            active.discard(at)
            continue
        for other in active:
            met.setdefault(keys[at], set()).add(keys[other])
            met.setdefault(keys[other], set()).add(keys[at])
        active.add(at)
    return met


def _remet(
    sides: Mapping[Key, Side], before: Mapping[Key, set[Key]], changed: AbstractSet[Key], gone: AbstractSet[Key]
) -> tuple[dict[Key, set[Key]], set[Key]]:
    """The same after some sides have changed or are gone, and all sides that meet, or met, one of these."""
    met = dict(before)
    touched = set(changed)
    for key in gone:
        for other in met.pop(key, ()):
            if other not in gone:
                touched.add(other)
                met[other] = met[other] - {key}
    for key in changed:
        spans = sides[key].cover.spans()
        near = {
            one
            for one, side in sides.items()
            if one is not key and one != key and any(side.cover.touches(span) for span in spans)
        }
        met[key] = near
        for other in near:
            met[other] = met.get(other, set()) | {key}
        touched |= near
    return met, touched

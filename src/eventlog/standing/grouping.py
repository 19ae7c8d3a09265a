"""Grouping: live answers by compatible value, and which of them oppose each other.

Values are never averaged. Truths, texts and agents are compatible when equal. Quantities and times are compatible when
one number (or moment) satisfies both, and a position is a maximal set of such with a common point. What counts another
thing, in another unit, or over another window is not compared but in *tension*, and so is what meets only because
one was rounded. Answers that hold at no common moment neither agree nor dispute.

Running totals only grow: each count, with the compatible ones that are not certainly later, is a set, and the sets that
lie within no other are the positions.

Source: rule 4 of standing@2. That intervals which meet pairwise have a common point is Helly's theorem on the line, so
a sweep over the bounds finds the maximal sets; where rounding splits one, its cliques are found (Bron and Kerbosch,
1973).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, reduce
from operator import attrgetter, or_
from typing import Any, Final, TypeAlias, TypeVar

import attrs

from eventlog.claims import Question
from eventlog.standing.answers import End, Range, Relation, Value
from eventlog.standing.counts import Counts
from eventlog.standing.cut import Policy
from eventlog.standing.opposition import Opposition
from eventlog.standing.placing import counts_up, cumulative
from eventlog.standing.sides import Side
from eventlog.standing.spans import Layers
from eventlog.standing.statements import Word

Key: TypeAlias = tuple[Any, ...]
Member = TypeVar("Member")
_MOST_PAIRS: Final = 500
"""Pairs in tension that are named; a question with more is in no need of a longer list."""


@attrs.define(eq=False)
class Group:
    """Words with compatible values: those that support it, those that deny it, and those that fit elsewhere too.

    `whole`: the side of which its words are all there is, where it is made of one alone.
    """

    supporters: list[Word] = attrs.field(factory=list)
    deniers: list[Word] = attrs.field(factory=list)
    shared: set[str] = attrs.field(factory=set)
    counts: bool = False
    """Whether these are running totals."""
    whole: Side | None = None
    key: Key | None = None
    """The key of that side."""

    @property
    def ranges(self) -> bool:
        """Whether its answers are quantities or times, so that it has figures."""
        return bool(self.supporters) and self.supporters[0].own.value.wide is not None

    @property
    def first(self) -> int:
        """The position of its first word."""
        if not self.deniers:
            return self.supporters[0].position
        return min(words[0].position for words in (self.supporters, self.deniers) if words)


class Scale:
    """Compares the live words on one question under one reading. Pure: what it finds is kept, nothing is changed."""

    def __init__(
        self,
        words: Sequence[Word],
        question: Question,
        policy: Policy,
        owner: Mapping[str, str],
        zone: str,
        before: Scale | None = None,
    ) -> None:
        """Look at the live words that support or deny something. `owner` is the component of each word's root.

        `before`: the same question under the same reading, at another cut, with the same components.
        """
        self.words = sorted(words, key=attrgetter("position"))
        self.question = question
        self.policy = policy
        self.owner = owner
        counts = [word for word in self.words if self.counting(word)] if cumulative(question) else []
        self.counts: Counts = Counts(counts, zone, policy, None if before is None else before.counts)
        held: Opposition | None = None if before is None else before.opposition
        self.opposition: Opposition = Opposition(self.words, question, policy, owner, self.counts, held)
        self.meeting: dict[Key, tuple[tuple[str, ...], list[list[str]]]] = {}
        """The values of each kind and window, with the sets of them that have a common point."""
        self._met: Mapping[Key, tuple[tuple[str, ...], list[list[str]]]] = {} if before is None else before.meeting
        self.alone: dict[Key, Group] = {}
        """The groups of one side each, by their side's key."""
        self._alone: Mapping[Key, Group] = {} if before is None else before.alone

    def counting(self, word: Word) -> bool:
        """Whether a word is a running total."""
        return counts_up(self.question, word.claim)

    def opponents(self, words: Sequence[Word]) -> list[Word]:
        """The words of other roots that contradict or deny one of these, in order of position."""
        return self.opposition.opponents(words)

    def together(self, words: Iterable[Word]) -> bool:
        """Whether words of two roots hold at a common moment."""
        laid = Layers()
        for word in words:
            owner, spans = self.owner[word.id], word.left(self.policy)
            if any(laid.touches_other(owner, span) for span in spans):
                return True
            laid.add(owner, spans)
        return False

    @cached_property
    def tension(self) -> tuple[tuple[str, str], ...]:
        """Pairs of affirmed quantities that can't be compared, or that meet only through rounding, in order."""
        if not cumulative(self.question) and not self.opposition.tense:
            return ()
        pairs: list[tuple[int, int, str, str]] = []
        for a in self.counts.words:
            found = self.counts.among(self.counts.tense(a))
            pairs += [(a.position, b.position, a.id, b.id) for b in found if a.position < b.position]
        for first, second in self.opposition.tense:
            if len(pairs) < _MOST_PAIRS:
                some = ((a, b) for a in first for b in second if _overlap(a, b, self.policy) and _one_time(a, b))
                pairs += [(min(a.position, b.position), max(a.position, b.position), *_pair(a, b)) for a, b in some]
        return tuple((a, b) for _, _, a, b in sorted(pairs)[:_MOST_PAIRS])

    def groups(self) -> list[Group]:
        """The positions, in order of their first word."""
        plain: dict[str, Group] = {}
        figures: dict[Key, list[tuple[Key, Side]]] = {}
        counts: dict[str, list[Word]] = {}
        counting = cumulative(self.question)
        for key, side in self.opposition.sides.items():
            word = side.words[0]
            value = word.own.value
            if value.wide is None:
                one = plain.setdefault(value.key, Group())
                (one.supporters if word.polarity > 0 else one.deniers).extend(side.words)
            elif counting and self.counting(word):
                counts.setdefault(value.kind, []).extend(side.words)
            else:
                figures.setdefault((value.kind, word.placed.window_key), []).append((key, side))
        groups = list(plain.values())
        for kind, partition in figures.items():
            groups.extend(self._maximal(kind, partition))
        for words in counts.values():
            groups.extend(self._histories(_in_order(words)))
        return sorted(groups, key=attrgetter("first"))

    def _maximal(self, kind: Key, sides: Sequence[tuple[Key, Side]]) -> list[Group]:
        """The maximal sets of supporters with a common point; deniers go where what they deny is said."""
        by_value = {side.words[0].own.value.key: (key, side) for key, side in sides if side.words[0].polarity > 0}
        values = tuple(by_value)
        held = self._met.get(kind)
        if held is None or held[0] != values:
            held = (values, _meeting([side.first.own.value for _, side in by_value.values()]))
        self.meeting[kind] = held
        sets, denied = held[1], [word for key, side in sides if key[1] < 0 for word in side.words]
        if not denied and sum(map(len, sets)) == len(sets):
            return [self._of_side(*by_value[value]) for (value,) in sets]
        groups = [Group(_in_order([word for key in keys for word in by_value[key][1].words])) for keys in sets]
        if sum(map(len, sets)) > len(values):
            named = {key: [word.id for word in side.words] for key, side in by_value.values()}
            self._share(groups, [[by_value[value][0] for value in one] for one in sets], named, self.opposition.apart)
        return self._house(groups, _in_order(denied), lambda word, denial: word.own.denied_by(denial.own))

    def _of_side(self, key: Key, side: Side) -> Group:
        """The group of one side: that of the cut before, where the side is the same."""
        found = self._alone.get(key)
        if found is None or found.whole is not side:
            found = Group(list(side.words), whole=side, key=key)
        self.alone[key] = found
        return found

    def _house(self, groups: list[Group], denials: Sequence[Word], hits: Any) -> list[Group]:
        """Give denials to the positions of which they hit a word; those that hit none stand by themselves."""
        homeless: dict[str, Group] = {}
        for denial in denials:
            homes = [one for one in groups if any(hits(word, denial) for word in one.supporters)]
            for home in homes or [homeless.setdefault(denial.own.value.key, Group())]:
                home.deniers.append(denial)
        return [*groups, *homeless.values()]

    def _share(
        self,
        groups: Sequence[Group],
        members: Sequence[Iterable[Member]],
        named: Mapping[Member, Iterable[str]],
        apart: Callable[[Member], Iterable[Member]],
    ) -> None:
        """Note the words that fit in several positions which exclude each other, or are in tension.

        `members` of each group, and the words that each is `named`; `apart`: what contradicts a member, or is in
        tension with it, at a common moment. Groups are bits here.
        """
        homes: dict[Member, int] = {}
        for at, some in enumerate(members):
            for one in some:
                homes[one] = homes.get(one, 0) | 1 << at
        facing = {one: reduce(or_, (homes.get(other, 0) for other in apart(one)), 0) for one in homes}
        for at, (group, some) in enumerate(zip(groups, members, strict=True)):
            against = reduce(or_, map(facing.__getitem__, some), 0) if self.question.single else ~(1 << at)
            for one in some:
                if homes[one] & against:
                    group.shared.update(named[one])

    def _histories(self, words: Sequence[Word]) -> list[Group]:
        """Of running totals: each count with the compatible ones that are not certainly later; the largest sets."""
        told = self.counts
        counts = [word for word in words if word.polarity > 0]
        affirmed = told.of(counts)
        sets = dict.fromkeys(told.fitting(word) & affirmed & ~told.later(word) for word in counts)
        largest: list[int] = []
        for one in sorted(sets, key=int.bit_count, reverse=True):
            if not any(one & other == one for other in largest):
                largest.append(one)
        groups = [Group(told.among(bits), counts=True) for bits in sets if bits in largest]
        if len(groups) > 1:
            named = {word: [word.id] for word in counts}
            self._share(groups, [one.supporters for one in groups], named, told.unfit)
        denied = [word for word in words if word.polarity < 0]
        return self._house(groups, denied, lambda word, denial: told.denying(word) & told.of([denial]))


def _in_order(words: Iterable[Word]) -> list[Word]:
    return sorted(words, key=attrgetter("position"))


def _pair(a: Word, b: Word) -> tuple[str, str]:
    return (a.id, b.id) if a.position < b.position else (b.id, a.id)


def _overlap(a: Word, b: Word, policy: Policy) -> bool:
    return any(x[0] < y[1] and y[0] < x[1] for x in a.left(policy) for y in b.left(policy))


def _one_time(a: Word, b: Word) -> bool:
    """Whether the times that two figures are about are not certainly apart."""
    one, other = a.placed.extent, b.placed.extent
    if one is None or other is None:
        return True
    ends = ((one.end_latest, other.begin_earliest), (other.end_latest, one.begin_earliest))
    return not any(end is not None and begin is not None and end <= begin for end, begin in ends)


def _meeting(values: Sequence[Value]) -> list[list[str]]:
    """The maximal sets of values that are pairwise compatible and have a common point, rounding included.

    A value that lies apart from all others, as most do where each is another figure, is a set by itself.
    """
    found: list[list[str]] = []
    for chain in _chains(values):
        sets = [chain] if len(chain) == 1 else _sets_of(chain, values)
        found += [[values[at].key for at in one] for one in sets]
    return found


def _chains(values: Sequence[Value]) -> Iterator[list[int]]:
    """The values by their places, in stretches of the line of which none has a point with another in common."""
    reach = [_wide(value) for value in values]
    chain: list[int] = []
    high: End | None = None
    for at in sorted(range(len(values)), key=lambda at: reach[at].low):
        if high is not None and reach[at].low > high:
            yield chain
            chain, high = [], None
        high = reach[at].high if high is None else max(high, reach[at].high)
        chain.append(at)
    if chain:
        yield chain


def _sets_of(some: Sequence[int], values: Sequence[Value]) -> list[list[int]]:
    """The maximal sets of some values, by their places."""
    ends: list[tuple[End, int, int]] = []
    for at in some:
        reach = _wide(values[at])
        ends += [(reach.low, 0, at), (reach.high, 1, at)]
    swept: list[list[int]] = []
    active: dict[int, None] = {}
    grown = False
    for _, closing, at in sorted(ends):
        if not closing:
            active[at] = None
            grown = True
            continue
        if grown:
            swept.append(list(active))
            grown = False
        del active[at]
    parts = [list(map(frozenset, _cliques(some, values))) for some in swept]
    cliques = [one for some in parts for one in some]
    if len(cliques) > len(swept):  # sets that were not split don't lie within each other
        cliques = [one for one in dict.fromkeys(cliques) if not any(one < other for other in cliques)]
    return [sorted(one) for one in cliques]


def _wide(value: Value) -> Range:
    assert value.wide is not None, "a figure has bounds"
    return value.wide


def _cliques(some: Sequence[int], values: Sequence[Value]) -> Iterator[Sequence[int]]:
    """Split a set at the pairs that meet only through rounding."""
    if len(some) == 1 or not any(values[at].plain != values[at].wide for at in some):
        yield some
        return
    near = {at: {other for other in some if other != at and _fit(values[at], values[other])} for at in some}
    if all(len(found) == len(some) - 1 for found in near.values()):
        yield some
        return
    stack: list[tuple[list[int], set[int], set[int]]] = [([], set(some), set())]
    while stack:
        clique, candidates, seen = stack.pop()
        if not candidates and not seen:
            yield clique
            continue
        if not candidates:
            continue
        pivot = max(candidates | seen, key=lambda at: len(near[at] & candidates))
        for at in sorted(candidates - near[pivot]):
            stack.append(([*clique, at], candidates & near[at], seen & near[at]))
            candidates = candidates - {at}
            seen = seen | {at}


def _fit(a: Value, b: Value) -> bool:
    return a.relation(b) is Relation.COMPATIBLE

"""Positions: live answers grouped by compatible value, and which of them oppose each other.

Values are never averaged. Truths, texts, times and agents are compatible when equal. Quantities are compatible when
one number satisfies both, and the positions are the maximal sets with a common number; a claim that fits in several
corroborates none of them. What counts another thing, in another unit, or over another window is not compared but in
*tension*, and so is what meets only because somebody rounded.

Source: rule 4 of standing@1. That intervals which meet pairwise have a common point is Helly's theorem on the line, so
a sweep over the bounds finds the maximal sets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, TypeAlias

import attrs

from eventlog.claims import Quantity, Question
from eventlog.knowledge.cut import Policy
from eventlog.knowledge.spans import Layers
from eventlog.knowledge.words import Word

Reach: TypeAlias = tuple[tuple[Decimal, int], tuple[Decimal, int]]
"""A low and a high bound, as keys that order open and closed ends on one line."""
_MOST_PAIRS: Final = 500
"""Pairs in tension that are named; a question with more is in no need of a longer list."""


@attrs.define(eq=False)
class Group:
    """Words with compatible values: those that support it, those that deny it, and those that fit elsewhere too."""

    value: Any
    supporters: list[Word] = attrs.field(factory=list)
    deniers: list[Word] = attrs.field(factory=list)
    shared: set[str] = attrs.field(factory=set)

    def backing(self) -> list[Word]:
        """The supporters that count for this position: those that fit in no other."""
        return [word for word in self.supporters if word.id not in self.shared]


def group(words: Iterable[Word]) -> list[Group]:
    """Group words that support or deny something into positions, in order of their first word."""
    plain: dict[Any, Group] = {}
    quantities: dict[tuple[Any, ...], list[Word]] = {}
    for word in sorted(words, key=lambda word: word.position):
        value = word.claim.value
        if isinstance(value, Quantity):
            quantities.setdefault(_kind(word), []).append(word)
            continue
        one = plain.setdefault(_key(value), Group(value))
        (one.supporters if word.polarity > 0 else one.deniers).append(word)
    groups = list(plain.values())
    for partition in quantities.values():
        groups.extend(_maximal(partition))
    return sorted(groups, key=lambda one: min(word.position for word in (*one.supporters, *one.deniers)))


def _key(value: Any) -> Any:
    return (type(value).__name__, value)


def _bounds(value: Any) -> Reach:
    """The bounds as keys that order open and closed ends on one line."""
    low = (Decimal("-Infinity"), 0) if value.low is None else (value.low, 1 if value.low_open else 0)
    high = (Decimal("Infinity"), 0) if value.high is None else (value.high, -1 if value.high_open else 0)
    return low, high


def _maximal(words: Sequence[Word]) -> list[Group]:
    """The maximal sets of supporters with a common number; deniers go where their number does, or by themselves."""
    groups = [Group(_common(some), some) for some in _meeting([word for word in words if word.polarity > 0])]
    counts: dict[str, int] = {}
    for one in groups:
        for word in one.supporters:
            counts[word.id] = counts.get(word.id, 0) + 1
    for one in groups:
        one.shared = {word.id for word in one.supporters if counts[word.id] > 1}
    reaches = [(one, _reach([word.claim.value for word in one.supporters])) for one in groups]
    homeless = []
    for word in words:
        if word.polarity < 0:
            homes = [one for one, reach in reaches if _meet(_bounds(word.claim.value), reach)]
            for home in homes:
                home.deniers.append(word)
            if not homes:
                homeless.append(word)
    return [*groups, *(Group(_common(some), deniers=some) for some in _meeting(homeless))]


def _meeting(words: Sequence[Word]) -> list[list[Word]]:
    """The maximal sets of words with a common number, by a sweep over their bounds."""
    ends: list[tuple[tuple[Decimal, int], int, int]] = []
    for at, word in enumerate(words):
        low, high = _bounds(word.claim.value)
        ends += [(low, 0, at), (high, 1, at)]
    found: list[list[Word]] = []
    active: dict[int, Word] = {}
    grown = False
    for _, closing, at in sorted(ends):
        if not closing:
            active[at] = words[at]
            grown = True
            continue
        if grown:
            found.append(list(active.values()))
            grown = False
        del active[at]
    return found


def _common(words: Iterable[Word]) -> Any:
    """The numbers that satisfy all: the highest low bound to the lowest high bound."""
    values: list[Any] = [word.claim.value for word in words]
    lowest = max(values, key=lambda value: _bounds(value)[0])
    highest = min(values, key=lambda value: _bounds(value)[1])
    if len(values) == 1:
        return values[0]
    return attrs.evolve(
        lowest,
        high=highest.high,
        high_open=highest.high_open,
        approx=all(value.approx for value in values),
        written="",
    )


def _reach(values: Iterable[Any]) -> Reach:
    """From where to where the numbers go that satisfy one or the other; with a common number there is no gap."""
    bounds = [_bounds(value) for value in values]
    return min(low for low, _ in bounds), max(high for _, high in bounds)


def _meet(a: Reach, b: Reach) -> bool:
    return a[0] <= b[1] and b[0] <= a[1]


def _compatible(a: Word, b: Word) -> bool:
    one, other = a.claim.value, b.claim.value
    if isinstance(one, Quantity) and isinstance(other, Quantity):
        return one.comparable(other) and one.meets(other)
    return type(one) is type(other) and one == other


def opposed(a: Word, b: Word) -> bool:
    """Whether two answers can't both be right, were they about the same time: one denies what the other says, or both
    give values that exclude each other. Values in tension are neither for nor against.
    """
    if a.polarity != b.polarity:
        return _compatible(a, b)
    if a.polarity < 0:
        return False
    one, other = a.claim.value, b.claim.value
    if isinstance(one, Quantity) and isinstance(other, Quantity):
        if not one.comparable(other) or a.window_key != b.window_key:
            return False
        return not one.widened().meets(other.widened())
    return not _compatible(a, b)


def opponents(one: Group, words: Sequence[Word], question: Question) -> list[Word]:
    """The live words that deny the position, or support what contradicts it (only where one answer can be true)."""
    backing = one.backing() or one.supporters
    if not backing or not question.single:
        return list(one.deniers)
    own = {word.id for word in (*one.supporters, *one.deniers)}
    others = (word for word in words if word.polarity > 0 and word.id not in own)
    first = backing[0]
    if not isinstance(first.claim.value, Quantity):
        return [*one.deniers, *(word for word in others if opposed(word, first))]
    reach = _reach(word.claim.value.widened() for word in backing)  # type: ignore[union-attr]
    return [*one.deniers, *(word for word in others if _outside(word, first, reach))]


def _outside(word: Word, other: Word, reach: Reach) -> bool:
    """Whether the number excludes all that are told by the reach, of the kind of the other one."""
    number, like = word.claim.value, other.claim.value
    if not isinstance(number, Quantity) or not isinstance(like, Quantity):
        return True
    if not number.comparable(like) or word.window_key != other.window_key:
        return False
    return not _meet(_bounds(number.widened()), reach)


def layers(words: Iterable[Word], policy: Policy, owner: Mapping[str, str]) -> Layers:
    """The valid time that these words still hold, by component of their roots."""
    laid = Layers()
    for word in words:
        laid.add(owner[word.id], word.left[policy])
    return laid


def meets_other(word: Word, laid: Layers, policy: Policy, owner: Mapping[str, str]) -> bool:
    """Whether another component's word holds at a moment at which this word still holds."""
    return any(laid.touches_other(owner[word.id], span) for span in word.left[policy])


def tension(words: Sequence[Word], policy: Policy) -> tuple[tuple[str, str], ...]:
    """Pairs of quantities that can't be compared, or that meet only through rounding, in order of position."""
    numbers = [word for word in words if word.polarity > 0 and isinstance(word.claim.value, Quantity)]
    numbers.sort(key=lambda word: word.position)
    kinds: dict[Any, list[Word]] = {}
    for word in numbers:
        kinds.setdefault(_kind(word), []).append(word)
    rounded = {kind: any(word.claim.value.approx for word in found) for kind, found in kinds.items()}  # type: ignore[union-attr]
    if len(kinds) < 2 and not any(rounded.values()):
        return ()
    pairs = []
    for at, a in enumerate(numbers):
        own = _kind(a)
        for b in numbers[at + 1 :]:
            if (_kind(b) != own or rounded[own]) and _tense(a, b) and _overlap(a, b, policy):
                pairs.append((a.id, b.id))
                if len(pairs) == _MOST_PAIRS:
                    return tuple(pairs)
    return tuple(pairs)


def _kind(word: Word) -> Any:
    """What figures must have in common to be compared: unit, what is counted, window."""
    number: Any = word.claim.value
    return (number.unit, number.of, word.window_key)


def _tense(a: Word, b: Word) -> bool:
    one: Any = a.claim.value
    other: Any = b.claim.value
    if not one.comparable(other) or a.window_key != b.window_key:
        return True
    return not one.meets(other) and one.widened().meets(other.widened())


def _overlap(a: Word, b: Word, policy: Policy) -> bool:
    return any(x[0] < y[1] and y[0] < x[1] for x in a.left[policy] for y in b.left[policy])

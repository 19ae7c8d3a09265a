"""Painting: the words of one source laid over each other, as they were said, the last on top.

A whole layer is painted by one sweep over the places in the order, so n words cost n log n. One place more is laid
into a layer that is painted already by looking at each of its words once: that is a step from one cut to the next.
Where that would not be as painting anew (an end that is not known, a date marked `?`), all of it is painted anew.

Everything here is three-valued: a word covers only where order and overlap are both certain; where they are only
possible, both stay, and the lower one stands only possibly.

Source: rule 2 of standing@2. The painting is Snodgrass' sequenced update (Developing Time-Oriented Database
Applications in SQL, 1999, ch. 7), with vague bounds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import attrs

from eventlog.standing.answers import Own
from eventlog.standing.cut import Policy
from eventlog.standing.extents import Extents, Place, extents_of, places_of
from eventlog.standing.kept import Recent, identity
from eventlog.standing.pairs import Pairs
from eventlog.standing.spans import Cover, Layers, Span
from eventlog.standing.statements import Remainder, Word

_FEW: Final = 4
"""Places that are laid into a painting one by one; more are painted anew, with all the others."""


@attrs.frozen(eq=False)
class Painting:
    """A layer of words and what is left of each, by its id; and whether nothing else touches its hull at all.

    `taken`: of running totals, which take each other back.
    """

    layer: Sequence[Word]
    left: Mapping[str, Word]
    untouched: Mapping[str, bool]
    taken: Pairs | None = None


NOTHING: Final = Painting((), {}, {})


def paint(recent: Recent, layer: Sequence[Word]) -> Mapping[str, Word]:
    """The words of a layer with what is left of each: laid into what was painted last, where that can be."""

    def make() -> Painting:
        held: tuple[Painting, ...] = recent.values()
        found = laid(layer, held)
        if found is None:
            found = anew(layer)
            found = Painting(layer, same_as_before(held, found.left), found.untouched)
        return found

    made: Painting = recent.get(tuple(map(identity, layer)), make)
    return made.left


def laid(layer: Sequence[Word], held: Iterable[Painting] = ()) -> Painting | None:
    """The layer as one that is held, or an empty one, with a few more places in it; None where that can't be."""
    if not plain(layer):
        return None
    wanted = set(map(identity, layer))
    bases = [one for one in held if wanted.issuperset(map(identity, one.layer))]
    base = max(bases, key=lambda one: len(one.layer), default=NOTHING)
    old = set(map(identity, base.layer))
    fresh = {word.placed.group for word in layer if identity(word) not in old}
    if len(fresh) > _FEW or any(word.placed.group in fresh for word in base.layer):
        return None
    places = places_of(layer)
    new = [place for place in places if place.words[0].placed.group in fresh]
    return _laid(base, layer, places, new)


def plain(layer: Sequence[Word]) -> bool:
    """Whether each word covers the same, whatever else is there, and the words of a place are there together."""
    together: dict[str, tuple[bool, bool]] = {}
    for word in layer:
        window = word.placed.window
        if word.placed.order.begin_uncertain or (window is not None and window.end_unknown):
            return False
        lives = (word.alive.late, word.alive.early)
        if together.setdefault(word.placed.group, lives) != lives:
            return False
    return True


def _laid(base: Painting, layer: Sequence[Word], places: Sequence[Place], new: Sequence[Place]) -> Painting:
    """Lay new places into a painting, one after the other: they cover, are covered, and all else stays as it was."""
    extents = extents_of(layer)
    fresh = set(map(identity, new))
    left, untouched = dict(base.left), dict(base.untouched)
    laid = [(word, place) for place in places if identity(place) not in fresh for word in place.words]
    for place in new:
        for word in place.words:
            rest, outer = _Rest.whole(word, extents), extents[word.id][0]
            for other, at in laid:
                if not _meet(outer, extents[other.id][0]):
                    continue
                if untouched[other.id] or _meet(outer, left[other.id].remainder.reach):
                    under = _Rest.of(left[other.id], untouched[other.id])
                    if under.covered(other, at, word, place, extents):
                        left[other.id], untouched[other.id] = under.done(other), under.untouched
                rest.covered(word, place, other, at, extents)
            left[word.id], untouched[word.id] = rest.done(word), rest.untouched
        laid += [(word, place) for word in place.words]
    return Painting(layer, {word.id: left[word.id] for word in layer}, untouched)


def _meet(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


@attrs.define(eq=False)
class _Rest:
    """What is left of a word while more is laid over it."""

    left: dict[Policy, list[Span]]
    safe: list[Span]
    perhaps: list[Span]
    untouched: bool

    @classmethod
    def whole(cls, word: Word, extents: Extents) -> _Rest:
        """All of a word, before anything covers it."""
        outer, inner = extents[word.id]
        possible = word.alive.possible
        return cls(
            left={policy: [outer] if word.alive.under(policy) else [] for policy in Policy},
            safe=[inner] if possible and inner is not None else [],
            perhaps=[outer] if possible else [],
            untouched=possible,
        )

    @classmethod
    def of(cls, word: Word, untouched: bool) -> _Rest:
        """What a painting has left of a word."""
        rest = word.remainder
        return cls(dict(rest.left), rest.core, rest.hull, untouched)

    def covered(self, word: Word, at: Place, later: Word, place: Place, extents: Extents) -> bool:
        """Take away what another word covers, where that may have been said later; whether anything went."""
        if not place.late > at.early or not later.alive.possible or not word.own.replaceable_by(later.own):
            return False
        outer, inner = extents[later.id]
        before = (*self.left.values(), self.safe, self.perhaps, self.untouched)
        self.safe = _without(self.safe, outer)
        self.untouched = self.untouched and not _meet(outer, extents[word.id][0])
        if inner is not None and place.early > at.late:
            for policy, spans in self.left.items():
                if later.alive.under(policy):
                    self.left[policy] = _without(spans, inner)
            if later.alive.certain:
                self.perhaps = _without(self.perhaps, inner)
        after = (*self.left.values(), self.safe, self.perhaps, self.untouched)
        return any(one is not other for one, other in zip(before, after, strict=True))

    def done(self, word: Word) -> Word:
        """The word with what is left of it."""
        return _finished(word, self.left, self.safe, self.perhaps, untouched=self.untouched)


def _without(spans: list[Span], taken: Span) -> list[Span]:
    """Spans without the time that is taken; the same list where none of it is."""
    if not any(_meet(span, taken) for span in spans):
        return spans
    left = []
    for begin, end in spans:
        if not _meet((begin, end), taken):
            left.append((begin, end))
            continue
        if begin < taken[0]:
            left.append((begin, taken[0]))
        if taken[1] < end:
            left.append((taken[1], end))
    return left


def _finished(
    word: Word, left: Mapping[Policy, list[Span]], safe: list[Span], perhaps: list[Span], *, untouched: bool
) -> Word:
    certain = word.alive.certain and (bool(safe) or untouched) and all(left.values())
    rest = Remainder(
        left=left, core=safe, hull=perhaps, sure=safe if certain else [], certain=certain, possible=bool(perhaps)
    )
    return Word(word.statement, word.placed, word.loss, rest)


def same_as_before(held: Iterable[Painting], words: Mapping[str, Word]) -> dict[str, Word]:
    """Words that are what they were in a painting that is held are taken from it, so that one sees it at a glance."""
    found = dict(words)
    for before in held:
        for id, word in before.left.items():
            made = found.get(id)
            if made is not None and made is not word and _alike(made, word):
                found[id] = word
    return found


def _alike(a: Word, b: Word) -> bool:
    if a.statement is not b.statement or a.placed is not b.placed or a.loss is not b.loss:
        return False
    one, other = a.remainder, b.remainder
    return all(getattr(one, name) == getattr(other, name) for name in _PARTS)


_PARTS = ("left", "sure", "certain", "possible", "core", "hull", "until")


def anew(layer: Sequence[Word]) -> Painting:
    """Paint the words of one source on one question."""
    left: dict[str, dict[Policy, list[Span]]] = {word.id: {policy: [] for policy in Policy} for word in layer}
    candidates = [word for word in layer if word.alive.possible]
    sure = [word for word in candidates if word.alive.certain]
    extents, places = extents_of(candidates, sure), places_of(candidates)
    safe = dict(_safe(places, extents))
    perhaps = _remains(places, {one.id for one in sure}, extents)
    swept = [(candidates, perhaps)] if candidates == sure else []
    for policy in Policy:
        living = [word for word in layer if word.alive.under(policy)]
        remains = next((found for words, found in swept if words == living), None)
        if remains is None:
            reach = extents_of(living)
            remains = _remains(places_of(living), set(reach), reach)
            swept.append((living, remains))
        for id, spans in remains.items():
            left[id][policy] = spans
    found, untouched = {}, {}
    for word in layer:
        spans, untouched[word.id] = safe.get(word.id, ([], False))
        rest = perhaps.get(word.id, [])
        found[word.id] = _finished(word, left[word.id], spans, rest, untouched=untouched[word.id])
    return Painting(layer, found, untouched)


def _safe(places: Sequence[Place], extents: Extents) -> Iterator[tuple[str, tuple[list[Span], bool]]]:
    """What of each word's core no possibly later word may have covered; and whether none touches its hull at all."""
    by_late = sorted(places, key=lambda one: one.late, reverse=True)
    held, at = Strata(), 0
    for one in sorted(places, key=lambda one: one.early, reverse=True):
        while at < len(by_late) and (by_late[at].late > one.early or by_late[at] is one):
            for word in by_late[at].words:
                held.add(word, extents[word.id][0])
            at += 1
        several = len(one.words) > 1 and len({word.own.key for word in one.words}) > 1
        for word in one.words:
            outer, inner = extents[word.id]
            taken = held.over(word, outer)
            if several and taken.touches(outer):  # what its own place holds is not later than it
                taken = _by_others(word, one, by_late, extents)
            yield word.id, ([] if inner is None else taken.left_of(inner), not taken.touches(outer))


def _by_others(word: Word, place: Place, places: Sequence[Place], extents: Extents) -> Cover:
    """The time that possibly later words of other places hold, one by one."""
    taken = Cover()
    for other in places:
        if other is place or not other.late > place.early:
            continue
        for later in other.words:
            if word.own.replaceable_by(later.own):
                taken.add(extents[later.id][0])
    return taken


def _remains(places: Sequence[Place], painters: set[str], extents: Extents) -> dict[str, list[Span]]:
    """What certainly later painters leave of the hull of each word, by its id."""
    swept = _swept(places, painters, extents)
    return {word.id: painted.over(word, outer).left_of(outer) for word, outer, painted in swept}


def _swept(places: Sequence[Place], painters: set[str], extents: Extents) -> Iterator[tuple[Word, Span, Strata]]:
    """Sweep from the last word to the first: each with its hull and all that certainly later painters hold."""
    to_paint = sorted((one for one in places if not one.uncertain), key=lambda one: one.early, reverse=True)
    painted, blank, at = Strata(), Strata(), 0
    for one in sorted(places, key=lambda one: one.late, reverse=True):
        while at < len(to_paint) and to_paint[at].early > one.late:
            for word in to_paint[at].words:
                inner = extents[word.id][1]
                if inner is not None and word.id in painters:
                    painted.add(word, inner)
            at += 1
        for word in one.words:
            yield word, extents[word.id][0], blank if one.uncertain else painted


class Strata:
    """The valid time that words hold, so that one can ask which of it might replace another word.

    Affirmations and ends replace every other answer; a denial replaces what entails the value that it denies. So the
    first lie in one set of layers by own answer, the others in one for each value denied.
    """

    def __init__(self) -> None:
        """Begin with no time held."""
        self._all = Layers()
        self._denials: dict[object, tuple[Own, Layers]] = {}

    def add(self, word: Word, span: Span) -> None:
        """Lay down time that a word holds."""
        own = word.own
        layers = self._all
        if own.denies:
            layers = self._denials.setdefault(own.value.key, (own, Layers()))[1]
        layers.add(own.key, [span])

    def over(self, word: Word, span: Span) -> Cover:
        """The time within the span that is held by words which replace this one."""
        own, taken = word.own, Cover()
        for part in self._all.held_by_others(own.key, span):
            taken.add(part)
        for denial, layers in self._denials.values():
            if own.denied_by(denial) or (own.denies and own.value.key == denial.value.key):
                for part in layers.held_by_others(own.key, span):
                    taken.add(part)
        return taken

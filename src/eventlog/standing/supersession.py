"""Supersession: what later words of a source leave of its earlier ones.

A source's words on one question are painted in the order in which they were said, the last on top; each keeps what is
left of it. Withdrawn words are not painted, so a retraction *reveals* what they had covered. Everything here is
three-valued: a word covers only where order and overlap are both certain; where they are only possible, both stay, and
the lower one stands only possibly. The same again covers nothing, and a denial covers what it denies.

Order is a pair: when it was said (a vague moment, as microseconds), then the position in the log. Copies of one
utterance, and words of one report that were said together, have one place in the order and never cover each other. The
painting is one sweep over the places, so a source of n words costs n log n.

Running totals are not painted: see `totals`.

Source: rule 2 of standing@2. The painting is Snodgrass' sequenced update (Developing Time-Oriented Database
Applications in SQL, 1999, ch. 7), with vague bounds.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TypeAlias

import attrs

from eventlog.claims import Question, QuestionKind
from eventlog.standing.answers import Own
from eventlog.standing.cut import Policy
from eventlog.standing.kept import Kept, Recent
from eventlog.standing.placing import counts_up
from eventlog.standing.spans import BEGIN, END, Cover, Layers, Span, clip, core, hull
from eventlog.standing.statements import Remainder, Word
from eventlog.standing.totals import count_up, takes_back

Order: TypeAlias = tuple[int, int]
Extents: TypeAlias = dict[str, tuple[Span, Span | None]]
"""Hull and core of each word, by its id."""


def supersede(words: Iterable[Word], question: Question, kept: Kept) -> dict[str, Remainder]:
    """What is left of each word, under both readings, and how surely; of a source that says what it said, as before."""
    found: dict[str, Remainder] = {}
    layers: dict[tuple[str, object], list[Word]] = {}
    totals: dict[str, list[Word]] = {}
    for word in words:
        if counts_up(question, word.claim):
            totals.setdefault(word.source, []).append(word)
        elif not word.paints or not question.single or question.kind is QuestionKind.UTTERANCE:
            found[word.id] = _untouched(word)
        else:
            layers.setdefault((word.source, word.placed.window_key), []).append(word)
    for key, layer in layers.items():
        if len(layer) == 1:
            found[layer[0].id] = _untouched(layer[0])
        else:
            found.update(_once(kept.painted(key), layer, _painted))
    for source, counts in totals.items():
        found.update(_once(kept.painted(source), counts, partial(count_up, question)))
    return found


def _once(
    recent: Recent, words: list[Word], make: Callable[[list[Word]], dict[str, Remainder]]
) -> dict[str, Remainder]:
    """What is left of a source's words, worked out once for the same words; they are held, so that none is mistaken."""
    key = tuple((id(word.statement), id(word.placed), word.loss.seen) for word in words)
    return recent.get(key, lambda: (words, make(words)))[1]


def clipped(word: Word, within: Span) -> Remainder:
    """What is left of a word in a stretch of valid time; order and extents are those of all time."""
    whole = word.remainder
    left = {policy: _parts(spans, within) for policy, spans in whole.left.items()}
    core, perhaps = _parts(whole.core, within), _parts(whole.hull, within)
    certain = word.alive.certain and bool(core) and all(left.values())
    return attrs.evolve(
        whole,
        left=left,
        core=core,
        hull=perhaps,
        sure=core if certain else [],
        certain=certain,
        possible=bool(perhaps),
    )


def _parts(spans: Iterable[Span], within: Span) -> list[Span]:
    return [part for part in (clip(span, within) for span in spans) if part is not None]


def replacing(
    word: Word, words: Iterable[Word], question: Question, policy: Policy, within: Span | None = None
) -> list[Word]:
    """The later words of its source that cover some of a word under one reading, in order of position."""
    if not word.paints or not question.single or question.kind is QuestionKind.UTTERANCE:
        return []
    if counts_up(question, word.claim):
        counts = [one for one in words if one.source == word.source and counts_up(question, one.claim)]
        return [one for one in counts if one.alive.under(policy) and takes_back(one, word)]
    found = []
    layer = [
        other
        for other in words
        if other.source == word.source
        and other.paints
        and other.placed.window_key == word.placed.window_key
        and (other is word or other.alive.under(policy))
    ]
    extents = extents_of(layer)
    outer = clip(extents[word.id][0], within) if word.id in extents else None
    for other in layer:
        inner = extents[other.id][1]
        if other is word or other.placed.group == word.placed.group or not word.own.replaceable_by(other.own):
            continue
        if outer is None or inner is None or not (inner[0] < outer[1] and outer[0] < inner[1]):
            continue
        if certainly_later(other, word):
            found.append(other)
    return sorted(found, key=lambda one: one.position)


def certainly_later(later: Word, earlier: Word) -> bool:
    """Whether a word was certainly said after another; equal exact instants go by position."""
    if later.placed.order.begin_uncertain or earlier.placed.order.begin_uncertain:
        return False
    return _early(later) > _late(earlier)


def _untouched(word: Word) -> Remainder:
    outer, inner = extents_of([word])[word.id]
    core = [] if inner is None else [inner]
    return Remainder(
        left={policy: [outer] for policy in Policy},
        core=core,
        hull=[outer] if word.alive.possible else [],
        sure=core if word.alive.certain else [],
        certain=word.alive.certain,
        possible=word.alive.possible,
    )


def _early(word: Word) -> Order:
    first = word.placed.order.begin_earliest
    return (BEGIN if first is None else first, word.position)


def _late(word: Word) -> Order:
    last = word.placed.order.begin_latest
    return (END if last is None else last, word.position)


@attrs.frozen
class Place:
    """Words with one place in the order: copies of an utterance, or words of one report said together. One that is
    `uncertain` (a date marked `?`) is certainly neither before nor after any other.
    """

    words: tuple[Word, ...]
    early: Order
    late: Order
    uncertain: bool


def _places(layer: Iterable[Word]) -> list[Place]:
    groups: dict[str, list[Word]] = {}
    for word in layer:
        groups.setdefault(word.placed.group, []).append(word)
    places = []
    for members in groups.values():
        position = min(word.position for word in members)
        early = (min(_early(word)[0] for word in members), position)
        late = (min(_late(word)[0] for word in members), position)
        uncertain = any(word.placed.order.begin_uncertain for word in members)
        places.append(Place(tuple(members), early, late, uncertain))
    return places


def extents_of(layer: Sequence[Word], sure: Sequence[Word] | None = None) -> Extents:
    """Hull and core of each word.

    An *unknown* end holds certainly up to its earliest, at least at the begin, and may reach to the next known start,
    certainly later than its begin, of another answer of the source that has no known end. `sure` are the words that are
    there in any case (all, where not given): only their starts bound a hull.
    """
    firm = _Starts(layer if sure is None else sure)
    extents: Extents = {}
    for word in layer:
        window = word.placed.window
        outer: Span = (BEGIN, END)
        inner: Span | None = outer
        if window is not None:
            outer, inner = hull(window), core(window)
            if window.end_unknown and window.begin_latest is not None:
                outer = (outer[0], firm.end_after(window.begin_latest, word.own))
                unsure = window.begin_uncertain or window.end_uncertain
                last = max(window.end_earliest or 0, window.begin_latest + 1)
                inner = None if unsure else (window.begin_latest, min(last, outer[1]))
        extents[word.id] = (outer, inner)
    return extents


class _Starts:
    """When a source's words without a known end begin."""

    def __init__(self, words: Iterable[Word]) -> None:
        self._starts: list[tuple[int, int, Own]] = []
        for word in words:
            window = word.placed.window
            if window is None or window.end_latest is not None:
                continue
            if window.begin_earliest is not None and window.begin_latest is not None:
                self._starts.append((window.begin_earliest, window.begin_latest, word.own))
        self._starts.sort(key=lambda one: one[:2])
        self._begins = [one[0] for one in self._starts]

    def end_after(self, moment: int, own: Own) -> int:
        """By when a word that begins at a moment has ended: the earliest certainly passed start of another answer."""
        end = END
        for first, last, other in self._starts[bisect_right(self._begins, moment) :]:
            if first >= end:
                break
            if own.replaceable_by(other):
                end = min(end, last)
        return end


class Strata:
    """The valid time that words hold, so that one can ask which of it might replace another word.

    Affirmations, ends and denials of a truth replace every other answer; a denial of one value among many replaces what
    entails it. So the first lie in one set of layers by own answer, the others in one for each value denied.
    """

    def __init__(self) -> None:
        """Begin with no time held."""
        self._all = Layers()
        self._denials: dict[object, tuple[Own, Layers]] = {}

    def add(self, word: Word, span: Span) -> None:
        """Lay down time that a word holds."""
        own = word.own
        layers = self._all
        if own.denies and word.claim.value is not True:
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


def _painted(layer: list[Word]) -> dict[str, Remainder]:
    """Paint the words of one source on one question."""
    left: dict[str, dict[Policy, list[Span]]] = {word.id: {policy: [] for policy in Policy} for word in layer}
    for policy in Policy:
        living = [word for word in layer if word.alive.under(policy)]
        extents = extents_of(living)
        for word, outer, painted in _swept(_places(living), set(extents), extents):
            left[word.id][policy] = painted.over(word, outer).left_of(outer)
    candidates = [word for word in layer if word.alive.possible]
    sure = [word for word in candidates if word.alive.certain]
    extents = extents_of(candidates, sure)
    places = _places(candidates)
    safe = dict(_safe(places, extents))
    perhaps = {
        word.id: painted.over(word, outer).left_of(outer)
        for word, outer, painted in _swept(places, {one.id for one in sure}, extents)
    }
    found = {}
    for word in layer:
        spans, untouched = safe.get(word.id, ([], False))
        certain = word.alive.certain and (bool(spans) or untouched) and all(left[word.id].values())
        hull = perhaps.get(word.id, [])
        found[word.id] = Remainder(
            left=left[word.id],
            core=spans,
            hull=hull,
            sure=spans if certain else [],
            certain=certain,
            possible=bool(hull),
        )
    return found


def _safe(places: Sequence[Place], extents: Extents) -> Iterator[tuple[str, tuple[list[Span], bool]]]:
    """What of each word's core no possibly later word may have covered; and whether none touches its hull at all."""
    by_late = sorted(places, key=lambda one: one.late, reverse=True)
    held, at = Strata(), 0
    for one in sorted(places, key=lambda one: one.early, reverse=True):
        while at < len(by_late) and (by_late[at].late > one.early or by_late[at] is one):
            for word in by_late[at].words:
                held.add(word, extents[word.id][0])
            at += 1
        several = len({word.own.key for word in one.words}) > 1
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
        if other is place or not (other.late > place.early or other.uncertain or place.uncertain):
            continue
        for later in other.words:
            if word.own.replaceable_by(later.own):
                taken.add(extents[later.id][0])
    return taken

"""Words: the claims on a question as words of their sources, and what is left of each.

A source's words on one question are painted in the order in which they were said, the last on top; each keeps what is
left of it. Withdrawn words are not painted, so a retraction *reveals* what they had covered. Everything here is
three-valued: a word covers only where order and overlap are both certain; where they are only possible, both stay, and
the lower is live only possibly.

Order is a pair: when it was said (a vague moment, as microseconds), then the position in the log. Copies of one
utterance, and words of one report said at the same time, form a *class*: they have one place in the order and never
cover each other. The painting is one sweep over the classes, so a source of n words costs n log n.

Source: rules 2 and 3 of standing@1. The painting is Snodgrass' sequenced update (Developing Time-Oriented Database
Applications in SQL, 1999, ch. 7), with vague bounds.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Any, Final, TypeAlias

import attrs

from eventlog import times
from eventlog.claims import Claim, ClaimKind, Factuality, Measure, Quantity, Question, QuestionKind, Stance
from eventlog.events import Entry
from eventlog.knowledge.cut import Policy
from eventlog.knowledge.sight import NEVER, Seen
from eventlog.knowledge.spans import BEGIN, END, Cover, Layers, Painted, Span, clip, core, hull
from eventlog.provenance import Root

Order: TypeAlias = tuple[int, int]

_MOST_NAMED: Final = 8
"""Later words that are named as those which cover a word; why_not needs no longer list."""


@attrs.define(eq=False)
class Word:
    """One claim on a question, as a word of its source. Built by `standing`, painted here, then only read."""

    id: str
    claim: Claim
    position: int
    publisher: str
    published: times.Bounds
    said: times.Bounds
    seen: Seen
    root: Root
    source: str
    factuality: Factuality
    supports: bool
    boilerplate: bool = False
    synthetic: bool = False
    order: times.Bounds | None = None
    place: str = ""
    window: times.Bounds | None = None
    begin: times.Bounds | None = None
    window_key: object = None
    withdrawn: Seen = NEVER
    withdrawals: list[Entry] = attrs.field(factory=list)
    notices: list[times.Bounds] = attrs.field(factory=list)
    covered_by: dict[Policy, list[int]] = attrs.field(factory=dict)
    left: dict[Policy, list[Span]] = attrs.field(factory=dict)
    certain: bool = False
    possible: bool = False

    @property
    def alive(self) -> Seen:
        """Seen and not withdrawn; painting is not looked at."""
        return self.seen.unless(self.withdrawn)

    def live(self, policy: Policy) -> bool:
        """Whether the word stands under one consistent reading, painting included."""
        return self.alive.under(policy) and bool(self.left.get(policy))

    @property
    def polarity(self) -> int:
        """1: supports its value, -1: denies it, 0: neither (uncommitted, or the end of the source's own word)."""
        if not self.supports or self.claim.value is None:
            return 0
        return 1 if self.factuality.positive else -1 if self.factuality.negative else 0

    @property
    def paints(self) -> bool:
        """Whether it replaces and is replaced: answers only, and none that are uncommitted."""
        return self.supports and (self.factuality.positive or self.factuality.negative)


def answers(claim: Claim, question: Question, speaks: bool) -> tuple[bool, Factuality]:
    """Whether a claim answers a question at all, and how firmly (rule 4).

    Norms answer only questions about norms; opinion and meta never support. Whether something was *said* is answered by
    any word of the speaker, whatever he commits to in it; only denying the uttering denies it.
    """
    if question.kind is QuestionKind.UTTERANCE and speaks:
        denied = claim.stance is Stance.DENY and claim.factuality.negative
        return True, Factuality.NOT_CERTAIN if denied else Factuality.CERTAIN
    if claim.kind in (ClaimKind.OPINION, ClaimKind.META):
        return False, claim.factuality
    if claim.kind is ClaimKind.NORM and question.kind is not QuestionKind.NORM:
        return False, claim.factuality
    return True, claim.factuality


def is_total(question: Question, claim: Claim) -> bool:
    """Whether the claim is a figure counted over a window."""
    return question.measure is Measure.TOTAL and isinstance(claim.value, Quantity)


def paint(words: Iterable[Word], question: Question, within: Span | None = None) -> None:
    """Paint every source's words and write into each what is left of it, under both policies, and its certainty.

    `within` looks at a stretch of valid time only; order and extents are those of all time.
    """
    layers: dict[tuple[str, object], list[Word]] = {}
    for word in words:
        if not word.paints or not question.single or question.kind is QuestionKind.UTTERANCE:
            _untouched(word, within)
        else:
            layers.setdefault((word.source, word.window_key), []).append(word)
    for layer in layers.values():
        if len(layer) == 1:
            _untouched(layer[0], within)
            continue
        for policy in Policy:
            _paint_layer(layer, policy, within)
        _certainty(layer, within)


def _untouched(word: Word, within: Span | None) -> None:
    outer, inner = extents_of([word], within)[word.id]
    word.left = {policy: [] if outer is None else [outer] for policy in Policy}
    word.covered_by = {policy: [] for policy in Policy}
    word.certain = word.alive.certain and outer is not None and (within is None or inner is not None)
    word.possible = word.alive.possible and outer is not None


def _early(word: Word) -> Order:
    assert word.order is not None
    return (BEGIN if word.order.begin_earliest is None else word.order.begin_earliest, word.position)


def _late(word: Word) -> Order:
    assert word.order is not None
    return (END if word.order.begin_latest is None else word.order.begin_latest, word.position)


@attrs.frozen
class Placed:
    """Words with one place in the order: copies of an utterance, or words of one report said together. One that is
    `uncertain` (a date marked `?`) is certainly neither before nor after any other.
    """

    words: tuple[Any, ...]
    early: Order
    late: Order
    uncertain: bool


def _classes(layer: Iterable[Word]) -> list[Placed]:
    by_place: dict[str, list[Word]] = {}
    for word in layer:
        by_place.setdefault(word.place, []).append(word)
    classes = []
    for members in by_place.values():
        position = min(word.position for word in members)
        early = (min(_early(word)[0] for word in members), position)
        late = (min(_late(word)[0] for word in members), position)
        uncertain = any(word.order is not None and word.order.begin_uncertain for word in members)
        classes.append(Placed(tuple(members), early, late, uncertain))
    return classes


Extents: TypeAlias = dict[Any, tuple[Span | None, Span | None]]
"""Hull and core of each word, by its id."""


def extents_of(layer: Sequence[Any], within: Span | None, sure: Sequence[Any] | None = None) -> Extents:
    """Hull and core of each word, an unknown end reaching to the source's next known start of an unbounded word.

    `sure` are the words that are there in any case (all, where not given): only their starts bound a hull, while any
    start may end a core. Of a word only `id` and `window` are looked at.
    """
    starts = _starts(layer)
    firm = starts if sure is None else _starts(sure)
    extents: Extents = {}
    for word in layer:
        window = word.window
        outer: Span = (BEGIN, END)
        inner: Span | None = outer
        if window is not None:
            outer, inner = hull(window), core(window)
            if window.end_latest is None and window.end_earliest is not None and window.begin_latest is not None:
                outer = (outer[0], _next(firm, window.begin_latest)[1])
                end = _next(starts, window.begin_latest)[0]
                uncertain = window.begin_uncertain or window.end_uncertain
                inner = (window.begin_latest, end) if window.begin_latest < end and not uncertain else None
        extents[word.id] = (clip(outer, within), None if inner is None else clip(inner, within))
    return extents


def _starts(words: Iterable[Any]) -> list[tuple[int, int]]:
    """When the unbounded words begin, in order."""
    return sorted(
        (window.begin_earliest, window.begin_latest)
        for window in (word.window for word in words)
        if window is not None
        and window.end_latest is None
        and window.begin_earliest is not None
        and window.begin_latest is not None
    )


def _next(starts: list[tuple[int, int]], after: int) -> tuple[int, int]:
    at = bisect_right(starts, (after, END))
    return starts[at] if at < len(starts) else (END, END)


def swept(classes: Sequence[Placed], painters: Container[Any], extents: Extents) -> Iterator[tuple[Any, Span, Painted]]:
    """Sweep from the last word to the first: each with its hull and all that certainly later painters have painted."""
    to_paint = sorted((one for one in classes if not one.uncertain), key=lambda one: one.early, reverse=True)
    covered, blank, at = Painted(), Painted(), 0
    for one in sorted(classes, key=lambda one: one.late, reverse=True):
        while at < len(to_paint) and to_paint[at].early > one.late:
            for word in to_paint[at].words:
                inner = extents[word.id][1]
                if inner is not None and word.id in painters:
                    covered.add(inner, word.position)
            at += 1
        for word in one.words:
            outer = extents[word.id][0]
            if outer is not None:
                yield word, outer, blank if one.uncertain else covered


def _paint_layer(layer: list[Word], policy: Policy, within: Span | None) -> None:
    for word in layer:
        word.left[policy], word.covered_by[policy] = [], []
    living = [word for word in layer if word.alive.under(policy)]
    extents = extents_of(living, within)
    for word, outer, covered in swept(_classes(living), extents, extents):
        word.left[policy] = covered.left_of(outer)
        word.covered_by[policy] = covered.owners(outer, _MOST_NAMED)


def _certainty(layer: list[Word], within: Span | None) -> None:
    """Tag each word: live under every reading (certain), live under some (possible)."""
    candidates = [word for word in layer if word.alive.possible]
    sure = [word for word in candidates if word.alive.certain]
    extents = extents_of(candidates, within, sure)
    classes = _classes(candidates)
    _tag_certain(classes, extents, within)
    for word in candidates:
        word.possible = False
    for word, outer, covered in swept(classes, {word.id for word in sure}, extents):
        word.possible = not covered.covers(outer)


def _tag_certain(classes: Sequence[Placed], extents: Extents, within: Span | None) -> None:
    """Certain is what no possibly later word may have covered whole."""
    by_late = sorted(classes, key=lambda one: one.late, reverse=True)
    layers, at = Layers(), 0
    for one in sorted(classes, key=lambda one: one.early, reverse=True):
        while at < len(by_late) and (by_late[at].late > one.early or by_late[at] is one):
            hulls = [extents[word.id][0] for word in by_late[at].words]
            layers.add(by_late[at].words[0].id, [outer for outer in hulls if outer is not None])
            at += 1
        for word in one.words:
            outer, inner = extents[word.id]
            shared = layers.shared(outer) if outer is not None else []
            safe = inner is not None and _leaves(shared, inner) if shared or within is not None else True
            word.certain = word.alive.certain and safe and all(word.live(policy) for policy in Policy)


def _leaves(shared: list[Span], inner: Span) -> bool:
    """Whether something of the core is held by no word of another class."""
    taken = Cover()
    for span in shared:
        taken.add(span)
    return not taken.covers(inner)

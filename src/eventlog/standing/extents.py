"""Extents: which place in the order a word has, and which time it may, and certainly does, take up.

Source: rule 2 of standing@2; VAGUE-TIME for ends that are not known.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import TypeAlias

import attrs

from eventlog.standing.answers import Own
from eventlog.standing.spans import BEGIN, END, Span, core, hull
from eventlog.standing.statements import Word

Order: TypeAlias = tuple[int, int]
Extents: TypeAlias = dict[str, tuple[Span, Span | None]]
"""Hull and core of each word, by its id."""


@attrs.frozen
class Place:
    """Words with one place in the order: copies of an utterance, or words of one report said together. One that is
    `uncertain` (a date marked `?`) is certainly neither before nor after any other.
    """

    words: tuple[Word, ...]
    early: Order
    late: Order
    uncertain: bool


def places_of(layer: Iterable[Word]) -> list[Place]:
    """The places in the order of some words."""
    groups: dict[str, list[Word]] = {}
    for word in layer:
        groups.setdefault(word.placed.group, []).append(word)
    places = []
    for members in groups.values():
        position = min(word.position for word in members)
        early = (min(earliest(word)[0] for word in members), position)
        late = (min(latest(word)[0] for word in members), position)
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


def earliest(word: Word) -> Order:
    """The earliest place that a word may have in the order."""
    first = word.placed.order.begin_earliest
    return (BEGIN if first is None else first, word.position)


def latest(word: Word) -> Order:
    """The latest place that a word may have in the order."""
    last = word.placed.order.begin_latest
    return (END if last is None else last, word.position)

"""Stretches of valid time: sets of half-open intervals of microseconds, and painting over them.

A vague extent has two of these. Its *hull* is all the time in which it may hold; its *core* is the time in which it
holds whatever its bounds turn out to be. A later word certainly covers its core, and possibly its hull.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Any, Final, TypeAlias

from eventlog import times
from eventlog.errors import InvalidValue, shown

BEGIN: Final = -(2**63)
"""Before all time."""
END: Final = 2**63 - 1
"""After all time."""

ANY_TIME: Final = times.Bounds(
    begin_earliest=None, begin_latest=END, end_earliest=BEGIN, end_latest=None, instant=False
)
"""A valid time that can't be read: it may hold at any time, and holds certainly at none."""

Span: TypeAlias = tuple[int, int]


def check_span(span: object) -> None:
    """Refuse what is no begin (inclusive) and end (exclusive) in microseconds, nor None. Raises InvalidValue."""
    if span is not None and not (isinstance(span, tuple) and [type(end) for end in span] == [int, int]):
        raise InvalidValue(f"{shown(span)} is no stretch of time: pass its begin and end in microseconds, or None")


def hull(bounds: times.Bounds) -> Span:
    """All the time in which the extent may hold."""
    begin = BEGIN if bounds.begin_earliest is None else bounds.begin_earliest
    end = END if bounds.end_latest is None else bounds.end_latest
    return (begin, end)


def core(bounds: times.Bounds) -> Span | None:
    """The time in which the extent holds under every reading; None where there is none, or an end is marked `?`."""
    if bounds.begin_uncertain or bounds.end_uncertain:
        return None
    no_begin = bounds.begin_earliest is None and bounds.begin_latest is None
    no_end = bounds.end_earliest is None and bounds.end_latest is None
    begin = BEGIN if no_begin else bounds.begin_latest
    end = END if no_end else bounds.end_earliest
    if begin is None or end is None or begin >= end:
        return None
    return (begin, end)


class Cover:
    """A growing set of time: disjoint intervals in order, adjacent ones merged."""

    def __init__(self) -> None:
        """Begin with no time at all."""
        self._begins: list[int] = []
        self._ends: list[int] = []

    def add(self, span: Span) -> None:
        """Add an interval. Amortised logarithmic, but for the moving of list cells."""
        begin, end = span
        first = bisect_left(self._ends, begin)
        last = bisect_right(self._begins, end)
        if first < last:
            begin = min(begin, self._begins[first])
            end = max(end, self._ends[last - 1])
        self._begins[first:last] = [begin]
        self._ends[first:last] = [end]

    def spans(self) -> list[Span]:
        """The intervals, in order."""
        return list(zip(self._begins, self._ends, strict=True))

    def covers(self, span: Span) -> bool:
        """Whether the whole interval lies within."""
        at = bisect_right(self._begins, span[0]) - 1
        return at >= 0 and self._ends[at] >= span[1]

    def touches(self, span: Span) -> bool:
        """Whether a moment of the interval lies within."""
        at = bisect_right(self._ends, span[0])
        return at < len(self._begins) and self._begins[at] < span[1]

    def within(self, span: Span) -> list[Span]:
        """The parts of this set that lie in the interval."""
        parts = []
        at = bisect_right(self._ends, span[0])
        while at < len(self._begins) and self._begins[at] < span[1]:
            parts.append((max(span[0], self._begins[at]), min(span[1], self._ends[at])))
            at += 1
        return parts

    def left_of(self, span: Span) -> list[Span]:
        """What is left of the interval when this set is taken away."""
        left, begin = [], span[0]
        for covered in self.within(span):
            if begin < covered[0]:
                left.append((begin, covered[0]))
            begin = covered[1]
        if begin < span[1]:
            left.append((begin, span[1]))
        return left


def clip(span: Span, within: Span | None) -> Span | None:
    """The part of an interval that lies within another (None: all time); None where there is none."""
    if within is None:
        return span
    begin, end = max(span[0], within[0]), min(span[1], within[1])
    return (begin, end) if begin < end else None


class Layers:
    """Time held by several owners, so that one can ask who else holds a moment of an interval.

    Two covers suffice: the time that anybody holds, and the time that two different owners hold. So each question costs
    the logarithm of what was laid down, however many owners there are.
    """

    def __init__(self) -> None:
        """Begin with nobody holding anything."""
        self._any = Cover()
        self._two = Cover()
        self._own: dict[Any, Cover] = {}

    def add(self, owner: Any, spans: Iterable[Span]) -> None:
        """Lay down time held by an owner."""
        own = self._own.setdefault(owner, Cover())
        for span in spans:
            for fresh in own.left_of(span):
                for shared in self._any.within(fresh):
                    self._two.add(shared)
                self._any.add(fresh)
            own.add(span)

    def touches_other(self, owner: Any, span: Span) -> bool:
        """Whether another owner than this holds a moment of the interval."""
        if self._two.touches(span):
            return True
        own = self._own.get(owner)
        if own is None:
            return self._any.touches(span)
        return any(self._any.touches(left) for left in own.left_of(span))

    def held_by_others(self, owner: Any, span: Span) -> list[Span]:
        """The parts of the interval that others than this owner hold; they may overlap each other."""
        if self._two.covers(span):
            return [span]
        own = self._own.get(owner)
        parts = self._two.within(span)
        for held in self._any.within(span):
            parts.extend([held] if own is None else own.left_of(held))
        return parts

"""Three-valued comparison: what holds in all readings, in some, in none.

Two vague times are read independently, each as one pair b < e within its bounds. A relation is certain if it
holds for every such pair of readings, no if for none, possible otherwise. Since bounds are tight, "for every"
may be asked of each comparison of ends on its own. "For some" asks for one choice of all four at once: the
four ends are laid out in the order that the relation demands and given values greedily from the left.

No begin and no end are values of their own, before and after everything; "however early" and "however late"
are not: they are finite, and merely unlimited. An end that carries ? or % and is read turns certain into
possible. No stays no: the mark says that the writer is unsure of what they wrote, not that something else was
meant.

Bounds of sets and of X are hulls, so for those `possible` may be generous; certain and no are never wrong.
"""

from __future__ import annotations

from enum import StrEnum
from itertools import pairwise

from eventlog.errors import InvalidTime
from eventlog.times.bounds import Bounds

# Later than every moment a date can name, and still finite: the furthest that "however late" reaches.
_FAR = 10**30
# No end at all: after that, too.
_NEVER = 10**40

_Range = tuple[int, int]


class Certainty(StrEnum):
    """The answer to a question about vague times."""

    NO = "no"
    POSSIBLE = "possible"
    CERTAIN = "certain"

    @classmethod
    def all_of(cls, *answers: Certainty) -> Certainty:
        """The answer to "do all hold?"; of nothing: certain."""
        if cls.NO in answers:
            return cls.NO
        return cls.POSSIBLE if cls.POSSIBLE in answers else cls.CERTAIN

    @classmethod
    def any_of(cls, *answers: Certainty) -> Certainty:
        """The answer to "does one of them hold?"; of nothing: no."""
        if cls.CERTAIN in answers:
            return cls.CERTAIN
        return cls.POSSIBLE if cls.POSSIBLE in answers else cls.NO

    def negate(self) -> Certainty:
        """The answer to the opposite question."""
        if self is Certainty.POSSIBLE:
            return self
        return Certainty.NO if self is Certainty.CERTAIN else Certainty.CERTAIN


class Allen(StrEnum):
    """Allen's thirteen relations of two periods: for definite ones exactly one holds."""

    PRECEDES = "precedes"
    MEETS = "meets"
    OVERLAPS = "overlaps"
    STARTS = "starts"
    DURING = "during"
    FINISHES = "finishes"
    EQUALS = "equals"
    FINISHED_BY = "finished_by"
    CONTAINS = "contains"
    STARTED_BY = "started_by"
    OVERLAPPED_BY = "overlapped_by"
    MET_BY = "met_by"
    PRECEDED_BY = "preceded_by"


# The order of the four ends in each relation, groups of equal ones from early to late: b, e of x and B, E of
# y.
_ORDERS: dict[Allen, tuple[str, ...]] = {
    Allen.PRECEDES: ("b", "e", "B", "E"),
    Allen.MEETS: ("b", "eB", "E"),
    Allen.OVERLAPS: ("b", "B", "e", "E"),
    Allen.STARTS: ("bB", "e", "E"),
    Allen.DURING: ("B", "b", "e", "E"),
    Allen.FINISHES: ("B", "b", "eE"),
    Allen.EQUALS: ("bB", "eE"),
    Allen.FINISHED_BY: ("b", "B", "eE"),
    Allen.CONTAINS: ("b", "B", "E", "e"),
    Allen.STARTED_BY: ("bB", "E", "e"),
    Allen.OVERLAPPED_BY: ("B", "b", "E", "e"),
    Allen.MET_BY: ("B", "bE", "e"),
    Allen.PRECEDED_BY: ("B", "E", "b", "e"),
}


def _begin(a: Bounds) -> _Range:
    low, high = a.begin_earliest, a.begin_latest
    if low is None and high is None and not a.instant:
        return -_NEVER, -_NEVER
    return -_FAR if low is None else low, _FAR if high is None else high


def _end(a: Bounds) -> _Range:
    low, high = a.end_earliest, a.end_latest
    if low is None and high is None and not a.instant:
        return _NEVER, _NEVER
    return -_FAR + 1 if low is None else low, _FAR + 1 if high is None else high


def _answer(certain: bool, possible: bool, uncertain: bool) -> Certainty:
    if not possible:
        return Certainty.NO
    return Certainty.CERTAIN if certain and not uncertain else Certainty.POSSIBLE


def before(a: Bounds, b: Bounds) -> Certainty:
    """a has ended when b begins: a.e <= b.b, touching counts."""
    end, begin = _end(a), _begin(b)
    return _answer(end[1] <= begin[0], end[0] <= begin[1], a.end_uncertain or b.begin_uncertain)


def after(a: Bounds, b: Bounds) -> Certainty:
    """a begins when b has ended, or later: `before` mirrored."""
    return before(b, a)


def certainly_before(a: Bounds, b: Bounds) -> bool:
    """Whether `before` is certain: never True on a guess."""
    return before(a, b) is Certainty.CERTAIN


def meets(a: Bounds, b: Bounds) -> Certainty:
    """b begins at the very moment at which a ends. Only extents meet; where one is a moment, no."""
    if a.instant or b.instant:
        return Certainty.NO
    end, begin = _end(a), _begin(b)
    return _answer(
        end[0] == end[1] == begin[0] == begin[1],
        end[0] <= begin[1] and begin[0] <= end[1],
        a.end_uncertain or b.begin_uncertain,
    )


def overlaps(a: Bounds, b: Bounds) -> Certainty:
    """a and b share a moment."""
    a_begin, a_end, b_begin, b_end = _begin(a), _end(a), _begin(b), _end(b)
    return _answer(
        a_begin[1] < b_end[0] and b_begin[1] < a_end[0],
        a_begin[0] < b_end[1] and b_begin[0] < a_end[1],
        a.begin_uncertain or a.end_uncertain or b.begin_uncertain or b.end_uncertain,
    )


def during(a: Bounds, b: Bounds) -> Certainty:
    """a lies within b, not strictly: they may share an end, or both."""
    a_begin, a_end, b_begin, b_end = _begin(a), _end(a), _begin(b), _end(b)
    return _answer(
        b_begin[1] <= a_begin[0] and a_end[1] <= b_end[0],
        # A moment has room only for a moment: a must be able to be as short as that.
        b_begin[0] <= a_begin[1] and a_end[0] <= b_end[1] and not (b.instant and a_end[0] > a_begin[1] + 1),
        a.begin_uncertain or a.end_uncertain or b.begin_uncertain or b.end_uncertain,
    )


def contains(a: Bounds, b: Bounds) -> Certainty:
    """b lies within a: `during` mirrored."""
    return during(b, a)


def holds_at(a: Bounds, instant: Bounds | int) -> Certainty:
    """a holds at that moment: a.b <= instant < a.e. The moment may be vague, or microseconds since 1970
    (UTC).

    Raises InvalidTime for an extent: whether that lies within a is what `contains` answers.
    """
    moment = Bounds.of_moment(instant) if isinstance(instant, int) else instant
    if not moment.instant:
        raise InvalidTime(str(instant), "holds_at asks about a moment: ask contains or overlaps about an extent")
    return during(moment, a)


def equals(a: Bounds, b: Bounds) -> Certainty:
    """a and b begin and end together."""
    certain = possible = True
    for x, y in ((_begin(a), _begin(b)), (_end(a), _end(b))):
        certain = certain and x[0] == x[1] == y[0] == y[1]
        possible = possible and x[0] <= y[1] and y[0] <= x[1]
    for moment, other in ((a, b), (b, a)):
        possible = possible and not (moment.instant and _end(other)[0] > _begin(other)[1] + 1)
    return _answer(certain, possible, a.begin_uncertain or a.end_uncertain or b.begin_uncertain or b.end_uncertain)


def allen(a: Bounds, b: Bounds) -> dict[Allen, Certainty]:
    """An answer for each of Allen's thirteen relations of a to b, in Allen's order; at most one is certain.

    Where one of the two is a moment nothing meets, and precedes and preceded by take in what touches.
    """
    ranges = {"b": _begin(a), "e": _end(a), "B": _begin(b), "E": _end(b)}
    moments = ("be" if a.instant else "") + ("BE" if b.instant else "")
    uncertain = a.begin_uncertain or a.end_uncertain or b.begin_uncertain or b.end_uncertain
    return {relation: _relation(relation, ranges, moments, uncertain, a, b) for relation in _ORDERS}


def _relation(
    relation: Allen, ranges: dict[str, _Range], moments: str, uncertain: bool, a: Bounds, b: Bounds
) -> Certainty:
    if moments:
        if relation in (Allen.MEETS, Allen.MET_BY):
            return Certainty.NO
        if relation is Allen.PRECEDES:
            return before(a, b)
        if relation is Allen.PRECEDED_BY:
            return before(b, a)
    elif relation in (Allen.PRECEDES, Allen.MEETS):
        uncertain = a.end_uncertain or b.begin_uncertain
    elif relation in (Allen.PRECEDED_BY, Allen.MET_BY):
        uncertain = b.end_uncertain or a.begin_uncertain
    order = _ORDERS[relation]
    return _answer(_always(order, ranges), _sometimes(order, ranges, moments), uncertain)


def _always(order: tuple[str, ...], ranges: dict[str, _Range]) -> bool:
    """Whether every choice of values falls into this order. A time's own begin before its end is given."""
    for group in order:
        values = {value for end in group for value in ranges[end]}
        if len(group) > 1 and len(values) > 1:
            return False
    for earlier, later in pairwise(order):
        own = [(x, y) for x in earlier for y in later if (x + y) not in ("be", "BE")]
        if any(ranges[x][1] >= ranges[y][0] for x, y in own):
            return False
    return True


def _sometimes(order: tuple[str, ...], ranges: dict[str, _Range], moments: str) -> bool:
    """Whether some choice of values falls into this order: the least possible value for each group from the
    left.

    The begin and the end of a moment are one microsecond apart, so nothing lies between them, and they move
    together.
    """
    groups = [[max(ranges[end][0] for end in group), min(ranges[end][1] for end in group)] for group in order]
    tied = set()
    for begin, end in ("be", "BE"):
        if begin in moments:
            where = next(i for i, group in enumerate(order) if begin in group)
            if end not in order[where + 1]:
                return False
            tied.add(where)
    for i in tied:
        low, high = max(groups[i][0], groups[i + 1][0] - 1), min(groups[i][1], groups[i + 1][1] - 1)
        groups[i], groups[i + 1] = [low, high], [low + 1, high + 1]
    value = None
    for low, high in groups:
        value = low if value is None else max(low, value + 1)
        if value > high:
            return False
    return True

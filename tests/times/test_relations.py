"""Relations against an oracle that tries every reading, and the laws that follow from "over all readings".

The oracle knows nothing of how the library answers: it writes out all pairs (b, e) with b < e, states each relation
as one line over two such pairs, and counts. Unknown earliest and latest values become a window wide enough for
two times to be laid out beyond everything else; no begin and no end become infinities.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import pairwise, product

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog.testing.times import is_readable, moments, plain_days, small_bounds, vague_times
from eventlog.times import (
    Allen,
    Bounds,
    Certainty,
    InvalidTime,
    Period,
    after,
    allen,
    before,
    bounds,
    certainly_before,
    contains,
    during,
    equals,
    holds_at,
    meets,
    overlaps,
)

Pair = tuple[float, float]
LOW, HIGH = -4, 11

MEANING: dict[str, Callable[[Pair, Pair], bool]] = {
    "before": lambda a, b: a[1] <= b[0],
    "after": lambda a, b: b[1] <= a[0],
    "meets": lambda a, b: a[1] == b[0],
    "overlaps": lambda a, b: a[0] < b[1] and b[0] < a[1],
    "during": lambda a, b: b[0] <= a[0] and a[1] <= b[1],
    "contains": lambda a, b: a[0] <= b[0] and b[1] <= a[1],
    "equals": lambda a, b: a == b,
}
READ: dict[str, str] = {"before": "eB", "after": "bE", "meets": "eB"}
ASKED = {
    "before": before,
    "after": after,
    "meets": meets,
    "overlaps": overlaps,
    "during": during,
    "contains": contains,
    "equals": equals,
}


def readings(time: Bounds) -> Iterator[Pair]:
    """Every pair of a begin and an end that these bounds allow, within the window."""
    begins = _values(time.begin_earliest, time.begin_latest, -math.inf if not time.instant else None)
    ends = _values(time.end_earliest, time.end_latest, math.inf if not time.instant else None)
    for b, e in product(begins, ends):
        if b < e and (not time.instant or e == b + 1):
            yield b, e


def _values(low: int | None, high: int | None, none_at_all: float | None) -> list[float]:
    if low is None and high is None and none_at_all is not None:
        return [none_at_all]
    return list(range(LOW if low is None else low, (HIGH if high is None else high) + 1))


def counted(holds: list[bool], *, uncertain: bool) -> Certainty:
    """The answer that follows from what each reading says."""
    if not any(holds):
        return Certainty.NO
    return Certainty.CERTAIN if all(holds) and not uncertain else Certainty.POSSIBLE


def is_uncertain(name: str, a: Bounds, b: Bounds) -> bool:
    """Whether an end that this relation reads carries a mark."""
    marks = {"b": a.begin_uncertain, "e": a.end_uncertain, "B": b.begin_uncertain, "E": b.end_uncertain}
    return any(marks[end] for end in READ.get(name, "beBE"))


@given(a=small_bounds(), b=small_bounds())
def test_relations_are_what_trying_every_reading_says(a: Bounds, b: Bounds) -> None:
    """Each relation is certain, possible or no exactly as it holds in all, some or none of the readings."""
    both = list(product(readings(a), readings(b)))
    assert both, "bounds from the strategy are tight"
    for name, meaning in MEANING.items():
        if name == "meets" and (a.instant or b.instant):
            assert meets(a, b) is Certainty.NO
            continue
        expected = counted([meaning(x, y) for x, y in both], uncertain=is_uncertain(name, a, b))
        assert ASKED[name](a, b) is expected, name


def every_small_time() -> Iterator[Bounds]:
    """All times without marks whose ends lie within three microseconds, with unknown and with open ends."""
    for low, high in ((0, 0), (0, 2), (1, 2), (None, 1), (1, None), (None, None)):
        moment = attrs.evolve(Bounds.of_moment(0), begin_earliest=low, begin_latest=high)
        yield attrs.evolve(
            moment, end_earliest=None if low is None else low + 1, end_latest=None if high is None else high + 1
        )
    begins = [(0, 0), (0, 1), (1, 1), (1, 2), (None, 1), (None, None)]
    ends = [(1, 2), (2, 2), (2, 3), (3, 3), (2, None), (None, None)]
    for begin, end in product(begins, ends):
        if begin != (None, None) and end != (None, None):
            if end[1] is not None and begin[1] >= end[1]:
                continue
            if begin[0] is not None and end[0] <= begin[0]:
                continue
        yield Bounds(begin_earliest=begin[0], begin_latest=begin[1], end_earliest=end[0], end_latest=end[1])


def test_relations_of_all_small_times_are_what_trying_every_reading_says() -> None:
    """The same without chance: each pair of the times that fit into three microseconds."""
    times = [(time, list(readings(time))) for time in every_small_time()]
    for (a, of_a), (b, of_b) in product(times, times):
        both = list(product(of_a, of_b))
        for name, meaning in MEANING.items():
            holds = [meaning(x, y) for x, y in both]
            if name == "meets" and (a.instant or b.instant):
                holds = [False]
            assert ASKED[name](a, b) is counted(holds, uncertain=False), (name, a, b)
        found = {thirteen(x, y, moment=a.instant or b.instant) for x, y in both}
        assert {relation for relation, answer in allen(a, b).items() if answer is not Certainty.NO} == found


def test_allen_looks_only_at_the_marks_that_a_relation_reads() -> None:
    """Which period came first is not in doubt because the begin of the first is."""
    doubtful, later = bounds("1984-06?/2004-08", "state"), bounds("2005-02/2005-03?", "state")
    assert allen(doubtful, later)[Allen.PRECEDES] is allen(later, doubtful)[Allen.PRECEDED_BY] is Certainty.CERTAIN
    clock = bounds("2005-01-01T00:00Z/2005-02-01T00:00Z", "state")
    touching = attrs.evolve(bounds("2005-02", "state"), end_uncertain=True)
    assert allen(clock, touching)[Allen.MEETS] is allen(touching, clock)[Allen.MET_BY] is Certainty.CERTAIN
    assert allen(bounds("1984/2004-08?", "state"), later)[Allen.PRECEDES] is Certainty.POSSIBLE
    assert allen(bounds("2004?", "published"), later)[Allen.PRECEDES] is Certainty.POSSIBLE


def test_only_a_moment_fits_into_a_moment() -> None:
    """A day is not during a report's publication, however vague that is; and never equals it."""
    day, june = bounds("2024-06-24", "state"), bounds("2024-06", "published")
    assert during(day, june) is contains(june, day) is equals(day, june) is Certainty.NO
    assert during(june, day) is Certainty.POSSIBLE


@given(a=small_bounds())
def test_bounds_are_tight(a: Bounds) -> None:
    """Every value within the four bounds belongs to some reading (the strategy keeps what the library promises)."""
    found = list(readings(a))
    for place, values in (
        (0, _values(a.begin_earliest, a.begin_latest, None if a.instant else -math.inf)),
        (1, _values(a.end_earliest, a.end_latest, None if a.instant else math.inf)),
    ):
        inner = [value for value in values if LOW + 1 < value < HIGH - 1 or math.isinf(value)]
        assert {pair[place] for pair in found} >= set(inner)


def thirteen(a: Pair, b: Pair, *, moment: bool) -> Allen:
    """Allen's relation of two definite times, by cases."""
    if a[1] < b[0] or (moment and a[1] == b[0]):
        return Allen.PRECEDES
    if b[1] < a[0] or (moment and b[1] == a[0]):
        return Allen.PRECEDED_BY
    if a[1] == b[0]:
        return Allen.MEETS
    if b[1] == a[0]:
        return Allen.MET_BY
    if a == b:
        return Allen.EQUALS
    if a[0] == b[0]:
        return Allen.STARTS if a[1] < b[1] else Allen.STARTED_BY
    if a[1] == b[1]:
        return Allen.FINISHES if a[0] > b[0] else Allen.FINISHED_BY
    if a[0] < b[0]:
        return Allen.CONTAINS if a[1] > b[1] else Allen.OVERLAPS
    return Allen.DURING if a[1] < b[1] else Allen.OVERLAPPED_BY


@given(a=small_bounds(marks=False), b=small_bounds(marks=False))
def test_allen_is_what_trying_every_reading_says(a: Bounds, b: Bounds) -> None:
    """Each of the thirteen is possible if some reading is in it, and certain if all are."""
    found = {thirteen(x, y, moment=a.instant or b.instant) for x, y in product(readings(a), readings(b))}
    answers = allen(a, b)
    assert list(answers) == list(Allen)
    assert {relation for relation, answer in answers.items() if answer is not Certainty.NO} == found
    certain = [relation for relation, answer in answers.items() if answer is Certainty.CERTAIN]
    assert certain == (list(found) if len(found) == 1 else [])


@given(a=small_bounds(), b=small_bounds())
def test_of_allens_thirteen_at_most_one_is_certain(a: Bounds, b: Bounds) -> None:
    """If one is certain all others are no; one at least is possible; marks only take certainty away."""
    answers = list(allen(a, b).values())
    assert answers.count(Certainty.CERTAIN) <= 1
    assert any(answer is not Certainty.NO for answer in answers)
    if Certainty.CERTAIN in answers:
        assert answers.count(Certainty.NO) == 12
    plain = [attrs.evolve(time, begin_uncertain=False, end_uncertain=False) for time in (a, b)]
    assert [answer is Certainty.NO for answer in answers] == [x is Certainty.NO for x in allen(*plain).values()]


@given(a=small_bounds(), b=small_bounds())
def test_mirrors(a: Bounds, b: Bounds) -> None:
    """before and after, during and contains, and Allen's pairs mirror each other; overlaps and equals are symmetric."""
    assert before(a, b) is after(b, a)
    assert during(a, b) is contains(b, a)
    assert overlaps(a, b) is overlaps(b, a)
    assert equals(a, b) is equals(b, a)
    assert certainly_before(a, b) is (before(a, b) is Certainty.CERTAIN)
    there, back = allen(a, b), allen(b, a)
    mirror = dict(zip(Allen, reversed(Allen), strict=True))
    assert all(there[relation] is back[mirror[relation]] for relation in Allen)


@given(a=small_bounds(), t=st.integers(-2, 8))
def test_holds_at_a_moment(a: Bounds, t: int) -> None:
    """holds_at asks b <= t < e of every reading; a moment may be given as microseconds."""
    expected = counted([b <= t < e for b, e in readings(a)], uncertain=a.begin_uncertain or a.end_uncertain)
    assert holds_at(a, t) is expected
    assert holds_at(a, Bounds.of_moment(t)) is expected


def test_holds_at_refuses_an_extent() -> None:
    """Whether an extent lies within is another question."""
    june = bounds("2024-06", "state")
    with pytest.raises(InvalidTime, match="contains or overlaps"):
        holds_at(june, june)


@st.composite
def narrowed(draw: st.DrawFn, wide: Bounds) -> Bounds:
    """Bounds with a part of the readings of `wide`, and its marks."""
    if wide.instant:
        low = draw(st.integers(_low(wide.begin_earliest), _high(wide.begin_latest)))
        high = draw(st.integers(low, _high(wide.begin_latest)))
        moment = Bounds.of_moment(low)
        narrow = attrs.evolve(moment, begin_latest=high, end_latest=high + 1)
    else:
        begin = None if wide.begin_open else draw(st.integers(_low(wide.begin_earliest), _high(wide.begin_latest)))
        end = None if wide.end_open else draw(st.integers(_low(wide.end_earliest), _high(wide.end_latest)))
        if begin is not None and end is not None and begin >= end:
            return wide
        narrow = Bounds(begin_earliest=begin, begin_latest=begin, end_earliest=end, end_latest=end)
    return attrs.evolve(narrow, begin_uncertain=wide.begin_uncertain, end_uncertain=wide.end_uncertain)


def _low(value: int | None) -> int:
    return LOW if value is None else value


def _high(value: int | None) -> int:
    return HIGH if value is None else max(value, LOW + 1)


@given(data=st.data(), a=small_bounds(), b=small_bounds())
def test_narrowing_never_takes_back_a_certain_or_a_no(data: st.DataObject, a: Bounds, b: Bounds) -> None:
    """With fewer readings, what held in all holds in all, and what held in none holds in none."""
    narrow = data.draw(narrowed(a))
    if narrow.begin_earliest is not None and narrow.begin_earliest < _low(a.begin_earliest):
        return
    for name, asked in ASKED.items():
        for was, now in ((asked(a, b), asked(narrow, b)), (asked(b, a), asked(b, narrow))):
            assert was is Certainty.POSSIBLE or now is was, name
    for relation, was in allen(a, b).items():
        assert was is Certainty.POSSIBLE or allen(narrow, b)[relation] is was


@given(day=plain_days, other=moments)
def test_a_day_is_narrower_than_its_month_and_year(day: str, other: str) -> None:
    """The same law over texts: certain and no of the year stay for the month, and those of the month for the day."""
    against = bounds(other, "published")
    wide = [bounds(text, "published") for text in (day[:4], day[:7], day)]
    for asked in ASKED.values():
        for broad, narrow in pairwise(wide):
            assert asked(broad, against) is Certainty.POSSIBLE or asked(narrow, against) is asked(broad, against)


@given(a=plain_days, b=plain_days, c=plain_days, place=st.sampled_from(("published", "state", "event")))
def test_of_a_set_certain_and_no_are_never_wrong(a: str, b: str, c: str, place: str) -> None:
    """What is certain (or no) of a one-of set is certain (or no) of each of its members."""
    one_of, other = bounds(f"[{a},{b}]", place), bounds(c, place)
    for asked in ASKED.values():
        hull = asked(one_of, other)
        if hull is not Certainty.POSSIBLE:
            assert {asked(bounds(member, place), other) for member in (a, b)} == {hull}


@given(day=plain_days, x=st.sampled_from(("{}X", "{:.7}-XX", "{:.4}-XX-XX")), c=plain_days)
def test_of_x_certain_and_no_are_never_wrong(day: str, x: str, c: str) -> None:
    """What is certain (or no) of a date with X is so of the day it hides."""
    hidden = day[:9] + "X" if x == "{}X" else x.format(day)
    if not is_readable(hidden):
        return
    for place in ("published", "state"):
        for asked in ASKED.values():
            hull = asked(bounds(hidden, place), bounds(c, place))
            assert hull is Certainty.POSSIBLE or asked(bounds(day, place), bounds(c, place)) is hull


@given(a=vague_times(), b=vague_times())
def test_methods_ask_the_same_questions(a, b) -> None:
    """A VagueTime answers as its bounds do, against a time, bounds or a period."""
    for name, asked in ASKED.items():
        assert getattr(a, name)(b) is asked(a.bounds, b.bounds) is getattr(a, name)(b.bounds)
    assert a.allen(b) == allen(a.bounds, b.bounds)
    assert a.certainly_before(b) is certainly_before(a.bounds, b.bounds)
    assert a.during(Period(None, None)) is not Certainty.NO


@given(text=moments)
def test_a_mark_takes_certainty_and_nothing_else(text: str) -> None:
    """`?` on a date leaves its bounds and every no, and makes no answer firmer."""
    if not text[-1].isdigit() or not is_readable(text + "?", "published"):
        return
    plain, marked = bounds(text, "published"), bounds(text + "?", "published")
    assert attrs.evolve(marked, begin_uncertain=False, end_uncertain=False) == attrs.evolve(
        plain, begin_uncertain=False, end_uncertain=False
    )
    other = bounds("1990", "published")
    for asked in ASKED.values():
        assert asked(marked, other) is (Certainty.NO if asked(plain, other) is Certainty.NO else Certainty.POSSIBLE)


def test_answers_combine() -> None:
    """all_of is the weakest, any_of the strongest, and negation swaps the ends."""
    no, possible, certain = Certainty.NO, Certainty.POSSIBLE, Certainty.CERTAIN
    assert Certainty.all_of() is certain
    assert Certainty.any_of() is no
    order = [no, possible, certain]
    for a, b in product(order, order):
        assert Certainty.all_of(a, b) is order[min(order.index(a), order.index(b))]
        assert Certainty.any_of(a, b) is order[max(order.index(a), order.index(b))]
        assert Certainty.all_of(a, b).negate() is Certainty.any_of(a.negate(), b.negate())
    assert [answer.negate() for answer in order] == [certain, possible, no]
    assert str(certain) == "certain"

"""Definite periods: half-open, never empty, and the same as the interval that their text says."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog.testing.times import FIRST, micros
from eventlog.times import (
    Allen,
    Certainty,
    InvalidTime,
    Period,
    allen,
    bounds,
    contains,
    instant,
    instant_text,
    to_datetime,
)

ends = st.none() | micros.filter(lambda moment: moment > FIRST)
close = st.none() | st.integers(0, 6)


@st.composite
def periods(draw: st.DrawFn, values: st.SearchStrategy[int | None] = close) -> Period:
    """A period; with the usual values, one that often shares an end with another."""
    start, end = draw(values), draw(values)
    if start is not None and end is not None:
        start, end = min(start, end), max(start, end)
        start -= start == end
    return Period(*(None if value is None else to_datetime(value) for value in (start, end)))


@given(period=periods(ends))
def test_the_text_says_the_same(period: Period) -> None:
    """`.text` is an EDTF interval with the same bounds, in any zone, and reads back as the same period."""
    assert bounds(period.text, "state", "Pacific/Apia") == period.bounds
    start, end = (None if part == ".." else part for part in str(period).split("/"))
    assert Period(start, end) == period


@given(a=periods(), b=periods())
def test_allens_relations_are_exclusive_and_exhaustive(a: Period, b: Period) -> None:
    """Between two definite periods exactly one of the thirteen holds, and is certain."""
    answers = list(allen(a.bounds, b.bounds).values())
    assert answers.count(Certainty.CERTAIN) == 1
    assert answers.count(Certainty.NO) == 12
    assert (a.relation(b) is Allen.EQUALS) is (a == b)


@given(a=periods(), b=periods(), moment=st.integers(-2, 9))
def test_an_intersection_holds_when_both_do(a: Period, b: Period, moment: int) -> None:
    """A moment lies in the intersection if it lies in both; it is None if no moment does."""
    common = a.intersect(b)
    both = a.contains(moment) and b.contains(moment)
    assert (common is not None and common.contains(moment)) is both
    assert common == b.intersect(a)
    apart = a.relation(b) in (Allen.PRECEDES, Allen.MEETS, Allen.PRECEDED_BY, Allen.MET_BY)
    assert (common is None) is apart
    if common is not None:
        assert contains(a.bounds, common.bounds) is Certainty.CERTAIN


@given(period=periods(), moment=st.integers(-2, 9))
def test_the_start_belongs_to_a_period_and_its_end_does_not(period: Period, moment: int) -> None:
    """contains is start <= moment < end, however the moment is given."""
    given_as = (moment, instant_text(moment), to_datetime(moment))
    assert len({period.contains(value) for value in given_as}) == 1
    if period.start is not None:
        assert period.contains(period.start)
    if period.end is not None:
        assert not period.contains(period.end)


def test_ends_are_given_in_many_ways_and_kept_in_utc() -> None:
    """Clock times, aware datetimes and pendulum's; equal if the moments are."""
    kyiv = timezone(timedelta(hours=3))
    same = [
        Period("2024-06-26T18:00+03:00", None),
        Period(datetime(2024, 6, 26, 18, tzinfo=kyiv), None),
        Period(pendulum.datetime(2024, 6, 26, 18, tz="Europe/Kyiv"), None),
    ]
    assert len(set(same)) == 1
    assert same[0].start == pendulum.datetime(2024, 6, 26, 15)
    assert same[0].text == "2024-06-26T15:00:00Z/.."
    assert Period(None, None).text == Period().text == "../.."
    assert Period(None, "2024-06-26T15:00Z").text == "../2024-06-26T15:00:00Z"


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2024-06-26T15:00Z", "2024-06-26T15:00Z"),
        ("2024-06-26T15:00Z", "2024-06-26T14:00Z"),
        ("2024-06-26", None),
        (None, "2024-06-26T15:00"),
        (datetime(2024, 6, 26), None),
        ("..", None),
        ("0999-12-31T23:59Z", None),
        (None, "9000-01-01T00:00Z"),
        (5, None),
    ],
)
def test_refused(start: object, end: object) -> None:
    """Empty, reversed, and naive ends are refused."""
    with pytest.raises(InvalidTime):
        Period(start, end)  # type: ignore[arg-type]


def test_a_period_may_be_compared_with_a_vague_time() -> None:
    """It is an extent with one reading."""
    june = Period("2024-06-01T00:00Z", "2024-07-01T00:00Z")
    assert bounds("2024-06", "state") == june.bounds
    assert june.bounds.begin_earliest == instant("2024-06-01T00:00Z")

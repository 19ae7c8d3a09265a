"""Cuts: one moment, or a refusal."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pendulum
import pytest
from hypothesis import given

from eventlog.testing.times import is_readable, micros, plain_dates, zones
from eventlog.times import InvalidTime, bounds, cut, instant, instant_text, to_datetime


@given(text=plain_dates, zone=zones)
def test_a_date_is_cut_at_its_last_moment(text: str, zone: str) -> None:
    """A plain date cuts where its latest reading lies; what has no one end is refused."""
    if text[4:] in {"-21", "-22", "-23", "-24"}:
        with pytest.raises(InvalidTime, match="north"):
            cut(text, zone)
    elif is_readable(text, "published", zone):
        assert cut(text, zone) == bounds(text, "published", zone).latest


@given(moment=micros, zone=zones)
def test_a_clock_time_is_cut_at_itself(moment: int, zone: str) -> None:
    """In any zone, as text or as a datetime."""
    there = to_datetime(moment)
    assert cut(instant_text(moment), zone) == cut(there, zone) == moment
    assert cut(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=moment), zone) == moment


def test_ways_to_give_a_cut() -> None:
    """Text, dates, datetimes with their zone, pendulum's too."""
    midnight = instant("2024-06-27T21:00Z")
    assert cut("2024-06-27", "Europe/Kyiv") == cut(date(2024, 6, 27), "Europe/Kyiv") == midnight - 1
    assert cut(pendulum.datetime(2024, 6, 28, tz="Europe/Kyiv"), "UTC") == midnight
    assert cut(datetime(2024, 6, 28, tzinfo=timezone(timedelta(hours=3))), "UTC") == midnight
    first, second = (cut(pendulum.datetime(2024, 10, 27, 3, 30, tz="Europe/Kyiv", fold=fold), "UTC") for fold in (0, 1))
    assert second - first == 3_600_000_000


@pytest.mark.parametrize(
    "vague",
    [
        *("2024-06~", "2024?", "2024-06-27%", "2024-06-2X", "199X", "2024-XX", "2024-21", "2024-24"),
        *("[2024]", "[2024-06..2024-07]", "2024-06/2024-07", "2024/..", "../..", "[2024-06-27T12:00Z]"),
        *("2024-06-27T12:00", "now", "today", "", "2023-02-29", "9999", "2024-06-31", "2024-06-27T24:00Z"),
    ],
)
def test_a_vague_or_unreadable_cut_is_refused(vague: str) -> None:
    """A cut that leaves a choice would answer for one of the choices, and not say which."""
    with pytest.raises(InvalidTime):
        cut(vague, "UTC")


def test_naive_datetimes_and_other_things_are_refused() -> None:
    """A naive datetime is another moment in every city; numbers say no unit."""
    for wrong in (datetime(2024, 6, 27), pendulum.naive(2024, 6, 27), None, 1_719_446_400, 2024.5, b"2024"):
        with pytest.raises(InvalidTime):
            cut(wrong, "UTC")  # type: ignore[arg-type]

"""The normal form, against a second way of computing it that lists every member."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog.testing.times import (
    half_known_dates,
    is_readable,
    marked_dates,
    plain_dates,
    plain_days,
    vague_times,
    zones,
)
from eventlog.times import Bounds, InvalidTime, Place, VagueTime, bounds, civil_date, day_begin, instant

MICROSECOND = 1


@given(time=vague_times())
def test_bounds_are_tight_and_in_order(time: VagueTime) -> None:
    """Earliest is not after latest, every begin has a later end, and a moment is one microsecond long."""
    found = time.bounds
    begin, end = (found.begin_earliest, found.begin_latest), (found.end_earliest, found.end_latest)
    for low, high in (begin, end):
        assert low is None or high is None or low <= high
    if found.instant:
        assert [None if value is None else value + 1 for value in begin] == list(end)
        assert not found.begin_open
        assert not found.end_open
        assert found.latest == found.begin_latest
    else:
        if found.begin_earliest is not None and found.end_earliest is not None:
            assert found.begin_earliest < found.end_earliest
        if found.begin_latest is not None and found.end_latest is not None:
            assert found.begin_latest < found.end_latest
        assert found.begin_open is (begin == (None, None))
        assert found.end_open is (end == (None, None))
    assert found.earliest == found.begin_earliest
    assert not (found.end_open and found.end_unknown)
    assert not (found.begin_open and found.begin_unknown)


def members(text: str) -> list[tuple[date, date]]:
    """Every date that a year, month or day with X may mean, as [begin, end) in dates: by trying all digits."""
    found = []
    for digits in product("0123456789", repeat=text.count("X")):
        parts = [int(part) for part in text.replace("X", "{}").format(*digits).split("-")]
        try:
            begin = date(*[*parts, 1, 1][:3])
        except ValueError:
            continue
        if len(parts) == 1:
            end = date(begin.year + 1, 1, 1)
        elif len(parts) == 2:
            end = begin + timedelta(days=calendar.monthrange(begin.year, begin.month)[1])
        else:
            end = begin + timedelta(days=1)
        found.append((begin, end))
    return found


@given(text=half_known_dates(), zone=zones)
def test_x_is_the_hull_of_its_members(text: str, zone: str) -> None:
    """The bounds of a date with X span exactly the members that exist; with none it is refused."""
    spans = [
        (day_begin(begin.year, begin.month, begin.day, zone), day_begin(end.year, end.month, end.day, zone))
        for begin, end in members(text)
    ]
    spans = [(begin, end) for begin, end in spans if begin < end]
    if not spans:
        assert not is_readable(text, "state", zone)
        return
    begins, ends = [begin for begin, _ in spans], [end for _, end in spans]
    state, event = bounds(text, "state", zone), bounds(text, "event", zone)
    assert (state.begin_earliest, state.begin_latest) == (min(begins), max(begins))
    assert (state.end_earliest, state.end_latest) == (min(ends), max(ends))
    assert (event.begin_earliest, event.end_latest) == (min(begins), max(ends))
    assert bounds(text, "said", zone) == event


@given(a=plain_dates, b=plain_dates, zone=zones)
def test_a_set_is_the_hull_of_its_members(a: str, b: str, zone: str) -> None:
    """One of two: everything from the earlier to the later, whatever order they are written in."""
    if not (is_readable(a, "state", zone) and is_readable(b, "state", zone)):
        return
    for place in Place:
        one, other, both = (bounds(text, place, zone) for text in (a, b, f"[{a},{b}]"))
        assert both == bounds(f"[{b},{a}]", place, zone)
        for low in ("begin_earliest", "end_earliest"):
            assert getattr(both, low) == min(getattr(one, low), getattr(other, low))
        for high in ("begin_latest", "end_latest"):
            assert getattr(both, high) == max(getattr(one, high), getattr(other, high))
        assert bounds(f"[{a}..]", place, zone).begin_earliest == one.begin_earliest
        assert bounds(f"[{a}..]", place, zone).latest is None
        assert bounds(f"[..{a}]", place, zone).end_latest == one.end_latest
        assert bounds(f"[..{a}]", place, zone).earliest is None


@given(text=plain_dates, zone=zones)
def test_a_plain_date_is_all_of_it_as_a_state_and_a_moment_within_otherwise(text: str, zone: str) -> None:
    """The place decides the kind; the outer bounds are the same."""
    if not is_readable(text, "state", zone):
        return
    state, moment = bounds(text, "state", zone), bounds(text, "published", zone)
    assert bounds(text, "event", zone) == bounds(text, "said", zone) == moment
    assert (moment.instant, state.instant) == (True, False)
    assert (state.begin_earliest, state.end_latest) == (moment.begin_earliest, moment.end_latest)
    if not ("-2" in text and text[5:] in {"21", "22", "23", "24"}):
        assert state.begin_earliest == state.begin_latest
        assert state.end_earliest == state.end_latest


@given(date_text=marked_dates())
def test_marks_widen_by_calendar_units(date_text: str) -> None:
    """`~` and `%` move the outer bounds by the units of the parts where they stand; `?` moves nothing."""
    parts = date_text.split("-")
    bare = "-".join(part.strip("?~%") for part in parts)
    if not is_readable(bare):
        return
    found, plain = bounds(date_text, "published"), bounds(bare, "published")
    widened = [any(mark in part for mark in "~%") for part in parts]
    assert found.begin_uncertain is found.end_uncertain is any(mark in date_text for mark in "?%")
    if not any(widened):
        assert (found.begin_earliest, found.end_latest) == (plain.begin_earliest, plain.end_latest)
        return
    first = civil_date(plain.begin_earliest, "UTC")
    months = 12 * widened[0]
    if len(parts) > 1 and widened[1]:
        code = int(bare[5:7])
        months += 1 if code <= 12 else 6 if code >= 40 else 4 if code >= 37 else 3
    year, month = divmod(first.year * 12 + first.month - 1 - months, 12)
    last_day = calendar.monthrange(year, month + 1)[1]
    expected = date(year, month + 1, min(first.day, last_day))
    if len(parts) == 3 and widened[2]:
        expected -= timedelta(days=1)
    assert found.begin_earliest == day_begin(expected.year, expected.month, expected.day, "UTC")
    assert found.end_latest > plain.end_latest


@given(a=plain_days, b=plain_days, zone=zones)
def test_an_interval_begins_somewhere_in_its_first_end_and_ends_somewhere_in_its_last(
    a: str, b: str, zone: str
) -> None:
    """b in A, the last moment in B, b before e."""
    a, b = sorted((a, b))
    if not (is_readable(a, "state", zone) and is_readable(b, "state", zone)):
        return
    first, last, found = (bounds(text, "state", zone) for text in (a, b, f"{a}/{b}"))
    assert (found.begin_earliest, found.end_latest) == (first.begin_earliest, last.end_latest)
    assert found.begin_latest == min(first.end_latest, last.end_latest) - 1
    assert found.end_earliest == max(first.begin_earliest, last.begin_earliest) + 1
    within = bounds(f"{a}/{b}", "event", zone)
    assert (within.begin_earliest, within.begin_latest) == (found.begin_earliest, found.end_latest - 1)
    if a != b and not zone.startswith("Pacific"):
        assert not is_readable(f"{b}/{a}", "state", zone)


def test_an_unknown_end_and_an_open_end_differ() -> None:
    """Nothing as an end: there is one. `..`: there is none."""
    unknown, opened = bounds("2024-06/", "state"), bounds("2024-06/..", "state")
    assert (unknown.end_unknown, unknown.end_open) == (True, False)
    assert (opened.end_unknown, opened.end_open) == (False, True)
    unknown, opened = bounds("/2024-06", "state"), bounds("../2024-06", "state")
    assert (unknown.begin_unknown, unknown.begin_open) == (True, False)
    assert (opened.begin_unknown, opened.begin_open) == (False, True)
    assert opened.latest == unknown.latest == instant("2024-06-30T23:59:59.999999Z")
    always = bounds("../..", "state")
    assert (always.begin_open, always.end_open, always.latest) == (True, True, None)


def test_a_moment_somewhere_in_an_open_interval_has_no_open_end() -> None:
    """An event happens once: in `../..` it may be any moment, but there is one."""
    event = bounds("../..", "event")
    assert event.instant
    assert (event.begin_open, event.end_open) == (False, False)
    since = bounds("2024-06/..", "event")
    assert since == bounds("2024-06/", "event") == bounds("[2024-06..]", "event")
    assert bounds("2024-06?/2024-08", "event").begin_uncertain
    assert not bounds("2024-06?/2024-08", "event").end_uncertain


def test_clock_times_in_sets_are_plain_members() -> None:
    """`[a..b]` of clock times is a moment between, both inclusive, at every place."""
    text = "[2024-06-26T04:44Z..2024-06-27T06:44Z]"
    for place in Place:
        found = bounds(text, place, "Europe/Kyiv")
        assert found.instant
        assert found.begin_earliest == instant("2024-06-26T04:44Z")
        assert found.begin_latest == found.latest == instant("2024-06-27T06:44Z")
    mixed = bounds("[2024-06-26T04:44Z,2024-06-27]", "state")
    assert not mixed.instant
    assert (mixed.begin_earliest, mixed.end_earliest) == (
        instant("2024-06-26T04:44Z"),
        instant("2024-06-26T04:44Z") + 1,
    )


def test_clock_times_as_ends_are_boundaries() -> None:
    """Half-open, and mixed with dates: the date is where the end lies, the clock time is the end."""
    found = bounds("2024-06-26T18:00+02:00/2024-06-27", "state", "Europe/Kyiv")
    assert found.begin_earliest == found.begin_latest == instant("2024-06-26T16:00Z")
    assert (found.end_earliest, found.end_latest) == (
        instant("2024-06-26T21:00:00.000001Z"),
        instant("2024-06-27T21:00Z"),
    )
    found = bounds("2024-06-26/2024-06-26T18:00+02:00", "state", "Europe/Kyiv")
    assert found.begin_latest == found.end_latest - MICROSECOND
    assert found.end_earliest == found.end_latest == instant("2024-06-26T16:00Z")


@pytest.mark.parametrize(
    ("text", "refused_in", "taken_in"),
    [
        ("2024-06-27T22:00Z/2024-06-27", "Asia/Tokyo", "America/New_York"),
        ("2024-06-28T00:00Z/2024-06-27", "UTC", "America/New_York"),
        ("2024-06-28T10:00Z/2024-06-27~", "UTC", "Pacific/Pago_Pago"),
        ("2024-06-27/2024-06-26T22:00Z", "UTC", "Asia/Tokyo"),
    ],
)
def test_whether_a_mixed_interval_is_reversed_is_for_the_zone_to_say(text: str, refused_in: str, taken_in: str) -> None:
    """A clock time and a date are put in order only where the date's days are known."""
    assert is_readable(text, "state", taken_in)
    with pytest.raises(InvalidTime, match="reversed"):
        bounds(text, "state", refused_in)


@pytest.mark.parametrize(
    ("a", "b", "place"),
    [
        ("[2024-33..2024-35]", "[2024-33,2024-34,2024-35]", "state"),
        ("[2024-31..2024-29]", "[2024-29,2024-31]", "state"),
        ("[2024-21..2024-22]", "[2024-21,2024-22]", "state"),
        ("[2024-37..2025-37]", "[2025-37,2024-37]", "event"),
        ("2024-25", "2024-03/2024-05", "published"),
        ("2024-40", "[2024-01..2024-06]", "event"),
        ("2024-39", "[2024-09..2024-12]", "event"),
        ("2024-36", "[2024-10..2024-12]", "event"),
        ("2024-32", "[2024-06..2024-08]", "event"),
        ("2024-31", "[2024-03..2024-05]", "event"),
        ("2024-24~", "[2024-03..2025-05]", "event"),
        ("2024-26~", "[2024-03..2024-11]", "event"),
        ("2024~-26", "[2023-06..2025-08]", "event"),
        ("2024-37~", "[2023-09..2024-08]", "event"),
        ("2024-41~", "[2024-01..2025-06]", "event"),
        ("202X-28", "[2020-12..2030-02]", "event"),
    ],
)
def test_seasons_are_whole_months(a: str, b: str, place: str) -> None:
    """A season, quarter, third or half says the same as its months."""
    if place == "published":
        place, b = "event", f"[{b.replace('/', '..')}]"
    assert bounds(a, place) == bounds(b, place)


def test_two_seasons_are_in_order_if_they_are_in_one_hemisphere() -> None:
    """Spring to autumn runs forward in the north, autumn to spring in the south; both are read."""
    assert is_readable("[2024-21..2024-23]")
    assert is_readable("[2024-23..2024-21]")
    assert not is_readable("[2024-21..2023-24]")
    assert not is_readable("[2024-29..2024-31]")


def test_places_have_names() -> None:
    """`said` is read as published; any other word is refused."""
    assert Place("said") is Place.PUBLISHED
    assert [str(place) for place in Place] == ["published", "state", "event"]
    with pytest.raises(InvalidTime, match="no such place"):
        bounds("2024", "recorded")
    with pytest.raises(InvalidTime, match=r"write \[2024-06\.\.2024-08\]"):
        bounds("2024-06/2024-08", "said")
    with pytest.raises(InvalidTime, match=r"write \[2024-06\.\.\]"):
        bounds("2024-06/..", "said")
    with pytest.raises(InvalidTime, match=r"write \[\.\.2024-06\]"):
        bounds("/2024-06", "said")
    with pytest.raises(InvalidTime, match=r"write a set"):
        bounds("2024-06/2025", "said")


@given(st.integers(-(10**17), 10**17))
def test_the_bounds_of_a_moment(moment: int) -> None:
    """One reading, one microsecond."""
    found = Bounds.of_moment(moment)
    assert (found.earliest, found.latest, found.end_latest) == (moment, moment, moment + 1)
    assert found.instant
    assert not found.uncertain

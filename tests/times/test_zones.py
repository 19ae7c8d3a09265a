"""Where local days begin: against a search that knows nothing but what the wall clock shows."""

from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from eventlog.errors import InvalidValue
from eventlog.testing.times import ALL_ZONES, zones
from eventlog.times import InvalidTime, bounds, check_zone, civil_date, cut, day_begin, instant, instant_text
from eventlog.times.zones import DAY, SECOND, is_skipped

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
days = st.dates(date(1840, 1, 2), date(2040, 12, 30))


def shown(moment: int, zone: str) -> date:
    """The date on the wall."""
    return (EPOCH + timedelta(microseconds=moment)).astimezone(ZoneInfo(zone)).date()


def first_moment(day: date, zone: str) -> int:
    """The first second, of those around, at which the wall does not show an earlier date."""
    noon = (datetime(day.year, day.month, day.day, 12, tzinfo=UTC) - EPOCH) // timedelta(seconds=1)
    step = 300  # shorter than any local date has ever been shown
    at = next(at for at in range(noon - 40 * 3600, noon + 40 * 3600, step) if shown(at * SECOND, zone) >= day)
    return next(at for at in range(at - step, at + 1) if shown(at * SECOND, zone) >= day) * SECOND


def test_a_day_begins_at_the_first_moment_that_is_not_before_it_where_clocks_changed() -> None:
    """In every zone, around some of the nights on which its clocks changed."""
    for zone in ALL_ZONES[::7]:
        rules, changes = ZoneInfo(zone), []
        before = datetime(1880, 1, 1, tzinfo=UTC)
        while before.year < 2040:
            later = before + timedelta(days=20)
            if before.astimezone(rules).utcoffset() != later.astimezone(rules).utcoffset():
                changes.append(before.date())
            before = later
        for change in changes[:: max(1, len(changes) // 2)]:
            for day in (change + timedelta(days=number) for number in range(0, 22, 3)):
                assert day_begin(day.year, day.month, day.day, zone) == first_moment(day, zone), (zone, day)


@given(day=days, zone=zones)
@example(day=date(2024, 4, 26), zone="Africa/Cairo")
@example(day=date(1919, 3, 31), zone="America/Toronto")
@example(day=date(2010, 11, 7), zone="America/Goose_Bay")
@example(day=date(2015, 8, 15), zone="Asia/Pyongyang")
@example(day=date(2011, 12, 30), zone="Pacific/Apia")
@example(day=date(2011, 12, 31), zone="Pacific/Apia")
@example(day=date(1867, 10, 18), zone="America/Juneau")
@example(day=date(1972, 1, 7), zone="Africa/Monrovia")
def test_a_day_begins_at_the_first_moment_that_is_not_before_it(day: date, zone: str) -> None:
    """day_begin is what trying every moment finds, whatever befell midnight."""
    begin = day_begin(day.year, day.month, day.day, zone)
    assert begin == first_moment(day, zone)
    assert shown(begin, zone) >= day > shown(begin - 1, zone)


@given(day=days, zone=zones)
def test_a_cut_is_one_microsecond_before_the_next_day(day: date, zone: str) -> None:
    """cut(day) is the last moment of the day, and a day ends where the next begins."""
    after = day + timedelta(days=1)
    if is_skipped(day.toordinal(), zone):
        with pytest.raises(InvalidTime, match="skipped"):
            cut(day, zone)
        return
    begin = day_begin(after.year, after.month, after.day, zone)
    assert cut(day.isoformat(), zone) == cut(day, zone) == begin - 1
    assert bounds(day.isoformat(), "state", zone).end_latest == begin


def test_a_cut_is_one_microsecond_before_the_next_day_in_every_zone() -> None:
    """In every zone of the database, on a day in summer and one in winter."""
    for zone in ALL_ZONES:
        for day, after in (("2024-06-27", (2024, 6, 28)), ("2023-12-31", (2024, 1, 1))):
            assert cut(day, zone) == day_begin(*after, zone) - 1


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Pacific/Apia", "2011-12-30"),
        ("Pacific/Kwajalein", "1993-08-21"),
        ("Pacific/Kiritimati", "1994-12-31"),
        ("Asia/Manila", "1844-12-31"),
    ],
)
def test_a_skipped_day_is_refused_wherever_it_is_written(zone: str, day: str) -> None:
    """No clock there ever showed it: not as a date, an end, a member or a cut; `at` points at it."""
    for text, at in ((day, 0), (f"{day}~", 0), (f"{day}/..", 0), (f"1800/{day}", 5), (f"[1800-01-01,{day}]", 12)):
        with pytest.raises(InvalidTime, match="skipped") as refused:
            bounds(text, "state", zone)
        assert refused.value.at == at
        assert bounds(text, "state", "UTC")
    with pytest.raises(InvalidTime, match="skipped"):
        cut(day, zone)


def test_a_skipped_day_is_not_among_the_days_that_an_x_may_mean() -> None:
    """As June has no 31st, Samoa's December 2011 has no 30th."""
    zone = "Pacific/Apia"
    assert bounds("2011-12-3X", "state", zone) == bounds("2011-12-31", "state", zone)
    twentieth = bounds("2011-12-20", "state", zone)
    assert bounds("2011-12-X0", "state", zone).end_latest == twentieth.end_latest
    with pytest.raises(InvalidTime, match="skipped"):
        bounds("2011-12-30?", "state", zone)
    assert bounds("2011-12-XX", "state", zone).begin_latest == bounds("2011-12-31", "state", zone).begin_latest


def test_about_a_day_beside_a_skipped_one() -> None:
    """One calendar day back from the 31st lies a day without a moment: nothing is added, and nothing breaks."""
    about = bounds("2011-12-31~", "state", "Pacific/Apia")
    assert about.begin_earliest == day_begin(2011, 12, 31, "Pacific/Apia")
    assert about.begin_earliest < about.end_earliest <= about.end_latest
    before = bounds("2011-12-29~", "state", "Pacific/Apia")
    assert before.end_latest == day_begin(2011, 12, 31, "Pacific/Apia")
    assert before.begin_latest < before.end_latest


@given(moment=st.integers(instant("1000-01-02T00:00Z"), instant("8999-12-30T00:00Z")), zone=zones)
def test_a_moment_lies_in_the_day_that_the_wall_shows(moment: int, zone: str) -> None:
    """civil_date is the day within whose bounds the moment lies, unless the clock went back over midnight."""
    day = civil_date(moment, zone)
    assert day_begin(day.year, day.month, day.day, zone) <= moment
    assert moment < day_begin(day.year, day.month, day.day, zone) + 3 * DAY


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd",
        "../../etc/passwd",
        "/etc/localtime",
        "Europe/../Europe/Kyiv",
        "Europe//Kyiv",
        "Foo/Bar",
        "europe/kyiv",
        "EUROPE/KYIV",
        "utc",
        "Utc",
        "Europe/Kyiv ",
        " UTC",
        "Europe/Kyiv\n",
        "Europe\\Kyiv",
        "Europe/Kyiv\0",
        "Europe",
        "+02:00",
        "UTC+2",
        "localtime",
        "posixrules",
        "Factory",
        "zone.tab",
        "tzdata.zi",
        "",
        ".",
        "é",
        "A" * 10_000_000,
    ],
)
def test_names_that_are_no_zone(name: str) -> None:
    """Only names of the database, in their own spelling; nothing is ever opened by a name that is a path."""
    for ask in (
        lambda: check_zone(name),
        lambda: bounds("2024-06-27", "state", name),
        lambda: bounds("2024-06-27T12:00Z", "state", name),
        lambda: cut("2024-06-27", name),
        lambda: day_begin(2024, 6, 27, name),
        lambda: civil_date(0, name),
    ):
        with pytest.raises(InvalidValue):
            ask()


def test_every_name_of_the_database_is_a_zone() -> None:
    """check_zone gives the name back."""
    assert all(check_zone(name) == name for name in ALL_ZONES)
    assert len(ALL_ZONES) > 400
    with pytest.raises(InvalidTime):
        check_zone(None)  # type: ignore[arg-type]


def test_days_that_the_calendar_does_not_have() -> None:
    """Refused before any zone is asked."""
    for wrong in ((2023, 2, 29), (2024, 13, 1), (0, 1, 1), (10_000, 1, 1), (10**30, 1, 1)):
        with pytest.raises(InvalidTime):
            day_begin(*wrong, "UTC")


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "UTC"])
def test_the_ends_of_the_calendar_in_another_zone(zone: str) -> None:
    """9999-12-31 and 0001-01-01 may lie outside the calendar elsewhere: no OverflowError escapes."""
    for text in ("9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"):
        with contextlib.suppress(InvalidTime):
            assert civil_date(instant(text), zone)
    for text in ("1000", "8999", "1000~", "8999~", "8999-12-31%", "1000-01-01%", "1000-28"):
        for place in ("state", "published", "event"):
            found = bounds(text, place, zone)
            assert instant_text(found.begin_earliest) < instant_text(found.end_latest)

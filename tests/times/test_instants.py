"""Clock times: exactly one moment each, there and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pendulum
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog.testing.times import micros
from eventlog.times import InvalidTime, instant, instant_text, to_datetime, to_micros

FIRST, LAST = instant("0001-01-01T00:00:00Z"), instant("9999-12-31T23:59:59.999999Z")


@given(st.integers(FIRST, LAST))
def test_text_and_back(moment: int) -> None:
    """Every microsecond of the years 1 to 9999 is written and read back as itself."""
    assert instant(instant_text(moment)) == moment


@given(micros)
def test_datetime_and_back(moment: int) -> None:
    """pendulum's DateTime says the same moment, in UTC."""
    there = to_datetime(moment)
    assert isinstance(there, pendulum.DateTime)
    assert there.utcoffset() == timedelta(0)
    assert to_micros(there) == moment
    assert to_micros(there.astimezone(timezone(timedelta(hours=-9, minutes=-30)))) == moment
    assert there.isoformat().replace("+00:00", "Z")[:19] == instant_text(moment)[:19]


@given(
    moment=st.datetimes(datetime(1000, 1, 2), datetime(8999, 12, 30)),
    offset=st.integers(-23 * 60 - 59, 23 * 60 + 59),
)
def test_agrees_with_the_standard_library(moment: datetime, offset: int) -> None:
    """What isoformat writes with an offset in whole minutes means what the standard library says it means."""
    aware = moment.replace(tzinfo=timezone(timedelta(minutes=offset)))
    expected = (aware - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    assert instant(aware.isoformat()) == to_micros(aware) == expected


@given(micros, micros)
def test_order_is_that_of_the_moments(a: int, b: int) -> None:
    """Texts are compared as moments: as text, 00Z sorts after 00.5Z."""
    assert (a < b) is (instant(instant_text(a)) < instant(instant_text(b)))
    assert instant("2024-06-27T12:00:00Z") < instant("2024-06-27T12:00:00.5Z")


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (-1, "1969-12-31T23:59:59.999999Z"),
        (500_000, "1970-01-01T00:00:00.5Z"),
        (120, "1970-01-01T00:00:00.00012Z"),
        (1_000_000, "1970-01-01T00:00:01Z"),
    ],
)
def test_as_few_digits_as_are_needed(moment: int, text: str) -> None:
    """The fraction has from one to six digits, and none where it is nought."""
    assert instant_text(moment) == text


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2024-06-26T18:44+02:00", "2024-06-26T16:44:00Z"),
        ("2024-06-26T18:44:00+02", "2024-06-26T16:44:00Z"),
        ("2024-06-26T16:44Z", "2024-06-26T16:44:00Z"),
        ("2024-06-26T16:44:00.100000Z", "2024-06-26T16:44:00.1Z"),
        ("2024-02-29T00:00-03:30", "2024-02-29T03:30:00Z"),
        ("2024-06-26T16:44+00:00", "2024-06-26T16:44:00Z"),
    ],
)
def test_shorter_forms(text: str, utc: str) -> None:
    """Missing digits are zeros, not a range."""
    assert instant_text(instant(text)) == utc


@pytest.mark.parametrize(
    ("text", "at", "reason"),
    [
        ("2024-06-27T12:00:00", 19, "offset"),
        ("2024-06-27T12:00", 16, "offset"),
        ("2024-06-27", 10, "'T'"),
        ("2024-06-27 12:00Z", 10, "'T'"),
        ("2024-06-27T12:00:00-00:00", 19, "unknown"),
        ("2024-06-27T12:00:00-00", 19, "unknown"),
        ("2024-06-27T23:59:60Z", 17, "leap second"),
        ("2024-06-27T24:00:00Z", 11, "next day"),
        ("2024-06-27T25:00Z", 11, "hours"),
        ("2024-06-27T12:60Z", 14, "minutes"),
        ("2024-06-27T12:00:00.1234567Z", 26, "microsecond"),
        ("2024-06-27T12:00:00.Z", 19, "nothing after"),
        ("2024-06-27T12:00:00,5Z", 19, "nothing after"),
        ("2024-06-27T12:00+24:00", 16, "between"),
        ("2024-06-27T12:00+02:60", 16, "between"),
        ("2024-06-27T12:00+2:00", 16, "offset is"),
        ("2024-06-27T12:00Z ", 17, "nothing after"),
        ("2024-06-27T12:00Z?", 17, "mark"),
        ("2024-06-27T12:00?", 16, "mark"),
        ("2024-06-27t12:00Z", 10, "'T'"),
        ("2024-06-27T12:00z", 16, "nothing after"),
        ("2023-02-29T12:00Z", 0, "no such day"),
        ("now", 0, "year"),
        ("", 0, "year"),
        ("0000-01-01T00:00Z", 0, "no such day"),
        ("0001-01-01T00:00+14:00", 0, "outside"),
        ("9999-12-31T23:59-12:00", 0, "outside"),
        ("２024-06-27T12:00Z", 0, "year"),
    ],
)
def test_refused(text: str, at: int, reason: str) -> None:
    """What would be a guess is refused, and the error points at it."""
    with pytest.raises(InvalidTime, match=reason) as refused:
        instant(text)
    assert (refused.value.text, refused.value.at) == (text, at)


@pytest.mark.parametrize("wrong", [None, 0, 1.5, b"2024-06-27T12:00Z", datetime(2024, 6, 27)])
def test_only_text_is_read(wrong: object) -> None:
    """Anything but text is refused in the same words."""
    with pytest.raises(InvalidTime):
        instant(wrong)  # type: ignore[arg-type]


def test_naive_datetimes_are_refused() -> None:
    """Without its zone it is another moment in every city."""
    with pytest.raises(InvalidTime, match="without a zone"):
        to_micros(datetime(2024, 6, 27, 12))
    with pytest.raises(InvalidTime):
        to_micros("2024-06-27T12:00Z")  # type: ignore[arg-type]


@pytest.mark.parametrize("moment", [FIRST - 1, LAST + 1, 10**30, -(10**30)])
def test_outside_the_calendar(moment: int) -> None:
    """No OverflowError escapes."""
    with pytest.raises(InvalidTime, match="1 to 9999"):
        instant_text(moment)
    with pytest.raises(InvalidTime, match="1 to 9999"):
        to_datetime(moment)

"""VagueTime: sameness of writing, and doors that close on what cannot be read."""

from __future__ import annotations

import pytest
from attrs.exceptions import FrozenInstanceError
from hypothesis import given

from eventlog import times
from eventlog.testing.times import vague_times, zones
from eventlog.times import Certainty, InvalidTime, Place, VagueTime, read


@given(time=vague_times())
def test_the_same_writing_is_equal(time: VagueTime) -> None:
    """Read again from its own text, place and zone, a time is equal and hashes alike."""
    again = read(str(time), time.place.value, time.zone)
    assert again == time
    assert hash(again) == hash(time)
    assert again.bounds == time.bounds
    assert time != time.text


@given(zone=zones)
def test_the_zone_counts_where_the_text_has_no_offset(zone: str) -> None:
    """A date is another time in another zone; a clock time is not."""
    same = zone == "Europe/Kyiv"
    for text in ("2024-06-27", "2024-06-27/2024-07-01T00:00Z", "[2024-06-27T00:00Z,2024-06-28]", "../.."):
        assert (read(text, "state", zone) == read(text, "state", "Europe/Kyiv")) is same
    for text in ("2024-06-27T12:00Z", "2024-06-27T12:00Z/..", "[2024-06-27T12:00Z..2024-06-28T12:00Z]"):
        one, other = read(text, "state", zone), read(text, "state", "Europe/Kyiv")
        assert one == other
        assert hash(one) == hash(other)
        assert one.bounds == other.bounds


def test_sameness_of_time_is_not_sameness_of_writing() -> None:
    """Two writings of one time are equals, and not `==`; so are two places."""
    quarter, months = read("2024-34", "event"), read("[2024-04..2024-06]", "event")
    assert quarter != months
    assert quarter.equals(months) is Certainty.POSSIBLE
    noon, same_noon = read("2024-06-27T12:00Z", "said"), read("2024-06-27T14:00+02:00", "published")
    assert noon != same_noon
    assert noon.equals(same_noon) is Certainty.CERTAIN
    assert read("2024", "state") != read("2024", "event")
    assert read("2024", "said") == read("2024", Place.PUBLISHED)


def test_a_vague_time_is_checked_when_it_is_made_and_never_changes() -> None:
    """No VagueTime exists that its place or zone could not take."""
    for text, place, zone in (
        ("2024-06/2024-08", "published", "UTC"),
        ("2011-12-30", "state", "Pacific/Apia"),
        ("2024", "state", "Nowhere"),
        ("2024", "nowhere", "UTC"),
        ("soon", "state", "UTC"),
    ):
        with pytest.raises(InvalidTime):
            VagueTime(text, place, zone)
    with pytest.raises(FrozenInstanceError):
        read("2024", "state").text = "2025"  # type: ignore[misc]


def test_the_public_names() -> None:
    """What other rooms may ask of this one; a name that goes missing is a broken promise."""
    assert sorted(times.__all__) == times.__all__
    assert set(times.__all__) == {
        *("Allen", "Certainty", "Bounds", "InvalidTime", "Period", "Place", "TimeExpression", "VagueTime"),
        *("after", "allen", "before", "bounds", "certainly_before", "check", "check_zone", "civil_date", "contains"),
        *("cut", "day_begin", "during", "equals", "holds_at", "instant", "instant_text", "meets", "overlaps"),
        *("read", "to_datetime", "to_micros", "written"),
    }
    assert all(hasattr(times, name) for name in times.__all__)

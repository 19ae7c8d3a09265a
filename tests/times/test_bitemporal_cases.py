"""Cases that the literature on bitemporal data and other systems publish, as far as they are about times alone.

XTDB: `xtdb/sql/temporal_test.clj` (Allen's thirteen, intersections, dates by zone). python-edtf 5.0.2: strict bounds.
"""

from __future__ import annotations

import pytest

from eventlog.times import Period, bounds, civil_date, day_begin, instant

X = ("2020-01-03", "2020-01-06")


def _period(start: str, end: str) -> Period:
    return Period(f"{start}T00:00:00Z", f"{end}T00:00:00Z")


@pytest.mark.parametrize(
    ("start", "end", "relation"),
    [
        ("2020-01-01", "2020-01-02", "preceded_by"),
        ("2020-01-02", "2020-01-03", "met_by"),
        ("2020-01-02", "2020-01-04", "overlapped_by"),
        ("2020-01-03", "2020-01-05", "started_by"),
        ("2020-01-04", "2020-01-06", "finished_by"),
        ("2020-01-02", "2020-01-07", "during"),
        ("2020-01-03", "2020-01-06", "equals"),
        ("2020-01-04", "2020-01-05", "contains"),
        ("2020-01-02", "2020-01-06", "finishes"),
        ("2020-01-03", "2020-01-07", "starts"),
        ("2020-01-05", "2020-01-07", "overlaps"),
        ("2020-01-06", "2020-01-07", "meets"),
        ("2020-01-07", "2020-01-08", "precedes"),
    ],
)
def test_xtdb_allen_13(start: str, end: str, relation: str) -> None:
    """The one relation of [2020-01-03, 2020-01-06) to each of thirteen periods."""
    assert _period(*X).relation(_period(start, end)) == relation


@pytest.mark.parametrize(
    ("years", "common"),
    [
        ([(2020, 2022), (2021, 2023)], (2021, 2022)),
        ([(2020, 2024), (2021, 2025), (2022, 2026)], (2022, 2024)),
        ([(2020, 2022), (2022, 2024)], None),
    ],
)
def test_xtdb_period_intersection(years: list[tuple[int, int]], common: tuple[int, int] | None) -> None:
    """Periods that only meet do not intersect."""
    first, *rest = [_period(f"{start}-01-01", f"{end}-01-01") for start, end in years]
    found: Period | None = first
    for period in rest:
        assert found is not None
        found = found.intersect(period)
    assert found == (None if common is None else _period(f"{common[0]}-01-01", f"{common[1]}-01-01"))


@pytest.mark.parametrize(("zone", "shown"), [("UTC", "2020-01-01"), ("Australia/Perth", "2020-01-02")])
def test_xtdb_civil_date_by_zone(zone: str, shown: str) -> None:
    """Which date it is depends on where one asks."""
    assert civil_date(instant("2020-01-01T16:00:00Z"), zone).isoformat() == shown


def _day(text: str | None) -> int | None:
    return None if text is None else day_begin(*map(int, text.split("-")), "UTC")


@pytest.mark.parametrize(
    ("text", "begin", "end"),
    [
        ("1979-08~", "1979-08-01", "1979-09-01"),
        ("1979-08", "1979-08-01", "1979-09-01"),
        ("2024", "2024-01-01", "2025-01-01"),
        ("2024-06-27", "2024-06-27", "2024-06-28"),
        ("2024-06?", "2024-06-01", "2024-07-01"),
        ("2024-06-XX", "2024-06-01", "2024-07-01"),
        ("2024-06-01/2024-06", "2024-06-01", "2024-07-01"),
        ("1984?/..", "1984-01-01", None),
        ("../2024-06-27", None, "2024-06-28"),
    ],
)
def test_edtf_strict_bounds(text: str, begin: str | None, end: str | None) -> None:
    """Without its `~`, a date reaches from its earliest begin to its latest end."""
    strict = bounds(text.replace("~", ""), "state")
    assert (strict.begin_earliest, strict.end_latest) == (_day(begin), _day(end))


def test_edtf_strict_bounds_of_a_spring() -> None:
    """python-edtf reads 21 as the northern spring; the standard leaves the hemisphere open, and so do we."""
    northern, either = bounds("2024-25", "state"), bounds("2024-21", "state")
    assert (northern.begin_earliest, northern.end_latest) == (_day("2024-03-01"), _day("2024-06-01"))
    assert (either.begin_earliest, either.end_latest) == (_day("2024-03-01"), _day("2024-12-01"))

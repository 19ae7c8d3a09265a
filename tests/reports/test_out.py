"""When what a report says was out: at its publication, or, of a text that was edited, between that and the edit."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given

from eventlog import Report, times
from eventlog.testing.times import clocks

# published, modified, retrieved -> earliest, latest
CASES = {
    "a moment": (("2031-05-01T08:00:00Z", None, None), ("2031-05-01T08:00:00Z", "2031-05-01T08:00:00Z")),
    "a day, fetched on it": (
        ("2031-05-01", None, "2031-05-01T09:00:00Z"),
        ("2031-05-01T00:00:00Z", "2031-05-01T23:59:59.999999Z"),
    ),
    "edited later": (
        ("2031-05-01T08:00:00Z", "2031-05-03T09:00:00Z", None),
        ("2031-05-01T08:00:00Z", "2031-05-03T09:00:00Z"),
    ),
    "edited on a day": (
        ("2031-05-01T08:00:00Z", "2031-05-03", None),
        ("2031-05-01T08:00:00Z", "2031-05-03T23:59:59.999999Z"),
    ),
    "edited later than it was fetched": (
        ("2031-05-01T08:00:00Z", "2031-05-09T09:00:00Z", "2031-05-04T10:00:00Z"),
        ("2031-05-01T08:00:00Z", "2031-05-04T10:00:00Z"),
    ),
    "edited before it came out": (
        ("2031-05-01T08:00:00Z", "2031-04-20T09:00:00Z", "2031-05-04T10:00:00Z"),
        ("2031-05-01T08:00:00Z", "2031-05-01T08:00:00Z"),
    ),
    "an edit alone": ((None, "2031-05-03T09:00:00Z", "2031-05-04T10:00:00Z"), (None, "2031-05-03T09:00:00Z")),
    "fetched, no more": ((None, None, "2031-05-04T10:00:00Z"), (None, "2031-05-04T10:00:00Z")),
    "fetched on a day": ((None, None, "2031-05-04"), (None, "2031-05-04T23:59:59.999999Z")),
    "nothing": ((None, None, None), (None, None)),
    "no end": (("[2031-05-01..]", "2031-05-03", None), ("2031-05-01T00:00:00Z", None)),
}


@pytest.mark.parametrize("case", CASES)
def test_a_report_was_out_between_its_publication_and_its_last_edit(case: str) -> None:
    """Of an edit only the latest bound comes, and none comes of the fetching but where nothing else is told."""
    (published, modified, retrieved), (earliest, latest) = CASES[case]
    report = Report(publisher="outlet:x", title="x", published=published, modified=modified, retrieved=retrieved)
    out = report.out("UTC")
    told = [None if at is None else times.instant_text(at) for at in (out.earliest, out.latest)]
    assert told == [earliest, latest]
    assert out.instant


def test_dates_are_read_in_the_zone_of_the_report() -> None:
    """Its own, else the one that is handed in."""
    report = Report(publisher="outlet:x", title="x", published="2031-05-01", modified="2031-05-03")
    assert times.instant_text(report.out("Asia/Tokyo").earliest) == "2031-04-30T15:00:00Z"
    own = attrs.evolve(report, zone="America/New_York")
    assert times.instant_text(own.out("Asia/Tokyo").latest) == "2031-05-04T03:59:59.999999Z"


def test_a_doubtful_edit_is_doubtful() -> None:
    """A mark of doubt stays on what comes of it."""
    report = Report(publisher="outlet:x", title="x", published="2031-05-01", modified="2031-05-03?")
    assert report.out("UTC").uncertain


@given(clocks, clocks, clocks)
def test_an_edit_never_makes_a_text_known_earlier(published: str, modified: str, retrieved: str) -> None:
    """It is certain no earlier than without the edit, and possible as early."""
    report = Report(publisher="outlet:x", title="x", published=published, retrieved=retrieved)
    plain, edited = report.out("UTC"), attrs.evolve(report, modified=modified).out("UTC")
    assert edited.earliest == plain.earliest
    assert edited.latest >= plain.latest

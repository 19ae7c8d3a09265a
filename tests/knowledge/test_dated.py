"""From when an answer knows what a report says: its date, its last edit, the calendar of its place, and its words."""

from __future__ import annotations

import attrs
import pytest

import eventlog
from eventlog import Amended, Annulled, Corrected, EventLog, Evidence, Report, TimeExpression
from eventlog.times import instant_text

TEXT = "Nine cars were in the quay, the harbour master says."


def log_of(*events: object) -> EventLog:
    """A log that was written late."""
    log = eventlog.open(":memory:", clock=lambda: "2031-12-31T00:00:00Z")
    log.record(*events)
    return log


def page(**dates: str | None) -> Report:
    """A page with these dates."""
    return Report(publisher="outlet:mail", title="Cars", url="https://example.org/cars", text=TEXT, **dates)


def statuses(report: Report, *days: str, policy: str = "certain") -> list[str]:
    """Of what it says, on these days."""
    log = log_of(report, report.claim("quay.cars", by=["person:master"]))
    return [str(log.as_of(day, policy=policy)["quay.cars"].status) for day in days]


DAYS = ("2031-05-01", "2031-05-03", "2031-05-04")
EDITED = {"published": "2031-05-01T08:00:00Z", "modified": "2031-05-03T08:00:00Z"}


def test_what_an_edited_page_says_is_certain_from_its_edit_on() -> None:
    """And possible from its publication on."""
    assert statuses(page(**EDITED), *DAYS) == ["unreported", "alleged", "alleged"]
    assert statuses(page(**EDITED), "2031-04-30", *DAYS, policy="possible") == ["unreported", *["alleged"] * 3]


def test_a_page_without_a_date_is_known_from_its_fetching_on() -> None:
    """Or from its last edit, where that is told."""
    assert statuses(page(retrieved="2031-05-04T08:00:00Z"), *DAYS) == ["unreported", "unreported", "alleged"]
    fetched = page(retrieved="2031-05-04T08:00:00Z", modified="2031-05-03")
    assert statuses(fetched, *DAYS) == ["unreported", "alleged", "alleged"]


def test_a_better_date_of_the_edit_counts() -> None:
    """It is amended as any field is, and the answer has its moment there."""
    report = page(**EDITED)
    claim = report.claim("quay.cars", by=["person:master"])
    log = log_of(report, claim, Amended(report=report, field="modified", value="2031-05-02T08:00:00Z"))
    assert log.as_of("2031-05-01")["quay.cars"].status == "unreported"
    assert log.as_of("2031-05-02")["quay.cars"].status == "alleged"
    changed = eventlog.diff(log.as_of("2031-05-01"), log.as_of("2031-05-02"))
    assert [str(one.reason) for one in changed] == ["newly reported"]


def test_a_corrected_date_keeps_the_edit() -> None:
    """The publisher's date is another one; the text was edited all the same."""
    report = page(**EDITED)
    told = Corrected(target=report, by="outlet:mail", notice="2031-04-01", field="published", value="2031-04-20")
    log = log_of(report, report.claim("quay.cars", by=["person:master"]), told)
    assert log.as_of("2031-05-02")["quay.cars"].status == "unreported"
    assert log.as_of("2031-04-20", policy="possible")["quay.cars"].status == "alleged"


def said(published: str, words: str, zone: str | None = None, value: str | None = None) -> tuple[str, str]:
    """Within which bounds it was said, of a report in a log that lives in UTC."""
    report = Report(publisher="outlet:mail", title="Cars", published=published, zone=zone)
    claim = report.claim("quay.cars", by=["person:master"], said=TimeExpression(words, value=value))
    word = log_of(report, claim).as_of("2031-12-01")["quay.cars"].words[0]
    bounds = word.statement.said
    return instant_text(bounds.earliest)[:16], instant_text(bounds.latest)[:16]


PLACES = {
    "the offset of its date": (("2031-05-01T21:00:00-04:00", "yesterday"), ("2031-04-30T04:00", "2031-05-01T03:59")),
    "east of it": (("2031-05-01T07:00:00+09:00", "yesterday"), ("2031-04-29T15:00", "2031-04-30T14:59")),
    "up to the moment": (("2031-05-01T21:00:00-04:00", "today"), ("2031-05-01T04:00", "2031-05-02T01:00")),
    "its own zone": (("2031-05-01", "yesterday", "Asia/Tokyo"), ("2031-04-29T15:00", "2031-04-30T14:59")),
    "the log's": (("2031-05-01", "yesterday"), ("2031-04-30T00:00", "2031-04-30T23:59")),
    "a reading of them": (
        ("2031-05-01T21:00:00-04:00", "lately", None, "2031-04-30"),
        ("2031-04-30T04:00", "2031-05-01T03:59"),
    ),
}


@pytest.mark.parametrize("case", PLACES)
def test_words_of_time_count_in_the_days_of_the_report(case: str) -> None:
    """In the offset of its date, else in its zone, else in that of the log."""
    given, bounds = PLACES[case]
    assert said(*given) == bounds


def test_why_shows_the_report_as_it_is_read_at_the_cut() -> None:
    """With the title as its publisher corrected it, from the notice on."""
    report = page(published="2031-05-01")
    claim = report.claim("quay.cars", by=["person:master"])
    told = Corrected(target=report, by="outlet:mail", notice="2031-06-01", field="title", value="Cars on the quay")
    log = log_of(report, claim, told)
    assert log.as_of("2031-05-15").why(claim).report.title == "Cars"
    assert log.as_of("2031-06-15").why(claim).report.title == "Cars on the quay"


def test_why_shows_words_of_a_text_that_was_taken_in_later() -> None:
    """As long as that is not struck."""
    report = page(published="2031-05-01")
    claim = report.claim("quay.cars", by=["person:master"], evidence=[Evidence.of(TEXT, 0, 9)])
    log = log_of(attrs.evolve(report, text=None), claim)
    words = [quote.words for quote in log.as_of("2031-06-01").why(claim).quotes]
    log.record(report)
    words += [quote.words for quote in log.as_of("2031-06-01").why(claim).quotes]
    log.record(Annulled(target=log.reader.entry(3)))
    words += [quote.words for quote in log.as_of("2031-06-01").why(claim).quotes]
    assert words == [None, "Nine cars", None]

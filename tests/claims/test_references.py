"""What names another thing takes the thing itself, or its id, and dates are taken as whatever Python has for them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pendulum
import pytest

import eventlog
from eventlog import (
    Amended,
    Annulled,
    Assessment,
    Claim,
    Corrected,
    InvalidTime,
    Link,
    Membership,
    Quantity,
    Report,
    Retracted,
    Superseded,
    TimeExpression,
    TimeValue,
)
from eventlog.errors import InvalidValue

REPORT = Report(publisher="outlet:mail", title="Ferry stops", published="2031-03-01")
CLAIM = REPORT.claim("ferry.stops", by=["org:ferry"])
OTHER = REPORT.claim("ferry.full", by=["org:ferry"])

NAMING = {
    "Annulled": lambda claim, other, _: Annulled(target=claim, replaced_by=other),
    "Annulled of a report": lambda _, __, report: Annulled(target=report),
    "Amended": lambda _, __, report: Amended(report=report, field="title", value="x"),
    "Retracted": lambda claim, _, report: Retracted(target=claim, by="org:ferry", notice=report),
    "Superseded": lambda claim, other, of: Superseded(target=claim, by="org:ferry", notice=of, with_=other),
    "Corrected": lambda claim, other, of: Corrected(target=claim, by="org:ferry", notice=of, with_=other),
    "Link": lambda claim, other, of: Link(kind="echoes", from_=claim, to=other, by="user:desk", found_in=of),
    "Assessment": lambda claim, _, report: Assessment(
        about=claim, what="verification", value="verified", by="user:desk", found_in=report
    ),
    "Claim": lambda _, __, report: Claim(report=report, question="a.b", value=True),
    "Report": lambda _, __, report: Report(publisher="outlet:x", title="x", cites=[report], revision_of=report),
}


@pytest.mark.parametrize("case", NAMING)
def test_a_thing_stands_for_its_id(case: str) -> None:
    """What is made of the things is what is made of their ids."""
    make = NAMING[case]
    assert make(CLAIM, OTHER, REPORT) == make(CLAIM.id, OTHER.id, REPORT.id)


def test_an_entry_and_an_event_stand_for_their_id() -> None:
    """As they come out of a log."""
    log = eventlog.open(":memory:")
    log.record(REPORT, CLAIM)
    entry = log.reader.entry(2)
    assert Annulled(target=entry) == Annulled(target=entry.event) == Annulled(target=CLAIM.id)
    log.record(Annulled(target=entry))
    assert log.as_of("2031-04-01")["ferry.stops"].status == "unreported"


def test_what_has_no_id_names_nothing() -> None:
    """An agent is nothing that was recorded, and neither is a number."""
    for wrong in (eventlog.Agent(id="org:x"), 7, None, object()):
        with pytest.raises(InvalidValue, match="does not name"):
            Annulled(target=wrong)


NEW_YORK = datetime(2031, 3, 1, 21, 30, tzinfo=ZoneInfo("America/New_York"))
DATES = {
    date(2031, 3, 1): "2031-03-01",
    pendulum.date(2031, 3, 1): "2031-03-01",
    datetime(2031, 3, 1, 12, 0, tzinfo=UTC): "2031-03-01T12:00:00Z",
    pendulum.datetime(2031, 3, 1, 12, 0, 0, 250_000): "2031-03-01T12:00:00.25Z",
    NEW_YORK: "2031-03-01T21:30:00-05:00",
    datetime(2031, 3, 1, 12, 0, tzinfo=timezone(timedelta(hours=5, minutes=30))): "2031-03-01T12:00:00+05:30",
    datetime(1850, 3, 1, 12, 0, tzinfo=ZoneInfo("Europe/Kyiv")): "1850-03-01T09:57:56Z",
}
TAKING = {
    "published": lambda one: Report(publisher="outlet:x", title="x", published=one).published,
    "modified": lambda one: Report(publisher="outlet:x", title="x", modified=one).modified,
    "retrieved": lambda one: Report(publisher="outlet:x", title="x", retrieved=one).retrieved,
    "said": lambda one: REPORT.claim("a.b", said=one).said,
    "during": lambda one: REPORT.claim("a.b", during=one).during,
    "said of a step": lambda one: eventlog.Attribution(agent="org:x", said=one).said,
    "notice": lambda one: Retracted(target=CLAIM, by="org:ferry", notice=one).notice,
    "a correction": lambda one: (
        Corrected(target=REPORT, by="outlet:mail", notice=one, field="published", value=one).value
    ),
    "an amendment": lambda one: Amended(report=REPORT, field="published", value=one).value,
    "an answer": lambda one: TimeValue(one).time,
    "a membership": lambda one: Membership(agent="org:x", during=one).during,
    "a window": lambda one: Quantity(low=1, unit="x", window=one).window,
    "an anchor": lambda one: TimeExpression("yesterday", anchor=one).anchor,
    "a reading": lambda one: TimeExpression("yesterday", value=one).value,
    "an assessment": lambda one: (
        Assessment(about="org:x", what="reliability", value="A", by="user:desk", during=one).during
    ),
}


@pytest.mark.parametrize("place", TAKING)
@pytest.mark.parametrize("given", DATES, ids=DATES.values())
def test_a_date_is_taken_as_text_as_a_date_or_as_a_datetime(place: str, given: date) -> None:
    """It is kept as its text, a datetime with its offset."""
    assert TAKING[place](given) == DATES[given] == TAKING[place](DATES[given])


@pytest.mark.parametrize("place", TAKING)
def test_a_datetime_without_a_zone_is_refused(place: str) -> None:
    """It is another moment in every city."""
    with pytest.raises(InvalidTime, match="without a zone"):
        TAKING[place](datetime(2031, 3, 1, 12, 0))


def test_a_cut_is_a_date_too() -> None:
    """As text, as a date, as a datetime: the same knowledge."""
    log = eventlog.open(":memory:", clock=lambda: "2031-12-01T00:00:00Z")
    log.record(REPORT, CLAIM)
    for cut in ("2031-03-01", date(2031, 3, 1), pendulum.datetime(2031, 3, 1, 23, 59, 59, 999_999)):
        assert log.as_of(cut)["ferry.stops"].status == "alleged"
    assert log.as_of(date(2031, 2, 28))["ferry.stops"].status == "unreported"


def test_a_misspelt_word_of_a_claim_is_an_error() -> None:
    """It is not swallowed: neither of a claim nor of a page."""
    with pytest.raises(TypeError, match="factualty"):
        REPORT.claim("a.b", factualty="CT-")

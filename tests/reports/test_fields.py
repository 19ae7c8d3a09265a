"""A correction of a report says which field was wrong, and to what it is put right; anything else is refused."""

from __future__ import annotations

import pytest

import eventlog
from eventlog import Corrected, Quantity, Report
from eventlog.errors import InvalidValue

PAPER = Report(publisher="outlet:journal", title="Bees", published="2031-01-01", authors=["A. Example"])
COUNT = PAPER.claim("bees.number", Quantity(low=90, high=90, unit="bee"), by=["person:author"])
ERRATUM = Report(publisher="outlet:journal", title="Bees, corrected", published="2031-03-01")
RIGHT = ERRATUM.claim("bees.number", Quantity(low=80, high=80, unit="bee"), by=["person:author"])


def corrected(target: object, **rest: object) -> tuple[int, ...]:
    """The journal corrects itself, in a log that holds both papers."""
    log = eventlog.open(":memory:")
    log.record(PAPER, COUNT, ERRATUM, RIGHT)
    try:
        return tuple(log.record(Corrected(target=target, by="outlet:journal", notice=ERRATUM, **rest)))
    finally:
        assert len(log) in (4, 5)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("published", "2031-01-02"),
        ("published", "2031-01"),
        ("title", "Wasps"),
        ("url", "https://example.org/wasps"),
        ("authors", ["A. Example", "B. Example"]),
        ("authors", ("B. Example",)),
    ],
)
def test_a_field_of_a_report_is_put_right(field: str, value: object) -> None:
    """And comes back from the log as it went in."""
    log = eventlog.open(":memory:")
    told = Corrected(target=PAPER, by="outlet:journal", notice="2031-03-01", field=field, value=value)
    log.record(PAPER, told)
    assert log.reader.entry(2).event == told
    assert told.value == (tuple(value) if field == "authors" else value)


WRONG = {
    "no field": {},
    "a value without a field": {"value": "2031-01-02"},
    "a field without a value": {"field": "title"},
    "another field": {"field": "colour", "value": "blue"},
    "a field that is not the publisher's": {"field": "text", "value": "Bees."},
    "no date": {"field": "published", "value": "2031-99"},
    "an interval": {"field": "published", "value": "2031-01-01/2031-01-05"},
    "a list of dates": {"field": "published", "value": ["2031-01-01"]},
    "an empty title": {"field": "title", "value": "  "},
    "a list of titles": {"field": "title", "value": ["Wasps"]},
    "no authors": {"field": "authors", "value": []},
    "authors in one text": {"field": "authors", "value": "A. Example"},
    "an author without a name": {"field": "authors", "value": ["A. Example", ""]},
    "a number": {"field": "title", "value": 7},
    "a claim beside it": {"field": "title", "value": "Wasps", "with_": RIGHT},
}


@pytest.mark.parametrize("case", WRONG)
def test_a_correction_of_a_report_that_says_nothing_is_refused_at_the_door(case: str) -> None:
    """A log that never forgets does not take it in."""
    with pytest.raises(InvalidValue):
        corrected(PAPER, **WRONG[case])


def test_a_correction_of_a_claim_names_a_claim_and_no_field() -> None:
    """It is a supersession."""
    assert corrected(COUNT, with_=RIGHT) == (5,)
    assert corrected(COUNT) == (5,)
    with pytest.raises(InvalidValue, match="is no report and has no field to correct"):
        corrected(COUNT, field="title", value="Wasps")


def test_an_erratum_of_one_claim_leaves_the_others() -> None:
    """And what it put right was known as it was until then."""
    log = eventlog.open(":memory:", clock=lambda: "2031-12-01T00:00:00Z")
    log.record(PAPER, COUNT, PAPER.claim("bees.dying"), ERRATUM, RIGHT)
    log.record(Corrected(target=COUNT, by="outlet:journal", notice=ERRATUM, with_=RIGHT))
    for day, number in (("2031-02-01", "90"), ("2031-04-01", "80")):
        assert str(log.as_of(day)["bees.number"].positions[0].value.low) == number
        assert log.as_of(day)["bees.dying"].status == "alleged"

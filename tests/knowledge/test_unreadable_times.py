"""A time that can't be read is a problem beside an answer: no surface fails over it, or gives it days of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

import eventlog
from eventlog import Question, Report
from eventlog.errors import MissingExtra
from eventlog.times import TimeExpression
from unread_surfaces import SURFACES, Asked

SKIPPED = "2011-12-30"  # in Apia the 29th of December was followed by the 31st
UNCOUNTED = TimeExpression(text="last month", anchor="said")  # and nothing says when it was said
QUESTIONS = (
    Question(id="isle.held", kind="state"),
    Question(id="isle.storm", kind="event"),
    Question(id="isle.hurt", answer="quantity", measure="total"),
    Question(id="isle.dead", answer="quantity", measure="cumulative"),
)
SOUND = Report(publisher="outlet:post", title="Sound", published="2012-02-01")


def _claims(report: Report, during: str | TimeExpression | None = None) -> list[object]:
    some = {"low": 5, "high": 5, "unit": "person"}
    return [
        report.claim(one.id, some if one.measure else True, by=["gov:g"], during=during, paraphrase=str(during))
        for one in QUESTIONS
    ]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A log in Apia, of a sound report and of some with times that can't be read."""
    path = tmp_path_factory.mktemp("times") / "log.db"
    dates = ({"published": SKIPPED}, {"published": "2012-02-02", "modified": SKIPPED}, {"retrieved": SKIPPED})
    reports = [Report(publisher="outlet:post", title=str(one), **one) for one in dates]
    with eventlog.open(path, zone="Pacific/Apia") as log:
        log.record(*QUESTIONS, SOUND, *_claims(SOUND), *_claims(SOUND, SKIPPED), *_claims(SOUND, UNCOUNTED))
        for report in reports:
            log.record(report, *_claims(report))
    return path


@pytest.mark.parametrize("name", SURFACES)
def test_no_surface_fails_over_a_time_that_can_not_be_read(name: str, path: Path) -> None:
    """Nor does any show the ends of time, by which such a time is reckoned."""
    with eventlog.open(path) as log:
        for seed in range(5):
            try:
                text = SURFACES[name](log, path, Asked(log, seed))
            except MissingExtra:
                text = ""
            if not text:
                pytest.skip("what it needs is not installed here: make test-exports has it")
            assert not [end for end in ("9999-12-31", "0001-01-01", "922337203685477") if end in text]


def test_such_a_time_may_be_any_and_is_certainly_none(path: Path) -> None:
    """One stretch of a timeline, of which nothing is certain; and each answer says which time it is."""
    report = Report(publisher="outlet:post", title="Alone", published="2012-02-01")
    with eventlog.open(":memory:", zone="Pacific/Apia") as log:
        log.record(
            report, report.claim("isle.held", True, during=UNCOUNTED), report.claim("isle.lit", True, during=SKIPPED)
        )
        for question in ("isle.held", "isle.lit"):
            standing = log.as_of()[question]
            assert [str(one) for one in standing.timeline] == ["always: yes?"]
            (problem,) = standing.problems
            assert str(report) in problem.text

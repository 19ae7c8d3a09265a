"""A definition that was struck never was, whether or not anybody was heard on its question."""

from __future__ import annotations

import pytest

import eventlog
from eventlog import Annulled, EventLog, Question, Report

FIRST = Question(id="quay.open", words="Is it open?")
SECOND = Question(id="quay.open", words="How many ships?", answer="quantity")
REPORT = Report(publisher="outlet:post", title="Quay", published="2031-06-01")


def strike(log: EventLog) -> None:
    """Strike what was recorded last."""
    log.record(Annulled(target=str(list(log.entries())[-1].id)))


@pytest.mark.parametrize("heard", [False, True], ids=["silent", "heard"])
@pytest.mark.parametrize("back", [False, True], ids=["struck", "struck and put back"])
def test_the_last_definition_that_stands_is_the_question(heard: bool, back: bool) -> None:
    """Its words and the type of its answer, of a question with claims and of one without."""
    with eventlog.open(":memory:") as log:
        if heard:
            log.record(REPORT, REPORT.claim("quay.open", None, factuality="CT-", by=["gov:g"]))
        log.record(FIRST)
        log.record(SECOND)
        strike(log)
        if back:
            strike(log)
        asked = log.as_of("2031-07-01")["quay.open"].question
    stands = SECOND if back else FIRST
    assert (asked.words, asked.answer) == (stands.words, stands.answer)


def test_a_question_whose_only_definition_was_struck_is_not_defined() -> None:
    """It reads as one that nobody ever defined."""
    with eventlog.open(":memory:") as log:
        log.record(SECOND)
        strike(log)
        standing = log.as_of("2031-07-01")["quay.open"]
    assert not standing.dossier.defined
    assert standing.question == Question(id="quay.open")

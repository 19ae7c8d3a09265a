"""A claim answers its question: a value of another type is refused where the question is defined."""

from __future__ import annotations

import pytest

from eventlog import AgentValue, Annulled, Quantity, Question, QuestionDefined, Report, TimeValue
from eventlog.errors import InvalidValue
from log_backends import dump

REPORT = Report(publisher="outlet:herald", title="Fire", published="2031-05-01")
VALUES = {
    "truth": True,
    "quantity": Quantity(low=3, high=3, unit="barn"),
    "time": TimeValue("2031-05"),
    "agent": AgentValue("org:farm"),
    "text": "a spark",
}


@pytest.mark.parametrize("answer", VALUES)
@pytest.mark.parametrize("given", VALUES)
def test_only_a_value_of_its_type_answers_a_question(log, answer: str, given: str) -> None:
    """All others are refused, and the log is as it was."""
    log.record(Question(id="fire", answer=answer), REPORT)
    before = dump(log)
    claim = REPORT.claim("fire", VALUES[given])
    if answer == given:
        log.record(claim)
    else:
        with pytest.raises(InvalidValue, match=r"fire is answered by .*: pass "):
            log.record(claim)
        assert dump(log) == before


@pytest.mark.parametrize("answer", VALUES)
def test_nothing_answers_every_question(log, answer: str) -> None:
    """That nothing holds may be said of anything."""
    log.record(Question(id="fire", answer=answer), REPORT, REPORT.claim("fire", None, factuality="CT-"))
    assert len(log) == 3


@pytest.mark.parametrize("first", ["question", "claim"])
def test_a_definition_of_the_same_batch_counts(log, first: str) -> None:
    """Wherever in the batch it stands."""
    pair = [Question(id="fire", answer="agent"), REPORT.claim("fire", "org:farm")]
    with pytest.raises(InvalidValue, match="fire is answered by an agent, and this claim answers with words"):
        log.record(REPORT, *(pair if first == "question" else pair[::-1]))
    assert len(log) == 0


def test_what_was_said_before_the_question_was_defined_is_history(log) -> None:
    """It stays, and may be sent once more; a new one has to fit."""
    claim = REPORT.claim("fire", "a spark")
    log.record(REPORT, claim)
    log.record(Question(id="fire", answer="agent"))
    assert log.record(claim).new == ()
    with pytest.raises(InvalidValue):
        log.record(REPORT.claim("fire", "lightning"))


def test_the_last_definition_in_force_decides(log) -> None:
    """A new one takes its place; one that was struck does not count, and counts again when the strike is struck."""
    log.record(Question(id="fire", answer="agent"), REPORT)
    log.record(Question(id="fire", answer="text"))
    log.record(REPORT.claim("fire", "a spark"))
    redefined = log.reader.entry(3)
    assert isinstance(redefined.event, QuestionDefined)
    log.record(Annulled(target=redefined))
    with pytest.raises(InvalidValue):
        log.record(REPORT.claim("fire", "lightning"))
    log.record(Annulled(target=log.reader.entry(5)))
    log.record(REPORT.claim("fire", "lightning"))
    assert len(log) == 7


def test_a_claim_may_fit_the_old_or_the_new_definition_of_one_batch(log) -> None:
    """For who redefines a question and answers it anew says both at once."""
    log.record(Question(id="fire", answer="agent"), REPORT)
    log.record(REPORT.claim("fire", AgentValue("org:farm")), Question(id="fire", answer="text"))
    log.record(REPORT.claim("fire", "a spark"))
    assert len(log) == 5


def test_a_question_that_nobody_defined_takes_any_value(log) -> None:
    """What it will be is not known yet."""
    log.record(REPORT, *(REPORT.claim("fire", value) for value in VALUES.values()))
    assert len(log) == 6

"""A question that is defined anew: what was answered before, and is no answer any more, is told."""

from __future__ import annotations

import pytest

import eventlog
from eventlog import Annulled, Question, Report
from eventlog.claims import AgentValue, AnswerType, Quantity, TimeValue, Value

REPORT = Report(publisher="outlet:post", title="A fire", published="2031-05-02")
VALUES: dict[AnswerType, Value] = {
    AnswerType.TRUTH: True,
    AnswerType.QUANTITY: Quantity(low=40, low_open=True, unit="person"),
    AnswerType.TIME: TimeValue("2031-05-01"),
    AnswerType.AGENT: AgentValue("org:mill"),
    AnswerType.TEXT: "a spark",
}


@pytest.mark.parametrize("old", AnswerType)
@pytest.mark.parametrize("new", AnswerType)
def test_another_type_of_answer_is_noted_with_what_it_leaves_without(old: AnswerType, new: AnswerType) -> None:
    """The note names the last entry that is no answer any more, as the standing does; the same type has none."""
    with eventlog.open(":memory:") as log:
        log.record(Question(id="fire.x", answer=old), REPORT, REPORT.claim("fire.x", VALUES[old], by=["org:a"]))
        receipt = log.record(Question(id="fire.x", answer=new, words="Otherwise"))
        told = [str(note) for note in receipt.notes]
        problems = [one.positions for one in log.as_of("2031-06-01")["fire.x"].problems if one.kind == "type"]
    assert len(told) == len(problems) == (old is not new)
    for sentence in told:
        assert sentence == (
            f"entry 4: fire.x is answered by {new.noun} from here on, and what entry 3 says ({old.noun}) is no answer "
            "to it any more: is it meant?"
        )
        assert problems == [(3,)]


def test_answers_to_what_was_never_defined_are_noted_unless_they_were_struck() -> None:
    """A question that is never defined is a yes or no; what we struck is in no answer anyway."""
    claim = REPORT.claim("fire.x", by=["org:a"])
    for struck in (False, True):
        with eventlog.open(":memory:") as log:
            log.record(REPORT, claim, *([Annulled(target=claim, reason="misread")] * struck))
            receipt = log.record(Question(id="fire.x", kind="topic", words="The fire"))
            assert [note.text.partition(" from")[0] for note in receipt.notes] == ["fire.x is answered by nothing"] * (
                not struck
            )


@pytest.mark.parametrize("answer", AnswerType)
def test_a_problem_says_what_answers_are_in_plain_words(answer: AnswerType) -> None:
    """Never "a agent", nor the name of a type: "an agent", "yes or no"."""
    other = AnswerType.TEXT if answer is not AnswerType.TEXT else AnswerType.AGENT
    with eventlog.open(":memory:") as log:
        log.record(Question(id="x.y", answer=other), REPORT, REPORT.claim("x.y", VALUES[other], by=["org:a"]))
        log.record(Question(id="x.y", answer=answer))
        [problem] = log.as_of("2031-06-01")["x.y"].problems
    assert problem.text == f"x.y is answered by {answer.noun}, and what answers it otherwise is no answer to it"

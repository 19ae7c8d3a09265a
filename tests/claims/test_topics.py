"""Topics: headings over questions, which no claim answers."""

from __future__ import annotations

import pytest

import eventlog
from eventlog import InvalidValue, Question, QuestionKind, Report


@pytest.fixture
def report() -> Report:
    """A report to claim something in."""
    return Report(publisher="outlet:a", title="Town", published="2031-06-26")


def test_a_topic_has_words() -> None:
    """They are all that it has."""
    with pytest.raises(InvalidValue, match="town is a topic without words"):
        Question(id="town", kind="topic", words=" ")
    assert Question(id="town", kind="topic", words="The town").kind is QuestionKind.TOPIC


@pytest.mark.parametrize("together", [True, False], ids=["in one batch", "defined before"])
def test_no_claim_answers_a_topic(report: Report, *, together: bool) -> None:
    """It is refused, with what to do instead, and the log is as it was; below the topic it is taken."""
    topic, claim = Question(id="town", kind="topic", words="The town"), report.claim("town", by=["gov:town"])
    with eventlog.open(":memory:", zone="UTC") as log:
        if not together:
            log.record(topic)
        size = log.head.position
        with pytest.raises(InvalidValue, match="name the question below it"):
            log.record(*([topic] if together else []), report, claim)
        assert log.head.position == size
        log.record(topic, report, report.claim("town.bridge", by=["gov:town"]))
        assert log.as_of("2031-07-01").questions == ("town.bridge",)


def test_a_topic_comes_back_from_a_log(tmp_path: object, report: Report) -> None:
    """As it was recorded, and as the question of its name."""
    topic = Question(id="town", kind="topic", words="The town")
    with eventlog.open(f"{tmp_path}/town.db", zone="UTC") as log:
        log.record(topic, report, report.claim("town.bridge", by=["gov:town"]))
    with eventlog.open(f"{tmp_path}/town.db") as log:
        assert log.as_of("2031-07-01")["town"].question == topic
        assert [one.id for one in log.as_of("2031-07-01").about("town")] == ["town.bridge"]

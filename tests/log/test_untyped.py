"""What answers a question that nobody defined with anything but yes or no is told when it is recorded."""

from __future__ import annotations

from pathlib import Path

import pytest

import eventlog
from eventlog import Quantity, Question, Report, export
from eventlog.claims import AgentValue, TimeValue

REPORT = Report(publisher="outlet:a", title="T", published="2031-06-26")
SHIPS = Quantity(low=120, high=120, unit="ship")
ASKED = "was never defined, so it asks for yes or no, and this answers otherwise: define it"


@pytest.mark.parametrize("value", [SHIPS, TimeValue("2031"), AgentValue("gov:x"), "words"])
def test_an_answer_to_an_undefined_question_is_told_once_a_batch(value: object) -> None:
    """What the answer says beside itself later, the receipt says at once: of the first such word on a question."""
    log = eventlog.open(":memory:")
    claims = [REPORT.claim("q.a", value, by=[by]) for by in ("gov:x", "gov:y")]
    receipt = log.record(REPORT, *claims)
    assert [str(note) for note in receipt.notes] == [f"entry 2: q.a {ASKED}"]
    [problem] = log.as_of("2032")["q.a"].problems
    assert problem.kind == "undefined"
    assert log.record(REPORT, *claims).notes == ()
    asked = Question(id="q.a", words="What?", answer=eventlog.claims.AnswerType.of(value))
    assert log.record(asked, REPORT.claim("q.a", value, by=["gov:z"])).notes == ()
    assert log.as_of("2032")["q.a"].problems == ()


@pytest.mark.parametrize(
    "claim", [REPORT.claim("q.a"), REPORT.claim("q.a", False), REPORT.claim("q.a", None, factuality="CT-")]
)
def test_yes_no_and_nothing_need_no_definition(claim: object) -> None:
    """They are answers to what a question asks that nobody defined."""
    log = eventlog.open(":memory:")
    assert log.record(REPORT, claim).notes == ()


def test_a_definition_that_was_struck_is_none() -> None:
    """As the answer has it."""
    log = eventlog.open(":memory:")
    asked = Question(id="q.a", words="How many?", answer="quantity")
    log.record(REPORT, asked)
    log.record(eventlog.events.Annulled(target=log.reader.entry(2).id, by="user:me", reason="a slip"))
    assert [note.text for note in log.record(REPORT.claim("q.a", SHIPS)).notes] == [f"q.a {ASKED}"]


def test_tables_and_annotations_tell_it_as_well(tmp_path: Path) -> None:
    """It is told at the door of the log, which all others lead to."""
    table = "publisher,title,published,question,number,unit\noutlet:a,T,2031-06-26,q.a,120,ship\n"
    fields = ("publisher", "title", "published", "question", "number", "unit")
    log = eventlog.open(":memory:")
    receipt = log.record(*export.from_csv(table.encode(), {field: field for field in fields}))
    assert [note.text for note in receipt.notes] == [f"q.a {ASKED}"]
    lines = ('format = "eventlog-annotation/1"', "[report]", 'key = "a"', 'publisher = "outlet:a"', 'title = "T"')
    claim = ('published = "2031-06-26"', "[[claims]]", '"q.b" = { exact = "120", unit = "ship", of = "ships" }')
    Path(tmp_path, "a.toml").write_text("\n".join((*lines, *claim)), encoding="utf-8")
    assert [note.text for note in log.record(*eventlog.load(tmp_path)).notes] == [f"q.b {ASKED}"]

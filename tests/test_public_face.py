"""The public face is what the design promises: names, the story of its first page, and nothing by accident."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import eventlog
from eventlog import Report

BODY = "Invented: the quay will be shut from July on, the board said."


def test_every_public_name_is_there_and_sorted() -> None:
    """`__all__` is sorted, without doubles, and each name can be had."""
    assert eventlog.__all__ == sorted(set(eventlog.__all__))
    assert all(hasattr(eventlog, name) for name in eventlog.__all__)


def test_the_names_of_the_design_are_public() -> None:
    """What the design names as the public contract is there."""
    assert {"open", "load", "diff", "Report", "Claim", "Link", "Assessment", "Period", "TimeExpression"} <= set(
        eventlog.__all__
    )
    log = {"record", "as_of", "entries", "follow", "head", "close"}
    knowledge = {"about", "why", "why_not", "impact", "fold", "basis", "questions", "at", "__getitem__"}
    standing = {"status", "positions", "claims", "independence", "timeline"}
    assert log <= set(dir(eventlog.EventLog))
    assert knowledge <= set(dir(eventlog.Knowledge))
    names = set(dir(eventlog.Standing)) | set(inspect.signature(eventlog.Standing).parameters)
    assert standing <= names


def test_every_public_thing_says_what_it_is() -> None:
    """Every public class and function has a docstring."""
    silent = [name for name in eventlog.__all__ if not inspect.getdoc(getattr(eventlog, name))]
    assert silent == []


def test_the_story_of_the_design_runs() -> None:
    """A report, a claim, a repetition, two dates, a topic, a difference, a reason, three clocks."""
    with eventlog.open(":memory:", zone="Europe/Kyiv") as log:
        report = Report(publisher="outlet:example", title="Quay", published="2024-06-26T18:44+02:00", text=BODY)
        claim = report.claim(
            "quay.shut",
            True,
            stance="announce",
            by=["gov:board"],
            said="[2024-06-24..2024-06-26]",
            during="[2024-07..]",
            quote="will be shut from July on",
        )
        asked = eventlog.Question(id="quay.shut", about="gov:board")
        first = log.record(asked, report, claim)
        assert log.record(asked, report, claim) == first
        june, october = log.as_of("2024-06-27"), log.as_of("2024-10-25")
        assert june["quay.shut"].status == "announced"
        assert [standing.id for standing in october.about("quay")] == ["quay.shut"]
        assert eventlog.diff(june, october, about="quay") == ()
        assert "2024-06-26" in str(october.why(claim))
        assert log.as_of("2024-06-27", policy="possible", recorded="2124-12-31", said="2024-06-26")["quay.shut"].claims
        assert october.fold(lambda count, _: count + 1, 0) == 4  # the zone, the question, the report, the claim
        assert claim.evidence[0].start == BODY.index("will be shut")
        assert claim.report == report.id


def test_an_unknown_question_is_unreported() -> None:
    """Asking what nobody has spoken of is no error."""
    with eventlog.open(":memory:") as log:
        assert log.as_of()["no.such.question"].status == "unreported"


def test_an_empty_log_knows_nothing() -> None:
    """An empty log has no questions, no changes and no entries."""
    with eventlog.open(":memory:") as log:
        knowledge = log.as_of("2024-06-27")
        assert knowledge.questions == ()
        assert list(knowledge) == []
        assert list(knowledge.entries()) == []
        assert eventlog.diff(knowledge, log.as_of("2024-10-25")) == ()


def test_knowledge_of_a_closed_log_says_so() -> None:
    """Use after close is a clear error."""
    log = eventlog.open(":memory:")
    knowledge = log.as_of()
    log.close()
    with pytest.raises(eventlog.LogClosed, match="closed"):
        knowledge["any.question"]


def test_importing_loads_no_extra() -> None:
    """rich, click, psycopg, pyarrow, cryptography and rapidfuzz load when they are used."""
    extras = ["rich", "click", "psycopg", "pyarrow", "cryptography", "rapidfuzz"]
    code = f"import eventlog, sys; print([name for name in {extras} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

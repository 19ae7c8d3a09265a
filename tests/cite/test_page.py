"""A page of the documentation cites 20 answers of the corpus; exactly those sentences fail whose ground moved."""

from __future__ import annotations

from pathlib import Path

import pytest

import eventlog
from eventlog import Annulled, Basis, EventLog, Report, Retracted
from eventlog.cite import Moved, check_text, marks, updated

pytest.importorskip("markdown_it", reason="marks in Markdown need the extra cli")

REPOSITORY = Path(__file__).resolve().parents[2]
PAGE = (REPOSITORY / "docs" / "explanation" / "cited.md").read_text(encoding="utf-8")


@pytest.fixture
def log() -> EventLog:
    """A log of the corpus, which is told things later."""
    held = eventlog.open(":memory:", clock=lambda: "2026-01-01T12:00:00Z")
    held.record(*eventlog.load(REPOSITORY / "examples" / "corpus"))
    return held


def claim_of(log: EventLog, question: str, said_by: str | None = None) -> eventlog.Claim:
    """The claim on a question, by whoever is named."""
    claims = [one.claim for one in log.as_of("2024-10-25")[question].claims]
    [one] = [one for one in claims if said_by is None or (one.chain and one.chain[-1].agent == said_by)]
    return one


def test_the_page_cites_twenty_answers_of_the_corpus(log: EventLog) -> None:
    """Each sentence has a mark of another question, and each stands. Whoever edits the corpus runs docs/cited.py."""
    found = marks(PAGE).found
    assert len({Basis.read(one.token).question for one in found}) == len(found) == 20
    assert all(one.sentence for one in found)
    assert check_text(log, PAGE) == ()


def test_after_five_entries_exactly_the_sentences_whose_ground_moved_fail(log: EventLog) -> None:
    """A retraction, a late report with a claim, a strike, a redaction: four sentences, each with reason and cause."""
    retraction = Retracted(
        target=claim_of(log, "dprk.troops.number", "org:nis"),
        by="org:nis",
        notice="2024-10-24",
        reason="the count was of two months",
    )
    late = Report(publisher="outlet:late", title="From Kursk", published="2024-10-24")
    denial = late.claim("dprk.troops.kursk", False, by=["gov:ru"])
    strike = Annulled(target=claim_of(log, "carpenter.nsc-member"), by="user:desk", reason="it was another Carpenter")
    erased = claim_of(log, "peace-summit.place")
    size = len(log)
    log.record(retraction)
    log.record(late, denial)
    log.record(strike)
    log.redact(erased, reason="by order of a court")
    assert len(log) == size + 5

    wrong = check_text(log, PAGE)
    assert all(isinstance(one, Moved) for one in wrong)
    told = {
        one.mark.sentence: (str(one.origin), [(each.kind, each.reason) for each in one.causes])
        for one in wrong
        if isinstance(one, Moved)
    }
    assert told == {
        "By the last of their words there are 12,000 of them.": (
            "a withdrawal",
            [("a retraction", "the count was of two months")],
        ),
        "Whether they are in the Kursk region is no more than an expectation.": (
            "entries recorded later",
            [("a new report", ""), ("a new claim", "")],
        ),
        "A Carpenter sits on the National Security Council.": (
            "a strike of ours",
            [("a strike of ours", "it was another Carpenter")],
        ),
        "The peace summit was held in Switzerland.": ("a redaction", [("a redaction", "by order of a court")]),
    }
    reasons = {one.question: " ".join(one.changes) for one in wrong if isinstance(one, Moved)}
    assert "found late" in reasons["dprk.troops.number"]
    assert "found late" in reasons["dprk.troops.kursk"]
    assert "we were wrong" in reasons["carpenter.nsc-member"]
    assert all(one.then != one.now for one in wrong if isinstance(one, Moved))
    lines = {one.mark.line: PAGE.splitlines()[one.mark.line - 1] for one in wrong}
    assert all(one.mark.token in lines[one.mark.line] for one in wrong)

    after = updated(log, PAGE)
    assert check_text(log, after) == ()
    kept = {one.token for one in marks(PAGE).found} & {one.token for one in marks(after).found}
    assert len(kept) == 16

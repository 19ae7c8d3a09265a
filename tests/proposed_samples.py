"""A log in which one question has a reviewed claim and a proposed one, and another a proposed one alone."""

from __future__ import annotations

from typing import Any

from eventlog import EventLog, Question, Report

TEXT = "The quay is shut, said Ada Berg. The mole is open, the board said. Nobody works there, Bo Lind said."
REPORT = Report(publisher="outlet:post", title="Quay", published="2021-05-14", text=TEXT)
PROPOSED = "only proposed"


def proposal(question: str, agent: str, words: str, value: bool = True) -> dict[str, Any]:
    """A claim as it is proposed."""
    chain = [{"agent": agent}]
    return {"report": REPORT.id, "question": question, "value": value, "chain": chain, "quotes": [{"exact": words}]}


def fill(log: EventLog) -> None:
    """One question with a reviewed claim and a proposed one, one with a proposed one alone."""
    log.record(REPORT, Question(id="quay.shut"), REPORT.claim("quay.shut", by=["org:board"], quote="The mole is open"))
    log.propose(
        [
            {"claim": proposal("quay.shut", "person:ada-berg", "The quay is shut, said Ada Berg")},
            {"claim": proposal("quay.work", "person:bo-lind", "Nobody works there, Bo Lind said", value=False)},
        ],
        extractor="model/3",
        by="user:desk",
    )

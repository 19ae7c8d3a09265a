"""A change of mind by somebody whose word it is not is taken, and told: it is another thing than it looks like."""

from __future__ import annotations

import pytest

from eventlog import Corrected, Report, Retracted, Superseded

REPORT = Report(publisher="outlet:mail", title="Count", published="2031-03-01")
CLAIM = REPORT.claim("port.shut", by=["outlet:wire", "person:ben"])
OTHER = "org:union neither said nor carried this: unless it is one of those who did by another name"
NO_PUBLISHER = "person:ben did not publish this: unless it is the publisher by another name"
NO_MORE = "it takes away no more than it said or carried there"
NOTICE = "2031-03-08"


@pytest.mark.parametrize(
    ("event", "told", "status"),
    [
        *((Retracted(target=CLAIM.id, by=by, notice=NOTICE), "", "retracted") for by in ("outlet:mail", "person:ben")),
        (Superseded(target=CLAIM.id, by="outlet:wire", notice=NOTICE), "", "superseded"),
        (
            Retracted(target=CLAIM.id, by="org:union", notice=NOTICE),
            f"{OTHER}, it is its word against it, and takes nothing back: is it meant?",
            "disputed",
        ),
        (
            Superseded(target=CLAIM.id, by="org:union", notice=NOTICE),
            f"{OTHER}, it does nothing: is it meant?",
            "alleged",
        ),
        (
            Corrected(target=CLAIM.id, by="org:union", notice=NOTICE),
            f"{OTHER}, it does nothing: is it meant?",
            "alleged",
        ),
        (
            Retracted(target=REPORT.id, by="person:ben", notice=NOTICE),
            f"{NO_PUBLISHER}, {NO_MORE}, and is its word against the rest: is it meant?",
            "retracted",
        ),
        (
            Superseded(target=REPORT.id, by="person:ben", notice=NOTICE),
            f"{NO_PUBLISHER}, {NO_MORE}: is it meant?",
            "superseded",
        ),
        (
            Corrected(target=REPORT.id, by="person:ben", notice=NOTICE, field="published", value="2031-03-02"),
            f"{NO_PUBLISHER}, it does nothing: is it meant?",
            "alleged",
        ),
    ],
)
@pytest.mark.parametrize("together", [True, False])
def test_what_an_outsider_takes_back_is_told(event, told, status, together, log) -> None:
    """As what the rules make of it, whether it comes with its target or later; of whose word it is, nothing is told."""
    if together:
        receipt = log.record(REPORT, CLAIM, event)
    else:
        log.record(REPORT, CLAIM)
        receipt = log.record(event)
    at = 1 if event.target == REPORT.id else 2
    assert [(note.position, note.beside, note.text) for note in receipt.notes if "defined" not in note.text] == (
        [(3, at, told)] if told else []
    )
    assert log.as_of("2031-03-31")["port.shut"].status == status

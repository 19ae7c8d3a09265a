"""A proposal may rest on a part of a picture, a page or a recording, beside the words that it quotes."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

import eventlog
from eventlog import Fragment, InvalidProposals, Report

FILE, OTHER = "sha256:" + "a" * 64, "sha256:" + "b" * 64
REPORT = Report(
    publisher="outlet:post", title="Shut", published="2031-05-14", text="The harbour is shut.", page_digest=FILE
)
SHUT = {"question": "harbour.shut", "value": True, "quotes": [{"exact": "The harbour is shut."}]}
WHO = {"extractor": "model/3", "by": "user:desk"}


def proposed(report: Report, fragments: list[dict[str, Any]]) -> tuple[Fragment, ...]:
    """The fragments of a claim that went in."""
    with eventlog.open(":memory:") as log:
        log.record(report)
        log.propose([{"claim": SHUT | {"report": report.id, "fragments": fragments}}], **WHO)
        [claim] = [one.event.claim for one in log.entries() if isinstance(one.event, eventlog.ClaimRecorded)]
        return claim.fragments


def test_the_file_is_the_reports_page_unless_another_is_named() -> None:
    """So a machine that read a PDF need not know its digest."""
    assert proposed(REPORT, [{"at": "page=3&xywh=percent:1,2,3,4"}, {"at": "t=1,2", "artefact": OTHER}]) == (
        Fragment.of(FILE, "page=3&xywh=percent:1,2,3,4"),
        Fragment.of(OTHER, "t=1,2"),
    )


@pytest.mark.parametrize(
    ("report", "given", "field", "told"),
    [
        (REPORT, {"at": "page=0"}, "claim.fragments[0]", "a page is a whole number from 1 up"),
        (REPORT, {"at": "page 3"}, "claim.fragments[0]", "is no part of a fragment"),
        (REPORT, {"at": "t=1,2", "artefact": "quay.mp3"}, "claim.fragments[0]", "is not a digest"),
        (attrs.evolve(REPORT, page_digest=None), {"at": "page=3"}, "claim.fragments[0].artefact", "which file"),
        (REPORT, {"artefact": FILE}, "claim.fragments[0].at", "missing"),
        (REPORT, {"at": 3}, "claim.fragments[0].at", ""),
    ],
    ids=map(str, range(6)),
)
def test_a_place_that_is_none_is_refused(report: Report, given: dict[str, Any], field: str, told: str) -> None:
    """With its field and what to do, and nothing goes in."""
    with eventlog.open(":memory:") as log:
        log.record(report)
        before = log.head
        with pytest.raises(InvalidProposals) as raised:
            log.propose([{"claim": SHUT | {"report": report.id, "fragments": [given]}}], **WHO)
        assert log.head == before
    (refusal,) = raised.value.refusals
    assert refusal.field == field
    assert told in refusal.reason
    assert refusal.remedy


def test_words_are_still_asked_for() -> None:
    """A picture alone is no proposal: the door can look for words, and in no picture."""
    with eventlog.open(":memory:") as log:
        log.record(REPORT)
        with pytest.raises(InvalidProposals, match="quotes"):
            log.propose([{"claim": SHUT | {"report": REPORT.id, "quotes": [], "fragments": [{"at": "page=3"}]}}], **WHO)

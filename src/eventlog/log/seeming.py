"""Reports that a told report seems to be, though its id is another: the file in which it is read was edited.

An id is made of publisher, address, title, date and text, so a file in which one of them is put right tells another
report. It seems to be an earlier one if it has its text, or a claim of it rests on the same words and answers the same
question by the same reader; and if it still stands at the same place: at one address, or, where one of the two has
none, under one headline of one date. Copies of an agency's words have other addresses or headlines, and are none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from eventlog.claims import Claim
from eventlog.events import ClaimRecorded, ReportRecorded
from eventlog.log.held import Held
from eventlog.reports import Report

__all__ = ["seems"]

_TRIED: Final = 8
_LOOKED_AT: Final = 2000


def seems(report: Report, claims: Sequence[Claim], held: Held) -> Iterator[Report]:
    """The reports that are held and that this one seems to be, each once."""
    found: set[str] = set()
    for earlier in (*_of_one_text(report, held), *_of_one_reading(claims, held)):
        if earlier.id not in found and earlier.id not in held.strikes and _at_one_place(report, earlier):
            found.add(earlier.id)
            yield earlier


def _of_one_text(report: Report, held: Held) -> Iterator[Report]:
    return (one for one in held.like(report) if one.digest is not None and one.digest == report.digest)


def _of_one_reading(claims: Sequence[Claim], held: Held) -> Iterator[Report]:
    for claim in claims[:_TRIED]:
        for event in islice(held.under(f"q:{claim.question}"), _LOOKED_AT):
            if isinstance(event, ClaimRecorded) and _reading(event.claim) == _reading(claim):
                recorded = held.event(str(event.claim.report))
                if isinstance(recorded, ReportRecorded):
                    yield recorded.report


def _reading(claim: Claim) -> tuple[object, ...]:
    """What a claim has in common with itself in an edited report, in which its words may stand elsewhere."""
    words = tuple(span.digest for span in claim.evidence)
    return (claim.question, claim.extractor, words, None if words else (claim.value, claim.chain, claim.paraphrase))


def _at_one_place(report: Report, earlier: Report) -> bool:
    if report.url and earlier.url:
        return report.url == earlier.url
    return _titled(report, earlier)


def _titled(report: Report, earlier: Report) -> bool:
    return bool(report.title) and (report.title, report.published) == (earlier.title, earlier.published)

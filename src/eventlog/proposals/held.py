"""What a log holds that proposals point at: a report with its text, and who has read a claim already."""

from __future__ import annotations

from typing import Any

import attrs

from eventlog.claims import digest_of
from eventlog.errors import InvalidValue
from eventlog.events import Amended, Annulled, ClaimRecorded, Entry, Reader, ReportRecorded, ReviewState
from eventlog.reports import Report
from eventlog.standing.review import Review, reviews

__all__ = ["extractors_of", "held_back", "report_held", "review_of", "standing_under", "waiting"]


def report_held(reader: Reader, id: str) -> Report | None:
    """A report of the log as we now read it, with its text where that is held."""
    at = reader.find(id)
    event = None if at is None else reader.entry(at).event
    if not isinstance(event, ReportRecorded):
        return None
    report = event.report
    for word in standing_under(reader, f"on:{id}"):
        if isinstance(word.event, Amended):
            field, value = word.event.field, word.event.value
            if field == "text" and digest_of(value) != report.digest:
                continue
            changed: dict[str, Any] = {field: value, "published_basis": None}
            try:
                report = attrs.evolve(report, **changed)
            except InvalidValue:  # the past is reported elsewhere
                continue
    return report


def review_of(reader: Reader, id: str) -> Review | None:
    """The last word on what was proposed; None where it never was."""
    entries = list(reader.under([f"on:{id}"], 0, reader.size()))
    return reviews(entries, _struck(reader, entries)).get(id)


def extractors_of(reader: Reader, id: str) -> frozenset[str]:
    """Which extractors have read what has this id."""
    at = reader.find(id)
    event = None if at is None else reader.entry(at).event
    own = {event.claim.extractor} if isinstance(event, ClaimRecorded) else set()
    review = review_of(reader, id)
    return frozenset(own | (review.extractors if review is not None else set())) - {""}


def held_back(reader: Reader) -> frozenset[str]:
    """The ids of what was proposed and nobody has accepted: it waits, or was rejected."""
    entries = list(reader.under(["v:"], 0, reader.size()))
    told = reviews(entries, _struck(reader, entries))
    back = (ReviewState.PROPOSED, ReviewState.REJECTED)
    return frozenset(id for id, review in told.items() if review.state in back)


def waiting(reader: Reader) -> tuple[str, ...]:
    """The ids of what was proposed and waits for review, in the order in which it came in."""
    entries = list(reader.under(["v:"], 0, reader.size()))
    told = reviews(entries, _struck(reader, entries))
    held = {id: reader.find(id) for id, review in told.items() if review.state is ReviewState.PROPOSED}
    places = {id: at for id, at in held.items() if at is not None}
    judged = _struck(reader, [reader.entry(at) for at in places.values()])
    return tuple(sorted(places.keys() - judged, key=places.__getitem__))


def standing_under(reader: Reader, key: str) -> list[Entry]:
    """The entries under a key that were not struck, in order."""
    entries = list(reader.under([key], 0, reader.size()))
    struck = _struck(reader, entries)
    return [entry for entry in entries if entry.id not in struck]


def _struck(reader: Reader, entries: list[Entry]) -> set[str]:
    """Which of these were annulled, by an annulment that was not annulled itself."""
    found: list[Annulled] = []
    wave = [str(entry.id) for entry in entries if entry.id is not None]
    while wave:
        words = [entry.event for entry in reader.under([f"on:{id}" for id in wave], 0, reader.size())]
        judged = [one for one in words if isinstance(one, Annulled)]
        found, wave = [*found, *judged], [one.id for one in judged]
    struck: set[str] = set()
    for one in reversed(found):  # what annuls comes after what it annuls
        if one.id not in struck:
            struck.add(str(one.target))
    return struck

"""ClaimReview coming in: fact checks as schema.org JSON-LD, each with its verdict as it was written.

A review is a report of the checker. The claim that it reviews is one of the person who is said to have made it, found
in that report, and answers a question of its own, in the checker's words. The verdict is an assessment of that claim, a
rating on the checker's scale: it is shown beside answers and never computed with, for "half true" of one house is no
number, and that of another is something else. Source: schema.org, types ClaimReview, Claim and Rating.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from typing import Any, Final

from eventlog.claims import Agent, Assessment, AssessmentKind, Question, Ref
from eventlog.codec import strict_json
from eventlog.errors import InvalidImport, InvalidValue
from eventlog.events import AgentDefined, Assessed, ClaimRecorded, Event, QuestionDefined, ReportRecorded
from eventlog.export.arriving import name_of, read_text
from eventlog.export.converting import Agents
from eventlog.reports import Report
from eventlog.reports.page import outlet_of

__all__ = ["from_claim_reviews"]

_NOBODY: Final = "anon:unnamed"


def from_claim_reviews(
    source: str | os.PathLike[str] | bytes,
    *,
    agents: Mapping[str, str] | None = None,
    extractor: str = "claim-review/1",
) -> tuple[Event, ...]:
    """Read fact checks into reports, claims and ratings, which `log.record(*events)` takes.

    `source` is a path, or the bytes: one ClaimReview, an array of them, or a graph; what is of another type is passed
    over. `agents` are ids by name; of other names ids are made, and the agents are defined. Raises InvalidImport for a
    review without an address, a claim or a verdict in words; nothing is returned in part.
    """
    file = name_of(source)
    try:
        data = strict_json(read_text(source))
    except InvalidImport:
        raise
    except InvalidValue as error:
        raise InvalidImport(file, None, "", str(error)) from None
    names = Agents("org", agents)
    events: dict[str, Event] = {}
    for at, review in enumerate(_reviews(data), start=1):
        try:
            for event in _events(review, names, extractor):
                events.setdefault(event.id, event)
        except InvalidValue as error:
            raise InvalidImport(file, None, f"review {at}", str(error)) from None
    defined = (AgentDefined(agent=Agent(id=id, name=name)) for id, name in names.made.items())
    return (*defined, *events.values())


def _reviews(data: Any) -> Iterator[Mapping[str, Any]]:
    """Every ClaimReview of a document, wherever arrays and graphs put it."""
    if isinstance(data, list):
        for one in data:
            yield from _reviews(one)
    elif isinstance(data, dict):
        kinds = data.get("@type")
        if kinds == "ClaimReview" or (isinstance(kinds, list) and "ClaimReview" in kinds):
            yield data
        yield from _reviews(data.get("@graph"))


def _events(
    review: Mapping[str, Any], names: Agents, extractor: str
) -> Iterator[ReportRecorded | QuestionDefined | ClaimRecorded | Assessed]:
    url, reviewed = _text(review, "url"), _text(review, "claimReviewed")
    rating = _table(review, "reviewRating")
    verdict = _text(rating, "alternateName")
    for what, text in (("url", url), ("claimReviewed", reviewed), ("reviewRating.alternateName", verdict)):
        if not text:
            raise InvalidValue(f"a review without {what} tells nothing that can be kept: leave it out")
    publisher = outlet_of(url)
    if publisher is None:
        raise InvalidValue(f"{url!r} is no address of a page: a review stands on one")
    item = _table(review, "itemReviewed")
    checker, speaker = (_text(_table(one, "author"), "name") for one in (review, item))
    published = _text(review, "datePublished") or None
    report = Report(publisher=publisher, title=_text(review, "headline") or reviewed, published=published, url=url)
    yield ReportRecorded(report=report)
    question = f"reviewed.{hashlib.sha256(reviewed.encode()).hexdigest()[:12]}"
    yield QuestionDefined(question=Question(id=question, words=reviewed))
    by = names(speaker) if speaker else _NOBODY
    said = _text(item, "datePublished") or None
    claim = report.claim(question, True, by=[by], said=said, extractor=extractor)
    yield ClaimRecorded(claim=claim)
    yield Assessed(
        assessment=Assessment(
            about=claim.id,
            what=AssessmentKind.RATING,
            value=verdict,
            scale=_scale(rating),
            by=names(checker) if checker else publisher,
            found_in=Ref(report.id),
            note=_text(rating, "ratingExplanation"),
        )
    )


def _scale(rating: Mapping[str, Any]) -> str:
    """The numbers that stand beside a verdict, as they stand there."""
    told = [(name, _text(rating, name)) for name in ("ratingValue", "worstRating", "bestRating")]
    return ", ".join(f"{name} {text}" for name, text in told if text)


def _table(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = data.get(key)
    first = value[0] if isinstance(value, list) and value else value
    return first if isinstance(first, dict) else {}


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key)
    return "" if value is None or isinstance(value, (dict, list, bool)) else str(value).strip()

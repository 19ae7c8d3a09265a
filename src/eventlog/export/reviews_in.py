"""ClaimReview coming in: fact checks as schema.org JSON-LD, each with its verdict as it was written.

A review is a report of the checker. The claim that it reviews is one of the person who is said to have made it, found
in that report, and answers a question of its own, in the checker's words. The verdict is an assessment of that claim, a
rating on the checker's scale: it is shown beside answers and never computed with, for "half true" of one house is no
number, and that of another is something else. Source: schema.org, types ClaimReview, Claim and Rating.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from eventlog import times
from eventlog.claims import Agent, Assessment, AssessmentKind, Question, Ref
from eventlog.codec import strict_json
from eventlog.errors import InvalidImport, InvalidTime, InvalidValue
from eventlog.events import AgentDefined, Assessed, ClaimRecorded, Event, QuestionDefined, ReportRecorded
from eventlog.export.arriving import name_of, read_text
from eventlog.export.converting import Agents
from eventlog.reports import Report
from eventlog.reports.dating import as_date
from eventlog.reports.page import outlet_of

__all__ = ["from_claim_reviews", "reviews"]

_NOBODY: Final = "anon:unnamed"
_NAMESPACES: Final = ("", "schema:", "https://schema.org/", "http://schema.org/")


def from_claim_reviews(
    source: str | os.PathLike[str] | bytes,
    *,
    agents: Mapping[str, str | Iterable[str]] | None = None,
    extractor: str = "claim-review/1",
) -> tuple[Event, ...]:
    """Read fact checks into reports, claims and ratings, which `log.record(*events)` takes.

    `source` is a path, or the bytes, in which ClaimReviews stand anywhere: alone, in arrays and graphs, in a page or a
    feed; what is of another type is passed over. A claim that two made is two claims, and two ratings are two verdicts.
    `agents` are ids by name, several of a name that several have, which is refused; of other names ids are made (of a
    Person `person:`, else `org:`), and the agents are defined. Raises InvalidImport for a review without an address, a
    claim or a verdict in words; nothing is returned in part.
    """
    file = name_of(source)
    try:
        data = strict_json(read_text(source))
    except InvalidImport:
        raise
    except InvalidValue as error:
        raise InvalidImport(file, None, "", str(error)) from None
    names = {kind: Agents(kind, agents) for kind in ("org", "person")}
    events: dict[str, Event] = {}
    for at, review in enumerate(reviews(data), start=1):
        try:
            for event in _events(review, names, extractor):
                events.setdefault(event.id, event)
        except InvalidValue as error:
            raise InvalidImport(file, None, f"review {at}", str(error)) from None
    made = {id: name for one in names.values() for id, name in one.made.items()}
    defined = (AgentDefined(agent=Agent(id=id, name=name)) for id, name in made.items())
    return (*defined, *events.values())


def reviews(data: Any) -> Iterator[Mapping[str, Any]]:
    """Every ClaimReview of a document, wherever it stands."""
    if isinstance(data, list):
        for one in data:
            yield from reviews(one)
    elif isinstance(data, dict):
        if _is(data, "ClaimReview"):
            yield data
        for one in data.values():
            yield from reviews(one)


def _is(data: Mapping[str, Any], kind: str) -> bool:
    kinds = data.get("@type")
    known = {f"{space}{kind}" for space in _NAMESPACES}
    return any(isinstance(one, str) and one in known for one in (kinds if isinstance(kinds, list) else [kinds]))


def _events(
    review: Mapping[str, Any], names: Mapping[str, Agents], extractor: str
) -> Iterator[ReportRecorded | QuestionDefined | ClaimRecorded | Assessed]:
    url, reviewed = _text(review, "url"), _text(review, "claimReviewed")
    ratings = _tables(review, "reviewRating") or [{}]
    verdicts = [_text(one, "alternateName") for one in ratings]
    for what, told in (("url", url), ("claimReviewed", reviewed), ("reviewRating.alternateName", all(verdicts))):
        if not told:
            raise InvalidValue(f"a review without {what} tells nothing that can be kept: leave it out")
    publisher = outlet_of(url)
    if publisher is None:
        raise InvalidValue(f"{url!r} is no address of a page: a review stands on one")
    published = _date(review)
    report = Report(publisher=publisher, title=_text(review, "headline") or reviewed, published=published, url=url)
    yield ReportRecorded(report=report)
    question = f"reviewed.{hashlib.sha256(reviewed.encode()).hexdigest()[:12]}"
    yield QuestionDefined(question=Question(id=question, words=reviewed))
    checkers = _authors(review, names) or [publisher]
    for item in _tables(review, "itemReviewed") or [{}]:
        said = _date(item)
        for by in _authors(item, names) or [_NOBODY]:
            claim = report.claim(question, True, by=[by], said=said, extractor=extractor)
            yield ClaimRecorded(claim=claim)
            for rating, verdict in zip(ratings, verdicts, strict=True):
                for checker in checkers:
                    yield Assessed(
                        assessment=Assessment(
                            about=claim.id,
                            what=AssessmentKind.RATING,
                            value=verdict,
                            scale=_scale(rating),
                            by=checker,
                            found_in=Ref(report.id),
                            note=_text(rating, "ratingExplanation"),
                        )
                    )


def _authors(data: Mapping[str, Any], names: Mapping[str, Agents]) -> list[str]:
    """The ids of those who made something, as far as they have names."""
    named = ((one, _text(one, "name")) for one in _tables(data, "author"))
    return [names["person" if _is(one, "Person") else "org"](name) for one, name in named if name]


def _scale(rating: Mapping[str, Any]) -> str:
    """The numbers that stand beside a verdict, as they stand there."""
    told = [(name, _text(rating, name)) for name in ("ratingValue", "worstRating", "bestRating")]
    return ", ".join(f"{name} {text}" for name, text in told if text)


def _tables(data: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """The one or several things under a key. A bare text is a name: `"author": "Ada Example"`."""
    value = data.get(key)
    told = value if isinstance(value, list) else [] if value is None else [value]
    return [one if isinstance(one, dict) else {"name": one} for one in told]


def _date(data: Mapping[str, Any]) -> str | None:
    """When it was published, as it stands or else as the metadata of a page is read: without its offset, a clock time
    only tells the day.
    """
    given = _text(data, "datePublished")
    try:
        return times.check(given) if given else None
    except InvalidTime:
        return as_date(given) or given  # which is refused where it is used


def _text(data: Mapping[str, Any], key: str) -> str:
    """A text, also as the one member of an array, or with its language. Raises InvalidValue for what is none."""
    value = data.get(key)
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, dict) and "@value" in value:
        value = value["@value"]
    if isinstance(value, (dict, list, bool)):
        raise InvalidValue(f"{key} is no text: write it as one, or leave the review out")
    return "" if value is None else str(value).strip()

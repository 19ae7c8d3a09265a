"""Fact checks of others come in as reports, claims and verdicts as written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import eventlog
from eventlog.claims import Assessment, Claim
from eventlog.errors import InvalidImport
from eventlog.events import ClaimRecorded, ReportRecorded
from eventlog.export import from_claim_reviews
from eventlog.export.recognising import Arriving, recognised

REVIEW: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "url": "https://checkers.example/1",
    "datePublished": "2031-06-26",
    "author": {"@type": "Organization", "name": "The Checkers"},
    "claimReviewed": "The port was never closed.",
    "itemReviewed": {"@type": "Claim", "author": {"name": "Ada Example"}, "datePublished": "2031-06-20"},
    "reviewRating": {"@type": "Rating", "ratingValue": 2, "bestRating": 5, "alternateName": "Mostly false"},
}


def read(data: Any, **rest: Any) -> tuple[Any, ...]:
    """The events of a document."""
    return from_claim_reviews(json.dumps(data).encode(), **rest)


def test_a_verdict_is_kept_as_written_and_computes_nothing() -> None:
    """The rating stands beside the answer with its scale; the answer is that of whoever said it."""
    with eventlog.open(":memory:") as log:
        log.record(*read(REVIEW, agents={"Ada Example": "person:ada-example"}))
        [standing] = log.as_of("2031-06-30")
        assert standing.question.words == "The port was never closed."
        assert (standing.status, standing.roots_for) == ("alleged", ("person:ada-example",))
        [one] = standing.assessments
        assert (one.value, one.scale, one.by) == ("Mostly false", "ratingValue 2, bestRating 5", "org:the-checkers")
        assert log.as_of("2031-06-25")[standing.id].status == "unreported"
        size = len(log)
        log.record(*read(REVIEW, agents={"Ada Example": "person:ada-example"}))
        assert len(log) == size


def test_reviews_are_found_in_arrays_and_graphs() -> None:
    """And what is none is passed over."""
    other = REVIEW | {"url": "https://checkers.example/2"}
    one, two = (len(read(data)) for data in ([REVIEW, {"@type": "Article"}], {"@graph": [REVIEW, other]}))
    assert two == one + 3  # of the second a report, a claim and a verdict; the question and the agents are the same


FEED = {"@type": "DataFeed", "dataFeedElement": [{"@type": "DataFeedItem", "item": [REVIEW]}]}
PLACES: dict[str, Any] = {
    "a feed": FEED,
    "a page": {"@type": "WebPage", "mainEntity": {"@type": ["Article"], "review": REVIEW}},
    "its whole type": REVIEW | {"@type": "https://schema.org/ClaimReview"},
    "several types": [REVIEW | {"@type": ["Review", "schema:ClaimReview"]}],
}


@pytest.mark.parametrize("place", PLACES)
def test_a_review_is_found_wherever_it_stands(place: str, tmp_path: Path) -> None:
    """And a file is known by it."""
    assert read(PLACES[place]) == read(REVIEW)
    file = tmp_path / "reviews.json"
    file.write_text(json.dumps(PLACES[place]), encoding="utf-8")
    assert recognised(file) is Arriving.REVIEWS


def test_lines_of_json_are_known_by_the_first_however_long_it_is(tmp_path: Path) -> None:
    """A line of marks holds the whole text: told as damaged, the file was never taken."""
    file = tmp_path / "lines.jsonl"
    for line, what in (
        ({"text": "Причал " * 10_000, "label": [[0, 6, "shut"]]}, Arriving.DOCCANO),
        ({"report": {"text": "Причал " * 10_000}}, Arriving.PROPOSALS),
    ):
        file.write_text(f"\n{json.dumps(line)}\n" * 2, encoding="utf-8")
        assert recognised(file) is what


def told(**changed: Any) -> tuple[list[str], list[tuple[str, str]]]:
    """Who said it, and the verdicts with whose they are."""
    events = [getattr(one, "claim", None) or getattr(one, "assessment", None) for one in read(REVIEW | changed)]
    speakers = [one.chain[0].agent for one in events if isinstance(one, Claim)]
    return speakers, [(one.value, one.by) for one in events if isinstance(one, Assessment)]


@pytest.mark.parametrize(
    ("given", "day"),
    [
        *(("2031-06-26T10:00:00", "2031-06-26"), ("2031-06-26 10:00", "2031-06-26")),
        *(("2031-06-26T10:00:00+0200", "2031-06-26T10:00:00+02:00"), ("2031-06-26T10:00Z", "2031-06-26T10:00Z")),
        *(("2031-06~", "2031-06~"), ("2031-06-26", "2031-06-26")),
    ],
)
def test_a_date_is_read_as_that_of_a_page(given: str, day: str) -> None:
    """A clock time without an offset tells the day; what can be read as it stands is kept so."""
    item = {"author": {"name": "Ada Example"}, "datePublished": given}
    events = read(REVIEW | {"datePublished": given, "itemReviewed": item})
    [report] = [one.report for one in events if isinstance(one, ReportRecorded)]
    [claim] = [one.claim for one in events if isinstance(one, ClaimRecorded)]
    assert (report.published, claim.said) == (day, day)


SPEAKERS: dict[str, tuple[Any, list[str]]] = {
    "a bare name": ({"author": "Ada Example"}, ["org:ada-example"]),
    "a person": ({"author": {"@type": "Person", "name": "Ada Example"}}, ["person:ada-example"]),
    "two": ({"author": [{"@type": "Person", "name": "Ada"}, {"name": "Port"}]}, ["person:ada", "org:port"]),
    "two items": ([{"author": {"name": "Ada"}}, {"author": {"name": "Port"}}], ["org:ada", "org:port"]),
    "with a language": ({"author": {"name": {"@value": "Port", "@language": "en"}}}, ["org:port"]),
    "nobody": ({"@type": "Claim"}, ["anon:unnamed"]),
}


@pytest.mark.parametrize("case", SPEAKERS)
def test_whoever_said_it_is_credited(case: str) -> None:
    """A name alone, one of several, a person as a person: none is left out, and none is nobody."""
    item, speakers = SPEAKERS[case]
    found, verdicts = told(itemReviewed=item)
    assert (found, len(verdicts)) == (speakers, len(speakers))


def test_every_verdict_is_kept_with_everybody_who_gave_it() -> None:
    """Two ratings are two, and so are two checkers; a name alone is one of these."""
    _, verdicts = told(author=["Checkers", {"@type": "Person", "name": "Bo"}], reviewRating=[
        {"alternateName": "False"}, {"alternateName": "Pants on fire"}
    ])  # fmt: skip
    who = ("org:checkers", "person:bo")
    assert verdicts == [(value, by) for value in ("False", "Pants on fire") for by in who]


@pytest.mark.parametrize(
    "changed", [{"claimReviewed": ["a", "b"]}, {"itemReviewed": {"author": {"name": ["Ada", "Example"]}}}]
)
def test_what_is_no_text_is_refused(changed: Any) -> None:
    """It is not as if it were not there."""
    with pytest.raises(InvalidImport, match="is no text"):
        read(REVIEW | changed)


@pytest.mark.parametrize("missing", ["url", "claimReviewed", "reviewRating"])
def test_a_review_that_tells_nothing_is_refused(missing: str) -> None:
    """With its number, and nothing is taken."""
    with pytest.raises(InvalidImport, match=f"review 2: a review without {missing}"):
        read([REVIEW, {key: value for key, value in REVIEW.items() if key != missing}])

"""Fact checks of others come in as reports, claims and verdicts as written."""

from __future__ import annotations

import json
from typing import Any

import pytest

import eventlog
from eventlog.errors import InvalidImport
from eventlog.export import from_claim_reviews

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


@pytest.mark.parametrize("missing", ["url", "claimReviewed", "reviewRating"])
def test_a_review_that_tells_nothing_is_refused(missing: str) -> None:
    """With its number, and nothing is taken."""
    with pytest.raises(InvalidImport, match=f"review 2: a review without {missing}"):
        read([REVIEW, {key: value for key, value in REVIEW.items() if key != missing}])

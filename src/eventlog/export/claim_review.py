"""ClaimReview: what stands, for search engines and archives of fact checks, as schema.org JSON-LD.

One review for each position of each standing. The claim is the affirmative, and its authors are those who affirm it
without a hedge. The rating is our word for how this one answer stands, and nothing else: schema.org would also take a
number between a worst and a best, and that would be a conversion of scales which means nothing. The review is dated by
the cut, for it says what was known then. A page may hold the text in a script element: what could end one is escaped.
Source: schema.org, types ClaimReview, Claim and Rating.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from eventlog import times
from eventlog.claims import check_text
from eventlog.claims.fields import check_type
from eventlog.errors import InvalidValue, shown
from eventlog.knowledge import Answer, Knowledge, LiveClaim, Standing
from eventlog.knowledge.unread import warn_of
from eventlog.render.phrasing import capital, header, speaker, withheld_words
from eventlog.render.rating import rating_words
from eventlog.render.showing import answer_line, backing_words
from eventlog.render.values import affirmative
from eventlog.render.waiting import proposed_words
from eventlog.tables import json_text


def to_claim_reviews(knowledge: Knowledge, *, author: str, url: str, about: str | None = None) -> str:
    """A JSON-LD graph of reviews. `author` is the name of the publisher of the reviews, `url` (http or https) the page
    they stand on; `about` limits them to a topic.

    A graph has no place for what can't be read: it is warned of (`Unread`). Raises InvalidValue for an address that is
    none.
    """
    check_type(knowledge, Knowledge, "what is exported")
    check_text(author, "the author of a review", required=True)
    if not isinstance(url, str) or not url.startswith(("https://", "http://")) or not url.isprintable() or " " in url:
        raise InvalidValue(f"{shown(url)} is no address of a page: give one that begins with https://")
    asked = list(knowledge if about is None else knowledge.about(about))
    warn_of(one for standing in asked for one in standing.problems)
    graph = [one for standing in asked for one in _reviews(knowledge, standing, author, url)]
    text = json_text({"@context": "https://schema.org", "@graph": graph}, indent=1)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026") + "\n"


def _reviews(knowledge: Knowledge, standing: Standing, author: str, url: str) -> Iterator[dict[str, Any]]:
    moment = knowledge.cut.moment
    for number, position in enumerate(standing.positions, start=1):
        told = f"{standing.question.words or standing.id} {capital(affirmative(position.value, knowledge.name_of))}"
        yield {
            "@type": "ClaimReview",
            "@id": f"{url}#{standing.id}-{number}",
            "url": url,
            **({} if moment is None else {"datePublished": times.instant_text(moment)}),
            "author": {"@type": "Organization", "name": author},
            "claimReviewed": told,
            "itemReviewed": {
                "@type": "Claim",
                "name": told,
                "author": [{"@type": "Thing", "name": speaker(one, knowledge.name_of)} for one in _authors(position)],
                "appearance": list(_works(standing, (*position.claims, *position.denials))),
            },
            "reviewRating": {
                "@type": "Rating",
                "alternateName": _rating(knowledge, standing, position),
                "ratingExplanation": _explained(knowledge, standing, position),
            },
        }


def _rating(knowledge: Knowledge, standing: Standing, position: Answer) -> str:
    """How the answer stands, in words, and what under it nobody has reviewed."""
    told = (rating_words(position, standing, knowledge.name_of), proposed_words(standing))
    return " · ".join(filter(None, told))


def _explained(knowledge: Knowledge, standing: Standing, position: Answer) -> str:
    """The answer in words: what is affirmed and what is denied, by whom, how independently, at which cut."""
    sources = backing_words(position, standing)
    told = [answer_line(position, standing, knowledge.name_of), sources, withheld_words(standing.withheld)]
    return f"{'; '.join(one for one in told if one)}. {header(standing.cut)}"


def _authors(position: Answer) -> Iterator[str]:
    """Who says it, and not only that it is probably or possibly so, or on a condition."""
    said = (one for figure in position.figures[:1] for one in figure.claims if not one.claim.condition)
    certain = {one.root for one in said if one.factuality.value == "CT+"}
    return (root for root in position.for_ if root in certain)


def _works(standing: Standing, claims: Iterable[LiveClaim]) -> Iterator[dict[str, Any]]:
    """The reports in which the claims stand, each once."""
    seen: set[str] = set()
    for one in claims:
        id = str(one.claim.report)
        report = standing.dossier.report(id)
        if id in seen or report is None:
            continue
        seen.add(id)
        yield {
            "@type": "CreativeWork",
            "identifier": id,
            "name": report.title,
            "publisher": {"@type": "Organization", "name": standing.name_of(one.publisher)},
            **({"url": report.url} if report.url.startswith(("https://", "http://")) else {}),
            **({"inLanguage": report.language} if report.language else {}),
            **({"temporal": report.published} if report.published else {}),
        }

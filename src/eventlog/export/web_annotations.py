"""Web Annotations: each claim as a note on the place in the text where it stands.

One annotation a claim, with a target for each of its spans: where (code points, half-open) and, where the words may be
kept, which; and one for each of its fragments: page, box, time, outline. Its bodies are the claim in our words and its
question as a tag. The digest of a span, the chain, stance and factuality have no word in the model and stand in a
vocabulary of our own. Source: W3C Web Annotation Data Model (2017), sections 3.2, 4.2.4 and 4.2.5.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from eventlog import times
from eventlog.claims import Claim, Evidence, Fragment
from eventlog.claims.fields import check_type
from eventlog.events import Entry
from eventlog.export.catalogue import Catalogue, catalogue
from eventlog.export.selectors import OWN_DIGEST, artefact_name, selector_of
from eventlog.knowledge import Knowledge
from eventlog.render.phrasing import header
from eventlog.reports import Report
from eventlog.tables import json_text

CONTEXT: Final = ["http://www.w3.org/ns/anno.jsonld", {"eventlog": "urn:eventlog:"}]


def to_web_annotations(knowledge: Knowledge, *, quotes: bool = False) -> str:
    """The visible claims as one AnnotationCollection in JSON-LD.

    With `quotes`, words are taken from the texts that the log holds; without, only those that an annotator kept. A
    claim without a span is an annotation of its whole report. What can't be read is a problem of the collection.
    Raises InvalidValue.
    """
    check_type(quotes, bool, "whether words are quoted")
    held = catalogue(knowledge)
    items = list(_annotations(held, quotes=quotes))
    name = f"urn:eventlog:position:{knowledge.cut.position}"
    page = {"id": f"{name}:page:1", "type": "AnnotationPage", "partOf": name, "startIndex": 0, "items": items}
    collection = {
        "@context": CONTEXT,
        "id": name,
        "type": "AnnotationCollection",
        "label": header(knowledge.cut),
        "total": len(items),
        **({"eventlog:problem": [str(one) for one in held.problems]} if held.problems else {}),
        "first": page,
    }
    return json_text(collection, indent=1) + "\n"


def _annotations(held: Catalogue, *, quotes: bool) -> Iterator[dict[str, Any]]:
    for entry, claim in held.claims:
        report = held.reports.get(str(claim.report), (entry, None))[1]
        targets = [_target(claim, report, span, quotes=quotes) for span in claim.evidence]
        targets += [_part(claim, report, one) for one in claim.fragments]
        yield {
            "id": f"urn:eventlog:{claim.id}",
            "type": "Annotation",
            "motivation": "identifying",
            "created": times.instant_text(entry.recorded),
            **({"generator": {"type": "Software", "name": claim.extractor}} if claim.extractor else {}),
            "body": list(_bodies(claim, held)),
            "target": targets or _source(claim, report),
            **_own(entry, claim, held),
        }


def _bodies(claim: Claim, held: Catalogue) -> Iterator[dict[str, Any]]:
    line = held.line(claim)
    told = f"{line} ({claim.paraphrase})" if claim.paraphrase else line
    yield {"type": "TextualBody", "value": told, "format": "text/plain", "purpose": "describing"}
    yield {"type": "TextualBody", "value": claim.question, "format": "text/plain", "purpose": "tagging"}


def _own(entry: Entry, claim: Claim, held: Catalogue) -> dict[str, Any]:
    """What the model has no word for."""
    told = {
        "answer": held.answer(claim),
        "stance": str(claim.stance),
        "factuality": str(claim.factuality),
        "kind": held.other_kind(claim),
        "condition": claim.condition or None,
        "chain": {"@list": [step.agent for step in claim.chain]},
        "said": None if claim.said is None else str(claim.said),
        "during": None if claim.during is None else str(claim.during),
        "review": held.review(claim.id),
        "takenBack": held.taken_back(claim) or None,
        "rejected": held.rejected(claim) or None,
        "position": entry.position,
        "report": str(claim.report),
    }
    return {f"eventlog:{name}": value for name, value in told.items() if value is not None}


def _source(claim: Claim, report: Report | None) -> str:
    """Where the text is: its address, else a name that stands for the report."""
    if report is not None and report.url.startswith(("https://", "http://")) and report.url.isprintable():
        return report.url
    return f"urn:eventlog:{claim.report}"


def _target(claim: Claim, report: Report | None, span: Evidence, *, quotes: bool) -> dict[str, Any]:
    selectors: list[dict[str, Any]] = [{"type": "TextPositionSelector", "start": span.start, "end": span.end}]
    quote = span.quote
    if quote is None and quotes and report is not None and report.text is not None and span.fits(report.text):
        quote = Evidence.of(report.text, span.start, span.end, keep=True).quote
    if quote is not None:
        words = {"exact": quote.exact, "prefix": quote.prefix, "suffix": quote.suffix}
        selectors.append({"type": "TextQuoteSelector", **words})
    told: dict[str, Any] = {"source": _source(claim, report), "selector": selectors, "eventlog:digest": span.digest}
    page = report.page_of(span) if report is not None else None
    if page is not None:
        told["eventlog:page"] = page
    if report is not None and report.digest is not None:
        told["eventlog:textDigest"] = report.digest
    return told


def _part(claim: Claim, report: Report | None, one: Fragment) -> dict[str, Any]:
    """A target in what is no text: the page that the report was read from has its address, another file its digest."""
    own = report is not None and report.page_digest == one.artefact
    source = _source(claim, report) if own else artefact_name(one.artefact)
    selector = selector_of(one)
    return {"source": source, **({} if selector is None else {"selector": selector}), OWN_DIGEST: one.artefact}

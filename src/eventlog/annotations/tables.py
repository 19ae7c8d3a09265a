"""What each table of an annotation file means: one reader a table, each field checked on its own.

The tables are the values of `eventlog.claims` and `eventlog.reports` in the words of their authors, with two
differences. Reports, claims and links have keys here, local names that an annotator chooses; ids are made from the
content. And each field is checked before the whole is made, so that a fault is named by its field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

from eventlog import times
from eventlog.annotations.claims import ends, spans, vague_time
from eventlog.annotations.quotes import quoted
from eventlog.annotations.source import KEY, Table
from eventlog.claims import (
    SCALES,
    Agent,
    AnswerType,
    Assessment,
    AssessmentKind,
    Link,
    LinkKind,
    Measure,
    Membership,
    Question,
    QuestionKind,
    Ref,
    check_agent,
    check_digest,
    check_question,
    check_text,
)
from eventlog.errors import InvalidTime, InvalidValue, shown
from eventlog.events import Amended, Annulled, Corrected, DifferentEntity, Retracted, SameEntity, Superseded
from eventlog.reports import BasisKind, PublishedBasis, Region, RegionKind, Report
from eventlog.reports.fields import AMENDABLE, CORRECTABLE

FILE = (
    *("format", "extractor", "by", "names", "report", "claims", "links", "assessments", "withdrawals", "judgements"),
    *("agents", "questions"),
)
REPORT = (
    *("key", "publisher", "title", "authors", "published", "published_basis", "modified", "carrier", "zone"),
    *("language", "url", "retrieved", "digest", "page_digest", "reader", "cites", "revision_of", "regions"),
)
BASIS = ("kind", "earliest", "latest")
REGION = ("kind", "start", "end", "digest", "quote", "prefix", *RegionKind)
LINK = ("key", "kind", "from", "to", "by", "basis", "found_in")
ASSESSMENT = (
    "about",
    "what",
    "value",
    "by",
    "found_in",
    "evidence",
    "quote",
    "said",
    "during",
    "topic",
    "note",
    "scale",
)
WITHDRAWAL = ("kind", "target", "by", "notice", "with", "field", "value", "reason")
JUDGEMENT = ("kind", "target", "replaced_by", "report", "field", "value", "a", "b", "by", "reason")
AGENT = ("id", "name", "aliases", "part_of")
MEMBERSHIP = ("agent", "during")
QUESTION = ("id", "words", "answer", "kind", "single", "measure", "about")

Resolve = Callable[..., Ref]
"""Finds what a field names: `resolve(table, field, *kinds)` gives its id or raises InvalidAnnotation."""


def key_of(table: Table) -> str:
    """The key of a report, a claim or a link: letters, digits, dots, hyphens and underscores."""
    key = table.text("key", required=True)
    if not KEY.fullmatch(key) or len(key) > 100:
        msg = f"{shown(key)} is not a key: write letters, digits, dots, hyphens or underscores, such as june-26"
        raise table.fault(msg, "key")
    return key


def report_key(table: Table) -> str:
    """The key of a report, which may not read as a date: a notice is either."""
    key = key_of(table)
    try:
        times.check(key)
    except InvalidTime:
        return key
    raise table.fault(f"{shown(key)} reads as a date, so that a notice could mean either: choose another key", "key")


def report(table: Table) -> Report:
    """A report, still without those that it cites or revises."""
    zone = table.read("zone", times.check_zone)
    basis = table.table("published_basis", BASIS)
    regions = [_region(one, table.data.get("digest")) for one in table.tables("regions", REGION)]
    fields: dict[str, Any] = {
        "publisher": table.need("publisher", table.whom),
        "title": table.text("title"),
        "authors": table.texts("authors", table.whom),
        "published": table.read("published", lambda text: _published(text, zone or "UTC")),
        "published_basis": basis
        and PublishedBasis(
            kind=basis.choice("kind", BasisKind), earliest=basis.text("earliest"), latest=basis.text("latest")
        ),
        "modified": table.read("modified", lambda text: _published(text, zone or "UTC")),
        "carrier": table.text("carrier"),
        "zone": zone,
        "language": table.text("language"),
        "url": table.text("url"),
        "retrieved": table.read("retrieved", lambda text: _published(text, zone or "UTC")),
        "digest": table.read("digest", check_digest),
        "page_digest": table.read("page_digest", check_digest),
        "reader": table.text("reader"),
        "regions": regions,
    }
    return table.held(lambda: Report(**fields))


def _region(table: Table, digest: object) -> Region:
    """A part of a text: its ends, or its words under `quote` or under its kind."""
    named = [str(kind) for kind in RegionKind if kind in table.data]
    if named:
        kind = named[0]
        others = [key for key in (*named[1:], "kind", "quote", "start", "end", "digest") if key in table.data]
        if others:
            raise table.fault(
                f"a region is written as its words under {kind}, or with a kind: leave one out", others[0]
            )
        words = {key: value for key, value in table.data.items() if key != kind} | {"quote": table.data[kind]}
        table = Table(table.source, table.path, {"kind": kind, **words}, REGION, {"quote": table.at(kind)})
    text = table.source.text_of(digest if isinstance(digest, str) else None)
    what = table.choice("kind", RegionKind)
    if "quote" in table.data:
        span = quoted(table, text)
        return Region(kind=what, start=span.start, end=span.end, digest=span.digest)
    start, end = ends(table)
    return Region(kind=what, start=start, end=end, digest=table.read("digest", check_digest))


def _published(text: str, zone: str) -> str:
    times.bounds(text, times.Place.PUBLISHED, zone)
    return text


def links(table: Table, resolve: Resolve) -> Iterator[Link]:
    """The links between claims of a table: `from` and `to` name one each, or several."""
    fields: dict[str, Any] = {
        "kind": table.choice("kind", LinkKind),
        "by": table.need("by", table.whom),
        "basis": table.text("basis"),
        "found_in": _found_in(table, resolve),
    }
    ends = [[resolve(one, key, "claim") for one in _each(table, key)] for key in ("from", "to")]
    if "key" in table.data and len(ends[0]) * len(ends[1]) != 1:
        raise table.fault("a key names one link, and these are several: write each by itself, or leave it out", "key")
    for one, other in product(*ends):
        yield table.held(lambda one=one, other=other: Link(from_=one, to=other, **fields), "to")  # type: ignore[misc]


def _each(table: Table, key: str) -> Iterator[Table]:
    """The table with each of the texts under a key, where that is an array of them."""
    given = table.data.get(key)
    for at, one in enumerate(given if isinstance(given, list) and given else ()):
        yield Table(table.source, table.path, {key: one}, (key,), {key: table.at(key, at)})
    if not isinstance(given, list) or not given:
        yield table


def _found_in(table: Table, resolve: Resolve) -> Ref | None:
    return resolve(table, "found_in", "report") if "found_in" in table.data else None


def assessment(table: Table, resolve: Resolve, text_of: Callable[[str | None], str | None]) -> Assessment:
    """A remark about a claim, a report, a link or an agent."""
    what = table.choice("what", AssessmentKind)
    absent = what is AssessmentKind.EVIDENCE_ABSENT and "value" not in table.data
    value = SCALES[what][0] if absent else table.text("value", required=True)
    if "found_in" not in table.data and (key := next((key for key in ("evidence", "quote") if key in table.data), "")):
        raise table.fault("spans need the report in which they stand: add found_in", key)
    found_in = _found_in(table, resolve)
    evidence = spans(table, text_of(found_in))
    fields: dict[str, Any] = {
        "about": resolve(table, "about", "claim", "report", "link", "agent"),
        "what": what,
        "value": table.one_of("value", value, SCALES[what]) if what in SCALES else value,
        "by": table.need("by", table.whom),
        "found_in": found_in,
        "evidence": evidence,
        "said": vague_time(table, "said"),
        "during": vague_time(table, "during"),
        "topic": table.text("topic"),
        "note": table.text("note"),
        "scale": table.text("scale"),
    }
    return table.held(lambda: Assessment(**fields), "scale" if fields["scale"] else "about")


_WITHDRAWALS: dict[str, type[Retracted | Superseded | Corrected]] = {
    "retracted": Retracted,
    "superseded": Superseded,
    "corrected": Corrected,
}


def withdrawal(table: Table, resolve: Resolve) -> Retracted | Superseded | Corrected:
    """A source's change of mind."""
    kind = table.one_of("kind", table.text("kind", required=True), tuple(_WITHDRAWALS))
    fields: dict[str, Any] = {
        "target": resolve(table, "target", "claim", "report", "link"),
        "by": table.need("by", table.whom),
        "notice": resolve(table, "notice", "report", "date"),
        "reason": table.text("reason"),
    }
    if "with" in table.data:
        if kind == "retracted":
            raise table.fault("a retraction puts nothing in its place: write superseded or corrected", "with")
        fields["with_"] = resolve(table, "with", "claim")
    if "field" in table.data or "value" in table.data:
        fields |= _correction(table, kind)
    made = table.held(lambda: _WITHDRAWALS[kind](**fields))
    if isinstance(made, Corrected):
        table.held(made.check, "field" if "field" in table.data else "target")
    return made


def _correction(table: Table, kind: str) -> dict[str, Any]:
    """A field of a report as its publisher corrected it."""
    if kind != "corrected":
        raise table.fault(f"only a correction has a field and its value, not kind = {shown(kind)}", "kind")
    field = table.one_of("field", table.text("field", required=True), CORRECTABLE)
    if field == "authors":
        return {
            "field": field,
            "value": table.texts("value", lambda name: check_text(name, "an author", required=True)),
        }
    if field == "published":
        return {"field": field, "value": table.need("value", lambda text: _published(text, "UTC"))}
    return {"field": field, "value": table.text("value", required=True)}


_JUDGED: dict[str, tuple[type[Annulled | Amended | SameEntity | DifferentEntity], tuple[str, ...]]] = {
    "strike": (Annulled, ("target", "replaced_by")),
    "amend": (Amended, ("report", "field", "value")),
    "merge": (SameEntity, ("a", "b")),
    "split": (DifferentEntity, ("a", "b")),
}


def judgement(table: Table, resolve: Resolve) -> Annulled | Amended | SameEntity | DifferentEntity:
    """A judgement of ours: that we read something wrongly, or who is who."""
    kind = table.one_of("kind", table.text("kind", required=True), tuple(_JUDGED))
    made, own = _JUDGED[kind]
    for key in table.data:
        if key not in ("kind", "by", "reason", *own):
            raise table.fault(f"a {kind} has {' and '.join(own)}, and no {key}: leave it out", key)
    fields: dict[str, Any] = {"by": table.read("by", table.whom) or "user:log", "reason": table.text("reason")}
    if kind == "strike":
        fields["target"] = resolve(table, "target", "claim", "report", "link", "assessment", "event")
        if "replaced_by" in table.data:
            fields["replaced_by"] = resolve(table, "replaced_by", fields["target"].partition(":")[0])
    elif kind == "amend":
        field = table.one_of("field", table.text("field", required=True), AMENDABLE)
        told = table.text("value", required=True)
        fields |= {"report": resolve(table, "report", "report"), "field": field, "value": told}
    else:
        fields |= {key: table.need(key, table.whom) for key in own}
    return table.held(lambda: made(**fields), "value" if kind == "amend" else own[-1])


def agent(table: Table) -> Agent:
    """An agent that can say something."""
    fields: dict[str, Any] = {
        "id": table.need("id", table.whom),
        "name": table.text("name"),
        "aliases": table.texts("aliases", lambda text: check_text(text, "an alias", required=True)),
        "part_of": list(_memberships(table)),
    }
    return table.held(lambda: Agent(**fields), "part_of")


def _memberships(table: Table) -> Iterator[Membership]:
    """Institutions, each a table, or an agent by itself."""
    for at, one in enumerate(table.typed("part_of", list, "an array of tables") or ()):
        given = (
            {"agent": one} if isinstance(one, str) else table.of_type(one, dict, "a table or an agent", "part_of", at)
        )
        inner = Table(table.source, table.at("part_of", at), given, MEMBERSHIP)
        yield Membership(agent=inner.need("agent", table.whom), during=inner.read("during", times.check))


def question(table: Table) -> Question:
    """A question that claims answer; what has a measure is a quantity."""
    usual = AnswerType.QUANTITY if "measure" in table.data else AnswerType.TRUTH
    fields: dict[str, Any] = {
        "id": table.need("id", check_question),
        "words": table.text("words"),
        "answer": table.choice("answer", AnswerType, usual),
        "kind": table.choice("kind", QuestionKind, QuestionKind.STATE),
        "single": table.flag("single", default=True),
        "measure": table.choice("measure", Measure) if "measure" in table.data else None,
        "about": table.read("about", table.whom),
    }
    return table.held(lambda: Question(**fields), "measure")


def reference(text: str, kinds: tuple[str, ...]) -> Ref | None:
    """An id that is written out: an agent's, or of something that the log holds already. None for a local key."""
    prefix = text.partition(":")[0]
    if ":" not in text:
        return None
    if prefix in kinds:
        return Ref(text)
    if "agent" in kinds:
        return Ref(check_agent(text))
    msg = f"{shown(text)} does not name a {' or '.join(kinds)}"
    raise InvalidValue(msg)

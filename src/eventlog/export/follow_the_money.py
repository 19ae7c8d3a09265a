"""FollowTheMoney statements, out and in, as JSON, one statement a line.

A statement says that in some dataset an entity has a property with a value. It is the nearest thing to a claim that the
world of investigations has, but it knows neither speech acts nor chains, and its dates are prefixes of one moment.

Out: a report is an Article, an agent a Person, Organization, PublicBody or LegalEntity, a claim a Note on its article
and its tellers, in words. A vague date is written as the prefix that all its readings share, with the date as given in
`original_value`; one whose readings share no year has no prefix and stands in the notes.

In: every statement becomes a claim, for that is what it is: the dataset says so. The dataset is the publisher, the
statements first seen at one time are one report, and each property of each entity is a question with any number
of answers. Source: the data model of followthemoney 4 (schemata Article, Note, Person, Organization, PublicBody).
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from typing import Any, Final

from eventlog import times
from eventlog.claims import Agent, AnswerType, Claim, Question, check_text
from eventlog.codec import id_of
from eventlog.errors import InvalidImport, InvalidTime, InvalidValue, shown
from eventlog.events import AgentDefined, ClaimRecorded, Event, QuestionDefined, ReportRecorded, SameEntity
from eventlog.export.arriving import json_lines, name_of
from eventlog.export.catalogue import Catalogue, catalogue
from eventlog.knowledge import Knowledge
from eventlog.knowledge.unread import warn_of
from eventlog.reports import Report
from eventlog.tables import json_text

SCHEMATA: Final = {"person": "Person", "org": "Organization", "gov": "PublicBody", "outlet": "Organization"}
"""Our prefixes and their schema; all others are a LegalEntity."""

MEMBERS: Final = (
    *("canonical_id", "entity_id", "prop", "prop_type", "schema", "value", "dataset", "lang", "original_value"),
    *("first_seen", "last_seen", "external", "origin", "id"),
)
_PREFIXES: Final = {
    "Person": "person",
    "PublicBody": "gov",
    "Organization": "org",
    "Company": "org",
    "LegalEntity": "org",
}
_LANGUAGES: Final = {
    "ar": "ara",
    "de": "deu",
    "en": "eng",
    "es": "spa",
    "fr": "fra",
    "it": "ita",
    "ja": "jpn",
    "ko": "kor",
    "nl": "nld",
    "pl": "pol",
    "pt": "por",
    "ru": "rus",
    "tr": "tur",
    "uk": "ukr",
    "zh": "zho",
}
_UNSAFE: Final = re.compile(r"[^a-z0-9_-]+")
_DATE: Final = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d)?Z?)?)?)?")


def to_ftm(knowledge: Knowledge, *, dataset: str = "eventlog") -> Iterator[str]:
    """The reports, agents and claims that are visible at the cut, as statements of a dataset.

    A dataset has no place for what can't be read: it is warned of (`Unread`). Raises InvalidValue.
    """
    held = catalogue(knowledge)
    check_text(dataset, "the name of a dataset", required=True)
    warn_of(held.problems)
    canonical = {entity_id(one): entity_id(other) for one, other in held.canonical.items()}
    seen: set[str] = set()
    for (id, schema, prop, value, original), first_seen in _statements(held, knowledge.zone):
        told = {
            "canonical_id": canonical.get(id, id),
            "entity_id": id,
            "prop": prop,
            "schema": schema,
            "value": value,
            "dataset": dataset,
            "lang": None,
            "original_value": original if original and original != value else None,
            "first_seen": first_seen or None,
            "last_seen": first_seen or None,
            "external": False,
            "origin": None,
            "id": _key(dataset, id, prop, value),
        }
        if told["id"] not in seen:
            seen.add(str(told["id"]))
            yield f"{json_text(told)}\n"


def _key(dataset: str, id: str, prop: str, value: str) -> str:
    """The id of a statement, as followthemoney makes it."""
    return hashlib.sha1(f"{dataset}.{id}.{prop}.{value}".encode(), usedforsecurity=False).hexdigest()


_Told = tuple[str, str, str, str, str]
"""Entity, schema, property, value, and the value as it was given (or nothing)."""


def _statements(held: Catalogue, zone: str) -> Iterator[tuple[_Told, str]]:
    """What is said of each entity, entity by entity, with when it was first seen."""
    first = {step.agent: entry.recorded for entry, claim in reversed(held.claims) for step in claim.chain}
    first |= {report.publisher: entry.recorded for entry, report in reversed(list(held.reports.values()))}
    for agent in held.named():
        for told in _agent(agent):
            yield told, _seen(first.get(agent.id))
    for id, (entry, report) in held.reports.items():
        for told in _article(id, report, held, zone):
            yield told, _seen(entry.recorded)
    for entry, claim in held.claims:
        for told in _note(claim, held):
            yield told, _seen(entry.recorded)


def _seen(micros: int | None) -> str:
    return "" if micros is None else times.instant_text(micros)[:19]


def entity_id(id: str) -> str:
    """Our id as the id of an entity."""
    return id.replace(":", "-", 1)


def schema_of(agent: str) -> str:
    """The schema of one of our agents."""
    return SCHEMATA.get(agent.partition(":")[0], "LegalEntity")


def _agent(agent: Agent) -> Iterator[_Told]:
    id, schema = entity_id(agent.id), schema_of(agent.id)
    yield id, schema, "name", agent.name or agent.id, ""
    for alias in agent.aliases:
        yield id, schema, "alias", alias, ""
    for one in agent.part_of:
        during = f" ({one.during})" if one.during else ""
        yield id, schema, "notes", f"part of {one.agent}{during}", ""


def _article(name: str, report: Report, held: Catalogue, zone: str) -> Iterator[_Told]:
    id, notes = entity_id(name), []
    yield id, "Article", "fileName", name, ""
    if report.title.strip():
        yield id, "Article", "title", report.title, ""
    yield id, "Article", "publisher", held.name_of(report.publisher), report.publisher
    for author in report.authors:
        yield id, "Article", "author", author, ""
    if report.url.startswith(("https://", "http://")):
        yield id, "Article", "sourceUrl", report.url, ""
    elif report.url:
        notes.append(f"address: {report.url}")
    for field, date in (("published", report.published), ("retrieved", report.retrieved)):
        if date is None:
            continue
        if prefix := date_prefix(date, report.zone or zone):
            yield id, "Article", f"{field}At", prefix, date
        else:
            notes.append(f"{field}: {date}")
    if report.language in _LANGUAGES:
        yield id, "Article", "language", _LANGUAGES[report.language], report.language
    elif report.language:
        notes.append(f"language: {report.language}")
    if report.digest is not None:
        notes.append(f"digest of the text: {report.digest}")
    for note in notes:
        yield id, "Article", "notes", note, ""


def date_prefix(text: str, zone: str) -> str | None:
    """The prefix of a date that all readings share: a second of UTC, a day, a month or a year of the zone, or none;
    none also of a day that the zone skipped.
    """
    try:
        read = times.bounds(text, times.Place.PUBLISHED, zone)
    except InvalidTime:
        return None
    if read.earliest is None or read.latest is None:
        return None
    if read.earliest == read.latest:
        return times.instant_text(read.earliest)[:19]
    first, last = (times.civil_date(micros, zone).isoformat() for micros in (read.earliest, read.latest))
    return next((first[:length] for length in (10, 7, 4) if first[:length] == last[:length]), None)


def _note(claim: Claim, held: Catalogue) -> Iterator[_Told]:
    id = entity_id(claim.id)
    yield id, "Note", "name", claim.question, ""
    yield id, "Note", "summary", f"{claim.question}: {held.line(claim)}", ""
    if claim.paraphrase:
        yield id, "Note", "description", claim.paraphrase, ""
    if str(claim.report) in held.reports:
        yield id, "Note", "entity", entity_id(str(claim.report)), ""
        yield id, "Note", "proof", entity_id(str(claim.report)), ""
    for agent in dict.fromkeys(step.agent for step in claim.chain):
        yield id, "Note", "entity", entity_id(agent), ""
    yield id, "Note", "keywords", claim.question, ""
    told = {"said": claim.said, "during": claim.during, "condition": claim.condition, "kind": held.other_kind(claim)}
    for name, value in told.items():
        if value:
            yield id, "Note", "notes", f"{name}: {value}", ""
    if (review := held.review(claim.id)) is not None:
        yield id, "Note", "notes", review, ""
    for notice in (*held.taken_back(claim), *held.rejected(claim)):
        yield id, "Note", "notes", notice, ""
    for span in claim.evidence:
        yield id, "Note", "notes", f"span: {span.start}:{span.end} {span.digest}", ""
    for part in claim.fragments:
        yield id, "Note", "notes", f"fragment: {part}{part.svg and f' {part.svg}'}", ""


def from_ftm(source: str | os.PathLike[str] | bytes) -> tuple[Event, ...]:
    """Read statements, JSON with one statement a line, into events that `log.record(*events)` takes.

    Values are taken as text, as they stand. What our model has no field for (language, value as given) stands in the
    paraphrase, and the origin, which says what collected the statement, in the extractor. When it was last seen is
    passed over: a statement that is there still tomorrow is the same one. An external statement is a possibility (PS+).
    Checksums (property `id`) are passed over too. Raises InvalidImport with file, line and field; nothing is
    returned in part.
    """
    file = name_of(source)
    statements = []
    for number, _, told in json_lines(source):
        _check(file, number, told)
        if told["prop"] != "id":
            statements.append((number, told))
    agents = _agents(statements)
    events: dict[str, Event] = {}
    for id, agent in sorted(agents.items()):
        events[f"agent {id}"] = AgentDefined(agent=agent)
    for number, told in statements:
        try:
            for event in _claimed(told, agents):
                events.setdefault(id_of(event), event)
        except InvalidValue as error:
            raise InvalidImport(file, number, "value", str(error)) from None
    return tuple(events.values())


def _check(file: str, number: int, told: dict[str, Any]) -> None:
    for member in told:
        if member not in MEMBERS:
            raise InvalidImport(file, number, shown(member), f"a statement has only {', '.join(MEMBERS)}")
    for member in ("entity_id", "prop", "schema", "value", "dataset"):
        if not isinstance(told.get(member), str) or not told[member].strip():
            raise InvalidImport(file, number, member, "has to be text, and to say something")
        try:
            check_text(told[member], "a statement")
        except InvalidValue as error:
            raise InvalidImport(file, number, member, str(error)) from None
    for member in ("canonical_id", "lang", "original_value", "first_seen", "last_seen", "origin", "id", "prop_type"):
        if not isinstance(told.get(member), (str, type(None))):
            raise InvalidImport(file, number, member, "has to be text or null")
    if not isinstance(told.get("external", False), (bool, type(None))):
        raise InvalidImport(file, number, "external", "has to be true or false")
    for member in ("first_seen", "last_seen"):
        if told.get(member) and not _DATE.fullmatch(told[member]):
            raise InvalidImport(file, number, member, "has to be a date such as 2024-06-27T08:00:00")


def _agents(statements: list[tuple[int, dict[str, Any]]]) -> dict[str, Agent]:
    """The entities that can say something, by the entity's id, with their names."""
    schemata: dict[str, set[str]] = {}
    names: dict[str, list[str]] = {}
    for _, told in statements:
        schemata.setdefault(told["entity_id"], set()).add(told["schema"])
        if told["prop"] in ("name", "alias", "previousName", "weakAlias"):
            known = names.setdefault(told["entity_id"], [])
            known.insert(0 if told["prop"] == "name" else len(known), told["value"])
    found = {}
    for id, kinds in schemata.items():
        kind = next((prefix for schema, prefix in _PREFIXES.items() if schema in kinds), None)
        if kind is not None:
            first, *others = dict.fromkeys(names.get(id, [""]))
            named: dict[str, Any] = {"name": first, "aliases": others}
            found[id] = Agent(id=f"{kind}:{slug(id)}", **named)
    return found


def slug(id: str) -> str:
    """An id of theirs in the alphabet of ours; where letters are lost, a digest keeps two ids apart."""
    safe = _UNSAFE.sub("-", id.casefold()).strip("-_")[:80].strip("-_")
    if safe == id:
        return safe
    return f"{safe or 'x'}-{hashlib.sha256(id.encode()).hexdigest()[:8]}"


def _claimed(told: dict[str, Any], agents: dict[str, Agent]) -> Iterator[Event]:
    """What one statement says: its question, the report it is part of, the claim, and whether two ids are one."""
    id, value = told["entity_id"], told["value"]
    question = f"ftm.{slug(id)}.{told['prop']}"
    words = f"{told['schema']} {id}: {told['prop']}"
    yield QuestionDefined(question=Question(id=question, words=words, answer=AnswerType.TEXT, single=False))
    seen = told.get("first_seen")
    published = f"{seen.removesuffix('Z')}Z" if seen and "T" in seen else seen
    yield ReportRecorded(report=(report := _report(told["dataset"], seen, published)))
    yield ClaimRecorded(
        claim=report.claim(
            question,
            {"text": value},
            factuality="PS+" if told.get("external") else "CT+",
            paraphrase="; ".join(_beside(told)),
            extractor=f"ftm/1, {told['origin']}" if told.get("origin") else "ftm/1",
        )
    )
    canonical = told.get("canonical_id")
    if canonical and canonical != id and id in agents:
        kind = agents[id].id.partition(":")[0]
        same = agents[canonical].id if canonical in agents else f"{kind}:{slug(canonical)}"
        yield SameEntity(a=agents[id].id, b=same, reason="one canonical id")


def _report(dataset: str, seen: str | None, published: str | None) -> Report:
    title = f"FollowTheMoney statements of {dataset}" + (f", first seen {seen}" if seen else "")
    return Report(publisher=f"data:{slug(dataset)}", title=title, published=published)


def _beside(told: dict[str, Any]) -> Iterator[str]:
    """What our model has no field for, and what does not change when the statement is only seen again."""
    for member in ("original_value", "lang"):
        if told.get(member):
            yield f"{member.replace('_', ' ')}: {told[member]}"

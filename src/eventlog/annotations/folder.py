"""All files of one annotation, read together, with every local key resolved to an id.

An annotator names things by keys of their own choosing: a report `june-26`, its seventh claim `june-26#c07`, within
the same file `#c07`. Keys are local to the folder and are gone once it is read; the log knows ids alone. So everything
that can be named is read first (reports, then claims, then links), and what names it afterwards.

What is written twice is refused, not merged: two agents of one id, two reports of one text, two claims that say the
same. One of the two would have been dropped in silence, or been refused at the door of the log without its line.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import attrs

from eventlog import times
from eventlog.annotations import claims, tables
from eventlog.annotations.short import array, by_id, claim_tables, signed
from eventlog.annotations.source import KEY, Source, Table, closest, safe
from eventlog.claims import Agent, Assessment, Claim, Link, Question, QuestionKind, Ref, check_agent
from eventlog.errors import InvalidAnnotation, InvalidTime, InvalidValue, shown
from eventlog.events import (
    AgentDefined,
    Assessed,
    ClaimRecorded,
    Corrected,
    Event,
    Judgement,
    Linked,
    QuestionDefined,
    ReportRecorded,
    Retracted,
    Superseded,
)
from eventlog.reports import Report

TextOf: TypeAlias = Callable[[str | None], str | None]
"""Gives the text of a digest, where it is at hand."""


@attrs.define
class ReadReport:
    """One report with its claims, each with the table that it was read from."""

    key: str
    table: Table
    report: Report
    claims: list[tuple[str, Table, Claim]] = attrs.field(factory=list)


@attrs.define
class Folder:
    """Everything that was read, in the order of the files, sorted by name."""

    agents: list[Agent] = attrs.field(factory=list)
    questions: list[Question] = attrs.field(factory=list)
    reports: dict[str, ReadReport] = attrs.field(factory=dict)
    links: list[Link] = attrs.field(factory=list)
    assessments: list[tuple[Table, Assessment]] = attrs.field(factory=list)
    withdrawals: list[Retracted | Superseded | Corrected] = attrs.field(factory=list)
    judgements: list[Judgement] = attrs.field(factory=list)

    def readers(self) -> dict[str, str]:
        """Who read each report, by its id, where its file says so for all that is in it."""
        told = {one.report.id: one.table.source.data.get("extractor") for one in self.reports.values()}
        return {id: extractor for id, extractor in told.items() if isinstance(extractor, str) and extractor}

    def events(self) -> Iterator[Event]:
        """The events, each after all that it names (where reports do not name each other in a circle)."""
        yield from (AgentDefined(agent=one) for one in self.agents)
        topics = [one for one in self.questions if one.kind is QuestionKind.TOPIC]
        yield from (QuestionDefined(question=one) for one in self.questions if one not in topics)
        for one in cited_first(self.reports):
            yield ReportRecorded(report=one.report)
            yield from (ClaimRecorded(claim=claim) for _, _, claim in one.claims)
        yield from (Linked(link=one) for one in self.links)
        yield from (Assessed(assessment=one) for _, one in self.assessments)
        yield from self.withdrawals
        yield from self.judgements
        yield from (QuestionDefined(question=one) for one in topics)  # headings: nothing rests on them


def cited_first(reports: dict[str, ReadReport]) -> Iterator[ReadReport]:
    """Reports in the order of their files, but each after those that it cites or revises."""
    by_id = {one.report.id: one for one in reports.values()}
    opened: set[str] = set()
    given: set[str] = set()
    for first in by_id:
        waiting = [first]
        while waiting:
            id = waiting[-1]
            named = (*by_id[id].report.cites, by_id[id].report.revision_of)
            # What has been opened is not waited for again, so that a circle ends where it began.
            before = [] if id in opened else [one for one in named if one in by_id and one not in opened]
            opened.add(id)
            waiting.extend(str(one) for one in reversed(before))
            if not before:
                waiting.pop()
                if id not in given:
                    given.add(id)
                    yield by_id[id]


def read(path: str | os.PathLike[str], text_of: TextOf = lambda _: None) -> Folder:
    """Read a file or a folder; `text_of` gives the text of a digest, in which quoted words are found.

    Raises InvalidAnnotation, or InvalidValue for what is no path; nothing comes in part.
    """
    if not isinstance(path, str) and not isinstance(path, os.PathLike):
        raise InvalidValue(f"{shown(path)} names no file: pass text or a path")
    return _Reading([Source(file) for file in files(Path(path))], text_of).folder


def files(path: Path) -> list[Path]:
    """The annotation files of a folder, sorted by name, or the one file. Hidden files are left alone."""
    try:
        if not path.is_dir():
            return [path]
        found = [one for one in path.iterdir() if one.suffix.lower() == ".toml" and not one.name.startswith(".")]
    except OSError as error:
        reason = f"can't be read: {error.strerror or error}"
        raise InvalidAnnotation(safe(path), None, "", reason) from None
    if not found:
        raise InvalidAnnotation(safe(path), None, "", "there is no TOML file in this folder: give one that holds some")
    return sorted(found, key=lambda one: one.name)


class _Reading:
    """The state of one reading: who was seen under which key and which id, and where."""

    def __init__(self, sources: list[Source], text_of: TextOf) -> None:
        self.folder = Folder()
        self.seen: dict[str, Table] = {}  # by id, whatever kind of thing it is
        self.marks: dict[tuple[str, str], tuple[str, str, Table]] = {}  # (file's key, key) -> kind, id, table
        self.files = [Table(source, (), source.data, tables.FILE) for source in sources]
        self.own: dict[Source, str] = {}
        self.names: dict[str, tuple[str, Table]] = {}
        for file in self.files:
            self._names(file)
        defined = self._defined()
        self._sound_names(defined)
        for source in sources:
            source.text_of = text_of
            source.names = {short: id for short, (id, _) in self.names.items()}
            source.defined = defined
        for step in (self._reports, self._claims, self._definitions, self._citations, self._links, self._remarks):
            for file in self.files:
                step(file)
        self._answers()

    def _names(self, file: Table) -> None:
        """What agents are called in short, in the whole folder."""
        given = file.typed("names", dict, "a table") or {}
        table = Table(file.source, ("names",), given, tuple(given))
        for short in given:
            if not KEY.fullmatch(short):
                raise table.fault(f"{shown(short)} is no short name: write letters, digits, dots or hyphens", short)
            id = table.need(short, check_agent)
            before = self.names.setdefault(short, (id, table))
            if before[0] != id:
                first = before[1].source.place(("names", short))
                raise table.fault(f"{shown(short)} is short for {before[0]} already: see {first}", short)

    def _sound_names(self, defined: dict[str, list[str]]) -> None:
        """No agent is called in short what another one is called by its id."""
        for short, (id, table) in self.names.items():
            if (others := defined.get(short)) and id not in others:
                msg = f"{shown(short)} is {' or '.join(others)} here, by its id, and not {id}: choose another name"
                raise table.fault(msg, short)

    def _defined(self) -> dict[str, list[str]]:
        """The agents that the folder defines, by what stands after the colon of their ids."""
        found: dict[str, list[str]] = {}
        for file in self.files:
            for table in by_id(file, "agents", tables.AGENT, "name"):
                if isinstance(id := table.data.get("id"), str) and ":" in id:
                    some = found.setdefault(id.partition(":")[2], [])
                    some.extend([] if id in some else [id])
        return found

    def _reports(self, file: Table) -> None:
        if isinstance(file.data.get("report"), list):
            raise file.fault("a file has one report: write [report], and another file for another", "report")
        table = file.table("report", tables.REPORT)
        if table is None:
            self.own[file.source] = file.source.path.stem
            return
        key = tables.report_key(table)
        if key in self.folder.reports:
            first = self.folder.reports[key].table
            raise table.fault(f"the key {shown(key)} is taken by the report of {first.source.name}", "key")
        report = tables.report(table)
        self._once(report.id, table, "report", "digest" if report.digest else "title")
        self.folder.reports[key] = ReadReport(key, table, report)
        self.own[file.source] = key

    def _claims(self, file: Table) -> None:
        held = self.folder.reports.get(self.own[file.source])
        for table in claim_tables(file):
            if held is None or held.table.source is not file.source:
                raise table.fault("a claim needs the report in which it was found: add a [report] to this file")
            key = self._key(table) if "key" in table.data else ""
            claim = claims.claim(table, held.report, file.text("extractor"))
            self._once(claim.id, table, "claim")
            if key:
                self._mark(table, key, "claim", claim.id)
            held.claims.append((key, table, claim))

    def _definitions(self, file: Table) -> None:
        for table in by_id(file, "agents", tables.AGENT, "name"):
            agent = tables.agent(table)
            self._once(agent.id, table, "agent", "id")
            self.folder.agents.append(agent)
        for table in by_id(file, "questions", tables.QUESTION, "words"):
            question = tables.question(table)
            self._once(f"question:{question.id}", table, "question", "id")
            self.folder.questions.append(question)

    def _citations(self, file: Table) -> None:
        held = self.folder.reports.get(self.own[file.source])
        if held is None or held.table.source is not file.source:
            return
        cites = held.table.texts("cites", lambda text: text)
        named = [self._find(held.table, text, ("report",), "cites", at) for at, text in enumerate(cites)]
        revised = self.resolve(held.table, "revision_of", "report") if "revision_of" in held.table.data else None
        for id, steps in (*((id, ("cites", at)) for at, id in enumerate(named)), (revised, ("revision_of",))):
            if id == held.report.id:
                raise held.table.fault("a report can't cite or revise itself", *steps)
        held.report = attrs.evolve(held.report, cites=tuple(named), revision_of=revised)

    def _answers(self) -> None:
        """A claim answers its question as the folder defines it."""
        asked = {one.id: one for one in self.folder.questions}
        for held in self.folder.reports.values():
            for _, table, claim in held.claims:
                if (question := asked.get(claim.question)) is not None:
                    table.held(lambda claim=claim, question=question: question.check(claim.value), "value")  # type: ignore[misc]

    def _links(self, file: Table) -> None:
        for table in array(file, "links", tables.LINK):
            key = self._key(table) if "key" in table.data else None
            for link in tables.links(signed(file, table), self.resolve):
                self._once(link.id, table, "link")
                if key is not None:
                    self._mark(table, key, "link", link.id)
                self.folder.links.append(link)

    def _remarks(self, file: Table) -> None:
        for table in array(file, "assessments", tables.ASSESSMENT):
            assessment = tables.assessment(table, self.resolve, self._text_of)
            self._once(assessment.id, table, "assessment")
            self.folder.assessments.append((table, assessment))
        for table in array(file, "withdrawals", tables.WITHDRAWAL):
            withdrawal = tables.withdrawal(table, self.resolve)
            self._once(withdrawal.id, table, "withdrawal")
            self.folder.withdrawals.append(withdrawal)
        for table in array(file, "judgements", tables.JUDGEMENT):
            judgement = tables.judgement(signed(file, table), self.resolve)
            self._once(judgement.id, table, "judgement")
            self.folder.judgements.append(judgement)

    def _text_of(self, report: str | None) -> str | None:
        """The text of a report of this folder, where it is at hand."""
        held = [one for one in self.folder.reports.values() if one.report.id == report]
        return held[0].table.source.text_of(held[0].report.digest) if held else None

    def _key(self, table: Table) -> str:
        key = tables.key_of(table)
        taken = self.marks.get((self.own[table.source], key))
        if taken is not None:
            first = taken[2]
            raise table.fault(f"the key {shown(key)} is taken: see {first.source.place(first.at('key'))}", "key")
        return key

    def _mark(self, table: Table, key: str, kind: str, id: str) -> None:
        self.marks[self.own[table.source], key] = (kind, id, table)

    def _once(self, id: str, table: Table, what: str, *steps: str) -> None:
        first = self.seen.setdefault(id, table)
        if first is not table:
            msg = f"this {what} stands here for the second time, first in {first.source.place(first.path)}: remove one"
            raise table.fault(msg, *steps)

    def resolve(self, table: Table, field: str, *kinds: str) -> Any:
        """The id of what a field names, of one of these kinds ("agent" and "date" give themselves)."""
        return self._find(table, table.text(field, required=True), kinds, field)

    def _find(self, table: Table, text: str, kinds: tuple[str, ...], *steps: str | int) -> Any:
        wanted = " or ".join(kinds)
        if "agent" in kinds and ":" not in text:
            if text in self.folder.reports and (text in self.names or text in table.source.defined):
                msg = f"{shown(text)} is the key of a report and the name of an agent: write the agent's id, or choose"
                raise table.fault(f"{msg} another key", *steps)
            short = text if text in self.folder.reports else table.held(lambda: table.source.called(text), *steps)
            if short != text:
                return Ref(short)
        if "#" in text:
            found = self._marked(table, text, steps)
            if found[0] not in kinds:
                raise table.fault(f"{shown(text)} is a {found[0]}, but a {wanted} is wanted here", *steps)
            return Ref(found[1])
        if text in self.folder.reports:
            if "report" not in kinds:
                raise table.fault(f"{shown(text)} is a report, but a {wanted} is wanted here", *steps)
            return Ref(self.folder.reports[text].report.id)
        if "date" in kinds and not text.startswith("report:"):
            return self._date(table, text, steps)
        id = table.held(lambda: tables.reference(text, kinds), *steps)
        if id is not None:
            return id
        if (self.own[table.source], text) in self.marks:
            raise table.fault(f"there is no report {shown(text)}: a key of this file is written '#{text}'", *steps)
        near = closest(text, self.folder.reports) or ": if it is in another file, load the folder that holds both"
        raise table.fault(f"there is no report {shown(text)}{near}", *steps)

    def _marked(self, table: Table, text: str, steps: tuple[str | int, ...]) -> tuple[str, str, Table]:
        owner, _, key = text.rpartition("#")
        owner = owner or self.own[table.source]
        found = self.marks.get((owner, key))
        if found is not None:
            return found
        keys = [one for of, one in self.marks if of == owner]
        if keys:
            raise table.fault(f"there is no {shown(key)} in {shown(owner)}{closest(key, keys)}", *steps)
        if owner == self.own[table.source]:
            told = f'give the claim or link that is meant a key, such as key = "{key}"'
            raise table.fault(f"nothing in this file has a key, and {shown(text)} names one: {told}", *steps)
        near = closest(owner, {of for of, _ in self.marks})
        near = near or ": if it is in another file, load the folder that holds both"
        raise table.fault(f"there is no claim or link of a file {shown(owner)}{near}", *steps)

    def _date(self, table: Table, text: str, steps: tuple[str | int, ...]) -> str:
        try:
            times.bounds(text, times.Place.PUBLISHED, "UTC")
        except InvalidTime as error:
            near = closest(text, self.folder.reports)
            msg = f"{shown(text)} is neither the key of a report{near or ''} nor a date: {error.reason}"
            raise table.fault(msg, *steps) from None
        return text

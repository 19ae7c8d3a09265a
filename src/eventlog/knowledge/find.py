"""Finding: what holds some words and is visible at a cut.

Looked through are questions (their words and ids), agents (names, aliases, ids), claims (the paraphrase, quoted words,
the answer, the condition, the question) and reports (the title, and the text where it is held). What is looked for must
stand in *one* of these texts, as `terms` folds both; each text stands in one entry, so an index of the words in entries
finds no fewer.

A hit stands at the entry whose words hold at the cut: of a question or an agent the last definition, of a title the one
that we amended or that its publisher had corrected it to. Whether it is seen is asked of the same rules as any answer,
over what decides for it and no more (`gather_some`).

The order is that of `TIERS` (questions, agents, claims by their own words, reports by title, then by text, claims by
the name of their question) and, within one, of entries with the last one first. It rests on the hits alone: nothing
that is counted over the whole log, or over the index, has a part in it, so what the cut leaves out moves nothing.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from itertools import chain, islice
from typing import Final

import attrs

from eventlog.claims import Claim, Quantity
from eventlog.events import (
    AgentDefined,
    Amended,
    ClaimRecorded,
    Corrected,
    Entry,
    Event,
    QuestionDefined,
    Reader,
    ReportRecorded,
    opened,
)
from eventlog.knowledge.gather import gather_some
from eventlog.knowledge.unread import unread, warn_of
from eventlog.reports import RegionKind, Report
from eventlog.standing.cut import Cut
from eventlog.standing.review import as_counted, waiting
from eventlog.standing.visibility import Sight
from eventlog.terms import Query, excerpt, holds, query

__all__ = ["Hit", "find"]

_REPORTS: Final = ("report-recorded", "amended", "corrected")
TIERS: Final[tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]] = (
    (("question-defined",), ("words", "id")),
    (("agent-defined",), ("name", "alias", "id")),
    (("claim-recorded",), ("paraphrase", "quote", "value", "condition")),
    (_REPORTS, ("title",)),
    (_REPORTS, ("text",)),
    (("claim-recorded",), ("question",)),
)
"""Which kinds of entries are looked through in turn, and which of their texts."""

_SHAPES: Final[dict[str, type]] = {
    "question-defined": QuestionDefined,
    "agent-defined": AgentDefined,
    "claim-recorded": ClaimRecorded,
    "report-recorded": ReportRecorded,
    "amended": Amended,
    "corrected": Corrected,
}
_FIRST, _MOST, _FEW = 8, 128, 24


@attrs.frozen(kw_only=True)
class Hit:
    """Something that holds the words.

    `what` it is (question, agent, claim or report) and its `id`; the `position` of the entry in which the words stand,
    in which `field` of it, and an `excerpt` around the first of them, as they were written; of a claim its `question`,
    its `report`, and whether it was only `proposed`; and when that report was `published`, as it is read at the cut.
    """

    what: str
    id: str
    position: int
    field: str
    excerpt: str
    question: str | None = None
    report: str | None = None
    proposed: bool = False
    published: str | None = None


def find(reader: Reader, cut: Cut, text: str) -> Iterator[Hit]:
    """What holds the words of a text and is visible at a cut, each once. Raises InvalidValue for what has no words.

    Hits are found as they are taken, so the first few cost little.
    """
    wanted = query(text)
    warn_of(unread(reader, cut.position))  # what can't be read holds no words that could be found
    return _find(reader, cut, wanted)


def _find(reader: Reader, cut: Cut, wanted: Query) -> Iterator[Hit]:
    sets = [sorted({*chain.from_iterable(phrases)}) for phrases in wanted]
    found: set[tuple[str, str]] = set()
    few = list(islice(reader.candidates(sets, tuple(_SHAPES), cut.position), _FEW))
    for kinds, fields in TIERS:
        shapes = tuple(_SHAPES[kind] for kind in kinds)
        candidates: Iterable[Entry] = (one for one in few if isinstance(one.event, shapes))
        if len(few) == _FEW:  # there may be more, so each kind is asked for by itself
            candidates = reader.candidates(sets, kinds, cut.position)
        matching = (one for one in candidates if any(holds(text, wanted) for _, text in _told(one.event, fields)))
        for some in _growing(matching):
            dossier = gather_some(reader, some, cut.position)
            warn_of(dossier.problems)
            sight = Sight(as_counted(dossier, cut), cut)
            for entry in some:
                hit = _hit(entry, sight, wanted, fields)
                if hit is not None and (hit.what, hit.id) not in found:
                    found.add((hit.what, hit.id))
                    yield hit


def _growing(matching: Iterator[Entry]) -> Iterator[list[Entry]]:
    """Some at a time: few at first, since callers often take the first few."""
    many = _FIRST
    while some := list(islice(matching, many)):
        yield some
        many = min(many * 2, _MOST)


def _told(event: Event, fields: Container[str]) -> Iterator[tuple[str, str]]:
    """Those texts of an event that stand in some fields, as they were recorded, each with its field."""
    return ((field, text) for field, text in _texts(event) if field in fields)


def _texts(event: Event) -> Iterator[tuple[str, str]]:
    match event:
        case QuestionDefined(question=question):
            yield from (("words", question.words), ("id", question.id))
        case AgentDefined(agent=agent):
            yield from (("name", agent.name), *(("alias", alias) for alias in agent.aliases), ("id", agent.id))
        case ClaimRecorded(claim=claim):
            yield ("paraphrase", claim.paraphrase)
            yield from (("quote", span.quote.exact) for span in claim.evidence if span.quote is not None)
            yield from (("value", _value(claim)), ("condition", claim.condition), ("question", claim.question))
        case ReportRecorded(report=report):
            yield from (("title", report.title), ("text", report.text or ""))
        case Amended(field=field, value=value) | Corrected(field=field, value=value):
            if isinstance(value, str):
                yield (field, value)


def _value(claim: Claim) -> str:
    """What a claim answers, as the log holds it. What parts its words is no mark that could stand in a number."""
    value = claim.value
    if isinstance(value, Quantity):
        numbers = dict.fromkeys(str(one) for one in (value.low, value.high) if one is not None)
        return " \N{MIDDLE DOT} ".join(filter(None, (value.written, *numbers, value.of, value.unit)))
    return "" if value is None or value is True else str(value)


def _hit(entry: Entry, sight: Sight, wanted: Query, fields: Container[str]) -> Hit | None:
    """The hit of an entry; None where it is not seen, or its words do not hold at the cut."""
    claim = entry.event.claim if isinstance(entry.event, ClaimRecorded) else None
    what, id, told = _read(entry, sight, fields)
    for field, text in told:
        if holds(text, wanted):
            report = id if what == "report" else None if claim is None else str(claim.report)
            read = None if report is None else sight.report(report)
            return Hit(
                what=what,
                id=id,
                position=entry.position,
                field=field,
                excerpt=excerpt(_shown(claim, field) or text, wanted),
                question=id if what == "question" else None if claim is None else claim.question,
                report=report,
                proposed=claim is not None and id in waiting(sight.dossier, sight.cut),
                published=None if read is None else read.published,
            )
    return None


def _shown(claim: Claim | None, field: str) -> str:
    """What stands for a text that says little by itself: a claim's answer in words, or the claim for its question."""
    if claim is None or field not in ("value", "question"):
        return ""
    return str(claim.value) if field == "value" else claim.paraphrase


def _read(entry: Entry, sight: Sight, fields: Container[str]) -> tuple[str, str, Iterable[tuple[str, str]]]:
    """What an entry is an entry of, its id, and those of its texts that hold at the cut."""
    event = entry.event
    if isinstance(event, QuestionDefined | AgentDefined):
        last = _definition(entry, sight)
        asked = isinstance(event, QuestionDefined)
        id = event.question.id if isinstance(event, QuestionDefined) else event.agent.id
        return "question" if asked else "agent", id, _told(event, fields) if last else ()
    if isinstance(event, ClaimRecorded):
        claim = event.claim
        report = sight.dossier.report(str(claim.report))
        aside = report is None or (report.is_boilerplate(claim) and not sight.cut.include_boilerplate)
        return "claim", claim.id, () if aside or not _is_seen(str(entry.id), sight) else _told(event, fields)
    if isinstance(event, ReportRecorded):
        return "report", str(entry.id), _of_report(str(entry.id), _told(event, fields), sight)
    if isinstance(event, Amended):
        stands = sight.dossier.stands(str(entry.id))
        return "report", str(event.report), _of_report(str(event.report), _told(event, fields), sight) if stands else ()
    changed = opened(entry, Corrected)
    if changed is None:
        return "", "", ()
    stands = sight.in_force(changed).under(sight.cut.policy)
    target = str(changed.event.target)
    return "report", target, _of_report(target, _told(event, fields), sight) if stands else ()


def _is_seen(id: str, sight: Sight) -> bool:
    return sight.of(id).under(sight.cut.policy)


def _definition(entry: Entry, sight: Sight) -> bool:
    """Whether a definition is the last one of its question or agent that stands."""
    asked = _defines(entry.event)
    annulled = sight.dossier.annulled
    same = (one for one in sight.dossier.definitions if one.id not in annulled and _defines(one.event) == asked)
    return max((one.position for one in same), default=0) == entry.position


def _defines(event: Event) -> str | None:
    if isinstance(event, QuestionDefined):
        return f"q:{event.question.id}"
    return f"a:{event.agent.id}" if isinstance(event, AgentDefined) else None


def _of_report(id: str, told: Iterable[tuple[str, str]], sight: Sight) -> Iterator[tuple[str, str]]:
    """Those texts of a report, told by one entry, that are its own at the cut; of its text what is no boilerplate."""
    report = sight.report(id)
    if report is None or not _is_seen(id, sight):
        return
    for field, text in told:
        if field == "title" and report.title == text:
            yield field, text
        elif field == "text" and report.text == text:
            yield from ((field, part) for part in _parts(report, text, sight))


def _parts(report: Report, text: str, sight: Sight) -> Iterator[str]:
    """A report's text, in parts where boilerplate of its page stands between them and is not asked for."""
    begin = 0
    if not sight.cut.include_boilerplate:
        aside = [region for region in report.regions if region.kind is RegionKind.BOILERPLATE]
        for region in sorted(aside, key=lambda region: region.start):
            if begin < region.start:
                yield text[begin : region.start]
            begin = max(begin, region.end)
    yield text[begin:]

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

from collections.abc import Container, Iterable, Iterator, Sequence, Sized
from itertools import chain, islice
from typing import Final, TypeAlias

import attrs

from eventlog.claims import Claim, Quantity
from eventlog.claims.fields import check_whole
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
    UnknownEvent,
    opened,
)
from eventlog.knowledge.gather import gather_some
from eventlog.knowledge.unread import problems_of, warn_of
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

_FEW, _FIRST, _MOST = 4, 24, 128

Told: TypeAlias = Sequence[tuple[str, str]]
"""Texts that hold the words, each with the field in which it stands."""


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


def find(reader: Reader, cut: Cut, text: str, limit: int | None = None) -> Iterator[Hit]:
    """What holds the words of a text and is visible at a cut, each once. Raises InvalidValue for what has no words.

    Hits are found as they are taken, so the first few cost little; least where it is said how many are wanted at most.
    """
    wanted = query(text)
    if limit is not None:
        check_whole(limit, "how many hits are wanted at most")
    sets = [sorted({*chain.from_iterable(phrases)}) for phrases in wanted]
    sought = reader.candidates(sets, [kinds for kinds, _ in TIERS], cut.position)
    told = {one.position: one for one in sought.unread if "." not in one.kind}
    warn_of(problems_of(told.values()))  # what can't be read holds no words that could be found
    return _find(reader, cut, wanted, sought.tiers, set(told), limit)


def _find(
    reader: Reader,
    cut: Cut,
    wanted: Query,
    tiers: Sequence[Iterable[Entry]],
    told: set[int],
    limit: int | None,
) -> Iterator[Hit]:
    found: set[tuple[str, str]] = set()
    if limit == 0:
        return
    for (_, fields), candidates in zip(TIERS, tiers, strict=True):
        for some in _growing(_matching(candidates, wanted, fields, told), limit, found):
            dossier = gather_some(reader, [entry for entry, _ in some], cut.position)
            warn_of(dossier.problems)
            sight = Sight(as_counted(dossier, cut), cut)
            for entry, held in some:
                hit = _hit(entry, held, sight, wanted)
                if hit is not None and (hit.what, hit.id) not in found:
                    found.add((hit.what, hit.id))
                    yield hit
                    if len(found) == limit:
                        return


def _matching(
    candidates: Iterable[Entry], wanted: Query, fields: Container[str], told: set[int]
) -> Iterator[tuple[Entry, Told]]:
    """The candidates of which some texts hold the words, with these; of what was damaged since it was indexed, warn."""
    for entry in candidates:
        if isinstance(entry.event, UnknownEvent) and entry.position not in told:
            told.add(entry.position)
            warn_of(problems_of([entry]))
        held = [(field, text) for field, text in _texts(entry.event) if field in fields and holds(text, wanted)]
        if held:
            yield entry, held


def _growing(
    matching: Iterator[tuple[Entry, Told]], limit: int | None, found: Sized
) -> Iterator[list[tuple[Entry, Told]]]:
    """Some at a time: as many as are still wanted, which are enough where all are visible; else few at first."""
    many, left = (_FIRST, 0) if limit is None else (_FEW, limit - len(found))
    while some := list(islice(matching, min(max(many, left), _MOST))):
        yield some
        many, left = min(many * 2, _MOST), 0 if limit is None else limit - len(found)


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


def _hit(entry: Entry, held: Told, sight: Sight, wanted: Query) -> Hit | None:
    """The hit of an entry of which some texts hold the words; None where it is not seen, or none of them holds."""
    claim = entry.event.claim if isinstance(entry.event, ClaimRecorded) else None
    what, id, told = _read(entry, held, sight, wanted)
    for field, text in told:
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


def _read(entry: Entry, held: Told, sight: Sight, wanted: Query) -> tuple[str, str, Iterable[tuple[str, str]]]:
    """What an entry is an entry of, its id, and those of its texts with the words that hold at the cut."""
    event = entry.event
    if isinstance(event, QuestionDefined | AgentDefined):
        asked = isinstance(event, QuestionDefined)
        id = event.question.id if isinstance(event, QuestionDefined) else event.agent.id
        return "question" if asked else "agent", id, held if _definition(entry, sight) else ()
    if isinstance(event, ClaimRecorded):
        claim = event.claim
        report = sight.dossier.report(str(claim.report))
        aside = report is None or (report.is_boilerplate(claim) and not sight.cut.include_boilerplate)
        return "claim", claim.id, () if aside or not _is_seen(str(entry.id), sight) else held
    if isinstance(event, ReportRecorded):
        return "report", str(entry.id), _of_report(str(entry.id), held, sight, wanted)
    if isinstance(event, Amended):
        stands = sight.dossier.stands(str(entry.id))
        return "report", str(event.report), _of_report(str(event.report), held, sight, wanted) if stands else ()
    changed = opened(entry, Corrected)
    if changed is None:
        return "", "", ()
    stands = sight.in_force(changed).under(sight.cut.policy)
    target = str(changed.event.target)
    return "report", target, _of_report(target, held, sight, wanted) if stands else ()


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


def _of_report(id: str, held: Told, sight: Sight, wanted: Query) -> Iterator[tuple[str, str]]:
    """Those texts of a report, told by one entry, that are its own at the cut; of its text what is no boilerplate."""
    report = sight.report(id)
    if report is None or not _is_seen(id, sight):
        return
    for field, text in held:
        if field == "title" and report.title == text:
            yield field, text
        elif field == "text" and report.text == text:
            yield from ((field, part) for part in _parts(report, text, sight) if part is text or holds(part, wanted))


def _parts(report: Report, text: str, sight: Sight) -> Iterator[str]:
    """A report's text, in parts where boilerplate of its page stands between them and is not asked for."""
    aside = [region for region in report.regions if region.kind is RegionKind.BOILERPLATE]
    if sight.cut.include_boilerplate or not aside:
        yield text
        return
    begin = 0
    for region in sorted(aside, key=lambda region: region.start):
        if begin < region.start:
            yield text[begin : region.start]
        begin = max(begin, region.end)
    yield text[begin:]

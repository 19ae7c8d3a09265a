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
from typing import Final

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
    Sought,
    UnknownEvent,
    opened,
)
from eventlog.knowledge.gather import gather_some
from eventlog.knowledge.hits import Hit, Matched, Told, claim_texts, shown_for
from eventlog.knowledge.quiet import Quietly, texts_in
from eventlog.knowledge.unread import problems_of, warn_of
from eventlog.reports import RegionKind, Report
from eventlog.standing.cut import Cut
from eventlog.standing.review import as_counted, waiting
from eventlog.standing.visibility import Sight
from eventlog.terms import Query, excerpt, holding, holds, query

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
    return _Search(reader, cut, wanted, sought, set(told)).hits(limit)


class _Search:
    """One search at one cut."""

    def __init__(self, reader: Reader, cut: Cut, wanted: Query, sought: Sought, told: set[int]) -> None:
        self._reader = reader
        self._cut = cut
        self._wanted = wanted
        self._stand = holding(wanted)
        self._tiers = sought.tiers
        self._quiet = Quietly.at(sought.quiet, cut, reader.zone)
        self._told = told
        self._found: set[tuple[str, str]] = set()
        self._left: set[tuple[str, ...]] = set()
        """The kinds of which some candidates were looked at and are no hits."""

    def hits(self, limit: int | None) -> Iterator[Hit]:
        """What is found, as many as are wanted."""
        if limit == 0:
            return
        asked: set[tuple[str, ...]] = set()
        for (kinds, fields), candidates in zip(TIERS, self._tiers, strict=True):
            if not candidates or (kinds in asked and kinds not in self._left):
                continue  # it would be the same ones, and they all were found
            asked.add(kinds)
            for some in _growing(self._matching(candidates, kinds, fields), limit, self._found):
                for hit in self._seen(some, kinds):
                    yield hit
                    if len(self._found) == limit:
                        return

    def _matching(
        self, candidates: Iterable[Entry], kinds: tuple[str, ...], fields: Container[str]
    ) -> Iterator[Matched]:
        """The candidates of which some texts hold the words; of what was damaged since it was indexed, warn."""
        look, stand = self._quiet.looking(kinds), self._stand
        for entry in candidates:
            members = look(entry)
            texts: Iterable[tuple[str, str]]
            if members is not None:
                texts = texts_in(members)
            else:
                if isinstance(entry.event, UnknownEvent) and entry.position not in self._told:
                    self._told.add(entry.position)
                    warn_of(problems_of([entry]))
                texts = _texts(entry.event)
            held = [(field, text) for field, text in texts if text and field in fields and stand(text)]
            if held:
                yield Matched(entry, held, members)
            else:
                self._left.add(kinds)

    def _seen(self, some: Sequence[Matched], kinds: tuple[str, ...]) -> Iterator[Hit]:
        """Those of these that the cut lets through and that were not found before, as hits."""
        known = self._quiet.hits(some, self._wanted)
        sight = _sight(self._reader, self._cut, [one.entry for one in some if one.entry.position not in known])
        for one in some:
            at = one.entry.position
            hit = known[at] if at in known else _hit(one.entry, one.held, sight, self._wanted)
            if hit is None:
                self._left.add(kinds)
            elif (hit.what, hit.id) not in self._found:
                self._found.add((hit.what, hit.id))
                yield hit


def _sight(reader: Reader, cut: Cut, some: Sequence[Entry]) -> Sight | None:
    """What decides over some entries, seen at the cut; None where there are none."""
    if not some:
        return None
    dossier = gather_some(reader, some, cut.position)
    warn_of(dossier.problems)
    return Sight(as_counted(dossier, cut), cut)


def _growing(matching: Iterator[Matched], limit: int | None, found: Sized) -> Iterator[list[Matched]]:
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
            quotes = (span.quote.exact for span in claim.evidence if span.quote is not None)
            yield from claim_texts(claim.paraphrase, quotes, claim.value, claim.condition, claim.question)
        case ReportRecorded(report=report):
            yield from (("title", report.title), ("text", report.text or ""))
        case Amended(field=field, value=value) | Corrected(field=field, value=value):
            if isinstance(value, str):
                yield (field, value)


def _hit(entry: Entry, held: Told, sight: Sight | None, wanted: Query) -> Hit | None:
    """The hit of an entry of which some texts hold the words; None where it is not seen, or none of them holds."""
    assert sight is not None
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
            excerpt=excerpt(text if claim is None else shown_for(field, text, claim.value, claim.paraphrase), wanted),
            question=id if what == "question" else None if claim is None else claim.question,
            report=report,
            proposed=claim is not None and id in waiting(sight.dossier, sight.cut),
            published=None if read is None else read.published,
        )
    return None


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

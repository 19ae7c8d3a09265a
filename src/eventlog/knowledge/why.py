"""Why a claim is part of an answer, and why one is not.

`why` walks from the claim to the words it rests on: chain, evidence (with the words where the text is held and the
digest fits), report, entry. `why_not` names the one thing that keeps it out: a cut on one of the clocks, a judgement of
ours, a withdrawal by its source, or a later word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import attrs

from eventlog.claims import Claim, ClaimKind, Evidence, Factuality, QuestionKind
from eventlog.errors import CorruptEntry, shown
from eventlog.events import (
    Annulled,
    ClaimRecorded,
    Corrected,
    Entry,
    EntryOf,
    Reader,
    Redacted,
    Retracted,
    ReviewState,
    Superseded,
    UnknownEvent,
    opened,
)
from eventlog.knowledge.gather import gather
from eventlog.problems import Problem, lost
from eventlog.render.dates import moment_words
from eventlog.render.phrasing import join
from eventlog.render.showing import brief, counted
from eventlog.render.tracing import why_html, why_steps
from eventlog.render.waiting import PROPOSED, proposed_words
from eventlog.reports import Report
from eventlog.standing.cut import Cut
from eventlog.standing.dossier import Dossier
from eventlog.standing.result import Standing
from eventlog.standing.review import as_counted, is_proposed, reviews
from eventlog.standing.seen import inclusive
from eventlog.standing.statements import heard_as
from eventlog.standing.supersession import replacing
from eventlog.standing.visibility import Sight

REDACTED = "redacted:"
DAMAGED = "for the index is damaged"
_MEND = "a verification tells where, and a repair of the index mends it"
_GONE = (
    "its report, entry {}, is not there any more, and no redaction names it: a verification tells what else is missing"
)


@attrs.frozen(kw_only=True)
class Quote:
    """A span of the evidence: the words where the text is held and fits its digest, else why they can't be shown."""

    evidence: Evidence
    words: str | None
    note: str = ""
    page: int | None = None
    """The page on which it begins, from 1 on, where the text has pages."""

    def __str__(self) -> str:
        """Where, and the words or why there are none."""
        words = self.words if self.words is not None else f"({self.note})"
        page = f", page {self.page}" if self.page is not None else ""
        return f"[{self.evidence.start}:{self.evidence.end}{page}] {words}"


@attrs.frozen(kw_only=True, repr=False)
class Why:
    """What a claim rests on."""

    claim: Claim
    report: Report
    entry: EntryOf[ClaimRecorded]
    report_entry: Entry
    quotes: tuple[Quote, ...]
    status: str
    factuality: Factuality
    """How the claim answers its question."""
    zone: str
    proposed: bool = False
    """Whether it was only proposed, and nobody has reviewed it."""
    uttered: bool = False
    """Whether its question asks only whether something was said."""
    waits: str = ""
    """What under the status nobody has reviewed, in words; empty where all was."""
    problems: tuple[Problem, ...] = ()
    """Those of the standing: what can't be read, among others."""
    name_of: Callable[[str], str] = attrs.field(default=str, repr=False, eq=False)
    """Gives an agent its name."""

    def __str__(self) -> str:
        """The way from the answer to the words, one line a step."""
        (_, first), *rest = why_steps(self)
        return "\n".join([first, *(f"  {label:<13} {text}" for label, text in rest)])

    def __repr__(self) -> str:
        """Short: the claim, its entry, how many quotes."""
        where = f"entry {self.entry.position}, {counted(len(self.quotes), 'quote')}"
        return f"<Why {brief(why_steps(self)[0][1], 80)}: {where}>"

    def _repr_html_(self) -> str:
        """For a notebook: the steps, one below the other."""
        return why_html(self)


@attrs.frozen(kw_only=True)
class WhyNot:
    """What keeps a claim out of an answer: `kind` is one of cut, judgement, review, extractor, withdrawal, replacement,
    time, boilerplate, kind, unknown, withheld, unreadable or nothing; `causes` are positions of the entries that do it.
    """

    claim: str
    kind: str
    text: str
    causes: tuple[int, ...] = ()
    problems: tuple[Problem, ...] = ()
    """Those of the question's standing: what can't be read, among others."""

    def __bool__(self) -> bool:
        """Whether anything keeps it out."""
        return self.kind != "nothing"

    def __str__(self) -> str:
        """What keeps it out, in words, and what can't be told because something can't be read."""
        lost = (one.text for one in self.problems if one.kind == "unreadable" and one.text != self.text)
        return "; ".join([self.text, *lost])


def quotes(claim: Claim, report: Report) -> tuple[Quote, ...]:
    """The claim's spans with their words, where the report's text is held."""
    found = []
    for one in claim.evidence:
        words, note = (one.quote.exact, "") if one.quote else (None, "the text is not held")
        if report.text is not None:
            fits = one.fits(report.text)
            words, note = (report.text[one.start : one.end], "") if fits else (None, "the text does not fit the digest")
        found.append(Quote(evidence=one, words=words, note=note, page=report.page_of(one)))
    return tuple(found)


def why(reader: Reader, position: int, claim_id: str, standing: Standing) -> Why:
    """What a claim rests on. Raises LookupError where the log, up to this position, does not hold it, and CorruptEntry
    where it can't be read, or it or its report is not found.
    """
    entry = _claim_entry(reader, position, claim_id, standing)
    claim: Claim = entry.event.claim
    at = reader.find(str(claim.report))
    if at is None and claim.report.startswith(REDACTED):
        msg = f"the report of {claim_id} is not there any more: ask why_not for what became of it"
        raise LookupError(msg)
    if at is None or reader.entry(at).id not in (claim.report, None):
        raise CorruptEntry(entry.position, f"its report is not found by its id, {DAMAGED}")
    report_entry = reader.entry(at)
    why_gone = "unreadable" if isinstance(report_entry.event, UnknownEvent) else "withheld"
    report = standing.report(str(claim.report)) or Report(publisher=f"outlet:{why_gone}", title=why_gone)
    return Why(
        claim=claim,
        report=report,
        entry=entry,
        report_entry=report_entry,
        quotes=quotes(claim, report),
        status=str(standing.status),
        factuality=heard_as(standing.whole.words, claim),
        zone=standing.zone,
        proposed=is_proposed(standing.dossier, claim_id),
        uttered=standing.question.kind is QuestionKind.UTTERANCE,
        waits=proposed_words(standing),
        problems=standing.problems,
        name_of=standing.dossier.names,
    )


def _claim_entry(reader: Reader, position: int, claim_id: str, standing: Standing) -> EntryOf[ClaimRecorded]:
    at = reader.find(claim_id)
    known = standing.dossier.entries.get(claim_id)
    lost_at = known.position if at is None and known is not None else at
    if lost_at is not None and (at is None or reader.entry(lost_at).id not in (claim_id, None)):
        raise CorruptEntry(lost_at, f"its id is not the one by which it is found, {DAMAGED}")
    held = reader.entry(at) if at is not None and at <= position else None
    if held is not None and isinstance(held.event, UnknownEvent):
        raise CorruptEntry(held.position, held.event.reason)
    entry = opened(held, ClaimRecorded) if held is not None else None
    if entry is None:
        msg = f"{shown(claim_id)} is no claim that this knowledge holds: ask why_not for what keeps it out"
        raise LookupError(msg)
    return entry


def why_not(reader: Reader, cut: Cut, claim_id: str, standing: Standing | None) -> WhyNot:
    """What keeps a claim out of an answer at a cut; `standing` is that of its question, None where it is not known."""
    found = _why_not(reader, cut, claim_id, standing)
    if standing is None:
        return found
    told = "; ".join([found.text, *_waiting(found, standing)])
    return attrs.evolve(found, text=told, problems=standing.problems)


def _waiting(found: WhyNot, standing: Standing) -> Iterator[str]:
    """That nobody has reviewed it, or what keeps it out."""
    waits = standing.waiting
    if found.claim in waits:
        yield f"it is {PROPOSED}"
    entries = (one for id, one in standing.dossier.entries.items() if id in waits and id != found.claim)
    yield from (f"entry {one.position} is {PROPOSED}" for one in entries if one.position in found.causes)


def _why_not(reader: Reader, cut: Cut, claim_id: str, standing: Standing | None) -> WhyNot:
    at = reader.find(claim_id)
    if at is None:
        held = None if standing is None else standing.dossier.entries.get(claim_id)
        if held is not None:
            return _unfound(claim_id, held.position, f"entry {held.position} is not found by its id")
        return WhyNot(claim=claim_id, kind="unknown", text="this log never held it")
    entry = reader.entry(at)
    if entry.event is None:
        return WhyNot(claim=claim_id, kind="withheld", text=f"entry {at} has been redacted", causes=(at,))
    if at > cut.position:
        when = moment_words(entry.recorded, cut.zone)
        text = f"it was recorded at position {at} ({when}), after the cut on the log clock (position {cut.position})"
        return WhyNot(claim=claim_id, kind="cut", text=text, causes=(at,))
    if isinstance(entry.event, UnknownEvent):
        problem = lost(at, entry.event.reason)
        return WhyNot(claim=claim_id, kind="unreadable", text=problem.text, causes=(at,), problems=(problem,))
    told = opened(entry, ClaimRecorded)
    if told is None:
        return WhyNot(claim=claim_id, kind="unknown", text=f"entry {at} is no claim", causes=(at,))
    claim: Claim = told.event.claim
    dossier = gather(reader, claim.question, cut.position)
    if all(one.id != claim_id for one in dossier.claims):
        by = "its id" if entry.id != claim_id else f"its question, {claim.question}"
        return _unfound(claim_id, at, f"entry {at} is not found by {by}")
    struck = _struck(dossier, claim)
    if struck is not None:
        return struck
    uncounted = _uncounted(dossier, claim, cut)
    if uncounted is not None:
        return uncounted
    sight = Sight(as_counted(dossier, cut), cut)
    return _without_report(reader, dossier, claim, at) or _by_clock(sight, claim) or _by_rule(sight, claim, standing)


def _without_report(reader: Reader, dossier: Dossier, claim: Claim, position: int) -> WhyNot | None:
    """What became of a claim's report, where nothing is held of it: nothing is visible unless all it names is."""
    name = str(claim.report)
    if dossier.report(name) is not None:
        return None
    if name.startswith(REDACTED):
        at = int(name.removeprefix(REDACTED))
        if any(
            isinstance(one.event, Redacted) and at in one.event.positions for one in reader.about("w:", reader.size())
        ):
            text = "its report has been redacted, and nothing is visible unless all it names is"
            return WhyNot(claim=claim.id, kind="withheld", text=text, causes=(at,))
        return WhyNot(claim=claim.id, kind="unreadable", text=_GONE.format(at), causes=(at,))
    found = reader.find(name)
    if found is None or reader.entry(found).id not in (name, None):
        return _unfound(claim.id, position, "its report is not found by its id")
    return WhyNot(claim=claim.id, kind="unreadable", text=f"its report, entry {found}, can't be read", causes=(found,))


def _unfound(claim_id: str, position: int, what: str) -> WhyNot:
    return WhyNot(claim=claim_id, kind="unreadable", text=f"{what}, {DAMAGED}: {_MEND}", causes=(position,))


def _struck(dossier: Dossier, claim: Claim) -> WhyNot | None:
    for id, what in ((claim.id, "it"), (str(claim.report), "its report")):
        if id in dossier.annulled:
            position = dossier.annulled[id]
            made = dossier.at(position)
            reason = made.event.reason if made is not None and isinstance(made.event, Annulled) else ""
            because = f": {reason}" if reason else ""
            text = f"{what} was annulled at position {position}{because}"
            return WhyNot(claim=claim.id, kind="judgement", text=text, causes=(position,))
    return None


def _uncounted(dossier: Dossier, claim: Claim, cut: Cut) -> WhyNot | None:
    """Whether it waits for review, was rejected, or was read by other extractors than the cut asks for."""
    review = reviews(dossier.ordered, dossier.annulled).get(claim.id)
    if review is not None and review.state is ReviewState.REJECTED:
        because = f": {review.reason}" if review.reason else ""
        text = f"it was proposed, and rejected by {dossier.name_of(review.by)} at position {review.position}{because}"
        return WhyNot(claim=claim.id, kind="review", text=text, causes=(review.position,))
    if review is not None and review.state is ReviewState.PROPOSED and not cut.include_proposed:
        text = (
            f"it was proposed at position {review.position} and waits for review: accept it, or "
            "ask with include_proposed=True"
        )
        return WhyNot(claim=claim.id, kind="review", text=text, causes=(review.position,))
    if as_counted(dossier, cut).claim(claim.id) is None:
        read = {claim.extractor, *(review.extractors if review is not None else ())} - {""}
        text = f"it was read by {', '.join(sorted(read))}, and the cut asks for {' or '.join(cut.extractors)}"
        return WhyNot(claim=claim.id, kind="extractor", text=text)
    return None


def _by_clock(sight: Sight, claim: Claim) -> WhyNot | None:
    """The first clock that shuts it out, with the bounds that were compared."""
    cut = sight.cut
    published, said = sight.published(str(claim.report)), sight.said(claim)
    for clock, bounds, instant in (("published", published, cut.published), ("said", said, cut.said)):
        if instant is None or inclusive(bounds, instant).under(cut.policy):
            continue
        reading = bounds.begin_latest if cut.policy == "certain" else bounds.begin_earliest
        how = "at the latest" if cut.policy == "certain" else "at the earliest"
        when = f"it was {clock} {moment_words(reading, cut.zone)} {how}," if reading is not None else ""
        open_ended = f"nothing says by when it was {clock}: it may have been"
        text = f"{when or open_ended} after the cut on that clock ({moment_words(instant, cut.zone)})"
        return WhyNot(claim=claim.id, kind="cut", text=text)
    return None


_DID = {Retracted: "withdrawn", Superseded: "replaced", Corrected: "corrected"}


def _by_rule(sight: Sight, claim: Claim, standing: Standing | None) -> WhyNot:
    report = sight.dossier.report(str(claim.report))
    if report is not None and report.is_boilerplate(claim) and not sight.cut.include_boilerplate:
        text = "all its spans are boilerplate of the page, not part of the report: ask with include_boilerplate=True"
        return WhyNot(claim=claim.id, kind="boilerplate", text=text)
    words = {word.id: word for word in standing.words} if standing else {}
    apart = standing is not None and claim.id not in words
    if standing is not None and apart:
        standing = standing.whole
        words = {word.id: word for word in standing.words}
    word = words.get(claim.id)
    policy = sight.cut.policy
    if word is not None and word.loss.seen.under(policy):
        causes = tuple(entry.position for entry in word.loss.entries)
        by = join(sorted({sight.dossier.name_of(entry.event.by) for entry in word.loss.entries}))
        how = join(list(dict.fromkeys(_DID[type(entry.event)] for entry in word.loss.entries)))
        text = f"it was {how} by {by} (entry {', '.join(map(str, causes))})"
        return WhyNot(claim=claim.id, kind="withdrawal", text=text, causes=causes)
    if word is not None and standing and word.alive.under(policy) and (apart or not word.live(policy)):
        later = () if word.live(policy) else replacing(word, standing.words, standing.question, policy)
        causes = tuple(one.position for one in later)
        if not causes:
            text = "it is about another time than the one that was asked for"
            return WhyNot(claim=claim.id, kind="time", text=text)
        text = f"a later word of the same source replaced it (entry {', '.join(map(str, causes))})"
        return WhyNot(claim=claim.id, kind="replacement", text=text, causes=causes)
    if word is not None and not word.statement.supports and claim.kind is not ClaimKind.CLAIM:
        text = f"it is visible, but a claim of kind {claim.kind} answers no question of this kind"
        return WhyNot(claim=claim.id, kind="kind", text=text)
    if word is not None and not word.statement.supports:
        text = "it is visible, but its value is of another type than the question asks for"
        return WhyNot(claim=claim.id, kind="kind", text=text)
    return WhyNot(claim=claim.id, kind="nothing", text="nothing keeps it out: it is part of the answer")

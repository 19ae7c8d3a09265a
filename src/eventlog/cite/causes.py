"""What an entry did to an answer, in a line: which entry, when it was recorded, what it is, and its own reason."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import attrs

from eventlog.claims import Claim, QuestionKind
from eventlog.events import (
    AgentDefined,
    Amended,
    Annulled,
    Assessed,
    ChangeOfMind,
    ClaimRecorded,
    Corrected,
    DifferentEntity,
    Entry,
    Linked,
    QuestionDefined,
    Redacted,
    ReportRecorded,
    Retracted,
    Reviewed,
    SameEntity,
    Superseded,
)
from eventlog.knowledge import Knowledge
from eventlog.render.dates import moment_words, said_aloud
from eventlog.render.phrasing import claim_line, noted
from eventlog.render.showing import assessment_line, brief, report_words
from eventlog.render.waiting import PROPOSED
from eventlog.standing.statements import heard_as
from eventlog.standing.withdrawal import passes_through

__all__ = ["Cause", "Origin", "cause", "in_a_sentence", "origin", "publisher_of"]


class Origin(StrEnum):
    """Where a change comes from; of several, the first that holds."""

    REDACTION = "a redaction"
    WITHDRAWAL = "a withdrawal"
    STRIKE = "a strike of ours"
    LATER = "entries recorded later"
    TIME = "time that went by"


@attrs.frozen(kw_only=True)
class Cause:
    """An entry that made an answer another one: its position, its kind (a retraction, a new claim), and it in words."""

    position: int
    kind: str
    words: str
    reason: str = ""
    """What was recorded as its reason."""

    def __str__(self) -> str:
        """The entry in a line."""
        because = f": {brief(self.reason, 300)}" if self.reason else ""
        return f"entry {self.position}, {self.kind}, {self.words}{because}"


_KINDS: dict[type, str] = {
    ReportRecorded: "a new report",
    ClaimRecorded: "a new claim",
    Retracted: "a retraction",
    Superseded: "a replacement",
    Corrected: "a correction",
    Annulled: "a strike of ours",
    Amended: "a better reading of ours",
    SameEntity: "a judgement that two names are one",
    DifferentEntity: "a judgement that two names are two",
    Linked: "a link",
    Assessed: "an assessment",
    AgentDefined: "a definition of an agent",
    QuestionDefined: "a definition of a question",
    Reviewed: "a review",
    Redacted: "a redaction",
}
_LOST = "can't be read"


def cause(entry: Entry, knowledge: Knowledge, *, proposed: bool = False) -> Cause:
    """An entry as a cause, by the names of a state of knowledge; what is only `proposed` says so."""
    event = entry.event
    kind = _KINDS.get(type(event), "an entry that was erased since" if event is None else "an entry of another kind")
    if isinstance(event, Retracted) and not _is_own(event, knowledge):
        kind = "a rejection"
    when = f"recorded on {moment_words(entry.recorded, knowledge.zone)}"
    words = _words(event, knowledge)
    told = noted(f"{when}: {brief(words, 300)}" if words else when, [PROPOSED if proposed else ""])
    return Cause(position=entry.position, kind=kind, words=told, reason=str(getattr(event, "reason", "") or ""))


def in_a_sentence(event: ChangeOfMind | Annulled | Redacted, knowledge: Knowledge) -> str:
    """Who took what back, replaced, corrected, struck or erased it, by which notice and why; names in place of ids."""
    notice = ""
    if isinstance(event, ChangeOfMind):
        notice = str(event.notice)
        report = _event(notice, knowledge)
        told = isinstance(report, ReportRecorded)
        notice = f"in {_claim(notice, knowledge)}" if told else f"notice of {said_aloud(notice)}"
    because = f": {event.reason}" if event.reason else ""
    return f"{noted(_words(event, knowledge), [notice])}{because}"


def origin(entries: list[Entry], knowledge: Knowledge) -> Origin:
    """Where a change comes from that these entries made. What an outsider rejects, and a report of which the date or
    the title is corrected, was not taken back.
    """
    events = [entry.event for entry in entries]
    if any(isinstance(one, Redacted) for one in events):
        return Origin.REDACTION
    if any(isinstance(one, ChangeOfMind) and not _field(one) and _is_own(one, knowledge) for one in events):
        return Origin.WITHDRAWAL
    if any(isinstance(one, Annulled) for one in events):
        return Origin.STRIKE
    return Origin.LATER if events else Origin.TIME


def _words(event: Any, knowledge: Knowledge) -> str:
    """What an event says."""
    name_of = knowledge.name_of
    match event:
        case ReportRecorded(report=report):
            return report_words(report, name_of)
        case ClaimRecorded(claim=claim):
            return _claim(str(claim.id), knowledge)
        case Linked(link=link):
            return f"{link.kind}, by {name_of(link.by)}{f', since {link.basis}' if link.basis else ''}"
        case Assessed(assessment=assessment):
            return assessment_line(assessment, name_of)
        case ChangeOfMind():
            return _changed(event, knowledge)
        case Annulled(target=target, by=by):
            return f"{name_of(by)} struck “{_claim(str(target), knowledge)}”"
        case Amended(field=field, by=by):
            return f"the {field.replace('_', ' ')} of a report, by {name_of(by)}"
        case SameEntity(a=a, b=b) | DifferentEntity(a=a, b=b):
            return f"{name_of(a)} and {name_of(b)}"
        case Redacted(positions=positions, by=by):
            return f"{name_of(by)} erased {'entry' if len(positions) == 1 else 'entries'} {_few(positions)}"
    return f"by {name_of(by)}" if (by := getattr(event, "by", "")) else ""


def _changed(event: ChangeOfMind, knowledge: Knowledge) -> str:
    """A change of mind: who took what back, replaced or corrected it, and by what; of an outsider, that it is one."""
    what = f"“{_claim(str(event.target), knowledge)}”"
    own = _is_own(event, knowledge)
    who = knowledge.name_of(event.by)
    if field := _field(event):
        outsider = "" if own else ", who did not publish it,"
        return f"{who}{outsider} corrected the {_FIELDS.get(field, field)} of {what} to {_value(event)}"
    if isinstance(event, Retracted):
        return f"{who} {'took back' if own else 'rejected'} {what}"
    did = "corrected" if isinstance(event, Corrected) else "replaced"
    with_ = getattr(event, "with_", None)
    by = f" by “{_claim(str(with_), knowledge)}”" if with_ is not None else ""
    return f"{who}{'' if own else ', who never said it,'} {did} {what}{by}"


_FIELDS = {"published": "date of publication", "url": "address"}


def _value(event: Any) -> str:
    """What a field of a report was corrected to: a date as one would say it, authors one after the other."""
    if isinstance(event.value, str):
        return said_aloud(event.value) if event.field == "published" else event.value
    return ", ".join(map(str, event.value))


def _field(event: ChangeOfMind) -> str:
    """The field of a report that is corrected, where no claim is taken away."""
    return event.field if isinstance(event, Corrected) else ""


def _is_own(event: ChangeOfMind, knowledge: Knowledge) -> bool:
    """Whether it is of a word that its agent said or carried, or of a report that it published or speaks in."""
    reader, target, find = knowledge.reader, str(event.target), knowledge.register.merges.find
    held = _event(target, knowledge)
    if isinstance(held, ReportRecorded):
        if find(held.report.publisher) == find(event.by):
            return True
        inside = [] if _field(event) else [one.event for one in reader.about(f"in:{target}", reader.size())]
        claims = [one.claim for one in inside if isinstance(one, ClaimRecorded)]
    elif isinstance(held, ClaimRecorded):
        claims = [held.claim]
    else:
        return True  # what it was of is erased
    return any(passes_through(event.by, one, publisher_of(one, knowledge) or target, find) for one in claims)


def _few(positions: tuple[int, ...]) -> str:
    more = f" and {len(positions) - 5} more" if len(positions) > 5 else ""
    return ", ".join(map(str, positions[:5])) + more


def _claim(id: str, knowledge: Knowledge) -> str:
    """A claim as a sentence, a report in a line, what else it may be by its entry; the id is all that is left of what
    was erased.
    """
    event = _event(id, knowledge)
    if isinstance(event, ReportRecorded):
        return report_words(event.report, knowledge.name_of)
    if type(event) in _KINDS and not isinstance(event, ClaimRecorded):
        return f"{_KINDS[type(event)]}, entry {knowledge.reader.find(id)}"
    if not isinstance(event, ClaimRecorded):
        return id
    claim = event.claim
    standing = knowledge[claim.question]
    return claim_line(
        claim,
        knowledge.name_of,
        factuality=heard_as(standing.words, claim),
        publisher=publisher_of(claim, knowledge),
        uttered=standing.question.kind is QuestionKind.UTTERANCE,
    )


def publisher_of(claim: Claim, knowledge: Knowledge) -> str:
    """The publisher of a claim's report; nothing where it can't be read."""
    report = _event(str(claim.report), knowledge)
    return report.report.publisher if isinstance(report, ReportRecorded) else ""


def _event(id: str, knowledge: Knowledge) -> Any:
    at = knowledge.reader.find(id)
    return None if at is None else knowledge.reader.entry(at).event

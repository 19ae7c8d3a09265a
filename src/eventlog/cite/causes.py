"""What an entry did to an answer, in a line: which entry, when it was recorded, what it is, and its own reason."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import attrs

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
from eventlog.render.dates import moment_words
from eventlog.render.phrasing import claim_line, noted
from eventlog.render.showing import assessment_line, brief, report_words
from eventlog.render.waiting import PROPOSED

__all__ = ["Cause", "Origin", "cause", "origin"]


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
    when = f"recorded on {moment_words(entry.recorded, knowledge.zone)}"
    words = _words(event, knowledge)
    told = noted(f"{when}: {brief(words, 300)}" if words else when, [PROPOSED if proposed else ""])
    return Cause(position=entry.position, kind=kind, words=told, reason=str(getattr(event, "reason", "") or ""))


def origin(entries: list[Entry]) -> Origin:
    """Where a change comes from that these entries made."""
    events = [entry.event for entry in entries]
    if any(isinstance(one, Redacted) for one in events):
        return Origin.REDACTION
    if any(isinstance(one, ChangeOfMind) for one in events):
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
        case ChangeOfMind(target=target, by=by):
            return f"{name_of(by)} took back “{_claim(str(target), knowledge)}”"
        case Annulled(target=target, by=by):
            return f"{name_of(by)} struck “{_claim(str(target), knowledge)}”"
        case Amended(field=field, by=by):
            return f"the {field.replace('_', ' ')} of a report, by {name_of(by)}"
        case SameEntity(a=a, b=b) | DifferentEntity(a=a, b=b):
            return f"{name_of(a)} and {name_of(b)}"
        case Redacted(positions=positions, by=by):
            return f"{name_of(by)} erased {'entry' if len(positions) == 1 else 'entries'} {_few(positions)}"
    return f"by {name_of(by)}" if (by := getattr(event, "by", "")) else ""


def _few(positions: tuple[int, ...]) -> str:
    more = f" and {len(positions) - 5} more" if len(positions) > 5 else ""
    return ", ".join(map(str, positions[:5])) + more


def _claim(id: str, knowledge: Knowledge) -> str:
    """A claim as a sentence, a report in a line; else the id, which is all that is left of what was erased."""
    reader = knowledge.reader
    at = reader.find(id)
    event = None if at is None else reader.entry(at).event
    if isinstance(event, ReportRecorded):
        return report_words(event.report, knowledge.name_of)
    if not isinstance(event, ClaimRecorded):
        return id
    claim = event.claim
    held = reader.find(str(claim.report))
    report = None if held is None else reader.entry(held).event
    publisher = report.report.publisher if isinstance(report, ReportRecorded) else ""
    return claim_line(claim, knowledge.name_of, factuality=claim.factuality, publisher=publisher)

"""The alphabet of the log: seventeen events.

Everything that is ever known here is one of these events, recorded once and never changed. Which clock each lives on:

    ReportRecorded              press: the report's `published`          log: its own entry
    ClaimRecorded               press: its report's                      log: its own entry
    Linked, Assessed            found in a report: that report's; ours about the world (a verification, a likelihood, a
                                `corroborates`): published = recorded; ours about reading and identity: log clock only
    Retracted, Superseded,      press: the notice that they name         log: their own entry
    Corrected
    Annulled, Amended,          log clock only: they hold for every press date, from their recording on
    SameEntity, DifferentEntity,
    AgentDefined, QuestionDefined, Reviewed, Redacted,
    LogBegun, KeyRotated

*The source changed its mind* (Retracted, Superseded, Corrected: it was known as X until then) and *we were wrong about
what it said* (Annulled, Amended: it never was known as X, though our log said so until we struck it) never mix.

Judgements and definitions carry `reply_to`, the position of the last word on the same matter, so that same, different,
same again are three events and not a repetition; the log fills it in.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from eventlog import times
from eventlog.claims import (
    Agent,
    Assessment,
    Claim,
    Link,
    Question,
    Ref,
    check_agent,
    check_ref,
    check_text,
    content_id,
)
from eventlog.claims.fields import check_type, check_whole, word
from eventlog.errors import InvalidValue
from eventlog.events.erased import positions, withheld
from eventlog.events.others import OwnEvent, UnknownEvent
from eventlog.reports import Report
from eventlog.reports.alike import keys_of
from eventlog.reports.fields import check_amended, check_corrected, told

TARGETS = ("report", "claim", "link", "assessment", "event")


def _target(value: Any) -> Ref:
    return check_ref(value, *TARGETS)


def _maybe_claim(value: Any) -> Ref | None:
    return None if value is None else check_ref(value, "claim")


def _report(value: Any) -> Ref:
    return check_ref(value, "report")


@attrs.frozen(kw_only=True)
class ReportRecorded:
    """A report came in."""

    report: Report

    def __attrs_post_init__(self) -> None:
        """Refuse what is none."""
        check_type(self.report, Report, "what a ReportRecorded event holds")

    @property
    def id(self) -> str:
        """The report's id."""
        return self.report.id

    @property
    def effects(self) -> tuple[str, ...]:
        """The keys under which reports like it are found."""
        return keys_of(self.report)


@attrs.frozen(kw_only=True)
class ClaimRecorded:
    """A claim was read in a report."""

    claim: Claim

    def __attrs_post_init__(self) -> None:
        """Refuse what is none."""
        check_type(self.claim, Claim, "what a ClaimRecorded event holds")

    @property
    def id(self) -> str:
        """The claim's id."""
        return self.claim.id


@attrs.frozen(kw_only=True)
class Linked:
    """Two claims were found to hang together."""

    link: Link

    def __attrs_post_init__(self) -> None:
        """Refuse what is none."""
        check_type(self.link, Link, "what a Linked event holds")

    @property
    def id(self) -> str:
        """The link's id."""
        return self.link.id


@attrs.frozen(kw_only=True)
class Assessed:
    """Something was assessed."""

    assessment: Assessment

    def __attrs_post_init__(self) -> None:
        """Refuse what is none."""
        check_type(self.assessment, Assessment, "what an Assessed event holds")

    @property
    def id(self) -> str:
        """The assessment's id."""
        return self.assessment.id


if TYPE_CHECKING:
    Notice: TypeAlias = Ref | str
else:
    # The decoder of the log refuses a union with a class of ours; a date comes back as text in __attrs_post_init__.
    Notice = Ref


def _notice(value: Any) -> Ref | str:
    if not isinstance(value, (str, date)):
        return check_ref(value, "report")
    text = times.written(value)
    if text.startswith(("report:", "redacted:")):
        return check_ref(text, "report")
    times.bounds(text, times.Place.PUBLISHED, "UTC")
    return text


@attrs.frozen(kw_only=True)
class ChangeOfMind:
    """What the three changes of mind share: target, who, by which notice (a report or a date of publication)."""

    target: Ref = attrs.field(converter=_target)
    by: str
    notice: Notice = attrs.field(converter=_notice)
    reason: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse malformed names and text."""
        check_agent(self.by)
        check_text(self.reason, "a reason")
        object.__setattr__(self, "notice", _notice(str(self.notice)))

    @property
    def id(self) -> str:
        """The event's id, derived from its content."""
        return content_id("event", type(self).__name__, attrs.astuple(self, recurse=False))


@attrs.frozen(kw_only=True)
class Retracted(ChangeOfMind):
    """A source took back a claim, or an outlet a whole report."""


@attrs.frozen(kw_only=True)
class Superseded(ChangeOfMind):
    """A source explicitly replaced its word, by the claim `with_` where it gave another."""

    with_: Ref | None = attrs.field(default=None, converter=_maybe_claim)


@attrs.frozen(kw_only=True)
class Corrected(ChangeOfMind):
    """A source corrected itself: a claim, by the claim `with_`; or a report's `field` to `value`, and no claim goes."""

    with_: Ref | None = attrs.field(default=None, converter=_maybe_claim)
    field: str = ""
    value: str | tuple[str, ...] = attrs.field(default="", converter=told)

    def check(self) -> None:
        """Refuse what no log takes: a field and a value that the target does not have. Raises InvalidValue."""
        check_corrected(self.target, self.field, self.value, self.with_)


@attrs.frozen(kw_only=True)
class Judgement:
    """What our judgements and definitions share: by whom, why, and the last word on the same matter."""

    by: str = "user:log"
    reason: str = ""
    reply_to: int | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse malformed names and text."""
        check_agent(self.by)
        check_text(self.reason, "a reason")
        if self.reply_to is not None:
            check_whole(self.reply_to, "the position that an event replies to", least=1)

    @property
    def id(self) -> str:
        """The event's id, derived from its content and the position that it replies to."""
        return content_id("event", type(self).__name__, attrs.astuple(self, recurse=False))


@attrs.frozen(kw_only=True)
class Annulled(Judgement):
    """We were wrong: `target` never was what we recorded. A new reading stands in `replaced_by`. May be annulled."""

    target: Ref = attrs.field(converter=_target)
    replaced_by: Ref | None = attrs.field(default=None, converter=attrs.converters.optional(_target))


@attrs.frozen(kw_only=True)
class Amended(Judgement):
    """Our better reading of a report's `field` is `value`. The id of the report stays.

    A `text` of which the log held the digest alone is taken in by one of these, at the door.
    """

    report: Ref = attrs.field(converter=_report)
    field: str
    value: str = attrs.field(converter=told)

    def __attrs_post_init__(self) -> None:
        """Refuse a field that can't be amended, and a value that does not fit it."""
        super().__attrs_post_init__()
        check_amended(self.field, self.value)


@attrs.frozen(kw_only=True)
class TwoNames(Judgement):
    """What both judgements about two names share: the names."""

    a: str
    b: str

    def __attrs_post_init__(self) -> None:
        """Refuse malformed ids, and one agent twice."""
        super().__attrs_post_init__()
        if check_agent(self.a) == check_agent(self.b):
            msg = f"a judgement about two agents names {self.a} twice"
            raise InvalidValue(msg)


@attrs.frozen(kw_only=True)
class SameEntity(TwoNames):
    """Two names are one agent."""


@attrs.frozen(kw_only=True)
class DifferentEntity(TwoNames):
    """Two names are two agents, whatever was said before."""


@attrs.frozen(kw_only=True)
class AgentDefined(Judgement):
    """An agent, as we now know it; the last definition holds."""

    agent: Agent

    def __attrs_post_init__(self) -> None:
        """Refuse what is none."""
        super().__attrs_post_init__()
        check_type(self.agent, Agent, "what an AgentDefined event holds")


@attrs.frozen(kw_only=True)
class QuestionDefined(Judgement):
    """A question, as we now ask it; the last definition holds."""

    question: Question

    def __attrs_post_init__(self) -> None:
        """Refuse what is none."""
        super().__attrs_post_init__()
        check_type(self.question, Question, "what a QuestionDefined event holds")


class ReviewState(StrEnum):
    """What became of a reading that came in as a proposal."""

    PROPOSED = "proposed"
    """It came in, and waits: it is in no answer unless proposals are asked for."""
    REREAD = "reread"
    """Another extractor found it too, which changes nothing else."""
    ACCEPTED = "accepted"
    REJECTED = "rejected"


def _state(value: Any) -> ReviewState:
    return word(ReviewState, value)


def _reading(value: Any) -> Ref:
    return check_ref(value, "claim", "link", "assessment")


@attrs.frozen(kw_only=True)
class Reviewed(Judgement):
    """A reading came in as a proposal (read by an `extractor`), or we looked at one: the last `state` holds."""

    target: Ref = attrs.field(converter=_reading)
    state: ReviewState = attrs.field(converter=_state)
    extractor: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse malformed text."""
        super().__attrs_post_init__()
        check_text(self.extractor, "the extractor of a proposal")


@attrs.frozen(kw_only=True)
class Redacted(Judgement):
    """The bodies of the entries at `positions` were erased, for a `reason`.

    `withheld` says which answers lack what was erased: for each question the positions that bore on it. Nothing else
    could say so, for what an entry bears on is erased with it.
    """

    positions: tuple[int, ...] = attrs.field(converter=positions)
    withheld: tuple[tuple[str, tuple[int, ...]], ...] = attrs.field(default=(), converter=withheld)


@attrs.frozen(kw_only=True)
class LogBegun:
    """The zone of the log, in which bare dates are read: the log's own first entry, where that is another than UTC.

    It decides what dates mean, so it is attested as entries are. Made by the log itself.
    """

    zone: str

    def __attrs_post_init__(self) -> None:
        """Refuse what is no zone."""
        times.check_zone(self.zone)

    @property
    def id(self) -> str:
        """The event's id, derived from its content."""
        return content_id("event", "LogBegun", self.zone)


@attrs.frozen(kw_only=True)
class KeyRotated(Judgement):
    """From here on another key signs the checkpoints of this log; `note` says which, and both keys have signed it.

    Made by `EventLog.rotate_key`. What the note says is for `eventlog.proof.Rotation` to read.
    """

    note: str

    def __attrs_post_init__(self) -> None:
        """Refuse what is no text."""
        super().__attrs_post_init__()
        check_text(self.note, "the note of a rotation", required=True)


BuiltIn: TypeAlias = (
    ReportRecorded
    | ClaimRecorded
    | Linked
    | Assessed
    | Retracted
    | Superseded
    | Corrected
    | Annulled
    | Amended
    | SameEntity
    | DifferentEntity
    | AgentDefined
    | QuestionDefined
    | Reviewed
    | Redacted
    | LogBegun
    | KeyRotated
)
"""The alphabet."""
Event: TypeAlias = BuiltIn | OwnEvent | UnknownEvent
"""What an entry may hold. Ask first which it is: what a user registered has no members to rely on."""

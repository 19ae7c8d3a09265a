"""Which index rows an event makes: the keys under which a question finds all that bears on it.

An effect is a key. A store keeps (key, position) rows beside the log, and can then answer "what bears on this?" without
reading the log. Keys are derived from the event alone, never from other entries, so an index can be thrown away and
built again, and two stores can't differ.

    q:<question>      claims that answer the question
    dq:<question>     definitions of the question
    out:<day>         reports that were not out before this day (UTC), in whatever zone; `out:`: since nobody knows when
    in:<report id>    what was read in the report: claims, links, assessments, withdrawals
    on:<id>           whatever is about this claim, report, link, assessment, event or agent
    a:<agent>         definitions of the agent, and judgements whether it is the same as another
    x:                all annulments
    w:<question>      redactions that withhold something from the question; all redactions are under w:

Content ids in keys are a guess that anybody could confirm, so a redaction erases the rows of what it erases.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache, singledispatch
from typing import Final

from eventlog import times
from eventlog.claims import Ref
from eventlog.events.alphabet import (
    AgentDefined,
    Amended,
    Annulled,
    Assessed,
    ClaimRecorded,
    Corrected,
    DifferentEntity,
    Event,
    Linked,
    QuestionDefined,
    Redacted,
    ReportRecorded,
    Retracted,
    SameEntity,
    Superseded,
)

_BEGIN: Final = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_BEGINS_ELSEWHERE: Final = 16 * 3_600_000_000
"""Microseconds by which a day may begin before it does in UTC, in whatever zone the log lives."""


def effects(event: Event) -> tuple[str, ...]:
    """Return the keys under which the event can be found; a user's own event says so itself, in `effects`."""
    return _effects_of(type(event))(event)


def references(event: Event) -> tuple[Ref, ...]:
    """Return the ids of recorded things that the event names and that must be in the log before it, or with it.

    `cites` and `revision_of` of a report are left out: an article may cite one that is recorded later or never.
    """
    return _references_of(type(event))(event)


@lru_cache(256)
def _effects_of(kind: type) -> Callable[[Event], tuple[str, ...]]:
    """The rule of a class. Asking singledispatch itself each time takes three times as long as the rule."""
    return _effects.dispatch(kind)


@lru_cache(256)
def _references_of(kind: type) -> Callable[[Event], tuple[Ref, ...]]:
    return _references.dispatch(kind)


@singledispatch
def _effects(event: Event) -> tuple[str, ...]:
    own = getattr(event, "effects", None)
    return tuple(own) if own is not None else ()


@_effects.register
def _(event: ReportRecorded) -> tuple[str, ...]:
    return (*event.effects, f"out:{_not_before(event.report.published, event.report.zone)}")


@lru_cache(4096)
def _not_before(published: str | None, zone: str | None) -> str:
    """A day before which a report can't have been out, in whatever zone the log lives; none where there is no such."""
    if published is None:
        return ""
    read = times.bounds(published, times.Place.PUBLISHED, zone or "UTC")
    slack = _DAY_BEGINS_ELSEWHERE if zone is None and read.offset is None else 0
    return ("" if read.begin_earliest is None else day_of(read.begin_earliest - slack)) or ""


def day_of(instant: int) -> str | None:
    """The day of an instant (microseconds, UTC), so that later days sort later; None where no calendar has it."""
    try:
        return (_BEGIN + timedelta(microseconds=instant)).date().isoformat()
    except OverflowError:
        return None


@_effects.register
def _(event: ClaimRecorded) -> tuple[str, ...]:
    return (f"q:{event.claim.question}", f"in:{event.claim.report}")


@_effects.register
def _(event: QuestionDefined) -> tuple[str, ...]:
    return (f"dq:{event.question.id}",)


@_effects.register
def _(event: AgentDefined) -> tuple[str, ...]:
    return (f"a:{event.agent.id}",)


@_effects.register(SameEntity)
@_effects.register(DifferentEntity)
def _(event: SameEntity | DifferentEntity) -> tuple[str, ...]:
    return (f"a:{event.a}", f"a:{event.b}")


@_effects.register
def _(event: Linked) -> tuple[str, ...]:
    return (f"on:{event.link.from_}", f"on:{event.link.to}", *_read_in(event.link.found_in))


@_effects.register
def _(event: Assessed) -> tuple[str, ...]:
    return (f"on:{event.assessment.about}", *_read_in(event.assessment.found_in))


@_effects.register(Retracted)
@_effects.register(Superseded)
@_effects.register(Corrected)
def _(event: Retracted | Superseded | Corrected) -> tuple[str, ...]:
    return (f"on:{event.target}", *_read_in(event.notice))


@_effects.register
def _(event: Annulled) -> tuple[str, ...]:
    return (f"on:{event.target}", "x:")


def _read_in(report: str | None) -> tuple[str, ...]:
    """The key of the report in which something was read; a notice may also be a date, which has none."""
    return (f"in:{report}",) if report is not None and report.startswith("report:") else ()


@_effects.register
def _(event: Amended) -> tuple[str, ...]:
    return (f"on:{event.report}",)


@_effects.register
def _(event: Redacted) -> tuple[str, ...]:
    return ("w:", *(f"w:{question}" for question, _ in event.withheld))


@singledispatch
def _references(event: Event) -> tuple[Ref, ...]:
    own = getattr(event, "references", None)
    return tuple(own) if own is not None else ()


@_references.register
def _(event: ReportRecorded) -> tuple[Ref, ...]:  # noqa: ARG001 - dispatched on
    return ()


@_references.register
def _(event: ClaimRecorded) -> tuple[Ref, ...]:
    return (event.claim.report,)


@_references.register
def _(event: Linked) -> tuple[Ref, ...]:
    return _given(event.link.from_, event.link.to, event.link.found_in)


@_references.register
def _(event: Assessed) -> tuple[Ref, ...]:
    return _given(event.assessment.about, event.assessment.found_in)


@_references.register
def _(event: Retracted) -> tuple[Ref, ...]:
    return _given(event.target, event.notice)


@_references.register(Superseded)
@_references.register(Corrected)
def _(event: Superseded | Corrected) -> tuple[Ref, ...]:
    return _given(event.target, event.notice, event.with_)


@_references.register
def _(event: Annulled) -> tuple[Ref, ...]:
    return _given(event.target, event.replaced_by)


@_references.register
def _(event: Amended) -> tuple[Ref, ...]:
    return (event.report,)


def _given(*names: object) -> tuple[Ref, ...]:
    """The references among what is given, to what was redacted too; dates, agents and None are none."""
    recorded = ("report:", "claim:", "link:", "assessment:", "event:", "redacted:")
    return tuple(name for name in names if isinstance(name, Ref) and name.startswith(recorded))


_NO_JUDGEMENTS = frozenset({ClaimRecorded, ReportRecorded, Linked})


def matter(event: Event) -> str | None:
    """Return the key under which the last word on the same matter is found; None for what is no judgement."""
    if type(event) in _NO_JUDGEMENTS:
        return None
    if isinstance(event, AgentDefined):
        return f"a:{event.agent.id}"
    if isinstance(event, QuestionDefined):
        return f"dq:{event.question.id}"
    if isinstance(event, (SameEntity, DifferentEntity)):
        return f"a:{min(event.a, event.b)}"
    if isinstance(event, Annulled):
        return f"on:{event.target}"
    if isinstance(event, Amended):
        return f"on:{event.report}"
    return None


def subject(event: Event) -> tuple[object, ...] | None:
    """What two events share that are words on one matter; None for what is no judgement."""
    key = matter(event)
    if key is None:
        return None
    if isinstance(event, (SameEntity, DifferentEntity)):
        return (key, SameEntity, frozenset((event.a, event.b)))
    return (key, type(event), event.field if isinstance(event, Amended) else None)

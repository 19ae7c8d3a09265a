"""One row an event kind: where it is found, what it names, what it acts on, whose words it holds, and its clock.

An effect is a key. A store keeps (key, position) rows beside the log, and can then answer "what bears on this?" without
reading the log. Keys are derived from the event alone, never from other entries, so an index can be thrown away and
built again, and two stores can't differ.

    q:<question>      claims that answer the question
    dq:<question>     definitions of the question
    out:<day>         reports that were not out before this day (UTC), in whatever zone; `out:`: where no day is known
    in:<report id>    what was read in the report: claims, links, assessments, withdrawals
    on:<id>           whatever is about this claim, report, link, assessment, event or agent
    a:<agent>         definitions of the agent, and judgements whether it is the same as another
    x:                all annulments
    v:                all reviews of what was proposed
    k:                all rotations of keys
    w:<question>      redactions that withhold something from the question; all redactions are under w:

Content ids in keys are a guess that anyone could confirm, so a redaction erases the rows of what it erases.

A class that a user registers has no row here. It says itself under which keys it is found (`effects`) and what it names
(`references`), and it acts on what its keys say; the rules never open it, so no answer is another for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from typing import Any, Final

import attrs

from eventlog.claims import AgentValue, Ref
from eventlog.errors import InvalidValue, shown
from eventlog.events.alphabet import (
    AgentDefined,
    Amended,
    Annulled,
    Assessed,
    ClaimRecorded,
    Corrected,
    DifferentEntity,
    Event,
    KeyRotated,
    Linked,
    LogBegun,
    QuestionDefined,
    Redacted,
    ReportRecorded,
    Retracted,
    Reviewed,
    SameEntity,
    Superseded,
)
from eventlog.events.dependencies.days import not_before

RECORDED: Final = ("report:", "claim:", "link:", "assessment:", "event:")
"""How the ids of what can be recorded begin; what begins otherwise is an agent."""


KEYS: Final = "k:"
"""The key under which rotations of keys are found."""


class Clock(Enum):
    """How an event comes to be public."""

    REPORT = "with a report: itself, or the one in which it was read"
    NOTICE = "with the notice that it names, a report or a date"
    FOUND = "with the report in which it was found; ours about the world when it is recorded, ours about reading never"
    LOG = "never: it holds for every press date, from its recording on"


def _none(_: Any) -> tuple[()]:
    return ()


def _no_matter(_: Any) -> None:
    return None


@attrs.frozen(kw_only=True)
class Row:
    """What must be known of an event kind to tell what bears on what. Each column is a function of the event.

    keys        under which it is found
    names       the ids of recorded things that must be in the log before it, or with it
    questions   the questions that it answers or defines
    acts_on     what differs with it: the ids of what it judges or says when it was out
    joins       the ids of claims that have other company with it, and differ in nothing else
    speakers    the agents whose words it holds
    mentions    the agents that it names besides
    defines     the agents of which it says who they are, or how good
    matter      the key under which the last word on the same matter is found; None for what is no judgement
    saying      what two words on one matter share beside that key
    instead     the member in which it names what stands instead of what it acts on, which no key says
    decides     whether it decides if what it acts on is visible, or how that reads
    clock       how it comes to be public
    """

    keys: Callable[[Any], tuple[str, ...]]
    names: Callable[[Any], tuple[Ref, ...]] = _none
    questions: Callable[[Any], tuple[str, ...]] = _none
    acts_on: Callable[[Any], tuple[str, ...]] = _none
    joins: Callable[[Any], tuple[str, ...]] = _none
    speakers: Callable[[Any], tuple[str, ...]] = _none
    mentions: Callable[[Any], tuple[str, ...]] = _none
    defines: Callable[[Any], tuple[str, ...]] = _none
    matter: Callable[[Any], str | None] = _no_matter
    saying: Callable[[Any], tuple[object, ...]] = lambda event: (type(event), None)
    instead: str = ""
    decides: bool = False
    clock: Clock = Clock.LOG


def _given(*names: object) -> tuple[Ref, ...]:
    """The references among what is given, to what was redacted too; dates, agents and None are none."""
    return tuple(name for name in names if isinstance(name, Ref) and name.startswith((*RECORDED, "redacted:")))


def _read_in(report: str | None) -> tuple[str, ...]:
    """The key of the report in which something was read; a notice may also be a date, which has none."""
    return (f"in:{report}",) if report is not None and report.startswith("report:") else ()


def claim_keys(question: str, report: str) -> tuple[str, ...]:
    """The keys of a claim, by its question and the id of its report."""
    return (f"q:{question}", f"in:{report}")


def _about_claim(event: Assessed) -> tuple[str, ...]:
    return (event.assessment.about,) if event.assessment.about.startswith("claim:") else ()


def _about_other(event: Assessed) -> tuple[str, ...]:
    about = event.assessment.about
    return (about,) if about.startswith((*RECORDED, "redacted:")) and not about.startswith("claim:") else ()


def _about_agent(event: Assessed) -> tuple[str, ...]:
    return () if event.assessment.about.startswith((*RECORDED, "redacted:")) else (event.assessment.about,)


def _change_of_mind(*, replaced: bool) -> Row:
    """Retracted, superseded, corrected: the source changed its mind; the last two may name what stands instead."""
    return Row(
        keys=lambda event: (f"on:{event.target}", *_read_in(event.notice)),
        names=lambda event: _given(event.target, event.notice, *((event.with_,) if replaced else ())),
        acts_on=lambda event: (event.target,),
        speakers=lambda event: (event.by,),
        instead="with_" if replaced else "",
        decides=True,
        clock=Clock.NOTICE,
    )


_TWO_NAMES: Final = Row(
    keys=lambda event: (f"a:{event.a}", f"a:{event.b}"),
    defines=lambda event: (event.a, event.b),
    matter=lambda event: f"a:{min(event.a, event.b)}",
    saying=lambda event: (SameEntity, frozenset((event.a, event.b))),
)

ALPHABET: Final[Mapping[type, Row]] = {
    ReportRecorded: Row(
        keys=lambda event: (*event.effects, f"out:{not_before(event.report.published, event.report.zone)}"),
        speakers=lambda event: (event.report.publisher,),
        clock=Clock.REPORT,
    ),
    ClaimRecorded: Row(
        keys=lambda event: claim_keys(event.claim.question, event.claim.report),
        names=lambda event: (event.claim.report,),
        questions=lambda event: (event.claim.question,),
        speakers=lambda event: tuple(step.agent for step in event.claim.chain),
        mentions=lambda event: (event.claim.value.agent,) if isinstance(event.claim.value, AgentValue) else (),
        clock=Clock.REPORT,
    ),
    Linked: Row(
        keys=lambda event: (f"on:{event.link.from_}", f"on:{event.link.to}", *_read_in(event.link.found_in)),
        names=lambda event: _given(event.link.from_, event.link.to, event.link.found_in),
        joins=lambda event: (event.link.from_, event.link.to),
        clock=Clock.FOUND,
    ),
    Assessed: Row(
        keys=lambda event: (f"on:{event.assessment.about}", *_read_in(event.assessment.found_in)),
        names=lambda event: _given(event.assessment.about, event.assessment.found_in),
        acts_on=_about_other,
        joins=_about_claim,
        speakers=lambda event: (event.assessment.by,),
        defines=_about_agent,
        clock=Clock.FOUND,
    ),
    Retracted: _change_of_mind(replaced=False),
    Superseded: _change_of_mind(replaced=True),
    Corrected: _change_of_mind(replaced=True),
    Annulled: Row(
        keys=lambda event: (f"on:{event.target}", "x:"),
        names=lambda event: _given(event.target, event.replaced_by),
        acts_on=lambda event: (event.target,),
        matter=lambda event: f"on:{event.target}",
        instead="replaced_by",
        decides=True,
    ),
    Amended: Row(
        keys=lambda event: (f"on:{event.report}",),
        names=lambda event: (event.report,),
        acts_on=lambda event: (event.report,),
        matter=lambda event: f"on:{event.report}",
        saying=lambda event: (Amended, event.field),
        decides=True,
    ),
    SameEntity: _TWO_NAMES,
    DifferentEntity: _TWO_NAMES,
    AgentDefined: Row(
        keys=lambda event: (f"a:{event.agent.id}",),
        mentions=lambda event: tuple(membership.agent for membership in event.agent.part_of),
        defines=lambda event: (event.agent.id,),
        matter=lambda event: f"a:{event.agent.id}",
    ),
    QuestionDefined: Row(
        keys=lambda event: (f"dq:{event.question.id}",),
        questions=lambda event: (event.question.id,),
        mentions=lambda event: (event.question.about,) if event.question.about is not None else (),
        matter=lambda event: f"dq:{event.question.id}",
    ),
    Reviewed: Row(
        keys=lambda event: (f"on:{event.target}", "v:"),
        names=lambda event: (event.target,),
        acts_on=lambda event: (event.target,),
        matter=lambda event: f"on:{event.target}",
        decides=True,
    ),
    Redacted: Row(keys=lambda event: ("w:", *(f"w:{question}" for question, _ in event.withheld))),
    LogBegun: Row(keys=_none),
    KeyRotated: Row(keys=lambda _: (KEYS,)),
}
"""The table of the alphabet."""

ROWS: Final[dict[type, Row]] = dict(ALPHABET)
"""The table that is asked. A kind of event without a row acts on what its keys say, and decides over nothing."""


def told_by(event: Any, member: str) -> Any:
    """What an event of a user's own says of itself; None where its class has no such member.

    Raises InvalidValue where the class fails to say it, also with an AttributeError, which `getattr` takes for "none".
    """
    if not hasattr(type(event), member):
        return getattr(event, member, None)
    try:
        return getattr(event, member)
    except Exception as error:
        raise InvalidValue(
            f"{type(event).__name__} can't say its {member}: its class failed ({type(error).__name__}); mend the class"
        ) from error


def _own(event: Any, member: str) -> tuple[Any, ...]:
    found = told_by(event, member)
    if found is None:
        return ()
    if isinstance(found, str):  # a tuple whose comma was forgotten
        raise InvalidValue(f"the {member} of {type(event).__name__} are one text: put it into a tuple, (text,)")
    try:
        return tuple(found)
    except Exception as error:
        raise InvalidValue(
            f"{type(event).__name__} can't say its {member}: they are a tuple of text, and not {shown(found)}"
        ) from error


def _under(event: Any, *kinds: str) -> tuple[str, ...]:
    """What the keys of an event of a user's own name, under these kinds of key."""
    parts = (key.partition(":") for key in _own(event, "effects") if isinstance(key, str))
    return tuple(rest for kind, _, rest in parts if kind in kinds and rest)


OWN: Final = Row(
    keys=lambda event: _own(event, "effects"),
    names=lambda event: _own(event, "references"),
    questions=lambda event: _under(event, "q", "dq"),
    acts_on=lambda event: _under(event, "on"),
)
"""The row of whatever has none in the table: users' events."""


def stored_name(shape: type) -> str:
    """The name under which a kind of the alphabet is stored: ClaimRecorded -> claim-recorded."""
    return re.sub(r"(?<!^)(?=[A-Z])", "-", shape.__name__).lower()


def kinds(clock: Clock | None = None) -> Iterator[tuple[str, Row]]:
    """The kinds of the alphabet, by their stored names, with their rows; of one clock, where it is given."""
    return ((stored_name(shape), row) for shape, row in ALPHABET.items() if clock in (None, row.clock))


def row_of(event: Event) -> Row:
    """The row of an event."""
    return ROWS.get(type(event), OWN)


def effects(event: Event) -> tuple[str, ...]:
    """Return the keys under which the event can be found; a user's own event says so itself, in `effects`."""
    return ROWS.get(type(event), OWN).keys(event)


def references(event: Event) -> tuple[Ref, ...]:
    """Return the ids of recorded things that the event names and that must be in the log before it, or with it.

    `cites` and `revision_of` of a report are left out: an article may cite one that is recorded later or never.
    """
    return ROWS.get(type(event), OWN).names(event)


def matter(event: Event) -> str | None:
    """Return the key under which the last word on the same matter is found; None for what is no judgement."""
    return ROWS.get(type(event), OWN).matter(event)


def subject(event: Event) -> tuple[object, ...] | None:
    """What two events share that are words on one matter; None for what is no judgement."""
    row = ROWS.get(type(event), OWN)
    key = row.matter(event)
    return None if key is None else (key, *row.saying(event))

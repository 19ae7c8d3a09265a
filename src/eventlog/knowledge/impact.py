"""Impact: which answers would change if a report, a claim or a source fell away.

An editor asks it before a retraction, an analyst of a source that he has begun to doubt. The answer is worked out, not
estimated: every question that what falls away bears on is judged again without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import attrs

from eventlog.claims import Claim
from eventlog.errors import UnknownReference
from eventlog.events import (
    Assessed,
    ClaimRecorded,
    Corrected,
    Entry,
    Linked,
    Reader,
    Retracted,
    Superseded,
    UnknownEvent,
)
from eventlog.knowledge.unread import problems_of, warn_of
from eventlog.standing.result import Standing


@attrs.frozen(kw_only=True, repr=False)
class Impact:
    """One question whose standing would change: as it is, and as it would be without `of`."""

    of: str
    question: str
    before: Standing
    after: Standing

    @property
    def turns(self) -> bool:
        """Whether the status itself would be another."""
        return self.before.status is not self.after.status

    def __str__(self) -> str:
        """One line: the question, and its status with and without."""
        status = f"{self.before.status} -> {self.after.status}" if self.turns else f"{self.before.status}, on less"
        independence = f"{self.before.independence} -> {self.after.independence}"
        return f"{self.question}: {status} (independent: {independence})"

    def __repr__(self) -> str:
        """Short: what falls away, and what that does."""
        return f"<Impact of {self.of} on {self}>"


def falling(
    reader: Reader, position: int, of: str, find: Callable[[str], str]
) -> tuple[frozenset[str], tuple[str, ...], tuple[Entry, ...]]:
    """The ids that fall away with a report, claim, link, assessment, event or agent, the questions they bear on, and
    the entries that can't be read and might fall away too.

    With a report falls what was read in it; with an agent every claim that passes through it, and every report it
    published, under whatever name: `find` gives the one id of an agent that has several. Raises UnknownReference
    where neither the log nor any claim in it knows `of`.
    """
    at = reader.find(of)
    lost: list[Entry] = []
    if at is not None and at <= position:
        ids = {of, *_held(reader.about(f"in:{of}", position), lost), *_held([reader.entry(at)], lost)}
    elif ":" in of and not of.startswith(("report:", "claim:", "link:", "assessment:", "event:")):
        ids = set(_of_agent(reader, position, of, find, lost))
    else:
        ids = set()
    if not ids:
        warn_of(problems_of(lost), 2)
        raise UnknownReference(of, "impact")
    return frozenset(ids), tuple(sorted(set(_questions(reader, position, ids, lost)))), tuple(lost)


def _held(entries: Iterable[Entry], lost: list[Entry]) -> Iterator[str]:
    """The ids of those that can be read; the others are put with what is lost, but for what users register."""
    for entry in entries:
        if isinstance(entry.event, UnknownEvent):
            lost += [] if "." in entry.kind else [entry]
        elif entry.event is not None:
            yield str(entry.id)


def _of_agent(reader: Reader, position: int, of: str, find: Callable[[str], str], lost: list[Entry]) -> Iterator[str]:
    """Everything that comes through an agent. One pass over the log."""
    published: set[str] = set()
    agent = find(of)
    for entry in reader.entries(0, position):
        event = entry.event
        if event is None:
            continue
        if isinstance(event, UnknownEvent):
            lost += [] if "." in entry.kind else [entry]
            continue
        report = getattr(event, "report", None)
        if report is not None and find(str(getattr(report, "publisher", None))) == agent:
            published.add(str(entry.id))
            yield str(entry.id)
        elif isinstance(event, ClaimRecorded):
            if str(event.claim.report) in published or any(find(step.agent) == agent for step in event.claim.chain):
                yield str(entry.id)
        elif (isinstance(event, Assessed) and find(event.assessment.by) == agent) or (
            isinstance(event, (Retracted, Superseded, Corrected)) and find(event.by) == agent
        ):
            yield str(entry.id)


def _questions(reader: Reader, position: int, ids: set[str], lost: list[Entry]) -> Iterator[str]:
    """The questions on which these bear, directly or through what they are about."""
    pending, seen = sorted(ids), set(ids)
    while pending:
        at = reader.find(pending.pop())
        event = reader.entry(at).event if at is not None and at <= position else None
        if isinstance(event, ClaimRecorded):
            claim: Claim = event.claim
            yield claim.question
            continue
        for name in _about(event):
            if name not in seen:
                seen.add(name)
                pending.append(name)
                for id in _held(reader.about(f"in:{name}", position), lost):
                    if id not in seen:
                        seen.add(id)
                        pending.append(id)


def _about(event: object) -> tuple[str, ...]:
    if isinstance(event, Linked):
        return (str(event.link.from_), str(event.link.to))
    if isinstance(event, Assessed):
        return (str(event.assessment.about),)
    if isinstance(event, (Retracted, Superseded, Corrected)):
        return (str(event.target),)
    return (str(event.target),) if hasattr(event, "target") else ()

"""What changes in the answers about a topic, as it comes into the log, and why."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event as Flag
from typing import NamedTuple

import attrs

from eventlog.claims import check_question
from eventlog.claims.fields import check_whole
from eventlog.errors import InvalidValue, UnknownQuestion
from eventlog.events import Redacted
from eventlog.knowledge import Knowledge
from eventlog.knowledge.changes import Changes, diff
from eventlog.knowledge.knowledge import below
from eventlog.log.eventlog import EventLog

__all__ = ["Turn", "watching"]


class Turn(NamedTuple):
    """What one or several batches changed: up to which position, and between which states of knowledge."""

    position: int
    changes: Changes
    before: Knowledge
    after: Knowledge
    redacted: tuple[tuple[str, tuple[int, ...]], ...] = ()
    """Each question from which something was redacted, and the positions of that. It is gone from `before`, too, so
    that no change tells what it did to an answer."""


def watching(
    log: EventLog,
    topic: str,
    *,
    after: int | None = None,
    poll: float = 0.25,
    timeout: float | None = None,
    stop: Flag | None = None,
) -> Iterator[Turn]:
    """What changes on a question, or below it, by what comes after a position (unless given, the last there is now).

    A turn in which nothing changes or is redacted is passed over. The position of the last one is what to go on
    after. What changes by the mere passing of time is told when the next entry comes; who goes on after a position is
    told what has passed since that was recorded. Raises InvalidValue, and LogClosed when the log is closed.
    """
    check_question(topic)
    now = log.as_of()
    begun = now.cut.position if after is None else check_whole(after, "the position to go on after")
    if begun > now.cut.position:
        raise InvalidValue(f"nothing can be watched after position {begun}: this log ends at {now.cut.position}")
    since = log.reader.entry(begun).recorded if after else now.cut.published
    before = Knowledge(log.reader, attrs.evolve(now.cut, position=begun, published=since))
    return _turns(log, topic, before, log.follow(begun, poll=poll, timeout=timeout, stop=stop))


def _turns(log: EventLog, topic: str, before: Knowledge, entries: Iterator[object]) -> Iterator[Turn]:
    for entry in entries:
        if entry.position <= before.cut.position:  # type: ignore[attr-defined]  # it was there when the last was looked at
            continue
        now = log.as_of()
        if (now.cut.published or 0) < (before.cut.published or 0):  # a clock was set back: what was public is so still
            now = Knowledge(log.reader, attrs.evolve(now.cut, published=before.cut.published))
        try:
            changes = diff(before, now, topic)
        except UnknownQuestion:  # nobody has said anything about it so far
            changes = Changes()
        redacted = tuple(_redacted(log, topic, before.cut.position, now.cut.position))
        if changes or redacted:
            yield Turn(now.cut.position, changes, before, now, redacted)
        before = now


def _redacted(log: EventLog, topic: str, after: int, upto: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    """What was erased of a topic between two positions, question by question."""
    erased: dict[str, set[int]] = {}
    for entry in log.reader.under(("w:",), after, upto):
        if isinstance(entry.event, Redacted):
            for question, positions in entry.event.withheld:
                if below(topic, question):
                    erased.setdefault(question, set()).update(positions)
    return ((question, tuple(sorted(erased[question]))) for question in sorted(erased))

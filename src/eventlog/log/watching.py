"""What changes in the answers about a topic, as it comes into the log, and why."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event as Flag
from typing import NamedTuple

import attrs

from eventlog.claims import check_question
from eventlog.claims.fields import check_whole
from eventlog.errors import InvalidValue, UnknownQuestion
from eventlog.knowledge import Knowledge
from eventlog.knowledge.changes import Changes, diff
from eventlog.log.eventlog import EventLog

__all__ = ["Turn", "watching"]


class Turn(NamedTuple):
    """What one or several batches changed: up to which position, and between which states of knowledge."""

    position: int
    changes: Changes
    before: Knowledge
    after: Knowledge


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

    A turn without changes is passed over. The position of the last one is what to go on after. What changes by the mere
    passing of time is told when the next entry comes; who goes on after a position is told what has passed since that
    was recorded. Raises InvalidValue, and LogClosed when the log is closed.
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
        if changes:
            yield Turn(now.cut.position, changes, before, now)
        before = now

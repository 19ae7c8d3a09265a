"""The walk back: from an entry to every question whose answer it can change.

It goes the way by which what bears on a question is gathered, the other way round: from a claim to its question, from a
report to what was read in it, from whatever is named to what is about it, from a judgement to what it judges, from a
link to the claims that it joins. It may reach a question too many, never one too few; a law compares.

Of a claim that has other company only (the other end of a link) the question is taken, and the walk ends there: what is
about that claim is what it was.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import attrs

from eventlog.events.dependencies.rows import row_of
from eventlog.events.entry import Entry
from eventlog.events.others import UnknownEvent

__all__ = ["Found", "Looking", "back"]


class Looking(Protocol):
    """What the walk asks of whatever holds the entries."""

    def under(self, keys: Iterable[str]) -> Iterable[Entry]:
        """The entries under any of these keys."""
        ...

    def having(self, ids: Iterable[str]) -> Iterable[Entry]:
        """The entries that have these ids."""
        ...

    def besides(self, entry: Entry) -> Iterable[Entry]:
        """The entries that differ with this one though no key says so."""
        ...


@attrs.define
class Found:
    """What a walk reached: questions by their ids, and agents of which something is said that may bear on any."""

    questions: set[str] = attrs.field(factory=set)
    agents: set[str] = attrs.field(factory=set)
    seen: set[str] = attrs.field(factory=set)


def back(entries: Iterable[Entry], looking: Looking) -> Found:
    """All that these entries can change. Those that were redacted or can't be read are passed over."""
    found = Found()
    wave = _fresh(entries, found)
    while wave:
        names: set[str] = set()
        joined: set[str] = set()
        keys: list[str] = []
        pending: list[Entry] = []
        for entry in wave:
            row = row_of(entry.event)
            found.questions.update(row.questions(entry.event))
            found.agents.update(row.defines(entry.event))
            names.update(map(str, row.acts_on(entry.event)))
            joined.update(map(str, row.joins(entry.event)))
            keys += (f"on:{entry.id}", f"in:{entry.id}") if str(entry.id).startswith("report:") else (f"on:{entry.id}",)
            pending += looking.besides(entry)
        pending += looking.under(keys)
        pending += looking.having(sorted(names - found.seen))
        for entry in looking.having(sorted(joined - found.seen)):
            if entry.event is not None and not isinstance(entry.event, UnknownEvent):
                found.questions.update(row_of(entry.event).questions(entry.event))
        wave = _fresh(pending, found)
    return found


def _fresh(entries: Iterable[Entry], found: Found) -> list[Entry]:
    """Those that were not met before and can be read."""
    fresh = []
    for entry in entries:
        if entry.event is None or isinstance(entry.event, UnknownEvent) or entry.id is None:
            continue
        if entry.id not in found.seen:
            found.seen.add(entry.id)
            fresh.append(entry)
    return fresh

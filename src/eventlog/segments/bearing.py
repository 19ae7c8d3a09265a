"""What bears on what, as columns of numbers: which others must travel with an entry to where a question is asked.

They are derived from the event alone, by the rows of `eventlog.events.dependencies`, with positions for ids. They never
change afterwards, whatever is recorded later; so a segment can hold them. Following them from the claims on a question
(`eventlog.runners.reach`) takes in all that gathering takes in, and sometimes more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from eventlog.codec import Reading, id_of
from eventlog.errors import UnknownKind
from eventlog.events import ClaimRecorded, Event, LogBegun, Redacted, ReportRecorded, UnknownEvent
from eventlog.events.dependencies import effects, references, row_of
from eventlog.stores import StoredEntry

__all__ = ["Described"]

Row = tuple[Any, ...]


class Described:
    """The rows of a segment. `id_at` tells the id at a position, as a log's reader does.

    `unread` has the positions of those entries of ours that can't be read, so that a reader is told.
    """

    def __init__(self, id_at: Callable[[int], str | None]) -> None:
        self._id_at = id_at
        self._met: dict[str, int] = {}
        self._reading = Reading(self._named)
        self.unread: list[int] = []

    def _named(self, position: int) -> str | None:
        """The id at a position, which it is noted that a body names."""
        id = self._id_at(position)
        self._met[id or f"redacted:{position}"] = position
        return id

    def rows(self, entries: Iterable[StoredEntry]) -> Iterator[Row]:
        """A row for each entry, with a cell for each column."""
        for one in entries:
            self._met.clear()
            event = None if one.body is None else self._reading.decode(one.kind, one.body)
            shared = (one.position, one.recorded, one.kind)
            yield (*shared, *self._told(one.position, one.kind, event), one.body, one.salt, one.commit)

    def _told(self, position: int, kind: str, event: Event | None) -> Row:
        """What stands between the kind and the body."""
        if event is None or isinstance(event, UnknownEvent):
            if isinstance(event, UnknownEvent) and "." not in kind:
                self.unread.append(position)
            return (None, None, None, [], sorted(self._met.values()), [], False, False, event is None)
        met, row = self._met, row_of(event)
        named = {met[name] for name in references(event) if name in met}
        if isinstance(event, ReportRecorded) and event.report.revision_of in met:
            named.add(met[str(event.report.revision_of)])
        keys = (key.removeprefix("on:") for key in effects(event) if key.startswith("on:"))
        claim = event.claim if isinstance(event, ClaimRecorded) else None
        return (
            _id_of(event),
            next(iter(row.questions(event)), None),
            None if claim is None else met.get(str(claim.report)),
            sorted(named),
            sorted(set(met.values()) - named),
            sorted({met[key] for key in keys if key in met}),
            row.decides,
            claim is not None and any(step.agent.startswith("anon:") for step in claim.chain),
            isinstance(event, Redacted | LogBegun) or bool(row.defines(event)),
        )


def _id_of(event: Event) -> str | None:
    try:
        return id_of(event)
    except UnknownKind:
        return None

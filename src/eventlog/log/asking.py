"""What is given to be recorded, as events; and what has to be looked up for them before they can come in.

A log on a server asks for all of that at once, before anything is put together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

import attrs

from eventlog.claims import Ref
from eventlog.codec import Kind, id_of, kind_of
from eventlog.errors import InvalidValue, UnknownKind, shown
from eventlog.events import (
    ClaimRecorded,
    Corrected,
    Event,
    KeyRotated,
    Redacted,
    ReportRecorded,
    UnknownEvent,
    wrap,
)
from eventlog.events.dependencies import row_of
from eventlog.log.struck import STRIKES
from eventlog.stores import Ahead

__all__ = ["Asked", "Given", "events_of"]

Given: TypeAlias = tuple[Event, Kind, str | None, tuple[Ref, ...]]
"""An event on its way in: its kind, its id where that can be told already, and what it names."""


@attrs.frozen
class Asked:
    """The events of a batch, and the ids and keys to be looked up for them, as far as these can be told yet."""

    given: list[Given]
    ids: dict[str, None]
    keys: dict[str, None]

    @classmethod
    def of(cls, events: Iterable[Event]) -> Asked:
        """What can be said of these."""
        given = list[Given]()
        ids, keys = dict[str, None](), dict[str, None]()
        for event in events:
            kind, row, id = kind_of(event), row_of(event), None
            named, key = row.names(event), row.matter(event)
            if key is not None:  # the id of a judgement may still change with what it replies to
                keys[key] = None
            elif kind.ours:
                id = id_of(event)
                ids[id] = None
                for reference in named:
                    if reference not in ids:
                        ids[str.__str__(reference)] = None
                if type(event) is ClaimRecorded:
                    keys[f"dq:{event.claim.question}"] = None
                elif type(event) is ReportRecorded:
                    keys.update(dict.fromkeys(event.effects))  # those by which one like it is found
            given.append((event, kind, id, named))
        return cls(given, ids, keys)

    @property
    def ahead(self) -> Ahead:
        """The same as a store is told it."""
        return Ahead(list(self.ids), [STRIKES, *self.keys])


def events_of(given: tuple[Any, ...]) -> tuple[Event, ...]:
    """What was given to `record`, each wrapped in its event. Raises InvalidValue or UnknownKind for what is
    none.
    """
    found = []
    for one in given:
        event = wrap(one)
        if isinstance(event, Redacted):
            raise InvalidValue(
                "a Redacted event is made by redacting, which erases what it names; it can't be recorded by itself"
            )
        if isinstance(event, KeyRotated):
            raise InvalidValue("a KeyRotated event is made by rotate_key, which has both keys sign it")
        try:
            kind_of(event)
        except UnknownKind:
            if attrs.has(type(event)) and not isinstance(event, UnknownEvent):
                raise
            raise InvalidValue(_no_event(one)) from None
        if isinstance(event, Corrected):
            event.check()
        found.append(event)
    return tuple(found)


def _no_event(given: Any) -> str:
    if isinstance(given, (list, tuple, set, frozenset, Iterator)):
        return f"a {type(given).__name__} is not an event: unpack it, as in log.record(*events)"
    return f"{shown(given)} is not an event: pass reports, claims, links, assessments, agents, questions or events"

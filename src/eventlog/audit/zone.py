"""Whether the zone that a log says it lives in is the one in which its entries were recorded."""

from __future__ import annotations

from eventlog.codec import Reading
from eventlog.errors import EventLogError
from eventlog.events import LogBegun, UnknownEvent
from eventlog.problems import Problem
from eventlog.stores import Store

__all__ = ["zone_problem"]


def zone_problem(store: Store) -> Problem | None:
    """What is wrong with the zone that the store says it lives in; None where its first entry says the same.

    A log in UTC has no such entry. Nothing is told of a log whose first entry can't be read: that is found elsewhere.
    """
    try:
        first = next(iter(store.contents(0, 1)), ())
        event = Reading(lambda _: None).decode(first[0][2], first[0][3]) if first and first[0][3] is not None else None
    except (EventLogError, OSError):
        return None
    said = event.zone if isinstance(event, LogBegun) else "UTC"
    if not first or isinstance(event, UnknownEvent) or said == store.zone:
        return None
    return Problem("zone", f"the log says that it lives in {store.zone}, and its entries were recorded in {said}", (1,))

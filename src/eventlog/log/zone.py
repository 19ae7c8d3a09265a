"""The zone of a log: it decides what a bare date means, so its first entry attests it.

A log in UTC has no such entry: that is what a log without one lives in.
"""

from __future__ import annotations

from collections.abc import Iterable

from eventlog.errors import InvalidValue
from eventlog.events import Event, LogBegun

__all__ = ["begun", "check_begun"]


def begun(size: int, zone: str) -> tuple[LogBegun, ...]:
    """The event that a batch begins with: that of the zone, in a log that holds nothing yet and is not in UTC."""
    return () if size or zone == "UTC" else (LogBegun(zone=zone),)


def check_begun(events: Iterable[Event], zone: str) -> None:
    """Refuse the first entry of a log in another zone, and one in UTC; the log's own is the same again.

    Raises InvalidValue.
    """
    for event in events:
        if isinstance(event, LogBegun) and (event.zone != zone or zone == "UTC"):
            raise InvalidValue(
                f"a LogBegun event says that its log lives in {event.zone}, and this one lives in {zone}: leave "
                "it out, or make the log with that zone"
            )

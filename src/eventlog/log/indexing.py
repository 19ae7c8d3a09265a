"""Whether the index fits the entries: what is found must be what is there.

Answers find entries by their ids and by the keys under which they have an effect. Neither is hashed, since both follow
from the bodies; so whoever edits the index alone hides an entry from every answer, and no root shows it. Here both are
derived anew and compared. It costs several times what hashing costs, for every body is read as an event, and memory
grows with the log; that is why it is asked for by name.

Entries of kinds that nobody here has registered can't be compared, and are left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from eventlog.codec import Reading, id_of
from eventlog.errors import EventLogError, LogClosed
from eventlog.events import UnknownEvent
from eventlog.events.dependencies import effects
from eventlog.knowledge import Problem
from eventlog.stores import Store
from eventlog.stores.inspecting import inspecting

__all__ = ["index_problems"]


def index_problems(store: Store) -> Iterator[Problem]:
    """What is in the index and does not follow from the entries, or follows and is not there; by position."""
    try:
        yield from _compared(store)
    except LogClosed:
        raise
    except (EventLogError, OSError) as error:
        yield Problem("index", f"it can't be read: {error}")


def _compared(store: Store) -> Iterator[Problem]:
    with inspecting(store) as inspection:
        held: dict[int, set[str]] = {}
        ids: dict[int, str] = {}
        for position, word in inspection.index():
            held.setdefault(position, set()).add(word)
            if position not in ids:
                ids[position] = word  # ids come before keys
        derived: dict[int, str] = {}
        reading = Reading(lambda at: derived.get(at) or ids.get(at))
        for rows in inspection.rows():
            for position, _, kind, body, _, _ in rows:
                event = None if body is None else reading.decode(kind.decode(errors="replace"), body)
                if isinstance(event, UnknownEvent):
                    held.pop(position, None)
                    continue
                expected: set[str] = set()
                if event is not None:
                    derived[position] = id_of(event)
                    expected = {derived[position], *effects(event)}
                found = held.pop(position, set())
                if expected - found:
                    yield Problem("index", "it can't be found by all that leads to it", (position,))
                if found - expected:
                    yield Problem("index", "it is found by what does not lead to it", (position,))
        for position in sorted(held):
            yield Problem("index", "something is found there, where there is no entry", (position,))

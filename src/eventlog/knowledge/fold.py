"""Projections: a start and a step, and for work in parallel a merge. No base class.

A projection is a plain function of a state and an entry. It never raises over the past: what is wrong with an old entry
belongs into its state, as a value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from eventlog.errors import InvalidValue, no_function
from eventlog.events import Entry

State = TypeVar("State")


def fold(entries: Iterable[Entry], step: Callable[[State, Entry], State], start: State) -> State:
    """Apply a step to each entry in order of position and return the last state. Redacted entries have no event.

    Raises what the step raises, with a note of the entry that it was given.
    """
    if (other := no_function(step)) is not None:
        raise InvalidValue(f"{other} is no step: pass a function of a state and an entry")
    state = start
    for entry in entries:
        try:
            state = step(state, entry)
        except Exception as error:
            error.add_note(f"the step was given entry {entry.position} ({entry.kind})")
            raise
    return state

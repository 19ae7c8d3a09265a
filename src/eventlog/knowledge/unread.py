"""What can't be read, said beside answers that have no place for it.

A standing names the entries that may bear on it and can't be read, found by the keys under which the index has them.
All of a log at once can't be asked for by keys, so here every entry is looked at, once for each open log. Entries of
kinds that users register bear on no answer and are left out, as in a standing.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable

from eventlog.errors import Unread
from eventlog.events import Entry, Reader, UnknownEvent
from eventlog.problems import Problem, lost
from eventlog.render.showing import unread_words


def unread(reader: Reader, position: int) -> tuple[Problem, ...]:
    """The entries up to a position that can't be read and may bear on some answer, each as a problem, in order."""
    return tuple(problems_of(entry for entry in reader.unreadable(position) if "." not in entry.kind))


def problems_of(entries: Iterable[Entry]) -> Iterable[Problem]:
    """A problem for each of these entries that can't be read."""
    for entry in entries:
        if isinstance(entry.event, UnknownEvent):
            yield lost(entry.position, entry.event.reason)


def warn_of(problems: Iterable[Problem], stacklevel: int = 1) -> None:
    """Warn, once for all, of the entries among these problems that can't be read.

    `stacklevel`: 1 is the caller of the function that calls this one.
    """
    positions = sorted({at for one in problems if one.kind == "unreadable" for at in one.positions})
    if positions:
        told = f"{unread_words(positions)}, and may bear on this: run verify to see how far the log is sound"
        warnings.warn(Unread(tuple(positions), told), stacklevel=stacklevel + 2)

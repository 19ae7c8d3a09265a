"""Waiting until something may have come into a log: never longer than is asked, and never surely because of anything.

A follower looks for itself; what wakes it is a hint that may be lost, and may come for nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from threading import Event as Flag
from typing import TypeAlias

__all__ = ["Wake", "changed_at", "looking", "pause"]

Wake: TypeAlias = Callable[[float, Flag | None], bool]
"""Waits for this number of seconds at most; whether it was less, since the flag is set or something may have come."""

_LOOK = 0.01  # seconds; a look costs some microseconds
_AGAIN = (0.02, 0.2, 1.0)
"""Seconds after a change at which one is woken once more: a file may change a moment before its readers can see why."""


def pause(seconds: float, stop: Flag | None) -> bool:
    """Wait; whether the flag is set."""
    if stop is None:
        time.sleep(max(0.0, seconds))
        return False
    return stop.wait(max(0.0, seconds))


def looking(look: Callable[[], object]) -> Wake:
    """Waking by a look that costs next to nothing: where it shows something else than the last time, something came."""
    seen = look()
    due: list[float] = []

    def wake(seconds: float, stop: Flag | None) -> bool:
        nonlocal seen
        end = time.monotonic() + seconds
        while (now := look()) == seen:
            moment = time.monotonic()
            if due and moment >= due[0]:
                del due[0]
                return True
            left = end - moment
            if left <= 0:
                return False
            if pause(min(left, _LOOK), stop):
                return True
        seen = now
        due[:] = (time.monotonic() + later for later in _AGAIN)
        return True

    return wake


def changed_at(path: str) -> tuple[int, int] | None:
    """Size and moment of change of a file; None where there is none."""
    try:
        held = Path(path).stat()
    except OSError:
        return None
    return held.st_size, held.st_mtime_ns

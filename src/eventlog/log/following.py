"""Streams of entries that tell how far they are, or go on with what is still to come."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from threading import Event as Flag
from typing import TypeAlias

from eventlog.claims.fields import check_type
from eventlog.errors import InvalidValue, shown
from eventlog.events import Entry

__all__ = ["Progress", "check_progress", "following", "telling"]

Progress: TypeAlias = Callable[[int, int], None]
"""Told how many entries have gone by, and how many there are."""

_LONGEST_WAIT = 1e8
"""Seconds, some three years: no wait of an operating system is sure to be longer."""
_STEP = 10_000


def check_progress(progress: Progress | None) -> None:
    """Refuse what can't be told anything. Raises InvalidValue."""
    if progress is not None and not callable(progress):
        raise InvalidValue(f"{shown(progress)} can't be told of progress: pass a function of two numbers")


def telling(stream: Iterator[Entry], after: int, last: int, progress: Progress) -> Iterator[Entry]:
    """The stream as it is, while `progress` is told now and then."""
    told = after
    for entry in stream:
        yield entry
        if entry.position - told >= _STEP:
            told = entry.position
            progress(told - after, last - after)
    progress(max(last - after, 0), max(last - after, 0))


def following(
    size: Callable[[], int],
    entries: Callable[[int, int], Iterator[Entry]],
    after: int,
    *,
    poll: float,
    timeout: float | None,
    stop: Flag | None,
) -> Iterator[Entry]:
    """The entries after a position, and then those that come. See EventLog.follow. Raises InvalidValue at once."""
    for name, seconds in (("poll", poll), ("timeout", timeout)):
        if seconds is not None or name == "poll":
            _check_seconds(seconds, name)
    if stop is not None:
        check_type(stop, Flag, "what stops a stream")
    return _following(size, entries, after, poll, timeout, stop)


def _check_seconds(value: object, name: str) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= _LONGEST_WAIT:
        raise InvalidValue(f"{name} is a number of seconds, at most {_LONGEST_WAIT:.0f}, not {shown(value)}")


def _following(
    size: Callable[[], int],
    entries: Callable[[int, int], Iterator[Entry]],
    after: int,
    poll: float,
    timeout: float | None,
    stop: Flag | None,
) -> Iterator[Entry]:
    waited_since = time.monotonic()
    while stop is None or not stop.is_set():
        upto = size()
        for entry in entries(after, upto):
            yield entry
            waited_since = time.monotonic()
            if stop is not None and stop.is_set():
                return
        after = max(after, upto)
        if timeout is not None and time.monotonic() - waited_since >= timeout:
            return
        if stop is not None:
            stop.wait(poll)
        else:
            time.sleep(poll)

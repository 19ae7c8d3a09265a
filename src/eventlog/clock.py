"""When it is, as far as the log is concerned.

`recorded` belongs to the log alone: one moment a batch, strictly above the last batch's. Where the wall clock
stands at or behind the last entry (it was set back a little, or two batches came within a microsecond), the
batch is recorded one microsecond after the last. Where it can't be right it is refused, because a log that
once took an entry "from 2093" has every later entry stand after that, and every cut on `recorded` is wrong
for decades:

* before the year 2000 or from 2100 on: machines whose clock was never set say such things;
* more than a day behind the last entry: either this clock is wrong or the one before it was;
* for the machine's own clock also: more than a day ahead of what this process has seen go by since it
  started. A log that was not written to for years stays writable: what is compared is this process's own uptime
  and not the last entry;
* for the machine's own clock also: more than a day ahead of the last entry and of what the file system says of a file
  that is made now. (On a disk of this machine the system's own clock says that; so what is found is a process whose
  clock is another one, and not a machine that was started with a wrong one.)

A clock handed in (`clock=`, for imports, tests and examples) may jump ahead as it likes within those years.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from eventlog import times
from eventlog.errors import ClockSkew, InvalidValue, no_function, shown

__all__ = ["Clock", "Now"]

Now: TypeAlias = Callable[[], datetime | str | int]
"""Says when it is: an aware datetime, RFC 3339 text, or microseconds since 1970."""

DAY = 86_400_000_000
EARLIEST = times.instant("2000-01-01T00:00:00Z")
LATEST = times.instant("2100-01-01T00:00:00Z")

# Goes on while the machine sleeps, where there is such a clock, so that waking up is no jump.
_UPTIME = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class Clock:
    """The clock of one log. `source` is a callable, or None for the machine's own; `folder` is where the log lies."""

    def __init__(self, source: Now | None = None, folder: Path | None = None) -> None:
        if source is not None and (other := no_function(source)) is not None:
            raise InvalidValue(f"clock is {other}: pass a function that says when it is, or leave it out")
        self._source = source
        self._folder = folder
        self._started = None if source is not None else _wall() - _uptime()

    def now(self) -> int:
        """When it is, in microseconds since 1970; not checked. Raises InvalidTime for what is no moment."""
        if self._source is None:
            return _wall()
        given = self._source()
        if isinstance(given, datetime):
            return times.to_micros(given)
        if isinstance(given, str):
            return times.instant(given)
        if isinstance(given, int) and not isinstance(given, bool):
            return given
        raise InvalidValue(
            f"the clock says {shown(given)}: an aware datetime, RFC 3339 text or microseconds are wanted"
        )

    def after(self, last: int | None) -> int:
        """The moment of a batch that comes after one recorded at `last`: now, or a microsecond after it.
        Raises ClockSkew.
        """
        now = self.now()
        if not EARLIEST <= now < LATEST:
            raise ClockSkew(_shown(now), _before(last), "which lies outside the years 2000 to 2099")
        if last is not None and now < last - DAY:
            before = _before(last)
            raise ClockSkew(
                _shown(now), before, f"more than a day before the last entry, which was recorded at {before}"
            )
        if self._started is not None and now > self._started + _uptime() + DAY:
            raise ClockSkew(
                _shown(now),
                _before(last),
                "more than a day ahead of the time that went by since this log was opened",
            )
        if self._started is not None and last is not None and now > last + DAY and now > self._files() + DAY:
            raise ClockSkew(
                _shown(now), _before(last), "more than a day ahead of the last entry and of what the file system says"
            )
        return now if last is None or now > last else last + 1

    def check_taken(self, position: int, recorded: int) -> None:
        """Refuse the moment of an entry that was recorded elsewhere, where this log could not go on from it.

        Raises ClockSkew.
        """
        now = self.now()
        if not EARLIEST <= recorded < LATEST:
            where = "which lies outside the years 2000 to 2099"
            raise ClockSkew(_shown(now), None, f"and entry {position} was recorded at {_shown(recorded)}, {where}")
        if recorded > now + DAY:
            ahead = f"and entry {position} was recorded at {_shown(recorded)}, more than a day after that"
            raise ClockSkew(_shown(now), None, ahead)

    def _files(self) -> int:
        """When a file would be made now, as the file system has it; a moment that binds no one, where it can't say."""
        if self._folder is None:
            return LATEST
        try:
            with tempfile.TemporaryFile(dir=self._folder) as file:
                return os.fstat(file.fileno()).st_mtime_ns // 1000
        except OSError:
            return LATEST


def _wall() -> int:
    return time.time_ns() // 1000


def _uptime() -> int:
    return time.clock_gettime_ns(_UPTIME) // 1000


def _before(last: int | None) -> str | None:
    return None if last is None else times.instant_text(last)


def _shown(micros: int) -> str:
    try:
        return times.instant_text(micros)
    except (ValueError, OverflowError):
        return f"{micros} microseconds since 1970"

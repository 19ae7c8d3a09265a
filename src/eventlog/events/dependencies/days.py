"""The day before which a report can't have been out: the part of the press clock that an index key can hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

from eventlog import times

__all__ = ["day_of", "not_before"]

_BEGIN: Final = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_BEGINS_ELSEWHERE: Final = 16 * 3_600_000_000
"""Microseconds by which a day may begin before it does in UTC, in whatever zone the log lives."""


@lru_cache(4096)
def not_before(published: str | None, zone: str | None) -> str:
    """A day before which a report can't have been out, in whatever zone the log lives; empty where there is no such."""
    if published is None:
        return ""
    read = times.bounds(published, times.Place.PUBLISHED, zone or "UTC")
    slack = _DAY_BEGINS_ELSEWHERE if zone is None and read.offset is None else 0
    return ("" if read.begin_earliest is None else day_of(read.begin_earliest - slack)) or ""


def day_of(instant: int) -> str | None:
    """The day of an instant (microseconds, UTC), so that later days sort later; None where no calendar has it."""
    try:
        return (_BEGIN + timedelta(microseconds=instant)).date().isoformat()
    except OverflowError:
        return None

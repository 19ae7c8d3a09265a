"""Where a local day begins.

A zone is a name of the IANA time zone database and nothing else: not a path, not an offset, not the machine's
own `localtime`. Names are compared with their case, because a file system that ignores case would otherwise
accept on one machine what another refuses.

A day begins at the first moment whose local date is not before it, and ends where the next one begins. That
one sentence covers the nights on which midnight is missing (the clock jumps over it), comes twice (the clock
goes back over it) or on which a whole date was skipped (an island changing sides of the date line): there the
day is empty. Days are handled as ordinals of the proleptic Gregorian calendar (`datetime.date.toordinal`),
moments as integer microseconds since 1970 in UTC. This file does not know what a date looks like as text.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from eventlog.errors import InvalidTime, shown

SECOND = 1_000_000
DAY = 86_400 * SECOND
EPOCH_ORDINAL = date(1970, 1, 1).toordinal()

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+){0,3}", re.ASCII)
_NAME_LENGTH = 64
# On the disk of many machines, but names of a machine's habit or of no place at all.
_NOT_PLACES = frozenset({"localtime", "posixrules", "Factory"})


def check_zone(name: str) -> str:
    """The name itself, if it is one of the IANA time zone database, in its own spelling.

    Raises InvalidTime (an InvalidValue) for anything else: paths, offsets, other capitals, the machine's
    `localtime`.
    """
    if not isinstance(name, str):
        raise InvalidTime(shown(name), "a zone is the text of its name: write one such as Europe/Kyiv", zone=True)
    if name != "UTC":
        _zone(name)
    return name


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(available_timezones()) - _NOT_PLACES


@lru_cache(maxsize=1024)
def _zone(name: str) -> tzinfo:
    if len(name) <= _NAME_LENGTH and _NAME.fullmatch(name) and name in _names():
        return ZoneInfo(name)
    raise InvalidTime(name, "write a name of the IANA database, such as Europe/Kyiv, or UTC", zone=True)


def day_begin(year: int, month: int, day: int, zone: str) -> int:
    """Microseconds since 1970 (UTC) at which this local day begins in `zone`: inclusive.

    Raises InvalidTime for a day that the calendar does not have, and for an unknown zone. A day that the zone
    skipped has no moment; its begin is then that of the next day.
    """
    try:
        ordinal = date(year, month, day).toordinal()
    except (ValueError, OverflowError):
        raise InvalidTime(f"{year}-{month}-{day}", "no such day in the calendar") from None
    return ordinal_begin(ordinal, zone)


def ordinal_begin(ordinal: int, zone: str) -> int:
    """As `day_begin`, for the day's ordinal (1 is 0001-01-01)."""
    if zone == "UTC":
        return (ordinal - EPOCH_ORDINAL) * DAY
    return _begin(ordinal, zone)


def is_skipped(ordinal: int, zone: str) -> bool:
    """Whether the zone's clocks never showed this date."""
    return zone != "UTC" and _begin(ordinal, zone) == _begin(ordinal + 1, zone)


@lru_cache(maxsize=16_384)
def _begin(ordinal: int, zone: str) -> int:
    midnight = datetime.combine(date.fromordinal(ordinal), datetime.min.time(), _zone(zone))
    local = (ordinal - EPOCH_ORDINAL) * DAY
    before = _micros(midnight.utcoffset())
    behind = _micros(midnight.replace(fold=1).utcoffset())
    if behind <= before:  # an ordinary midnight, or the first of two
        return local - before
    # Midnight falls into a gap: the day begins with the transition, which lies between these two. Transitions
    # are whole seconds.
    low, high = (local - behind) // SECOND, (local - before) // SECOND
    while low < high:
        middle = (low + high) // 2
        if _civil(middle * SECOND, zone).toordinal() >= ordinal:
            high = middle
        else:
            low = middle + 1
    return low * SECOND


def _micros(offset: timedelta | None) -> int:
    assert offset is not None, "a zone of the database always has an offset"
    return offset // timedelta(microseconds=1)


@lru_cache(4096)
def _civil(micros: int, zone: str) -> date:
    return (_EPOCH + timedelta(microseconds=micros)).astimezone(_zone(zone)).date()


def civil_date(micros: int, zone: str) -> date:
    """The date that a calendar on the wall in `zone` shows at that moment.

    Raises InvalidTime where the date would lie outside the years 1 to 9999.
    """
    check_zone(zone)
    try:
        return _civil(micros, zone)
    except (OverflowError, ValueError):
        raise InvalidTime(str(micros), "microseconds outside the years 1 to 9999 have no date") from None

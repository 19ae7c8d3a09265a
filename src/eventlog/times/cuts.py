"""A cut: up to which moment, inclusive, something is to be known.

A cut is never vague. `as_of("2024-06")` means "with all of June", so a date resolves to the last microsecond
before the next one begins where the log lives; a clock time is itself. Whatever leaves a choice (a mark, an
X, a set, an interval, a season without its hemisphere) is refused, because the answer would silently be that
of one of the choices.
"""

from __future__ import annotations

from datetime import date, datetime

from eventlog.errors import InvalidTime, shown
from eventlog.times.bounds import existing
from eventlog.times.civil import NO_HEMISPHERE, Civil
from eventlog.times.edtf import Clock, parse
from eventlog.times.instants import to_micros
from eventlog.times.zones import check_zone, ordinal_begin


def cut(value: str | date | datetime, zone: str) -> int:
    """The moment that a cut names: microseconds since 1970 (UTC), inclusive.

    `value` is a plain date, a season from 25 to 41, a clock time, or a datetime with its zone (pendulum's
    too). Raises InvalidTime for anything vague, for a naive datetime, and for a day that the zone skipped.
    """
    check_zone(zone)
    if isinstance(value, datetime):
        return to_micros(value)
    text = value.isoformat() if isinstance(value, date) else value
    if not isinstance(text, str):
        raise InvalidTime(shown(value), "a cut is a plain date, a clock time or a datetime with its zone")
    tree = parse(text)
    if isinstance(tree, Clock):
        return tree.micros
    if not isinstance(tree, Civil) or not tree.plain:
        raise InvalidTime(text, "a cut is never vague: write a plain date or a clock time")
    if tree.precision == NO_HEMISPHERE:
        raise InvalidTime(text, "a cut is never vague: write 25 to 28 for the north or 29 to 32 for the south", 5)
    _, late = existing(text, tree, zone)
    return ordinal_begin(late[1], zone) - 1

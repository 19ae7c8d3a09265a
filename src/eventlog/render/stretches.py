"""Stretches of valid time in words: since when an answer holds, or from when to when it held."""

from __future__ import annotations

from itertools import takewhile
from typing import Any

from eventlog import times
from eventlog.errors import InvalidTime
from eventlog.render.dates import day_of, day_words

__all__ = ["on_day", "stretch_words"]


def stretch_words(begin: int | None, end: int | None, standing: Any, *, dated: bool) -> str:
    """Of which stretch of time an answer is (microseconds, half-open; None: nothing bounds it there): "since 3 May".

    What begins after the cut is told "from 3 May"; what has ended by it, "from 3 May to 6 June".
    """
    first = "" if begin is None else _begun_on(begin, standing, dated=dated)
    moment = standing.cut.moment
    if end is None or (moment is not None and moment < end):
        ahead = begin is not None and moment is not None and begin > moment
        return f"{'from' if ahead else 'since'} {first}" if first else "all along"
    last = on_day(end - 2, standing, dated=dated)  # what certainly ends just after a day's begin ends before it
    if not first:
        return f"until {last}"
    return f"on {first}" if first == last else f"from {first} to {last}"


def _begun_on(micros: int, standing: Any, *, dated: bool) -> str:
    """The day on which a segment begins; what begins certainly at a day's end begins on the next.

    But where it may begin on that very day and on none before, that day: of "from 2 June on" it is said "since 2 June".
    """
    told = takewhile(lambda one: one.end is None or one.end >= micros, standing.lately)
    before = [one.begin for one in told if one.end == micros and one.begin is not None]
    on_it = any(times.civil_date(one, standing.zone) == times.civil_date(micros, standing.zone) for one in before)
    return on_day(micros if on_it else micros + 1, standing, dated=dated)


def on_day(micros: int, standing: Any, *, dated: bool = True) -> str:
    """The day of a moment in words; the year where it is not that of the cut. Empty where nothing bounds it."""
    moment = standing.cut.moment if dated else None
    try:
        day = times.civil_date(micros, standing.zone)
    except InvalidTime:
        return ""
    return day_words(micros, standing.zone, year=moment is None or day_of(moment, standing.zone).year != day.year)

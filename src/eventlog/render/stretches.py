"""Stretches of valid time in words: since when an answer holds, or from when to when it held."""

from __future__ import annotations

from itertools import takewhile
from typing import Any

from eventlog import times
from eventlog.errors import InvalidTime
from eventlog.render.dates import day_of, day_words

__all__ = ["on_day", "since_words", "stretch_words"]


def stretch_words(first: Any, standing: Any, *, dated: bool) -> str:
    """Of which stretch of time an answer is: "since 3 May"; "from 3 May to 6 June", where it has ended by the cut."""
    moment = standing.cut.moment
    if first.until is None or (moment is not None and moment < first.until):
        return "all along" if first.since is None else since_words(first.since, standing, dated=dated)
    end = on_day(first.until - 2, standing, dated=dated)  # what certainly ends just after a day's begin ends before it
    if first.since is None:
        return f"until {end}"
    begin = _begun_on(first.since, standing, dated=dated)
    return f"on {begin}" if begin == end else f"from {begin} to {end}"


def since_words(micros: int, standing: Any, *, dated: bool) -> str:
    """Since when a segment holds; from when, where that lies after the cut."""
    ahead = standing.cut.moment is not None and micros > standing.cut.moment
    return f"{'from' if ahead else 'since'} {_begun_on(micros, standing, dated=dated)}"


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

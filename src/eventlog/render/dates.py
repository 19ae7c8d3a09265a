"""Dates in words: an EDTF text as one would say it, and the days and clock times of moments, in the log's zone.

What has no such words stays as it was written. Moments are microseconds inside, and no reader counts those: they are
told as days where a day begins or ends then, else to the second.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from eventlog import times
from eventlog.errors import InvalidTime

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_SEASONS: Final = {21: "spring", 22: "summer", 23: "autumn", 24: "winter"}
_NORTHERN: Final = 25
_ENDS: Final = (date.min, date.max)
_A_DAY: Final = 86_400_000_000
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?([~?%])?")
_CLOCK = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)")
_PART: Final = {
    **{33 + at: f"the {nth} quarter of" for at, nth in enumerate(("first", "second", "third", "last"))},
    **{37 + at: f"the {nth} third of" for at, nth in enumerate(("first", "second", "last"))},
    **{40 + at: f"the {nth} half of" for at, nth in enumerate(("first", "second"))},
}
_SOME = re.compile(r"(\d{4})-(?:(\d\d)-XX|XX(-XX)?)")
"""A day or month of which it is not known which one."""
_MARK: Final = {"~": "about ", "?": "perhaps ", "%": "perhaps about "}


def day_words(micros: int, zone: str, *, year: bool = True) -> str:
    """The day of a moment (microseconds) in a zone: "27 June 2024", or without the year."""
    day = times.civil_date(micros, zone)
    return f"{day.day} {_MONTHS[day.month - 1]}" + (f" {day.year}" if year else "")


def moment_words(micros: int, zone: str) -> str:
    """A moment: "27 June 2024" where that day begins or ends then, else "27 June 2024, 14:30"."""
    if _midnight(micros, zone) is not None:
        return _said(day_of(micros, zone))
    then = _local(micros, zone)
    return f"{_said(then)}, {_clock(then)}"


def moment_text(micros: int, zone: str) -> str:
    """A moment in the form of a table: 2024-06-27 where that day begins or ends then, else 2024-06-27 14:30."""
    return _text(micros, zone, bare=_midnight(micros, zone) is not None)


def cut_text(micros: int, zone: str) -> str:
    """A cut in the form of a table: 2024-06-27 for the end of that day, as a bare date means, else 2024-06-27 14:30."""
    return _text(micros, zone, bare=is_days_end(micros, micros + 1, zone))


def _text(micros: int, zone: str, *, bare: bool) -> str:
    then = _local(micros, zone)
    return day_of(micros, zone).isoformat() if bare else f"{then:%Y-%m-%d} {_clock(then)}"


def edge_words(micros: int, zone: str, *, last: bool = False) -> str:
    """The begin of a stretch of time as the first day in it, its end (`last`; exclusive) as the last; as edge_text."""
    midnight = _midnight(micros, zone)
    return moment_words(micros, zone) if midnight is None else _said(day_of(midnight - last, zone))


def edge_text(micros: int, zone: str, *, last: bool = False) -> str:
    """The begin of a stretch of time as the first day in it, its end (`last`; exclusive) as the last day in it.

    What certainly begins at the last microsecond of a day begins with the next one, and what certainly ends after the
    first microsecond of a day ends with the one before. A begin or end within a day has its clock time. In the form of
    a table: 2024-06-27.
    """
    midnight = _midnight(micros, zone)
    return moment_text(micros, zone) if midnight is None else day_of(midnight - last, zone).isoformat()


def is_days_end(begin: int | None, end: int | None, zone: str) -> bool:
    """Whether a stretch is the last microsecond of a day: by then, what begins within the day certainly has.

    It is no row of its own beside the days: what holds in it is told of the day before and of the next one.
    """
    return begin is not None and end == begin + 1 and day_of(begin, zone) != day_of(end, zone)


def _midnight(micros: int, zone: str) -> int | None:
    """The begin of a day that lies within a microsecond of a moment; the moment itself where the years end."""
    if day_of(micros - _A_DAY, zone) in _ENDS or day_of(micros + _A_DAY, zone) in _ENDS:
        return micros
    return next((one for one in (micros, micros + 1, micros - 1) if day_of(one - 1, zone) != day_of(one, zone)), None)


def day_of(micros: int, zone: str) -> date:
    """The day of a moment; the first or last one outside the years that have a date."""
    try:
        return times.civil_date(micros, zone)
    except InvalidTime:
        return date.min if micros < 0 else date.max


def _said(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _clock(then: datetime) -> str:
    return f"{then:%H:%M:%S}" if then.second else f"{then:%H:%M}"


def _local(micros: int, zone: str) -> datetime:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)).astimezone(ZoneInfo(zone))


def time_words(time: str | times.TimeExpression | None) -> str:
    """A time as a claim gives it: the report's own words of time with their reading, else the date; empty for none."""
    if time is None:
        return ""
    if isinstance(time, str):
        return said_aloud(time)
    return f"“{time.text}”" + (f" ({said_aloud(time.value)})" if time.value else "")


def span_words(time: str) -> str:
    """Of which time a word is: "for June 2031", "from June 2031 on". "About June" would be vaguer than June."""
    return f"for {time}" if time and not time.startswith(("from ", "until ", "between ")) else time


def said_aloud(text: str) -> str:
    """An EDTF text as one would say it: "between 25 June and 31 July 2024". What has no such words stays as it is."""
    if text[:1] + text[-1:] == "[]" and text.count("..") == 1 and "," not in text:
        begin, _, end = text[1:-1].partition("..")
        if not begin or not end:
            return _or_as_written(text, f"{_one(end)} or before" if end else f"{_one(begin)} or after")
        return _or_as_written(text, _span("between", begin, "and", end))
    if text[:1] + text[-1:] == "[]" and ".." not in text:
        return _or_as_written(text, " or ".join(map(_one, text[1:-1].split(","))))
    if text.count("/") == 1:
        begin, _, end = text.partition("/")
        if end in ("..", ""):
            return _or_as_written(text, f"from {_one(begin)} on" + (", end not known" if not end else ""))
        if begin in ("..", ""):
            return _or_as_written(text, f"until {_one(end)}")
        return _or_as_written(text, _span("from", begin, "to", end))
    return _or_as_written(text, _one(text))


def _or_as_written(text: str, words: str) -> str:
    return text if "\0" in words else words


def _span(before: str, begin: str, between: str, end: str) -> str:
    """Two dates of one month or year, which is then said once."""
    first, last = _one(begin), _one(end)
    for shared in (7, 4):
        if len(begin) == len(end) in (7, 10) and begin[:shared] == end[:shared] and len(begin) > shared:
            tail = f" {_MONTHS[int(end[5:7]) - 1]} {end[:4]}" if shared == 7 else f" {end[:4]}"
            first = first.removesuffix(tail)
            break
    return f"{before} {first} {between} {last}"


def _one(text: str) -> str:
    """One date or clock time; a NUL where it has no plain words."""
    clock = _CLOCK.fullmatch(text)
    if clock:
        year, month, day, hour, second, zone = clock.groups()
        exact = f"{hour}:{second}" if second not in (None, "00") else hour
        where = "UTC" if zone == "Z" else f"UTC{zone.replace('-', '−')}"
        return f"{int(day)} {_MONTHS[int(month) - 1]} {year}, {exact} {where}"
    found, some = _DATE.fullmatch(text), _SOME.fullmatch(text)
    if some and some[2]:
        return f"a day in {_one(f'{some[1]}-{some[2]}')}"
    if some:
        return f"a {'day in' if some[3] else 'month of'} {some[1]}"
    if not found:
        return "\0"
    year, month, day, mark = found.groups()
    before = _MARK.get(mark or "", "")
    if month is None:
        return f"{before}{year}"
    if 1 <= int(month) <= 12:
        named = f"{_MONTHS[int(month) - 1]} {year}"
        return f"{before}{int(day)} {named}" if day else f"{before}{named}"
    if int(month) in _PART and not day:
        return f"{before}{_PART[int(month)]} {year}"
    half = int(month) >= _NORTHERN
    season = _SEASONS.get(int(month) - 4 * half)
    return f"{before}{season}{' (northern)' * half} {year}" if season and not day else "\0"

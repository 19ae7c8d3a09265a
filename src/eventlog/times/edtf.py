"""The reader of EDTF: text to a tree, without zone and without place.

The grammar is the part of EDTF (ISO 8601-2, levels 0 to 2) that VAGUE-TIME accepts: dates of years, months,
days and seasons, each part with marks and X; clock times; intervals; one-of sets. It is regular except for
the commas of a set, so one compiled expression reads a date, and what it cannot read is looked at a second
time, slowly, only to say where the fault lies. The expression has no two ways to read the same text, and
texts beyond `LONGEST` are not looked at, so a hostile text costs no more than a long one.

This file knows the calendar. It does not know zones (whether the zone skipped a day), nor places (whether an
interval may stand there), nor what the four bounds are.
"""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import NoReturn

import attrs

from eventlog.errors import InvalidTime
from eventlog.times import civil
from eventlog.times.civil import Civil
from eventlog.times.edtf_faults import explain
from eventlog.times.instants import FIRST_YEAR, LAST_YEAR, read_clock, read_offset
from eventlog.times.zones import DAY, EPOCH_ORDINAL

LONGEST = 4096
"""Characters. A set of every day of a year, written out one by one, fits."""

_DATE = re.compile(
    r"([?~%])?(\d\d[\dX]{2})([?~%])?"
    r"(?:-([?~%])?([\dX]{2})([?~%])?(?:-([?~%])?([\dX]{2})([?~%])?)?)?",
    re.ASCII,
)
# No zone has ever been further from UTC than this, so an interval reversed by more is reversed everywhere.
_FURTHEST_OFFSET = DAY


class Edge(Enum):
    """An end of an interval that is no date."""

    UNKNOWN = "there is one, it is not said when"
    OPEN = "there is none"


@attrs.frozen(kw_only=True)
class Clock:
    """A clock time: one moment, in microseconds since 1970 (UTC). `offset`: as `instants.read_offset` has it."""

    micros: int
    at: int = 0
    offset: int | None = None


Moment = Civil | Clock


@attrs.frozen(kw_only=True)
class Interval:
    """`A/B`; `slash` is the offset of the '/'."""

    begin: Moment | Edge
    end: Moment | Edge
    slash: int


@attrs.frozen(kw_only=True)
class OneOf:
    """`[...]`: one of its members, and with an open side anything before the first or after the last."""

    members: tuple[tuple[Moment, Moment], ...]
    """Each from its first to its last, both inclusive; a single member is both."""
    open_begin: bool
    open_end: bool


Tree = Civil | Clock | Interval | OneOf


@lru_cache(maxsize=8192)
def parse(text: str) -> Tree:
    """The tree of an EDTF text. Raises InvalidTime, `at` the offset of the fault."""
    if len(text) > LONGEST:
        raise InvalidTime(text, f"longer than {LONGEST} characters", LONGEST)
    if not text.isascii():
        at = next(at for at, letter in enumerate(text) if not letter.isascii())
        raise InvalidTime(text, "only ASCII digits and signs are read", at)
    if "/" in text:
        return _interval(text)
    if text[:1] == "[":
        return _one_of(text)
    return _moment(text, 0, len(text))


def _moment(text: str, start: int, stop: int) -> Moment:
    if text.find("T", start, stop) == start + 10:
        micros = read_clock(text, start, stop)
        _check_year(text, text[start : start + 4], start)
        return Clock(micros=micros, at=start, offset=read_offset(text, start, stop))
    found = _DATE.fullmatch(text, start, stop)
    if found is None:
        explain(text, start, stop)
    before_year, year, after_year, before_month, month, after_month, before_day, day, after_day = found.groups()
    if (before_year and after_year) or (before_month and after_month) or (before_day and after_day):
        explain(text, start, stop)
    _check_year(text, year, found.start(2))
    marks = (before_year or after_year, before_month or after_month, before_day or after_day)
    if marks == (None, None, None):
        return _date(text, found, (year, month, day), (0, 0, 0), False, "X" not in found.group())
    for part, mark, group in zip((year, month, day), marks, (2, 5, 8), strict=True):
        if mark in ("~", "%") and "X" in part:
            raise InvalidTime(text, "~ or % on a part with X has no unit to widen by", found.start(group))
    moves = tuple(1 if mark in ("~", "%") else 0 for mark in marks)
    uncertain = "?" in marks or "%" in marks
    return _date(text, found, (year, month, day), (moves[0], moves[1], moves[2]), uncertain, False)


def _check_year(text: str, year: str, at: int) -> None:
    if not FIRST_YEAR // 100 <= int(year[:2]) <= LAST_YEAR // 100:
        raise InvalidTime(text, f"years run from {FIRST_YEAR} to {LAST_YEAR}", at)


def _date(
    text: str,
    found: re.Match[str],
    parts: tuple[str, str | None, str | None],
    moves: tuple[int, int, int],
    uncertain: bool,
    plain: bool,
) -> Civil:
    """A date from its parts; `moves` says on which of them a ~ or % stands."""
    year, month, day = parts
    years = civil.years(year) if "X" in year else (int(year),)
    reach = years[0], years[-1]
    if month is None:
        begins = reach[0] * 12, reach[1] * 12
        return civil.months("year", begins, 12, 12 * moves[0], found.start(), uncertain, plain)
    if "X" not in month and int(month) > 12:
        code = _season_code(text, found, int(month), day)
        return civil.season(reach, code, moves[:2], found.start(), uncertain, plain)
    months = civil.matching(month, 1, 12)
    if not months:
        raise InvalidTime(text, "no such month: months are 01 to 12, seasons 21 to 41", found.start(5))
    if day is not None:
        return _day(text, found, (year, month, day), moves, uncertain, plain)
    begins = reach[0] * 12 + months[0] - 1, reach[1] * 12 + months[-1] - 1
    return civil.months("month", begins, 1, 12 * moves[0] + moves[1], found.start(), uncertain, plain)


def _season_code(text: str, found: re.Match[str], code: int, day: str | None) -> int:
    if code < civil.FIRST_SEASON:
        raise InvalidTime(text, "no such month: months are 01 to 12, seasons 21 to 41", found.start(5))
    if code > civil.LAST_SEASON:
        raise InvalidTime(text, "no such season: seasons are 21 to 41", found.start(5))
    if day is not None:
        raise InvalidTime(text, "a season has no day", found.start(8))
    return code


def _day(
    text: str,
    found: re.Match[str],
    parts: tuple[str, str, str],
    moves: tuple[int, int, int],
    uncertain: bool,
    plain: bool,
) -> Civil:
    some_x = "X" in found.group()
    try:
        if some_x:
            low, high = next(civil.days(parts)), next(civil.days(parts, backwards=True))
        else:
            low = high = (int(parts[0]), int(parts[1]), int(parts[2]))
        first = civil.day_span(*low)
        last = first if high == low else civil.day_span(*high)
    except (StopIteration, ValueError):
        raise InvalidTime(text, "no such day in the calendar", found.start(8)) from None
    early, late = first, last
    if moves != (0, 0, 0):
        months = 12 * moves[0] + moves[1]
        early = civil.shifted_day(*low, -months, -moves[2])
        late = civil.shifted_day(*high, months, moves[2])
    return Civil(
        precision="day",
        first=first,
        last=last,
        early=early,
        late=late,
        uncertain=uncertain,
        plain=plain,
        at=found.start(),
        digits=parts if some_x else None,
    )


def _interval(text: str) -> Interval:
    slash = text.index("/")
    if (second := text.find("/", slash + 1)) >= 0:
        raise InvalidTime(text, "an interval has one '/', and a day has hyphens, as in 2024-06-27", second)
    begin = _end(text, 0, slash)
    end = _end(text, slash + 1, len(text))
    if isinstance(begin, Edge) and isinstance(end, Edge) and (begin, end) != (Edge.OPEN, Edge.OPEN):
        raise InvalidTime(text, "an interval needs at least one date or clock time, or is '../..', always", slash)
    if not isinstance(begin, Edge) and not isinstance(end, Edge):
        _check_order(text, begin, end)
    return Interval(begin=begin, end=end, slash=slash)


def _end(text: str, start: int, stop: int) -> Moment | Edge:
    if start == stop:
        return Edge.UNKNOWN
    if text[start:stop] == "..":
        return Edge.OPEN
    if text[start] in "[{":
        raise InvalidTime(text, "a set can't be the end of an interval", start)
    return _moment(text, start, stop)


def _check_order(text: str, begin: Moment, end: Moment) -> None:
    """Refuse what is empty or reversed as written, whatever the zone; `bounds` refuses the rest."""
    earliest = begin.micros if isinstance(begin, Clock) else (begin.first[0] - EPOCH_ORDINAL) * DAY
    latest = end.micros if isinstance(end, Clock) else (end.last[1] - EPOCH_ORDINAL) * DAY
    mixed = isinstance(begin, Clock) != isinstance(end, Clock)
    if earliest >= latest + (_FURTHEST_OFFSET if mixed else 0):
        refuse_reversed(text, text.index("/"))


def refuse_reversed(text: str, slash: int) -> NoReturn:
    """Raise InvalidTime for an interval that has no moment as written."""
    raise InvalidTime(text, "an interval that is empty or reversed: its begin must lie before its end", slash + 1)


def _one_of(text: str) -> OneOf:
    stop = len(text) - 1
    if text[-1] != "]" or stop == 0:
        raise InvalidTime(text, "a set '[' needs its ']' at the end", len(text))
    if (second := text.find("[", 1)) >= 0:
        raise InvalidTime(text, "a set stands alone: one '[' at the beginning", second)
    members: list[tuple[Moment, Moment]] = []
    open_begin = open_end = False
    at = 1
    while at <= stop:
        comma = text.find(",", at, stop)
        until = stop if comma < 0 else comma
        dots = text.find("..", at, until)
        if dots == at and at == 1:
            open_begin = True
            member = _member(text, at + 2, until, "[..] says nothing")
            members.append((member, member))
        elif dots >= 0 and dots + 2 == until == stop and dots > at:
            open_end = True
            member = _member(text, at, dots, "a member is missing here")
            members.append((member, member))
        elif dots >= 0:
            members.append(_range(text, at, dots, until))
        else:
            member = _member(text, at, until, "a member is missing here: '[' and ']' hold dates with ',' between them")
            members.append((member, member))
        at = until + 1
    if open_begin and open_end:
        raise InvalidTime(text, "a set open on both sides says nothing", 1)
    return OneOf(members=tuple(members), open_begin=open_begin, open_end=open_end)


def _member(text: str, start: int, stop: int, missing: str) -> Moment:
    if start >= stop:
        raise InvalidTime(text, missing, start)
    member = _moment(text, start, stop)
    if isinstance(member, Civil) and not member.plain:
        raise InvalidTime(text, "members of a set are plain: no mark and no X", start)
    return member


def _range(text: str, start: int, dots: int, stop: int) -> tuple[Moment, Moment]:
    first = _member(text, start, dots, "'..' with nothing before it may stand only at the beginning of a set")
    last = _member(text, dots + 2, stop, "'..' with nothing after it may stand only at the end of a set")
    if isinstance(first, Clock) and isinstance(last, Clock):
        ordered = first.micros <= last.micros
    elif isinstance(first, Civil) and isinstance(last, Civil) and first.precision == last.precision:
        ordered = civil.is_ordered(first, last)
    else:
        raise InvalidTime(text, "both sides of '..' need the same precision", dots + 2)
    if not ordered:
        raise InvalidTime(text, "'..' runs from the earlier to the later", dots + 2)
    return first, last

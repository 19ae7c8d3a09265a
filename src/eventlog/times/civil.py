"""The calendar part of a date, before any zone: which days it may mean.

A date as written stands for a span of whole days, [begin, end) in ordinals. Three things make it more than
one span: an X (one of several members), a season without a hemisphere (one of two), and the mark `~`, which
moves the earliest reading back and the latest on. All members have the same length of unit, so the first and
the last of them say everything that the bounds need: `first` and `last` as written, `early` and `late` with
`~`.

Only X can make a member that does not exist (June 31); such members are left out. A shift by months that
lands on a missing day takes the last day of its month.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

import attrs

Span = tuple[int, int]

# code: (months from January of the year written, length in months); 21-24 are northern here and southern
# below.
_NORTHERN = ((2, 3), (5, 3), (8, 3), (11, 3))
_SOUTHERN_BEGINS = (8, 11, 2, 5)
_SEASONS: dict[int, tuple[int, int]] = {
    **dict(enumerate(_NORTHERN, 21)),
    **dict(enumerate(_NORTHERN, 25)),
    **{29 + i: (begin, 3) for i, begin in enumerate(_SOUTHERN_BEGINS)},
    **{33 + i: (3 * i, 3) for i in range(4)},
    **{37 + i: (4 * i, 4) for i in range(3)},
    **{40 + i: (6 * i, 6) for i in range(2)},
}
_SOUTHERN = dict(enumerate(_SOUTHERN_BEGINS, 21))
_FAMILIES = {
    code: name
    for name, codes in {
        "season": range(21, 25),
        "northern season": range(25, 29),
        "southern season": range(29, 33),
        "quarter": range(33, 37),
        "third": range(37, 40),
        "half": range(40, 42),
    }.items()
    for code in codes
}
FIRST_SEASON, LAST_SEASON = 21, 41
NO_HEMISPHERE = "season"


@attrs.frozen(kw_only=True)
class Civil:
    """One date as written: the first and last span of days it may mean, without and with what `~` adds."""

    precision: str
    first: Span
    last: Span
    early: Span
    late: Span
    uncertain: bool = False
    plain: bool = True
    at: int = 0
    digits: tuple[str, str, str] | None = None
    """Year, month and day as written, of a day with an X: the zone may have skipped one of its members."""
    hemispheres: tuple[int, int] | None = None
    """Where a season without a hemisphere begins in the north and in the south."""


def month_begin(month: int) -> int:
    """The ordinal of a month's first day; months are counted from January of the year 0."""
    return date(month // 12, month % 12 + 1, 1).toordinal()


def month_span(month: int, length: int = 1) -> Span:
    """All days of `length` months, from that month on (counted as `month_begin` does)."""
    return month_begin(month), month_begin(month + length)


def day_span(year: int, month: int, day: int) -> Span:
    """One day. Raises ValueError where the calendar has no such day."""
    ordinal = date(year, month, day).toordinal()
    return ordinal, ordinal + 1


def shifted_day(year: int, month: int, day: int, months: int, days: int) -> Span:
    """The day that is `months` months, and then `days` days, away."""
    index = year * 12 + month - 1 + months
    year, month = index // 12, index % 12 + 1
    ordinal = date(year, month, min(day, calendar.monthrange(year, month)[1])).toordinal() + days
    return ordinal, ordinal + 1


def months(
    precision: str, bounds: tuple[int, int], length: int, shift: int, at: int, uncertain: bool, plain: bool
) -> Civil:
    """A date of whole months: the months it may begin with, how many it has, how many `~` moves it by."""
    low, high = bounds
    first = month_span(low, length)
    last = first if high == low else month_span(high, length)
    return Civil(
        precision=precision,
        first=first,
        last=last,
        early=month_span(low - shift, length) if shift else first,
        late=month_span(high + shift, length) if shift else last,
        uncertain=uncertain,
        plain=plain,
        at=at,
    )


def season(years: tuple[int, int], code: int, moves: tuple[int, int], at: int, uncertain: bool, plain: bool) -> Civil:
    """A season, quarter, third or half of the first to the last year it may be in.

    `moves`: whether ~ stands on its year and on itself (0 or 1 each).
    """
    begin, length = _SEASONS[code]
    other = _SOUTHERN.get(code, begin)
    reach = years[0] * 12 + min(begin, other), years[1] * 12 + max(begin, other)
    shift = 12 * moves[0] + length * moves[1]
    found = months(_FAMILIES[code], reach, length, shift, at, uncertain, plain)
    if code not in _SOUTHERN:
        return found
    return attrs.evolve(found, hemispheres=(month_begin(years[0] * 12 + begin), month_begin(years[0] * 12 + other)))


def is_ordered(a: Civil, b: Civil) -> bool:
    """Whether a begins no later than b (of the same precision), in at least one hemisphere."""
    if a.hemispheres is None or b.hemispheres is None:
        return a.first[0] <= b.first[0]
    return a.hemispheres[0] <= b.hemispheres[0] or a.hemispheres[1] <= b.hemispheres[1]


@lru_cache(maxsize=1024)
def matching(digits: str, lowest: int, highest: int) -> tuple[int, ...]:
    """The numbers from lowest to highest, both inclusive, that two digits with X may mean, ascending."""
    if "X" not in digits:
        number = int(digits)
        return (number,) if lowest <= number <= highest else ()
    tens, ones = digits[0], digits[1]
    return tuple(
        number
        for number in range(lowest, highest + 1)
        if tens in ("X", str(number // 10)) and ones in ("X", str(number % 10))
    )


def years(digits: str) -> list[int]:
    """The years that four digits with X in the last two may mean, ascending."""
    century = int(digits[:2]) * 100
    return [century + rest for rest in matching(digits[2:], 0, 99)]


def days(digits: tuple[str, str, str], backwards: bool = False) -> Iterator[tuple[int, int, int]]:
    """The days that exist among those a date with X may mean, in order of time."""
    step = -1 if backwards else 1
    for year in years(digits[0])[::step]:
        for month in matching(digits[1], 1, 12)[::step]:
            for day in matching(digits[2], 1, calendar.monthrange(year, month)[1])[::step]:
                yield year, month, day

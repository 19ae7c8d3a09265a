"""The grammar of relative time: phrases, and what they mean counted from a day.

English only, and only phrases that have one usual meaning. Choices made, where usage wavers: weeks begin on Monday. A
bare weekday, month or day of a month is the last one at or before the anchor; "last" and "next" are strictly before
and after it. Behind "by" and "no later than" a bare name is the first one at or after the anchor: no later than that
it was in any case, where the last one would leave out all that is still to come. Early, mid and late are the thirds
of a month (days 1-10, 11-20, 21 on) or of a year (four months each); of a week the first three days, the middle three
and the last four. A season is written without its hemisphere (21-24), since words seldom say it. "Three weeks ago" is
some day of that week, since such words count no days. Longer phrases stand beside shorter ones in one table,
`_PHRASES`; each reads the whole text or nothing, so their order does not matter.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Protocol

_LONGEST = 200

_Groups = dict[str, str | None]

Stretch = tuple[str, str]
"""The first and the last EDTF date that words may mean, plain and of one precision."""


class _Reader(Protocol):
    def __call__(self, day: date, groups: _Groups) -> Stretch: ...


_WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_MONTHS = [
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
]
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_NUMBERS |= {"eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12}
_STEPS = {"this": 0, "the current": 0, "last": -1, "the previous": -1, "next": 1, "the coming": 1}
_DAYS = {
    "today": 0,
    "this morning": 0,
    "this afternoon": 0,
    "this evening": 0,
    "tonight": 0,
    "yesterday": -1,
    "tomorrow": 1,
    "the day before yesterday": -2,
    "the day after tomorrow": 2,
}

ONE_OF = "[{first}..{last}]"
_UNTIL = "[..{last}]"
_AHEAD = "at or after"
"""The step of a bare name behind "by"."""
_FRAMES = (
    (re.compile(r"(?:as soon as|as early as|no earlier than|not before) (.+)"), "[{first}..]"),
    (re.compile(r"(?:by|no later than) (.+)"), _UNTIL),
    (re.compile(r"(.+)"), ONE_OF),
)


def meaning_of(text: str) -> tuple[str, Callable[[date], Stretch]] | None:
    """The shape of the EDTF, and what gives first and last date for an anchor day; None for unknown words."""
    if len(text) > _LONGEST:
        return None
    words = " ".join(text.casefold().replace("-", " ").strip(" .,;").split())
    for frame, shape in _FRAMES:
        if framed := frame.fullmatch(words):
            for phrase, reader in _PHRASES:
                if found := phrase.fullmatch(framed.group(1)):
                    groups = found.groupdict()
                    if shape == _UNTIL and groups.get("step") is None:
                        groups["step"] = _AHEAD
                    return shape, partial(reader, groups=groups)
    return None


def _one(text: str) -> Stretch:
    return text, text


def _day(day: date) -> Stretch:
    return _one(day.isoformat())


def _days(first: date, last: date) -> Stretch:
    return first.isoformat(), last.isoformat()


def _month(index: int) -> str:
    return f"{index // 12:04}-{index % 12 + 1:02}"


def _index(day: date) -> int:
    return day.year * 12 + day.month - 1


def _monday(day: date, weeks: int = 0) -> date:
    return day - timedelta(days=day.weekday() - 7 * weeks)


def _named_day(day: date, groups: _Groups) -> Stretch:
    return _day(day + timedelta(days=_DAYS[str(groups["day"])]))


def _unit(day: date, groups: _Groups) -> Stretch:
    """This, last or next week, month, quarter or year."""
    return _of_unit(day, str(groups["unit"]), _STEPS[str(groups["step"])])


def _of_unit(day: date, unit: str, step: int) -> Stretch:
    if unit == "day":
        return _day(day + timedelta(days=step))
    if unit == "week":
        monday = _monday(day, step)
        return _days(monday, monday + timedelta(days=6))
    if unit == "month":
        return _one(_month(_index(day) + step))
    if unit == "quarter":
        quarter = _index(day) // 3 + step
        return _one(f"{quarter // 4:04}-{33 + quarter % 4}")
    return _one(f"{day.year + step:04}")


def _third_of_unit(day: date, groups: _Groups) -> Stretch:
    part, unit, step = ("early", "mid", "late").index(str(groups["part"])), groups["unit"], groups["step"]
    steps = _STEPS[str(step)]
    if unit == "week":
        first, last = ((0, 2), (2, 4), (3, 6))[part]
        monday = _monday(day, steps)
        return _days(monday + timedelta(days=first), monday + timedelta(days=last))
    if unit == "month":
        return _third_of_month(_index(day) + steps, part)
    return _third_of_year(day.year + steps, part)


def _third_of_month(index: int, part: int) -> Stretch:
    month = _month(index)
    last = calendar.monthrange(index // 12, index % 12 + 1)[1] if part == 2 else 10 * part + 10
    return f"{month}-{10 * part + 1:02}", f"{month}-{last:02}"


def _third_of_year(year: int, part: int) -> Stretch:
    return _month(year * 12 + 4 * part), _month(year * 12 + 4 * part + 3)


def _so_far(day: date, groups: _Groups) -> Stretch:
    """Earlier or later in the running week, month or year: up to the anchor, or from it on."""
    earlier, unit = groups["side"] == "earlier", groups["unit"]
    if unit == "year":
        return (_month(day.year * 12), _month(_index(day))) if earlier else (_month(_index(day)), f"{day.year:04}-12")
    if unit == "week":
        begin, end = _monday(day), _monday(day) + timedelta(days=6)
    else:
        begin, end = day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return _days(begin, day) if earlier else _days(day, end)


def _weekday(day: date, groups: _Groups) -> Stretch:
    back = (day.weekday() - _WEEKDAYS.index(str(groups["weekday"]))) % 7
    step = groups["step"]
    if step == "this":
        return _day(_monday(day) + timedelta(days=_WEEKDAYS.index(str(groups["weekday"]))))
    if step == "last":
        return _day(day - timedelta(days=back or 7))
    if step == "next":
        return _day(day + timedelta(days=7 - back))
    return _day(day + timedelta(days=-back % 7) if step == _AHEAD else day - timedelta(days=back))


def _named_month(day: date, groups: _Groups) -> int:
    """The month that a name means: counted from January of the year 0."""
    number = _MONTHS.index(str(groups["month"]))
    if groups.get("year"):
        return int(str(groups["year"])) * 12 + number
    back, step = (_index(day) - number) % 12, groups.get("step")
    if step == "this":
        return day.year * 12 + number
    if step == "last":
        return _index(day) - (back or 12)
    if step == "next":
        return _index(day) + 12 - back
    return _index(day) + -back % 12 if step == _AHEAD else _index(day) - back


def _month_words(day: date, groups: _Groups) -> Stretch:
    index, part = _named_month(day, groups), groups["part"]
    return _third_of_month(index, ("early", "mid", "late").index(part)) if part else _one(_month(index))


def _month_and_day(day: date, groups: _Groups) -> Stretch:
    """A day of a named month: without its year the last one up to the anchor, behind "by" the first from it on."""
    number = int(str(groups["number"]))
    index, ahead = _named_month(day, groups), groups.get("step") == _AHEAD
    for years in range(9):  # February 29 may be eight years away
        month = index + 12 * years * (1 if ahead else -1)
        if number <= calendar.monthrange(month // 12, month % 12 + 1)[1]:
            meant = date(month // 12, month % 12 + 1, number)
            if groups.get("year") or (meant >= day if ahead else meant <= day):
                return _day(meant)
        if groups.get("year"):
            break
    raise ValueError("no such day")


def _season(day: date, groups: _Groups) -> Stretch:
    """A season, its year counted in the north: "last" has ended by the anchor, "next" has not begun."""
    code, step = _SEASONS[str(groups["season"])], groups["step"]
    begin = 2 + 3 * (code - 21)
    running = (_index(day) - begin) // 12  # the year of the season of that name that began last
    ended = _index(day) - (running * 12 + begin) >= 3
    if step == "last":
        return _one(f"{running if ended else running - 1:04}-{code}")
    if step == "next":
        return _one(f"{running + 1:04}-{code}")
    return _one(f"{running if not ended else day.year:04}-{code}")


def _ago(day: date, groups: _Groups) -> Stretch:
    number, unit = str(groups["number"]), str(groups["unit"])
    count = int(number) if number.isdigit() else _NUMBERS[number]
    step = -count if groups.get("ago") else count
    return _of_unit(day, unit, step)


def _year_words(day: date, groups: _Groups) -> Stretch:  # noqa: ARG001  # as its siblings
    year, part = int(str(groups["year"])), groups["part"]
    return _third_of_year(year, ("early", "mid", "late").index(part)) if part else _one(f"{year:04}")


def _any(words: dict[str, int] | list[str]) -> str:
    return "|".join(words)


_PART = r"(?P<part>early|mid|late)"
_YEAR = r"(?P<year>[1-8][0-9]{3})"
_COUNT = rf"(?P<number>[0-9]{{1,4}}|{_any(_NUMBERS)})"
_MONTH = rf"(?P<month>{_any(_MONTHS)})"
_OF_MONTH = r"(?P<number>[0-9]{1,2})(?:st|nd|rd|th)?"
_PHRASES: tuple[tuple[re.Pattern[str], _Reader], ...] = tuple(
    (re.compile(pattern), reader)
    for pattern, reader in (
        (rf"(?P<day>{_any(_DAYS)})", _named_day),
        (rf"(?P<step>{_any(_STEPS)}) (?P<unit>week|month|quarter|year)", _unit),
        (rf"{_PART} (?:in )?(?P<step>{_any(_STEPS)}) (?P<unit>week|month|year)", _third_of_unit),
        (r"(?P<side>earlier|later) this (?P<unit>week|month|year)", _so_far),
        (rf"(?:on )?(?:(?P<step>this|last|next) )?(?P<weekday>{_any(_WEEKDAYS)})", _weekday),
        (rf"(?:{_PART} )?(?:in )?(?:(?P<step>this|last|next) )?{_MONTH}", _month_words),
        (rf"(?:{_PART} )?(?:in )?{_MONTH} {_YEAR}", _month_words),
        (rf"(?:on )?{_MONTH} {_OF_MONTH}(?:,? {_YEAR})?", _month_and_day),
        (rf"(?:on )?(?:the )?{_OF_MONTH}(?: of)? {_MONTH}(?:,? {_YEAR})?", _month_and_day),
        (rf"(?:in )?(?P<step>this|last|next) (?P<season>{_any(_SEASONS)})", _season),
        (rf"{_COUNT} (?P<unit>day|week|month|year)s? (?P<ago>ago|earlier)", _ago),
        (rf"in {_COUNT} (?P<unit>day|week|month|year)s?", _ago),
        (rf"(?:{_PART} )?(?:in )?{_YEAR}", _year_words),
    )
)

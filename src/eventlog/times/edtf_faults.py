"""Where and why a text is not a date: the slow second look, taken only at what the reader refused.

Forms of ISO 8601 that the library leaves out on purpose are named, so that their writer learns what to write
instead; anything else is walked through part by part up to the first character that does not fit.
"""

from __future__ import annotations

import re
from typing import NoReturn

from eventlog.errors import InvalidTime

MARKS = "?~%"

_LEFT_OUT = tuple(
    (re.compile(pattern, re.ASCII), reason, offset)
    for pattern, reason, offset in (
        (r"\{", "all of a set says several things at once: make one claim for each", 0),
        (r"\[", "a set stands alone: '[' at the beginning and ']' at the end", 0),
        (r"Y", "years of more than four digits are not read: years run from 1000 to 8999", 0),
        (r"P", "a duration says no date: write an interval with two ends", 0),
        (r"[+-]", "years with a sign are not read: years run from 1000 to 8999", 0),
        (r"\d{4}-?W", "week dates are not read: write the days, [first..last]", -1),
        (r"\d{4}-\d{3}(?!\d)", "ordinal dates are not read: write month and day", 5),
        (r"\d{4,8}S", "significant digits are not read: write X for digits that are not known", -1),
        (r"\d{6}(?:\d\d)?(?:T|$)", "the basic form is not read: write hyphens, YYYY-MM-DD", 4),
        (r"\d{1,3}$", "a year has four digits", 0),
    )
)


_ELSEWHERE = tuple(
    (re.compile(pattern), reason, offset)
    for pattern, reason, offset in (
        (r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}(?!\d)", "a day is written year first, as in 2024-06-27", 0),
        (r"\d{1,2}\.?\s+[^\W\d_]{3}", "a day is written in digits, year first, as in 2024-06-27", 0),
        (r"(?!X)[^\W\d_](?:[^\W\d_]{2}|[^\W\d_]?\s)", "a date is written in digits, as in 2024-06-27 or 2024-06", 0),
        (r"\d{4}[.]\d", "hyphens stand after the year and the month, as in 2024-06-27", 4),
        (r"\d{4}-\d\d-\d\d\s+\d\d?:", "a clock time stands behind a T, as in 2024-06-27T18:44+02:00", 10),
    )
)
"""How dates are written elsewhere: nobody can tell a month from a day in them, or they are words."""


def explain(text: str, start: int, stop: int) -> NoReturn:
    """Raise InvalidTime for text[start:stop], which is no date; `at` the first misfit."""
    if start == stop:
        raise InvalidTime(text, "nothing to read: write a date such as 2024-06-27", start)
    for form, reason, offset in _ELSEWHERE:
        if form.match(text, start, stop):
            raise InvalidTime(text, reason, start + offset)
    for at in range(start, stop):
        if text[at].isspace():
            raise InvalidTime(text, "white space has no place in a date, as in 2024-06-27", at)
    for form, reason, offset in _LEFT_OUT:
        if found := form.match(text, start, stop):
            raise InvalidTime(text, reason, start + offset if offset >= 0 else found.end() + offset)
    if (dots := text.find("..", start, stop)) >= 0:
        raise InvalidTime(text, "'..' stands in a set, [first..last], or alone as an end of an interval", dots)
    at = start
    for part, width in (("year", 4), ("month", 2), ("day", 2)):
        at = _part(text, at, stop, part, width)
        assert at < stop, "the reader takes whatever is whole up to here"
        if part != "day":
            if text[at] != "-":
                raise InvalidTime(text, f"after the {part} only '-', a mark or the end may come", at)
            at += 1
    if text[at] == "T":
        raise InvalidTime(text, "a clock time takes no mark and no X", start)
    raise InvalidTime(text, "after the day only a mark or the end may come", at)


def _part(text: str, at: int, stop: int, part: str, width: int) -> int:
    """Walk over one part with its marks; the offset behind it. Raises at the first misfit."""
    marked = at < stop and text[at] in MARKS
    at += marked
    for place in range(width):
        if at == stop:
            raise InvalidTime(text, f"a {part} has {width} digits", at)
        if text[at] == "X" and part == "year" and place < 2:
            raise InvalidTime(text, "X may stand for any digit but a year's first two", at)
        if not (text[at].isdigit() or text[at] == "X"):
            known = "two marks on one part" if text[at] in MARKS else f"a {part} has {width} digits (or a capital X)"
            raise InvalidTime(text, known, at)
        at += 1
    if at < stop and text[at] in MARKS:
        if marked or (at + 1 < stop and text[at + 1] in MARKS):
            raise InvalidTime(text, "two marks on one part", at if marked else at + 1)
        at += 1
    return at

"""Clock times: text to integer microseconds since 1970 in UTC, and back.

A clock time is a moment. It always says its offset from UTC, because the same digits without one are a
different moment in every city, and twice one in the city where the clock goes back. So a clock time never
needs a zone and never meets a gap or a fold. Missing seconds are zeros and not a range. Refused, since each
would be a guess: no offset, an unknown one (-00:00), a leap second (:60), 24:00, digits finer than a
microsecond.

Inside the library a moment is an int; pendulum's DateTime stands at the public surface only, and is imported
when the first one is wanted (it costs a tenth of a second, and a command line that prints one standing should
not pay it).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, NoReturn

from eventlog.errors import InvalidTime, shown
from eventlog.times.zones import DAY, EPOCH_ORDINAL, SECOND

if TYPE_CHECKING:
    import pendulum

FIRST_YEAR, LAST_YEAR = 1000, 8999
MINUTE = 60 * SECOND

_FIRST = (date(1, 1, 1).toordinal() - EPOCH_ORDINAL) * DAY
_BEYOND = (date(9999, 12, 31).toordinal() + 1 - EPOCH_ORDINAL) * DAY

_CLOCK = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?(?:Z|([+-])(\d\d)(?::(\d\d))?)", re.ASCII
)
_WITHOUT_OFFSET = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?", re.ASCII)
_PIECES = tuple(
    (re.compile(pattern, re.ASCII), wanted)
    for pattern, wanted in (
        (r"\d{4}", "a year of four digits"),
        (r"-", "'-'"),
        (r"\d\d", "a month of two digits"),
        (r"-", "'-'"),
        (r"\d\d", "a day of two digits"),
        (r"T", "'T'"),
        (r"\d\d", "hours of two digits"),
        (r":", "':'"),
        (r"\d\d", "minutes of two digits"),
    )
)


def instant(text: str) -> int:
    """The moment that a clock time names, in microseconds since 1970 (UTC).

    `YYYY-MM-DDThh:mm[:ss[.1-6 digits]]` and Z, +-hh:mm or +-hh (RFC 3339, with the shorter forms of
    VAGUE-TIME). The moment lies in the years 1 to 9999 of UTC. Raises InvalidTime for everything else, `at`
    the fault.
    """
    if not isinstance(text, str):
        raise InvalidTime(shown(text), "a clock time is given as text, such as 2024-06-26T18:44+02:00")
    micros = read_clock(text, 0, len(text))
    if not _FIRST <= micros < _BEYOND:
        raise InvalidTime(text, "outside the years 1 to 9999 of UTC")
    return micros


def read_clock(text: str, start: int, stop: int) -> int:
    """The clock time in text[start:stop]; faults are reported at their place in the whole text."""
    found = _CLOCK.fullmatch(text, start, stop)
    if found is None:
        _explain(text, start, stop)
    year, month, day, hour, minute, second, fraction, sign, hours, minutes = found.groups()
    try:
        days = date(int(year), int(month), int(day)).toordinal() - EPOCH_ORDINAL
    except ValueError:
        raise InvalidTime(text, "no such day in the calendar", start) from None
    if hour > "23":
        reason = "write 00:00 of the next day" if hour == "24" else "a day has the hours 00 to 23"
        raise InvalidTime(text, reason, start + 11)
    if minute > "59":
        raise InvalidTime(text, "an hour has the minutes 00 to 59", start + 14)
    micros = days * DAY + (int(hour) * 60 + int(minute)) * MINUTE
    if second is not None:
        if second > "59":
            raise InvalidTime(text, "a leap second is on no clock here: write :59 or the next minute", start + 17)
        micros += int(second) * SECOND
        if fraction is not None:
            micros += int(fraction.ljust(6, "0"))
    if sign is None:
        return micros
    return micros - _offset(text, found.start(8), sign, hours, minutes)


def read_offset(text: str, start: int, stop: int) -> int | None:
    """Microseconds by which the clock of text[start:stop], one that can be read, is ahead of UTC.

    None for Z, which gives the moment in UTC and says nothing of the place (RFC 9557, section 2.2).
    """
    found = _CLOCK.fullmatch(text, start, stop)
    if found is None or found.group(8) is None:
        return None
    sign, hours, minutes = found.group(8, 9, 10)
    ahead = (int(hours) * 60 + int(minutes or 0)) * MINUTE
    return ahead if sign == "+" else -ahead


def _offset(text: str, at: int, sign: str, hours: str, minutes: str | None) -> int:
    if hours > "23" or (minutes is not None and minutes > "59"):
        raise InvalidTime(text, "an offset from UTC lies between -23:59 and +23:59", at)
    offset = (int(hours) * 60 + int(minutes or 0)) * MINUTE
    if sign == "+":
        return offset
    if not offset:
        raise InvalidTime(text, "-00:00 says that the offset is unknown: write Z, or the offset", at)
    return -offset


def _explain(text: str, start: int, stop: int) -> NoReturn:
    """Say where a text that is no clock time stops being one."""
    at = start
    for piece, wanted in _PIECES:
        found = piece.match(text, at, stop)
        if found is None:
            raise InvalidTime(text, f"a clock time needs {wanted} here", at)
        at = found.end()
    found = _WITHOUT_OFFSET.match(text, start, stop)
    assert found is not None, "the pieces above are its beginning"
    at = found.end()
    if at == stop:
        raise InvalidTime(text, "a clock time without its offset is another moment in every city: add Z or +hh:mm", at)
    if text[at] in "?~%":
        raise InvalidTime(text, "a clock time takes no mark", at)
    if text[at].isdigit() and "." in found.group():
        raise InvalidTime(text, "finer than a microsecond", at)
    if text[at] in "Z+-":
        after = re.compile(r"Z|[+-]\d\d(?::\d\d)?", re.ASCII).match(text, at, stop)
        if after is None:
            raise InvalidTime(text, "an offset is Z, +hh:mm or +hh", at)
        at = after.end()
        if text[at] in "?~%":
            raise InvalidTime(text, "a clock time takes no mark", at)
    raise InvalidTime(text, "a clock time is YYYY-MM-DDThh:mm[:ss[.ffffff]] and its offset, with nothing after it", at)


def instant_text(micros: int) -> str:
    """RFC 3339 in UTC, such as 2024-06-26T16:44:00Z, with as many digits of the second (1-6) as are needed.

    `instant` reads it back exactly. Raises InvalidTime outside the years 1 to 9999.
    """
    _check_micros(micros)
    days, rest = divmod(micros, DAY)
    try:
        day = date.fromordinal(days + EPOCH_ORDINAL).isoformat()
    except (ValueError, OverflowError):
        raise InvalidTime(shown(micros), "microseconds outside the years 1 to 9999 have no date") from None
    seconds, fraction = divmod(rest, SECOND)
    text = f"{day}T{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{text}.{fraction:06}".rstrip("0") + "Z" if fraction else text + "Z"


def _check_micros(micros: object) -> None:
    if not isinstance(micros, int) or isinstance(micros, bool):
        raise InvalidTime(shown(micros), "a moment is a whole number of microseconds since 1970")


def to_datetime(micros: int) -> pendulum.DateTime:
    """The moment as pendulum's DateTime, in UTC. Raises InvalidTime outside the years 1 to 9999."""
    import pendulum

    _check_micros(micros)
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)
    except OverflowError:
        raise InvalidTime(shown(micros), "microseconds outside the years 1 to 9999 have no date") from None
    return pendulum.DateTime(
        moment.year,
        moment.month,
        moment.day,
        moment.hour,
        moment.minute,
        moment.second,
        moment.microsecond,
        tzinfo=pendulum.UTC,
    )


def written(value: str | date | datetime) -> str:
    """A date as it is written in EDTF: text as it stands (unchecked), a date as its day, a datetime as its clock time.

    A datetime keeps its offset; one in UTC is written with Z. pendulum's are read likewise. Raises InvalidTime for a
    datetime without a zone, and for what is none of these.
    """
    if isinstance(value, str):
        return value
    if not isinstance(value, datetime):
        if isinstance(value, date):
            return date(value.year, value.month, value.day).isoformat()
        raise InvalidTime(shown(value), "a time is given as EDTF text, such as 2024-06-27, as a date, or as a datetime")
    micros, offset = to_micros(value), value.utcoffset() or timedelta()
    if value.tzname() == "UTC" or offset % timedelta(minutes=1):  # an offset of local mean time has seconds
        return instant_text(micros)
    local = instant_text(micros + offset // timedelta(microseconds=1)).removesuffix("Z")
    minutes = abs(offset) // timedelta(minutes=1)
    return f"{local}{'-' if offset < timedelta() else '+'}{minutes // 60:02}:{minutes % 60:02}"


def to_micros(moment: datetime) -> int:
    """Microseconds since 1970 (UTC) of an aware datetime. Raises InvalidTime for a naive one."""
    if not isinstance(moment, datetime):
        raise InvalidTime(shown(moment), "a datetime with its zone is needed here")
    offset = moment.utcoffset()
    if offset is None:
        raise InvalidTime(moment.isoformat(), "a datetime without a zone is another moment in every city: give it one")
    seconds = (moment.hour * 60 + moment.minute) * 60 + moment.second
    local = (moment.toordinal() - EPOCH_ORDINAL) * DAY + seconds * SECOND + moment.microsecond
    return local - offset // timedelta(microseconds=1)

"""Numbers as reports give them: with bounds, with what was counted, and over which time.

A report rarely says a number. It says "more than 10,000", "almost two million", "about 12,000 between August and
January". A quantity keeps the bounds, whether they are inclusive, whether the number was approximate, the unit, what
is counted, the window, and the number as it was written. Numbers are decimals: no digit is lost, and no binary
fraction ever stands where a report had a number. Figures are never averaged or converted.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

import attrs

from eventlog import times
from eventlog.claims.fields import check_type, time_words
from eventlog.claims.identity import check_text
from eventlog.claims.numbers import figure, noun
from eventlog.errors import InvalidValue, shown

_DIGITS = 60
_MARK = "[.,'\u2019 \u00a0\u2009\u202f]"
"""What stands between thousands in one language or another: dot, comma, apostrophes, blanks."""
_NUMERAL = re.compile(
    rf"(?<!\d)(?P<groups>\d{{1,3}}(?P<mark>{_MARK})(?:\d{{2,3}}(?P=mark))*\d{{3}})(?!\d)(?:(?!(?P=mark))[.,](?P<rest>\d+))?"
    r"|(?P<whole>\d+)(?:[.,](?P<part>\d+))?"
)
_PARTS = {"½": "0.5", "¼": "0.25", "¾": "0.75", "⅕": "0.2", "⅖": "0.4", "⅗": "0.6", "⅘": "0.8"}
_PARTS |= {"⅛": "0.125", "⅜": "0.375", "⅝": "0.625", "⅞": "0.875"}
_PART = re.compile(rf"(?<!\d)[{''.join(_PARTS)}]")
_MINUS = re.compile(r"(?:(?<![\w)])(?:[-\u2010-\u2012\u2212]|(?P<dash>\u2013))|\bminus\s+)$", re.IGNORECASE)
"""Before a numeral: a sign, or a dash that may be one; in "4-6" neither."""


def _decimal(value: object) -> Decimal | None:
    """Read a number exactly. Floats are refused: 0.1 is not the number that anybody wrote."""
    if value is None:
        return None
    if isinstance(value, (bool, float)) or not isinstance(value, (int, str, Decimal)):
        msg = f"{shown(value)} is not an exact number: pass an int, a Decimal, or text such as '1.5'"
        raise InvalidValue(msg)
    if isinstance(value, str) and len(value) > 2 * _DIGITS:
        msg = f"{shown(value)} has too many digits: at most {_DIGITS}"
        raise InvalidValue(msg)
    if isinstance(value, int) and abs(value) >= 10**_DIGITS:
        msg = f"a number may have at most {_DIGITS} digits"
        raise InvalidValue(msg)
    try:
        if isinstance(value, str) and "_" in value:  # Python's own mark between digits, and nobody else's
            raise InvalidOperation
        number = Decimal(value.strip()) if isinstance(value, str) else Decimal(value)
    except InvalidOperation:
        msg = f"{shown(value)} is not a number: write digits, such as '12000' or '1.5'"
        raise InvalidValue(msg) from None
    if not number.is_finite():
        msg = f"{value} is not a number that can be counted to: leave a bound out where there is none"
        raise InvalidValue(msg)
    if len(number.as_tuple().digits) > _DIGITS or abs(number.adjusted()) > _DIGITS:
        msg = f"{shown(value)} has too many digits: at most {_DIGITS}"
        raise InvalidValue(msg)
    return number


def _window(value: Any) -> Any:
    if isinstance(value, times.Period):
        return value.text
    if value is None or isinstance(value, (str, times.TimeExpression)):
        return value
    return times.written(value)


@attrs.frozen(kw_only=True)
class Quantity:
    """A number with bounds: `low` to `high`, None where there is no bound, `*_open` where the bound is excluded.

    "more than 10,000" is low=10000, low_open=True. An exact number has low == high. `approx` says that the writer
    rounded ("about", "almost", "nearly"). `unit` and `of` (what is counted) are words; two quantities are comparable
    only when both are equal. `window` is the time over which a total was counted (EDTF text, a date, a datetime, a
    Period, or a time expression).
    Raises InvalidValue for floats, NaN, infinities, reversed or empty bounds, and for no bound at all.
    """

    low: Decimal | None = attrs.field(default=None, converter=_decimal, eq=str)
    high: Decimal | None = attrs.field(default=None, converter=_decimal, eq=str)
    low_open: bool = False
    high_open: bool = False
    approx: bool = False
    unit: str = ""
    of: str = ""
    window: str | times.TimeExpression | None = attrs.field(default=None, converter=_window)
    written: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse what says nothing or contradicts itself."""
        for name in ("low_open", "high_open", "approx"):
            check_type(getattr(self, name), bool, f"a quantity's {name}")
        if self.low is None and self.high is None:
            msg = "a quantity needs a low or a high bound"
            raise InvalidValue(msg)
        if self.low is not None and self.high is not None:
            if self.low > self.high:
                msg = f"the low bound {self.low} lies above the high bound {self.high}: swap them"
                raise InvalidValue(msg)
            if self.low == self.high and (self.low_open or self.high_open):
                msg = f"a quantity between {self.low} and {self.high} with an open end holds no number"
                raise InvalidValue(msg)
        check_text(self.unit, "a quantity's unit", required=True)
        check_text(self.of, "what a quantity counts (of)")
        check_text(self.written, "a quantity as written")
        if isinstance(self.window, str):
            times.check(self.window)
        elif self.window is not None and not isinstance(self.window, times.TimeExpression):
            msg = f"a quantity's window is a time, such as 2024-06, and not {shown(self.window)}"
            raise InvalidValue(msg)

    @property
    def last_digit(self) -> Decimal:
        """The unit of the last significant digit: 1000 for "about 12,000", 100000 for "1.6 million".

        Read from the number as written where that shows its decimals ("2.0 million", "2,0 Mio."), else from the
        trailing zeros of the number. Languages write thousands and decimals with each other's marks, so the numeral of
        the number is looked for under both readings: a mark before groups of three digits stands between thousands,
        unless only the other reading gives the number.
        """
        number = abs(self.low if self.low is not None else self.high or Decimal(0))
        if not number:
            return Decimal(1)
        shown_numbers = [one for found in _NUMERAL.finditer(self.written) for one in _readings(found)]
        meant = [one for one in shown_numbers if one == number]  # else a numeral with a word: 1.6 million
        meant += [one for one in shown_numbers if one and (number / one).normalize().as_tuple().digits == (1,)]
        if meant and meant[0].as_tuple().exponent:
            return (number / meant[0]).normalize() * Decimal(1).scaleb(int(meant[0].as_tuple().exponent))
        return Decimal(1).scaleb(int(number.normalize().as_tuple().exponent))

    def widened(self) -> Quantity:
        """What the number may have been before it was rounded: half a unit of the last digit further out, if `approx`.

        "about 12,000" is 11,500 to 12,500. An open end stays where it is: "almost two million" was less than that.
        """
        if not self.approx:
            return self
        half = self.last_digit / 2
        exact = self.low == self.high
        low = None if self.low is None else self.low - half
        high = None if self.high is None else self.high + half
        if not exact and self.low_open:
            low = self.low
        if not exact and self.high_open:
            high = self.high
            low = self.high - half if low is None and self.high is not None else low
        return attrs.evolve(self, low=low, high=high, approx=False)

    def meets(self, other: Quantity) -> bool:
        """Whether one number lies within both bounds. Units are not looked at. Raises InvalidValue for no Quantity."""
        check_type(other, Quantity, "what a quantity is compared with")
        return _below(self.low, self.low_open, other.high, other.high_open) and _below(
            other.low, other.low_open, self.high, self.high_open
        )

    def comparable(self, other: Quantity) -> bool:
        """Whether both count the same thing in the same unit. Raises InvalidValue for no Quantity."""
        check_type(other, Quantity, "what a quantity is compared with")
        return self.unit == other.unit and self.of == other.of

    def bare(self) -> str:
        """The number in words without what is counted: "more than 10,000"."""
        low, high = (None if one is None else figure(one, self.written) for one in (self.low, self.high))
        if self.approx and low is None and self.high_open:
            return f"almost {high}"
        about = "about " if self.approx else ""
        low, high = (None if one is None else f"{about}{one}" for one in (low, high))
        least, most = "more than" if self.low_open else "at least", "less than" if self.high_open else "at most"
        if self.low == self.high:
            return str(low)
        if high is None or low is None:
            return f"{most} {high}" if low is None else f"{least} {low}"
        if self.low_open or self.high_open:
            return f"{least} {low} and {most} {high}"
        return f"{low} to {high.removeprefix(about)}"

    def __str__(self) -> str:
        """The number in words, such as "more than 10,000 soldiers"."""
        counted = noun(self.unit, self.of, one={self.low, self.high} <= {None, Decimal(1)})
        return f"{self.bare()}{'' if counted[:1] in '%‰' else ' '}{counted}"


def _readings(numeral: re.Match[str]) -> tuple[Decimal, ...]:
    """The numbers that a numeral may be, the likelier first."""
    if numeral["groups"] is None:
        return (Decimal(f"{numeral['whole']}.{numeral['part'] or ''}"),)
    whole = re.sub(_MARK, "", numeral["groups"])
    decimals = numeral["groups"].count(numeral["mark"]) == 1 and numeral["mark"] in ".," and numeral["rest"] is None
    grouped = Decimal(f"{whole}.{numeral['rest'] or ''}")
    return (grouped, Decimal(numeral["groups"].replace(",", "."))) if decimals else (grouped,)


def _below(low: Decimal | None, low_open: bool, high: Decimal | None, high_open: bool) -> bool:
    """Whether some number is at or above `low` and at or below `high`, heeding open bounds."""
    if low is None or high is None:
        return True
    return low < high or (low == high and not low_open and not high_open)


def numbers_in(written: str) -> tuple[Decimal, ...]:
    """Every number that the numerals of a text may be, thousands and decimals read both ways.

    With its sign, and with the half behind it: "-5" is no 5, and "3½" no 3.
    """
    found = [(one.start(), Decimal(_PARTS[one.group()])) for one in _PART.finditer(written)]
    for one in _NUMERAL.finditer(written):
        part = Decimal(_PARTS.get(written[one.end() : one.end() + 1], "0"))
        found += [(one.start(), number + part) for number in _readings(one)]
    return tuple(signed for start, number in found for signed in _signed(number, written[:start]))


def _signed(number: Decimal, before: str) -> tuple[Decimal, ...]:
    """A number with the sign that stands before it; behind a dash, which may be none, both."""
    minus = _MINUS.search(before)
    return (number,) if minus is None else (-number, number) if minus["dash"] else (-number,)


def quantity(plain: dict[str, Any]) -> Quantity:
    """Read a quantity from a plain table. Raises InvalidValue, also for a key that a quantity does not have."""
    known = {field.name for field in attrs.fields(Quantity)}
    unknown = sorted(str(key) for key in plain if key not in known)
    if unknown:
        msg = f"a quantity has no {', '.join(unknown)}: it has {', '.join(sorted(known))}"
        raise InvalidValue(msg)
    window = plain.get("window")
    if isinstance(window, dict):
        plain = {**plain, "window": time_words(window)}
    return Quantity(**plain)

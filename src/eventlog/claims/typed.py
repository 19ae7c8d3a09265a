"""Numbers as people type them: `12000`, `12,000`, `>10000`, `<=5000`, `10000..12000`."""

from __future__ import annotations

import re
from typing import Any, Final

from eventlog.errors import InvalidValue, shown

_RANGE: Final = re.compile(r"(?P<low>[^.>=<]+(?:\.[0-9]+)?)\.\.(?P<high>[^>=<]+)")
_EITHER: Final = re.compile(r"(?<![\d.,])[1-9]\d{0,2}\.\d{3}(?![\d])")
_NUMBER: Final = re.compile(
    r"[-+]? ?(?:[1-9][0-9]{0,2}(?P<mark>[, ])[0-9]{3}(?:(?P=mark)[0-9]{3})*(?:\.[0-9]+)?|[0-9]+\.?[0-9]*|\.[0-9]+)"
)
"""Digits, or digits with one mark before each three of them: "0,123", "1234,567" and "1 2" are no number here."""
_BOUND: Final = re.compile(r"(?P<sign>>=|<=|>|<|)(?P<number>[^>=<]+)")
_ROUNDED: Final = re.compile(r"(?:about|almost|nearly|around|roughly|some|circa|ca?\.?|~|≈)\s*(?=\d)", re.IGNORECASE)


def bounds_of(text: str, *, decimal_comma: bool = False) -> dict[str, Any]:
    """The bounds of a number as it was typed, by the names of a quantity's fields.

    Raises InvalidValue for what is none, and for what is one number here and another elsewhere (1.200; where a comma
    may be decimal 1,200 too).
    """
    if either := _EITHER.search(text.replace(",", ".") if decimal_comma and text.count(",") == 1 else text):
        msg = f"{either.group()} is one number here and another elsewhere: leave out marks and zeros"
        raise InvalidValue(msg)
    match = _RANGE.fullmatch(text.strip()) or _BOUND.fullmatch(text.strip())
    numbers = {} if match is None else {name: told.strip(" ") for name, told in match.groupdict().items()}
    sign = numbers.pop("sign", None)
    if match is None or not all(map(_NUMBER.fullmatch, numbers.values())):
        rounded = "; that it was rounded is told by approx" if _ROUNDED.match(text.strip()) else ""
        raise InvalidValue(f"{shown(text)} is no number: write 12000, 1.5, >10000, <=5000 or 10000..12000{rounded}")
    numbers = {name: re.sub("[, ]", "", number) for name, number in numbers.items()}
    if sign is None:
        return numbers
    number = numbers["number"]
    bounds: dict[str, dict[str, Any]] = {
        "": {"low": number, "high": number},
        ">": {"low": number, "low_open": True},
        ">=": {"low": number},
        "<": {"high": number, "high_open": True},
        "<=": {"high": number},
    }
    return bounds[sign]

"""Numbers as people type them: `12000`, `12,000`, `>10000`, `<=5000`, `10000..12000`."""

from __future__ import annotations

import re
from typing import Any, Final

from eventlog.errors import InvalidValue, shown

_RANGE: Final = re.compile(r"(?P<low>[^.>=<]+(?:\.[0-9]+)?)\.\.(?P<high>[^>=<]+)")
_THOUSANDS: Final = re.compile(r"(?<=\d)[, ](?=\d{3}(?!\d))")
_EITHER: Final = re.compile(r"(?<![\d.,])[1-9]\d{0,2}\.\d{3}(?![\d])")
_NUMBER: Final = re.compile(r"[-+]?[0-9.]+")
_BOUND: Final = re.compile(r"(?P<sign>>=|<=|>|<|)(?P<number>[^>=<]+)")


def bounds_of(text: str) -> dict[str, Any]:
    """The bounds of a number as it was typed, by the names of a quantity's fields.

    Raises InvalidValue for what is none, and for what is one number here and another elsewhere (1.200).
    """
    if either := _EITHER.search(text):
        msg = f"{either.group()} is one number here and another elsewhere: leave out marks and zeros"
        raise InvalidValue(msg)
    typed = _THOUSANDS.sub("", text).replace(" ", "")
    match = _RANGE.fullmatch(typed) or _BOUND.fullmatch(typed)
    numbers = {} if match is None else match.groupdict()
    sign = numbers.pop("sign", None)
    if match is None or not all(map(_NUMBER.fullmatch, numbers.values())):
        raise InvalidValue(f"{shown(text)} is no number: write 12000, 1.5, >10000, <=5000 or 10000..12000")
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

"""How a number with its unit is written, as an editor would: `12,000 soldiers`, `1 leak`, `300,000 tonnes of methane`.

What is counted is named once: the noun of `of`, or the unit where `of` says nothing; only what is weighed or measured
has both. One is singular, as far as a plural in -s tells; words such as "dead" or "missing" have no other form.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

MEASURES: Final = frozenset(
    (
        *("tonne", "ton", "kilogram", "gram", "pound", "ounce", "litre", "liter", "gallon", "barrel"),
        *("metre", "meter", "kilometre", "kilometer", "mile", "hectare", "acre", "percent", "degree"),
        *("euro", "dollar", "watt", "kilowatt", "megawatt", "gigawatt", "hour", "minute", "second"),
    )
)
"""Units in which something is measured, so that both the unit and what is measured are named."""
_SCALES: Final = (("trillion", 10**12), ("billion", 10**9), ("million", 10**6))
_INVARIABLE: Final = frozenset({"percent", "dead", "hurt"})
_IRREGULAR: Final = {"person": "people", "man": "men", "woman": "women", "child": "children"}


def plural(noun: str) -> str:
    """The plural of a regular English noun in lower case; what is no such word (a symbol, a percentage) stays."""
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    if len(noun) < 3 or not noun.isascii() or not noun.isalpha() or not noun.islower() or noun in _INVARIABLE:
        return noun
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        return f"{noun}es"
    return f"{noun[:-1]}ies" if noun[-1] == "y" and noun[-2] not in "aeiou" else f"{noun}s"


def figure(number: Decimal, written: str) -> str:
    """A number in digits, grouped by thousands; in millions where it was written so."""
    for word, size in _SCALES:
        if word in written and re.search(rf"\b{word}\b", written) and number and not (number * 1000) % size:
            scaled = (number / size).normalize()
            return f"{scaled:,f} {word}"
    return f"{number:,f}"


def noun(unit: str, of: str, *, one: bool) -> str:
    """What is counted or measured, in the singular for exactly one."""
    units = unit if one else plural(unit)
    if not of:
        return units
    if unit in MEASURES and not re.search(rf"\b({re.escape(unit)}|{re.escape(plural(unit))})\b", of):
        return f"{units} of {of}"
    if of in (unit, plural(unit)):
        return units
    return _singular(of, unit) if one else of


def _singular(of: str, unit: str) -> str:
    """One of what is counted: the plural at the head of the phrase without its ending, where it has a regular one."""
    head, preposition, rest = of.partition(" of ")
    words = head.split(" ")
    for at, word in enumerate(words):
        if word == plural(unit) and word != unit:
            return " ".join([*words[:at], unit, *words[at + 1 :]]) + preposition + rest
    last = words[-1]
    if last.endswith("ies") and len(last) > 4:
        words[-1] = f"{last[:-3]}y"
    elif last.endswith("s") and not last.endswith(("ss", "us", "is")) and last.islower():
        words[-1] = last[:-1]
    return " ".join(words) + preposition + rest

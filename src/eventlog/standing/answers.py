"""Answers: what a statement answers by itself, and how two answers compare.

The *own answer* of a statement is its value (not its wording), its polarity and its commitment. Quantities and times
are ranges: two are *compatible* if one number (or moment) satisfies both, and one *entails* the other if it lies
within it. A number that its writer rounded (`approx`) is widened by half a unit of its last significant digit; what
meets only through that is compatible where one entails the other, and in *tension* otherwise: neither for nor against.

    12,000              entails  more than 10,000      (and not the other way round)
    exactly 12,300      entails  about 12,000          (11,500 to 12,500)
    10 to 20, 15 to 30           compatible: both can be true, and neither says the other
    more than 100, 100           contradict each other

Nothing here knows of time, sources or the log.

Source: rules 2 and 4 of standing@2; the commitments are FactBank's (Saurí and Pustejovsky, 2009).
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, TypeAlias

import attrs

from eventlog import times
from eventlog.claims import AgentValue, Factuality, Quantity, TimeValue
from eventlog.errors import InvalidTime

End: TypeAlias = tuple[Any, int]
"""A bound as a key that orders open and closed ends on one line: the number; -1, 0, 1 for just below, at, above."""


class Relation(StrEnum):
    """How two affirmed answers compare, were they about the same time."""

    COMPATIBLE = "compatible"
    TENSION = "tension"
    CONTRADICT = "contradict"


@attrs.frozen(cache_hash=True)
class Range:
    """All numbers, or moments, from `low` to `high`."""

    low: End
    high: End

    def meets(self, other: Range) -> bool:
        """Whether a point lies in both."""
        return self.low <= other.high and other.low <= self.high

    def within(self, other: Range) -> bool:
        """Whether every point of this one lies in the other."""
        return other.low <= self.low and self.high <= other.high

    def onwards(self) -> Range:
        """The same low, and no upper end: what a count that only grows still says of later moments."""
        return Range(self.low, _HIGHEST)

    def backwards(self) -> Range:
        """The same high, and no lower end: what a count that only grows says of earlier moments."""
        return Range(_LOWEST, self.high)


_LOWEST: Final[End] = (Decimal("-Infinity"), 0)
_HIGHEST: Final[End] = (Decimal("Infinity"), 0)


@attrs.frozen
class Value:
    """A value as it is compared.

    `kind` is what two values must share to be compared at all, `key` is the same for the same value however it was
    written (both are texts, which are quick to look up); `plain` is the range as it stands and `wide` with its
    rounding, both None for what is no range.
    """

    kind: str
    key: str
    plain: Range | None = None
    wide: Range | None = None
    counts: bool = False
    """Whether it is a quantity."""

    def entails(self, other: Value) -> bool:
        """Whether a source that says this says the other too."""
        if self.key == other.key:
            return True
        if self.wide is None or other.wide is None or self.kind != other.kind:
            return False
        return self.wide.within(other.wide)

    def relation(self, other: Value) -> Relation:
        """How this compares with another."""
        if self.key == other.key:
            return Relation.COMPATIBLE
        if self.kind != other.kind:
            figures = self.counts and other.counts
            return Relation.TENSION if figures else Relation.CONTRADICT
        if self.plain is None or self.wide is None or other.plain is None or other.wide is None:
            return Relation.CONTRADICT
        return ranges(self.plain, other.plain, self.wide, other.wide)


def ranges(a: Range, b: Range, wide_a: Range, wide_b: Range) -> Relation:
    """How two ranges compare, as they stand and with their rounding."""
    if a.meets(b):
        return Relation.COMPATIBLE
    if not wide_a.meets(wide_b):
        return Relation.CONTRADICT
    entailed = wide_a.within(wide_b) or wide_b.within(wide_a)
    return Relation.COMPATIBLE if entailed else Relation.TENSION


NOTHING: Final = Value(kind="nothing", key="nothing")


def value_of(value: Any, find: Callable[[str], str], zone: str) -> Value:
    """A claim's value as it is compared: agents after entity judgements (`find`), dates in their zone."""
    if value is None:
        return NOTHING
    if isinstance(value, Quantity):
        return _of_quantity(value)
    if isinstance(value, TimeValue):
        return _of_time(value.time, zone)
    if isinstance(value, AgentValue):
        return Value(kind="agent", key=_key("agent", find(value.agent)))
    kind = "truth" if value is True else "text"
    return Value(kind=kind, key=_key(kind, value))


def _key(*parts: object) -> str:
    """One text for several parts: equal just where they are."""
    return repr(parts)


@lru_cache(4096)
def _of_quantity(value: Quantity) -> Value:
    plain, wide = _range(value), _range(value.widened())
    kind = _key("quantity", value.unit, value.of)
    ends = (_text(end) for one in (plain, wide) for end in (one.low, one.high))
    return Value(kind=kind, key=_key(kind, *ends, str(value.window)), plain=plain, wide=wide, counts=True)


_EXACT: Final = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)


def _text(end: End) -> str:
    """A bound as a text that is the same for the same number: 12 and 12.0 are one."""
    number, side = end
    return f"{number.normalize(_EXACT) if number else 0} {side}"


def _range(value: Quantity) -> Range:
    low = _LOWEST if value.low is None else (value.low, 1 if value.low_open else 0)
    high = _HIGHEST if value.high is None else (value.high, -1 if value.high_open else 0)
    return Range(low, high)


@lru_cache(4096)
def _of_time(text: str, zone: str) -> Value:
    try:
        read = times.bounds(text, times.Place.EVENT, zone)
    except InvalidTime:
        return Value(kind="time", key=_key("time", text))
    low = _LOWEST if read.earliest is None else (Decimal(read.earliest), 0)
    high = _HIGHEST if read.latest is None else (Decimal(read.latest), 0)
    reach = Range(low, high)
    return Value(kind="time", key=_key("time", text), plain=reach, wide=reach)


@attrs.frozen
class Own:
    """The own answer of a statement: its value, polarity (1: for, -1: against, 0: neither) and commitment."""

    value: Value
    polarity: int
    commitment: str
    key: str
    """The same for the same answer."""

    @classmethod
    def of(cls, value: Value, factuality: Factuality) -> Own:
        """The own answer of a value held with this factuality."""
        polarity = 1 if factuality.positive else -1 if factuality.negative else 0
        commitment = factuality.commitment
        return cls(value, polarity, commitment, _key(value.key, polarity, commitment))

    @property
    def denies(self) -> bool:
        """Whether it is a denial of a value."""
        return self.polarity < 0 and self.value is not NOTHING

    def denied_by(self, denial: Own) -> bool:
        """Whether a denial hits this: an affirmation that entails what is denied, were both about the same time."""
        return self.polarity > 0 and denial.denies and self.value.entails(denial.value)

    def replaceable_by(self, later: Own) -> bool:
        """Whether a later word with that answer replaces this one, where both are about the same time.

        The same again never does; a denial only what it denies, and a denial of the same with another commitment.
        """
        if not self.polarity or not later.polarity or self.key == later.key:
            return False
        if not later.denies:
            return True
        return self.denied_by(later) or (self.denies and self.value.key == later.value.key)

"""Shapes: all that the rules can tell apart in a few claims, and nothing else.

The rules ask of times which is earlier, of exact numbers which is higher, of names whether they are the same. They
never ask which day, which number, whose name. So a shape has ranks where the claims have times and numbers, and the
order of first mention where they have names; two pieces of one shape have one answer, but for these. Whatever is not
known to be asked in that way stands in the shape as it is (kind, stance, factuality, units, the kind of an agent,
agents of whom anything is said, numbers with bounds): two pieces then have one shape less often than they could, and
never too often.

Each moment has its rank together with the microsecond after it: a rule may ask for the end of an instant.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, TypeAlias

import attrs

from eventlog import times
from eventlog.errors import InvalidTime

__all__ = ["Fact", "Odd", "Shape", "Times", "Who", "numbers_of", "ranked", "shape_of", "told_value", "who_of"]

Shape: TypeAlias = Hashable
Who: TypeAlias = tuple[Hashable, tuple[str, ...]]
Numbers: TypeAlias = tuple[int | None, ...]


class Odd(Exception):
    """What this room does not know: it goes to the rules."""


@attrs.frozen(eq=False, slots=True)
class Times:
    """All times of a claim: when its report was out (the earliest, and from when on certainly), and the others."""

    first: int
    late: int
    moments: Numbers
    last: int
    """The latest of them, and the microsecond after."""
    ranks: Hashable
    """How they lie to each other, all of them behind the cut."""
    marks: Hashable
    """What is marked of them."""
    extent: Hashable
    """Of which time a figure is, for totals."""


@attrs.frozen(eq=False, slots=True)
class Fact:
    """What the rules look at in a claim, with the date of its report."""

    position: int
    times: Times
    words: Hashable
    """Stance, factuality, kind, how the steps of the chain are quoted: as they are."""
    agents: tuple[str, ...]
    """Publisher and chain."""
    value: Any
    """As it is stored."""
    told: tuple[Any, ...]
    """The value for comparing: what stands as it is, and a number, or text, that stands for its like."""
    during: str | None


@lru_cache(65_536)
def numbers_of(text: str, place: times.Place, zone: str) -> tuple[Numbers, Hashable]:
    """The four bounds of a time, and what is marked of it. Raises Odd for what can't be read, or has an unknown end."""
    try:
        read = times.bounds(text, place, zone)
    except InvalidTime:
        raise Odd from None
    if read.end_unknown:
        raise Odd
    marks = (read.instant, read.begin_uncertain, read.end_uncertain, read.begin_open)
    return (read.begin_earliest, read.begin_latest, read.end_earliest, read.end_latest), marks


def ranked(moments: Sequence[int | None], now: int | None) -> tuple[Hashable, int]:
    """The moments by their ranks among themselves and that of the cut; and the latest of them, or the moment after."""
    known = {moment for moment in moments if moment is not None}
    both = known | {moment + 1 for moment in known}
    last = max(both, default=0)
    if now is not None:
        both |= {now, now + 1}
    rank = {moment: at for at, moment in enumerate(sorted(both))}
    return (tuple(None if one is None else rank[one] for one in moments), None if now is None else rank[now]), last


def told_value(value: Any, zone: str) -> tuple[Any, ...]:
    """A stored value: what of it stands in a shape as it is, and what stands for its like. Raises Odd."""
    if value is True:
        return ("truth", None)
    if isinstance(value, str):
        return ("text", value)
    if not isinstance(value, dict):
        raise Odd
    if "agent" in value:
        return ("agent", value["agent"])
    if "time" in value:
        numbers, marks = numbers_of(value["time"], times.Place.EVENT, zone)
        return ("time", tuple(one is None for one in numbers), marks, (value["time"], zone))
    low, high = _number(value.get("low")), _number(value.get("high"))
    bounds = (value.get("low_open"), value.get("high_open"), value.get("approx"))
    exact = low is not None and low == high and bounds == (False, False, False)
    window = value.get("window")
    if not isinstance(window, str | None):
        raise Odd
    kind = "exact" if exact else "bounds"
    said = low if exact else (low, high, value.get("written"))
    return (kind, value["unit"], value.get("of"), low is None, high is None, *bounds, window is None, said)


def _number(text: Any) -> Decimal | None:
    try:
        return None if text is None else Decimal(text)
    except (InvalidOperation, TypeError, ValueError):
        raise Odd from None


def shape_of(facts: Sequence[Fact], now: int | None, named: AbstractSet[str]) -> tuple[Shape, tuple[str, ...], int]:
    """The shape of claims that bear on each other, the agents in order of first mention, and the latest of their times.

    `now` is the cut's moment (None: it has none); `named` the agents of whom anything is said, which stay as they are.
    """
    who, names = who_of(facts, named)
    moments, last = ranked([moment for fact in facts for moment in fact.times.moments], now)
    values = tuple(_values(facts))
    windows: dict[Hashable, int] = {}
    apart = tuple(windows.setdefault(fact.times.extent, len(windows)) for fact in facts)
    words = tuple((fact.words, fact.times.marks) for fact in facts)
    return (words, who, moments, values, apart), names, last


def who_of(facts: Sequence[Fact], named: AbstractSet[str]) -> Who:
    """How the agents of claims are alike, and who they are, in order of first mention."""
    names: dict[str, int] = {}
    for fact in facts:
        for agent in fact.agents:
            names.setdefault(agent, len(names))
    who = tuple(
        tuple(agent if agent in named else (names[agent], agent.partition(":")[0]) for agent in fact.agents)
        for fact in facts
    )
    return who, tuple(names)


def _values(facts: Sequence[Fact]) -> list[Hashable]:
    """The values: what is compared by its bounds stands as it is where there is more than one of them."""
    said = [fact.told[-1] for fact in facts]
    if len(facts) == 1:
        return [facts[0].told[:-1]]
    if any(fact.told[0] in ("bounds", "time") for fact in facts) and len(set(said)) > 1:
        return [fact.told for fact in facts]
    if all(fact.told[0] == "exact" for fact in facts):
        rank = {number: at for at, number in enumerate(sorted(set(said)))}
    else:
        rank = {}
        for one in said:
            rank.setdefault(one, len(rank))
    return [(*fact.told[:-1], rank[one]) for fact, one in zip(facts, said, strict=True)]

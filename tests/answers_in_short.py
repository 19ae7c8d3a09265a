"""Answers in short, as tables of expected answers write them: 12, >12, >=12, <12, <=12, 10..20, ~12 (about); yes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from eventlog.claims import Quantity


def short(value: Any) -> str:
    """A value in short; "" for none. Unit and thing counted are left out."""
    if value is None:
        return ""
    if isinstance(value, Quantity):
        return f"{'~' if value.approx else ''}{_bounds(value)}"
    return "yes" if value is True else str(value)


def _bounds(value: Quantity) -> str:
    if value.low == value.high:
        return _number(value.low)
    if value.high is None:
        return f"{'>' if value.low_open else '>='}{_number(value.low)}"
    if value.low is None:
        return f"{'<' if value.high_open else '<='}{_number(value.high)}"
    return f"{_number(value.low)}..{_number(value.high)}"


def _number(number: Decimal | None) -> str:
    return "" if number is None else format(number, "f")


def printed_first(standing: Any) -> tuple[str, str]:
    """Status and answer of what a state question is printed first with; any other question, of its first position."""
    told = standing.first.standing
    first = next((position for position in told.positions if position.claims), None)
    return str(told.status), "" if first is None else short(first.value)


def others(position: Any) -> set[tuple[str, str]]:
    """The other sources of an answer: what each says in short, and its root."""
    return {(short(one.claim.value), one.root) for one in position.compatible}

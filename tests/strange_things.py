"""Things that fit hardly any argument: every door of the library is given each of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import eventlog


class Hostile:
    """Raises whatever it is asked, but where it is only handed on."""

    def __eq__(self, other: object) -> bool:
        raise RuntimeError

    def __repr__(self) -> str:
        raise RuntimeError

    def __iter__(self) -> Iterator[Any]:
        raise RuntimeError

    def __len__(self) -> int:
        raise RuntimeError

    __str__ = __repr__

    def __hash__(self) -> int:
        return 1


class Text(str):
    """Text of a class of one's own."""

    __slots__ = ()


def broken_off() -> Iterator[int]:
    """A row that breaks off."""
    yield 1
    raise KeyError


def deep() -> tuple[Any, ...]:
    """Rows within rows, deeper than Python can show."""
    row: tuple[Any, ...] = ()
    for _ in range(3000):
        row = (row,)
    return row


def strange() -> list[Any]:
    """Things that fit hardly any field; made anew, for some are used up by being read."""
    circle: list[Any] = []
    circle.append(circle)
    return [
        *(None, True, False, 0, 1, -1, 2**63, 2**70, 10**4400, 1.5, float("nan"), float("inf"), -0.0, 1j),
        *(Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), Decimal("1E+999999"), Decimal("-0")),
        *("", " ", "x", "no such", "\0", "a\0b", "\ud800", "x" * 300, "x" * 5000, "a.b" * 200, "x\n", "\r", "\u200b"),
        *("2024-06", "2024-13", "[2024..", "../2024", "0000-01-01", "99999-01-01", "Europe/Kyiv", "outlet:o", "q.a"),
        *("gov:a", "person:" + "x" * 500, "outlet:\u202e", "q..a", ".q", "claim:x", "report:", "redacted:1", "event:"),
        *(b"x", bytearray(b"y"), memoryview(b"z"), [], ["x"], (), ("x",), (None,), (1,), ((1, 2),), {}, {"a": 1}),
        *(
            {1: 2},
            {"text": 1},
            {"low": "1", 2: 3},
            {"text": "yesterday", 1: 2},
            set(),
            frozenset(),
            object(),
            Hostile(),
        ),
        *([Hostile()], str, int, len, circle, deep(), {"window": deep()}, Text("q.a"), Text("x"), iter("ab")),
        *(broken_off(), range(3), Ellipsis, NotImplemented, eventlog.Status, eventlog.Stance.DENY),
        *(dt.datetime(2020, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None), dt.datetime(2020, 1, 1, tzinfo=dt.UTC)),
        *(dt.date(2020, 1, 1), dt.time(1), dt.timedelta(1)),
    ]

"""How a redaction names what it erased, and which answers lack it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from eventlog.claims import check_text
from eventlog.claims.fields import check_whole, items
from eventlog.errors import InvalidValue, shown

__all__ = ["positions", "withheld"]


def positions(value: Iterable[int]) -> tuple[int, ...]:
    """The positions that a redaction names. Raises InvalidValue."""
    found = items(value, "the positions of a redaction")
    return tuple(check_whole(one, "each position of a redaction", least=1) for one in found)


def withheld(value: Any) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """The questions that lack something, each with the positions. Raises InvalidValue."""
    found = []
    for one in items(value, "the answers that lack something"):
        pair = items(one, "a question and its positions")
        if len(pair) != 2:
            raise InvalidValue(f"an answer that lacks something is a question and positions, not {shown(one)}")
        found.append((check_text(pair[0], "a question", required=True), positions(pair[1])))
    return tuple(found)

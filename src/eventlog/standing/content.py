"""What a standing says, as plain lists of text and numbers: the same in every process, and so what a digest is of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from eventlog.claims import Assessment, Quantity


def places(claims: Iterable[Any]) -> list[list[Any]]:
    """Claims of an answer: where each stands in the log, and whether it is certainly part of it."""
    return sorted([one.position, str(one.live)] for one in claims)


def remarks(assessments: Iterable[Assessment]) -> list[list[Any]]:
    """Assessments: what they find, and who does."""
    return sorted([str(one.what), one.value, one.by] for one in assessments)


def plain(value: Any) -> Any:
    """A value of a claim."""
    if isinstance(value, Quantity):
        return [str(value), value.written]
    return value if value is None or isinstance(value, (bool, str)) else str(value)

"""The words of a stored body, for an index of words: each once, folded as `eventlog.terms` does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from eventlog.terms import words

__all__ = ["texts_in", "words_of"]


def words_of(body: bytes) -> set[str] | None:
    """All words in the texts of a body; None where it can't be read."""
    try:
        held = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    found: set[str] = set()
    for text in texts_in(held):
        found |= words(text)
    return found


def texts_in(value: Any) -> Iterator[str]:
    """Every text of a JSON value, keys left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts_in(one)

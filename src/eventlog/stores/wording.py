"""The words of a stored body, for an index of words: each once, folded as `eventlog.terms` does.

What can't be read may hold any words, and an answer has to say that it was passed over. So an index marks it, by a sign
that no text has among its words, and nobody has to look at every entry to tell. The mark says how it was when it was
indexed: of what was damaged since the words are there, and who finds it by them sees that it can't be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Final, TypeAlias

import msgspec

from eventlog.codec import OURS, Reading
from eventlog.terms import VERSION, words

__all__ = ["FOLDING", "UNREAD", "Reads", "Says", "may_hold", "reads_by", "says_by", "texts_in", "words_of"]

Reads: TypeAlias = Callable[[str, bytes], bool]
"""Whether an entry of this kind with this body can be read."""

Says: TypeAlias = Callable[[str, bytes], tuple[str, Sequence[str]] | None]
"""The id of what an entry of this kind with this body says, and the ids of what it decides over: whether that is
visible, or how it reads. None where it can't be read.
"""

UNREAD: Final = "\N{EMPTY SET}"
"""Stands among the words of what can't be read. A word holds letters and digits alone; an index takes this for one."""

FOLDING: Final = f"{VERSION}; {' '.join(OURS)}"
"""How words were folded, and which kinds could be read."""

_KEPT = 1 << 14
_BETWEEN_DIGITS: Final = re.compile(rb"(?<=[0-9])[,'. ](?=[0-9])")


def reads_by(id_at: Callable[[int], str | None]) -> Reads:
    """Whether entries of one log can be read, whose references are looked up by position."""
    return Reading(lru_cache(_KEPT)(id_at)).reads


def says_by(id_at: Callable[[int], str | None]) -> Says:
    """What the entries of one log say, worked out from their bodies."""
    return Reading(lru_cache(_KEPT)(id_at)).says


def may_hold(sets: Sequence[Sequence[str]]) -> Callable[[bytes | None], bool]:
    """What tells at a glance whether the texts of a body may hold all words of one of these sets.

    False only where they certainly don't. In a text of ASCII nothing is folded but case and marks between digits: so a
    word stands in the body as it is, or would without such marks.
    """
    needed = [[word.encode() for word in some if word.isascii()] for some in sets]
    counts = any(not word.isalpha() for some in needed for word in some)

    def may(body: bytes | None) -> bool:
        if body is None or not body.isascii() or b"\\u" in body:
            return body is not None
        plain = body.lower()
        if counts:
            plain = _BETWEEN_DIGITS.sub(b"", plain)
        return any(all(word in plain for word in some) for some in needed)

    return may


def words_of(kind: str, body: bytes, reads: Reads) -> set[str]:
    """All words in the texts of a body, as far as it is JSON, and the mark of what can't be read.

    Kinds that users register bear on no answer and have no mark.
    """
    found: set[str] = set()
    if "." not in kind and not reads(kind, body):
        found.add(UNREAD)
    try:
        held = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return found
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

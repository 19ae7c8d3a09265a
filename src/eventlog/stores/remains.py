"""What is left of words that were erased: what a store has looked at, what it found, and what it can't look at."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

__all__ = ["Remains", "pieces"]


@attrs.frozen(kw_only=True)
class Remains:
    """`clean` was looked at and holds nothing that was erased, `unclean` may hold it, `beyond` could not be looked at.

    `holds` are the places of live rows that hold the words which were asked for: entries that repeat them, tables of
    other programs. All are sentences.
    """

    clean: tuple[str, ...] = ()
    unclean: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()


def pieces(words: Sequence[bytes]) -> str:
    """What is looked for, in words. Texts are not looked for by single words of theirs: these are everywhere."""
    return f"{len(words):,} pieces of the words that were given (whole ones, salts, up to five words in a row)"

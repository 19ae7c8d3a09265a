"""What is left of words that were erased: what a store has looked at, what it found, and what it can't look at."""

from __future__ import annotations

import attrs

__all__ = ["Remains"]


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

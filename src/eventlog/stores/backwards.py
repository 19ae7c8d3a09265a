"""Entries of some kinds with the last one first: how a store without an index finds what may hold some words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from eventlog.stores.entries import Content

__all__ = ["backwards"]

_PIECE = 512


def backwards(
    contents: Callable[[int, int], Iterator[Sequence[Content]]], kinds: Sequence[str], after: int, upto: int
) -> Iterator[Sequence[Content]]:
    """The entries of these kinds (names without a version) in a range of positions, the last one first, in pieces."""
    while upto > after:
        begin = max(after, upto - _PIECE)
        found = [one for piece in contents(begin, upto) for one in piece if one[2].partition("/")[0] in kinds]
        if found:
            yield found[::-1]
        upto = begin

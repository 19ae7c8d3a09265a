"""Entries with the last one first: all of some kinds, as a store without an index finds what may hold some words, or
those at some positions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from eventlog.stores.entries import Content

__all__ = ["backwards", "falling", "filtered"]

_PIECE = 512
Given = TypeVar("Given")


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


def falling(
    at: Callable[[Sequence[int]], Iterator[Sequence[Given]]], positions: Iterator[int], first: int, most: int
) -> Iterator[Sequence[Given]]:
    """The entries at positions that fall, in pieces: of a number at first, and of more and more up to the most."""
    while some := list(islice(positions, first)):
        yield [one for piece in at(some[::-1]) for one in piece][::-1]
        first = min(first * 2, most)


def filtered(pieces: Iterator[Sequence[Content]], may: Callable[[bytes | None], bool]) -> Iterator[Sequence[Content]]:
    """Those entries of some pieces whose bodies may hold what is looked for."""
    for piece in pieces:
        if found := [one for one in piece if may(one[3])]:
            yield found

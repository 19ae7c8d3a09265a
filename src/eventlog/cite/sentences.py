"""The sentence of a text that a mark stands in, or behind. Only for people to find it again: nothing hangs on it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import Final

__all__ = ["LONGEST", "Sentences", "cut", "runs"]

_END: Final = re.compile(r"(?:(?<![.!?…])[.!?…]++[\"'”’»)\]]*+\s++|(?<![。！？])[。！？]++\s*+)(?=\S)")
_NO_END: Final = re.compile(
    r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|Prof|St|Gen|Lt|Col|Maj|Capt|Sgt|Sen|Rep|Gov|No|vs|cf|approx|e\.g|i\.e))\.\s+$"
)
_LOOK_BACK: Final = 12


LONGEST: Final = 1000
"""Letters of a sentence that are told: more find no sentence again, and a page may have one sentence and many marks."""
_RUN: Final = re.compile(r"\S+")


def runs(text: str) -> tuple[list[int], list[int]]:
    """Where the runs of letters between white space begin, and where they end."""
    begins, ends = [], []
    for one in _RUN.finditer(text):
        begins.append(one.start())
        ends.append(one.end())
    return begins, ends


def cut(text: str, begin: int, end: int) -> str:
    """A stretch of a text with its white space folded, and no more than can be told of it."""
    some = " ".join(text[begin : min(end, begin + LONGEST)].split())
    return f"{some} …" if end > begin + LONGEST and text[begin + LONGEST : end].strip() else some


class Sentences:
    """The sentences of one paragraph, in which white space is of no account."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(found.end() for found in _END.finditer(text) if self._ends(found))]
        self._stops = [*self._starts[1:], len(text)]
        self._runs = runs(text)
        self._told: dict[int, str] = {}

    def _ends(self, found: re.Match[str]) -> bool:
        if self._text[found.end()].islower():
            return False
        return _NO_END.search(self._text[max(0, found.start() - _LOOK_BACK) : found.end()]) is None

    def at(self, place: int, *, ahead: bool = False) -> str:
        """The sentence that ends at a place, or goes on there; `ahead`, or where nothing stands before: that behind."""
        begins, ends = self._runs
        before = bisect_left(begins, place)
        if ahead or not before:
            behind = bisect_right(ends, place)
            anchor = max(begins[behind], place) if behind < len(begins) else len(self._text)
        else:
            anchor = min(ends[before - 1], place) - 1
        at = bisect_right(self._starts, anchor) - 1
        if at not in self._told:
            self._told[at] = cut(self._text, self._starts[at], self._stops[at])
        return self._told[at]

"""The sentence of a text that a mark stands in, or behind. Only for people to find it again: nothing hangs on it."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

__all__ = ["Sentences"]

_END: Final = re.compile(r"(?:(?<![.!?…])[.!?…]++[\"'”’»)\]]*+\s++|(?<![。！？])[。！？]++\s*+)(?=\S)")
_NO_END: Final = re.compile(
    r"(?:\b[A-Z]|\b(?:Mr|Mrs|Ms|Dr|Prof|St|Gen|Lt|Col|Maj|Capt|Sgt|Sen|Rep|Gov|No|vs|cf|approx|e\.g|i\.e))\.\s+$"
)
_LOOK_BACK: Final = 12


class Sentences:
    """The sentences of one paragraph, in which white space is of no account."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(found.end() for found in _END.finditer(text) if self._ends(found))]
        self._stops = [*self._starts[1:], len(text)]

    def _ends(self, found: re.Match[str]) -> bool:
        if self._text[found.end()].islower():
            return False
        return _NO_END.search(self._text[max(0, found.start() - _LOOK_BACK) : found.end()]) is None

    def at(self, place: int, *, ahead: bool = False) -> str:
        """The sentence that ends at a place, or goes on there; `ahead`, or where nothing stands before: that behind."""
        text, anchor = self._text, place - 1
        while anchor >= 0 and text[anchor].isspace():
            anchor -= 1
        if ahead or anchor < 0:
            anchor = place
            while anchor < len(text) and text[anchor].isspace():
                anchor += 1
        at = bisect_right(self._starts, anchor) - 1
        return " ".join(text[self._starts[at] : self._stops[at]].split())

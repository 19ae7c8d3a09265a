"""What marks of HTML say and plain words don't: that something is struck out, or that a digit is raised.

"There were <del>12</del> <ins>120</ins> dead" becomes "12 120 dead", and a number with a note behind it,
120<sup>3</sup>, becomes 1203. What a reader sees of the page tells them apart; of the words alone nobody can.
"""

from __future__ import annotations

import re
from typing import Final

from eventlog.errors import shown
from eventlog.reports.tags import Tags

__all__ = ["unmarked"]

_STRUCK: Final = frozenset(("del", "s", "strike"))
_RAISED: Final = frozenset(("sup", "sub"))
_ANY: Final = re.compile(r"<(?:del|s|strike|sup|sub)[\s>]", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\d[\d.,]*\Z")
_DIGITS: Final = re.compile(r"\d+")
_BEFORE: Final = 40


class _Marks(Tags):
    def __init__(self) -> None:
        super().__init__()
        self.struck: list[str] = []
        self.raised: list[str] = []
        self._within: list[str] = []
        self._before = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - as the parser calls it
        if tag in _STRUCK or tag in _RAISED:
            self._within = [*self._within[-_BEFORE:], tag]

    def handle_endtag(self, tag: str) -> None:
        if tag in self._within:
            del self._within[self._within.index(tag) :]

    def handle_data(self, data: str) -> None:
        if self.cdata_elem is not None:  # a script or a style
            return
        if not _STRUCK.isdisjoint(self._within) and (words := " ".join(data.split())):
            self.struck.append(words)
        number, digits = _NUMBER.search(self._before), _DIGITS.match(data)
        if number and digits and not _RAISED.isdisjoint(self._within):
            self.raised.append(number[0] + digits[0])
        self._before = (self._before + data)[-_BEFORE:]


def unmarked(html: str, text: str) -> str:
    """A sentence where words of the text are struck out on the page, or a digit in it is raised; else nothing."""
    if _ANY.search(html) is None:
        return ""
    marks = _Marks()
    marks.read(html)
    struck = next((one for one in marks.struck if one in text), None)
    raised = next((one for one in marks.raised if one in text), None)
    told = [] if struck is None else [f"{shown(struck)} is struck out there, and stands among the words"]
    told += [] if raised is None else [f"a digit of {shown(raised)} is raised or lowered there"]
    return f"{' and '.join(told)}: look at the text" if told else ""

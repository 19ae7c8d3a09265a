"""Marks in HTML: the attribute `data-eventlog` of any element, and the sentence that the element holds or follows.

What stands in a comment, a script or a style is no element, and what is written as text (`&lt;span ...`) is none
either, so an example on a page about marks is not taken for one.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import Final

import attrs

from eventlog.cite.sentences import Sentences, cut, runs
from eventlog.reports.tags import Tags

__all__ = ["ATTRIBUTE", "CODE", "Found", "Page"]

ATTRIBUTE: Final = "data-eventlog"
CODE: Final = frozenset({"code", "pre", "samp", "kbd"})
_UNSEEN: Final = frozenset({"script", "style"})
_VOID: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_INLINE: Final = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img", "ins", "kbd"}
    | {"mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"}
)
_ONE: Final = re.compile(r"([^\s/>=][^\s/>=]*)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>\"']*))?")
_PARAGRAPH: Final = "\n\n"


@attrs.define
class Found:
    """A mark: what its attribute says, where that stands in what was fed, and the sentence."""

    value: str
    start: int
    end: int
    text_from: int
    text_to: int | None = None
    sentence: str = ""


class Page(Tags):
    """Reads HTML and keeps its marks. `seen` is its text, `code` that of code, comments, scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[Found] = []
        self._source = text
        self._pieces: list[str] = []
        self._unseen: list[str] = []
        self._length = 0
        self._open: list[tuple[str, Found | None]] = []
        self._counts: dict[str, int] = {}
        self._lines = [0, *(found.end() for found in re.finditer("\n", text))]
        self.read(text)
        self.seen, self.code = "".join(self._pieces), "".join(self._unseen)
        self._breaks = [found.start() for found in re.finditer(r"\n(?=\n)", self.seen)]
        self._begins, self._ends = runs(self.seen)
        self._paragraphs: dict[tuple[int, int], Sentences] = {}
        for one in self.found:
            one.sentence = self._sentence(one)

    def _sentence(self, one: Found) -> str:
        own = cut(self.seen, one.text_from, one.text_to or one.text_from)
        if own:
            return own
        at = one.text_from
        if self._before(at) <= self._around(at)[0] and self._behind(at) >= self._around(at)[1]:
            at = self._before(at)  # it stands alone in its paragraph or cell
        first, last = self._around(at)
        paragraph = self._paragraphs.get((first, last))
        if paragraph is None:
            paragraph = self._paragraphs[first, last] = Sentences(self.seen[first:last])
        return paragraph.at(at - first)

    def _around(self, at: int) -> tuple[int, int]:
        """Where the paragraph or cell around a place begins and ends."""
        before, behind = bisect_right(self._breaks, at - len(_PARAGRAPH)), bisect_left(self._breaks, at)
        first = self._breaks[before - 1] + 1 if before else 0
        return first, self._breaks[behind] if behind < len(self._breaks) else len(self.seen)

    def _before(self, at: int) -> int:
        """Where the last word before a place ends, or the place itself within a word; 0 where there is none."""
        run = bisect_left(self._begins, at)
        return min(self._ends[run - 1], at) if run else 0

    def _behind(self, at: int) -> int:
        """Where the first word from a place on begins, or goes on."""
        run = bisect_right(self._ends, at)
        return max(self._begins[run], at) if run < len(self._begins) else len(self.seen)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the mark of an element, and that it is open."""
        if tag not in _INLINE:
            self._say(_PARAGRAPH if tag != "br" else " ")
        mark = None
        if any(name == ATTRIBUTE for name, _ in attrs):
            line, column = self.getpos()
            mark = self._mark(self._lines[line - 1] + column, self.get_starttag_text() or "")
            self.found.append(mark)
        if tag not in _VOID:
            self._open.append((tag, mark))
            self._counts[tag] = self._counts.get(tag, 0) + 1

    def _mark(self, offset: int, tag: str) -> Found:
        """The mark of a start tag, which stands at an offset of the source."""
        name = re.compile(r"<[^\s/>]*").match(tag)
        at = name.end() if name else 0
        for one in _ONE.finditer(tag, at):
            if one[1].lower() != ATTRIBUTE:
                continue
            value = one[2] or ""
            quoted = value[:1] in ('"', "'")
            start, end = one.span(2) if one[2] is not None else (one.end(1), one.end(1))
            start, end = (start + 1, end - 1) if quoted else (start, end)
            return Found(tag[start:end], offset + start, offset + end, self._length)
        return Found("", offset, offset, self._length)

    def handle_endtag(self, tag: str) -> None:
        """Close an element, and whatever in it was left open."""
        if self._counts.get(tag):
            while True:
                name, mark = self._open.pop()
                self._counts[name] -= 1
                if mark is not None:
                    mark.text_to = self._length
                if name == tag:
                    break
        if tag not in _INLINE:
            self._say(_PARAGRAPH)

    def handle_data(self, data: str) -> None:
        """Text; that of code, of a script or a style is kept apart too."""
        tags = [tag for tag in (*CODE, *_UNSEEN) if self._counts.get(tag)]
        if tags:
            self._unseen.append(data)
        if not any(tag in _UNSEEN for tag in tags):
            self._say(data)

    def handle_comment(self, data: str) -> None:
        """What nobody sees."""
        self._unseen.append(data)

    def _say(self, text: str) -> None:
        self._pieces.append(text)
        self._length += len(text)

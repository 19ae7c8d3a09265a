"""Marks in HTML: the attribute `data-eventlog` of any element, and the sentence that the element holds or follows.

What stands in a comment, a script or a style is no element, and what is written as text (`&lt;span ...`) is none
either, so an example on a page about marks is not taken for one.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

import attrs

from eventlog.cite.sentences import Sentences

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


class Page(HTMLParser):
    """Reads HTML and keeps its marks. `seen` is its text, `code` that of code, comments, scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Found] = []
        self._source = text
        self._pieces: list[str] = []
        self._unseen: list[str] = []
        self._length = 0
        self._open: list[tuple[str, Found | None]] = []
        self._counts: dict[str, int] = {}
        self._lines = [0, *(found.end() for found in re.finditer("\n", text))]
        self.feed(text)
        self.unfinished = len(text) - len(self.rawdata)
        """Where a tag begins that never ends, or the end of the text."""
        self.close()
        self.seen, self.code = "".join(self._pieces), "".join(self._unseen)
        for one in self.found:
            one.sentence = self._sentence(one)

    def _sentence(self, one: Found) -> str:
        own = " ".join(self.seen[one.text_from : one.text_to or one.text_from].split())
        if own:
            return own
        at = len(self.seen[: one.text_from].rstrip()) if self._alone(one.text_from) else one.text_from
        first = self.seen.rfind(_PARAGRAPH, 0, at) + 1
        last = self.seen.find(_PARAGRAPH, at)
        paragraph = self.seen[first : last if last >= 0 else None]
        return Sentences(paragraph).at(at - first)

    def _alone(self, at: int) -> bool:
        """Whether nothing stands beside a place in its paragraph or cell."""
        first, last = self.seen.rfind(_PARAGRAPH, 0, at) + 1, self.seen.find(_PARAGRAPH, at)
        return not self.seen[first : last if last >= 0 else None].strip()

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

"""Reading the tags of HTML in one pass, whatever it holds: a page that was written against us costs what it is long.

The standard library's parser looks for the end of a tag, a comment or a declaration up to the end of the page. Where
there is none it takes the first sign for text and begins anew behind it, so that a page of tags that are never closed
costs its length by itself. All of a page is at hand here. So what has no end once has none further on, and is not
looked for again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser
from typing import Final

__all__ = ["Tags"]

_CLOSE: Final = ">"
_SECTION: Final = re.compile(r"<!\[\s*([a-z]*)", re.IGNORECASE)


class Tags(HTMLParser):
    """A parser that is given a whole page at once, by `read`, and says what it finds as the standard one does."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        super().__init__(convert_charrefs=True)
        self._endless: set[str] = set()
        self.unfinished = 0
        """Where the first tag, comment or declaration begins that never ends; the length of the page, without one."""

    def read(self, html: str) -> None:
        """Read a page. What never ends is text up to the next sign that could end it."""
        self.unfinished = len(html)
        self.rawdata = html
        self.close()
        self.unfinished = min(self.unfinished, len(html) - len(self.rawdata))  # a script that is never closed is left

    def parse_starttag(self, i: int) -> int:
        """A start tag."""
        return self._taken(i, _CLOSE, super().parse_starttag)

    def parse_endtag(self, i: int) -> int:
        """An end tag."""
        return self._taken(i, _CLOSE, super().parse_endtag)

    def parse_pi(self, i: int) -> int:
        """A processing instruction."""
        return self._taken(i, _CLOSE, super().parse_pi)

    def parse_comment(self, i: int, report: bool = True) -> int:
        """A comment."""
        del report
        return self._taken(i, "-->", super().parse_comment)

    def parse_html_declaration(self, i: int) -> int:
        """A declaration, or a marked section."""
        if self.rawdata.startswith("<!--", i):
            return self.parse_comment(i)
        section = _SECTION.match(self.rawdata, i)
        return self._taken(i, _CLOSE if section is None else section[0].lower(), super().parse_html_declaration)

    def _taken(self, i: int, end: str, parse: Callable[[int], int]) -> int:
        """Where what begins at a place ends; it is text, and taken for no more, where it has no end."""
        after = -1
        if self._endless.isdisjoint((end, _CLOSE)):
            try:
                after = parse(i)
            except AssertionError:  # a marked section that HTML does not have is a comment, says HTML
                after = self.parse_bogus_comment(i)
        if after >= 0:
            return after
        self.unfinished = min(self.unfinished, i)
        if end != _CLOSE:
            self._endless.add(end)
        after = -1 if _CLOSE in self._endless else self.rawdata.find(_CLOSE, i + 1)
        if after < 0:
            self._endless.add(_CLOSE)
            after = self.rawdata.find("<", i + 1)
        else:
            after += 1
        after = after if after >= 0 else len(self.rawdata)
        text = self.rawdata[i:after]
        self.handle_data(text if self.cdata_elem else unescape(text))
        return after

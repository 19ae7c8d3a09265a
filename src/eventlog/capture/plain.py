"""The text of a fragment of HTML, such as the body of a mail or of an entry in a feed.

Such a fragment has no article to be found in it: all of it is meant to be read. Blocks become lines, blanks between
words become one, and what no reader sees (scripts, styles, the head) is left out. Nothing is run.
"""

from __future__ import annotations

import re
from typing import Final

from eventlog.reports.tags import Tags

# What HTML (15.3.3 and 15.3.8) lays out in lines of their own: of 120 in one and 3 in the next no 1203 is made.
_BLOCKS: Final = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "dialog"),
        *("dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5"),
        *("h6", "header", "hgroup", "hr", "legend", "li", "listing", "main", "menu", "nav", "ol", "optgroup", "option"),
        *("p", "pre", "search", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr"),
        *("ul", "xmp"),
    }
)
_UNSEEN: Final = frozenset({"head", "script", "style", "template", "title", "noscript"})


class _Reading(Tags):
    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.unseen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - as the parser calls it
        if tag in _UNSEEN:
            if tag not in self.unseen:
                self.unseen.append(tag)
        elif tag == "body":
            self.unseen.clear()
        elif tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.unseen:
            del self.unseen[self.unseen.index(tag) :]
        elif tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.pieces.append(re.sub(r"\s+", " ", data))


def text_of(html: str) -> str:
    """What a reader sees of a fragment, a block a line."""
    reading = _Reading()
    reading.read(html)
    lines = (" ".join(line.split()) for line in "".join(reading.pieces).split("\n"))
    return "\n".join(line for line in lines if line)

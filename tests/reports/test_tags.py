"""Reading tags: what the standard library's parser says, and nothing that never ends is looked for twice."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog.capture.plain import text_of
from eventlog.reports.tags import Tags

NEVER = (
    *("<a ", "</a ", "<!--", "<!--x>", "<![CDATA[", "<![if a", "<![x", "<?", "<!", "<a x='", '<a x="y>', "<a/", "</"),
    "<",
)
PIECES = (
    *NEVER,
    *("<p>", "</p>", "<br/>", "text ", "a < b", "&amp;", "&", ">", "-->", "]]>", "<script>", "</script>", "\n"),
)


class Said(Tags):
    """Keeps what the parser says, text in one piece."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[Any, ...]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.told.append(("start", tag, *attrs))

    def handle_endtag(self, tag: str) -> None:
        self.told.append(("end", tag))

    def handle_comment(self, data: str) -> None:
        self.told.append(("comment", data))

    def handle_data(self, data: str) -> None:
        before = self.told.pop()[1] if self.told and self.told[-1][0] == "text" else ""
        self.told.append(("text", before + data))


class Standard(Said):
    """The same by the standard library's own methods."""

    parse_starttag = HTMLParser.parse_starttag
    parse_endtag = HTMLParser.parse_endtag
    parse_pi = HTMLParser.parse_pi
    parse_comment = HTMLParser.parse_comment
    parse_html_declaration = HTMLParser.parse_html_declaration


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_what_ends_is_read_as_the_standard_library_reads_it(html: str) -> None:
    """Tags, comments and text of any page in which everything that begins also ends."""
    ours = Said()
    ours.read(html)
    assert 0 <= ours.unfinished <= len(html)
    if ours.unfinished == len(html):
        theirs = Standard()
        try:
            theirs.feed(html)
            theirs.close()
        except AssertionError:  # over a marked section that it does not know
            return
        assert ours.told == theirs.told


@pytest.mark.parametrize("unit", NEVER)
@pytest.mark.parametrize("end", ["", ">", "</p>"])
def test_what_has_no_end_is_looked_for_once(unit: str, end: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However often it begins: so a page costs what it is long."""
    fruitless = []

    def counting(parse: Any) -> Any:
        def counted(self: Any, i: int, *given: Any) -> int:
            after = int(parse(self, i, *given))
            if after < 0:
                fruitless.append(i)
            return after

        return counted

    for name in ("parse_starttag", "parse_endtag", "parse_pi", "parse_comment", "parse_html_declaration"):
        monkeypatch.setattr(HTMLParser, name, counting(getattr(HTMLParser, name)))
    for many in (3, 500):
        fruitless.clear()
        page = Said()
        page.read(f"<p>One.</p>{unit * many}{end}")
        assert page.told[:3] == [("start", "p"), ("text", "One."), ("end", "p")]
        assert len(fruitless) <= 4


@pytest.mark.parametrize("unit", ["<a ", "<!--", "<title>", "</p>", "<template></p>"])
def test_the_text_of_a_fragment_stands_before_what_never_ends(unit: str) -> None:
    """Nothing of it is lost, and a section that HTML does not have stops nobody."""
    assert text_of(f"<p>One.<![x[two]]></p>{unit * 2000}").startswith("One.")

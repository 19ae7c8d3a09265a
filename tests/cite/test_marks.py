"""Marks are found wherever a document may set them, and nowhere else; rewriting them changes nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog.cite import Mark, marks, rewritten
from eventlog.cite.sentences import LONGEST, Sentences

pytest.importorskip("markdown_it", reason="marks in Markdown need the extra cli")

BASIS = "basis1.AbC-d_e0"
MARK = f"[@{BASIS}]"

SETTINGS = {
    "a paragraph": (f"First. It is so {MARK}. Last.", "It is so."),
    "behind the full stop": (f"First. It is so. {MARK} Last.", "It is so."),
    "across lines": (f"First. It\nis so\n{MARK}. Last.", "It is so."),
    "a heading": (f"# It is so {MARK}\n\nMore.", "It is so"),
    "a heading that is underlined": (f"It is so {MARK}\n========\n", "It is so"),
    "a list": (f"* One.\n* It is so {MARK}\n", "It is so"),
    "a list in a list": (f"1. One.\n   * It is so.{MARK}\n", "It is so."),
    "a quotation": (f"> It is\n> so {MARK}.\n", "It is so."),
    "a cell of a table": (f"| a | b |\n|---|---|\n| c | It is so {MARK} |\n", "It is so"),
    "a cell of its own": (f"| a | b |\n|---|---|\n| It is so | {MARK} |\n", "It is so"),
    "a footnote": (f"Text.[^1]\n\n[^1]: It is so. {MARK}\n", "[^1]: It is so."),
    "a later paragraph of a footnote": (f"Text.[^1]\n\n[^1]: One.\n\n    It is so. {MARK}\n", "It is so."),
    "a footnote of its own": (f"Text.[^1]\n\n[^1]: {MARK}\n", "[^1]:"),
    "emphasis": (f"First. **It is *so* {MARK}.** Last.", "It is so."),
    "a link": (f"First. It is [so {MARK}](https://example.org/a). Last.", "It is so."),
    "a paragraph of its own": (f"First. It is so.\n\n{MARK}\n", "It is so."),
    "the begin of a text": (f"{MARK} It is so. Last.", "It is so."),
    "two in a bracket": (f"First. It is so [@basis1.Zz0; @{BASIS}]. Last.", "It is so."),
    "with a word in the bracket": (f"First. It is so [see @{BASIS}, twice].", "It is so [see, twice]."),
    "no bracket": (f"First. It is so @{BASIS}. Last.", "It is so."),
    "an abbreviation": (
        f"First. The U.S. says of Mr. Kim that it is so {MARK}.",
        "The U.S. says of Mr. Kim that it is so.",
    ),
    "a number": (f"First. It is 1.5 so {MARK}.", "It is 1.5 so."),
    "no spaces between sentences": (f"一。它是{MARK}。二。", "它是。"),
    "an element that holds it": (f'First. <span data-eventlog="{BASIS}">It is so.</span> Last.', "It is so."),
    "an element behind it": (f"First. It is so.<span data-eventlog='{BASIS}'></span> Last.", "It is so."),
    "a block of HTML": (f'<div data-eventlog="{BASIS}">\nIt is so.\n</div>\n', "It is so."),
    "a mark in a block of HTML": (f"<div>\nIt is so {MARK}.\n</div>\n", "It is so."),
    "behind code": (f"`x` First. It is so {MARK}.", "It is so."),
    "a fence that another one does not close": (f"````\n```\n````\nIt is so {MARK}.\n", "It is so."),
    "beside what is of no element": (
        f'Write data-eventlog="x": it is so {MARK}.',
        'Write data-eventlog="x": it is so.',
    ),
    "a picture's words": (f"![It is so {MARK}](a.png)", "It is so"),
}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old"])
@pytest.mark.parametrize("case", SETTINGS)
def test_a_mark_is_found_wherever_it_is_set(case: str, end: str) -> None:
    """The sentence is that before it, or that which its element holds; offsets and line are those of the text."""
    text, sentence = SETTINGS[case]
    text = text.replace("\n", end)
    found = marks(text).found[-1]
    assert found.token == BASIS
    assert text[found.start : found.end] == BASIS
    assert found.sentence == sentence
    assert found.line == len(re.split("\r\n|\r|\n", text[: found.start]))


CODE = {
    "a fence": f"```\n{MARK}\n```\n",
    "a fence of tildes": f"~~~text\nIt is so {MARK}\n~~~\n",
    "a fence that is never closed": f"```\n{MARK}\n",
    "a fence in a list": f"* one\n\n  ```\n  {MARK}\n  ```\n",
    "an indented block": f"Text.\n\n    {MARK}\n",
    "backticks": f"It is `{MARK}`.",
    "two backticks": f"It is ``a ` {MARK}``.",
    "an element of code": f"It is <code>{MARK}</code>.",
    "a block of code in HTML": f"<pre>\n{MARK}\n</pre>\n",
    "a comment": f"It is so. <!-- {MARK} -->",
    "a block that is a comment": f"<!--\n{MARK}\n-->\n",
    "a script": f"<script>\nlet a = '{MARK}';\n</script>\n",
    "an attribute in code": f'`<span data-eventlog="{BASIS}"></span>`',
}


@pytest.mark.parametrize("case", CODE)
def test_what_stands_in_code_is_an_example(case: str) -> None:
    """It is no mark, and it is counted."""
    found = marks(CODE[case])
    assert (found.found, found.in_code) == ((), 1)


NONE = {
    "an address": f"Write to me@{BASIS}",
    "a citation of another kind": "It is so [@smith2004; @basis2004, p. 3].",
    "an escaped one": f"It is \\@{BASIS}",
    "a profile": f"https://example.org/@{BASIS}",
    "an attribute of another name": f'<p data-eventlogs="{BASIS}">x</p>',
    "an attribute within another's text": f"<p title='data-eventlog=\"{BASIS}\"'>x</p>",
    "an attribute that is text": f'&lt;span data-eventlog="{BASIS}"&gt;',
    "nothing": "",
}


@pytest.mark.parametrize("case", NONE)
def test_what_is_no_mark_is_not_taken_for_one(case: str) -> None:
    """Addresses, other citations and what merely looks like it."""
    assert marks(NONE[case]).found == ()
    assert marks(f"<!DOCTYPE html><body>{NONE[case]}", html=True).found == ()


PAGES = {
    "an element that holds it": (f'<p>First. <b data-eventlog="{BASIS}">It is <i>so</i>.</b></p>', "It is so."),
    "an empty one behind it": (f"<p>First. It is so.<b data-eventlog='{BASIS}'></b> Last.</p>", "It is so."),
    "without quotation marks": (f"<p>First. It is so.<b data-eventlog={BASIS}></b></p>", "It is so."),
    "in capitals": (f'<P>It is so.<B DATA-EVENTLOG = "{BASIS}"></B></P>', "It is so."),
    "with references to letters": (f'<p data-eventlog="&#98;{BASIS[1:]}">It is so.</p>', "It is so."),
    "over lines": (f'<p>First. It\nis so.<b\n  class="a"\n  data-eventlog="{BASIS}"\n></b></p>', "It is so."),
    "in a cell": (f'<table><tr><td>No.<td data-eventlog="{BASIS}">It is so</table>', "It is so"),
    "alone in a cell": (f'<table><tr><td>It is so</td><td><b data-eventlog="{BASIS}"></b></td></table>', "It is so"),
    "an element that is never closed": (f'<p>It is so.<b data-eventlog="{BASIS}">', "It is so."),
    "an image": (f'<p>It is so.<img data-eventlog="{BASIS}"> Last.', "It is so."),
    "behind a script": (f'<script>"<b>"</script><p data-eventlog="{BASIS}">It is so.', "It is so."),
}


@pytest.mark.parametrize("case", PAGES)
def test_a_mark_is_found_in_a_page(case: str) -> None:
    """In HTML it is the attribute of any element; what its quotation marks are makes no difference."""
    text, sentence = PAGES[case]
    [found] = marks(text, html=True).found
    assert (found.token, found.sentence) == (BASIS, sentence)
    assert text[found.start : found.end].endswith(BASIS[1:])


def test_a_page_has_no_marks_but_attributes() -> None:
    """What is written as text, stands in a comment, a script or a style names nothing."""
    text = f'<p>{MARK} &lt;b data-eventlog="{BASIS}"&gt;</p><!-- <b data-eventlog="{BASIS}"> -->'
    text += f"<script>'<b data-eventlog=\"{BASIS}\">'</script><style>/* <b data-eventlog={BASIS}> */</style>"
    assert marks(text, html=True).found == ()


BROKEN = {
    "a quotation mark that is never closed": f'First.\n\nIt is <b data-eventlog="{BASIS}>so</b>.\n',
    "a tag that never ends": f'First.\n\nIt is so. <b data-eventlog="{BASIS}"',
    "a tag that ends within its value": f'It is <b data-eventlog="{BASIS}>so</b>. <b data-eventlog="{BASIS}"></b>',
}


@pytest.mark.parametrize("html", [False, True], ids=["markdown", "html"])
@pytest.mark.parametrize("case", BROKEN)
def test_an_element_that_is_broken_is_told(case: str, html: bool) -> None:
    """It names no answer, and is not passed over as if it were text."""
    found = marks(BROKEN[case], html=html).found
    assert found
    assert "It is" in found[0].sentence or "data-eventlog" in found[0].sentence


WORDS = st.text(alphabet=st.sampled_from(" \n\r\t`~#*_-|<>[]()!&;.:\\'\"=@/abcé一\u2028\0" + "x"), max_size=60)
ANY = st.one_of(WORDS, st.text(max_size=40))


@given(parts=st.lists(ANY, min_size=1, max_size=6), html=st.booleans())
def test_a_mark_in_any_text_comes_back_byte_for_byte(parts: list[str], html: bool) -> None:
    """Other tokens may be put in; putting the first ones back gives the text, and nothing between them has changed."""
    text = (f'<i data-eventlog="{BASIS}"></i>' if html else MARK).join(parts)
    found = marks(text, html=html)
    assert all(text[one.start : one.end] == one.token for one in found.found if one.token == BASIS)
    other = rewritten(text, dict.fromkeys(found.found, "basis1.Q"))
    shift, at = 0, 0
    back: dict[Mark, str] = {}
    for one in found.found:
        assert other[at + shift : one.start + shift] == text[at : one.start]
        start = one.start + shift
        mark = Mark(token="", start=start, end=start + len("basis1.Q"), line=0, sentence="")
        back[mark] = text[one.start : one.end]
        shift += len("basis1.Q") - (one.end - one.start)
        at = one.end
    assert other[at + shift :] == text[at:]
    assert rewritten(other, back) == text


@given(before=st.text(alphabet="ab .!?\n", max_size=30), behind=st.text(alphabet="ab .!?\n", max_size=30))
def test_no_mark_goes_unseen_in_plain_words(before: str, behind: str) -> None:
    """Between words without any sign that Markdown knows, a mark is found once and is in no code."""
    before = re.sub(r"(?m)^ +", "", before)
    found = marks(f"{before} {MARK} {behind}" if before.strip() else f"{MARK} {behind}")
    assert ([one.token for one in found.found], found.in_code) == ([BASIS], 0)


@given(st.text(alphabet="ab. !?A", max_size=40), st.integers(0, 40))
def test_a_sentence_is_part_of_its_paragraph(text: str, at: int) -> None:
    """It is never of two paragraphs, and only white space of it is folded."""
    sentence = Sentences(text).at(min(at, len(text)))
    assert sentence in " ".join(text.split())


@pytest.mark.parametrize("html", [False, True], ids=["markdown", "html"])
@pytest.mark.parametrize("between", [" ", "word ", "Word. ", "\n", "<p>", "<a ", "<!--", "</a ", "<a x="])
def test_many_marks_of_one_paragraph_are_each_told_with_a_sentence_of_bounded_length(between: str, html: bool) -> None:
    """However they stand: a page of marks costs what it is long, and so does what is told of it."""
    mark = f'<b data-eventlog="{BASIS}"></b>' if html else MARK
    for unit in (mark + between, between):
        text = f"It is so.{mark} " + unit * 300
        found = marks(text, html=html).found
        assert found[0].sentence.startswith("It is so.")
        assert max(len(one.sentence) for one in found) <= LONGEST + len(" …")
        assert all(text[one.start : one.end].startswith(BASIS) for one in found)

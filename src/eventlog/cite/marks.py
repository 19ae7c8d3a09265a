"""Marks: where a document says which answer a sentence rests on.

In Markdown a mark is `[@basis1...]`, in the form of a citation as Pandoc has it: alone, several in one bracket, or in
the running text. In HTML, also within Markdown, it is the attribute `data-eventlog` of any element. What stands in code
(fenced, indented or between backticks), in a comment or in a script is an example and no mark, and is counted apart.

What is code and what is not is for the parser of Markdown to say; where a mark stands, byte for byte, for the text
itself. So each mark of the text is given a name of its own before the text is parsed, and looked for in what comes out.
A mark that comes out nowhere (as the title of a link) counts as one: no sentence goes unchecked for the way it is set.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import Any, Final

import attrs

from eventlog.cite.hypertext import ATTRIBUTE, CODE, Page
from eventlog.cite.sentences import Sentences
from eventlog.claims.fields import check_type
from eventlog.errors import InvalidValue, MissingExtra, shown

__all__ = ["Mark", "Marks", "marks", "rewritten"]

_VALUE: Final = r"\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'<>`=]+)|[\"'](?P<open>[^\s\"'<>]*)"
_ATTRIBUTE: Final = rf"{ATTRIBUTE}\s*=\s*(?:{_VALUE})"
_BROKEN: Final = re.compile(rf"(?<!\\)<[A-Za-z][^<>]{{0,999}}?\b{ATTRIBUTE}\s*=\s*[\"']?", re.IGNORECASE)
_CITED: Final = r"(?<![\w\\/])@(?P<key>basis[0-9]+\.[^\s\]\[;,\"'<>()`|\\]*)"
_CANDIDATE: Final = re.compile(rf"{_CITED}|{_ATTRIBUTE}", re.IGNORECASE)
_NO_END_OF_ONE: Final = ".:!?*_~-…"
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_FOOTNOTE: Final = re.compile(r"\[\^[^\]\s]+\]:")
_LONGEST_LINE: Final = 400


@attrs.frozen(kw_only=True)
class Mark:
    """A mark of a document: its token, where that stands (offsets into the text, end exclusive; lines count from 1),
    and the sentence that rests on it, its white space folded.
    """

    token: str
    start: int
    end: int
    line: int
    sentence: str


@attrs.frozen(kw_only=True)
class Marks:
    """The marks of a document in order, and how many more stand in code and are none."""

    found: tuple[Mark, ...]
    in_code: int = 0


def marks(text: str, *, html: bool = False) -> Marks:
    """The marks of a text in Markdown, or in HTML. Raises MissingExtra where Markdown can't be read here."""
    check_type(text, str, "the text of a document")
    check_type(html, bool, "whether it is HTML")
    if _CANDIDATE.search(text) is None and ATTRIBUTE not in text.lower():
        return Marks(found=())
    lines = [0, *(one.end() for one in _LINE_END.finditer(text))]
    told = _of_page(text) if html else _of_markdown(text, lines)
    found: list[Mark] = []
    in_code = 0
    for start, end, sentence in told:
        if sentence is None:
            in_code += 1
            continue
        token = unescape(text[start:end]).strip()
        line = bisect_right(lines, start)
        found.append(Mark(token=token, start=start, end=end, line=line, sentence=sentence))
    return Marks(found=tuple(found), in_code=in_code)


def rewritten(text: str, tokens: Mapping[Mark, str]) -> str:
    """The text with other tokens in some of its marks, and nothing else in it changed. Raises InvalidValue."""
    check_type(text, str, "the text of a document")
    if not isinstance(tokens, Mapping):
        raise InvalidValue(f"the new tokens are given by their marks: pass a dict, not {shown(tokens)}")
    for mark, token in tokens.items():
        check_type(mark, Mark, "a mark")
        check_type(token, str, "a token")
    pieces: list[str] = []
    at = 0
    for mark in sorted(tokens, key=lambda mark: mark.start):
        pieces += [text[at : mark.start], tokens[mark]]
        at = mark.end
    return "".join([*pieces, text[at:]])


def _of_page(text: str) -> Iterator[tuple[int, int, str | None]]:
    page = Page(text)
    for one in page.found:
        yield one.start, one.end, one.sentence
    if broken := _BROKEN.match(text, page.unfinished):  # a tag that never ends
        at = broken.end()
        yield at, at, " ".join(text[page.unfinished : at + _LONGEST_LINE].split())


def _of_markdown(text: str, lines: Sequence[int]) -> Iterator[tuple[int, int, str | None]]:
    """Each mark: where it stands, and its sentence; None where it is in code."""
    spans: list[tuple[int, int]] = []
    attributes: set[int] = set()
    for found in _CANDIDATE.finditer(text):
        group = next(name for name, value in found.groupdict().items() if value is not None)
        start, end = found.span(group)
        if group == "key":
            end = start + max(len(found[group].rstrip(_NO_END_OF_ONE)), len("basis1."))
        else:
            attributes.add(len(spans))
        spans.append((start, end))
    read = _Read(text, spans)
    broken = {one.end() for one in _BROKEN.finditer(text)} if attributes else set()
    for at, (start, end) in enumerate(spans):
        if at in read.code:
            yield start, end, None
        elif at in read.told:
            yield start, end, read.sentence(at)
        elif at not in attributes or (at in read.seen and start in broken):  # else it is text, and of no element
            first = bisect_right(lines, start) - 1
            upto = lines[first + 1] if first + 1 < len(lines) else len(text)
            yield start, end, " ".join(text[lines[first] : min(upto, lines[first] + _LONGEST_LINE)].split())


class _Read:
    """What the parser of Markdown made of a text: the sentence of each mark, by number, and the marks in code."""

    def __init__(self, text: str, spans: Sequence[tuple[int, int]]) -> None:
        self.told: dict[int, str] = {}
        self.code: set[int] = set()
        self.seen: set[int] = set()
        word = "eventlogmark"
        while word in text.lower():
            word += "q"
        self._word = word
        self._written = [text[start:end] for start, end in spans]
        self._name = re.compile(rf"{word}(\d+)x")
        self._cited = re.compile(rf" ?(?:\[(?:[;\s]*@{word}\d+x)+[;\s]*\]|@{word}\d+x)")
        self._row: list[str] | None = None
        self._last = ""
        self._alone: list[int] = []
        footnote = False  # whose later paragraphs are indented, as code is
        for token in _parser().parse(self._named(text, spans, word)):
            if token.type in ("tr_open", "tr_close"):
                self._name_row(begins=token.type == "tr_open")
            elif token.type == "code_block" and footnote:
                self._sentences(" ".join(token.content.split()), {})
            elif token.type in ("fence", "code_block"):
                self.code.update(self._numbers(token.content))
            elif token.type == "html_block":
                self._block(token.content)
            elif token.type == "inline":
                self._inline(token.children or [])
                footnote = _FOOTNOTE.match(token.content) is not None

    def sentence(self, number: int) -> str:
        """The sentence of a mark; what merely looks like one in it is as it was written."""
        return self._name.sub(lambda found: self._written[int(found[1])], self.told[number])

    @staticmethod
    def _named(text: str, spans: Sequence[tuple[int, int]], word: str) -> str:
        pieces: list[str] = []
        at = 0
        for number, (start, end) in enumerate(spans):
            pieces += [text[at:start], f"{word}{number}x"]
            at = end
        return "".join([*pieces, text[at:]])

    def _numbers(self, text: str) -> Iterator[int]:
        return (int(one) for one in self._name.findall(text))

    def _block(self, content: str) -> None:
        page = Page(content)
        self.code.update(self._numbers(page.code))
        for paragraph in page.seen.split("\n\n"):
            self._sentences(paragraph, {})
        for one in page.found:
            for number in self._numbers(one.value):
                self.told[number] = self._cited.sub("", one.sentence).strip()

    def _inline(self, children: Sequence[Any]) -> None:
        """The text of a paragraph, a heading or a cell, and the marks in it."""
        pieces: list[str] = []
        elements: dict[int, bool] = {}
        within = 0
        for at, child in enumerate(children):
            if child.type == "html_inline":
                tag = re.match(r"<(/?)([a-zA-Z][^\s/>]*)", child.content)
                if tag is not None and tag[2].lower() in CODE:
                    within = max(0, within + (-1 if tag[1] else 1))
                if tag is None:
                    self.code.update(self._numbers(child.content))
                    continue
                closes = at + 1 == len(children) or children[at + 1].content.startswith("</")
                for one in Page(child.content).found:
                    for number in self._numbers(one.value):
                        pieces.append(f" @{self._word}{number}x")
                        elements[number] = not closes
            elif child.type == "code_inline" or within:
                self.code.update(self._numbers(child.content))
                pieces.append(child.content)
            else:
                pieces.append(child.content if child.type in ("text", "image") else " " * child.type.endswith("break"))
        self._sentences("".join(pieces), elements)

    def _sentences(self, text: str, elements: Mapping[int, bool]) -> None:
        """The sentence of each mark in a paragraph; `elements` says of which the sentence stands behind."""
        self.seen.update(self._numbers(text))
        pieces: list[str] = []
        places: dict[int, int] = {}
        at = length = 0
        for found in self._cited.finditer(text):
            pieces.append(text[at : found.start()])
            length += found.start() - at
            at = found.end()
            places.update((number, length) for number in self._numbers(found[0]))
        if places:
            sentences = Sentences("".join([*pieces, text[at:]]))
            for number, place in places.items():
                if number not in self.code:
                    sentence = sentences.at(place, ahead=elements.get(number, False))
                    self._alone += [number] if self._row is not None and not sentence else []
                    self.told.setdefault(number, sentence or self._last)
        said = " ".join("".join([*pieces, text[at:]]).split())
        if self._row is not None:
            self._row.append(said)
        self._last = Sentences(said).at(len(said)) if said else self._last

    def _name_row(self, *, begins: bool) -> None:
        """A mark alone in its cell rests under the whole row."""
        if not begins and self._row is not None:
            self.told.update(dict.fromkeys(self._alone, " | ".join(filter(None, self._row))))
        self._row, self._alone = ([] if begins else None), []


def _parser() -> Any:
    try:
        from markdown_it import MarkdownIt
    except ImportError:
        raise MissingExtra("cli", "markdown-it-py", "marks in Markdown") from None
    # A footnote begins as the definition of a link does, and would be no text: so nothing is a definition here.
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable("reference")

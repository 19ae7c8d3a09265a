"""An appendix as Markdown and as HTML, in which whatever comes from the log is text and nothing else.

A name may be made to look like a link, a heading or an element, and a title may hold a mark of its own. So all
text is folded to one line and escaped for the format that it goes into; only the frame is ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from eventlog.cite.hypertext import ATTRIBUTE
from eventlog.cite.sourcing import Appendix, Sourced, Voice
from eventlog.claims.fields import check_type
from eventlog.tables import html_text, markdown

__all__ = ["html_of", "markdown_of"]

TITLE: Final = "Where the answers come from"
_SAID, _INDEPENDENT, _UNKNOWN = "Who said it", "How independent they are", "What is not known"
_LEFT_OUT, _FOOTNOTES, _ONLY_POSSIBLY = "What was left out, and why", "Footnotes", "only possibly out by then"
_LIST: Final = re.compile(r"^(?:([0-9]+)([.)])|([-+=]))")
_LINKED: Final = re.compile(r"[@$^]|:(?=//|[\w+-]+:)|(?<=www)\.", re.IGNORECASE)


def markdown_of(told: Appendix) -> str:
    """The appendix as Markdown with footnotes; each question's basis is a mark, which `check` holds against the log.

    Raises InvalidValue.
    """
    check_type(told, Appendix, "what a page is made of")
    pieces = [f"# {TITLE}", _md(told.header)]
    for one in told.sourced:
        pieces += _question(one)
    pieces += [f"Taken from a log of {_md(told.checkpoint)}."]
    pieces += ["\n".join(f"[^{one.number}]: {'; '.join(map(_md, _footnote(one)))}" for one in _voices(told))]
    return "\n\n".join(piece for piece in pieces if piece) + "\n"


def _question(one: Sourced) -> Iterator[str]:
    yield f"## {_md(one.words or one.question)}"
    for at, (status, lines) in enumerate(one.headed):
        notes = "".join(f"[^{voice.number}]" for voice in one.voices) if at == 0 else ""
        mark = f" [@{one.basis}]"
        yield f"**{_md(status)}**{notes}{'' if lines else mark}"
        if lines:
            yield _items(f"{_md(line)}{mark}" for line in lines)
    if one.voices:
        yield f"### {_SAID}"
        yield _items(f"{_md(_voice(voice))}[^{voice.number}]" for voice in one.voices)
    if one.independence:
        yield f"### {_INDEPENDENT}"
        yield _items(_md("; ".join([answer, *reasons])) for answer, reasons in one.independence)
    if one.unknown:
        yield f"### {_UNKNOWN}"
        yield _items(map(_md, one.unknown))
    if one.left_out:
        yield f"### {_LEFT_OUT}"
        yield _items(_md(f"{what}: {why}") for what, why in one.left_out)


def html_of(told: Appendix) -> str:
    """The appendix as a page of HTML without script, style or link to elsewhere. Raises InvalidValue."""
    check_type(told, Appendix, "what a page is made of")
    body = [f"<h1>{_html(TITLE)}</h1>", f"<p>{_html(told.header)}</p>"]
    for one in told.sourced:
        body.append(f"<h2>{_html(one.words or one.question)}</h2>")
        for status, lines in one.headed:
            mark = f' {ATTRIBUTE}="{one.basis}"'
            body.append(f"<p{'' if lines else mark}><strong>{_html(status)}</strong></p>")
            if said := "".join(f"<li{mark}>{_html(line)}</li>\n" for line in lines):
                body.append(f"<ul>\n{said}</ul>")
        voices = [f"{_html(_voice(voice))}{_note(voice)}" for voice in one.voices]
        parts: list[tuple[str, Iterable[str]]] = [
            (_SAID, voices),
            (_INDEPENDENT, (_html("; ".join([answer, *reasons])) for answer, reasons in one.independence)),
            (_UNKNOWN, map(_html, one.unknown)),
            (_LEFT_OUT, (_html(f"{what}: {why}") for what, why in one.left_out)),
        ]
        for title, items in parts:
            if listed := "".join(f"<li>{item}</li>\n" for item in items):
                body.append(f"<h3>{_html(title)}</h3>\n<ul>\n{listed}</ul>")
    notes = "".join(f'<li id="source-{one.number}">{_html("; ".join(_footnote(one)))}</li>\n' for one in _voices(told))
    body += [f"<h2>{_html(_FOOTNOTES)}</h2>\n<ol>\n{notes}</ol>"] * bool(notes)
    body.append(f"<p>Taken from a log of {_html(told.checkpoint)}.</p>")
    head = f'<meta charset="utf-8">\n<title>{_html(TITLE)}</title>'
    text = "\n".join(body)
    return f'<!DOCTYPE html>\n<html lang="en">\n<head>\n{head}\n</head>\n<body>\n{text}\n</body>\n</html>\n'


def _note(voice: Voice) -> str:
    return f'<sup><a href="#source-{voice.number}">{voice.number}</a></sup>'


def _voices(told: Appendix) -> Iterator[Voice]:
    return (voice for one in told.sourced for voice in one.voices)


def _voice(one: Voice) -> str:
    """Who said it, through whom, when, and where."""
    through = f"; through {' > '.join(one.through)}" if len(one.through) > 1 else ""
    said = f"; said {one.said}" if one.said else ""
    return f"{one.line}{through}{said}; in {one.report}{'' if one.live else f' ({_ONLY_POSSIBLY})'}"


def _footnote(one: Voice) -> list[str]:
    """Where it stands: the report, its address, the words, and the entry that holds it."""
    return [one.report, *filter(None, [one.url]), *dict.fromkeys(one.words), one.entry]


def _items(lines: Iterable[str]) -> str:
    return "\n".join(f"* {line}" for line in lines)


def _md(text: str) -> str:
    """Text in one line that no reader of Markdown takes for anything else, at the beginning of a line neither."""
    line = markdown(_line(text))
    line = _LIST.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", line)
    return _LINKED.sub(r"\\\g<0>", line)


def _html(text: str) -> str:
    return html_text(_line(text))


def _line(text: str) -> str:
    return " ".join(text.split())

"""*Said and known* as SVG by itself, for a notebook: no library, no script, and no colour that says anything alone.

Drawn from the rows of `pictures`, as the page and the files of `plot` are. Every text is text, whatever it contains.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final
from unicodedata import east_asian_width

from eventlog.render.dates import day_words
from eventlog.render.phrasing import noted
from eventlog.render.pictures import (
    BEYOND,
    Row,
    answers_words,
    dates_of,
    described,
    edge_before,
    left_words,
    waiting_words,
)
from eventlog.render.showing import brief
from eventlog.tables import html_text

_WIDTH, _LEFT, _STEP, _TOP = 820, 310, 30, 24
_MOST_LINES: Final = 30
_LETTERS: Final = 41
_A_DAY: Final = 110
"""How wide the name of a day is, in units of the picture."""
_SHAPES: Final = {"for": "M{x} {up}l6 11h-12z", "against": "M{x} {down}l6-11h-12z", "neither": "M{left} {high}h9v9h-9z"}
_FOR, _AGAINST, _INK, _SOFT = "#1f8791", "#cc4848", "currentColor", "#8b867a"  # seen on white and on black


def said_and_known_svg(rows: Sequence[Row], zone: str, cut: int | None) -> str:
    """The picture; empty where nothing in it has a date."""
    ends = [end for row in rows for end in dates_of(row.mark) if cut is None or end <= cut]
    if not ends:
        return ""
    edge = edge_before(cut, ends)
    begin, end = min(ends), edge if edge is not None else max([*ends, *([cut] if cut is not None else [])])
    sources = list(dict.fromkeys(row.source for row in rows))
    lines = sources[:_MOST_LINES]
    height = _TOP + len(lines) * _STEP + 22

    def x(moment: int) -> float:
        place = (moment - begin) / max(1, end - begin)
        return float(round(_LEFT + 12 + min(1.0, max(0.0, place)) * (_WIDTH - _LEFT - 24), 1))

    drawn = [piece for row in rows if row.source in lines for piece in _word(row, lines.index(row.source), x, cut)]
    drawn += [_label(source, at, rows) for at, source in enumerate(lines)]
    bottom = height - 22
    days = [_text(x(begin), bottom + 15, day_words(begin, zone), "start")]
    if cut is not None and edge is not None:
        days.append(_text(x(cut), _TOP - 13, f"{day_words(cut, zone)}{BEYOND}", "end"))
        if x(last := max(ends)) > x(begin) + 2 * _A_DAY:
            days.append(_text(x(last), bottom + 15, day_words(last, zone), "end"))
    elif cut is not None:
        days.append(_text(x(cut), bottom + 15, day_words(cut, zone), "end"))
    if cut is not None:
        drawn.append(_line(f"M{x(cut)} {_TOP - 10}V{bottom}", _INK, 1.2, "5 3"))
    drawn.append(_line(f"M{_LEFT} {bottom}H{_WIDTH}", _SOFT, 1))
    words = _plain(f"Said and known: {described(rows, zone)}")
    left = left_words(len(sources) - len(lines))
    return (
        f'<svg viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" style="max-width:100%;height:auto" role="img"'
        f' font-family="sans-serif" font-size="12"><title>{words}</title>{"".join([*drawn, *days])}</svg>'
        "<p>Up: for it; down: against it; hollow: only as possible; faded: no longer standing; a bar: its report may"
        " have come out; the bar's end: a reader could know it; a broken bar: not certainly out; dotted: said, not out"
        " yet; a coloured bar: said some time within; the dashed line: the cut."
        f"{f' {left[:1].upper()}{left[1:]}.' if left else ''}</p>"
    )


def _word(row: Row, line: int, x: Callable[[int], float], cut: int | None) -> Iterator[str]:
    """One word: from when it was said to when a reader could know it, and its mark."""
    y = _TOP + line * _STEP + _STEP / 2
    early, late = row.mark.known
    open_ = late is None or (cut is not None and late > cut)
    last = cut if open_ else late
    said = [one for one in row.mark.said or () if one is not None]
    spoken = sum(said) // len(said) if said else early if early is not None else late
    if spoken is None:
        return
    faded = 0.35 if row.gone else 1.0
    colour = {"for": _FOR, "against": _AGAINST}.get(row.mark.side, _SOFT)
    if said and early is not None and early > said[-1]:
        yield _line(f"M{x(said[-1])} {y}H{x(early)}", _SOFT, 1.2, "1 3", faded)
    if early is not None and last is not None and last > early:
        yield _line(f"M{x(early)} {y}H{x(last)}", _SOFT, 2 if open_ else 6, "6 4" if open_ else "", 0.45 * faded)
    if len(said) == 2 and said[0] != said[1]:
        yield _line(f"M{x(said[0])} {y}H{x(said[1])}", colour, 6, "", 0.4 * faded)
    if not open_ and late is not None:
        yield _line(f"M{x(late)} {y - 7}V{y + 7}", _INK, 2, "", faded)
    place = x(spoken)
    shape = _SHAPES[row.mark.side].format(x=place, up=y - 6, down=y + 6, left=place - 4.5, high=y - 4.5)
    fill = "none" if row.hollow else colour  # whatever the paper's colour is
    yield f'<path d="{shape}" fill="{fill}" stroke="{colour}" stroke-width="1.6" opacity="{faded}"/>'


def _label(source: str, line: int, rows: Sequence[Row]) -> str:
    """Whose line it is, and what they answer: the one above the other where they don't fit into one line of text."""
    own = [row for row in rows if row.source == source]
    waits = noted("", [waiting_words(own)])
    answers = _fitted(partial(answers_words, own), _LETTERS)
    middle = _TOP + line * _STEP + _STEP / 2 + 4
    if _wide(told := f"{own[0].name}: {answers}{waits}") <= _LETTERS:
        return _text(_LEFT - 6, middle, told, "end")
    name = _fitted(partial(brief, own[0].name), max(8, _LETTERS - 1 - _wide(waits)))
    return _text(_LEFT - 6, middle - 7, f"{name}{waits}:", "end") + _text(_LEFT - 6, middle + 7, answers, "end")


def _wide(text: str) -> float:
    """How wide a text is, in small letters: a capital is wider than they are, and a sign of Chinese as two."""
    return sum(2 if east_asian_width(one) in "WF" else 1.45 if one.isupper() or one in "mw@%" else 1 for one in text)


def _fitted(told: Callable[[int], str], room: float) -> str:
    """As much of a text as there is room for; `told` gives it in at most so many characters."""
    longest = int(room)
    while _wide(short := told(longest)) > room and longest > 1:
        longest -= 1
    return short


def _plain(words: str) -> str:
    """Text in one line, as text."""
    return html_text(" ".join(words.split()))


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" fill="currentColor">{_plain(words)}</text>'


def _line(path: str, colour: str, width: float, dashes: str = "", opacity: float = 1) -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}" opacity="{opacity}"{dashed}/>'

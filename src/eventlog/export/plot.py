"""Pictures of what is known, from the rows of `render.pictures`. Needs the extra `plot` (matplotlib).

*Said and known*: a line a source, with a mark where it spoke (up for the answer, down against it, a square neither), a
bar where its report may have come out, with an end where a reader could know it. *Figures*: each number with its bounds
by source. *Ribbons*: how each question stood, from day to day, dates read late above and read early below. *Growth*:
how much was public when. Hollow is only as possible, faded no longer stands, and the cut is a line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from textwrap import fill
from typing import Any, Final

from eventlog.claims.fields import check_type
from eventlog.errors import UnknownQuestion
from eventlog.export.canvas import (
    FOR,
    INK,
    RULE,
    SIDES,
    SOFT,
    Picture,
    canvas,
    cut_line,
    date_of,
    marked,
    signs,
)
from eventlog.export.growth import cut_words, growth, lost
from eventlog.export.ribbons import ribbons
from eventlog.knowledge import Knowledge, Standing
from eventlog.render import pictures
from eventlog.render.phrasing import header, noted, number
from eventlog.render.pictures import FIGURES, Row, ends_words, figures_of, left_words, rows_of, waiting_words
from eventlog.render.showing import brief, headline
from eventlog.render.waiting import PROPOSED

__all__ = ["Picture", "figures", "growth", "opening", "ribbons", "said_and_known"]

_MOST_LINES: Final = 40
_LETTERS: Final = 44
"""How many letters of a source and its answers stand in a line beside the picture."""
_FEW: Final = 8
_EXACT: Final = 1e15
"""Up to here a float has every digit of a whole number; beyond, digits would stand there that nobody said."""
_SHAPES: Final = ("o", "v", "^", "s", "D", "P")
_LABELS: Final = {"for": "for it", "against": "against it", "neither": "neither"}


def opening(knowledge: Knowledge, question: str) -> Picture:
    """The picture that opens a question: its figures, where there are two on one scale, else what was said and known.

    A topic of which nothing was said itself opens with the ribbons of the questions below it. Raises MissingExtra where
    matplotlib is not installed.
    """
    check_type(knowledge, Knowledge, "what is drawn")
    rows = rows_of(knowledge[question], knowledge.name_of)
    with suppress(UnknownQuestion):
        if not rows and any(one.id != question for one in knowledge.about(question)):
            return ribbons(knowledge, question)
    return (figures if pictures.fitting(rows) == FIGURES else said_and_known)(knowledge, question)


def said_and_known(knowledge: Knowledge, question: str) -> Picture:
    """Who spoke when, and when a reader could know it, up to the cut of the knowledge: a line a source.

    A word without any date is in the table and not in the picture. Raises MissingExtra where matplotlib is not
    installed.
    """
    check_type(knowledge, Knowledge, "what is drawn")
    standing = knowledge[question]
    rows = rows_of(standing, knowledge.name_of)
    sources = list(dict.fromkeys(row.source for row in rows))
    lines = sources[:_MOST_LINES]
    drawn = [row for row in rows if row.source in lines]
    labels = [_label(one, rows) for one in lines]
    tall = max([0.42, *(0.18 * (1 + label.count("\n")) for label in labels)])
    heads = _heads(pictures.SAID_AND_KNOWN, standing, left_words(len(sources) - len(lines)))
    figure, axes = canvas(heads, standing.zone, tall * len(lines))
    cut = knowledge.cut.moment
    for row in drawn:
        _said(axes, lines.index(row.source), row, cut)
    axes.set_yticks(range(len(lines)))
    axes.set_yticklabels(labels, parse_math=False, linespacing=1.05)
    axes.set_ylim(max(len(lines), 1) - 0.5, -0.5)
    cut_line(axes, cut, cut_words(knowledge), _by(cut, (at for row in drawn for at in pictures.dates_of(row.mark))))
    for side in SIDES:
        if any(row.mark.side == side for row in drawn):
            axes.plot([], [], SIDES[side][0], linestyle="", label=_LABELS[side], **marked(SIDES[side][1], hollow=False))
    if drawn:
        axes.plot([], [], color=SOFT, alpha=0.35, linewidth=5, label="may have come out")
        axes.plot([], [], "|", linestyle="", color=INK, markersize=10, label="a reader could know it")
        if any(_open(row, cut) for row in drawn):
            axes.plot([], [], color=SOFT, alpha=0.5, label="dashed: not certainly out", **_DASHED)
        if any(_waited(row) for row in drawn):
            axes.plot([], [], ":", color=SOFT, linewidth=1.2, label="dotted: said, not out yet")
        if any(_vague(row) for row in drawn):
            axes.plot([], [], color=FOR, alpha=0.35, linewidth=5, label="said some time within")
    signs(axes, hollow=any(row.hollow for row in drawn), faded=any(row.gone for row in drawn))
    cells = [
        (row.name, row.mark.side, row.answer, _stands(row), *_when(row, standing.zone), row.report) for row in rows
    ]
    return _picture(
        pictures.SAID_AND_KNOWN,
        standing,
        ("source", "side", "answer", "stands", "said", "public", "report"),
        cells,
        figure,
    )


def figures(knowledge: Knowledge, question: str) -> Picture:
    """Each number that was given for a question, with its bounds, by source: where it counts, else when it was said.

    Only numbers of what most of them count stand on the scale; all others are in the table. Raises MissingExtra.
    """
    check_type(knowledge, Knowledge, "what is drawn")
    standing = knowledge[question]
    rows = rows_of(standing, knowledge.name_of)
    shown, _ = figures_of(rows)
    told = [row for row in rows if row.bounds is not None]
    left = left_words(len(told) - len(shown), "more figure") if told else "no figure was given"
    why = ": against one, undated, or of something else" if len(told) > len(shown) else ""
    figure, axes = canvas(_heads(FIGURES, standing, f"{left}{why}"), standing.zone, 3.4)
    order = [source for source, _ in Counter(row.source for row in shown).most_common()]
    newest = {row.source: row for row in sorted(shown, key=_spot) if not row.gone}
    for row in shown:
        _figure(
            axes, row, _SHAPES[min(order.index(row.source), len(_SHAPES) - 1)], newest=newest.get(row.source) is row
        )
    for at, source in enumerate(order[: len(_SHAPES) - 1]):
        own = [row for row in shown if row.source == source]
        name = noted(brief(own[0].name, 32), [waiting_words(own)])
        axes.plot([], [], _SHAPES[at], linestyle="", label=name, **marked(FOR, hollow=False))
    if len(order) >= len(_SHAPES):
        others = number(len(order) - len(_SHAPES) + 1, "other")
        axes.plot([], [], _SHAPES[-1], linestyle="", label=others, **marked(FOR, hollow=False))
    if shown:
        tops = [one for row in shown if row.bounds for one in (row.bounds.low, row.bounds.high) if one is not None]
        axes.set_ylim(min(0.0, *tops, 0.0), max(*tops, 1.0) * 1.15)
        axes.set_ylabel(brief(shown[0].bounds.counted, 40) if shown[0].bounds else "", parse_math=False)
        axes.yaxis.set_major_formatter(_on_the_axis)
    for row in newest.values() if len(shown) <= _FEW else ():
        axes.annotate(
            row.bounds.bare if row.bounds else "",
            (date_of(_spot(row)), _bound(row)),
            xytext=(8, 8),
            textcoords="offset points",
            fontsize="small",
            fontweight="bold",
            color=INK,
            parse_math=False,
        )
    axes.grid(axis="y", color=RULE, linewidth=0.8)
    moments = [at for row in shown for at in row.mark.at or () if at is not None]
    cut_line(axes, knowledge.cut.moment, cut_words(knowledge), moments)
    bounds = [row.bounds for row in shown if row.bounds is not None]
    for there, arrow, words in (
        (any(one.high is None for one in bounds), r"$\uparrow$", "or more"),
        (any(one.low is None for one in bounds), r"$\downarrow$", "or fewer"),
    ):
        if there:
            axes.plot([], [], marker=arrow, linestyle="", color=FOR, markersize=9, label=words)
    if any(None not in (row.mark.at or ()) for row in shown):
        axes.plot([], [], color=FOR, alpha=0.3, linewidth=5, label="some time within")
    signs(axes, shape="o", hollow=any(row.hollow for row in shown), faded=any(row.gone for row in shown))
    cells = [
        (row.name, row.answer, _stands(row), moment_words(row, standing.zone), *_when(row, standing.zone), row.report)
        for row in told
    ]
    return _picture(
        FIGURES, standing, ("source", "figure", "stands", "counts at", "said", "public", "report"), cells, figure
    )


def _on_the_axis(value: float, _: int) -> str:
    """A number beside an axis: every digit, as far as a float has them."""
    return f"{value:,.0f}" if 1e10 <= abs(value) < _EXACT else f"{value:,.10g}"


def _picture(
    kind: str, standing: Standing, headers: tuple[str, ...], cells: Sequence[tuple[str, ...]], figure: Any
) -> Picture:
    asked = standing.question.words or standing.id
    title = f"{asked} ({kind.lower()}): {_stood(standing)}{lost(standing.problems)}"
    return Picture(title=title, headers=headers, rows=tuple(cells), figure=figure)


def _heads(kind: str, standing: Standing, left: str) -> tuple[str, str, str]:
    """Above a picture: the question, what is drawn, what is not (`left`) and how it stands, and of which state of
    knowledge it is.
    """
    below = f"{header(standing.cut)}{lost(standing.problems)}"
    drawn = noted(kind, [left])
    return standing.question.words or standing.id, f"{drawn}; {_stood(standing)}", below


def _stood(standing: Standing) -> str:
    """How a question stands, as every answer begins: what holds now, and the word over all time where it differs."""
    return "; ".join(told for told, _ in headline(standing))


def _label(source: str, rows: Sequence[Row]) -> str:
    """Whose line it is, and what they answer, with polarity and hedge: a mark alone does not tell."""
    own = [row for row in rows if row.source == source]
    told = noted(pictures.answers_words(own, 40), [waiting_words(own)])
    name = brief(own[0].name, max(34, 2 * _LETTERS - 6 - len(told)))
    return fill(f"{name}: {told}", _LETTERS, break_on_hyphens=False)


def _stands(row: Row) -> str:
    told = "no longer" if row.gone else "certainly" if row.certain else "only as possible"
    return noted(told, [PROPOSED * row.proposed])


def _when(row: Row, zone: str) -> tuple[str, str]:
    said = "not said when" if row.mark.said is None else ends_words(row.mark.said, zone)
    return said, ends_words(row.mark.known, zone)


def moment_words(row: Row, zone: str) -> str:
    """When a figure counts, in words."""
    return ends_words(row.mark.at, zone) if row.mark.at else ""


def _by(cut: int | None, moments: Iterable[int]) -> list[int]:
    """Moments up to the cut, where there is one: no mark stands beyond it."""
    return [moment for moment in moments if cut is None or moment <= cut]


_DASHED: Final[dict[str, Any]] = {"linestyle": (0, (3, 2)), "linewidth": 2}


def _open(row: Row, cut: int | None) -> bool:
    """Whether a reader could not certainly know it by the cut."""
    late = row.mark.known[1]
    return late is None or (cut is not None and late > cut)


def _waited(row: Row) -> bool:
    """Whether its report came out after it was said."""
    said, early = [one for one in row.mark.said or () if one is not None], row.mark.known[0]
    return bool(said) and early is not None and early > said[-1]


def _vague(row: Row) -> bool:
    """Whether it was said some time between two moments."""
    first, last = row.mark.said or (None, None)
    return None not in (first, last) and first != last


def _said(axes: Any, line: int, row: Row, cut: int | None) -> None:
    """One word: a soft bar where it is vague when it was said, a bar to where a reader could know it, and the mark."""
    shape, colour = SIDES[row.mark.side]
    faded = 0.35 if row.gone else 1
    early, late = row.mark.known
    open_ = _open(row, cut)
    end = cut if open_ else late
    said = [one for one in row.mark.said or () if one is not None]
    spoken = sum(said) // len(said) if said else early if early is not None else late
    if spoken is None:
        return
    if early is not None and _waited(row):
        axes.plot([date_of(said[-1]), date_of(early)], [line, line], ":", color=SOFT, linewidth=1.2, alpha=faded)
    if early is not None and end is not None and end > early:
        style = _DASHED if open_ else {"linestyle": "-", "linewidth": 5}
        axes.plot(
            [date_of(early), date_of(end)], [line, line], color=SOFT, alpha=0.35 * faded, solid_capstyle="butt", **style
        )
    if _vague(row):
        axes.plot(
            [date_of(one) for one in said],
            [line, line],
            color=colour,
            alpha=0.35 * faded,
            linewidth=5,
            solid_capstyle="butt",
        )
    if not open_ and late is not None:
        axes.plot([date_of(late)], [line], "|", color=INK, markersize=12, markeredgewidth=1.8, alpha=faded, zorder=2)
    axes.plot([date_of(spoken)], [line], shape, **marked(colour, hollow=row.hollow, faded=row.gone))


def _bound(row: Row) -> float:
    assert row.bounds is not None
    ends = [one for one in (row.bounds.low, row.bounds.high) if one is not None]
    return sum(ends) / len(ends)


def _spot(row: Row) -> int:
    ends = [one for one in row.mark.at or () if one is not None]
    return sum(ends) // len(ends) if ends else 0


def _figure(axes: Any, row: Row, shape: str, *, newest: bool) -> None:
    """One number: its mark, a stroke between its bounds, an arrow where it is that or more, or fewer."""
    assert row.bounds is not None
    low, high, place = row.bounds.low, row.bounds.high, date_of(_spot(row))
    alpha = 0.3 if row.gone else 1 if newest else 0.65
    when = [date_of(one) for one in row.mark.at or () if one is not None]
    if len(when) == 2:
        axes.plot(when, [_bound(row)] * 2, color=FOR, alpha=0.3 * alpha, linewidth=5, solid_capstyle="butt")
    if low is not None and high is not None and low != high:
        axes.plot([place, place], [low, high], "_-", color=FOR, alpha=alpha, linewidth=1.4)
    elif low is None or high is None:
        away = 17 if high is None else -17
        axes.annotate(
            "",
            (place, _bound(row)),
            xytext=(0, away),
            textcoords="offset points",
            arrowprops={"arrowstyle": "<-", "color": FOR, "alpha": alpha, "shrinkA": 0, "shrinkB": 0},
        )
    look = marked(FOR, hollow=row.hollow, size=9.5 if newest else 7) | {"alpha": alpha}
    axes.plot([place], [_bound(row)], shape, **look)

"""Pictures: who said what when about one question, and how what is known grew. Needs the extra `plot` (matplotlib).

A picture of sources has a row for each root, with what it answers, and a mark for each claim: an upward triangle is
for the answer, a downward one against it, a circle neither; what is hollow stands only under some reading of vague
dates. A vague date is drawn as what it is, a line from its earliest to its latest moment with the mark at its end,
dotted where there is no latest. Nothing is told by colour alone.

A `Picture` carries the numbers it was drawn from, for whoever can't see it, and shows itself in a notebook. Words of
reports are drawn as they are: matplotlib is told to find no formula in them.
"""

from __future__ import annotations

import io
import os
import warnings
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal

import attrs

from eventlog import times
from eventlog.errors import InvalidValue, MissingExtra
from eventlog.export.catalogue import catalogue
from eventlog.knowledge import Knowledge, Problem
from eventlog.knowledge.rows import COLUMNS, rows
from eventlog.render.phrasing import header, speaker
from eventlog.render.showing import brief, status_words, unread_words
from eventlog.tables import text_table

__all__ = ["Picture", "growth", "timeline"]

_NAMES: Final = tuple(column.name for column in COLUMNS)
_MARKS: Final = {"for": "^", "against": "v", "neither": "o"}
_LABELS: Final = {"for": "for it", "against": "against it", "neither": "commits to nothing"}
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_UNDATED: Final[dict[str, dict[str, Any]]] = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}
_HEIGHT: Final = 0.38
_MOST_ROWS: Final = 60


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Picture:
    """A picture, what it shows in one sentence, and the rows that it was drawn from (`headers` names their cells)."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figure: Any

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write it to a file; the ending says as what: .png, .svg or .pdf."""
        self._draw(path, Path(path).suffix.casefold().removeprefix("."))

    def png(self) -> bytes:
        """The picture as PNG."""
        out = io.BytesIO()
        self._draw(out, "png")
        return out.getvalue()

    def _draw(self, to: Any, kind: str) -> None:
        """Draw it without a date of making, so that the same knowledge gives the same file."""
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Glyph .* missing from font")  # then a box stands for the letter
            self.figure.savefig(to, format=kind, metadata=_UNDATED.get(kind, {}))

    def _repr_png_(self) -> bytes:
        """For a notebook."""
        return self.png()

    def __str__(self) -> str:
        """What it shows, as a table."""
        return f"{self.title}\n\n{text_table(self.rows, headers=self.headers)}"

    def __repr__(self) -> str:
        """Short: what it shows, and of how many."""
        return f"<Picture {self.title!r} of {len(self.rows)}>"


def timeline(knowledge: Knowledge, question: str, *, clock: Literal["published", "said"] = "published") -> Picture:
    """A question's claims by source, on the press clock or by when they were said, up to the cut of the knowledge.

    A claim without a date on that clock is in the table and not in the picture. Raises MissingExtra where matplotlib is
    not installed, InvalidValue for another clock.
    """
    if clock not in ("published", "said"):
        raise InvalidValue(f"{clock!r} is not a clock of claims: pass 'published' or 'said'")
    standing = knowledge[question]
    told = [dict(zip(_NAMES, row, strict=True)) for row in rows([standing])]
    told = [one for one in told if one["claim"] is not None]
    roots = list(dict.fromkeys(one["root"] for one in sorted(told, key=lambda one: _first(one, clock))))
    named = {root: _short(root, knowledge.name_of) for root in roots}
    asked = standing.question.words or standing.id
    status = status_words(standing, knowledge.name_of)
    lost = _lost(standing.problems)
    figure, axes = _canvas((asked, status), f"{header(knowledge.cut)}{lost}", len(roots[:_MOST_ROWS]))
    for one in told:
        if one["root"] in roots[:_MOST_ROWS]:
            _mark(axes, roots.index(one["root"]), one, clock, knowledge.cut.moment)
    axes.set_yticks(range(len(roots[:_MOST_ROWS])))
    labels = [
        _label(named[root], [one["answer"] for one in told if one["root"] == root]) for root in roots[:_MOST_ROWS]
    ]
    axes.set_yticklabels(labels, parse_math=False)
    axes.set_ylim(max(len(roots[:_MOST_ROWS]), 1) - 0.5, -0.5)
    axes.set_xlabel("published" if clock == "published" else "said")
    _legend(axes, {one["side"] for one in told}, any(one["live"] != "certain" or not one["stands"] for one in told))
    cells = tuple(
        (
            *(named[one["root"]], _LABELS[one["side"]], one["answer"]),
            *(one[clock] or "not given", one["live"] if one["stands"] else "other reading", one["title"] or ""),
        )
        for one in told
    )
    headers = ("source", "side", "answer", clock, "stands", "report")
    title = f"{asked} (by source and when it was {clock}): {status}{lost}"
    return Picture(title=title, headers=headers, rows=cells, figure=figure)


def _lost(problems: Iterable[Problem]) -> str:
    """What can't be read, for the line below the picture and for its title."""
    positions = sorted({at for one in problems if one.kind == "unreadable" for at in one.positions})
    return f"; {unread_words(positions)}" if positions else ""


def _short(root: str, name_of: Callable[[str], str]) -> str:
    """Who is behind a row, cut short where it is long; that the name was inferred is never cut off."""
    return brief(speaker(root.removesuffix("?"), name_of), 32) + " (inferred)" * root.endswith("?")


def _label(name: str, answers: Iterable[str]) -> str:
    """Whose row it is, and what they answer, with polarity and hedge: a mark alone does not tell."""
    return f"{name}: {brief('; '.join(dict.fromkeys(answers)), 40)}"


def growth(knowledge: Knowledge) -> Picture:
    """How many reports, claims and questions were public when, up to the cut: three steps upwards.

    A vague date counts from its latest moment, or from its earliest under the possible reading. What has no date on
    that side is counted from the cut on. Raises MissingExtra where matplotlib is not installed.
    """
    held = catalogue(knowledge)
    late = str(knowledge.cut.policy) == "certain"
    public: dict[str, int | None] = {}
    for id, (_, report) in held.reports.items():
        read = report.out(knowledge.zone)
        public[id] = read.latest if late else read.earliest
    moments = sorted(
        ((public.get(str(claim.report)), claim.question) for _, claim in held.claims), key=lambda one: _order(one[0])
    )
    first: dict[str, int | None] = {}
    for moment, question in moments:
        first.setdefault(question, moment)
    series = {
        "reports": [*public.values()],
        "claims": [moment for moment, _ in moments],
        "questions": [*first.values()],
    }
    end = knowledge.cut.moment
    lost = _lost(held.problems)
    figure, axes = _canvas(("How what is known grew",), f"{header(knowledge.cut)}{lost}", 8)
    for (name, values), style in zip(series.items(), ("-", "--", ":"), strict=True):
        dates, counts = _steps(values, end)
        if dates:
            axes.step(dates, counts, style, where="post", label=f"{name}: {len(values)}", color="black")
    axes.set_ylabel("how many")
    axes.set_xlabel("public")
    if axes.get_lines():
        axes.legend(loc="upper left", frameon=False)
    every = sorted({moment for values in series.values() for moment in values if moment is not None})
    cells = [
        (times.instant_text(moment), *(str(_until(values, moment)) for values in series.values())) for moment in every
    ]
    undated = [sum(moment is None for moment in values) for values in series.values()]
    if any(undated):
        cells.append(("no date", *map(str, undated)))
    title = f"Reports, claims and questions that were public{lost}"
    return Picture(title=title, headers=("public by", *series), rows=tuple(cells), figure=figure)


def _order(moment: int | None) -> tuple[bool, int]:
    return (moment is None, moment or 0)


def _until(values: Iterable[int | None], moment: int) -> int:
    return sum(one is not None and one <= moment for one in values)


def _steps(values: Iterable[int | None], end: int | None) -> tuple[list[datetime], list[int]]:
    known = sorted(one for one in values if one is not None)
    dates, counts = [_date(one) for one in known], list(range(1, len(known) + 1))
    if known and end is not None and end > known[-1]:
        return [*dates, _date(end)], [*counts, counts[-1]]
    return dates, counts


def _date(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)


def _first(told: dict[str, Any], clock: str) -> tuple[bool, int]:
    bound = told[f"{clock}_earliest"] if told[f"{clock}_earliest"] is not None else told[f"{clock}_latest"]
    return _order(bound)


def _canvas(title: Iterable[str], below: str, lines: int) -> tuple[Any, Any]:
    try:
        from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
        from matplotlib.figure import Figure
    except ImportError:
        raise MissingExtra("plot", "matplotlib", "pictures") from None
    figure = Figure(figsize=(9, 1.8 + _HEIGHT * max(lines, 1)), dpi=120, layout="constrained")
    axes = figure.add_subplot()
    head = "\n".join(brief(line, 110) for line in title)
    figure.suptitle(head, x=0.01, horizontalalignment="left", fontsize="large", parse_math=False)
    figure.supxlabel(brief(below, 120), fontsize="small", parse_math=False)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="x", alpha=0.3)
    locator = AutoDateLocator(tz=UTC, maxticks=8)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator, tz=UTC))
    return figure, axes


def _mark(axes: Any, line: int, told: dict[str, Any], clock: str, cut: int | None) -> None:
    ends = [told[f"{clock}_{end}"] for end in ("earliest", "latest") if told[f"{clock}_{end}"] is not None]
    if not ends:
        return
    dates = [_date(micros) for micros in ends]
    if told[f"{clock}_latest"] is None and cut is not None and cut > ends[0]:  # it may be any time up to the cut
        axes.plot([dates[0], _date(cut)], [line, line], ":", color="black", linewidth=1, alpha=0.6)
    if dates[0] != dates[-1]:
        axes.plot(dates, [line] * len(dates), "-", color="black", linewidth=1, alpha=0.6)
    sure = told["live"] == "certain" and told["stands"]
    axes.plot([dates[-1]], [line], _MARKS[told["side"]], **_filled(sure=sure))


def _filled(*, sure: bool) -> dict[str, Any]:
    return {"color": "black", "markersize": 8, "markerfacecolor": "black" if sure else "white"}


def _legend(axes: Any, sides: Iterable[str], hollow: object) -> None:
    shown: Sequence[str] = [side for side in _MARKS if side in set(sides)]
    marks = [axes.plot([], [], _MARKS[side], linestyle="", **_filled(sure=True))[0] for side in shown]
    labels = [_LABELS[side] for side in shown]
    if hollow:
        marks.append(axes.plot([], [], "o", linestyle="", **_filled(sure=False))[0])
        labels.append("hollow: under some readings only")
    if marks:
        above = {"loc": "lower right", "bbox_to_anchor": (1, 1), "ncols": len(marks)}
        axes.legend(marks, labels, frameon=False, fontsize="small", **above)

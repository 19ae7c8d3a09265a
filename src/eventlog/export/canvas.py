"""The canvas of the pictures: matplotlib as it is asked here, and what a picture carries beside its drawing.

A `Picture` carries the numbers it was drawn from, for readers who can't see it, and shows itself in a notebook. Words
of reports are drawn as they are: matplotlib is told to find no formula in them. Nothing is told by colour alone.
"""

from __future__ import annotations

import io
import os
import warnings
from base64 import b64encode
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import attrs

from eventlog.errors import InvalidValue, MissingExtra, shown
from eventlog.files.names import check_name, file_errors
from eventlog.files.outputs import beside
from eventlog.render import meanings
from eventlog.render.pictures import BEYOND, LEAST_SPAN, edge_before
from eventlog.render.showing import brief
from eventlog.tables import html_text, text_table

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_UNDATED: Final[dict[str, dict[str, Any]]] = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}
A_DAY: Final = 86_400_000_000
_KINDS: Final = ("png", "svg", "pdf")
_NO_LETTER: Final = "Glyph .* missing from font"
"""What matplotlib warns of where a box stands for a letter."""
_TITLE: Final = "large"
_WIDTH: Final = 9.5
"""How wide a picture is, in inches."""
_LONGEST, _MOST_LINES, _A_LINE = 250, 2, 0.2
"""How many letters of a line of the title are told, in how many lines, and how tall another one is, in inches."""
_FAR: Final = 190_000_000_000_000_000

INK, SOFT, RULE = "#1c1b19", "#57544d", "#d9d5ca"
FOR, AGAINST = "#0f6068", "#9c1f1f"
SIDES: Final = {"for": ("^", FOR), "against": ("v", AGAINST), "neither": ("s", SOFT)}
_TOLD: Final = 40
"""How many rows a picture has in words: more nobody listens to."""
STATUSES: Final = {status: (look.light, look.pattern) for status, look in meanings.STATUSES.items()}
"""Colour and hatching of each status: the hatching says what the colour says."""


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Picture:
    """A picture, what it shows in one sentence, and the rows that it was drawn from (`headers` names their cells)."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figure: Any

    def save(self, path: str | os.PathLike[str], *, replace: bool = False) -> None:
        """Write it to a file, whole or not at all; the ending says as what: .png, .svg or .pdf.

        A file that is there is written over only with `replace`, and a log or a key not even then. Raises StoreError,
        InvalidValue for another ending and for what is no name of a file.
        """
        kind = Path(check_name(path)).suffix.casefold().removeprefix(".")
        _check_kind(kind)
        with beside(path, replace=replace) as place:
            self.draw(place, kind)

    def png(self) -> bytes:
        """The picture as PNG."""
        out = io.BytesIO()
        self.draw(out, "png")
        return out.getvalue()

    def draw(self, to: Any, kind: str) -> None:
        """Draw it to a file (open for bytes, or a path) without a date of making: the same knowledge, the same file.

        `kind` is png, svg or pdf. Raises InvalidValue for another, and for what can't be written to; StoreError for a
        file that can't. Unlike `save` it writes over what is there.
        """
        _check_kind(kind)
        if not callable(getattr(to, "write", None)):
            with file_errors(name := check_name(to)), Path(name).open("wb") as file:
                self.draw(file, kind)
            return
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=_NO_LETTER)
            from matplotlib import rc_context

            named = {"Title": self.title} if kind == "svg" else {}  # what a reader of the screen says of it
            with rc_context({"svg.hashsalt": "eventlog"}):
                self.figure.savefig(to, format=kind, metadata=named | _UNDATED.get(kind, {}))

    def _repr_png_(self) -> bytes:
        """For a notebook."""
        return self.png()

    def _repr_html_(self) -> str:
        """For a notebook that shows HTML: the picture with what it shows in words, for readers who can't see it."""
        told = "; ".join(", ".join(filter(None, row)) for row in self.rows[:_TOLD])
        words, data = html_text(" ".join(f"{self.title}. {told}".split())), b64encode(self.png()).decode()
        return f'<img alt="{words}" style="max-width:100%" src="data:image/png;base64,{data}">'

    def __str__(self) -> str:
        """What it shows, as a table."""
        return f"{self.title}\n\n{text_table(self.rows, headers=self.headers)}"

    def __repr__(self) -> str:
        """Short: what it shows, and of how many."""
        return f"<Picture {self.title!r} of {len(self.rows)}>"


def _check_kind(kind: object) -> None:
    if kind not in _KINDS:
        raise InvalidValue(f"a picture is {', '.join(_KINDS[:-1])} or {_KINDS[-1]}, and not {shown(kind)}")


def canvas(title: Iterable[str], zone: str, height: float) -> tuple[Any, Any]:
    """A figure with its title, and axes with the days of a zone along them."""
    try:
        from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
        from matplotlib.figure import Figure
    except ImportError:
        raise MissingExtra("plot", "matplotlib", "pictures") from None
    heads = [_in_lines(one) for one in title]
    lines = [line for one in heads for line in one]
    tall = 1.7 + max(height, 0.4) + _A_LINE * (len(lines) - len(heads))
    figure = Figure(figsize=(_WIDTH, tall), dpi=120, layout="constrained")
    axes = figure.add_subplot()
    figure.suptitle("\n".join(lines), x=0.01, horizontalalignment="left", fontsize=_TITLE, parse_math=False)
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(axis="x", color=RULE, linewidth=0.8)
    axes.set_axisbelow(True)
    locator = AutoDateLocator(tz=ZoneInfo(zone), minticks=2, maxticks=6)
    axes.xaxis.set_major_locator(locator)
    days = ConciseDateFormatter(
        locator,
        tz=ZoneInfo(zone),
        formats=["%Y", "%b %Y", "%-d %b", "%H:%M", "%H:%M", "%S.%f"],
        zero_formats=["", "%b %Y", "%b %Y", "%-d %b", "%H:%M", "%H:%M"],
        show_offset=False,
    )
    axes.xaxis.set_major_formatter(days)
    axes.tick_params(axis="x", labelsize="small")
    return figure, axes


def _in_lines(text: str) -> list[str]:
    """A line of the title in as many as it is wide, two at most; what does not go into them is an ellipsis."""
    lines = [""]
    for word in brief(text, _LONGEST).split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if not lines[-1] or len(lines) == _MOST_LINES or _fits(longer):
            lines[-1] = longer
        else:
            lines.append(word)
    return [next((told for most in range(len(line), 0, -1) if _fits(told := brief(line, most))), "…") for line in lines]


def _fits(line: str) -> bool:
    """Whether a line goes onto the paper, as wide as its letters are."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(size=_TITLE)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=_NO_LETTER)
        width = text_to_path.get_text_width_height_descent(line, font, ismath=False)[0]
    return bool(width <= 0.97 * 72 * _WIDTH)


def cut_line(axes: Any, cut: int | None, words: str, drawn: Iterable[int]) -> None:
    """The cut as a line with its date. `drawn`: the moments of what is drawn; a cut far behind them is at the edge."""
    moments = list(drawn)
    if (edge := edge_before(cut, moments)) is not None:
        axes.set_xlim(date_of(min(moments) - (edge - min(moments)) // 25), date_of(edge))
        cut, words = edge, f"{words}{BEYOND}"
    if cut is not None and abs(cut) < _FAR:
        if not axes.has_data():
            axes.set_xlim(date_of(cut - LEAST_SPAN), date_of(cut + A_DAY))
        axes.axvline(date_of(cut), color=INK, linewidth=1.2, linestyle=(0, (5, 3)), zorder=1, clip_on=False)
        axes.annotate(
            words, (date_of(cut), 1), xycoords=("data", "axes fraction"), xytext=(-3, 3), textcoords="offset points",
            horizontalalignment="right", fontsize="small", fontweight="bold", color=INK, parse_math=False,
        )  # fmt: skip


def date_of(micros: int) -> datetime:
    """A moment as matplotlib takes it; the ends of time where it lies beyond them."""
    return _EPOCH + timedelta(microseconds=max(-_FAR // 4, min(_FAR, micros)))


def marked(colour: str, *, hollow: bool, faded: bool = False, size: float = 8) -> dict[str, Any]:
    """How a mark looks: hollow is only as possible, faded no longer stands."""
    face = "white" if hollow else colour
    return {"color": colour, "markersize": size, "markerfacecolor": face, "alpha": 0.35 if faded else 1, "zorder": 3}


def signs(axes: Any, columns: int = 5, *, shape: str = "^", hollow: bool = False, faded: bool = False) -> None:
    """What the marks mean, below the picture; and what a hollow and a faded one does, where it has one."""
    for there, look, words in (
        (hollow, marked(FOR, hollow=True), "hollow: only as possible"),
        (faded, marked(FOR, hollow=False, faded=True), "faded: no longer standing"),
    ):
        if there:
            axes.plot([], [], shape, linestyle="", label=words, **look)
    marks, labels = axes.get_legend_handles_labels()
    if marks:
        axes.figure.legend(marks, labels, frameon=False, fontsize="small", loc="outside lower left", ncols=columns)

"""Where an answer goes, and in which layout.

A program finds every answer as JSON: one object a line (`jsonl`), or one array of them (`json`). A person gets a table
that fits the terminal. CSV has the plain columns of the same answer, one row a position, claim or change; numbers are
text with every digit, and a cell that a spreadsheet could take for a formula begins with an apostrophe. Everything but
JSON has passed `tables.safe`; JSON escapes the same characters in its own way and loses nothing.

What goes to a file is written beside it and put in its place when it is whole.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import attrs

from eventlog.cli.options import Settings
from eventlog.cli.progress import Bar
from eventlog.cli.running import ReaderGone, say
from eventlog.render.meanings import STATUSES
from eventlog.tables import csv_line, isolated, json_text, markdown, markdown_table, text_table, wrap

__all__ = ["Item", "Listing", "show", "sink"]

_ENDINGS = {".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".md": "md", ".txt": "table"}
_STYLES = {status: look.terminal for status, look in STATUSES.items()}


@attrs.frozen
class Item:
    """One thing of an answer: its JSON, its rows of the table (by `Listing.head`) and of CSV (by `Listing.columns`)."""

    data: dict[str, Any]
    cells: tuple[tuple[str, ...], ...] = ()
    rows: tuple[dict[str, Any], ...] = ()


@attrs.frozen(kw_only=True)
class Listing:
    """An answer. `single`: it is one object and no list. `empty` is told where there is nothing in it."""

    items: Iterable[Item]
    head: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    caption: tuple[str, ...] = ()
    empty: str = ""
    single: bool = False


def show(settings: Settings, listing: Listing) -> None:
    """Write an answer where, and as, the settings say."""
    layout = settings.format or _by_ending(settings.output)
    with sink(settings) as out:
        count = 0
        chosen = layout or ("table" if out.isatty() else "jsonl")
        if chosen in ("table", "md") or not out.isatty():  # a bar and lines that come one by one can't share a screen
            listing = attrs.evolve(listing, items=_told(listing.items, settings))
        for piece, items in _pieces(chosen, listing, out):
            count += items
            out.write(piece)
    if not count and listing.empty and not settings.quiet:
        say(listing.empty)


def _told(items: Iterable[Item], settings: Settings) -> Iterator[Item]:
    """The same items, with a bar where they take long."""
    with Bar("answering", settings) as bar:
        for done, item in enumerate(items, start=1):
            yield item
            bar(done)


def _by_ending(output: str | None) -> str | None:
    if output in (None, "-"):
        return None
    return _ENDINGS.get(Path(output).suffix.lower(), "jsonl") if output else None


def _pieces(layout: str, listing: Listing, out: TextIO) -> Iterator[tuple[str, int]]:
    """The text of an answer piece by piece, each with how many items it holds."""
    if layout == "jsonl":
        yield from ((json_text(item.data) + "\n", 1) for item in listing.items)
    elif layout == "json" and listing.single:
        yield from ((json_text(item.data, indent=2) + "\n", 1) for item in listing.items)
    elif layout == "json":
        before = "[\n"
        for item in listing.items:
            yield before + json_text(item.data, indent=2), 1
            before = ",\n"
        yield ("[]\n" if before == "[\n" else "\n]\n"), 0
    elif layout == "csv":
        yield csv_line(listing.columns), 0
        for item in listing.items:
            lines = ([_cell(row.get(column)) for column in listing.columns] for row in item.rows)
            yield "".join(map(csv_line, lines)), 1
    else:
        items = list(listing.items)
        head, rows = _filled(listing.head, [row for item in items for row in item.cells])
        if rows:
            listing = attrs.evolve(listing, head=head)
            yield (_markdown(listing, rows) if layout == "md" else _table(listing, rows, out)), len(items)


def _filled(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The columns of a table that say anything in any row."""
    if not head or not rows:
        return head, rows
    kept = [at for at in range(len(head)) if at == 0 or any(row[at] not in ("", "-") for row in rows)]
    return tuple(head[at] for at in kept), [tuple(row[at] for at in kept) for row in rows]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return " ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def _markdown(listing: Listing, rows: list[tuple[str, ...]]) -> str:
    caption = "".join(f"{markdown(line)}\n\n" for line in listing.caption)
    return f"{caption}{markdown_table(rows, headers=listing.head or ('',) * len(rows[0]))}\n"


def _table(listing: Listing, rows: list[tuple[str, ...]], out: TextIO) -> str:
    width = max(40, shutil.get_terminal_size((100, 24)).columns) if out.isatty() or "COLUMNS" in os.environ else 100
    colours = out.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    turned = isolated if out.isatty() else str
    lines = [turned(line) for one in listing.caption for line in wrap(one, width)]
    if lines:
        lines.append("")
    paint = _paint(headed=bool(listing.head), colours=colours) if out.isatty() else None
    lines.append(text_table(rows, headers=listing.head, width=width, paint=paint))
    return "\n".join(lines) + "\n"


def _paint(*, headed: bool, colours: bool) -> Any:
    def paint(row: int, column: int, text: str) -> str:
        style = ("1" if (row == 0 if headed else column == 0) else _STYLES.get(text)) if colours else None
        return f"\x1b[{style}m{isolated(text)}\x1b[0m" if style else isolated(text)

    return paint


@contextmanager
def sink(settings: Settings) -> Iterator[TextIO]:
    """Where the answer goes, as text in UTF-8. Raises ReaderGone where nobody reads it any more."""
    if settings.output in (None, "-"):
        try:
            yield _stdout()
            sys.stdout.flush()
        except BrokenPipeError:
            raise ReaderGone from None
        return
    path = Path(str(settings.output))
    settings.check_output()
    if (
        path.exists() and not path.is_file() and not path.is_dir()
    ):  # a device or a named pipe is written to, never replaced
        with path.open("w", encoding="utf-8", newline="") as file:
            yield file
        return
    from eventlog.files.outputs import beside

    with beside(path, replace=settings.force) as place, place.open("w", encoding="utf-8", newline="") as file:
        yield file


def _stdout() -> TextIO:
    """Stdout in UTF-8, but on a terminal that can't show it: there, as escapes."""
    if not sys.stdout.isatty() and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    elif hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    return sys.stdout

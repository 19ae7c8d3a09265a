"""Tables: rows of text, laid out for a terminal, a spreadsheet, a page or a program. No words of the domain.

Cells are wrapped to fit the width asked for; what could move a cursor, ring a bell or turn the direction of writing is
shown as an escape, so that no title of an article can play with a terminal. A spreadsheet takes a cell that begins with
an equals sign for a formula and works it out; so in CSV a cell that could be one is given an apostrophe before it. JSON
has escapes of its own, which lose nothing: it is the layout for programs.

A page takes any text for markup, so in HTML every cell is escaped, and there is neither script nor link nor colour.
Columns of Arrow have kinds; a number of a report is text there as well, since no binary fraction says what it said.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
import textwrap
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice, repeat
from typing import Any, Final

import attrs

from eventlog.errors import InvalidValue, MissingExtra, no_function, shown

_NARROWEST = 6
_JOINTS = ".:-_/@"
_TURNING = frozenset("\u061c\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\ufeff") | {
    chr(code) for code in range(0x2066, 0x206A)
}


def safe(text: str) -> str:
    """Text as it may be printed: control, format and direction characters as escapes; line breaks stay.

    Raises InvalidValue.
    """
    if not isinstance(text, str):
        raise InvalidValue(f"what is printed is text, not {shown(text)}")
    if text.isprintable() and not (_TURNING & set(text)):
        return text
    return "".join(one if one == "\n" or (one.isprintable() and one not in _TURNING) else _escape(one) for one in text)


def _escape(one: str) -> str:
    code = ord(one)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


_LEFTWARDS = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
_RUN = re.compile(rf"{_LEFTWARDS}(?:[\s'’\".-]*{_LEFTWARDS})*")


def isolated(line: str) -> str:
    """Safe text for a terminal, each run of a script that goes to the left closed off (U+2068 to U+2069).

    Without it a terminal that turns such a run draws a number or a comma behind it on its other side, and a line that
    begins with it from the right. The marks take no room.
    """
    return line if line.isascii() else _RUN.sub("\u2068\\g<0>\u2069", line)


def width_of(text: str) -> int:
    """How many columns a line takes: wide characters two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text
    )


def wrap(text: str, width: int) -> list[str]:
    """Break safe text into lines of at most `width` columns; an empty text is one empty line. Raises InvalidValue."""
    _check_width(width)
    lines: list[str] = []
    for paragraph in safe(text).split("\n"):
        words = " ".join(_chunks(paragraph, width)) if len(paragraph) > width else paragraph
        pieces = textwrap.wrap(words, width, break_on_hyphens=False) or [""]
        for piece in pieces:
            lines.extend(_halve(piece, width))
    return lines


def _several(value: Any, what: str) -> list[Any]:
    if isinstance(value, str | bytes | dict) or not isinstance(value, Iterable):
        raise InvalidValue(f"{what} are several: pass a list, not {shown(value)}")
    try:
        return list(value)
    except Exception as error:  # it runs the caller's code
        raise InvalidValue(f"{what} broke off: reading {shown(value)} raised {type(error).__name__}") from error


def _cells(row: Any) -> list[str]:
    cells = _several(row, "the cells of a row")
    try:
        return [str(cell) for cell in cells]
    except (ValueError, RecursionError) as error:  # such as a number of thousands of digits
        raise InvalidValue(f"a cell of {shown(row)} can't be printed: {error}") from None


def _check_width(width: object) -> None:
    if not isinstance(width, int) or isinstance(width, bool) or width < 1:
        raise InvalidValue(f"a width is a whole number of columns, from 1 up, not {shown(width)}")


def _chunks(paragraph: str, width: int) -> Iterator[str]:
    """The words of a paragraph, those that are too long cut where a name has a joint: no two pieces fit in one line."""
    for word in paragraph.split(" "):
        rest = word
        while len(rest) > width:
            joint = max(map(rest.rfind, _JOINTS, repeat(0), repeat(width))) + 1
            if joint <= 0:
                break
            yield rest[:joint]
            rest = rest[joint:]
        yield rest


def _halve(line: str, width: int) -> list[str]:
    """Cut a line of wide characters, which takes more columns than it has letters."""
    if width_of(line) <= width:
        return [line]
    cut = max(1, len(line) // 2)
    return _halve(line[:cut], width) + _halve(line[cut:], width)


def text_table(
    rows: Iterable[Sequence[str]],
    *,
    headers: Sequence[str] = (),
    widths: Sequence[int] | None = None,
    width: int = 100,
    gap: str = "  ",
    paint: Callable[[int, int, str], str] | None = None,
) -> str:
    """Lay out rows as text of at most `width` columns, cells wrapped, no trailing blanks.

    `widths` fixes the columns; without it, each gets what its longest cell needs, and the widest give way. `paint` may
    add colours: it is given the row (from 0, headers included), the column and one line of a cell, already safe. Raises
    InvalidValue where a row has other cells than the first, or a width is none.
    """
    _check_width(width)
    if not isinstance(gap, str):
        raise InvalidValue(f"what stands between columns is text, not {shown(gap)}")
    if paint is not None and (other := no_function(paint)) is not None:
        raise InvalidValue(f"what paints a cell is a function, not {other}")
    body = [_cells(row) for row in _several(rows, "rows")]
    head = [_cells(titles)] if (titles := _several(headers, "the headers")) else []
    every = head + body
    if not every:
        return ""
    count = len(every[0])
    if any(len(row) != count for row in every):
        msg = f"every row of a table needs {count} cells"
        raise InvalidValue(msg)
    fixed = None if widths is None else _several(widths, "the widths")
    if fixed is not None and len(fixed) != count:
        raise InvalidValue(f"a table of {count} columns needs {count} widths, not {len(fixed)}")
    columns = fixed if fixed is not None else _fit(every, width - len(gap) * (count - 1))
    lines: list[str] = []
    for at, row in enumerate(every):
        cells = [wrap(cell, one) for cell, one in zip(row, columns, strict=True)]
        for line in range(max(map(len, cells))):
            texts = [cell[line] if line < len(cell) else "" for cell in cells]
            blanks = [" " * (one - width_of(text)) for text, one in zip(texts, columns, strict=True)]
            if paint is not None:
                texts = [paint(at, column, text) if text else "" for column, text in enumerate(texts)]
            lines.append(gap.join(map("".join, zip(texts, blanks, strict=True))).rstrip())
        if head and at == 0:
            lines.append(gap.join("-" * one for one in columns))
    return "\n".join(lines)


def _fit(rows: Sequence[Sequence[str]], room: int) -> list[int]:
    """Give each column what it needs; where that is too much, the widest gives way, one column at a time."""
    needs = [
        max(max(width_of(line) for line in safe(cell).split("\n")) for cell in column)
        for column in zip(*rows, strict=True)
    ]
    columns = [max(1, need) for need in needs]
    while sum(columns) > room and max(columns) > _NARROWEST:
        columns[columns.index(max(columns))] -= 1
    return columns


_FORMULA = frozenset("=+-@\uff1d\uff0b\uff0d\uff20")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_MEANS_SOMETHING = re.compile(r"[\\`*_\[\]<>|#~&!]")


def csv_line(cells: Iterable[str]) -> str:
    """One line of CSV (RFC 4180, but for a bare line feed at its end), each cell safe to print and no formula."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow([safe(no_formula(cell)) for cell in cells])
    return line.getvalue()


def no_formula(cell: str) -> str:
    """A cell with an apostrophe before it where a spreadsheet could take it for a formula; a plain number is none."""
    begins = cell.lstrip()[:1]
    if cell[:1] not in ("\t", "\r", "\n") and (begins not in _FORMULA or not begins or _NUMBER.fullmatch(cell)):
        return cell
    return f"'{cell}"


def markdown_table(rows: Iterable[Sequence[str]], *, headers: Sequence[str]) -> str:
    """Rows as a table of Markdown (GitHub's), in which no cell is read as anything but text."""
    lines = [headers, ["---"] * len(headers), *([markdown(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def markdown(text: str) -> str:
    """Text that Markdown shows as it is; a line break stays one."""
    return _MEANS_SOMETHING.sub(r"\\\g<0>", safe(text)).replace("\n", "<br>")


def json_text(value: Any, *, indent: int | None = None) -> str:
    """A value as JSON: one line unless indented, letters as they are, and what `safe` escapes by JSON's own escapes.

    Raises ValueError for NaN and infinities, TypeError for what JSON has no word for.
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    if text.isprintable() and not (_TURNING & set(text)):
        return text
    return "".join(one if one == "\n" or (one.isprintable() and one not in _TURNING) else _utf16(one) for one in text)


def _utf16(one: str) -> str:
    raw = one.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{raw[at : at + 2].hex()}" for at in range(0, len(raw), 2))


_LEFT = ' style="text-align:left"'


def html_text(text: str) -> str:
    """Text as a page shows it, also within an attribute in double quotes; a line break stays one."""
    return html.escape(safe(text)).replace("\n", "<br>")


def html_table(
    rows: Iterable[Sequence[str]], *, headers: Sequence[str], caption: str = "", notes: Iterable[str] = ()
) -> str:
    """Rows as a table of HTML in which everything is text: no script, no link, no colour. The first cell heads a row.

    `notes` are paragraphs below it.
    """
    told = f"<caption{_LEFT}>{html_text(caption)}</caption>" if caption else ""
    head = "".join(f'<th scope="col"{_LEFT}>{html_text(one)}</th>' for one in headers)
    lines = []
    for row in rows:
        first, *rest = [html_text(one) for one in row]
        lines.append(f'<tr><th scope="row"{_LEFT}>{first}</th>{"".join(f"<td{_LEFT}>{one}</td>" for one in rest)}</tr>')
    below = "".join(f"<p>{html_text(one)}</p>" for one in notes)
    return f"<table>{told}<thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>{below}"


def html_list(pairs: Iterable[tuple[str, str]]) -> str:
    """Names and what stands under each, as a list of HTML in which everything is text."""
    return f"<dl>{''.join(f'<dt>{html_text(name)}</dt><dd>{html_text(told)}</dd>' for name, told in pairs)}</dl>"


KINDS: Final = ("text", "integer", "truth", "moment", "texts")
"""What a cell of a row may be."""


@attrs.frozen
class Column:
    """A column with a name, a kind, and a sentence that says what stands in it. Any cell may be None.

    Kinds: "text"; "integer" (64 bits); "truth"; "moment" (given as microseconds since 1970, UTC); "texts" (a list of
    text); or columns, for a list of tables with these.
    """

    name: str
    kind: str | tuple[Column, ...]
    says: str


def check_columns(columns: Iterable[Column]) -> None:
    """Raises InvalidValue for what is no column, or one of a kind that no cell of a row is."""
    for column in columns:
        if not isinstance(column, Column) or not isinstance(column.name, str):
            raise InvalidValue(f"{shown(column)} is no column: pass Column(name, kind, what stands in it)")
        if isinstance(column.kind, tuple):
            check_columns(column.kind)
        elif column.kind not in KINDS:
            raise InvalidValue(
                f"the column {column.name} is of the kind {shown(column.kind)}: the kinds are {', '.join(KINDS)}, and "
                "columns in a tuple"
            )


def arrow_schema(columns: Iterable[Column], metadata: Mapping[str, str]) -> Any:
    """The pyarrow.Schema of columns, each with what it says. Raises MissingExtra."""
    arrow = _arrow()
    fields = [
        arrow.field(one.name, _arrow_type(arrow, one.kind), metadata={"comment": one.says} if one.says else None)
        for one in columns
    ]
    return arrow.schema(fields, metadata=dict(metadata))


def arrow_reader(
    columns: Sequence[Column], rows: Iterable[Sequence[Any]], *, metadata: Mapping[str, str], batch: int = 8192
) -> Any:
    """Rows as a pyarrow.RecordBatchReader that asks for them as it is read, `batch` at a time. Raises MissingExtra."""
    schema = arrow_schema(columns, metadata)
    return _arrow().RecordBatchReader.from_batches(schema, _batches(schema, rows, batch))


def _batches(schema: Any, rows: Iterable[Sequence[Any]], batch: int) -> Iterator[Any]:
    arrow, stream = _arrow(), iter(rows)
    while piece := list(islice(stream, batch)):
        cells = zip(*piece, strict=True)
        arrays = [arrow.array(list(column), type=field.type) for column, field in zip(cells, schema, strict=True)]
        yield arrow.RecordBatch.from_arrays(arrays, schema=schema)


def _arrow() -> Any:
    try:
        import pyarrow as pa
    except ImportError:
        raise MissingExtra("arrow", "pyarrow", "Arrow tables") from None
    return pa


def _arrow_type(arrow: Any, kind: str | tuple[Column, ...]) -> Any:
    if isinstance(kind, tuple):
        return arrow.list_(arrow.struct([(one.name, _arrow_type(arrow, one.kind)) for one in kind]))
    return {
        "text": arrow.string(),
        "integer": arrow.int64(),
        "truth": arrow.bool_(),
        "moment": arrow.timestamp("us", tz="UTC"),
        "texts": arrow.list_(arrow.string()),
    }[kind]

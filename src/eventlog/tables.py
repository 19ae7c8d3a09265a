"""Tables: rows of text, laid out for a terminal. No words of the domain.

Cells are wrapped to fit the width asked for; what could move a cursor, ring a bell or turn the direction of writing is
shown as an escape, so that no title of an article can play with a terminal.
"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Sequence

from eventlog.errors import InvalidValue

_NARROWEST = 6
_TURNING = frozenset("\u061c\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\ufeff") | {
    chr(code) for code in range(0x2066, 0x206A)
}


def safe(text: str) -> str:
    """Text as it may be printed: control, format and direction characters as escapes; line breaks stay."""
    if text.isprintable() and not (_TURNING & set(text)):
        return text
    return "".join(one if one == "\n" or (one.isprintable() and one not in _TURNING) else _escape(one) for one in text)


def _escape(one: str) -> str:
    code = ord(one)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def width_of(text: str) -> int:
    """How many columns a line takes: wide characters two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text
    )


def wrap(text: str, width: int) -> list[str]:
    """Break safe text into lines of at most `width` columns; an empty text is one empty line."""
    lines: list[str] = []
    for paragraph in safe(text).split("\n"):
        pieces = textwrap.wrap(paragraph, width, break_on_hyphens=False) or [""]
        for piece in pieces:
            lines.extend(_halve(piece, width))
    return lines


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
) -> str:
    """Lay out rows as text of at most `width` columns, cells wrapped, no trailing blanks.

    `widths` fixes the columns; without it, each gets what its longest cell needs, and the widest give way. Raises
    InvalidValue where a row has more cells than the first.
    """
    body = [[str(cell) for cell in row] for row in rows]
    head = [[str(cell) for cell in headers]] if headers else []
    every = head + body
    if not every:
        return ""
    count = len(every[0])
    if any(len(row) != count for row in every):
        msg = f"every row of a table needs {count} cells"
        raise InvalidValue(msg)
    columns = list(widths) if widths is not None else _fit(every, width - len(gap) * (count - 1))
    lines: list[str] = []
    for at, row in enumerate(every):
        cells = [wrap(cell, one) for cell, one in zip(row, columns, strict=True)]
        for line in range(max(map(len, cells))):
            parts = [
                _pad(cell[line] if line < len(cell) else "", one) for cell, one in zip(cells, columns, strict=True)
            ]
            lines.append(gap.join(parts).rstrip())
        if head and at == 0:
            lines.append(gap.join("-" * one for one in columns))
    return "\n".join(lines)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - width_of(text))


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

"""Files of other programs on their way in: read strictly, taken whole or not at all.

Whatever an importer refuses it refuses with the file, the line and the field, and quotes no more of it than a name.
What it makes are events; the log's own door then checks them as it checks everything.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from eventlog.codec import strict_json
from eventlog.errors import InvalidImport, InvalidValue

LARGEST_LINE: Final = 16 * 1024 * 1024
"""Bytes of one line that are still read."""


def name_of(source: str | os.PathLike[str] | bytes) -> str:
    """What a source is called in an error."""
    if isinstance(source, bytes):
        return "the bytes given"
    name = Path(source).name
    return name if name.isprintable() else repr(name)


def read_text(source: str | os.PathLike[str] | bytes) -> str:
    """The text of a file, or of the bytes themselves: UTF-8, a byte order mark is passed over. Raises InvalidImport."""
    raw = source if isinstance(source, bytes) else _bytes_of(source)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InvalidImport(name_of(source), line, "", "this is not UTF-8: save it as UTF-8") from None


def _bytes_of(source: str | os.PathLike[str]) -> bytes:
    try:
        return Path(source).read_bytes()
    except OSError as error:
        raise InvalidImport(name_of(source), None, "", f"it can't be read: {error.strerror or error}") from None


def json_lines(source: str | os.PathLike[str] | bytes) -> Iterator[tuple[int, bytes, dict[str, Any]]]:
    """Each line of a JSONL file that is not blank: number, bytes, and the object in it. Raises InvalidImport."""
    file = name_of(source)
    for number, line in enumerate(read_text(source).split("\n"), start=1):
        raw = line.strip(" \t\r").encode("utf-8", "surrogatepass")
        if not raw:
            continue
        if len(raw) > LARGEST_LINE:
            raise InvalidImport(file, number, "", f"the line has more than {LARGEST_LINE} bytes")
        try:
            value = strict_json(raw)
        except InvalidValue as error:
            raise InvalidImport(file, number, "", str(error)) from None
        if not isinstance(value, dict):
            raise InvalidImport(file, number, "", "each line has to be one object")
        yield number, raw, value

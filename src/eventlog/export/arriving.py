"""Files of other programs on their way in: read strictly, taken whole or not at all.

Whatever an importer refuses it refuses with the file, the line and the field, and quotes no more of it than a name.
What it makes are events; the log's own door then checks them as it checks everything.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final

from eventlog.codec import LARGEST_BODY, strict_json
from eventlog.errors import InvalidImport, InvalidValue, shown
from eventlog.files.letters import MARK, text_of

LARGEST_LINE: Final = 4 * LARGEST_BODY
"""Bytes of one line that are still read: an escape is at most three times as long as its letter."""


def name_of(source: str | os.PathLike[str] | bytes) -> str:
    """What a source is called in an error."""
    if isinstance(source, bytes):
        return "the bytes given"
    if not isinstance(source, (str, os.PathLike)):
        raise InvalidValue(f"{shown(source)} is nothing that can be read: pass the path of a file, or its bytes")
    name = Path(source).name
    return name if name.isprintable() else repr(name)


def read_text(source: str | os.PathLike[str] | bytes) -> str:
    """The text of a file, or of the bytes themselves: UTF-8, a byte order mark is passed over. Raises InvalidImport."""
    file = name_of(source)
    with _opened(source) as lines:
        return text_of(lines.read(), lambda line, reason: InvalidImport(file, line, "", reason))


def read_bytes(source: str | os.PathLike[str] | bytes, largest: int) -> bytes:
    """The bytes of a file, or those given. Raises InvalidImport, also where there are more than `largest`."""
    name = name_of(source)
    with _opened(source) as file:
        data = file.read(largest + 1)
    if len(data) > largest:
        raise InvalidImport(name, None, "", f"it has more than the {largest} bytes that are read")
    return data


@contextmanager
def _opened(source: str | os.PathLike[str] | bytes) -> Iterator[BinaryIO]:
    """The bytes of a source, to be read piece by piece. Raises InvalidImport where it can't be read."""
    if isinstance(source, bytes):
        yield io.BytesIO(source)
        return
    try:
        if Path(source).exists() and not Path(source).is_file():  # a pipe would be waited for, maybe for ever
            raise InvalidImport(name_of(source), None, "", "this is no file that can be read: give a file")
        with Path(source).open("rb") as file:
            yield file
    except OSError as error:
        raise InvalidImport(name_of(source), None, "", f"it can't be read: {error.strerror or error}") from None
    except ValueError as error:
        if isinstance(error, InvalidValue):
            raise
        raise InvalidImport(name_of(source), None, "", "this can't be the name of a file") from None


def json_lines(source: str | os.PathLike[str] | bytes) -> Iterator[tuple[int, bytes, dict[str, Any]]]:
    """Each line of a JSONL file that is not blank: number, bytes, and the object in it. Raises InvalidImport.

    Line by line, so that a file may be larger than memory.
    """
    file = name_of(source)
    with _opened(source) as lines:
        yield from _objects(file, lines)


def _objects(file: str, lines: BinaryIO) -> Iterator[tuple[int, bytes, dict[str, Any]]]:
    for number, line in enumerate(iter(lambda: lines.readline(LARGEST_LINE + 1), b""), start=1):
        if len(line) > LARGEST_LINE:
            raise InvalidImport(file, number, "", f"the line has more than {LARGEST_LINE} bytes")
        text_of(line, lambda _, reason, number=number: InvalidImport(file, number, "", reason))  # type: ignore[misc]
        raw = (line.removeprefix(MARK) if number == 1 else line).strip(b" \t\r\n")
        if not raw:
            continue
        try:
            value = strict_json(raw)
        except InvalidValue as error:
            raise InvalidImport(file, number, "", str(error)) from None
        if not isinstance(value, dict):
            raise InvalidImport(file, number, "", "each line has to be one object")
        yield number, raw, value

"""Text that a command is given: a file, or stdin as `-`, in UTF-8 and in no other way."""

from __future__ import annotations

import sys
from pathlib import Path

from eventlog.cli.running import UNREADABLE, Failure
from eventlog.files.letters import text_of

__all__ = ["read_text"]

_HANDED = ("/dev/", "/proc/")  # where a shell puts a pipe that it opened itself, as <(...)


def read_text(source: Path | None, *, keep_mark: bool = False) -> str:
    """The text of a file, of stdin where it is None. `keep_mark`: a byte order mark is part of it. Raises Failure, also
    for a pipe with a name, which may have no writer ever.
    """
    name = "stdin" if source is None else str(source)
    if source is not None and source.is_dir():
        raise Failure(UNREADABLE, f"{name} is a folder: name a file")
    if source is not None and source.is_fifo() and not name.startswith(_HANDED):  # it would be waited for
        raise Failure(UNREADABLE, f"{name} is a pipe: name a file")
    raw = sys.stdin.buffer.read() if source is None else source.read_bytes()
    return text_of(raw, lambda line, why: Failure(UNREADABLE, f"{name}, line {line}: {why}"), keep_mark=keep_mark)

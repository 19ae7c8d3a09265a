"""Files that may never be written over: logs, parts of logs, and keys. Nothing brings them back."""

# The file system is spoken to in its own words here, not in those of pathlib.
# ruff: noqa: PTH116, PTH123, PTH208

from __future__ import annotations

import contextlib
import os
import stat
from typing import Final

__all__ = ["APPLICATION_ID", "is_open_here", "kept_file"]

APPLICATION_ID: Final = int.from_bytes(b"evlg", "big")
"""What stands in the header of a log's file, so that no other program's file is taken for one."""

_PARTS = ("-wal", "-shm", "-lock", "-journal")
_OPEN = "a file that this program has open"


def kept_file(path: str) -> str | None:
    """What stands at a path and may never be written over: a log, a part of one, a signer key; None for anything else.

    A file that this process has open is left alone too, and so is what would be a part of it: to look into it would
    drop SQLite's locks on it.
    """
    real = os.path.realpath(path)
    for ending in _PARTS:
        if real.endswith(ending) and kept_file(real.removesuffix(ending)) in ("a log", _OPEN):
            return "a part of a log"
    try:
        held = os.stat(real)
        if not stat.S_ISREG(held.st_mode):
            return None
        if is_open_here(held):
            return _OPEN
        with open(real, "rb") as file:
            begin = file.read(100)
    except OSError:
        return None
    if begin.startswith(b"SQLite format 3\0") and int.from_bytes(begin[68:72], "big") == APPLICATION_ID:
        return "a log"
    return "a signer key" if begin.lstrip().startswith(b"PRIVATE+KEY+") else None


def is_open_here(held: os.stat_result) -> bool:
    """Whether this process has the file open already, by whatever library."""
    try:
        files = os.listdir("/dev/fd")
    except OSError:
        return True  # nobody knows, so take the careful way
    for file in files:
        with contextlib.suppress(OSError, ValueError):
            if os.path.samestat(os.fstat(int(file)), held):
                return True
    return False

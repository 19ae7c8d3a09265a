"""Reading a file that is not written to any more, without a lock and without looking for a write-ahead log.

SQLite believes it when told so, and what it reads beside a writer makes no sense: old pages and new ones, which look
like damage. So it is never chosen but where it was asked for, refused where a write-ahead log shows that the file is
not all there is, and looked at again after each statement: what was read counts only if nothing was written meanwhile.
"""

# The file system is spoken to in its own words here, not in those of pathlib.
# ruff: noqa: PTH116

from __future__ import annotations

import os
from typing import TypeAlias

from eventlog.errors import ReadOnly

__all__ = ["Stamp", "check_unchanged", "stamp_of"]

Stamp: TypeAlias = tuple[int, int, int, int]
"""Device, inode, size and moment of change of a file."""


def stamp_of(path: str) -> Stamp:
    """How the file is now. Raises ReadOnly where it is not all of the log."""
    _check_no_journal(path)
    return _stamp(path)


def check_unchanged(path: str, stamp: Stamp) -> None:
    """The file must be as it was. Raises ReadOnly."""
    _check_no_journal(path)
    try:
        same = _stamp(path) == stamp
    except OSError:
        same = False
    if not same:
        raise ReadOnly(
            f"{path} was written to while it was read as a log that is not written to: open it with read_only=True, "
            "where this user may write to its folder, or read a copy of it"
        )


def _stamp(path: str) -> Stamp:
    held = os.stat(path)
    return held.st_dev, held.st_ino, held.st_size, held.st_mtime_ns


def _check_no_journal(path: str) -> None:
    try:
        held = os.stat(f"{path}-wal").st_size
    except FileNotFoundError:
        return
    if held:
        raise ReadOnly(
            f"{path}-wal holds what is not in {path} yet, for a writer is at work, or was cut off: open it with "
            "read_only=True, or copy both into a folder that this user may write to and open the copy"
        )

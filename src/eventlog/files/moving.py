"""Putting a finished file in its place, where nothing stands, in one step that others see whole or not at all.

A rename writes over whatever has come there meanwhile. Linux has one that does not; elsewhere the file gets a second
name, which fails where the name is taken, and then loses its first.
"""

# The file system is spoken to in its own words here, not in those of pathlib.
# ruff: noqa: PTH108, PTH118

from __future__ import annotations

import ctypes
import errno
import os
import re
import secrets

__all__ = ["flush", "move_to_free", "passed_for", "passing_name"]

_LONGEST = 180
"""Bytes of the final name that the passing one repeats: with what SQLite adds to it, it stays below 255."""

_PASSING = re.compile(r"\.(.+)\.[0-9a-f]{12}\.new", re.DOTALL)

_HERE = -100  # AT_FDCWD
_NO_REPLACE = 1  # RENAME_NOREPLACE
_UNKNOWN = (errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP)
"""What a kernel or a file system says that does not know this kind of rename."""


def passing_name(name: str) -> str:
    """A name beside this one that is not taken and can't be guessed: hidden, and telling whose it is."""
    folder, last = os.path.split(name)
    begun = last.encode()[:_LONGEST].decode(errors="ignore")
    return os.path.join(folder, f".{begun}.{secrets.token_hex(6)}.new")


def passed_for(last: str) -> str | None:
    """The name that a file of a passing name was to get, where it was short enough to stand in that one whole; None for
    any other file.
    """
    found = _PASSING.fullmatch(last)
    return found[1] if found else None


def move_to_free(place: str, name: str) -> None:
    """Give a file another name in its folder. Raises FileExistsError, and nothing has changed, where that is taken."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is not None:
        if not rename(_HERE, os.fsencode(place), _HERE, os.fsencode(name), _NO_REPLACE):
            return
        code = ctypes.get_errno()
        if code not in _UNKNOWN:
            raise OSError(code, os.strerror(code), name)
    os.link(place, name, follow_symlinks=False)
    os.unlink(place)


def flush(path: str) -> None:
    """Have the disk keep a file, or what a folder says of its files."""
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(file)
    finally:
        os.close(file)

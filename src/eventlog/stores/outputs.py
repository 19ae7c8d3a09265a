"""Files that are handed out: written whole or not at all, and never over what nobody said may go.

A file is written beside its place and put there when it is whole, so that whoever opens it finds the old one or the new
one. What stands at the place already stays, unless it is said that it may be replaced; a log, a part of one, and a key
stay in any case, since nothing brings them back.
"""

# The file system is spoken to in its own words here, not in those of pathlib.
# ruff: noqa: PTH112, PTH120, PTH113

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from eventlog.errors import StoreError
from eventlog.stores.leftovers import kept_file

__all__ = ["beside", "refusal"]


def refusal(path: str | os.PathLike[str], *, replace: bool, how: str = "replace=True") -> str | None:
    """Why nothing may be written at `path`, in a sentence that begins with it; None where it may.

    `how`: what a caller gives to have a file replaced.
    """
    name = os.fspath(path)
    if "\0" in name:
        return f"{name!r} holds a NUL, which no name of a file has: give another file"
    if os.path.isdir(name):
        return f"{name} is a folder: name a file in it"
    if not os.path.isdir(os.path.dirname(name) or "."):
        return f"{name} can't be written, for there is no such folder: make it first, or check the path"
    if (kept := kept_file(name)) is not None:
        return f"{name} is {kept}, which is never written over: give another file"
    if os.path.isfile(name) and not replace:
        return f"{name} is there already: give another file, or {how} to write over it"
    return None


@contextmanager
def beside(path: str | os.PathLike[str], *, replace: bool = False) -> Iterator[Path]:
    """A new, empty file beside `path`, which takes its place when the block ends well and is gone when it does not.

    Raises StoreError for what may not be written over, before anything is done. A file that is replaced hands on its
    permissions; a new one has those that the process gives to new files.
    """
    if (reason := refusal(path, replace=replace)) is not None:
        raise StoreError(reason)
    target = Path(path)
    place = target.with_name(f".{target.name[:200]}.{secrets.token_hex(6)}.new")
    # Made by the kernel with the process's own mask, which could otherwise be read only by changing it for all threads.
    os.close(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666))
    try:
        yield place
        with suppress(FileNotFoundError):
            place.chmod(target.stat().st_mode & 0o777)
        place.replace(target)
    finally:
        with suppress(FileNotFoundError):
            place.unlink()

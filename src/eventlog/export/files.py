"""Pieces of text into a file, whole or not at all.

An exporter gives its text piece by piece, so that a large log needs no large memory. A file is written beside its place
and put there when it is whole: whoever opens it finds the old one or the new one.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def write(path: str | os.PathLike[str], pieces: str | Iterable[str]) -> None:
    """Write text as UTF-8, with the line ends that it has. What was in the file is replaced when all is there."""
    with beside(path) as place, place.open("w", encoding="utf-8", newline="") as out:
        out.writelines([pieces] if isinstance(pieces, str) else pieces)


@contextmanager
def beside(path: str | os.PathLike[str]) -> Iterator[Path]:
    """A new file beside `path`, which takes its place when the block ends well and is gone when it does not."""
    target = Path(path)
    number, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".new")
    os.close(number)
    place = Path(name)
    try:
        yield place
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
        place.chmod(mode)
        place.replace(target)
    finally:
        with suppress(FileNotFoundError):
            place.unlink()


def _umask() -> int:
    """The process's mask of permissions, which can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask

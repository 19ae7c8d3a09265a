"""Pieces of text into a file, whole or not at all.

An exporter gives its text piece by piece, so that a large log needs no large memory.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from eventlog.files.outputs import beside


def write(path: str | os.PathLike[str], pieces: str | Iterable[str], *, replace: bool = False) -> None:
    """Write text as UTF-8, with the line ends that it has, and put it in its place when all is there.

    A file that is there already is written over only with `replace`, and a log, a part of one, or a signer key not
    even then. Raises StoreError.
    """
    with beside(path, replace=replace) as place, place.open("w", encoding="utf-8", newline="") as out:
        out.writelines([pieces] if isinstance(pieces, str) else pieces)

"""Pieces of text into a file, whole or not at all.

An exporter gives its text piece by piece, so that a large log needs no large memory.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from eventlog.claims.fields import check_type
from eventlog.errors import InvalidValue, shown
from eventlog.files.outputs import beside


def write(path: str | os.PathLike[str], pieces: str | Iterable[str], *, replace: bool = False) -> None:
    """Write text as UTF-8, with the line ends that it has, and put it in its place when all is there.

    A file that is there already is written over only with `replace`, and a log, a part of one, or a signer key not
    even then. Raises StoreError, InvalidValue for pieces that are no text.
    """
    if isinstance(pieces, bytes) or not isinstance(pieces, Iterable):
        raise InvalidValue(f"a file is written from text, or from pieces of it, and not from {shown(pieces)}")
    with beside(path, replace=replace) as place, place.open("w", encoding="utf-8", newline="") as out:
        for piece in [pieces] if isinstance(pieces, str) else pieces:
            check_type(piece, str, "each piece of a file")
            out.write(piece)

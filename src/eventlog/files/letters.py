"""Bytes into text, in one way, at every door that reads a file of text.

Text is UTF-8. Editors that begin a file with a byte order mark mean the same, so a mark is passed over. Everything else
is refused, in the same words at every door: UTF-16 read as UTF-8 fails somewhere, or worse, does not fail, and Latin-1
read by guess turns names into other names without a sign. A NUL is no letter; where one stands, the file is UTF-16
without its mark, or no text at all.

Line ends are left as they are: what a line is is for each format to say.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

__all__ = ["MARK", "text_of"]

MARK: Final = b"\xef\xbb\xbf"
"""The byte order mark in UTF-8."""

_WIDE: Final = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_SAVE: Final = "save it as UTF-8"


def text_of(raw: bytes, refuse: Callable[[int, str], Exception], *, keep_mark: bool = False) -> str:
    """The text that these bytes are. Raises `refuse(line, reason)` where they are no text in UTF-8.

    `line` counts from 1, and `reason` is a sentence without a subject's name and without a word of the text. A byte
    order mark is passed over, but with `keep_mark`: where offsets into the text are counted, it is part of it.
    """
    for mark, name in _WIDE:
        if raw.startswith(mark):
            raise refuse(1, f"this is {name}: {_SAVE}")
    nul = raw.find(b"\0")
    if nul >= 0:
        line = raw.count(b"\n", 0, nul) + 1
        raise refuse(line, f"there is a NUL (byte {nul}), so this is UTF-16 or no text at all: {_SAVE}")
    try:
        return raw.decode("utf-8" if keep_mark else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        at = error.start + (0 if keep_mark or not raw.startswith(MARK) else len(MARK))
        reason = f"this is not UTF-8 (byte {at}): {_SAVE}"
    raise refuse(line, reason)

"""What an archive may unpack to: a small file must not become an endless line, head or body.

The reader of web archives takes a line, and the headers of a record, as long as they come, and passes over a body by
unpacking it. Here they are bounded, and so is how many times its own size an archive may unpack to.
"""

from __future__ import annotations

import zipfile
from typing import Any, Final

LARGEST_HEAD: Final = 4 * 1024 * 1024
"""Bytes of all lines of one record, before its body."""

LONGEST_LINE: Final = 1024 * 1024

MOST: Final = 1024 * 1024 * 1024
"""Bytes to which anything may unpack, however small it is."""

TIMES: Final = 300
"""How many times its size an archive may unpack to beyond that; web archives come to ten or twenty."""

_BOMB: Final = f"it unpacks to more than {TIMES} times its size"


class Bounded:
    """Bounds what is read from an iterator of records; `next_record` begins to count the lines anew."""

    def __init__(self, records: Any, packed: Any) -> None:
        self._reader, self._packed = records.reader, packed
        self._readline, self._read = self._reader.readline, self._reader.read
        self._lines = self._all = 0
        self._reader.readline, self._reader.read = self._line, self._bytes

    def next_record(self) -> None:
        """What comes now is another record."""
        self._lines = 0

    def _line(self, length: int | None = None) -> bytes:
        most = LONGEST_LINE if length is None else min(length, LONGEST_LINE)
        line: bytes = self._readline(most)
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            raise ValueError(f"a line has more than {LONGEST_LINE} bytes")
        self._lines += len(line)
        if self._lines > LARGEST_HEAD:
            raise ValueError(f"the headers of a record have more than {LARGEST_HEAD} bytes")
        self._count(len(line))
        return line

    def _bytes(self, length: int | None = None) -> bytes:
        data: bytes = self._read(length)
        self._count(len(data))
        return data

    def _count(self, more: int) -> None:
        self._all += more
        if self._all > MOST and self._all > TIMES * self._packed.tell():
            raise ValueError(_BOMB)


def check_member(member: zipfile.ZipInfo) -> None:
    """Refuse a file in a zip that unpacks to far more than it is. Raises ValueError."""
    if member.file_size > MOST and member.file_size > TIMES * member.compress_size:
        raise ValueError(_BOMB)

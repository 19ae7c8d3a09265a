"""Whether the write-ahead log of an open log is still the one that lies beside it.

SQLite keeps it, and the index of it (`-shm`), for as long as anybody has the log open, so only another program can have
taken it away. Those that have it open notice nothing: they go on writing into a file that has no name any more, and
what they were told was recorded is gone when they close it. Others make a new one, and neither ever sees what the
other records.
"""

# The file system is spoken to in its own words here, not in those of pathlib.
# ruff: noqa: PTH116, PTH120

from __future__ import annotations

import os
import time

from eventlog.errors import StoreError
from eventlog.files.names import file_errors

__all__ = ["Journals"]

_SETTLED = 100_000_000
"""Nanoseconds. A folder that was changed less than this ago may be changed again without another moment of change."""


class Journals:
    """What lies beside one log while it is open. To be looked at where SQLite has just been asked."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._folder = os.path.dirname(path) or "."
        self._seen: dict[str, tuple[int, int]] = {}
        self._changed: int | None = None

    def forget(self) -> None:
        """All that had it open has been closed here: there may be others now."""
        self._seen, self._changed = {}, None

    def check(self, *, reading: bool) -> None:
        """They must be those that were there before. Raises StoreError.

        A reader looks no further where nothing was made, renamed or removed in their folder since.
        """
        with file_errors(self._path, reading=reading):
            changed = os.stat(self._folder).st_mtime_ns
        if reading and changed == self._changed:
            return
        for ending in ("-wal", "-shm"):
            now, before = _which(f"{self._path}{ending}"), self._seen.get(ending)
            if before is not None and now != before:
                done = "" if reading else "nothing was recorded; "
                raise StoreError(
                    f"{self._path}{ending} was removed or replaced while the log was open: {done}close all that have "
                    "the log open, open it anew, and look whether the last batches are in it"
                )
            if now is not None:
                self._seen[ending] = now
        self._changed = changed if time.time_ns() - changed > _SETTLED else None


def _which(path: str) -> tuple[int, int] | None:
    try:
        held = os.stat(path)
    except FileNotFoundError:
        return None
    return held.st_dev, held.st_ino

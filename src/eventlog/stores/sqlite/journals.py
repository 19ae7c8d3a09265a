"""Whether the write-ahead log of an open log is still the one that lies beside it.

SQLite keeps it, and the index of it (`-shm`), for as long as anybody has the log open, so only another program can have
taken it away. Those that have it open notice nothing: they go on writing into a file that has no name any more, and
what they were told was recorded is gone when they close it. Others make a new one, and neither ever sees what the
other records.

Opening a log makes both where they are not there, and they belong to the user who opens it. A reader leaves them
behind. So they go to the group of the log where that writes to it, and who may not write to the log makes none.
"""

# The file system is spoken to in its own words here, not in those of pathlib.
# ruff: noqa: PTH110, PTH116, PTH120

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable
from contextlib import suppress

from eventlog.errors import ReadOnly, StoreError
from eventlog.files.names import file_errors

__all__ = ["Journals", "check_made_by_writers", "of_another"]

_ENDINGS = ("-wal", "-shm")
_SETTLED = 100_000_000
"""Nanoseconds. A folder that was changed less than this ago may be changed again without another moment of change."""


class Journals:
    """What lies beside one log while it is open. To be looked at where SQLite has just been asked."""

    def __init__(self, path: str, closed: Callable[[], bool]) -> None:
        """`closed`: whether the log has been closed here, with which they may have gone."""
        self._path = path
        self._closed = closed
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
        for ending in _ENDINGS:
            now, before = _which(f"{self._path}{ending}"), self._seen.get(ending)
            if before is not None and now != before and not (reading and self._closed()):
                done = "" if reading else "nothing was recorded; "
                raise StoreError(
                    f"{self._path}{ending} was removed or replaced while the log was open: {done}close all that have "
                    "the log open, open it anew, and look whether the last batches are in it"
                )
            if now is not None:
                if before is None:
                    _give_to_group(self._path, f"{self._path}{ending}")
                self._seen[ending] = now
        self._changed = changed if time.time_ns() - changed > _SETTLED else None


def _which(path: str) -> tuple[int, int] | None:
    try:
        held = os.stat(path)
    except FileNotFoundError:
        return None
    return held.st_dev, held.st_ino


def _give_to_group(log: str, journal: str) -> None:
    """What this user made goes to the group that may write to the log: it has the log's permissions already.

    For root SQLite does it. Nothing is followed, and what can't be done is told when the log is written to.
    """
    with suppress(OSError, AttributeError):  # there are systems without users of this kind
        held, made, me = os.stat(log), os.lstat(journal), os.geteuid()
        ours = me and made.st_uid == me and made.st_gid != held.st_gid and stat.S_ISREG(made.st_mode)
        if ours and held.st_mode & stat.S_IWGRP:
            os.chown(journal, -1, held.st_gid, follow_symlinks=False)


def check_made_by_writers(path: str) -> None:
    """Who may not write to a log that others write to may open it where its journals are there. Raises ReadOnly.

    Root is no such other: nothing keeps it from writing.
    """
    held = os.stat(path)
    others = held.st_mode & 0o022 or (held.st_uid and held.st_mode & 0o200)
    if os.access(path, os.W_OK) or held.st_uid == os.geteuid() or not others:
        return
    if not all(os.path.exists(f"{path}{ending}") for ending in _ENDINGS):
        raise ReadOnly(
            f"{path} can't be read while others may write to it, since what this user, who may not write to it, would "
            "leave beside it would keep them from writing: if it is not written to any more, pass "
            "read_only='immutable', else copy it"
        )


def of_another(path: str) -> str:
    """Why who may write to a log can't, where a journal is the reason; nothing where it is not."""
    for ending in _ENDINGS:
        journal = f"{path}{ending}"
        with suppress(FileNotFoundError):
            owner = os.stat(journal).st_uid
            if os.access(path, os.W_OK) and not os.access(journal, os.W_OK):
                return f"{journal} belongs to another user (number {owner}), who alone may write to it"
    return ""

"""A new log is made whole under another name and renamed, so that no half-made log is ever found under its own."""

# The file system is spoken to in its own words here, not in those of pathlib.
# ruff: noqa: PTH104, PTH108, PTH120

from __future__ import annotations

import contextlib
import os

from eventlog.stores.connecting import connected
from eventlog.stores.forking import inside
from eventlog.stores.refusals import in_our_words
from eventlog.stores.schema import APPLICATION_ID, PAGE_BYTES, migrate

__all__ = ["create"]


def create(path: str, *, zone: str, durability: str, private: bool = False) -> None:
    """Make an empty log, whole or not at all. Only under the write lock. `private`: nobody else may read it."""
    fresh = f"{path}-new"
    for left in (fresh, f"{fresh}-journal", f"{fresh}-wal", f"{fresh}-shm"):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(left)  # of a creation that was killed
    try:
        with in_our_words(path):
            if private:  # what SQLite makes beside it later has the permissions of the file itself
                os.close(os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
            with inside.sqlite, connected(fresh, "rwc", durability=durability) as connection:
                connection.execute(f"PRAGMA page_size = {PAGE_BYTES:d}")
                connection.execute("BEGIN EXCLUSIVE")
                migrate(connection, 0)
                connection.execute("INSERT INTO meta (name, value) VALUES ('zone', ?)", (zone,))
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID:d}")
                connection.execute("COMMIT")
                connection.execute("PRAGMA journal_mode = WAL")
        os.rename(fresh, path)
        _sync_folder(os.path.dirname(path))
    except BaseException:
        for left in (fresh, f"{fresh}-journal", f"{fresh}-wal", f"{fresh}-shm"):
            with contextlib.suppress(OSError):
                os.unlink(left)
        raise


def _sync_folder(folder: str) -> None:
    file = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)

"""A new log is made whole under a name of its own, and put in its place where nothing has come there meanwhile."""

# The file system is spoken to in its own words here, not in those of pathlib.
# ruff: noqa: PTH108

from __future__ import annotations

import contextlib
import os

from eventlog.errors import StoreError
from eventlog.files.kept import APPLICATION_ID, kept_file
from eventlog.files.moving import flush, move_to_free, passing_name
from eventlog.stores.sqlite.connecting import connected
from eventlog.stores.sqlite.forking import inside
from eventlog.stores.sqlite.refusals import in_our_words
from eventlog.stores.sqlite.schema import PAGE_BYTES, migrate

__all__ = ["create"]


def create(path: str, *, zone: str, durability: str, private: bool = False) -> None:
    """Make an empty log, whole or not at all. Only under the write lock. `private`: no other user may read it."""
    if (kept := kept_file(path)) is not None:
        raise StoreError(f"{path} would be {kept}, and no log of its own: give another file")
    fresh = passing_name(path)
    mode = 0o600 if private else 0o666  # what SQLite makes beside it later has the permissions of the file itself
    try:
        with in_our_words(path):
            os.close(os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode))
            with inside.sqlite, connected(fresh, "rwc", durability=durability) as connection:
                connection.execute(f"PRAGMA page_size = {PAGE_BYTES:d}")
                connection.execute("BEGIN EXCLUSIVE")
                migrate(connection, 0)
                connection.execute("INSERT INTO meta (name, value) VALUES ('zone', ?)", (zone,))
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID:d}")
                connection.execute("COMMIT")
                connection.execute("PRAGMA journal_mode = WAL")
        try:
            move_to_free(fresh, path)
        except FileExistsError:
            raise StoreError(f"{path} came to be there meanwhile: look what it is, and open it again") from None
        flush(os.path.split(path)[0])
    except BaseException:
        for left in (fresh, f"{fresh}-journal", f"{fresh}-wal", f"{fresh}-shm"):
            with contextlib.suppress(OSError):
                os.unlink(left)
        raise

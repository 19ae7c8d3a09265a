"""Seeing to it that what was erased is not left lying about in a store's own files.

`secure_delete` overwrites a row that is deleted. That leaves two places: pages in which rows were moved about before,
which keep an old copy in their unused part, and the write-ahead log, which holds the page as it was. So the file is
written anew (VACUUM) and the write-ahead log cut to nothing, under the write lock.

Somebody who is reading keeps the old pages in the write-ahead log until he is done. What could not be cleaned is said,
and redacting the same again tries once more. Out of reach are other files: backups, exports, copies, blocks that the
file system or the disk has freed or moved.
"""

from __future__ import annotations

import os
import sqlite3

from eventlog.errors import StorageFull, StoreError
from eventlog.stores.refusals import primary, translated
from eventlog.stores.sqlite import SQLiteStore
from eventlog.stores.store import Store

__all__ = ["OUT_OF_REACH", "copy_to", "scrub"]

OUT_OF_REACH = (
    "backups, exports and copies of this log that were made before: they hold the words, and are out of its reach",
    "blocks that the file system or the disk has freed: what becomes of them is theirs to say",
)


def scrub(store: Store) -> tuple[str, ...]:
    """Clean the files of a store of what was erased. Returns what could not be done, in sentences."""
    if not isinstance(store, SQLiteStore):
        return ()
    lock = store._lock  # noqa: SLF001 - the same room
    if lock is None:
        return (f"{store.path} was opened for reading only",)
    left = []
    try:
        with lock.held(store._wait), store._speaking() as connection:  # noqa: SLF001
            try:
                connection.execute("VACUUM")
            except sqlite3.Error as error:
                left.append(
                    f"unused parts of {store.path} may hold words that were erased: writing it anew failed ({error})"
                )
            if not _cut(connection):
                left.append(
                    f"{store.path}-wal may hold words that were erased, for somebody is reading: when he is done, "
                    "redact the same again"
                )
    except StoreError as error:
        left.append(f"{store.path} and its write-ahead log may hold words that were erased: {error}")
    return tuple(left)


def copy_to(store: SQLiteStore, path: str | os.PathLike[str], name: str) -> None:
    """Write a copy of a log's file, in one snapshot, without what is left of erased rows. Writers go on meanwhile.

    `name`: what the copy is called where it can't be written.
    Who may only read may copy. `query_only`, which a reader's connections are under, takes any file that is written for
    this one; so the copy is made over a connection without it, which can no more write here than they can.
    """
    with store._speaking() as connection:  # noqa: SLF001 - the same room
        if not store._read_only:  # noqa: SLF001
            _copy(connection, os.fspath(path), name)
            return
        with store._connections.another() as own:  # noqa: SLF001
            _copy(own, os.fspath(path), name)


def _copy(connection: sqlite3.Connection, path: str, name: str) -> None:
    connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # what is wrong with the log itself is told so
    try:
        connection.execute("VACUUM INTO ?", (path,))
    except sqlite3.OperationalError as error:
        if primary(error) == sqlite3.SQLITE_FULL:
            raise StorageFull(
                f"there is no room left for {name}: nothing of it was kept; make room and try again"
            ) from error
        if primary(error) == sqlite3.SQLITE_CANTOPEN:
            raise translated(error, name) from error
        raise


def _cut(connection: sqlite3.Connection) -> bool:
    """Move all of the write-ahead log into the file and cut it to nothing. Waits for readers as any statement does."""
    try:
        busy, pages, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError:
        return False
    return not busy and pages <= 0

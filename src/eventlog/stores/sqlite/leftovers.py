"""What lies beside a log: journals of other files.

SQLite takes any journal of the right name for its own, and what lies in it for the newest state of the file. So a log
that was put in the place of another one, whose journal was left, would silently become that other one.
"""

# The file system is spoken to in its own words here, not in those of pathlib.
# ruff: noqa: PTH113, PTH116

from __future__ import annotations

import os
import sqlite3

from eventlog.errors import StoreError
from eventlog.files.kept import is_open_here
from eventlog.proof.records import leaf_hash, record
from eventlog.stores.entries import Head
from eventlog.stores.sqlite.appending import head_of
from eventlog.stores.sqlite.connecting import connected
from eventlog.stores.sqlite.forking import inside
from eventlog.stores.sqlite.journals import check_made_by_writers
from eventlog.stores.sqlite.refusals import in_our_words, primary
from eventlog.stores.sqlite.statements import HEAD

__all__ = ["check_beside"]

_AFTER = (
    "SELECT position, recorded, commit_hash, kind FROM entry WHERE position > ? AND position <= ? ORDER BY position"
)
_ROOT = "SELECT root FROM batch WHERE position = ?"


def check_beside(path: str, *, there: bool, reading: bool = False) -> None:
    """No journal of another file may lie beside the log at `path`, or beside the place for one. Who only reads
    (`reading`) may have to leave that to the writers. Raises StoreError.
    """
    if reading:
        check_made_by_writers(path)
    for ending in ("-wal", "-shm", "-lock", "-journal"):
        if os.path.lexists(f"{path}{ending}") and not os.path.isfile(f"{path}{ending}"):
            raise StoreError(f"{path}{ending} is no ordinary file, and a log keeps one there: move it away")
    for ending in ("-journal",) if there else ("-journal", "-wal"):
        if _size(f"{path}{ending}"):
            what = "a log leaves no such file" if there else f"there is no log at {path}"
            raise StoreError(
                f"{path}{ending} is the journal of another file, for {what}: move it away, or put the log that it "
                "belongs to back"
            )
    if there and _size(f"{path}-wal") and not is_open_here(os.stat(path)):
        with in_our_words(path, reading=True):
            _check_same_log(path)


def _check_same_log(path: str) -> None:
    """The file by itself is the log as it was a while ago, so with its write-ahead log it must begin with that.

    Where a checkpoint was cut off, the file by itself makes no sense, and nothing is said of it.
    """
    try:
        with inside.sqlite, connected(path, "immutable") as alone:
            head = head_of(alone.execute(HEAD).fetchone(), path)
            root = alone.execute(_ROOT, (head.size,)).fetchone()
    except (sqlite3.Error, StoreError):
        return
    if not head.size or root != (head.root,):
        return
    try:
        with inside.sqlite, connected(path, "ro") as whole:
            whole.execute("BEGIN")
            same = whole.execute(_ROOT, (head.size,)).fetchone() == root and _goes_on(whole, head, path)
    except sqlite3.DatabaseError as error:
        if primary(error) != sqlite3.SQLITE_CORRUPT:
            raise
        same = False  # pages of two files
    if not same:
        raise StoreError(
            f"{path}-wal is the journal of another log, or of a newer state of this one, which {path} has taken the "
            "place of: move it away, or put the log that it belongs to back"
        )


def _goes_on(whole: sqlite3.Connection, head: Head, path: str) -> bool:
    """Whether the entries after this head, all of which lie in the write-ahead log, lead to the head of the whole.

    Of an older copy of the log under its newer journal they don't: what came between lies in neither.
    """
    last = head_of(whole.execute(HEAD).fetchone(), path)
    rows = whole.execute(_AFTER, (head.size, last.size)).fetchall()
    leaves = (leaf_hash(record(position, recorded, commit, kind)) for position, recorded, commit, kind in rows)
    return len(rows) == last.size - head.size and head.frontier.extend(leaves) == last.frontier


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0

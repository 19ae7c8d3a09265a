"""What lies beside a log or in its place: journals of other files, and files that nobody would want written over.

SQLite takes any journal of the right name for its own, and what lies in it for the newest state of the file. So a log
that was put in the place of another one, whose journal was left, would silently become that other one.
"""

# The file system is spoken to in its own words here, not in those of pathlib.
# ruff: noqa: PTH113, PTH116, PTH123

from __future__ import annotations

import os
import sqlite3
import stat

from eventlog.errors import StoreError
from eventlog.proof.records import leaf_hash, record
from eventlog.stores.appending import head_of
from eventlog.stores.connecting import connected, is_open_here
from eventlog.stores.forking import inside
from eventlog.stores.refusals import in_our_words, primary
from eventlog.stores.schema import APPLICATION_ID
from eventlog.stores.statements import HEAD
from eventlog.stores.store import Head

__all__ = ["check_beside", "kept_file"]

_PARTS = ("-wal", "-shm", "-lock", "-journal")
_AFTER = (
    "SELECT position, recorded, commit_hash, kind FROM entry WHERE position > ? AND position <= ? ORDER BY position"
)
_ROOT = "SELECT root FROM batch WHERE position = ?"


def check_beside(path: str, *, there: bool) -> None:
    """No journal of another file may lie beside the log at `path`, or beside the place for one. Raises StoreError."""
    for ending in _PARTS:
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


def kept_file(path: str) -> str | None:
    """What stands at a path and may never be written over: a log, a part of one, a signer key; None for anything else.

    A file that this process has open is left alone too: to look into it would drop SQLite's locks on it.
    """
    real = os.path.realpath(path)
    for ending in _PARTS:
        if real.endswith(ending) and kept_file(real.removesuffix(ending)) == "a log":
            return "a part of a log"
    try:
        held = os.stat(real)
        if not stat.S_ISREG(held.st_mode):
            return None
        if is_open_here(held):
            return "a file that this program has open"
        with open(real, "rb") as file:
            begin = file.read(100)
    except OSError:
        return None
    if begin.startswith(b"SQLite format 3\0") and int.from_bytes(begin[68:72], "big") == APPLICATION_ID:
        return "a log"
    return "a signer key" if begin.lstrip().startswith(b"PRIVATE+KEY+") else None


def _size(path: str) -> int:
    try:
        return os.stat(path).st_size
    except OSError:
        return 0

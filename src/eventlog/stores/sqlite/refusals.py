"""What SQLite says when it can't, in our words: one sentence that says what, which file, and what to do now."""

# The file system is spoken to in its own words here, not in those of pathlib.
# ruff: noqa: PTH120

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeAlias

from eventlog.errors import Busy, NotALog, ReadOnly, StorageFull, StoreError
from eventlog.stores.sqlite.journals import of_another

__all__ = ["in_our_words", "is_io_error", "one_line", "primary", "translated"]


_LONGEST = 160

Fault: TypeAlias = sqlite3.Error | UnicodeDecodeError
"""What may go wrong while SQLite is spoken to: what it complains of it quotes, and damage is no UTF-8."""


def primary(error: Fault) -> int | None:
    """The primary result code, without what the extended one adds; None for an error of Python's own module."""
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def is_io_error(error: BaseException | None) -> bool:
    """Whether the disk failed, or holds something that it can't: after this a connection is not trusted any
    more.
    """
    suspicious = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_PROTOCOL)
    return isinstance(error, sqlite3.Error) and primary(error) in suspicious


def translated(error: Fault, path: str, *, reading: bool = False) -> Exception:
    """The error of ours that stands for one of SQLite's; `reading`: in a log opened for reading."""
    if isinstance(error, UnicodeDecodeError):
        found = "what should be text is none"
        return StoreError(f"{path} is damaged ({found}): restore it from a backup, and compare it with a checkpoint")
    code = primary(error)
    name = getattr(error, "sqlite_errorname", type(error).__name__)
    told = one_line(str(error))
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Busy(f"another program holds {path} locked: nothing was recorded; try again when it is done")
    if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and _no_room(path)):
        return StorageFull(f"there is no room left for {path}: nothing was recorded; make room and try again")
    if reading and code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
        return ReadOnly(
            f"{path} can't be read while others may write to it, since this user may not write to its "
            "folder: if it is not "
            "written to any more, pass read_only='immutable', else copy it"
        )
    if code == sqlite3.SQLITE_READONLY and (why := of_another(path)):
        return ReadOnly(f"{path} can only be read while {why}: let that user, or root, give it to those who write")
    if code == sqlite3.SQLITE_READONLY:
        return ReadOnly(f"{path} can only be read: pass read_only=True, or change the permissions of file and folder")
    if code == sqlite3.SQLITE_CANTOPEN:
        return StoreError(f"{path} can't be opened: look whether this user may read it and write to its folder")
    if code == sqlite3.SQLITE_NOTADB:
        return NotALog(f"{path} is no log: another program's file; it was not touched")
    if code == sqlite3.SQLITE_PERM:
        return ReadOnly(f"this user may not use {path}: change its permissions")
    if code == sqlite3.SQLITE_CORRUPT:
        return StoreError(f"{path} is damaged ({told}): restore it from a backup, and compare it with a checkpoint")
    if code == sqlite3.SQLITE_IOERR:
        return StoreError(f"the disk failed while {path} was used ({name}): look at the disk, then open the log again")
    if code == sqlite3.SQLITE_NOMEM:
        return MemoryError(f"not enough memory to go on with {path}")
    if code == sqlite3.SQLITE_CONSTRAINT:
        return StoreError(f"{path} refused what is not append-only ({told}): another program wrote to it; run verify")
    if code == sqlite3.SQLITE_TOOBIG:
        return StoreError(f"an entry is larger than {path} can hold: nothing was recorded; leave its text out")
    return StoreError(f"{path} can't be used ({name}: {told})")


def one_line(text: str) -> str:
    """What SQLite says, without the lines and signs of a damaged schema that it quotes, and not all of them."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}..."


def _no_room(path: str) -> bool:
    """Whether the file system is full; the shared memory of a log may fail to grow with nothing but an I/O
    error.
    """
    try:
        held = os.statvfs(os.path.dirname(path) or ".")
    except OSError:
        return False
    return held.f_bavail * held.f_frsize < 1 << 17


@contextmanager
def in_our_words(path: str, *, reading: bool = False) -> Iterator[None]:
    """Whatever SQLite raises in this block comes out as one of our errors."""
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise translated(error, path, reading=reading) from error

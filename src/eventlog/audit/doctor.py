"""How a log and what it stands on are doing: looked at, and nothing changed.

What goes wrong with an embedded database is seldom the database. It is a version with a known fault, a file system
whose locks do not lock, a folder that every user may write to, a guard that was dropped for a moment, a disk that is
nearly full. None of it is seen in an answer, so it is looked for here, and each finding says what to do.

No body is read: whether the log is what it was is for `verify` to say.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from eventlog.errors import EventLogError, InvalidValue, LogClosed, NotALog, shown
from eventlog.stores import Finding, SQLiteStore, Store, open_store
from eventlog.stores.sqlite.surroundings import beside

__all__ = ["Finding", "doctor", "may_lose_a_commit", "unreadable"]


def may_lose_a_commit(version: tuple[int, ...]) -> bool:
    """Whether a version of SQLite has the WAL-reset fault: 3.7.0 to 3.51.2, but for 3.44.6 and 3.50.7, mended ones.

    Source: sqlite.org/wal.html, "The WAL-reset bug".
    """
    mended = (version[:2] == (3, 44) and version >= (3, 44, 6)) or (version[:2] == (3, 50) and version >= (3, 50, 7))
    return (3, 7, 0) <= version < (3, 51, 3) and not mended


def doctor(target: Any, *, immutable: bool = False) -> list[Finding]:
    """Look at a log (EventLog), or at the file or address of one, which is opened for reading only.

    Whatever is wrong is a finding, also that the log can't be opened. Nothing is changed. `immutable`: nobody writes to
    the file any more, so that it is opened with `read_only="immutable"`. Raises InvalidValue for what is neither,
    LogClosed.
    """
    found = list(_surroundings())
    store = getattr(target, "store", None)
    if store is not None:
        return [*found, *_as_far_as_read(store)]
    if isinstance(target, str) and "://" in target:
        return [*found, *_on_a_server(target, immutable=immutable)]
    if not isinstance(target, (str, os.PathLike)):
        raise InvalidValue(f"{shown(target)} is neither a log nor the path of one")
    path = Path(target)
    if not path.exists():
        return [*found, Finding("log", "bad", f"there is nothing at {path}", "check the path")]
    try:
        opened = SQLiteStore(path, read_only="immutable" if immutable else True)
    except (EventLogError, OSError) as error:
        return [*found, *beside(path), unreadable(error)]
    try:
        return [*found, *_as_far_as_read(opened)]
    finally:
        opened.close()


def _on_a_server(address: str, *, immutable: bool) -> list[Finding]:
    try:
        opened = open_store(
            address, zone="UTC", durability="full", read_only="immutable" if immutable else True, create=False
        )
    except (EventLogError, OSError) as error:
        return [unreadable(error)]
    try:
        return [*_as_far_as_read(opened)]
    finally:
        opened.close()


def unreadable(error: EventLogError | OSError) -> Finding:
    """The finding that a log can't be read. What an error of ours says is to be done is not gainsaid.

    Only a file that is none of ours may be what has become of a log.
    """
    if isinstance(error, NotALog):
        return Finding("log", "bad", str(error), "check the path; if this was a log, restore it from a backup")
    return Finding("log", "bad", str(error), "" if isinstance(error, EventLogError) else "check path and permissions")


def _as_far_as_read(store: Store) -> Iterator[Finding]:
    try:
        yield from store.findings()
    except LogClosed:
        raise
    except (EventLogError, OSError) as error:
        yield unreadable(error)


def _surroundings() -> Iterator[Finding]:
    version = sqlite3.sqlite_version
    if may_lose_a_commit(sqlite3.sqlite_version_info):
        found = f"{version} may lose a commit when two programs write and one starts the write-ahead log over"
        do = "our own writers are safe, by a lock of theirs; let no other program write, and take 3.51.3 or later"
        yield Finding("sqlite", "warn", found, do)
    else:
        yield Finding("sqlite", "ok", version)
    if sqlite3.threadsafety == 3:
        yield Finding("threads", "ok", "SQLite was built to be used by several threads")
    else:
        yield Finding("threads", "warn", "SQLite was built without locks of its own", "use a log from one thread only")
    signed = find_spec("cryptography") is not None
    do = "" if signed else "in a clone, pip install '.[sign]', to sign and check checkpoints"
    yield Finding("signatures", "ok" if signed else "info", "at hand" if signed else "not installed", do)

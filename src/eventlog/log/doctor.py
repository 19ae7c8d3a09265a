"""How a log and what it stands on are doing: looked at, and nothing changed.

What goes wrong with an embedded database is seldom the database. It is a version with a known fault, a file system
whose locks do not lock, a folder that anybody may write to, a guard that somebody dropped for a moment, a disk that is
nearly full. None of it is seen in an answer, so it is looked for here, and each finding says what to do.

No body is read: whether the log is what it was is for `verify` to say.
"""

from __future__ import annotations

import glob
import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from eventlog.errors import EventLogError, InvalidValue, LogClosed, NotALog, shown
from eventlog.stores import MemoryStore, SQLiteStore, Store
from eventlog.stores.schema import APPLICATION_ID, MIGRATIONS, expected_schema, schema_of

if TYPE_CHECKING:
    from eventlog.log.eventlog import EventLog

__all__ = ["Finding", "doctor", "may_lose_a_commit", "unreadable"]

_NETWORKS = (
    "nfs",
    "cifs",
    "smb",
    "9p",
    "afs",
    "ceph",
    "gluster",
    "virtiofs",
    "fuse.sshfs",
    "vboxsf",
    "drvfs",
    "lustre",
)
_PASSING = ("tmpfs", "ramfs")
_ROOM = 2  # times the size of the file: writing it anew (after a redaction) takes as much again
_SYNCHRONOUS = {0: "off", 1: "normal", 2: "full", 3: "extra"}


@attrs.frozen
class Finding:
    """What was looked at, its state (ok, info, warn or bad), what was found, and what to do about it."""

    check: str
    state: str
    found: str
    do: str = ""

    def __str__(self) -> str:
        return f"{self.state}: {self.check}: {self.found}" + (f" ({self.do})" if self.do else "")


def may_lose_a_commit(version: tuple[int, ...]) -> bool:
    """Whether a version of SQLite has the WAL-reset fault: 3.7.0 to 3.51.2, but for 3.44.6 and 3.50.7, mended ones.

    Source: sqlite.org/wal.html, "The WAL-reset bug".
    """
    mended = (version[:2] == (3, 44) and version >= (3, 44, 6)) or (version[:2] == (3, 50) and version >= (3, 50, 7))
    return (3, 7, 0) <= version < (3, 51, 3) and not mended


def doctor(target: EventLog | str | os.PathLike[str], *, immutable: bool = False) -> list[Finding]:
    """Look at a log, or at the file of one, which is opened for reading only. Raises InvalidValue for anything else.

    Whatever is wrong is a finding, also that the log can't be opened. Nothing is changed. `immutable`: nobody writes to
    the file any more, so that it is opened with `read_only="immutable"`. Raises LogClosed.
    """
    found = list(_surroundings())
    store = getattr(target, "store", None)
    if store is not None:
        return [*found, *_as_far_as_read(_of(store))]
    if not isinstance(target, (str, os.PathLike)):
        raise InvalidValue(f"{shown(target)} is neither a log nor the path of one")
    path = Path(target)
    if not path.exists():
        return [*found, Finding("log", "bad", f"there is nothing at {path}", "check the path")]
    found += _beside(path)
    try:
        opened = SQLiteStore(path, read_only="immutable" if immutable else True)
    except (EventLogError, OSError) as error:
        return [*found, unreadable(error)]
    try:
        found += _as_far_as_read(_within(opened))
        return [*found, Finding("durability", "info", "full, unless it is opened otherwise")]
    finally:
        opened.close()


def unreadable(error: EventLogError | OSError) -> Finding:
    """The finding that a log can't be read. What an error of ours says is to be done is not gainsaid.

    Only a file that is none of ours may be what has become of a log.
    """
    if isinstance(error, NotALog):
        return Finding("log", "bad", str(error), "check the path; if this was a log, restore it from a backup")
    return Finding("log", "bad", str(error), "" if isinstance(error, EventLogError) else "check path and permissions")


def _as_far_as_read(findings: Iterator[Finding]) -> Iterator[Finding]:
    try:
        yield from findings
    except LogClosed:
        raise
    except (EventLogError, OSError) as error:
        yield unreadable(error)


def _of(store: Store) -> Iterator[Finding]:
    if isinstance(store, MemoryStore):
        yield Finding("log", "info", "in memory: it ends with this process")
    if isinstance(store, SQLiteStore):
        yield from _beside(Path(store.path))
        yield from _within(store)
        with store._speaking() as connection:  # noqa: SLF001 - no store says of itself how it was opened
            level = _SYNCHRONOUS.get(connection.execute("PRAGMA synchronous").fetchone()[0], "unknown")
        safe = level in ("full", "extra")
        do = "" if safe else "the last batches may be lost with the power: open it with durability='full' to keep them"
        yield Finding("durability", "ok" if safe else "warn", level, do)


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


def _beside(path: Path) -> Iterator[Finding]:
    """The file, its folder and its disk, without opening it: closing such a file would drop SQLite's locks on it."""
    real = path.resolve()
    held = real.stat()
    if held.st_nlink > 1:
        yield Finding("file", "bad", f"it has {held.st_nlink} names (hard links)", "remove all but one")
    yield from _permissions(real, held)
    kind = file_system(real)
    if kind.startswith(_NETWORKS):
        yield Finding("file system", "bad", f"{kind}, of a network: locks are not to be relied on", "move it to a disk")
    elif kind in _PASSING:
        yield Finding("file system", "warn", f"{kind}: it ends with the machine", "move the log to a disk")
    else:
        yield Finding("file system", "ok" if kind else "info", kind or "unknown")
    free = shutil.disk_usage(real.parent).free
    enough = free > _ROOM * held.st_size
    do = "" if enough else "make room: a redaction and a backup write the file anew"
    yield Finding("room", "ok" if enough else "warn", f"{free:,} bytes free, the log has {held.st_size:,}", do)
    for left in sorted(real.parent.glob(f".{glob.escape(real.name)}.????????????.new")):
        yield Finding("file", "info", f"{left.name} is what an interrupted command left", "it may be removed")


def _permissions(path: Path, held: os.stat_result) -> Iterator[Finding]:
    folder = path.parent.stat()
    sticky = bool(folder.st_mode & stat.S_ISVTX)
    if held.st_mode & stat.S_IWOTH:
        yield Finding("permissions", "bad", "everybody on this machine may write to the file", f"chmod o-w {path}")
    elif folder.st_mode & stat.S_IWOTH and not sticky:
        yield Finding(
            "permissions", "bad", "everybody may replace the file: its folder is open", f"chmod o-w {path.parent}"
        )
    elif held.st_mode & stat.S_IROTH:
        yield Finding(
            "permissions", "info", "everybody on this machine may read it", "chmod o-r, if it is confidential"
        )
    else:
        yield Finding("permissions", "ok", f"{stat.filemode(held.st_mode)}")
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        yield Finding("permissions", "info", "this user may only read it", "pass read_only=True")


def _within(store: SQLiteStore) -> Iterator[Finding]:
    """Schema, guards, and what SQLite itself can say of the file."""
    with store._speaking() as connection:  # noqa: SLF001
        (owner,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (journal,) = connection.execute("PRAGMA journal_mode").fetchone()
        quick = [row[0] for row in connection.execute("PRAGMA quick_check(3)").fetchall()]
        held, expected = schema_of(connection), expected_schema()
    known = owner == APPLICATION_ID and version == len(MIGRATIONS)
    yield Finding("format", "ok" if known else "bad", f"version {version}", "" if known else "restore it from a backup")
    missing = sorted(name for kind, name, text in expected - held if kind == "trigger")
    strange = sorted(name for kind, name, text in held - expected if kind == "trigger" and name not in missing)
    if missing or strange:
        found = f"the guards that keep it append-only were changed: {', '.join([*missing, *strange])}"
        yield Finding(
            "guards", "bad", found, "run verify with a checkpoint, and mend it with eventlog.log.repair_index"
        )
    else:
        yield Finding("guards", "ok", f"all {sum(kind == 'trigger' for kind, _, _ in expected)} are in place")
    changed = sorted(name for kind, name, _ in expected - held if kind in ("table", "index"))
    if changed:
        yield Finding("schema", "bad", f"changed: {', '.join(changed)}", "restore it from a backup")
    else:
        yield Finding("schema", "ok", "as this library makes it")
    if journal != "wal" and store._stamp is None:  # noqa: SLF001 - read as immutable, no file has a journal
        yield Finding("journal", "warn", journal, "open it once for writing")
    if quick == ["ok"]:
        yield Finding("pages", "ok", "SQLite finds no damage")
    else:
        yield Finding("pages", "bad", "; ".join(map(str, quick)), "restore it from a backup, and verify that")


def file_system(path: Path, mounts: str = "/proc/self/mounts") -> str:
    """The kind of file system that a path lies on; empty where that can't be told."""
    try:
        lines = Path(mounts).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    best, found = "", ""
    for line in lines:
        parts = line.split()
        place = parts[1].replace("\\040", " ") if len(parts) > 2 else ""
        inside = str(path) == place or str(path).startswith(place.rstrip("/") + "/")
        if place and inside and len(place) >= len(best):
            best, found = place, parts[2]
    return found

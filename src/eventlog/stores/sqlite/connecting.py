"""Connections to a log's file: made with care, one a thread, and never trusted after the disk failed.

Before SQLite is let near a file, the hundred bytes of its header are read, so that another program's file
stays as it is and nothing appears beside it. Reading them has a trap: on POSIX systems, closing any
descriptor of a file drops every lock that the process holds on it, SQLite's own among them. So the file is
opened that way only where this process has it open in no other way, and otherwise looked at through SQLite,
which knows of the trap. (A connection that takes no lock, `immutable`, will not do: while a checkpoint is
under way the file without its write-ahead log makes no sense.)

A forked child shares its parent's connections and would write into its transactions. It is refused; the
connections are set aside there, unclosed, since closing them is the parent's business.
"""

# The file system is spoken to in its own words here, not in those of pathlib.
# ruff: noqa: PTH112, PTH116, PTH120

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any, Literal
from urllib.parse import quote

from eventlog.errors import LogClosed, NewerFormat, NotALog, ReadOnly, StoreError
from eventlog.files.kept import APPLICATION_ID, is_open_here
from eventlog.files.names import file_errors
from eventlog.files.networks import network_of
from eventlog.stores.blocks import block
from eventlog.stores.sqlite.forking import inside
from eventlog.stores.sqlite.journals import Journals
from eventlog.stores.sqlite.refusals import in_our_words
from eventlog.stores.sqlite.schema import MIGRATIONS, expected_schema, schema_of

__all__ = [
    "CHECKPOINT_BYTES",
    "Connections",
    "check_format",
    "check_identity",
    "connected",
    "examine",
    "identity",
    "look_at",
]

CHECKPOINT_BYTES = 4 << 20
"""A write-ahead log larger than this is moved into the file proper."""

OLDEST_SQLITE = (3, 37, 0)
DURABILITIES = {"full": "FULL", "normal": "NORMAL", "off": "OFF"}

_set_aside: list[Any] = []
looking = threading.Lock()  # no file is opened in the other way while one is being looked at; within `inside.sqlite`


def connect(path: str, mode: str, *, durability: str = "full", wait: float = 30.0) -> sqlite3.Connection:
    """A connection. `mode`: rw, ro, rwc or immutable. In autocommit; it may be closed from another thread."""
    query = "mode=ro&immutable=1" if mode == "immutable" else f"mode={mode}"
    with inside.sqlite:
        with looking:
            connection = sqlite3.connect(
                f"file:{quote(path)}?{query}", uri=True, timeout=wait, isolation_level=None, check_same_thread=False
            )
        try:
            for pragma in (
                "trusted_schema = OFF",
                "cell_size_check = ON",
                "mmap_size = 0",
                "secure_delete = ON",
                "temp_store = MEMORY",
                "wal_autocheckpoint = 0",  # only under our own lock
                f"journal_size_limit = {CHECKPOINT_BYTES}",  # or the log of a checkpoint made once would look full
                "fullfsync = ON",
                f"synchronous = {DURABILITIES[durability]}",
            ):
                connection.execute(f"PRAGMA {pragma}")
        except BaseException:
            connection.close()
            raise
    return connection


@block
def connected(path: str, mode: str, *, durability: str = "full", wait: float = 30.0) -> Iterator[sqlite3.Connection]:
    """A connection for the length of a block, in which its user says so (`inside.sqlite`)."""
    connection = connect(path, mode, durability=durability, wait=wait)
    try:
        yield connection
    finally:
        with inside.sqlite:
            connection.close()


def look_at(path: str) -> bool:
    """Whether there is a log at this path: False for nothing. Touches nothing.

    Raises NotALog for another program's file and an empty one, NewerFormat for a log of a later version, StoreError for
    what is no file of its own (a folder, a second name of one file), for a network's file system and for a folder that
    does not exist.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise StoreError(f"SQLite {sqlite3.sqlite_version} is too old to keep a log in a file: 3.37 or later is needed")
    folder = os.path.dirname(path)
    if not os.path.isdir(folder):
        raise StoreError(f"the folder {folder} does not exist: make it first")
    network = network_of(folder)
    if network is not None:
        raise StoreError(
            f"{path} lies on a {network} file system, where locks can't be relied on: keep the log on "
            "a disk of this machine"
        )
    try:
        held = os.stat(path)
    except FileNotFoundError:
        return False
    except PermissionError:
        raise ReadOnly(f"this user may not look at {path}: change the permissions of its folder") from None
    if os.path.isdir(path):
        raise StoreError(f"{path} is a folder: name a file in it")
    if not stat.S_ISREG(held.st_mode):
        raise StoreError(f"{path} is no ordinary file: name another one")
    check_single(path, held)
    if held.st_size == 0:
        raise NotALog(f"{path} is empty, and no log: if it is not needed remove it, else restore it from a backup")
    if not os.access(path, os.R_OK):
        raise ReadOnly(f"this user may not read {path}: change its permissions")
    _check_header(path, held)
    return True


def check_single(path: str, held: os.stat_result) -> None:
    """Refuse a file that has a second name: each name would have a write-ahead log and a lock of its own."""
    if held.st_nlink > 1:
        raise StoreError(f"{path} has {held.st_nlink} names (hard links), and a log may have one: remove the others")


def identity(path: str) -> tuple[int, int]:
    """Which file it is, whatever it is called. Raises StoreError."""
    with file_errors(path, reading=True):
        held = os.stat(path)
    return (held.st_dev, held.st_ino)


def check_identity(path: str, opened: tuple[int, int], *, reading: bool = False) -> tuple[int, int]:
    """The path must still lead to the file that was opened, and be its only name: else the log would split in two.

    For who reads (`reading`) a second name does no harm. Returns its size and moment of change. Raises StoreError.
    """
    try:
        held = os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        held = None
    except OSError:
        with file_errors(path, reading=reading):
            raise
    if held is None or (held.st_dev, held.st_ino) != opened:
        done = "" if reading else "nothing was recorded; "
        raise StoreError(
            f"{path} was moved, removed or replaced while it was open: {done}close the log, and open it where it is now"
        )
    if not reading:
        check_single(path, held)
    return held.st_size, held.st_mtime_ns


def _check_header(path: str, held: os.stat_result) -> None:
    with inside.sqlite, looking:
        header = None
        if not is_open_here(held):
            file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            try:
                header = os.pread(file, 100, 0)
            finally:
                os.close(file)
    if header is not None:
        ours = len(header) == 100 and header.startswith(b"SQLite format 3\0")
        numbers = (int.from_bytes(header[68:72], "big"), int.from_bytes(header[60:64], "big")) if ours else (0, 0)
        _check_numbers(path, *numbers)
        return
    with in_our_words(path), inside.sqlite, connected(path, "ro") as connection:
        check_format(connection, path)


def _numbers(connection: sqlite3.Connection) -> tuple[int, int]:
    return (
        connection.execute("PRAGMA application_id").fetchone()[0],
        connection.execute("PRAGMA user_version").fetchone()[0],
    )


def check_format(connection: sqlite3.Connection, path: str) -> int:
    """The version of a log's file. Raises NotALog, NewerFormat."""
    owner, version = _numbers(connection)
    _check_numbers(path, owner, version)
    return version


def _check_numbers(path: str, owner: int, version: int) -> None:
    if owner != APPLICATION_ID or version < 1:
        raise NotALog(f"{path} is no log: another program's file; it was not touched")
    if version > len(MIGRATIONS):
        raise NewerFormat(
            f"{path} was written by a later version of this library (format {version}, and this one "
            "reads up to "
            f"{len(MIGRATIONS)}): upgrade eventlog-knowledge; the file was not touched"
        )


def examine(connection: sqlite3.Connection, path: str, *, writing: bool) -> int:
    """The version of a log's file. Raises NotALog, NewerFormat, and StoreError where its guards are not those
    we know.
    """
    version = check_format(connection, path)
    if version < len(MIGRATIONS):
        return version
    held, expected = schema_of(connection), expected_schema()
    wanted = expected if writing else {one for one in expected if one[0] == "table"}
    strange = [name for kind, name, _ in held - expected if writing and kind == "trigger"]
    changed = sorted({name for _, name, _ in wanted - held} | set(strange))
    if changed:
        look = ", or pass read_only=True to look at it" if writing else ""
        raise StoreError(
            f"the tables of {path} are not those of a log ({', '.join(changed)}): what keeps "
            "it append-only was changed, or a version before the first release made it; compare it with a checkpoint "
            f"and mend it with eventlog.audit.repair_index, or restore it from a backup{look}"
        )
    return version


class Holder:
    """One thread's connection, and who may close it.

    `lock` is held by the thread while it speaks to the connection. So no connection is closed that another thread is
    using: SQLite would be handed freed memory. A thread that wants it closed marks it, and closes it only where it is
    idle; else its own thread does when it has spoken.
    """

    def __init__(self, connection: sqlite3.Connection, age: int) -> None:
        self.connection = connection
        self.age = age
        self.process = os.getpid()
        self.thread = threading.current_thread()
        self.lock = threading.RLock()
        self.done = False

    def close(self) -> bool:
        """Close it, or leave that to the thread that is using it; whether it is closed now."""
        self.done = True
        with inside.sqlite:
            if not self.lock.acquire(blocking=False):
                return False
            try:
                with contextlib.suppress(sqlite3.Error):
                    self.connection.close()
            finally:
                self.lock.release()
        return True

    def __del__(self) -> None:
        """What was never closed is closed as anything else is."""
        calls = getattr(inside, "sqlite", None)  # none yet where the collector calls this in a thread on its way in
        if self.process == os.getpid() and calls is not None:
            with calls, contextlib.suppress(sqlite3.Error):
                self.connection.close()


class Connections:
    """The connections of one log to its file: one a thread, made when the thread first asks."""

    def __init__(self, path: str, *, mode: Literal["rw", "ro", "immutable"], durability: str, wait: float) -> None:
        self.path = path
        self.mode = mode
        self.journals = Journals(path, lambda: self._closed)
        self._given = {"durability": durability, "wait": wait}
        self._local = threading.local()
        self._all: dict[int, Holder] = {}
        self._lock = threading.Lock()
        self._process = os.getpid()
        self._closed = False
        self._age = 0

    @block
    def speaking(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection, which is not closed meanwhile. Raises LogClosed; StoreError in a forked child.

        Its user says when it is used (`inside.sqlite`), so that a block may be of any length.
        """
        holder = self._holder()
        with holder.lock:
            if holder.done:  # between the question and the lock
                raise LogClosed if self._closed else sqlite3.ProgrammingError
            try:
                yield holder.connection
            finally:
                if holder.done:
                    self._let_go(holder)

    def get(self) -> sqlite3.Connection:
        """This thread's connection, to look at; another thread may close it unless it is being spoken to."""
        return self._holder().connection

    def _let_go(self, holder: Holder) -> None:
        """Close a connection that was to be closed while this thread was using it; maybe it is closed already."""
        with contextlib.suppress(sqlite3.ProgrammingError):
            if not holder.connection.in_transaction:
                holder.close()

    def _holder(self) -> Holder:
        if self.foreign:
            raise StoreError(
                f"the log {self.path} was opened by the process that this one was forked from: open it anew in this one"
            )
        held: Holder | None = getattr(self._local, "holder", None)
        if self._closed:
            if held is not None:
                held.close()
            raise LogClosed
        if held is None or held.age != self._age:
            if held is not None:
                held.close()
            held = self._local.holder = self._add()
        return held

    def _add(self) -> Holder:
        with in_our_words(self.path, reading=self.mode != "rw"), inside.sqlite:
            connection = connect(self.path, self.mode, **self._given)  # type: ignore[arg-type]
            if self.mode != "rw":
                connection.execute("PRAGMA query_only = ON")
        with inside.sqlite, self._lock:
            if self._closed:
                connection.close()
                raise LogClosed
            for number, old in list(self._all.items()):
                if not old.thread.is_alive():
                    old.close()  # never the last one, so this makes no checkpoint
                    del self._all[number]
            holder = self._all[threading.get_ident()] = Holder(connection, self._age)
        return holder

    def another(self) -> AbstractContextManager[sqlite3.Connection]:
        """A connection for one matter, for the length of a block. It is under no `query_only`."""
        return connected(self.path, self.mode, **self._given)  # type: ignore[arg-type]

    def renew(self) -> None:
        """Let every thread begin with a new connection: after the disk failed. Idle ones are closed here."""
        with inside.sqlite, self._lock:
            self._age += 1
            self.journals.forget()
            held, self._all = self._all, {}
        for holder in held.values():
            holder.close()

    def close(self) -> None:
        """Close all idle connections for good; one in use is closed by its thread. In a forked child: by the parent."""
        self._closed = True
        if not self.foreign:
            self.renew()

    @property
    def closed(self) -> bool:
        """Whether they were closed for good."""
        return self._closed

    @property
    def foreign(self) -> bool:
        """Whether this is a forked child, and they are its parent's."""
        return self._process != os.getpid()

    def set_aside(self) -> None:
        """In a forked child: keep the parent's connections from ever being closed here."""
        _set_aside.append(self._all)
        _set_aside.append(getattr(self._local, "holder", None))
        self._lock = threading.Lock()

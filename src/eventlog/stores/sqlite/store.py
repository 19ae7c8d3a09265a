"""The store in a file: SQLite, with the bytes that the memory would hold.

Writing goes in one order, always: our lock, BEGIN IMMEDIATE, the head, the writer's checks, the
rows, the head, COMMIT, and a checkpoint where the write-ahead log has grown, under the same lock. Reading
takes no lock of ours; it goes in short statements, each its own snapshot, and is bounded by the head that it
began with, so that a slow reader keeps nobody waiting and no part of a batch is ever seen.

After the disk failed nothing is assumed. A write that was to be flushed and was not may be reported as
flushed the next time; so the connections are closed, the file is opened anew, and the end of the log is
hashed again before anything more is written.
"""

# The file system is spoken to in its own words here, not in those of pathlib; statements are put together from
# the words of this room alone.
# ruff: noqa: PTH116, PTH108

from __future__ import annotations

import contextlib
import os
import sqlite3
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Literal

from eventlog.errors import CorruptEntry, LogClosed, OutcomeUnknown, ReadOnly, StoreError
from eventlog.files.names import check_name, file_errors
from eventlog.stores.blocks import block
from eventlog.stores.entries import NOTHING, Ahead, Head, RestoredEntry, Salts, check_whole, random_salt
from eventlog.stores.finding import Finding
from eventlog.stores.inspection import Inspection
from eventlog.stores.sqlite import upkeep
from eventlog.stores.sqlite.appending import (
    HeadRow,
    SQLiteWriting,
    check_tail,
    head_of,
    rolled_back_on_error,
    withheld_from,
)
from eventlog.stores.sqlite.connecting import CHECKPOINT_BYTES as _CHECKPOINT_BYTES
from eventlog.stores.sqlite.connecting import Connections, check_identity, examine, identity, look_at
from eventlog.stores.sqlite.creating import create
from eventlog.stores.sqlite.forking import inside, on_fork
from eventlog.stores.sqlite.immutable import check_unchanged, stamp_of
from eventlog.stores.sqlite.inspecting import inspecting
from eventlog.stores.sqlite.leftovers import check_beside
from eventlog.stores.sqlite.locking import WriteLock
from eventlog.stores.sqlite.mending import sweep
from eventlog.stores.sqlite.overwriting import check_not_overwritten
from eventlog.stores.sqlite.refusals import is_io_error, translated
from eventlog.stores.sqlite.schema import MIGRATIONS, migrate
from eventlog.stores.sqlite.searching import Searching
from eventlog.stores.sqlite.statements import HEAD
from eventlog.stores.sqlite.surroundings import beside
from eventlog.stores.waking import Wake, changed_at, looking

__all__ = ["SQLiteStore"]

_stores: weakref.WeakSet[SQLiteStore] = weakref.WeakSet()


class SQLiteStore(Searching):
    """A log in a file. Safe to share between threads, and to open in several processes; not to use in a
    forked child.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        zone: str = "UTC",
        salts: Salts = random_salt,
        durability: str = "full",
        read_only: bool | Literal["immutable"] = False,
        may_create: bool = True,
        private: bool = False,
        wait: float = 30.0,
    ) -> None:
        """Open the log at `path`, or make one there if it may. `wait`: how many seconds to wait for another writer.

        `zone` is that of a new log; a log that is there keeps its own. `private`: nobody else may read what is made.
        `read_only="immutable"` is for a log that nobody writes to any more and whose folder can't be written. Raises
        NotALog, NewerFormat, ReadOnly, StorageFull, StoreError.
        """
        name = check_name(path)
        with file_errors(name):
            self.path, self._given = os.path.realpath(name), str(Path(name).absolute())
        self._salts = salts
        self._wait = wait
        self._read_only = bool(read_only)
        self._lock = None
        with file_errors(self.path):
            there = look_at(self.path)
        if private and there and os.stat(self.path).st_mode & 0o077:
            raise StoreError(f"others may read {self.path}: chmod 600 it, or leave private out")
        if self._read_only:
            if not there:
                raise StoreError(f"there is no log at {self.path} to read: leave read_only out to make one")
            mode: Literal["rw", "ro", "immutable"] = "immutable" if read_only == "immutable" else "ro"
        elif not there and not may_create:
            raise StoreError(f"there is no log at {self.path}: leave create=False out to make one")
        else:
            mode = "rw"
            self._lock = WriteLock(f"{self.path}-lock")
            if there and not os.access(self.path, os.W_OK):
                raise ReadOnly(f"{self.path} can only be read: pass read_only=True, or change its permissions")
        self._stamp = stamp_of(self.path) if read_only == "immutable" else None
        self._sick = False
        self._sound = False
        self.written: tuple[HeadRow, Head] | None = None
        self._connections = Connections(self.path, mode=mode, durability=durability, wait=wait)
        _stores.add(self)
        try:
            self._zone = self._open(zone, durability, private)
        except BaseException:
            self._connections.close()
            if self._lock is not None:
                self._lock.close()
            raise

    def _open(self, zone: str, durability: str, private: bool) -> str:
        if self._lock is not None:
            with self._lock.held(self._wait):
                self._make_or_look(zone, durability, private)
        elif self._stamp is None:
            self._identity = identity(self.path)  # before it is connected to
            self._looked = changed_at(self.path)
            check_beside(self.path, there=True, reading=True)
        with self._speaking() as connection:
            version = examine(connection, self.path, writing=not self._read_only)
            if version < len(MIGRATIONS):
                raise StoreError(f"{self.path} is of an older format: open it once for writing to bring it up to date")
            row = connection.execute("SELECT value FROM meta WHERE name = 'zone'").fetchone()
            self._connections.journals.check(reading=True)
        if row is None:
            raise StoreError(f"{self.path} does not say in which zone it lives: restore it from a backup")
        return str(row[0])

    def _make_or_look(self, zone: str, durability: str, private: bool) -> None:
        """Make the log, or look whether the one that is there may be written to. Under the lock.

        Where there is none afterwards, the lock goes too, and a waiting process looks again.
        """
        try:
            with file_errors(self.path):
                there = look_at(self.path)
                check_beside(self.path, there=there)
                if not there:
                    create(self.path, zone=zone, durability=durability, private=private)
                self._identity, self._looked = identity(self.path), changed_at(self.path)
            self._bring_up_to_date()
        except BaseException:
            if not os.path.lexists(self.path):
                with contextlib.suppress(OSError):
                    os.unlink(f"{self.path}-lock")
            raise

    def _bring_up_to_date(self) -> None:
        with self._speaking() as connection:
            version = examine(connection, self.path, writing=True)
            if version < len(MIGRATIONS):
                with rolled_back_on_error(connection):
                    connection.execute("BEGIN IMMEDIATE")
                    migrate(connection, version)
                    connection.execute("COMMIT")
                examine(connection, self.path, writing=True)
            if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                connection.execute("PRAGMA journal_mode = WAL")

    def __repr__(self) -> str:
        return f"SQLiteStore({self.path!r})"

    @property
    def zone(self) -> str:
        """The zone in which the log lives."""
        return self._zone

    def head(self) -> Head:
        """The end of the log now."""
        row = self._one(HEAD)
        self._check_there()
        return head_of(row, self.path)

    @block
    def writing(self, *, held: bool = True, ahead: Ahead = NOTHING) -> Iterator[SQLiteWriting]:
        """Take the write lock, also where it need not be held. Leaving the block commits; leaving it by any exception
        leaves the log as it was.
        """
        del held, ahead
        if self._lock is None:
            raise ReadOnly(f"{self.path} was opened for reading only: open it without read_only to record")
        self._connections.get()  # says what is wrong before anything is waited for
        with self._lock.held(self._wait):
            look = check_identity(self._given, self._identity)
            with self._speaking(throughout=False) as connection:
                with inside.transaction, rolled_back_on_error(connection):
                    with inside.sqlite:
                        connection.execute("BEGIN IMMEDIATE")
                        self._check_as_known(look)
                        writing = SQLiteWriting(self, connection, self._salts)
                        check_whole(withheld_from(connection) if writing.partial else ())
                        if writing.astray:
                            sweep(connection, writing.head.size)
                        if not self._sound:
                            check_tail(connection, writing.head)
                    yield writing
                    with inside.sqlite:
                        writing.finish()
                        self._commit(connection, writing)
                self._sound, self.written = True, writing.written
            self._checkpoint(writing.erased)

    @block
    def _writable(self, wait: float) -> Iterator[sqlite3.Connection]:
        """The connection under the write lock, for what is kept beside the log. The caller begins and commits."""
        assert self._lock is not None
        with self._lock.held(min(wait, self._wait)):
            self._check_as_known(check_identity(self._given, self._identity))
            with inside.transaction, self._speaking() as connection, rolled_back_on_error(connection):
                yield connection
            self._checkpoint(erased=False)

    def _commit(self, connection: sqlite3.Connection, writing: SQLiteWriting) -> None:
        try:
            changed = writing.kept or writing.after is not writing.head
            connection.execute("COMMIT" if changed else "ROLLBACK")
        except sqlite3.Error as error:
            if is_io_error(error):
                self._sick = True
                raise OutcomeUnknown(
                    f"the disk failed while a batch was committed to {self.path}: it may or may not be in the log; "
                    "look at the disk, then record it again, for a repetition adds nothing"
                ) from error
            raise

    def _checkpoint(self, erased: bool) -> None:
        """Move what was written into the file proper. What was committed is safe without it, so it may fail."""
        with contextlib.suppress(OSError, sqlite3.Error):
            if not erased and os.stat(f"{self.path}-wal").st_size <= _CHECKPOINT_BYTES:
                return
            mode = "TRUNCATE" if erased else "PASSIVE"  # or the write-ahead log would still hold what was erased
            with self._connections.speaking() as connection, inside.sqlite:
                connection.execute(f"PRAGMA wal_checkpoint({mode})").fetchone()

    @contextlib.contextmanager
    def waking(self) -> Iterator[Wake]:
        """By the file, and its write-ahead log."""
        yield looking(self._looks)

    def _looks(self) -> tuple[object, ...]:
        return (self._connections.closed, *(changed_at(path) for path in (f"{self.path}-wal", self.path)))

    def inspecting(self) -> AbstractContextManager[Inspection]:
        """Look at the file as it is, in one snapshot."""
        self._check_there()
        return inspecting(self._speaking(throughout=False), self.path)

    def withheld(self) -> Sequence[int]:
        """The positions that were left out of this copy, in order."""
        with self._speaking() as connection:
            return withheld_from(connection)

    def restore(self, batches: Iterable[Sequence[RestoredEntry]], withheld: Sequence[int] = ()) -> Head:
        """Fill an empty log with batches that were recorded elsewhere, all or nothing."""
        with self.writing() as writing:
            return writing.restore(batches, withheld)

    def snapshot(self, path: str | os.PathLike[str], name: str) -> bool:
        """Write a copy of the file, in one snapshot. Writers go on meanwhile.

        Who may only read may copy. `query_only`, which a reader's connections are under, takes any file that is written
        for this one; so the copy is made over a connection without it, which can no more write here than they can.
        """
        with self._speaking() as connection, contextlib.ExitStack() as stack:
            own = stack.enter_context(self._connections.another()) if self._read_only else connection
            upkeep.copy(own, os.fspath(path), name)
        return True

    def vacuum(self) -> tuple[str, ...]:
        """Clean the file and its write-ahead log of what was erased; what could not be, in sentences."""
        if self._lock is None:
            return (f"{self.path} was opened for reading only",)
        try:
            with self._lock.held(self._wait), self._speaking() as connection:
                return upkeep.vacuum(connection, self.path)
        except StoreError as error:
            return (f"{self.path} and its write-ahead log may hold words that were erased: {error}",)

    def discard(self) -> bool:
        """Remove the files of an empty log that nobody else has open, under the write lock."""
        if self._lock is None:
            return False
        with contextlib.suppress(StoreError), self._lock.held(self._wait):
            check_identity(self._given, self._identity)
            with self._speaking() as connection:
                if self.head().size or not upkeep.alone(connection, self._wait):
                    return False
            self._connections.close()
            upkeep.remove(self.path)
        if not self._connections.closed:
            return False
        self._lock.close()
        return True

    def findings(self) -> Iterator[Finding]:
        """How the file, its folder, its tables and guards are doing."""
        with self._speaking() as connection:
            found = [*upkeep.findings(connection, immutable=self._stamp is not None)]
        return iter((*beside(Path(self.path)), *found))

    def close(self) -> None:
        """Close all connections, under the lock: the last one makes a checkpoint. Closing again does nothing."""
        if self._connections.closed:
            return
        if self._lock is None or self._connections.foreign:
            self._connections.close()
            return
        with contextlib.ExitStack() as stack:
            with contextlib.suppress(StoreError):
                stack.enter_context(self._lock.held(min(self._wait, 5.0)))
            self._connections.close()
        self._lock.close()

    def forked(self) -> None:
        """In a forked child: leave everything to the parent."""
        self._connections.set_aside()
        if self._lock is not None:
            self._lock.close()

    @block
    def _speaking(self, *, throughout: bool = True) -> Iterator[sqlite3.Connection]:
        """This thread's connection; errors in our words; after an I/O error all connections are made anew.

        A block that runs what others wrote is not `throughout` in SQLite: it says itself when it is (`inside.sqlite`).
        """
        if self._sick:
            self._sick = self._sound = False
            self._connections.renew()
        try:
            with self._connections.speaking() as connection:
                if throughout:
                    with inside.sqlite:
                        yield connection
                else:
                    yield connection
            if self._stamp is not None:
                check_unchanged(self.path, self._stamp)
        except CorruptEntry:
            if self._stamp is not None:
                check_unchanged(self.path, self._stamp)
            raise
        except sqlite3.ProgrammingError as error:
            if self._connections.closed:
                raise LogClosed from error
            raise StoreError(f"{self.path} is being opened anew after its disk failed: try again") from error
        except (sqlite3.Error, UnicodeDecodeError) as error:
            self._sick = self._sick or is_io_error(error)
            if self._stamp is not None:
                check_unchanged(self.path, self._stamp)
            raise translated(error, self.path, reading=self._read_only) from error

    def _one(self, sql: str, *values: Any) -> tuple[Any, ...] | None:
        with self._speaking() as connection:
            row: tuple[Any, ...] | None = connection.execute(sql, values).fetchone()
        return row

    def counts(self) -> tuple[int, int]:
        """How many entries there are now, and how many bodies have been erased."""
        row = self._one("SELECT size, erased FROM head")
        self._check_there()
        if row is None or type(row[0]) is not int or type(row[1]) is not int:
            head = self.head()  # says what is wrong
            return head.size, head.erased
        return row

    def _size(self) -> int:
        return self.counts()[0]

    def _check_there(self) -> None:
        """How a log is now is not told from a file that is no more in its place: others write to another one."""
        if self._stamp is None and not self._connections.closed:
            self._check_as_known(check_identity(self._given, self._identity, reading=True), reading=True)

    def _check_as_known(self, look: tuple[int, int], *, reading: bool = False) -> None:
        self._connections.journals.check(reading=reading)
        if look != self._looked:
            check_not_overwritten(lambda: self._one(HEAD), self._connections.another, self.path)
            self._looked = look


def _forget_the_parents_connections() -> None:
    for store in list(_stores):
        store.forked()


on_fork(_forget_the_parents_connections)

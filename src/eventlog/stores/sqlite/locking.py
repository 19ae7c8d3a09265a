"""The lock under which a log in a file is written: one writer at a time, over all threads and processes.

SQLite has locks of its own, and they would do, but for two things. Its checkpoints may run beside a writer,
and in the versions 3.7.0 to 3.51.2 (some distributions have mended theirs) that can lose a commit when the
write-ahead log starts over. And its writers poll. So there is a file beside the log, `<log>-lock`, that holds
nothing and is locked with flock: our writers, and their checkpoints, run under it one after the other. Other
programs that write to the file meet SQLite's own locks.

flock belongs to the open file and not to the process: two logs open on one path in one process exclude each
other, the lock is gone when its holder is killed, and a forked child shares it. That last is why a child
closes its copy at once.
"""

# The file system is spoken to in its own words here, not in those of pathlib.
# ruff: noqa: PTH110, PTH116

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from contextlib import suppress
from threading import RLock

from eventlog.errors import Busy, ReadOnly, StoreError
from eventlog.stores.blocks import block

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

__all__ = ["WriteLock"]

_SHORTEST, _LONGEST = 0.0005, 0.02


class WriteLock:
    """The lock file of one log. `path` is the lock file's own. Its file is made when the lock is first taken."""

    def __init__(self, path: str) -> None:
        if fcntl is None:
            raise StoreError("a log in a file can be written on POSIX systems only so far: use ':memory:' here")
        self.path = path
        self._file: int | None = None
        self._which = (0, 0)
        self._threads = RLock()

    @block
    def held(self, wait: float) -> Iterator[None]:
        """Hold the lock for the length of a block. Raises Busy when it is not to be had within `wait`
        seconds.

        An interrupt may come at any moment, between taking a lock and noting that it was taken too. So whether this
        thread holds it is asked of the lock itself, and letting the file go twice does no harm.
        """
        deadline = time.monotonic() + wait
        if self._mine():
            raise self._busy(wait)  # a block within a block would wait for itself
        try:
            if not self._threads.acquire(timeout=max(wait, 0)):
                raise self._busy(wait)
            self._take(deadline, wait)
            yield
        finally:
            try:
                self._let_go()
            finally:
                self._let_go()  # an interrupt may have come while it was let go

    def _mine(self) -> bool:
        """Whether this thread holds the lock, as far as this process is concerned."""
        return bool(self._threads._is_owned())  # type: ignore[attr-defined]  # noqa: SLF001

    def _take(self, deadline: float, wait: float) -> None:
        pause = _SHORTEST
        while True:
            if self._file is None:
                self._file = self._open()
                held = os.fstat(self._file)
                self._which = held.st_dev, held.st_ino
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise self._busy(wait) from None
                # Somewhat at random, so that no writer always wakes just after another has taken the lock.
                time.sleep(random.uniform(pause / 2, pause))  # noqa: S311 - no secret
                pause = min(2 * pause, _LONGEST)
                continue
            except OSError as error:
                raise StoreError(f"{self.path} can't be locked: {error.strerror}") from error
            if self._is_still_there():
                return
            self.close()  # it was removed or replaced; another writer may hold the new one

    def _is_still_there(self) -> bool:
        try:
            there = os.stat(self.path)
        except FileNotFoundError:
            return False
        return (there.st_dev, there.st_ino) == self._which

    def _let_go(self) -> None:
        """Give both locks back; done twice, it has done it once."""
        if self._mine():
            if self._file is not None:
                fcntl.flock(self._file, fcntl.LOCK_UN)  # not by closing: a forked child may hold a copy of the file
            self._threads.release()

    def _open(self) -> int:
        # Beside no log yet, the process's mask says who may write: no one is let in who might not write to the log, and
        # the mask is not read, which would change it for all threads.
        mode = 0o600 if os.path.exists(self.path.removesuffix("-lock")) else 0o622
        try:
            file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, mode)
        except PermissionError:
            if (stranger := self._strangers()) is not None:
                raise StoreError(stranger) from None
            raise ReadOnly(
                f"the lock file {self.path} can't be written: change the permissions of the file or "
                "its folder, or pass "
                "read_only=True"
            ) from None
        except OSError as error:
            if error.errno == 30:  # EROFS
                raise ReadOnly(
                    f"{self.path} lies on a file system that can only be read: pass read_only=True"
                ) from None
            raise StoreError(f"the lock file {self.path} can't be opened: {error.strerror}") from error
        self._close_to_strangers(file)
        return file

    def _close_to_strangers(self, file: int) -> None:
        """Let only those open the lock file who may write to the log: a user who can open it can hold it for ever."""
        held = os.fstat(file)
        if held.st_uid != os.geteuid():
            return
        try:
            log = os.stat(self.path.removesuffix("-lock"))
            may_write = log.st_mode
        except OSError:
            log, may_write = None, held.st_mode
        mode = 0o600 | (0o060 if may_write & 0o020 else 0) | (0o006 if may_write & 0o002 else 0)
        with suppress(OSError):
            if log is not None and mode & 0o060 and log.st_gid != held.st_gid:
                os.fchown(file, -1, log.st_gid)
            if held.st_mode & 0o777 != mode:
                os.fchmod(file, mode)

    def _strangers(self) -> str | None:
        """A sentence where the lock file is neither this user's nor that of the log's owner; None where it is."""
        try:
            owners = {os.stat(self.path.removesuffix("-lock")).st_uid, os.geteuid(), 0}
            owner = os.stat(self.path, follow_symlinks=False).st_uid
        except OSError:
            return None
        if owner in owners:
            return None
        return (
            f"the lock file {self.path} belongs to another user (number {owner}), who can keep others from writing: "
            "remove it, and move the log into a folder where only its writers may make files"
        )

    def _busy(self, wait: float) -> Busy:
        if (stranger := self._strangers()) is not None:
            return Busy(stranger)
        return Busy(f"another writer held {self.path.removesuffix('-lock')} for more than {wait:g} seconds: try again")

    def close(self) -> None:
        """Let the file go. In a forked child this leaves the parent's lock as it is."""
        file, self._file = self._file, None
        if file is not None:
            os.close(file)

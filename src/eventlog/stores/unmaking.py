"""Taking back a log that was made for what then did not come in.

Whoever opens a log that is not there makes one, since he can't know yet whether what he brings is fit for it. Where it
is not, nothing should be left but the error. A file is removed only where nothing can be lost with it: under the write
lock, while the log is empty, and while nobody else has it open, which SQLite itself knows: it leaves the write-ahead
log only for whoever is alone.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path

from eventlog.errors import StoreError
from eventlog.stores.connecting import check_identity
from eventlog.stores.sqlite import SQLiteStore
from eventlog.stores.store import Store

__all__ = ["unmake"]


def unmake(store: Store) -> bool:
    """Close an empty log that was opened for writing, and remove its files. Returns whether that was done.

    Nothing is done, and the log stays open, where it holds an entry or anybody else has it open.
    """
    if not isinstance(store, SQLiteStore) or store._lock is None:  # noqa: SLF001 - the same room
        return False
    lock = store._lock  # noqa: SLF001
    with suppress(StoreError), lock.held(store._wait):  # noqa: SLF001
        check_identity(store.path, store._identity)  # noqa: SLF001
        if store.head().size or not _alone(store):
            return False
        store._connections.close()  # noqa: SLF001
        for ending in ("", "-wal", "-shm", "-journal", "-lock"):  # the lock last: whoever waits for it looks again
            with suppress(OSError):
                Path(f"{store.path}{ending}").unlink()
    if not store._connections.closed:  # noqa: SLF001
        return False
    lock.close()
    return True


def _alone(store: SQLiteStore) -> bool:
    with store._speaking() as connection:  # noqa: SLF001
        connection.execute("PRAGMA busy_timeout = 0")
        try:
            [mode] = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
        except sqlite3.OperationalError:
            return False
        finally:
            connection.execute(f"PRAGMA busy_timeout = {int(store._wait * 1000)}")  # noqa: SLF001
    return bool(mode == "delete")

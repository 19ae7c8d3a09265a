"""Whether a log's file was written over while it was open, as a copy that is put in its place by `cp` does.

Such a file is still the same one, and no lock keeps anybody from it. SQLite does not notice: what it has read already
it knows by heart, for it looks at its own write-ahead log alone to see whether something has changed. So the old log
would go on being read, and what is recorded would be mixed with the pages of another one.

The file proper changes only where a write-ahead log is moved into it. When it has changed, a connection that knows
nothing yet is asked where the log ends. It must say the same as one that was open before, of a format that is read
here. Where the end lies in the write-ahead log both read it there: then it is for whoever opens the file to find out
(see `leftovers`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from eventlog.errors import NotALog, StoreError
from eventlog.stores.sqlite.connecting import check_format
from eventlog.stores.sqlite.forking import inside
from eventlog.stores.sqlite.refusals import primary, translated
from eventlog.stores.sqlite.statements import HEAD

__all__ = ["check_not_overwritten"]


def check_not_overwritten(
    known: Callable[[], Any], fresh: Callable[[], AbstractContextManager[sqlite3.Connection]], path: str
) -> None:
    """Compare the head row that a connection knows (`known`) with what a `fresh` one finds. Raises StoreError, also
    where the file can't be read, and NewerFormat.

    What is recorded meanwhile is known to one of them before the other; who sees that knows nothing by heart.
    """
    before, found, after = known(), _found(fresh, path), known()
    if found == before or (before != after and before[0] <= found[0] <= after[0]):
        return
    raise StoreError(
        f"{path} was written over while it was open, by a copy perhaps: nothing is read from it or recorded; close all "
        f"that have it open, move {path}-wal away if it is there, and put the copy in its place once more"
    )


def _found(fresh: Callable[[], AbstractContextManager[sqlite3.Connection]], path: str) -> Any:
    """The head row; one before all others where there is none to be found."""
    try:
        with inside.sqlite, fresh() as connection:
            check_format(connection, path)
            return connection.execute(HEAD).fetchone()
    except NotALog:
        return (-1,)
    except sqlite3.DatabaseError as error:
        if primary(error) not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR):
            raise translated(error, path, reading=True) from error
        return (-1,)

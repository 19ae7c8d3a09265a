"""Taking out of a log's file what is not of the log, and building anew what follows from its entries.

The guards in the file let nobody do either, us included. So they are taken down and put up again within one
transaction: nobody else ever sees the file without them, and if anything fails, nothing was done.

Neither touches what was recorded: positions, moments, kinds, commits, salts and bodies are as they were.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from eventlog.stores.schema import expected_schema

__all__ = ["guards_down", "sweep"]


@contextmanager
def guards_down(connection: sqlite3.Connection) -> Iterator[None]:
    """The file without its guards, for the length of a block in a transaction; afterwards with those of a log."""
    wanted = {name: text for kind, name, text in expected_schema() if kind == "trigger"}
    for name in wanted:
        connection.execute(f"DROP TRIGGER IF EXISTS {name}")
    yield
    for text in wanted.values():
        connection.execute(text)


def sweep(connection: sqlite3.Connection, size: int) -> bool:
    """Take out what another program has put after the last entry. Returns whether there was anything.

    No row gets in beside an entry that is there, and none without a row in `entry`: so that table tells.
    """
    (last,) = connection.execute("SELECT coalesce(max(position), 0) FROM entry").fetchone()
    if last <= size:
        return False
    with guards_down(connection):
        for table in ("effect", "name", "batch", "entry"):
            connection.execute(f"DELETE FROM {table} WHERE position > ?", (size,))  # noqa: S608 - from the line above
    return True

"""Cursors that end with the block that they are for.

SQLite keeps a snapshot for as long as a statement has rows left: what is recorded meanwhile is not seen over that
connection, and no copy of the file can be made. Such a statement ends when its cursor is closed, or gone. But a
generator that was left in the middle keeps its cursor, and the traceback of an error the generator; so for as long as
the error is held, or the garbage collector takes, the log would be as it was. So cursors that are read piece by
piece are closed by the block that began it, however it is left.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import chain
from typing import Any

from eventlog.errors import CorruptEntry
from eventlog.stores.sqlite.forking import inside
from eventlog.stores.sqlite.refusals import primary

__all__ = ["Cursors"]

_PIECE = 1024


def _read(cursor: sqlite3.Cursor) -> list[tuple[Any, ...]]:
    try:
        return cursor.fetchmany(_PIECE)
    except sqlite3.OperationalError as error:
        if primary(error) is not None:
            raise
        raise CorruptEntry(0, "what should be text is none") from error  # Python's own word, of what is no UTF-8


class Cursors:
    """The cursors of one block over a connection. What is done with the rows is done out of SQLite."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._open: list[sqlite3.Cursor] = []

    def pieces(self, sql: str, values: tuple[Any, ...] = ()) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a statement, some at a time."""
        with inside.sqlite:
            cursor = self._connection.cursor()
            self._open.append(cursor)  # before it is anything that would have to be closed
            cursor.execute(sql, values)
        while True:
            with inside.sqlite:
                rows = _read(cursor)
            if not rows:
                return
            yield rows

    def rows(self, sql: str, values: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows of a statement, one at a time."""
        return chain.from_iterable(self.pieces(sql, values))

    def close(self) -> None:
        """End all statements that are still open."""
        try:
            self._close()
        finally:
            self._close()  # an interrupt may have come in between; closing twice is nothing

    def _close(self) -> None:
        with inside.sqlite:
            for cursor in self._open:
                cursor.close()

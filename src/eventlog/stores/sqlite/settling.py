"""Where what finds entries goes once there is much of it.

Ids and keys come in no order, so each row of a batch goes to another page of a large table, and a page is what a
database writes: at a million entries a batch of a thousand wrote twenty times its own size, and recording took twice as
long as in a small log. So there are two tables of each kind. What came last is in `name` and `effect`, which stay
small. Each time that the log has grown by `EVERY` entries all of it is sorted into `settled_name` and `settled_effect`
at once, where a page then takes in many rows for one write. What is looked up is looked up in both.

All that is in one transaction with the batch that was due. The guards are taken down for it and put up again, as they
are where another program's rows are taken out: to ask each row where it comes from would cost more than to move it.

In both tables rows stand in order of their positions under each key, and what has settled stands before what has not.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from eventlog.stores.sqlite.schema import expected_schema

__all__ = ["EVERY", "guards_down", "is_due", "settle"]

EVERY = 32_768
"""Entries. A table of that many rows is a hundred pages, of which a batch of a thousand writes nearly all."""

_SETTLE = (
    "INSERT INTO settled_name SELECT tag, position FROM name ORDER BY tag, position",
    "DELETE FROM name",
    "INSERT INTO settled_effect SELECT key, position, more FROM effect ORDER BY key, position",
    "DELETE FROM effect",
)


@contextmanager
def guards_down(connection: sqlite3.Connection) -> Iterator[None]:
    """The file without its guards, for the length of a block in a transaction; afterwards with those of a log."""
    wanted = {name: text for kind, name, text in expected_schema() if kind == "trigger"}
    for name in wanted:
        connection.execute(f"DROP TRIGGER IF EXISTS {name}")
    yield
    for text in wanted.values():
        connection.execute(text)


def is_due(before: int, after: int) -> bool:
    """Whether all that there is settles with the batch that leads from one size of the log to another."""
    return before // EVERY < after // EVERY


def settle(connection: sqlite3.Connection) -> None:
    """Sort in what came last, in the transaction that the connection is in."""
    with guards_down(connection):
        for statement in _SETTLE:
            connection.execute(statement)

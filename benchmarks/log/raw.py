"""The limit: SQLite through Python's own module, with bytes that were encoded before.

The same file format, page size, journal, flushing and checkpoints as our store has; no proof, no index, no checks.
`settings` reads these back from a connection, so that two sides can be asserted to have the same.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

from eventlog.stores.sqlite.connecting import CHECKPOINT_BYTES
from eventlog.stores.sqlite.schema import PAGE_BYTES

SETTINGS = (
    "page_size",
    "journal_mode",
    "synchronous",
    "fullfsync",
    "secure_delete",
    "cell_size_check",
    "mmap_size",
    "temp_store",
    "wal_autocheckpoint",
    "journal_size_limit",
    "cache_size",
)


def connect(path: Path, synchronous: str = "FULL") -> sqlite3.Connection:
    """A new file with one table of blobs."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in (
        f"page_size = {PAGE_BYTES}",
        "journal_mode = WAL",
        f"synchronous = {synchronous}",
        "fullfsync = ON",
        "secure_delete = ON",
        "cell_size_check = ON",
        "mmap_size = 0",
        "temp_store = MEMORY",
        "wal_autocheckpoint = 0",
        f"journal_size_limit = {CHECKPOINT_BYTES}",
    ):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    connection.execute("CREATE TABLE blob (position INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT")
    return connection


def settings(connection: sqlite3.Connection) -> dict[str, Any]:
    """How a connection treats its file, as SQLite itself tells it."""
    return {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in SETTINGS}


def insert(connection: sqlite3.Connection, path: Path, batches: list[list[bytes]]) -> int:
    """Insert batches, a transaction each, with a checkpoint wherever our store would make one, and one at the end."""
    at = 0
    for batch in batches:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO blob VALUES (?, ?)", enumerate(batch, at + 1))
        connection.execute("COMMIT")
        at += len(batch)
        if os.stat(f"{path}-wal").st_size > CHECKPOINT_BYTES:  # noqa: PTH116 - as our store does it
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return at


def scan(connection: sqlite3.Connection) -> int:
    """Read all rows, as tuples."""
    count = 0
    for _position, _body in connection.execute("SELECT position, body FROM blob ORDER BY position"):
        count += 1
    return count

"""Whether a log's file holds anything but what its rows say: what is left in free pages, in unused parts of others, in
the write-ahead log.

What was erased is gone, so nobody can look for it. But a copy that SQLite writes anew from the rows that are there
(VACUUM INTO) can hold nothing else, and it is the same each time, to the byte. So a file that equals such a copy, and
has nothing beside it, has no byte that is not of a row that can be read. A redaction leaves a file like that.

Where the words are known from elsewhere, they are looked for as well: in every byte, and in the rows of every table.
"""

# Statements are put together from the names of the file's own tables, quoted.

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from eventlog.errors import StoreError
from eventlog.stores.remains import Remains, pieces
from eventlog.stores.sqlite import bytewise
from eventlog.stores.sqlite.refusals import one_line
from eventlog.stores.sqlite.surroundings import leavings
from eventlog.stores.sqlite.upkeep import foreign
from eventlog.stores.sqlite.words import OWN

__all__ = ["remains"]


def remains(
    connection: sqlite3.Connection, path: str, copy: Callable[[str], object], words: Sequence[bytes]
) -> Remains:
    """Look for what is left in a log's file. `copy` writes it anew to a path. Raises StoreError."""
    name = Path(path).name
    with tempfile.TemporaryDirectory(prefix="eventlog-") as folder:
        fresh = str(Path(folder, "fresh.db"))
        copy(fresh)
        found = _compared(path, fresh, words)
    others = foreign(connection)
    clean, unclean = [], []
    if found["beside"]:
        unclean.append(f"{name}-wal holds {found['beside']} bytes that may be of what was erased")
    else:
        clean.append(f"{name}-wal and {name}-journal, which hold nothing")
    if found["same"]:
        clean.append(
            f"all bytes of {name}, free pages and unused parts of others too: it equals, but for counters in its first "
            "100 bytes, a file that is written anew from the rows that can be read"
        )
    else:
        unclean.append(f"unused parts of {name} may hold what was erased: it is not what its rows alone make of it")
    holds = [*_holding(connection, words)] if found["held"] else []
    if words and not found["held"]:
        clean.append(f"every byte of {name} and of its journals, for {pieces(words)}: none is there")
    elif words and not holds:
        unclean.append(f"{name} holds words that were given, and no row of a table does")
    beyond = [f"the {kind} {one_line(other)} in {name}, which is not the log's" for kind, other in others]
    if (left := leavings(path)) is None:
        beyond.append(f"what interrupted commands left beside {name}: this user may not list its folder")
    beyond += [f"{one}, which an interrupted command left beside {name}: remove it" for one in left or ()]
    if connection.execute("SELECT 1 FROM meta WHERE name <> 'zone'").fetchone() is not None:
        beyond.append(f"rows of meta in {name} that are not the log's")
    return Remains(clean=tuple(clean), unclean=tuple(unclean), holds=tuple(holds), beyond=tuple(beyond))


def _compared(path: str, fresh: str, words: Sequence[bytes]) -> dict[str, object]:
    needles = json.dumps([one.hex() for one in words])
    command = [sys.executable, "-I", bytewise.__file__, path, fresh]
    try:
        ran = subprocess.run(command, input=needles, capture_output=True, text=True, check=True)  # noqa: S603 - our own
        told: dict[str, object] = json.loads(ran.stdout)
    except (OSError, subprocess.CalledProcessError, ValueError) as error:
        raise StoreError(f"the bytes of {path} can't be looked at by a program of its own: {error}") from error
    return told


def _holding(connection: sqlite3.Connection, words: Sequence[bytes]) -> Iterator[str]:
    """In which tables the rows hold some bytes; of entries, at which positions."""
    connection.create_function("eventlog_held", 1, partial(_held, words), deterministic=True)
    try:
        yield from _in_tables(connection)
    finally:
        connection.create_function("eventlog_held", 1, None)


def _held(words: Sequence[bytes], octets: bytes | None) -> bool:
    return octets is not None and any(one in octets for one in words)


def _in_tables(connection: sqlite3.Connection) -> Iterator[str]:
    rows = connection.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'shadow')"
    )
    for (table,) in rows.fetchall():
        columns = [row[1] for row in connection.execute(f"PRAGMA table_info({_quoted(table)})").fetchall()]
        for column in columns:
            what = f"FROM {_quoted(table)} WHERE eventlog_held(CAST({_quoted(column)} AS BLOB))"
            if table == "entry":
                for (position,) in connection.execute(f"SELECT position {what} ORDER BY position").fetchall():
                    yield f"entry {position} repeats words that were given"
                continue
            (count,) = connection.execute(f"SELECT count(*) {what}").fetchone()
            if count:
                whose = "the index of words" if table in OWN else f"the table {one_line(table)}"
                rows_of = "1 row" if count == 1 else f"{count} rows"
                yield f"{whose}, in {one_line(column)}: {rows_of} with words that were given"


def _quoted(text: str) -> str:
    return f'"{text.replace(chr(34), chr(34) * 2)}"'

"""The index of words in a log's file (SQLite's FTS5): which entries may hold some words.

Whether they do, and who may see them, is judged above from the entries. So it states no rule, no statistics of it reach
an answer, and it may be thrown away at any time; it is made anew when words are looked for.

Its rows hold words alone, each once an entry, and no text (contentless, detail=none). But words they are: a redaction
throws all of it away in its own transaction, and the file is written anew after that. FTS5 marks what it deletes and
writes over it later (before SQLite 3.42 it can do no other), so nothing less would do.

A row's number is that of its kind and its position, so one statement gives entries of a kind, the last one first. What
is of a kind that nobody here knows has no words, and a row that says no more than that (see `wording`).
"""

# Statements are put together from the words of this file alone.
# ruff: noqa: S608

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Final

from eventlog.codec import OURS
from eventlog.stores.entries import Content
from eventlog.stores.sqlite.refusals import primary
from eventlog.stores.wording import FOLDING, UNREAD, Reads, words_of

__all__ = [
    "LAST_ROW",
    "OWN",
    "agree",
    "base_of",
    "forget",
    "match_of",
    "page",
    "place_of",
    "put",
    "row_of",
    "state_of",
]

_KINDS: Final = {name: at for at, name in enumerate(sorted({kind.partition("/")[0] for kind in OURS}), 1)}
_SHIFT: Final = 40
LAST_ROW: Final = (len(_KINDS) + 1 << _SHIFT) - 1
"""The largest number that a row can have."""

_MAKE: Final = (
    "CREATE VIRTUAL TABLE word USING fts5(words, content='', detail=none, columnsize=0, tokenize='ascii')",
    """CREATE TABLE indexed (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    upto INTEGER NOT NULL,
    made INTEGER NOT NULL,
    folding TEXT NOT NULL
) STRICT""",
)
_SHADOWS: Final = ("word_config", "word_data", "word_idx")
OWN: Final[dict[str, str | None]] = {
    "word": _MAKE[0],
    "indexed": _MAKE[1],
    **dict.fromkeys(_SHADOWS),
}
"""The tables of the index, each with the statement that makes it; None where FTS5 makes it in its own words."""

_PAGE: Final = "SELECT rowid FROM word WHERE word MATCH ? AND rowid >= ? AND rowid <= ? ORDER BY rowid DESC LIMIT ?"


def state_of(connection: sqlite3.Connection) -> tuple[int, int]:
    """Up to which position words are indexed, and the number of this index; zeros where there is none of ours."""
    try:
        row = connection.execute("SELECT upto, made FROM indexed WHERE folding = ?", (FOLDING,)).fetchone()
    except sqlite3.OperationalError as error:
        if primary(error) != sqlite3.SQLITE_ERROR:
            raise
        row = None  # there is no such table
    return row if row is not None and tuple(map(type, row)) == (int, int) else (0, 0)


def put(connection: sqlite3.Connection, rows: Sequence[tuple[int, str]], after: int, upto: int) -> None:
    """Index some entries, in the transaction that the connection is in. `after`: where the index ends, 0 for none."""
    if not after:
        forget(connection)
        for statement in _MAKE:
            connection.execute(statement)
        connection.execute("INSERT INTO indexed VALUES (1, 0, ?, ?)", (secrets.randbits(62) + 1, FOLDING))
    connection.executemany("INSERT INTO word (rowid, words) VALUES (?, ?)", rows)
    connection.execute("UPDATE indexed SET upto = ?", (upto,))


def forget(connection: sqlite3.Connection) -> None:
    """Throw the index away, in the transaction that the connection is in. It is made anew when it is asked again."""
    try:
        connection.execute("DROP TABLE IF EXISTS word")
    except sqlite3.OperationalError:  # it was made by a program that has FTS5, and this one has not
        for part in ("data", "idx"):
            connection.execute(f"DELETE FROM word_{part}")
    connection.execute("DROP TABLE IF EXISTS indexed")


def page(connection: sqlite3.Connection, asked: tuple[str, int, int, int], made: int) -> list[int] | None:
    """The last rows for what is asked (match, first row, last row, how many); None where the index can't be asked, or
    was thrown away meanwhile.
    """
    try:
        rows = [row for (row,) in connection.execute(_PAGE, asked)]
    except sqlite3.DatabaseError as error:
        if primary(error) in (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT):
            return None
        raise
    return rows if state_of(connection)[1] == made else None


def agree(connection: sqlite3.Connection, contents: Iterable[Content], reads: Reads) -> bool:
    """Whether the index has of these entries what they say, and nothing else; asked as a search for words asks it.

    Both sides are summed up, each pair of row and word as a number that can't be foreseen, so memory does not grow with
    the log. True where this SQLite can't ask the index: then nobody is answered from it here.
    """
    salt = secrets.token_bytes(16)
    expected = sum(
        hash((salt, row[0], word))
        for one in contents
        if (row := row_of(one, reads)) is not None
        for word in row[1].split()
    )
    found = 0
    if connection.execute("SELECT 1 FROM pragma_module_list WHERE name = 'fts5vocab'").fetchone() is None:
        return True
    try:
        with _writing_aside(connection):
            connection.execute("CREATE VIRTUAL TABLE temp.word_told USING fts5vocab('main', 'word', 'row')")
        for (word,) in connection.execute("SELECT term FROM temp.word_told"):
            for (row,) in connection.execute("SELECT rowid FROM word WHERE word MATCH ?", (f'"{word}"',)):
                found += hash((salt, row, word))
    except (sqlite3.DatabaseError, TypeError):
        return False
    finally:
        with suppress(sqlite3.DatabaseError), _writing_aside(connection):
            connection.execute("DROP TABLE temp.word_told")
    return expected == found


@contextmanager
def _writing_aside(connection: sqlite3.Connection) -> Iterator[None]:
    """A block that may write to the connection's own temporary tables, where it may only read the log."""
    (reads,) = connection.execute("PRAGMA query_only").fetchone()
    connection.execute("PRAGMA query_only = OFF")
    try:
        yield
    finally:
        connection.execute(f"PRAGMA query_only = {reads:d}")


def base_of(kind: str) -> int | None:
    """The number after which the rows of a kind's entries stand, by position; None for a kind that is not indexed."""
    number = _KINDS.get(kind)
    return None if number is None else number << _SHIFT


def match_of(sets: Sequence[Sequence[str]]) -> str:
    """What FTS5 is asked for all words of one of these sets. A word of ours holds letters and digits alone."""
    return " OR ".join(f"({' AND '.join(f'{chr(34)}{word}{chr(34)}' for word in some)})" for some in sets)


def place_of(row: int) -> int:
    """The position of a row's entry."""
    return row & (1 << _SHIFT) - 1


def row_of(one: Content, reads: Reads) -> tuple[int, str] | None:
    """The row of an entry: its number, and its words; None where it has none to be found by, and can be read."""
    position, _, kind, body = one
    if body is None:
        return None
    base = base_of(kind.partition("/")[0])
    if base is None:
        return None if "." in kind else (position, UNREAD)
    found = words_of(kind, body, reads)
    return (base + position, " ".join(sorted(found))) if found else None

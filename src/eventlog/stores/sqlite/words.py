"""The index of words in a log's file (SQLite's FTS5): which entries may hold some words.

Whether they do, and who may see them, is judged above from the entries. So it states no rule, no statistics of it reach
an answer, and it may be thrown away at any time; it is made anew when words are looked for.

Its rows hold words alone, each once an entry, and no text (contentless, detail=none). But words they are: a redaction
throws all of it away in its own transaction, and the file is written anew after that. FTS5 marks what it deletes and
writes over it later (before SQLite 3.42 it can do no other), so nothing less would do.

A row's number is that of its kind and of its position, counted from the end: so one statement gives entries of a kind,
the last one first, and those of the kinds that are looked through first before all others; in the order in which FTS5
keeps them, for backwards it has to go through a page of each list before it gives a row. What is of a kind that nobody
here knows has no words, and a row that says no more than that (see `wording`).

Beside the words stands a mark of its bytes (`vouched`) for each entry that can be read, whose id is its own, and over
which nothing decides that was indexed. While its bytes have this mark, the first two are so: who reads it need not make
an event of it to know.
"""

# Statements are put together from the words of this file alone.
# ruff: noqa: S608

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Final, NamedTuple
from zlib import crc32

from eventlog.codec import OURS
from eventlog.stores.entries import Named
from eventlog.stores.inspection import tag_of
from eventlog.stores.sqlite.refusals import primary
from eventlog.stores.sqlite.statements import BY_TAG
from eventlog.stores.wording import FOLDING, UNREAD, Says, words_of

__all__ = [
    "LAST_ROW",
    "OWN",
    "agree",
    "base_of",
    "forget",
    "match_of",
    "number_of",
    "page",
    "place_of",
    "put",
    "row_of",
    "state_of",
    "vouched",
]

_FIRST: Final = ("question-defined", "agent-defined", "claim-recorded", "report-recorded")
_NAMES: Final = {kind.partition("/")[0] for kind in OURS}
_KINDS: Final = {name: at for at, name in enumerate([*_FIRST, *sorted(_NAMES.difference(_FIRST))], 1)}
_SHIFT: Final = 40
_TOP: Final = (1 << _SHIFT) - 1
LAST_ROW: Final = (len(_KINDS) + 1 << _SHIFT) - 1
"""The largest number that a row can have."""

FORM: Final = f"3, {FOLDING}"
"""What stands in the index, and how. One of another form is thrown away."""

_MAKE: Final = (
    "CREATE VIRTUAL TABLE word USING fts5(words, content='', detail=none, columnsize=0, tokenize='ascii')",
    """CREATE TABLE indexed (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    upto INTEGER NOT NULL,
    made INTEGER NOT NULL,
    folding TEXT NOT NULL
) STRICT""",
    "CREATE TABLE vouched (position INTEGER PRIMARY KEY, mark INTEGER NOT NULL) STRICT",
)
_NOT_ASKED: Final = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT)
_BYTES: Final = 1 << 20
_SHADOWS: Final = ("word_config", "word_data", "word_idx")
OWN: Final[dict[str, str | None]] = {
    "word": _MAKE[0],
    "indexed": _MAKE[1],
    "vouched": _MAKE[2],
    **dict.fromkeys(_SHADOWS),
}
"""The tables of the index, each with the statement that makes it; None where FTS5 makes it in its own words."""

_PAGE: Final = (
    "SELECT rowid, (SELECT made FROM indexed) FROM word WHERE word MATCH ? AND rowid >= ? AND rowid <= ? "
    "ORDER BY rowid LIMIT ?"
)
_VOUCHED: Final = (
    "SELECT e.position, e.recorded, e.kind, e.body, e.id, v.mark, (SELECT made FROM indexed) "
    "FROM json_each(?) AS wanted CROSS JOIN entry AS e ON e.position = wanted.value "
    "LEFT JOIN vouched AS v ON v.position = e.position"
)


def state_of(connection: sqlite3.Connection) -> tuple[int, int]:
    """Up to which position words are indexed, and the number of this index; zeros where there is none of ours."""
    try:
        row = connection.execute("SELECT upto, made FROM indexed WHERE folding = ?", (FORM,)).fetchone()
    except sqlite3.OperationalError as error:
        if primary(error) != sqlite3.SQLITE_ERROR:
            raise
        row = None  # there is no such table
    return row if row is not None and tuple(map(type, row)) == (int, int) else (0, 0)


def put(connection: sqlite3.Connection, rows: Sequence[Row], decided: Collection[int], after: int, upto: int) -> None:
    """Index some entries, in the transaction that the connection is in. `decided`: the positions of what these decide
    over; `after`: where the index ends, 0 for none.
    """
    if not after:
        forget(connection)
        for statement in _MAKE:
            connection.execute(statement)
        connection.execute("INSERT INTO indexed VALUES (1, 0, ?, ?)", (secrets.randbits(62) + 1, FORM))
    told = sorted((row.number, row.words) for row in rows if row.words)
    connection.executemany("INSERT INTO word (rowid, words) VALUES (?, ?)", told)
    marks = [(row.position, row.mark) for row in rows if row.mark is not None]
    connection.executemany("INSERT INTO vouched VALUES (?, ?)", marks)
    connection.executemany("DELETE FROM vouched WHERE position = ?", [(at,) for at in decided])
    connection.execute("UPDATE indexed SET upto = ?", (upto,))


def forget(connection: sqlite3.Connection) -> None:
    """Throw the index away, in the transaction that the connection is in. It is made anew when it is asked again."""
    try:
        connection.execute("DROP TABLE IF EXISTS word")
    except sqlite3.OperationalError:  # it was made by a program that has FTS5, and this one has not
        for part in ("data", "idx"):
            connection.execute(f"DELETE FROM word_{part}")
    connection.execute("DROP TABLE IF EXISTS indexed")
    connection.execute("DROP TABLE IF EXISTS vouched")


def page(connection: sqlite3.Connection, asked: tuple[str, int, int, int], made: int) -> list[int] | None:
    """The first rows for what is asked (match, first row, last row, how many); None where the index can't be asked, or
    was thrown away meanwhile.
    """
    try:
        found = connection.execute(_PAGE, asked).fetchall()
    except sqlite3.DatabaseError as error:
        if primary(error) in _NOT_ASKED:
            return None
        raise
    if (found[0][1] if found else state_of(connection)[1]) != made:
        return None
    return [row for row, _ in found]


def vouched(connection: sqlite3.Connection, positions: Sequence[int], made: int) -> list[Named] | None:
    """What the entries at some positions are read from, the first of them, in order; each with its id where the index
    vouches that it is its own, that the entry can be read, and that nothing decides over it. None where it can't be
    asked, was thrown away meanwhile, or a row holds what no entry has.
    """
    rows, size = list[Named](), 0
    try:
        for at, recorded, kind, body, id, mark, of in connection.execute(_VOUCHED, (json.dumps(positions),)):
            if type(recorded) is not int or type(kind) is not str or (body is not None and type(body) is not bytes):
                return None
            if of != made:  # one that is made anew does not know yet what decides over its first entries
                return None
            rows.append((at, recorded, kind, body, id if mark and mark == mark_of(kind, id, body) else None))
            size += len(body or b"")
            if size > _BYTES:
                break
    except sqlite3.DatabaseError as error:
        if primary(error) in _NOT_ASKED:
            return None
        raise
    return rows


def mark_of(kind: str, id: str | None, body: bytes | None) -> int | None:
    """The mark of an entry's bytes."""
    return None if body is None or type(id) is not str else crc32(body, crc32(f"{kind} {id}".encode()))


def agree(connection: sqlite3.Connection, contents: Iterable[Named], says: Says) -> bool:
    """Whether the index has of these entries what they say, and nothing else; asked as a search for words asks it.

    Both sides are summed up, each pair of row and word as a number that can't be foreseen, so memory does not grow with
    the log. True where this SQLite can't ask the index: then nobody is answered from it here.
    """
    salt = secrets.token_bytes(16)
    expected = found = 0
    try:
        marks = connection.execute("SELECT position, mark FROM vouched ORDER BY position")
        mark = marks.fetchone()
        for one in contents:
            row = row_of(one, says)
            expected += sum(hash((salt, row.number, word)) for word in row.words.split())
            if mark is not None and mark[0] == row.position:
                if mark[1] != row.mark:
                    return False
                mark = marks.fetchone()
            if row.decides and _any_vouched(connection, row.decides):
                return False
        if mark is not None:
            return False
        if connection.execute("SELECT 1 FROM pragma_module_list WHERE name = 'fts5vocab'").fetchone() is None:
            return True
        with _writing_aside(connection):
            connection.execute("CREATE VIRTUAL TABLE temp.word_told USING fts5vocab('main', 'word', 'row')")
        for (word,) in connection.execute("SELECT term FROM temp.word_told"):
            for (number,) in connection.execute("SELECT rowid FROM word WHERE word MATCH ?", (f'"{word}"',)):
                found += hash((salt, number, word))
    except (sqlite3.DatabaseError, TypeError):
        return False
    finally:
        with suppress(sqlite3.DatabaseError), _writing_aside(connection):
            connection.execute("DROP TABLE temp.word_told")
    return expected == found


def _any_vouched(connection: sqlite3.Connection, ids: Sequence[str]) -> bool:
    told = connection.execute(BY_TAG, (json.dumps([tag_of(id) for id in ids]),)).fetchall()
    places = json.dumps([at for id, at in told if id in ids])
    sql = "SELECT 1 FROM vouched WHERE position IN (SELECT value FROM json_each(?))"
    return connection.execute(sql, (places,)).fetchone() is not None


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
    """The number before those of the rows of a kind's entries; None for a kind that is not indexed."""
    number = _KINDS.get(kind)
    return None if number is None else number << _SHIFT


def number_of(base: int, position: int) -> int:
    """The number of an entry's row, by the base of its kind: it falls as positions rise."""
    return base + _TOP - position


def match_of(sets: Sequence[Sequence[str]]) -> str:
    """What FTS5 is asked for all words of one of these sets. A word of ours holds letters and digits alone."""
    return " OR ".join(f"({' AND '.join(f'{chr(34)}{word}{chr(34)}' for word in some)})" for some in sets)


def place_of(row: int) -> tuple[int, int]:
    """The base of the kind, and the position, of a row's entry."""
    return row & ~_TOP, _TOP - (row & _TOP)


class Row(NamedTuple):
    """What the index has of an entry: in which row its words (none where they are empty), the mark of its bytes (None:
    nobody vouches for it), and the ids of what it decides over (None: that is not known, for it can't be read).
    """

    number: int
    position: int
    words: str = ""
    mark: int | None = None
    decides: Sequence[str] | None = ()


def row_of(one: Named, says: Says) -> Row:
    """What the index has of an entry."""
    position, _, kind, body, id = one
    base = base_of(kind.partition("/")[0])
    if body is None or (base is None and "." in kind):
        return Row(number_of(0, position), position)
    if base is None:
        return Row(number_of(0, position), position, UNREAD, decides=None)
    said = says(kind, body)
    found = " ".join(sorted(words_of(kind, body, lambda *_: said is not None)))
    if said is None:
        return Row(number_of(base, position), position, found, decides=None)
    own, about = said
    return Row(number_of(base, position), position, found, mark_of(kind, id, body) if own == id else None, about)

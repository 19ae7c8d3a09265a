"""Whether rows on a server hold words that were erased. Its files nobody can look at from here.

Where the words are known, they are looked for in all rows that this role may read: of the log, of other tables in its
schema, and of tables in other schemas of its database. What it may not read is listed.
"""

# Statements are put together from the names of the server's own tables, quoted.
# ruff: noqa: S608

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from eventlog.stores.postgres.connecting import settle
from eventlog.stores.postgres.creating import relations
from eventlog.stores.postgres.target import Target
from eventlog.stores.postgres.upkeep import foreign
from eventlog.stores.remains import Remains, pieces

__all__ = ["remains"]

_BEYOND = "the files of the server: dead rows, its write-ahead log, archives, replicas, other databases"
_TABLES = """
SELECT c.oid, n.nspname, c.relname, has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'm') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_' ORDER BY 2, 3
"""
_COLUMNS = """
SELECT attname, atttypid = 'bytea'::regtype FROM pg_attribute
WHERE attrelid = %s AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""


def remains(connection: Any, target: Target, words: Sequence[bytes]) -> Remains:
    """Look for some words in the rows of a database, in one snapshot, and list what could not be looked at.

    A server holds so many locks and no more, and a table that was read stays locked until what read it is rolled back.
    So each is read in a savepoint of its own.
    """
    if not words:
        others = tuple(
            f"the {kind} {name} in the log's schema, which is not the log's"
            for kind, name in foreign(connection, target)
        )
        return Remains(beyond=(*others, "tables in other schemas of its database", _BEYOND))
    holds: list[str] = []
    closed, searched = [], 0
    connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    try:
        settle(connection)
        connection.execute("SET LOCAL statement_timeout = 0")
        for oid, schema, table, readable in connection.execute(_TABLES).fetchall():
            if not readable:
                closed.append(f"the table {schema}.{table}, which this role may not read")
                continue
            searched += 1
            ours = schema == target.schema and table in relations()
            connection.execute("SAVEPOINT one")
            columns = connection.execute(_COLUMNS, (oid,)).fetchall()
            holds += _holding(connection, (schema, table), columns, words, ours=ours)
            connection.execute("ROLLBACK TO SAVEPOINT one")
    finally:
        with suppress(Exception):  # what happened in the block is what is told
            connection.execute("ROLLBACK")
    clean = () if holds else (f"the rows of {searched} tables of its database, for {pieces(words)}: none is there",)
    return Remains(clean=clean, holds=tuple(holds), beyond=(*closed, _BEYOND))


def _holding(
    connection: Any, name: tuple[str, str], columns: Sequence[tuple[str, bool]], words: Sequence[bytes], *, ours: bool
) -> Iterator[str]:
    """In which columns the rows of a table hold some words; of entries, at which positions."""
    texts = [text for one in words if (text := _text(one)) is not None]
    place = ".".join(map(_quoted, name))
    for column, is_bytes in columns:
        held, given = (
            (f"position(looked.word IN kept.{_quoted(column)}) > 0", list(words))
            if is_bytes
            else (f"strpos(kept.{_quoted(column)}::text, looked.word) > 0", texts)
        )
        kind = "bytea" if is_bytes else "text"
        where = f"FROM {place} AS kept WHERE EXISTS (SELECT 1 FROM unnest(%b::{kind}[]) AS looked(word) WHERE {held})"
        if ours and name[1] == "entry":
            for (position,) in connection.execute(f"SELECT position {where} ORDER BY position", (given,)).fetchall():
                yield f"entry {position} repeats words that were given"
            continue
        (count,) = connection.execute(f"SELECT count(*) {where}", (given,)).fetchone()
        if count:
            rows = "1 row" if count == 1 else f"{count} rows"
            yield f"the table {'.'.join(name)}, in {column}: {rows} with words that were given"


def _text(octets: bytes) -> str | None:
    """The words as text, where a server can hold that."""
    try:
        text = octets.decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _quoted(text: str) -> str:
    return f'"{text.replace(chr(34), chr(34) * 2)}"'.replace("%", "%%")

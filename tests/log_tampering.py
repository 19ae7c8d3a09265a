"""An owner who edits his own log: by SQL with the guards dropped and put back, or in the memory of the process."""

# ruff: noqa: S608 - the names in these statements are the tests' own

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager

from eventlog.proof import SignerKey
from log_backends import SECOND, Bench
from log_samples import HURT, MAYOR, doubted, linked, nobody, plain, report, river

KEY = SignerKey(name="example.com/newsroom", seed=bytes(range(32)))


def filled(name, folder, *, more=0) -> Bench:
    """A log of five batches with nine entries, and `more` batches of a report and a claim."""
    bench = Bench(name, folder)
    one = report()
    a, b = river(one), nobody(one)
    for batch in (
        (one, a, b),
        (MAYOR,),
        (HURT, doubted(a)),
        plain(1),
        (linked(a, b),),
        *map(plain, range(2, 2 + more)),
    ):
        bench.log.record(*batch)
        bench.clock.go(SECOND)
    return bench


@contextmanager
def on_server(bench):
    """A connection of the server's own master, whom no trigger minds; it takes what SQLite takes."""
    import psycopg

    target = bench.log.store.target
    with psycopg.connect(target.address, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(f"SET search_path = {target.quoted}")
        yield _AsSQLite(connection)


class _AsSQLite:
    def __init__(self, connection) -> None:
        self._connection = connection

    def execute(self, statement: str, values=()):
        statement = statement.replace("CAST(? AS TEXT)", "convert_from(?, 'UTF8')").replace("x''", "''::bytea")
        return self._connection.execute(statement.replace("?", "%s") if values else statement, values or None)


@contextmanager
def unguarded(bench):
    """A connection of somebody else's to a log, its triggers out of the way, and put back at the end."""
    if getattr(bench, "name", "sqlite") == "postgres":
        with on_server(bench) as connection:
            yield connection
        return
    with unguarded_file(bench.log.store.path) as connection:
        yield connection


@contextmanager
def unguarded_file(path):
    """The same of a log in a file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        guards = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        connection.execute("BEGIN IMMEDIATE")
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
        for _, sql in guards:
            connection.execute(sql)
        connection.execute("COMMIT")


def sql(bench, *statements) -> None:
    """Run statements, each alone or with its values."""
    with unguarded(bench) as connection:
        for one in statements:
            connection.execute(*((one,) if isinstance(one, str) else one))


COLUMNS = {"recorded": "recorded", "kind": "kind", "commit": "commit_hash", "body": "body", "salt": "salt"}


IN_PROCESS = ("memory", "journal")
"""The stores that hold their entries in the process, where there is no SQL to change them by."""


def stored(bench, position: int):
    """The entry that such a store holds at a position."""
    return bench.log.store._entries[position - 1] if bench.name == "memory" else bench.log.store._lines[position - 1][0]


def store(bench, position: int, entry) -> None:
    """Put another entry there."""
    if bench.name == "memory":
        bench.log.store._entries[position - 1] = entry
    else:
        lines = list(bench.log.store._lines)
        lines[position - 1] = lines[position - 1]._replace(stored=entry)
        bench.log.store._lines = tuple(lines)


def put(bench, position: int, field: str, value) -> None:
    """Write another value into one field of an entry; a kind is given as bytes."""
    if bench.name in IN_PROCESS:
        if field == "kind":
            value = value.decode("utf-8", "surrogateescape")
        store(bench, position, stored(bench, position)._replace(**{field: value}))
        return
    column = COLUMNS[field]
    if bench.name == "postgres" and field == "kind":  # a server holds no text that is none
        value = value.decode("latin-1").encode()
    marker = "CAST(? AS TEXT)" if field == "kind" else "?"
    sql(bench, (f"UPDATE entry SET {column} = {marker} WHERE position = ?", (value, position)))


def get(bench, position: int, field: str):
    """What stands there; a kind as bytes."""
    if bench.name in IN_PROCESS:
        value = getattr(stored(bench, position), field)
        return value.encode() if field == "kind" else value
    column = COLUMNS[field]
    if bench.name == "postgres":
        with on_server(bench) as connection:
            value = connection.execute(f"SELECT {column} FROM entry WHERE position = ?", (position,)).fetchone()[0]
        return value.encode() if field == "kind" else value
    with closing(sqlite3.connect(bench.log.store.path)) as connection:
        what = f"CAST({column} AS BLOB)" if field == "kind" else column
        return connection.execute(f"SELECT {what} FROM entry WHERE position = ?", (position,)).fetchone()[0]


def flipped(value, bit: int):
    """The value with one bit turned: of its bytes, or of a whole number of 64 bits."""
    if isinstance(value, int):
        return value ^ (1 << (bit % 63))
    octets = bytearray(value)
    octets[bit // 8 % len(octets)] ^= 1 << (bit % 8)
    return bytes(octets)

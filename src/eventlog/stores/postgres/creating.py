"""Making a log on a server, looking at one, and letting a role use it.

A schema is made whole, in one transaction, from the numbered files in `sql`; the number of the last one that was run is
the log's version. A file that was released is never edited: what is to be otherwise is another file.
"""

# Statements are put together from the words of this room and from names that were looked at.
# ruff: noqa: S608

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Any

from eventlog.errors import InvalidValue, NewerFormat, NotALog, ReadOnly, StoreError, shown
from eventlog.stores.postgres.connecting import Connections, settle
from eventlog.stores.postgres.target import Target

__all__ = [
    "MIGRATIONS",
    "admit",
    "bodies",
    "bound",
    "is_made",
    "look_at",
    "make",
    "owned",
    "plainly",
    "relations",
    "remove",
    "triggers",
]

_OLDEST = 140000
_SINCE = 11
"""The format from which on files are only added: those of before were put together anew."""
_MADE = r"CREATE (?:OR REPLACE )?FUNCTION @\.(\w+)\("
_PARTS = re.compile(rf"{_MADE}.*?AS \$\$(.*?)\$\$", re.DOTALL)
_TRIGGERS = re.compile(r"CREATE TRIGGER (\w+)[^;]*")
_TABLES = re.compile(r"CREATE (?:TABLE|VIEW) @\.(\w+)")
_BOUND = re.compile(
    rf"ALTER FUNCTION @\.(\w+)\([^;]*? SET search_path|{_MADE}(?:(?!\$\$).)*?SET search_path",
    re.DOTALL,
)
_ENDED = re.compile(rf"{_MADE}(?:(?!\$\$).)*?SECURITY DEFINER", re.DOTALL)


@cache
def _files() -> tuple[str, ...]:
    folder = resources.files("eventlog.stores.postgres") / "sql"
    names = sorted(one.name for one in folder.iterdir() if one.name.endswith(".sql"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1)), "numbered without a gap"
    return tuple((folder / name).read_text(encoding="utf-8") for name in names)


MIGRATIONS = len(_files())
"""The version of a log that this library makes and reads."""


@cache
def bodies(schema: str) -> dict[str, str]:
    """What the functions of a log do, by name."""
    return {name: body.replace("@.", f"{schema}.") for name, body in _PARTS.findall("\n".join(_files()))}


@cache
def triggers() -> dict[str, str]:
    """How the triggers of a log are made, by name, as `plainly` has it."""
    return {one[1]: plainly(one[0], "@") for one in _TRIGGERS.finditer("\n".join(_files()))}


@cache
def relations() -> frozenset[str]:
    """The names of the tables and views of a log."""
    return frozenset(_TABLES.findall("\n".join(_files())))


@cache
def owned() -> frozenset[str]:
    """The functions of a log that run as its owner."""
    return frozenset(_ENDED.findall("\n".join(_files())))


@cache
def bound() -> frozenset[str]:
    """The functions of a log that look for names in `connecting.PATH` alone."""
    return frozenset(one or other for one, other in _BOUND.findall("\n".join(_files())))


def plainly(made: str, schema: str) -> str:
    """How a trigger is made, without what differs in how that is written: spaces, the schema, the order of events."""
    told = " ".join(made.split()).replace(f'"{schema}".', "").replace(f"{schema}.", "")
    head, _, rest = told.partition(" ON ")
    first, when, *events = head.replace(" OR ", " ").split(" ")[1:]
    return " ".join([first, when, *sorted(events), "ON", rest])


def make(connection: Any, target: Target, zone: str) -> bool:
    """Make a log in its schema, or bring one up to date, where there is something to do. Whether it was made.

    Raises NotALog where the schema holds something else, NewerFormat, StoreError.
    """
    held = _version(connection, target)
    if held is not None and held >= MIGRATIONS:
        return False
    if held is not None and held < _SINCE:
        raise StoreError(
            f"{target.name} was made before format {_SINCE}, and can't be brought up to date: copy it into a file with "
            "the version that made it, and that file into a new schema"
        )
    _check_server(connection, target)
    with connection.transaction():
        settle(connection)
        connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7046))", (target.schema,))
        held = _version(connection, target)
        if held is None:
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {target.quoted}")
            connection.execute(f"REVOKE ALL ON SCHEMA {target.quoted} FROM PUBLIC")
        for number, text in enumerate(_files()[held or 0 :], start=(held or 0) + 1):
            connection.execute(text.replace("@.", f"{target.quoted}.").replace("SCHEMA @", f"SCHEMA {target.quoted}"))
            connection.execute(f"INSERT INTO {target.quoted}.version (number) VALUES ({number:d})")
        if held is None:
            connection.execute(f"INSERT INTO {target.quoted}.meta (name, value) VALUES ('zone', %s)", (zone,))
    return held is None


def is_made(address: str) -> bool:
    """Whether there is a log at an address. Raises InvalidValue, NotALog, StoreError."""
    target = Target.read(address)
    connections = Connections(target, read_only=True, wait=30)
    try:
        with connections.speaking() as connection:
            return _version(connection, target) is not None
    finally:
        connections.close()


def look_at(connection: Any, target: Target, *, writing: bool) -> str:
    """The zone of the log that is there. Raises NotALog, NewerFormat, and StoreError where there is none."""
    version = _version(connection, target)
    if version is None:
        raise StoreError(f"there is no log at {target.name}: open it for writing, with create=True, to make one")
    if version > MIGRATIONS:
        raise NewerFormat(
            f"{target.name} was written by a later version of this library (format {version}, and this one reads up to "
            f"{MIGRATIONS}): upgrade eventlog-knowledge; it was not touched"
        )
    if version < MIGRATIONS:
        raise StoreError(
            f"{target.name} is a log of an older format: let its owner open it once, to bring it up to date"
        )
    if writing:
        _check_flushing(connection, target)
    row = connection.execute(f"SELECT value FROM {target.quoted}.meta WHERE name = 'zone'").fetchone()
    if row is None:
        raise StoreError(f"{target.name} does not say in which zone it lives: restore it from a backup")
    return str(row[0])


def _version(connection: Any, target: Target) -> int | None:
    """The version of the log in a schema; None where there is no such schema, or nothing in it."""
    schema = connection.execute("SELECT oid FROM pg_namespace WHERE nspname = %s", (target.schema,)).fetchone()
    if schema is None:
        return None
    names = connection.execute("SELECT relname FROM pg_class WHERE relnamespace = %s", (schema[0],)).fetchall()
    if not names:
        return None
    if not {"version", "meta", "head", "entry", "effect", "batch"} <= {name for (name,) in names}:
        raise NotALog(f"the schema at {target.name} holds something else than a log: name another schema")
    row = connection.execute(f"SELECT max(number) FROM {target.quoted}.version").fetchone()
    return row[0] or 0


def _check_server(connection: Any, target: Target) -> None:
    if connection.info.server_version < _OLDEST:
        raise StoreError(f"the server at {target.name} is too old to keep a log: PostgreSQL 14 or later is needed")
    (encoding,) = connection.execute("SHOW server_encoding").fetchone()
    if encoding != "UTF8":
        raise StoreError(f"the database at {target.name} is in {encoding}: make one in UTF8 for a log")


def _check_flushing(connection: Any, target: Target) -> None:
    (held,) = connection.execute("SHOW synchronous_commit").fetchone()
    if held == "off":
        raise StoreError(
            f"{target.name} acknowledges what it may lose, since synchronous_commit is off: turn it on for this "
            "role or database, or pass read_only=True"
        )


def remove(connection: Any, target: Target) -> bool:
    """Remove the schema of an empty log. Whether that was done."""
    with connection.transaction():
        settle(connection)
        connection.execute(f"LOCK TABLE {target.quoted}.head IN ACCESS EXCLUSIVE MODE")
        row = connection.execute(f"SELECT size FROM {target.quoted}.head").fetchone()
        if row is None or row[0]:
            return False
        connection.execute(f"DROP SCHEMA {target.quoted} CASCADE")
    return True


def admit(address: str, role: str, *, writing: bool = True) -> None:
    """Let a role of the server read a log, and, where it is `writing`, append to it, and no more than that.

    It can't change or remove anything, nor add anything but by the function that appends; redacting and taking in a
    whole log are left to the owner, who calls this. One that is not `writing` any more has that taken away. Raises
    InvalidValue, and ReadOnly or StoreError where that can't be done.
    """
    if not isinstance(role, str) or not role or not role.isprintable() or len(role) > 63:
        raise InvalidValue(f"{shown(role)} is no role: give the name of one that the server has")
    target = Target.read(address)
    connections = Connections(target, read_only=False, wait=30)
    try:
        with connections.speaking() as connection, connection.transaction():
            settle(connection)
            look_at(connection, target, writing=False)
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchall():
                raise InvalidValue(f"{shown(role)} is no role of the server: give the name as CREATE ROLE has it")
            _let_in(connection, target.quoted, f'"{role.replace(chr(34), chr(34) * 2)}"', writing=writing)
            _check_rights(connection, target, role, writing=writing)
    finally:
        connections.close()


def _let_in(connection: Any, schema: str, quoted: str, *, writing: bool) -> None:
    connection.execute(f"GRANT USAGE ON SCHEMA {schema} TO {quoted}")
    connection.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {quoted}")
    connection.execute(f"GRANT EXECUTE ON FUNCTION {schema}.around(text, integer) TO {quoted}")
    done, whom = ("GRANT", "TO") if writing else ("REVOKE", "FROM")
    connection.execute(f"{done} INSERT, UPDATE, DELETE ON {schema}.projection {whom} {quoted}")
    for (name,) in connection.execute(
        "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = %s::regnamespace AND prosecdef", (schema,)
    ).fetchall():
        connection.execute(f"{done} EXECUTE ON FUNCTION {name} {whom} {quoted}")


def _check_rights(connection: Any, target: Target, role: str, *, writing: bool) -> None:
    """GRANT and REVOKE only warn where the caller may not pass a right on, and a role may have one by another way.

    Raises ReadOnly, StoreError.
    """
    owns, reads, every, some = connection.execute(
        "SELECT pg_has_role(n.nspowner, 'USAGE'), has_schema_privilege(%(role)s, n.oid, 'USAGE') AND "
        "bool_and(has_table_privilege(%(role)s, quote_ident(n.nspname) || '.entry', 'SELECT')), "
        "bool_and(has_function_privilege(%(role)s, p.oid, 'EXECUTE')), "
        "bool_or(has_function_privilege(%(role)s, p.oid, 'EXECUTE')) "
        "FROM pg_namespace AS n JOIN pg_proc AS p ON p.pronamespace = n.oid "
        "WHERE n.nspname = %(schema)s AND p.prosecdef GROUP BY n.oid, n.nspname, n.nspowner",
        {"role": role, "schema": target.schema},
    ).fetchone()
    if reads and (every if writing else not some):
        return
    if not owns:
        raise ReadOnly(f"only the owner of {target.name} lets others in: nothing was changed; ask the owner of the log")
    raise StoreError(
        f"{role} may write there by another way: it owns {target.name}, is a superuser, or belongs to a role that may "
        "write, as everybody may where PUBLIC was let in; nothing was changed: take that right away first"
    )

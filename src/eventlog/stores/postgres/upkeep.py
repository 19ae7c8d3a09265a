"""How a server is set, and cleaning its files of what was erased."""

# Statements are put together from the words of this room alone.

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from eventlog.errors import StoreError
from eventlog.stores.finding import Finding
from eventlog.stores.postgres.connecting import PATH
from eventlog.stores.postgres.creating import bodies, bound, owned, plainly, relations, triggers
from eventlog.stores.postgres.refusals import translated
from eventlog.stores.postgres.target import Target, psycopg

__all__ = ["changed_parts", "findings", "foreign", "vacuum"]

_KINDS = {"r": "table", "p": "table", "f": "foreign table", "m": "materialized view", "v": "view"}
_KEPT = (
    "the server's write-ahead log, its archive and its standbys: they hold the words until they are recycled or removed"
)


def vacuum(connection: Any, target: Target, *, pooled: bool) -> tuple[str, ...]:
    """Write the tables that held words anew. What could not be done, and what is out of reach, in sentences.

    It may take long, and no transaction can hold it. Behind a pooler it has the time that the role has, for what is set
    there outlives what it was set for.
    """
    try:
        if not pooled:
            connection.execute("SET statement_timeout = 0")
        for table in ("entry", "effect", "projection", "word"):
            connection.execute(f"VACUUM (FULL) {target.quoted}.{table}")
    except psycopg().Error as error:
        told: Any = translated(error, target.name)
        if isinstance(told, StoreError):
            return (f"the tables of {target.name} may hold words that were erased: {told}", _KEPT)
        raise told from error
    finally:
        with suppress(psycopg().Error):  # the connection may be lost
            if not pooled:
                connection.execute("RESET statement_timeout")
    return (_KEPT,)


def changed_parts(connection: Any, target: Target) -> list[str]:
    """Which functions, triggers, rules and policies of a log are not those that it is made with."""

    def asked(sql: str) -> list[tuple[Any, ...]]:
        return list(connection.execute(sql, (target.quoted,)).fetchall())

    functions, made = bodies(target.quoted), triggers()
    held = {
        name: (body, definer, settings)
        for name, body, definer, settings in asked(
            "SELECT proname, prosrc, prosecdef, array_to_string(proconfig, ';') FROM pg_proc "
            "WHERE pronamespace = %s::regnamespace"
        )
    }
    hung = asked(
        "SELECT t.tgname, t.tgenabled, pg_get_triggerdef(t.oid) FROM pg_trigger AS t JOIN pg_class AS c "
        "ON c.oid = t.tgrelid WHERE c.relnamespace = %s::regnamespace AND NOT t.tgisinternal"
    )
    standing = {
        name
        for name, state, text in hung
        if state in ("O", "A", b"O", b"A") and made.get(name) == plainly(text, target.schema)
    }
    strange = {name for name, _, _ in hung} - set(made)
    others = asked(
        "SELECT r.rulename FROM pg_rewrite AS r JOIN pg_class AS c ON c.oid = r.ev_class "
        "WHERE c.relnamespace = %s::regnamespace AND r.rulename <> '_RETURN'"
    ) + asked(
        "SELECT 'row level security of ' || relname FROM pg_class WHERE relnamespace = %s::regnamespace "
        "AND relrowsecurity AND relkind IN ('r', 'p')"
    )
    changed = {
        name
        for name, body in functions.items()
        if held.get(name) != (body, name in owned(), f"search_path={PATH}" if name in bound() else None)
    }
    return sorted(changed | (set(made) - standing) | strange | {name for (name,) in others})


def foreign(connection: Any, target: Target) -> list[tuple[str, str]]:
    """Type and name of the tables and views in the schema that are not the log's, by name."""
    rows = connection.execute(
        "SELECT relname, relkind FROM pg_class WHERE relnamespace = %s::regnamespace", (target.quoted,)
    ).fetchall()
    kinds = [(str(name), kind.decode() if isinstance(kind, bytes) else str(kind)) for name, kind in rows]
    return sorted((_KINDS[kind], name) for name, kind in kinds if kind in _KINDS and name not in relations())


def findings(connection: Any, target: Target, *, pooled: bool) -> Iterator[Finding]:
    """How the server is set and the schema is doing."""
    version = connection.info.parameter_status("server_version")
    yield Finding("log", "ok", f"at {target.name}, PostgreSQL {version}{', behind a pooler' if pooled else ''}")
    for name, harm in (
        ("synchronous_commit", "a batch may be lost after it was acknowledged"),
        ("fsync", "the log may be lost when the power fails"),
        ("full_page_writes", "the log may be lost when the power fails"),
        ("data_checksums", "the server would not notice what a disk changes; verify would"),
    ):
        (value,) = connection.execute("SELECT current_setting(%s)", (name,)).fetchone()
        if value == "off":
            state = {"synchronous_commit": "bad", "data_checksums": "info"}.get(name, "warn")
            yield Finding(name, state, f"off: {harm}", "turn it on")
        else:
            yield Finding(name, "ok", value)
    changed = changed_parts(connection, target)
    if changed:
        yield Finding("guards", "bad", f"not those of a log: {', '.join(changed)}", "compare it with a checkpoint")
    else:
        yield Finding("guards", "ok", "what keeps the log append-only is in place")
    for kind, name in foreign(connection, target):
        do = "it is not the log's: a redaction does not reach it, so look there for words that have to go"
        yield Finding("other tables", "info", f"{kind} {name}", do)

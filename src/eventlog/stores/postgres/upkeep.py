"""How a server is set, and cleaning its files of what was erased."""

# Statements are put together from the words of this room alone.

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from eventlog.errors import StoreError
from eventlog.stores.finding import Finding
from eventlog.stores.postgres.creating import bodies
from eventlog.stores.postgres.refusals import translated
from eventlog.stores.postgres.target import Target, psycopg

__all__ = ["changed_parts", "findings", "vacuum"]

_KEPT = (
    "the server's write-ahead log, its archive and its standbys: they hold the words until they are recycled or removed"
)


def vacuum(connection: Any, target: Target) -> tuple[str, ...]:
    """Write the tables that held words anew. What could not be done, and what is out of reach, in sentences."""
    try:
        connection.execute("SET statement_timeout = 0")
        for table in ("entry", "effect", "projection", "word"):
            connection.execute(f"VACUUM (FULL) {target.quoted}.{table}")
        connection.execute("RESET statement_timeout")
    except psycopg().Error as error:
        told: Any = translated(error, target.name)
        if isinstance(told, StoreError):
            return (f"the tables of {target.name} may hold words that were erased: {told}", _KEPT)
        raise told from error
    return (_KEPT,)


def changed_parts(connection: Any, target: Target) -> list[str]:
    """Which functions and triggers of a log are not those that it is made with."""
    functions, triggers = bodies(target.quoted)
    held = dict(
        connection.execute(
            "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = %s::regnamespace", (target.quoted,)
        ).fetchall()
    )
    hung = connection.execute(
        "SELECT t.tgname, t.tgenabled FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid "
        "WHERE c.relnamespace = %s::regnamespace AND NOT t.tgisinternal",
        (target.quoted,),
    ).fetchall()
    standing = {name for name, state in hung if state in ("O", "A", b"O", b"A")}
    strange = {name for name, _ in hung} - triggers
    changed = {name for name, body in functions.items() if held.get(name) != body}
    return sorted(changed | (triggers - standing) | strange)


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

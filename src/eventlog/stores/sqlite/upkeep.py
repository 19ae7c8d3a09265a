"""The upkeep of a log's file: cleaned of what was erased, copied, taken back, and looked over.

`secure_delete` overwrites a row that is deleted. That leaves two places: pages in which rows were moved about before,
which keep an old copy in their unused part, and the write-ahead log, which holds the page as it was. So the file is
written anew (VACUUM) and the write-ahead log cut to nothing, under the write lock. A reader keeps the old pages in the
write-ahead log until it is done. What could not be cleaned is said, and redacting the same again tries once more.

A log that was made for what then did not come in is taken back: only under the write lock, while it is empty, and
while nobody else has it open, which SQLite itself knows: it leaves the write-ahead log only for a connection that is
alone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from eventlog.errors import StorageFull
from eventlog.files.kept import APPLICATION_ID
from eventlog.stores.finding import Finding
from eventlog.stores.sqlite.refusals import one_line, primary, translated
from eventlog.stores.sqlite.schema import MIGRATIONS, expected_schema, schema_of
from eventlog.stores.sqlite.words import OWN

__all__ = ["alone", "copy", "findings", "foreign", "remove", "vacuum"]

_WRITING = (sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC, sqlite3.SQLITE_IOERR_TRUNCATE)
"""What a disk says that takes no more, as where a quota is used up: of a copy, for the log is only read meanwhile."""

_SYNCHRONOUS = {0: "off", 1: "normal", 2: "full", 3: "extra"}


def vacuum(connection: sqlite3.Connection, path: str) -> tuple[str, ...]:
    """Clean the files of what was erased, under the write lock. Returns what could not be done, in sentences."""
    left = []
    try:
        connection.execute("VACUUM")
    except sqlite3.Error as error:
        left.append(f"unused parts of {path} may hold words that were erased: writing it anew failed ({error})")
    if not _cut(connection):
        left.append(
            f"{path}-wal may hold words that were erased, for another program is reading: when it is done, redact the "
            "same again, by its position"
        )
    return tuple(left)


def _cut(connection: sqlite3.Connection) -> bool:
    """Move all of the write-ahead log into the file and cut it to nothing. Waits for readers as any statement does."""
    try:
        busy, pages, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.OperationalError:
        return False
    return not busy and pages <= 0


def copy(connection: sqlite3.Connection, path: str, name: str) -> None:
    """Write a copy of the file that a connection is to, without what is left of erased rows.

    Where a file is there for it, nobody may read it who may not read the log.
    """
    connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # what is wrong with the log itself is told so
    with suppress(FileNotFoundError):
        _close(Path(path), connection.execute("PRAGMA database_list").fetchone()[2])
    try:
        connection.execute("VACUUM INTO ?", (path,))
    except sqlite3.OperationalError as error:
        if primary(error) == sqlite3.SQLITE_FULL:
            raise StorageFull(
                f"there is no room left for {name}: nothing of it was kept; make room and try again"
            ) from error
        if primary(error) == sqlite3.SQLITE_CANTOPEN or error.sqlite_errorcode in _WRITING:
            raise translated(error, name) from error
        raise


def _close(copy: Path, log: str) -> None:
    """Take from others what they may not do with the log; nothing where the file system has no permissions."""
    mode, held = copy.stat().st_mode & 0o777, Path(log).stat().st_mode
    if mode & 0o077 & ~held:
        with suppress(PermissionError):
            copy.chmod(mode & (0o700 | held))


def alone(connection: sqlite3.Connection, wait: float) -> bool:
    """Whether nobody else has the file open. `wait`: the seconds for which its statements wait otherwise."""
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        [mode] = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.OperationalError:
        return False
    finally:
        connection.execute(f"PRAGMA busy_timeout = {int(wait * 1000)}")
    return bool(mode == "delete")


def remove(path: str) -> None:
    """Remove the files of a log, the lock last: a writer that waits for it looks again."""
    for ending in ("", "-wal", "-shm", "-journal", "-lock"):
        with suppress(OSError):
            Path(f"{path}{ending}").unlink()


def foreign(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Type and name of the tables, views and indexes of a file that are not ours, nor the index of words'."""
    expected = {(kind, name) for kind, name, _ in expected_schema()} | {("table", name) for name in OWN}
    rows = connection.execute("SELECT type, name FROM sqlite_schema WHERE type <> 'trigger'").fetchall()
    held = {(str(kind), str(name)) for kind, name in rows}
    return sorted(
        (kind, name)
        for kind, name in held - expected
        if not name.startswith("sqlite_") or name.startswith("sqlite_stat")  # which hold samples of what is indexed
    )


def _strangers(
    connection: sqlite3.Connection, held: frozenset[tuple[str, str, str]], expected: frozenset[tuple[str, str, str]]
) -> Iterator[Finding]:
    """Tables, views and indexes of the file that are not ours, or not as we make them."""
    ours = {("view", name) for kind, name, _ in expected if kind == "view"}
    for kind, name, text in sorted(held - expected):
        changed = (kind, name) in ours or (kind == "table" and OWN.get(name, text) not in (None, text))
        if changed:
            do = "eventlog repair --index makes it anew" + ("; no answer is read from it" if kind == "view" else "")
            yield Finding("other tables", "warn", f"the {kind} {one_line(name)} is not as we make it", do)
    for kind, name in foreign(connection):
        rows = f", {_count(connection, name)}" if kind == "table" else ""
        do = "it is another program's: a redaction does not reach it, so look there for words that have to go"
        yield Finding("other tables", "info", f"{kind} {one_line(name)}{rows}", do)


def _count(connection: sqlite3.Connection, table: str) -> str:
    quoted = table.replace('"', '""')
    try:
        (rows,) = connection.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()  # noqa: S608 - quoted
    except sqlite3.Error:
        return "which can't be read"
    return f"{rows:,} {'row' if rows == 1 else 'rows'}"


def findings(connection: sqlite3.Connection, *, immutable: bool) -> Iterator[Finding]:
    """Schema, guards, and what SQLite itself can say of the file, and how safe a batch is."""
    (owner,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (journal,) = connection.execute("PRAGMA journal_mode").fetchone()
    quick = [row[0] for row in connection.execute("PRAGMA quick_check(3)").fetchall()]
    held, expected = schema_of(connection), expected_schema()
    known = owner == APPLICATION_ID and version == len(MIGRATIONS)
    yield Finding("format", "ok" if known else "bad", f"version {version}", "" if known else "restore it from a backup")
    missing = sorted(name for kind, name, text in expected - held if kind == "trigger")
    strange = sorted(name for kind, name, text in held - expected if kind == "trigger" and name not in missing)
    if missing or strange:
        found = f"the guards that keep it append-only were changed: {', '.join([*missing, *strange])}"
        yield Finding(
            "guards", "bad", found, "run verify with a checkpoint, and mend it with eventlog.audit.repair_index"
        )
    else:
        yield Finding("guards", "ok", f"all {sum(kind == 'trigger' for kind, _, _ in expected)} are in place")
    changed = sorted(name for kind, name, _ in expected - held if kind in ("table", "index"))
    if changed:
        yield Finding("schema", "bad", f"changed: {', '.join(changed)}", "restore it from a backup")
    else:
        yield Finding("schema", "ok", "as this library makes it")
    yield from _strangers(connection, held, expected)
    if journal != "wal" and not immutable:  # so read, no file has a journal
        yield Finding("journal", "warn", journal, "open it once for writing")
    if quick == ["ok"]:
        yield Finding("pages", "ok", "SQLite finds no damage")
    else:
        yield Finding("pages", "bad", "; ".join(map(str, quick)), "restore it from a backup, and verify that")
    level = _SYNCHRONOUS.get(connection.execute("PRAGMA synchronous").fetchone()[0], "unknown")
    safe = level in ("full", "extra")
    do = "" if safe else "the last batches may be lost with the power: open it with durability='full' to keep them"
    yield Finding("durability", "ok" if safe else "warn", level, do)

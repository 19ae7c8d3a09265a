"""The tables of a log in a file, and the rules that the file itself enforces.

Append-only is no promise of ours that another program could break by not knowing it: triggers in the file
refuse every UPDATE and DELETE, and every INSERT that is not the next entry (which is also what stops INSERT
OR REPLACE). One row is mutable, the head. Bodies, ids and effect rows may be erased, and only after an entry
of kind `redacted/1` names them.

What a trigger can't do is withstand the file's owner, who may drop it. Whether that happened is for proofs to
show.

The schema has a version (`user_version`) and the file says whose it is (`application_id`). Each version is a
list of statements, run in order in one transaction. A statement that was released is never edited:
docs/reference/format.md describes them for strangers, and a test holds the two together.
"""

# Statements are put together from the words of this file alone.
# ruff: noqa: S608

from __future__ import annotations

import sqlite3
from functools import cache

__all__ = ["APPLICATION_ID", "MIGRATIONS", "PAGE_BYTES", "expected_schema", "migrate", "schema_of"]

APPLICATION_ID = int.from_bytes(b"evlg", "big")
"""What stands at offset 68 of the file: the letters evlg."""

PAGE_BYTES = 8192

_TABLES = (
    """CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE entry (
    position INTEGER PRIMARY KEY,
    recorded INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind <> ''),
    commit_hash BLOB NOT NULL CHECK (length(commit_hash) = 32)
) STRICT""",
    """CREATE TABLE body (
    position INTEGER PRIMARY KEY,
    salt BLOB NOT NULL CHECK (length(salt) = 32),
    body BLOB NOT NULL
) STRICT""",
    """CREATE TABLE name (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE
) STRICT""",
    """CREATE TABLE effect (
    key TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (key, position)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE batch (
    position INTEGER PRIMARY KEY,
    recorded INTEGER NOT NULL UNIQUE,
    root BLOB NOT NULL CHECK (length(root) = 32)
) STRICT""",
    """CREATE TABLE head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    size INTEGER NOT NULL,
    recorded INTEGER,
    frontier BLOB NOT NULL,
    erased INTEGER NOT NULL
) STRICT""",
    "CREATE INDEX redaction ON entry (position) WHERE kind = 'redacted/1'",
    "INSERT INTO head (one, size, recorded, frontier, erased) VALUES (1, 0, NULL, zeroblob(8), 0)",
)


def _guard(name: str, doing: str, table: str, when: str, sentence: str) -> str:
    """A trigger that refuses. ABORT undoes the whole statement, for which SQLite keeps a journal for each one, which
    costs a fifth of recording; so what may come in is guarded with FAIL. That leaves of an INSERT of many rows those
    before the one refused, which were in order.
    """
    condition = f"\nWHEN {when}" if when else ""
    action = "FAIL" if doing == "INSERT" else "ABORT"
    return (
        f"CREATE TRIGGER {name} BEFORE {doing} ON {table}{condition}\n"
        f"BEGIN SELECT RAISE({action}, 'eventlog: {sentence}'); END"
    )


_NOT_OF_THIS_BATCH = (
    "NEW.position <= (SELECT size FROM head) OR NOT EXISTS (SELECT 1 FROM entry WHERE position = NEW.position)"
)
_NOT_NAMED = """NOT EXISTS (
    SELECT 1 FROM entry AS e JOIN body AS b ON b.position = e.position,
        json_each(CAST(b.body AS TEXT), '$.positions') AS named
    WHERE e.kind = 'redacted/1' AND named.value = OLD.position
)"""
_NOT_ERASED = "EXISTS (SELECT 1 FROM body WHERE position = OLD.position)"

_GUARDS = (
    _guard(
        "entry_is_next",
        "INSERT",
        "entry",
        "NEW.position IS NOT (SELECT coalesce(max(position), 0) + 1 FROM entry)\n"
        "    OR NEW.recorded <= (SELECT recorded FROM head)",
        "an entry is only ever added after the last one",
    ),
    _guard("entry_stays", "UPDATE", "entry", "", "an entry is never changed"),
    _guard("entry_remains", "DELETE", "entry", "", "an entry is never removed"),
    _guard(
        "body_is_new",
        "INSERT",
        "body",
        _NOT_OF_THIS_BATCH,
        "a body comes with its entry and at no other time",
    ),
    _guard("body_stays", "UPDATE", "body", "", "a body is never changed"),
    _guard("body_is_named", "DELETE", "body", _NOT_NAMED, "a body is erased only where a redacted entry names it"),
    _guard(
        "name_is_new",
        "INSERT",
        "name",
        f"{_NOT_OF_THIS_BATCH}\n    OR EXISTS (SELECT 1 FROM name WHERE id = NEW.id)",
        "an id comes with its entry and at no other time",
    ),
    _guard("name_stays", "UPDATE", "name", "", "an id is never changed"),
    _guard("name_is_erased", "DELETE", "name", _NOT_ERASED, "an id is erased only with its body"),
    _guard("effect_is_new", "INSERT", "effect", _NOT_OF_THIS_BATCH, "an effect comes with its entry"),
    _guard("effect_stays", "UPDATE", "effect", "", "an effect is never changed"),
    _guard("effect_is_erased", "DELETE", "effect", _NOT_ERASED, "an effect is erased only with its body"),
    _guard(
        "batch_is_new",
        "INSERT",
        "batch",
        f"{_NOT_OF_THIS_BATCH}\n    OR NEW.position IS NOT (SELECT max(position) FROM entry)",
        "a batch ends with the last entry",
    ),
    _guard("batch_stays", "UPDATE", "batch", "", "a batch is never changed"),
    _guard("batch_remains", "DELETE", "batch", "", "a batch is never removed"),
    _guard("head_is_one", "INSERT", "head", "", "a log has one head"),
    _guard(
        "head_goes_on",
        "UPDATE",
        "head",
        "NEW.size < OLD.size OR NEW.size IS NOT (SELECT coalesce(max(position), 0) FROM entry)\n"
        "    OR NEW.erased < OLD.erased\n"
        "    OR NEW.size = OLD.size AND (NEW.frontier IS NOT OLD.frontier OR NEW.recorded IS NOT "
        "OLD.recorded)",
        "the head only goes on to the last entry",
    ),
    _guard("head_remains", "DELETE", "head", "", "a log keeps its head"),
    _guard(
        "meta_is_new",
        "INSERT",
        "meta",
        "EXISTS (SELECT 1 FROM meta WHERE name = NEW.name)",
        "what the log is is written once",
    ),
    _guard("meta_stays", "UPDATE", "meta", "", "what the log is is never changed"),
    _guard("meta_remains", "DELETE", "meta", "", "what the log is is never removed"),
)

_MOMENT = (
    "strftime('%Y-%m-%dT%H:%M:%S', e.recorded / 1000000, 'unixepoch')"
    " || printf('.%06dZ', e.recorded % 1000000) AS recorded_at"
)
_HELD = (
    "FROM entry AS e LEFT JOIN body AS b ON b.position = e.position\n    LEFT JOIN name AS n ON n.position = e.position"
)


def _member(path: str) -> str:
    return f"json_extract(CAST(b.body AS TEXT), '$.{path}')"


def _view(name: str, kind: str, root: str, members: tuple[str, ...], more: str = "") -> str:
    """A readable view of one kind of event. References stand as positions in it, as they do in the bodies."""
    columns = "".join(f',\n    {_member(f"{root}.{member}")} AS "{member.strip("_")}"' for member in members)
    return (
        f"CREATE VIEW {name} AS SELECT e.position, {_MOMENT}, n.id{columns}{more}\n{_HELD}\nWHERE e.kind = '{kind}/1'"
    )


_VIEWS = (
    f"CREATE VIEW entries AS SELECT e.position, {_MOMENT}, e.kind, n.id, CAST(b.body AS TEXT) AS body\n{_HELD}",
    _view(
        "reports",
        "report-recorded",
        "report",
        ("publisher", "title", "published", "zone", "language", "url", "digest", "revision_of"),
    ),
    _view(
        "claims",
        "claim-recorded",
        "claim",
        ("report", "question", "value", "factuality", "stance", "kind", "during", "said", "paraphrase", "extractor"),
        f",\n    {_member('claim.chain[#-1].agent')} AS speaker",
    ),
    _view("links", "linked", "link", ("kind", "from_", "to", "by", "basis", "found_in")),
    _view("assessments", "assessed", "assessment", ("about", "what", "value", "by", "found_in", "topic", "note")),
    _view("agents", "agent-defined", "agent", ("name", "part_of"), f",\n    {_member('agent.id')} AS agent"),
    _view(
        "questions",
        "question-defined",
        "question",
        ("words", "answer", "kind", "single", "measure", "about"),
        f",\n    {_member('question.id')} AS question",
    ),
)

MIGRATIONS: tuple[tuple[str, ...], ...] = ((*_TABLES, *_GUARDS, *_VIEWS),)
"""The statements that lead from each version to the next; the first from nothing to version 1."""


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """Run the statements from `version` on, in the transaction that the connection is in."""
    for number, statements in enumerate(MIGRATIONS[version:], start=version + 1):
        for statement in statements:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number:d}")


@cache
def expected_schema() -> frozenset[tuple[str, str, str]]:
    """Type, name and text of everything that a file of the newest version holds."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        migrate(connection, 0)
        return schema_of(connection)
    finally:
        connection.close()


def schema_of(connection: sqlite3.Connection) -> frozenset[tuple[str, str, str]]:
    """Type, name and text of everything that a file holds; SQLite's own tables and indexes left out."""
    rows = connection.execute("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
    return frozenset((kind, name, text) for kind, name, text in rows if not name.startswith("sqlite_"))

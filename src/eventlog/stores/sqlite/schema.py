"""The tables of a log in a file, and the rules that the file itself enforces.

Append-only is no promise of ours that another program could break by not knowing it: triggers in the file
refuse every UPDATE and DELETE, and every INSERT that is not the next entry (which is also what stops INSERT
OR REPLACE). One row is mutable, the head. Bodies, ids and effect rows may be erased, and only after an entry
of kind `redacted/1` names them.

An entry is one row, whatever else is said of it, since rows are what recording and replaying cost. Beside it stand one
small number by which its id is found (`name`: an index over the ids themselves costs more than the entry), and the keys
under which it is found (`effect`: one row for all entries of a batch under the same key). Both come in no order, and
settle now and then in larger tables of the same form (`settled_name`, `settled_effect`; see settling).

Another program can still put rows after the last entry, and no entry without rows in `entry`. They are no part of the
log: no reader looks past the head, and the next of our writers clears them away.

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

from eventlog.stores.sqlite.forking import inside

__all__ = ["MIGRATIONS", "PAGE_BYTES", "expected_schema", "migrate", "schema_of"]

PAGE_BYTES = 8192

_FINDING = tuple(
    statement
    for before in ("", "settled_")
    for statement in (
        f"""CREATE TABLE {before}name (
    tag INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (tag, position)
) STRICT, WITHOUT ROWID""",
        f"""CREATE TABLE {before}effect (
    key TEXT NOT NULL,
    position INTEGER NOT NULL,
    more TEXT,
    PRIMARY KEY (key, position)
) STRICT, WITHOUT ROWID""",
    )
)
_TABLES = (
    """CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE entry (
    position INTEGER PRIMARY KEY,
    recorded INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind <> ''),
    id TEXT,
    commit_hash BLOB NOT NULL CHECK (length(commit_hash) = 32),
    salt BLOB CHECK (length(salt) = 32),
    body BLOB CHECK ((body IS NULL) = (salt IS NULL) AND (body IS NULL) = (id IS NULL))
) STRICT""",
    *_FINDING,
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
    "CREATE TABLE withheld (position INTEGER PRIMARY KEY) STRICT",
    """CREATE TABLE projection (
    name TEXT NOT NULL,
    build TEXT NOT NULL,
    position INTEGER NOT NULL,
    state BLOB NOT NULL,
    ready INTEGER NOT NULL,
    problem TEXT NOT NULL,
    PRIMARY KEY (name, build)
) STRICT""",
    "CREATE INDEX redaction ON entry (position) WHERE kind = 'redacted/1'",
    "INSERT INTO head (one, size, recorded, frontier, erased) VALUES (1, 0, NULL, zeroblob(8), 0)",
)


def _guard(name: str, doing: str, table: str, when: str, sentence: str, *, after: bool = False) -> str:
    """A trigger that refuses what is about to be done.

    `after` is for what is added thousands at a time: it is looked at when it is there, and the whole transaction is
    undone where it does not belong there. A trigger before an INSERT costs more than one after it, and RAISE(ABORT)
    has SQLite keep a journal for each statement.
    """
    condition = f"\nWHEN {when}" if when else ""
    moment, action = ("AFTER", "ROLLBACK") if after else ("BEFORE", "ABORT")
    return (
        f"CREATE TRIGGER {name} {moment} {doing} ON {table}{condition}\n"
        f"BEGIN SELECT RAISE({action}, 'eventlog: {sentence}'); END"
    )


_SIZE = "(SELECT size FROM head)"
_ALONE = f"NEW.position <= {_SIZE} OR NOT EXISTS (SELECT 1 FROM entry WHERE position = NEW.position)"
_NAMED = """EXISTS (
    SELECT 1 FROM entry AS e, json_each(CAST(e.body AS TEXT), '$.positions') AS named
    WHERE e.kind = 'redacted/1' AND e.position <= (SELECT size FROM head) AND named.value = OLD.position
)"""
_IS_THERE = "EXISTS (SELECT 1 FROM entry WHERE position = {} AND body IS NOT NULL)"
_OF = "SELECT {0}.position AS at UNION ALL SELECT value FROM json_each({0}.more)"
_WRITTEN = """(SELECT '[' || group_concat(at, ',') || ']' FROM (
        SELECT DISTINCT CAST(value AS INTEGER) AS at FROM json_each(NEW.more) WHERE value > NEW.position ORDER BY at
    ))"""  # the one way in which what stands in `more` is written: whole numbers after the position, each once, rising
_BITS = f"(SELECT sum(NEW.size >> value & 1) FROM json_each('[{','.join(map(str, range(63)))}]'))"


def _found_by(before: str) -> tuple[str, ...]:
    """What the tables that find entries refuse, those of what came last and those of what has settled."""
    return (
        _guard(f"{before}name_stays", "UPDATE", f"{before}name", "", "what an id is found by is never changed"),
        _guard(
            f"{before}name_is_erased",
            "DELETE",
            f"{before}name",
            _IS_THERE.format("OLD.position"),
            "what an id is found by is erased only with its body",
        ),
        _guard(
            f"{before}effect_stays",
            "UPDATE",
            f"{before}effect",
            "NEW.key IS NOT OLD.key\n"
            f"    OR EXISTS (SELECT 1 FROM ({_OF.format('NEW')}) WHERE at NOT IN ({_OF.format('OLD')}))\n"
            f"    OR EXISTS (SELECT 1 FROM ({_OF.format('OLD')}) WHERE at NOT IN ({_OF.format('NEW')})\n"
            f"        AND {_IS_THERE.format('at')})\n"
            f"    OR NEW.more IS NOT {_WRITTEN}",
            "of an effect only positions whose bodies are erased are taken out",
        ),
        _guard(
            f"{before}effect_is_erased",
            "DELETE",
            f"{before}effect",
            f"EXISTS (SELECT 1 FROM ({_OF.format('OLD')}) WHERE {_IS_THERE.format('at')})",
            "an effect is erased only with its body",
        ),
    )


_GUARDS = (
    _guard(
        "entry_is_next",
        "INSERT",
        "entry",
        f"NEW.position <= {_SIZE} OR NEW.position < 1 OR NEW.recorded <= (SELECT recorded FROM head)\n"
        f"    OR NEW.body IS NULL AND {_SIZE} > 0\n"
        "    OR NEW.position > 1 AND NOT EXISTS (SELECT 1 FROM entry WHERE position = NEW.position - 1)",
        "an entry is only ever added after the last one",
        after=True,
    ),
    _guard(
        "entry_stays",
        "UPDATE",
        "entry",
        "NEW.position IS NOT OLD.position OR NEW.recorded IS NOT OLD.recorded OR NEW.kind IS NOT OLD.kind\n"
        "    OR NEW.commit_hash IS NOT OLD.commit_hash OR NEW.body IS NOT NULL\n"
        f"    OR NOT {_NAMED}",
        "an entry is never changed, and a body is erased only where a redacted entry names it",
    ),
    _guard("entry_remains", "DELETE", "entry", "", "an entry is never removed"),
    _guard(
        "name_is_new",
        "INSERT",
        "name",
        _ALONE,
        "what an id is found by comes with its entry",
        after=True,
    ),
    _guard("effect_is_new", "INSERT", "effect", _ALONE, "an effect comes with its entry", after=True),
    *_found_by(""),
    _guard("settled_name_is_sorted_in", "INSERT", "settled_name", "", "what has settled is sorted in by the log alone"),
    _guard(
        "settled_effect_is_sorted_in", "INSERT", "settled_effect", "", "what has settled is sorted in by the log alone"
    ),
    *_found_by("settled_"),
    _guard(
        "batch_is_new",
        "INSERT",
        "batch",
        f"NEW.position <= {_SIZE} OR NEW.position IS NOT (SELECT max(position) FROM entry)\n"
        "    OR EXISTS (SELECT 1 FROM entry WHERE recorded IS NOT NEW.recorded\n"
        "        AND position > (SELECT coalesce(max(position), 0) FROM batch WHERE position < NEW.position))",
        "a batch ends with the last entry",
        after=True,
    ),
    _guard("batch_stays", "UPDATE", "batch", "", "a batch is never changed"),
    _guard("batch_remains", "DELETE", "batch", "", "a batch is never removed"),
    _guard("head_is_one", "INSERT", "head", "", "a log has one head"),
    _guard(
        "head_goes_on",
        "UPDATE",
        "head",
        "NEW.size < OLD.size OR NEW.size IS NOT (SELECT coalesce(max(position), 0) FROM entry)\n"
        "    OR NEW.size = OLD.size AND (NEW.frontier IS NOT OLD.frontier OR NEW.recorded IS NOT OLD.recorded)\n"
        "    OR NEW.size > OLD.size AND (\n"
        "        NOT EXISTS (SELECT 1 FROM batch WHERE position = NEW.size AND recorded = NEW.recorded)\n"
        "        OR hex(substr(NEW.frontier, 1, 8)) IS NOT printf('%016X', NEW.size)\n"
        f"        OR length(NEW.frontier) IS NOT 8 + 32 * {_BITS})\n"
        "    OR NEW.erased IS NOT OLD.erased AND NEW.erased IS NOT (SELECT count(*) FROM entry WHERE body IS NULL)",
        "the head only goes on to the last entry, as its batch and the erased bodies have it",
    ),
    _guard("head_remains", "DELETE", "head", "", "a log keeps its head"),
    _guard(
        "meta_is_new",
        "INSERT",
        "meta",
        "EXISTS (SELECT 1 FROM meta WHERE name = NEW.name)",
        "what the log is is written once",
    ),
    _guard(
        "withheld_is_made_with",
        "INSERT",
        "withheld",
        f"{_SIZE} > 0",
        "what a copy leaves out is said when the copy is made",
    ),
    _guard("withheld_stays", "UPDATE", "withheld", "", "what a copy leaves out is never changed"),
    _guard("withheld_remains", "DELETE", "withheld", "", "what a copy leaves out is never removed"),
    _guard("meta_stays", "UPDATE", "meta", "", "what the log is is never changed"),
    _guard("meta_remains", "DELETE", "meta", "", "what the log is is never removed"),
)

_MOMENT = (
    "strftime('%Y-%m-%dT%H:%M:%S', e.recorded / 1000000, 'unixepoch')"
    " || printf('.%06dZ', e.recorded % 1000000) AS recorded_at"
)


def _member(path: str) -> str:
    return f"json_extract(CAST(e.body AS TEXT), '$.{path}')"


def _view(name: str, kind: str, root: str, members: tuple[str, ...], more: str = "") -> str:
    """A readable view of one kind of event. References stand as positions in it, as they do in the bodies."""
    columns = "".join(f',\n    {_member(f"{root}.{member}")} AS "{member.strip("_")}"' for member in members)
    return (
        f"CREATE VIEW {name} AS SELECT e.position, {_MOMENT}, e.id{columns}{more}\n"
        f"FROM entry AS e WHERE e.kind = '{kind}/1'"
    )


_VIEWS = (
    f"CREATE VIEW entries AS SELECT e.position, {_MOMENT}, e.kind, e.id, CAST(e.body AS TEXT) AS body\nFROM entry AS e",
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
    with inside.sqlite:
        connection = sqlite3.connect(":memory:", isolation_level=None)
        try:
            migrate(connection, 0)
            return schema_of(connection)
        finally:
            connection.close()


def schema_of(connection: sqlite3.Connection) -> frozenset[tuple[str, str, str]]:
    """Type, name and text of everything that a file holds; SQLite's own tables and indexes left out."""
    rows = connection.execute("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
    held = ((str(kind), str(name), str(text)) for kind, name, text in rows)  # a damaged file holds values of any type
    return frozenset(one for one in held if not one[1].startswith("sqlite_"))

"""What is asked of a log's file, in SQL.

Many keys, ids or positions are handed over as one JSON list, so that a look-up is one statement however many they are.
"""

# Statements are put together from the words of this file and the names of our kinds alone.
# ruff: noqa: S608

from __future__ import annotations

from eventlog.codec import OURS, PLAIN

__all__ = [
    "ABOUT",
    "AT",
    "BEGUN",
    "BY_TAG",
    "CONTENTS",
    "DECIDING",
    "EFFECTS",
    "ENTRIES",
    "ENTRY",
    "FURTHER_UNDER",
    "HEAD",
    "ID_AT",
    "KEY_AFTER",
    "KEY_FROM",
    "KNOWN",
    "NAMED",
    "NEWEST",
    "NEWEST_ROWS",
    "OF_KIND",
    "STATES",
    "UNDER",
    "UPTO",
]

ENTRY = "SELECT position, recorded, kind, body, salt, commit_hash FROM entry"
CONTENT = "SELECT position, recorded, kind, body FROM entry"
_BETWEEN = "position > ? AND position <= ? ORDER BY position"

ENTRIES = f"{ENTRY} WHERE {_BETWEEN}"
CONTENTS = f"{CONTENT} WHERE {_BETWEEN}"
NAMED = f"SELECT position, recorded, kind, body, id FROM entry WHERE {_BETWEEN}"
_STRANGE = f"instr(kind, '.') = 0 AND kind NOT IN ({', '.join(map(repr, OURS))})"
DECIDING = (  # of a user's own kinds none decides
    f"SELECT kind, body FROM entry WHERE {_BETWEEN.removesuffix(' ORDER BY position')} AND body IS NOT NULL "
    f"AND instr(kind, '.') = 0 AND kind NOT IN ({', '.join(map(repr, PLAIN))})"
)
OF_KIND = f"{CONTENT} WHERE (kind >= ? AND kind < ? OR {_STRANGE}) AND body IS NOT NULL AND {_BETWEEN}"
AT = f"{CONTENT} WHERE position IN (SELECT value FROM json_each(?)) ORDER BY position"
_IN_THE_LOG = "position <= (SELECT size FROM head)"
ID_AT = f"SELECT id FROM entry WHERE position = ? AND {_IN_THE_LOG}"
UPTO = f"SELECT position FROM batch WHERE recorded <= ? AND {_IN_THE_LOG} ORDER BY recorded DESC LIMIT 1"


def _both(sql: str, *values: str) -> str:
    """A statement over the keys of what came last, and over those of what has settled; `{effect}` is the table."""
    return " UNION ALL ".join(
        f"SELECT * FROM ({sql.format(*values, effect=name)})" for name in ("effect", "settled_effect")
    )


_LEAST = "min(coalesce({0}, {1}), coalesce({1}, {0}))"
_KEY = "(SELECT key FROM {} WHERE key {} {} ORDER BY key LIMIT 1)"
_AT = "(SELECT position FROM {} AS f WHERE f.key = walk.key ORDER BY position LIMIT 1)"


def _keys(begin: str) -> str:
    """From key to key by the index: what is under each is passed over, however much it is."""
    tables = ("effect", "settled_effect")
    first, next_ = (
        _LEAST.format(*(_KEY.format(name, after, edge) for name in tables))
        for after, edge in ((begin, "?1"), (">", "walk.key"))
    )
    return (
        f"WITH RECURSIVE walk (key) AS (SELECT {first} UNION ALL SELECT {next_} FROM walk WHERE key IS NOT NULL "
        f"LIMIT ?2) SELECT key, {_LEAST.format(*map(_AT.format, tables))} FROM walk WHERE key IS NOT NULL"
    )


KEY_FROM, KEY_AFTER = map(_keys, (">=", ">"))
ALL_STATES = "SELECT name, build, position, state, ready, problem FROM projection ORDER BY name, build"
STATES = "SELECT name, build, position, state, ready, problem FROM projection WHERE name = ? ORDER BY build"
HEAD = "SELECT size, recorded, frontier, erased FROM head"
BEGUN = HEAD.replace(" FROM", ", (SELECT max(position) FROM entry), EXISTS (SELECT 1 FROM withheld) FROM")
"""The head; and beside it what a writer has to know first: where the rows end, and whether any entry is withheld."""
NEWEST_ROWS = 64
_NEWEST = (
    f"SELECT position, more FROM {{effect}} WHERE key = ?1 AND position < ?2 ORDER BY position DESC LIMIT {NEWEST_ROWS}"
)
NEWEST = _both(_NEWEST)  # to be sorted, and cut to so many: SQLite takes twice as long for that
_ANY = "EXISTS (SELECT 1 FROM {} WHERE key = wanted.value AND position <= ?2)"
KNOWN = (
    f"SELECT wanted.value FROM json_each(?1) AS wanted WHERE {_ANY.format('effect')} OR {_ANY.format('settled_effect')}"
)
_UNDER = (
    "SELECT f.position, f.more FROM json_each(?1) AS wanted CROSS JOIN {effect} AS f ON f.key = wanted.value "
    "WHERE f.position <= ?3 AND f.position >= {} ORDER BY f.position LIMIT ?4"
)
_BEFORE = "coalesce((SELECT max(position) FROM {} WHERE key = wanted.value AND position <= ?2), 0)"
# A row begins at its first position, the others are in `more`: so the row before may hold some that are wanted.
UNDER, FURTHER_UNDER = (
    _both(_UNDER, begin)  # to be sorted, and cut to ?4
    for begin in (f"max({_BEFORE.format('effect')}, {_BEFORE.format('settled_effect')})", "?2")
)
BY_TAG = " UNION ALL ".join(
    f"SELECT e.id, e.position FROM json_each(?1) AS wanted CROSS JOIN {name} AS n ON n.tag = wanted.value "
    "JOIN entry AS e ON e.position = n.position WHERE e.position <= (SELECT size FROM head)"
    for name in ("name", "settled_name")
)
ABOUT = _both("SELECT key, position, more FROM {effect} WHERE key >= 'on:' AND key < 'on;'")
EFFECTS = f"{_both('SELECT key, position, more FROM {effect} ORDER BY key, position')} ORDER BY key, position"

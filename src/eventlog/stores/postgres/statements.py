"""What is asked of a log on a server, in SQL. @ stands for its schema.

Many keys, ids or positions are handed over as one array, so that a look-up is one statement however many they are.
Numbers are cast, since the driver sends each as the smallest type that it fits in. What is asked outside of a
transaction calls functions by their whole names: see `connecting.PATH`.
"""

# Statements are put together from the words of this file and the names of our kinds alone.
# ruff: noqa: S608

from __future__ import annotations

from eventlog.codec import OURS

__all__ = [
    "AHEAD",
    "APPEND",
    "APPEND_ONE",
    "AROUND",
    "AT",
    "BY_ID",
    "CONTENTS",
    "COUNTS",
    "ENTRIES",
    "ENTRY",
    "ERASE",
    "ERASED",
    "HEAD",
    "HOLD",
    "HOLDING",
    "HOLD_INDEX",
    "ID_AT",
    "INDEXED",
    "KEEP",
    "KEY_AFTER",
    "KEY_FROM",
    "KNOWN",
    "LET_GO",
    "LOOKED_AHEAD",
    "MARKED",
    "MAY_INDEX",
    "MOVE_INDEX",
    "NEWEST",
    "OF_KIND",
    "PUT_WORDS",
    "RESTORE",
    "ROOT_AT",
    "STATES",
    "STATE_AT",
    "UNDER",
    "UPTO",
    "WITHHELD",
    "WITHHOLD",
]

ENTRY = "SELECT position, recorded, kind, body, salt, commit_hash FROM @.entry"
_CONTENT = "SELECT position, recorded, kind, body FROM @.entry"
_BETWEEN = "position > %s::bigint AND position <= %s::bigint ORDER BY position LIMIT %s::bigint"

ENTRIES = f"{ENTRY} WHERE {_BETWEEN}"
CONTENTS = f"{_CONTENT} WHERE {_BETWEEN}"
_STRANGE = f"pg_catalog.strpos(kind, '.') = 0 AND kind <> ALL (ARRAY[{', '.join(map(repr, OURS))}])"
OF_KIND = f"{_CONTENT} WHERE (kind >= %s AND kind < %s OR {_STRANGE}) AND body IS NOT NULL AND {_BETWEEN}"
AT = f"{_CONTENT} WHERE position = ANY (%s::bigint[]) ORDER BY position"
ID_AT = "SELECT id FROM @.entry WHERE position = %s::bigint"
BY_ID = "SELECT id, position FROM @.entry WHERE id = ANY (%s::text[])"
UPTO = "SELECT position FROM @.batch WHERE recorded <= %s::bigint ORDER BY recorded DESC LIMIT 1"
ROOT_AT = "SELECT root FROM @.batch WHERE position = %s::bigint"
_THEN = "(SELECT recorded FROM @.batch WHERE position = %s::bigint)"
_NOW = f"size, recorded, tableoid::bigint, {_THEN}"
"""How the log is now, and when the batch was recorded that ends at a position: see `staying`."""
_NOT_NOW = "NULL, NULL, NULL, NULL"
HEAD = f"SELECT size, recorded, frontier, erased, {_NOW} FROM @.head"
LOOKED_AHEAD = 2
"""How many rows under a key are looked up before they are asked for."""
AHEAD = f"""
SELECT size, recorded, frontier, erased, NULL::text, NULL::bigint, NULL::integer[], {_NOW} FROM @.head
UNION ALL SELECT NULL, NULL, NULL, NULL, id, position, NULL, {_NOT_NOW} FROM @.entry WHERE id = ANY (%s::text[])
UNION ALL SELECT NULL, NULL, NULL, 0, wanted.key, f.position, f.more, {_NOT_NOW}
FROM pg_catalog.unnest(%s::text[]) AS wanted(key) CROSS JOIN LATERAL (
    SELECT position, more FROM @.effect AS f WHERE f.key = wanted.key ORDER BY position DESC LIMIT {LOOKED_AHEAD}
) AS f
"""
COUNTS = f"SELECT size, erased, {_NOW} FROM @.head"
KNOWN = (
    "SELECT wanted FROM pg_catalog.unnest(%s::text[]) AS wanted "
    "WHERE EXISTS (SELECT 1 FROM @.effect WHERE key = wanted AND position <= %s::bigint)"
)
NEWEST = "SELECT position, more FROM @.effect WHERE key = %s AND position < %s::bigint ORDER BY position DESC LIMIT 64"
UNDER = """
SELECT f.position, f.more FROM pg_catalog.unnest(%s::text[]) AS wanted(key)
CROSS JOIN LATERAL (
    SELECT position, more FROM @.effect AS f
    WHERE f.key = wanted.key AND f.position <= %s::bigint AND f.position >= coalesce(
        (SELECT pg_catalog.max(g.position) FROM @.effect AS g WHERE g.key = wanted.key AND g.position <= %s::bigint), 0)
) AS f
WHERE f.position > %s::bigint ORDER BY f.position LIMIT %s::bigint
"""
# From key to key by the index: what is under each is passed over, however much it is.
_KEYS = """
WITH RECURSIVE next AS (
    (SELECT key, position FROM @.effect WHERE key {} %s ORDER BY key, position LIMIT 1)
    UNION ALL
    SELECT found.key, found.position FROM next CROSS JOIN LATERAL (
        SELECT key, position FROM @.effect AS f WHERE f.key > next.key ORDER BY key, position LIMIT 1
    ) AS found WHERE pg_catalog.starts_with(found.key, %s)
)
SELECT key, position FROM next WHERE pg_catalog.starts_with(key, %s) LIMIT %s::bigint
"""
KEY_FROM, KEY_AFTER = _KEYS.format(">="), _KEYS.format(">")

AROUND = (
    f"SELECT '', NULL, NULL, NULL, NULL, NULL, NULL, {_NOW} FROM @.head UNION ALL "
    f"SELECT key, position, more, recorded, kind, body, id, {_NOT_NOW} FROM @.around(%s, %s::integer)"
)
_HEAD = "SELECT size, recorded, frontier, erased FROM"
HOLD = (
    f"SELECT size, recorded, frontier, erased, size, recorded, (SELECT tableoid::bigint FROM @.head), {_THEN} "
    "FROM @.hold(%s::integer)"
)
APPEND = (
    f"{_HEAD} @.append(%s::integer, %s::bigint, %s::bigint, %s::bytea, %s::bigint, %s::text[], %s::text[], "
    "%s::bytea[], %s::bytea[], %s::text[], %s::integer[], %s::integer[], %s::integer[], %s::integer[], "
    "%s::boolean, %s::text[], %s::bigint, %s::text[], %s::text[], %s::integer[], %s::integer[], %s::integer[])"
)
APPEND_ONE = (
    f"{_HEAD} @.append_one(%s::bigint, %s::bigint, %s::bytea, %s::bigint, %s::text, %s::text, %s::bytea, %s::bytea, "
    "%s::text[], %s::boolean, %s::text[], %s::bigint, %s::text[], %s::text[])"
)
RESTORE = (
    f"{_HEAD} @.restore(%s::bigint, %s::text[], %s::text[], %s::bytea[], %s::bytea[], %s::bytea[], %s::text[], "
    "%s::integer[], %s::integer[], %s::integer[], %s::integer[])"
)
ERASE = f"{_HEAD} @.erase(%s::bigint[])"
ALL_STATES = "SELECT name, build, position, state, ready, problem FROM @.projection ORDER BY name, build"
STATES = "SELECT name, build, position, state, ready, problem FROM @.projection WHERE name = %s ORDER BY build"
STATE_AT = "SELECT position FROM @.projection WHERE name = %s AND build = %s"
LET_GO = "DELETE FROM @.projection WHERE name = %s AND (%s OR build = %s)"
KEEP = "INSERT INTO @.projection VALUES (%s, %s, %s::bigint, %b::bytea, %s, %s)"
WITHHELD = "SELECT position FROM @.withheld ORDER BY position"
WITHHOLD = "INSERT INTO @.withheld SELECT pg_catalog.unnest(%s::bigint[])"
INDEXED = "SELECT upto FROM @.indexed WHERE folding = %s"
WORDS_HELD = (
    "SELECT e.position, e.recorded, e.kind, e.body, "
    "w.kind, array_to_string(tsvector_to_array(w.words), ' '), w.position "
    "FROM @.entry AS e LEFT JOIN @.word AS w ON w.position = e.position WHERE e.position <= %s::bigint"
)
WORDS_BEYOND = "SELECT count(*) FROM @.word WHERE position > %s::bigint OR position < 1"
MAY_INDEX = "SELECT pg_catalog.has_table_privilege('@.word', 'INSERT')"
HOLD_INDEX = "SELECT upto, folding FROM @.indexed FOR UPDATE"
ERASED = "SELECT erased FROM @.head"
PUT_WORDS = (
    "INSERT INTO @.word (position, kind, words) SELECT position, kind, array_to_tsvector(string_to_array(words, ' ')) "
    "FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS u(position, kind, words)"
)
MOVE_INDEX = "UPDATE @.indexed SET upto = %s::bigint, folding = %s"
MARKED = (
    "SELECT position FROM @.word WHERE (words @@ %s::tsquery OR words IS NULL) AND position <= %s::bigint "
    "ORDER BY position"
)
HOLDING = (
    "SELECT position, kind FROM @.word WHERE (words @@ %s::tsquery OR words IS NULL) AND kind = ANY (%s) "
    "AND position < %s::bigint ORDER BY position DESC LIMIT %s::bigint"
)

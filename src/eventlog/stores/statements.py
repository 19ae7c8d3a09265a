"""What is asked of a log's file, in SQL.

Many keys, ids or positions are handed over as one JSON list, so that a look-up is one statement however many they are.
"""

# Statements are put together from the words of this file alone.
# ruff: noqa: S608

from __future__ import annotations

__all__ = ["ABOUT", "AT", "BODIES", "ENTRIES", "ENTRY", "FIND_ALL", "HEAD", "NEWEST", "OF_KIND", "UNDER"]

ENTRY = "SELECT e.position, e.recorded, e.kind, b.body, b.salt, e.commit_hash"
BODIES = "LEFT JOIN body AS b ON b.position = e.position"
ENTRIES = f"{ENTRY} FROM entry AS e {BODIES} WHERE e.position > ? AND e.position <= ? ORDER BY e.position"
OF_KIND = (  # the bodies last: of a rare kind most entries are passed over without theirs
    "SELECT e.position, e.recorded, e.kind, b.body FROM entry AS e CROSS JOIN body AS b ON b.position = e.position "
    "WHERE e.kind >= ? AND e.kind < ? AND e.position > ? AND e.position <= ? ORDER BY e.position"
)
HEAD = "SELECT size, recorded, frontier, erased FROM head"
NEWEST = "SELECT position FROM effect WHERE key = ? AND position < ? ORDER BY position DESC LIMIT 64"
ABOUT = (
    f"{ENTRY} FROM effect AS f JOIN entry AS e ON e.position = f.position {BODIES} "
    "WHERE f.key = ? AND f.position > ? AND f.position <= ? ORDER BY f.position"
)
UNDER = (
    "SELECT DISTINCT position FROM effect WHERE key IN (SELECT value FROM json_each(?)) "
    "AND position > ? AND position <= ? ORDER BY position LIMIT ?"
)
AT = f"{ENTRY} FROM entry AS e {BODIES} WHERE e.position IN (SELECT value FROM json_each(?)) ORDER BY e.position"
FIND_ALL = "SELECT id, position FROM name WHERE id IN (SELECT value FROM json_each(?))"

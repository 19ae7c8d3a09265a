"""A run by parts in one process, each of which has only what was dealt to it."""

from __future__ import annotations

from eventlog.runners.joining import dealt, routes
from eventlog.runners.plain import as_table, questions_of, rows_of
from eventlog.runners.work import asked


def by_parts(projection, segments, parts):
    """The result as it comes out of parts that know nothing of each other."""
    table = segments.table(["position", "recorded", "kind", "body", "id"])
    found = routes(segments, parts)
    rows = []
    for part in range(parts):
        keys = [question for question in questions_of(segments) if dealt(question, parts) == part]
        at = [one["at"] for one in found.to_pylist() if one["part"] == part]
        if keys:
            contents, ids = rows_of(table.take([position - 1 for position in at]))
            rows += asked(projection, contents, ids, segments.zone, keys)
    return as_table(projection, rows)

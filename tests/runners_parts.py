"""A run by parts in one process, each of which has only what was dealt to it; and what counting takes."""

from __future__ import annotations

import pytest

from eventlog.runners.joining import dealt
from eventlog.runners.plain import as_table, questions_of
from eventlog.runners.work import Of, asked
from eventlog.segments.folder import TOLD, told_of

pa = pytest.importorskip("pyarrow", reason="segments are Parquet files: pip install '.[lake]'")


def by_parts(projection, segments, parts):
    """The result as it comes out of parts that know nothing of each other."""
    table = segments.table(TOLD)
    found = dealt(segments, parts, questions_of(segments, redacted=True))
    results = []
    for part in range(found.parts):
        own = table.take(pa.array(found.at[found.part == part] - 1))
        claims = zip(own["question"].to_pylist(), own["kind"].to_pylist(), found.asked[found.part == part], strict=True)
        keys = {question for question, kind, here in claims if here and kind.startswith("claim-recorded/")}
        keys.update(found.lacking.get(part, ()))
        results.append(
            as_table(
                projection, asked(projection, told_of(own.to_batches()), Of(segments.zone, segments.last), sorted(keys))
            )
        )
    return pa.concat_tables(results or [as_table(projection, [])])


def number(state, _):
    """How many entries."""
    return state + 1


def plus(a, b):
    """The sum of both."""
    return a + b


def kind_of(entry):
    """The kind of an entry."""
    return (entry.kind,)


def under(state, keys):
    """A state under its keys."""
    return dict.fromkeys(keys, state)

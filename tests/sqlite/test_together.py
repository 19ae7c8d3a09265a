"""Rows go in many at a time, and the file is the same."""

from __future__ import annotations

from contextlib import closing

import pytest

import eventlog
from eventlog.stores import NewEntry
from eventlog.stores.sqlite import appending
from log_backends import START, STORES
from log_samples import plain

MANY = appending._TOGETHER


def entry(at: int, size: int = 10) -> NewEntry:
    """One of many entries, each with a key of its own and one that all have."""
    return NewEntry("desk.note/1", b"%0*d" % (size, at), f"event:{at}", (f"q:{at}", "q:all"))


@pytest.mark.parametrize("count", [1, MANY - 1, MANY, MANY + 1, 3 * MANY, 3 * MANY + 7])
def test_a_batch_of_any_size_is_held_as_it_came(tmp_path, count) -> None:
    """Each entry stands at its position, and is found by its id and by its keys, whatever the size of the batch."""
    rows = [entry(at) for at in range(1, count + 1)]
    with closing(STORES["sqlite"](tmp_path)) as store:
        with store.writing() as writing:
            writing.append(rows, START)
        assert [one.body for one in store.entries(0, count)] == [row.body for row in rows]
        assert store.find_all([row.id for row in rows]) == {row.id: at for at, row in enumerate(rows, 1)}
        for at, row in enumerate(rows, 1):
            assert [one[0] for some in store.under([row.keys[0]], 0, count) for one in some] == [at]
        assert [one[0] for some in store.under(["q:all"], 0, count) for one in some] == [*range(1, count + 1)]


@pytest.mark.parametrize(("size", "statements"), [(10, 1), (appending._BYTES // MANY + 1, MANY)])
def test_what_is_large_goes_in_one_by_one(tmp_path, size, statements) -> None:
    """SQLite holds a copy of all that a statement is given, so no statement is given much."""
    rows = [entry(at, size) for at in range(1, MANY + 1)]
    ran = []
    with closing(STORES["sqlite"](tmp_path)) as store:
        with store.writing() as writing:
            connection = writing._connection
            connection.set_trace_callback(ran.append)
            writing.append(rows, START)
            connection.set_trace_callback(None)
        assert [one.body for one in store.entries(0, MANY)] == [row.body for row in rows]
    assert (
        len({sql for sql in ran if sql.startswith("INSERT OR FAIL INTO entry")}) == statements
    )  # told with each guard


def test_of_one_thing_the_file_is_asked_four_questions(tmp_path) -> None:
    """Where the log ends, with all that a writer has to know of that; what is there of it and of what it names; whether
    anything was ever struck; and what its question is.
    """
    ran = []
    report, claim = plain(1)
    with eventlog.open(tmp_path / "log.db") as log:
        log.record(report)
        connection = log.store._connections.get()
        connection.set_trace_callback(ran.append)
        log.record(claim)
        connection.set_trace_callback(None)
    assert len([sql for sql in ran if sql.startswith("SELECT")]) == 4

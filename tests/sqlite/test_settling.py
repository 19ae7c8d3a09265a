"""What finds entries settles in larger tables now and then, and nobody who reads the log can tell."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

import eventlog
from eventlog.audit import repair_index
from eventlog.stores import SQLiteStore
from eventlog.stores.sqlite import settling
from eventlog.testing import StoreContract
from log_answers import answers, filled
from log_backends import START, STORES
from log_samples import HURT, MAYOR, linked, nobody, report, river

LATER = START + 1_000_000_000_000
PARTS = ("name", "settled_name", "effect", "settled_effect")


@pytest.fixture(params=[1, 2, 3, 5])
def every(request, monkeypatch) -> int:
    """After how many entries all settles."""
    monkeypatch.setattr(settling, "EVERY", request.param)
    return request.param


class TestSettlingAtOnce(StoreContract):
    """A log in which all settles with each batch."""

    make = staticmethod(STORES["sqlite"])

    @pytest.fixture(autouse=True)
    def _every(self, monkeypatch) -> None:
        monkeypatch.setattr(settling, "EVERY", 1)


class TestSettlingNowAndThen(StoreContract):
    """A log in which some has settled and some has not."""

    make = staticmethod(STORES["sqlite"])

    @pytest.fixture(autouse=True)
    def _every(self, monkeypatch) -> None:
        monkeypatch.setattr(settling, "EVERY", 3)


def held(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """What finds entries, table by table."""
    with closing(sqlite3.connect(path)) as connection:
        return {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in PARTS}  # noqa: S608


def told(log: eventlog.EventLog) -> list[object]:
    """All that a log says, but for its salts and what is hashed with them."""
    return answers(log)[2:]


def schema(path: Path) -> set[tuple[object, ...]]:
    """What the file is made of."""
    with closing(sqlite3.connect(path)) as connection:
        return set(connection.execute("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL"))


def in_batches(path: Path) -> None:
    """Seven entries in three batches."""
    one = report()
    with eventlog.open(path, clock=lambda: START) as log:
        log.record(one, river(one), nobody(one))
        log.record(MAYOR, HURT)
        log.record(linked(river(one), nobody(one)), nobody(one), river(one))


def test_all_settles_when_the_log_has_grown_by_so_many_entries(tmp_path, every):
    """With the batch that leads past a multiple, that batch too; what comes after it is kept apart until the next."""
    in_batches(tmp_path / "log.db")
    ends = [0, 3, 5, 6]
    settled = max(end for begun, end in pairwise(ends) if begun // every < end // every)
    found = held(tmp_path / "log.db")
    assert {row[1] for row in found["settled_name"]} == set(range(1, settled + 1))
    assert {row[1] for row in found["name"]} == set(range(settled + 1, 7))
    assert all(row[1] <= settled for row in found["settled_effect"])
    assert all(row[1] > settled for row in found["effect"])
    in_batches(tmp_path / "other.db")
    assert schema(tmp_path / "log.db") == schema(tmp_path / "other.db")


def test_every_answer_is_that_of_a_log_in_which_nothing_settled(tmp_path, every, monkeypatch):
    """By ids, by keys, by words, newest first; with redactions, which reach what has settled."""
    filled(tmp_path / "settled.db")
    monkeypatch.setattr(settling, "EVERY", 1 << 20)
    filled(tmp_path / "log.db")
    settled, log = (eventlog.open(tmp_path / name, clock=lambda: LATER) for name in ("settled.db", "log.db"))
    with settled, log:
        assert told(settled) == told(log)
        assert settled.verify().ok
        keys = list(log.reader.keys("", len(log)))
        for one in (log, settled):
            one.redact(3, 7, reason="order 17")
        assert told(settled) == told(log)
        assert settled.verify().ok
        with log.store.writing() as ours, settled.store.writing() as theirs:
            assert all(list(ours.newest_about(key)) == list(theirs.newest_about(key)) for key in keys)
    assert every < 10


def test_what_came_last_is_found_first_however_much_is_under_one_key(tmp_path, monkeypatch):
    """More than one look takes, in both tables."""
    monkeypatch.setattr(settling, "EVERY", 200)
    with eventlog.open(tmp_path / "log.db", durability="off") as log:
        one = report()
        log.record(one)
        for at in range(330):
            log.record(one.claim("mill.seen", by=[f"person:p{at}"]))
        with log.store.writing() as writing:
            assert list(writing.newest_about("q:mill.seen")) == list(range(331, 1, -1))
        assert list(log.store.keys("q:", 331)) == ["q:mill.seen"]
    assert {len(rows) > 64 for rows in held(tmp_path / "log.db").values()} == {True}


def test_an_index_that_is_built_anew_is_divided_as_it_was(tmp_path, every):
    """Repair puts each row where it was."""
    in_batches(tmp_path / "log.db")
    before = held(tmp_path / "log.db")
    with closing(sqlite3.connect(tmp_path / "log.db")) as connection, settling.guards_down(connection):
        for table in PARTS:
            connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names of ours
        connection.commit()
    assert repair_index(tmp_path / "log.db").ok
    assert held(tmp_path / "log.db") == before
    assert every < 10


SWAPS = {
    "one of them does": "INSERT INTO effect SELECT * FROM settled_effect LIMIT 1; "
    "DELETE FROM settled_effect WHERE (key, position) IN (SELECT key, position FROM effect)",
    "an id twice": "INSERT INTO name SELECT * FROM settled_name",
    "a key twice": "INSERT INTO effect SELECT * FROM settled_effect",
    "an id gone": "DELETE FROM settled_name WHERE position = 2",
    "a key gone": "DELETE FROM settled_effect WHERE position = 1",
    "a stranger": "INSERT INTO settled_name VALUES (5, 77)",
    "a strange key": "INSERT INTO settled_effect VALUES ('q:x', 77, NULL)",
}


@pytest.mark.parametrize("swap", SWAPS)
def test_rows_that_stand_in_the_other_table_or_in_none_are_found(tmp_path, monkeypatch, swap):
    """A row of the wrong table would be looked for too early or too late."""
    monkeypatch.setattr(settling, "EVERY", 5)
    in_batches(tmp_path / "log.db")
    with closing(sqlite3.connect(tmp_path / "log.db")) as connection:
        with settling.guards_down(connection):
            connection.executescript(SWAPS[swap])
        connection.commit()
    with eventlog.open(tmp_path / "log.db", read_only=True) as log:
        found = log.verify()
        assert not found.ok
        assert {one.kind for one in found.problems} <= {"index", "storage"}
    assert repair_index(tmp_path / "log.db").ok


REFUSED = (
    "INSERT INTO settled_name VALUES (5, 1)",
    "INSERT INTO settled_name SELECT * FROM name",
    "INSERT INTO settled_effect SELECT * FROM effect",
    "INSERT INTO settled_effect VALUES ('q:x', 7, NULL)",
    "INSERT OR REPLACE INTO settled_effect SELECT key, position, NULL FROM settled_effect",
    "UPDATE settled_name SET position = 3 WHERE position = 2",
    "UPDATE settled_name SET tag = tag + 1",
    "UPDATE settled_effect SET key = 'q:x'",
    "UPDATE settled_effect SET position = position + 1",
    "UPDATE settled_effect SET more = '[4]'",
    "DELETE FROM settled_name",
    "DELETE FROM settled_effect",
    "DELETE FROM settled_effect WHERE position = 2",
)


@pytest.mark.parametrize("statement", REFUSED)
def test_the_file_refuses_to_have_changed_what_has_settled(tmp_path, monkeypatch, statement):
    """Whoever asks."""
    monkeypatch.setattr(settling, "EVERY", 5)
    in_batches(tmp_path / "log.db")
    before = held(tmp_path / "log.db")
    stranger = sqlite3.connect(tmp_path / "log.db", isolation_level=None)
    with closing(stranger), pytest.raises(sqlite3.IntegrityError, match=r"^eventlog: "):
        stranger.execute(statement)
    assert held(tmp_path / "log.db") == before


def test_a_batch_that_fails_settles_nothing(tmp_path, monkeypatch):
    """The guards are up again, and all is where it was."""
    monkeypatch.setattr(settling, "EVERY", 5)
    in_batches(tmp_path / "log.db")
    before, made = held(tmp_path / "log.db"), schema(tmp_path / "log.db")
    monkeypatch.setattr(settling, "_SETTLE", (*settling._SETTLE, "SELECT nothing"))
    with eventlog.open(tmp_path / "log.db") as log:
        one = report("Later")
        with pytest.raises(eventlog.EventLogError):
            log.record(one, *(one.claim("mill.x", by=[f"person:p{at}"]) for at in range(9)))
        assert len(log) == 6
    assert (held(tmp_path / "log.db"), schema(tmp_path / "log.db")) == (before, made)


def test_what_another_program_put_after_the_end_never_settles(tmp_path, monkeypatch):
    """It is taken out before anything of ours comes in."""
    monkeypatch.setattr(settling, "EVERY", 5)
    in_batches(tmp_path / "log.db")
    with closing(sqlite3.connect(tmp_path / "log.db", isolation_level=None)) as stranger:
        stranger.execute("INSERT INTO entry VALUES (7, 1 << 60, 'x', 'y', zeroblob(32), zeroblob(32), x'00')")
        stranger.execute("INSERT INTO name VALUES (5, 7)")
        stranger.execute("INSERT INTO effect VALUES ('q:strange', 7, NULL)")
    store = SQLiteStore(tmp_path / "log.db")
    with eventlog.EventLog(store) as log:
        one = report("Later")
        log.record(one, *(one.claim("mill.x", by=[f"person:p{at}"]) for at in range(9)))
        assert "q:strange" not in list(log.reader.keys("q:", len(log)))
        assert log.verify().ok

"""Another log, or an older state of one, put in the place of a log that is open: nothing is answered or recorded as if
it were the one that was opened.
"""

from __future__ import annotations

import subprocess
from contextlib import suppress

import pytest

import eventlog
from eventlog import Expect
from eventlog.errors import InvalidValue, StoreError
from eventlog.stores import NewEntry
from log_samples import MAYOR, plain, report, river
from postgres_server import server

pytestmark = pytest.mark.postgres

FIRST = report()
TOLD = "is another log now, or an older state of the one that was opened.*nothing was recorded"


def told(address: str, *numbers: int, zone: str = "UTC") -> None:
    """What another program records, batch by batch."""
    with eventlog.open(address, zone=zone) as other:
        for number in numbers:
            other.record(*plain(number))


def refused(log: eventlog.EventLog, held: eventlog.Knowledge) -> None:
    """Every way to ask how the log is now, or to add to it."""
    size = held.cut.position
    ways = (
        lambda: held["flood.river"],
        lambda: held["flood.river.again"],
        lambda: log.as_of()["flood.river"],
        lambda: list(log.entries()),
        lambda: list(log.follow(after=size, timeout=0)),
        lambda: log.record(MAYOR),
        lambda: log.record(*plain(99), *plain(98)),
        lambda: log.record(MAYOR, expect=Expect(about="flood", after=size)),
        lambda: log.redact(1, reason="order 17"),
        lambda: log.projection("all", lambda state, _: state + 1, 0).catch_up(),
        lambda: len(log),
    )
    for way in ways:
        with pytest.raises(StoreError, match=TOLD):
            way()
    [problem, *_] = log.verify().problems
    assert "is another log now" in str(problem)


@pytest.mark.parametrize(
    ("numbers", "zone"), [((5, 6), "UTC"), ((5, 6, 7, 8), "UTC"), (range(10, 20), "UTC"), ((1, 2, 3, 4), "Asia/Tokyo")]
)
def test_another_log_in_the_place_of_one_is_not_taken_for_it(address, sql, numbers, zone) -> None:
    """Be it shorter, as long, or longer: no answer is one of both, and nothing comes into it."""
    schema = address.rpartition("schema=")[2]
    told(address, 1, 2, 3, 4)
    with eventlog.open(address) as log:
        held = log.as_of()
        assert held["flood.river"].claims
        sql(f"DROP SCHEMA {schema} CASCADE")
        told(address, *numbers, zone=zone)
        refused(log, held)
    with eventlog.open(address) as other:
        assert (other.zone, len(other.as_of()["flood.river"].claims)) == (zone, len(numbers))
        assert other.verify().ok


@pytest.mark.parametrize("later", [(), (7,), (7, 8), (7, 8, 9, 10)])
def test_an_older_state_in_the_place_of_a_log_is_told(address, sql, tmp_path, later) -> None:
    """Also where others went on with it, until it was as long, or longer: positions mean something else then."""
    schema = address.rpartition("schema=")[2]
    told(address, 1, 2)
    with eventlog.open(address) as log:
        log.export_jsonl(tmp_path / "backup.jsonl")
        for number in (3, 4):
            log.record(*plain(number))
        held = log.as_of()
        assert held["flood.river"].claims
        sql(f"DROP SCHEMA {schema} CASCADE")
        with eventlog.open(address) as restored:
            restored.import_jsonl(tmp_path / "backup.jsonl")
        told(address, *later)
        refused(log, held)


def test_a_writer_that_only_writes_is_told_of_an_older_state(address, sql, tmp_path) -> None:
    """It asks for nothing that it takes for granted, and knows its own batches."""
    schema = address.rpartition("schema=")[2]
    with eventlog.open(address) as log:
        log.record(*plain(1))
        log.export_jsonl(tmp_path / "backup.jsonl")
        for number in (2, 3):
            log.record(*plain(number))
        sql(f"DROP SCHEMA {schema} CASCADE")
        with eventlog.open(address) as restored:
            restored.import_jsonl(tmp_path / "backup.jsonl")
        with pytest.raises(StoreError, match=TOLD):
            log.record(*plain(4))


def test_a_log_that_is_restored_whole_is_the_same(address, sql, tmp_path) -> None:
    """With what came since: an open log goes on with it."""
    schema = address.rpartition("schema=")[2]
    told(address, 1, 2)
    with eventlog.open(address) as log:
        held = log.as_of()
        told(address, 3)
        log.export_jsonl(tmp_path / "backup.jsonl")
        sql(f"DROP SCHEMA {schema} CASCADE")
        with eventlog.open(address) as restored:
            restored.import_jsonl(tmp_path / "backup.jsonl")
        told(address, 4)
        assert [len(one["flood.river"].claims) for one in (held, log.as_of())] == [2, 4]
        log.record(*plain(5))
        assert len(log.as_of()["flood.river"].claims) == 5
        assert log.verify().ok


def test_an_empty_log_is_known_too(address, sql) -> None:
    """In the place of it another may stand, which lives in another zone."""
    schema = address.rpartition("schema=")[2]
    with eventlog.open(address) as log:
        assert len(log) == 0
        sql(f"DROP SCHEMA {schema} CASCADE")
        told(address, zone="Asia/Tokyo")
        with pytest.raises(StoreError, match=TOLD):
            log.record(FIRST, river(FIRST))


def test_what_was_not_committed_was_not_seen(address) -> None:
    """A batch that fell through after the log was asked for its size under the lock."""
    told(address, 1)
    with eventlog.open(address) as log:
        with suppress(InvalidValue), log.store.writing() as writing:
            writing.append([NewEntry("x/1", b"{}", "x:1")], 1 + (writing.head.recorded or 0))
            assert log.store.counts()[0] == 3
            raise InvalidValue("no")
        assert len(log) == 2
        log.record(*plain(2))
        assert log.verify().ok


def test_a_server_that_was_set_back_is_told() -> None:
    """Its tables are the same, and all connections are new ones: a snapshot of the machine, a standby that lagged."""
    with server() as made:
        address = made.address(schema="back")
        told(address, 1, 2)
        made.stop()
        older = made.folder / "older"
        subprocess.run(["cp", "-a", made.data, older], check=True)
        made.start()
        with eventlog.open(address) as log:
            for number in (3, 4):
                log.record(*plain(number))
            held = log.as_of()
            assert held["flood.river"].claims
            made.stop()
            made.data.rename(made.folder / "later")
            older.rename(made.data)
            made.start()
            told(address, 5, 6, 7)
            refused(log, held)

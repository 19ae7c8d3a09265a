"""Who waits for whom on a server, and for how long: nobody for a stranger, and for a writer as long as is agreed."""

from __future__ import annotations

import threading
import time

import psycopg
import pytest

import eventlog
from eventlog.errors import Busy
from eventlog.log import EventLog
from eventlog.stores.postgres import PostgresStore
from log_samples import MAYOR, plain

pytestmark = pytest.mark.postgres


def opened(address, wait: float = 30.0) -> EventLog:
    """A log whose writers wait so many seconds."""
    return EventLog(PostgresStore(address, wait=wait))


def test_a_long_transaction_elsewhere_stalls_nobody(address) -> None:
    """F035: positions follow the head, not the transactions that are open in the cluster; nor does a reader wait."""
    with psycopg.connect(address.partition("&schema")[0]) as stranger, opened(address, wait=2) as log:
        stranger.execute("CREATE TABLE long_one (n int)")  # has a number of its own, and is not committed
        for number in range(5):
            log.record(*plain(number))
            assert [entry.position for entry in log.entries(after=2 * number)] == [2 * number + 1, 2 * number + 2]
        stranger.rollback()


def test_a_reader_waits_for_no_writer(address) -> None:
    """While a writer holds the lock, everybody reads what is there."""
    with opened(address) as log, opened(address, wait=1) as other:
        log.record(MAYOR)
        with log.store.writing():
            assert len(other) == 1
            assert other.verify().ok
            assert other.record(MAYOR).new == ()  # what is there already needs no lock


def test_a_writer_waits_no_longer_than_agreed(address) -> None:
    """F040: whoever finds the lock held for longer is told that nothing was recorded, and may try again."""
    with opened(address) as log, opened(address, wait=0.5) as other:
        log.record(MAYOR)
        with log.store.writing():
            began = time.monotonic()
            with pytest.raises(Busy, match="nothing was recorded"):
                other.record(*plain(1))
            assert time.monotonic() - began < 10
        assert len(other.record(*plain(1)).new) == 2
        assert len(log) == 3


def test_a_writer_that_stalls_in_its_append_loses_the_lock(address) -> None:
    """Its transaction is ended by the server, and others go on."""
    with opened(address, wait=1) as stalled, opened(address, wait=20) as other:
        stalled.record(MAYOR)
        began = time.monotonic()

        def stall() -> None:
            with stalled.store.writing() as writing:
                (thread := threading.Thread(target=lambda: other.record(*plain(1)))).start()
                thread.join(15)
                writing.find("anything")

        with pytest.raises(eventlog.StoreError):
            stall()
        assert time.monotonic() - began < 15
        assert len(other) == 3
        assert stalled.record(*plain(2)).new == (4, 5)


def test_threads_of_one_log_take_turns(address) -> None:
    """A thread that can't get its turn in time is told so."""
    with opened(address, wait=0.3) as log, log.store._turn:
        told = []

        def try_it() -> None:
            try:
                log.record(MAYOR)
            except Busy as error:
                told.append(error)

        (thread := threading.Thread(target=try_it)).start()
        thread.join()
        assert len(told) == 1


def test_who_cleans_in_vain_has_timeouts_afterwards(address, sql) -> None:
    """Cleaning may take as long as it takes. What comes after it, on the same connection, may not."""
    schema = address.rpartition("schema=")[2]
    with EventLog(PostgresStore(address, wait=0.2)) as log:
        before = log.store._rows("SELECT current_setting('statement_timeout')")
        with psycopg.connect(address.partition("&schema")[0]) as other:
            other.execute(f"SELECT FROM {schema}.entry")
            assert "may hold words" in log.store.vacuum()[0]
        assert log.store._rows("SELECT current_setting('statement_timeout')") == before


def test_cleaning_behind_a_pooler_sets_nothing_for_others(address, monkeypatch) -> None:
    """What is set outside of a transaction is set for the next user of the pooler's connection."""
    with EventLog(PostgresStore(address)) as log:
        before = log.store._rows("SELECT current_setting('statement_timeout')")
        monkeypatch.setattr(log.store._connections, "pooled", True)
        said: list[str] = []
        real = psycopg.Connection.execute
        monkeypatch.setattr(psycopg.Connection, "execute", lambda on, *told: said.append(told[0]) or real(on, *told))
        log.store.vacuum()
        assert {one.split()[0] for one in said} == {"VACUUM"}
        assert log.store._rows("SELECT current_setting('statement_timeout')") == before


def test_what_keeps_verify_from_looking_is_no_damage(address) -> None:
    """A table that another program holds, and a line that is cut: nothing is known of what is stored then."""
    schema = address.rpartition("schema=")[2]
    with opened(address, wait=0.2) as log:
        log.record(MAYOR)
        with psycopg.connect(address.partition("&schema")[0]) as other:
            other.execute(f"LOCK TABLE {schema}.entry IN ACCESS EXCLUSIVE MODE")
            with pytest.raises(Busy):
                log.verify()
            other.rollback()
            with log.store._connections.speaking() as connection:
                own = connection.info.backend_pid
            seen = []

            def ended(done: int, size: int) -> None:
                seen.append(other.execute("SELECT pg_terminate_backend(%s)", (own,)).fetchone())

            with pytest.raises(ConnectionError, match="was lost"):
                log.verify(progress=ended)
        assert seen
        assert log.verify().ok

"""Losing the connection, at any moment: what was acknowledged is there, what is there was recorded once."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import threading

import psycopg
import pytest

from eventlog.errors import OutcomeUnknown, StoreError
from eventlog.log import EventLog
from eventlog.stores.postgres import PostgresStore
from log_samples import MAYOR, plain

pytestmark = pytest.mark.postgres


CALLS = {1: b".append_one(", 2: b".append("}
"""By which call so many entries are appended."""


class Wire:
    """A line to the server that can be cut: in the middle of an answer to a certain word, or for good."""

    def __init__(self, to: str, folder) -> None:
        self.to = to
        self.cut_after: bytes | None = None
        self.before_it_arrives = False
        self.for_good = False
        self.cuts = 0
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(folder / ".s.PGSQL.5432"))
        self._listener.listen(20)
        self._lines: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                if self.for_good:
                    near.close()
                    continue
                far = socket.socket(socket.AF_UNIX)
                far.connect(self.to)
                self._lines += [near, far]
                broken = threading.Event()
                for one, other, asks in ((near, far, True), (far, near, False)):
                    threading.Thread(target=self._carry, args=(one, other, asks, broken), daemon=True).start()

    def _carry(self, one, other, asks: bool, broken: threading.Event) -> None:
        with contextlib.suppress(OSError):
            while octets := one.recv(1 << 16):
                if asks and self.cut_after is not None and self.cut_after in octets and not broken.is_set():
                    self.cuts += 1
                    broken.set()
                    if self.before_it_arrives:
                        break  # the server never hears of it
                if asks or not broken.is_set():
                    other.sendall(octets)
                elif b"Z\0\0\0\x05I" in octets:
                    break  # the server is done, its transaction at an end, and nobody is told
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End everything."""
        for end in (self._listener, *self._lines):
            with contextlib.suppress(OSError):
                end.close()


@pytest.fixture
def wire(base, tmp_path_factory):
    """A line to the server of the tests."""
    host = psycopg.conninfo.conninfo_to_dict(base)["host"]
    made = Wire(f"{host}/.s.PGSQL.5432", tmp_path_factory.mktemp("w"))
    yield made
    made.close()


@pytest.fixture
def wired(address, wire):
    """A log over that line, and one that is not."""
    there = wire._listener.getsockname().rpartition("/")[0]
    host = psycopg.conninfo.conninfo_to_dict(address.partition("&schema")[0])["host"]
    log = EventLog(PostgresStore(address.replace(host, there), wait=2))
    sure = EventLog(PostgresStore(address))
    yield log, sure
    log.close()
    sure.close()


@pytest.mark.parametrize("many", [1, 2])
@pytest.mark.parametrize("before", [True, False])
def test_a_line_that_is_cut_while_a_batch_is_committed(wired, wire, before, many) -> None:
    """F038: whether or not it arrived, it is in the log once, and the receipt says where."""
    log, sure = wired
    log.record(MAYOR)
    wire.cut_after, wire.before_it_arrives = CALLS[many], before
    wire_cut = wire.cuts
    sent = []

    def once(*given, original=log.store._called):
        sent.append(given)
        if len(sent) > 1:
            wire.cut_after = None
        return original(*given)

    log.store._called = once
    receipt = log.record(*plain(1)[:many])
    assert wire.cuts == wire_cut + 1
    assert (receipt, receipt.new) == ((2, 3)[:many], (2, 3)[:many])
    assert len(sure) == 1 + many
    assert sure.verify().ok


def test_what_another_recorded_meanwhile_is_no_batch_of_ours(wired, wire) -> None:
    """The batch was lost on its way, and its events came in otherwise: the receipt says where they are."""
    log, sure = wired
    log.record(MAYOR)
    batch = plain(1)
    wire.cut_after, wire.before_it_arrives = CALLS[2], True

    def once(*given, original=log.store._called):
        log.store._called = original
        try:
            return original(*given)
        finally:
            wire.cut_after = None
            for some in (batch[:1], plain(2), batch):
                sure.record(*some)

    log.store._called = once
    receipt = log.record(*batch)
    assert wire.cuts == 1
    assert (receipt, receipt.new) == ((2, 5), ())
    assert len(sure) == 5


def test_what_another_did_under_the_lock_is_not_taken_for_ours(wired, wire) -> None:
    """The same redaction, at another position: what became of ours is not known, and a repetition adds nothing."""
    log, sure = wired
    log.record(MAYOR)
    wire.cut_after, wire.before_it_arrives = b"COMMIT\0", True

    def looked(writing, original=log.store._is_there):
        wire.cut_after = None
        sure.record(*plain(1))
        assert sure.redact(1, reason="order 17").entry == 4
        return original(writing)

    log.store._is_there = looked
    with pytest.raises(OutcomeUnknown, match="a repetition adds nothing"):
        log.redact(1, reason="order 17")
    assert wire.cuts >= 1
    assert len(sure) == 4
    assert sure.verify().ok


@pytest.mark.parametrize("many", [1, 2])
def test_a_server_that_does_not_come_back_leaves_the_outcome_open(wired, wire, many) -> None:
    """The error says that the batch may or may not be there, and that a repetition adds nothing; and it does not."""
    log, sure = wired
    log.record(MAYOR)
    wire.cut_after, original = CALLS[many], log.store._called

    def lost_for_good(*given):
        wire.for_good = True
        return original(*given)

    log.store._called = lost_for_good
    with pytest.raises(OutcomeUnknown, match="a repetition adds nothing"):
        log.record(*plain(1)[:many])
    assert len(sure) == 1 + many
    assert sure.record(*plain(1)[:many]).new == ()


def test_a_line_that_is_cut_while_a_redaction_is_committed(wired, wire) -> None:
    """What is done under the lock is looked up on another line as well."""
    log, sure = wired
    log.record(MAYOR)
    wire.cut_after = b"COMMIT\0"
    assert log.redact(1, reason="order 17").entry == 2
    assert wire.cuts >= 1
    wire.cut_after = None
    assert sure.store.entry(1).body is None
    assert sure.verify().ok


def test_a_reader_goes_on_over_another_line(wired, wire, sql) -> None:
    """F037: whatever becomes of its connections, a reader gives every entry once."""
    log, sure = wired
    for number in range(300):
        sure.record(*plain(number))
    seen = []
    for entry in log.entries():
        seen.append(entry.position)
        if entry.position % 100 == 0:
            sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query <> ''")
    assert seen == list(range(1, 601))


def test_what_is_tried_again_is_printed_nowhere(address) -> None:
    """In a program that keeps no notes of its own: what it prints is its own."""
    program = """if True:
        import sys
        from eventlog.stores.postgres import PostgresStore
        from eventlog.stores.postgres.refusals import Lost
        store, left = PostgresStore(sys.argv[1]), [Lost("gone")] * 2
        def once():
            if left:
                raise left.pop()
            return "done"
        print(store._tried(once))
    """
    done = subprocess.run([sys.executable, "-c", program, address], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("done\n", "")


def test_a_writer_whose_server_process_is_ended_leaves_nothing_half(wired, sql) -> None:
    """F037: in the middle of a transaction: it is undone, and the next one finds the log as it was."""
    log, sure = wired
    log.record(MAYOR)

    def end_all() -> None:
        sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query <> ''")

    def write() -> None:
        with log.store.writing() as writing:
            end_all()
            writing.find("anything")

    with pytest.raises(StoreError):
        write()
    assert log.record(*plain(1)) == (2, 3)
    assert sure.verify().ok


@pytest.mark.parametrize(("asked", "idle"), [("", "30"), ("&keepalives_idle=7", "7")])
def test_a_machine_that_is_gone_without_a_word_is_noticed(address, asked, idle) -> None:
    """Its line is not closed by anybody: the system is asked to look, where the address does not say how."""
    with EventLog(PostgresStore(address + asked)) as log, log.store._connections.speaking() as connection:
        held = connection.info.get_parameters()
        assert (held["tcp_user_timeout"], held["keepalives_idle"], held["keepalives_count"]) == ("30000", idle, "3")

"""Threads: a log that is closed, or whose disk fails, while others use it raises there; and nothing crashes."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from eventlog.stores.sqlite import connecting

WORKS = {
    "verify": "log.verify()",
    "ask": 'log.as_of()["q.a"]',
    "read": "list(log.entries())",
    "record": 'log.record(Report(publisher="outlet:o", title=str(time.time_ns())))',
    "questions": "log.as_of().questions",
    "columns": 'list(log.columns("claim-recorded", "claim.question"))',
    "diff": 'eventlog.diff(log.as_of("2031-05-01"), log.as_of("2031-07-01"))',
    "prove": "log.prove(1)",
    "plan": "log.redaction(1)",
}

PROGRAM = """
import random, sqlite3, threading, time, eventlog
from eventlog import Report
from eventlog.stores.sqlite import connecting

FAILING = {failing}
NEXT, BROKEN = [], []
FAULTS = (sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_FSYNC)

class Failing(sqlite3.Connection):
    # a disk that fails at the statement that comes next, in whichever thread, when it was told to
    def execute(self, sql, *values):
        if NEXT and not sql.startswith("PRAGMA"):
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode, error.sqlite_errorname = NEXT.pop(), "SQLITE_IOERR"
            raise error
        return super().execute(sql, *values)

if FAILING:
    connecting.sqlite3 = type(connecting)("sqlite3")
    vars(connecting.sqlite3).update(vars(sqlite3))
    connecting.sqlite3.connect = lambda *words, **given: sqlite3.connect(*words, factory=Failing, **given)

def work(log, what):
    try:
        while True:
            try:
                what(log)
            except eventlog.LogClosed:
                raise
            except eventlog.StoreError:
                if not FAILING: raise
    except eventlog.LogClosed:
        pass
    except BaseException as error:
        BROKEN.append(error)
        raise

WORKS = [{works}]
for turn in range({turns}):
    log = eventlog.open("s.db", durability="off")
    if not len(log):
        one = Report(publisher="outlet:o", title="t", published="2031-06-01")
        log.record(one, *(one.claim("q.a", by=[f"gov:g{{n}}"], paraphrase=f"{{n}}") for n in range(200)))
    threads = [threading.Thread(target=work, args=(log, what)) for what in WORKS]
    for one in threads: one.start()
    for _ in range(5):
        time.sleep(0.02)
        if FAILING: NEXT.append(random.choice(FAULTS))
    log.close()
    for one in threads: one.join(60)
    assert not any(one.is_alive() for one in threads)
    assert not BROKEN, BROKEN
    NEXT.clear()
with eventlog.open("s.db") as log:
    assert log.verify().ok
print("alive")
"""


def _run(folder: Path, *works: str, turns: int, failing: bool = False) -> None:
    lines = ", ".join(f"lambda log: {WORKS[name]}" for name in works)
    program = PROGRAM.format(works=lines, turns=turns, failing=failing)
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, timeout=180, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "alive"), done.stderr[-2000:]


@pytest.mark.parametrize("name", ["verify", "ask", "read", "record"])
def test_closing_while_others_work_ends_them_with_log_closed(tmp_path: Path, name: str) -> None:
    """Three threads at one kind of work; the process lives, and the log is sound."""
    _run(tmp_path, name, name, name, turns=8)


@pytest.mark.parametrize("failing", [False, True], ids=["closed", "the disk fails, then closed"])
def test_nine_kinds_of_work_at_once_end_with_log_closed(tmp_path: Path, *, failing: bool) -> None:
    """All of them at a time, with connections made anew in the middle."""
    _run(tmp_path, *WORKS, turns=3, failing=failing)


def test_a_child_that_was_forked_beside_a_writing_thread_opens_the_log_anew(tmp_path: Path) -> None:
    """It hangs on no lock that a thread of its parent held."""
    program = """
import os, threading, eventlog
from eventlog import Report
log = eventlog.open("f.db", durability="off")
stop = threading.Event()
def write():
    n = 0
    while not stop.is_set():
        n += 1
        log.record(Report(publisher="outlet:o", title=str(n)))
thread = threading.Thread(target=write); thread.start()
for turn in range(10):
    child = os.fork()
    if child == 0:
        with eventlog.open("f.db", durability="off") as own:
            own.record(Report(publisher="outlet:child", title=str(turn)))
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
stop.set(); thread.join(); log.close()
with eventlog.open("f.db") as log:
    assert log.verify().ok
    told = [one.event.report.publisher for one in log.entries()]
    assert told.count("outlet:child") == 10
print("alive")
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, "alive"), done.stderr[-2000:]


def test_a_connection_that_the_collector_takes_in_a_thread_on_its_way_in_says_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The locks of that thread are not made yet; the connection goes as any object does."""
    holder = connecting.Holder(sqlite3.connect(":memory:"), 0)
    monkeypatch.setattr(connecting, "inside", object())
    holder.__del__()
    holder.connection.close()

"""Forks: a child finds SQLite as if it were alone with it, whatever the other threads of its parent were at."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import sqlite_workers

PROGRAM = """
import os, sys, threading, time, eventlog
from eventlog import Report
from eventlog.audit.repair import repair_index
from log_samples import plain

eventlog.open("f.db", durability="off").close()
log = eventlog.open("f.db", durability="off")
for turn in range(20):
    log.record(*plain(turn))
stop = False
def count():
    count.turn += 1
    return count.turn
count.turn = 0
def drop():
    kept = eventlog.open("f.db", durability="off")
    len(kept)
def make():
    eventlog.open(f"made {count()}.db", durability="off").close()
WORKS = {
    "open": lambda: eventlog.open("f.db").close(),
    "read": lambda: eventlog.open("f.db", read_only=True).close(),
    "drop": drop,
    "make": make,
    "repair": lambda: repair_index("f.db"),
    "verify": log.verify,
    "backup": lambda: log.backup(f"{count()}.bak"),
    "record": lambda: log.record(*plain(f"more {count()}")),
}
def work(name):
    while not stop:
        try:
            WORKS[name]()
        except eventlog.Busy:
            pass
threads = [threading.Thread(target=work, args=(name,), daemon=True) for name in sys.argv[2:]]
for thread in threads:
    thread.start()
for turn in range(int(sys.argv[1])):
    child = os.fork()
    if child == 0:
        with eventlog.open("f.db" if turn % 2 else f"child {turn}.db", durability="off") as own:
            len(own)
        os._exit(0)
    end = time.monotonic() + 30
    while not os.waitpid(child, os.WNOHANG)[0]:
        if time.monotonic() > end:
            os.kill(child, 9)
            sys.exit(f"fork {turn} hangs")
        time.sleep(0.002)
stop = True
print("alive", flush=True)
os._exit(0)
"""


@pytest.mark.parametrize(
    "works", [["open"], ["read"], ["drop"], ["make"], ["repair"], ["open", "verify", "backup", "record"]], ids=" ".join
)
def test_a_child_hangs_on_no_lock_of_sqlite(tmp_path: Path, works: list[str]) -> None:
    """Forked beside threads that open, close, make, mend, check or copy logs, it opens its own within seconds."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM, "40", *works],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": sqlite_workers.SEARCHED},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, "alive"), done.stderr[-2000:]


BESIDE = """
import os, sys, threading, time, eventlog
from eventlog.log import EventLog
from eventlog.stores import SQLiteStore
from log_samples import plain

log = eventlog.open("f.db", durability="off")
for turn in range(20):
    log.record(*plain(turn))
within, forked = threading.Event(), threading.Event()
def wait(*_):
    within.set()
    forked.wait({seconds})
def write():
    with log.store.writing():
        wait()
thread = threading.Thread(target={doing}, daemon=True)
thread.start()
within.wait()
begin = time.monotonic()
child = os.fork()
if child == 0:
    with EventLog(SQLiteStore("f.db", durability="off", wait=5)) as own:
        own.record(*plain(100))
    os._exit(0)
took = time.monotonic() - begin
forked.set()
thread.join()
assert os.waitpid(child, 0)[1] == 0
log.record(*plain(101))
print("at once" if took < 1 else "waited", len(log), flush=True)
"""


@pytest.mark.parametrize(
    ("doing", "seconds", "said"),
    [("write", 2, "waited 44"), ("lambda: log.verify(progress=wait)", 60, "at once 44")],
    ids=["a transaction", "a look at the log"],
)
def test_a_fork_waits_for_transactions_and_for_no_reader(tmp_path: Path, doing: str, seconds: int, said: str) -> None:
    """A child would find the file locked by a transaction; a reader, who may wait for the fork, is in nobody's way."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", BESIDE.format(doing=doing, seconds=seconds)],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": sqlite_workers.SEARCHED},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout.strip()) == (0, said), done.stderr[-2000:]

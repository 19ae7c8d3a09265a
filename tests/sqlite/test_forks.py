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
from eventlog.log.repair import repair_index
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

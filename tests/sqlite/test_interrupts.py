"""Interrupts: Ctrl-C at any moment leaves the log writable, here and for others, and each batch whole or absent."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

import interrupter
import sqlite_workers

PROGRAM = """
import random, signal, sys, eventlog
from eventlog import Report

class Interrupted(KeyboardInterrupt): pass
armed = False
def ring(*_):
    if armed: raise Interrupted  # what rang while the bell was being stopped may be heard only after it
signal.signal(signal.SIGALRM, ring)
rng = random.Random(int(sys.argv[1]))
log = eventlog.open("i.db", durability="off")
kept, tried = [], 0
for turn in range(int(sys.argv[2])):
    pair = [Report(publisher="outlet:o", title=f"{turn} {half}") for half in "ab"]
    try:
        armed = True
        signal.setitimer(signal.ITIMER_REAL, rng.uniform(1e-6, 4e-3))
        try:
            log.record(*pair)
            kept.append(turn)
        finally:
            armed = False
            signal.setitimer(signal.ITIMER_REAL, 0)
    except Interrupted:
        armed = False
        tried += 1
assert tried, "nothing was ever interrupted"
log.record(Report(publisher="outlet:o", title="here"))
with eventlog.open("i.db") as other:
    other.record(Report(publisher="outlet:o", title="and there"))
log.close()
with eventlog.open("i.db") as log:
    assert log.verify().ok
    titles = [one.event.report.title for one in log.entries()]
    assert len(titles) == len(set(titles))
    for turn in range(int(sys.argv[2])):
        halves = sum(f"{turn} {half}" in titles for half in "ab")
        assert halves == 2 if turn in kept else halves in (0, 2), (turn, halves)
print("sound", tried)
"""


def _interrupted(folder: Path, seed: int, turns: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(seed), str(turns)],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.startswith("sound")


@pytest.mark.parametrize("seed", range(3))
def test_an_interrupt_at_a_random_moment_of_record_harms_nothing(tmp_path: Path, seed: int) -> None:
    """What was acknowledged is there, what was not is whole or absent, and everybody can go on writing."""
    _interrupted(tmp_path, seed, turns=300)


def test_an_interrupt_while_waiting_for_another_program_leaves_the_log_writable(tmp_path: Path) -> None:
    """The lock that came in just then is given back."""
    program = """
import _thread, sqlite3, threading, eventlog
from eventlog import Report
log = eventlog.open("w.db")
log.record(Report(publisher="outlet:o", title="1"))
other = sqlite3.connect("w.db", isolation_level=None, check_same_thread=False)
other.execute("BEGIN IMMEDIATE")
free = threading.Timer(0.5, lambda: other.execute("ROLLBACK"))
free.start()
try:
    threading.Timer(0.2, _thread.interrupt_main).start()
    log.record(Report(publisher="outlet:o", title="2"))
except KeyboardInterrupt:
    pass
free.join()
log.record(Report(publisher="outlet:o", title="3"))
other.execute("PRAGMA busy_timeout=1000")
other.execute("BEGIN IMMEDIATE")
other.execute("ROLLBACK")
print("writable")
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "writable"), done.stderr[-2000:]


THINGS = ("record", "redact", "checkpoint", "verify", "ask", "backup", "create", "carry")
EACH = {"record": 1, "redact": 1, "checkpoint": 1, "create": 1, "verify": 5, "ask": 7, "backup": 5, "carry": 5}
"""How many places `make test-chaos` goes on at a time: what is long repeats itself."""


@pytest.mark.parametrize(
    ("thing", "step"),
    [*((one, 31) for one in THINGS), *(pytest.param(*one, marks=pytest.mark.chaos) for one in EACH.items())],
)
def test_an_interrupt_after_any_call_leaves_the_log_writable(tmp_path: Path, thing: str, step: int) -> None:
    """Not by chance but place by place: whatever has just been begun, locked or written is put in order again."""
    first = random.randrange(1, step + 1)
    env = os.environ | {"PYTHONPATH": sqlite_workers.SEARCHED}
    command = [sys.executable, interrupter.__file__, tmp_path, thing, first, step]
    done = subprocess.run([*map(str, command)], env=env, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, (first, done.stderr[-3000:])
    assert int(done.stdout) > 5

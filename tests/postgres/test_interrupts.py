"""Interrupts: Ctrl-C at any moment leaves a log on a server writable to who has it open."""

from __future__ import annotations

import os
import random
import subprocess
import sys

import pytest

import interrupter
import sqlite_workers

pytestmark = pytest.mark.postgres

THINGS = ("record", "redact", "verify", "ask")


@pytest.mark.parametrize(
    ("thing", "step", "part"),
    [
        ("record", 1, "stores/postgres/store.py"),
        ("redact", 3, "stores/postgres/store.py"),
        ("verify", 97, ""),
        *(pytest.param(one, 1, "", marks=pytest.mark.chaos) for one in THINGS),
    ],
)
def test_an_interrupt_after_any_call_leaves_the_log_writable(address, tmp_path, thing, step, part) -> None:
    """Place by place: no lock of this process is kept for good, and no connection stays in the middle of something."""
    first = random.randrange(1, step + 1)
    env = os.environ | {"PYTHONPATH": sqlite_workers.SEARCHED}
    command = [sys.executable, interrupter.__file__, tmp_path, thing, first, step, address, part]
    done = subprocess.run([*map(str, command)], env=env, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, (first, done.stderr[-3000:])
    assert int(done.stdout) > 5

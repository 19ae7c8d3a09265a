"""Whatever a log is doing when its writers are killed or interrupted: nothing acknowledged is lost or doubled, `verify`
is clean, and everybody can go on writing. `make test-chaos` does a hundred rounds of each.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

import everything
import sqlite_workers

TOGETHER = 5
"""Rounds on one log before a new one is begun."""


def _run(*words: object, **given) -> subprocess.Popen[str]:
    env = os.environ | {"PYTHONPATH": sqlite_workers.SEARCHED}
    command = [sys.executable, everything.__file__, *map(str, words)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env, **given)


def _killed(folder: Path, seed: int) -> list[tuple[str, dict]]:
    """Three writers at everything, killed at one moment: what they told."""
    chance = random.Random(seed)
    writers = [_run("killed", folder, f"r{seed}w{number}", seed) for number in range(3)]
    told = [json.loads(one.stdout.readline() or "null") for one in writers]
    assert all(told), [one.stderr.read() for one in writers]
    time.sleep(chance.uniform(0.02, 0.4))
    for one in writers:
        one.kill()
    said = []
    for one in writers:
        lines = one.stdout.read().splitlines(keepends=True)  # not communicate(), which passes over what was read ahead
        errors = one.stderr.read()
        assert one.wait() == -9, errors
        one.stdout.close()
        one.stderr.close()
        said += [tuple(json.loads(line)) for line in lines if line.endswith("\n")]
    return said


ROUNDS = [range(1), *(range(begin, begin + TOGETHER) for begin in range(100, 200, TOGETHER))]


@pytest.mark.parametrize(
    "rounds", [pytest.param(one, marks=[pytest.mark.chaos] * (len(one) > 1), id=f"from {one.start}") for one in ROUNDS]
)
def test_killed_while_recording_redacting_copying_importing_making_and_signing(tmp_path, rounds) -> None:
    """F001, F002, F019, F021: SIGKILL to three writers at once, round after round on one log."""
    told: list[tuple[str, dict]] = []
    for seed in rounds:
        told += _killed(tmp_path, seed)
        assert everything.sound(tmp_path, told)
        told = [(when, what) for when, what in told if "path" not in what]
        for left in {*tmp_path.glob("*-r*"), *tmp_path.glob(".*")}:
            left.unlink() if left.is_file() else shutil.rmtree(left)


@pytest.mark.parametrize("seed", [0, *(pytest.param(at, marks=pytest.mark.chaos) for at in range(1, 101))])
def test_interrupted_while_recording_redacting_copying_importing_making_and_signing(tmp_path, seed) -> None:
    """F017: Ctrl-C at random moments of all of them; the same process goes on, and so does another."""
    run = _run("interrupted", tmp_path, seed, 60)
    said, errors = run.communicate(timeout=300)
    assert run.returncode == 0, errors[-3000:]
    hits, done = map(int, said.split())
    assert hits > 3
    assert done > 3

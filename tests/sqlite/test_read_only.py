"""Reading a log that can't be written: the answer is right, or an error says what is the matter, never "damaged"."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import eventlog
import sqlite_workers
from log_answers import answers, filled
from log_backends import START
from log_samples import plain

MOUNTED = """
mount --bind "$1" "$1/mounted" && mount -o remount,bind,ro "$1/mounted" || exit 77
exec "$2" "$3" open_for_reading "$1/mounted/log.db" "$4"
"""


def mounted(folder: Path, mode: str) -> str:
    """What a reader says of the log in a folder that is mounted for reading only."""
    (folder / "mounted").mkdir(exist_ok=True)
    command = ["unshare", "-m", "sh", "-c", MOUNTED, "sh", folder, sys.executable, sqlite_workers.HERE, mode]
    if os.geteuid() or shutil.which("unshare") is None:
        pytest.skip("only root may mount")
    env = os.environ | {"PYTHONPATH": sqlite_workers.SEARCHED}
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, env=env, check=False)
    if done.returncode == 77:
        pytest.skip("this machine lets nobody mount")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_mount_for_reading_beside_a_live_writer(tmp_path) -> None:
    """F124: what the writer has committed is read, whether it lies in the file or still in the write-ahead log."""
    with eventlog.open(tmp_path / "log.db", clock=lambda: START) as log:
        for number in range(3):
            log.record(*plain(number))
            assert mounted(tmp_path, "ro") == f"read {len(log)}\n"
            said = mounted(tmp_path, "immutable")
            assert said.startswith("ReadOnly")
            assert "-wal holds" in said


def test_a_mount_for_reading_of_a_log_that_nobody_writes(tmp_path) -> None:
    """Immutable is chosen by whoever asks, never by us: the refusal says how to ask for it."""
    path = tmp_path / "log.db"
    filled(path)
    said = mounted(tmp_path, "ro")
    assert said.startswith("ReadOnly")
    assert "read_only='immutable'" in said
    with eventlog.open(path, read_only=True) as log:
        size = len(log)
    assert mounted(tmp_path, "immutable") == f"read {size}\n"


def test_a_mount_for_reading_of_what_a_killed_writer_left(tmp_path) -> None:
    """What is only in the write-ahead log is not passed over."""
    path, copy = tmp_path / "log.db", tmp_path / "copy"
    copy.mkdir()
    filled(path)
    with eventlog.open(path, clock=lambda: START) as log:
        log.record(*plain(50))
        for ending in ("", "-wal"):
            shutil.copy(f"{path}{ending}", copy)
        size = len(log)
    for mode in ("ro", "immutable"):
        said = mounted(copy, mode)
        assert said == f"read {size}\n" or said.startswith("ReadOnly")
        assert "damaged" not in said
    with pytest.raises(eventlog.ReadOnly, match="-wal holds"):
        eventlog.open(copy / "log.db", read_only="immutable")
    with eventlog.open(copy / "log.db", read_only=True) as log:
        assert len(log) == size


@pytest.mark.parametrize("seed", [*range(8), *(pytest.param(at, marks=pytest.mark.chaos) for at in range(8, 300))])
def test_who_reads_as_immutable_what_somebody_writes_is_told_so(tmp_path, seed) -> None:
    """Whatever the writer does meanwhile: the answer of the moment when it was opened, or ReadOnly."""
    path, chance = tmp_path / "log.db", random.Random(seed)
    filled(path)
    with eventlog.open(path, read_only="immutable") as reader:
        before, wrote = answers(reader), False
        for number in range(6):
            if chance.random() < 0.5:
                with eventlog.open(path, clock=lambda: START) as writer:
                    for more in range(chance.choice((1, 5, 60))):
                        writer.record(*plain(100 * number + more))
                    wrote = True
                    if chance.random() < 0.3:
                        writer.redact(2, reason="asked for")
                    if chance.random() < 0.5:
                        with pytest.raises(eventlog.ReadOnly):
                            answers(reader)
            if wrote:
                with pytest.raises(eventlog.ReadOnly, match="was written to"):
                    answers(reader)
                assert reader.verify().ok is False
                assert "damaged" not in str(reader.verify())
            else:
                assert answers(reader) == before

"""Writers killed at any moment, disks that fill up or fail: what was acknowledged is held, and the log is clean."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import time

import pytest

import eventlog
import sqlite_workers
from eventlog.stores import NewEntry
from eventlog.stores.sqlite import connecting
from log_backends import dump
from log_samples import plain, report

LOOPS = 6
pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")


def after_the_crash(path, acknowledged):
    """The log is whole, and holds every batch that was acknowledged, where it was said to be."""
    size = sqlite_workers.verified(path)
    assert size % 3 == 0
    with eventlog.open(path) as log:
        for writer, turn, positions in acknowledged:
            expected = sqlite_workers.batch(writer, turn)
            assert [log.reader.find(one.id) for one in expected] == positions
    return size


def killed(path, writers, chance, durability="off"):
    """Start writers, kill all at some moment, return what they acknowledged."""
    names = [f"{chance.getrandbits(32):08x}" for _ in range(writers)]
    started = [sqlite_workers.start("write", path, name, 10_000, durability) for name in names]
    assert started[0].stdout.readline() == "ready\n"
    time.sleep(chance.uniform(0.01, 0.25))
    for worker in started:
        worker.kill()
    acknowledged = []
    for name, worker in zip(names, started, strict=True):
        said = worker.stdout.read()  # not communicate(), which passes over what readline has read ahead
        worker.wait()
        worker.stdout.close()
        worker.stderr.close()
        for line in said.splitlines(keepends=True):
            if line.endswith("\n") and line != "ready\n":
                turn, *positions = map(int, line.split())
                acknowledged.append((name, turn, positions))
    return acknowledged


@pytest.mark.parametrize("writers", [1, 3])
def test_killed_writers_lose_nothing_that_was_acknowledged(tmp_path, writers) -> None:
    """F001, F002: SIGKILL at any moment; dense positions, whole batches, every acknowledged entry, nothing twice."""
    path, chance = tmp_path / "log.db", random.Random(writers)
    acknowledged, before = [], 0
    for _ in range(LOOPS):
        acknowledged += killed(path, writers, chance)
        size = after_the_crash(path, acknowledged)
        assert size >= before
        before = size
    assert acknowledged


@pytest.mark.slow
@pytest.mark.parametrize("turns", [8, pytest.param(40, marks=pytest.mark.chaos)])
def test_writers_killed_many_times_lose_nothing(tmp_path, turns) -> None:
    """F001, F002: the same, longer, and with every commit flushed."""
    path, chance = tmp_path / "log.db", random.Random()
    acknowledged = []
    for turn in range(turns):
        acknowledged += killed(path, 1 + turn % 4, chance, "full" if turn % 2 else "off")
        after_the_crash(path, acknowledged)


def test_a_writer_may_fall_dead_at_any_statement(tmp_path) -> None:
    """F003, F004: nothing of a batch is visible before COMMIT, all of it after; a retry gives the same positions."""
    pattern = tmp_path / "pattern.db"
    with eventlog.open(pattern) as log:
        log.record(report())
    path = tmp_path / "log.db"
    number, done = 0, False
    seen = set()
    while not done:
        number += 1
        shutil.copy(pattern, path)
        said, status = sqlite_workers.forked(sqlite_workers.die_at_statement, path, number)
        assert status in (0, 9), said
        done = status == 0
        size = sqlite_workers.verified(path)
        assert size == (4 if "recorded" in said else size)
        assert size in (1, 4)
        seen.add(size)
        with eventlog.open(path) as log:
            assert log.record(*sqlite_workers.batch("dying", 0)) == (2, 3, 4)
        for left in tmp_path.glob("log.db*"):
            left.unlink()
    assert number > 8
    assert seen == {1, 4}


def test_the_maker_of_a_log_may_fall_dead_at_any_statement(tmp_path) -> None:
    """F019: no half-made log is ever found under its name; the next one makes it."""
    number, done = 0, False
    while not done:
        number += 1
        path = tmp_path / f"{number}.db"
        said, status = sqlite_workers.forked(sqlite_workers.die_while_creating, path, number)
        assert status in (0, 9), said
        done = status == 0
        if path.exists():
            assert sqlite_workers.verified(path) == 0
        with eventlog.open(path) as log:
            assert log.record(*plain(1)) == (1, 2)
        assert sqlite_workers.verified(path) == 2
        assert not list(tmp_path.glob(f"{number}.db-new*"))
    assert number > 40


# Room


def small_disk(folder, size: str) -> list[str] | None:
    """The command that runs a program with a small disk of its own at `folder`; None where that is not allowed."""
    command = [
        "unshare",
        "--mount",
        "--map-root-user",
        "sh",
        "-c",
        f'mount -t tmpfs -o size={size} none "{folder}" && exec "$@"',
        "sh",
    ]
    try:
        tried = subprocess.run([*command, "true"], capture_output=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return command if tried.returncode == 0 else None


def test_a_full_disk(tmp_path) -> None:
    """F011: StorageFull, nothing of the batch, reading goes on; once there is room, writing does."""
    command = small_disk(tmp_path, "3m")
    if command is None:
        pytest.skip("no small disk can be mounted here without more rights")
    script = f"""
import sys, sqlite_workers
open({str(tmp_path / "ballast")!r}, "wb").write(bytes(1_000_000))
sqlite_workers.fill({str(tmp_path / "log.db")!r})
"""
    env = os.environ | {"PYTHONPATH": sqlite_workers.SEARCHED}
    import sys

    done = subprocess.run(
        [*command, sys.executable, "-c", script], env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    full, sentence, after = done.stdout.splitlines()
    _, turn, position, held = full.split()
    assert int(turn) == int(position) == int(held) > 5
    assert "no room left" in sentence
    assert after.split() == ["after", str(int(turn) + 1), str(int(turn) + 1)]


def test_a_log_that_may_grow_no_further(tmp_path) -> None:
    """F011: the same without a disk of its own: SQLite is told how many pages there may be."""
    path = tmp_path / "log.db"
    with eventlog.open(path) as log:
        log.record(report())
        before = dump(log)
        connection = log.store._connections.get()
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(eventlog.StorageFull) as refused:
            log.record(report("Long", text="x" * 200_000))
        assert "nothing was recorded" in str(refused.value)
        assert dump(log) == before
        connection.execute("PRAGMA max_page_count = 100000")
        assert log.record(report("Long", text="x" * 200_000)) == (2,)
    assert sqlite_workers.verified(path) == 2


def test_no_room_to_make_a_log(tmp_path) -> None:
    """F011, F019: what can't be made whole is not made at all."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = small_disk(folder, "64k")
    if command is None:
        pytest.skip("no small disk can be mounted here without more rights")
    script = f"""
import os, sqlite_workers
sqlite_workers.open_for_writing({str(folder / "log.db")!r})
print(sorted(os.listdir({str(folder)!r})))
"""
    env = os.environ | {"PYTHONPATH": sqlite_workers.SEARCHED}
    import sys

    done = subprocess.run(
        [*command, sys.executable, "-c", script], env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    sentence, left = done.stdout.splitlines()
    assert sentence.startswith("StorageFull")
    assert left in ("['log.db-lock']", "[]")


# Failing disks and memory


class Failing(sqlite3.Connection):
    """A connection whose disk fails at a statement that begins with `at`."""

    at: str | None = None
    code = sqlite3.SQLITE_IOERR_FSYNC
    after = False

    def execute(self, sql, *values):
        if Failing.at is not None and sql.startswith(Failing.at):
            if Failing.after:
                super().execute(sql, *values)
            Failing.at = None
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = Failing.code
            error.sqlite_errorname = "SQLITE_IOERR_FSYNC"
            raise error
        return super().execute(sql, *values)


@pytest.fixture
def failing(tmp_path, monkeypatch):
    """A log whose disk can be made to fail."""
    module = type(connecting)("sqlite3")
    vars(module).update(vars(sqlite3))
    module.connect = lambda *words, **given: sqlite3.connect(*words, factory=Failing, **given)
    monkeypatch.setattr(connecting, "sqlite3", module)
    monkeypatch.setattr(Failing, "at", None)
    with eventlog.open(tmp_path / "log.db") as log:
        log.record(report())
        yield log


@pytest.mark.parametrize("after", [False, True])
def test_a_failing_flush_poisons_the_connection(failing, monkeypatch, after) -> None:
    """F014: the outcome is unknown; the connection is closed, the end hashed again, and a repetition settles it."""
    log = failing
    first = log.store._connections.get()
    monkeypatch.setattr(Failing, "at", "COMMIT")
    monkeypatch.setattr(Failing, "after", after)
    with pytest.raises(eventlog.OutcomeUnknown) as refused:
        log.record(*plain(1))
    assert "may or may not" in str(refused.value)
    assert log.head.position == (3 if after else 1)
    assert log.store._connections.get() is not first
    assert not log.store._sound
    assert log.record(*plain(1)) == (2, 3)
    assert log.store._sound
    assert log.head.position == 3


def test_a_failing_read_is_an_error_and_no_answer(failing, monkeypatch) -> None:
    """F015: no part of a log is ever returned as the whole of it."""
    log = failing
    log.record(*plain(1))
    before = dump(log)
    for at in ("SELECT position", "SELECT size", "SELECT e.id", "WITH RECURSIVE walk"):
        monkeypatch.setattr(Failing, "at", at)
        with pytest.raises(eventlog.StoreError, match="the disk failed"):  # noqa: PT012 - whichever it meets
            list(log.entries())
            log.as_of("2024-12-31")
            log.reader.find("x")
            list(log.reader.keys("", 9))
    assert dump(log) == before


def test_a_failing_statement_leaves_nothing(failing, monkeypatch) -> None:
    """F014: whatever fails before COMMIT, the batch is not there and can be sent again."""
    log = failing
    before = dump(log)
    for at in ("BEGIN", "INSERT INTO batch", "UPDATE head"):
        monkeypatch.setattr(Failing, "at", at)
        with pytest.raises(eventlog.StoreError, match="the disk failed"):
            log.record(*plain(1))
        assert dump(log) == before
    assert log.record(*plain(1)) == (2, 3)


def test_a_checkpoint_that_fails_harms_nobody(failing, monkeypatch) -> None:
    """What was committed is safe without it, so nobody is told that it was not."""
    from eventlog.stores.sqlite import store as sqlite

    log = failing
    monkeypatch.setattr(sqlite, "_CHECKPOINT_BYTES", 0)
    monkeypatch.setattr(Failing, "at", "PRAGMA wal_checkpoint")
    assert log.record(*plain(1)) == (2, 3)
    assert Failing.at is None


@pytest.mark.parametrize("error", [MemoryError, KeyboardInterrupt, RuntimeError])
def test_running_out_of_memory_in_a_batch(tmp_path, error) -> None:
    """F017: the exception goes on to the caller, the batch is undone, and the log can be used."""
    path = tmp_path / "log.db"
    with eventlog.open(path) as log:
        log.record(report())
        before = dump(log)
        salts = log.store._salts
        given = iter([salts(), salts()])

        def failing_salts() -> bytes:
            for salt in given:
                return salt
            raise error

        log.store._salts = failing_salts
        with pytest.raises(error):
            log.record(*plain(1), *plain(2))
        log.store._salts = salts
        assert dump(log) == before
        assert log.record(*plain(1), *plain(2)) == (2, 3, 4, 5)
    assert sqlite_workers.verified(path) == 5


def test_a_store_that_is_told_nonsense_writes_nothing(tmp_path) -> None:
    """Two rows with one id can't both come in, whoever is asked to write them."""
    with eventlog.open(tmp_path / "log.db") as log:
        log.record(report())
        before = dump(log)
        with pytest.raises(eventlog.InvalidValue, match="claim:x"), log.store.writing() as writing:  # noqa: PT012
            rows = [NewEntry("claim-recorded/1", b"{}", "claim:x")] * 2
            writing.append(rows, log.head.recorded + 1)
        assert dump(log) == before


def test_a_damaged_page_is_noticed(tmp_path) -> None:
    """A file that was overwritten in places gives an error of ours, and no answer."""
    path = tmp_path / "log.db"
    with eventlog.open(path) as log:
        log.record(*(one for number in range(300) for one in plain(number)))
    whole = path.read_bytes()
    path.write_bytes(whole[:65536] + b"\xff" * (len(whole) - 65536 - 8192) + whole[-8192:])
    with pytest.raises((eventlog.StoreError, eventlog.CorruptEntry)), eventlog.open(path) as log:  # noqa: PT012
        list(log.entries())
        log.record(*plain(999))


def test_a_missing_row_is_noticed(tmp_path) -> None:
    """A gap that somebody made is an error of the reader and never a shorter log."""
    path = tmp_path / "log.db"
    with eventlog.open(path) as log:
        log.record(*(one for number in range(4) for one in plain(number)))
    connection = sqlite3.connect(path)
    connection.execute("DROP TRIGGER entry_remains")
    connection.execute("DELETE FROM entry WHERE position IN (3, 8)")
    connection.commit()
    connection.close()
    with eventlog.open(path, read_only=True) as log:
        for read in (
            lambda: list(log.entries()),
            lambda: list(log.entries(7)),
            lambda: log.reader.entry(3),
            lambda: list(log.store.at([2, 3, 4])),
            lambda: list(log.store.at([7, 8])),
            lambda: list(log.store.at([8])),
        ):
            with pytest.raises(eventlog.CorruptEntry, match="missing"):
                read()

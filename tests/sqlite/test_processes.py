"""Several processes and threads on one log."""

from __future__ import annotations

import os
import threading

import pytest

import eventlog
import sqlite_workers
from log_samples import plain


def finish(workers):
    """What each said, once all are done."""
    said = [worker.communicate(timeout=120) for worker in workers]
    for worker, (_, errors) in zip(workers, said, strict=True):
        assert worker.returncode == 0, errors
    return [lines.splitlines()[1:] for lines, _ in said]


def test_eight_processes_lose_and_repeat_nothing(tmp_path) -> None:
    """Positions are dense, every acknowledged batch is held where it was said to be, and no reader sees half of one."""
    path, turns = tmp_path / "log.db", 12
    with eventlog.open(path, durability="off") as log:
        workers = [sqlite_workers.start("write", path, f"w{number}", turns, "off") for number in range(8)]
        seen = []
        while any(worker.poll() is None for worker in workers):
            size = log.head.position
            seen.append(size)
            assert size % 3 == 0
            assert [entry.position for entry in log.entries()][:size] == list(range(1, size + 1))
        acknowledged = finish(workers)
        assert seen == sorted(seen)
        for number, lines in enumerate(acknowledged):
            assert len(lines) == turns
            for line in lines:
                turn, *positions = map(int, line.split())
                expected = sqlite_workers.batch(f"w{number}", turn)
                assert [log.reader.find(one.id) for one in expected] == positions
        entries = list(log.entries())
        assert len({entry.id for entry in entries}) == len(entries) == 8 * turns * 3
        moments = sorted({entry.recorded for entry in entries})
        assert len(moments) == 8 * turns
    assert sqlite_workers.verified(path) == 8 * turns * 3


def test_eight_processes_with_one_thing_to_say(tmp_path) -> None:
    """F043: the same batches sent by all at once come in once, and all are told the same positions."""
    path = tmp_path / "log.db"
    workers = [sqlite_workers.start("write", path, "same", 8, "off") for _ in range(8)]
    said = finish(workers)
    assert all(lines == said[0] for lines in said)
    assert sqlite_workers.verified(path) == 24


def test_eight_processes_may_make_the_log_at_once(tmp_path) -> None:
    """Whoever comes first makes it; nobody finds half of it."""
    path = tmp_path / "log.db"
    for turn in range(2):
        place = path.with_name(f"{turn}.db")
        finish([sqlite_workers.start("write", place, f"w{number}", 1, "off") for number in range(8)])
        assert sqlite_workers.verified(place) == 24


def test_a_slow_reader_keeps_nobody_waiting(tmp_path) -> None:
    """F033: a stream that is not read on holds no snapshot, so the write-ahead log does not grow with it."""
    path = tmp_path / "log.db"
    with eventlog.open(path, durability="off") as log:
        text = "x" * 100_000
        log.record(*(one for number in range(600) for one in plain(number)))
        stream = log.entries()
        next(stream)
        for number in range(200):
            log.record(eventlog.Report(publisher="outlet:herald", title=f"{number}", text=f"{number} {text}"))
        assert (tmp_path / "log.db-wal").stat().st_size < 10 << 20
        assert sum(1 for _ in stream) == 1199


def test_memory_does_not_grow_with_what_is_streamed(tmp_path) -> None:
    """A replay of many large entries holds a few of them at a time."""
    import tracemalloc

    path = tmp_path / "log.db"
    with eventlog.open(path, durability="off") as log:
        text = "x" * 200_000
        for number in range(100):
            log.record(eventlog.Report(publisher="outlet:herald", title=f"{number}", text=f"{number} {text}"))
        tracemalloc.start()
        assert sum(len(entry.event.report.text) > 200_000 for entry in log.entries()) == 100
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert most < 8 << 20


def test_each_thread_has_a_connection_of_its_own(tmp_path) -> None:
    """F032: and those of threads that ended are closed."""
    with eventlog.open(tmp_path / "log.db", durability="off") as log:
        for number in range(20):
            thread = threading.Thread(target=log.record, args=plain(number))
            thread.start()
            thread.join()
        assert log.head.position == 40
        assert len(log.store._connections._all) <= 3


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_child_may_not_use_the_parents_log(tmp_path) -> None:
    """It is told so, disturbs nothing by ending, even while the parent is writing, and may open the log anew."""
    path = tmp_path / "log.db"
    with eventlog.open(path) as log:
        log.record(*plain(0))
        reading, writing = os.pipe()
        with log.store.writing() as transaction:
            from eventlog.stores import NewEntry

            transaction.append([NewEntry("claim-recorded/1", b"{}", "claim:x")], transaction.head.recorded + 1)
            child = os.fork()
            if child == 0:
                said = []
                for use in (lambda: log.head, lambda: log.record(*plain(1)), lambda: list(log.entries())):
                    try:
                        use()
                        said.append("used")
                    except eventlog.StoreError as error:
                        said.append("anew" if "open it anew" in str(error) else str(error))
                log.close()
                os.write(writing, " ".join(said).encode())
                os._exit(0)
            os.waitpid(child, 0)
        assert os.read(reading, 1000) == b"anew anew anew"
        os.close(reading)
        os.close(writing)
        assert log.head.position == 3
        child = os.fork()
        if child == 0:
            with eventlog.open(path) as own:
                own.record(*plain(2))
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
        assert log.record(*plain(3)) == (6, 7)
    assert sqlite_workers.verified(path) == 7


def test_multiprocessing_by_fork_is_safe(tmp_path) -> None:
    """A child that ends in the usual way, with all that Python tears down, leaves the parent's log alone."""
    path = tmp_path / "log.db"
    source = f"""
import os, sys, eventlog
from log_samples import plain
log = eventlog.open({str(path)!r})
log.record(*plain(0))
for turn in range(1, 6):
    with log.store.writing():
        if os.fork() == 0:
            sys.exit(0)
        os.wait()
    log.record(*plain(turn))
print(log.head.position)
log.close()
"""
    import subprocess
    import sys

    env = os.environ | {"PYTHONPATH": sqlite_workers.SEARCHED}
    done = subprocess.run(
        [sys.executable, "-c", source], env=env, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.split() == ["12"], done.stderr
    assert sqlite_workers.verified(path) == 12

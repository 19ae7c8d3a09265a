"""Programs that tests start as processes of their own, to be killed, forked, starved or run side by side.

    python sqlite_workers.py <name> <path of the log> [arguments]

Each acknowledges on standard output what it was told was recorded, one line a batch, flushed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import eventlog
from eventlog.claims import Claim, Ref
from eventlog.proof import commit, root_of
from eventlog.reports import Report

HERE = Path(__file__).resolve()
SEARCHED = os.pathsep.join((str(Path(eventlog.__file__).resolve().parents[1]), str(HERE.parent)))
"""Where a process that a test starts finds the library and the modules of the tests."""


def start(name: str, *arguments: object, **given) -> subprocess.Popen[str]:
    """Start one of the programs below."""
    env = os.environ | {"PYTHONPATH": SEARCHED} | given.pop("env", {})
    command = [sys.executable, str(HERE), name, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env, **given)


def forked(program, *arguments: object, rights: bool = True, user: int = 65534, groups=()) -> tuple[str, int]:
    """Run one of the programs below in a forked child: what it said, and how it ended. No log may be open here.

    Without `rights` it runs as an ordinary user, of these `groups` beside its own, where this one is root.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            if not rights and os.geteuid() == 0:
                os.setgroups(groups)
                os.setgid(user)
                os.setuid(user)
            os.dup2(writing, 1)
            sys.stdout = os.fdopen(1, "w")
            program(*map(str, arguments))
            sys.stdout.flush()
            status = 0
        except BaseException as error:  # noqa: BLE001 - whatever it is, the parent is told
            os.write(writing, repr(error).encode())
        finally:
            os._exit(status)
    os.close(writing)
    with os.fdopen(reading) as said:
        lines = said.read()
    return lines, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def batch(writer: str, turn: int, size: int = 3) -> list:
    """A report and claims on it, told apart by writer and turn."""
    report = Report(publisher="outlet:herald", title=f"{writer} {turn}", published="2024-06-21")
    claims = [
        Claim(report=Ref(report.id), question=f"by.{writer}", value=True, paraphrase=f"{turn} {number}")
        for number in range(size - 1)
    ]
    return [report, *claims]


def acknowledge(*words: object) -> None:
    """Tell the test."""
    print(*words, flush=True)  # noqa: T201 - this is how it speaks to the test


def write(path: str, writer: str, turns: str, durability: str = "full") -> None:
    """Record one batch after another; one acknowledgement each: turn and positions."""
    with eventlog.open(path, durability=durability) as log:
        acknowledge("ready")
        for turn in range(int(turns)):
            acknowledge(turn, *log.record(*batch(writer, turn)))


def die_at_statement(path: str, number: str) -> None:
    """Record a batch, and fall dead when SQLite begins its n-th statement after the log was opened."""
    log = eventlog.open(path)
    begun = 0

    def trace(_statement: str) -> None:
        nonlocal begun
        begun += 1
        if begun == int(number):
            os._exit(9)

    log.store._connections.get().set_trace_callback(trace)
    acknowledge("recorded", *log.record(*batch("dying", 0)))
    log.store._connections.get().set_trace_callback(None)
    acknowledge("statements", begun)
    os._exit(0)


def die_while_creating(path: str, number: str) -> None:
    """Make a log, and fall dead at the n-th statement of it."""
    import sqlite3

    from eventlog.stores.sqlite import connecting

    begun = 0

    class Dying(sqlite3.Connection):
        def execute(self, *words):
            nonlocal begun
            begun += 1
            if begun == int(number):
                os._exit(9)
            return super().execute(*words)

    connecting.sqlite3 = type(sys)("sqlite3")
    vars(connecting.sqlite3).update(vars(sqlite3))
    connecting.sqlite3.connect = lambda *words, **given: sqlite3.connect(*words, factory=Dying, **given)
    eventlog.open(path)
    acknowledge("made", begun)
    os._exit(0)


def hold(path: str, seconds: str) -> None:
    """Hold the write lock."""
    import time

    with eventlog.open(path) as log, log.store.writing():
        acknowledge("held")
        time.sleep(float(seconds))


def strange(path: str) -> None:
    """Another program: hold a database of its own open."""
    import sqlite3
    import time

    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE x (y)")
    acknowledge("open")
    time.sleep(60)


def fill(path: str) -> None:
    """Record until there is no room, then say so and what is held; make room; record once more."""
    log = eventlog.open(path)
    text = "x" * 50_000
    turn = 0
    try:
        while True:
            log.record(Report(publisher="outlet:herald", title=f"{turn}", text=f"{turn} {text}"))
            turn += 1
    except eventlog.StorageFull as error:
        acknowledge("full", turn, log.head.position, len(list(log.entries())))
        acknowledge(error)
    (Path(path).parent / "ballast").unlink()
    log.record(Report(publisher="outlet:herald", title="after"))
    acknowledge("after", log.head.position, verified(path))
    log.close()


def open_for_reading(path: str, mode: str = "ro") -> None:
    """Open a log for reading only, and say how many entries it has, or what was wrong."""
    try:
        with eventlog.open(path, read_only="immutable" if mode == "immutable" else True) as log:
            acknowledge("read", len(list(log.entries())))
    except eventlog.StoreError as error:
        acknowledge(type(error).__name__, error)


def open_for_writing(path: str) -> None:
    """Open a log, record, and say what was wrong."""
    try:
        with eventlog.open(path) as log:
            acknowledge("wrote", *log.record(*batch("one", 0)))
    except eventlog.StoreError as error:
        acknowledge(type(error).__name__, error)


def verified(path: str) -> int:
    """Check a log's file from its leaves up, trusting nothing that is stored twice; return its size."""
    with eventlog.open(path) as log:
        store = log.store
        head = store.head()
        leaves = []
        for expected, entry in enumerate(store.entries(0, head.size), start=1):
            assert entry.position == expected
            assert entry.body is not None
            assert commit(entry.salt, entry.body) == entry.commit
            assert store.find(store.id_at(expected)) == expected
            leaves.append(entry.leaf)
        assert len(leaves) == head.size
        assert root_of(leaves) == head.root
        connection = store._connections.get()
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("SELECT count(*) FROM entry").fetchone() == (head.size,)
        assert connection.execute("SELECT count(*) FROM name").fetchone() == (head.size,)
        return head.size


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])

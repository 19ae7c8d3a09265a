"""Files that are written: whole or not at all, over nothing that is not theirs, and told of in our words."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

import eventlog
from eventlog.errors import EventLogError, InvalidValue, ReadOnly, StorageFull, StoreError
from eventlog.files import moving
from eventlog.files.names import file_errors
from eventlog.files.outputs import beside
from eventlog.log import EventLog
from eventlog.stores import SQLiteStore
from eventlog.stores.sqlite import creating
from log_samples import plain, report

WRITERS = ("export_jsonl", "backup")
BAD_NAMES = ("", " ", ".", "/", "d/x", "n" * 300, "a\0b", "\ud800", "/proc/x", "held/")


def names() -> list[str]:
    """What lies in the folder where we are."""
    return sorted(one.name for one in Path().iterdir())


@pytest.fixture
def log(tmp_path, monkeypatch):
    """A log in a file, in the folder where we are."""
    monkeypatch.chdir(tmp_path)
    Path("held").mkdir()
    with EventLog(SQLiteStore("a.db", durability="off")) as log:
        log.record(report("One"), report("Two"))
        yield log


@pytest.mark.parametrize("name", BAD_NAMES)
@pytest.mark.parametrize("method", [*WRITERS, "import_jsonl", "open"])
def test_a_bad_name_is_told_in_our_words(log, method, name):
    """Whoever writes, reads or opens: one sentence, and nothing is left."""
    before = names()
    with pytest.raises(EventLogError) as told:
        (eventlog.open if method == "open" else getattr(log, method))(name)
    assert str(told.value).isprintable()
    assert "\n" not in str(told.value)
    assert names() == before
    assert list(Path("held").iterdir()) == []


@pytest.mark.parametrize("method", WRITERS)
def test_what_is_no_name_is_no_value(log, method):
    """A number, nothing, bytes."""
    for thing in (5, None, b"x", []):
        with pytest.raises(InvalidValue, match="names no file"):
            getattr(log, method)(thing)


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        (errno.ENOSPC, StorageFull, "no room left for out: nothing of it was kept"),
        (errno.EDQUOT, StorageFull, "no room left"),
        (errno.EROFS, ReadOnly, "file system can only be read"),
        (errno.EACCES, ReadOnly, "by this user"),
        (errno.ENAMETOOLONG, StoreError, "longer than a name may be"),
        (errno.ENOENT, StoreError, "not there"),
        (errno.EISDIR, StoreError, "is a folder"),
        (errno.EIO, StoreError, "Input/output error"),
    ],
)
def test_what_the_file_system_refuses_is_told_of_the_file(code, kind, words):
    """Each refusal by its own sentence."""
    with pytest.raises(kind, match=words), file_errors("out"):
        raise OSError(code, os.strerror(code), ".out.something.new")


@pytest.mark.parametrize("method", WRITERS)
@pytest.mark.parametrize("linking", [False, True])
def test_what_comes_to_the_place_meanwhile_stays(log, method, linking, monkeypatch):
    """A file that appears while the export is on its way is not written over, by whatever way it is put there."""
    if linking:
        monkeypatch.setattr(moving.ctypes, "CDLL", lambda *_, **__: object())
    real = moving.os.fsync

    def late(file: int) -> None:
        real(file)
        Path("x").write_text("somebody else's")

    monkeypatch.setattr(moving.os, "fsync", late)
    with pytest.raises(StoreError, match="x is there already"):
        getattr(log, method)("x")
    assert Path("x").read_text() == "somebody else's"
    assert [one for one in names() if one.endswith(".new")] == []


def test_a_file_is_put_only_where_nothing_stands(tmp_path, monkeypatch):
    """Both ways of putting it there, the one of Linux and the one of other systems, refuse a name that is taken."""
    for way in ("rename", "link"):
        if way == "link":
            monkeypatch.setattr(moving.ctypes, "CDLL", lambda *_, **__: object())
        first, second, there = (tmp_path / f"{way}{name}" for name in ("first", "second", "there"))
        first.write_text("first")
        second.write_text("second")
        moving.move_to_free(str(first), str(there))
        with pytest.raises(FileExistsError):
            moving.move_to_free(str(second), str(there))
        assert (there.read_text(), second.read_text(), first.exists()) == ("first", "second", False)
        assert there.stat().st_nlink == 1


@pytest.mark.parametrize("method", WRITERS)
def test_files_of_others_beside_the_place_stay(log, method):
    """A file or a folder of whatever name beside the place is neither written nor removed."""
    Path("x.part").write_text("mine")
    Path("x-new").write_text("mine")
    Path("y.part").mkdir()
    for name in ("x", "y"):
        getattr(log, method)(name)
    assert Path("x.part").read_text() == Path("x-new").read_text() == "mine"
    assert Path("y.part").is_dir()


def test_two_writers_of_one_path_never_share_a_half(log):
    """The first to be done has the place; the other is told, and its file is gone."""
    with pytest.raises(StoreError, match="there already"), beside("x") as outer:
        _within(outer)
    assert Path("x").read_text() == "inner"
    assert [one for one in names() if one.endswith(".new")] == []


def _within(outer: Path) -> None:
    outer.write_text("outer")
    with beside("x") as inner:
        inner.write_text("inner")


def test_a_new_log_leaves_the_files_of_others_alone(log):
    """What is called <log>-new, a file or a folder, is not ours."""
    Path("n.db-new").write_text("mine")
    Path("m.db-new").mkdir()
    for name in ("n.db", "m.db"):
        eventlog.open(name).close()
    assert Path("n.db-new").read_text() == "mine"
    assert Path("m.db-new").is_dir()


def test_what_comes_to_the_place_of_a_new_log_meanwhile_stays(log, monkeypatch):
    """A file that appears while a log is made is not written over by it."""
    real = creating.migrate

    def late(*given: object) -> None:
        real(*given)
        Path("n.db").write_text("somebody else's")

    monkeypatch.setattr(creating, "migrate", late)
    with pytest.raises(StoreError, match="came to be there meanwhile"):
        eventlog.open("n.db")
    assert Path("n.db").read_text() == "somebody else's"


def test_a_log_that_can_not_be_made_leaves_nothing(log, monkeypatch):
    """No lock file either, of a making that failed or that was interrupted."""
    for error in (OSError(errno.ENOSPC, "no room"), KeyboardInterrupt()):

        def fails(*_: object, error: BaseException = error, **__: object) -> None:
            raise error

        monkeypatch.setattr("eventlog.stores.sqlite.creating.migrate", fails)
        before = names()
        with pytest.raises((StorageFull, KeyboardInterrupt)):
            eventlog.open("c.db")
        assert names() == before


@pytest.mark.parametrize("ending", ["-wal", "-shm", "-journal"])
@pytest.mark.parametrize("there", [True, False])
def test_a_folder_in_the_place_of_a_part_is_named(log, ending, there):
    """And not taken for a fault of permissions or for a journal."""
    name = "b.db"
    if there:
        eventlog.open(name).close()
    Path(f"{name}{ending}").mkdir()
    with pytest.raises(StoreError, match=rf"b.db{ending} is no ordinary file"):
        eventlog.open(name)


def test_a_journal_beside_nothing_is_told_in_a_sentence(log):
    """The sentence says why it is that of another file."""
    Path("z.db-wal").write_bytes(b"x" * 100)
    with pytest.raises(
        StoreError, match=r"z.db-wal is the journal of another file, for there is no log at \S+z.db: move"
    ):
        eventlog.open("z.db")


FULL = """
import resource, sys, eventlog
log = eventlog.open(sys.argv[1], read_only=True)
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 14, resource.RLIM_INFINITY))
for make in (log.backup, lambda path: log.copy(path, without=[2])):
    try:
        make(sys.argv[2])
    except eventlog.StoreError as error:
        print(error)
"""


def test_a_disk_that_takes_no_copy_is_told_of_the_copy(tmp_path) -> None:
    """As a quota says it, which is no full disk: by the name that was given, and not of the log that was only read."""
    path, copy = tmp_path / "log.db", tmp_path / "copy.db"
    with eventlog.open(path) as log:
        log.record(*plain(1))
    told = subprocess.run([sys.executable, "-c", FULL, path, copy], capture_output=True, text=True, check=True).stdout
    assert [line.partition(" was used (SQLITE_IOERR_WRITE)")[0] for line in told.splitlines()] == [
        f"the disk failed while {copy}",
        f"the disk failed while {copy}",
    ]
    assert not [one for one in tmp_path.iterdir() if "copy" in one.name]

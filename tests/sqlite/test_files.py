"""Files of a log and beside it: whose they are, who may open them, and what is never taken for what it is not."""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import tempfile
from pathlib import Path

import pytest

import eventlog
import sqlite_workers
from eventlog import clock
from eventlog.files.kept import kept_file
from log_answers import filled
from log_backends import START
from log_samples import plain


def modes(folder: Path) -> dict[str, int]:
    """The permissions of all files in a folder."""
    return {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}


# Journals


def test_the_journal_of_another_log_is_not_taken(tmp_path) -> None:
    """A log put in the place of one whose write-ahead log was left does not become that one."""
    path, other = tmp_path / "a.db", tmp_path / "b.db"
    filled(path)
    with eventlog.open(other, clock=lambda: START) as log:
        log.record(*plain(7))
    with eventlog.open(other, clock=lambda: START) as log:
        log.record(*plain(8))
        shutil.copy(f"{other}-wal", tmp_path / "a.db-wal")
    whole = path.read_bytes()
    for read_only in (True, False):
        with pytest.raises(eventlog.StoreError, match="journal of another log"):
            eventlog.open(path, read_only=read_only)
        assert path.read_bytes() == whole
    (tmp_path / "a.db-wal").unlink()
    with eventlog.open(path) as log:
        assert log.verify().ok


@pytest.mark.parametrize("ending", ["-wal", "-journal"])
def test_a_journal_without_its_log_is_not_taken(tmp_path, ending) -> None:
    """No log is made beside what another one left; beside an empty file it is."""
    path, left = tmp_path / "log.db", tmp_path / f"log.db{ending}"
    left.write_bytes(b"x" * 600)
    with pytest.raises(eventlog.StoreError, match="journal of another file"):
        eventlog.open(path)
    assert not path.exists()
    assert left.read_bytes() == b"x" * 600
    left.write_bytes(b"")
    eventlog.open(path).close()


def test_a_log_that_was_cut_off_with_its_own_journal_opens(tmp_path) -> None:
    """What is in the write-ahead log of the log itself is part of it, after any checkpoint that came before."""
    path, copy = tmp_path / "log.db", tmp_path / "copy"
    copy.mkdir()
    for _ in range(3):
        with eventlog.open(path, clock=lambda: START) as log:
            log.record(*plain(len(log)))
            for ending in ("", "-wal"):
                shutil.copy(f"{path}{ending}", copy)
            size = len(log)
        with eventlog.open(copy / "log.db") as log:
            assert len(log) == size


# Permissions


def test_a_private_log_is_nobody_elses(tmp_path) -> None:
    """None of its files can be read by others, and one that can is refused."""
    path = tmp_path / "log.db"
    with eventlog.open(path, private=True) as log:
        log.record(*plain(1))
        assert modes(tmp_path).keys() == {"log.db", "log.db-wal", "log.db-shm", "log.db-lock"}
        assert set(modes(tmp_path).values()) == {0o600}
    with eventlog.open(path, private=True) as log:
        assert len(log) == 2
    path.chmod(0o640)
    with pytest.raises(eventlog.StoreError, match="chmod 600"):
        eventlog.open(path, private=True)


@pytest.mark.parametrize(("log", "copy"), [(0o600, 0o600), (0o640, 0o640), (0o644, 0o644), (0o444, 0o644)])
def test_a_backup_is_no_more_open_than_its_log(tmp_path, log, copy) -> None:
    """Of a private log it was one that everybody could read; who owns it may write to it all the same."""
    filled(tmp_path / "log.db")
    (tmp_path / "log.db").chmod(log)
    before = os.umask(0o022)
    try:
        with eventlog.open(tmp_path / "log.db", read_only=True) as held:
            held.backup(tmp_path / "copy.db")
    finally:
        os.umask(before)
    assert modes(tmp_path)["copy.db"] == copy


@pytest.mark.parametrize(("log", "lock"), [(0o644, 0o600), (0o600, 0o600), (0o664, 0o660), (0o666, 0o666)])
def test_only_who_may_write_to_the_log_may_open_its_lock(tmp_path, log, lock) -> None:
    """Whoever can open a file can hold its lock for ever; one that was open before is closed to strangers."""
    path = tmp_path / "log.db"
    filled(path)
    path.chmod(log)
    Path(f"{path}-lock").chmod(0o644)
    eventlog.open(path).close()
    assert modes(tmp_path)["log.db-lock"] == lock


@pytest.fixture
def shared(tmp_path):
    """A folder in which several users may make files, as a path that each of them may follow."""
    if os.geteuid():
        pytest.skip("only root may become others")
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:  # pytest's own is closed to others
        Path(folder).chmod(0o777)
        yield Path(folder)


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_who_may_only_read_does_not_keep_the_owner_from_writing(shared) -> None:
    """A reader leaves journals behind, which are his: who may not write to the log makes none of its own."""
    path = shared / "log.db"
    sqlite_workers.forked(sqlite_workers.open_for_writing, path, rights=False, user=5001)
    assert set(modes(shared)) == {"log.db", "log.db-lock"}
    said, _ = sqlite_workers.forked(sqlite_workers.open_for_reading, path, rights=False, user=5002)
    assert said.startswith("ReadOnly")
    assert "read_only='immutable', else copy it" in said
    assert set(modes(shared)) == {"log.db", "log.db-lock"}
    said, _ = sqlite_workers.forked(sqlite_workers.open_for_reading, path, "immutable", rights=False, user=5002)
    assert said == "read 3\n"
    for user in (5001, 5002):  # the owner leaves journals that others can read by
        said, _ = sqlite_workers.forked(sqlite_workers.open_for_reading, path, rights=False, user=user)
        assert said == "read 3\n"
    said, _ = sqlite_workers.forked(sqlite_workers.open_for_writing, path, rights=False, user=5001)
    assert said.startswith("wrote")


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
@pytest.mark.parametrize(("owner", "mode", "read"), [(0, 0o644, True), (5001, 0o444, True), (5001, 0o464, False)])
def test_where_nobody_is_kept_from_writing_anybody_reads(shared, owner, mode, read) -> None:
    """Root may write whatever lies there, and to a log without the right for it nobody else may."""
    path = shared / "log.db"
    filled(path)
    os.chown(path, owner, owner)
    path.chmod(mode)
    said, _ = sqlite_workers.forked(sqlite_workers.open_for_reading, path, rights=False, user=5002)
    assert said.startswith("read" if read else "ReadOnly")


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_what_one_of_a_group_leaves_beside_a_log_the_others_can_write(shared) -> None:
    """SQLite gives a journal the permissions of the log, but the group of whoever made it."""
    path = shared / "log.db"
    sqlite_workers.forked(sqlite_workers.open_for_writing, path, rights=False, user=5001)
    for file in (path, Path(f"{path}-lock")):
        os.chown(file, 5001, 5009)
        file.chmod(0o664)
    for user in (5002, 5001, 5002):
        for program, word in ((sqlite_workers.open_for_reading, "read"), (sqlite_workers.open_for_writing, "wrote")):
            said, _ = sqlite_workers.forked(program, path, rights=False, user=user, groups=[5009])
            assert said.startswith(word)


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_whose_journal_keeps_others_from_writing_is_told(shared) -> None:
    """Where another program left it there."""
    path = shared / "log.db"
    sqlite_workers.forked(sqlite_workers.open_for_writing, path, rights=False, user=5001)
    for ending in ("-wal", "-shm"):
        Path(f"{path}{ending}").touch(mode=0o644)
        os.chown(f"{path}{ending}", 5002, 5002)
    said, _ = sqlite_workers.forked(sqlite_workers.open_for_writing, path, rights=False, user=5001)
    assert said.startswith("ReadOnly")
    assert "log.db-wal belongs to another user (number 5002)" in said


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_stranger_who_laid_a_lock_is_named(tmp_path) -> None:
    """Where his file keeps everybody from writing, it is said whose it is and what to do."""
    if os.geteuid():
        pytest.skip("only root may give files away")
    path, lock = tmp_path / "log.db", tmp_path / "log.db-lock"
    filled(path)
    lock.chmod(0o666)
    os.chown(lock, 12345, -1)
    with lock.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(eventlog.Busy, match="belongs to another user"):
            eventlog.stores.SQLiteStore(path, wait=0.05)
    assert sqlite_workers.SEARCHED


def test_what_may_not_be_written_over_is_known(tmp_path) -> None:
    """Logs, their parts and keys, open here or not; other files are nobody's business."""
    path, key, other = tmp_path / "log.db", tmp_path / "s.key", tmp_path / "other.txt"
    filled(path)
    key.write_text("PRIVATE+KEY+example+secret\n")
    other.write_text("x")
    (tmp_path / "link").symlink_to(path)
    assert kept_file(str(path)) == kept_file(str(tmp_path / "link")) == "a log"
    assert kept_file(f"{path}-wal") == kept_file(f"{path}-lock") == "a part of a log"
    assert kept_file(str(key)) == "a signer key"
    assert kept_file(str(other)) is kept_file(str(tmp_path / "none")) is kept_file(str(tmp_path)) is None
    with eventlog.open(path):
        assert kept_file(str(path)) == "a file that this program has open"


# Clocks


def test_a_clock_far_ahead_does_not_close_the_log(tmp_path, monkeypatch) -> None:
    """F048: more than a day ahead of the last entry and of the file system is refused; a clock of one's own may go."""
    path = tmp_path / "log.db"
    now = clock._wall()
    with eventlog.open(path) as log:
        log.record(*plain(1))
    monkeypatch.setattr(clock, "_wall", lambda: now + 40 * clock.DAY)
    with eventlog.open(path) as log:
        with pytest.raises(eventlog.ClockSkew, match="clock=") as refused:
            log.record(*plain(2))
        assert "the file system" in str(refused.value)
        assert len(log) == 2
    with eventlog.open(path, clock=lambda: now + 40 * clock.DAY) as log:
        log.record(*plain(2))
    monkeypatch.undo()
    with eventlog.open(path) as log, pytest.raises(eventlog.ClockSkew, match="clock="):
        log.record(*plain(3))
    with eventlog.open(path, clock=lambda: log_time(path)) as log:
        log.record(*plain(3))
        assert len(log) == 6


def log_time(path: Path) -> int:
    """A moment after the last entry."""
    with eventlog.open(path, read_only=True) as log:
        return (log.head.recorded or 0) + 1


def test_a_log_that_lay_for_years_goes_on(tmp_path) -> None:
    """Time that has passed is ahead of the last entry, and not of the file system."""
    path = tmp_path / "log.db"
    filled(path)
    with eventlog.open(path) as log:
        assert log.record(*plain(99)).recorded > START


def test_an_older_copy_of_a_log_under_its_newer_journal_is_told(tmp_path) -> None:
    """What came between lies in neither, so it is refused; beside its own file nothing is lost."""
    path = tmp_path / "a.db"
    with eventlog.open(path) as log:
        log.record(*plain(1))
    older = path.read_bytes()
    with eventlog.open(path) as log:
        for number in range(2, 60):
            log.record(*plain(number))
    newer = path.read_bytes()
    with eventlog.open(path) as log:
        log.record(*plain(60))
        journal = Path(f"{path}-wal").read_bytes()
        size = len(log)
    for held, fits in ((older, False), (newer, True)):
        where = tmp_path / f"{fits}.db"
        where.write_bytes(held)
        Path(f"{where}-wal").write_bytes(journal)
        for read_only in (True, False):
            if fits:
                with eventlog.open(where, read_only=read_only) as log:
                    assert len(log) == size
                    assert log.verify().ok
                    break
            with pytest.raises(eventlog.StoreError, match="newer state of this one"):
                eventlog.open(where, read_only=read_only)

"""What lies beside an open log is not to be taken away, and what others do to its format is not passed over."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

import eventlog
from eventlog.stores.sqlite.schema import MIGRATIONS
from log_samples import plain

RECORD = """import sys, eventlog
with eventlog.open(sys.argv[1]) as log:
    log.record(eventlog.Report(publisher="outlet:other", title=f"of others {len(log)}", published="2024-06-20"))
"""


def others(path: Path) -> str:
    """What another process says that records a report."""
    done = subprocess.run([sys.executable, "-c", RECORD, str(path)], capture_output=True, text=True, check=False)
    return done.stderr


@pytest.mark.parametrize("gone", [("-wal",), ("-shm",), ("-wal", "-shm")])
@pytest.mark.parametrize("how", ["removed", "replaced"])
def test_a_journal_that_is_taken_away_is_noticed(tmp_path, gone, how) -> None:
    """Whoever has the log open records nothing into a file without a name, and answers from none; one sentence."""
    path = tmp_path / "log.db"
    with eventlog.open(path) as log, eventlog.open(path, read_only=True) as reader:
        log.record(*plain(1))
        assert len(reader) == len(log) == 2
        for ending in gone:
            beside = Path(f"{path}{ending}")
            octets = beside.read_bytes()
            beside.unlink()
            if how == "replaced":
                beside.write_bytes(octets)
        if gone == ("-wal", "-shm") and how == "removed":
            assert not others(path)
        with pytest.raises(eventlog.StoreError, match="was removed or replaced while the log was open: nothing was"):
            log.record(*plain(2))
        for asked in (lambda: len(log), lambda: len(reader), lambda: reader.as_of("2032")):
            with pytest.raises(eventlog.StoreError, match="was removed or replaced") as told:
                asked()
            assert "\n" not in str(told.value)
    with eventlog.open(path) as log:
        assert log.verify()
        log.record(*plain(2))


def test_what_comes_and_goes_in_the_folder_is_no_journal(tmp_path) -> None:
    """Files that others make beside a log, and checkpoints that they make of it, are in nobody's way."""
    path = tmp_path / "log.db"
    with eventlog.open(path) as log, eventlog.open(path, read_only=True) as reader:
        for at in range(1, 5):
            log.record(*plain(at))
            (tmp_path / f"{at}.txt").write_text("x")
            (tmp_path / f"{at}.txt").unlink()
            with closing(sqlite3.connect(path)) as other:
                other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            assert not others(path)
            assert len(reader) == len(log) == 3 * at


def test_a_journal_that_comes_later_is_taken(tmp_path) -> None:
    """Who reads a copy that has no journal yet goes on when a writer makes one."""
    path, copy = tmp_path / "log.db", tmp_path / "copy.db"
    with eventlog.open(path) as log:
        log.record(*plain(1))
        log.backup(copy)
    with eventlog.open(copy, read_only=True) as reader:
        assert len(reader) == 2
        with eventlog.open(copy) as log:
            log.record(*plain(2))
            assert len(reader) == 4
        assert len(reader) == 4


@pytest.mark.parametrize("moved", [True, False])
def test_a_log_that_a_later_version_took_over_is_not_written_to(tmp_path, moved) -> None:
    """Who had it open when the later version brought it up to date records nothing in the old way."""
    path = tmp_path / "log.db"
    with eventlog.open(path) as log, eventlog.open(path, read_only=True) as reader:
        log.record(*plain(1))
        with closing(sqlite3.connect(path)) as other:
            other.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
            if moved:
                other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with pytest.raises(eventlog.NewerFormat, match="upgrade"):
            log.record(*plain(2))
        if moved:
            with pytest.raises(eventlog.NewerFormat, match="upgrade"):
                len(reader)


@pytest.mark.parametrize("what", ["log", "folder"])
def test_a_link_that_leads_elsewhere_is_noticed(tmp_path, what) -> None:
    """Who opened a log by a link is told when it leads to another one: others read and write that by now."""
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
        with eventlog.open(tmp_path / name / "log.db") as log:
            log.record(*plain(1))
    link = tmp_path / "link"
    old, new = (tmp_path / name / ("log.db" if what == "log" else "") for name in ("old", "new"))
    link.symlink_to(old)
    with eventlog.open(link if what == "log" else link / "log.db") as log:
        log.record(*plain(2))
        link.unlink()
        link.symlink_to(new)
        for asked in (lambda: len(log), lambda: log.as_of("2032"), lambda: log.record(*plain(3))):
            with pytest.raises(eventlog.StoreError, match="was moved, removed or replaced while it was open"):
                asked()
    for name, size in (("old", 4), ("new", 2)):
        with eventlog.open(tmp_path / name / "log.db") as log:
            assert len(log) == size


@pytest.mark.parametrize("ending", ["-journal", "-wal", "-shm", "-lock"])
def test_nothing_is_made_where_an_open_log_has_its_parts(tmp_path, ending) -> None:
    """A backup, copy, export or log under the name of a part would be taken for one: the log could not be opened."""
    path = tmp_path / "log.db"
    with eventlog.open(path) as log:
        log.record(*plain(1))
        place = Path(f"{path}{ending}")
        before = sorted((one.name, one.stat().st_ino) for one in tmp_path.iterdir())  # to read one would drop its locks
        for make in (log.backup, log.export_jsonl, lambda at: log.copy(at, without=[2]), eventlog.open):
            with pytest.raises(eventlog.StoreError) as told:
                make(place)
            assert "\n" not in str(told.value)
            assert sorted((one.name, one.stat().st_ino) for one in tmp_path.iterdir()) == before
    with eventlog.open(path) as log:
        assert len(log) == 2
    assert sorted(one.name for one in tmp_path.iterdir()) == ["log.db", "log.db-lock"]


def test_what_closing_took_away_was_taken_by_nobody_else(tmp_path) -> None:
    """A thread looks after it has asked. Where another closes the log meanwhile, and then the last one does, the
    journals are gone, and nothing that was recorded is.
    """
    path = tmp_path / "log.db"
    with eventlog.open(path) as last:
        log = eventlog.open(path)
        log.record(*plain(1))
        journals = log.store._connections.journals
        log.close()
        journals.check(reading=True)
        assert len(last) == 2
    assert not Path(f"{path}-wal").exists()
    journals.check(reading=True)

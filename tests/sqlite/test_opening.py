"""Opening a log: what is refused stays untouched, and each refusal is one sentence that says what to do."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing, nullcontext
from pathlib import Path

import pytest

import eventlog
import sqlite_workers
from eventlog.files import networks
from eventlog.files.kept import APPLICATION_ID
from eventlog.stores import SQLiteStore
from eventlog.stores.sqlite import connecting
from eventlog.stores.sqlite.overwriting import check_not_overwritten
from eventlog.stores.sqlite.schema import MIGRATIONS, PAGE_BYTES
from log_backends import START
from log_samples import plain, report, river


def made(path, **given):
    """A log with one report and one claim."""
    with eventlog.open(path, clock=lambda: START, **given) as log:
        one = report()
        log.record(one, river(one))
    return path


def everything(folder) -> dict:
    """Name, bytes and moment of change of every file in a folder."""
    return {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in folder.iterdir() if file.is_file()}


def one_sentence(error) -> str:
    """An error's text: it says something, on one line, and is not a list of codes."""
    text = str(error.value)
    assert 20 < len(text) < 400
    assert "\n" not in text
    return text


# Damage


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_schema_is_told_in_one_sentence(tmp_path, seed) -> None:
    """Whatever bits of the schema are flipped: an error of ours, or a log; never a byte of the file is changed.

    What SQLite complains of it quotes, and what it quotes may be no text any more.
    """
    path = made(tmp_path / "log.db")
    whole = bytearray(path.read_bytes())
    pages = [at for at in range(0, len(whole), PAGE_BYTES) if b"CREATE " in whole[at : at + PAGE_BYTES]]
    places = [at for page in {0, *pages} for at in range(page, page + PAGE_BYTES) if at >= 100 and whole[at]]
    chance = random.Random(seed)
    for _ in range(chance.choice((1, 1, 2, 8))):
        whole[chance.choice(places)] ^= 1 << chance.randrange(8)
    path.write_bytes(whole)
    for read_only in (True, False, "immutable"):
        told = str(path)
        try:
            with eventlog.open(path, read_only=read_only) as log:
                log.verify()
        except eventlog.StoreError as error:
            told = str(error)
        assert str(path) in told
        assert told.isprintable()
        assert len(told) < 400
        assert path.read_bytes() == whole


# A log that is taken back


def test_a_log_that_stayed_empty_can_be_taken_back(tmp_path) -> None:
    """All of its files go; but not while another has it open, nor what holds an entry or may only be read."""
    path = tmp_path / "log.db"
    with eventlog.open(path) as log, eventlog.open(path) as other:
        assert not log.store.discard()
        other.close()
        assert log.store.discard()
        assert list(tmp_path.iterdir()) == []
        with pytest.raises(eventlog.LogClosed):
            log.record(report())
    made(path)
    for read_only in (False, True):
        with eventlog.open(path, read_only=read_only) as log:
            assert not log.store.discard()
            assert len(log) == 2
    assert not eventlog.open(":memory:").store.discard()


# A log that has to be there


def test_a_log_that_is_not_there_is_not_made(tmp_path) -> None:
    """One sentence, and no file; one that is there is opened for writing."""
    path = tmp_path / "log.db"
    with pytest.raises(eventlog.StoreError) as refused:
        eventlog.open(path, create=False)
    assert "there is no log at" in one_sentence(refused)
    assert everything(tmp_path) == {}
    with pytest.raises(eventlog.StoreError):
        eventlog.open(path, create=False, read_only=True)
    made(path)
    with eventlog.open(path, create=False) as log:
        log.record(report("Another"))
        assert len(log) == 3
    with pytest.raises(eventlog.InvalidValue):
        eventlog.open(":memory:", create=False)


# Other programs' files


def sqlite_file(path, *statements) -> None:
    """A database of another program."""
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


FOREIGN = {
    "text": lambda path: path.write_text("Dear diary"),
    "a page of zeros": lambda path: path.write_bytes(bytes(8192)),
    "short": lambda path: path.write_bytes(b"S"),
    "encrypted": lambda path: path.write_bytes(bytes((n * 7919) % 251 for n in range(16384))),
    "header only": lambda path: path.write_bytes(b"SQLite format 3\0"),
    "a database": lambda path: sqlite_file(path, "CREATE TABLE x (y)", "INSERT INTO x VALUES (1)"),
    "a database in WAL": lambda path: sqlite_file(path, "PRAGMA journal_mode = WAL", "CREATE TABLE x (y)"),
    "another's id": lambda path: sqlite_file(path, "CREATE TABLE entry (y)", "PRAGMA application_id = 7"),
    "our id, no version": lambda path: sqlite_file(
        path, "CREATE TABLE entry (y)", f"PRAGMA application_id = {APPLICATION_ID}"
    ),
}


@pytest.mark.parametrize("kind", FOREIGN)
@pytest.mark.parametrize("read_only", [False, True])
def test_another_programs_file_stays_untouched(tmp_path, kind, read_only) -> None:
    """F122: NotALog, and neither the file nor its folder is changed by a byte or a moment."""
    path = tmp_path / "other.db"
    FOREIGN[kind](path)
    before = everything(tmp_path)
    with pytest.raises(eventlog.NotALog) as refused:
        eventlog.open(path, read_only=read_only)
    one_sentence(refused)
    assert everything(tmp_path) == before


def test_a_running_programs_database_stays_untouched(tmp_path) -> None:
    """F122: likewise where another process has it open, with a write-ahead log that was not yet moved in."""
    path = tmp_path / "other.db"
    other = sqlite_workers.start("strange", path)
    assert other.stdout.readline() == "open\n"
    before = everything(tmp_path)
    assert len(before) == 3
    with pytest.raises(eventlog.NotALog):
        eventlog.open(path)
    assert everything(tmp_path) == before
    other.kill()
    other.communicate()


def test_another_librarys_open_database_stays_untouched(tmp_path) -> None:
    """F122, F046: likewise where this process has it open; its locks are not dropped by our looking."""
    path = tmp_path / "other.db"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA journal_mode = WAL")
    other.execute("CREATE TABLE x (y)")
    other.execute("BEGIN IMMEDIATE")
    before = everything(tmp_path)
    before.pop("other.db-shm")  # where SQLite notes who is reading
    locks = locks_on(path)
    with pytest.raises(eventlog.NotALog):
        eventlog.open(path)
    after = everything(tmp_path)
    after.pop("other.db-shm")
    assert after == before
    assert locks_on(path) == locks
    other.execute("ROLLBACK")
    other.close()


def locks_on(path) -> list[str]:
    """The locks that this process holds on a file, where the system tells."""
    try:
        held = Path("/proc/locks").read_text(encoding="ascii").splitlines()
    except OSError:
        pytest.skip("this system does not list its locks")
    inode = f":{path.stat().st_ino} "
    return sorted(" ".join(line.split()[1:]) for line in held if inode in line)


def test_opening_a_log_twice_drops_no_lock(tmp_path) -> None:
    """F046: closing a descriptor of a file drops the process's locks on it, so none is opened where one is open."""
    path = made(tmp_path / "log.db")
    with eventlog.open(path) as log:
        locks = locks_on(path)
        assert locks
        with eventlog.open(path) as other, eventlog.open(path, read_only=True):
            other.record(*plain(1))
        with pytest.raises(eventlog.InvalidValue):
            eventlog.open(path, zone="Asia/Seoul")
        assert locks_on(path) == locks
        assert log.head.position == 4


def test_a_log_of_a_later_version_stays_untouched(tmp_path) -> None:
    """F122: NewerFormat names both versions."""
    path = made(tmp_path / "log.db")
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    before = everything(tmp_path)
    for read_only in (False, True):
        with pytest.raises(eventlog.NewerFormat) as refused:
            eventlog.open(path, read_only=read_only)
        assert f"format {len(MIGRATIONS) + 1}" in one_sentence(refused)
    assert everything(tmp_path) == before


def test_an_older_log_is_brought_up_to_date(tmp_path, monkeypatch) -> None:
    """Numbered migrations run in one transaction, under the lock, when the log is opened for writing."""
    from eventlog.stores.sqlite import schema
    from eventlog.stores.sqlite import store as sqlite

    path = made(tmp_path / "log.db")
    newer = (*MIGRATIONS, ("CREATE TABLE later (x INTEGER) STRICT", "CREATE VIEW more AS SELECT x FROM later"))
    for module in (schema, connecting, sqlite):
        monkeypatch.setattr(module, "MIGRATIONS", newer)
    schema.expected_schema.cache_clear()
    try:
        with pytest.raises(eventlog.StoreError, match="older format"):
            eventlog.open(path, read_only=True)
        with eventlog.open(path) as log:
            assert log.head.position == 2
            assert log.record(*plain(1)) == (3, 4)
        connection = sqlite3.connect(path)
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)
        connection.execute("SELECT * FROM more")
        connection.close()
        broken = (*newer, ("CREATE TABLE third (x)", "CREATE TABLE third (x)"))
        for module in (schema, connecting, sqlite):
            monkeypatch.setattr(module, "MIGRATIONS", broken)
        with pytest.raises((eventlog.StoreError, sqlite3.Error)):
            eventlog.open(path)
        connection = sqlite3.connect(path)
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)
        assert connection.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'third'").fetchone() == (0,)
        connection.close()
    finally:
        schema.expected_schema.cache_clear()


# Places


def test_a_missing_folder_is_named(tmp_path) -> None:
    """Nothing is made on the way."""
    with pytest.raises(eventlog.StoreError, match="does not exist: make it first") as refused:
        eventlog.open(tmp_path / "nowhere" / "log.db")
    one_sentence(refused)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_log(tmp_path) -> None:
    """Nor is an empty name, nor one with a NUL."""
    with pytest.raises(eventlog.StoreError, match="is a folder"):
        eventlog.open(tmp_path)
    for bad in ("", "  ", "a\0b", None, 5, b"x"):
        with pytest.raises(eventlog.InvalidValue):
            eventlog.open(bad)


def test_reading_what_is_not_there(tmp_path) -> None:
    """Opened for reading only, nothing is made."""
    with pytest.raises(eventlog.StoreError, match="no log at"):
        eventlog.open(tmp_path / "log.db", read_only=True)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_is_no_log(tmp_path) -> None:
    """What a failed copy leaves is not silently begun anew."""
    path = tmp_path / "log.db"
    path.touch()
    for read_only in (False, True):
        with pytest.raises(eventlog.NotALog) as refused:
            eventlog.open(path, read_only=read_only)
        assert "is empty" in one_sentence(refused)
    assert everything(tmp_path).keys() <= {"log.db", "log.db-lock"}


def test_a_name_with_strange_letters_is_a_name(tmp_path) -> None:
    """F108: a path is a path, whatever stands in it."""
    path = tmp_path / "what? #1 100% 'DROP TABLE' файл&mode=memory.db"
    made(path)
    assert path.stat().st_size > 0
    assert eventlog.open(str(path)).head.position == 2


def test_two_names_of_one_file_are_refused(tmp_path) -> None:
    """F045: a hard link would have a lock and a write-ahead log of its own; a symbolic link leads to the one log."""
    path = made(tmp_path / "log.db")
    link = tmp_path / "link.db"
    link.symlink_to(path)
    with eventlog.open(link) as through, eventlog.open(path) as log:
        through.record(*plain(1))
        assert log.head.position == 4
        assert not (tmp_path / "link.db-wal").exists()
        os.link(path, tmp_path / "hard.db")
        with pytest.raises(eventlog.StoreError, match="2 names"):
            log.record(*plain(2))
    for name in ("log.db", "hard.db"):
        with pytest.raises(eventlog.StoreError, match="2 names"):
            eventlog.open(tmp_path / name)


@pytest.mark.parametrize("how", ["removed", "moved", "replaced"])
def test_a_file_that_is_gone_is_noticed(tmp_path, how) -> None:
    """F045: nothing is written to a file that the path no longer leads to."""
    path = made(tmp_path / "log.db")
    with eventlog.open(path) as log:
        if how == "removed":
            path.unlink()
        elif how == "moved":
            path.rename(tmp_path / "elsewhere.db")
        else:
            shutil.copy(path, tmp_path / "copy.db")
            (tmp_path / "copy.db").rename(path)
        with pytest.raises(eventlog.StoreError, match="moved, removed or replaced"):
            log.record(*plain(1))


@pytest.mark.parametrize("reading", [True, False])
@pytest.mark.parametrize("how", ["removed", "moved", "replaced"])
def test_a_reader_is_told_that_the_file_is_gone(tmp_path, how, reading) -> None:
    """F045: what others record is in another file then, and answers would stand still for ever without a word."""
    path = made(tmp_path / "log.db")
    other = made(tmp_path / "other.db")
    with eventlog.open(path, read_only=reading) as log:
        held, stream = log.as_of("2032"), log.follow(2, poll=0, timeout=5)
        if how == "removed":
            path.unlink()
        elif how == "moved":
            path.rename(tmp_path / "elsewhere.db")
        else:
            other.rename(path)
        for asked in (
            lambda: len(log),
            lambda: log.as_of("2032"),
            lambda: held["flood.river.level"],
            lambda: log.backup(tmp_path / "copy.db"),
            lambda: next(stream),
            lambda: log.holding("mill"),
            lambda: log.record(*plain(1)),
        ):
            with pytest.raises(eventlog.StoreError, match=r"moved, removed or replaced|reading only"):
                asked()
        found = log.verify()
        assert not found
        assert any("moved, removed or replaced" in str(one) for one in found.problems)
    assert not (tmp_path / "copy.db").exists()


@pytest.mark.parametrize("reading", [True, False])
@pytest.mark.parametrize("later", [True, False])
def test_a_file_that_is_written_over_is_noticed(tmp_path, reading, later) -> None:
    """F045: `cp` leaves the file the same one, and what was read of it is known by heart; no page of both is mixed."""
    path, copy = made(tmp_path / "log.db"), made(tmp_path / "copy.db")
    with eventlog.open(copy if later else path) as more:
        more.record(*plain(9))
    whole = copy.read_bytes()
    with eventlog.open(path, read_only=reading) as log:
        assert log.verify()
        with path.open("r+b") as file:
            file.write(whole)
            file.truncate()
        for asked in (lambda: len(log), lambda: log.as_of("2032"), lambda: log.record(*plain(1))):
            with pytest.raises(eventlog.StoreError, match=r"was written over while it was open|reading only") as told:
                asked()
            if not reading:
                one_sentence(told)
        assert any("was written over" in str(one) for one in log.verify().problems)
    assert path.read_bytes() == whole
    with eventlog.open(path) as log:
        assert log.verify()
        assert len(log) == (4 if later else 2)


def test_a_file_that_others_write_to_is_not_written_over(tmp_path) -> None:
    """What they move into the file is known to all, however often they do it, and while one looks."""
    path = made(tmp_path / "log.db")
    with eventlog.open(path) as log, eventlog.open(path, read_only=True) as reader:
        for at in range(1, 6):
            log.record(*plain(at))
            with closing(sqlite3.connect(path)) as other:
                other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            assert len(reader) == len(log) == 2 + 2 * at
    rows = iter([(3, 1, b"", 0), (9, 1, b"", 0), (2, 1, b"", 0), (4, 1, b"", 0)])
    with closing(sqlite3.connect(":memory:")) as held:
        held.executescript(f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = 1")
        held.execute("CREATE TABLE head AS SELECT 5 AS size, 1 AS recorded, x'' AS frontier, 0 AS erased")
        check_not_overwritten(lambda: next(rows), lambda: nullcontext(held), "log.db")
        with pytest.raises(eventlog.StoreError, match="written over"):
            check_not_overwritten(lambda: next(rows), lambda: nullcontext(held), "log.db")


def test_a_network_file_system_is_refused(tmp_path, monkeypatch) -> None:
    """F044: where locks can't be relied on there is no log."""
    monkeypatch.setattr(connecting, "network_of", lambda _folder: "nfs4")
    with pytest.raises(eventlog.StoreError, match="nfs4") as refused:
        eventlog.open(tmp_path / "log.db")
    one_sentence(refused)
    assert list(tmp_path.iterdir()) == []


def test_the_kind_of_a_file_system_is_found(tmp_path) -> None:
    """The mount whose path is the longest one above the folder decides, whatever letters its name has."""
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "dev / ext4 rw 0 0\nhost:/x /mnt/a\\040b nfs4 rw 0 0\ntmp /mnt/a\\040b/c tmpfs rw 0 0\n"
        "host:/y /mnt/Zürich\\040Süd nfs4 rw 0 0\nhost:/z /mnt/Об\\134щий\\011диск cifs rw 0 0\nhalf\n",
        encoding="utf-8",
    )
    kinds = {
        "/mnt/a b": "nfs4",
        "/mnt/a b/x": "nfs4",
        "/mnt/a b/c": "tmpfs",
        "/mnt/a bc": "ext4",
        "/home": "ext4",
        "/mnt/Zürich Süd/desk": "nfs4",
        "/mnt/Об\\щий\tдиск": "cifs",
    }
    assert {place: networks.file_system_of(place, str(mounts)) for place in kinds} == kinds
    told = {place: kind if kind in ("nfs4", "cifs") else None for place, kind in kinds.items()}
    assert {place: networks.network_of(place, str(mounts)) for place in kinds} == told
    assert networks.file_system_of("/home", str(tmp_path / "absent")) == ""


# What a log keeps


def test_a_log_keeps_its_zone(tmp_path) -> None:
    """The zone that it was made with holds; another one is refused, and the default says nothing."""
    path = made(tmp_path / "log.db", zone="Europe/Kyiv")
    assert eventlog.open(path).zone == "Europe/Kyiv"
    assert eventlog.open(path, zone="Europe/Kyiv").zone == "Europe/Kyiv"
    with pytest.raises(eventlog.InvalidValue, match="Europe/Kyiv"):
        eventlog.open(path, zone="Asia/Seoul")
    with pytest.raises(eventlog.InvalidValue):
        eventlog.open(tmp_path / "new.db", zone="../../etc/passwd")
    assert not (tmp_path / "new.db").exists()


def test_durability_is_chosen(tmp_path) -> None:
    """Full unless the caller asks otherwise."""
    for durability, number in (("full", 2), ("normal", 1), ("off", 0)):
        with eventlog.open(tmp_path / f"{durability}.db", durability=durability) as log:
            assert log.store._connections.get().execute("PRAGMA synchronous").fetchone() == (number,)
    with pytest.raises(eventlog.InvalidValue, match="durability"):
        eventlog.open(tmp_path / "x.db", durability="some")


def test_a_connection_is_careful(tmp_path) -> None:
    """F123: the settings that keep a hostile file from running anything, and erased rows from staying."""
    with eventlog.open(tmp_path / "log.db") as log:
        connection = log.store._connections.get()
        found = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in (
                "trusted_schema",
                "cell_size_check",
                "secure_delete",
                "journal_mode",
                "wal_autocheckpoint",
                "page_size",
            )
        }
    assert found == {
        "trusted_schema": 0,
        "cell_size_check": 1,
        "secure_delete": 1,
        "journal_mode": "wal",
        "wal_autocheckpoint": 0,
        "page_size": 8192,
    }


def test_a_closed_log_leaves_one_file_and_its_lock(tmp_path) -> None:
    """Closing moves the write-ahead log in, so that the file can be copied."""
    made(tmp_path / "log.db")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["log.db", "log.db-lock"]


# Reading only


def test_a_log_opened_for_reading_is_not_written(tmp_path) -> None:
    """It is followed as it grows, and records nothing."""
    path = made(tmp_path / "log.db")
    with eventlog.open(path) as log, eventlog.open(path, read_only=True) as reading:
        log.record(*plain(1))
        assert reading.head.position == 4
        assert len(list(reading.entries())) == 4
        assert reading.as_of("2024-12-31")["flood.river.level"].claims
        with pytest.raises(eventlog.ReadOnly) as refused:
            reading.record(*plain(2))
        one_sentence(refused)
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            reading.store._connections.get().execute("INSERT INTO meta VALUES ('x', 'y')")
    with pytest.raises(eventlog.InvalidValue):
        eventlog.open(":memory:", read_only=True)


def as_nobody(program, *arguments) -> str:
    """What one of the workers says in a forked child without rights, whoever runs the tests."""
    said, status = sqlite_workers.forked(program, *arguments, rights=False)
    assert status == 0, said
    return said


@pytest.fixture
def public():
    """A folder that other users may reach; those of pytest are its user's own."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        place.chmod(0o755)
        yield place
        place.chmod(0o755)


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_folder_that_can_not_be_written(public) -> None:
    """F124: no log is made there, one that is there is not written, and each refusal is one sentence."""
    path = public / "log.db"
    public.chmod(0o555)
    assert as_nobody(sqlite_workers.open_for_writing, path).startswith("ReadOnly")
    public.chmod(0o755)
    assert [file.name for file in public.iterdir()] == []
    made(path)
    for file in public.iterdir():
        file.chmod(0o444)
    public.chmod(0o555)
    before = everything(public)
    assert as_nobody(sqlite_workers.open_for_writing, path).startswith("ReadOnly")
    said = as_nobody(sqlite_workers.open_for_reading, path)
    assert said.startswith("ReadOnly")
    assert "immutable" in said
    assert as_nobody(sqlite_workers.open_for_reading, path, "immutable") == "read 2\n"
    assert everything(public) == before
    public.chmod(0o755)
    path.chmod(0o000)
    assert as_nobody(sqlite_workers.open_for_reading, path).startswith("ReadOnly")


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_file_that_can_not_be_written(public) -> None:
    """F124: likewise where the folder may be written and the log not."""
    path = made(public / "log.db")
    path.chmod(0o444)
    public.chmod(0o777)
    before = path.read_bytes()
    assert as_nobody(sqlite_workers.open_for_writing, path).startswith("ReadOnly")
    assert as_nobody(sqlite_workers.open_for_reading, path) == "read 2\n"
    assert path.read_bytes() == before


# Locks


def test_a_log_that_another_writer_holds(tmp_path) -> None:
    """F027: Busy after the time that the caller wanted to wait; nothing written; readers are not kept waiting."""
    path = made(tmp_path / "log.db")
    worker = sqlite_workers.start("hold", path, 5)
    try:
        assert worker.stdout.readline() == "held\n"
        store = None
        with pytest.raises(eventlog.Busy) as refused:
            store = SQLiteStore(path, wait=0.2)
        assert store is None
        assert isinstance(refused.value, TimeoutError)
        one_sentence(refused)
        with eventlog.open(path, read_only=True) as log:
            assert log.head.position == 2
    finally:
        worker.kill()
        worker.communicate()
    with eventlog.open(path) as log:
        assert log.record(*plain(1)) == (3, 4)


def test_a_log_that_another_program_holds(tmp_path) -> None:
    """F027: a program that knows nothing of our lock is met by SQLite's own."""
    path = made(tmp_path / "log.db")
    store = SQLiteStore(path, wait=0.2)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(eventlog.Busy) as refused, store.writing():
        pytest.fail("the lock was another's")
    one_sentence(refused)
    other.execute("ROLLBACK")
    other.close()
    with store.writing() as writing:
        assert writing.head.size == 2
    store.close()


def test_a_lock_file_that_was_removed_is_made_anew(tmp_path) -> None:
    """Two writers never hold two lock files of one name."""
    path = made(tmp_path / "log.db")
    with eventlog.open(path) as one, eventlog.open(path) as two:
        one.record(*plain(1))
        (tmp_path / "log.db-lock").unlink()
        two.record(*plain(2))
        one.record(*plain(3))
        assert two.head.position == 8


def test_an_old_sqlite_is_named(tmp_path, monkeypatch) -> None:
    """STRICT tables need 3.37."""
    monkeypatch.setattr(connecting.sqlite3, "sqlite_version_info", (3, 36, 0))
    with pytest.raises(eventlog.StoreError, match=r"3\.37"):
        eventlog.open(tmp_path / "log.db")


def test_a_process_without_a_home_or_locale_can_open_a_log(tmp_path) -> None:
    """Nothing is read from the environment."""
    path = made(tmp_path / "log.db")
    source = f"import eventlog; print(len(eventlog.open({str(path)!r}).head.root))"
    done = subprocess.run(
        [sys.executable, "-c", source], env={"PYTHONPATH": sqlite_workers.SEARCHED}, capture_output=True, check=True
    )
    assert done.stdout == b"32\n"


def test_a_disk_that_fails_when_a_file_is_looked_at_anew_is_told_in_our_words(tmp_path) -> None:
    """What the new connection meets is what any other would: an error of ours, with the file's name."""
    path = tmp_path / "log.db"
    path.mkdir()  # which SQLite can't open as a file

    with pytest.raises(eventlog.StoreError, match=r"log\.db") as told:
        check_not_overwritten(lambda: (1, 2), lambda: closing(sqlite3.connect(path)), str(path))
    one_sentence(told)

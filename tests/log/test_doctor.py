"""What goes wrong beneath a log is found, and each finding says what to do."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import eventlog
from eventlog.audit.doctor import doctor, may_lose_a_commit
from eventlog.errors import Busy, InvalidValue, NewerFormat, ReadOnly, StorageFull
from eventlog.stores import SQLiteStore
from log_backends import dump
from log_samples import report
from log_tampering import filled


def states(found):
    """Check to state; where one was looked at twice, the worst."""
    order = ("ok", "info", "warn", "bad")
    worst = {}
    for one in found:
        worst[one.check] = max(worst.get(one.check, "ok"), one.state, key=order.index)
    return worst


@pytest.fixture
def file(tmp_path):
    """A log in a file."""
    bench = filled("sqlite", tmp_path)
    Path(bench.log.store.path).chmod(0o600)
    yield bench
    bench.log.close()


@pytest.mark.parametrize(
    ("version", "faulty"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 0), False),
    ],
)
def test_versions_that_may_lose_a_commit_are_known(version, faulty):
    """The WAL-reset fault: 3.7.0 to 3.51.2, but for two versions that were mended."""
    assert may_lose_a_commit(version) is faulty


def test_a_healthy_log_has_nothing_bad(file):
    """From within and from its path; nothing is changed by looking."""
    before = dump(file.log)
    for target in (file.log, file.log.store.path, Path(file.log.store.path)):
        found = doctor(target)
        assert "bad" not in states(found).values(), [str(one) for one in found]
        assert {
            "sqlite",
            "threads",
            "file system",
            "permissions",
            "format",
            "guards",
            "schema",
            "pages",
            "room",
        } <= set(states(found))
        assert all(one.do for one in found if one.state in ("warn", "bad"))
    assert dump(file.log) == before


def test_a_dropped_guard_is_found(file):
    """F070: by name, whether it is missing or was replaced by one that guards nothing."""
    connection = file.log.store._connections.get()
    (sql,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'entry_stays'").fetchone()
    connection.execute("DROP TRIGGER entry_stays")
    assert "entry_stays" in str(next(one for one in doctor(file.log) if one.check == "guards"))
    assert states(doctor(file.log.store.path))["guards"] == "bad"
    connection.execute(
        sql.replace("RAISE(ABORT", "RAISE(IGNORE").replace(
            ", 'eventlog: an entry is never changed, and a body is erased only where a redacted entry names it'", ""
        )
    )
    assert states(doctor(file.log))["guards"] == "bad"


def test_open_doors_are_found(file):
    """A file or folder that everybody may write to."""
    path = Path(file.log.store.path)
    path.chmod(0o666)
    assert states(doctor(file.log))["permissions"] == "bad"
    path.chmod(0o644)
    assert states(doctor(file.log))["permissions"] == "info"
    path.chmod(0o600)
    path.parent.chmod(0o777)
    assert states(doctor(file.log))["permissions"] == "bad"
    path.parent.chmod(0o700)
    assert states(doctor(file.log))["permissions"] == "ok"


def test_a_second_name_of_the_file_is_found(file):
    """Each name would have a write-ahead log of its own."""
    os.link(file.log.store.path, Path(file.folder) / "second")
    assert states(doctor(file.log))["file"] == "bad"


def test_what_lies_in_the_write_ahead_log_is_of_the_log(tmp_path):
    """A redaction and a backup need room for that, too; of a small log it is nearly all."""
    path = tmp_path / "log.db"
    with eventlog.open(path) as log:
        log.record(eventlog.Report(publisher="outlet:herald", title="Flood", text="word " * 200_000))
        whole = path.stat().st_size + path.with_name("log.db-wal").stat().st_size
        [told] = [one.found for one in log.store.findings() if one.check == "room"]
        assert whole > 1_000_000
        assert told.endswith(f"the log has {whole:,}")


def test_durability_is_told(tmp_path):
    """What was chosen at open, and what it means."""
    with eventlog.open(tmp_path / "a.db") as log:
        assert states(doctor(log))["durability"] == "ok"
    store = SQLiteStore(tmp_path / "a.db", durability="off")
    with eventlog.log.EventLog(store) as log:
        assert states(doctor(log))["durability"] == "warn"
    with eventlog.open(":memory:") as log:
        assert states(doctor(log))["log"] == "info"


def test_what_is_no_log_is_a_finding(tmp_path):
    """Nothing there, another program's file, damage: found and not raised."""
    other = tmp_path / "other.txt"
    other.write_text("hello" * 500)
    assert states(doctor(other))["log"] == "bad"
    assert states(doctor(tmp_path / "absent"))["log"] == "bad"
    assert other.read_text() == "hello" * 500
    with pytest.raises(InvalidValue):
        doctor(5)


def test_tables_and_views_of_others_are_named(tmp_path):
    """A redaction does not reach what another program keeps in the file; a view that was changed is told of too."""
    path = tmp_path / "log.db"
    with eventlog.open(path) as log:
        log.record(report())
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute('CREATE TABLE "their ""notes" (x)')
        other.execute('INSERT INTO "their ""notes" VALUES (1)')
        other.execute("CREATE VIEW peek AS SELECT body FROM entry")
        other.execute("DROP VIEW claims")
        other.execute("CREATE VIEW claims AS SELECT 1")
    found = [str(one) for one in doctor(path) if one.check == "other tables"]
    assert [one.partition(" (")[0] for one in found] == [
        "warn: other tables: the view claims is not as we make it",
        'info: other tables: table their "notes, 1 row',
        "info: other tables: view peek",
    ]
    with eventlog.open(tmp_path / "clean.db") as log:
        assert not [one for one in doctor(log) if one.check == "other tables"]


@pytest.mark.parametrize(
    "error",
    [
        ReadOnly("it can only be read: pass read_only='immutable'"),
        Busy("it is locked: try again"),
        StorageFull("there is no room left: make room"),
        NewerFormat("it is of a later version: upgrade eventlog-knowledge"),
    ],
    ids=lambda error: type(error).__name__,
)
@pytest.mark.parametrize("at", ["__init__", "_speaking"])
def test_a_sound_log_that_cant_be_read_now_is_not_to_be_restored(file, monkeypatch, error, at):
    """What the error says is to be done stands alone; and it is a finding, whenever it comes."""

    def refuse(*_given, **_named):
        raise error

    path = file.log.store.path
    with monkeypatch.context() as patched:
        patched.setattr(SQLiteStore, at, refuse)
        assert _told(path if at == "__init__" else file.log) == (str(error), "")


def _told(target):
    [bad] = [one for one in doctor(target) if one.state == "bad"]
    return bad.found, bad.do


def test_a_log_that_nobody_writes_to_is_looked_at_as_one(file, monkeypatch):
    """`immutable` is how it is opened; beside a writer that is refused, and the refusal says what to do."""
    path = file.log.store.path
    [refused] = [one for one in doctor(path, immutable=True) if one.state == "bad"]
    assert "read_only=True" in refused.found
    assert refused.do == ""
    file.log.close()
    modes = []
    real = SQLiteStore.__init__

    def opened(self, path, **given):
        modes.append(given["read_only"])
        real(self, path, **given)

    monkeypatch.setattr(SQLiteStore, "__init__", opened)
    there = states(doctor(path, immutable=True))
    assert "bad" not in there.values()
    assert "journal" not in there
    assert "bad" not in states(doctor(path)).values()
    assert modes == ["immutable", True]

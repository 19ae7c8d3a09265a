"""The doctor looks, changes nothing, and says what to do about what is wrong."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from command_line import Done
from eventlog.stores.sqlite import connecting

Run = Callable[..., Done]


def states(done: Done) -> dict[str, str]:
    """The state of each thing that was looked at."""
    return {one["check"]: one["state"] for one in done.objects}


def test_a_healthy_log_has_nothing_bad(run: Run, own_log: Path) -> None:
    """Exit code 0, every part looked at, the file as it was."""
    before = own_log.read_bytes()
    done = run("doctor", "--log", str(own_log))
    assert done.code == 0, done.out
    looked = {"sqlite", "permissions", "guards", "schema", "pages", "entries", "clock", "room", "log", "extras"}
    assert looked <= set(states(done))
    assert "bad" not in states(done).values()
    assert own_log.read_bytes() == before
    assert all(one["do"] for one in done.objects if one["state"] in ("warn", "bad"))


def test_missing_guards_are_bad(run: Run, own_log: Path) -> None:
    """A trigger that somebody dropped, or one that he added, is found."""
    with sqlite3.connect(own_log) as connection:
        [name] = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' LIMIT 1").fetchone()
        connection.execute(f'DROP TRIGGER "{name}"')
    connection.close()
    done = run("doctor", "--log", str(own_log))
    assert (done.code, states(done)["guards"]) == (1, "bad")
    assert name in next(one["found"] for one in done.objects if one["check"] == "guards")


def test_a_row_that_is_gone_is_bad(run: Run, own_log: Path) -> None:
    """What does not hang together is found without reading a body."""
    with sqlite3.connect(own_log) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute("DELETE FROM entry WHERE position = 300")
    connection.close()
    assert states(run("doctor", "--log", str(own_log)))["entries"] == "bad"


def test_what_is_no_log_is_bad(run: Run, tmp_path: Path) -> None:
    """A text, a folder, nothing at all: each says what to do, and none is a traceback."""
    text = tmp_path / "text.txt"
    text.write_text("no log", encoding="utf-8")
    for target in (text, tmp_path, tmp_path / "nothing"):
        done = run("doctor", "--log", str(target))
        assert (done.code, done.err) == (1, "")
        assert "bad" in states(done).values()
    assert text.read_text(encoding="utf-8") == "no log"


def test_without_a_log_the_surroundings_are_looked_at(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says which SQLite this is, and how to name a log."""
    monkeypatch.delenv("EVENTLOG")
    done = run("doctor")
    assert done.code == 0
    assert states(done)["log"] == "info"


def test_a_sound_log_on_a_file_system_for_reading_is_not_to_be_restored(
    run: Run, own_log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log says how it can be read, and so it is: `--immutable` is for the doctor too."""
    real = connecting.connect

    def connect(path: str, mode: str, **given: object) -> sqlite3.Connection:
        if mode != "immutable":  # what SQLite says where it may make no file beside the log
            error = sqlite3.OperationalError("unable to open database file")
            error.sqlite_errorcode, error.sqlite_errorname = sqlite3.SQLITE_CANTOPEN, "SQLITE_CANTOPEN"
            raise error
        return real(path, mode, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(connecting, "connect", connect)
    done = run("doctor", "--log", str(own_log))
    assert done.code == 1
    [told] = [one for one in done.objects if one["state"] == "bad"]
    assert "give --immutable" in told["found"]
    assert "restore" not in done.out
    for given in (("--immutable", "doctor"), ("doctor", "--immutable")):
        done = run(*given, "--log", str(own_log))
        assert done.code == 0, done.out
        assert states(done)["entries"] == "ok"

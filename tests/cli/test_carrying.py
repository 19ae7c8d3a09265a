"""`carry` leaves what it could not fill as it found it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import eventlog
from command_line import Done
from eventlog.stores.opening import is_same

Run = Callable[..., Done]


def test_an_empty_log_that_was_there_stays(run: Run, tmp_path: Path) -> None:
    """It lives in another zone, so nothing comes into it; it is not the command's to remove."""
    place = tmp_path / "there.db"
    eventlog.open(place, zone="Asia/Seoul").close()
    done = run("carry", str(place))
    assert (done.code, done.out) == (2, "")
    assert "Asia/Seoul" in done.err
    with eventlog.open(place, create=False) as log:
        assert (log.zone, len(log)) == ("Asia/Seoul", 0)


def test_what_could_not_be_filled_is_gone(run: Run, tmp_path: Path, monkeypatch) -> None:
    """A log that was made for what was to come is no half of one."""

    def fails(*_: object) -> None:
        raise eventlog.errors.StorageFull("no room")

    monkeypatch.setattr("eventlog.transfer.carrying.carry", fails)
    assert run("carry", str(tmp_path / "new.db")).code == 3
    assert not (tmp_path / "new.db").exists()


def test_a_log_that_is_there_already_is_verified(run: Run, tmp_path: Path) -> None:
    """The second run, or one after a run that was killed while it verified, says what the first one would have said."""
    first, second = (run("carry", str(tmp_path / "new.db")) for _ in range(2))
    assert (first.code, second.code) == (0, 0)
    assert second.out == first.out


def test_nothing_is_carried_to_where_it_is_gone_at_once(run: Run) -> None:
    """A log in memory ends with the command: it said that all was well."""
    done = run("carry", ":memory:")
    assert (done.code, done.out) == (2, "")
    assert "memory" in done.err


def test_a_log_is_not_carried_to_itself(run: Run, tmp_path: Path) -> None:
    """It would be told as a second one, after which the first might be let go; by whatever name it is called."""
    assert run("carry", str(tmp_path / "first.db")).code == 0
    (tmp_path / "other").symlink_to(tmp_path / "first.db")
    for name in ("first.db", "./first.db", "other"):
        done = run("--log", str(tmp_path / "first.db"), "carry", f"{tmp_path}/{name}")
        assert (done.code, done.out) == (2, "")
        assert "itself" in done.err


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ("postgresql://bob@db.example/news?schema=eventlog", True),
        ("postgresql://db.example/news", True),
        ("postgresql://anna@db.example/news?schema=desk", False),
        ("postgresql://anna@db.example/sport", False),
        ("news.db", False),
    ],
)
def test_a_log_on_a_server_is_the_same_whoever_asks(other: str, same: bool) -> None:
    """User and password say who, and not where."""
    pytest.importorskip("psycopg", reason="logs on a server need psycopg: pip install '.[postgres]'")
    place = "postgresql://anna:secret@db.example/news"
    assert is_same(place, other) is is_same(other, place) is same

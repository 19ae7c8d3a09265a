"""What the index of words vouches for: entries that can be read, with ids of their own, over which nothing decides."""

# ruff: noqa: S608 - the words of these statements are the tests' own

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import eventlog
from eventlog import Amended, Annulled, Claim, Corrected, Link, Report, Retracted
from eventlog.codec import Reading
from eventlog.stores import NewEntry
from eventlog.stores.sqlite import searching
from eventlog.stores.sqlite.words import mark_of
from log_tampering import unguarded_file

REPORT = Report(publisher="outlet:post", title="Zebra", published="2031-06-01", text="a zebra and an okapi")
OTHER = Report(publisher="outlet:post", title="Zebras again", published="2031-06-02", text="one more zebra")
CLAIMS = tuple(
    Claim(report=report.id, question="zoo.animal", value=value)
    for report in (REPORT, OTHER)
    for value in ("zebra", "gnu")
)
EVENTS = (REPORT, OTHER, *CLAIMS)

DECIDING = {
    "struck": (Annulled(target=CLAIMS[0].id), 3),
    "amended": (Amended(report=REPORT.id, field="title", value="Zebra, amended"), 1),
    "corrected": (Corrected(target=REPORT.id, by="outlet:post", notice="2031-06-05", field="title", value="Gnu"), 1),
    "taken back": (Retracted(target=CLAIMS[0].id, by="outlet:post", notice="2031-06-05"), 3),
}
"""What decides over something, and the position of that."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A log of six entries, whose words nobody has looked for."""
    with eventlog.open(tmp_path / "log.db") as log:
        log.record(*EVENTS)
    return tmp_path / "log.db"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The kinds of the entries of which events were made since."""
    found: list[str] = []
    decode = Reading.decode

    def counting(self: Reading, stored: str, body: bytes) -> Any:
        found.append(stored)
        return decode(self, stored, body)

    monkeypatch.setattr(Reading, "decode", counting)
    return found


def hits(log: eventlog.EventLog) -> list[Any]:
    """What is found of zebras."""
    return list(log.as_of("2031-07-01").find("zebra"))


def vouched(path: Path) -> set[int]:
    """The positions for which the index vouches."""
    with closing(sqlite3.connect(path)) as connection:
        return {at for (at,) in connection.execute("SELECT position FROM vouched")}


@pytest.mark.parametrize("how", DECIDING)
@pytest.mark.parametrize("behind", [0, 512])
def test_whatever_decides_over_a_hit_is_heard(
    path: Path, monkeypatch: pytest.MonkeyPatch, how: str, behind: int
) -> None:
    """As a store in memory has it: whether it was indexed with what it decides over, later, or not yet."""
    event, _ = DECIDING[how]
    monkeypatch.setattr(searching, "BEHIND", 0)
    with eventlog.open(path) as log, eventlog.open(":memory:") as memory:
        memory.record(*EVENTS)
        assert hits(log) == hits(memory)
        monkeypatch.setattr(searching, "BEHIND", behind)
        log.record(event)
        memory.record(event)
        assert hits(log) == hits(memory)


@pytest.mark.usefixtures("indexed_at_once")
@pytest.mark.parametrize("how", DECIDING)
@pytest.mark.parametrize("together", [True, False])
def test_the_index_vouches_for_nothing_over_which_something_decides(path: Path, how: str, together: bool) -> None:
    """Be it indexed with it or later; verify sees a mark that came back."""
    event, decided = DECIDING[how]
    with eventlog.open(path) as log:
        if not together:
            hits(log)
        log.record(event)
        hits(log)
        assert vouched(path) == set(range(1, 8)) - {decided}
        assert log.verify().ok
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO vouched SELECT ?, mark FROM vouched WHERE position = 2", (decided,))
        connection.commit()
    with eventlog.open(path) as log:
        assert [one.kind for one in log.verify().problems] == ["index"]


@pytest.mark.usefixtures("indexed_at_once")
def test_no_event_is_made_of_a_hit_over_which_nothing_decides(path: Path, read: list[str]) -> None:
    """Links do not decide; what was struck is read, with what struck it."""
    with eventlog.open(path) as log:
        log.record(Link(kind="same-utterance", from_=CLAIMS[0].id, to=CLAIMS[2].id, by="user:desk"))
        hits(log)
    with eventlog.open(path, read_only=True) as log:
        read.clear()
        assert [hit.position for hit in hits(log)] == [5, 3, 1, 2]
        assert read == []
    with eventlog.open(path) as log:
        log.record(Annulled(target=CLAIMS[0].id))
        read.clear()
        assert [hit.position for hit in hits(log)] == [5, 1, 2]
        assert "annulled/1" in read


@pytest.mark.usefixtures("indexed_at_once")
def test_what_decides_and_can_t_be_read_is_told_of(path: Path) -> None:
    """Who decides, it is not known how, over a hit: the hit is there, and it is said that something was passed over."""
    with eventlog.open(path) as log:
        hits(log)
        with log.store.writing() as writing:
            new = NewEntry("annulled/2", b'{"of":"a later version"}', "event:x", (f"on:{CLAIMS[0].id}",))
            writing.append([new], writing.head.recorded + 1)
        with pytest.warns(eventlog.Unread):
            hits(log)
        assert 3 not in vouched(path)


@pytest.mark.usefixtures("indexed_at_once")
@pytest.mark.parametrize("column", ["id", "body", "kind"])
def test_bytes_that_are_not_as_they_were_are_vouched_for_by_nobody(path: Path, column: str) -> None:
    """An id that is not its own is not shown, nor what a body was changed to without being looked at in full."""
    with eventlog.open(path) as log:
        before = hits(log)
    changed = {
        "id": ("claim:" + "0" * 64, 5),
        "body": (b'{"claim":{"paraphrase":"zebra","report":2,"question":"zoo.animal","value":"zebra"}}', 5),
        "kind": ("claim-recorded/9", 5),
    }[column]
    with unguarded_file(path) as connection:
        connection.execute(f"UPDATE entry SET {column} = ? WHERE position = ?", changed)
    with eventlog.open(path) as log:
        if column == "kind":
            with pytest.warns(eventlog.Unread):
                assert hits(log) == before[1:]
        elif column == "id":
            assert hits(log) == before
        else:
            assert (
                hits(log)[0].id == Claim(report=OTHER.id, question="zoo.animal", value="zebra", paraphrase="zebra").id
            )


@pytest.mark.usefixtures("indexed_at_once")
def test_an_index_that_is_being_made_anew_vouches_for_nothing_to_who_asked_the_one_before(path: Path) -> None:
    """The new one has the first entries, and does not know yet what decides over them."""
    with eventlog.open(path) as log:
        log.record(Annulled(target=CLAIMS[0].id))
        hits(log)
        named = log.store.candidates([["zebra"]], [("claim-recorded",)], 7).named
        assert named is not None
        assert [one[4:] for piece in named([3, 5]) for one in piece] == [(None,), (CLAIMS[2].id,)]
        one = log.store.entry(3)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("UPDATE indexed SET made = made + 1, upto = 5")
            connection.execute("INSERT INTO vouched VALUES (3, ?)", (mark_of(one.kind, CLAIMS[0].id, one.body),))
            connection.commit()
        assert [len(one) for piece in named([3, 5]) for one in piece] == [4, 4]


@pytest.mark.parametrize("read_only", [True, False])
def test_an_index_of_an_older_form_is_passed_over_and_made_anew(
    path: Path, monkeypatch: pytest.MonkeyPatch, read_only: bool
) -> None:
    """A log that was searched before the index vouched for anything opens, and finds the same."""
    from eventlog.stores.wording import FOLDING

    monkeypatch.setattr(searching, "BEHIND", 0)
    with eventlog.open(path) as log:
        before = hits(log)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TABLE vouched")
        connection.execute("UPDATE indexed SET folding = ?", (FOLDING,))
        connection.commit()
    with eventlog.open(path, read_only=read_only) as log:
        assert hits(log) == before != []
    if not read_only:
        assert vouched(path) == set(range(1, 7))

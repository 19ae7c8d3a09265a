"""What can't be read has a mark in the index of words, so that a search tells of it and looks at no other entry."""

# ruff: noqa: S608 - the words of these statements are the tests' own

from __future__ import annotations

import sqlite3
import warnings
from contextlib import closing
from pathlib import Path

import attrs
import pytest

import eventlog
from eventlog import Agent, Annulled, Claim, Question, Report, Unread
from eventlog.codec import Reading
from eventlog.stores import NewEntry
from eventlog.stores.wording import UNREAD
from log_tampering import unguarded_file

pytestmark = pytest.mark.usefixtures("indexed_at_once")

REPORT = Report(publisher="outlet:post", title="Zebra", published="2031-06-01", text="a zebra and an okapi")
EVENTS = (
    Question(id="zoo.animal", words="Which zebra?", answer="text"),
    Agent(id="gov:zoo", name="The zebra house"),
    REPORT,
    Claim(report=REPORT.id, question="zoo.animal", value="zebra"),
    Claim(report=REPORT.id, question="zoo.animal", value="okapi"),
    Annulled(target=Claim(report=REPORT.id, question="zoo.animal", value="okapi").id),
)
DAMAGE = {
    "of a later version": (b'{"of":"a later version"}', "something-new/1"),
    "of a later version of its kind": (b'{"of":"a zebra"}', "claim-recorded/2"),
    "no JSON": (b"zebra", None),
    "empty": (b"", None),
    "names nothing": (b'{"claim":{"report":99}}', None),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A log of six entries, whose words nobody has looked for."""
    with eventlog.open(tmp_path / "log.db") as log:
        log.record(*EVENTS)
    return tmp_path / "log.db"


def damage(path: Path, position: int, how: str) -> None:
    """Change what a file holds at a position."""
    body, kind = DAMAGE[how]
    with unguarded_file(path) as connection:
        connection.execute(
            "UPDATE entry SET body = ?, kind = coalesce(?, kind) WHERE position = ?", (body, kind, position)
        )


def found(path: Path, words: str, **given: bool) -> tuple[list[int], set[int]]:
    """Where the hits of a search in a log just opened stand, and what it says can't be read."""
    with eventlog.open(path, **given) as log, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", Unread)
        hits = [hit.position for hit in log.as_of("2031-07-01").find(words)]
    return hits, {at for one in caught if isinstance(one.message, Unread) for at in one.message.positions}


@pytest.mark.parametrize("how", DAMAGE)
@pytest.mark.parametrize("position", range(1, len(EVENTS) + 1))
@pytest.mark.parametrize("words", ["zebra", "nothing of the kind"])
def test_an_index_tells_of_the_same_as_a_look_at_every_entry(path: Path, how: str, position: int, words: str) -> None:
    """Whatever can't be read is told of beside the same hits: without an index, with one, and by a reader alone."""
    damage(path, position, how)
    scanned = found(path, words, read_only=True)
    assert scanned[1] == {position}
    assert [found(path, words), found(path, words), found(path, words, read_only=True)] == [scanned] * 3
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT upto FROM indexed").fetchone() == (len(EVENTS),)


@pytest.mark.parametrize("how", ["no JSON", "empty", "names nothing"])
@pytest.mark.parametrize("position", range(1, 5))
def test_what_was_damaged_since_it_was_indexed_is_told_of_by_the_words_that_it_had(
    path: Path, how: str, position: int
) -> None:
    """An index can't know of it; but who looks for its words is led to it, and told."""
    before, told = found(path, "zebra")
    assert (position in before, told) == (True, set())
    damage(path, position, how)
    hits, told = found(path, "zebra")
    assert position not in hits
    assert told == {position}


def test_what_comes_in_after_a_search_and_can_t_be_read_is_told_by_the_next(path: Path) -> None:
    """In the same open log, whose index goes further then."""
    with eventlog.open(path) as log:

        def told() -> set[int]:
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always", Unread)
                list(log.as_of("2031-07-01").find("zebra"))
            return {at for one in caught if isinstance(one.message, Unread) for at in one.message.positions}

        assert told() == told() == set()
        for at in (7, 8):
            with log.store.writing() as writing:
                new = NewEntry("something-new/1", b'{"of":"a later version"}', f"event:{at}", ())
                writing.append([new], writing.head.recorded + 1)
            assert told() == told() == set(range(7, at + 1))


def test_one_that_is_of_what_a_user_registers_has_no_mark(path: Path) -> None:
    """An event of a class that is not registered here bears on no answer, and nobody is told of it."""

    @eventlog.register("zoo.feeding")
    @attrs.frozen
    class Feeding:
        what: str

    with eventlog.open(path) as log:
        log.record(Feeding("zebra hay"))
    with unguarded_file(path) as connection:
        connection.execute("UPDATE entry SET kind = 'zoo.unheard-of/1' WHERE position = ?", (len(EVENTS) + 1,))
    assert found(path, "zebra")[1] == found(path, "zebra", read_only=True)[1] == set()


def test_a_search_in_a_log_just_opened_reads_what_it_finds_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many entries there are: those of the hits, and what decides over them."""
    read: list[str] = []

    def counting(self: Reading, stored: str, body: bytes) -> object:
        read.append(stored)
        return decode(self, stored, body)

    decode = Reading.decode
    counts = []
    for size in (10, 300):
        path = tmp_path / f"{size}.db"
        with eventlog.open(path, durability="off") as log:
            log.record(
                *EVENTS,
                *(Report(publisher="outlet:post", title=f"Gnu {at}", published="2031-06-01") for at in range(size)),
            )
            list(log.as_of().find("zebra"))
        monkeypatch.setattr(Reading, "decode", counting)
        read.clear()
        assert len(found(path, "zebra")[0]) == 4
        counts.append(len(read))
        monkeypatch.setattr(Reading, "decode", decode)
    assert counts[0] == counts[1] < 20


@pytest.mark.parametrize("word", [UNREAD, "zebra"])
@pytest.mark.parametrize("added", [True, False])
def test_verify_sees_a_mark_or_a_word_that_is_missing_or_too_much(path: Path, word: str, added: bool) -> None:
    """The marks follow from the entries, as the words do; what differs is told, and repair makes the index anew."""
    from eventlog.audit import repair_index

    with eventlog.open(path) as log, log.store.writing() as writing:
        writing.append(
            [NewEntry("something-new/1", b'{"of":"a later version"}', "event:x", ())], writing.head.recorded + 1
        )
    assert found(path, "zebra")[1] == {7}
    with eventlog.open(path) as log:
        assert log.verify().ok
    with closing(sqlite3.connect(path)) as connection:
        (row,) = connection.execute("SELECT min(rowid) FROM word WHERE word MATCH ?", (f'"{word}"',)).fetchone()
        values = (row + 1, word) if added else (row, word)
        delete = ("", "") if added else ("word, ", "'delete', ")
        connection.execute(f"INSERT INTO word ({delete[0]}rowid, words) VALUES ({delete[1]}?, ?)", values)
        connection.commit()
    with eventlog.open(path) as log:
        assert [one.kind for one in log.verify().problems] == ["index"]
    repair_index(path)
    with eventlog.open(path) as log:
        assert log.verify().ok
    assert found(path, "zebra")[1] == {7}

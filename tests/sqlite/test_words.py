"""The index of words in a log's file: made when it is asked, never trusted for more than it can give, and erased."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventlog
from eventlog import Claim, Report
from eventlog.errors import InvalidValue
from eventlog.stores.sqlite import searching
from eventlog.stores.sqlite import words as index
from eventlog.stores.wording import may_hold
from eventlog.terms import query, words

pytestmark = pytest.mark.usefixtures("indexed_at_once")

WORDS = ("zebra", "quagga", "okapi", "tapir", "gnu")


def own_word(at: int) -> str:
    """A word that stands in one report alone, and begins as no other does: an index keeps only what words end in."""
    return sha256(str(at).encode()).hexdigest()[:20].translate(str.maketrans("0123456789", "ghijklmnop"))


def reports(count: int, begin: int = 0) -> Iterator[Report | Claim]:
    """Reports that hold a word each, and a claim in each."""
    for at in range(begin, begin + count):
        word = WORDS[at % len(WORDS)]
        text = f"{word} {own_word(at)}"
        report = Report(publisher="outlet:post", title=f"A {word} {at}", published="2031-06-01", text=text)
        yield report
        yield Claim(report=report.id, question="zoo.animal", value=f"{word} {at}")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A log of sixty entries, whose words nobody has looked for."""
    with eventlog.open(tmp_path / "log.db") as log:
        log.record(*reports(30))
    return tmp_path / "log.db"


def found(log: eventlog.EventLog, words: str) -> list[int]:
    """Positions of what is found, in order."""
    return [hit.position for hit in log.as_of("2031-07-01").find(words)]


def scanned(log: eventlog.EventLog, words: str) -> list[int]:
    """What a store in memory with the same entries finds."""
    with eventlog.open(":memory:") as memory:
        memory.record(*(entry.event for entry in log.entries() if entry.event is not None))
        at = {entry.id: entry.position for entry in log.entries()}
        return [at[memory.reader.id_at(position)] for position in found(memory, words)]


def tables(path: Path) -> set[str]:
    """The tables of a file."""
    with closing(sqlite3.connect(path)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}


def upto(path: Path) -> int:
    """How far the index goes."""
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT upto FROM indexed").fetchone()[0])


def test_the_index_is_made_when_words_are_looked_for_and_kept_up_to_date(path: Path) -> None:
    """A log that nobody searches has none; one that is searched has all of its entries in it, also those of later."""
    assert "word" not in tables(path)
    with eventlog.open(path) as log:
        assert found(log, "okapi") == scanned(log, "okapi") != []
        assert upto(path) == len(log)
        log.record(*reports(5, 30))
        assert found(log, "okapi") == scanned(log, "okapi")
        assert upto(path) == len(log)
        assert log.verify().checked == len(log)


def test_few_entries_are_looked_at_without_an_index(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where few entries are not indexed, they are looked at, and nothing is written."""
    monkeypatch.setattr(searching, "BEHIND", 100)
    with eventlog.open(path) as log:
        assert found(log, "okapi") == scanned(log, "okapi")
    assert "word" not in tables(path)


@pytest.mark.parametrize("few", [2, 512])
def test_an_index_is_read_in_pages(path: Path, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    """However many entries hold a word, each is found once, the last one first."""
    monkeypatch.setattr(searching, "_FIRST", 2)
    monkeypatch.setattr(searching, "_FEW", few)
    monkeypatch.setattr(searching, "_MOST", 4)
    monkeypatch.setattr(searching, "_CHUNK", 7)
    with eventlog.open(path) as log:
        log.record(*reports(60, 30))
        assert found(log, "tapir") == scanned(log, "tapir")
        assert len(found(log, "tapir")) == 36


def test_who_may_only_read_finds_the_same_and_writes_nothing(path: Path) -> None:
    """A log that is opened for reading gives the same without an index, and with one that is behind."""
    with eventlog.open(path, read_only=True) as log:
        without = found(log, "quagga")
    assert "word" not in tables(path)
    with eventlog.open(path) as log:
        assert found(log, "quagga") == without != []
        log.record(*reports(3, 30))
    before = path.read_bytes()
    with eventlog.open(path, read_only=True) as log:
        assert found(log, "quagga") == scanned(log, "quagga")
    assert path.read_bytes() == before


DAMAGE = {
    "its rows are gone": "DELETE FROM word_data",
    "it is gone": "DROP TABLE word",
    "it was folded otherwise": "UPDATE indexed SET folding = 'another'",
    "nobody says how far it goes": "DELETE FROM indexed",
    "it says so in words": "DROP TABLE indexed; CREATE TABLE indexed (upto, made, folding)",
}


@pytest.mark.parametrize("statement", DAMAGE.values(), ids=DAMAGE)
@pytest.mark.parametrize("read_only", [False, True])
def test_an_index_that_can_not_be_asked_hides_nothing(path: Path, statement: str, read_only: bool) -> None:
    """Whatever becomes of the index, what holds the words is found, by looking at each entry."""
    with eventlog.open(path) as log:
        expected = found(log, "okapi")
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(statement)
    with eventlog.open(path, read_only=read_only) as log:
        assert found(log, "okapi") == expected


def test_without_fts5_each_entry_is_looked_at(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An SQLite that has no FTS5 finds the same."""
    monkeypatch.setattr(index, "_MAKE", (index._MAKE[0].replace("fts5", "fts_none"), index._MAKE[1]))
    with eventlog.open(path) as log:
        assert found(log, "okapi") == scanned(log, "okapi") != []
    assert "indexed" not in tables(path)


def test_nothing_of_a_redacted_entry_is_left_in_the_file(path: Path) -> None:
    """After a redaction no byte of the file, nor of what lies beside it, spells a word that stood in that entry alone;
    and what is left is found.
    """

    def spelled(word: str) -> bool:
        octets = b"".join(each.read_bytes() for each in path.parent.iterdir())
        return any(part.encode() in octets for part in (word, word[2:], word[:8]))

    with eventlog.open(path) as log:
        [position] = found(log, own_word(7))
        connection = sqlite3.connect(path)
        with closing(connection):
            assert connection.execute("SELECT count(*) FROM word WHERE word MATCH ?", (own_word(7),)).fetchone() == (1,)
        assert spelled(own_word(7))
        log.redact(position, reason="a court order")
        assert not spelled(own_word(7))
        assert found(log, own_word(7)) == []
        assert found(log, own_word(8)) != []
        assert not spelled(own_word(7))
        assert spelled(own_word(8))
    assert not spelled(own_word(7))


@pytest.mark.parametrize("few", [2, 512])
def test_an_index_that_goes_with_a_redaction_hides_nothing_from_who_is_reading(
    path: Path, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    """A reader who has taken some hits goes on, when the index is thrown away and made anew, with what is left."""
    monkeypatch.setattr(searching, "_FIRST", 2)
    monkeypatch.setattr(searching, "_FEW", few)
    monkeypatch.setattr(searching, "_MOST", 2)
    with eventlog.open(path) as log, eventlog.open(path) as other:
        kinds = ("report-recorded",)
        (pieces,) = log.store.candidates([["okapi"]], [kinds], 60).tiers
        first = [one[0] for one in next(pieces)]
        other.redact(first[-1] - 10, reason="a court order")
        monkeypatch.setattr(searching, "_CHUNK", 4)
        thread = threading.Thread(target=lambda: found(other, "gnu"))
        thread.start()
        rest = [one[0] for piece in pieces for one in piece if one[3] is not None and b"okapi" in one[3]]
        thread.join()
        held = [entry.position for entry in log.entries() if b"okapi" in (log.store.entry(entry.position).body or b"")]
        wanted = [at for at in held if log.reader.entry(at).kind == "report-recorded/1" and at < first[-1]]
        assert rest == wanted[::-1]


def test_a_log_that_is_mended_makes_its_index_anew(path: Path) -> None:
    """The repair of what finds entries throws the index of words away."""
    from eventlog.audit import repair_index

    with eventlog.open(path) as log:
        expected = found(log, "okapi")
    repair_index(path)
    assert "word" not in tables(path)
    with eventlog.open(path) as log:
        assert found(log, "okapi") == expected


def test_several_threads_look_for_words_at_once(path: Path) -> None:
    """Threads that find no index make one together, and all find the same."""
    results: list[list[int]] = []
    with eventlog.open(path) as log:
        expected = scanned(log, "gnu")
        threads = [threading.Thread(target=lambda: results.append(found(log, "gnu"))) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert results == [expected] * 6


SCRAPS = st.sampled_from(("ab", "Ab", "c", "x1", "12", "000", "345", *",. _'-é\\\n", "\u202f", "\u2019", "sha256:"))
TEXTS = st.lists(SCRAPS, max_size=10).map("".join)


@given(TEXTS, st.lists(SCRAPS, min_size=1, max_size=4).map("".join))
def test_at_a_glance_nothing_is_passed_over_that_holds_the_words(text: str, asked: str) -> None:
    """Whatever holds all words of a reading may hold them at a glance; what lacks a word of letters does not."""
    try:
        wanted = query(asked)
    except InvalidValue:
        return
    sets = [sorted({word for phrase in reading for word in phrase}) for reading in wanted]
    body = msgspec.json.encode({"of": [text]})
    if any(words(text).issuperset(some) for some in sets):
        assert may_hold(sets)(body)
    assert not may_hold([["quagga"]])(body if text.isascii() else b'"okapi"')

"""The index of words on a server: made when it is asked, by the owner alone, and erased with the words."""

# ruff: noqa: S608 - the names of schemas are made here

from __future__ import annotations

import pytest

import eventlog
from eventlog import Claim, Report
from eventlog.stores.postgres import admit, searching

WORDS = ("zebra", "quagga", "okapi", "tapir", "gnu")
DAY = "2031-07-01"


def reports(count: int, begin: int = 0):
    """Reports that hold a word each, and a claim in each."""
    for at in range(begin, begin + count):
        word = WORDS[at % len(WORDS)]
        report = Report(
            publisher="outlet:post", title=f"A {word} {at}", published="2031-06-01", text=f"{word} alone{at}x"
        )
        yield report
        yield Claim(report=report.id, question="zoo.animal", value=f"{word} {at}")


@pytest.fixture(autouse=True)
def _at_once(monkeypatch) -> None:
    monkeypatch.setattr(searching, "BEHIND", 0)


@pytest.fixture
def log(address):
    """A log of sixty entries, whose words nobody has looked for."""
    with eventlog.open(address) as made:
        made.record(*reports(30))
        yield made


def found(log, words: str) -> list[int]:
    """Positions of what is found, in order."""
    return [hit.position for hit in log.as_of(DAY).find(words)]


def scanned(log, words: str) -> list[int]:
    """What a store in memory with the same entries finds."""
    with eventlog.open(":memory:") as memory:
        memory.record(*(entry.event for entry in log.entries() if entry.event is not None))
        at = {entry.id: entry.position for entry in log.entries()}
        return [at[memory.reader.id_at(position)] for position in found(memory, words)]


def state(log, sql) -> tuple[int, int]:
    """How far the index goes, and how many rows it has."""
    schema = log.store.target.quoted
    return sql(f"SELECT upto, (SELECT count(*) FROM {schema}.word) FROM {schema}.indexed")[0]


def test_the_index_is_made_when_words_are_looked_for_and_kept_up_to_date(log, sql) -> None:
    """A log that nobody searches has an empty one; one that is searched has all entries in it, later ones too."""
    assert state(log, sql) == (0, 0)
    assert found(log, "okapi") == scanned(log, "okapi") != []
    assert state(log, sql) == (60, 60)
    log.record(*reports(5, 30))
    assert found(log, "okapi") == scanned(log, "okapi")
    assert state(log, sql) == (70, 70)
    assert log.verify().ok


def test_an_index_is_read_and_made_in_pages(log, monkeypatch) -> None:
    """However many entries hold a word, each is found once, the last one first."""
    for name, size in (("_FIRST", 2), ("_MOST", 4), ("_CHUNK", 7)):
        monkeypatch.setattr(searching, name, size)
    log.record(*reports(60, 30))
    for words in ("tapir", '"gnu 4"', "tapir alone3x", "nothing"):
        assert found(log, words) == scanned(log, words)
    assert len(found(log, "tapir")) == 36


def test_an_entry_with_more_words_than_an_index_takes_is_found(log, monkeypatch) -> None:
    """A body with more words than a tsvector holds, and a word that is longer: looked at each time, and found."""
    monkeypatch.setattr(searching, "_LARGEST", 400)
    text = " ".join(f"w{at}q" for at in range(200))
    long = "a" * 3000
    for title, words in (("many", text), ("long", f"x {long}")):
        log.record(Report(publisher="outlet:post", title=title, published="2031-06-01", text=words))
    for words in ("w7q", "w199q w3q", long, "tapir"):
        assert found(log, words) == scanned(log, words)
    assert len(found(log, "w7q")) == 1
    assert len(found(log, long)) == 1


def test_what_was_folded_otherwise_is_folded_anew(log, sql) -> None:
    """An index of an earlier folding is never asked."""
    found(log, "okapi")
    schema = log.store.target.quoted
    sql(f"UPDATE {schema}.indexed SET folding = 'another'")
    sql(f"UPDATE {schema}.word SET words = NULL")
    sql(f"DELETE FROM {schema}.word WHERE position < 30")
    assert found(log, "okapi") == scanned(log, "okapi")
    assert state(log, sql) == (60, 60)


def test_a_redaction_takes_the_words_along(log, sql) -> None:
    """What is erased is in no row of the index, and what is left is found as before."""
    before, others = found(log, "alone7x"), found(log, "okapi")
    assert len(before) == 1
    log.redact(before[0], by="user:editor", reason="a court asked for it")
    assert found(log, "alone7x") == []
    schema = log.store.target.quoted
    assert sql(f"SELECT count(*) FROM {schema}.word WHERE words @@ 'alone7x'")[0][0] == 0
    gone = (before[0], before[0] + 1)  # the report, and the claim in it, which nothing places any more
    assert found(log, "okapi") == [at for at in others if at not in gone]


def test_a_role_that_appends_finds_the_same_and_can_not_touch_the_index(log, address, sql) -> None:
    """It reads the index that the owner made, looks at what came since, and may write none of it."""
    import psycopg

    if not sql("SELECT 1 FROM pg_roles WHERE rolname = 'finder'"):
        sql("CREATE ROLE finder LOGIN")
    admit(address, "finder")
    theirs = address.replace("//owner@", "//finder@")
    expected = found(log, "okapi")
    log.record(*reports(5, 30))
    with eventlog.open(theirs) as seen:
        assert found(seen, "okapi") == scanned(log, "okapi") != expected
        assert state(log, sql) == (60, 60)
    schema = log.store.target.quoted
    with psycopg.connect(theirs.partition("&schema")[0], autocommit=True) as connection:
        for attempt in (
            f"DELETE FROM {schema}.word",
            f"UPDATE {schema}.word SET words = NULL",
            f"INSERT INTO {schema}.word VALUES (1, 'x', NULL)",
            f"UPDATE {schema}.indexed SET upto = 1000",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(attempt)


STRAY = {
    "a word too many": "UPDATE @.word SET words = words || array_to_tsvector(ARRAY['unicorn']) WHERE position = 3",
    "a word too few": "UPDATE @.word SET words = array_to_tsvector(ARRAY['a']) WHERE position = 3",
    "a row too few": "DELETE FROM @.word WHERE position = 3",
    "another kind": "UPDATE @.word SET kind = 'linked' WHERE position = 3",
    "more than there is": "UPDATE @.indexed SET upto = upto + 5",
    "less than there is": "UPDATE @.indexed SET upto = 3",
}


@pytest.mark.parametrize("statement", STRAY.values(), ids=STRAY)
def test_verify_compares_the_index_with_the_entries(log, sql, statement) -> None:
    """What is in the index is what the entries say, also after a redaction; anything else is found."""
    assert found(log, "okapi")
    assert log.verify().ok
    log.redact(5, reason="a court order")
    assert log.verify().ok
    sql(statement.replace("@", log.store.target.quoted))
    problems = log.verify().problems
    assert [one.kind for one in problems] == ["index"]
    assert "index of words" in problems[0].text


def test_what_can_not_be_read_is_marked_and_told_of(log, address, sql) -> None:
    """A search in a log just opened tells of it, by the index, as a look at every entry does."""
    import psycopg

    target = log.store.target
    with psycopg.connect(target.address, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(f"UPDATE {target.quoted}.entry SET kind = 'something-new/1' WHERE position = 6")
    with pytest.warns(eventlog.Unread, match="entry 6 can't be read"):
        assert found(log, "okapi") != []
    assert sql(f"SELECT position FROM {target.quoted}.word WHERE words @@ '\N{EMPTY SET}'") == [(6,)]
    with eventlog.open(address) as again, pytest.warns(eventlog.Unread, match="entry 6 can't be read"):
        assert found(again, "zebra") == found(log, "zebra") != []

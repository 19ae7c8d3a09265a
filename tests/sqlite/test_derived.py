"""What is derived from the entries and kept in the file (the index of words, states of projections) is held against
them; and no bit of any table can be flipped so that an answer is another one and nobody says so.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

import eventlog
from eventlog.audit import doctor, repair_index
from eventlog.errors import EventLogError
from eventlog.stores.sqlite import searching
from log_answers import answers, filled

WORDS = ("river", "herald", "flood", "nobody", "report", "level3")
TABLES = (
    "meta",
    "entry",
    "name",
    "effect",
    "batch",
    "head",
    "withheld",
    "projection",
    "word_data",
    "word_idx",
    "vouched",
)


def counted(state: dict[str, int], entry: eventlog.Entry) -> dict[str, int]:
    """How many entries of each kind there are."""
    return {**state, entry.kind: state.get(entry.kind, 0) + 1}


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "BEHIND", 0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A log that has something of everything, also an index of words and a stored projection."""
    filled(tmp_path / "log.db")
    with eventlog.open(tmp_path / "log.db") as log:
        told(log)
        log.projection("kinds", counted, {}).catch_up()
    return tmp_path / "log.db"


def told(log: eventlog.EventLog) -> list[object]:
    """What is found by words."""
    return [[hit.position for hit in log.as_of("2031").find(word)] for word in WORDS]


def all_told(log: eventlog.EventLog) -> list[object]:
    """Every answer: by entries, by words, and what is kept of projections."""
    return [answers(log), told(log), log.projection("kinds", counted, {}).current]


def test_what_is_sound_is_compared_and_verifies(path: Path) -> None:
    """Index and state are there, and say what the entries say; also where the file may only be read."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT upto FROM indexed").fetchone() == (33,)
        assert connection.execute("SELECT count(*) FROM projection").fetchone() == (1,)
    for how in (False, True, "immutable"):
        with eventlog.open(path, read_only=how) as log:
            found = log.verify()
            assert found.ok, str(found)
            assert found.index


STRAY = {
    "a word too many": "INSERT INTO word (rowid, words) SELECT max(rowid), 'zebra' FROM word WHERE word MATCH 'river'",
    "a row too many": "INSERT INTO word (rowid, words) VALUES (77, 'river')",
    "rows too few": "DELETE FROM word_data WHERE id > 10; DELETE FROM word_idx",
    "another mark": "UPDATE vouched SET mark = mark + 1 WHERE position = 5",
    "a mark too many": "INSERT INTO vouched VALUES (77, 5)",
    "more than there is": "UPDATE indexed SET upto = upto + 5",
    "less than there is": "UPDATE indexed SET upto = 3",
    "another state": "UPDATE projection SET state = CAST(replace(CAST(state AS TEXT), ':', ': ') AS BLOB)",
    "another place of it": "UPDATE projection SET position = 4",
    "another name of it": "UPDATE projection SET name = 'others'",
    "not caught up": "UPDATE projection SET ready = 0",
    "a problem of it": "UPDATE projection SET problem = 'x'",
}


@pytest.mark.parametrize("statement", STRAY.values(), ids=STRAY)
def test_what_is_derived_and_does_not_follow_is_found_and_built_anew(path: Path, statement: str) -> None:
    """Verify says so, nothing of what was recorded is called wrong, and repair throws it away to be made anew."""
    with eventlog.open(path, read_only=True) as log:
        before = told(log)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(statement)
    with eventlog.open(path, read_only=True) as log:
        found = log.verify()
        assert {one.kind for one in found.problems} == {"index"}, str(found)
        assert found.checked == found.size
    assert repair_index(path).ok
    with eventlog.open(path) as log:
        assert told(log) == before
        projection = log.projection("kinds", counted, {})
        assert projection.current is None
        assert projection.catch_up() is None
        assert projection.check() is None
        assert log.verify().ok


def test_a_redaction_reaches_all_that_is_derived(path: Path) -> None:
    """Neither index nor states are there after it."""
    with eventlog.open(path) as log:
        log.redact(2, reason="asked for")
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("SELECT count(*) FROM projection").fetchone() == (0,)
            assert not connection.execute(
                "SELECT 1 FROM sqlite_schema WHERE name LIKE 'word%' OR name = 'vouched'"
            ).fetchall()
        assert log.verify().ok


def pages(path: Path, table: str) -> Iterator[range]:
    """Where in the file the pages of a table lie, its indexes among them."""
    with closing(sqlite3.connect(path)) as connection:
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        like = "SELECT pageno FROM dbstat WHERE name = ? OR name LIKE 'sqlite_autoindex_' || ? || '%' OR name = ?"
        also = {"entry": "redaction"}.get(table, table)
        for (page,) in connection.execute(like, (table, table, also)).fetchall():
            yield range((page - 1) * size, page * size)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("seed", [0, *(pytest.param(at, marks=pytest.mark.chaos) for at in range(1, 20))])
def test_a_flipped_bit_of_any_table_is_found_or_changes_no_answer(path: Path, table: str, seed: int) -> None:
    """Of each table by itself, so that small ones are tried as often as large ones."""
    with eventlog.open(path, read_only=True) as log:
        before = all_told(log)
    octets = path.read_bytes()
    used = [at for some in pages(path, table) for at in some if octets[at]]
    assert used
    chance = random.Random(f"{table} {seed}")
    for _ in range(12):
        at = chance.choice(used)
        damaged = bytearray(octets)
        damaged[at] ^= 1 << chance.randrange(8)
        path.write_bytes(damaged)
        assert found_or_the_same(path, before), (table, seed, at)


def found_or_the_same(path: Path, before: list[object]) -> bool:
    """Whether a damaged file says so, or gives the very answers."""
    try:
        log = eventlog.open(path, read_only=True)
    except EventLogError:
        return True
    with log:
        if log.verify().ok:
            return all_told(log) == before
        with suppress(EventLogError, Warning):
            all_told(log)
        return True


def test_the_doctor_names_what_is_not_ours_and_nothing_else(path: Path) -> None:
    """The index of words is ours, unless it is not as we make it; tables, views, indexes and statistics of others are
    named, each once.
    """

    def others() -> list[str]:
        return [one.found for one in doctor(path) if one.check == "other tables"]

    assert others() == []
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("""
            CREATE TABLE notes (text); INSERT INTO notes VALUES ('x');
            CREATE INDEX found ON notes (text);
            CREATE VIEW peek AS SELECT * FROM notes;
            ANALYZE notes;
            DROP TABLE indexed; CREATE TABLE indexed (upto, made, folding);
        """)
    told = others()
    assert told[0] == "the table indexed is not as we make it"
    assert [one.split(",")[0] for one in told[1:]] == ["index found", "table notes", *stats(path), "view peek"]
    assert repair_index(path).ok
    with eventlog.open(path) as log:
        all_told(log)
    assert "the table indexed is not as we make it" not in others()


def stats(path: Path) -> list[str]:
    """The tables that ANALYZE makes, which are not the same in every SQLite."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name FROM sqlite_schema WHERE name LIKE 'sqlite_stat%' ORDER BY name")
        return [f"table {name}" for (name,) in rows]

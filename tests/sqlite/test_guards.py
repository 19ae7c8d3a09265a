"""The file itself refuses what is not append-only, whoever asks, and can be read by any program that reads SQLite."""

# Statements are put together from the words of this file alone.
# ruff: noqa: S608

from __future__ import annotations

import contextlib
import hashlib
import sqlite3

import pytest

import eventlog
from eventlog.codec import encode
from eventlog.events import Redacted
from eventlog.stores import NewEntry, SQLiteStore
from log_backends import START
from log_samples import HURT, MAYOR, doubted, linked, nobody, report, river

COLUMNS = {
    "meta": "'zone', 'UTC'",
    "entry": "1, 5, 'x', 'y', zeroblob(32), zeroblob(32), x'00'",
    "name": "(SELECT tag FROM name WHERE position = 1), 1",
    "effect": "'q:x', 1, NULL",
    "batch": "1, 5, zeroblob(32)",
    "head": "1, 0, NULL, zeroblob(8), 0",
}


@pytest.fixture
def path(tmp_path):
    """A closed log with some entries."""
    place = tmp_path / "log.db"
    one = report()
    with eventlog.open(place, clock=lambda: START) as log:
        log.record(one, river(one), nobody(one))
        log.record(MAYOR, HURT, doubted(river(one)), linked(river(one), nobody(one)))
    return place


@pytest.fixture
def stranger(path):
    """Another program's connection to the file."""
    connection = sqlite3.connect(path, isolation_level=None)
    yield connection
    connection.close()


def refused(stranger, statement) -> str:
    """What the file says to a statement that it must refuse."""
    before = digest(stranger)
    with pytest.raises(sqlite3.IntegrityError) as said:
        stranger.execute(statement)
    assert digest(stranger) == before
    return str(said.value)


def digest(connection) -> str:
    """Everything in the file."""
    return hashlib.sha256("".join(connection.iterdump()).encode()).hexdigest()


@pytest.mark.parametrize("table", COLUMNS)
@pytest.mark.parametrize("doing", ["DELETE FROM {}", "DELETE FROM {} WHERE rowid > 0"])
def test_nothing_can_be_deleted(stranger, table, doing) -> None:
    """DELETE is refused in every table."""
    if table in ("meta", "name", "effect"):
        doing = "DELETE FROM {}"
    assert refused(stranger, doing.format(table)).startswith("eventlog: ")


@pytest.mark.parametrize("table", COLUMNS)
def test_nothing_can_be_updated(stranger, table) -> None:
    """UPDATE is refused in every table, OR REPLACE and OR IGNORE included; the head does not move alone."""
    column = {"meta": "value", "entry": "kind", "name": "tag", "effect": "key", "batch": "root"}.get(table)
    assignment = {"root": "root = x'00'", "tag": "tag = 5"}.get(column, f"{column} = 'y'")
    if table == "head":
        for assignment in ("size = 0", "size = 99", "recorded = 0", "frontier = zeroblob(8)", "erased = -1"):
            assert refused(stranger, f"UPDATE head SET {assignment}").startswith("eventlog: ")
        return
    for conflict in ("", "OR REPLACE", "OR IGNORE", "OR FAIL"):
        assert refused(stranger, f"UPDATE {conflict} {table} SET {assignment}").startswith("eventlog: ")


@pytest.mark.parametrize("table", COLUMNS)
@pytest.mark.parametrize("conflict", ["", "OR REPLACE", "OR IGNORE"])
def test_nothing_can_be_put_in_the_place_of_another(stranger, table, conflict) -> None:
    """INSERT OR REPLACE of what is there is refused in every table; where a row is all key, it changes nothing."""
    values = COLUMNS[table].replace("'q:x'", "(SELECT key FROM effect LIMIT 1)")
    statement = f"INSERT {conflict} INTO {table} VALUES ({values})"
    if conflict == "OR REPLACE":
        assert refused(stranger, statement).startswith("eventlog: ")
    elif not conflict:
        assert refused(stranger, statement)
    else:
        before = digest(stranger)
        with contextlib.suppress(sqlite3.IntegrityError):
            stranger.execute(statement)
        assert digest(stranger) == before


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO entry VALUES (99, 9e18, 'x', NULL, zeroblob(32), NULL, NULL)",
        "INSERT INTO entry VALUES (0, 5, 'x', NULL, zeroblob(32), NULL, NULL)",
        "INSERT INTO entry VALUES (-1, 5, 'x', NULL, zeroblob(32), NULL, NULL)",
        "INSERT INTO entry VALUES (8, 5, 'x', NULL, zeroblob(32), NULL, NULL)",
        "INSERT INTO entry VALUES (8, 9000000000000000000, 'x', 'y', zeroblob(32), NULL, x'00')",
        "INSERT INTO effect VALUES ('q:new', 3, NULL)",
        "INSERT INTO effect VALUES ('q:new', 8, NULL)",
        "INSERT INTO name VALUES (5, 3)",
        "INSERT INTO name VALUES (5, 8)",
        "INSERT OR REPLACE INTO effect SELECT key, position, '[7]' FROM effect",
        "INSERT INTO batch VALUES (8, 9000000000000000000, zeroblob(32))",
        "INSERT INTO head VALUES (2, 0, NULL, zeroblob(8), 0)",
    ],
)
def test_only_the_next_entry_can_be_added(stranger, statement) -> None:
    """Gaps, old positions, old moments and rows without their entry are refused."""
    before = digest(stranger)
    with pytest.raises(sqlite3.IntegrityError):
        stranger.execute(statement)
    assert digest(stranger) == before


def test_columns_hold_what_they_say(stranger) -> None:
    """STRICT tables: a text in a column of moments is refused, as is a commit that is no hash."""
    assert refused(stranger, "INSERT INTO entry VALUES (8, 'soon', 'x', NULL, zeroblob(32), NULL, NULL)")
    assert refused(stranger, "INSERT INTO entry VALUES (8, 9000000000000000000, 'x', NULL, zeroblob(31), NULL, NULL)")
    assert refused(stranger, "INSERT INTO entry VALUES (8, 9000000000000000000, '', NULL, zeroblob(32), NULL, NULL)")


def test_what_a_stranger_added_is_noticed(stranger, path) -> None:
    """An entry that another program put at the end is seen by no reader; the next writer takes it out."""
    stranger.execute("INSERT INTO entry VALUES (8, 9000000000000000000, 'x', 'y', zeroblob(32), zeroblob(32), x'00')")
    with eventlog.open(path, clock=lambda: START) as log:
        assert log.head.position == len(list(log.entries())) == 7
        assert "1 entries stand after it" in str(log.verify())
        assert log.record(report("Next", text="next")).new == (8,)
        assert log.verify().ok


def test_a_changed_body_is_noticed_by_the_next_writer(path) -> None:
    """Whoever drops a guard and changes the end of the log is found out when the guard is missed, or when the tail is
    hashed.
    """
    connection = sqlite3.connect(path)
    (guard,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'entry_stays'").fetchone()
    connection.execute("DROP TRIGGER entry_stays")
    connection.execute("UPDATE entry SET body = x'7b7d' WHERE position = 7")
    connection.commit()
    with pytest.raises(eventlog.StoreError, match="entry_stays"):
        eventlog.open(path)
    with eventlog.open(path, read_only=True) as log:
        assert len(list(log.entries())) == 7
    connection.execute(guard)
    connection.commit()
    connection.close()
    with eventlog.open(path) as log, pytest.raises(eventlog.CorruptEntry) as found:
        log.record(report("Next", text="next"))
    assert found.value.position == 7


def test_a_strange_trigger_is_refused(stranger, path) -> None:
    """F123: what another program hung on the tables of a log is not run by us; reading stays possible."""
    stranger.execute("CREATE TRIGGER evil AFTER INSERT ON entry BEGIN SELECT 1; END")
    with pytest.raises(eventlog.StoreError, match="evil"):
        eventlog.open(path)
    with eventlog.open(path, read_only=True) as log:
        assert log.head.position == 7
    stranger.execute("DROP TRIGGER evil")
    stranger.execute("CREATE TABLE notes (x)")
    stranger.execute("CREATE VIEW mine AS SELECT * FROM claims")
    eventlog.open(path).close()


def test_the_views_can_be_read(stranger) -> None:
    """Datasette and the sqlite3 shell find named columns, times as text, bodies as JSON."""
    rows = stranger.execute("SELECT position, recorded_at, kind, id, body FROM entries ORDER BY position").fetchall()
    assert [row[0] for row in rows] == list(range(1, 8))
    assert rows[0][1] == "2024-06-26T12:00:00.000000Z"
    assert rows[3][1] == "2024-06-26T12:00:00.000001Z"
    assert rows[0][3] == report().id
    assert stranger.execute("SELECT publisher, title, published FROM reports").fetchall() == [
        ("outlet:herald", "Flood", "2024-06-20")
    ]
    assert stranger.execute("SELECT report, question, value, factuality, speaker FROM claims").fetchall() == [
        (1, "flood.river.level", "two metres", "CT+", "person:mayor"),
        (1, "flood.hurt", 1, "CT-", "anon:neighbour"),
    ]
    assert stranger.execute('SELECT kind, "from", "to" FROM links').fetchall() == [("restates", 2, 3)]
    assert stranger.execute("SELECT about, value FROM assessments").fetchall() == [(2, "not verified")]
    assert stranger.execute("SELECT agent, name FROM agents").fetchall() == [("person:mayor", "The mayor")]
    assert stranger.execute("SELECT question, words FROM questions").fetchall() == [("flood.hurt", "Was anybody hurt?")]


# Erasing


def redact(store, positions, named=None) -> None:
    """A redaction as the log will make it: the entry that names, and the erasure, in one transaction."""
    event = Redacted(positions=tuple(positions if named is None else named))
    with store.writing() as writing:
        moment = (writing.head.recorded or START) + 1
        writing.append([NewEntry("redacted/1", encode(event, {}.get), event.id)], moment)
        writing.erase(positions)


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
def test_what_was_redacted_is_gone(path, kind) -> None:
    """Body, salt, id and keys are erased; commit, position and proof stay; what names it says that it is gone."""
    store = SQLiteStore(path)
    if kind == "memory":
        from eventlog.clock import Clock
        from eventlog.log import EventLog
        from eventlog.stores import MemoryStore

        one = report()
        store.close()
        store = MemoryStore()
        log = EventLog(store, Clock(lambda: START))
        log.record(one, river(one), nobody(one))
        log.record(MAYOR, HURT, doubted(river(one)), linked(river(one), nobody(one)))
    before = list(store.entries(0, 7))
    id = store.id_at(2)
    redact(store, (2,))
    after = list(store.entries(0, 8))
    assert (after[1].body, after[1].salt) == (None, None)
    assert [entry.leaf for entry in after[:7]] == [entry.leaf for entry in before]
    assert store.find(id) is None
    assert store.id_at(2) is None
    assert not any(store.under(("q:flood.river.level",), 0, 8))
    assert "q:flood.river.level" not in list(store.keys("q:", 8))
    assert store.head().erased == 1
    from eventlog.log import LogReader

    reader = LogReader(store)
    assert reader.entry(2).event is None
    assert reader.entry(2).id is None
    assert reader.entry(6).event.assessment.about == "redacted:2"
    store.close()


def test_a_reader_that_knew_an_id_forgets_it(path) -> None:
    """Ids that are kept in memory are let go when another process redacts."""
    with eventlog.open(path, read_only=True) as watching:
        assert watching.reader.entry(6).event.assessment.about.startswith("claim:")
        store = SQLiteStore(path)
        redact(store, (2,))
        store.close()
        assert watching.reader.entry(6).event.assessment.about == "redacted:2"


def test_nothing_is_erased_that_no_redaction_names(path) -> None:
    """The file refuses an erasure without a redacted entry that names the position, and writes nothing then."""
    store = SQLiteStore(path)
    with pytest.raises(eventlog.StoreError, match="append-only"):
        redact(store, (2, 3), named=(2,))
    assert store.head().size == 7
    assert store.entry(2).body is not None
    redact(store, (2,))
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in (
        "UPDATE entry SET id = NULL, salt = NULL, body = NULL WHERE position = 3",
        "DELETE FROM name WHERE position = 3",
        "DELETE FROM effect WHERE position = 3",
        "UPDATE effect SET position = 4, more = NULL WHERE position = 3",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="eventlog: "):
            connection.execute(statement)
    connection.close()
    store.close()


@pytest.mark.parametrize("gone", [(3,), (5,), (3, 4), (4, 7), (3, 4, 5, 6, 7)])
def test_of_what_is_found_together_only_the_erased_goes(tmp_path, gone) -> None:
    """The entries of a batch under one key share a row; the others stay in it, and no erased one can be put back."""
    path = tmp_path / "log.db"
    one = report()
    with eventlog.open(path, clock=lambda: START) as log:
        log.record(MAYOR, one, *(one.claim("flood.river.level", f"{number} m") for number in range(5)))
        redact(log.store, gone)
        left = [at for at in range(3, 8) if at not in gone]
        for key in ("q:flood.river.level", f"in:{one.id}"):
            found = [content[0] for piece in log.store.under((key,), 0, 8) for content in piece]
            assert found == left
        problems = log.verify().problems
        assert [one.positions for one in problems] == [(8,)]  # the redaction of this file has no keys of its own
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in (
        f"UPDATE effect SET more = '[{', '.join(map(str, range(4, 8)))}]'",
        "UPDATE effect SET more = NULL WHERE more IS NOT NULL",
        f"INSERT INTO effect VALUES ('q:flood.river.level', {gone[0]}, NULL)",
    ):
        if len(left) > 1 or statement.startswith("INSERT"):
            with pytest.raises(sqlite3.IntegrityError, match="eventlog: "):
                connection.execute(statement)
    connection.close()


def test_no_trace_of_an_erased_entry_stays_in_the_files(path) -> None:
    """Secure deletion, and a checkpoint that truncates the write-ahead log: the words are in none of the files."""
    words = b"unspeakable-words-of-a-claim"
    one = report()
    with eventlog.open(path, clock=lambda: START) as log:
        claim = one.claim("secret.matter", True, paraphrase=words.decode())
        (position,) = log.record(claim)
        id = claim.id.encode()
        assert any(words in file.read_bytes() for file in path.parent.iterdir())
        redact(log.store, (position,))
        for file in path.parent.iterdir():
            assert words not in file.read_bytes()
            assert id not in file.read_bytes()
            assert b"secret.matter" not in file.read_bytes()

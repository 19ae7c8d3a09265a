"""What follows from the entries can be built anew, whatever was done to it; what was recorded is never touched."""

# Statements are put together from the words of this file alone.

from __future__ import annotations

import random
import sqlite3
from contextlib import closing, suppress

import attrs
import pytest

import eventlog
from eventlog.codec import kinds
from eventlog.log.repair import repair_index
from eventlog.stores.mending import guards_down
from log_answers import answers, filled
from log_backends import START
from log_samples import plain

HARM = (
    "DELETE FROM effect WHERE position = {at}",
    "DELETE FROM name WHERE position = {at}",
    "DELETE FROM effect",
    "DROP TABLE effect",
    "DROP TABLE name",
    "DROP INDEX redaction",
    "DROP VIEW claims",
    "CREATE TRIGGER evil AFTER INSERT ON entry BEGIN SELECT 1; END",
    "UPDATE entry SET id = 'claim:x' WHERE position = {at} AND id IS NOT NULL",
    "UPDATE effect SET more = '[{at}]' WHERE more IS NOT NULL",
    "UPDATE effect SET key = 'q:other' WHERE position = {at}",
    "UPDATE name SET tag = tag + 1",
    "INSERT INTO effect VALUES ('q:new', {at}, NULL)",
    "INSERT INTO entry VALUES ((SELECT size + 1 FROM head), 9e15, 'x', 'y', zeroblob(32), zeroblob(32), x'00')",
    "UPDATE head SET erased = erased + 3",
)


def harm(path, *statements) -> None:
    """Run statements in a file whose guards are gone, and stay so."""
    with closing(sqlite3.connect(path, isolation_level=None)) as owner:
        for (name,) in owner.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            owner.execute(f"DROP TRIGGER {name}")
        for one in statements:
            with suppress(sqlite3.Error):  # what an earlier one has dropped
                owner.execute(one)


@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_done_to_the_index_can_be_mended(tmp_path, seed) -> None:
    """Answers, entries and root are those of before; it can be written again; mending what is whole changes nothing."""
    path, chance = tmp_path / "log.db", random.Random(seed)
    filled(path)
    with eventlog.open(path, read_only=True) as log:
        before = answers(log)
        at = chance.randrange(1, len(log) + 1)
    for _ in range(2):
        assert repair_index(path).ok
        harm(path, *(one.format(at=at) for one in chance.sample(HARM, chance.randrange(1, 6))))
        with suppress(eventlog.StoreError), eventlog.open(path, read_only=True) as log:  # without a table it is none
            assert log.verify().ok is False
    assert repair_index(path).ok
    with eventlog.open(path, clock=lambda: START) as log:
        assert answers(log) == before
        log.record(*plain(77))
        assert log.verify().ok


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET body = x'7b7d' WHERE position = 4",
        "UPDATE entry SET kind = 'claim-recorded/2' WHERE position = 4",
        "UPDATE entry SET recorded = recorded + 1 WHERE position = 4",
        "DELETE FROM entry WHERE position = 4",
        "DELETE FROM entry WHERE position = (SELECT max(position) FROM entry)",
        "UPDATE head SET frontier = zeroblob(8)",
        "DROP TABLE batch",
        "ALTER TABLE entry ADD COLUMN x TEXT",
    ],
)
def test_what_was_recorded_is_not_mended(tmp_path, statement) -> None:
    """Where entries are not those that were recorded it is refused, and the file is left as it is."""
    path = tmp_path / "log.db"
    filled(path)
    harm(path, statement, "DELETE FROM effect")
    with closing(sqlite3.connect(path)) as owner:
        held = list(owner.iterdump())
    with pytest.raises((eventlog.StoreError, eventlog.CorruptEntry)) as refused:
        repair_index(path)
    assert "backup" in str(refused.value) or isinstance(refused.value, eventlog.CorruptEntry)
    with closing(sqlite3.connect(path)) as owner:
        assert list(owner.iterdump()) == held


def test_what_nobody_here_can_read_stays_where_it_is_found(tmp_path) -> None:
    """An entry of a kind that only others have registered keeps its id and its keys."""

    @eventlog.register("desk.seen")
    @attrs.frozen
    class Seen:
        what: str
        effects: tuple[str, ...] = ("q:flood.river",)

    path = tmp_path / "log.db"
    with eventlog.open(path, clock=lambda: START) as log:
        one, claim = plain(1)
        log.record(one, Seen("a"), claim, Seen("b"))
        found = [log.store.find(log.store.id_at(at)) for at in range(1, 5)]
        under = [content[0] for piece in log.store.under(("q:flood.river",), 0, 4) for content in piece]
        assert under == [2, 3, 4]
    kind = kinds._by_name.pop("desk.seen")
    kinds.registered.append("desk.seen")
    try:
        assert repair_index(path).ok
    finally:
        kinds._by_name["desk.seen"] = kind
        kinds.registered.append("desk.seen")
    with eventlog.open(path) as log:
        assert [content[0] for piece in log.store.under(("q:flood.river",), 0, 4) for content in piece] == under
        assert [log.store.find(log.store.id_at(at)) for at in range(1, 5)] == found
        assert log.verify().ok


def test_others_may_have_the_log_open(tmp_path) -> None:
    """Readers and writers go on with what was mended; no file that is no log is made one."""
    path = tmp_path / "log.db"
    filled(path)
    with eventlog.open(path, clock=lambda: START) as writer, eventlog.open(path, read_only=True) as reader:
        before = answers(reader)
        assert repair_index(path).ok
        assert answers(reader) == before
        writer.record(*plain(78))
        assert reader.verify().ok
    with pytest.raises(eventlog.StoreError):
        repair_index(tmp_path / "none.db")
    assert not (tmp_path / "none.db").exists()


def test_a_log_from_before_a_guard_gets_it(tmp_path) -> None:
    """It opens for reading only, says what to do, and after that it can be written again."""
    path = tmp_path / "log.db"
    filled(path)
    with closing(sqlite3.connect(path)) as owner:
        owner.execute("DROP TRIGGER name_is_new")
        owner.commit()
    with eventlog.open(path, read_only=True) as log:
        before = answers(log)
    with pytest.raises(eventlog.StoreError, match=r"name_is_new.*repair_index"):
        eventlog.open(path)
    assert repair_index(path).ok
    with eventlog.open(path, clock=lambda: START) as log:
        assert answers(log) == before
        log.record(*plain(77))


@pytest.mark.parametrize("table", ["effect", "name"])
def test_a_table_that_cannot_be_dropped_is_told(tmp_path, table) -> None:
    """Where its pages make no sense the file is mended or left as it is, with one sentence, and never half of each."""
    path = tmp_path / "log.db"
    filled(path)
    with closing(sqlite3.connect(path)) as owner:
        owner.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = owner.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
        (size,) = owner.execute("PRAGMA page_size").fetchone()
    octets = bytearray(path.read_bytes())
    octets[(page - 1) * size : page * size] = b"\xa5" * size
    path.write_bytes(octets)
    try:
        assert repair_index(path).ok
    except (eventlog.StoreError, eventlog.CorruptEntry) as error:
        assert "\n" not in str(error)  # noqa: PT017 - one of two ends
        assert path.read_bytes() == bytes(octets)
    else:
        with eventlog.open(path) as log:
            assert log.verify().ok


UNREADABLE = (
    "UPDATE effect SET more = '[2.0]' WHERE more IS NOT NULL",
    "UPDATE effect SET more = 'x'",
    "UPDATE effect SET more = ''",
    "UPDATE effect SET more = CAST(x'ff' AS TEXT)",
    "UPDATE effect SET key = CAST(x'ff' AS TEXT) WHERE (key, position) = (SELECT key, position FROM effect LIMIT 1)",
    "UPDATE entry SET id = CAST(x'ff' AS TEXT) WHERE position = {at} AND id IS NOT NULL",
    "UPDATE name SET tag = -1 WHERE position = {at}",
)


@pytest.mark.parametrize("harmful", UNREADABLE)
def test_an_index_that_cant_be_read_is_told_as_one_that_can_be_mended(tmp_path, harmful) -> None:
    """Not as a fault of the disk; it is not called compared; and what is told to be done helps."""
    path = tmp_path / "log.db"
    filled(path)
    with eventlog.open(path, read_only=True) as log:
        before = answers(log)
    harm(path, harmful.format(at=2))
    with closing(sqlite3.connect(path, isolation_level=None)) as owner, guards_down(owner):
        pass  # and up again, so that only the rows are wrong
    with eventlog.open(path) as log:
        found = log.verify()
        assert log.verify(quick=True).ok is None
    assert not found.ok
    assert {one.kind for one in found.problems} == {"index"}
    told = str(found)
    assert "mend it with repair_index" in told
    assert "run verify" not in told
    assert ("and what finds them" in told) is found.index
    assert repair_index(path).ok
    with eventlog.open(path, read_only=True) as log:
        assert answers(log) == before

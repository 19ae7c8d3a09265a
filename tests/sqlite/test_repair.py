"""What follows from the entries can be built anew, whatever was done to it; what was recorded is never touched."""

# Statements are put together from the words of this file alone.
# ruff: noqa: S608

from __future__ import annotations

import random
import sqlite3
from contextlib import closing, suppress

import attrs
import pytest

import eventlog
from eventlog.audit import repair_index
from eventlog.codec import kinds
from eventlog.stores.sqlite.settling import guards_down
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
    "UPDATE head SET frontier = zeroblob(8)",
    "UPDATE head SET size = size + 1",
    "UPDATE head SET recorded = 9223372036854775807",
    "UPDATE head SET size = 3, frontier = x'0000000000000003' || zeroblob(64)",
    "UPDATE head SET size = 0, recorded = NULL, frontier = zeroblob(8)",
    "DELETE FROM head",
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
        "UPDATE entry SET commit_hash = zeroblob(32) WHERE position = (SELECT max(position) FROM entry)",
        "UPDATE entry SET kind = 'x' WHERE position = (SELECT max(position) FROM entry)",
        "UPDATE batch SET root = zeroblob(32); UPDATE head SET frontier = zeroblob(8)",
        "DELETE FROM entry WHERE position > 5; UPDATE head SET frontier = zeroblob(8)",
        "DROP TABLE batch",
        "ALTER TABLE entry ADD COLUMN x TEXT",
    ],
)
def test_what_was_recorded_is_not_mended(tmp_path, statement) -> None:
    """Where entries are not those that were recorded it is refused, and the file is left as it is."""
    path = tmp_path / "log.db"
    filled(path)
    harm(path, *statement.split("; "), "DELETE FROM effect")
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


@pytest.mark.parametrize(
    "earlier",
    [
        [("name_is_new", None, "")],
        [("entry_stays", "", "AND e.position <= (SELECT size FROM head) ")],
        [("entry_is_next", "", "\n    OR NEW.body IS NULL AND (SELECT size FROM head) > 0")],
    ],
    ids=lambda earlier: earlier[0][0],
)
def test_a_log_from_before_a_guard_gets_it(tmp_path, earlier) -> None:
    """It opens for reading only, says what to do, and after that it can be written again."""
    path = tmp_path / "log.db"
    filled(path)
    with closing(sqlite3.connect(path)) as owner:
        for name, before, since in earlier:
            (text,) = owner.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (name,)).fetchone()
            assert since in text
            owner.execute(f"DROP TRIGGER {name}")
            if before is not None:
                owner.execute(text.replace(since, before))
        owner.commit()
    with eventlog.open(path, read_only=True) as log:
        before = answers(log)
    with pytest.raises(eventlog.StoreError, match=rf"{earlier[0][0]}.*repair_index"):
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
    assert "mend it with eventlog.audit.repair_index" in told
    assert "run verify" not in told
    assert ("and what finds them" in told) is found.index
    assert repair_index(path).ok
    with eventlog.open(path, read_only=True) as log:
        assert answers(log) == before


_ENTRY = "INSERT INTO entry VALUES ({at}, (SELECT max(recorded) + 1 FROM entry), '{kind}', {id}, {commit}, {body})"
_BATCH = "INSERT INTO batch SELECT max(position), max(recorded), zeroblob(32) FROM entry"
_COPIED = "INSERT INTO name SELECT tag, (SELECT max(position) FROM entry) FROM name WHERE position = 1"
_ERASED = "UPDATE entry SET id = NULL, salt = NULL, body = NULL WHERE position = {at}"
_HEADS = (
    "size = {at}",
    "size = {at}, recorded = (SELECT max(recorded) FROM entry)",
    "size = {at}, recorded = 9223372036854775807, frontier = x'00'",
    "size = {at}, recorded = (SELECT max(recorded) FROM entry), frontier = unhex",
    "erased = 9223372036854775807",
    "erased = erased + 1",
    "size = 0, recorded = NULL, frontier = zeroblob(8)",
)
_EFFECTS = ("[2.0]", "[2]", "[3, 3]", "[4,3]", "[3 ]", "[]", "{}", "x", "[3,3]", '["3"]', "[1]", "[9]", "7", "[null]")


def _tried(owner: sqlite3.Connection, chance: random.Random, size: int) -> None:
    """Something that another program may try with the guards up."""
    (last,) = owner.execute("SELECT max(position) FROM entry").fetchone()
    match chance.randrange(6):
        case 0 | 1:
            named = chance.randrange(1, size + 3)
            kind, body = chance.choice((("x", "{}"), ("redacted/1", f'{{"positions":[{named}]}}'), ("redacted/1", "x")))
            id = chance.choice(("'event:x'", "NULL", "(SELECT id FROM entry WHERE position = 1)"))
            full = "NULL, NULL" if id == "NULL" else f"zeroblob(32), CAST('{body}' AS BLOB)"
            statement = _ENTRY.format(at=last + 1, kind=kind, id=id, commit="zeroblob(32)", body=full)
        case 2:
            statement = chance.choice((_BATCH, _BATCH, _COPIED))
        case 3:
            fits = f"x'{last:016X}' || zeroblob({32 * last.bit_count()})"
            statement = "UPDATE head SET " + chance.choice(_HEADS).format(at=last).replace("unhex", fits)
        case 4:
            more = chance.choice(_EFFECTS)
            statement = f"UPDATE effect SET more = '{more}' WHERE position = {chance.randrange(1, size + 1)}"
        case _:
            statement = chance.choice((_ERASED, "DELETE FROM effect WHERE position = {at}")).format(
                at=chance.randrange(1, size + 1)
            )
    with suppress(sqlite3.Error):
        owner.execute(statement)


@pytest.mark.parametrize("seed", range(12))
def test_what_strangers_add_with_the_guards_up_neither_bends_nor_blocks_a_log(tmp_path, seed) -> None:
    """Until a head is brought in that only fits in length, the next writer sees to it; after that, mending does.

    While the head is ours nothing is erased, and every answer is what it was.
    """
    path, chance = tmp_path / "log.db", random.Random(seed)
    filled(path)
    with eventlog.open(path, read_only=True) as log:
        before, size = answers(log), len(log)
        bodies = [one.body for one in log.store.entries(0, size)]
    for _ in range(6):
        with closing(sqlite3.connect(path, isolation_level=None)) as owner:
            for _ in range(chance.randrange(1, 12)):
                _tried(owner, chance, size)
                if owner.execute("SELECT size FROM head").fetchone() != (size,):
                    break
        with eventlog.open(path, read_only=True) as log:
            held = len(log) == size
            assert [one.body for one in log.store.entries(0, size)] == bodies
            assert not held or answers(log) == before
        if not held:
            assert repair_index(path).ok
        with eventlog.open(path, clock=lambda: START) as log, suppress(_Nothing), log.store.writing():
            assert answers(log) == before
            raise _Nothing
    with eventlog.open(path, clock=lambda: START) as log:
        assert log.record(*plain(77)).new
        assert log.verify().ok


class _Nothing(Exception):
    """Leaves a block that would write."""


@pytest.mark.parametrize("rows", range(1, 9))
def test_a_head_that_only_fits_in_length_is_mended(tmp_path, rows) -> None:
    """However many rows a stranger adds for it, also where the edge of the tree is one hash and so its own root."""
    path = tmp_path / "log.db"
    filled(path)
    with eventlog.open(path, read_only=True) as log:
        before = answers(log)
    with closing(sqlite3.connect(path, isolation_level=None)) as owner:
        (size,) = owner.execute("SELECT size FROM head").fetchone()
        last = size + rows
        owner.execute(
            "INSERT INTO entry SELECT ?, 9e18, kind, id, zeroblob(32), salt, body FROM entry WHERE position = 1",
            (size + 1,),
        )
        owner.execute("INSERT INTO name SELECT tag, ? FROM name WHERE position = 1", (size + 1,))
        for at in range(size + 2, last + 1):
            owner.execute("INSERT INTO entry VALUES (?, 9e18, 'x', 'y', zeroblob(32), zeroblob(32), x'00')", (at,))
        owner.execute(_BATCH)
        edge = last.to_bytes(8, "big") + bytes(32 * last.bit_count())
        owner.execute("UPDATE head SET size = ?, recorded = 9e18, frontier = ?", (last, edge))
    with eventlog.open(path) as log, pytest.raises(eventlog.EventLogError):
        log.record(*plain(77))
    assert repair_index(path).ok
    with eventlog.open(path, clock=lambda: START) as log:
        assert answers(log) == before
        assert log.record(*plain(77)).new
        assert log.verify().ok

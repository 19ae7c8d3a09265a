"""Whatever is changed in a log behind its back is found, with its position; what nobody can see is said."""

# ruff: noqa: S608 - the names in these statements are the tests' own

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventlog
from eventlog.errors import LogClosed, ProofError, StoreError
from eventlog.proof import EMPTY_ROOT, Checkpoint, Frontier, SignerKey
from eventlog.proof.tree import Tree
from eventlog.stores import SQLiteStore
from log_backends import DAY, SECOND, STORES, Bench, dump
from log_samples import plain, report
from log_tampering import IN_PROCESS, KEY, filled, flipped, get, put, sql, store, stored

pytest.importorskip("cryptography", reason="checkpoints need the extra sign")
SIZE = 9


@pytest.fixture(params=STORES)
def held(request, tmp_path):
    """A log of nine entries in five batches: 1-3, 4, 5-6, 7-8, 9."""
    bench = filled(request.param, tmp_path)
    yield bench
    bench.log.close()


@pytest.fixture
def file(tmp_path):
    """The same in a file."""
    bench = filled("sqlite", tmp_path)
    yield bench
    bench.log.close()


def kinds(found):
    """Which kinds of problems there are."""
    return {one.kind for one in found.problems}


def test_an_empty_log_is_sound_and_nothing_was_checked(log):
    """Success is never reported for a range that was not checked."""
    found = log.verify()
    assert (found.ok, found.checked, found.size, found.attested, found.first_bad) == (True, 0, 0, 0, None)
    assert found


def test_a_sound_log_is_sound(held):
    """All of it was checked, none of it is attested, and both are said."""
    told = []
    found = held.log.verify(progress=lambda *numbers: told.append(numbers))
    assert (found.ok, found.checked, found.linked, found.problems, found.redacted) == (True, SIZE, SIZE, (), ())
    assert "9 of 9 entries checked" in str(found)
    assert "not attested: no checkpoint" in str(found)
    assert told[-1] == (SIZE, SIZE)
    assert held.log.verify().ok
    held.log.close()
    with pytest.raises(LogClosed):
        held.log.verify()


def test_a_quick_look_says_that_it_is_quick_and_is_no_yes(held):
    """F082: bodies are not read, so a changed one is not seen, and nothing says otherwise."""
    put(held, 3, "body", b"{}")
    quick = held.log.verify(quick=True)
    assert (quick.ok, quick.checked, quick.linked, quick.problems) == (None, 0, SIZE, ())
    assert not quick
    assert "no body was read" in str(quick)
    assert held.log.verify().first_bad == 3
    put(held, 4, "kind", b"other/1")
    assert held.log.verify(quick=True).ok is False


FIELDS = ("recorded", "kind", "commit", "body", "salt")


@pytest.mark.parametrize("field", FIELDS)
def test_any_flipped_bit_of_an_entry_is_found_with_its_position(held, field):
    """F063: of the moment, the kind, the commit, the body or the salt, wherever it is."""
    draw = random.Random(field)
    for position in range(1, SIZE + 1):
        value = get(held, position, field)
        width = 63 if isinstance(value, int) else 8 * len(value)
        some = range(width) if held.name in IN_PROCESS and width < 300 else draw.sample(range(width), 12)
        for bit in some:
            put(held, position, field, flipped(value, bit))
            found = held.log.verify()
            assert found.ok is False, (position, bit)
            assert found.first_bad == position, (position, bit, found.problems)
            content = field in ("body", "salt")
            assert kinds(found) == ({"content"} if content else kinds(found) - {"storage"}), found.problems
            assert content or "linkage" in kinds(found)
            assert field != "commit" or "content" in kinds(found)
        put(held, position, field, value)
    assert held.log.verify().ok


@pytest.mark.parametrize("column", ["size", "recorded", "frontier", "erased"])
def test_any_flipped_bit_of_the_head_is_found(file, column):
    """The head is not believed: it is compared with the entries."""
    value = file.log.store._one(f"SELECT {column} FROM head")[0]
    width = 63 if isinstance(value, int) else 8 * len(value)
    for bit in range(0, width, 1 if width < 100 else 7):
        sql(file, (f"UPDATE head SET {column} = ?", (flipped(value, bit),)))
        found = file.log.verify()
        assert found.ok is False, bit
        assert kinds(found) <= {"linkage", "storage"}
    sql(file, (f"UPDATE head SET {column} = ?", (value,)))
    assert file.log.verify().ok
    sql(file, "DELETE FROM head")
    assert kinds(file.log.verify()) == {"storage"}


def test_any_flipped_bit_of_the_head_in_memory_is_found(tmp_path):
    """The edge of the tree, the moment, the count of what was erased."""
    bench = filled("memory", tmp_path)
    store, head = bench.log.store, bench.log.store.head()
    for at, one in enumerate(head.frontier.hashes):
        for bit in range(0, 256, 5):
            hashes = [*head.frontier.hashes]
            hashes[at] = flipped(one, bit)
            store._head = attrs.evolve(head, frontier=Frontier(size=SIZE, hashes=tuple(hashes)))
            found = bench.log.verify()
            assert found.ok is False
            assert found.first_bad is not None
    for changed in (attrs.evolve(head, recorded=head.recorded + 1), attrs.evolve(head, erased=1)):
        store._head = changed
        assert kinds(bench.log.verify()) == {"linkage"}
    store._head = head
    assert bench.log.verify().ok


@pytest.mark.parametrize("column", ["root", "recorded", "position"])
def test_any_flipped_bit_of_a_batch_is_found_with_its_position(file, column):
    """Roots that were stored are told from entries that were changed."""
    for (position,) in file.log.store._connections.get().execute("SELECT position FROM batch").fetchall():
        value = file.log.store._one(f"SELECT {column} FROM batch WHERE position = ?", position)[0]
        width = 63 if isinstance(value, int) else 256
        for bit in range(0, width, 9):
            turned = flipped(value, bit)
            try:
                sql(file, (f"UPDATE batch SET {column} = ? WHERE position = ?", (turned, position)))
            except sqlite3.IntegrityError:  # two batches of one position
                continue
            found = file.log.verify()
            assert found.ok is False, (position, bit)
            if column == "root":
                assert [(one.kind, one.positions) for one in found.problems] == [("linkage", (position,))]
            at = turned if column == "position" else position
            sql(file, (f"UPDATE batch SET {column} = ? WHERE position = ?", (value, at)))
    assert file.log.verify().ok


def test_a_flipped_bit_of_a_position_is_found(file):
    """An entry that moved is missing where it was."""
    for position in range(1, SIZE + 1):
        for bit in range(0, 62, 3):
            other = position ^ (1 << bit)
            if 1 <= other <= SIZE:
                continue
            sql(file, ("UPDATE entry SET position = ? WHERE position = ?", (other, position)))
            found = file.log.verify()
            assert found.ok is False
            assert found.first_bad <= position
            sql(file, ("UPDATE entry SET position = ? WHERE position = ?", (position, other)))
    assert file.log.verify().ok


def test_a_dropped_row_is_found(file):
    """F066: at its position, from whichever table; at the end too, where the head is not put back."""
    for position in range(1, SIZE + 1):
        shutil.copy(file.log.store.path, Path(file.folder) / "before")
        sql(file, f"DELETE FROM entry WHERE position = {position}")
        found = file.log.verify()
        assert found.first_bad == position
        assert "linkage" in kinds(found)
        restore(file)
    for table in ("batch", "name", "effect"):
        sql(file, f"DELETE FROM {table} WHERE position = 4")
        assert file.log.verify().first_bad == 4, table
        restore(file)


def restore(bench):
    """The log as `filled` makes it, in the place of what was tampered with."""
    bench.log.close()
    for left in Path(bench.folder).glob("log.db*"):
        left.unlink()
    bench.log = filled("sqlite", bench.folder).log


@pytest.mark.parametrize("other", [2, 3, 4, 9])
def test_a_swapped_pair_is_found(held, other):
    """F066: two entries in each other's place, with all that is theirs."""
    if held.name in IN_PROCESS:
        first, second = stored(held, 1), stored(held, other)
        store(held, 1, second._replace(position=1))
        store(held, other, first._replace(position=other))
    else:
        swap = f"UPDATE entry SET position = CASE position WHEN 1 THEN -{other} WHEN {other} THEN -1 END"
        sql(
            held,
            f"{swap} WHERE position IN (1, {other})",
            "UPDATE entry SET position = -position WHERE position < 0",
        )
    found = held.log.verify()
    assert found.ok is False
    assert found.first_bad == 1
    assert kinds(found) == {"linkage"}


def test_a_pair_swapped_in_memory_with_its_positions_is_found(tmp_path):
    """The order of the entries is part of what is checked."""
    bench = filled("memory", tmp_path)
    entries = bench.log.store._entries
    entries[3], entries[4] = entries[4], entries[3]
    assert bench.log.verify().first_bad == 4


def test_a_forged_time_is_found(file):
    """F066: an entry dated back together with its batch and the head."""
    sql(
        file,
        f"UPDATE entry SET recorded = recorded - {DAY} WHERE position = 1",
    )
    assert file.log.verify().first_bad == 1
    restore(file)
    for table in ("entry", "batch"):
        sql(file, f"UPDATE {table} SET recorded = recorded + 1 WHERE position = 9")
    sql(file, "UPDATE head SET recorded = recorded + 1")
    found = file.log.verify()
    assert (found.first_bad, kinds(found)) == (9, {"linkage"})
    assert "entry 9 is not what was recorded" in str(found)


def test_a_body_edited_behind_a_dropped_trigger_is_found(file):
    """F063, F070: the triggers are there again, and the row is another one."""
    sql(
        file,
        ("UPDATE entry SET body = CAST(replace(CAST(body AS TEXT), 'two', 'six') AS BLOB) WHERE position = ?", (2,)),
    )
    with eventlog.open(file.log.store.path) as again:
        found = again.verify()
    assert [(one.kind, one.positions) for one in found.problems] == [("content", (2,))]
    assert found.checked == SIZE - 1


def test_a_head_that_was_put_back_is_found(file):
    """Entries that stand after the head are not passed over."""
    store = file.log.store
    before = store._one("SELECT size, recorded, frontier, erased FROM head")
    file.log.record(*plain(7))
    assert file.log.verify().ok
    sql(file, ("UPDATE head SET size = ?, recorded = ?, frontier = ?, erased = ?", before))
    found = file.log.verify()
    assert found.first_bad == SIZE + 1
    assert kinds(found) == {"linkage"}
    assert found.checked == SIZE


def test_a_missing_body_that_no_redaction_names_is_found(held):
    """F086: with its position, and the tree still holds."""
    if held.name in IN_PROCESS:
        store(held, 3, stored(held, 3)._replace(body=None, salt=None))
        held.log.store._head = attrs.evolve(held.log.store._head, erased=1)
    else:
        sql(
            held,
            "UPDATE entry SET id = NULL, salt = NULL, body = NULL WHERE position = 3",
            "UPDATE head SET erased = 1",
        )
    found = held.log.verify()
    assert [(one.kind, one.positions) for one in found.problems] == [("content", (3,))]
    assert "no redaction names it" in str(found)
    assert found.linked == SIZE


def test_a_log_that_was_cut_off_is_seen_only_by_who_holds_a_checkpoint(held):
    """F067: within itself it is sound; it says up to where it is attested."""
    first = held.log.checkpoint(KEY)
    held.log.record(*plain(7))
    second = held.log.checkpoint(KEY, after=first)
    found = held.log.verify([second, first])
    assert (found.ok, found.attested, found.attested_by) == (True, SIZE + 2, str(second))
    found = held.log.verify(first)
    assert (found.ok, found.attested) == (True, SIZE)
    assert "10 to 11 not attested" in str(found)
    cut = filled(held.name, fresh(held))
    assert cut.log.verify().ok
    assert cut.log.verify(first).ok
    found = cut.log.verify([first, second])
    assert found.ok is False
    assert kinds(found) == {"checkpoint"}
    assert "cut off" in str(found)
    assert found.attested == SIZE
    with pytest.raises(ProofError, match="cut off"):
        cut.log.checkpoint(KEY, after=second)
    cut.log.close()


def fresh(bench):
    """Another folder."""
    folder = Path(bench.folder) / "another"
    folder.mkdir(exist_ok=True)
    return folder


def test_a_log_that_was_written_anew_contradicts_every_checkpoint_of_it(held):
    """F064, F066, F068: all hashes right, other entries; told by whoever holds a checkpoint, and between which."""
    first = held.log.checkpoint(KEY)
    held.log.record(*plain(7))
    second = held.log.checkpoint(KEY)
    other = Bench(held.name, fresh(held))
    held_entries = [entry.event for entry in held.log.entries()]
    other.log.record(*held_entries[:3])
    other.log.record(report("Forged", text="forged"), *held_entries[4:9])
    assert other.log.verify().ok
    found = other.log.verify(first)
    assert (found.ok, found.attested, kinds(found)) == (False, 0, {"checkpoint"})
    assert "entries 1 to 9 are not those" in str(found)
    with pytest.raises(ProofError, match="contradicts"):
        other.log.prove(1, first)
    other.log.close()
    forked = filled(held.name, Path(held.folder) / "another") if held.name == "memory" else None
    if forked is not None:
        forked.log.record(*plain(8))
        found = forked.log.verify([first, second])
        assert found.attested == SIZE
        assert "entries 10 to 11 are not those" in str(found)


def test_a_checkpoint_is_not_signed_over_a_head_that_is_not_the_entries(held):
    """What is signed was hashed from the records."""
    put(held, 4, "kind", b"other/1")
    with pytest.raises(ProofError, match="run verify"):
        held.log.checkpoint(KEY)


def test_a_checkpoint_of_an_empty_log_covers_nothing(log):
    """It is a beginning, and attests no entry."""
    empty = log.checkpoint(KEY)
    assert (empty.size, empty.root) == (0, EMPTY_ROOT)
    log.record(report())
    found = log.verify(empty)
    assert (found.ok, found.attested) == (True, 0)
    assert "not attested" in str(found)


def test_keys_may_be_given_as_their_text(log):
    """As they come out of a file."""
    log.record(report())
    signed = log.checkpoint(KEY.text, SignerKey(name="b", seed=bytes(32)), origin="example.com/log")
    assert Checkpoint.read(signed.text, KEY.verifier.text, origin="example.com/log").size == 1


def test_an_index_that_hides_an_entry_is_found(file):
    """Ids and keys are not hashed: they follow from the bodies, and are compared with them."""
    for statement in (
        "DELETE FROM effect WHERE position = 2",
        "DELETE FROM name WHERE position = 4",
        "UPDATE name SET tag = tag + 1 WHERE position = 4",
        "UPDATE entry SET id = 'agent:x' WHERE position = 4",
        "INSERT INTO name VALUES (7, 4)",
        "INSERT INTO effect VALUES ('q:flood.hurt', 1, NULL)",
        "UPDATE effect SET more = '[4]' WHERE key = 'q:flood.hurt' AND position = 3",
        "UPDATE effect SET key = 'q:flood.fire' WHERE key = 'q:flood.river.level'",
    ):
        sql(file, statement)
        found = file.log.verify()
        assert found.ok is False, statement
        assert kinds(found) == {"index"}
        assert file.log.verify(quick=True).ok is None
        restore(file)
    assert file.log.verify().ok


def test_what_belongs_to_no_entry_is_found(file):
    """Rows beside the log are no part of it."""
    sql(file, "INSERT INTO name VALUES (5, 77)")
    assert kinds(file.log.verify()) == {"storage"}


@given(data=st.data())
def test_a_file_with_a_flipped_bit_is_refused_or_wrong_or_says_the_same(data, tmp_path_factory):
    """Wherever in the file: no bit changes what a log says and leaves it sound."""
    folder = tmp_path_factory.mktemp("flip", numbered=True)
    bench = filled("sqlite", folder)
    before, path = dump(bench.log), bench.log.store.path
    bench.log.close()
    octets = bytearray(Path(path).read_bytes())
    used = [at for at in range(len(octets)) if octets[at]] if data.draw(st.booleans()) else range(len(octets))
    for at in data.draw(st.lists(st.sampled_from(used), min_size=1, max_size=2)):
        octets[at] ^= 1 << data.draw(st.integers(0, 7))
    Path(path).write_bytes(octets)
    try:
        with eventlog.open(path, read_only=True) as log:
            found = log.verify()
            same = found.ok and dump(log) == before
    except StoreError:
        return
    except ValueError:  # no entry of a log can be read
        return
    assert same or not found.ok


@given(st.lists(st.integers(0, 30), max_size=12))
def test_the_growing_tree_is_the_frontier(sizes):
    """However many leaves come at a time."""
    tree, frontier = Tree(), Frontier()
    for number, size in enumerate(sizes):
        leaves = [bytes([number, at]) * 16 for at in range(size)]
        tree.extend(leaves)
        frontier = frontier.extend(leaves)
        assert (tree.size, tree.hashes, tree.root()) == (frontier.size, frontier.hashes, frontier.root())


def test_a_slow_writer_beside_a_verification_is_no_fault(file):
    """One snapshot: what is recorded meanwhile is neither checked nor missed."""
    other = SQLiteStore(file.log.store.path, durability="off", salts=file.salts)
    try:
        from eventlog.clock import Clock
        from eventlog.log import EventLog

        second = EventLog(other, Clock(file.clock))

        def write(*_):
            file.clock.go(SECOND)
            second.record(*plain(second.head.position + 50))

        found = file.log.verify(progress=write)
        assert (found.ok, found.size) == (True, SIZE)
        assert file.log.verify().size > SIZE
    finally:
        other.close()


def test_a_process_that_has_only_the_verifier_checks_a_proof(held, tmp_path):
    """The bundle, the checkpoint and the key are enough; the wrong key, bundle or checkpoint is refused."""
    from eventlog import verifier

    old = held.log.checkpoint(KEY)
    held.log.record(*plain(7))
    held.log.prove(4, old).save(tmp_path / "4.json")
    held.log.prove(4).save(tmp_path / "unattested.json")
    old.save(tmp_path / "old")
    held.log.checkpoint(KEY).save(tmp_path / "new")
    shutil.copy(verifier.__file__, tmp_path / "verifier.py")

    def check(bundle, checkpoint, key):
        command = [sys.executable, "-I", "verifier.py", bundle, "--checkpoint", checkpoint, "--key", key]
        return subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=60, check=False)

    trusted, other = KEY.verifier.text, SignerKey(name=KEY.name, seed=bytes(32)).verifier.text
    done = check("4.json", "old", trusted)
    assert (done.returncode, done.stderr) == (0, "")
    assert "attested by the checkpoint" in done.stdout
    assert check("4.json", "new", trusted).returncode == 1
    assert check("unattested.json", "new", trusted).returncode == 0
    assert check("4.json", "old", other).returncode == 1
    command = [sys.executable, "-I", "-S", "verifier.py", "4.json", "--checkpoint", "old", "--key", trusted]
    alone = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, timeout=60, check=False)
    assert alone.returncode == 6
    assert "not proved: the signature of the checkpoint" in alone.stdout

"""A log that is carried elsewhere is the same log: the same bytes, the same root, the same answers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventlog
from eventlog.clock import Clock
from eventlog.codec import register
from eventlog.errors import InvalidImport, InvalidValue, ProofError, ReadOnly, StoreError, UnknownKind
from eventlog.log import EventLog
from eventlog.stores import MemoryStore
from log_backends import STORES, Bench, dump
from log_samples import plain, report
from log_tampering import KEY, filled, sql

pytest.importorskip("cryptography", reason="checkpoints need the extra sign")


@pytest.fixture(params=STORES)
def held(request, tmp_path):
    """A log of nine entries, of which three are redacted by a tenth."""
    bench = filled(request.param, tmp_path)
    bench.log.redact(2, reason="order 17")
    bench.log.record(*plain(9))
    yield bench
    bench.log.close()


def empty(bench, name=None):
    """An empty log on the same kind of store."""
    folder = Path(bench.folder) / f"empty{len(list(Path(bench.folder).iterdir()))}"
    folder.mkdir()
    return Bench(name or bench.name, folder)


def answers(log):
    """What a log says, to be compared."""
    known = log.as_of("2024-12-31")
    return [(str(one), one.withheld, [str(claim) for claim in one.claims]) for one in known]


@pytest.mark.parametrize("into", STORES)
def test_what_was_exported_and_imported_is_the_same_log(held, into):
    """Bytes, root, moments, ids, answers; checkpoints and proofs hold; it verifies with its index."""
    point = held.log.checkpoint(KEY)
    path = Path(held.folder) / "out.jsonl"
    assert held.log.export_jsonl(path) == 12
    other = empty(held, into)
    assert other.log.import_jsonl(path, point) == 12
    assert dump(other.log) == dump(held.log)
    assert (other.log.head, other.log.store.head()) == (held.log.head, held.log.store.head())
    assert answers(other.log) == answers(held.log)
    assert other.log.verify(point).ok
    assert other.log.verify(point).redacted == held.log.verify().redacted
    assert other.log.prove(3, point).bundle == held.log.prove(3, point).bundle
    again = Path(held.folder) / "again.jsonl"
    other.log.export_jsonl(again)
    assert again.read_bytes() == path.read_bytes()
    other.clock.at = held.clock.at
    other.log.record(report("Next", text="next"))
    assert other.log.verify(point).ok
    other.log.close()


def test_an_import_comes_into_an_empty_log_of_the_same_zone(held):
    """Nothing is ever put before or between entries, and bare dates keep their meaning."""
    path = Path(held.folder) / "out.jsonl"
    held.log.export_jsonl(path)
    with pytest.raises(InvalidValue, match="empty one"):
        held.log.import_jsonl(path)
    other = EventLog(MemoryStore(zone="Europe/Kyiv"), Clock(held.clock))
    with pytest.raises(InvalidValue, match="zone="):
        other.import_jsonl(path)


def lines(held):
    """An export, as lines."""
    path = Path(held.folder) / "lines.jsonl"
    if not path.exists():
        held.log.export_jsonl(path)
    return path.read_bytes().splitlines(keepends=True)


def changed(line, **members):
    """A line with members set."""
    return json.dumps(json.loads(line) | members, separators=(",", ":")).encode() + b"\n"


def wrongs(good):
    """Exports that are not what they were, by what was done."""
    entry = json.loads(good[4])
    reordered = json.dumps(dict(reversed(entry.items()))).encode() + b"\n"
    yield "nothing", []
    yield "no header", good[1:]
    yield "cut off", good[:-1]
    yield "cut off in a line", [*good[:-1], good[-1][:-9]]
    yield "no last line end", [*good[:-1], good[-1].rstrip(b"\n")]
    yield "more", [*good, good[-1]]
    yield "a line twice", [*good[:3], good[2], *good[3:]]
    yield "two lines swapped", [*good[:3], good[4], good[3], *good[5:]]
    yield "a line missing", [*good[:4], *good[5:]]
    yield "a key twice", [*good[:4], good[4].replace(b'{"position"', b'{"position":4,"position"'), *good[5:]]
    yield "keys in another order", [*good[:4], reordered, *good[5:]]
    yield "a key more", [*good[:4], changed(good[4], id="agent:x"), *good[5:]]
    yield "another format", [changed(good[0], format="eventlog-export/2"), *good[1:]]
    yield "another size", [changed(good[0], size=11), *good[1:]]
    yield "a negative size", [changed(good[0], size=-1), *good[1:]]
    yield "another root", [changed(good[0], root="A" * 43 + "="), *good[1:]]
    for name, value in {
        "position": True,
        "recorded": entry["recorded"] - 10**12,
        "kind": "",
        "commit": "AAAA",
        "salt": None,
        "body": entry["body"].rstrip("=") + "\n",
    }.items():
        yield f"another {name}", [*good[:4], changed(good[4], **{name: value}), *good[5:]]
    yield (
        "a position that is no whole number",
        [good[0], good[1].replace(b'"position":1,', b'"position":1e0,'), *good[2:]],
    )
    yield "erased without a redaction", [*good[:4], changed(good[4], body=None, salt=None), *good[5:]]
    yield "a kind that nobody knows", [*good[:4], changed(good[4], kind="desk.unheard/1"), *good[5:]]
    yield "not UTF-8", [*good[:4], good[4].replace(b"agent", b"ag\xffnt"), *good[5:]]


def test_an_export_that_was_touched_is_refused_and_nothing_comes_in(held):
    """Strict: each of these is refused with a sentence that names the file, and the log is as empty as it was."""
    other = empty(held)
    for what, octets in wrongs(lines(held)):
        path = Path(held.folder) / "wrong.jsonl"
        path.write_bytes(b"".join(octets))
        with pytest.raises((InvalidImport, UnknownKind)) as refused:
            other.log.import_jsonl(path)
        named = str(refused.value).startswith(("wrong.jsonl: ", "wrong.jsonl, line "))
        assert named or isinstance(refused.value, UnknownKind), what
        assert other.log.head.position == 0, what
        assert other.log.verify().ok, what
    other.log.import_jsonl(Path(held.folder) / "lines.jsonl")
    assert dump(other.log) == dump(held.log)
    other.log.close()


def test_an_export_rewritten_with_all_its_hashes_is_known_by_a_checkpoint(held):
    """F064: it is a log in itself, and not the one that somebody attested."""
    point = held.log.checkpoint(KEY)
    forged = empty(held, "memory")
    forged.log.record(*plain(1), *plain(2), *plain(3), *plain(4), *plain(5), *plain(6))
    path = Path(held.folder) / "forged.jsonl"
    forged.log.export_jsonl(path)
    other = empty(held)
    with pytest.raises(ProofError, match="not of this log"):
        other.log.import_jsonl(path, point)
    assert other.log.head.position == 0
    shorter = empty(held, "memory")
    shorter.log.record(*plain(1))
    short = Path(held.folder) / "short.jsonl"
    shorter.log.export_jsonl(short)
    with pytest.raises(ProofError):
        other.log.import_jsonl(short, point)
    assert other.log.import_jsonl(path) == 12
    other.log.close()


def test_events_of_a_users_own_come_back(held):
    """Their class has to be registered, for ids and keys are derived from them."""

    @register("transfer.note")
    @attrs.frozen
    class Note:
        text: str

        @property
        def effects(self):
            return (f"note:{self.text}",)

    held.log.record(Note("one"))
    path = Path(held.folder) / "notes.jsonl"
    held.log.export_jsonl(path)
    other = empty(held)
    other.log.import_jsonl(path)
    assert dump(other.log) == dump(held.log)
    assert other.log.reader.keys("note:", 99)
    assert list(other.log.reader.keys("note:", 99)) == ["note:one"]
    other.log.close()


def test_nothing_is_written_over(held):
    """Neither by an export nor by a backup; and no part of a file is left."""
    path = Path(held.folder) / "there"
    path.write_text("mine")
    for write in (held.log.export_jsonl, held.log.backup):
        with pytest.raises(StoreError, match="already"):
            write(path)
    assert path.read_text() == "mine"
    assert list(Path(held.folder).glob(".*.new*")) == []


def test_a_folder_that_is_not_there_is_told(held):
    """By its name, and not as a fault of the log."""
    for write in (held.log.export_jsonl, held.log.backup):
        with pytest.raises(StoreError, match=r"nowhere/copy can't be written, for there is no such folder"):
            write(Path(held.folder) / "nowhere" / "copy")


def test_a_backup_is_a_log_of_its_own_and_verified(held):
    """Taken while the log is open; the same bytes; it goes on from there."""
    path = Path(held.folder) / "copy.db"
    point = held.log.checkpoint(KEY)
    found = held.log.backup(path)
    assert (found.ok, found.size) == (True, 12)
    assert list(Path(held.folder).glob("copy.db?*")) == []
    with eventlog.open(path) as copy:
        assert dump(copy) == dump(held.log)
        assert copy.verify(point).ok
        assert answers(copy) == answers(held.log)
        copy.record(report("Next", text="next"))
        assert copy.verify(point).ok
    assert held.log.head.position == 12


@pytest.mark.parametrize("how", [True, "immutable"])
def test_who_may_only_read_may_back_up(tmp_path, how):
    """The same bytes, whether others write meanwhile or nobody ever will; and the log stays as it was."""
    bench = filled("sqlite", tmp_path)
    if how == "immutable":
        bench.log.close()
    before = Path(bench.log.store.path).read_bytes()
    with eventlog.open(bench.log.store.path, read_only=how) as reader:
        assert reader.backup(tmp_path / "copy.db").ok
        with pytest.raises(ReadOnly):
            reader.record(*plain(1))
        with eventlog.open(tmp_path / "copy.db") as copy:
            assert dump(copy) == dump(reader)
    assert Path(bench.log.store.path).read_bytes() == before
    bench.log.close()


def test_a_log_that_does_not_verify_is_not_backed_up(tmp_path):
    """A copy under the final name is one that was found sound."""
    bench = filled("sqlite", tmp_path)
    sql(bench, "UPDATE entry SET body = x'7b7d' WHERE position = 3")
    with pytest.raises(StoreError, match="does not verify"):
        bench.log.backup(tmp_path / "copy.db")
    assert list(tmp_path.glob("copy*")) == []
    bench.log.close()


def test_a_backup_holds_nothing_of_what_was_redacted(tmp_path):
    """Nor the free pages of the file it was taken from."""
    bench = filled("sqlite", tmp_path)
    bench.log.redact(1, reason="order 17")
    bench.log.backup(tmp_path / "copy.db")
    assert b"The river rose" not in (tmp_path / "copy.db").read_bytes()
    bench.log.close()


KILLED = """
import sys, eventlog
from eventlog.transfer import backup  # the function; its module is found by its name
transfer = sys.modules["eventlog.transfer.backup"]
log = eventlog.open(sys.argv[1])
real = transfer.verify
def slow(*given, **rest):
    print("copied", flush=True)
    import time; time.sleep(60)
transfer.verify = slow
log.backup(sys.argv[2])
"""


def test_a_backup_that_is_killed_leaves_nothing_under_its_name(tmp_path):
    """F021: and the next one is not in its way."""
    bench = filled("sqlite", tmp_path)
    env = os.environ | {"PYTHONPATH": str(Path(eventlog.__file__).parents[1])}
    command = [sys.executable, "-c", KILLED, bench.log.store.path, str(tmp_path / "copy.db")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=env, text=True) as running:
        assert running.stdout.readline() == "copied\n"
        running.send_signal(signal.SIGKILL)
        running.wait(30)
    assert not (tmp_path / "copy.db").exists()
    assert bench.log.backup(tmp_path / "copy.db").ok
    assert sorted(one.name for one in tmp_path.glob("copy*")) == ["copy.db"]
    bench.log.close()
    assert time.monotonic() > 0


@given(numbers=st.lists(st.integers(1, 3), min_size=1, max_size=4), gone=st.sets(st.integers(1, 6), max_size=2))
def test_any_log_comes_back_as_it_was(numbers, gone, tmp_path_factory):
    """Any batches, any redactions: there and back is the same."""
    folder = tmp_path_factory.mktemp("there", numbered=True)
    bench, count = Bench("memory", folder), 0
    for size in numbers:
        bench.clock.go(1)
        bench.log.record(*(thing for number in range(count, count + size) for thing in plain(number)))
        count += size
    targets = [at for at in gone if at <= len(bench.log)]
    if targets:
        bench.log.redact(*targets, reason="order 17")
    bench.log.export_jsonl(folder / "out")
    other = EventLog(MemoryStore(), Clock(bench.clock))
    other.import_jsonl(folder / "out")
    assert dump(other) == dump(bench.log)
    assert other.store.head() == bench.log.store.head()
    for key in bench.log.store.keys("", 99):
        assert list(other.store.under((key,), 0, 99)) == list(bench.log.store.under((key,), 0, 99))


class _Redacted(MemoryStore):
    """A store of which an entry is redacted while its entries are read for the first time."""

    def __init__(self) -> None:
        super().__init__()
        self.meanwhile = lambda: None

    def entries(self, after: int, upto: int):
        """The entries, and after the first of them what happens meanwhile."""
        for at, one in enumerate(super().entries(after, upto)):
            yield one
            if at == 0:
                then, self.meanwhile = self.meanwhile, lambda: None
                then()


def test_what_is_redacted_during_an_export_is_missing_with_the_entry_that_says_so(tmp_path):
    """The export can be taken in: it holds the redaction, and not the body."""
    store = _Redacted()
    log = EventLog(store)
    for number in range(3):
        log.record(*plain(number))
    before = len(log)
    store.meanwhile = lambda: log.redact(3, reason="order 17")
    assert log.export_jsonl(tmp_path / "log.jsonl") == before + 1
    with eventlog.open(tmp_path / "again.db") as again:
        assert again.import_jsonl(tmp_path / "log.jsonl") == before + 1
        assert again.store.entry(3).body is None

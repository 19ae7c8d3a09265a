"""Faults of the list (data/faults.json) that a log of any kind must stand, each named by its number."""

from __future__ import annotations

import fcntl
import json
import re
import sys
import threading
import unicodedata
from pathlib import Path

import attrs
import pytest

import eventlog
from eventlog.claims import Agent, Ref
from eventlog.errors import Conflict, InvalidValue
from eventlog.events import Annulled, Superseded
from eventlog.log import Expect
from eventlog.stores.sqlite import store as sqlite
from log_backends import START, STORES, Bench
from log_samples import TEXT, plain, report, river

HERE = Path(__file__).resolve()


@pytest.fixture(params=STORES)
def log(request, tmp_path):
    """A log over each store."""
    bench = Bench(request.param, tmp_path, zone="UTC")
    yield bench.log
    bench.log.close()


def test_two_writers_with_one_expectation(log) -> None:
    """F026: of those who read up to the same position exactly one wins; the others are told where to read on."""
    one = report()
    seen = log.record(one)[-1]
    won, lost = [], []
    start = threading.Barrier(8)

    def write(number: int) -> None:
        claim = one.claim("flood.deep", True, paraphrase=f"{number}")
        start.wait()
        try:
            won.append(log.record(claim, expect=Expect(about="flood.deep", after=seen)))
        except Conflict as conflict:
            lost.append(conflict.position)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert won == [(2,)]
    assert lost == [2] * 7


def test_commits_and_checkpoints_run_under_one_lock(tmp_path, monkeypatch) -> None:
    """F030: on every version of SQLite, those with the bug that loses a commit included."""
    path = tmp_path / "log.db"
    monkeypatch.setattr(sqlite, "_CHECKPOINT_BYTES", 0)
    seen = []

    def locked() -> bool:
        with (tmp_path / "log.db-lock").open("a") as other:
            try:
                fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
            return False

    def trace(statement: str) -> None:
        if re.match("COMMIT|PRAGMA wal_checkpoint|BEGIN", statement):
            seen.append((statement, locked()))

    with eventlog.open(path) as log:
        log.store._connections.get().set_trace_callback(trace)
        log.record(*plain(1))
        log.store._connections.get().set_trace_callback(None)
    assert {statement.split("(")[0] for statement, _ in seen} == {"BEGIN IMMEDIATE", "COMMIT", "PRAGMA wal_checkpoint"}
    assert all(held for _, held in seen)


@pytest.mark.parametrize("now", ["2024-06-30T23:59:60Z", "2024-06-30T24:00:00Z", "2024-06-30T12:00:00.1234567Z"])
def test_a_clock_may_not_say_what_is_no_moment(tmp_path, now) -> None:
    """F050, F053: a leap second, 24:00 and digits finer than a microsecond are refused, in every store alike."""
    for target in (":memory:", tmp_path / "log.db"):
        with eventlog.open(target, clock=lambda: now) as log:
            with pytest.raises(eventlog.InvalidTime):
                log.record(report())
            assert len(log) == 0


def test_clocks_are_never_mixed(log) -> None:
    """F061: a report from the future of the log, and one said after it was published, are taken as they stand."""
    one = eventlog.Report(publisher="outlet:herald", title="Ahead", published="2031-01-01")
    claim = one.claim("flood.next", True, by=["gov:x"], said="2031-01-01", during="2030")
    log.record(one, claim)
    assert log.as_of("2030-12-31")["flood.next"].status == "unreported"
    assert log.as_of("2031-01-01")["flood.next"].status != "unreported"
    assert log.as_of("2031-01-01", recorded="2024-06-26")["flood.next"].status != "unreported"


def test_cuts_at_exactly_the_moment(tmp_path) -> None:
    """F062: a cut is inclusive, of equal moments the position decides, before the first there is nothing."""
    bench = Bench("memory", tmp_path)
    one = report()
    bench.log.record(one, river(one))
    (second,) = bench.log.record(report("Two", text="two"))
    reader = bench.log.reader
    assert [reader.upto(START + shift) for shift in (-1, 0, 1)] == [0, 2, second]
    assert bench.log.as_of(recorded="2024-06-26T12:00:00Z").cut.position == 2
    assert bench.log.as_of(recorded="2024-06-26T11:59:59.999999Z").cut.position == 0


STRANGE = {
    "F100 not composed": "Cafe\u0301 \u1e9b\u0323",
    "F100 bidirectional": "a\u202eb\u2066c",
    "F100 zero width": "a\u200bb\ufeff",
    "F100 homoglyph": "\u0440aypal",
    "F108 statements": "'; DROP TABLE entry;-- \" ` %_",
    "F112 escapes": "\x1b[2J\x07\x9b\r\n",
    "F092 all but NUL": "".join(map(chr, range(1, 0x250))),
    "beyond the first plane": "\U0001f600\U0010ffff",
}


@pytest.mark.parametrize("case", STRANGE)
def test_text_is_kept_as_it_was_given(log, case) -> None:
    """Whatever Unicode allows comes back code point by code point; nothing is normalised, nothing is run."""
    text = STRANGE[case]
    one = eventlog.Report(publisher="outlet:herald", title=text, text=f"{text} {TEXT}", url=text)
    claim = one.claim("a.b", text, paraphrase=text, by=["gov:x"])
    log.record(one, claim, Agent(id="gov:x", name=text))
    held = [entry.event for entry in log.entries()]
    assert held[0].report == one
    assert held[1].claim == claim
    assert held[2].agent.name == text
    assert unicodedata.normalize("NFC", held[0].report.title) == unicodedata.normalize("NFC", text)
    assert log.record(one, claim) == (1, 2)


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "x\udfff"])
def test_text_that_no_store_can_hold(log, text) -> None:
    """F091, F092: NUL and half characters are refused by one rule, in every store alike."""
    with pytest.raises(InvalidValue):
        log.record(eventlog.Report(publisher="outlet:herald", title=text))
    assert len(log) == 0


@pytest.mark.parametrize(
    "name", ["person:\u0440at", "person:Pat", "person:a b", "x:y", "person:", "person:a'--", "gov:" + "x" * 300]
)
def test_names_have_a_safe_alphabet(name) -> None:
    """F100: what people name themselves can't look like something else."""
    with pytest.raises(InvalidValue):
        Agent(id=name)


def test_judgements_may_go_on_and_on(log) -> None:
    """F120, F121: a chain of more annulments of annulments than Python calls deep is walked, and comes to an end."""
    one = report()
    claim = river(one)
    log.record(one, claim)
    target, batch = claim.id, []
    for _ in range(1200):
        annulled = Annulled(target=Ref(target))
        batch.append(annulled)
        target = annulled.id
    last = log.record(*batch)[-1]
    assert last == 1202 > sys.getrecursionlimit()
    assert log.as_of("2024-12-31")["flood.river.level"].claims
    with pytest.raises(Conflict):
        log.record(plain(1)[0], expect=Expect(about="flood.river", after=last - 1))
    log.record(Annulled(target=Ref(target)))
    assert not log.as_of("2024-12-31")["flood.river.level"].claims


def test_nothing_can_name_itself_or_what_is_to_come(log) -> None:
    """F120: ids are made from content, so a circle can't be written down; a name that leads nowhere is refused."""
    one = report()
    a = river(one)
    log.record(one, a)
    with pytest.raises(InvalidValue):
        eventlog.Link(kind="restates", from_=a.id, to=a.id, by="user:desk")
    with pytest.raises(eventlog.UnknownReference):
        log.record(Superseded(target=Ref(a.id), by="person:mayor", notice="2024-07-01", with_=Ref("claim:" + "0" * 32)))
    assert len(log) == 2


def test_a_huge_batch_is_one_batch(log) -> None:
    """F114: thousands of keys and ids at once, in time that rises with their number."""
    things = [thing for number in range(2000) for thing in plain(number, f"q.n{number}")]
    assert log.record(*things) == tuple(range(1, 4001))
    assert len({entry.recorded for entry in log.entries()}) == 1
    assert log.record(*things).new == ()


def test_only_what_is_on_the_list_is_named() -> None:
    """A number in a test is one of the list, so that whoever looks a fault up finds the test."""
    known = {fault["id"] for fault in json.loads((HERE.parent / "data" / "faults.json").read_text())["faults"]}
    named = {
        number
        for file in HERE.parents[1].rglob("test_*.py")
        for number in re.findall(r"(?<!noqa: )\bF\d{3}\b", file.read_text(encoding="utf-8"))
    }
    assert named <= known
    assert {"F001", "F014", "F030", "F046", "F122"} <= named


@pytest.mark.slow
def test_a_claim_with_a_long_chain() -> None:
    """F121: a hundred thousand tellers in a row are kept and asked about without a stack overflowing."""
    log = eventlog.open(":memory:")
    one = report()
    chain = [f"person:p{number}" for number in range(100_000)]
    claim = one.claim("flood.hearsay", True, by=chain)
    log.record(one, claim)
    assert log.reader.entry(2).event.claim == claim
    assert len(log.as_of("2024-12-31")["flood.hearsay"].claims) == 1
    assert attrs.evolve(claim).id == claim.id

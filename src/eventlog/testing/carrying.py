"""The laws of a log on a store: it says what the same log in memory says, and can be carried elsewhere and back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import pytest

from eventlog.claims import Agent, Assessment, Link, Question, Ref
from eventlog.clock import Clock
from eventlog.errors import Conflict, UnknownReference
from eventlog.events import Amended, Annulled, Retracted, SameEntity
from eventlog.log import EventLog, Expect
from eventlog.log.opening import open as open_log
from eventlog.reports import Report
from eventlog.stores import MemoryStore, Salts, Store
from eventlog.testing.histories import check_histories
from eventlog.testing.stores import SECOND, Hand, counted_salts, dump

__all__ = ["Carrying"]

TEXT = "The river rose by two metres, the mayor said. No one was hurt, a neighbour said."


def batches() -> Iterator[tuple[Any, ...]]:
    """A small log that has something of everything."""
    report = Report(publisher="outlet:herald", title="Flood", published="2024-06-20", text=TEXT)
    level = report.claim("flood.river.level", "two metres", by=["person:mayor"], quote="two metres")
    hurt = report.claim("flood.hurt", False, by=["anon:neighbour"], quote="No one was hurt")
    yield report, level, hurt
    yield Agent(id="person:mayor", name="The mayor"), Question(id="flood.hurt", words="Was anybody hurt?", kind="event")
    yield (
        Link(kind="restates", from_=Ref(level.id), to=Ref(hurt.id), by="user:desk"),
        SameEntity(a="person:m", b="person:mayor"),
    )
    doubt = Assessment(about=Ref(level.id), what="verification", value="not verified", by="user:desk")
    yield doubt, Annulled(target=Ref(doubt.id))
    later = Report(publisher="outlet:post", title="Later", published="2024-06-22")
    yield later, later.claim("flood.hurt", True, by=["person:doctor"], paraphrase="two were hurt")
    yield (
        Amended(report=Ref(report.id), field="title", value="The flood"),
        Retracted(target=Ref(level.id), by="outlet:herald", notice=Ref(later.id)),
    )


def filled(store: Store) -> EventLog:
    """A log of these batches on an empty store."""
    clock = Hand()
    log = EventLog(store, Clock(clock))
    for batch in batches():
        log.record(*batch)
        clock.go(SECOND)
    return log


def said(log: EventLog) -> list[Any]:
    """What a log says: its bytes, what was known at three cuts, how it verifies, and where it is found."""
    cuts = [log.as_of("2024-06-21"), log.as_of("2024-12-31"), log.as_of("2024-12-31", recorded=log.head.recorded_at)]
    verified = log.verify()
    return [
        dump(log),
        log.head,
        [
            [(str(one), one.status, one.withheld, [str(claim) for claim in one.claims]) for one in known]
            for known in cuts
        ],
        (verified.ok, verified.checked, verified.redacted, [str(problem) for problem in verified.problems]),
        [(key, [entry.position for entry in log.reader.about(key, len(log))]) for key in log.reader.keys("", len(log))],
    ]


class Carrying:
    """The laws of a log on a store.

    `persists`: whether the log is still there after its store was closed. `examples`: how many of each kind are tried.
    """

    persists: ClassVar[bool] = True
    examples: ClassVar[int | None] = None

    def make(self, folder: Path, *, zone: str, salts: Salts) -> Store:
        """The store in this folder: made, or opened where it is there already."""
        raise NotImplementedError

    def setup_method(self) -> None:
        """A folder for one law."""
        self.folder = TemporaryDirectory(ignore_cleanup_errors=True)
        self.opened: list[Store] = []

    def teardown_method(self) -> None:
        """Close what the law opened."""
        try:
            for store in self.opened:
                store.close()
        finally:
            self.folder.cleanup()

    def new(self, name: str = "log", *, zone: str = "UTC") -> Store:
        """The store in a folder of this name."""
        folder = Path(self.folder.name, name)
        folder.mkdir(exist_ok=True)
        self.opened.append(self.make(folder, zone=zone, salts=counted_salts()))
        return self.opened[-1]

    def test_a_log_says_what_the_same_log_in_memory_says(self) -> None:
        """Bytes, answers, what is found under each key; and it verifies, with what finds its entries."""
        log = filled(self.new())
        assert said(log) == said(filled(MemoryStore(salts=counted_salts())))
        assert log.verify().ok
        assert log.prove(2).bundle == filled(MemoryStore(salts=counted_salts())).prove(2).bundle

    def test_any_history_is_that_of_a_log_in_memory(self) -> None:
        """Recordings, repetitions, judgements, refusals, clocks that jump: see `histories`."""
        check_histories(self.make, persists=self.persists, examples=self.examples)

    def test_a_refused_batch_leaves_no_trace(self) -> None:
        """A reference to nothing, and an expectation that something came after."""
        log = filled(self.new())
        before = said(log)
        other = Report(publisher="outlet:post", title="Other", published="2024-06-23")
        with pytest.raises(UnknownReference):
            log.record(other, Annulled(target=Ref("claim:" + "0" * 32)))
        with pytest.raises(Conflict):
            log.record(other, expect=Expect(about="flood", after=1))
        assert said(log) == before

    def test_what_is_redacted_is_gone(self) -> None:
        """Body, salt, id and keys of a report and of all that names it; the log verifies, and says what is withheld."""
        log, twin = filled(self.new()), filled(MemoryStore(salts=counted_salts()))
        before = [one.leaf for one in log.store.entries(0, 99)]
        plans = [one.redact(1, reason="order 17") for one in (log, twin)]
        assert plans[0].positions == plans[1].positions
        assert said(log) == said(twin)
        gone = plans[0].positions
        assert all(log.store.entry(position)[3:5] == (None, None) for position in gone)
        assert [log.store.id_at(position) for position in gone] == [None] * len(gone)
        assert [one.leaf for one in log.store.entries(0, 99)][: len(before)] == before
        assert log.store.counts()[1] == log.store.head().erased == len(gone)

    def test_an_export_is_taken_in_byte_for_byte(self) -> None:
        """Out of it into memory, and out of memory into it; redactions too."""
        log = filled(self.new())
        log.redact(1, reason="order 17")
        with _folder() as folder:
            assert log.export_jsonl(folder / "out.jsonl") == len(log)
            model, again = (EventLog(store, Clock(Hand())) for store in (MemoryStore(), self.new("again")))
            for other in (model, again):
                assert other.import_jsonl(folder / "out.jsonl") == len(log)
                assert said(other) == said(log)

    def test_a_backup_is_the_same_log(self) -> None:
        """A file of SQLite with all of it, verified."""
        log = filled(self.new())
        log.redact(1, reason="order 17")
        with _folder() as folder:
            assert log.backup(folder / "copy.db").ok
            with open_log(folder / "copy.db", clock=Hand()) as copy:
                assert said(copy) == said(log)


@contextmanager
def _folder() -> Iterator[Path]:
    with TemporaryDirectory() as name:
        yield Path(name)

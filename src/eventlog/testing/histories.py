"""Any sequence of recordings, repetitions, judgements, refusals, clock jumps and reopenings, on a store.

The model is a list of plain tables. Beside the store runs a log in memory that is told the same with the same clock and
salts, and both must hold the same bytes. Invariants: positions are dense, `recorded` rises from batch to batch, the
head is the root over the leaves, and what was once read is never another.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import attrs
import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from eventlog.claims import Claim, Ref
from eventlog.codec import id_of
from eventlog.errors import ClockSkew, Conflict, IdempotencyConflict, InvalidValue, UnknownReference
from eventlog.events import ClaimRecorded, wrap
from eventlog.events.dependencies import effects, matter
from eventlog.log import EventLog, Expect, Receipt
from eventlog.proof import root_of
from eventlog.stores import MemoryStore, Salts, Store
from eventlog.testing.events import judgements, stories
from eventlog.testing.stores import DAY, Make, StoreBench, dump
from eventlog.testing.trying import trying
from eventlog.testing.values import FEW_QUESTIONS

__all__ = ["StoreHistories", "check_histories"]


def _in_memory(folder: Path, *, zone: str, salts: Salts) -> Store:
    del folder
    return MemoryStore(zone=zone, salts=salts)


def _outcome(log: EventLog, given: Sequence[Any], expect: Expect | None) -> Receipt | Exception:
    try:
        return log.record(*given, expect=expect)
    except (IdempotencyConflict, Conflict, ClockSkew, UnknownReference, InvalidValue) as error:
        return error


class StoreHistories(RuleBasedStateMachine):
    """One log on the store that `make` gives, its model, and the same log in memory. See `check_histories`."""

    make: ClassVar[Make]
    persists: ClassVar[bool] = True

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        folder = Path(self.folder.name)
        self.bench = StoreBench(type(self).make, folder, persists=self.persists)
        self.twin = StoreBench(_in_memory, folder, persists=False)
        self.model: list[dict[str, Any]] = []
        self.told: dict[str, Any] = {}
        self.seen: list[tuple[Any, ...]] = []

    @initialize(story=stories())
    def begin(self, story: list[Any]) -> None:
        """A first batch."""
        self.batch(story)

    def took(self, given: Sequence[Any]) -> Receipt:
        """Record in both logs what can't be refused."""
        receipt = self.batch(given)
        assert isinstance(receipt, Receipt), receipt
        return receipt

    def batch(self, given: Sequence[Any], expect: Expect | None = None) -> Receipt | Exception:
        """Record in both logs; what one refuses the other refuses in the same words."""
        self.twin.clock.at = self.bench.clock.at
        receipt, twin = (_outcome(log, given, expect) for log in (self.bench.log, self.twin.log))
        if isinstance(receipt, Exception) or isinstance(twin, Exception):
            assert (type(receipt), str(receipt)) == (type(twin), str(twin))
            assert isinstance(receipt, Exception)
            return receipt
        assert (receipt, receipt.new, receipt.recorded) == (twin, twin.new, twin.recorded)
        assert receipt.notes == twin.notes
        for position in receipt.new:
            entry = self.bench.log.reader.entry(position)
            self.model.append({"event": entry.event, "recorded": receipt.recorded, "id": entry.id})
        self.told |= {id_of(event): one for one in given if matter(event := wrap(one)) is None}
        return receipt

    @rule(story=stories())
    def record(self, story: list[Any]) -> None:
        """Tell something new: each position holds what was given for it."""
        outcome = self.batch(story)
        if not isinstance(outcome, Exception):
            for one, position in zip(story, outcome, strict=True):
                given, held = wrap(one), self.model[position - 1]["event"]
                assert type(held) is type(given)
                if matter(given) is None:
                    assert self.model[position - 1]["id"] == id_of(given)

    @precondition(lambda self: self.told)
    @rule(data=st.data())
    def repeat(self, data: st.DataObject) -> None:
        """Whatever is in the log already is a no-op that returns its position."""
        some = data.draw(st.lists(st.sampled_from(sorted(self.told)), min_size=1, max_size=4))
        outcome = self.took([self.told[id] for id in some])
        assert list(outcome) == [self.position_of(id) for id in some]
        assert outcome.new == ()

    @precondition(lambda self: self.known())
    @rule(data=st.data())
    def judge(self, data: st.DataObject) -> None:
        """Judgements back and forth: a new word replies to the last, the same word again is none."""
        one = data.draw(judgements(self.known()))
        first = self.batch([one])
        if not isinstance(first, Exception):
            assert list(self.took([one])) == list(first)

    @precondition(lambda self: self.known())
    @rule(data=st.data())
    def lose_the_reference(self, data: st.DataObject) -> None:
        """A batch with one dangling name is refused whole; first for the clock, where that went back too far."""
        one = data.draw(judgements(self.known()))
        stray = ClaimRecorded(claim=data.draw(st.sampled_from(self.stray_claims())))
        refused = self.batch([one, stray])
        behind = self.bench.clock.at < self.model[-1]["recorded"] - DAY
        assert isinstance(refused, ClockSkew if behind else UnknownReference)

    @precondition(lambda self: any(event.startswith("report:") for event in self.told))
    @rule(data=st.data())
    def tell_otherwise(self, data: st.DataObject) -> None:
        """The same report in another language is the same report, which keeps its own; the receipt says so."""
        id = data.draw(st.sampled_from(sorted(id for id in self.told if id.startswith("report:"))))
        report = self.model[self.position_of(id) - 1]["event"].report
        receipt = self.took([attrs.evolve(report, language="zz")])
        assert (tuple(receipt), receipt.new) == ((self.position_of(id),), ())
        assert "its language" in receipt.notes[0].text

    @rule(story=stories(), about=st.sampled_from(FEW_QUESTIONS), data=st.data())
    def expect(self, story: list[Any], about: str, data: st.DataObject) -> None:
        """An expectation fails at the least where a claim on the topic came after its position."""
        after = data.draw(st.integers(0, len(self.model)))
        since = [
            position
            for position, row in enumerate(self.model, start=1)
            if position > after
            and any(
                key.partition(":")[2] == about or key.partition(":")[2].startswith(f"{about}.")
                for key in effects(row["event"])
                if key.startswith(("q:", "dq:"))
            )
        ]
        outcome = self.batch(story, Expect(about=about, after=after))
        if isinstance(outcome, Conflict) and not isinstance(outcome, IdempotencyConflict):
            assert outcome.position > after
        elif not isinstance(outcome, Exception) and outcome.new:
            assert set(since) <= set(outcome)

    @rule(shift=st.integers(-DAY // 2, DAY))
    def turn_the_clock(self, shift: int) -> None:
        """On, or back a little."""
        self.bench.clock.go(shift)

    @rule()
    def reopen(self) -> None:
        """Close it, and open what is there."""
        self.bench.reopen()

    @invariant()
    def positions_are_dense_and_moments_rise(self) -> None:
        """What is read is what was recorded, in order."""
        entries = list(self.bench.log.entries())
        assert [entry.position for entry in entries] == list(range(1, len(self.model) + 1))
        assert [entry.event for entry in entries] == [row["event"] for row in self.model]
        assert [entry.recorded for entry in entries] == [row["recorded"] for row in self.model]
        moments = [entry.recorded for entry in entries]
        assert moments == sorted(moments)

    @invariant()
    def every_store_holds_the_same_bytes(self) -> None:
        """Those of the log in memory, and of what was seen before."""
        held = dump(self.bench.log)
        assert held == dump(self.twin.log)
        assert held[: len(self.seen)] == self.seen
        self.seen = held
        head, twin = self.bench.log.store.head(), self.twin.log.store.head()
        assert head == twin
        assert head.root == root_of(row[6] for row in held)

    @invariant()
    def the_index_answers_as_a_scan_would(self) -> None:
        """Ids, keys and moments."""
        reader = self.bench.log.reader
        size = len(self.model)
        rows: dict[str, list[int]] = {}
        for position, row in enumerate(self.model, start=1):
            assert reader.find(row["id"]) == position
            for key in dict.fromkeys(effects(row["event"])):
                rows.setdefault(key, []).append(position)
        assert list(reader.keys("", size)) == sorted(rows)
        assert list(reader.keys("q:a.", size // 2)) == sorted(
            key for key, held in rows.items() if key.startswith("q:a.") and held[0] <= size // 2
        )
        for key, held in rows.items():
            assert [entry.position for entry in reader.about(key, size)] == held
        for row in self.model[:: max(1, size // 5)]:
            before = sum(other["recorded"] <= row["recorded"] for other in self.model)
            assert reader.upto(row["recorded"]) == before

    def known(self) -> list[Any]:
        """Reports and claims that the log holds."""
        return [self.told[id] for id in self.told if id.startswith(("report:", "claim:"))]

    def stray_claims(self) -> list[Claim]:
        """Claims whose report was never recorded."""
        return [Claim(report=Ref(f"report:{letter * 32}"), question="a", value=True) for letter in "ab"]

    def position_of(self, id: str) -> int:
        """Where the model has what has this id."""
        return next(at for at, row in enumerate(self.model, start=1) if row["id"] == id)

    def teardown(self) -> None:
        """Close both."""
        with contextlib.suppress(AttributeError):
            self.bench.log.close()
            self.twin.log.close()
        self.folder.cleanup()


def check_histories(make: Make, *, persists: bool = True, examples: int | None = None) -> None:
    """Try any history on the store that `make` gives in a folder, as hard as the profile of Hypothesis says.

    Raises AssertionError, with the shortest history that broke an invariant.
    """
    machine = type("Histories", (StoreHistories,), {"make": staticmethod(make), "persists": persists})
    tried = examples or settings().max_examples
    run_state_machine_as_test(machine, settings=trying(examples, of=3, stateful_step_count=12 if tried < 100 else 25))

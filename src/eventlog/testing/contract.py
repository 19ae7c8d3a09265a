"""The laws of a store: `eventlog.stores.protocol` as tests, with the store in memory as the model.

Both are told the same with the same salts, and whatever may be asked of a store is asked of both. What one law makes is
thrown away at its end. The store knows nothing of what the bytes mean, so most laws here use bodies that mean nothing;
what a log does on it is tried in `carrying` and `histories`, what it does beside entries in `beside`.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any

import pytest
from hypothesis import given

from eventlog.errors import InvalidValue, LogClosed, ReadOnly
from eventlog.stores import Finding, Head, MemoryStore, NewEntry, Remains, RestoredEntry, Store
from eventlog.stores.inspection import tag_of
from eventlog.terms import words
from eventlog.testing.beside import Beside
from eventlog.testing.rows import BATCHES, ROWS, answers, some_batches, told
from eventlog.testing.stores import SECOND, START, Make, counted_salts
from eventlog.testing.trying import trying

__all__ = ["StoreContract", "check_store"]


class StoreContract(Beside):
    """The laws of a store. Subclass it where pytest looks, and say how one is `made`.

    `persists`: whether the log is still there after its store was closed. Each law begins with an empty store of its
    own, in a folder of its own.
    """

    # What is in it

    def test_an_empty_store_has_a_head(self) -> None:
        """Position 0, no moment, the root of nothing; and nothing is found."""
        store = self.new(zone="Europe/Kyiv")
        assert store.head() == Head()
        assert answers(store) == answers(MemoryStore(zone="Europe/Kyiv"))

    def test_all_questions_are_answered_as_memory_answers_them(self) -> None:
        """Entries, ranges, kinds, ids, keys in order of code points, and moments."""
        assert answers(told(self.new())) == answers(told(MemoryStore(salts=counted_salts())))

    def test_any_batches_are_answered_as_memory_answers_them(self) -> None:
        """Whatever ids and keys are made of."""

        @trying(self.examples, of=4)
        @given(some_batches)
        def holds(batches: list[list[NewEntry]]) -> None:
            store = self.new(f"log{len(self.opened)}")
            try:
                assert answers(told(store, batches)) == answers(told(MemoryStore(salts=counted_salts()), batches))
            finally:
                store.close()

        holds()

    def test_what_is_not_there_is_a_lookup_error(self) -> None:
        """Positions count from 1, and the last is the head's."""
        store = told(self.new())
        for position in (-1, 0, len(ROWS) + 1, 10**12):
            with pytest.raises(LookupError):
                store.entry(position)
            assert store.id_at(position) is None

    def test_a_stream_ends_where_the_log_ended(self) -> None:
        """Entries that come while a stream is read are no part of it, and those that it still gives are right."""
        store = told(self.new(), BATCHES[:2])
        entries, contents = store.entries(0, 99), chain.from_iterable(store.contents(0, 99))
        begun = [next(entries)[0]], [next(contents)[0]]
        with store.writing() as writing:
            writing.append(ROWS[4:], START + 9 * SECOND)
        assert begun[0] + [one[0] for one in entries] == [1, 2, 3, 4]
        assert begun[1] + [one[0] for one in contents] == [1, 2, 3, 4]

    # Writing

    def test_a_writer_sees_the_log_as_it_was(self) -> None:
        """Its head, ids and keys are those of before its batch."""
        store = told(self.new(), BATCHES[:2])
        with store.writing() as writing:
            assert writing.head == store.head()
            assert (writing.find("claim:1"), writing.find("event:1")) == (2, None)
            assert writing.find_all(["claim:2", "event:1", "report:1"]) == {"claim:2": 3, "report:1": 1}
            assert writing.find_all([]) == {}
            assert [writing.id_at(position) for position in (0, 1, 4, 5)] == [None, "report:1", "link:1", None]
            assert writing.entry(2) == store.entry(2)
            assert list(writing.newest_about("q:a")) == [3, 2, 1]
            assert list(writing.newest_about("q:none")) == []
            assert writing.known(["q:none", "q:a", "", 'q:"a', "q:a"]) == {"q:a"}
            assert writing.known([]) == set()
            after = writing.append(ROWS[4:], START + 9 * SECOND)
        assert after == store.head()
        assert (after.size, after.recorded) == (6, START + 9 * SECOND)

    def test_a_block_that_appends_nothing_changes_nothing(self) -> None:
        """To look under the lock is no batch."""
        store = told(self.new())
        before = answers(store)
        with store.writing():
            pass
        assert answers(store) == before

    def test_leaving_a_block_by_any_exception_writes_nothing(self) -> None:
        """Whatever goes wrong before the end of the block: the log is as it was, and can be written."""
        store = told(self.new(), BATCHES[:2])
        before = answers(store)
        for error in (KeyboardInterrupt, MemoryError, ValueError, GeneratorExit):
            with pytest.raises(error), store.writing() as writing:  # noqa: PT012 - the block is what is tested
                writing.append(ROWS[4:], START + 9 * SECOND)
                raise error
            assert answers(store) == before
        with store.writing() as writing:
            writing.append(ROWS[4:], START + 2 * SECOND)
        assert [store.id_at(position) for position in range(1, 7)] == [row.id for row in ROWS]
        assert [row[:3] for row in store.entries(4, 6)] == [
            (5, START + 2 * SECOND, ROWS[4].kind),
            (6, START + 2 * SECOND, ROWS[5].kind),
        ]

    def test_moments_rise_and_ids_of_a_batch_differ(self) -> None:
        """What does not fit is refused, and leaves nothing."""
        store = told(self.new(), BATCHES[:2])
        before = answers(store)
        for rows, recorded in ((ROWS[4:], START + SECOND), (ROWS[4:], START), ((ROWS[4], ROWS[4]), START + 9 * SECOND)):
            with pytest.raises(InvalidValue), store.writing() as writing:
                writing.append(rows, recorded)
            assert answers(store) == before

    def test_writers_take_turns_and_readers_see_whole_batches(self) -> None:
        """Positions stay dense with several writers, and no reader sees half of a batch."""
        store, done, sizes = self.new(), threading.Event(), set[int]()
        failed: list[BaseException] = []

        def guarded(work: Callable[[], None]) -> Callable[[], None]:
            def run() -> None:
                try:
                    work()
                except BaseException as error:  # noqa: BLE001 - told by the test
                    failed.append(error)

            return run

        def write(name: int) -> None:
            for turn in range(8):
                with store.writing() as writing:
                    rows = [NewEntry("linked/1", b"{}", f"link:{name}.{turn}.{at}", ("q:a",)) for at in range(3)]
                    writing.append(rows, (writing.head.recorded or START) + 1)

        def look() -> None:
            while not done.is_set():
                size = store.head().size
                sizes.update((size, len(list(store.entries(0, 10**9))), sum(map(len, store.under(("q:a",), 0, 10**9)))))

        looker = threading.Thread(target=guarded(look))
        writers = [threading.Thread(target=guarded(lambda name=name: write(name))) for name in range(3)]  # type: ignore[misc]
        for thread in (looker, *writers):
            thread.start()
        for thread in writers:
            thread.join()
        done.set()
        looker.join()
        assert failed == []
        assert [one.position for one in store.entries(0, 10**9)] == list(range(1, 73))
        assert {size % 3 for size in sizes} == {0}

    def test_no_entry_that_holds_the_words_is_missing_among_the_candidates(self) -> None:
        """Of the kinds asked for, up to a position, the last one first; there may be more, and none is missed."""
        said = ("a cannon", "Cannon, fodder", "fodder", "CANNON-FODDER", "12,000 men", "nothing")
        kinds = ("claim-recorded/1", "report-recorded/1", "claim-recorded/1")
        rows = [
            NewEntry(kinds[at % 3], json.dumps({"claim": {"said": [one]}}).encode(), f"claim:{at}", ())
            for at, one in enumerate(said * 3)
        ]
        store = self.new()
        with store.writing() as writing:
            writing.append(rows, START)
        for wanted in ([["cannon", "fodder"]], [["12000"], ["12", "000"]], [["fodder"]]):
            for asked in (("claim-recorded",), ("report-recorded", "claim-recorded"), ("linked",)):
                for upto in range(len(rows) + 2):
                    (tier,) = store.candidates(wanted, [asked], upto).tiers
                    found = list(chain.from_iterable(tier))
                    places = [one[0] for one in found]
                    assert places == sorted(set(places), reverse=True)
                    assert {one[2].partition("/")[0] for one in found} <= set(asked)
                    assert all(at <= upto for at in places)
                    held = {
                        at
                        for at, (row, text) in enumerate(zip(rows, said * 3, strict=True), start=1)
                        if at <= upto and row.kind.partition("/")[0] in asked
                        if any(words(text).issuperset(some) for some in wanted)
                    }
                    assert held <= set(places)

    # What it stands on

    def test_what_was_written_is_there_when_it_is_opened_again(self) -> None:
        """Where the store outlives its process: the same bytes, and the zone that it was made with."""
        store = told(self.new(zone="Asia/Seoul"))
        before = answers(store)
        store.close()
        if self.persists:
            assert answers(self.new(zone="Asia/Seoul")) == before

    def test_a_closed_store_says_so(self) -> None:
        """Every use after close is LogClosed, of what was begun before too; closing again does nothing."""
        store = told(self.new())
        begun = store.entries(0, 6)
        store.close()
        store.close()
        uses: tuple[Callable[[], Any], ...] = (
            store.head,
            store.counts,
            lambda: store.entry(1),
            lambda: list(begun),
            lambda: list(store.entries(0, 6)),
            lambda: list(store.contents(0, 6)),
            lambda: list(store.at([1])),
            lambda: list(store.under(("q:a",), 0, 6)),
            lambda: list(store.having(["claim:1"], 6)),
            lambda: list(store.keys("", 6)),
            lambda: [list(one) for one in store.candidates([["word"]], [["claim-recorded"]], 6).tiers],
            lambda: store.find("claim:1"),
            lambda: store.id_at(1),
            lambda: store.upto(START),
            lambda: store.writing().__enter__(),
            lambda: store.inspecting().__enter__(),
            store.withheld,
            lambda: store.restore([]),
        )
        for use in uses:
            with pytest.raises(LogClosed):
                use()

    def test_a_store_is_restored_byte_for_byte(self) -> None:
        """Batches from elsewhere fill an empty store; one that holds something refuses them."""
        model = told(MemoryStore(salts=counted_salts()))
        store = self.new()
        restored = store.restore(_batches_of(model))
        assert restored == store.head() == model.head()
        assert answers(store) == answers(model)
        with pytest.raises(InvalidValue):
            store.restore(_batches_of(model))
        assert answers(store) == answers(model)

    def test_a_restoration_comes_in_whole_or_not_at_all(self) -> None:
        """Whatever the batches raise on the way, the store is empty after it, and can be filled."""
        model = told(MemoryStore(salts=counted_salts()))
        store = self.new()

        def broken(error: BaseException) -> Iterator[list[RestoredEntry]]:
            yield from _batches_of(model)[:2]
            raise error

        for error in (InvalidValue("no entry"), KeyboardInterrupt()):
            with pytest.raises(type(error)):
                store.restore(broken(error))
            assert store.head() == Head()
            assert list(store.keys("", 9)) == []
        store.restore(_batches_of(model))
        assert answers(store) == answers(model)

    def test_a_copy_that_leaves_something_out_says_so_and_is_for_reading(self) -> None:
        """What is withheld is kept with the copy, and nothing is appended to it, also when it is opened again."""
        model = told(MemoryStore(salts=counted_salts()))
        batches = [
            [
                RestoredEntry(one.stored._replace(body=None, salt=None), None, ())
                if one.stored.position in (2, 5)
                else one
                for one in batch
            ]
            for batch in _batches_of(model)
        ]
        store = self.new()
        assert tuple(store.withheld()) == ()
        assert store.restore(batches, (2, 5)).root == model.head().root
        if self.persists:
            store.close()
            store = self.new()
        assert tuple(store.withheld()) == (2, 5)
        with store.inspecting() as held:
            assert held.withheld == (2, 5)
        with pytest.raises(ReadOnly), store.writing() as writing:
            writing.append(ROWS[:1], START + 9 * SECOND)
        assert store.head().size == len(ROWS)

    def test_an_inspection_gives_out_what_is_stored(self) -> None:
        """Rows, batches, ids, tags and keys, as the store in memory holds them; and nothing is wrong with them."""
        store = told(self.new())
        with store.inspecting() as held, told(MemoryStore(salts=counted_salts())).inspecting() as model:
            assert (held.head, held.faults, list(held.damage())) == (model.head, (), [])
            assert held.count() == len(ROWS)
            for bodies in (True, False):
                assert list(chain.from_iterable(held.rows(bodies=bodies))) == list(
                    chain.from_iterable(model.rows(bodies=bodies))
                )
            assert [(one.position, one.recorded) for one in held.batches()] == [
                (one.position, one.recorded) for one in model.batches()
            ]
            assert {one.root for one in held.batches()} - {None} <= {_root(batch) for batch in (1, 4, 6)}
            assert [held.id_at(position) for position in range(8)] == [model.id_at(position) for position in range(8)]
            assert sorted(held.tags()) == sorted((at, tag_of(row.id)) for at, row in enumerate(ROWS, start=1))
            assert _by_key(held.effects()) == _by_key(model.effects())
            assert {text for _, text in held.beside()} >= {key for row in ROWS for key in row.keys}

    def test_an_empty_store_can_be_inspected(self) -> None:
        """It holds nothing, and nothing is wrong with that."""
        with self.new().inspecting() as held:
            assert (held.head, held.faults, list(held.damage()), held.count()) == (Head(), (), [], 0)
            assert [*held.batches(), *held.rows(), *held.tags(), *held.effects()] == []
            assert held.id_at(1) is None

    def test_it_says_how_it_is_doing(self) -> None:
        """`findings` are for doctor, and a sound store has none that is bad; `vacuum` says what it can't reach, and
        `remains` what it looked through.
        """
        store = told(self.new())
        before = answers(store)
        found = list(store.findings())
        assert found
        assert all(isinstance(one, Finding) and one.state in ("ok", "info", "warn") for one in found), found
        assert all(isinstance(one, str) and one for one in store.vacuum())
        left = store.remains([b"no such word"])
        assert isinstance(left, Remains)
        assert answers(store) == before


def _batches_of(store: Store) -> list[list[RestoredEntry]]:
    """The batches of `BATCHES` as a store holds them."""
    found, at = [], 0
    for batch in BATCHES:
        found.append(
            [
                RestoredEntry(store.entry(at + n), row.id, tuple(dict.fromkeys(row.keys)))
                for n, row in enumerate(batch, 1)
            ]
        )
        at += len(batch)
    return found


def _root(size: int) -> bytes:
    model = told(MemoryStore(salts=counted_salts()))
    return Head(frontier=Head().frontier.extend(one.leaf for one in model.entries(0, size))).root


def _by_key(rows: Iterator[tuple[str, Sequence[int]]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for key, positions in rows:
        found.setdefault(key, []).extend(positions)
    return found


def check_store(make: Make, *, persists: bool = True, examples: int | None = None) -> None:
    """Try all laws on the store that `make` gives in a folder, one after the other, without a runner.

    `persists`: whether the log is still there after its store was closed. `examples`: how many of each kind are tried
    (the number of the profile of Hypothesis, where it is not given). Raises at the first law that does not hold; a note
    on the error names the law.
    """
    shape = type("Tried", (StoreContract,), {"make": staticmethod(make), "persists": persists, "examples": examples})
    for name in sorted(name for name in dir(shape) if name.startswith("test_")):
        one = shape()
        one.setup_method()
        try:
            try:
                getattr(one, name)()
            finally:
                one.teardown_method()
        except BaseException as error:
            error.add_note(f"the law that does not hold: {name.removeprefix('test_').replace('_', ' ')}")
            raise

"""Stored projections: the state that is kept is that of a fold over the entries, whoever is stopped when."""

from __future__ import annotations

import threading

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from eventlog.errors import EventLogError, InvalidValue, LogClosed, StoreError
from eventlog.events import Redacted
from eventlog.knowledge.fold import fold
from eventlog.log import projecting
from eventlog.testing.events import stories
from log_backends import PERSISTENT, STORES, Bench
from log_samples import nobody, plain, report, river
from log_tampering import sql


def kinds(state, entry):
    """How many entries there are of each kind, and which were redacted."""
    state[entry.kind] = state.get(entry.kind, 0) + 1
    if entry.event is None:
        state["gone"] = [*state.get("gone", []), entry.position]
    return state


def titles(state, entry):
    """The titles of reports, as they stand there."""
    held = getattr(getattr(entry.event, "report", None), "title", None)
    return [*state, held] if held else state


@pytest.mark.parametrize("store", STORES)
@settings(max_examples=settings.default.max_examples // 5)
@given(data=st.data())
def test_what_is_kept_is_a_fold(store, data, tmp_path_factory) -> None:
    """After any recordings and redactions, caught up at any time, in pieces of any size."""
    bench = Bench(store, tmp_path_factory.mktemp("p", numbered=True))
    with bench.log as log:
        projection = log.projection("kinds", kinds, {})
        for story in data.draw(st.lists(stories(), min_size=1, max_size=3)):
            bench.clock.go(1)
            try:
                log.record(*story)
            except EventLogError:
                continue
            if data.draw(st.booleans()):
                projecting._BATCH = data.draw(st.integers(1, 5))
                assert projection.catch_up() is None
            if len(log) and data.draw(st.integers(0, 4)) == 0:
                bench.clock.go(1)
                words = [one.position for one in log.entries() if not isinstance(one.event, Redacted)]
                done = log.redact(data.draw(st.sampled_from(words)), reason="order 17")  # no redaction can be redacted
                assert not done.goes or projection.current is None
        assert projection.catch_up() is None
        assert projection.current.state == fold(log.entries(), kinds, {})
        assert projection.current.position == len(log)
        projecting._BATCH = 1000


def test_it_goes_on_from_where_it_was(log, bench) -> None:
    """Each entry is given to the step once, also after the log was opened again."""
    seen = []

    def step(state, entry):
        seen.append(entry.position)
        return state + 1

    log.record(*plain(1))
    log.projection("count", step, 0).catch_up()
    log = bench.reopen()
    log.record(*plain(2))
    projection = log.projection("count", step, 0)
    assert projection.catch_up() is None
    assert projection.catch_up() is None
    assert (projection.current.state, projection.current.position, seen) == (4, 4, [1, 2, 3, 4])


def test_many_carry_one_on_and_each_entry_counts_once(log) -> None:
    """Whoever comes second sees what the first has kept."""
    for number in range(30):
        log.record(*plain(number))
    projecting._BATCH = 3
    failed = []

    def run() -> None:
        try:
            log.projection("kinds", kinds, {}).catch_up()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told
            failed.append(error)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    projecting._BATCH = 1000
    assert not failed
    assert log.projection("kinds", kinds, {}).current.state == {"report-recorded/1": 30, "claim-recorded/1": 30}


def test_a_step_that_fails_stops_its_projection_alone(log) -> None:
    """Before the entry, which is named; another one goes on, and so does this one when its step is mended."""
    for number in range(3):
        log.record(*plain(number))
    mended = False

    def fails(state, entry):
        state.append(entry.position)
        if entry.position == 4 and not mended:
            raise ZeroDivisionError("at four")
        return state

    projection = log.projection("fails", fails, [])
    problem = projection.catch_up()
    assert problem.positions == (4,)
    assert "fails at entry 4: ZeroDivisionError: at four" in str(problem)
    assert projection.current is None  # it has never caught up
    assert log.projection("kinds", kinds, {}).catch_up() is None
    assert log.record(*plain(9)).new
    mended = True
    assert projection.catch_up() is None
    assert projection.current.state == [1, 2, 3, 4, 5, 6, 7, 8]
    mended = False
    log.redact(1, reason="order 17")
    assert projection.catch_up().positions == (4,)
    assert log.verify().ok


class Wordless(Exception):
    """An error that can't say what it is."""

    def __str__(self) -> str:
        raise RuntimeError("nothing to say")


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ValueError("a\0b"), r"ValueError: a\x00b"),
        (ValueError("a\ud800b"), r"ValueError: a\ud800b"),
        (ValueError("a\n\x1b[31mb"), r"ValueError: a\n\x1b[31mb"),
        (ValueError("x" * 9999), f"ValueError: {'x' * 488}..."),
        (Wordless(), "Wordless"),
    ],
    ids=["NUL", "half a character", "two lines", "long", "wordless"],
)
def test_whatever_an_error_says_it_stops_its_projection_alone(log, error, told) -> None:
    """Its words are kept as every store can keep them: what was made before the entry is kept in any case."""

    def fails(state, entry):
        if entry.position > 2:
            raise error
        return state + 1

    log.record(*plain(1))
    projection = log.projection("fails", fails, 0)
    assert projection.catch_up() is None
    log.record(*plain(2))
    for _ in range(2):
        assert projection.catch_up().text == f"the step of fails fails at entry 3: {told}"
    assert (projection.current.position, projection.current.state) == (2, 2)


def test_a_step_that_fails_at_times_stops_where_it_fails_last(log) -> None:
    """The state before an entry is made again, and what fails then is told as what failed first would be."""
    given = []

    def fails(state, entry):
        given.append(entry.position)
        if entry.position == 4 or (entry.position == 3 and given.count(3) == 2):
            raise ValueError("not now")
        return state + 1

    log.record(*plain(1))
    log.record(*plain(2))
    projection = log.projection("fails", fails, 0)
    assert projection.catch_up().positions == (3,)
    assert projection.catch_up().positions == (4,)
    assert given == [1, 2, 3, 4, 1, 2, 3, 1, 2, 3, 4, 3]


def test_what_stopped_one_stands_beside_its_state(log) -> None:
    """Whoever asks for the state is told that it does not go on."""

    def fails(state, entry):
        if entry.position > 2:
            raise ValueError("no more")
        return state + 1

    log.record(*plain(1))
    projection = log.projection("fails", fails, 0)
    projection.catch_up()
    log.record(*plain(2))
    assert projection.catch_up().positions == (3,)
    assert (projection.current.state, projection.current.position) == (2, 2)
    assert projection.current.problem.positions == (3,)


def test_a_new_version_is_built_beside_the_old_one(log) -> None:
    """The old state is answered with until the new one has caught up; then it is gone."""
    log.record(*plain(1), *plain(2))
    old = log.projection("titles", titles, [])
    old.catch_up()

    def halts(state, entry):
        if entry.position > 2 and not ready:
            raise ValueError("not yet")
        return {**state, str(entry.position): entry.kind}

    ready = False
    new = log.projection("titles", halts, {}, version=2)
    assert new.catch_up() is not None
    assert (new.current.state, new.current.version) == (["Report 1", "Report 2"], 1)
    ready = True
    assert new.catch_up() is None
    assert (new.current.version, len(new.current.state)) == (2, 4)
    assert [kept.build for kept in log.store.states("titles")] == ["2"]


def test_it_is_built_anew_beside_the_one_that_is_there(log) -> None:
    """For a step that was mended without another version."""
    log.record(*plain(1), *plain(2))
    log.projection("titles", lambda state, _: state, []).catch_up()
    again = log.projection("titles", titles, [])
    assert again.current.state == []
    assert again.rebuild() is None
    assert again.current.state == ["Report 1", "Report 2"]
    assert [kept.build for kept in log.store.states("titles")] == ["1"]


def test_a_redaction_reaches_every_state(log, bench) -> None:
    """At once: nothing of it is stored any more, and what is made anew knows only what is left."""
    one = report()
    log.record(one, river(one), nobody(one), *plain(1))
    projection = log.projection("titles", titles, [])
    projection.catch_up()
    assert projection.current.state == ["Flood", "Report 1"]
    log.redact(one, reason="order 17")
    assert projection.current is None
    if bench.name == "sqlite":
        assert b'["Flood' not in (bench.folder / "log.db").read_bytes()
    projection.catch_up()
    assert projection.current.state == ["Report 1"]


def test_states_are_no_part_of_what_is_proved(log) -> None:
    """The head is as it was."""
    log.record(*plain(1))
    before = log.head
    log.projection("kinds", kinds, {}).catch_up()
    assert log.head == before
    assert log.verify().ok


@pytest.mark.parametrize("state", [{1: 2}, {"a": {1, 2}}, (1, 2), object(), float("nan"), b"bytes"])
def test_a_state_that_would_come_back_otherwise_is_refused(log, state) -> None:
    """Before anything is kept, and in one sentence."""
    with pytest.raises(InvalidValue, match="can't be kept"):
        log.projection("odd", kinds, state)
    log.record(*plain(1))
    with pytest.raises(InvalidValue, match="can't be kept"):
        log.projection("odd", lambda *_: state, 0).catch_up()
    assert log.store.states("odd") == []


@pytest.mark.parametrize("given", [("", kinds), ("name", "no step"), (3, kinds)])
def test_what_is_no_projection_is_refused(log, given) -> None:
    """A name is text, and a step is a function."""
    with pytest.raises(InvalidValue):
        log.projection(*given, {})


@pytest.mark.parametrize("store", sorted(PERSISTENT))
def test_a_closed_log_says_so(store, tmp_path) -> None:
    """As anything else of it does."""
    log = Bench(store, tmp_path).log
    projection = log.projection("kinds", kinds, {})
    log.close()
    with pytest.raises(LogClosed):
        projection.catch_up()


def test_two_versions_of_one_do_not_overwrite_each_other(log) -> None:
    """The later one takes the place of the earlier; whoever runs the earlier is told so, and changes nothing."""
    log.record(*plain(1))
    old, new = (log.projection("titles", titles, [], version=at) for at in (1, 2))
    assert old.catch_up() is None
    assert new.catch_up() is None
    kept = log.store.states("titles")
    log.record(*plain(2))
    for doing in (old.catch_up, old.rebuild):
        problem = doing()
        assert "version 2 of titles is kept" in problem.text
        assert log.store.states("titles") == kept
    assert old.current.version == 2
    assert new.catch_up() is None
    assert new.current.position == 4


@pytest.mark.parametrize("how", ["catch_up", "rebuild"])
def test_a_later_version_that_catches_up_meanwhile_is_not_overwritten(log, how) -> None:
    """While an earlier one is made for the first time, or anew, as both are once words were erased."""
    log.record(*plain(1))
    new = log.projection("titles", titles, [], version=2)

    def meanwhile(state, entry):
        new.catch_up()
        return titles(state, entry)

    problem = getattr(log.projection("titles", meanwhile, [], version=1), how)()
    assert "version 2 of titles is kept" in problem.text
    assert [(kept.build, kept.ready) for kept in log.store.states("titles")] == [("2", True)]
    assert new.current.version == 2


def test_a_state_is_held_against_a_fold_over_the_entries(log) -> None:
    """By its own program, for nobody else has the step; and against its seal by anybody."""
    projection = log.projection("titles", titles, [])
    assert projection.check() is None
    log.record(*plain(1))
    projection.catch_up()
    assert projection.check() is None
    assert log.verify().ok
    other = log.projection("titles", lambda state, _: [*state, "more"], [])
    assert "not that of the entries" in other.check().text


def test_a_state_that_is_not_the_one_that_was_kept_is_found_and_made_anew(bench) -> None:
    """Verify finds it, it is not read, and rebuild and repair put it right."""
    log = bench.log
    projection = log.projection("titles", titles, [])
    log.record(*plain(1))
    projection.catch_up()
    if bench.name not in ("sqlite", "postgres"):
        pytest.skip("there is no file to be edited")
    sql(bench, "UPDATE projection SET position = position - 1")
    found = log.verify()
    assert [one.kind for one in found.problems] == ["index"]
    assert "titles" in str(found)
    with pytest.raises(StoreError, match="make it anew"):
        _ = projection.current
    with pytest.raises(StoreError, match="make it anew"):
        projection.catch_up()
    assert "not the one that was kept" in projection.check().text
    assert projection.rebuild() is None
    assert projection.current.state == ["Report 1"]
    assert log.verify().ok

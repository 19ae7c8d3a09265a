"""One result from a loop and from executors of any kind, and a plain sentence for what goes wrong."""

from __future__ import annotations

import os
import pickle
import sys
import threading
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import pytest

import eventlog
from eventlog.errors import InvalidValue, StoreError, Unread
from eventlog.mergeable import BY_QUESTION, EntrySet, Mergeable, counts, diff, standings, statuses, timelines, visible
from eventlog.runners import Loop, Processes, digest
from eventlog.runners.work import Parcel, merged, parcel
from eventlog.segments import Segments, write
from eventlog.stores import NewEntry
from eventlog.tables import Column
from runners_parts import kind_of, number, plus, under
from segments_samples import DAYS, ENTRIES, corpus

pytest.importorskip("pyarrow", reason="segments are Parquet files: pip install '.[lake]'")


@pytest.fixture(scope="module")
def segments(tmp_path_factory):
    """The corpus in five files."""
    folder = tmp_path_factory.mktemp("lake")
    with corpus() as log:
        write(log, folder, size=110)
    return Segments(folder)


@pytest.fixture(scope="module")
def pool():
    """Two processes that are started anew, and know only what they import."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        yield executor


def ours(segments):
    """The projections of the library."""
    june, october = (segments.as_of(day) for day in DAYS)
    return {
        "counts": counts(),
        "visible": visible(october),
        "statuses": statuses(october),
        "standings": standings(october),
        "timelines": timelines(october),
        "diff": diff(june, october),
    }


def test_a_loop_says_what_the_log_says(segments) -> None:
    """Statuses, standings and differences as `as_of` and `diff` of the log have them."""
    with corpus() as log:
        june, october = (log.as_of(day) for day in DAYS)
        found = {name: Loop().run(projection, segments).to_pylist() for name, projection in ours(segments).items()}
        assert {one["question"]: one["status"] for one in found["statuses"]} == june.statuses() | october.statuses()
        assert {one["claim"] for one in found["standings"]} == {
            claim.id for standing in october for claim in (*standing.claims, *standing.possibly)
        } | {None for standing in october if not standing.claims and not standing.possibly}
        assert [one["line"] for one in found["diff"]] == [str(one) for one in eventlog.diff(june, october)]
        assert sum(one["entries"] for one in found["counts"]) == ENTRIES
        assert [one["position"] for one in found["visible"]] == [one.position for one in october.entries()]


def test_executors_give_what_a_loop_gives(segments, pool) -> None:
    """Processes and threads, with any number of parts: the same digest."""
    for name, projection in ours(segments).items():
        wanted = digest(Loop().run(projection, segments))
        assert digest(Processes(pool, parts=3).run(projection, segments)) == wanted, name
    with ThreadPoolExecutor(2) as threads:
        for parts in (1, 50):
            found = Processes(threads, parts=parts).run(statuses(segments.as_of(DAYS[1])), segments)
            assert digest(found) == digest(Loop().run(statuses(segments.as_of(DAYS[1])), segments))


def claims_on(state, keys):
    """How many claims there are on each question, of the entries that bear on some."""
    asked = [getattr(getattr(one.event, "claim", None), "question", None) for one in state]
    return {key: asked.count(key) for key in keys}


def wants_a_world(state, _):
    """What fails at work."""
    raise ZeroDivisionError(state)


def adding(state, entry):
    """What changes the state that it is given."""
    state[entry.kind] = state.get(entry.kind, 0) + 1
    return state


def taking(a, b):
    """What changes the first of two."""
    a.update(b)
    return a


def with_kind(state, entry):
    """A dict that is made anew."""
    return {**state, entry.kind: 1}


def test_projections_of_a_user(segments, pool) -> None:
    """Without a key, by a key of the entry, and of all that bears on each question."""
    whole = Mergeable(start=0, step=number, merge=plus)
    by_kind = Mergeable(start=0, step=number, merge=plus, finish=under, key=kind_of)
    by_question = Mergeable(
        start=EntrySet(), step=EntrySet.add, merge=EntrySet.union, finish=claims_on, key=BY_QUESTION
    )
    for projection in (whole, by_kind, by_question):
        wanted = Loop().run(projection, segments)
        assert Processes(pool, parts=4).run(projection, segments) == wanted
    assert Loop().run(whole, segments) == ENTRIES
    assert Loop().run(by_kind, segments)["claim-recorded/1"] == 260
    assert sum(Loop().run(by_question, segments).values()) == 260


def test_a_merge_that_changes_what_it_is_given_is_told(segments, pool) -> None:
    """It would count twice where a state is merged again; so is a step that changes the start."""
    merging = Mergeable(start={}, step=with_kind, merge=taking, name="the kinds")
    with pytest.raises(InvalidValue, match="the merge of the kinds changes a state that it is given"):
        Processes(pool).run(merging, segments)
    stepping = Mergeable(start={}, step=adding, merge=plus, name="the kinds")
    with pytest.raises(InvalidValue, match="the step of the kinds changes the state that it is given"):
        Processes(pool).run(stepping, segments)


@pytest.mark.parametrize("empty", range(4))
def test_a_merge_that_changes_a_state_is_told_wherever_the_first_are_empty(empty) -> None:
    """States of pieces in which there was nothing to see show no change, and the next ones do; the start stays."""
    merging = Mergeable(start={}, step=with_kind, merge=taking, name="the kinds")
    states = [pickle.dumps({})] * empty + [pickle.dumps({"a": 1}), pickle.dumps({}), pickle.dumps({"b": 1})]
    with pytest.raises(InvalidValue, match="the merge of the kinds changes a state that it is given"):
        merged(merging, states)
    assert merging.start == {}


def with_lock(state, _):
    """A state that stays where it is."""
    return state or threading.Lock()


def either(a, b):
    """One of both."""
    return a or b


def test_a_state_that_can_not_travel_is_told(segments, pool) -> None:
    """In one sentence, by the worker that has it."""
    locked = Mergeable(start=None, step=with_lock, merge=either, name="the locks")
    with pytest.raises(InvalidValue, match=r"a state of the locks can't be sent .*: keep plain values in it"):
        Processes(pool).run(locked, segments)


def as_text(state, keys):
    """Rows of other types than their columns."""
    return [(key, "many") for key in keys]


def too_short(state, keys):
    """Rows that lack a cell."""
    return [(key,) for key in keys]


@pytest.mark.parametrize("finish", [as_text, too_short])
def test_rows_that_do_not_fit_their_columns_are_told(segments, pool, finish) -> None:
    """By each runner, with the columns."""
    columns = (Column("kind", "text", "a kind"), Column("entries", "integer", "how many"))
    counted = Mergeable(start=0, step=number, merge=plus, finish=finish, key=kind_of, columns=columns, name="the kinds")
    for runner in (Loop(), Processes(pool)):
        with pytest.raises(InvalidValue, match=r"the finish of the kinds returns no rows of kind \(text\), entries"):
            runner.run(counted, segments)


class Elsewhere:
    """An executor whose workers say what they are told to say."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []

    def submit(self, function, *args):
        """The next answer, or error."""
        self.asked.append((function, args))
        future = Future()
        answer = self.answers.pop(0)
        (future.set_exception if isinstance(answer, Exception) else future.set_result)(answer)
        return future


class KilledWorker(Exception):
    """What Dask says of a worker that died with each try."""


HERE = sys.version_info[:2]
TOLD = {
    "a worker runs Python 2.7 and the caller": ((2, 7), True),
    "the workers have no eventlog: install this library": (HERE, False),
    "a worker process died, killed or out of memory": KilledWorker("fold"),
    "the scheduler can't read what it is sent: install": RuntimeError(
        "Error during deserialization of the task graph."
    ),
}


@pytest.mark.parametrize("told", TOLD)
def test_workers_are_asked_what_they_are_in_words_of_any_python(segments, told) -> None:
    """Before they are sent anything that needs this library to be read: those of Dask end, and nobody would answer."""
    elsewhere = Elsewhere(TOLD[told])
    for projection in (counts(), statuses(segments.as_of(DAYS[0]))):
        elsewhere.answers = [TOLD[told]]
        with pytest.raises((InvalidValue, StoreError), match=told):
            Processes(elsewhere).run(projection, segments)
    ((asking, words), *_) = elsewhere.asked
    assert asking.__module__ == "builtins"
    assert asking(*words) == (HERE, True)


def test_each_run_is_work_of_its_own(segments) -> None:
    """Dask gives what it has for the same arguments, an error too, which stays when its reason has been mended."""
    asked = []
    for _ in range(2):
        elsewhere = Elsewhere((HERE, True), *[KilledWorker("fold")] * len(segments))
        with pytest.raises(StoreError):
            Processes(elsewhere).run(counts(), segments)
        asked.append(elsewhere.asked)
    first, second = asked
    assert len(first) == len(second) == 1 + len(segments)
    assert not [one for one in first if one in second]


def test_what_can_not_travel_is_told(segments, pool, monkeypatch) -> None:
    """A lock, a module that workers don't have, a function that they don't find, another Python."""
    lock = threading.Lock()
    with pytest.raises(InvalidValue, match=r"can't be sent to workers .*write its functions at the top of a module"):
        Processes(pool).run(Mergeable(start=0, step=lambda state, _: (lock, state)[1], merge=plus), segments)
    sent = parcel(Mergeable(start=0, step=number, merge=plus))
    away = Parcel(b"cnot_there.anywhere\nfunction\n.", sent.python)
    with pytest.raises(InvalidValue, match="the workers can't import not_there: install it where they run, or send it"):
        away.open()
    with pytest.raises(InvalidValue, match="the workers don't find a function of the projection"):
        Parcel(b"cos.path\nnot_there\n.", sent.python).open()
    with pytest.raises(InvalidValue, match=r"a worker runs Python .* and the caller 2\.7: give both the same one"):
        Parcel(sent.octets, (2, 7)).open()


def dying(state, _):
    """What ends its process."""
    os._exit(1)


def test_a_worker_that_dies_is_told(segments) -> None:
    """In one sentence, and an error of the step comes out as it is."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        with pytest.raises(ZeroDivisionError):
            Processes(executor).run(Mergeable(start=0, step=wants_a_world, merge=plus), segments)
        with pytest.raises(StoreError, match="a worker process died"):
            Processes(executor).run(Mergeable(start=0, step=dying, merge=plus), segments)


def test_what_is_no_runner_or_projection_is_refused(segments) -> None:
    """With what is wanted."""
    with pytest.raises(InvalidValue, match="an executor is wanted"):
        Processes(3)
    with ThreadPoolExecutor(1) as threads, pytest.raises(InvalidValue, match="the parts of a run"):
        Processes(threads, parts=0)
    with pytest.raises(InvalidValue, match="what is run"):
        Loop().run(number, segments)
    with pytest.raises(InvalidValue, match="what it is run on"):
        Loop().run(counts(), segments.folder)


def test_what_can_not_be_read_is_warned_of(tmp_path) -> None:
    """An entry that nobody here can read may bear on any answer."""
    with corpus() as log:
        with log.store.writing() as writing:
            writing.append([NewEntry("claim-recorded/99", b"{}", "claim:x", ())], writing.head.recorded + 1)
        write(log, tmp_path)
    with pytest.warns(Unread, match=str(ENTRIES + 1)):
        Loop().run(counts(), Segments(tmp_path))


def test_a_question_of_which_all_was_redacted_is_told_as_the_log_tells_it(tmp_path) -> None:
    """It has no claim any more, and an answer that lacks one."""
    with corpus() as log:
        one = next(entry for entry in log.entries() if isinstance(entry.event, eventlog.ClaimRecorded))
        for entry in list(log.entries(about=one.event.claim.question)):
            if isinstance(entry.event, eventlog.ClaimRecorded):
                log.redact(entry.position, reason="order 17", by="user:desk")
        write(log, tmp_path)
        segments = Segments(tmp_path)
        cut = segments.as_of(DAYS[1])
        wanted = {id: str(word) for id, word in log.as_of(DAYS[1]).statuses().items()}
    with ThreadPoolExecutor(2) as threads:
        for runner in (Loop(), Processes(threads, parts=5)):
            found = runner.run(statuses(cut), segments).to_pylist()
            assert {row["question"]: row["status"] for row in found} == wanted

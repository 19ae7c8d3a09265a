"""What runners do where something gives way meanwhile: the files, the executor, or the projection itself."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

import pytest

import eventlog
from eventlog import Report
from eventlog.errors import InvalidValue, StoreError
from eventlog.mergeable import BY_QUESTION, Mergeable, counts, diff, statuses, visible
from eventlog.runners import Loop, Processes, digest
from eventlog.segments import Segments, folder, write
from eventlog.tables import Column
from runners_parts import kind_of, number, plus, under
from segments_samples import DAYS, corpus

pytest.importorskip("pyarrow", reason="segments are Parquet files: pip install '.[lake]'")


@pytest.fixture
def lake(tmp_path):
    """The corpus and its segments, in six files."""
    with corpus() as log:
        write(log, tmp_path, size=100)
        yield log, Segments(tmp_path)


@pytest.fixture(scope="module")
def threads():
    """Two threads."""
    with ThreadPoolExecutor(2) as executor:
        yield executor


class Meddling:
    """Threads; before a piece of work of this name is handed out for the first time, something happens."""

    def __init__(self, executor, name, happens):
        self.executor, self.name, self.happens = executor, name, happens

    def submit(self, function, *args):
        """Hand it on."""
        if function.__name__ == self.name and self.happens is not None:
            happens, self.happens = self.happens, None
            happens()
        return self.executor.submit(function, *args)


@pytest.mark.parametrize("work", ["fold", "_deal"])
def test_files_that_a_redaction_replaced_meanwhile_are_told(lake, threads, work) -> None:
    """By workers as by a loop: no answer is half of the log as it was, and half as it is now."""
    log, segments = lake
    claim = next(one.position for one in log.entries() if isinstance(one.event, eventlog.ClaimRecorded))

    def redact():
        log.redact(claim, reason="order 17", by="user:desk")
        write(log, segments.folder)

    projection = counts() if work == "fold" else statuses(segments.as_of(DAYS[1]))
    with pytest.raises(StoreError, match="is not there any more: after a redaction it was written anew"):
        Processes(Meddling(threads, work, redact), parts=3).run(projection, segments)
    now = Segments(segments.folder)
    assert digest(Processes(threads).run(projection, now)) == digest(Loop().run(projection, now))


@pytest.mark.parametrize("work", ["fold", "_deal", None])
def test_files_of_another_log_in_their_place_are_told(lake, threads, work, tmp_path) -> None:
    """A folder that is replaced while it is in use, by that of another log with the same ranges, gives no answer."""
    _, segments = lake
    with eventlog.open(":memory:") as other:
        other.record(*(Report(publisher="outlet:x", title=f"{at}", published="2024") for at in range(segments.last)))
        write(other, tmp_path / "other", size=100)

    def replace():
        for one in segments:
            (tmp_path / "other" / one.path.name).replace(one.path)

    projection = statuses(segments.as_of(DAYS[1])) if work == "_deal" else counts()
    if work is None:
        replace()
        runners = [Loop(), Processes(threads, parts=3)]
    else:
        runners = [Processes(Meddling(threads, work, replace), parts=3)]
    for runner in runners:
        with pytest.raises(StoreError, match="that of another log stands in its place"):
            runner.run(projection, segments)


def test_files_are_looked_at_once_a_run(lake, threads, monkeypatch) -> None:
    """And not once for each piece of work, of which there are as many as files."""
    _, segments = lake
    looks, found = [], folder.found

    def looking(place):
        looks.append(place)
        return found(place)

    monkeypatch.setattr(folder, "found", looking)
    with ThreadPoolExecutor(1) as executor:
        for projection in (counts(), statuses(segments.as_of(DAYS[1]))):
            Processes(executor, parts=3).run(projection, segments)
    assert len(looks) == 2


def test_an_executor_that_was_shut_down_is_told(lake) -> None:
    """In one sentence."""
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    with pytest.raises(InvalidValue, match="the executor was shut down before: make a new one"):
        Processes(executor).run(counts(), lake[1])


def test_segments_that_end_before_the_cut_are_told(lake, threads) -> None:
    """The log went on since they were written, and knows what they don't: what they say is no answer as of its cut."""
    log, segments = lake
    early = log.as_of(DAYS[0]).cut
    log.record(eventlog.Report(publisher="outlet:example", title="New", published="2024-06-01"))
    late = log.as_of(DAYS[0]).cut
    for projection in (statuses(late), statuses(early, late), statuses(late, early), visible(late), diff(late, early)):
        for runner in (Loop(), Processes(threads)):
            with pytest.raises(InvalidValue, match=f"as of entry {len(log)} can't be told, for what is read ends at"):
                runner.run(projection, segments)
    Loop().run(statuses(early), segments)
    write(log, segments.folder)
    Loop().run(statuses(early, late), Segments(segments.folder))


class Breaking:
    """An executor of which the first piece of work fails, and nothing else is ever begun."""

    def __init__(self, error):
        self.error, self.futures = error, []

    def submit(self, function, *args):
        """The Python that a worker has at once; then an error, then nothing."""
        future = Future()
        if function is eval:
            future.set_result(eval(*args))  # noqa: S307 - what runners ask
            return future
        if not self.futures:
            future.set_exception(self.error)
        self.futures.append(future)
        return future


@pytest.mark.parametrize("error", [ZeroDivisionError(), KeyboardInterrupt()])
def test_what_nobody_has_begun_is_taken_back(lake, error) -> None:
    """Where a run fails, or is broken off by Ctrl-C: the executor is free for what comes next."""
    segments = lake[1]
    for projection in (counts(), statuses(segments.as_of(DAYS[1]))):
        executor = Breaking(error)
        with pytest.raises(type(error)):
            Processes(executor).run(projection, segments)
        assert len(executor.futures) == len(segments)
        assert all(future.cancelled() for future in executor.futures[1:])


def adding(state, entry):
    """What changes the state that it is given."""
    state[entry.kind] = state.get(entry.kind, 0) + 1
    return state


def test_a_step_that_changes_the_start_is_told_by_each_runner(lake, threads) -> None:
    """A loop would begin each further key, and the next run, with what it saw before."""
    for key in (None, kind_of, BY_QUESTION):
        for runner in (Loop(), Processes(threads, parts=2)):
            stepping = Mergeable(start={}, step=adding, merge=plus, finish=under, key=key, name="the kinds")
            with pytest.raises(InvalidValue, match="the step of the kinds changes the state that it is given"):
                runner.run(stepping, lake[1])


def of_all(state, keys):
    """A dict by something else than keys."""
    return {"all": state}


def test_a_finish_says_only_what_it_was_asked(lake, threads) -> None:
    """What it says of other keys would be that of the last part, or of all, as keys are dealt."""
    for key in (kind_of, BY_QUESTION):
        counting = Mergeable(start=0, step=number, merge=plus, finish=of_all, key=key, name="the count")
        for runner in (Loop(), Processes(threads, parts=3)):
            with pytest.raises(InvalidValue, match="says something of 'all', which is none of the keys"):
                runner.run(counting, lake[1])


def row(cell, _):
    """One row of one cell."""
    return [(cell,)]


@pytest.mark.parametrize("cell", [2**70, 1.5, float("nan")])
@pytest.mark.parametrize("kind", ["integer", "moment"])
def test_a_number_that_is_no_whole_one_of_64_bits_is_told(lake, threads, kind, cell) -> None:
    """With the columns: a fraction was cut off without a word."""
    columns = (Column("entries", kind, "how many"),)
    counting = Mergeable(start=0, step=number, merge=plus, finish=partial(row, cell), columns=columns, name="the count")
    for runner in (Loop(), Processes(threads)):
        with pytest.raises(InvalidValue, match=rf"the finish of the count returns no rows of entries \({kind}\)"):
            runner.run(counting, lake[1])


def test_a_moment_that_no_calendar_has_is_no_error_of_python(lake) -> None:
    """It is in a table, and a digest says which years it can write out."""
    columns = (Column("when", "moment", "a moment"),)
    told = Mergeable(start=0, step=number, merge=plus, finish=partial(row, 10**18), columns=columns)
    with pytest.raises(InvalidValue, match="no digest where a moment is outside the years 1 to 9999"):
        digest(Loop().run(told, lake[1]))


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ((Column("share", "number", "a share"),), "the column share is of the kind 'number': the kinds are text, int"),
        ((Column("all", (Column("share", "number", "a share"),), ""),), "the column share is of the kind 'number'"),
        ((Column("share", None, ""),), "the column share is of the kind None"),
        (("share",), "'share' is no column"),
        ("share", "the columns of a projection are several"),
    ],
)
def test_columns_of_no_kind_are_refused(columns, told) -> None:
    """When the projection is made, and not by the last worker of a long run."""
    with pytest.raises(InvalidValue, match=told):
        Mergeable(start=0, step=number, merge=plus, columns=columns)

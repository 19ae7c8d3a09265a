"""Following a log: what is to come comes once, in order, soon, and to a loop as to a thread."""

from __future__ import annotations

import asyncio
import copy
import pickle
import threading
import time

import pytest

from eventlog.errors import InvalidValue, LogClosed, StoreError
from log_samples import plain


def later(seconds: float, what) -> threading.Thread:
    """Do something in a while."""
    thread = threading.Timer(seconds, what)
    thread.start()
    return thread


def test_a_follower_is_woken_long_before_he_would_have_looked(log) -> None:
    """What was recorded is given at once, whatever `poll` says."""
    log.record(*plain(1))
    stream = log.follow(poll=30)
    assert [next(stream).position for _ in range(2)] == [1, 2]
    began = time.monotonic()
    thread = later(0.2, lambda: log.record(*plain(2)))
    assert [next(stream).position for _ in range(2)] == [3, 4]
    assert time.monotonic() - began < 10
    thread.join()
    stream.close()


def test_a_loop_follows_as_a_thread_does(log) -> None:
    """By `async for`: the same entries in the same order, while the loop does other work."""
    log.record(*plain(1))
    turns = []

    async def count() -> None:
        while True:
            turns.append(1)
            await asyncio.sleep(0.01)

    async def follow() -> list[int]:
        other = asyncio.create_task(count())
        seen = [entry.position async for entry in log.follow(poll=30, timeout=1.5)]
        other.cancel()
        return seen

    thread = later(0.3, lambda: [log.record(*plain(number)) for number in range(2, 200)])
    seen = asyncio.run(follow())
    thread.join()
    assert seen == [entry.position for entry in log.entries()] == list(range(1, 399))
    assert len(turns) > 10


def test_a_loop_does_other_work_while_a_stream_ends(log, monkeypatch) -> None:
    """One that is cancelled while its thread waits for a server: the loop does not wait with it."""
    log.record(*plain(1))
    begun, going_on = threading.Event(), threading.Event()
    real = log.store.counts

    def slowly() -> tuple[int, int]:
        begun.set()
        going_on.wait(5)
        return real()

    monkeypatch.setattr(log.store, "counts", slowly)

    async def cancelled() -> None:
        async def follow() -> None:
            async for _ in log.follow(poll=30):
                pass

        task = asyncio.create_task(follow())
        await asyncio.to_thread(begun.wait, 5)
        task.cancel()
        await asyncio.sleep(0.05)
        going_on.set()  # which the loop could not do if it waited for the thread
        with pytest.raises(asyncio.CancelledError):
            await task

    start = time.monotonic()
    asyncio.run(cancelled())
    assert time.monotonic() - start < 4


def test_a_loop_that_is_cancelled_lets_go(log) -> None:
    """A task that follows for ever ends when it is told to, and soon."""

    async def cancelled() -> None:
        async def follow() -> None:
            async for _ in log.follow(poll=30):
                pass

        task = asyncio.create_task(follow())
        await asyncio.sleep(0.2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    began = time.monotonic()
    asyncio.run(cancelled())
    assert time.monotonic() - began < 8


def test_a_flag_ends_it_while_it_waits(log) -> None:
    """Set from another thread, it is seen within a moment, not at the next look."""
    stop = threading.Event()
    thread = later(0.2, stop.set)
    began = time.monotonic()
    assert list(log.follow(poll=30, stop=stop)) == []
    assert time.monotonic() - began < 8
    thread.join()


def test_no_longer_than_the_timeout(log) -> None:
    """A stream that ends when nothing comes ends then, also where it would look later."""
    began = time.monotonic()
    assert list(log.follow(poll=30, timeout=0.2)) == []
    assert time.monotonic() - began < 8


@pytest.mark.parametrize("loop", [False, True])
def test_following_a_log_that_is_closed_says_so(log, loop: bool) -> None:
    """At once, and not at the next look, which may be far off; in a loop too."""

    async def first() -> None:
        async for _ in log.follow(poll=30):
            pass

    began = time.monotonic()
    thread = later(0.2, log.close)
    with pytest.raises(LogClosed):
        asyncio.run(first()) if loop else next(log.follow(poll=30))
    assert time.monotonic() - began < 8
    thread.join()


@pytest.mark.parametrize("loop", [False, True])
def test_a_log_that_ends_before_what_was_given_is_told(log, loop: bool) -> None:
    """An older backup was put in its place: what comes in up to that position would be passed over unseen."""

    async def first() -> None:
        async for _ in log.follow(3, timeout=0):
            pass

    log.record(*plain(1))
    with pytest.raises(InvalidValue, match="after position 3: this log ends at 2"):
        asyncio.run(first()) if loop else next(log.follow(3, timeout=0))
    assert list(log.follow(2, timeout=0)) == []


def test_a_log_that_becomes_shorter_is_told(log, monkeypatch) -> None:
    """Of a server that fell back on a copy without its last entries, too."""
    log.record(*plain(1))
    stream = log.follow(1, poll=0, timeout=5)
    assert next(stream).position == 2
    monkeypatch.setattr(type(log.store), "counts", lambda _store: (1, 0))
    with pytest.raises(StoreError, match="ended at 2 and ends at 1 now"):
        next(stream)


@pytest.mark.parametrize("sent", [copy.copy, copy.deepcopy, pickle.dumps])
def test_a_stream_and_a_kept_projection_stay_with_their_log(log, sent) -> None:
    """Each says in a sentence that it can't be copied or sent, as the log does: a copy would share what it reads by."""
    for one in (log, log.follow(timeout=0), log.projection("kinds", lambda state, _: state, 0)):
        with pytest.raises(InvalidValue, match="can't be copied, or sent to another process: open"):
            sent(one)

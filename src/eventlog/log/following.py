"""Streams of entries that tell how far they are, or go on with what is still to come."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from contextlib import ExitStack
from threading import Event as Flag
from typing import Any, NoReturn, Self, TypeAlias

import attrs

from eventlog.claims.fields import check_type
from eventlog.errors import InvalidValue, StoreError, no_function, shown
from eventlog.events import Entry

__all__ = ["Following", "Progress", "check_progress", "following", "telling"]

Progress: TypeAlias = Callable[[int, int], object]
"""Told how many entries have gone by, and how many there are."""

_LONGEST_WAIT = 1e8
"""Seconds, some three years: no wait of an operating system is sure to be longer."""
_STEP = 10_000
_SOME = 256  # entries that are read in one go while a loop does other work
_BREATH = 0.5  # seconds; the longest wait for the thread of a stream that is cancelled


def check_progress(progress: Progress | None) -> None:
    """Refuse what can't be told anything. Raises InvalidValue."""
    if progress is not None and (other := no_function(progress)) is not None:
        raise InvalidValue(f"{other} can't be told of progress: pass a function of two numbers")


def telling(stream: Iterator[Entry], after: int, last: int, progress: Progress) -> Iterator[Entry]:
    """The stream as it is, while `progress` is told now and then."""
    told = after
    for entry in stream:
        yield entry
        if entry.position - told >= _STEP:
            told = entry.position
            progress(told - after, last - after)
    progress(max(last - after, 0), max(last - after, 0))


@attrs.frozen
class _Wait:
    """What a stream asks for between two looks: this many seconds at most."""

    seconds: float


class Following:
    """The entries after a position, and then those that come: to be iterated over, by `for` or by `async for`.

    Both are driven by one generator, which says when it would wait and leaves it to them how.
    """

    def __init__(
        self, steps: Generator[Entry | _Wait, None, None], wakes: Callable[[], Any], stop: Flag | None
    ) -> None:
        self._steps = steps
        self._wakes = wakes
        self._stop = stop
        self._entries: Iterator[Entry] | None = None

    def __reduce__(self) -> NoReturn:
        raise InvalidValue(
            "a stream of an open log can't be copied, or sent to another process: open the log there, and follow it "
            "after the position of the last entry that this one gave"
        )

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Entry:
        if self._entries is None:
            self._entries = self._waiting()
        return next(self._entries)

    def close(self) -> None:
        """End the stream."""
        if self._entries is not None:
            self._entries.close()  # type: ignore[attr-defined]
        self._steps.close()

    def _waiting(self) -> Iterator[Entry]:
        with self._wakes() as wake:
            for one in self._steps:
                if isinstance(one, _Wait):
                    wake(one.seconds, self._stop)
                else:
                    yield one

    async def __aiter__(self) -> AsyncIterator[Entry]:
        """The same without keeping the loop from other work: a thread of the stream's own reads and waits."""
        # Both take longer to load than all of this room, and no command line and no plain program needs them.
        from asyncio import get_running_loop, shield
        from concurrent.futures import ThreadPoolExecutor

        loop, wakes = get_running_loop(), ExitStack()
        thread = ThreadPoolExecutor(1, "eventlog-follow")
        try:
            wake = await loop.run_in_executor(thread, lambda: wakes.enter_context(self._wakes()))
            while True:
                some, wait = await loop.run_in_executor(thread, self._some)
                for entry in some:
                    yield entry
                if wait is None:
                    return
                left, came = wait.seconds, False
                while left > 0 and not came:
                    came = await loop.run_in_executor(thread, wake, min(left, _BREATH), self._stop)
                    left -= _BREATH
        finally:  # after what it does now, which may be to wait for a server; the loop does other work meanwhile
            thread.submit(wakes.close)
            ended = loop.run_in_executor(thread, self._steps.close)
            thread.shutdown(wait=False)
            await shield(ended)

    def _some(self) -> tuple[list[Entry], _Wait | None]:
        """What there is now, but not all at once; and how long to wait then, None where the stream ends."""
        some: list[Entry] = []
        for one in self._steps:
            if isinstance(one, _Wait):
                return some, one
            some.append(one)
            if len(some) == _SOME:
                return some, _Wait(0)
        return some, None


def following(
    size: Callable[[], int],
    entries: Callable[[int, int], Iterator[Entry]],
    wakes: Callable[[], Any],
    after: int,
    *,
    poll: float,
    timeout: float | None,
    stop: Flag | None,
) -> Following:
    """The entries after a position, and then those that come. See EventLog.follow. Raises InvalidValue at once."""
    for name, seconds in (("poll", poll), ("timeout", timeout)):
        if seconds is not None or name == "poll":
            _check_seconds(seconds, name)
    if stop is not None:
        check_type(stop, Flag, "what stops a stream")
    return Following(_following(size, entries, after, poll, timeout, stop), wakes, stop)


def _check_seconds(value: object, name: str) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= _LONGEST_WAIT:
        raise InvalidValue(f"{name} is a number of seconds, at most {_LONGEST_WAIT:.0f}, not {shown(value)}")


def _ends_before(after: int, upto: int, *, first: bool) -> InvalidValue | StoreError:
    """The error for a log that ends before a position: what it takes up to there would be passed over unseen."""
    if first:
        return InvalidValue(
            f"nothing can be followed after position {after}: this log ends at {upto}, so it is another one, or an "
            "older state of it"
        )
    return StoreError(
        f"the log ended at {after} and ends at {upto} now, so an older state of it was put in its place: look what is "
        "missing, and begin again where both are the same"
    )


def _following(
    size: Callable[[], int],
    entries: Callable[[int, int], Iterator[Entry]],
    after: int,
    poll: float,
    timeout: float | None,
    stop: Flag | None,
) -> Generator[Entry | _Wait, None, None]:
    waited_since = time.monotonic()
    first = True
    while stop is None or not stop.is_set():
        upto = size()
        if after > upto:
            raise _ends_before(after, upto, first=first)
        first = False
        for entry in entries(after, upto):
            yield entry
            waited_since = time.monotonic()
            if stop is not None and stop.is_set():
                return
        after = upto
        if timeout is not None and time.monotonic() - waited_since >= timeout:
            return
        left = poll if timeout is None else min(poll, waited_since + timeout - time.monotonic())
        yield _Wait(max(left, 0.0))

"""Workers: executors that work is handed to, and how a process goes through much that it keeps.

An executor is one of `concurrent.futures`, or what has its `submit`, as Dask's `Client.get_executor()` has. It stays
the caller's, to make and to shut down.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Lock
from typing import Any, Final

from eventlog.errors import EventLogError, InvalidValue, StoreError

__all__ = ["check_executor", "handing", "patiently", "working"]

_RARELY: Final = (200_000, 20, 100)
_LOCK: Final = Lock()
_before: list[tuple[int, int, int]] = []
"""The thresholds to return to, once for each block that is open."""


def check_executor(executor: Any) -> None:
    """Raises InvalidValue for what has no method `submit`."""
    if not callable(getattr(executor, "submit", None)):
        raise InvalidValue("an executor is wanted, with a method submit: pass one of concurrent.futures, or Dask's")


@contextmanager
def working() -> Iterator[None]:
    """A worker that died, an executor that was shut down, and a scheduler that lacks this library are told in one
    sentence. Raises StoreError, InvalidValue.
    """
    try:
        yield
    except EventLogError:
        raise
    except Exception as error:
        from concurrent.futures import BrokenExecutor

        if isinstance(error, RuntimeError) and "after shutdown" in str(error):
            raise InvalidValue(
                "the executor was shut down before: make a new one, and keep it open for the run"
            ) from error
        if isinstance(error, BrokenExecutor) or type(error).__name__ == "KilledWorker":  # Dask's, which may not be here
            raise StoreError(
                "a worker process died, killed or out of memory: run it again, with fewer workers or more parts"
            ) from error
        if "deserialization of the task graph" in str(error):  # Dask's scheduler
            raise InvalidValue(
                "the scheduler can't read what it is sent: install this library where it runs, as where the workers do"
            ) from error
        raise


@contextmanager
def handing(executor: Any) -> Iterator[Callable[..., Any]]:
    """What hands work out, as the executor's `submit` does. Where the block is left by an error, or by Ctrl-C, what
    nobody has begun yet is taken back, and what is under way comes to its end first.
    """
    futures: list[Any] = []

    def submit(*work: Any) -> Any:
        futures.append(executor.submit(*work))
        return futures[-1]

    try:
        yield submit
    except BaseException:
        for future in futures:
            future.cancel()
        for future in futures:  # what is under way may still write where the caller clears away
            with suppress(Exception):
                future.exception()
        raise


@contextmanager
def patiently() -> Iterator[None]:
    """Have garbage looked for less often: what is made here is nearly all kept, or let go of without that, and would be
    looked at each time. It is looked for once at the end, among what is no older than the block, so that nothing of it
    is held in the next one.

    Blocks may lie in each other, and run in several threads: the last one to end has all as it was before the first.
    Where the process has it looked for as seldom, or never, all stays as it is.
    """
    with _LOCK:
        _before.append(gc.get_threshold())
        if not _before[1:] and gc.isenabled() and 0 < _before[0][0] < _RARELY[0]:
            gc.set_threshold(*_RARELY)
    try:
        yield
    finally:
        with _LOCK:
            first = _before[0]
            _before.pop()
            changed = not _before and gc.get_threshold() == _RARELY and first != _RARELY
            if changed:
                gc.set_threshold(*first)
        if changed:  # with no lock held: what is let go here may run code of its own
            gc.collect(1)

"""Processes that work beside a command: one for each processor, where a log is large."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from concurrent.futures import Executor

__all__ = ["LARGE", "processors", "workers"]

LARGE: Final = 3_000
"""Entries from which on the page takes longer than it takes to start a process for each processor."""
_MOST: Final = 6
"""Processes from which on more of them wait for the one that puts the page together."""


@contextmanager
def workers(entries: int) -> Iterator[Executor | None]:
    """A process for each processor, where there are several and the log is large; else nothing."""
    if entries < LARGE or (count := min(processors(), _MOST)) == 1:
        yield None
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import active_children, get_context

    others = set(active_children())
    with _leaving_interrupts():  # also of what keeps count of their locks
        pool = ProcessPoolExecutor(count, get_context("spawn"))
    try:
        with _leaving_interrupts():
            for _ in range(count):
                pool.submit(os.getpid)  # starts one
        yield pool
    except BaseException:  # nobody waits for the rest of it
        for worker in set(active_children()) - others:
            worker.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def processors() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _leaving_interrupts() -> Iterator[None]:
    """What is started here leaves Ctrl-C, and a terminal that is closed, to this one, which has it after: they reach
    each process of a terminal.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

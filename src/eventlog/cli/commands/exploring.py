"""The explorer: one file to open in a browser."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import active_children, get_context
from typing import Final

import click

from eventlog.cli.commands.asking import about
from eventlog.cli.options import Settings, command, forced, written

__all__ = ["explore"]

_LARGE: Final = 3_000
"""Entries from which on the page takes longer than it takes to start a process for each processor."""
_MOST: Final = 6
"""Processes from which on more of them wait for the one that puts the page together."""


@command(
    "explore",
    "eventlog explore -o knowledge.html",
    "eventlog explore --about dprk.troops --dates 2024-06-27 2024-10-25 -o troops.html",
)
@about
@click.option("--dates", nargs=2, metavar="DATE DATE", help="The two dates shown side by side at first.")
@click.option("--until", metavar="DATE", help="Leave out of the file whatever was not yet published then.")
@click.option("--title", help="What stands above the page.")
@click.option("--no-quotes", is_flag=True, help="Leave out the words of the reports.")
@written
@forced
def explore(
    settings: Settings,
    about: str | None,
    dates: tuple[str, str] | None,
    until: str | None,
    title: str | None,
    no_quotes: bool,
) -> None:
    """Make a page to look through what was known on any day: one file of HTML that needs no network.

    It holds the answers of every date, so a link into it shows the same as long as the file is kept. What is
    published later can be left out of it with --until.
    """
    from eventlog.cli.logs import reading
    from eventlog.cli.output import sink
    from eventlog.cli.progress import Bar
    from eventlog.explore import page
    from eventlog.knowledge.unread import warn_of

    if settings.output is None and sys.stdout.isatty():
        raise click.UsageError("where to? give -o knowledge.html")
    with reading(settings) as log:
        with Bar("working out every turn", settings), _workers(len(log)) as executor:
            text = page(
                log, until=until, about=about, dates=dates, title=title, quotes=not no_quotes, executor=executor
            )
        warn_of(log.as_of().problems)
        with sink(settings) as out:
            out.write(text)


@contextmanager
def _workers(entries: int) -> Iterator[Executor | None]:
    """A process for each processor, where there are several and the log is large; else nothing."""
    if entries < _LARGE or (count := min(_processors(), _MOST)) == 1:
        yield None
        return
    pool, others = ProcessPoolExecutor(count, get_context("spawn")), set(active_children())
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


def _processors() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _leaving_interrupts() -> Iterator[None]:
    """What is started here leaves Ctrl-C, which reaches each process of a terminal, to this one, which has it after."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

"""A bar, where a person waits: on a terminal, after a second, and gone when it is done.

What is quick shows nothing. Where nobody looks (stderr is no terminal, `--quiet`) nothing is shown and rich is not even
loaded. NO_COLOR and TERM=dumb are heeded by rich.
"""

from __future__ import annotations

import sys
from threading import Lock, Timer
from typing import TYPE_CHECKING, Any, Self

from eventlog.cli.options import Settings

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

__all__ = ["Bar"]

PATIENCE = 1.0


class Bar:
    """Call it with how much is done and how much there is. A context manager."""

    def __init__(self, words: str, settings: Settings) -> None:
        self._words = words
        self._shown = not settings.quiet and sys.stderr.isatty()
        self._lock = Lock()
        self._ended = False
        self._done: tuple[int, int | None] = (0, None)
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._timer: Timer | None = None

    def __enter__(self) -> Self:
        if self._shown:
            self._timer = Timer(PATIENCE, self._show)
            self._timer.daemon = True
            self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._timer is None:
            return
        self._timer.cancel()
        with self._lock:
            self._ended = True
            if self._bar is not None:
                self._bar.stop()

    def __call__(self, done: int, total: int | None = None) -> None:
        """So much is done, of so much (None: nobody knows)."""
        self._done = (done, total)
        bar, task = self._bar, self._task
        if bar is not None and task is not None:
            bar.update(task, completed=done, total=total)

    def _show(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        columns: tuple[Any, ...] = (
            *(SpinnerColumn("line"), TextColumn("{task.description}", markup=False), BarColumn()),
            *(MofNCompleteColumn(), TimeElapsedColumn()),
        )
        with self._lock:
            if self._ended:
                return
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
            done, total = self._done
            self._task = self._bar.add_task(self._words, completed=done, total=total)
            self._bar.start()

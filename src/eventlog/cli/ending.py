"""Being ended from outside: by the system (SIGTERM), or because the terminal was closed (SIGHUP).

By itself such a signal ends a process in the middle of a line, and what it was writing beside the place of a file stays
there: a copy of a log that nobody knows of. So here it ends a command as Ctrl-C does, which clears such things away. A
second one ends it at once.

What ends it is raised wherever the program is, and from some places nothing can be raised: Python passes over what
comes in a callback of a weak reference (each import makes some) or in a `__del__`, and libraries have a bare `except`.
So it is raised again as long as it is not on its way.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["at_once", "tidily"]

_SIGNALS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
_AGAIN = 0.1  # seconds


@contextmanager
def tidily() -> Iterator[None]:
    """Within, these signals leave every block on the way out. One that is ignored (nohup) stays so."""
    if threading.current_thread() is threading.main_thread():
        for number in _SIGNALS:
            if signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, _end)
    try:
        yield
    finally:
        at_once()
        if isinstance(_bell(), _Again):
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, signal.SIG_DFL)


def at_once() -> None:
    """From now on they end the process as it stands: for what waits where it can't be woken, and leaves nothing."""
    for number in _SIGNALS:
        if signal.getsignal(number) is _end:
            signal.signal(number, signal.SIG_DFL)


def _end(number: int, _: FrameType | None) -> None:
    at_once()
    ending = SystemExit(128 + number)
    if _bell() is signal.SIG_DFL:
        signal.signal(signal.SIGALRM, _Again(ending))
        signal.setitimer(signal.ITIMER_REAL, _AGAIN, _AGAIN)
    raise ending


def _bell() -> object:
    """What hears the alarm clock of this process; None where it has none."""
    return signal.getsignal(signal.SIGALRM) if hasattr(signal, "SIGALRM") else None


class _Again:
    """Raises what was raised once more, unless it, or what came of it, is being handled where the program is."""

    def __init__(self, ending: SystemExit) -> None:
        self._ending = ending

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        error = sys.exception()
        while error is not None:
            if error is self._ending:
                return
            error = error.__context__
        raise self._ending

"""Being ended from outside: by the system (SIGTERM), or because the terminal was closed (SIGHUP).

By itself such a signal ends a process in the middle of a line, and what it was writing beside the place of a file stays
there: a copy of a log that nobody knows of. So here it ends a command as Ctrl-C does, which clears such things away. A
second one ends it at once.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["at_once", "tidily"]

_SIGNALS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


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


def at_once() -> None:
    """From now on they end the process as it stands: for what waits where it can't be woken, and leaves nothing."""
    for number in _SIGNALS:
        if signal.getsignal(number) is _end:
            signal.signal(number, signal.SIG_DFL)


def _end(number: int, _: FrameType | None) -> None:
    at_once()
    raise SystemExit(128 + number)

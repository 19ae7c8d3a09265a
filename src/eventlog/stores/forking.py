"""A process is forked only while no other thread is in SQLite.

SQLite has locks of the whole process: on its memory, its pages, the files that it has open. A child that is forked
while another thread holds one gets it locked, and nobody there to unlock it: whatever it asks of SQLite waits for ever,
be it of a file of its own. So whoever calls SQLite does it `with inside.sqlite`, and a fork waits for all of them.

Each thread has a lock of its own, which nobody else wants but a fork: so the threads do not wait for each other, and a
call costs next to nothing more. A fork waits without end, and must not wait for itself: so what is within such a block
is calls of SQLite, and no code of others, nor any wait for a lock that is held by somebody who is on his way into such
a block. (In particular: first this, then the lock of a log's connections; first the write lock, then this.)
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Any
from weakref import WeakSet

__all__ = ["inside", "on_fork"]

_coming = threading.RLock()  # while a thread is on its way in for the first time
_locks: WeakSet[threading.RLock] = WeakSet()


class _Inside(threading.local):
    def __init__(self) -> None:
        self.sqlite = threading.RLock()
        self.waited_for: list[Any] = []  # locks of others, while this thread forks
        with _coming:
            _locks.add(self.sqlite)


inside = _Inside()
"""`with inside.sqlite`: this thread calls SQLite. To say it again within is nothing."""


def _wait() -> None:
    own, held = inside.sqlite, inside.waited_for  # made here, or they would be when nobody may come any more
    held.append(_coming)
    _coming.acquire()
    held += [lock for lock in _locks if lock is not own]
    for lock in held[1:]:
        lock.acquire()


def _go_on() -> None:
    while held := inside.waited_for:
        lock = held.pop()
        if lock._is_owned():  # not where an interrupt ended the waiting  # noqa: SLF001
            lock.release()


def on_fork(in_child: Callable[[], None]) -> None:
    """Have something done in each child, before whatever else it does."""

    def begin() -> None:
        _go_on()
        in_child()

    if hasattr(os, "register_at_fork"):
        os.register_at_fork(before=_wait, after_in_parent=_go_on, after_in_child=begin)

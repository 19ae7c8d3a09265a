"""A process is forked only while no other thread is in SQLite.

SQLite has locks of the whole process: on its memory, its pages, the files that it has open. A child that is forked
while another thread holds one gets it locked, with no thread there to unlock it: whatever it asks of SQLite waits for
ever, be it of a file of its own. So SQLite is only called `with inside.sqlite`, and a fork waits for all of them.

A child would also find the file locked by a transaction of its parent's, which no thread there will ever end. So a
fork waits for these too, `with inside.transaction`; not for those that only read, which are in no one's way.

Each thread has locks of its own, which only a fork wants besides: so the threads do not wait for each other, and a
call costs next to nothing more. A fork waits without end, so what it waits for must end. Within `inside.sqlite` are
calls of SQLite alone, no code of others, nor any wait for a lock that is held by a thread on its way into such a
block (first this, then the lock of a log's connections). Within a transaction others' code may run, and may ask of this
log and of others; so a fork first waits for the transactions, and keeps no thread from SQLite meanwhile.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable
from typing import Any
from weakref import WeakSet

__all__ = ["inside", "on_fork"]

_coming = threading.RLock()  # while a thread is on its way in for the first time
_transactions: WeakSet[threading.RLock] = WeakSet()
_calls: WeakSet[threading.RLock] = WeakSet()


class _Inside(threading.local):
    def __init__(self) -> None:
        self.sqlite, self.transaction = threading.RLock(), threading.RLock()
        self.waited_for: list[Any] = []  # locks of others, while this thread forks
        with _coming:
            _transactions.add(self.transaction)
            _calls.add(self.sqlite)


inside = _Inside()
"""`with inside.sqlite`: this thread calls SQLite. `with inside.transaction`: it is about to write, until it is done.
To say it again within is nothing.
"""


def _wait() -> None:
    held = inside.waited_for  # made here, or it would be when no thread may come any more
    while True:
        _take(held, _transactions, inside.transaction)
        held.append(_coming)
        _coming.acquire()
        if all(lock in held for lock in _transactions if lock is not inside.transaction):
            break
        held.remove(_coming)
        _coming.release()
    _take(held, _calls, inside.sqlite)


def _take(held: list[Any], locks: Iterable[Any], own: Any) -> None:
    for lock in list(locks):
        if lock is not own and lock not in held:
            held.append(lock)  # before: an interrupt may come when it has been taken
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

"""How much is worked out at a time: a number of answers at once, and none for longer than a caller waits.

An answer is worked out in a thread, which nothing can stop. So a caller who waits too long is sent away, and the thread
keeps its slot until it has ended: memory and threads are bounded by the slots, whatever is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import BoundedSemaphore, Lock
from typing import Final, TypeVar, cast

__all__ = ["AT_ONCE", "LONGEST", "Overloaded", "Slots"]

AT_ONCE: Final = 8
LONGEST: Final = 20.0
"""In seconds."""

_Made = TypeVar("_Made")


class Overloaded(Exception):
    """There is no room for one more answer now, or this one took too long; a sentence for the caller."""


class Slots:
    """A number of answers that are worked out at once, and for how long each is waited for."""

    def __init__(self, at_once: int = AT_ONCE, longest: float = LONGEST) -> None:
        self._free = BoundedSemaphore(at_once)
        self._at_once = at_once
        self._longest = longest

    async def run(self, work: Callable[[], _Made]) -> _Made:
        """What comes of some work in a thread. Raises Overloaded."""
        from anyio import CapacityLimiter, move_on_after, to_thread

        if not self._free.acquire(blocking=False):
            raise Overloaded(f"{self._at_once} questions are being answered: ask again in a moment")
        begun = Lock()  # held by the first who comes: the thread that begins, or the caller who is gone before

        def worked() -> _Made | None:
            if not begun.acquire(blocking=False):
                return None
            try:
                return work()
            finally:
                self._free.release()

        try:
            with move_on_after(self._longest):
                made = await to_thread.run_sync(worked, abandon_on_cancel=True, limiter=CapacityLimiter(1))
                return cast("_Made", made)
        finally:
            if begun.acquire(blocking=False):
                self._free.release()
        raise Overloaded(f"the answer took longer than {self._longest:g} seconds: ask for less")

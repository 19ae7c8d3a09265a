"""Being woken by the server: every batch is told to each listener, over a connection of its own.

What is told may be lost: while the connection is made anew, and always behind a pooler, where nobody can listen. So it
is only what wakes a follower earlier than it would have looked.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from threading import Event as Flag
from typing import Any

from eventlog.errors import StoreError
from eventlog.stores.blocks import block
from eventlog.stores.postgres.connecting import Connections
from eventlog.stores.postgres.target import psycopg
from eventlog.stores.waking import Wake, pause

__all__ = ["listening"]

_SLICE = 0.05  # seconds after which the flag that stops a follower is looked at
_HEARD = 0.25  # seconds after which it is looked at whether the log is open still


@block
def listening(connections: Connections) -> Iterator[Wake]:
    """What a follower waits by, for the length of a block."""
    ear = _Ear(connections)
    try:
        ear.open()
        yield ear.wake
    finally:
        ear.close()


class _Ear:
    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._connection: Any = None

    def open(self) -> None:
        """Listen, where that can be done now."""
        with suppress(StoreError, psycopg().Error):
            self._connection = self._connections.listening()
            if self._connection is not None:
                self._connection.execute(f'LISTEN "{self._connections.target.channel}"')

    def close(self) -> None:
        """Listen no more."""
        if self._connection is not None:
            with suppress(psycopg().Error):
                self._connection.close()
        self._connection = None

    def wake(self, seconds: float, stop: Flag | None) -> bool:
        """Wait until something is told, or the time is over; whether it was not."""
        if self._connection is None:
            self.open()
            if self._connection is not None:
                return True  # something may have come while nobody listened
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self._connections.closed or (stop is not None and stop.is_set()):
                return True
            if self._listened(min(left, _SLICE if stop else _HEARD), stop):
                return True
        return False

    def _listened(self, seconds: float, stop: Flag | None) -> bool:
        """Whether something was told within this time, or there is nobody who could tell it any more."""
        if self._connection is None:
            return pause(seconds, stop)
        try:
            return bool(list(self._connection.notifies(timeout=seconds, stop_after=1)))
        except psycopg().Error:
            self.close()
            return True

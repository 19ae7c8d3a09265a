"""Where a server listens, whom it waits for, and how it is ended.

What answers is `uvicorn`. It waits without end for a connection that sends nothing, or half a request, and takes 64 at
a time: as many sleeping laptops kept everybody else out. So one that brings no whole request is closed here.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EADDRNOTAVAIL
from socket import AI_PASSIVE, SOCK_STREAM, create_server, getaddrinfo, socket
from typing import Any, Final

from eventlog.errors import InvalidValue, MissingExtra

__all__ = ["listen"]

_AT_ONCE: Final = 64
_LONGEST = 20.0
"""Seconds, and at most twice as many, until a whole request is there."""


def listen(application: Any, *, host: str = "127.0.0.1", port: int = 8764) -> None:
    """Serve an application until it is stopped. Raises InvalidValue for where nobody can listen; MissingExtra without
    the extra `serve`.
    """
    try:
        import uvicorn
        from uvicorn.protocols.http.auto import AutoHTTPProtocol
    except ImportError as error:
        raise MissingExtra("serve", "uvicorn", "answers over HTTP") from error
    config = uvicorn.Config(
        application,
        http=_impatient(AutoHTTPProtocol),
        log_level="warning",
        limit_concurrency=_AT_ONCE,
        timeout_keep_alive=5,
        ws="none",
    )
    server = uvicorn.Server(config)
    try:
        with _hanging_up(server):
            server.run(sockets=_bound(host, port))
    except KeyboardInterrupt:
        pass  # that is how a server is stopped


def _bound(host: str, port: int) -> list[socket]:
    """A socket for each address of a host. Raises InvalidValue."""
    bound: list[socket] = []
    why: Exception | None = None
    try:
        for family, _, _, _, place in getaddrinfo(host, port, type=SOCK_STREAM, flags=AI_PASSIVE):
            try:
                bound.append(create_server(place, family=family))
            except OSError as error:
                if error.errno != EADDRNOTAVAIL:
                    raise
                why = error  # a family that this machine has not; another may do
    except (OSError, OverflowError, UnicodeError) as error:
        why = error
        while bound:
            bound.pop().close()
    if bound:
        return bound
    told = "no such host or port"
    if isinstance(why, OSError) and why.errno is not None:  # sockets add words of their own
        told = os.strerror(why.errno) if why.errno > 0 else why.strerror or told
    where = f"{host!r}, port {port}"
    raise InvalidValue(f"nobody can listen at {where} ({told}): give another port, or a host of this machine")


def _impatient(made: Any) -> Any:
    """uvicorn's way to speak HTTP, but for connections on which no whole request comes."""

    class Impatient(made):  # type: ignore[misc]
        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._look(self)

        def _look(self, seen: Any) -> None:
            """Close where nothing whole has come since the last look, and nothing is being answered."""
            waits = self.cycle is None or self.cycle.response_complete
            if waits and self.cycle is seen:
                self.transport.close()
            elif not self.transport.is_closing():
                self.loop.call_later(_LONGEST, self._look, self.cycle)

    return Impatient


@contextmanager
def _hanging_up(server: Any) -> Iterator[None]:
    """Within, a closed terminal ends the server as SIGTERM does: what is being answered is, and nothing is torn."""
    number = getattr(signal, "SIGHUP", None)
    if number is None or threading.current_thread() is not threading.main_thread():
        yield
        return
    held = signal.getsignal(number)
    if not callable(held):  # it is ignored (nohup), or ends the process as it stands
        yield
        return
    came: list[int] = []

    def end(number: int, _: Any) -> None:
        came.append(number)
        server.should_exit = True

    signal.signal(number, end)
    try:
        yield
    finally:
        signal.signal(number, held)
    if came:
        signal.raise_signal(number)

"""Connections to a server: as many as are in use at once, each used by one thread at a time, never trusted once lost.

Timeouts, and what a transaction is like that is one statement, go to the server with the connection. A pooler such as
pgbouncer refuses that, since what is set on one of its connections would be set for the next user of the connection;
then they are set in each transaction that writes, and reading has those of the role. So a statement that is read alone
says where each function is that could be another's. Nothing else lasts longer than a transaction either: no prepared
statements, no listening.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from select import POLLIN, poll
from threading import Lock
from typing import Any

from eventlog.errors import LogClosed, StoreError
from eventlog.stores.blocks import block
from eventlog.stores.postgres.columns import teach
from eventlog.stores.postgres.refusals import in_our_words
from eventlog.stores.postgres.target import Target, psycopg

__all__ = ["PATH", "Connections", "settle"]

PATH = "pg_catalog, pg_temp"
"""Where the names in a statement are looked for. In another schema a stranger may have made a function that fits a call
better than the server's own: it would run as whoever asks, and give what it likes.
"""

_READ_AS = {"search_path": PATH, "standard_conforming_strings": "on", "quote_all_identifiers": "off"}
"""How the server reads a statement, and writes one down, whatever a role or a database is set to."""

_STATEMENT = 300  # seconds; no statement of ours is as long, but for the cleaning of files, which has none
_MOST_IDLE = 8
_OFTEN = 5
"""From this time on that a connection says the same, the server keeps how it is read, and then how it is done."""


def _timeouts(wait: float) -> dict[str, int]:
    """What is set while something of ours runs, in milliseconds."""
    held = max(1, int(wait * 1000))
    return {
        "statement_timeout": max(_STATEMENT * 1000, held),
        "lock_timeout": held,
        "idle_in_transaction_session_timeout": held,
    }


def settle(connection: Any) -> None:
    """In a transaction, also behind a pooler: have statements read as they are meant."""
    connection.execute("; ".join(f"SET LOCAL {name} = {value}" for name, value in _READ_AS.items()))


def _quiet(connection: Any) -> bool:
    """Whether an idle connection is as it was left: where the server has said something meanwhile, it was goodbye."""
    if connection.closed:
        return False
    waiting = poll()
    waiting.register(connection.fileno(), POLLIN)
    return not waiting.poll(0)


class Connections:
    """The connections of one log."""

    def __init__(self, target: Target, *, read_only: bool, wait: float) -> None:
        self.target = target
        self.pooled = False
        self._read_only = read_only
        self._wait = wait
        self._idle: list[Any] = []
        self._lock = Lock()
        self._process = os.getpid()
        self.closed = False

    @block
    def speaking(self) -> Iterator[Any]:
        """A connection that nobody else uses meanwhile. Raises LogClosed, Lost, StoreError."""
        connection = self.take()
        try:
            with in_our_words(self.target.name):
                yield connection
        finally:
            self.give_back(connection)

    def listening(self) -> Any:
        """A connection for a listener, which closes it; None behind a pooler. Raises as `speaking`."""
        return None if self.pooled else self._connect()

    def forget(self) -> None:
        """Close what is idle: after one was lost, the others may be lost too."""
        with self._lock:
            idle = self._idle[:]
            self._idle.clear()
        for connection in idle:
            with suppress(psycopg().Error):
                connection.close()

    def close(self) -> None:
        """Close all that is idle for good; what is in use is closed when it is given back."""
        self.closed = True
        if not self.foreign:
            self.forget()

    def __del__(self) -> None:
        """What nobody closed is closed as anything else is; where Python is ending, the system does it."""
        if not self.foreign and not sys.is_finalizing():
            self.forget()

    @property
    def foreign(self) -> bool:
        """Whether this is a forked child, and they are its parent's."""
        return self._process != os.getpid()

    def take(self) -> Any:
        """A connection, which is to be given back. Raises as `speaking`."""
        if self.foreign:
            name = self.target.name
            raise StoreError(
                f"the log {name} was opened by the process that this one was forked from: open it anew in this one"
            )
        if self.closed:
            raise LogClosed
        with self._lock:
            while self._idle:
                connection = self._idle.pop()
                if _quiet(connection):
                    return connection
                connection.close()
        return self._connect()

    def begin(self, connection: Any) -> None:
        """Begin a transaction that writes; behind a pooler, with its timeouts, in one message."""
        settings = {**_timeouts(self._wait), **_READ_AS} if self.pooled else {}
        begun = ["BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"]
        connection.execute("; ".join(begun + [f"SET LOCAL {name} = {value}" for name, value in settings.items()]))

    def give_back(self, connection: Any) -> None:
        """Keep a connection that is as it was when it was made; another one is closed."""
        usable = not connection.closed and connection.pgconn.transaction_status == psycopg().pq.TransactionStatus.IDLE
        with self._lock:
            if usable and not self.closed and len(self._idle) < _MOST_IDLE:
                self._idle.append(connection)
                return
        with suppress(psycopg().Error):
            connection.close()

    def _connect(self) -> Any:
        driver = psycopg()
        with in_our_words(self.target.name, making=True):
            if not self.pooled:
                try:
                    connection = self._connected(self._options())
                except driver.OperationalError as error:
                    if "unsupported startup parameter" not in str(error):
                        raise
                else:
                    if connection.execute("SHOW enable_seqscan").fetchone() == ("off",):
                        connection.prepare_threshold = _OFTEN
                        return connection
                    connection.close()  # a pooler that passes over what it is told
                self.pooled = True
            return self._connected(None)

    def _options(self) -> str:
        given = psycopg().conninfo.conninfo_to_dict(self.target.address).get("options") or ""
        ours = {
            **_timeouts(self._wait),
            **{name: value.replace(" ", "") for name, value in _READ_AS.items()},
            "default_transaction_isolation": r"read\ committed",
            "default_transaction_read_only": "on" if self._read_only else "off",
            "enable_seqscan": "off",  # a plan that was made while the log was small is kept: let it go by an index
            "jit": "off",
        }
        return " ".join([given, *(f"-c {name}={value}" for name, value in ours.items())]).strip()

    def _connected(self, options: str | None) -> Any:
        more = {} if options is None else {"options": options}
        asked = psycopg().conninfo.conninfo_to_dict(self.target.address)
        seconds = max(2, int(min(self._wait, 30)))
        for name, value in (
            ("connect_timeout", seconds),
            ("tcp_user_timeout", seconds * 1000),  # a server that is gone without a word is no server
            ("keepalives_idle", seconds),
            ("keepalives_interval", 5),
            ("keepalives_count", 3),
        ):
            if name not in asked:
                more[name] = str(value)
        try:
            connection = psycopg().connect(
                self.target.address,
                autocommit=True,
                prepare_threshold=None,
                client_encoding="UTF8",
                fallback_application_name="eventlog",
                **more,
            )
        except UnicodeError:  # a part of the host's name is empty, or too long
            raise StoreError(f"the host of {self.target.name} is no name of a machine: check the address") from None
        return teach(connection)

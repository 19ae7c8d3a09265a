"""The store on a PostgreSQL server, with the bytes that the memory would hold.

Reading is tried again on another connection where one was lost. So is appending: an entry has its id, and no id comes
in twice, so what may have been committed is looked up, and what was not is handed over again. OutcomeUnknown is left
for where the server does not come back within `wait`.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from functools import partial
from threading import RLock, local
from typing import Any, TypeVar

from eventlog.errors import Busy, MissingExtra, OutcomeUnknown, ReadOnly, StoreError
from eventlog.stores.blocks import block
from eventlog.stores.entries import NOTHING, Ahead, Head, NewEntry, Overtaken, RestoredEntry, Salts, random_salt
from eventlog.stores.finding import Finding
from eventlog.stores.inspection import Inspection
from eventlog.stores.postgres import creating, upkeep
from eventlog.stores.postgres.appending import Appending, HeldWriting, run
from eventlog.stores.postgres.around import MOST, Around
from eventlog.stores.postgres.connecting import Connections, settle
from eventlog.stores.postgres.inspecting import inspecting
from eventlog.stores.postgres.listening import listening
from eventlog.stores.postgres.lookups import head_of
from eventlog.stores.postgres.recalling import Recalled
from eventlog.stores.postgres.refusals import Lost, in_our_words
from eventlog.stores.postgres.residue import remains
from eventlog.stores.postgres.searching import Searching
from eventlog.stores.postgres.statements import AROUND, HEAD, MAY_INDEX, ROOT_AT, WITHHELD
from eventlog.stores.postgres.staying import Sight
from eventlog.stores.postgres.target import Target, psycopg
from eventlog.stores.remains import Remains
from eventlog.stores.waking import Wake

__all__ = ["PostgresStore"]

Result = TypeVar("Result")

_TRIES = logging.getLogger("stamina")
"""Where it is noted that something is tried again."""


class PostgresStore(Searching):
    """A log in a schema of a database. Safe to share between threads, and to open in many processes; not to use in a
    forked child.
    """

    def __init__(
        self,
        address: str,
        *,
        zone: str = "UTC",
        salts: Salts = random_salt,
        read_only: bool = False,
        may_create: bool = True,
        wait: float = 30.0,
    ) -> None:
        """Open the log at `address` (see target), or make one there if it may. `wait`: how many seconds to wait for
        another writer, or for a server that does not answer.

        `zone` is that of a new log. Raises InvalidValue, MissingExtra, NotALog, NewerFormat, ReadOnly, StoreError.
        """
        psycopg()
        self.target = Target.read(address)
        self._salts = salts
        self._read_only = read_only
        self._wait = wait
        self._turn = RLock()
        self._recalled = Recalled()
        self._sight = Sight(self.target.name)
        self._here = local()  # what this thread has the lock by
        self._connections = Connections(self.target, read_only=read_only, wait=wait)
        try:
            self._made = False
            with self._connections.speaking() as connection:
                if not read_only and may_create:
                    self._made = creating.make(connection, self.target, zone)
                self._zone = creating.look_at(connection, self.target, writing=not read_only)
        except BaseException:
            self._connections.close()
            raise

    def __repr__(self) -> str:
        return f"PostgresStore({self.target.name!r})"

    @property
    def zone(self) -> str:
        """The zone in which the log lives."""
        return self._zone

    def head(self) -> Head:
        """The end of the log now."""
        return head_of([row[:4] for row in self._now(HEAD)])

    def around(self, question: str) -> Around:
        """The log as it is now, with what bears on a question at hand."""
        return Around(self, self._now(AROUND, question, MOST))

    def writing(self, *, held: bool = True, ahead: Ahead = NOTHING) -> AbstractContextManager[Any]:
        """Take the write lock, or begin without it: see the protocol."""
        return self._holding() if held else self._beside(ahead)

    @block
    def _beside(self, ahead: Ahead) -> Iterator[Appending]:
        with self._taking_turns():
            writing = Appending(self, ahead, self._salts, self._send, self._recalled, self._wait)
            try:
                yield writing
            except StoreError:
                raise
            except Exception as error:
                if writing.guessed and writing.after is writing.head:
                    self._recalled.trusted = False
                    raise Overtaken from error
                raise
            if writing.guessed and writing.after is writing.head:
                self._recalled.trusted = False
                raise Overtaken
            if writing.after is not writing.head:
                self._sight.ended(writing.after)

    @block
    def _holding(self) -> Iterator[HeldWriting]:
        with self._taking_turns():
            connection, writing = self._begun()
            try:
                self._here.writing = writing
                with in_our_words(self.target.name):
                    yield writing
                    self._here.writing = None
                    if writing.after is writing.head and not writing.kept:
                        connection.execute("ROLLBACK")
                        return
                self._commit(connection, writing)
                self._sight.ended(writing.after)
            finally:
                self._here.writing = None
                self._connections.give_back(connection)  # closed there where its transaction is not at an end

    def _begun(self) -> tuple[Any, HeldWriting]:
        def begin() -> tuple[Any, HeldWriting]:
            connection = self._connections.take()
            try:
                with in_our_words(self.target.name):
                    return connection, HeldWriting(connection, self._connections, self._salts, self._wait, self._sight)
            except BaseException as error:
                self._connections.give_back(connection)
                if isinstance(error, Lost):
                    self._connections.forget()
                raise

        return self._tried(begin)

    def _commit(self, connection: Any, writing: HeldWriting) -> None:
        try:
            with in_our_words(self.target.name):
                connection.execute("COMMIT")
        except Lost as error:
            self._connections.forget()
            with suppress(Lost):
                if not writing.kept and self._is_there(writing):
                    return
            raise self._unknown() from error

    def _is_there(self, writing: HeldWriting) -> bool:
        """Whether it was this transaction that was committed, and not one of another with the same events."""
        return self._rows(ROOT_AT, writing.after.size) == [(writing.after.root,)]

    def _unknown(self) -> OutcomeUnknown:
        return OutcomeUnknown(
            f"the connection was lost while a batch was committed to {self.target.name}: it may or may not be in the "
            "log; look at the server, then record it again, for a repetition adds nothing"
        )

    @block
    def _taking_turns(self) -> Iterator[None]:
        """The threads of one process take turns: each would only wait for the others on the server.

        An interrupt may come between taking the lock and noting that it was taken. So whether this thread holds it is
        asked of the lock itself, and letting it go twice does no harm.
        """
        if self._read_only:
            raise ReadOnly(f"{self.target.name} was opened for reading only: open it without read_only to record")
        self._connections.give_back(self._connections.take())  # says what is wrong before anything is waited for
        busy = Busy(f"another thread holds {self.target.name} for too long: nothing was recorded; try again")
        if self._has_turn():
            raise busy  # a block within a block would wait for itself
        try:
            if not self._turn.acquire(timeout=self._wait):
                raise busy
            yield
        finally:
            try:
                self._end_turn()
            finally:
                self._end_turn()

    def _has_turn(self) -> bool:
        return bool(self._turn._is_owned())  # type: ignore[attr-defined]  # noqa: SLF001

    def _end_turn(self) -> None:
        if self._has_turn():
            self._turn.release()

    def _send(self, sql: str, values: Sequence[Any], rows: Sequence[NewEntry], head: Head) -> Head:
        """Hand a batch over, once more where nobody knows what became of it. Raises Overtaken, OutcomeUnknown."""
        sent = 0

        def send() -> Head:
            nonlocal sent
            after = self._came_in(rows, head) if sent else None
            if after is not None:
                return after
            with self._talking() as connection:
                sent += 1
                found = self._called(connection, sql, values)
            if found and found[0][0] is not None:
                return head_of(found)
            after = self._came_in(rows, head) if sent > 1 else None
            if after is not None:
                return after
            raise Overtaken

        try:
            return self._tried(send)
        except Lost as error:
            if sent:
                raise self._unknown() from error
            raise

    def _came_in(self, rows: Sequence[NewEntry], head: Head) -> Head | None:
        """The log's head after a batch, where it is in the log as one piece; None where it is not."""
        found = self.find_all([row.id for row in rows])
        first = found.get(rows[0].id, 0)
        if first <= head.size or [found.get(row.id) for row in rows] != [*range(first, first + len(rows))]:
            return None
        frontier, recorded = head.frontier, 0
        for entry in self.entries(head.size, first + len(rows) - 1):
            frontier, recorded = frontier.append(entry.leaf), entry.recorded
        return Head(frontier.size, recorded, frontier, head.erased)

    def _called(self, connection: Any, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """One call of a function that appends. Nothing, or no head, comes back where others came before: one of them
        with an id of this batch.
        """
        pooled = self._connections.pooled
        with suppress(psycopg().errors.UniqueViolation):
            if pooled:
                self._connections.begin(connection)
            found = run(connection, self.target.quoted, sql, values)
            if pooled:
                connection.execute("COMMIT")
            return found
        return []

    def _now(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        if getattr(self._here, "writing", None) is not None:  # what it has not committed was not seen
            return super()._now(sql, *values)
        return self._sight.of(self._rows, sql, *values)

    def _rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        held: HeldWriting | None = getattr(self._here, "writing", None)
        if held is not None:  # or who has the lock would wait for another connection, and its users for the lock
            return held.rows(sql, *values)

        def ask() -> list[tuple[Any, ...]]:
            with self._talking() as connection:
                return run(connection, self.target.quoted, sql, values)

        return self._tried(ask)

    @block
    def _talking(self) -> Iterator[Any]:
        """A connection; where it is lost, the others are let go of too."""
        try:
            with self._connections.speaking() as connection:
                yield connection
        except Lost:
            self._connections.forget()
            raise

    def _may_own(self) -> bool:
        return not self._read_only and bool(self._rows(MAY_INDEX)[0][0])

    @block
    def _owning(self) -> Iterator[Any]:
        with self._talking() as connection, connection.transaction():
            settle(connection)
            yield partial(run, connection, self.target.quoted)

    def _tried(self, once: Callable[[], Result]) -> Result:
        """What comes of this. Where a connection is lost, it is tried again, as often as fits into the time that is
        waited, a little longer apart each time, by chance.
        """
        end = time.monotonic() + self._wait
        try:
            return once()
        except Lost:
            left = end - time.monotonic()
            if left <= 0:
                raise
        try:
            import stamina
        except ImportError:
            raise MissingExtra("postgres", "stamina", "logs on a PostgreSQL server") from None
        if not _TRIES.handlers:  # or what it notes would be printed by a program that keeps no notes
            _TRIES.addHandler(logging.NullHandler())
        for attempt in stamina.retry_context(on=Lost, attempts=None, timeout=left, wait_initial=0.02, wait_max=1.0):
            with attempt:
                return once()
        raise AssertionError("a retry returns or raises")

    def waking(self) -> AbstractContextManager[Wake]:
        """By what the server tells."""
        return listening(self._connections)

    def inspecting(self) -> AbstractContextManager[Inspection]:
        """Look at what is stored as it is stored, in one snapshot."""
        return inspecting(self._connections.speaking(), self.target, self._sight)

    def withheld(self) -> Sequence[int]:
        """The positions that were left out of this copy."""
        return [row[0] for row in self._rows(WITHHELD)]

    def restore(self, batches: Iterable[Sequence[RestoredEntry]], withheld: Sequence[int] = ()) -> Head:
        """Fill an empty log with batches that were recorded elsewhere, all or nothing. For its owner."""
        with self._holding() as writing:
            return writing.restore(batches, withheld)

    def snapshot(self, path: str | os.PathLike[str], name: str) -> bool:
        """There is no shorter way than the entries one by one."""
        del path, name
        return False

    def vacuum(self) -> tuple[str, ...]:
        """Have the server write the tables anew, without what was erased; what it keeps elsewhere, in sentences."""
        if self._read_only:
            return (f"{self.target.name} was opened for reading only",)
        with self._connections.speaking() as connection:
            return upkeep.vacuum(connection, self.target, pooled=self._connections.pooled)

    def discard(self) -> bool:
        """Remove the schema of an empty log that was made when it was opened."""
        if not self._made or self._read_only or self.head().size:
            return False
        with self._connections.speaking() as connection:
            removed = creating.remove(connection, self.target)
        if removed:
            self._connections.close()
        return removed

    def remains(self, words: Sequence[bytes]) -> Remains:
        """Look for some words in the rows of the database; the files are the server's, and can't be looked at."""
        with self._connections.speaking() as connection:
            return remains(connection, self.target, words)

    def findings(self) -> Iterator[Finding]:
        """How the server is set, and how the schema is doing."""
        with self._connections.speaking() as connection, connection.transaction():
            settle(connection)
            found = [*upkeep.findings(connection, self.target, pooled=self._connections.pooled)]
        return iter(found)

    def close(self) -> None:
        """Close all connections. Closing again does nothing."""
        self._connections.close()

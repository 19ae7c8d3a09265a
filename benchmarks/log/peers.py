"""The peers: what doing the same with them takes.

Each is used as its documentation has it. A report with its claims is one aggregate (one stream), and a transaction
has as many of them as a batch of ours. What they are given is the content of our events as plain tables, made before
the clock starts; encoding it is inside, as it is for us. None of them keeps a proof or an index of what a claim is
about. Their journals are SQLite's write-ahead logs and flushed in FULL, SQLite's own default, as is ours; that is read
back from their connections and asserted. Their last checkpoint is inside the timer, as is ours: SQLite makes it when
the last connection closes. The page size (4,096 bytes) and a checkpoint each thousand pages are theirs.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec

Saving = Callable[[], int]
SECTION = 1_000
"""How many notifications are asked for at a time; ten, unless an application says otherwise."""


def tables(batches: list[list[Any]]) -> list[list[dict[str, Any]]]:
    """Events as plain tables of text and numbers."""
    return [[msgspec.to_builtins(event, enc_hook=str) for event in batch] for batch in batches]


@cache
def _newsroom() -> tuple[Any, Any]:
    """An aggregate and an application, defined once, for classes are found by name. Raises ImportError."""
    from eventsourcing.application import Application
    from eventsourcing.domain import Aggregate, event

    class Reporting(Aggregate):
        def __init__(self, content: dict[str, Any]) -> None:
            pass

        @event("Said")
        def say(self, content: dict[str, Any]) -> None:
            pass

    class Newsroom(Application):
        log_section_size = SECTION

    return Reporting, Newsroom


def of_eventsourcing(path: Path, given: list[list[dict[str, Any]]], each: int = 20) -> tuple[Saving, Any]:
    """What saves everything with `Application.save`, and the application. Raises ImportError."""
    reporting, newsroom = _newsroom()
    app = newsroom(env={"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path)})
    waiting = []
    for batch in given:
        aggregates = []
        for begin in range(0, len(batch), each):
            first, *rest = batch[begin : begin + each]
            aggregate = reporting(content=first)  # making it is its first event
            for content in rest:
                aggregate.say(content)
            aggregates.append(aggregate)
        waiting.append(aggregates)
    with app.recorder.datastore.get_connection(commit=True) as connection:
        _flushed(lambda name: _one(connection.cursor(), name))

    def save() -> int:
        for aggregates in waiting:
            app.save(*aggregates)
        return len(waiting)

    return save, app


def _one(cursor: Any, name: str) -> Any:
    cursor.execute(f"PRAGMA {name}")
    return cursor.fetchone()[0]


def _flushed(pragma: Callable[[str], Any]) -> None:
    """A peer must write as durably as we do: a write-ahead log, flushed with each transaction."""
    told = {name: pragma(name) for name in ("journal_mode", "synchronous")}
    assert told == {"journal_mode": "wal", "synchronous": 2}, told


def notifications(app: Any, *, decoded: bool = False) -> int:
    """Read everything back as its documentation has it: `notification_log.select`, a section at a time.

    A notification carries the stored bytes of its event, as a lazy entry of ours does; `decoded` also makes its event.
    """
    count, start = 0, 1
    while section := app.notification_log.select(start=start, limit=SECTION):
        for notification in section:
            if decoded:
                assert app.mapper.to_domain_event(notification) is not None
            count += 1
        start = section[-1].id + 1
    return count


def held(path: Path, table: str) -> int:
    """How many events a peer's file holds."""
    with sqlite3.connect(path) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - our own word


@cache
def _said() -> Any:
    from eventsource import DomainEvent

    class Said(DomainEvent):
        aggregate_type: str = "Reporting"
        content: dict[str, Any]

    return Said


def of_eventsource(path: Path, given: list[list[dict[str, Any]]], each: int = 20) -> tuple[Saving, Callable[[], None]]:
    """What saves everything with `SQLiteEventStore.append`, one stream at a time, for it has no larger transaction.

    Raises ImportError.
    """
    from eventsource import ExpectedVersion, SQLiteEventStore, StreamId

    said = _said()
    loop = asyncio.new_event_loop()
    store = SQLiteEventStore(str(path))
    streams = []
    for batch in given:
        for begin in range(0, len(batch), each):
            id = uuid4()
            events = [
                said(aggregate_id=id, aggregate_version=number, content=content)
                for number, content in enumerate(batch[begin : begin + each], 1)
            ]
            streams.append((StreamId(aggregate_id=id, category="Reporting"), events))
    connection = loop.run_until_complete(store._conn())  # noqa: SLF001 - opening is not what is measured

    async def pragma(name: str) -> Any:
        async with connection.execute(f"PRAGMA {name}") as cursor:
            return (await cursor.fetchone())[0]

    _flushed(lambda name: loop.run_until_complete(pragma(name)))

    async def all_of_them() -> int:
        for stream, events in streams:
            await store.append(stream, events, ExpectedVersion.no_stream())
        return len(streams)

    def close() -> None:
        loop.run_until_complete(store.close())
        loop.close()

    return (lambda: loop.run_until_complete(all_of_them())), close

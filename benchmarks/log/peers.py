"""The peers: what doing the same with them takes.

Each is used as its documentation has it. A report with its claims is one aggregate (one stream), and a transaction
has as many of them as a batch of ours. What they are given is the content of our events as plain tables, made before
the clock starts; encoding it is inside, as it is for us. None of them keeps a proof or an index of what a claim is
about. Their journals are SQLite's write-ahead logs at its own default, FULL, as is ours.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec

Saving = Callable[[], int]


def tables(batches: list[list[Any]]) -> list[list[dict[str, Any]]]:
    """Events as plain tables of text and numbers."""
    return [[msgspec.to_builtins(event, enc_hook=str) for event in batch] for batch in batches]


@cache
def _newsroom() -> tuple[Any, Any]:
    """An aggregate and an application, defined once, for classes are found by name. Raises ImportError."""
    from eventsourcing.application import Application
    from eventsourcing.domain import Aggregate, event

    class Reporting(Aggregate):
        def __init__(self) -> None:
            pass

        @event("Said")
        def say(self, content: dict[str, Any]) -> None:
            pass

    class Newsroom(Application):
        pass

    return Reporting, Newsroom


def of_eventsourcing(path: Path, given: list[list[dict[str, Any]]], each: int = 20) -> tuple[Saving, Any]:
    """What saves everything with `Application.save`, and the application. Raises ImportError."""
    reporting, newsroom = _newsroom()
    app = newsroom(env={"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path)})
    waiting = []
    for batch in given:
        aggregates = []
        for begin in range(0, len(batch), each):
            aggregate = reporting()
            for content in batch[begin : begin + each - 1]:  # making it is the first event of the twenty
                aggregate.say(content)
            aggregates.append(aggregate)
        waiting.append(aggregates)

    def save() -> int:
        for aggregates in waiting:
            app.save(*aggregates)
        return len(waiting)

    return save, app


def notifications(app: Any) -> int:
    """Read everything back as stored notifications, a thousand at a time."""
    count, start = 0, 1
    while piece := app.recorder.select_notifications(start=start, limit=1000):
        count += len(piece)
        start = piece[-1].id + 1
    return count


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
    loop.run_until_complete(store._conn())  # noqa: SLF001 - opening is not what is measured

    async def all_of_them() -> int:
        for stream, events in streams:
            await store.append(stream, events, ExpectedVersion.no_stream())
        return len(streams)

    def close() -> None:
        loop.run_until_complete(store.close())
        loop.close()

    return (lambda: loop.run_until_complete(all_of_them())), close

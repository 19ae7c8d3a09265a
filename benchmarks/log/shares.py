"""Where the time of recording and of a decoded replay goes, part by part, in microseconds an entry.

SQLite's share is what its statements take, timed by a connection of our own making. Python's parts are run once more by
themselves, on the same batches in the same order; what is left is given as the rest. Shown is the best of several runs,
since each part is short and only ever made slower by what else the machine does.
"""

from __future__ import annotations

import gc
import sqlite3
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import samples
from bench import Bench

import eventlog
from eventlog.codec import Encoder, id_of
from eventlog.events import ClaimRecorded
from eventlog.log.admission import Batch
from eventlog.log.asking import Asked, events_of
from eventlog.stores import MemoryStore
from eventlog.stores.entries import random_salt, seal

TIMES = 7
_PARTS = {
    "INSERT OR FAIL INTO entry": "rows of entries",
    "INSERT OR FAIL INTO name": "rows of ids",
    "INSERT OR FAIL INTO effect": "rows of keys",
    "COMMIT": "commit",
    "PRAGMA wal_checkpoint": "checkpoint",
}


def shares(bench: Bench) -> None:
    """One row a part."""
    for title, size, entries in (("1,000 a batch", 1_000, 20_000), ("one at a time", 1, 300)):
        batches = list(samples.mixed(max(entries, 2_000), 1_000))
        if size == 1:
            batches = [[event] for batch in batches for event in batch][:entries]
        for event in (event for batch in batches for event in batch):
            id_of(event)
        best: dict[str, float] = {}
        for _ in range(TIMES):
            for part, seconds in _once(bench, batches).items():
                best[part] = min(best.get(part, seconds), seconds)
        count = sum(map(len, batches))
        for part, seconds in best.items():
            bench.row("share", f"recording, {title}: {part}", of=f"recording, {title}", part=part, each=seconds / count)
    _decoding(bench)


def _once(bench: Bench, batches: list[list[Any]]) -> dict[str, float]:
    """Seconds of each part of recording these batches."""
    path, told = bench.path("shares"), defaultdict[str, float](float)
    with _timed(told), eventlog.open(path) as log:
        told.clear()
        whole = _seconds(lambda: [log.record(*batch) for batch in batches])
    bench.remove(path)
    found = {f"SQLite: {part}": seconds for part, seconds in told.items()}
    found |= _by_hand(batches)
    return {"all of it": whole, **found, "the rest": whole - sum(found.values())}


def _by_hand(batches: list[list[Any]]) -> dict[str, float]:
    """What Python does of it, in memory, step by step."""
    store, told, moment = MemoryStore(), defaultdict[str, float](float), 1_700_000_000_000_000
    for batch in batches:
        moment += 1
        with store.writing() as writing:
            within = Batch(writing)
            given = events_of(tuple(batch))
            told["looking up what is named"] += _seconds(lambda: within.take(Asked.of(given)))  # noqa: B023 - called at once
            whole = _seconds(lambda: told.__setitem__("rows", within.rows()))  # type: ignore[arg-type]  # noqa: B023
            rows: Any = told.pop("rows")
            some = [(event, kind) for _, event, kind, _ in within.new]
            encoding = _seconds(lambda: Encoder(within._named).encode_all(some))  # noqa: B023, SLF001
            told["encoding"] += encoding
            told["checks and keys"] += whole - encoding
            told["hashes and their tree"] += _seconds(lambda: seal(rows, moment, writing.head, random_salt))  # noqa: B023
            writing.append(rows, moment)
    return told


def _decoding(bench: Bench) -> None:
    """A decoded replay: entries, the same bodies as plain tables, and as events with all that these check."""
    path = bench.path("shares")
    with eventlog.open(path, durability="off") as log:
        for batch in samples.mixed(20_000, 1_000):
            log.record(*batch)
        count = len(log)
        bodies = [content[3] for piece in log.store.contents(0, count) for content in piece]
        plain = msgspec.json.Decoder().decode

        def fold() -> None:
            asked: dict[str, int] = {}
            for entry in log.entries():
                if isinstance(entry.event, ClaimRecorded):
                    asked[entry.event.claim.question] = asked.get(entry.event.claim.question, 0) + 1

        works: dict[str, Callable[[], Any]] = {
            "all of it, with a fold": fold,
            "lazy entries": lambda: sum(1 for entry in log.entries() if entry.position),
            "bodies to plain tables, without classes or checks": lambda: [plain(body) for body in bodies if body],
        }
        for part, work in works.items():
            bench.row(
                "share",
                f"replay, decoded: {part}",
                of="replay, decoded",
                part=part,
                each=min(_seconds(work) for _ in range(TIMES)) / count,
            )
    bench.remove(path)


def _seconds(work: Callable[[], Any]) -> float:
    collecting = gc.isenabled()
    gc.disable()
    began = time.perf_counter()
    work()
    took = time.perf_counter() - began
    if collecting:
        gc.enable()
    return took


@contextmanager
def _timed(told: dict[str, float]) -> Iterator[None]:
    """While it lasts, new connections add up what their statements take, by what these do."""

    class Timed(sqlite3.Connection):
        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            began = time.perf_counter()
            try:
                return super().execute(sql, *values)
            finally:
                told[_part(sql)] += time.perf_counter() - began

        def executemany(self, sql: str, *values: Any) -> sqlite3.Cursor:
            began = time.perf_counter()
            try:
                return super().executemany(sql, *values)
            finally:
                told[_part(sql)] += time.perf_counter() - began

    real = sqlite3.connect
    sqlite3.connect = lambda *given, **named: real(*given, factory=Timed, **named)  # type: ignore[assignment]
    try:
        yield
    finally:
        sqlite3.connect = real


def _part(sql: str) -> str:
    return next((name for begin, name in _PARTS.items() if sql.startswith(begin)), "other statements")

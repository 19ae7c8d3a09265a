"""Recording in batches of a thousand and one at a time: beside bare SQLite and beside peers; and bytes on disk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import peers
import samples
from bench import (
    Bench,
    assert_same_settings,
    bodies_of,
    inserting,
    like,
    recording,
)
from rounds import Side, Work, run

import eventlog
from eventlog.codec import id_of

CLAIMS, QUESTIONS, SINGLES = 20_000, 1_000, 300


def record(bench: Bench) -> None:
    """The objects and their ids are made before the clock starts; checking, encoding, hashing, indexing run inside."""
    assert_same_settings(bench)
    batches = list(samples.mixed(CLAIMS, QUESTIONS))
    for batch in batches:
        for event in batch:
            id_of(event)
    path = bench.path()
    with eventlog.open(path) as log:
        for batch in batches:
            log.record(*batch)
        flat = bodies_of(log)
    size = path.stat().st_size
    bench.remove(path)
    limit = inserting(bench, like(flat, batches))
    bench.compare("a/a raw", "raw insert beside itself: the spread of the machine", limit, limit)
    ours = recording(bench, batches)
    bench.compare("record batches", "record 1,000 a batch, ids at hand / raw insert", ours, limit, 3.0)
    bench.compare(
        "record batches, ids derived",
        "the same, ids of claims derived inside the timer",
        recording(bench, batches, fresh_ids=True),
        limit,
        3.0,
    )
    _bytes(bench, size, flat, batches)
    singles = [[event] for batch in batches for event in batch][:SINGLES]
    alone = inserting(bench, [[body] for body in flat[:SINGLES]])
    rounds = max(bench.rounds, 7)
    bench.compare("a/a raw single", "raw insert one at a time beside itself", alone, alone, rounds=rounds)
    bench.compare(
        "record single", "record one at a time, FULL / raw", recording(bench, singles), alone, 1.3, rounds=rounds
    )
    beside_peers(bench, batches)


def _bytes(bench: Bench, size: int, flat: list[bytes], batches: list[list[Any]]) -> None:
    """Bytes on disk, of an entry and of a claim."""
    encoded = sum(map(len, flat))
    ratio = size / encoded
    told = {"ratio": ratio, "low": ratio, "high": ratio, "rounds": 1, "a": size, "b": encoded}
    bench.note("bytes on disk", "bytes of the file / bytes of the encoded events", told, 2.0, unit="bytes")
    claims = sum(type(event).__name__ == "ClaimRecorded" for batch in batches for event in batch)
    bench.row("bytes", "a claim on disk", bytes=round(size / claims), encoded=round(encoded / claims))


def beside_peers(bench: Bench, batches: list[list[Any]]) -> None:
    """The same work by the peers: as many events, in as many transactions where they have any, as durably."""
    given = peers.tables(batches)
    ours = recording(bench, batches, look=len)

    def side(of: Callable[..., Any], table: str) -> Side:
        def made() -> tuple[Work, Callable[[Any], Any], Callable[[], None]]:
            path = bench.path("peer")
            save, close = of(path, given)

            def work() -> int:
                saved = save()
                close()
                return saved

            return work, lambda _: peers.held(path, table), lambda: bench.remove(path)

        return made

    def eventsourcing(path: Any, given: Any) -> tuple[Any, Any]:
        save, app = peers.of_eventsourcing(path, given)
        return save, app.close

    for name, of, table, least in (
        ("eventsourcing", eventsourcing, "stored_events", 1.5),
        ("eventsource-py", peers.of_eventsource, "events", None),
    ):
        try:
            run(side(of, table))
        except ImportError as error:
            bench.skip(f"{name} / ours", f"{name} is not installed ({error.name})")
            continue
        bench.compare(
            f"{name} / ours",
            f"the same work in {name}, without proof / ours with proof",
            side(of, table),
            ours,
            at_least=least,
        )

"""Reading everything back: lazily, by columns, decoded; beside a bare scan, and beside a peer's notifications."""

from __future__ import annotations

import peers
import raw
import samples
from bench import Bench, bodies_of, digest, of

import eventlog
from eventlog.events import ClaimRecorded

CLAIMS, QUESTIONS = 20_000, 1_000


def lazily(log: eventlog.EventLog) -> int:
    """All entries, whose bytes are at hand and whose events nobody looks at."""
    return sum(1 for entry in log.entries() if entry.position)


def by_events(log: eventlog.EventLog) -> list[tuple[str, str]]:
    """A fold over decoded entries: how often each question was answered yes or no, and how firmly."""
    counts: dict[tuple[str, str], int] = {}
    for entry in log.entries():
        event = entry.event
        if isinstance(event, ClaimRecorded):
            key = (event.claim.question, str(event.claim.factuality))
            counts[key] = counts.get(key, 0) + 1
    return sorted((question, f"{fact} {number}") for (question, fact), number in counts.items())


def by_columns(log: eventlog.EventLog) -> list[tuple[str, str]]:
    """The same fold over the two columns that it needs."""
    counts: dict[tuple[str, str], int] = {}
    for _position, _recorded, question, fact in log.columns("claim-recorded", "claim.question", "claim.factuality"):
        counts[question, fact] = counts.get((question, fact), 0) + 1
    return sorted((question, f"{fact} {number}") for (question, fact), number in counts.items())


def replay(bench: Bench) -> None:
    """One log in a file, the same bytes in a bare table, the same content in a peer's file."""
    batches = list(samples.mixed(CLAIMS, QUESTIONS))
    path = bench.path()
    log = eventlog.open(path)
    for batch in batches:
        log.record(*batch)
    rawpath = bench.path("raw")
    connection = raw.connect(rawpath)
    bodies = bodies_of(log)
    raw.insert(connection, rawpath, [bodies])
    read = (content[3] for piece in log.store.contents(0, len(log)) for content in piece)
    assert digest(read) == digest(bodies)  # what a lazy entry holds are its bytes
    scan = of(lambda: raw.scan(connection))
    lazy = of(lambda: lazily(log))
    bench.compare("a/a scan", "raw scan beside itself", scan, scan)
    bench.compare("replay lazy", "replay, lazy / raw scan", lazy, scan, 3.0)
    if hasattr(log, "columns"):
        assert by_columns(log) == by_events(log)
        bench.compare(
            "replay columns",
            "replay of two columns of the claims with a fold / raw scan of all events",
            of(lambda: by_columns(log)),
            scan,
            10.0,
            same=False,  # what it gives was compared with the fold over events
        )
    else:
        bench.skip("replay columns", "this library has no EventLog.columns")
    bench.compare(
        "replay decoded",
        "replay to decoded events with a fold / raw scan",
        of(lambda: by_events(log)),
        scan,
        10.0,
        same=False,
    )
    beside_a_peer(bench, batches, log)
    connection.close()
    log.close()


def beside_a_peer(bench: Bench, batches: list[list[object]], log: eventlog.EventLog) -> None:
    """A peer's notifications: as bytes beside our lazy entries, decoded beside our decoded ones."""
    try:
        save, app = peers.of_eventsourcing(bench.path("peer"), peers.tables(batches))
    except ImportError as error:
        bench.skip("eventsourcing's notifications / ours", f"eventsourcing is not installed ({error.name})")
        return
    save()
    bench.compare(
        "eventsourcing's notifications / ours",
        "eventsourcing's notifications, as stored bytes / replay, lazy",
        of(lambda: peers.notifications(app)),
        of(lambda: lazily(log)),
        at_least=3.0,
    )
    bench.compare(
        "eventsourcing's notifications decoded / ours",
        "eventsourcing's notifications, decoded / replay to decoded events",
        of(lambda: peers.notifications(app, decoded=True)),
        of(lambda: sum(1 for entry in log.entries() if entry.event is not None)),
    )
    app.close()

"""Everything that issue 7 asks to be shown about speed, as ratios within one run; results go to build/performance.json.

    sh benchmarks/log/set_up.sh
    build/bench-venv/bin/python benchmarks/log/measure.py [--rounds 5] [--large 1000000] [--only record,replay]

`rounds` says how two sides are compared. Targets are printed beside the figures and nothing fails where one is missed:
timings are reported, never asserted. Logs of a million claims are kept in build/bench for the next run of the same
commit's format; delete the folder to make them anew.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import attrs
import peers
import raw
import samples
from rounds import Side, Work, compare, machine, run, say

import eventlog
from eventlog.codec import id_of
from eventlog.events import ClaimRecorded

BUILD = Path(__file__).resolve().parents[2] / "build"
RESULTS = BUILD / "performance.json"
KEPT = BUILD / "bench"


def nothing(*_: Any) -> None:
    """Nothing to look at, nothing to remove."""


class Bench:
    """Where measurements are made and their results collected."""

    def __init__(self, rounds: int, large: int) -> None:
        self.rounds = rounds
        self.large = large
        self.folder = Path(tempfile.mkdtemp(prefix="eventlog-bench-"))
        self.results: list[dict[str, Any]] = []
        self._number = 0

    def path(self, name: str = "log") -> Path:
        """A path where nothing is."""
        self._number += 1
        return self.folder / f"{name}{self._number}.db"

    def remove(self, path: Path) -> None:
        """A file, and what lies beside it."""
        for one in self.folder.glob(f"{path.name}*"):
            one.unlink()

    def note(self, id: str, what: str, result: dict[str, Any], at_most: float | None = None, **more: Any) -> None:
        """Keep a result."""
        say(id, result)
        self.results.append({"id": id, "what": what, "at_most": at_most, **more, **result})

    def skip(self, id: str, why: str) -> None:
        """Name what could not be measured."""
        print(f"{id:<44} skipped: {why}", file=sys.stderr)
        self.results.append({"id": id, "what": why, "skipped": True})

    def compare(
        self,
        id: str,
        what: str,
        a: Side,
        b: Side,
        at_most: float | None = None,
        *,
        at_least: float | None = None,
        rounds: int = 0,
        same: bool = True,
    ) -> dict[str, Any]:
        """Measure and keep."""
        result = compare(a, b, rounds or self.rounds, same=same)
        more = {} if at_least is None else {"at_least": at_least}
        self.note(id, what, result, at_most, **more)
        return result


def bodies_of(log: eventlog.EventLog) -> list[bytes]:
    """All bodies of a log."""
    return [one.body for one in log.store.entries(0, len(log)) if one.body is not None]


def digest(bodies: list[bytes]) -> str:
    """One digest of all bodies in their order."""
    return sha256(b"\n".join(bodies)).hexdigest()


def recording(bench: Bench, batches: list[list[Any]], durability: str = "full", *, fresh_ids: bool = False) -> Side:
    """Record batches in a new log, and bring all of it into the file proper."""

    def side() -> tuple[Work, Callable[[Any], Any], Callable[[], None]]:
        given = [list(map(without_ids, batch)) for batch in batches] if fresh_ids else batches
        path = bench.path()
        log = eventlog.open(path, durability=durability)

        def work() -> int:
            for batch in given:
                log.record(*batch)
            log.close()  # the last one to close makes a checkpoint
            return len(given)

        def look(_: int) -> str:
            with eventlog.open(path, read_only=True) as again:
                return digest(bodies_of(again))

        return work, look, lambda: bench.remove(path)

    return side


def without_ids(event: Any) -> Any:
    """The same event whose id has not been derived yet."""
    if isinstance(event, ClaimRecorded):
        return ClaimRecorded(claim=attrs.evolve(event.claim))
    return event


def inserting(bench: Bench, bodies: list[list[bytes]], synchronous: str = "FULL") -> Side:
    """Insert the same bytes with bare SQLite."""

    def side() -> tuple[Work, Callable[[Any], Any], Callable[[], None]]:
        path = bench.path("raw")
        connection = raw.connect(path, synchronous)

        def work() -> int:
            count = raw.insert(connection, path, bodies)
            connection.close()
            return count

        def look(_: int) -> str:
            with sqlite3.connect(path) as again:
                return digest([body for (body,) in again.execute("SELECT body FROM blob ORDER BY position")])

        return work, look, lambda: bench.remove(path)

    return side


def record(bench: Bench) -> None:
    """Recording in batches of a thousand, and one at a time; beside bare SQLite, beside peers; and bytes on disk."""
    batches = list(samples.batches(20_000, 1_000))
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
    bodies, at = [], 0
    for batch in batches:
        bodies.append(flat[at : at + len(batch)])
        at += len(batch)
    limit = inserting(bench, bodies)
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
    bytes_each = size / sum(map(len, flat))
    bench.note(
        "bytes on disk",
        "bytes of the file / bytes of the encoded events",
        {"ratio": bytes_each, "low": bytes_each, "high": bytes_each, "rounds": 1, "a": size, "b": sum(map(len, flat))},
        2.0,
        unit="bytes",
    )
    singles = [[event] for batch in batches for event in batch][:300]
    single_bodies = [[body] for body in flat[:300]]
    alone = inserting(bench, single_bodies)
    bench.compare("a/a raw single", "raw insert one at a time beside itself", alone, alone, rounds=max(bench.rounds, 5))
    bench.compare(
        "record single",
        "record one at a time, FULL / raw",
        recording(bench, singles),
        alone,
        1.3,
        rounds=max(bench.rounds, 5),
    )
    beside_peers(bench, batches, ours)


def beside_peers(bench: Bench, batches: list[list[Any]], ours: Side) -> None:
    """The same work by the peers."""
    given = peers.tables(batches)

    def eventsourcing() -> tuple[Work, Callable[[Any], Any], Callable[[], None]]:
        path = bench.path("peer")
        save, app = peers.of_eventsourcing(path, given)

        def work() -> int:
            saved = save()
            app.close()
            return saved

        return work, nothing, lambda: bench.remove(path)

    def eventsource() -> tuple[Work, Callable[[Any], Any], Callable[[], None]]:
        path = bench.path("peer")
        save, close = peers.of_eventsource(path, given)

        def work() -> int:
            saved = save()
            close()
            return saved

        return work, nothing, lambda: bench.remove(path)

    for name, side in (("eventsourcing", eventsourcing), ("eventsource-py", eventsource)):
        try:
            run(side)
        except ImportError as error:
            bench.skip(f"{name} / ours", f"{name} is not installed ({error.name})")
            continue
        bench.compare(
            f"{name} / ours",
            f"the same work in {name}, without proof / ours with proof",
            side,
            ours,
            at_least=1.5 if name == "eventsourcing" else None,
            same=False,
        )


def replay(bench: Bench) -> None:
    """Reading everything back: lazily, decoded, and beside a peer's notifications."""
    batches = list(samples.batches(20_000, 1_000))
    path = bench.path()
    log = eventlog.open(path)
    for batch in batches:
        log.record(*batch)
    rawpath = bench.path("raw")
    connection = raw.connect(rawpath)
    raw.insert(connection, rawpath, [bodies_of(log)])

    def of(work: Work) -> Side:
        return lambda: (work, lambda made: made, nothing)

    def fold() -> int:
        count, asked = 0, {}
        for entry in log.entries():
            count += 1
            event = entry.event
            if isinstance(event, ClaimRecorded):
                asked[event.claim.question] = asked.get(event.claim.question, 0) + 1
        assert len(asked) == 1_000
        return count

    scan = of(lambda: raw.scan(connection))
    lazy = of(lambda: sum(1 for entry in log.entries() if entry.position))
    bench.compare("a/a scan", "raw scan beside itself", scan, scan)
    bench.compare("replay lazy", "replay, lazy / raw scan", lazy, scan, 3.0)
    bench.compare("replay decoded", "replay to decoded events with a fold / raw scan", of(fold), scan, 10.0)
    peer = bench.path("peer")
    try:
        save, app = peers.of_eventsourcing(peer, peers.tables(batches))
    except ImportError as error:
        bench.skip("eventsourcing's notifications / ours", f"eventsourcing is not installed ({error.name})")
    else:
        save()
        bench.compare(
            "eventsourcing's notifications / ours",
            "eventsourcing's notifications / replay, lazy",
            of(lambda: peers.notifications(app)),
            lazy,
            at_least=3.0,
            same=False,
        )
        app.close()
    connection.close()
    log.close()


def kept_log(entries: int, questions: int) -> Path:
    """A log of this size, made once and kept."""
    KEPT.mkdir(parents=True, exist_ok=True)
    mark = sha256(Path(eventlog.stores.schema.__file__).read_bytes() + Path(samples.__file__).read_bytes()).hexdigest()[
        :8
    ]
    path = KEPT / f"{entries}-{questions}-{mark}.db"
    if not path.exists():
        print(f"making a log of {entries:,} entries ...", file=sys.stderr)
        making = path.with_suffix(".making")
        for stale in KEPT.glob(f"{making.name}*"):
            stale.unlink()
        began = time.perf_counter()
        with eventlog.open(making, durability="off") as log:
            for batch in samples.batches(entries, questions):
                log.record(*batch)
        making.rename(path)
        for left in KEPT.glob(f"{making.name}*"):
            left.unlink()
        print(f"... in {time.perf_counter() - began:.0f} s", file=sys.stderr)
    return path


def ask(bench: Bench) -> None:
    """One question in a small and in a large log; a hot one; opening; a week's diff."""
    small, large = kept_log(10_000, 500), kept_log(bench.large, max(bench.large // 20, 500))
    asked = [f"topic{at % 100}.q{at}" for at in range(100, 120)]

    def asking(log: eventlog.EventLog, questions: list[str]) -> Side:
        def work() -> list[str]:
            knowledge = log.as_of("2024-04-01")
            return [str(knowledge[one].status) for one in questions]

        return lambda: (work, nothing, nothing)

    with eventlog.open(small) as few, eventlog.open(large) as many:
        for log in (few, many):
            claims = [len(log.as_of("2024-04-01")[one].words) for one in asked]
            print(f"claims a question: {sum(claims) / len(claims):.1f}", file=sys.stderr)
        bench.compare("a/a question", "one question beside itself", asking(few, asked), asking(few, asked))
        bench.compare(
            "one question",
            f"one question at {bench.large:,} entries / at 10,000",
            asking(many, asked),
            asking(few, asked),
            1.5,
            same=False,
        )
        week(bench, few, "a diff of one week at 10,000 entries")
    opening(bench, large)
    path = bench.path()
    with eventlog.open(path, durability="off") as log:
        for batch in (*samples.hot(20_000), *samples.hot(4, "fort.quiet")):
            log.record(*batch)
        bench.compare(
            "hot question",
            "20,000 statements by four sources / four statements by four sources",
            asking(log, ["fort.held"]),
            asking(log, ["fort.quiet"]),
            10.0,
            rounds=1,
            same=False,
        )


def week(bench: Bench, log: eventlog.EventLog, what: str) -> None:
    """What changed in a week, beside working out both states in full."""

    def changes() -> int:
        return len(eventlog.diff(log.as_of("2024-03-01"), log.as_of("2024-03-08")))

    def states() -> int:
        return len(list(log.as_of("2024-03-01"))) + len(list(log.as_of("2024-03-08")))

    bench.compare(
        "diff of a week",
        f"{what} / both states in full",
        lambda: (changes, nothing, nothing),
        lambda: (states, nothing, nothing),
        0.1,
        rounds=min(bench.rounds, 3),
        same=False,
    )


def opening(bench: Bench, large: Path) -> None:
    """Opening a log, asking nothing."""
    empty = bench.path()
    eventlog.open(empty).close()

    def of(path: Path) -> Side:
        def work() -> None:
            for _ in range(20):
                eventlog.open(path).close()

        return lambda: (work, nothing, nothing)

    bench.compare("opening", f"opening a log of {bench.large:,} entries / an empty one", of(large), of(empty), 1.5)


def importing(bench: Bench) -> None:
    """`import eventlog`, beside importing what it needs, each in a new interpreter."""

    def of(code: str) -> Side:
        def work() -> None:
            for _ in range(3):
                subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 - our own code

        return lambda: (work, nothing, nothing)

    ours, core = of("import eventlog"), of("import attrs, msgspec, pendulum")
    bench.compare("import", "import eventlog / import attrs, msgspec, pendulum", ours, core, 1.3)
    named = of("from eventlog import EventLog, Report, Claim, diff")
    bench.compare("import with names", "with the log, reports and claims loaded / the same", named, core, 1.3)


def memory(bench: Bench) -> None:
    """The most memory that a process takes for one question, a replay and a diff: in a log ten times as long."""
    few, many = kept_log(10_000, 500), kept_log(100_000, 5_000)
    for name, code in (
        ("question", "log.as_of('2024-04-01')['topic0.q100'].status"),
        ("replay", "[None for entry in log.entries() if entry.event is None]"),
        ("diff", "len(eventlog.diff(log.as_of('2024-03-01'), log.as_of('2024-03-02'), about='topic0'))"),
    ):
        told = [_most(path, code) for path in (few, many)]
        ratio = told[1] / told[0]
        bench.note(
            f"memory of a {name}",
            f"most memory of a {name} at 100,000 entries / at 10,000",
            {"ratio": ratio, "low": ratio, "high": ratio, "rounds": 1, "a": told[1], "b": told[0]},
            unit="KiB",
        )


def _most(path: Path, code: str) -> float:
    """KiB that a process of its own takes at most beyond opening the log and asking nothing, plus a fixed 1 MiB."""
    program = (
        "import eventlog, resource, sys, tracemalloc\n"
        f"log = eventlog.open({str(path)!r})\n"
        "log.as_of('2024-04-01')['unasked'].status\n"
        "tracemalloc.start()\n"
        f"{code}\n"
        "print(tracemalloc.get_traced_memory()[1] / 1024 + 1024)\n"
    )
    told = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)  # noqa: S603
    return float(told.stdout)


PARTS = {"record": record, "replay": replay, "ask": ask, "import": importing, "memory": memory}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--large", type=int, default=1_000_000, help="entries of the large log")
    parser.add_argument("--only", default=",".join(PARTS))
    given = parser.parse_args()
    bench = Bench(given.rounds, given.large)
    before = machine()
    try:
        for part in given.only.split(","):
            PARTS[part](bench)
    finally:
        shutil.rmtree(bench.folder)
    BUILD.mkdir(exist_ok=True)
    ids = {one["id"] for one in bench.results}
    held = json.loads(RESULTS.read_text())["results"] if RESULTS.exists() and given.only != ",".join(PARTS) else []
    kept = [one for one in held if one["id"] not in ids]
    told = {"machine": before, "large": given.large, "results": kept + bench.results}
    RESULTS.write_text(json.dumps(told, indent=1) + "\n")


if __name__ == "__main__":
    main()

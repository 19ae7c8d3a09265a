"""What proof costs: recording with and without it, and verifying against a bare scan that hashes the same bytes.

    python benchmarks/proof.py [entries]
    python benchmarks/proof.py answer [--profile]     the proof of an answer alone, and where its time goes

Each pair is measured in turns, each turn in a fresh order, and what is compared is the ratio within a turn; the median
of the ratios is printed with its lowest and highest. Recording is measured by the clock, since it waits for the disk;
what only reads, by the processor's time, which other programs on the machine disturb less. The first pair of each kind
is the same thing twice (A/A): what its ratio differs from 1 is noise.

*Recording without proof* is the same SQLite store, with the same rows, where salts, commits and leaves are zeros and
the tree stays empty. Such a file proves nothing and is made for this comparison alone.

*The bare scan* reads all rows of the file in one statement and hashes the same bytes, each once: the body with its
salt, and the record. It compares nothing and builds no tree.
"""

from __future__ import annotations

import cProfile
import platform
import pstats
import random
import sqlite3
import statistics
import struct
import sys
import tempfile
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from eventlog.log import EventLog
from eventlog.proof import Frontier
from eventlog.reports import Report
from eventlog.stores import SQLiteStore
from eventlog.stores.protocol import Head
from eventlog.stores.sqlite import appending

ENTRIES, BATCH, TURNS = 100_000, 1_000, 7
TEXT = "The river rose by two metres and no one was hurt, a neighbour said on the morning after. " * 6
AIM, MOST = 4.0, 6.0


def batch(number: int, size: int = BATCH) -> list[object]:
    """A report with a text, and claims on it, as a newsroom would record them."""
    report = Report(
        publisher="outlet:herald", title=f"Report {number}", published="2024-06-21", text=f"{TEXT} {number}"
    )
    claims = [
        report.claim(
            f"flood.river.{at % 50}", True, by=["person:mayor"], paraphrase=f"claim {at} of {number}, in short"
        )
        for at in range(size - 1)
    ]
    return [report, *claims]


def unproved(rows, recorded, head, salts):  # noqa: ANN001, ANN201, ARG001 - as eventlog.stores.protocol.seal
    """As `seal`, without salts, hashes and tree."""
    nothing = [bytes(32)] * len(rows)
    size = head.size + len(rows)
    frontier = Frontier(size=size, hashes=(bytes(32),) * size.bit_count())
    return nothing, nothing, Head(size, recorded, frontier, head.erased)


def recording(folder: Path, name: str, batches: list[list[object]], *, proof: bool, durability: str) -> float:
    """Seconds to record these batches into a new log."""
    kept = appending.seal
    appending.seal = kept if proof else unproved
    path = folder / f"{name}.db"
    try:
        with EventLog(SQLiteStore(path, durability=durability)) as log:
            began = time.perf_counter()
            for one in batches:
                log.record(*one)
            return time.perf_counter() - began
    finally:
        appending.seal = kept
        for left in folder.glob(f"{name}.db*"):
            left.unlink()


def bare_scan(path: Path) -> float:
    """Seconds of the processor to read and hash all that a log holds, and nothing else."""
    pack = struct.Struct(">Qq").pack
    began = time.process_time()
    connection = sqlite3.connect(path)
    rows = connection.execute(
        "SELECT position, recorded, CAST(kind AS BLOB), body, salt, commit_hash FROM entry ORDER BY position"
    )
    for position, recorded, kind, body, salt, commit in rows:
        sha256(b"eventlog/body/v1\n" + salt + body).digest()
        sha256(b"\x00eventlog/entry/v1\n" + pack(position, recorded) + commit + kind).digest()
    connection.close()
    return time.process_time() - began


def verifying(log: EventLog, **given: bool) -> float:
    """Seconds of the processor to verify."""
    began = time.process_time()
    found = log.verify(**given)
    took = time.process_time() - began
    assert not found.problems
    assert found.linked == found.size
    return took


def ratios(first: Callable[[], float], second: Callable[[], float], turns: int = TURNS) -> list[float]:
    """How many times longer the second takes, turn by turn, in an order drawn each time."""
    found = []
    for _ in range(turns):
        took = {}
        for which in random.sample((0, 1), 2):
            took[which] = (first, second)[which]()
        found.append(took[1] / took[0])
    return found


def told(name: str, found: list[float], bound: str = "") -> None:
    spread = f"{min(found):.2f} to {max(found):.2f}"
    print(f"{name:<62} {statistics.median(found):5.2f}x  ({spread}, {len(found)} turns) {bound}")


def of_an_answer(folder: Path, rests_on: int = 1_000, others: int = 9) -> None:
    """The proof of an answer over 1,000 entries, against reading these, and against asking and showing the answer."""
    path, day = folder / "answer.db", "2024-12-01"
    with EventLog(SQLiteStore(path, durability="off")) as log:
        for number in range(1 + others):
            report = Report(publisher="outlet:herald", title=f"Report {number}", published="2024-06-21", text=TEXT)
            about = "flood.river" if not number else f"flood.other{number}"
            said = [
                report.claim(about, True, by=[f"person:p{at}"], paraphrase=f"claim {at}") for at in range(rests_on - 1)
            ]
            log.record(report, *said)

        def read() -> float:
            began = time.process_time()
            assert len([entry.event for entry in log.entries(about="flood.river")]) == rests_on - 1
            return time.process_time() - began

        def ask() -> float:
            began = time.process_time()
            str(log.as_of(day)["flood.river"])
            return time.process_time() - began

        def show() -> float:
            began = time.process_time()
            str(known["flood.river"])
            return time.process_time() - began

        def prove() -> float:
            began = time.process_time()
            assert len(log.prove_answer(log.as_of(day), "flood.river").rests_on) == rests_on
            return time.process_time() - began

        known = log.as_of(day)
        prove()  # the tree over the whole log is built once, and kept
        print(f"an answer over {rests_on:,} entries, in a log of {len(log):,}")
        told("  asking and showing it, A/A", ratios(ask, ask))
        told("  proving it / asking and showing it", ratios(ask, prove))
        told("  proving it / reading its entries as events", ratios(read, prove, 21), "<= 3")
        told("    of which: putting the answer into words / reading", ratios(read, show, 21))
        if "--profile" in sys.argv:
            watch = cProfile.Profile()
            watch.runcall(prove)
            pstats.Stats(watch).sort_stats("cumtime").print_stats(25)


def main() -> None:
    if sys.argv[1:2] == ["answer"]:
        print(f"{platform.python_implementation()} {platform.python_version()}, SQLite {sqlite3.sqlite_version}")
        with tempfile.TemporaryDirectory() as name:
            of_an_answer(Path(name))
        return
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else ENTRIES
    print(f"{platform.python_implementation()} {platform.python_version()}, SQLite {sqlite3.sqlite_version}, ", end="")
    print(f"{platform.system()} {platform.machine()}; {entries:,} entries")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        some = [batch(number) for number in range(5)]
        single = [batch(number, 1) for number in range(100)]

        def run(batches: list[list[object]], *, proof: bool, durability: str = "full") -> Callable[[], float]:
            return lambda: recording(folder, "record", batches, proof=proof, durability=durability)

        title = f"batches of {BATCH:,}"
        told(f"recording in {title}, A/A", ratios(run(some, proof=True), run(some, proof=True)))
        told(
            f"recording in {title}, with proof / without", ratios(run(some, proof=False), run(some, proof=True)), "<= 2"
        )
        told("single durable appends, A/A", ratios(run(single, proof=True), run(single, proof=True)))
        told("single durable appends, with proof / without", ratios(run(single, proof=False), run(single, proof=True)))
        against_a_scan(folder, entries, BATCH)
        against_a_scan(folder, entries // 5, 1)
        of_an_answer(folder)


def against_a_scan(folder: Path, entries: int, size: int) -> None:
    """Verify a log of so many entries, in batches of one size, and scan it."""
    path = folder / f"log-{size}.db"
    with EventLog(SQLiteStore(path, durability="off")) as log:
        for number in range(entries // size):
            log.record(*batch(number, size))
        title = f"{len(log):,} entries, {size:,} a batch"
        print(f"{title}: {path.stat().st_size / 1e6:,.0f} MB")
        told("  bare scan, A/A", ratios(lambda: bare_scan(path), lambda: bare_scan(path)))
        bound = f"<= {MOST:g}, aim {AIM:g}"
        told("  verify / bare scan", ratios(lambda: bare_scan(path), lambda: verifying(log)), f"aim {AIM:g}")
        told("  quick verify / bare scan", ratios(lambda: bare_scan(path), lambda: verifying(log, quick=True)), bound)
        took = min(verifying(log) for _ in range(3))
        print(f"  verify reads {len(log) / took:,.0f} entries a second")


if __name__ == "__main__":
    main()

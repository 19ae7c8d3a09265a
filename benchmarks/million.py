"""A million claims recorded in a file, the log opened again, and one question asked: time, room, and ratios.

    python benchmarks/million.py [how many claims]

Reports come in as they would from a busy desk: one batch each, a report and fifty claims, over two thousand
questions. Each commit is flushed to the disk. Then a process of its own opens the log, asks for the standing of one
question, and says how long that took and how much memory it needed at most; beside a log of a tenth and of a
hundredth of the size, whose question has as many claims. What should not grow with the log is the memory, and the
time to open and to ask.
"""

from __future__ import annotations

import platform
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import eventlog
from eventlog import Claim, Ref, Report

CLAIMS, PER_REPORT, ASKED = 1_000_000, 50, 200
KINDS = ("assert", "deny", "announce", "allege")

ASK = """
import resource, sys, time
import eventlog
with eventlog.open(":memory:") as small:  # what is imported on first use is no part of the question
    small.as_of("2024-12-31")["asked.often"]
started = time.perf_counter()
with eventlog.open(sys.argv[1], read_only=True) as log:
    opened = time.perf_counter()
    standing = log.as_of("2024-12-31")["asked.often"]
    done = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert len(standing.claims) > 0
    seen = sum(1 for _ in log.entries())
    replayed = time.perf_counter()
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(opened - started, done - opened, peak, replayed - done, after, seen)
"""


def batches(claims: int, asked: int) -> Iterator[list[Report | Claim]]:
    """A report and its claims at a time; `asked.often` has the same number of claims whatever the size."""
    every = max(claims // PER_REPORT // asked, 1)
    for number in range(claims // PER_REPORT):
        report = Report(
            publisher=f"outlet:paper-{number % 40}",
            title=f"Report {number}",
            published=f"2024-{number % 11 + 1:02}-{number % 28 + 1:02}",
            digest=f"sha256:{number:064x}",
        )
        yield [
            report,
            *(claim(report, number, turn, often=turn == 0 and number % every == 0) for turn in range(PER_REPORT)),
        ]


def claim(report: Report, number: int, turn: int, *, often: bool) -> Claim:
    return Claim(
        report=Ref(report.id),
        question="asked.often" if often else f"topic-{number % 50}.question-{turn % 40}",
        value=True,
        stance=KINDS[turn % 4],
        said=report.published,
        during=report.published,
        chain=[f"gov:ministry-{number % 7}", f"person:speaker-{turn % 30}"],
        evidence=[(turn * 100, turn * 100 + 80, f"sha256:{turn:064x}")],
        paraphrase=f"What speaker {turn % 30} said in report {number}, in a sentence of ours.",
    )


def measure(path: Path, claims: int, asked: int) -> tuple[float, float, float]:
    """Seconds to make the claims, to record them, and megabytes of the file."""
    making = 0.0
    begun = started = time.perf_counter()
    with eventlog.open(path) as log:
        for batch in batches(claims, asked):
            making += time.perf_counter() - started
            log.record(*batch)
            started = time.perf_counter()
    return making, time.perf_counter() - begun - making, path.stat().st_size / 1e6


def ask(path: Path) -> list[float]:
    done = subprocess.run([sys.executable, "-c", ASK, str(path)], capture_output=True, text=True, check=True)  # noqa: S603
    return [float(word) for word in done.stdout.split()]


def main() -> None:
    claims = int(sys.argv[1]) if len(sys.argv) > 1 else CLAIMS
    print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, every batch flushed to the disk\n")
    columns = ("file", "open", "ask", "memory", "replay", "memory")
    print(f"{'claims':>10}{'recorded':>11}{'a claim':>10}" + "".join(f"{name:>9}" for name in columns))
    asked = max(min(ASKED, claims // 100 // PER_REPORT), 1)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for count in (claims // 100, claims // 10, claims):
            path = Path(folder) / f"{count}.db"
            _, recording, size = measure(path, count, asked)
            opened, asked, peak, replayed, after, _ = ask(path)
            rows.append((count, opened, asked, peak, after))
            print(
                f"{count:10,}{recording:9.1f} s{recording / count * 1e6:7.0f} us{size:6.0f} "
                f"MB{opened * 1e3:6.1f} ms"
                f"{asked * 1e3:6.1f} ms{peak / 1024:6.0f} MB{replayed:7.2f} s{after / 1024:6.0f} MB",
                flush=True,
            )
    small, large = rows[0], rows[-1]
    print(f"\nratios, {large[0]:,} claims to {small[0]:,}: ", end="")
    print(
        ", ".join(
            f"{name} {large[at] / small[at]:.2f}"
            for at, name in ((1, "open"), (2, "ask"), (3, "memory"), (4, "replay's memory"))
        )
    )


if __name__ == "__main__":
    main()

"""How two pieces of work are compared: interleaved, and by the ratio within a round.

A round runs A B B A, so that a machine that grows slower or faster meanwhile treats both alike. The figure of a
round is the time of both As by that of both Bs; reported are the median over the rounds and the quarters of its
spread. Before any round is counted each side runs once, to fill caches, and the two must give the same output.
The garbage collector is emptied before each run and off during it, for both. What a run needs is made before its
clock starts, and what it leaves is removed after it has stopped. Where a run has a process of its own, that process
holds the clock, so that starting it is not counted.

There are as many rounds as asked for, or fewer where one takes long: after the first runs it is known how many fit into
the time that a measurement may take, and one is always made.
"""

from __future__ import annotations

import gc
import os
import platform
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Work = Callable[[], Any]
"""The part that is timed; returns what it made, for the comparison."""

Side = Callable[[], tuple[Work, Callable[[Any], Any], Callable[[], None]]]
"""Makes a piece of work ready, and gives it; with what looks at what it made, and what removes its traces."""


def run(side: Side, *, looked_at: bool = False) -> tuple[float, Any]:
    """Seconds of one run; and, where it is to be looked at, what it made."""
    work, look, clear = side()
    gc.collect()
    gc.disable()
    try:
        began = time.perf_counter()
        made = work()
        seconds = time.perf_counter() - began
        gc.enable()
        seen = look(made) if looked_at else None
    finally:
        gc.enable()
        clear()
    return seconds, seen


def compare(a: Side, b: Side, rounds: int, *, same: bool = True, most: float = 60.0) -> dict[str, Any]:
    """The median ratio of a's time to b's, with its quarters, of at most so many rounds and about so many seconds.

    `same`: their outputs must be equal, which is asserted before anything is timed.
    """
    (first, of_a), (second, of_b) = run(a, looked_at=same), run(b, looked_at=same)
    assert of_a == of_b, f"the two sides made different things: {of_a!r:.200} and {of_b!r:.200}"
    rounds = max(1, min(rounds, int(most / (2 * (first + second)))))
    ratios, times_a, times_b = [], [], []
    for _ in range(rounds):
        first, second, third, fourth = run(a)[0], run(b)[0], run(b)[0], run(a)[0]
        ratios.append((first + fourth) / (second + third))
        times_a += [first, fourth]
        times_b += [second, third]
    return summary(ratios, times_a, times_b)


def alone(side: Side, times: int, most: float = 60.0) -> float:
    """The median seconds of one side by itself, after a first run; at most so many times and about so many seconds."""
    first, _ = run(side)
    return statistics.median(run(side)[0] for _ in range(max(1, min(times, int(most / max(first, 1e-9))))))


def summary(ratios: list[float], times_a: list[float], times_b: list[float]) -> dict[str, Any]:
    """What is kept of the rounds: the median of their ratios, its quarters, the medians of both sides, the load."""
    low, middle, high = quarters(ratios)
    return {
        "ratio": middle,
        "low": low,
        "high": high,
        "rounds": len(ratios),
        "a": statistics.median(times_a),
        "b": statistics.median(times_b),
        "load": os.getloadavg()[0],
    }


def quarters(numbers: list[float]) -> tuple[float, float, float]:
    """The lower quarter, the median, the upper quarter."""
    if len(numbers) == 1:
        return numbers[0], numbers[0], numbers[0]
    low, middle, high = statistics.quantiles(numbers, n=4, method="inclusive")
    return low, middle, high


def machine() -> dict[str, str]:
    """What was measured on, and with what."""
    processor = platform.processor() or platform.machine()
    cpus = Path("/proc/cpuinfo")
    if cpus.exists():
        models = [line for line in cpus.read_text().splitlines() if line.startswith("model name")]
        processor = models[0].partition(":")[2].strip() if models else processor
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "processor": f"{processor}, {os.cpu_count()} cores",
        "memory": f"{memory:.0f} GiB",
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "load": "{:.1f}, {:.1f}, {:.1f}".format(*os.getloadavg()),
        "date": time.strftime("%Y-%m-%d", time.gmtime()),
        "commit": _commit(),
        **{name: _version(name) for name in ("msgspec", "attrs", "eventsourcing", "eventsource-py")},
    }


def _version(distribution: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(distribution)
    except PackageNotFoundError:
        return "not installed"


def _commit() -> str:
    told = subprocess.run(
        ["git", "describe", "--always", "--dirty"],  # noqa: S607 - wherever it is
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    return told.stdout.strip() or "unknown"


def say(name: str, result: dict[str, Any]) -> None:
    """One line on standard error, while the rest is still running."""
    print(
        f"{name:<44} {result['ratio']:8.2f}  ({result['low']:.2f} to {result['high']:.2f})"
        f"   {result['a']:.4g} s / {result['b']:.4g} s",
        file=sys.stderr,
        flush=True,
    )

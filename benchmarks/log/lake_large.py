"""Twenty million claims in segments, folded by processes to what stood on two dates, beside a loop over some of them.

    .spark/bin/python benchmarks/log/lake_large.py [CLAIMS] [WORKERS]

The log is that of `wires.py`, made once and kept in build/bench. A small one is checked first: each column beside what
the library makes of the bodies, and the hashes up to the root. A loop has half a million claims, and processes the same
ones again: both must say the same. Seconds are those of processors, of this process and of its workers; memory is the
most that all of them had resident at one time, what they share counted for each.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import sys
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Self

import wires
from bench import BUILD, KEPT
from rounds import machine

from eventlog.mergeable import statuses
from eventlog.runners import Loop, Processes, digest
from eventlog.segments import Segments, check

DATES = ("2023-01-01", "2024-06-27")
LOOPED, TRIED = 500_000, 20_000
RESULTS = BUILD / "lake.json"


def main(claims: int, workers: int) -> None:
    """Measure, print a table and keep it."""
    with tempfile.TemporaryDirectory() as folder:
        tried = wires.write(Path(folder), TRIED)
        assert wires.checked(tried) == tried.last
        assert check(tried), "the hashes of the invented log do not give its root"
    rows = [processes(made(claims), claims, workers)]
    print(json.dumps(rows[-1]), file=sys.stderr, flush=True)
    few = made(LOOPED)
    rows.append(processes(few, LOOPED, workers))
    rows.append(loop(few, LOOPED))
    assert rows[1].pop("digest") == rows[2].pop("digest"), "processes said something else than the loop"
    RESULTS.write_text(json.dumps({"machine": machine(), "rows": rows}, indent=1) + "\n", encoding="utf-8")
    versions = f"Python {platform.python_version()}, pyarrow {__import__('pyarrow').__version__}"
    print(f"{machine()['processor']}, {machine()['memory']}, {versions}; statuses as of {' and '.join(DATES)}\n")
    print("| by | claims | entries | rows | seconds of a core | claims a second and core | seconds | MiB at most |")
    print("|---|---|---|---|---|---|---|---|")
    for row in rows:
        cells = [row["by"], *(f"{row[name]:,.0f}" for name in list(row) if name not in ("by", "digest"))]
        print(f"| {' | '.join(cells)} |")


def made(claims: int) -> Segments:
    """The log of so many claims, made once."""
    place = KEPT / f"wires-{claims}"
    if not place.exists():
        wires.write(place.with_suffix(".making"), claims)
        place.with_suffix(".making").rename(place)
    return Segments(place)


def used() -> float:
    """Seconds of processor time so far, of this process and of those that ended."""
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def processes(segments: Segments, claims: int, workers: int) -> dict[str, Any]:
    """What it takes processes."""
    projection = statuses(*map(segments.as_of, DATES))
    began, clock = used(), time.perf_counter()
    with Watch() as watch:
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as executor:
            found = Processes(Counting(executor), scratch=KEPT).run(projection, segments)
        clock = time.perf_counter() - clock
    told = row(f"{workers} processes", segments, claims, found, used() - began, clock, watch.most)
    return told | ({"digest": digest(found)} if claims < 2_000_000 else {})


def loop(segments: Segments, claims: int) -> dict[str, Any]:
    """What it takes a loop."""
    projection = statuses(*map(segments.as_of, DATES))
    began, clock = used(), time.perf_counter()
    with Watch() as watch:
        found = Loop().run(projection, segments)
        clock = time.perf_counter() - clock
    told = row("a loop", segments, claims, found, used() - began, clock, watch.most)
    return told | {"digest": digest(found)}


def row(
    by: str, segments: Segments, claims: int, found: Any, seconds: float, clock: float, most: int
) -> dict[str, Any]:
    """What is shown of a run."""
    shown = {"by": by, "claims": claims, "entries": segments.last, "rows": found.num_rows, "seconds": seconds}
    return shown | {"rate": claims / seconds, "clock": clock, "most": most >> 20}


class Counting:
    """An executor that says how much of what it was given is done."""

    def __init__(self, executor: Any) -> None:
        self._executor = executor
        self._given = self._done = 0
        self._began = time.perf_counter()

    def submit(self, *work: Any) -> Any:
        """Hand it on."""
        self._given += 1
        future = self._executor.submit(*work)
        future.add_done_callback(self._count)
        return future

    def _count(self, _: object) -> None:
        self._done += 1
        if self._done % 10 == 0:
            seconds = time.perf_counter() - self._began
            print(f"    {self._done} of {self._given} pieces, {seconds:.0f} s", file=sys.stderr, flush=True)


class Watch:
    """The most memory that this process and its workers have resident together, looked at twice a second."""

    most = 0

    def __enter__(self) -> Self:
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(0.5):
            self.most = max(self.most, sum(map(resident, [os.getpid(), *children(os.getpid())])))


def children(pid: int) -> list[int]:
    """The processes that one started and that run."""
    try:
        told = [task / "children" for task in Path(f"/proc/{pid}/task").iterdir()]
        return [int(one) for file in told for one in file.read_text(encoding="ascii").split()]
    except OSError:
        return []


def resident(pid: int) -> int:
    """Bytes that a process has resident; 0 where it has ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000_000, int(sys.argv[2]) if len(sys.argv) > 2 else 2)

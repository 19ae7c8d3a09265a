"""From which size on processes, and Spark on one machine, are done before a loop.

    PYSPARK_PYTHON=.spark/bin/python .spark/bin/python benchmarks/log/lake_crossing.py [CLAIMS ...]

The log is that of `wires.py`; asked is the word for each question as of two dates. Seconds are those of a clock, with
two processes and two cores of Spark, from nothing started to the result at hand; those of processors stand beside them,
since a machine that does other things makes clocks slow and processors hardly. All three must say the same.
"""

from __future__ import annotations

import logging
import os
import resource
import sys
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from lake_large import DATES, KEPT, children, made

from eventlog.mergeable import statuses
from eventlog.runners import Loop, Processes, Spark, digest

SIZES = (10_000, 50_000, 200_000)


def main(sizes: list[int]) -> None:
    """Measure, and print a table."""
    warnings.simplefilter("ignore")
    print("| claims | loop | two processes | Spark, local[2] | processor: loop | processes | Spark |")
    print("|---|---|---|---|---|---|---|")
    for claims in sizes:
        segments = made(claims)
        projection = statuses(*map(segments.as_of, DATES))
        told = [timed(partial(run, projection, segments)) for run in (loop, processes, spark)]
        assert len({one[2] for one in told}) == 1, "a runner said something else"
        cells = [f"{one[0]:.1f} s" for one in told] + [f"{one[1]:.1f} s" for one in told]
        print(f"| {claims:,} | {' | '.join(cells)} |", flush=True)


def loop(projection: Any, segments: Any) -> str:
    """In this process."""
    return digest(Loop().run(projection, segments))


def processes(projection: Any, segments: Any) -> str:
    """By two processes that are started for it."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        return digest(Processes(executor, scratch=KEPT).run(projection, segments))


def spark(projection: Any, segments: Any) -> str:
    """By a session that is started for it; Java stays until this process ends."""
    from pyspark.sql import SparkSession

    logging.disable()
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "8",
    }
    session = SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    try:
        return digest(Spark(session).run(projection, segments))
    finally:
        session.stop()


def timed(work: Callable[[], str]) -> tuple[float, float, str]:
    """Seconds of a clock, seconds of processors, and what came out."""
    clock, processor = time.perf_counter(), used()
    found = work()
    return time.perf_counter() - clock, used() - processor, found


def used() -> float:
    """Seconds of processor time of this process and of those that it started, also of those that run still."""
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime + sum(map(_used, _below(os.getpid())))


def _below(pid: int) -> list[int]:
    found = children(pid)
    return found + [further for one in found for further in _below(one)]


def _used(pid: int) -> float:
    """What a process used, and those of its own that ended."""
    try:
        cells = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, cells[11:15])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main([int(one) for one in sys.argv[1:]] or list(SIZES))

"""A run on a cluster in a process of its own: `python tests/runners_work.py KIND ADDRESS FOLDER MARK` prints digests.

The first entry that is folded ends a worker, once: whoever makes the file MARK first kills the process that it works
for, an executor of Spark or a worker of Dask.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import warnings
from functools import partial
from pathlib import Path

from eventlog.mergeable import BY_QUESTION, Mergeable, standings, statuses
from eventlog.runners import Processes, Spark, digest
from eventlog.segments import Segments

DAY = "2024-10-25"
LARGE = Path("large")
"""In the place of a mark: nobody is killed, and a large log is asked at two cuts."""


def in_large(segments: Segments) -> Mergeable:
    """What a large log is asked."""
    return statuses(segments.as_of("2023-01-01"), segments.as_of("2024-06-27"))


def parent(pid: int) -> int:
    """The process that started one."""
    return int(Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[1])


def killing(mark: str, steps_up: int, step, state, entry):
    """Kill what works here, once; then do what is to be done."""
    try:
        os.close(os.open(mark, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return step(state, entry)
    pid = os.getpid()
    for _ in range(steps_up):
        pid = parent(pid)
    os.kill(pid, signal.SIGKILL)
    return step(state, entry)


def count(state, _):
    """How many entries."""
    return state + 1


def plus(a, b):
    """The sum of both."""
    return a + b


def projections(segments: Segments, mark: str, steps_up: int) -> dict[str, Mergeable]:
    """One that kills a worker, and ours after it."""
    if mark == str(LARGE):
        return {"statuses": in_large(segments)}
    cut = segments.as_of(DAY)
    ours = statuses(cut)
    asked = Mergeable(
        start=ours.start,
        step=partial(killing, mark, steps_up, ours.step),
        merge=ours.merge,
        finish=ours.finish,
        key=BY_QUESTION,
        columns=ours.columns,
    )
    counted = Mergeable(start=0, step=partial(killing, f"{mark}-2", steps_up, count), merge=plus)
    return {"statuses": asked, "count": counted, "standings": standings(cut)}


def main(kind: str, address: str, folder: str, mark: str) -> None:
    """Run all on one kind of cluster."""
    warnings.simplefilter("ignore")
    segments = Segments(folder)
    if kind == "dask":
        from distributed import Client

        with Client(address) as client:
            runner = Processes(client.get_executor(), parts=None if mark == str(LARGE) else 4)
            found = {name: digest(runner.run(one, segments)) for name, one in projections(segments, mark, 0).items()}
        sys.stdout.write(json.dumps(found))
        return
    from pyspark.sql import SparkSession

    builder = SparkSession.builder
    builder = builder.remote(address) if kind == "connect" else builder.master(address)
    session = builder.config("spark.sql.shuffle.partitions", "4").getOrCreate()
    runner = Spark(session, parts=None if mark == str(LARGE) else 4)
    steps_up = 2 if kind == "standalone" else 0  # over Connect the one process is the server's own
    found = {name: digest(runner.run(one, segments)) for name, one in projections(segments, mark, steps_up).items()}
    session.stop()
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])

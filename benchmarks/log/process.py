"""One measurement in a process of its own: what a first question costs, and how much memory is taken at most.

    python benchmarks/log/process.py TASK LOG [--date 2024-04-01]

prints one line of JSON. The tasks:

    ask        open, ask one question, ask others, replay lazily: seconds of each
    question, replay, diff      MiB that these take at most beyond what the process had when it began with them

What is imported on first use is no part of a measurement: a small log in memory is asked first. The garbage collector
is emptied and off while the clock runs.
"""

from __future__ import annotations

import argparse
import gc
import json
import random
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds that something takes, and what it gives."""
    gc.collect()
    gc.disable()
    began = time.perf_counter()
    made = work()
    seconds = time.perf_counter() - began
    gc.enable()
    return seconds, made


def mebibytes() -> tuple[float, float]:
    """What this process takes now, and what it has taken at most.

    Linux tells both of this process alone; its `ru_maxrss` is also what the process took that began this one.
    """
    status = Path("/proc/self/status")
    if status.exists():
        held = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return int(held["VmRSS"].split()[0]) / 1024, int(held["VmHWM"].split()[0]) / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 if sys.platform != "darwin" else 1024) / 1024
    return most, most


def questions_of(log: Any) -> list[str]:
    """The ids of all questions that anything was ever recorded on."""
    return [key.removeprefix("q:") for key in log.reader.keys("q:", len(log)) if key != "q:"]


def sampled(questions: list[str], sample: int) -> list[str]:
    """So many of the questions, the same each time; all of them for 0."""
    return questions if not sample else sorted(random.Random(3).sample(questions, min(sample, len(questions))))


def ask(eventlog: Any, given: Any) -> dict[str, Any]:
    """Open, one question, others, a lazy replay."""
    opening, log = timed(lambda: eventlog.open(given.log))
    first, _ = timed(lambda: log.as_of(given.date)["topic7.q107"].status)
    others = [f"topic{at % 100}.q{at}" for at in range(120, 140)]
    further, _ = timed(lambda: [log.as_of(given.date)[one].status for one in others])
    replay, count = timed(lambda: sum(1 for entry in log.entries() if entry.position))
    most = mebibytes()[1]
    return {
        "opening": opening,
        "first": first,
        "further": further / len(others),
        "replay": replay,
        "entries": count,
        "most": most,
    }


def _beyond(work: Callable[[Any], Any]) -> Callable[[Any, Any], dict[str, Any]]:
    def task(eventlog: Any, given: Any) -> dict[str, Any]:
        log = eventlog.open(given.log)
        log.as_of(given.date)["unasked"]
        gc.collect()
        before = mebibytes()[0]
        began = time.perf_counter()
        work(log)
        return {"beyond": max(mebibytes()[1] - before, 0.0), "seconds": time.perf_counter() - began}

    return task


def _decode(log: Any) -> None:
    for entry in log.entries():
        assert entry.event is not None


def _compare(log: Any) -> None:
    import eventlog

    eventlog.diff(log.as_of("2024-03-01"), log.as_of("2024-03-02"), about="topic7.q107")


TASKS: dict[str, Callable[[Any, Any], dict[str, Any]]] = {
    "ask": ask,
    "question": _beyond(lambda log: log.as_of("2024-04-01")["topic7.q107"].status),
    "replay": _beyond(_decode),
    "diff": _beyond(_compare),
}


def main() -> None:
    """Do one task."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=sorted(TASKS))
    parser.add_argument("log")
    parser.add_argument("--date", default="2024-04-01")
    given = parser.parse_args()
    import eventlog

    with eventlog.open(":memory:") as small:
        report = eventlog.Report(publisher="outlet:a", title="a", published="2024-01-01")
        small.record(report, report.claim("a.b", by=["person:a"]))
        assert len(list(small.as_of("2024-12-31"))) == 1
    print(json.dumps(TASKS[given.task](eventlog, given)))


if __name__ == "__main__":
    main()

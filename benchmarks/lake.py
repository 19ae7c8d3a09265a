"""What segments and their runners cost, beside a loop. Prints a table; no test, for machines differ.

    python benchmarks/lake.py [CLAIMS]          20,000 where no number is given; needs the extra `lake`

Seconds of processor time, of this process and of those that it started: what else the machine does is left out, and so
is how much of it was done side by side. The log is invented: reports of several claims, echoes, denials, withdrawals.
"""

from __future__ import annotations

import importlib.util
import platform
import resource
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import eventlog

sys.path.insert(0, str(Path(__file__).parent / "log"))
DATES = ("2024-06-27", "2031-01-01")


def used() -> float:
    """Seconds of processor time so far, of this process and of those that ended."""
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds that some work takes, and what it gives."""
    begin = used()
    result = work()
    return used() - begin, result


def show(what: str, seconds: float, claims: int) -> None:
    print(f"{what:<44}{seconds:>9.1f}{1e6 * seconds / claims:>12.0f}")


def main(claims: int) -> None:
    import samples

    from eventlog.mergeable import standings, statuses
    from eventlog.runners import Loop, Processes, digest
    from eventlog.segments import Segments, check, write

    with tempfile.TemporaryDirectory() as folder:
        lake = Path(folder) / "lake"
        with eventlog.open(Path(folder) / "news.db", durability="normal") as log:
            for batch in samples.mixed(claims, 500):
                log.record(*batch)
            print(
                f"{claims:,} claims, {len(log):,} entries; Python {platform.python_version()}, {platform.machine()}\n"
            )
            print(f"{'':<44}{'seconds':>9}{'us a claim':>12}")
            seconds, _ = timed(lambda: write(log, lake, size=max(1_000, claims // 4)))
            show("segments written", seconds, claims)
            seconds, _ = timed(lambda: check(Segments(lake), log))
            show("segments checked beside the log", seconds, claims)
            for day in DATES:
                seconds, _ = timed(lambda: log.as_of(day).statuses())  # noqa: B023 - called at once
                show(f"statuses of {day}: the log itself", seconds, claims)
        size = sum(one.stat().st_size for one in lake.glob("*.parquet"))
        segments = Segments(lake)
        for name, make in (("statuses", statuses), ("standings", standings)):
            for day in DATES:
                projection = make(segments.as_of(day))
                seconds, looped = timed(lambda: Loop().run(projection, segments))  # noqa: B023 - called at once
                show(f"{name} of {day}: loop over segments", seconds, claims)
                seconds, dealt = timed(lambda: _processes(projection, segments, Processes))  # noqa: B023 - likewise
                show(f"{name} of {day}: two processes", seconds, claims)
                assert digest(looped) == digest(dealt), "a runner said something else"
        print(f"\nsegments: {size / claims:,.0f} bytes a claim, {size / segments.last:,.0f} an entry")
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"memory of a worker at its most, with a quarter of the questions: {peak:,.0f} MiB")


def _processes(projection: Any, segments: Any, runner: Any) -> Any:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        return runner(executor, parts=4).run(projection, segments)


if __name__ == "__main__":
    if importlib.util.find_spec("pyarrow") is None:
        print("not measured: segments need pyarrow, in a clone pip install '.[lake]'")
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)

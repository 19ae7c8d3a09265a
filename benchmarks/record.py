"""What recording an entry costs as a log in a file grows: batches of a thousand, and the longest of them.

    python benchmarks/record.py [entries]     (200,000 unless another number is given; a million takes two minutes)

Recorded is what `benchmarks/log` records: invented reports with nineteen claims each, on a question for each twenty
claims. Each line is the time of the processor that `record` took of an entry, on average from the beginning, and as a
ratio to that of the first 10,000; the time by the clock beside it depends on what else the machine does. The log is
made with `durability="off"`, so that what is told apart is the work, and not the disk's.
"""

from __future__ import annotations

import platform
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "log"))

import samples

import eventlog

ENTRIES, FIRST = 200_000, 10_000
TOLD = (10_000, 50_000, 100_000, 200_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000)


def main() -> None:
    """Record, and tell at each size what it took."""
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else ENTRIES
    print(f"{platform.python_implementation()} {platform.python_version()}, SQLite {sqlite3.sqlite_version}, ", end="")
    print(f"{platform.system()} {platform.machine()}; batches of 1,000, durability off")
    waiting = [size for size in TOLD if size <= entries]
    with tempfile.TemporaryDirectory() as name, eventlog.open(Path(name) / "log.db", durability="off") as log:
        worked = waited = longest = first = 0.0
        for batch in samples.mixed(entries * 11 // 10, max(entries // 20, 500)):
            began, clock = time.process_time(), time.perf_counter()
            log.record(*batch)
            took = time.process_time() - began
            worked, waited, longest = worked + took, waited + time.perf_counter() - clock, max(longest, took)
            if waiting and len(log) >= waiting[0]:
                waiting.pop(0)
                each = worked / len(log) * 1e6
                first = first or each
                told = f"{each:5.1f} us an entry, {each / first:.2f} of the first {FIRST:,}"
                print(f"{len(log):>10,}  {told}; {waited / len(log) * 1e6:5.1f} us by the clock; ", end="")
                print(f"longest batch {longest * 1000:,.0f} ms", flush=True)
                longest = 0.0


if __name__ == "__main__":
    main()

"""How a log grows: recording it, opening it, asking it one question and reading it back, at several sizes.

Each size is asked in processes of their own, five times; shown are medians, in absolute figures.
"""

from __future__ import annotations

import statistics

from bench import Bench, apart
from kept import kept_log, told_of

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
TIMES = 5


def grow(bench: Bench) -> None:
    """All sizes up to that of the large log, and that."""
    sizes = [size for size in SIZES if size < bench.large] + [bench.large]
    for size in sizes:
        path = kept_log(size, max(size // 20, 500))
        note = told_of(path)
        runs = [apart("ask", path) for _ in range(TIMES if size <= 1_000_000 else 2)]
        middle = {name: statistics.median(one[name] for one in runs) for name in runs[0]}
        bench.row(
            "growth",
            f"{size:,}",
            claims=size,
            entries=note["entries"],
            recording=note["recording"],
            bytes=path.stat().st_size,
            **{name: middle[name] for name in ("opening", "first", "further", "replay", "most")},
        )

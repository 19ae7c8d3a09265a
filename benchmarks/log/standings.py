"""The status of every question at a date, all at once, beside judging each by the fold.

Each run is a process of its own that holds the clock: first the statuses at one date, as the first thing that is asked
of the log, then those at another. Both are compared with the fold. The fold is
run in full in a log of a hundred thousand claims; in the large one it is run on a sample of the questions, drawn
evenly, and its time is scaled to all of them. The statuses must be the fold's, at both dates, before a figure is kept.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from asking import USUAL, large
from bench import Bench, apart
from kept import kept_log
from rounds import summary

from eventlog.knowledge import Knowledge

MIDDLE = (100_000, 5_000)


def standings(bench: Bench) -> None:
    """At 100,000 claims in full, in today's shape and in that of earlier measurements; and in the large log."""
    if not hasattr(Knowledge, "statuses"):
        bench.skip("all standings", "this library has no Knowledge.statuses: every question is judged by the fold")
        return
    if bench.large <= USUAL:
        _measure(bench, kept_log(*MIDDLE), "100,000", "100,000 claims (5,000 questions)", 0, 1)
        plain = "100,000 entries where nobody corrects anything"
        _measure(bench, kept_log(*MIDDLE, "plain"), "100,000 plain", plain, 0, 1)
    size = f"{bench.large:,}"
    asked = 1_000
    words = f"{size} claims ({bench.large // 20:,} questions; the fold judges {asked:,} of them, scaled)"
    _measure(bench, large(bench), size, words, asked, min(bench.rounds, 2), limit=1 / 3)


def _measure(
    bench: Bench,
    path: Path,
    id: str,
    where: str,
    sample: int,
    rounds: int,
    limit: float | None = None,
) -> None:
    of_sample = ("--sample", str(sample))
    folds: list[dict[str, Any]] = []
    runs: list[dict[str, Any]] = []
    for _ in range(rounds):
        folds.append(apart("fold", path, *of_sample))
        runs += [apart("statuses", path, *of_sample) for _ in range(2)]
        folds.append(apart("fold", path, *of_sample))
    for told in runs:
        for name in ("made", "further_made"):
            assert told[name] == folds[0][name], f"the statuses are not the fold's at {id}"
    for name, id_of, when in (("seconds", "first", "asked first"), ("further", "further", "at another date")):
        a, b = [one[name] for one in runs], [one["seconds"] for one in folds]
        ratios = [sum(a[2 * turn : 2 * turn + 2]) / sum(b[2 * turn : 2 * turn + 2]) for turn in range(rounds)]
        words = f"all standings at {where}, {when} / folding the log"
        bench.note(f"all standings at {id}, {id_of}", words, summary(ratios, a, b), limit)

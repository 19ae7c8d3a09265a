"""The status of every question at a date, all at once, beside judging each by the fold.

Each run is a process of its own that holds the clock: first the statuses at one date, as the first thing that is asked
of the log, then those at another. Both are compared with the fold, which is run in full, before a figure is kept. Where
most questions are such as the rules alone can tell, as in these logs, the two take about as long; so a log of a million
claims, which would take hours, is not asked.
"""

from __future__ import annotations

from pathlib import Path

from bench import Bench, apart
from kept import kept_log
from rounds import summary

from eventlog.knowledge import Knowledge

MIDDLE = (100_000, 5_000)


def standings(bench: Bench) -> None:
    """At 100,000 claims in full, in today's shape and in that of earlier measurements."""
    if not hasattr(Knowledge, "statuses"):
        bench.skip("all standings", "this library has no Knowledge.statuses: every question is judged by the fold")
        return
    _measure(bench, kept_log(*MIDDLE), "100,000", "100,000 claims (5,000 questions)")
    plain = "100,000 entries where nobody corrects anything"
    _measure(bench, kept_log(*MIDDLE, "plain"), "100,000 plain", plain)


def _measure(bench: Bench, path: Path, id: str, where: str) -> None:
    fold, told = apart("fold", path, "--sample", "0"), apart("statuses", path, "--sample", "0")
    for name in ("made", "further_made"):
        assert told[name] == fold[name], f"the statuses are not the fold's at {id}"
    for name, id_of, when in (("seconds", "first", "asked first"), ("further", "further", "at another date")):
        words = f"all standings at {where}, {when} / folding the log"
        ratio = told[name] / fold["seconds"]
        bench.note(f"all standings at {id}, {id_of}", words, summary([ratio], [told[name]], [fold["seconds"]]))

"""Each workload in turn: recording, replaying, all statuses, one question, and a week's diff, in absolute figures.

Beside what it took stands the ratio to the limit in the same run: of recording to a raw insert of the same bytes, of
replaying to a raw scan of them, of a diff to both states in full.
"""

from __future__ import annotations

from pathlib import Path

import raw
from bench import Bench, bodies_of, inserting, like, nothing, of, opened, recording
from process import questions_of, sampled
from replaying import by_events, lazily
from rounds import alone, compare
from workloads import Workload, workloads

import eventlog
from eventlog.codec import id_of

MOST = 6.0
"""Seconds that one measurement of one workload may take, or one round where that takes longer."""
SAMPLE = 1_000
"""Questions that are judged one by one; where there are more, the time is scaled to all."""


def by_workload(bench: Bench) -> None:
    """One row a workload."""
    for workload in workloads():
        _row(bench, workload)


def _row(bench: Bench, workload: Workload) -> None:
    batches = list(workload.batches())
    for batch in batches:
        for event in batch:
            id_of(event)
    path, rawpath = bench.path(), bench.path("raw")
    with eventlog.open(path, durability="off") as log:
        for batch in batches:
            log.record(*batch)
        bodies = bodies_of(log)
        entries = len(log)
        claims = sum(type(event).__name__ == "ClaimRecorded" for batch in batches for event in batch)
        rounds = min(bench.rounds, 3)
        recorded = compare(recording(bench, batches), inserting(bench, like(bodies, batches)), rounds, most=MOST)
        connection = raw.connect(rawpath)
        raw.insert(connection, rawpath, [bodies])
        scan = of(lambda: raw.scan(connection))
        told = {
            "entries": entries,
            "claims": claims,
            "questions": len(questions_of(log)),
            "record": recorded["a"] / entries,
            "record_ratio": recorded["ratio"],
        }
        for name, work, per in (
            ("lazy", lambda: lazily(log), entries),
            ("decoded", lambda: by_events(log), entries),
        ):
            result = compare(of(work), scan, rounds, same=False, most=MOST)
            told |= {name: result["a"] / per, f"{name}_ratio": result["ratio"]}
        told |= _answers(workload, path, log, claims, rounds)
        connection.close()
    bench.remove(path)
    bench.remove(rawpath)
    bench.row("workload", workload.name, **told)


def _answers(workload: Workload, path: Path, log: eventlog.EventLog, claims: int, rounds: int) -> dict[str, float]:
    """What is asked of a log: everything, one question, what changed in a week; each time of a log just opened."""
    found = questions_of(log)
    chosen = sampled(found, SAMPLE)
    scale = len(found) / len(chosen)

    def states(log: eventlog.EventLog) -> int:
        return sum(len([known[one] for one in chosen]) for known in map(log.as_of, workload.week))

    def changes(log: eventlog.EventLog) -> int:
        return len(eventlog.diff(*(log.as_of(day) for day in workload.week)))

    held, known = log.as_of(workload.cut).statuses(), log.as_of(workload.cut)
    assert all(held.get(one, "unreported") == known[one].status for one in chosen), workload.name
    told: dict[str, float] = {}
    told["all"] = alone(opened(path, lambda log: len(log.as_of(workload.cut).statuses())), rounds, MOST) / claims
    told["words"] = len(log.as_of(workload.cut)[workload.asked].words)
    told["one"] = alone(opened(path, lambda log: log.as_of(workload.cut)[workload.asked], nothing), rounds, MOST)
    result = compare(opened(path, changes), opened(path, states), rounds, same=False, most=MOST)
    return told | {"diff": result["a"], "diff_ratio": result["ratio"] / scale}

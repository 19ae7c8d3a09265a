"""One question in a small and in a large log, a hot one beside an ordinary one, opening, and what changed in a week."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import samples
from bench import Bench, apart, of, opened
from kept import kept_log
from process import questions_of, sampled
from rounds import Side, compare

import eventlog

SMALL = (10_000, 500)
CUT, WEEK = "2024-04-01", ("2024-03-01", "2024-03-08")
DATES = ("2022-03-15", "2022-09-15", "2023-03-15", "2023-09-15", "2024-03-15")
ALIKE, ASKED = 18, 20
USUAL = 1_000_000
"""Claims of the large log, unless a still larger one is asked for."""


def large(bench: Bench) -> Path:
    """The large log: a question in twenty claims, as in the small one."""
    return kept_log(bench.large, max(bench.large // 20, 500))


def ask(bench: Bench) -> None:
    """One question, opening, and the diff of a week, in a log of ten thousand claims and in the large one."""
    small, many = kept_log(*SMALL), large(bench)
    size = f"{bench.large:,}"
    alike = [_alike(path) for path in (small, many)]
    bench.compare(
        "a/a question", "one question beside itself", asking(small, alike[0]), asking(small, alike[0]), most=20
    )
    bench.compare(
        f"one question at {size}",
        f"one question of {ALIKE} words at {size} claims / at 10,000",
        asking(many, alike[1]),
        asking(small, alike[0]),
        1.5,
    )
    week(bench, small, "10,000")
    if bench.large <= USUAL:
        week(bench, many, size, sample=500)
    else:
        bench.skip(f"diff of a week at {size}", "it looks at all entries, once for each kind: minutes each time")
    opening(bench, many)


def _alike(path: Path) -> list[str]:
    """Questions that have the same number of words, so that answers in two logs are of one size."""
    with eventlog.open(path) as log:
        knowledge, found, questions = log.as_of(CUT), [], len_of(log)
        for number in range(100, 5_000):
            question = f"topic{number % 100}.q{number % questions}"
            if len(knowledge[question].words) == ALIKE and question not in found:
                found.append(question)
                if len(found) == ASKED:
                    return found
    msg = "too few questions of one size"
    raise AssertionError(msg)


def len_of(log: eventlog.EventLog) -> int:
    """How many questions a log of this kind has, of which each has a number."""
    return sum(1 for key in log.reader.keys("q:topic", len(log)))


def asking(path: Path, questions: Sequence[str]) -> Side:
    """Ask some questions; what is made is the number of words of each."""

    def work(log: eventlog.EventLog) -> list[Any]:
        knowledge = log.as_of(CUT)
        return [knowledge[one] for one in questions]

    return opened(path, work, lambda made: [len(one.words) for one in made])


def week(bench: Bench, path: Path, size: str, sample: int = 0) -> None:
    """What changed in a week, beside working out both states in full, each in a log just opened.

    With `sample`, the two states are worked out for so many questions, and the time is scaled to all: full states of a
    large log take many minutes.
    """
    with eventlog.open(path) as log:
        found = questions_of(log)
    chosen = sampled(found, sample)
    share = len(chosen) / len(found)

    changed: set[str] = set()

    def changes(log: eventlog.EventLog) -> int:
        found = eventlog.diff(*(log.as_of(day) for day in WEEK))
        changed.update(one.question for one in found)
        return len(found)

    def states(log: eventlog.EventLog) -> int:
        return sum(len([known[one] for one in chosen]) for known in map(log.as_of, WEEK))

    result = compare(opened(path, changes), opened(path, states), min(bench.rounds, 3), same=False)
    result |= {name: result[name] * share for name in ("ratio", "low", "high")} | {"b": result["b"] / share}
    words = f"a diff of one week at {size} claims, where {len(changed):,} of {len(found):,} questions change"
    scaled = f" (of {sample:,} questions, scaled to all)" if sample else ""
    bench.note(f"diff of a week at {size}", f"{words} / both states in full{scaled}", result, 0.1)


def opening(bench: Bench, path: Path) -> None:
    """Opening a log, asking nothing."""
    empty = bench.path()
    eventlog.open(empty).close()

    def openings(path: Path) -> Side:
        def work() -> None:
            for _ in range(20):
                eventlog.open(path).close()

        return of(work)

    size = f"{bench.large:,}"
    bench.compare(
        f"opening at {size}", f"opening a log of {size} claims / an empty one", openings(path), openings(empty), 1.5
    )


def hot(bench: Bench) -> None:
    """20,000 statements by four sources on one question, beside four statements by four sources."""
    for id, words, during in (
        ("hot question", "20,000 statements of which four hold", samples.SINCE),
        ("hot question, all hold", "20,000 statements that all hold, each for a while", None),
    ):
        path = bench.path()
        with eventlog.open(path, durability="off") as log:
            for batch in (*samples.hot(20_000, during=during), *samples.hot(4, "fort.quiet", during)):
                log.record(*batch)
        _beside_a_quiet_one(bench, path, id, words, same_size=during is not None)


def _beside_a_quiet_one(bench: Bench, path: Path, id: str, words: str, *, same_size: bool) -> None:
    limit = 10.0 if same_size else None

    def fresh(question: str) -> Side:
        return opened(path, lambda log: log.as_of(CUT)[question], _live)

    def others(question: str) -> Side:
        def side() -> Any:
            log = eventlog.open(path)
            _ = log.as_of(CUT)[question]
            return (
                lambda: [log.as_of(date)[question] for date in DATES],
                lambda made: list(map(_live, made)),
                log.close,
            )

        return side

    for name, side, when in (("", fresh, "asked first"), (", other dates", others, "asked at other dates")):
        bench.compare(
            f"{id}{name}",
            f"{words}, by four sources / four statements by four sources, {when}",
            side("fort.held"),
            side("fort.quiet"),
            limit,
            same=same_size,
            most=30.0,
        )


def _live(standing: Any) -> int:
    return len(standing.claims)


def memory(bench: Bench) -> None:
    """What a process takes at most for one question, a replay and a diff, in a log ten times as large."""
    logs = kept_log(bench.large // 10, max(bench.large // 200, 500)), large(bench)
    for name in ("question", "replay", "diff"):
        few, many = (apart(name, path) for path in logs)
        ratio = (many["beyond"] + 1) / (few["beyond"] + 1)
        bench.note(
            f"memory of a {name}",
            f"most memory of a {name} at {bench.large:,} claims ({many['beyond']:.1f} MiB beyond the open log, plus 1) "
            f"/ at {bench.large // 10:,} ({few['beyond']:.1f} MiB, plus 1)",
            {"ratio": ratio, "low": ratio, "high": ratio, "rounds": 1, "a": many["beyond"], "b": few["beyond"]},
            unit="MiB",
        )

"""The contradiction matrix and the deletion sequence of the Agent Memory Atlas (`content/benchmarks.md`, 6 and 7).

The matrix: five ways in which something said turns out otherwise, and of each
    A    the answer of now is right
    B    nothing old stands in the prompt as if it held
    D    what was said before can still be asked for
    C    A and B come out the same once everything in the background has run
    C'   and once the first message was read again by another way in
    E    what is derived does not say the old as current
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from stores import Fact, NotOffered, Refused, Source, Store
from suite import current, fact, holds, recalled, said

__all__ = ["CASES", "COLUMNS", "STEPS", "case", "matrix", "sequence"]

COLUMNS = ("A", "B", "D", "C", "C'", "E")
OLD = fact("lives_in", "Quorvexi")
NEW = fact("lives_in", "Zelmurath")
EMPLOYER = fact("works_at", "Brunhaldt")
CASES: dict[str, tuple[Source, Source, Fact, Fact | None]] = {
    "replacement": (said("one", "2026-03-01", OLD), said("two", "2026-03-03", NEW), OLD, NEW),
    "polarity": (
        said("one", "2026-03-01", fact("uses", "Plimwick")),
        Source(
            "two",
            "2026-03-03",
            "I can't stand Plimwick now.",
            (Fact("uses", "Plimwick", "I can't stand Plimwick now.", holds=False),),
        ),
        fact("uses", "Plimwick"),
        None,
    ),
    "retraction": (
        said("one", "2026-03-01", OLD),
        Source("two", "2026-03-03", "I misspoke. I do not live there.", ()),
        OLD,
        None,
    ),
    "partial": (said("one", "2026-03-01", OLD, EMPLOYER), said("two", "2026-03-03", NEW), OLD, NEW),
    "bounded": (
        said("one", "2026-03-01", fact("uses", "Plimwick", during="2010/..")),
        Source("two", "2026-03-03", "I stopped in 2020.", (fact("uses", "Plimwick", during="2010/2020"),)),
        fact("uses", "Plimwick", during="2010/2020"),
        None,
    ),
}


def _now(store: Store, name: str, scope: str) -> tuple[bool, bool]:
    """Whether the answer of now is right, and whether nothing old stands beside it as if it held."""
    old, new = CASES[name][2:]
    right = new is None or holds(store, new, scope)
    if name == "partial":
        right = right and holds(store, EMPLOYER, scope)
    denied = name == "polarity"
    stale = current(store, recalled(store, old, scope), old.text if denied else old.value)
    if denied:  # the value is named by the denial too, so it is asked whether it is affirmed
        stale = any(one.counts and one.value == old.value for one in store.units(scope))
        right = right and not stale
    elif new is None:
        right = right and not stale
    return right, not stale


def case(store: Store, name: str, scope: str = "a", *, fed_again: bool = True) -> dict[str, bool]:
    """One row of the matrix; `fed_again`: with the first message once more before what is derived is looked at."""
    first, second, old, _ = CASES[name]
    store.take(first, scope)
    begun = holds(store, first.facts[0], scope)
    if name in ("replacement", "polarity", "partial", "bounded"):
        store.correct(first.facts[0], second, scope)
    else:
        store.retract(old, second, scope)
    row: dict[str, bool] = {}
    right, row["B"] = _now(store, name, scope)
    row["A"] = begun and right  # what never held was not corrected
    try:
        at = "2015" if name == "bounded" else "2026-03-02"
        row["D"] = old.value in recalled(store, old, scope, at=at)
    except NotOffered:
        row["D"] = False
    store.jobs(scope)
    store.rebuild(scope)
    row["C"] = _now(store, name, scope) == (right, row["B"])
    with suppress(NotOffered, Refused):
        if fed_again:
            store.reread(first, scope)
    row["C'"] = _now(store, name, scope) == (right, row["B"])
    row["E"] = not any(one.counts and one.value == old.value for one in store.units(scope)) or name == "bounded"
    if name == "bounded":
        row["E"] = not current(store, recalled(store, old, scope), old.value)
    return row


def matrix(make: Callable[[Path], Store], folder: Path) -> dict[str, dict[str, bool] | str]:
    """All rows; or why one could not be tried."""
    rows: dict[str, dict[str, bool] | str] = {}
    for at, name in enumerate(CASES):
        (folder / str(at)).mkdir()
        store = make(folder / str(at))
        try:
            rows[name] = case(store, name)
        except NotOffered as error:
            rows[name] = str(error)
        except Exception as error:  # noqa: BLE001 - a store that breaks has no row
            rows[name] = f"{type(error).__name__}: {str(error)[:80]}"
        finally:
            store.close()
    return rows


STEPS = {
    "2": "recalled once it was written",
    "4": "not recalled once it was erased",
    "6": "nor once its source was fed in again",
    "8": "nor after everything in the background has run",
    "9": "nor in what is derived: indexes, exports",
    "10": "the erasure is on record, without what was erased",
    "13": "nor in a scope with which it had been shared",
}


def sequence(make: Callable[[Path], Store], folder: Path) -> dict[str, bool | None]:
    """The thirteen steps of a deletion, by the numbers of those that assert something; None: not offered."""
    canary = fact("uses", "Vantablackseven")
    source = said("dog", "2026-03-01", canary)
    done: dict[str, bool | None] = dict.fromkeys(STEPS, None)
    store = make(folder)
    try:
        store.take(source, "a")
        done["2"] = holds(store, canary)
        try:
            store.share("a", "b")
            shared = holds(store, canary, "b")
        except NotOffered:
            shared = False
        id = store.forget(canary, source, "a")
        done["4"] = canary.value not in recalled(store, canary)
        with suppress(Refused):
            store.take(source, "a")
        done["6"] = canary.value not in recalled(store, canary)
        store.jobs("a")
        done["8"] = canary.value not in recalled(store, canary)
        probes = store.probes(canary.value, "a")
        done["9"] = bool(probes) and not any(probes.values())
        records = store.audit("a")
        done["10"] = any(id in one for one in records) and not any(canary.value in one for one in records)
        done["13"] = canary.value not in recalled(store, canary, "b") if shared else None
    except NotOffered:
        return done  # what comes after can't be tried
    finally:
        store.close()
    return done

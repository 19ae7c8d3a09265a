"""The laws of a mergeable projection: its states form a commutative monoid, and folding is a homomorphism into it.

A run that cuts a log into pieces relies on each of them. A merge that changes what it is given counts twice where a
runner merges a state again; a step that looks at what came before gives another answer elsewhere. So each law is tried
by itself, on logs of every kind of event with a redacted entry and one that can't be read, and named where it breaks.
"""

from __future__ import annotations

import pickle
import warnings
from collections.abc import Callable
from copy import deepcopy
from functools import reduce
from random import Random
from typing import Any

import attrs
from hypothesis import Phase, given
from hypothesis import strategies as st

from eventlog.claims.fields import check_type
from eventlog.errors import Unread
from eventlog.events import Entry
from eventlog.mergeable import Mergeable
from eventlog.testing.events import stories
from eventlog.testing.projections import entries_of
from eventlog.testing.trying import trying

__all__ = ["check_mergeable"]


def check_mergeable(projection: Mergeable, *, examples: int | None = None) -> None:
    """Try the laws of a mergeable projection on logs that Hypothesis makes. Raises AssertionError, with the law that
    is broken and the log that broke it.

    States are compared with ==. `examples`: how many logs are tried (the profile's number, where it is not given).
    """
    check_type(projection, Mergeable, "what is checked")
    start = deepcopy(projection.start)
    unshrunk = (Phase.explicit, Phase.reuse, Phase.generate)  # making logs smaller takes minutes

    @trying(examples, phases=unshrunk)
    @given(st.lists(stories(max_reports=2), min_size=1, max_size=2), st.integers(0, 2**32), st.integers(1, 7))
    def holds(told: list[list[Any]], seed: int, size: int) -> None:
        tried = attrs.evolve(projection, start=deepcopy(start))  # what one log did to it is no matter of the next
        _check(tried, entries_of(told), Random(seed), size)  # noqa: S311 - chance that need not be secret

    holds()


def _check(projection: Mergeable, entries: list[Entry], chance: Random, size: int) -> None:
    start, merge = deepcopy(projection.start), projection.merge
    _steps(projection, entries, start)
    first, second = sorted(chance.sample(range(1, len(entries)), 2))
    parts = entries[:first], entries[first:second], entries[second:]
    a, b, c = (projection.fold(part) for part in parts)
    whole = projection.fold(entries)
    assert projection.fold(entries) == whole, "the same entries gave another state: a step asks only its arguments"
    for one, other in ((a, b), (b, c), (a, c), (start, whole), (whole, start)):
        kept = deepcopy((one, other))
        merge(one, other)
        assert (one, other) == kept, "the merge changed a state that it was given: make a new state instead"
    for state in (a, b, c, whole):
        assert merge(state, start) == state, "the start is no identity: merge(state, start) is not the state"
        assert merge(start, state) == state, "the start is no identity: merge(start, state) is not the state"
    for one, other in ((a, b), (b, c), (a, c)):
        assert merge(one, other) == merge(other, one), "the merge is not commutative: merge(a, b) is not merge(b, a)"
    assert merge(merge(a, b), c) == merge(a, merge(b, c)), (
        "the merge is not associative: merge(merge(a, b), c) is not merge(a, merge(b, c))"
    )
    assert merge(merge(a, b), c) == whole, "a fold of all is not the merge of the folds of its parts"
    shuffled = chance.sample(entries, len(entries))
    assert projection.fold(shuffled) == whole, (
        "entries in another order gave another state: keep what depends on order, and look at positions in finish"
    )
    batches = [projection.fold(shuffled[at : at + size]) for at in range(0, len(shuffled), size)]
    assert reduce(merge, chance.sample(batches, len(batches)), projection.start) == whole, (
        f"batches of {size} gave another state: a state must not depend on how the log is cut"
    )
    assert projection.start == start, "the start was changed: make a new state instead"
    assert pickle.loads(pickle.dumps(whole)) == whole, "a state does not come back from pickle as it was"  # noqa: S301
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Unread)  # an entry that can't be read is among them
        _finishes(projection, entries, parts, whole)


def _steps(projection: Mergeable, entries: list[Entry], start: Any) -> None:
    """No step changes what it is given."""
    state = projection.start
    for entry in entries:
        kept = deepcopy(state)
        after = projection.step(state, entry)
        assert state == kept, "the step changed the state that it was given: make a new state instead"
        state = after
    assert projection.start == start, "the step changed the start that it was given: make a new state instead"


def _finishes(projection: Mergeable, entries: list[Entry], parts: tuple[list[Entry], ...], whole: Any) -> None:
    """What is said at the end is said of the state alone, and leaves it as it was."""
    kept = deepcopy(whole)
    finish: Callable[[Any], Any] = projection.finish
    if projection.key is None:
        finish(whole)
    elif projection.by_question:
        projection.finish(whole, ())
    else:
        apart: dict[str, Any] = reduce(projection.merge_keys, [projection.fold_keys(part) for part in parts])
        assert projection.finish_keys(apart) == projection.finish_keys(projection.fold_keys(entries)), (
            "the states of the keys come out otherwise when the log is cut: a key asks only its entry"
        )
    assert whole == kept, "the finish changed the state that it was given: make a new value instead"

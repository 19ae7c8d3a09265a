"""The laws of a projection: a start, and a step from a state and an entry to the next state.

A step is a pure function. So a fold may stop anywhere and go on later from the state that it had, and a state that was
handed out stays what it was. It takes every entry, redacted ones and ones of unknown kinds included, and never raises.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any, TypeVar

from hypothesis import Phase, given
from hypothesis import strategies as st

from eventlog.clock import Clock
from eventlog.events import Entry, UnknownEvent
from eventlog.knowledge.fold import fold
from eventlog.log import EventLog
from eventlog.stores import MemoryStore
from eventlog.testing.events import stories
from eventlog.testing.stores import Hand, counted_salts
from eventlog.testing.trying import trying

__all__ = ["check_projection", "entries_of"]

State = TypeVar("State")


def check_projection(step: Callable[[Any, Entry], Any], start: Any, *, examples: int | None = None) -> None:
    """Try the laws of a projection on logs that Hypothesis makes. Raises AssertionError, with the log that broke one.

    `start` is the state of an empty log; states are compared with ==. `examples`: how many logs are tried (the
    profile's number, where it is not given).
    """
    unshrunk = (Phase.explicit, Phase.reuse, Phase.generate)  # making logs smaller takes minutes

    @trying(examples, phases=unshrunk)
    @given(st.lists(stories(max_reports=2), min_size=1, max_size=3), st.integers(0, 100))
    def holds(told: list[list[Any]], share: int) -> None:
        entries = entries_of(told)
        begin = deepcopy(start)
        whole = fold(entries, step, begin)
        assert begin == start, "the step changed the start that it was given: make a new state instead"
        assert fold(entries, step, begin) == whole, (
            "the same entries gave another state: a step asks only its arguments"
        )
        at = len(entries) * share // 100
        early = fold(entries[:at], step, begin)
        kept = deepcopy(early)
        assert fold(entries[at:], step, early) == whole, "a fold that went on from a kept state came out otherwise"
        assert early == kept, "the step changed a state that was handed out: make a new state instead"

    holds()


def entries_of(told: list[list[Any]]) -> list[Entry]:
    """What a log holds that was told this, and then a redacted entry and one of an unknown kind."""
    with EventLog(MemoryStore(salts=counted_salts()), Clock(Hand())) as log:
        for story in told:
            log.record(*story)
        entries = [Entry(one.position, one.recorded, one.kind, one.event) for one in log.entries()]
    last = entries[-1]
    strange = UnknownEvent(kind="testing.unknown/1", reason="no event class is registered for it")
    return [
        *entries,
        Entry(last.position + 1, last.recorded + 1, "claim-recorded/1", None),
        Entry(last.position + 2, last.recorded + 2, strange.kind, strange),
    ]

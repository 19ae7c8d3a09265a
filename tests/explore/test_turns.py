"""What is written into a page is what Knowledge says: at the first and at the last microsecond of every interval."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import attrs
import pytest

import eventlog
from eventlog import EventLog, times
from eventlog.explore.turns import Telling, history
from eventlog.knowledge import Knowledge, Policy
from eventlog.knowledge.turning import START
from explore_samples import CLOCK, corpus, town

FILLED = {"corpus": corpus, "town": town}


@pytest.fixture(scope="module", params=FILLED)
def log(request: pytest.FixtureRequest) -> Iterator[EventLog]:
    """A log in memory, its clock at rest."""
    fill: Callable[[EventLog], None] = FILLED[request.param]
    with eventlog.open(":memory:", zone="Europe/Kyiv", clock=lambda: times.to_datetime(CLOCK)) as log:
        fill(log)
        yield log


def questions(log: EventLog) -> list[str]:
    """Every question that a claim answers."""
    return [key.removeprefix("q:") for key in log.reader.keys("q:", log.head.position)]


def as_of(log: EventLog, moment: int, policy: Policy) -> Knowledge:
    """What was public by a moment, as anybody would ask for it."""
    return log.as_of(times.instant_text(moment), policy=policy)


def test_every_interval_says_what_as_of_says_at_both_its_ends(log: EventLog) -> None:
    """From a turn on, and up to the microsecond before the next, the status and all else is that of `as_of`."""
    whole = log.as_of()
    for question in questions(log):
        found = history(whole, question, None)
        for policy in Policy:
            turns = found.turns[policy]
            for at, turn in enumerate(turns):
                ends = [turn.moment] if turn.moment > START else []
                ends += [turns[at + 1].moment - 1] if at + 1 < len(turns) else [turn.moment + 400 * 86_400_000_000]
                for moment in ends:
                    knowledge = as_of(log, moment, policy)
                    assert knowledge[question].status == turn.state.status, (question, policy, moment)
                    told = Telling(knowledge.register.names).state_of(knowledge[question])
                    assert told == turn.state, (question, policy, moment)


def test_nothing_turns_between_two_turns(log: EventLog) -> None:
    """Every two days, at changing hours, the state written for it is the one that `as_of` gives."""
    whole = log.as_of()
    begun = times.cut("2024-05-01", "UTC")
    step = 86_400_000_000 * 2 + 5_400_000_001
    for question in questions(log)[:25]:
        found = history(whole, question, None)
        for policy in Policy:
            turns = found.turns[policy]
            for moment in range(begun, begun + 200 * 86_400_000_000, step):
                current = [turn for turn in turns if turn.moment <= moment]
                knowledge = as_of(log, moment, policy)
                if current:
                    assert Telling(knowledge.register.names).state_of(knowledge[question]) == current[-1].state
                else:
                    assert knowledge[question].status == "unreported"


def test_neighbours_differ(log: EventLog) -> None:
    """Two neighbouring turns never say the same: every turn is one."""
    whole = log.as_of()
    for question in questions(log):
        for turns in history(whole, question, None).turns.values():
            assert all(a.state != b.state and a.moment < b.moment for a, b in pairwise(turns))


def test_what_lies_ahead_is_announced_only_until_it_comes() -> None:
    """An announcement turns when its time has come, although no report does."""
    with eventlog.open(":memory:", zone="UTC") as log:
        town(log)
        turns = history(log.as_of(), "town.bridge", None).turns[Policy.CERTAIN]
    july = times.cut("2024-06-30", "UTC") + 1
    before = [turn.state.status for turn in turns if turn.moment < july]
    assert before[0] == "announced"
    assert [turn.state.status for turn in turns if turn.moment == july] != before[-1:]


def test_a_history_ends_at_its_bound(log: EventLog) -> None:
    """Up to a moment, a history is the beginning of the whole one."""
    whole = log.as_of()
    bound = times.cut("2024-06-28", "Europe/Kyiv")
    for question in questions(log):
        full, part = history(whole, question, None), history(whole, question, bound)
        for policy in Policy:
            begun = [turn for turn in full.turns[policy] if turn.moment <= bound]
            loose = [attrs.evolve(turn, state=attrs.evolve(turn.state, problems=())) for turn in begun]
            assert [
                attrs.evolve(one, state=attrs.evolve(one.state, problems=())) for one in part.turns[policy]
            ] == loose

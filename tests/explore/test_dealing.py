"""Dealing questions to workers: each question once, and nobody waits long at the end for one who has much left."""

from __future__ import annotations

from concurrent.futures import Executor, Future

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import eventlog
from eventlog.explore.histories import dealt, histories

CLAIMS = st.lists(st.integers(0, 60) | st.sampled_from([0, 40, 374, 5_000]), max_size=250)


@given(CLAIMS)
def test_each_question_is_dealt_once(claims: list[int]) -> None:
    """In order, in pieces that hold something; what is begun first is one question, and the longest comes first."""
    pieces, first = dealt(claims)
    assert [at for piece in pieces for at in piece] == list(range(len(claims)))
    assert all(pieces)
    assert all(len(pieces[number]) == 1 for number in first)
    long = [claims[pieces[number].start] for number in first]
    assert long == sorted(long, reverse=True)


@given(CLAIMS.filter(any))
@example([10] * 199 + [374])
@example([374] + [10] * 199)
@example([40] * 200)
def test_two_workers_end_at_almost_the_same_time(claims: list[int]) -> None:
    """Each takes the next piece as soon as it is free: both end within a third of the least time possible."""
    costs = [(1 + one) ** 1.5 for one in claims]
    pieces, first = dealt(claims)
    ends = [0.0, 0.0]
    for number in [*first, *(one for one in range(len(pieces)) if one not in first)]:
        ends[ends.index(min(ends))] += sum(costs[at] for at in pieces[number])
    assert max(ends) <= max(sum(costs) / 2, *costs) * 4 / 3 * 1.000_001


def test_what_is_left_is_dealt_in_small_pieces() -> None:
    """Of two hundred questions of a kind, the last ones come one by one, and nothing has to be begun first."""
    pieces, first = dealt([40] * 200)
    assert not first
    assert [len(piece) for piece in pieces[-8:]] == [1] * 8
    assert len(pieces) < 100


@pytest.mark.parametrize("claims", [[0] * 6_399 + [1_000_000], [1_000_000] + [0] * 6_399])
def test_beside_a_very_long_one_the_others_are_not_held_all_at_once(claims: list[int]) -> None:
    """What is sent and comes back lies in memory: a piece has one in 64 of the questions at most."""
    pieces, _ = dealt(claims)
    assert max(map(len, pieces)) == 100


def test_what_nobody_has_begun_is_taken_back_where_waiting_is_interrupted() -> None:
    """That whose turn it is too: where longer ones were begun first, it may be in the queue still."""

    class Waiting(Future):
        def result(self, *_within):
            raise KeyboardInterrupt

    class Never(Executor):
        def submit(self, *_work, **_more):
            sent.append(Waiting())
            return sent[-1]

    sent: list[Future] = []
    with eventlog.open(":memory:") as log, pytest.raises(KeyboardInterrupt):
        list(histories(log.as_of(), ["flood.river", "flood.road"], None, Never()))
    assert [one.cancelled() for one in sent] == [True, True]

"""The histories of many questions: one after the other, or side by side by an executor.

What a worker is sent is a few questions, each with all that bears on it; it sends their turns back. It needs no log,
and so the log may be anywhere, and is read here alone. All goes to and fro as bytes: a worker unpacks one question at a
time, and what it found stays packed here until its turn comes.

Nobody is to wait at the end for one who has much left. So a question that takes long and stands near the end is begun
first, and the pieces into which the others are dealt grow small towards the end.
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Final, TypeAlias

from eventlog.explore.turns import History, Turn, history, turns_of
from eventlog.knowledge import Knowledge, Policy
from eventlog.knowledge.turning import Asked, last_of
from eventlog.standing.names import Names
from eventlog.workers import check_executor, patiently, working

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

__all__ = ["dealt", "histories"]

_PIECES: Final = 64
"""Into how many pieces questions are dealt, towards the end smaller ones."""
_LEFT: Final = 16
"""Which part of what is left a piece is at most: so little that no worker is left with much at the end."""
_SEVERAL: Final = 6
"""How many workers there may be: what takes longer than they take for all that comes after it is begun first."""
_AHEAD: Final = 24
"""How many pieces are sent ahead of the one whose turn it is, at most; as many are held here."""

Turns: TypeAlias = Mapping[Policy, tuple[Turn, ...]]


def histories(
    knowledge: Knowledge, questions: Sequence[str], until: int | None, executor: Executor | None = None
) -> Iterator[History]:
    """The history of each question, in order, up to a moment on the press clock (inclusive; None: to the end of time).

    An executor gives the same, sooner where it has several processors. Raises InvalidValue for what is none, StoreError
    where a worker died.
    """
    if executor is None:
        return (history(knowledge, question, until) for question in questions)
    check_executor(executor)
    return _side_by_side(knowledge, questions, until, executor)


def _side_by_side(
    knowledge: Knowledge, questions: Sequence[str], until: int | None, executor: Executor
) -> Iterator[History]:
    names, upto = pickle.dumps(knowledge.register.names), knowledge.cut.position
    claims = [sum(1 for _ in knowledge.reader.about(f"q:{question}", upto)) for question in questions]
    pieces, first = dealt(claims)
    sent: dict[int, tuple[list[Asked], Future[list[bytes]]]] = {}

    def send(number: int) -> None:
        lasts = [last_of(knowledge, questions[at], until) for at in pieces[number]]
        sent[number] = lasts, executor.submit(_turns, names, [pickle.dumps(last) for last in lasts], until)

    try:
        with working():
            for number in first:
                send(number)
            others = deque(number for number in range(len(pieces)) if number not in sent)
            for turn in range(len(pieces)):
                while others and others[0] <= turn + _AHEAD:
                    send(others.popleft())
                yield from _back(*sent[turn])
                del sent[turn]
    finally:
        for _, future in sent.values():
            future.cancel()


def dealt(claims: Sequence[int]) -> tuple[list[range], list[int]]:
    """Questions with so many claims, dealt into pieces of neighbours; and which pieces are to be begun first, if any.

    A question with twice the claims is taken to cost three times as much. No piece has more than its part of the
    questions either: beside one that takes very long all others cost next to nothing, and are held in memory no less.
    """
    costs = [(1 + one) ** 1.5 for one in claims]
    after = [*accumulate(reversed(costs), initial=0.0)][::-1][1:]
    most, many = sum(costs) / _PIECES, -(-len(costs) // _PIECES)
    pieces: list[range] = []
    first: list[int] = []
    begun, held = 0, 0.0
    for at, (cost, left) in enumerate(zip(costs, after, strict=True)):
        long = cost > most and cost > left / _SEVERAL
        full = at - begun == many or held + cost > min(most, (held + cost + left) / _LEFT)
        if begun < at and (long or full):
            pieces.append(range(begun, at))
            begun, held = at, 0.0
        held += cost
        if long:
            first.append(len(pieces))
            pieces.append(range(at, at + 1))
            begun, held = at + 1, 0.0
    if begun < len(costs):
        pieces.append(range(begun, len(costs)))
    return pieces, sorted(first, key=lambda number: -costs[pieces[number].start])


def _turns(names: bytes, lasts: Sequence[bytes], until: int | None) -> list[bytes]:
    """What a worker does."""
    with patiently():
        return [_turned(_named(names), last, until) for last in lasts]


def _turned(names: Names, last: bytes, until: int | None) -> bytes:
    with patiently():  # of the question before nothing is held
        return pickle.dumps(turns_of(pickle.loads(last), names, until))  # noqa: S301 - packed by the caller


@lru_cache(1)
def _named(names: bytes) -> Names:
    found: Names = pickle.loads(names)  # noqa: S301 - packed by the caller
    return found


def _back(lasts: Sequence[Asked], future: Future[list[bytes]]) -> Iterator[History]:
    for last, turns in zip(lasts, future.result(), strict=True):
        yield History(last.question, last.dossier, pickle.loads(turns))  # noqa: S301 - packed by a worker of ours

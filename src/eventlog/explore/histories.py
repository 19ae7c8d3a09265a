"""The histories of many questions: one after the other, or side by side by an executor.

What a worker is sent is a few questions, each with all that bears on it; it sends their turns back. It needs no log,
and so the log may be anywhere, and is read here alone.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeAlias

from eventlog.explore.turns import History, Turn, history, turns_of
from eventlog.knowledge import Knowledge, Policy
from eventlog.knowledge.turning import Asked, last_of
from eventlog.standing.names import Names
from eventlog.workers import check_executor, patiently, working

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

__all__ = ["histories"]

_PIECES: Final = 64
"""Into how many pieces questions are dealt, at most: so many that no worker is left with much at the end."""
_AHEAD: Final = 24
"""How many pieces are with the workers at a time, at most; as many are held here."""

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
    names, each = knowledge.register.names, -(-len(questions) // _PIECES)
    lasts = (last_of(knowledge, question, until) for question in questions)
    sent: deque[tuple[list[Asked], Future[list[Turns]]]] = deque()
    try:
        with working():
            while some := list(islice(lasts, each)):
                sent.append((some, executor.submit(_turns, some, names, until)))
                if len(sent) == _AHEAD:
                    yield from _back(*sent.popleft())
            while sent:
                yield from _back(*sent.popleft())
    finally:
        for _, future in sent:
            future.cancel()


def _turns(lasts: Sequence[Asked], names: Names, until: int | None) -> list[Turns]:
    """What a worker does."""
    with patiently():
        return [turns_of(last, names, until) for last in lasts]


def _back(lasts: Sequence[Asked], future: Future[list[Turns]]) -> Iterator[History]:
    for last, turns in zip(lasts, future.result(), strict=True):
        yield History(last.question, last.dossier, turns)

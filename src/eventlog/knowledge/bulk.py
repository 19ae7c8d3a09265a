"""Bulk: the words for all questions at once, with numpy, where it is installed (the extra `fast`).

What `lean` does question by question is done here for the whole table at a time: which claims a cut lets through, which
sources have a word on a question, where somebody named is for it and somebody else against it at one moment. Two things
are left to `lean`: a source with several words on one question is painted by it, and a question on which one root
stands on both sides is judged by it.

Whether two owners' spans meet is seen in one sweep by begin: each span is held against the one, of those that began no
later, which ends last. If any two of different owners meet, then some span meets that one and has another owner than it
(by descent: otherwise the one that ends last meets an earlier span of another owner, and so on down).
"""

from __future__ import annotations

from types import ModuleType
from typing import Any, Final, TypeAlias

import attrs

from eventlog.knowledge.columns import AGAINST, FIRM, FOR, MUTE, NORM, PAINTS, Columns
from eventlog.knowledge.cut import Cut, Policy
from eventlog.knowledge.lean import Outline, judge, painted
from eventlog.knowledge.spans import BEGIN, END
from eventlog.knowledge.status import Status
from eventlog.knowledge.when import When

Array: TypeAlias = Any
"""An array of numpy."""

SWITCHED_OFF = False
"""For tests: as if numpy were not installed."""

_UNREPORTED, _SUPERSEDED, _DISPUTED, _DENIED, _CORROBORATED, _ALLEGED, _RUMOURED, _UNDECIDED = range(8)
_STATUSES: Final = (
    *(Status.UNREPORTED, Status.SUPERSEDED, Status.DISPUTED, Status.DENIED),
    *(Status.CORROBORATED, Status.ALLEGED, Status.RUMOURED),
)


def numpy() -> ModuleType | None:
    """numpy, where it is installed."""
    if SWITCHED_OFF:
        return None
    try:
        import numpy as np
    except ImportError:
        return None
    return np


@attrs.frozen(eq=False)
class Arrays:
    """The columns as arrays. Made of columns as they are, which may grow afterwards."""

    np: Any
    position: Array
    question: Array
    source: Array
    when: Array
    code: Array
    times: Array
    anonymous: Array

    @classmethod
    def of(cls, np: Any, columns: Columns) -> Arrays:
        """Copy the columns."""
        position, report = np.array(columns.position), np.array(columns.report)
        times = np.array(columns.whens.all, dtype=np.int64).reshape(-1, len(When._fields))
        named = (name.startswith("anon:") for name in columns.sources)
        return cls(
            np=np,
            position=np.maximum(position, report),
            question=np.array(columns.question),
            source=np.array(columns.source),
            when=np.array(columns.when),
            code=np.array(columns.code),
            times=np.ascontiguousarray(times.T),
            anonymous=np.fromiter(named, dtype=bool, count=len(columns.sources)),
        )


def judge_all(arrays: Arrays, columns: Columns, cut: Cut) -> dict[int, Outline]:
    """The words for all questions with a claim in the columns; of an odd one it says nothing that holds."""
    np, count = arrays.np, len(columns.questions)
    state, norm = np.ones(count, dtype=bool), np.zeros(count, dtype=bool)
    for number in columns.definitions:
        defined = columns.defined(number, cut.position)
        state[number], norm[number] = defined.state, defined.norm
    late, early = _seen(arrays, cut)
    known = arrays.position <= cut.position
    answers = known & (arrays.code & MUTE == 0) & ((arrays.code & NORM == 0) | norm[arrays.question])
    says = np.zeros(count, dtype=bool)
    says[arrays.question[answers & (late | early)[arrays.when]]] = True
    under = late if cut.policy is Policy.CERTAIN else early
    rows = np.flatnonzero(answers & under[arrays.when] & (arrays.code & PAINTS != 0))
    statuses = _statuses(arrays, columns, cut, rows, state)
    found = {}
    for number, (code, some) in enumerate(zip(statuses.tolist(), says.tolist(), strict=True)):
        if some:
            found[number] = judge(columns, number, cut) if code == _UNDECIDED else (_STATUSES[code], True)
    return found


def _seen(arrays: Arrays, cut: Cut) -> tuple[Array, Array]:
    """Of each combination of dates: whether the cut lets it through, read late and read early."""
    out_early, out_late, said_early, said_late = arrays.times[:4]
    late = early = arrays.np.ones(len(out_late), dtype=bool)
    if cut.published is not None:
        late, early = late & (out_late <= cut.published), early & (out_early <= cut.published)
    if cut.said is not None:
        late, early = late & (said_late <= cut.said), early & (said_early <= cut.said)
    return late, early


def _statuses(arrays: Arrays, columns: Columns, cut: Cut, rows: Array, state: Array) -> Array:
    """The status of each question, of the rows that are seen and paint."""
    np, count = arrays.np, len(columns.questions)
    heard = _any(arrays, rows[arrays.code[rows] & (FOR | AGAINST) != 0], count)
    word, begin, end = _left(arrays, columns, cut, rows, state)
    code = arrays.code[word]
    sided = code & (FOR | AGAINST) != 0
    live = _any(arrays, word[sided], count)
    voiced = (code & FIRM != 0) & ~arrays.anonymous[arrays.source[word]]
    for_, against = voiced & (code & FOR != 0), voiced & (code & AGAINST != 0)
    voices, counter = _any(arrays, word[for_], count), _any(arrays, word[against], count)
    spans = _Spans(np, arrays.question[word], arrays.source[word], begin, end)
    both = (voices & counter)[spans.question]
    disputed, unclear = spans.cross(for_ & both, against & both, count)
    found = np.full(count, _RUMOURED, dtype=np.int8)
    found[voices] = _ALLEGED
    found[spans.meet(for_, count)] = _CORROBORATED
    found[counter & ~voices] = _DENIED
    found[unclear] = _UNDECIDED
    found[disputed] = _DISPUTED
    found[~live] = _SUPERSEDED
    found[~heard] = _UNREPORTED
    return found


def _any(arrays: Arrays, rows: Array, count: int) -> Array:
    """The questions that have one of these rows."""
    found = arrays.np.zeros(count, dtype=bool)
    found[arrays.question[rows]] = True
    return found


def _left(arrays: Arrays, columns: Columns, cut: Cut, rows: Array, state: Array) -> tuple[Array, Array, Array]:
    """What is left of these rows, as spans: row, begin and end (exclusive) of each. Sources with one word keep it."""
    np = arrays.np
    key = arrays.question[rows] * max(len(columns.sources), 1) + arrays.source[rows]
    order = np.argsort(key, kind="stable")
    rows, key = rows[order], key[order]
    fresh = np.ones(len(key), dtype=bool)
    fresh[1:] = key[1:] != key[:-1]
    starts = np.flatnonzero(fresh)
    sizes = np.diff(np.append(starts, len(key)))
    several = starts[sizes > 1]
    pieces: list[tuple[int, int, int]] = []
    for start, size in zip(several.tolist(), sizes[sizes > 1].tolist(), strict=True):
        layer = rows[start : start + size].tolist()
        defined = columns.defined(columns.question[layer[0]], cut.position)
        pieces += [(row, *span) for row, left in painted(columns, layer, defined) for span in left]
    lone = rows[starts[sizes == 1]]
    extent = state[arrays.question[lone]]
    begin = np.where(extent, arrays.times[8][arrays.when[lone]], BEGIN)
    end = np.where(extent, arrays.times[9][arrays.when[lone]], END)
    table = np.array(pieces, dtype=np.int64).reshape(-1, 3).T
    row, first, last = (np.concatenate(two) for two in zip((lone, begin, end), table, strict=True))
    return row, first, last


class _Spans:
    """Stretches of valid time, each of a question and an owner, in order of question and begin."""

    def __init__(self, np: Any, question: Array, owner: Array, begin: Array, end: Array) -> None:
        """Put them in order."""
        self._np = np
        self._order = np.lexsort((begin, question))
        self.question = question
        self._question, self._owner = question[self._order], owner[self._order]
        self._begin, self._end = begin[self._order], end[self._order]
        self._rank = np.unique(self._end, return_inverse=True)[1].reshape(-1) + 1
        self._top = int(self._rank.max()) + 1 if len(self._rank) else 1

    def meet(self, some: Array, count: int) -> Array:
        """The questions in which two of these spans (a mask) that have different owners share a moment."""
        some = some[self._order]
        met, other = self._held(some, some)
        return self._in(met & other, count)

    def cross(self, some: Array, others: Array, count: int) -> tuple[Array, Array]:
        """The questions in which one of these shares a moment with one of those of another owner; and those in which
        that is not clear, because only spans of one owner were found to.
        """
        some, others = some[self._order], others[self._order]
        found, unclear = self._np.zeros(count, dtype=bool), self._np.zeros(count, dtype=bool)
        for one, two in ((some, others), (others, some)):
            met, other = self._held(one, two)
            found |= self._in(met & other, count)
            unclear |= self._in(met & ~other, count)
        return found, unclear & ~found

    def _held(self, some: Array, against: Array) -> tuple[Array, Array]:
        """Of each of these spans: whether it meets the one of `against` that began no later (in this order) and ends
        last, and whether that one has another owner.
        """
        np = self._np
        size = len(self._rank)
        # A question's first span stands above all that earlier questions left behind, so nothing runs over into it.
        height = self._question * self._top + np.where(against, self._rank, 0)
        running = np.maximum.accumulate(height) if size else height
        risen = np.ones(size, dtype=bool)
        risen[1:] = running[1:] > running[:-1]
        highest = np.maximum.accumulate(np.where(risen, np.arange(size), 0)) if size else height
        before = np.zeros(size, dtype=np.int64)
        before[1:] = highest[:-1]
        there = against[before] & (self._question[before] == self._question) & (np.arange(size) > 0) if size else some
        met = some & there & (self._end[before] > self._begin)
        return met, self._owner[before] != self._owner

    def _in(self, spans: Array, count: int) -> Array:
        found = self._np.zeros(count, dtype=bool)
        found[self._question[spans]] = True
        return found

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
from eventlog.knowledge.cut import Policy
from eventlog.knowledge.lean import NO_COPIES, Copies, Outline, View, judge, painted
from eventlog.knowledge.remarks import Pair
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
    pairs: Array

    @classmethod
    def of(cls, np: Any, columns: Columns) -> Arrays:
        """Copy the columns."""
        position, report = np.array(columns.position), np.array(columns.report)
        times = np.array(columns.whens.all, dtype=np.int64).reshape(-1, len(When._fields))
        nameless = (name.startswith("anon:") for name in columns.sources)
        pairs = np.array([pair for some in columns.pairs.values() for pair in some], dtype=np.int64)
        return cls(
            np=np,
            position=np.maximum(position, report),
            question=np.array(columns.question),
            source=np.array(columns.source),
            when=np.array(columns.when),
            code=np.array(columns.code),
            times=np.ascontiguousarray(times.T),
            anonymous=np.fromiter(nameless, dtype=bool, count=len(columns.sources)),
            pairs=pairs.reshape(-1, len(Pair._fields)),
        )

    def at(self, view: View) -> Arrays:
        """The arrays with the times that rows have at a cut."""
        if not view.turned:
            return self
        when = self.when.copy()
        when[list(view.turned)] = list(view.turned.values())
        return attrs.evolve(self, when=when)


def judge_all(arrays: Arrays, view: View) -> dict[int, Outline]:
    """The words for all questions with a claim in the columns; of an odd one it says nothing that holds."""
    return _Bulk(arrays.at(view), view).judged()


class _Bulk:
    """All questions at a cut."""

    def __init__(self, arrays: Arrays, view: View) -> None:
        """Find out which rows are seen."""
        self.np, self.arrays, self.view = arrays.np, arrays, view
        self.count = len(view.columns.questions)
        np, columns, cut = self.np, view.columns, view.cut
        self.state, norm = np.ones(self.count, dtype=bool), np.zeros(self.count, dtype=bool)
        for number in columns.remarks.definitions:
            defined = columns.defined(number, cut.position)
            self.state[number], norm[number] = defined.state, defined.norm
        late, early = self._seen()
        known = arrays.position <= cut.position
        self._answers = known & (arrays.code & MUTE == 0) & ((arrays.code & NORM == 0) | norm[arrays.question])
        self._possible = (late | early)[arrays.when]
        self._under = known & (late if cut.policy is Policy.CERTAIN else early)[arrays.when]

    def _seen(self) -> tuple[Array, Array]:
        """Of each combination of dates: whether the cut lets it through, read late and read early."""
        cut, (out_early, out_late, said_early, said_late) = self.view.cut, self.arrays.times[:4]
        late = early = self.np.ones(len(out_late), dtype=bool)
        if cut.published is not None:
            late, early = late & (out_late <= cut.published), early & (out_early <= cut.published)
        if cut.said is not None:
            late, early = late & (said_late <= cut.said), early & (said_early <= cut.said)
        return late, early

    def judged(self) -> dict[int, Outline]:
        """The words, and whether there is anything to say; questions of which there is not are left out."""
        says = self._any(self.np.flatnonzero(self._answers & self._possible))
        found = {}
        for number, (code, some) in enumerate(zip(self._statuses().tolist(), says.tolist(), strict=True)):
            if some:
                found[number] = judge(self.view, number) if code == _UNDECIDED else (_STATUSES[code], True)
        return found

    def _statuses(self) -> Array:
        """The status of each question."""
        np, arrays = self.np, self.arrays
        rows = np.flatnonzero(self._answers & self._under & (arrays.code & PAINTS != 0))
        heard = self._any(rows[arrays.code[rows] & (FOR | AGAINST) != 0])
        pairs = self._pairs()
        word, begin, end = self._left(rows, pairs)
        code = arrays.code[word]
        live = self._any(word[code & (FOR | AGAINST) != 0])
        voiced = (code & FIRM != 0) & ~arrays.anonymous[arrays.source[word]]
        for_, against = voiced & (code & FOR != 0), voiced & (code & AGAINST != 0)
        voices, counter = self._any(word[for_]), self._any(word[against])
        spans = _Spans(np, arrays.question[word], arrays.source[word], begin, end)
        both = (voices & counter)[spans.question]
        disputed, unclear = spans.cross(for_ & both, against & both, self.count)
        unclear[self._left_to_lean(rows, pairs)] = True
        found = np.full(self.count, _RUMOURED, dtype=np.int8)
        found[voices] = _ALLEGED
        found[spans.meet(for_, self.count)] = _CORROBORATED
        found[counter & ~voices] = _DENIED
        found[disputed] = _DISPUTED
        found[~live] = _SUPERSEDED
        found[~heard] = _UNREPORTED
        found[unclear] = _UNDECIDED
        return found

    def _left_to_lean(self, rows: Array, pairs: Array) -> list[int]:
        """Questions on which two sources are joined, a copy does not paint, or something is taken back."""
        paints = self.np.zeros(len(self.arrays.code), dtype=bool)
        paints[rows] = True
        one, other = pairs[:, 1], pairs[:, 2]
        joined = self.arrays.source[one] != self.arrays.source[other]
        questions = self.arrays.question[one[joined | ~paints[one] | ~paints[other]]].tolist()
        return [*questions, *self.view.columns.withdrawals]

    def _any(self, rows: Array) -> Array:
        """The questions that have one of these rows."""
        found = self.np.zeros(self.count, dtype=bool)
        found[self.arrays.question[rows]] = True
        return found

    def _pairs(self) -> Array:
        """The pairs of rows that are joined, each a row of position, one, other, and whether they are copies."""
        pairs, under = self.arrays.pairs, self._under
        return pairs[(pairs[:, 0] <= self.view.cut.position) & under[pairs[:, 1]] & under[pairs[:, 2]]]

    def _left(self, rows: Array, pairs: Array) -> tuple[Array, Array, Array]:
        """What is left of these rows, as spans: row, begin and end (exclusive) of each. An only word is whole."""
        np, arrays = self.np, self.arrays
        copies = pairs[pairs[:, 3] != 0]
        copied = np.zeros(len(arrays.code), dtype=bool)
        copied[copies[:, 1:3].reshape(-1)] = True
        key = arrays.question[rows] * max(len(arrays.anonymous), 1) + arrays.source[rows]
        order = np.argsort(key, kind="stable")
        rows, key = rows[order], key[order]
        fresh = np.ones(len(key), dtype=bool)
        fresh[1:] = key[1:] != key[:-1]
        starts = np.flatnonzero(fresh)
        sizes = np.diff(np.append(starts, len(key)))
        lone = (sizes == 1) & ~copied[rows[starts]]
        pieces = self._painted(rows, starts[~lone], sizes[~lone], copies)
        only = rows[starts[lone]]
        extent = self.state[arrays.question[only]]
        begin = np.where(extent, arrays.times[8][arrays.when[only]], BEGIN)
        end = np.where(extent, arrays.times[9][arrays.when[only]], END)
        table = np.array(pieces, dtype=np.int64).reshape(-1, 3).T
        row, first, last = (np.concatenate(two) for two in zip((only, begin, end), table, strict=True))
        return row, first, last

    def _painted(self, rows: Array, starts: Array, sizes: Array, copies: Array) -> list[tuple[int, int, int]]:
        """What is left of the words of these sources, each on one question."""
        view, columns = self.view, self.view.columns
        joined: dict[tuple[int, int], list[Pair]] = {}
        for position, one, other, _ in copies.tolist():
            layer_of = (columns.question[one], columns.source[one])
            joined.setdefault(layer_of, []).append(Pair(position, one, other, copies=True))
        pieces = []
        for start, size in zip(starts.tolist(), sizes.tolist(), strict=True):
            layer = rows[start : start + size].tolist()
            question = columns.question[layer[0]]
            defined = columns.defined(question, view.cut.position)
            pairs = joined.get((question, columns.source[layer[0]]))
            told = Copies.of(view, pairs) if pairs else NO_COPIES
            pieces += [(row, *span) for row, left in painted(view, layer, defined, told) for span in left]
        return pieces


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

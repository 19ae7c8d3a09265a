"""The timeline of a state question: which answer holds when, and on whose word (rule 7 of standing@2).

Segments of valid time, half-open, by what is left of each live word after painting and withdrawal. Neighbours with the
same answers, held as firmly, are one segment. A word holds certainly within the core of what is left of it and possibly
within its hull, so an answer at a vague bound is only possible there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, TypeAlias

import attrs
import pendulum

from eventlog import times
from eventlog.claims import Question
from eventlog.render.showing import brief, held_words, segment_text
from eventlog.standing.cut import Policy
from eventlog.standing.kept import Kept
from eventlog.standing.names import Names
from eventlog.standing.placing import is_total, lasts
from eventlog.standing.spans import BEGIN, END, Span, clip, core, hull
from eventlog.standing.statements import Word


@attrs.frozen
class Held:
    """An answer in a segment: its value, whether it is denied, whether it certainly holds, and the claims behind it.

    `commitment` is the firmest with which it is held all through the segment: CT, PR or PS.
    """

    value: Any
    denied: bool
    certain: bool
    claims: tuple[str, ...]
    commitment: str = "CT"
    name_of: Callable[[str], str] = attrs.field(default=str, repr=False, eq=False)
    """Gives an agent its name."""

    def __str__(self) -> str:
        """The answer in words, with a question mark where it only possibly holds."""
        return f"{held_words(attrs.evolve(self, certain=True), self.name_of)}{'' if self.certain else '?'}"


@attrs.frozen(repr=False)
class Segment:
    """A stretch of valid time, `begin` inclusive to `end` exclusive (microseconds; None: unbounded), and what holds."""

    begin: int | None
    end: int | None
    held: tuple[Held, ...]

    @property
    def begins(self) -> pendulum.DateTime | None:
        """The begin in UTC; None: unbounded."""
        return None if self.begin is None else times.to_datetime(self.begin)

    @property
    def ends(self) -> pendulum.DateTime | None:
        """The end in UTC, exclusive; None: unbounded."""
        return None if self.end is None else times.to_datetime(self.end)

    @property
    def value(self) -> Any:
        """The first answer that is not denied; None where there is none, or where nothing holds."""
        return next((one.value for one in self.held if not one.denied), None)

    def __str__(self) -> str:
        """From when to when (in UTC, the end exclusive), and what."""
        return segment_text(self)

    def __repr__(self) -> str:
        """Short: from when to when, and what."""
        return f"<Segment {brief(self, 160)}>"


Key: TypeAlias = tuple[Any, bool]
"""What is said: the value, as it is compared, and whether it is denied."""


class Lately:
    """The segments of a timeline, the latest first, each worked out when it is first asked for.

    Of a state (and a norm) by what is left of each word; of totals by their windows, of running totals by the time in
    which each is its source's; of an event by when it was, as far as that is told. An end of the source's own word
    (the value None) is a segment too.
    """

    def __init__(self, words: Iterable[Word], question: Question, policy: Policy, names: Names, kept: Kept) -> None:
        """Look at the live words. What each word changes is kept for the next who asks."""
        held = kept.marks.setdefault(policy, {})
        self._marks: list[_Mark] = []
        for word in words:
            if word.paints and word.live(policy):
                known = held.get(word.id)
                if known is None or known[0] is not word:
                    known = held[word.id] = (word, list(_marks(word, question, policy)))
                self._marks += known[1]
        self._names = names
        self._told: list[Segment] = []
        self._rest: Iterator[Segment] | None = None

    def __iter__(self) -> Iterator[Segment]:
        """From the latest segment to the earliest."""
        at = 0
        while True:
            if at == len(self._told) and not self._tell():
                return
            yield self._told[at]
            at += 1

    def _tell(self) -> bool:
        """Work out one segment more; whether there is one."""
        if self._rest is None:
            self._rest = _swept(self._marks, self._names)
        one = next(self._rest, None)
        if one is not None:
            self._told.append(one)
        return one is not None


def _swept(marks: list[_Mark], names: Names) -> Iterator[Segment]:
    """Sweep from the end of time to its begin: two to four marks a piece, one look at each segment's claims."""
    sweep = _Sweep(names)
    for point, some in groupby(sorted(marks, key=itemgetter(0, 1), reverse=True), itemgetter(0)):
        segment = sweep.go_back(point, some)
        if segment is not None:
            yield segment


def _pieces(word: Word, question: Question, policy: Policy) -> tuple[list[Span], list[Span]]:
    """The time in which a word holds, and of it that in which it certainly does."""
    left = word.left(policy)
    if lasts(question) and not is_total(question, word.claim):
        return left, [one for piece in left for one in _common(piece, word.remainder.sure)]
    about = word.placed.extent
    if word.placed.moment is not None:
        return left, word.remainder.sure
    if about is None:
        return [], []
    inner = core(about) if word.certain else None
    return [hull(about)], [] if inner is None else [inner]


def _common(piece: Span, spans: Iterable[Span]) -> Iterator[Span]:
    for span in spans:
        shared = clip(span, piece)
        if shared is not None:
            yield shared


_Mark: TypeAlias = tuple[int, bool, bool, Key, Word]
"""A point at which a word begins to hold (else it ends), certainly or at all, with its answer and the word."""


def _marks(word: Word, question: Question, policy: Policy) -> Iterator[_Mark]:
    answer = (word.own.value.key, word.polarity < 0)
    for certainly, pieces in enumerate(_pieces(word, question, policy)):
        for begin, end in pieces:
            yield begin, True, bool(certainly), answer, word
            yield end, False, bool(certainly), answer, word


_FIRMNESS: Final = ("CT", "PR", "PS", "Uu")


def _begun(word: Word) -> int:
    """When what a word tells of begins, at the earliest: of answers that may all hold, the newest is told first."""
    begin = word.placed.begin
    return BEGIN if begin is None or begin.begin_earliest is None else begin.begin_earliest


@attrs.define(eq=False)
class _Holding:
    """An answer where the sweep has come to: on whose word it holds there, and in all of the segment."""

    answer: Key
    words: dict[str, Word] = attrs.field(factory=dict)
    sure: dict[str, Word] = attrs.field(factory=dict)
    counts: tuple[list[int], list[int]] = attrs.field(factory=lambda: ([0] * 4, [0] * 4))
    """How many words hold it, of each commitment; and how many certainly do."""
    said: tuple[bool, str] | None = None
    """How it is held in the segment."""
    heard: dict[str, Word] = attrs.field(factory=dict)

    def take(self, word: Word, begins: bool, certainly: bool) -> None:
        """Before its begin a word does not hold, before its end it does."""
        words = self.sure if certainly else self.words
        firmness = _FIRMNESS.index(word.statement.factuality.commitment)
        if not begins and word.id not in words:
            words[word.id] = word
            self.counts[certainly][firmness] += 1
        elif begins and words.pop(word.id, None) is not None:
            self.counts[certainly][firmness] -= 1

    def now(self) -> tuple[bool, str] | None:
        """Whether it certainly holds now, and how firmly: by the words that certainly hold, if there are any."""
        if not self.words:
            return None
        sure = bool(self.sure)
        return sure, next(firmness for firmness, count in zip(_FIRMNESS, self.counts[sure], strict=True) if count)

    def told(self, names: Names) -> tuple[tuple[int, int], Held]:
        """What is told of it in the segment, and its rank there."""
        assert self.said is not None, "it holds in the segment"
        ordered = sorted(self.heard.values(), key=lambda word: word.position)
        claims = tuple(word.id for word in ordered)
        rank = (-max(_begun(word) for word in ordered), ordered[0].position)
        certain, firmness = self.said
        return rank, Held(ordered[0].claim.value, self.answer[1], certain, claims, firmness, names)


class _Sweep:
    """Where the sweep has come to, and until when the segment there holds."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._holding: dict[Key, _Holding] = {}
        self._says: dict[_Holding, None] = {}
        self._end = END

    def go_back(self, point: int, marks: Iterable[_Mark]) -> Segment | None:
        """Come to the next point before: the segment that begins there, where the answers before it are others."""
        heard, touched = [], set()
        for _, begins, certainly, answer, word in marks:
            holding = self._holding.get(answer)
            if holding is None:
                holding = self._holding[answer] = _Holding(answer)
            holding.take(word, begins, certainly)
            touched.add(holding)
            if not begins:
                heard.append((holding, word))
        if all(holding.now() == holding.said for holding in touched):
            for holding, word in heard:
                holding.heard[word.id] = word
            return None
        segment = self._segment(point) if self._says else None
        for holding in touched:
            holding.said = holding.now()
            if holding.said is None:
                self._says.pop(holding, None)
            else:
                self._says[holding] = None
        for holding in self._says:
            holding.heard = dict(holding.words)
        self._end = point
        return segment

    def _segment(self, point: int) -> Segment:
        held = sorted((holding.told(self._names) for holding in self._says), key=itemgetter(0))
        end = None if self._end >= END else self._end
        return Segment(None if point <= BEGIN else point, end, tuple(one for _, one in held))

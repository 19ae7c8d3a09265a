"""The timeline of a state question: which answer holds when, and on whose word (rule 7 of standing@2).

Segments of valid time, half-open, by what is left of each live word after painting and withdrawal. Neighbours with the
same answers, held as firmly, are one segment. A word holds certainly within the core of what is left of it and possibly
within its hull, so an answer at a vague bound is only possible there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, TypeAlias

import attrs
import pendulum

from eventlog import times
from eventlog.claims import Question
from eventlog.render.showing import brief, held_words, segment_text
from eventlog.standing.cut import Policy
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


def timeline(words: Iterable[Word], question: Question, policy: Policy, names: Names) -> tuple[Segment, ...]:
    """Sweep over what is left of the live words: at most four changes a piece, one look at each segment's claims.

    Of a state (and a norm) by what is left of each word; of totals by their windows, of running totals by the time in
    which each is its source's; of an event by when it was, as far as that is told. An end of the source's own word
    (the value None) is a segment too.
    """
    changes: dict[int, list[_Change]] = {}
    for word in words:
        if not word.paints or not word.live(policy):
            continue
        answer = (word.own.value.key, word.polarity < 0)
        pieces, sure = _pieces(word, question, policy)
        for piece in pieces:
            _mark(changes, piece, _Change(word, answer, certainly=False))
        for piece in sure:
            _mark(changes, piece, _Change(word, answer, certainly=True))
    sweep = _Sweep(names)
    for point in sorted(changes):
        sweep.go_on(point, changes[point])
    return tuple(sweep.segments)


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


@attrs.frozen
class _Change:
    """A word begins or ends to hold, or to hold certainly."""

    word: Word
    answer: Key
    certainly: bool
    opens: bool = True


def _mark(changes: dict[int, list[_Change]], span: Span, change: _Change) -> None:
    changes.setdefault(span[0], []).append(change)
    changes.setdefault(span[1], []).append(attrs.evolve(change, opens=False))


_FIRMNESS: Final = ("CT", "PR", "PS", "Uu")


def _begun(word: Word) -> int:
    """When what a word tells of begins, at the earliest: of answers that may all hold, the newest is told first."""
    begin = word.placed.begin
    return BEGIN if begin is None or begin.begin_earliest is None else begin.begin_earliest


class _Sweep:
    """Where the sweep has come to: what holds there, since when, and on whose word in all that time."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self.segments: list[Segment] = []
        self._active: dict[Key, dict[str, Word]] = {}
        self._sure: dict[Key, dict[str, Word]] = {}
        self._firm: dict[tuple[Key, bool], list[int]] = {}
        self._says: dict[Key, tuple[bool, str]] = {}
        self._heard: dict[Key, dict[str, Word]] = {}
        self._begin = BEGIN

    def go_on(self, point: int, changes: Iterable[_Change]) -> None:
        """Come to the next point at which anything changes; a segment ends only where the answers are others."""
        opened = []
        for change in sorted(changes, key=lambda change: change.opens):
            self._take(change)
            if change.opens:
                opened.append(change)
        says = {answer: self._held(answer) for answer in self._active}
        if says != self._says:
            self._end(point)
            self._says, self._begin = says, point
            self._heard = {answer: dict(words) for answer, words in self._active.items()}
        else:
            for change in opened:
                self._heard[change.answer][change.word.id] = change.word

    def _held(self, answer: Key) -> tuple[bool, str]:
        """Whether an answer certainly holds now, and how firmly: by the words that certainly hold, if there are any."""
        sure = bool(self._sure.get(answer))
        counts = self._firm[answer, sure]
        return sure, next(firmness for firmness, count in zip(_FIRMNESS, counts, strict=True) if count)

    def _take(self, change: _Change) -> None:
        words = (self._sure if change.certainly else self._active).setdefault(change.answer, {})
        counts = self._firm.setdefault((change.answer, change.certainly), [0] * len(_FIRMNESS))
        firmness = _FIRMNESS.index(change.word.statement.factuality.value[:2])
        if change.opens and change.word.id not in words:
            words[change.word.id] = change.word
            counts[firmness] += 1
        elif not change.opens and words.pop(change.word.id, None) is not None:
            counts[firmness] -= 1
        if not words and not change.certainly:
            del self._active[change.answer]

    def _end(self, point: int) -> None:
        if not self._says:
            return
        held = []
        for answer, words in self._heard.items():
            ordered = sorted(words.values(), key=lambda word: word.position)
            claims = tuple(word.id for word in ordered)
            begun = max(_begun(word) for word in ordered)
            rank = (-begun, ordered[0].position)
            certain, firmness = self._says[answer]
            told_of = Held(ordered[0].claim.value, answer[1], certain, claims, firmness, self._names)
            held.append((rank, told_of))
        told = tuple(one for _, one in sorted(held, key=lambda one: one[0]))
        begin, end = None if self._begin <= BEGIN else self._begin, None if point >= END else point
        self.segments.append(Segment(begin, end, told))

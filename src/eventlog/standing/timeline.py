"""The timeline of a state question: which answer holds when, and on whose word (rule 7 of standing@2).

Segments of valid time, half-open, by what is left of each live word after painting and withdrawal. Neighbours with the
same answers, held as firmly, are one segment. A word holds certainly within the core of what is left of it and possibly
within its hull, so an answer at a vague bound is only possible there.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from operator import attrgetter, itemgetter
from threading import Lock
from typing import Any, Final, TypeAlias

import attrs
import pendulum

from eventlog import times
from eventlog.claims import Question
from eventlog.render.phrasing import noted
from eventlog.render.showing import brief, held_words, segment_text
from eventlog.render.waiting import of_claims
from eventlog.standing.cut import Policy
from eventlog.standing.kept import Kept
from eventlog.standing.names import Names
from eventlog.standing.placing import is_total, lasts
from eventlog.standing.spans import BEGIN, END, Span, clip, core, hull
from eventlog.standing.statements import Word, live_under


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
    proposed: tuple[str, ...] = ()
    """Those of its claims that were only proposed: nobody has reviewed them."""
    conditional: bool = False
    """Whether nobody says it outright: each claim behind it is made on a condition."""

    def __str__(self) -> str:
        """The answer in words, with a question mark where it only possibly holds."""
        told = held_words(attrs.evolve(self, certain=True, proposed=()), self.name_of)
        return noted(f"{told}{'' if self.certain else '?'}", [of_claims(self.proposed, len(self.claims))])


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


def marked(segments: tuple[Segment, ...], waiting: Container[str]) -> tuple[Segment, ...]:
    """The same, with those of the claims behind each answer that nobody has reviewed: these ids."""
    if not waiting:
        return segments

    def told(held: Held) -> Held:
        return attrs.evolve(held, proposed=tuple(id for id in held.claims if id in waiting))

    return tuple(attrs.evolve(one, held=tuple(map(told, one.held))) for one in segments)


Key: TypeAlias = tuple[Any, bool]
"""What is said: the value, as it is compared, and whether it is denied."""


@attrs.frozen
class Stretch:
    """From when to when a segment goes (`BEGIN` and `END` where nothing bounds it), and how each answer is held in it:
    whether certainly, and how firmly.
    """

    first: int
    last: int
    said: Mapping[Key, tuple[bool, str]]

    @property
    def begin(self) -> int | None:
        """Where it begins; None: unbounded."""
        return None if self.first <= BEGIN else self.first

    @property
    def end(self) -> int | None:
        """Where it ends, exclusive; None: unbounded."""
        return None if self.last >= END else self.last


class Lately:
    """The stretches of a timeline, the latest first, each worked out when it is first asked for; and its segments.

    Of a state (and a norm) by what is left of each word; of totals by their windows, of running totals by the time in
    which each is its source's; of an event by when it was, as far as that is told. An end of the source's own word
    (the value None) is a segment too.
    """

    def __init__(self, words: Iterable[Word], question: Question, policy: Policy, names: Names, kept: Kept) -> None:
        """Look at the live words. What they make of time is kept for the next who asks."""
        self._question = question
        self._policy = policy
        self._names = names
        before: Lately | None = kept.timelines.get(policy)
        self.edges: Edges = (NO_EDGES if before is None else before.edges).of(words, question, policy)
        self.told: list[Stretch] = []
        """The stretches that were asked for."""
        self.whole = False
        """Whether these are all."""
        whole = before is not None and before.whole  # before what was told, for another thread may go on with that
        known = [] if before is None else [one for one in before.told if one.first < self.edges.since]
        self._rest = self._stretches(known, whole=whole)
        self._going_on = Lock()
        kept.timelines[policy] = self

    def __iter__(self) -> Iterator[Stretch]:
        """From the latest stretch to the earliest. Threads that ask for a further one wait for each other."""
        at = 0
        while at < len(self.told) or self._reaches(at):
            yield self.told[at]
            at += 1

    def _reaches(self, at: int) -> bool:
        """Whether there are more stretches than this number; the next one is worked out where need be."""
        with self._going_on:
            if at < len(self.told):
                return True
            one = next(self._rest, None)
            if one is None:
                self.whole = True
                return False
            self.told.append(one)
            return True

    def _stretches(self, known: Sequence[Stretch], *, whole: bool) -> Iterator[Stretch]:
        """`known`: those of the timeline before that reach back beyond what has changed; `whole`: all of them."""
        yield from self.edges.swept(known)
        if known and not whole:  # further back than anybody had asked for
            yield from islice(self.edges.swept(()), len(self.told), None)

    def segments(self) -> tuple[Segment, ...]:
        """All segments, the earliest first, with the claims behind each answer: those that hold at a moment of it."""
        stretches = list(self)[::-1]
        heard: list[dict[Key, dict[Word, None]]] = [{} for _ in stretches]
        ends = [one.last for one in stretches]
        for word in self.edges.words:
            answer = (word.own.value.key, word.polarity < 0)
            for begin, end in _pieces(word, self._question, self._policy)[0]:
                for at in range(bisect_right(ends, begin), len(stretches)):
                    if stretches[at].first >= end:
                        break
                    heard[at].setdefault(answer, {})[word] = None
        return tuple(map(self._segment, stretches, heard))

    def _segment(self, one: Stretch, heard: Mapping[Key, Iterable[Word]]) -> Segment:
        told = []
        for answer, some in heard.items():  # in the order of the words, in which those of one position stay
            if answer not in one.said:
                continue
            certain, firmness = one.said[answer]
            ordered = sorted(some, key=attrgetter("position"))
            claims = tuple(word.id for word in ordered)
            conditional = all(word.claim.condition for word in ordered)
            first = ordered[0].claim.value
            held = Held(first, answer[1], certain, claims, firmness, self._names, conditional=conditional)
            told.append((-max(map(_begun, ordered)), ordered[0].position, held))
        told.sort(key=itemgetter(0, 1))
        return Segment(one.begin, one.end, tuple(held for _, _, held in told))


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


_FIRMNESS: Final = ("CT", "PR", "PS", "Uu")
_Count: TypeAlias = tuple[Key, int, int]
"""What words are counted by: their answer, whether they certainly hold (else at all), and how firmly."""


def _marks(word: Word, question: Question, policy: Policy) -> Iterator[tuple[int, _Count, int]]:
    """The points at which a word comes to hold, or ceases to, on the way back from the end of time."""
    answer = (word.own.value.key, word.polarity < 0)
    firmness = _FIRMNESS.index(word.statement.factuality.commitment)
    for certainly, pieces in enumerate(_pieces(word, question, policy)):
        for begin, end in pieces:
            yield end, (answer, certainly, firmness), 1
            yield begin, (answer, certainly, firmness), -1


def _begun(word: Word) -> int:
    """When what a word tells of begins, at the earliest: of answers that may all hold, the newest is told first."""
    begin = word.placed.begin
    return BEGIN if begin is None or begin.begin_earliest is None else begin.begin_earliest


@attrs.frozen(eq=False)
class Edges:
    """How many words more, or fewer, hold each answer on the way back past each point in time. From one cut to the next
    only the words that came or went change it.
    """

    words: Mapping[Word, None]
    steps: Mapping[int, Mapping[_Count, int]]
    points: Sequence[int]
    """The points, in order."""
    since: int
    """The first point at which the edges that these were worked out of had other counts: before it, all is the same."""

    def of(self, words: Iterable[Word], question: Question, policy: Policy) -> Edges:
        """The edges of these words, worked out of these."""
        now = dict.fromkeys(word for word in live_under(words, policy) if word.statement.paints)
        steps, points, own = dict(self.steps), list(self.points), set[int]()
        changed = [*((word, 1) for word in now.keys() - self.words.keys())]
        changed += ((word, -1) for word in self.words.keys() - now.keys())
        for word, sign in changed:
            for point, count, more in _marks(word, question, policy):
                if point not in own:
                    own.add(point)
                    if point not in steps:
                        insort(points, point)
                    steps[point] = dict(steps.get(point, {}))
                step = steps[point]
                step[count] = step.get(count, 0) + sign * more  # type: ignore[index]
        since = END
        for point in own:
            step = steps[point] = {count: more for count, more in steps[point].items() if more}
            if step != self.steps.get(point, {}):
                since = min(since, point)
            if not step:
                del steps[point]
                del points[bisect_left(points, point)]
        return Edges(now, steps, points, since)

    def swept(self, known: Sequence[Stretch]) -> Iterator[Stretch]:
        """Sweep from the end of time to its begin: a stretch goes as far as the same answers are held alike.

        `known`: stretches of the edges that these were worked out of, from that on which reaches back beyond `since`.
        There the same is held, and so it goes on as they do.
        """
        counts: dict[Key, tuple[list[int], list[int]]] = {}
        said: dict[Key, tuple[bool, str]] = {}
        end = END
        for point in reversed(self.points):
            if known and point < self.since:
                yield Stretch(known[0].first, end, said) if said else known[0]
                yield from known[1:]
                return
            touched: dict[Key, tuple[list[int], list[int]]] = {}
            for (answer, certainly, firmness), more in self.steps[point].items():
                if answer not in counts:
                    counts[answer] = ([0] * 4, [0] * 4)
                touched[answer] = counts[answer]
                counts[answer][certainly][firmness] += more
            now = {answer: _held(*held) for answer, held in touched.items()}
            if all(one == said.get(answer) for answer, one in now.items()):
                continue
            if said:
                yield Stretch(point, end, said)
            said = {answer: one for answer, one in (said | now).items() if one is not None}
            end = point


def _held(words: Sequence[int], sure: Sequence[int]) -> tuple[bool, str] | None:
    """Whether an answer certainly holds, and how firmly: by the words that certainly hold, if there are any."""
    for certainly, counts in ((True, sure), (False, words)):
        for firmness, count in zip(_FIRMNESS, counts, strict=True):
            if count:
                return certainly, firmness
    return None


NO_EDGES: Final = Edges({}, {}, [], END)

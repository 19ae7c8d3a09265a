"""The standing of a question: what stands on it at a cut, who says so, how firmly, and against whom. A value.

How it is worked out is in `judging`; here is what comes out, and what can be asked of it afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

import attrs

from eventlog import times
from eventlog.claims import Assessment, Claim, Factuality, Quantity, Question, QuestionKind
from eventlog.knowledge.cut import Cut
from eventlog.knowledge.dossier import Dossier, Problem
from eventlog.knowledge.moments import moments
from eventlog.knowledge.showing import answer, brief, counted, standing_html
from eventlog.knowledge.spans import BEGIN, END, Span
from eventlog.knowledge.status import Status
from eventlog.knowledge.timeline import Segment, timeline
from eventlog.knowledge.words import Word
from eventlog.provenance import Independence

RULES: Final = "standing@1"
"""The version of the rules; part of every basis token."""


class Live(StrEnum):
    """Whether a claim stands under every reading of vague dates, or under some."""

    CERTAIN = "certain"
    POSSIBLE = "possible"


@attrs.frozen(kw_only=True, repr=False)
class LiveClaim:
    """A claim in an answer: the claim, where it stands in the log, and under which readings it stands."""

    claim: Claim
    position: int
    live: Live
    publisher: str
    root: str
    source: str

    @property
    def id(self) -> str:
        """The claim's id."""
        return self.claim.id

    def __str__(self) -> str:
        """The claim in one line, with its certainty."""
        return f"{self.claim} [{self.live}]"

    def __repr__(self) -> str:
        """Short: where it stands, what it says, how surely."""
        return f"<LiveClaim at {self.position}: {brief(self.claim, 80)} [{self.live}]>"


@attrs.frozen(kw_only=True, repr=False)
class Position:
    """One answer and who stands for and against it.

    `for_` and `against` name one representative a component, among the committed (CT, PR), or all where none commits.
    `value` is what all supporters' values have in common.
    """

    value: Any
    status: Status
    live: Live
    claims: tuple[LiveClaim, ...]
    denials: tuple[LiveClaim, ...]
    for_: tuple[str, ...]
    against: tuple[str, ...]
    independence: Independence
    firmest: Factuality | None
    shared: tuple[str, ...] = ()

    def __str__(self) -> str:
        """The answer, its status, and by whom."""
        answer = "yes" if self.value is True else str(self.value)
        by = ", ".join(self.for_) or "nobody"
        against = f"; against: {', '.join(self.against)}" if self.against else ""
        return f"{answer}: {self.status}, for: {by} (independent: {self.independence}){against}"

    def __repr__(self) -> str:
        """Short: the answer, its status, how many for and against."""
        sides = f"{len(self.for_)} for, {len(self.against)} against"
        return f"<Position {brief(answer(self))}: {self.status}, {sides}, independent: {self.independence}>"


@attrs.frozen(kw_only=True, slots=False, repr=False)
class Standing:
    """How a question stands at a cut. Everything in it is a value; nothing changes later."""

    question: Question
    cut: Cut
    status: Status
    positions: tuple[Position, ...]
    claims: tuple[LiveClaim, ...]
    possibly: tuple[LiveClaim, ...]
    independence: Independence
    roots_for: tuple[str, ...]
    roots_against: tuple[str, ...]
    tension: tuple[tuple[str, str], ...]
    assessments: tuple[Assessment, ...]
    problems: tuple[Problem, ...]
    withheld: tuple[int, ...]
    first_known: times.Bounds | None
    firmest: Factuality | None
    heard: tuple[Word, ...] = attrs.field(repr=False, eq=False)
    """The words that the answer rests on, and maybe others that are covered."""
    bearing: Dossier = attrs.field(repr=False, eq=False)
    """What these words were read from."""
    again: Callable[[Cut, Span | None], Standing] = attrs.field(repr=False, eq=False)
    valid: Span | None = None
    whole: Callable[[], Standing] | None = attrs.field(default=None, repr=False, eq=False)
    """Makes the same standing from all that bears on the question, where this one was made from less."""

    @cached_property
    def _all(self) -> Standing:
        return self if self.whole is None else self.whole()

    @property
    def words(self) -> tuple[Word, ...]:
        """All words on the question that the cut lets through under some reading, covered and withdrawn ones too."""
        return self._all.heard

    @property
    def dossier(self) -> Dossier:
        """All that bears on the question."""
        return self._all.bearing

    @property
    def id(self) -> str:
        """The question's id."""
        return self.question.id

    @property
    def live(self) -> Live:
        """Certain where the first position stands under every reading."""
        return self.positions[0].live if self.positions else Live.CERTAIN

    @property
    def zone(self) -> str:
        """The zone in which bare dates are read."""
        return self.bearing.zone

    @property
    def last_reaffirmed(self) -> times.Bounds | None:
        """When somebody last said anew what stands; None where nobody affirms anything.

        Copies count with the earliest time at which their utterance was said: re-running stale text reaffirms nothing.
        """
        said = [word.order for word in self.heard if word.polarity > 0 and word.live(self.cut.policy) and word.order]
        return max(said, key=_latest, default=None)

    @cached_property
    def last_changed(self) -> int | None:
        """When, on the press clock, the answer last became another one (microseconds); None: it never was another."""
        return next((moment for moment in reversed(self.moments) if self.differs(self._before(moment))), None)

    def _before(self, moment: int) -> Standing:
        return self.again(attrs.evolve(self.cut, published=moment - 1), self.valid)

    @cached_property
    def moments(self) -> tuple[int, ...]:
        """The moments on the press clock at which the answer may have changed, up to the cut, in order.

        A report came out (at the earliest, at the latest), a notice did, we judged, or what was announced began.
        """
        found = set(moments(self.dossier, self.cut))
        upto = self.cut.published
        return tuple(sorted(moment for moment in found if upto is None or moment <= upto))

    @cached_property
    def history(self) -> tuple[tuple[int, Standing], ...]:
        """How the answer came to be: each moment on the press clock at which it became another one, and what it was.

        The log clock stays where the cut has it: this is what we now say was known then.
        """
        turns: list[tuple[int, Standing]] = []
        for moment in self.moments:
            then = self.again(attrs.evolve(self.cut, published=moment), self.valid)
            last = turns[-1][1] if turns else None
            if last is None or then.differs(last):
                turns.append((moment, then))
        return tuple(turns)

    @cached_property
    def latest(self) -> Standing | None:
        """The standing within the latest segment of valid time (state questions); None where there is no timeline."""
        if self.question.kind is not QuestionKind.STATE or not self.timeline:
            return None
        last = self.timeline[-1]
        return self.again(
            self.cut, (BEGIN if last.begin is None else last.begin, END if last.end is None else last.end)
        )

    def content(self) -> list[Any]:
        """What it says, as plain lists of text and numbers, entries by position: the same in every process."""
        positions = [
            [
                *(_plain(position.value), str(position.status), str(position.live)),
                *(_places(position.claims), _places(position.denials), list(position.for_), list(position.against)),
                *(position.independence.low, position.independence.high),
            ]
            for position in self.positions
        ]
        assessments = sorted([str(one.what), one.value, one.by] for one in self.assessments)
        return [
            *(self.id, str(self.status), positions, _places(self.claims), _places(self.possibly)),
            *(assessments, sorted(one.kind for one in self.problems)),
        ]

    def differs(self, other: Standing) -> bool:
        """Whether the two say different things."""
        return self.content() != other.content()

    @cached_property
    def timeline(self) -> tuple[Segment, ...]:
        """Segments of valid time with the answers that hold in each (state questions; see `timeline`)."""
        return timeline(self.heard, self.cut.policy)

    def __iter__(self) -> Iterator[Position]:
        """The positions, in order of their first claim."""
        return iter(self.positions)

    def __repr__(self) -> str:
        """Short: the question, its status, how much there is of it."""
        counts = f"{counted(len(self.positions), 'position')}, {counted(len(self.claims), 'claim')}"
        maybe = f", {len(self.possibly)} more possible" if self.possibly else ""
        return f"<Standing {self.question.id}: {self.status}, {counts}{maybe}, independent: {self.independence}>"

    def _repr_html_(self) -> str:
        """For a notebook: a table of the positions, and what stands beside them."""
        return standing_html(self)

    def __str__(self) -> str:
        """One paragraph: the question, its status, its positions."""
        head = f"{self.question.id}: {self.status}"
        if len(self.timeline) > 1 and self.latest is not None:
            begin = self.timeline[-1].begin
            since = "all along" if begin is None else f"from {times.instant_text(begin)} on"
            head += f" ({since}: {self.latest.status})"
        maybe = f"\n  only possibly live: {len(self.possibly)}" if self.possibly else ""
        some = ", ".join(map(str, self.withheld))
        redacted = f"\n  withheld: {some} (redacted; the answer is the one without)" if some else ""
        return head + "".join(f"\n  {position}" for position in self.positions) + maybe + redacted


def _latest(bounds: times.Bounds) -> tuple[bool, int]:
    return (bounds.begin_latest is None, bounds.begin_latest or 0)


def _places(claims: Iterable[LiveClaim]) -> list[list[Any]]:
    return sorted([one.position, str(one.live)] for one in claims)


def _plain(value: Any) -> Any:
    if isinstance(value, Quantity):
        return [str(value), value.written]
    return value if value is None or isinstance(value, (bool, str)) else str(value)

"""The standing of a question: what stands on it at a cut, who says so, how firmly, and against whom. A value.

How it is worked out is in `judging`; here is what comes out, and what can be asked of it afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

import attrs

from eventlog import times
from eventlog.claims import Assessment, Claim, Factuality, Question, QuestionKind
from eventlog.knowledge.cut import Cut
from eventlog.knowledge.dossier import Problem
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


@attrs.frozen(kw_only=True)
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


@attrs.frozen(kw_only=True)
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


@attrs.frozen(kw_only=True, slots=False)
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
    words: tuple[Word, ...] = attrs.field(repr=False, eq=False)
    zone: str = "UTC"

    @property
    def id(self) -> str:
        """The question's id."""
        return self.question.id

    @property
    def live(self) -> Live:
        """Certain where the first position stands under every reading."""
        return self.positions[0].live if self.positions else Live.CERTAIN

    @cached_property
    def timeline(self) -> tuple[Segment, ...]:
        """Segments of valid time with the answers that hold in each (state questions; see `timeline`)."""
        return timeline(self.words, self.cut.policy)

    def __iter__(self) -> Iterator[Position]:
        """The positions, in order of their first claim."""
        return iter(self.positions)

    def __str__(self) -> str:
        """One paragraph: the question, its status, its positions."""
        head = f"{self.question.id}: {self.status}"
        if self.question.kind is QuestionKind.STATE and len(self.timeline) > 1:
            last = self.timeline[-1]
            head += f" (last known: {last})"
        maybe = f"\n  only possibly live: {len(self.possibly)} claims" if self.possibly else ""
        return head + "".join(f"\n  {position}" for position in self.positions) + maybe

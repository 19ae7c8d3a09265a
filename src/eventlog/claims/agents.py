"""Who speaks, and what is asked: agents and questions.

A person and an office are not the same thing: `person:pat-ryder` speaks, `gov:us-dod` is the institution he speaks
for, and the belonging has a time of its own. An anonymous agent may have a stated institution ("Ukrainian intelligence
sources"); it is then somebody there, never the institution itself.
"""

from __future__ import annotations

from enum import StrEnum

import attrs

from eventlog import times
from eventlog.claims.identity import check_agent, check_question, check_text
from eventlog.errors import InvalidValue


@attrs.frozen(kw_only=True)
class Membership:
    """Belonging to an institution, `during` a time (EDTF, valid time of a state; None: always, as far as is known)."""

    agent: str
    during: str | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse a malformed institution or time."""
        check_agent(self.agent)
        if self.during is not None:
            times.check(self.during)


@attrs.frozen(kw_only=True)
class Agent:
    """Somebody who can say something: id, name, other names, and the institutions that it is part of."""

    id: str
    name: str = ""
    aliases: tuple[str, ...] = attrs.field(default=(), converter=tuple)
    part_of: tuple[Membership, ...] = attrs.field(default=(), converter=tuple)

    def __attrs_post_init__(self) -> None:
        """Refuse malformed ids and text, and an agent that is part of itself."""
        check_agent(self.id)
        check_text(self.name, "an agent's name")
        for alias in self.aliases:
            check_text(alias, "an agent's alias", required=True)
        if any(membership.agent == self.id for membership in self.part_of):
            msg = f"{self.id} can't be part of itself"
            raise InvalidValue(msg)


class Answer(StrEnum):
    """The type of a question's answer."""

    TRUTH = "truth"
    QUANTITY = "quantity"
    TIME = "time"
    AGENT = "agent"
    TEXT = "text"


class QuestionKind(StrEnum):
    """What the question is about: something that holds over time, that happens once, that was said, that is ruled."""

    STATE = "state"
    EVENT = "event"
    UTTERANCE = "utterance"
    NORM = "norm"


class Measure(StrEnum):
    """What figures of a quantity are: levels (so many at a time), totals (so many over a window) or running totals."""

    LEVEL = "level"
    TOTAL = "total"
    CUMULATIVE = "cumulative"
    """A running total, such as deaths so far."""


def _measure(value: str | None) -> Measure | None:
    return None if value is None else Measure(value)


@attrs.frozen(kw_only=True)
class Question:
    """A question that claims answer.

    `single`: at most one answer can be true at a time. `about`: whose act it is (only that agent can announce or admit
    it). `measure`: for quantities. A question that was never defined is a single-valued truth about a state.
    """

    id: str
    words: str = ""
    answer: Answer = attrs.field(default=Answer.TRUTH, converter=Answer)
    kind: QuestionKind = attrs.field(default=QuestionKind.STATE, converter=QuestionKind)
    single: bool = True
    measure: Measure | None = attrs.field(default=None, converter=_measure)
    about: str | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse malformed ids and a measure of something that is no quantity."""
        check_question(self.id)
        check_text(self.words, "a question's words")
        if self.about is not None:
            check_agent(self.about)
        if self.measure is not None and self.answer is not Answer.QUANTITY:
            msg = f"{self.id} has a measure but its answer is a {self.answer}: only a quantity has a measure"
            raise InvalidValue(msg)

"""Who speaks, and what is asked: agents and questions.

A person and an office are not the same thing: `person:pat-ryder` speaks, `gov:us-dod` is the institution he speaks
for, and the belonging has a time of its own. An anonymous agent may have a stated institution ("Ukrainian intelligence
sources"); it is then a person there, never the institution itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import attrs

from eventlog import times
from eventlog.claims.fields import check_type, several, texts, word
from eventlog.claims.identity import check_agent, check_question, check_text
from eventlog.claims.quantity import Quantity
from eventlog.claims.values import AgentValue, TimeValue, Value
from eventlog.errors import InvalidValue


def _during(value: str | date | datetime | times.Period | None) -> str | None:
    if isinstance(value, times.Period):
        return value.text
    return None if value is None else times.written(value)


def _answer(value: Any) -> AnswerType:
    return word(AnswerType, value)


def _question_kind(value: Any) -> QuestionKind:
    return word(QuestionKind, value)


def _aliases(value: Iterable[str] | str) -> tuple[str, ...]:
    return texts(value, "an agent's aliases")


def _memberships(value: Iterable[Membership]) -> tuple[Membership, ...]:
    return several(value, Membership, "what an agent is part of")


@attrs.frozen(kw_only=True)
class Membership:
    """Belonging to an institution, `during` a time (valid time of a state: EDTF text, a date, a datetime or a Period;
    None: always, as far as is known).
    """

    agent: str
    during: str | None = attrs.field(default=None, converter=_during)

    def __attrs_post_init__(self) -> None:
        """Refuse a malformed institution or time."""
        check_agent(self.agent)
        if self.during is not None:
            times.check(self.during)


@attrs.frozen(kw_only=True)
class Agent:
    """An agent that can say something: id, name, other names, and the institutions that it is part of."""

    id: str
    name: str = ""
    aliases: tuple[str, ...] = attrs.field(default=(), converter=_aliases)
    part_of: tuple[Membership, ...] = attrs.field(default=(), converter=_memberships)

    def __attrs_post_init__(self) -> None:
        """Refuse malformed ids and text, and an agent that is part of itself."""
        check_agent(self.id)
        check_text(self.name, "an agent's name")
        for alias in self.aliases:
            check_text(alias, "an agent's alias", required=True)
        if any(membership.agent == self.id for membership in self.part_of):
            msg = f"{self.id} can't be part of itself"
            raise InvalidValue(msg)


class AnswerType(StrEnum):
    """The type of a question's answer."""

    TRUTH = "truth"
    QUANTITY = "quantity"
    TIME = "time"
    AGENT = "agent"
    TEXT = "text"

    @classmethod
    def of(cls, value: Value) -> AnswerType | None:
        """The type that a claim's value has; None for None, which says that nothing holds and answers any question."""
        return next((answer for kind, answer, _, _ in _TYPES if isinstance(value, kind)), None)

    def takes(self, value: Value) -> bool:
        """Whether a value is of this type; None, which says that nothing holds, is of every type."""
        return value is None or AnswerType.of(value) is self

    @property
    def noun(self) -> str:
        """What answers are, in words: "is answered by" a number, yes or no, words."""
        return next(noun for _, answer, noun, _ in _TYPES if answer is self)


_TYPES: tuple[tuple[type, AnswerType, str, str], ...] = (
    (bool, AnswerType.TRUTH, "yes or no", "True or False"),
    (Quantity, AnswerType.QUANTITY, "a number", "a Quantity"),
    (TimeValue, AnswerType.TIME, "a time", "a TimeValue"),
    (AgentValue, AnswerType.AGENT, "an agent", "an AgentValue"),
    (str, AnswerType.TEXT, "words", "text"),
)


class QuestionKind(StrEnum):
    """What the question is about: something that holds over time, that happens once, that was said, that is ruled.

    A topic asks nothing: its words are the heading over all questions whose ids begin with its own.
    """

    STATE = "state"
    EVENT = "event"
    UTTERANCE = "utterance"
    NORM = "norm"
    TOPIC = "topic"

    @property
    def lasts(self) -> bool:
        """Whether what it asks about holds over time, rather than happens at one."""
        return self in (QuestionKind.STATE, QuestionKind.NORM)


class Measure(StrEnum):
    """What figures of a quantity are: levels (at a time), totals (over a window) or running totals."""

    LEVEL = "level"
    TOTAL = "total"
    CUMULATIVE = "cumulative"
    """A running total, such as deaths so far."""


def _measure(value: str | None) -> Measure | None:
    return None if value is None else word(Measure, value)


@attrs.frozen(kw_only=True)
class Question:
    """A question that claims answer.

    `single`: at most one answer can be true at a time. `about`: whose act it is (only that agent can announce or admit
    it). `measure`: for quantities. A question that was never defined is a single-valued truth about a state. One of
    the kind `topic` is a heading, needs words, and no claim answers it.
    """

    id: str
    words: str = ""
    answer: AnswerType = attrs.field(default=AnswerType.TRUTH, converter=_answer)
    kind: QuestionKind = attrs.field(default=QuestionKind.STATE, converter=_question_kind)
    single: bool = True
    measure: Measure | None = attrs.field(default=None, converter=_measure)
    about: str | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse malformed ids, a measure of something that is no quantity, and a topic without words."""
        check_question(self.id)
        check_type(self.single, bool, "whether a question is single-valued")
        check_text(self.words, "a question's words")
        if self.about is not None:
            check_agent(self.about)
        if self.measure is not None and self.answer is not AnswerType.QUANTITY:
            msg = f"{self.id} has a measure but its answer is a {self.answer}: only a quantity has a measure"
            raise InvalidValue(msg)
        if self.kind is QuestionKind.TOPIC and not self.words.strip():
            msg = f"{self.id} is a topic without words: words are all that a topic has"
            raise InvalidValue(msg)

    def takes(self, value: Value) -> bool:
        """Whether a claim's value is of the type of answer that this question has; a topic has none."""
        return self.kind is not QuestionKind.TOPIC and self.answer.takes(value)

    def check(self, value: Value) -> None:
        """Refuse a claim's value that is no answer to this question: of another type than its own, or to a topic.

        Raises InvalidValue.
        """
        if self.kind is QuestionKind.TOPIC:
            msg = f"{self.id} is a topic, which asks nothing: name the question below it that the claim answers"
            raise InvalidValue(msg)
        given = AnswerType.of(value)
        if given is not None and not self.takes(value):
            what = next(what for _, answer, _, what in _TYPES if answer is self.answer)
            msg = f"{self.id} is answered by {self.answer.noun}, and this claim answers with {given.noun}: pass {what}"
            raise InvalidValue(msg)

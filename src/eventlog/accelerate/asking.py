"""Asking: what is known of many questions at a cut, each shape of a piece judged once.

The rules judge a sample of a question: one piece of each shape in it. What they say of each of these pieces holds for
all that look the same, in whatever question of that definition; and the word for the question is the word for the
sample, since a second piece of the same shape changes no word. A question whose shapes and whose mixture of them were
judged before asks nothing of the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

import attrs

from eventlog.accelerate.facts import Facts, facts_of, reach_of
from eventlog.accelerate.pieces import Seen, Series
from eventlog.accelerate.shapes import Odd
from eventlog.claims import Question
from eventlog.events import Reader
from eventlog.standing.cut import Cut

__all__ = ["Answered", "Found", "Judged", "bulk"]

Judged: TypeAlias = tuple[Any, Sequence[tuple[int, Any, Sequence[str]]], bool]
"""The word for a question (None: it says nothing); of each answer the position of the claim that has its wording, its
word, and who is behind it; and whether the other reading of vague dates says the same.
"""
Judge: TypeAlias = Callable[[str, Sequence[int]], Judged | None]
"""Has the rules judge a question by the claims at some positions alone; None where they find a problem."""
Said: TypeAlias = tuple[int, Any, tuple[int | str, ...]]
"""An answer of a shape: the number of the claim with its wording, its word, and who is behind it, by number or name."""


class Answered(NamedTuple):
    """An answer to a question: a claim with its wording, as it is stored, and its word."""

    position: int
    during: str | None
    value: Any
    status: Any
    sources: tuple[str, ...]


@attrs.frozen(slots=True)
class Found:
    """A question with the word for it (None: it says nothing) and its answers.

    `alike`: the other reading of vague dates says the same, and the log is known to know the question. There is no
    problem with what it rests on.
    """

    question: Question
    word: Any
    answers: Sequence[Answered]
    alike: bool


def bulk(
    reader: Reader, cut: Cut, questions: Sequence[str], judge: Judge, *, words_only: bool = False
) -> Iterator[tuple[str, Found | None]]:
    """What is known of each question; None where the rules are to be asked. `words_only`: answers are left out."""
    plain = cut.said is None and not cut.extractors and not cut.include_proposed
    facts = facts_of(reader, reach_of(cut.published)) if plain else None
    if facts is None or facts.broken or cut.position > facts.size:
        yield from ((question, None) for question in questions)
        return
    memory = _Memory(facts, cut, judge)
    for question in questions:
        try:
            yield question, memory.found(question, words_only)
        except Odd:
            yield question, None


class _Memory:
    """What the rules said of shapes, at one position under one policy."""

    def __init__(self, facts: Facts, cut: Cut, judge: Judge) -> None:
        self._facts = facts
        self._cut = cut
        self._judge = judge
        self._answers: dict[int, list[Said]]
        self._words: dict[frozenset[int], tuple[Any, bool] | None]
        self._answers, self._words = facts.judged.at((cut.position, cut.policy, cut.include_boilerplate))
        self._series: dict[str, Series] = facts.kept.setdefault("series", {})

    def found(self, id: str, words_only: bool) -> Found:
        """What is known of a question. Raises Odd."""
        series = self._of(id)
        question = self._facts.question(id) if series is None else series.question
        seen = [] if series is None else list(series.at(self._cut))
        if not seen:
            return Found(question, None, (), id in self._facts.defined or series is not None)
        judged = self._word(id, {one.shape: one for one in seen})
        if judged is None:
            raise Odd
        answers = [] if words_only else [said for one in seen for said in _again(self._answers[one.shape], one)]
        return Found(question, judged[0], answers, judged[1])

    def _of(self, question: str) -> Series | None:
        """The question in pieces; None where nothing of it was out. Raises Odd."""
        facts = self._facts
        if question in facts.odd:
            raise Odd
        if facts.since.get(question, 0) > self._cut.position:
            raise Odd
        if question not in facts.claims:
            return None
        if question not in self._series:
            try:
                self._series[question] = Series(facts, question)
            except Odd:
                facts.odd.add(question)
                raise
        return self._series[question]

    def _word(self, question: str, shapes: dict[int, Seen]) -> tuple[Any, bool] | None:
        """The word for a mixture of shapes, and whether the other reading gives the same; None: ask the rules."""
        mixture = frozenset(shapes)
        if mixture not in self._words:
            sample = sorted(fact.position for one in shapes.values() for fact in one.facts)
            judged = self._judge(question, sample)
            if judged is not None:  # or what is known of these shapes from elsewhere would be forgotten
                for shape, one in shapes.items():
                    self._answers[shape] = list(_learned(one, judged[1]))
            # the word last, for other threads take it as a sign that the answers are there
            self._words[mixture] = None if judged is None else (judged[0], judged[2])
        return self._words[mixture]


def _learned(one: Seen, answers: Iterable[tuple[int, Any, Sequence[str]]]) -> Iterator[Said]:
    """What was said of a piece, its claims and agents by number."""
    number = {fact.position: at for at, fact in enumerate(one.facts)}
    agents = {agent: at for at, agent in enumerate(one.agents)}
    for position, status, sources in answers:
        if position in number:
            yield number[position], status, tuple(agents.get(name, name) for name in sources)


def _again(answers: Iterable[Said], one: Seen) -> Iterator[Answered]:
    """The same said of a piece that looks the same."""
    agents = one.agents
    for at, status, sources in answers:
        fact = one.facts[at]
        names = [agents[name] if type(name) is int else name for name in sources]
        names.sort()
        yield Answered(fact.position, fact.during, fact.value, status, tuple(names))  # type: ignore[arg-type]

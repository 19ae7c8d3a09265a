"""Bulk: what is known of many questions at a cut, each shape of a piece judged once.

The rules judge a sample of a question: one piece of each shape in it. What they say of each of these pieces holds for
all that look the same, in whatever question of that definition; and the word for the question is the word for the
sample, since a second piece of the same shape changes no word. A question whose shapes and whose mixture of them were
judged before asks nothing of the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, TypeAlias

import attrs

from eventlog.accelerate.facts import Facts, facts_of, reach_of
from eventlog.accelerate.pieces import Seen, Series
from eventlog.accelerate.shapes import Odd
from eventlog.events import Reader
from eventlog.standing.cut import Cut

__all__ = ["Answered", "Judged", "bulk"]

Judged: TypeAlias = tuple[Any, Sequence[tuple[int, Any, Sequence[str]]]]
"""The word for a question (None: it says nothing), and of each answer the position of the claim that has its wording, its
word, and who is behind it.
"""
Judge: TypeAlias = Callable[[str, Sequence[int]], Judged]
"""Has the rules judge a question by the claims at some positions alone."""
Said: TypeAlias = tuple[int, Any, tuple[int | str, ...]]
"""An answer of a shape: the number of the claim with its wording, its word, the numbers of who is behind it, or names."""

_SCOPES: Final = 4
"""Positions and policies of which is kept what was judged."""


@attrs.frozen(slots=True)
class Answered:
    """An answer to a question: a claim with its wording, as it is stored, and its word."""

    position: int
    during: str | None
    value: Any
    status: Any
    sources: tuple[str, ...]


def bulk(
    reader: Reader, cut: Cut, questions: Sequence[str], judge: Judge, *, words_only: bool = False
) -> Iterator[tuple[str, tuple[Any, list[Answered]] | None]]:
    """Of each question its word (None: it says nothing) and its answers; nothing at all where the rules are to be asked.

    `words_only`: the answers are left out.
    """
    facts = facts_of(reader, reach_of(cut.published)) if cut.said is None else None
    if facts is None or facts.broken or cut.position > facts.size:
        yield from ((question, None) for question in questions)
        return
    memory = _Memory(facts, cut, judge)
    for question in questions:
        try:
            yield question, memory.answer(question, words_only)
        except Odd:
            yield question, None


class _Memory:
    """What the rules said of shapes, at one position under one policy."""

    def __init__(self, facts: Facts, cut: Cut, judge: Judge) -> None:
        self._facts = facts
        self._cut = cut
        self._judge = judge
        scopes = facts.kept.setdefault("judged", {})
        scope = (cut.position, cut.policy, cut.include_boilerplate)
        if scope not in scopes and len(scopes) >= _SCOPES:
            scopes.pop(next(iter(scopes)), None)
        self._answers: dict[int, list[Said]]
        self._words: dict[frozenset[int], Any]
        self._answers, self._words = scopes.setdefault(scope, ({}, {}))
        self._series: dict[str, Series] = facts.kept.setdefault("series", {})

    def answer(self, question: str, words_only: bool) -> tuple[Any, list[Answered]]:
        """The word for a question, and its answers. Raises Odd."""
        series = self._of(question)
        if series is None:
            return None, []
        seen = list(series.at(self._cut))
        if not seen:
            return None, []
        word = self._word(question, {one.shape: one for one in seen})
        if words_only:
            return word, []
        return word, [said for one in seen for said in _again(self._answers[one.shape], one)]

    def _of(self, question: str) -> Series | None:
        """The question in pieces; None where nothing of it was out. Raises Odd."""
        facts = self._facts
        if question in facts.odd:
            raise Odd
        if question not in facts.claims:
            return None
        if question not in self._series:
            try:
                self._series[question] = Series(facts, question)
            except Odd:
                facts.odd.add(question)
                raise
        series = self._series[question]
        if series.since > self._cut.position:
            raise Odd
        return series

    def _word(self, question: str, shapes: dict[int, Seen]) -> Any:
        mixture = frozenset(shapes)
        if mixture not in self._words or any(key not in self._answers for key in shapes):
            sample = sorted(fact.position for one in shapes.values() for fact in one.facts)
            word, answers = self._judge(question, sample)
            for key, one in shapes.items():
                self._answers[key] = list(_learned(one, answers))
            self._words[mixture] = word
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
    for at, status, sources in answers:
        fact = one.facts[at]
        names = (one.agents[name] if isinstance(name, int) else name for name in sources)
        yield Answered(fact.position, fact.during, fact.value, status, tuple(sorted(names)))

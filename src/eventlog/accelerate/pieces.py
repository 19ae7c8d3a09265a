"""Pieces: the claims of a question that bear on each other, and those that don't.

Totals over different windows are neither compared, nor does one replace another, nor do they share a status: a series
of them falls into its windows. Of any other question all claims may bear on each other, so the question is one piece;
of many claims hardly two look alike, and they go to the rules.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any, Final

import attrs

from eventlog.accelerate.facts import Facts
from eventlog.accelerate.shapes import Fact, Odd, Who, shape_of, who_of
from eventlog.claims import Measure, Question, QuestionKind
from eventlog.standing.cut import Cut
from eventlog.standing.spans import END

__all__ = ["Piece", "Seen", "Series"]

MOST: Final = 6
"""Claims of a piece; of more hardly two pieces look alike."""


@attrs.frozen(eq=False, slots=True)
class Seen:
    """Some claims of a piece that a cut lets through, with the number of their shape and who is mentioned."""

    facts: tuple[Fact, ...]
    shape: int
    agents: tuple[str, ...]
    last: int


@attrs.frozen(eq=False, slots=True)
class Piece:
    """Claims that bear on each other, all of them seen."""

    seen: Seen
    first: int
    late: int
    top: int


class Series:
    """The pieces of one question, in the order in which they came out."""

    def __init__(self, facts: Facts, id: str) -> None:
        """Cut the claims of a question into pieces. Raises Odd."""
        self.question = question = facts.question(id)
        about = set() if question.about is None else {question.about}
        self._named = facts.named | about if about else facts.named
        self._judged = facts.judged
        self._agents: dict[tuple[str, ...], Who] = facts.kept.setdefault("who", {}) if not about else {}
        self._scope = self._asked(facts, question)
        self._pieces = sorted(map(self._piece, _apart(question, facts.claims[id])), key=lambda piece: piece.first)
        self._firsts = [piece.first for piece in self._pieces]

    def _asked(self, facts: Facts, question: Question) -> int:
        """The number of all that the rules know of the question; of those that nobody defined it is the same."""
        if question.id not in facts.defined and "undefined" in facts.kept:
            number: int = facts.kept["undefined"]
            return number
        told = (question.answer, question.kind, question.single, question.measure, question.about)
        number = self._judged.number((*told, question.id in facts.defined))
        if question.id not in facts.defined:
            facts.kept["undefined"] = number
        return number

    def _piece(self, facts: Sequence[Fact]) -> Piece:
        if len(facts) == 1:
            (fact,) = facts
            return Piece(self._single(fact), fact.times.first, fact.times.late, fact.position)
        late = max(fact.times.late for fact in facts)
        return Piece(self._seen(facts, END), min(fact.times.first for fact in facts), late, facts[-1].position)

    def _single(self, fact: Fact) -> Seen:
        """A claim alone, behind the cut: most are, and most of them look like another."""
        who = self._agents.get(fact.agents)
        if who is None:
            who = self._agents[fact.agents] = who_of((fact,), self._named)
        key = (self._scope, fact.words, who[0], fact.times.ranks, fact.times.marks, fact.told[:-1])
        number = self._judged.alone.get(key)
        if number is None:
            number = self._judged.alone[key] = self._seen((fact,), END).shape
        return Seen((fact,), number, who[1], fact.times.last)

    def _seen(self, facts: Sequence[Fact], now: int | None) -> Seen:
        shape, agents, last = shape_of(facts, now, self._named)
        number = self._judged.number((self._scope, shape))
        return Seen(tuple(facts), number, agents, last)

    def at(self, cut: Cut) -> Iterator[Seen]:
        """What of each piece is seen at a cut. Raises Odd where a date may or may not be.

        A piece that is seen whole, and all whose times lie before the cut, looks the same at each such cut.
        """
        out, now, position = cut.published, cut.moment, cut.position
        pieces = self._pieces if out is None else self._pieces[: bisect_right(self._firsts, out)]
        for piece in pieces:
            seen = piece.seen
            if piece.top <= position and (out is None or piece.late <= out) and now is not None and seen.last < now:
                yield seen
                continue
            facts = [
                fact for fact in seen.facts if fact.position <= position and (out is None or fact.times.first <= out)
            ]
            if out is not None and any(fact.times.late > out for fact in facts):
                raise Odd
            if facts:
                yield self._seen(facts, now)


def _apart(question: Question, claims: list[Fact]) -> list[list[Fact]]:
    """The claims by window, of totals; else all of them. Raises Odd for too many."""
    apart: dict[Any, list[Fact]] = {}
    if question.measure is Measure.TOTAL and question.kind in (QuestionKind.EVENT, QuestionKind.STATE):
        for fact in claims:
            if fact.told[0] not in ("exact", "bounds"):
                raise Odd
            apart.setdefault(fact.times.extent, []).append(fact)
    else:
        apart[None] = claims
    most = 1 if question.measure is Measure.CUMULATIVE else MOST
    if any(len(some) > most for some in apart.values()):
        raise Odd
    return list(apart.values())

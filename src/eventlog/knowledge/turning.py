"""Turning: how a question stood at every moment at which its answer may have become another one, under both readings.

The explorer writes these moments down and the picture of ribbons draws them, so they are found here once. The log clock
stays where the cut has it: this is what we now say was known then. A moment is told of with the standing from then on;
between two neighbouring moments nothing changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, takewhile
from typing import Final

import attrs

from eventlog.claims import Question
from eventlog.knowledge.knowledge import Knowledge
from eventlog.knowledge.recent import dossier_of
from eventlog.standing import Policy, Standing
from eventlog.standing.cut import Cut
from eventlog.standing.dossier import Dossier
from eventlog.standing.evaluate import RULESETS
from eventlog.standing.moments import moments
from eventlog.standing.placing import lasts
from eventlog.standing.review import as_counted
from eventlog.standing.spans import END, Span

START: Final = -(2**63)
"""Before every date that can be written."""


@attrs.frozen
class Asked:
    """A question with all that bears on it, before it is judged: a value, which goes to another process."""

    dossier: Dossier
    cut: Cut
    valid: Span | None
    rules: str

    @property
    def question(self) -> Question:
        """The question."""
        return self.dossier.question

    def at(self, cut: Cut) -> Standing:
        """How it stands at a cut of the same position."""
        return RULESETS[self.rules](self.dossier, cut, self.valid)


def last_of(knowledge: Knowledge, question: str, until: int | None) -> Asked:
    """The question at the end: all that was public by a moment on the press clock (None: ever)."""
    cut = attrs.evolve(knowledge.cut, published=until)
    dossier = as_counted(dossier_of(knowledge.reader, question, cut.position), cut)
    return Asked(dossier, cut, knowledge.valid, knowledge.rules)


def turning(last: Asked, until: int | None) -> Iterator[tuple[Policy, int, Standing]]:
    """Each moment up to `until` (inclusive; None: to the end of time) with the standing from then on.

    Begins before all dates. The readings come side by side: each asks for the other as the other reading.
    """
    found = sorted(one for one in set(moments(last.dossier, last.cut)) if until is None or one <= until)
    for moment, end in pairwise((START, *found, END if until is None else until + 1)):
        told: tuple[Standing, list[int]] | None = None
        cut = attrs.evolve(last.cut, published=moment)
        for policy in Policy:
            standing = last.at(cut if cut.policy is policy else cut.otherwise)
            yield policy, moment, standing
            if told is None or not standing.told_with(told[0]):
                told = standing, _edges(standing, moment, end)
            for edge in told[1]:
                yield policy, edge, last.at(attrs.evolve(standing.cut, published=edge))


def _edges(standing: Standing, after: int, before: int) -> list[int]:
    """When, between two moments, a stretch of valid time has begun, which is then printed first, or has ended."""
    if not lasts(standing.question):
        return []
    reaching = takewhile(lambda one: one.end is None or one.end > after, standing.lately)
    edges = {edge for one in reaching for edge in (one.begin, one.end) if edge is not None}
    return sorted(edge for edge in edges if after < edge < before)

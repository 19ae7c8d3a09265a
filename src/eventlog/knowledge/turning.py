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

from eventlog.knowledge.knowledge import Knowledge
from eventlog.standing import Policy, Standing
from eventlog.standing.moments import moments
from eventlog.standing.placing import lasts
from eventlog.standing.spans import END

START: Final = -(2**63)
"""Before every date that can be written."""


def last_of(knowledge: Knowledge, question: str, until: int | None) -> Standing:
    """The question at the end: all that was public by a moment on the press clock (None: ever)."""
    return knowledge.judged(question, cut=attrs.evolve(knowledge.cut, published=until))


def turning(last: Standing, until: int | None) -> Iterator[tuple[Policy, int, Standing]]:
    """Each moment up to `until` (inclusive; None: to the end of time) with the standing from then on.

    Begins before all dates. The readings come side by side: each asks for the other as the other reading.
    """
    found = sorted(one for one in set(moments(last.dossier, last.cut)) if until is None or one <= until)
    for moment, end in pairwise((START, *found, END if until is None else until + 1)):
        told: tuple[Standing, list[int]] | None = None
        cut = attrs.evolve(last.cut, published=moment)
        for policy in Policy:
            standing = last.again(cut if cut.policy is policy else cut.otherwise, last.valid)
            yield policy, moment, standing
            if told is None or not standing.told_with(told[0]):
                told = standing, _edges(standing, moment, end)
            for edge in told[1]:
                then = attrs.evolve(standing.cut, published=edge)
                yield policy, edge, last.again(then, last.valid)


def _edges(standing: Standing, after: int, before: int) -> list[int]:
    """When, between two moments, a stretch of valid time has begun, which is then printed first, or has ended."""
    if not lasts(standing.question):
        return []
    reaching = takewhile(lambda one: one.end is None or one.end > after, standing.lately)
    edges = {edge for one in reaching for edge in (one.begin, one.end) if edge is not None}
    return sorted(edge for edge in edges if after < edge < before)

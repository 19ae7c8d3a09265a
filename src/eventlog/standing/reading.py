"""Reading: the claims of a dossier as statements of their sources.

Source: rules 2 and 4 of standing@2.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import partial

import attrs

from eventlog import times
from eventlog.claims import Claim, ClaimKind, Factuality, Question, QuestionKind, Stance
from eventlog.events import ClaimRecorded, EntryOf
from eventlog.problems import Problem
from eventlog.reports import Report
from eventlog.standing.answers import Own, value_of
from eventlog.standing.dossier import Dossier
from eventlog.standing.kept import identity
from eventlog.standing.roots import is_actor, root_of, source_of
from eventlog.standing.seen import Clock, Seen
from eventlog.standing.spans import BEGIN
from eventlog.standing.statements import Statement
from eventlog.standing.visibility import Sight


def read(sight: Sight) -> dict[str, Statement]:
    """Read the claims that are seen under some reading of vague dates, by id, in order of position."""
    readings: Readings = sight.dossier.kept.readings.get(sight.under, partial(Readings.of, sight))
    found = readings.at(sight)
    if sight.cut.include_boilerplate:
        return {one.id: one for one in found if one is not None}
    return {one.id: one for one in found if one is not None and not one.boilerplate}


@attrs.define(eq=False)
class Readings:
    """The claims on a question as they read at the cut that was asked for last, where reports have the same dates.

    A claim reads differently only past a moment of its own clock. These moments stand in order, so that from one cut to
    another only the claims whose moments lie between the two are read.
    """

    clocks: Sequence[Clock]
    problems: Mapping[str, Problem]
    moments: Sequence[int]
    turning: Sequence[int]
    """Which claim each of the moments is of, by its place among the clocks."""
    last: tuple[int, list[Statement | None], Mapping[int, Mapping[str, Problem]]]
    """A cut, the claims at it, and of those that are seen there what of their times can't be read."""

    @classmethod
    def of(cls, sight: Sight) -> Readings:
        """Before all time, where nothing is seen."""
        clocks, problems = sight.clocks(id for id, _ in sight.dossier.heard)
        points = sorted((moment, at) for at, clock in enumerate(clocks) for moment in {clock.late, clock.early})
        return cls(
            clocks=clocks,
            problems=problems,
            moments=[moment for moment, _ in points],
            turning=[at for _, at in points],
            last=(BEGIN - 1, [None] * len(clocks), {}),
        )

    def at(self, sight: Sight) -> Sequence[Statement | None]:
        """The claims at a cut, in order of position; None for one that is not seen."""
        sight.note(self.problems)
        last, before, known = self.last
        moment, heard, now, unread = sight.moment, sight.dossier.heard, before.copy(), dict(known)
        between = slice(*(bisect_right(self.moments, one) for one in sorted((last, moment))))
        for at in {*self.turning[between]}:
            seen = self.clocks[at].at(moment)
            unread.pop(at, None)
            now[at], found = sight.apart(partial(_statement, sight, heard[at][1], seen))
            if found:
                unread[at] = found
        for problems in unread.values():
            sight.note(problems)
        self.last = (moment, now, unread)
        return now


def _statement(sight: Sight, entry: EntryOf[ClaimRecorded], seen: Seen) -> Statement | None:
    """A claim as it is read where reports have these dates; None where it is not seen, or its report is not held."""
    if not seen.possible:
        return None
    dossier = sight.dossier
    claim: Claim = entry.event.claim
    report = dossier.report(str(claim.report))
    if report is None:
        return None
    said, published = sight.said(claim), sight.published(str(claim.report))
    make = partial(_read, dossier, entry, report, published, said, seen)
    one: Statement = dossier.kept.statements(claim.id).get((identity(published), identity(said), seen), make)
    return one


def _read(
    dossier: Dossier,
    entry: EntryOf[ClaimRecorded],
    report: Report,
    published: times.Bounds,
    said: times.Bounds,
    seen: Seen,
) -> Statement:
    claim, question = entry.event.claim, dossier.question
    root = root_of(dossier, claim, report.publisher, said)
    speaks = question.about is None or is_actor(root, question.about, dossier)
    supports, factuality = answers(claim, question, speaks and bool(claim.chain))
    if dossier.defined and not question.answer.takes(claim.value):
        supports = False
    zone = report.zone or dossier.zone
    return Statement(
        id=claim.id,
        claim=claim,
        position=entry.position,
        publisher=report.publisher,
        published=published,
        said=said,
        seen=seen,
        root=root,
        source=source_of(dossier, claim, report.publisher, said),
        own=Own.of(value_of(claim.value, dossier.merges.find, zone), factuality),
        factuality=factuality,
        supports=supports,
        boilerplate=report.is_boilerplate(claim),
    )


def answers(claim: Claim, question: Question, speaks: bool) -> tuple[bool, Factuality]:
    """Whether a claim answers a question at all, and how firmly.

    Norms answer only questions about norms; opinion and meta never support. Whether something was *said* is answered by
    any word of the speaker, whatever it commits to in it; only denying the uttering denies it.
    """
    if question.kind is QuestionKind.UTTERANCE and speaks:
        denied = claim.stance is Stance.DENY and claim.factuality.negative
        return True, Factuality.NOT_CERTAIN if denied else Factuality.CERTAIN
    if claim.kind in (ClaimKind.OPINION, ClaimKind.META):
        return False, claim.factuality
    if claim.kind is ClaimKind.NORM and question.kind is not QuestionKind.NORM:
        return False, claim.factuality
    return True, claim.factuality

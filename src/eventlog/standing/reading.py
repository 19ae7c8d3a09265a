"""Reading: the claims of a dossier as statements of their sources.

Source: rules 2 and 4 of standing@2.
"""

from __future__ import annotations

from functools import partial

from eventlog import times
from eventlog.claims import Claim, ClaimKind, Factuality, Question, QuestionKind, Stance
from eventlog.events import ClaimRecorded, EntryOf
from eventlog.reports import Report
from eventlog.standing.answers import Own, value_of
from eventlog.standing.dossier import Dossier
from eventlog.standing.kept import identity
from eventlog.standing.roots import is_actor, root_of, source_of
from eventlog.standing.seen import Seen
from eventlog.standing.statements import Statement
from eventlog.standing.visibility import Sight


def read(sight: Sight) -> dict[str, Statement]:
    """Read the claims that are seen under some reading of vague dates, by id, in order of position."""
    found = {}
    held = sight.statements
    for id, entry in sight.dossier.heard:
        seen = sight.of(id)
        if not seen.possible:
            continue
        key = (id, identity(seen))
        if key not in held:
            held[key] = (_statement(sight, entry, seen), seen)
        one = held[key][0]
        if one is not None and (sight.cut.include_boilerplate or not one.boilerplate):
            found[id] = one
    return found


def _statement(sight: Sight, entry: EntryOf[ClaimRecorded], seen: Seen) -> Statement | None:
    """A claim as it is read where reports have these dates; None where its report is not held."""
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

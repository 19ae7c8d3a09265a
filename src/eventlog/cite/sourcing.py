"""Where answers come from: what an appendix to a text says of its sources, as values.

Only what was out by the cut is in it. What came out later is neither listed nor counted, so an appendix as of a day
reads the same whatever the log came to hold of later days.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

import attrs

from eventlog.cite.telling import lines_of
from eventlog.claims import Claim, QuestionKind, check_question
from eventlog.claims.fields import check_type, items
from eventlog.errors import InvalidValue
from eventlog.knowledge import Knowledge, LiveClaim, Standing, Why
from eventlog.log import LogHead
from eventlog.render.counting import affirming_words
from eventlog.render.dates import moment_words, time_words
from eventlog.render.naming import in_names
from eventlog.render.phrasing import claim_line, header, withheld_words
from eventlog.render.places import place_words
from eventlog.render.showing import (
    answer_lines,
    answer_text,
    brief,
    counted,
    headline,
    remarks,
    report_words,
)
from eventlog.render.tracing import through
from eventlog.render.values import NO_ANSWER, own_answer
from eventlog.standing.review import as_counted, is_proposed
from eventlog.standing.seen import inclusive
from eventlog.standing.statements import heard_as
from eventlog.standing.visibility import Sight

__all__ = ["Appendix", "Sourced", "Voice", "sourcing"]

_QUOTED: Final = 400
_HINT: Final = re.compile(r": (?:accept it|ask with)\b.*")


@attrs.frozen(kw_only=True)
class Voice:
    """Who said something, through whom, and where: one footnote. `number` counts through the appendix, from 1."""

    number: int
    line: str
    through: tuple[str, ...]
    said: str
    report: str
    url: str
    words: tuple[str, ...]
    """The words that it rests on, or why they can't be shown."""
    entry: str
    live: bool
    """Whether it is part of the answer under the reading of vague dates that was asked for."""


@attrs.frozen(kw_only=True)
class Sourced:
    """A question with its answers and where they come from. `headed`: each status in words, with its answers."""

    question: str
    words: str
    headed: tuple[tuple[str, tuple[str, ...]], ...]
    voices: tuple[Voice, ...]
    independence: tuple[tuple[str, tuple[str, ...]], ...]
    """Each answer with how many back it independently, and the reasons why no more is known of that."""
    unknown: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]
    """What was out and is no part of the answer, each with why."""
    basis: str


@attrs.frozen(kw_only=True)
class Appendix:
    """All questions of an appendix, which state of knowledge it is, and the log that it was taken from."""

    header: str
    sourced: tuple[Sourced, ...]
    checkpoint: str


def sourcing(knowledge: Knowledge, questions: Iterable[str], head: LogHead) -> Appendix:
    """Where the answers to some questions come from. `head` is the end of the log, whose root attests all of it.

    Raises UnknownQuestion for a question of which the whole log knows nothing, InvalidValue for what can't be one.
    """
    check_type(knowledge, Knowledge, "what was known")
    check_type(head, LogHead, "the end of the log")
    given = [questions] if isinstance(questions, str) else items(questions, "the questions")
    asked = list(dict.fromkeys(check_question(one) for one in given))
    if not asked:
        raise InvalidValue("an appendix is about a question at least: name one")
    for one in asked:
        knowledge.check_known(one, alone=True)
    told: list[Sourced] = []
    for one in asked:
        told.append(_sourced(knowledge, one, sum(len(each.voices) for each in told)))
    when = "" if head.recorded is None else f", recorded by {moment_words(head.recorded, knowledge.zone)}"
    entries = f"{head.position:,} {'entry' if head.position == 1 else 'entries'}"
    return Appendix(
        header=header(knowledge.cut),
        sourced=tuple(told),
        checkpoint=f"{entries}{when}, root {head.root.hex()}",
    )


def _sourced(knowledge: Knowledge, question: str, before: int) -> Sourced:
    standing = knowledge[question]
    claims = sorted((*standing.claims, *standing.possibly), key=lambda one: one.position)
    live = {one.id for one in standing.claims}
    return Sourced(
        question=question,
        words=standing.question.words,
        headed=tuple(
            (words, tuple(line for line in answer_lines(one, standing.name_of) if line != "-"))
            for words, one in headline(standing)
        ),
        voices=tuple(
            _voice(knowledge, one, before + at, live=one.id in live) for at, one in enumerate(claims, start=1)
        ),
        independence=tuple(_independence(knowledge, standing)),
        unknown=tuple(_unknown(standing)),
        left_out=tuple(_left_out(knowledge, standing)),
        basis=knowledge.basis_of(question),
    )


def _voice(knowledge: Knowledge, one: LiveClaim, number: int, *, live: bool) -> Voice:
    found: Why = knowledge.why(one.id)
    name_of = knowledge.name_of
    return Voice(
        number=number,
        line=str(one),
        through=tuple(dict.fromkeys(through(one.claim, found.report.publisher, name_of))),
        said=time_words(one.claim.said),
        report=report_words(found.report, name_of),
        url=found.report.url or "",
        words=(
            *(f"“{brief(each.words, _QUOTED)}”" if each.words is not None else each.note for each in found.quotes),
            *map(place_words, one.claim.fragments),
        ),
        entry=f"entry {found.entry.position}, recorded on {moment_words(found.entry.recorded, found.zone)}",
        live=live,
    )


def _independence(knowledge: Knowledge, standing: Standing) -> Iterator[tuple[str, tuple[str, ...]]]:
    for position in standing.positions:
        if position.figures:
            count = position.independence
            answer = answer_text(position, standing, standing.name_of)
            reasons = (in_names(one, knowledge.name_of) for one in count.reasons)
            yield f"{answer}: {affirming_words(position)}", tuple(reasons)


def _unknown(standing: Standing) -> Iterator[str]:
    """What the log does not say of it by then."""
    if not standing.positions:
        yield "nothing that answers it was public, as far as this log knows"
    elif not any(position.figures for position in standing.positions):
        yield "nobody affirms an answer: it is only denied"
    silent = [one for one in standing.claims if own_answer(one.claim.value, one.factuality) == NO_ANSWER]
    yield from dict.fromkeys(str(one) for one in silent)
    if standing.possibly:
        more = counted(len(standing.possibly), "more claim")
        yield f"{more} only possibly out by then: the dates are too vague to tell"
    if standing.otherwise.differs(standing):
        yield "read the other way, vague dates give another answer:"
        yield from lines_of(standing.otherwise)
    yield from (note for note in remarks(standing, assessments=False) if note.startswith("problem: "))
    if standing.withheld:
        yield f"{withheld_words(standing.withheld)}, erased from the log or left out of this copy of it"


def _left_out(knowledge: Knowledge, standing: Standing) -> Iterator[tuple[str, str]]:
    """The claims that were out by the cut and are no part of the answer, with why; what was struck or rejected too."""
    dossier = standing.dossier.whole or standing.dossier
    sight = Sight(as_counted(dossier, standing.cut), standing.cut)
    held = {one.id for one in (*standing.claims, *standing.possibly)}
    for entry in dossier.claims:
        claim = entry.event.claim
        report = dossier.report(str(claim.report))
        if claim.id in held or report is None or not _was_out(Sight(dossier, standing.cut), claim, standing):
            continue
        out = knowledge.why_not(claim.id)
        if out.kind in ("cut", "nothing"):
            continue
        answer = claim_line(
            claim,
            knowledge.name_of,
            factuality=heard_as(standing.words, claim),
            publisher=report.publisher,
            proposed=is_proposed(standing.dossier, claim.id),
            uttered=standing.question.kind is QuestionKind.UTTERANCE,
        )
        reason = in_names(_HINT.sub("", out.text), knowledge.name_of)
        read = sight.report(str(claim.report)) or report
        yield f"{answer} ({report_words(read, knowledge.name_of)})", reason


def _was_out(sight: Sight, claim: Claim, standing: Standing) -> bool:
    cut = standing.cut
    out = inclusive(sight.published(str(claim.report)), cut.published) & inclusive(sight.said(claim), cut.said)
    return out.under(cut.policy)

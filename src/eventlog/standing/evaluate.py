"""Evaluate: the stages of standing@2 in their order, from a dossier and a cut to a standing.

    count (review) -> see (visibility) -> read -> withdraw -> place and supersede -> attribute -> group
    -> name (figures, status)

This file holds no rules of its own. Each stage is a pure function; none writes what another made.

Where the reading of one vague date decides which words are copies or when a report was out, the other reading is worked
out too: a word is certain only where both say so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from operator import attrgetter
from typing import Final, TypeAlias

import attrs

from eventlog import times
from eventlog.claims import AnswerType, Assessment, AssessmentKind
from eventlog.events import Assessed
from eventlog.problems import Problem
from eventlog.standing.composing import FIRM, Composed, Composing
from eventlog.standing.cut import Cut, Policy
from eventlog.standing.dossier import Dossier
from eventlog.standing.figures import in_print
from eventlog.standing.grouping import Scale
from eventlog.standing.hearing import Heard, heard_at
from eventlog.standing.independence import Independence, Web
from eventlog.standing.result import Standing
from eventlog.standing.review import as_counted
from eventlog.standing.seen import Seen
from eventlog.standing.spans import Span
from eventlog.standing.statements import NOTHING_LEFT, Word, live_under, visible_under
from eventlog.standing.status import last_loss, question_status
from eventlog.standing.supersession import clipped
from eventlog.standing.visibility import Sight


def evaluate(dossier: Dossier, cut: Cut, at: Span | None = None) -> Standing:
    """Work out the standing of the dossier's question at a cut; `at` restricts it to a stretch of valid time.

    A rule: its arguments were checked where they were made, and it raises nothing over what was recorded.
    """
    standing: Standing = dossier.kept.standings.get((cut, at), partial(_under_either, dossier, cut, at))
    return standing


def _under_either(dossier: Dossier, cut: Cut, at: Span | None) -> Standing:
    """What the other reading says already, where no date lies open and both say the same."""
    counted = as_counted(dossier, cut)
    other: Standing | None = dossier.kept.standings.held((cut.otherwise, at))
    if other is not None and Sight(counted, cut).settled:
        return attrs.evolve(other, cut=cut)
    return _evaluate(counted, cut, at)


def _evaluate(dossier: Dossier, cut: Cut, at: Span | None) -> Standing:
    heard = heard_at(dossier, cut)
    words = _within(heard, at)
    if heard.turns:
        other = heard_at(dossier, cut.otherwise)
        words = _agreed(words, _within(other, at), cut)
    return _compose(heard, list(words.values()), at)


def _within(heard: Heard, at: Span | None) -> Mapping[str, Word]:
    """The words as they stand in a stretch of time (None: all of it), without those certainly of another time."""
    if at is None:
        return heard.words
    kept = heard.sight.dossier.kept.clipped(at)
    return {id: _at(word, at, kept) for id, word in heard.words.items() if not _apart(word.placed.extent, at)}


def _at(word: Word, at: Span, kept: dict[str, tuple[Word, Word]]) -> Word:
    """A word in a stretch of time: the same object for the same one."""
    held = kept.get(word.id)
    if held is None or held[0] is not word:
        rest = clipped(word, at)
        part = word if rest is word.remainder else word.gone if rest is NOTHING_LEFT else word.with_left(rest)
        held = kept[word.id] = (word, part)
    return held[1]


def _apart(about: times.Bounds | None, at: Span) -> bool:
    """Whether what a word is about certainly lies outside a stretch of time: it answers nothing there."""
    if about is None:
        return False
    ended = about.end_latest is not None and about.end_latest <= at[0]
    return ended or (about.begin_earliest is not None and about.begin_earliest >= at[1])


def _agreed(words: Mapping[str, Word], others: Mapping[str, Word], cut: Cut) -> dict[str, Word]:
    """A word is certain only where the other reading says so too, and possible where either or both of them do: which
    words are copies, or when a report was out, may depend on a date that is vague itself.
    """
    found = {}
    for id, word in words.items():
        other = others.get(id)
        here, there = word.live(cut.policy), other is not None and other.live(cut.otherwise.policy)
        possible = here or there or (other is not None and word.possible and other.possible)
        certain = here and there and word.certain and other is not None and other.certain
        left = attrs.evolve(
            word.remainder, certain=certain, possible=possible, sure=word.remainder.sure if certain else []
        )
        found[id] = attrs.evolve(word, remainder=left)
    return found


def _compose(heard: Heard, words: Sequence[Word], at: Span | None) -> Standing:
    sight, kept = heard.sight, heard.sight.dossier.kept
    dossier, cut, policy = sight.dossier, sight.cut, sight.cut.policy
    live = live_under(words, policy)
    maybe = [word for word in words if word.remainder.possible and not word.live(policy)]
    assessments = tuple(_assessments(sight))
    verified = [one for one in assessments if one.value == "verified"]
    before: Composed | None = kept.composed.get((policy, at is None))
    composing = Composing(dossier, cut, heard.joined, live, verified, before)
    told = in_print(composing.answers)
    positions = tuple(one.answer for one in told)
    affirmed = [position for position in positions if position.figures]
    visible = visible_under(words, policy)
    supporting = [word.statement.published for word in visible if word.statement.supports]
    answered = any(word.polarity for word in visible)
    gone = last_loss(visible, policy, sight) if answered and not positions else None
    firm = [one.firmest for one in positions if one.firmest is not None]
    scale = composing.scene.scale
    standing = Standing(
        question=dossier.question,
        cut=cut,
        status=question_status([(one.group, one.answer.status, one.disputed) for one in told], gone, answered),
        positions=positions,
        claims=composing.claims([word for word in live if word.statement.supports and not word.statement.synthetic]),
        possibly=composing.claims([word for word in maybe if word.statement.supports and not word.statement.synthetic]),
        independence=positions[0].independence if positions else Independence(0, 0),
        roots_for=tuple(sorted({name for position in positions for name in position.for_})),
        roots_against=tuple(sorted({name for position in affirmed or positions for name in position.against})),
        tension=scale.tension,
        assessments=assessments,
        problems=(*_problems(heard), *_both_sides(scale, heard.joined), *_misfits(heard)),
        withheld=dossier.withheld,
        first_known=_first(supporting),
        firmest=min(firm, key=FIRM.index) if firm else None,
        words=tuple(words),
        dossier=dossier,
        evaluate=evaluate,
        valid=at,
    )
    for reading in Policy if sight.settled else (policy,):
        kept.composed[reading, at is None] = composing.composed
    return standing


def _problems(heard: Heard) -> Iterator[Problem]:
    """What is wrong with what is heard, whatever time it is about."""
    dossier, policy = heard.sight.dossier, heard.sight.cut.policy
    yield from dossier.problems
    seen = (word for word in heard.words.values() if word.seen.under(policy))
    yield from dossier.kept_apart(agent for word in seen for agent in _agents(word))
    yield from heard.sight.problems
    yield from heard.circles


def _agents(word: Word) -> Iterator[str]:
    yield word.statement.publisher
    yield from (step.agent for step in word.claim.chain)


_latest: Final = attrgetter("begin_latest")


def _first(known: Sequence[times.Bounds]) -> times.Bounds | None:
    """The moment that is certainly past first; of moments of which that can't be told, the first of all."""
    dated = [one for one in known if one.begin_latest is not None]
    return min(dated, key=_latest) if dated else next(iter(known), None)


def _both_sides(scale: Scale, joined: Web) -> Iterator[Problem]:
    """One root for and against the same answer, or for two that exclude each other, at one time."""
    for _, found in sorted(scale.opposition.both_sides().items()):
        names = ", ".join(joined.representatives([found[at].root.key for at in sorted(found)]))
        yield Problem("both-sides", f"{names} stands on both sides at one time", tuple(sorted(found)))


def _misfits(heard: Heard) -> Iterator[Problem]:
    """Values that are not of the question's type."""
    dossier, policy = heard.sight.dossier, heard.sight.cut.policy
    question = dossier.question
    found: tuple[int, ...] = ()
    if not dossier.fits:
        visible = (word for word in heard.words.values() if word.seen.under(policy))
        found = tuple(word.position for word in visible if not question.answer.takes(word.claim.value))
    if not dossier.claims and not dossier.defined and not dossier.withheld:
        yield Problem("no-such-question", f"{dossier.asked} was never defined, and nothing claimed on it")
    elif found and dossier.defined:
        text = f"{question.id} is answered by {question.answer.noun}, and what answers it otherwise is no answer to it"
        yield Problem("type", text, found)
    elif found and question.answer is AnswerType.TRUTH:
        text = f"{question.id} is not answered by yes or no, and was never defined: define it with its type of answer"
        yield Problem("undefined", text, found)


def _assessments(sight: Sight) -> Iterator[Assessment]:
    for entry in sight.dossier.of(Assessed):
        seen: Seen = sight.of(str(entry.id))
        if entry.event.assessment.what is AssessmentKind.RELIABILITY:
            seen = sight.alone(entry)
        if seen.under(sight.cut.policy):
            yield entry.event.assessment


Evaluate: TypeAlias = Callable[[Dossier, Cut, Span | None], Standing]
RULESETS: Final[Mapping[str, Evaluate]] = {"standing@2": evaluate}
"""Rules are a value: a basis token names those that it was made by."""

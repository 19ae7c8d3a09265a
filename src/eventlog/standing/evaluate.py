"""Evaluate: the stages of standing@2 in their order, from a dossier and a cut to a standing.

    count (review) -> see (visibility) -> read -> withdraw -> place and supersede -> attribute -> group
    -> name (figures, status)

This file holds no rules of its own. Each stage is a pure function; none writes what another made.

Where the reading of one vague date decides which words are copies or when a report was out, the other reading is worked
out too: a word is certain only where both say so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain
from typing import Final, TypeAlias

import attrs

from eventlog import times
from eventlog.claims import AnswerType, Assessment, AssessmentKind, Factuality
from eventlog.events import Assessed, EntryOf, Linked
from eventlog.problems import Problem
from eventlog.standing.attribution import copies, copying, links_between, nameless, nameless_pairs, web
from eventlog.standing.cut import Cut, Policy
from eventlog.standing.dossier import Dossier
from eventlog.standing.figures import Backed, backed, in_print
from eventlog.standing.grouping import Group, Scale
from eventlog.standing.independence import Independence, Web
from eventlog.standing.placing import place
from eventlog.standing.reading import read
from eventlog.standing.result import Answer, Figure, Live, LiveClaim, Standing
from eventlog.standing.review import as_counted
from eventlog.standing.spans import Span
from eventlog.standing.statements import NO_LOSS, Statement, Word
from eventlog.standing.status import Scene, Status, committed, disputed, last_loss, question_status
from eventlog.standing.supersession import clipped, supersede
from eventlog.standing.visibility import Seen, Sight
from eventlog.standing.withdrawal import withdraw

Links: TypeAlias = list[tuple[EntryOf[Linked], Seen]]
_OTHER: Final = {Policy.CERTAIN: Policy.POSSIBLE, Policy.POSSIBLE: Policy.CERTAIN}


def evaluate(dossier: Dossier, cut: Cut, at: Span | None = None) -> Standing:
    """Work out the standing of the dossier's question at a cut; `at` restricts it to a stretch of valid time."""
    standing: Standing = dossier.kept.standings.get((cut, at), lambda: _evaluate(as_counted(dossier, cut), cut, at))
    return standing


def _evaluate(dossier: Dossier, cut: Cut, at: Span | None) -> Standing:
    heard = _heard(dossier, cut)
    words = _within(heard.words, at)
    if heard.turns:
        other = _heard(dossier, attrs.evolve(cut, policy=_OTHER[cut.policy]))
        words = _agreed(words, _within(other.words, at), cut.policy)
    return _compose(heard, list(words.values()), at)


@attrs.frozen(eq=False)
class _Heard:
    """The words of one reading, withdrawn and superseded, the joins between their roots, and what is circular there.

    `turns`: whether the reading of a vague date decides which words are copies, or when a report was out.
    """

    sight: Sight
    words: Mapping[str, Word]
    joined: Web
    circles: tuple[Problem, ...]
    turns: bool


def _turns(sight: Sight, statements: Mapping[str, Statement], links: Links) -> bool:
    """Whether the reading of a vague date decides which words are copies, whose they are, or when a report was out."""
    joins = (seen for _, seen in copying(statements, links))
    sources = (seen for _, _, seen in nameless_pairs(sight))
    return sight.turns or any(seen.late != seen.early for seen in chain(joins, sources))


def _heard(dossier: Dossier, cut: Cut) -> _Heard:
    """What is heard at a cut, of all time; kept for the next who asks, for another stretch of time, say."""
    heard: _Heard = dossier.kept.heard.get(cut, partial(_hear, dossier, cut))
    return heard


def _hear(dossier: Dossier, cut: Cut) -> _Heard:
    sight = Sight(dossier, cut)
    statements = read(sight)
    links = links_between(sight, statements)
    joined = copies(statements, links, cut.policy)
    losses, rejections = withdraw(sight, statements, joined)
    statements |= {one.id: one for one in rejections}
    placed = place(sight, statements, joined, nameless(sight))
    words = [Word(one, placed[id], losses.get(id, NO_LOSS)) for id, one in statements.items()]
    left = supersede(words, dossier.question, dossier.kept)
    told = {word.id: Word(word.statement, word.placed, word.loss, left[word.id]) for word in words}
    roots, circles = web(sight, statements, links)
    return _Heard(sight, told, roots, circles, _turns(sight, statements, links))


def _within(words: Mapping[str, Word], at: Span | None) -> Mapping[str, Word]:
    """The words as they stand in a stretch of time (None: all of it)."""
    if at is None:
        return words
    return {id: Word(_about(word, at), word.placed, word.loss, clipped(word, at)) for id, word in words.items()}


def _about(word: Word, at: Span) -> Statement:
    """A statement about another time than the one that is asked for answers nothing there."""
    about = word.placed.extent
    if about is None:
        return word.statement
    ended = about.end_latest is not None and about.end_latest <= at[0]
    ahead = about.begin_earliest is not None and about.begin_earliest >= at[1]
    return attrs.evolve(word.statement, supports=False) if ended or ahead else word.statement


def _agreed(words: Mapping[str, Word], others: Mapping[str, Word], policy: Policy) -> dict[str, Word]:
    """A word is certain only where the other reading says so too, and possible where either or both of them do: which
    words are copies, or when a report was out, may depend on a date that is vague itself.
    """
    found = {}
    for id, word in words.items():
        other = others.get(id)
        here, there = word.live(policy), other is not None and other.live(_OTHER[policy])
        possible = here or there or (other is not None and word.possible and other.possible)
        certain = here and there and word.certain and other is not None and other.certain
        left = attrs.evolve(
            word.remainder, certain=certain, possible=possible, sure=word.remainder.sure if certain else []
        )
        found[id] = attrs.evolve(word, remainder=left)
    return found


def _compose(heard: _Heard, words: list[Word], at: Span | None) -> Standing:
    sight, joined, circles = heard.sight, heard.joined, heard.circles
    dossier, cut, policy = sight.dossier, sight.cut, sight.cut.policy
    visible = [word for word in words if word.seen.under(policy)]
    live = [word for word in visible if word.live(policy)]
    owner = {word.id: joined.component(word.root.key) for word in visible}
    weighing = [word for word in live if word.polarity]
    scale = Scale(weighing, dossier.question, policy, owner, dossier.zone)
    assessments = tuple(_assessments(sight))
    verified = [one for one in assessments if one.value == "verified"]
    scene = Scene(dossier, cut, dossier.question, joined, scale, verified)
    ordered = in_print([(one, backed(one, scene)) for one in scale.groups()])
    positions = tuple(_position(one, figures, scene) for one, figures in ordered)
    disputes = [disputed(one, figures[0].holders if figures else (), scene) for one, figures in ordered]
    affirmed = [position for position in positions if position.figures]
    answered = any(word.polarity for word in visible)
    gone = last_loss(visible, policy, sight) if answered and not positions else None
    triples = zip(ordered, positions, disputes, strict=True)
    status = question_status([(one, told.status, dispute) for (one, _), told, dispute in triples], gone, answered)
    supporting = [word.statement for word in visible if word.statement.supports]
    agents = {agent for word in visible for agent in _agents(word)}
    return Standing(
        question=dossier.question,
        cut=cut,
        status=status,
        positions=positions,
        claims=_live(word for word in live if word.statement.supports and not word.statement.synthetic),
        possibly=_live(word for word in words if _perhaps(word, policy)),
        independence=positions[0].independence if positions else Independence(0, 0),
        roots_for=tuple(sorted({name for position in positions for name in position.for_})),
        roots_against=tuple(sorted({name for position in affirmed or positions for name in position.against})),
        tension=scale.tension,
        assessments=assessments,
        problems=(
            *dossier.problems,
            *dossier.kept_apart(agents),
            *sight.problems,
            *circles,
            *_both_sides(scale, joined),
            *_misfits(dossier, visible),
        ),
        withheld=dossier.withheld,
        first_known=min((one.published for one in supporting), key=_first, default=None),
        firmest=_firmest(word for one, _ in ordered for word in one.supporters),
        words=tuple(words),
        dossier=dossier,
        again=partial(_again, dossier),
        valid=at,
    )


def _perhaps(word: Word, policy: Policy) -> bool:
    """Whether a claim would be part of the answer only under another reading of vague dates."""
    real = word.statement.supports and not word.statement.synthetic
    return real and word.possible and not word.live(policy)


def _again(dossier: Dossier, cut: Cut, at: Span | None) -> Standing:
    return evaluate(dossier, cut, at)


def _position(group: Group, figures: Sequence[Backed], scene: Scene) -> Answer:
    """One answer: who is for it, who against, how independent, how firm."""
    told = tuple(_figure(one, scene) for one in figures)
    if not figures:
        against = committed(group.deniers) or group.deniers
    else:
        opponents = scene.scale.opponents(figures[0].holders if group.counts else group.supporters)
        against = committed(opponents) or opponents
    first = told[0] if told else None
    shown = first.for_ if first else ()
    sides = figures[0].backers if figures else group.deniers
    return Answer(
        value=first.value if first else group.deniers[-1].claim.value,
        status=first.status if first else _denied(group),
        live=Live.CERTAIN if any(word.certain for word in sides) else Live.POSSIBLE,
        claims=_live(group.supporters),
        denials=_live(group.deniers),
        for_=shown,
        against=_roots(scene, against),
        independence=first.independence if first else Independence(0, 0),
        firmest=_firmest(group.supporters),
        figures=told,
        compatible=_compatible(figures, scene),
        shared=tuple(sorted(group.shared)),
    )


def _compatible(figures: Sequence[Backed], scene: Scene) -> tuple[LiveClaim, ...]:
    """The position's other sources: of each root that is not among those printed, the last word of each answer."""
    if not figures:
        return ()
    printed = {scene.owner(word) for word in committed(figures[0].backers) or figures[0].backers}
    last: dict[tuple[str, object], Word] = {}
    for one in figures[1:] or figures:
        for word in one.holders:
            if scene.owner(word) not in printed:
                last[scene.owner(word), word.own.value.key] = word
    return tuple(_live_claim(word) for word in last.values())


def _denied(group: Group) -> Status:
    firm = [word for word in committed(group.deniers) if word.root.named]
    return Status.DENIED if firm else Status.RUMOURED


def _figure(one: Backed, scene: Scene) -> Figure:
    backers = committed(one.backers) or list(one.backers)
    return Figure(
        value=one.latest.claim.value,
        status=one.status,
        for_=_roots(scene, backers),
        independence=one.independence,
        claims=_live(one.backers),
        holders=tuple(word.id for word in one.holders),
        moment=one.latest.placed.moment,
    )


def _roots(scene: Scene, words: Iterable[Word]) -> tuple[str, ...]:
    ordered = sorted(words, key=lambda word: word.position)
    return scene.web.representatives([word.root.key for word in ordered])


def _agents(word: Word) -> Iterator[str]:
    yield word.statement.publisher
    yield from (step.agent for step in word.claim.chain)


def _first(bounds: times.Bounds) -> tuple[bool, int]:
    return (bounds.begin_latest is None, bounds.begin_latest or 0)


def _live(words: Iterable[Word]) -> tuple[LiveClaim, ...]:
    """The words as claims of an answer, in order of position."""
    return tuple(sorted(map(_live_claim, words), key=lambda one: one.position))


def _live_claim(word: Word) -> LiveClaim:
    return LiveClaim(
        claim=word.claim,
        position=word.position,
        live=Live.CERTAIN if word.certain else Live.POSSIBLE,
        publisher=word.statement.publisher,
        root=str(word.root),
        source=word.source,
        factuality=word.statement.factuality,
    )


_FIRMNESS: Final = ("CT+", "PR+", "PS+")


def _firmest(words: Iterable[Word]) -> Factuality | None:
    found = [word.statement.factuality for word in words if word.statement.factuality.positive]
    return min(found, key=lambda one: _FIRMNESS.index(one.value)) if found else None


def _both_sides(scale: Scale, joined: Web) -> Iterator[Problem]:
    """One root for and against the same answer, or for two that exclude each other, at one time."""
    for _, found in sorted(scale.opposition.both_sides().items()):
        names = ", ".join(joined.representatives([found[at].root.key for at in sorted(found)]))
        yield Problem("both-sides", f"{names} stands on both sides at one time", tuple(sorted(found)))


def _misfits(dossier: Dossier, visible: Iterable[Word]) -> Iterator[Problem]:
    """Values that are not of the question's type."""
    question = dossier.question
    found = tuple(word.position for word in visible if not question.answer.takes(word.claim.value))
    if not dossier.claims and not dossier.defined and not dossier.withheld:
        yield Problem("no-such-question", f"nothing was ever defined or claimed under {dossier.asked}")
    elif found and dossier.defined:
        text = f"{question.id} asks for a {question.answer}, and what another type of value says is no answer to it"
        yield Problem("type", text, found)
    elif found and question.answer is AnswerType.TRUTH:
        text = f"{question.id} is answered by what is no truth, and was never defined: define it with its type"
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

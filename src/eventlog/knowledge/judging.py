"""Judging: the rules of standing@1 in their order, from a dossier and a cut to a standing.

This file holds no rules of its own: gather (dossier), see (sight), read as words of sources (reading), withdraw
(withdrawal), paint (words), join (roots), group (positions), count (provenance), name (status).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

import attrs

from eventlog import times
from eventlog.claims import Assessment, AssessmentKind, Factuality
from eventlog.events import Assessed, Entry
from eventlog.knowledge.cut import Cut, Policy
from eventlog.knowledge.dossier import Dossier, Problem
from eventlog.knowledge.positions import Group, group, layers, meets_other, opponents, tension
from eventlog.knowledge.reading import place, read_words, restrict
from eventlog.knowledge.roots import copies, copying, links_between, web
from eventlog.knowledge.sight import Seen, Sight
from eventlog.knowledge.spans import Span
from eventlog.knowledge.standing import Live, LiveClaim, Position, Standing
from eventlog.knowledge.status import Scene, Status, committed, named, position_status, question_status
from eventlog.knowledge.withdrawal import last_loss, withdraw
from eventlog.knowledge.words import Word, paint
from eventlog.provenance import Web

Links: TypeAlias = list[tuple[Entry, Seen]]
_OTHER: Final = {Policy.CERTAIN: Policy.POSSIBLE, Policy.POSSIBLE: Policy.CERTAIN}


def stand(dossier: Dossier, cut: Cut, at: Span | None = None) -> Standing:
    """Work out the standing of the dossier's question at a cut; `at` restricts it to a stretch of valid time."""
    sight = Sight(dossier, cut)
    words, links = _heard(sight, at)
    if sight.turns or any(seen.late != seen.early for _, seen in copying(words, links)):
        other = attrs.evolve(cut, policy=_OTHER[cut.policy])
        _agree(words, _heard(Sight(dossier, other), at)[0], cut.policy)
    joined_web, circles = web(sight, words, links)
    return _compose(sight, list(words.values()), joined_web, circles, at)


def _heard(sight: Sight, at: Span | None) -> tuple[dict[str, Word], Links]:
    """The words of one reading, withdrawn and painted; and the links between them."""
    words = {word.id: word for word in read_words(sight)}
    links = links_between(sight, words)
    joined = copies(words, links, sight.cut.policy)
    for denial in withdraw(sight, words, joined):
        words[denial.id] = denial
        joined.find(denial.id)
    place(sight, words, joined)
    paint(words.values(), sight.dossier.question, at)
    if at is not None:
        restrict(words, at)
    return words, links


def _agree(words: dict[str, Word], others: dict[str, Word], policy: Policy) -> None:
    """A word is certain only where the other reading says so too, and possible where either or both of them do: which
    words are copies, or when a report was out, may depend on a date that is vague itself.
    """
    for id, word in words.items():
        other = others.get(id)
        here, there = word.live(policy), other is not None and other.live(_OTHER[policy])
        word.possible = here or there or (other is not None and word.possible and other.possible)
        word.certain = here and there and word.certain and other is not None and other.certain


def _compose(
    sight: Sight, words: list[Word], joined: Web, circles: tuple[Problem, ...], valid: Span | None
) -> Standing:
    dossier, cut, policy = sight.dossier, sight.cut, sight.cut.policy
    visible = [word for word in words if word.seen.under(policy)]
    live = [word for word in visible if word.live(policy)]
    owner = {word.id: joined.component(word.root.key) for word in visible}
    assessments = tuple(_assessments(sight))
    scene = Scene(
        dossier=dossier,
        cut=cut,
        question=dossier.question,
        web=joined,
        owner=owner,
        verifications=[one for one in assessments if one.value == "verified"],
    )
    weighing = [word for word in live if word.polarity]
    weighed = [_weigh(one, weighing, scene) for one in group(weighing)]
    heard = any(word.polarity for word in visible)
    status = question_status(
        [(one, status, disputed) for one, status, disputed, _ in weighed], last_loss(sight, visible), heard
    )
    positions = tuple(position for _, _, _, position in weighed)
    agents = {agent for word in visible for agent in (word.publisher, *(step.agent for step in word.claim.chain))}
    both = _both_sides(weighing, owner, joined)
    shown = tuple(_live(word) for word in live if word.supports and not word.synthetic)
    supporters = [word for one, _, _, _ in weighed for word in one.supporters]
    return Standing(
        question=dossier.question,
        cut=cut,
        status=status,
        positions=positions,
        claims=shown,
        possibly=tuple(
            _live(word)
            for word in words
            if word.possible and word.supports and not word.synthetic and not word.live(policy)
        ),
        independence=positions[0].independence if len(positions) == 1 else joined.independence(_keys(supporters)),
        roots_for=joined.representatives(_keys(committed(supporters) or supporters)),
        roots_against=tuple(sorted({name for position in positions for name in position.against})),
        tension=tension(weighing, policy),
        assessments=assessments,
        problems=(*dossier.problems, *dossier.kept_apart(agents), *sight.problems, *circles, *both),
        withheld=dossier.withheld,
        first_known=min((word.published for word in visible if word.supports), key=_first, default=None),
        firmest=_firmest(supporters),
        heard=tuple(words),
        bearing=dossier,
        again=lambda other, span: stand(dossier, other, span),
        valid=valid,
    )


def _weigh(one: Group, weighing: list[Word], scene: Scene) -> tuple[Group, Status, bool, Position]:
    """Judge one position: who is for it, who against, how independent, how firm."""
    policy, owner = scene.cut.policy, scene.owner
    against = opponents(one, weighing, scene.question)
    voices = named(committed(one.backing() or one.supporters))
    laid_for = layers(voices, policy, owner)
    counter = named(committed(against))
    disputed = any(meets_other(word, laid_for, policy, owner) for word in counter)
    keys = _keys(one.backing() or one.supporters)
    independence = scene.web.independence(keys)
    opposing = [word for word in counter if not voices or meets_other(word, laid_for, policy, owner)]
    status = position_status(one, bool(opposing), independence, laid_for, scene)
    laid = layers(one.supporters, policy, owner)
    firm = committed(against) or against
    heard_against = [word for word in firm if not one.supporters or meets_other(word, laid, policy, owner)]
    position = Position(
        value=one.value,
        status=status,
        live=Live.CERTAIN if any(word.certain for word in one.supporters or one.deniers) else Live.POSSIBLE,
        claims=tuple(_live(word) for word in one.supporters),
        denials=tuple(_live(word) for word in one.deniers),
        for_=scene.web.representatives(_keys(committed(one.supporters) or one.supporters)),
        against=scene.web.representatives(_keys(heard_against)),
        independence=independence,
        firmest=_firmest(one.supporters),
        shared=tuple(sorted(one.shared)),
    )
    return one, status, disputed, position


def _keys(words: list[Word]) -> list[str]:
    return [word.root.key for word in words]


def _first(bounds: times.Bounds) -> tuple[bool, int]:
    return (bounds.begin_latest is None, bounds.begin_latest or 0)


def _live(word: Word) -> LiveClaim:
    return LiveClaim(
        claim=word.claim,
        position=word.position,
        live=Live.CERTAIN if word.certain else Live.POSSIBLE,
        publisher=word.publisher,
        root=str(word.root),
        source=word.source,
    )


_FIRMNESS: Final = ("CT+", "PR+", "PS+")


def _firmest(words: list[Word]) -> Factuality | None:
    found = [word.factuality for word in words if word.factuality.positive]
    return min(found, key=lambda one: _FIRMNESS.index(one.value)) if found else None


def _both_sides(weighing: list[Word], owner: dict[str, str], joined: Web) -> list[Problem]:
    """One root for and against the same answer, in words that both stand."""
    firm = [word for word in weighing if word.factuality.committed and word.root.named]
    by_owner: dict[tuple[str, Any], dict[int, list[Word]]] = {}
    for word in firm:
        sides = by_owner.setdefault((owner[word.id], str(word.claim.value)), {})
        sides.setdefault(word.polarity, []).append(word)
    found = []
    for sides in by_owner.values():
        if len(sides) == 2:
            words = [*sides[1], *sides[-1]]
            names = ", ".join(joined.representatives(_keys(words)))
            positions = tuple(sorted(word.position for word in words))
            found.append(Problem("both-sides", f"{names} stands for and against the same answer", positions))
    return found


def _assessments(sight: Sight) -> Iterator[Assessment]:
    for entry in sight.dossier.of(Assessed):
        seen: Seen = sight.of(str(entry.id))
        if entry.event.assessment.what is AssessmentKind.RELIABILITY:
            seen = sight._own(entry)  # noqa: SLF001 - one room
        if seen.under(sight.cut.policy):
            yield entry.event.assessment

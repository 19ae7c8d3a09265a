"""Composing: the answers of one cut, with who is for and against each, out of the words that stand there.

From one cut to the next most answers say the same. What was told of the same words is taken from the cut before, where
nothing that they meet has changed, no join between their roots, no verification, and nothing that they say lies ahead.

Source: rules 4 and 6 of standing@2.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Final, TypeAlias

import attrs

from eventlog.claims import Assessment, Factuality, QuestionKind
from eventlog.standing.cut import Cut
from eventlog.standing.dossier import AHEAD, Dossier
from eventlog.standing.figures import Backed, backed, place_in_print
from eventlog.standing.grouping import Group, Scale
from eventlog.standing.independence import Independence, Web
from eventlog.standing.live import Live, LiveClaim
from eventlog.standing.result import Answer, Figure
from eventlog.standing.review import waiting
from eventlog.standing.sides import Side, side_of
from eventlog.standing.statements import Word
from eventlog.standing.status import Scene, Status, committed, disputed

_position: Final = attrgetter("position")
MadeOf: TypeAlias = Side | tuple[tuple[Word, ...], tuple[Word, ...], frozenset[str]]
"""What an answer is made of: the one side that it is, or its words for and against, and those that fit elsewhere."""


@attrs.frozen(eq=False)
class Told:
    """An answer, what it was made of, and whether a source disputes it."""

    group: Group
    figures: list[Backed]
    answer: Answer
    disputed: bool
    place: tuple[int, ...]
    """Where it stands in print."""


@attrs.frozen(eq=False)
class Composed:
    """What was composed at a cut: the answers, and the claims in them, by the words that they were made from."""

    scene: Scene
    told: Mapping[MadeOf, Told]
    claims: Mapping[Word, LiveClaim]

    def of(self, dossier: Dossier) -> Composed:
        """The same as what was composed of another dossier, in which its words stand too."""
        return attrs.evolve(self, scene=attrs.evolve(self.scene, dossier=dossier))


class Composing:
    """Composes the answers of one cut; what is as it was at the cut before is taken from there."""

    def __init__(
        self,
        dossier: Dossier,
        cut: Cut,
        joined: Web,
        live: Iterable[Word],
        verified: Sequence[Assessment],
        before: Composed | None,
    ) -> None:
        """Compose the answers of the live words; `before` is the cut before, under the same reading."""
        self._names = dossier.names
        self._waiting = waiting(dossier, cut)
        self._heard: Mapping[Word, LiveClaim] = {} if before is None else before.claims
        if before is not None and not (before.scene.verifications == verified and joined.keeps(before.scene.web)):
            before = None
        weighing = [word for word in live if word.polarity]
        components = joined.by_root
        owner = {word.id: components[word.root.key] for word in weighing}
        old = None if before is None else before.scene.scale
        scale = Scale(weighing, dossier.question, cut.policy, owner, dossier.zone, old)
        self.scene = Scene(dossier, cut, dossier.question, joined, scale, verified)
        self._before: Mapping[MadeOf, Told] = {} if before is None else before.told
        self._told: dict[MadeOf, Told] = {}
        self._claims: dict[Word, LiveClaim] = {}
        self.answers = [self._one(group) for group in scale.groups()]

    @property
    def composed(self) -> Composed:
        """What the next cut may take from this one."""
        return Composed(self.scene, self._told, self._claims)

    def _one(self, group: Group) -> Told:
        key: MadeOf = group.whole or (tuple(group.supporters), tuple(group.deniers), frozenset(group.shared))
        found = before = self._before.get(key)
        if found is None or not self._lasts(group):
            figures = backed(group, self.scene, () if before is None else before.figures)
            dispute = disputed(group, figures[0].holders if figures else (), self.scene)
            answer = self._position(group, figures, before)
            found = Told(group, figures, answer, dispute, place_in_print(group, figures))
        self._told[key] = found
        return found

    def _lasts(self, group: Group) -> bool:
        """Whether what was told of these words still holds: none that they meet has changed, and nothing lies ahead."""
        if group.counts:
            return False
        lasts = self.scene.scale.opposition.lasts
        if group.key is not None and not self.scene.dossier.looks_ahead:
            return lasts(group.key)
        words = (*group.supporters, *group.deniers)
        if self.scene.dossier.looks_ahead and any(word.claim.stance in AHEAD for word in words):
            return False
        return all(map(lasts, {side_of(word) for word in words}))

    def claims(self, words: Sequence[Word]) -> tuple[LiveClaim, ...]:
        """The words as claims of an answer, in order of position."""
        told = self._claims
        return tuple(sorted([told.get(word) or self._claim(word) for word in words], key=_position))

    def _claim(self, word: Word) -> LiveClaim:
        found = self._claims.get(word)
        if found is None:
            found = self._claims[word] = self._heard.get(word) or self._live_claim(word)
        return found

    def _live_claim(self, word: Word) -> LiveClaim:
        return LiveClaim(
            claim=word.claim,
            position=word.position,
            live=Live.CERTAIN if word.certain else Live.POSSIBLE,
            publisher=word.statement.publisher,
            root=str(word.root),
            source=word.source,
            factuality=word.statement.factuality,
            proposed=word.id in self._waiting,
            uttered=self.scene.question.kind is QuestionKind.UTTERANCE,
            name_of=self._names,
        )

    def _position(self, group: Group, figures: Sequence[Backed], before: Told | None) -> Answer:
        """One answer: who is for it, who against, how independent, how firm. `before`: what was told of its words."""
        same = {} if before is None else {id(a): b for a, b in zip(before.figures, before.answer.figures, strict=True)}
        told = tuple(same.get(id(one)) or self._figure(one) for one in figures)
        if not figures:
            against = committed(group.deniers) or group.deniers
        else:
            opponents = self.scene.scale.opponents(figures[0].holders if group.counts else group.supporters)
            against = committed(opponents) or opponents
        first = told[0] if told else None
        shown = first.for_ if first else ()
        whole = bool(figures) and len(figures[0].backers) == len(group.supporters)
        sides = figures[0].backers if figures else group.deniers
        return Answer(
            value=first.value if first else group.deniers[-1].claim.value,
            status=first.status if first else _denied(group),
            live=Live.CERTAIN if any(word.certain for word in sides) else Live.POSSIBLE,
            claims=first.claims if first and whole else self.claims(group.supporters),
            denials=self.claims(group.deniers),
            for_=shown,
            against=self._roots(against),
            independence=first.independence if first else Independence(0, 0),
            firmest=_firmest(group.supporters),
            figures=told,
            compatible=self._compatible(figures),
            shared=tuple(sorted(group.shared)),
            name_of=self._names,
        )

    def _compatible(self, figures: Sequence[Backed]) -> tuple[LiveClaim, ...]:
        """The position's other sources: of each root that is not among those printed, the last word of each answer."""
        if not figures:
            return ()
        owner = self.scene.scale.owner
        printed = {owner[word.id] for word in committed(figures[0].backers) or figures[0].backers}
        last: dict[tuple[str, object], Word] = {}
        for one in figures[1:] or figures:
            for word in one.holders:
                if owner[word.id] not in printed:
                    last[owner[word.id], word.own.value.key] = word
        return tuple(map(self._claim, last.values()))

    def _figure(self, one: Backed) -> Figure:
        backers = committed(one.backers) or list(one.backers)
        return Figure(
            value=one.latest.claim.value,
            status=one.status,
            for_=self._roots(backers),
            independence=one.independence,
            claims=self.claims(one.backers),
            holders=tuple(word.id for word in one.holders),
            moment=one.latest.placed.moment,
        )

    def _roots(self, words: Iterable[Word]) -> tuple[str, ...]:
        ordered = sorted(words, key=_position)
        return self.scene.web.representatives([word.root.key for word in ordered])


def _denied(group: Group) -> Status:
    firm = [word for word in committed(group.deniers) if word.root.named]
    return Status.DENIED if firm else Status.RUMOURED


FIRM: Final = ("CT+", "PR+", "PS+")


def _firmest(words: Iterable[Word]) -> Factuality | None:
    found = {word.statement.factuality for word in words}
    return min((one for one in found if one.positive), key=lambda one: FIRM.index(one.value), default=None)

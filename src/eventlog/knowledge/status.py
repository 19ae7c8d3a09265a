"""The word for it: status of a position and of a question, the first rule that fires (rule 6 of standing@1).

The word is only a view; the standing carries what it is made of. What each word needs:

    confirmed       two independent roots (low >= 2) and a verification by somebody who does not support it, or the
                    actor's own admission; for an utterance: two carriers, neither citing the other, quoting directly
    announced       the actor announces or promises its own act, which lies ahead
    corroborated    two or more named roots commit to it, high >= 2, nobody named against it
    alleged         a root that is not anonymous commits to it (an inferred one too)
    rumoured        the rest: hearsay, nothing firmer than a possibility
    denied          somebody named commits against it, nobody named for it
    disputed        named roots on both sides, at the same valid time
    retracted,      nothing stands any more; whichever came last
    superseded
    unreported      nothing was ever said that supports or denies

Sources: the analytic standards of ICD 203 and 206 and the Admiralty code (a source's word and its confirmation are
different things); Wikidata's ranks (superseded is not deleted).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

import attrs

from eventlog.claims import Assessment, Question, QuestionKind, Quotation, Stance
from eventlog.knowledge.cut import Cut
from eventlog.knowledge.dossier import Dossier
from eventlog.knowledge.positions import Group
from eventlog.knowledge.roots import speaks_for
from eventlog.knowledge.spans import Layers
from eventlog.knowledge.words import Word
from eventlog.provenance import Independence, Web


class Status(StrEnum):
    """How a question, or a position on it, stands."""

    UNREPORTED = "unreported"
    RETRACTED = "retracted"
    SUPERSEDED = "superseded"
    DISPUTED = "disputed"
    DENIED = "denied"
    CONFIRMED = "confirmed"
    ANNOUNCED = "announced"
    CORROBORATED = "corroborated"
    ALLEGED = "alleged"
    RUMOURED = "rumoured"


FIRMEST = (Status.CONFIRMED, Status.ANNOUNCED, Status.CORROBORATED, Status.ALLEGED, Status.RUMOURED)

AHEAD = (Stance.ANNOUNCE, Stance.PROMISE)
_FUTURE = (*AHEAD, Stance.PREDICT, Stance.WARN)


@attrs.frozen
class Scene:
    """What the status of every position on one question is judged by."""

    dossier: Dossier
    cut: Cut
    question: Question
    web: Web
    owner: Mapping[str, str]
    verifications: Sequence[Assessment]

    def components(self, words: Sequence[Word]) -> set[str]:
        """The components of these words' roots."""
        return {self.owner[word.id] for word in words}


def committed(words: Sequence[Word]) -> list[Word]:
    """Words at CT or PR."""
    return [word for word in words if word.factuality.committed]


def named(words: Sequence[Word]) -> list[Word]:
    """Words whose root is neither anonymous nor inferred."""
    return [word for word in words if word.root.named]


def position_status(one: Group, against: bool, independence: Independence, laid: Layers, scene: Scene) -> Status:
    """The first word that fires for a live position. `against`: whether somebody named commits against it."""
    if not one.supporters:
        return Status.DENIED if named(committed(one.deniers)) else Status.RUMOURED
    firm = committed(one.supporters)
    backing = committed(one.backing())
    if _confirmed(one, independence, scene):
        return Status.CONFIRMED
    if _announced(firm, scene):
        return Status.ANNOUNCED
    if _corroborated(backing, independence, laid, scene) and not against:
        return Status.CORROBORATED
    if any(not word.root.anonymous for word in firm):
        return Status.ALLEGED
    return Status.RUMOURED


def _confirmed(one: Group, independence: Independence, scene: Scene) -> bool:
    actor = scene.question.about
    if any(
        word.claim.stance is Stance.ADMIT and speaks_for(word, actor, scene.dossier)
        for word in committed(one.supporters)
    ):
        return True
    if scene.question.kind is QuestionKind.UTTERANCE and _quoted_twice(one, scene):
        return True
    if independence.low < 2:
        return False
    ids = {word.id for word in one.supporters} | {str(word.claim.report) for word in one.supporters}
    supporters = {word.root.agent for word in one.supporters}
    supporters |= {institution for word in one.supporters for institution in word.root.institutions}
    return any(
        str(assessment.about) in ids and scene.dossier.merges.find(assessment.by) not in supporters
        for assessment in scene.verifications
    )


def _quoted_twice(one: Group, scene: Scene) -> bool:
    """Two carriers that quote directly, neither citing the other."""
    quoting = [
        word
        for word in one.supporters
        if word.claim.speaker is not None
        and word.claim.speaker.quotation is Quotation.DIRECT
        and speaks_for(word, scene.question.about, scene.dossier)
    ]
    merged = scene.dossier.merges.find
    carriers: dict[str, set[str]] = {}
    for word in quoting:
        report = scene.dossier.report(str(word.claim.report))
        cited = {merged(step.agent) for step in word.claim.chain[:-1]}
        for id in report.cites if report else ():
            other = scene.dossier.report(str(id))
            if other is not None:
                cited.add(merged(other.publisher))
        carriers.setdefault(merged(word.publisher), set()).update(cited)
    names = sorted(carriers)
    return any(b not in carriers[a] and a not in carriers[b] for at, a in enumerate(names) for b in names[at + 1 :])


def _announced(firm: Sequence[Word], scene: Scene) -> bool:
    actor, moment = scene.question.about, scene.cut.moment
    for word in firm:
        if word.claim.stance not in AHEAD or not speaks_for(word, actor, scene.dossier):
            continue
        begin = word.begin if word.claim.during is not None else None
        if moment is None or begin is None:
            certainly, possibly = False, True
        else:
            certainly = begin.begin_earliest is not None and begin.begin_earliest > moment
            possibly = begin.begin_latest is None or begin.begin_latest > moment
        if certainly or (possibly and not _begun(word, firm, scene)):
            return True
    return False


def _begun(word: Word, firm: Sequence[Word], scene: Scene) -> bool:
    """Whether another named root firmly says that it has begun."""
    moment = scene.cut.moment
    for other in firm:
        if not other.root.named or scene.owner[other.id] == scene.owner[word.id]:
            continue
        if other.claim.during is None and other.claim.stance in _FUTURE:
            continue
        begin = other.begin
        if begin is None:
            return True
        if begin.begin_latest is not None and (moment is None or begin.begin_latest <= moment):
            return True
    return False


def _corroborated(backing: Sequence[Word], independence: Independence, laid: Layers, scene: Scene) -> bool:
    """Two named roots that commit to it, at a common moment of valid time."""
    voices = named(backing)
    if independence.high < 2 or len(scene.components(voices)) < 2:
        return False
    policy = scene.cut.policy
    return any(laid.touches_other(scene.owner[word.id], span) for word in voices for span in word.left[policy])


def question_status(positions: Sequence[tuple[Group, Status, bool]], dead: Status | None, heard: bool) -> Status:
    """The status of the question: of its live positions (with whether each is disputed), else of how it died.

    `dead` is how the last word that fell was lost; `heard` whether anything ever supported or denied.
    """
    if not heard:
        return Status.UNREPORTED
    if any(disputed for _, _, disputed in positions):
        return Status.DISPUTED
    supporters = [word for one, _, _ in positions for word in one.supporters]
    deniers = [word for one, _, _ in positions for word in one.deniers]
    if named(committed(deniers)) and not named(committed(supporters)):
        return Status.DENIED
    if positions:
        return min(
            (status for _, status, _ in positions),
            key=lambda one: FIRMEST.index(one) if one in FIRMEST else 9,
        )
    return dead or Status.SUPERSEDED

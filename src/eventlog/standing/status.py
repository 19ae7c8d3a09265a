"""The word for it: status of a figure and of a question, the first rule that fires (rule 6 of standing@2).

The word is only a view; the standing carries what it is made of. What each word needs:

    confirmed       two independent roots (low >= 2) and a verification by an agent that does not support it, or the
                    actor's own admission; for an utterance: two carriers, neither citing the other, quoting directly
    announced       the actor announces or promises its own act, which lies ahead
    corroborated    two or more named roots of different institutions commit to it, high >= 2, nothing named against it
    alleged         a root that is not anonymous commits to it (an inferred one too)
    rumoured        the rest: hearsay, nothing firmer than a possibility
    denied          a named agent commits against it, none commits for it
    disputed        named roots on both sides, at the same valid time
    retracted,      nothing stands any more; whichever came last
    superseded
    unreported      nothing was ever said that supports or denies

Sources: the analytic standards of ICD 203 and 206 and the Admiralty code (a source's word and its confirmation are
different things); Wikidata's ranks (superseded is not deleted).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final

import attrs

from eventlog.claims import Assessment, Question, QuestionKind, Quotation, Stance
from eventlog.events import Retracted
from eventlog.standing.cut import Cut, Policy
from eventlog.standing.dossier import AHEAD, Dossier
from eventlog.standing.grouping import Group, Scale
from eventlog.standing.independence import Independence, Web
from eventlog.standing.roots import speaks_for
from eventlog.standing.statements import Word
from eventlog.standing.supersession import replacing
from eventlog.standing.visibility import Sight


class Status(StrEnum):
    """How a question, or an answer to it, stands."""

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


FIRMEST: Final = (Status.CONFIRMED, Status.ANNOUNCED, Status.CORROBORATED, Status.ALLEGED, Status.RUMOURED)
"""The words for a live answer, the firmest first."""

_FUTURE: Final = (*AHEAD, Stance.PREDICT, Stance.WARN)


def firmness(status: Status) -> int:
    """How firm a word for an answer is: 0 is the firmest; a denial stands last."""
    return FIRMEST.index(status) if status in FIRMEST else len(FIRMEST)


@attrs.frozen
class Scene:
    """What the status of every answer to one question is told by."""

    dossier: Dossier
    cut: Cut
    question: Question
    web: Web
    scale: Scale
    verifications: Sequence[Assessment]

    def owner(self, word: Word) -> str:
        """The component of a word's root."""
        return self.scale.owner[word.id]


def committed(words: Iterable[Word]) -> list[Word]:
    """Words at CT or PR."""
    return [word for word in words if word.firm]


def named(words: Iterable[Word]) -> list[Word]:
    """Words whose root is neither anonymous nor inferred."""
    return [word for word in words if word.root.named]


def voices(words: Iterable[Word]) -> list[Word]:
    """Words that can dispute: of a named root, at CT or PR."""
    return named(committed(words))


def figure_status(
    backers: Sequence[Word], holders: Sequence[Word], group: Group, independence: Independence, scene: Scene
) -> Status:
    """The first word that fires for a figure of a position.

    `backers` say it or what entails it, `holders` say just it; both are supporters of the group.
    """
    firm = committed(backers)
    if _confirmed(backers, group, independence, scene):
        return Status.CONFIRMED
    if scene.dossier.looks_ahead and _announced(firm, committed(group.supporters), scene):
        return Status.ANNOUNCED
    alone = [word for word in firm if word.id not in group.shared] if group.shared else firm
    if _corroborated(alone, group, independence, scene) and not voices(scene.scale.opponents(holders)):
        return Status.CORROBORATED
    if any(not word.root.anonymous for word in firm):
        return Status.ALLEGED
    return Status.RUMOURED


def _confirmed(backers: Sequence[Word], group: Group, independence: Independence, scene: Scene) -> bool:
    actor = scene.question.about
    if scene.dossier.admitted and any(
        word.claim.stance is Stance.ADMIT and speaks_for(word.root, actor, scene.dossier) for word in committed(backers)
    ):
        return True
    if scene.question.kind is QuestionKind.UTTERANCE and _quoted_twice(backers, scene):
        return True
    if independence.low < 2:
        return False
    ids = {word.id for word in backers} | {str(word.claim.report) for word in backers}
    supporters = {word.root.agent for word in group.supporters}
    supporters |= {institution for word in group.supporters for institution in word.root.institutions}
    return any(
        str(assessment.about) in ids and scene.dossier.merges.find(assessment.by) not in supporters
        for assessment in scene.verifications
    )


def _quoted_twice(backers: Sequence[Word], scene: Scene) -> bool:
    """Two carriers that quote directly, neither citing the other."""
    quoting = [
        word
        for word in backers
        if word.claim.speaker is not None
        and word.claim.speaker.quotation is Quotation.DIRECT
        and speaks_for(word.root, scene.question.about, scene.dossier)
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
        carriers.setdefault(merged(word.statement.publisher), set()).update(cited)
    names = sorted(carriers)
    return any(b not in carriers[a] and a not in carriers[b] for at, a in enumerate(names) for b in names[at + 1 :])


def _announced(firm: Sequence[Word], position: Sequence[Word], scene: Scene) -> bool:
    """Whether the actor announces its own act, which lies ahead; `firm` back the figure, `position` the position.

    Not where the question is whether something was said: that lies behind, whatever was announced.
    """
    if scene.question.kind is QuestionKind.UTTERANCE:
        return False
    moment = scene.cut.moment
    for word in firm:
        if word.claim.stance not in AHEAD or not speaks_for(word.root, scene.question.about, scene.dossier):
            continue
        begin = word.placed.begin if word.claim.during is not None else None
        if moment is None or begin is None:
            certainly, possibly = False, True
        elif begin.begin_open:
            continue
        else:
            certainly = begin.begin_earliest is not None and begin.begin_earliest > moment
            possibly = begin.begin_latest is None or begin.begin_latest > moment
        if certainly or (possibly and not _begun(word, position, scene)):
            return True
    return False


def _begun(word: Word, position: Sequence[Word], scene: Scene) -> bool:
    """Whether another named root firmly says that it has begun."""
    moment = scene.cut.moment
    for other in position:
        if not other.root.named or scene.owner(other) == scene.owner(word):
            continue
        if other.claim.during is None and other.claim.stance in _FUTURE:
            continue
        begin = other.placed.begin
        if begin is None or begin.begin_open:
            return True
        if begin.begin_latest is not None and (moment is None or begin.begin_latest <= moment):
            return True
    return False


def _corroborated(backing: Sequence[Word], group: Group, independence: Independence, scene: Scene) -> bool:
    """Two named roots that commit to it, of two institutions, at a common moment of valid time."""
    if independence.high < 2:
        return False
    heard = named(backing)
    if len({scene.web.house(key) for key in {word.root.key for word in heard}}) < 2:
        return False
    return group.counts or scene.scale.together(heard)


def disputed(group: Group, printed: Sequence[Word], scene: Scene) -> bool:
    """Whether a named root's committed answer is denied or contradicted by another's; of totals, the printed figure.

    `printed` hold the figure that is printed.
    """
    said = voices(group.supporters)
    if group.counts:
        owners = {scene.owner(word) for word in said}
        return any(owners - {scene.owner(other)} for other in voices(scene.scale.opponents(printed)))
    return bool(voices(scene.scale.opponents(said)))


def question_status(positions: Sequence[tuple[Group, Status, bool]], dead: Status | None, heard: bool) -> Status:
    """The status of the question: of its live positions (with whether each is disputed), else of how it died.

    `dead` is how the last word that fell was lost; `heard` whether anything ever supported or denied.
    """
    if not heard:
        return Status.UNREPORTED
    if any(disputed for _, _, disputed in positions):
        return Status.DISPUTED
    supporters = (word for one, _, _ in positions for word in one.supporters)
    deniers = (word for one, _, _ in positions for word in one.deniers)
    if voices(deniers) and not voices(supporters):
        return Status.DENIED
    if positions:
        return min((status for _, status, _ in positions), key=firmness)
    return dead or Status.SUPERSEDED


def last_loss(words: Iterable[Word], policy: Policy, sight: Sight) -> Status | None:
    """How the last of the words that no longer stand was lost: by press clock, then position."""
    lost: list[tuple[int, int, Status]] = []
    visible = list(words)
    for word in visible:
        if word.live(policy) or not word.polarity:
            continue
        for entry, notice in zip(word.loss.entries, word.loss.notices, strict=True):
            if sight.in_force(entry).under(policy):
                status = Status.RETRACTED if isinstance(entry.event, Retracted) else Status.SUPERSEDED
                lost.append((_latest(notice.begin_latest), entry.position, status))
        if word.alive.under(policy):
            later = replacing(word, visible, sight.dossier.question, policy)
            lost += [(_latest(one.statement.published.begin_latest), one.position, Status.SUPERSEDED) for one in later]
    return max(lost, key=lambda one: one[:2])[2] if lost else None


def _latest(moment: int | None) -> int:
    return -(2**63) if moment is None else moment

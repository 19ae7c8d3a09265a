"""Withdrawal: a source takes back its word, or a carrier what it carried (rule 3 of standing@1).

Only a source in the claim's own chain can withdraw it. A carrier's retraction kills what passed through it in that
report; the innermost speaker's kills the utterance with every copy. An outsider's "retraction" is that outsider's
denial, said at the notice. What a withdrawn word had covered comes back, because it is no longer painted.

A withdrawal stands until the notice in which it was made is itself withdrawn by its publisher.
"""

from __future__ import annotations

import attrs

from eventlog import times
from eventlog.claims import Attribution, Factuality, Stance
from eventlog.events import Corrected, Entry, Retracted, Superseded
from eventlog.knowledge.roots import root_of
from eventlog.knowledge.sight import Seen, Sight
from eventlog.knowledge.status import Status
from eventlog.knowledge.words import Word
from eventlog.provenance import UnionFind


def withdraw(sight: Sight, words: dict[str, Word], joined: UnionFind[str]) -> list[Word]:
    """Mark what is withdrawn; return the denials that outsiders' retractions amount to."""
    denials: list[Word] = []
    targets: dict[str, list[Word]] = {}
    copies: dict[str, list[Word]] = {}
    for word in words.values():
        targets.setdefault(word.id, []).append(word)
        targets.setdefault(str(word.claim.report), []).append(word)
        copies.setdefault(joined.find(word.id), []).append(word)
    for entry in sight.dossier.of(Retracted, Superseded, Corrected):
        event = entry.event
        if isinstance(event, Corrected) and event.field:
            continue
        seen = _standing(sight, entry)
        if not seen.possible:
            continue
        by = sight.dossier.merges.find(event.by)
        for word in targets.get(str(event.target), ()):
            killed = _killed(sight, word, by, copies[joined.find(word.id)])
            for one in killed:
                _mark(one, entry, seen, sight.notice(event.notice))
            if not killed and isinstance(event, Retracted):
                denials.append(_denial(sight, word, entry, seen))
    return denials


def _standing(sight: Sight, entry: Entry) -> Seen:
    """Whether the withdrawal is seen, and the notice in which it was made not itself withdrawn by its publisher."""
    seen = sight.of(str(entry.id))
    notice = str(entry.event.notice)
    report = sight.dossier.report(notice)
    if report is None:
        return seen
    merged = sight.dossier.merges.find
    for other in sight.dossier.retractions.get(notice, ()):
        if merged(other.event.by) == merged(report.publisher) and other is not entry:
            seen = seen.unless(sight.of(str(other.id)))
    return seen


def _killed(sight: Sight, word: Word, by: str, copies: list[Word]) -> list[Word]:
    """What falls when this source takes the word back: of the speaker every copy, of a carrier its own, else none."""
    merged = sight.dossier.merges.find
    innermost = merged(word.claim.chain[-1].agent if word.claim.chain else word.publisher)
    if by == innermost:
        return copies
    carries = by == merged(word.publisher) or any(merged(step.agent) == by for step in word.claim.chain)
    return [word] if carries else []


def _mark(word: Word, entry: Entry, seen: Seen, notice: times.Bounds) -> None:
    word.withdrawals.append(entry)
    word.notices.append(notice)
    before = word.withdrawn
    word.withdrawn = Seen(
        before.late or seen.late,
        before.early or seen.early,
        before.uncertain or (seen.uncertain and not before.certain),
    )


def _denial(sight: Sight, word: Word, entry: Entry, seen: Seen) -> Word:
    """An outsider's retraction, as the denial that it is: by that agent, said at the notice, of the same time."""
    event = entry.event
    claim = attrs.evolve(
        word.claim,
        chain=(Attribution(agent=event.by),),
        said=None,
        stance=Stance.DENY,
        factuality=Factuality.NOT_CERTAIN,
        during=word.claim.during,
        evidence=(),
    )
    notice = sight.notice(event.notice)
    root = root_of(sight.dossier, claim, word.publisher, notice)
    return Word(
        id=f"{entry.id} of {word.id}",
        claim=claim,
        position=entry.position,
        publisher=word.publisher,
        published=notice,
        said=notice,
        seen=seen & sight.of(word.id),
        root=root,
        source=root.key,
        factuality=Factuality.NOT_CERTAIN,
        supports=word.supports,
        synthetic=True,
    )


def last_loss(sight: Sight, visible: list[Word]) -> Status | None:
    """How the last of the words that no longer stand was lost: by press clock, then position."""
    policy = sight.cut.policy
    lost: list[tuple[int, int, Status]] = []
    published = {word.position: word.published for word in visible}
    for word in visible:
        if word.live(policy) or not word.polarity:
            continue
        for entry in word.withdrawals:
            if _standing(sight, entry).under(policy):
                status = Status.RETRACTED if isinstance(entry.event, Retracted) else Status.SUPERSEDED
                lost.append((_moment(sight.notice(entry.event.notice)), entry.position, status))
        if word.alive.under(policy):
            coverers = word.covered_by.get(policy, [])
            lost.extend((_moment(published.get(at)), at, Status.SUPERSEDED) for at in coverers)
    return max(lost, key=lambda one: one[:2])[2] if lost else None


def _moment(bounds: object) -> int:
    latest = getattr(bounds, "begin_latest", None)
    return -(2**63) if latest is None else latest

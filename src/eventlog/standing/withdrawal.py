"""Withdrawal: a source takes back its word, or a carrier what it carried.

Only a source in the claim's own chain can withdraw it. A carrier's retraction kills what passed through it in that
report; the innermost speaker's kills the utterance with every copy. An outsider's "retraction" is that outsider's word
of the opposite polarity, said at the notice. What a withdrawn word had covered comes back, because it is no longer
painted. A withdrawal stands until the notice in which it was made is itself withdrawn whole by its publisher.

Source: rule 3 of standing@2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import attrs

from eventlog import times
from eventlog.claims import Attribution, Claim, Factuality, Stance
from eventlog.events import ChangeOfMind, Corrected, EntryOf, Retracted, Superseded
from eventlog.standing.answers import Own
from eventlog.standing.independence import UnionFind
from eventlog.standing.kept import identity
from eventlog.standing.roots import root_of
from eventlog.standing.seen import NEVER, Seen
from eventlog.standing.statements import Loss, Statement
from eventlog.standing.visibility import Sight


def withdraw(
    sight: Sight, statements: Mapping[str, Statement], copies: UnionFind[str]
) -> tuple[dict[str, Loss], list[Statement]]:
    """What takes statements back, by their ids; and what outsiders' retractions amount to."""
    notices = sight.dossier.of(Retracted, Superseded, Corrected)
    if not notices:
        return {}, []
    found: dict[str, list[tuple[EntryOf[ChangeOfMind], Seen]]] = {}
    rejections: list[Statement] = []
    targets: dict[str, list[Statement]] = {}
    utterances: dict[str, list[Statement]] = {}
    named = {str(entry.event.target) for entry in notices}
    for one in statements.values():
        for name in (one.id, one.claim.report):
            if name in named:
                targets.setdefault(name, []).append(one)
        if copies.joined:
            utterances.setdefault(copies.find(one.id), []).append(one)
    for entry in notices:
        event = entry.event
        if isinstance(event, Corrected) and str(event.target).startswith("report:"):
            continue  # it corrects what the report says of itself, and takes no claim away
        seen = sight.in_force(entry)
        if not seen.possible:
            continue
        by = sight.dossier.merges.find(event.by)
        for one in targets.get(str(event.target), ()):
            same = utterances[copies.find(one.id)] if copies.joined else [one]
            fallen = _fallen(sight, one, by, same)
            for other in fallen:
                found.setdefault(other.id, []).append((entry, seen))
            if not fallen and isinstance(event, Retracted) and one.claim.value is not None:
                rejections.append(_rejection(sight, one, entry, seen))
    return {id: _loss(sight, id, taken) for id, taken in found.items()}, rejections


def _fallen(sight: Sight, one: Statement, by: str, copies: list[Statement]) -> list[Statement]:
    """What falls when this source takes it back: of the speaker every copy, of a carrier its own, else nothing."""
    merged = sight.dossier.merges.find
    innermost = merged(one.claim.chain[-1].agent if one.claim.chain else one.publisher)
    if by == innermost:
        return copies
    return [one] if passes_through(by, one.claim, one.publisher, merged) else []


def passes_through(by: str, claim: Claim, publisher: str, merged: Callable[[str], str]) -> bool:
    """Whether an agent is in a claim's own chain, and so can take it back: anybody else can only say the opposite.

    `merged` gives the one id of agents that are one.
    """
    return merged(by) in {merged(publisher), *(merged(step.agent) for step in claim.chain)}


def _loss(sight: Sight, id: str, taken: list[tuple[EntryOf[ChangeOfMind], Seen]]) -> Loss:
    """What all of these notices, in order, do to a statement."""
    whole = NEVER
    for _, seen in taken:
        uncertain = whole.uncertain or (seen.uncertain and not whole.certain)
        whole = Seen(whole.late or seen.late, whole.early or seen.early, uncertain)
    entries, notices = tuple(entry for entry, _ in taken), tuple(sight.notice(entry.event.notice) for entry, _ in taken)
    key = (whole, *map(identity, entries), *map(identity, notices))
    loss: Loss = sight.dossier.kept.losses(id).get(key, lambda: Loss(whole, entries, notices))
    return loss


def _rejection(sight: Sight, one: Statement, entry: EntryOf[ChangeOfMind], seen: Seen) -> Statement:
    """An outsider's retraction as the word that it is: of the opposite polarity, said at the notice."""
    notice, seen = sight.notice(entry.event.notice), seen & sight.of(one.id)
    key = (identity(one), identity(notice), seen)
    kept = sight.dossier.kept.statements(f"{entry.id} of {one.id}")
    rejected: tuple[Statement, Statement] = kept.get(key, lambda: (one, _rejected(sight, one, entry, notice, seen)))
    return rejected[1]


def _rejected(
    sight: Sight, one: Statement, entry: EntryOf[ChangeOfMind], notice: times.Bounds, seen: Seen
) -> Statement:
    event = entry.event
    affirms = one.factuality.negative
    factuality = Factuality.CERTAIN if affirms else Factuality.NOT_CERTAIN
    claim = attrs.evolve(
        one.claim,
        chain=(Attribution(agent=event.by),),
        said=None,
        stance=Stance.ASSERT if affirms else Stance.DENY,
        factuality=factuality,
        condition="",
        evidence=(),
    )
    root = root_of(sight.dossier, claim, one.publisher, notice)
    return Statement(
        id=f"{entry.id} of {one.id}",
        claim=claim,
        position=entry.position,
        publisher=one.publisher,
        published=notice,
        said=notice,
        seen=seen,
        root=root,
        source=root.key,
        own=Own.of(one.own.value, factuality),
        factuality=factuality,
        supports=one.supports,
        synthetic=True,
    )

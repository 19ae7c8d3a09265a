"""Roots: who is behind a claim, its source, its root and the institutions of both, after entity judgements.

A *source* is the innermost stated agent; a *root* is the innermost step, stated or inferred. An anonymous agent without
an institution is a source and a root of its own in each report (one and the same in a report and its later editions),
until it is linked or merged.

Source: rules 2 and 5 of standing@2.
"""

from __future__ import annotations

from eventlog import times
from eventlog.claims import Claim, Scope
from eventlog.standing.dossier import Dossier
from eventlog.standing.independence import Root


def institutions(dossier: Dossier, agent: str, when: times.Bounds) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The institutions that an agent is part of at a time, through others too: certainly, and only possibly."""
    found: dict[str, bool] = {}
    pending = [(agent, True)]
    while pending:
        name, sure = pending.pop()
        known = dossier.agents.get(name)
        for membership in known.part_of if known else ():
            answer = times.Certainty.CERTAIN
            if membership.during is not None:
                held = times.bounds(membership.during, times.Place.STATE, dossier.zone)
                answer = times.contains(held, when)
            if answer is times.Certainty.NO:
                continue
            certain = sure and answer is times.Certainty.CERTAIN
            institution = dossier.merges.find(membership.agent)
            if institution != agent and (institution not in found or (certain and not found[institution])):
                found[institution] = certain
                pending.append((institution, certain))
    surely = tuple(sorted(name for name, sure in found.items() if sure))
    perhaps = tuple(sorted(name for name, sure in found.items() if not sure))
    return surely, perhaps


def root_of(dossier: Dossier, claim: Claim, publisher: str, when: times.Bounds) -> Root:
    """The innermost step of a claim, after entity judgements; the outlet itself where the chain is empty."""
    step = claim.speaker
    agent = dossier.merges.find(step.agent if step else publisher)
    surely, perhaps = institutions(dossier, agent, when)
    inferred = step is not None and step.scope is Scope.INFERRED
    anonymous = agent.startswith("anon:")
    lonely = anonymous and not surely and not perhaps and agent not in dossier.merged
    key = f"{agent}@{dossier.first_edition(str(claim.report))}" if lonely else agent
    return Root(
        key=f"{key}?" if inferred else key,
        agent=agent,
        anonymous=anonymous,
        inferred=inferred,
        outlet=agent.startswith("outlet:"),
        institutions=surely,
        perhaps=perhaps,
    )


def source_of(dossier: Dossier, claim: Claim, publisher: str, when: times.Bounds) -> str:
    """The innermost stated agent, not lifted to its institution; the publisher where nobody is stated."""
    stated = next((step.agent for step in reversed(claim.chain) if step.scope is Scope.STATED), publisher)
    agent = dossier.merges.find(stated)
    if agent.startswith("anon:") and agent not in dossier.merged and not any(institutions(dossier, agent, when)):
        return f"{agent}@{dossier.first_edition(str(claim.report))}"
    return agent


def is_actor(root: Root, actor: str | None, dossier: Dossier) -> bool:
    """Whether a root, stated or inferred, is the actor or certainly part of it."""
    if actor is None:
        return False
    whole = dossier.merges.find(actor)
    return root.agent == whole or whole in root.institutions


def speaks_for(root: Root, actor: str | None, dossier: Dossier) -> bool:
    """Whether a word of this root is the actor's own, as the report states: only such a word announces or admits."""
    return root.named and is_actor(root, actor, dossier)

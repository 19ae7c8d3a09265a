"""Who is behind a claim: its source, its root, its institutions; and the joins between the roots of one question.

This is where chains of attribution, entity judgements, links and citations become what `provenance` can count. A
*source* is the innermost stated agent; a *root* is the innermost step, stated or inferred. An anonymous agent without
an institution is a source and a root of its own in each report, until it is linked or merged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from eventlog import times
from eventlog.claims import Claim, LinkKind, Scope
from eventlog.events import Entry, Linked
from eventlog.knowledge.cut import Policy
from eventlog.knowledge.dossier import Dossier, Problem
from eventlog.knowledge.sight import ALWAYS, Seen, Sight
from eventlog.knowledge.words import Word
from eventlog.provenance import Joins, Root, UnionFind, Web, cycles


def institutions(dossier: Dossier, agent: str, when: times.Bounds) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The institutions that an agent is part of at a time, through others too: certainly, and only possibly."""
    found: dict[str, bool] = {}
    pending = [(agent, True)]
    while pending:
        name, sure = pending.pop()
        known = dossier.agents.get(name)
        for membership in known.part_of if known else ():
            answer = times.Answer.CERTAIN
            if membership.during is not None:
                held = times.bounds(membership.during, times.Place.STATE, dossier.zone)
                answer = times.contains(held, when)
            if answer is times.Answer.NO:
                continue
            certain = sure and answer is times.Answer.CERTAIN
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
    key = f"{agent}@{claim.report}" if lonely else agent
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
        return f"{agent}@{claim.report}"
    return agent


def is_actor(word: Word, actor: str | None, dossier: Dossier) -> bool:
    """Whether the innermost agent, stated or inferred, is the actor or certainly part of it."""
    if actor is None:
        return False
    whole = dossier.merges.find(actor)
    return word.root.agent == whole or whole in word.root.institutions


def speaks_for(word: Word, actor: str | None, dossier: Dossier) -> bool:
    """Whether a word is the actor's own, as the report states: only such a word announces or admits."""
    return word.root.named and is_actor(word, actor, dossier)


def own_sight(sight: Sight, entry: Entry) -> Seen:
    """Whether a link is seen by its own clock, given that both its ends are."""
    link = entry.event.link
    own = sight._own(entry)  # noqa: SLF001 - one room
    return own & (ALWAYS if link.found_in is None else sight.of(str(link.found_in)))


def links_between(sight: Sight, words: Mapping[str, Word]) -> list[tuple[Entry, Seen]]:
    """The links whose both ends are words of this question, each with whether it is itself seen."""
    found = []
    for entry in sight.dossier.of(Linked):
        link = entry.event.link
        if str(link.from_) in words and str(link.to) in words:
            found.append((entry, own_sight(sight, entry)))
    return found


def copying(words: Mapping[str, Word], links: Sequence[tuple[Entry, Seen]]) -> Iterable[tuple[tuple[str, str], Seen]]:
    """The pairs of words that are copies of one utterance; each is seen only where the link and both its ends are."""
    for entry, seen in links:
        if entry.event.link.kind.copies:
            a, b = str(entry.event.link.from_), str(entry.event.link.to)
            yield (a, b), seen & words[a].seen & words[b].seen


def copies(words: Mapping[str, Word], links: Sequence[tuple[Entry, Seen]], policy: Policy) -> UnionFind[str]:
    """Which words are copies of one utterance, under one reading."""
    joined: UnionFind[str] = UnionFind()
    for word in words:
        joined.find(word)
    for (a, b), seen in copying(words, links):
        if seen.under(policy):
            joined.union(a, b)
    return joined


def web(
    sight: Sight, words: Mapping[str, Word], links: Sequence[tuple[Entry, Seen]]
) -> tuple[Web, tuple[Problem, ...]]:
    """Join the roots of the visible words (withdrawn ones included), and report what leads back to itself."""
    policy = sight.cut.policy
    seen_words = {id: word for id, word in words.items() if word.seen.under(policy)}
    certain: list[tuple[str, str]] = []
    possible: list[tuple[str, str]] = []
    apart: list[tuple[str, str]] = []
    echoes: list[tuple[str, str, bool]] = []
    arrows: dict[str, set[str]] = {}
    for entry, seen in links:
        link = entry.event.link
        a, b = seen_words.get(str(link.from_)), seen_words.get(str(link.to))
        if a is None or b is None or not seen.possible:
            continue
        pair = (a.root.key, b.root.key)
        if link.kind.joins:
            within = seen.under(policy) and link.found_in in (a.claim.report, b.claim.report)
            if link.kind is LinkKind.ECHOES:
                echoes.append((*pair, seen.certain or within))
            else:
                (certain if seen.certain or within else possible).append(pair)
            if link.kind in (LinkKind.ECHOES, LinkKind.RESTATES):
                arrows.setdefault(a.id, set()).add(b.id)
        elif link.kind is LinkKind.CORROBORATES and link.basis.strip() and seen.under(policy):
            apart.append(pair)
    _cite(sight, list(seen_words.values()), certain, possible, arrows)
    roots = {word.root.key: word.root for word in seen_words.values()}
    joins = Joins(tuple(certain), tuple(possible), tuple(echoes), tuple(apart))
    return Web(roots, joins), tuple(_circles(arrows, seen_words))


def _circles(arrows: Mapping[str, set[str]], words: Mapping[str, Word]) -> Iterable[Problem]:
    for members in cycles(arrows):
        positions = tuple(sorted(words[id].position for id in members))
        yield Problem("cycle", f"{len(members)} claims cite each other in a circle: they count as one root", positions)


def _cite(
    sight: Sight,
    words: Sequence[Word],
    certain: list[tuple[str, str]],
    possible: list[tuple[str, str]],
    arrows: dict[str, set[str]],
) -> None:
    """Join roots along citations: certainly where the chain passes through the cited outlet, else possibly."""
    by_report: dict[str, list[Word]] = {}
    for word in words:
        by_report.setdefault(str(word.claim.report), []).append(word)
    for word in words:
        report = sight.dossier.report(str(word.claim.report))
        passed = {sight.dossier.merges.find(step.agent) for step in word.claim.chain}
        for cited in report.cites if report else ():
            others = by_report.get(str(cited), [])
            through = bool(others) and sight.dossier.merges.find(others[0].publisher) in passed
            if through:
                arrows.setdefault(word.id, set()).update(other.id for other in others)
            if any(other.root.key == word.root.key for other in others):
                continue
            for other in others:
                (certain if through else possible).append((word.root.key, other.root.key))

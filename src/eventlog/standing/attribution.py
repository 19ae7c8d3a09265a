"""Attribution: how the roots of one question hang together, by links, citations and equal texts.

This is where chains of attribution, entity judgements, links and citations become what `independence` can count.

Source: rules 2 and 5 of standing@2.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from eventlog.claims import LinkKind
from eventlog.events import EntryOf, Linked
from eventlog.problems import Problem
from eventlog.standing.cut import Policy
from eventlog.standing.independence import Joins, UnionFind, Web, cycles
from eventlog.standing.roots import source_of
from eventlog.standing.seen import ALWAYS, Seen
from eventlog.standing.statements import Statement
from eventlog.standing.visibility import Sight


def own_sight(sight: Sight, entry: EntryOf[Linked]) -> Seen:
    """Whether a link is seen by its own clock, given that both its ends are."""
    link = entry.event.link
    own = sight.alone(entry)
    return own & (ALWAYS if link.found_in is None else sight.of(str(link.found_in)))


def links_between(sight: Sight, statements: Mapping[str, Statement]) -> list[tuple[EntryOf[Linked], Seen]]:
    """The links whose both ends are statements on this question, each with whether it is itself seen."""
    found = []
    for entry in sight.dossier.of(Linked):
        link = entry.event.link
        if str(link.from_) in statements and str(link.to) in statements:
            found.append((entry, own_sight(sight, entry)))
    return found


def copying(
    statements: Mapping[str, Statement], links: Sequence[tuple[EntryOf[Linked], Seen]]
) -> Iterable[tuple[tuple[str, str], Seen]]:
    """The pairs that are copies of one utterance; each is seen only where the link and both its ends are."""
    for entry, seen in links:
        if entry.event.link.kind.copies:
            a, b = str(entry.event.link.from_), str(entry.event.link.to)
            yield (a, b), seen & statements[a].seen & statements[b].seen


def copies(
    statements: Mapping[str, Statement], links: Sequence[tuple[EntryOf[Linked], Seen]], policy: Policy
) -> UnionFind[str]:
    """Which statements are copies of one utterance, under one reading."""
    joined: UnionFind[str] = UnionFind()
    for (a, b), seen in copying(statements, links):
        if seen.under(policy):
            joined.union(a, b)
    return joined


def nameless_pairs(sight: Sight) -> list[tuple[str, str, Seen]]:
    """The pairs of nameless sources that a link makes one, in whatever question, each with how the link is seen."""
    if not sight.dossier.nameless:
        return []
    found = []
    for entry in sight.dossier.of(Linked):
        link = entry.event.link
        if not link.kind.joins or link.kind is LinkKind.RESTATES:
            continue
        ends = [_nameless(sight, str(name)) for name in (link.from_, link.to)]
        seen = sight.of(str(entry.id))
        if None not in ends and seen.possible:
            found.append((*sorted(map(str, ends)), seen))
    return found  # type: ignore[return-value]


def _nameless(sight: Sight, id: str) -> str | None:
    claim = sight.dossier.claim(id)
    report = None if claim is None else sight.dossier.report(str(claim.report))
    if claim is None or report is None:
        return None
    source = source_of(sight.dossier, claim, report.publisher, sight.said(claim))
    return source if "@" in source else None


def nameless(sight: Sight) -> UnionFind[str]:
    """Which nameless sources are one, under the reading of the cut."""
    united: UnionFind[str] = UnionFind()
    for a, b, seen in nameless_pairs(sight):
        if seen.under(sight.cut.policy):
            united.union(a, b)
    return united


def web(
    sight: Sight, statements: Mapping[str, Statement], links: Sequence[tuple[EntryOf[Linked], Seen]]
) -> tuple[Web, tuple[Problem, ...]]:
    """Join the roots of the visible statements (withdrawn ones included), and report what leads back to itself."""
    policy = sight.cut.policy
    visible = {id: one for id, one in statements.items() if one.seen.under(policy)}
    certain: list[tuple[str, str]] = []
    possible: list[tuple[str, str]] = []
    apart: list[tuple[str, str]] = []
    echoes: list[tuple[str, str, bool]] = []
    arrows: dict[str, set[str]] = {}
    for entry, seen in links:
        link = entry.event.link
        a, b = visible.get(str(link.from_)), visible.get(str(link.to))
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
    if sight.dossier.citing or sight.dossier.reprinted:
        heard = [one for one in visible.values() if not one.synthetic]
        _cite(sight, heard, certain, possible, arrows)
        certain.extend(_same_text(sight, heard))
    roots = {one.root.key: one.root for one in visible.values()}
    for one, other, seen in nameless_pairs(sight):
        if one in roots and other in roots:
            (certain if seen.certain else possible).append((one, other))
    joins = Joins(tuple(certain), tuple(possible), tuple(echoes), tuple(apart))
    held: Web = sight.dossier.kept.webs.get((tuple(roots.items()), joins), lambda: Web(roots, joins))
    return held, tuple(_circles(arrows, visible))


def _circles(arrows: Mapping[str, set[str]], statements: Mapping[str, Statement]) -> Iterable[Problem]:
    for members in cycles(arrows):
        positions = tuple(sorted(statements[id].position for id in members))
        yield Problem("cycle", f"{len(members)} claims cite each other in a circle: they count as one root", positions)


def _same_text(sight: Sight, statements: Sequence[Statement]) -> Iterable[tuple[str, str]]:
    """Join the outlets whose reports have one text, letter for letter: in whatever outlet it is printed, it was written
    once. What one report alone says in the names of two outlets is no copy.
    """
    copies: dict[str, dict[str, list[str]]] = {}
    for one in statements:
        report = sight.dossier.report(str(one.claim.report))
        if one.root.outlet and report is not None and report.digest is not None:
            copies.setdefault(report.digest, {}).setdefault(report.id, []).append(one.root.key)
    for told in copies.values():
        if len(told) > 1:
            first, *others = dict.fromkeys(root for roots in told.values() for root in roots)
            yield from ((first, other) for other in others)


def _cite(
    sight: Sight,
    statements: Sequence[Statement],
    certain: list[tuple[str, str]],
    possible: list[tuple[str, str]],
    arrows: dict[str, set[str]],
) -> None:
    """Join roots along citations: certainly where the chain passes through the cited outlet, else possibly."""
    by_report: dict[str, list[Statement]] = {}
    for one in statements:
        by_report.setdefault(str(one.claim.report), []).append(one)
    told = ((sight.dossier.report(report), some) for report, some in by_report.items())
    for report, one in ((report, one) for report, some in told if report and report.cites for one in some):
        passed = {sight.dossier.merges.find(step.agent) for step in one.claim.chain}
        for cited in report.cites:
            others = by_report.get(str(cited), [])
            through = bool(others) and sight.dossier.merges.find(others[0].publisher) in passed
            if through:
                arrows.setdefault(one.id, set()).update(other.id for other in others)
            if any(other.root.key == one.root.key for other in others):
                continue
            for other in others:
                (certain if through else possible).append((one.root.key, other.root.key))

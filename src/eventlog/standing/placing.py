"""Placing: when each statement was said, and of which time in the world it holds.

Order is `said`, else `published`; copies of one utterance take its earliest `said`, so that re-quoting June in October
does not beat September. Words of one report, or notice, that were said together stand side by side. Without `during` a
state holds from when it was said, until further notice. A running total counts up to a moment: the known end of its
`during`, else when it was said.

Source: rule 2 of standing@2.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

import attrs

from eventlog import times
from eventlog.claims import Claim, Measure, Quantity, Question, QuestionKind
from eventlog.standing.independence import UnionFind
from eventlog.standing.kept import Kept, identity
from eventlog.standing.spans import BEGIN, END
from eventlog.standing.statements import Moment, Placed, Statement
from eventlog.standing.visibility import Sight


def lasts(question: Question) -> bool:
    """Whether what is asked holds over time: states, and norms like them."""
    return question.kind.lasts


def read_as(question: Question) -> times.Place:
    """How the times that its claims are about are read: as those of what lasts, or of what happens once."""
    return times.Place.STATE if lasts(question) else times.Place.EVENT


def cumulative(question: Question) -> bool:
    """Whether numbers that answer it are running totals."""
    return question.measure is Measure.CUMULATIVE


def counts_up(question: Question, claim: Claim) -> bool:
    """Whether the claim is a running total: deaths so far."""
    return cumulative(question) and isinstance(claim.value, Quantity)


def is_total(question: Question, claim: Claim) -> bool:
    """Whether the claim is a figure counted over a window."""
    return question.measure is Measure.TOTAL and isinstance(claim.value, Quantity)


def place(
    sight: Sight, statements: Mapping[str, Statement], copies: UnionFind[str], nameless: UnionFind[str]
) -> dict[str, Placed]:
    """Give each statement its place; `copies` joins those of one utterance, `nameless` the sources that are one."""
    kept = sight.dossier.kept
    names = {id: copies.find(id) for id in statements} if copies.joined else {id: id for id in statements}
    sources = {id: nameless.find(one.source) if nameless.joined else one.source for id, one in statements.items()}
    orders = _orders(statements.values(), names, kept)
    told: dict[tuple[str, str], list[str]] = {}
    for id, one in statements.items():
        told.setdefault((sources[id], f"entry:{one.position}" if one.synthetic else one.claim.report), []).append(id)
    sides: UnionFind[str] = UnionFind()
    for together in told.values():
        if len(together) > 1:
            beside: dict[times.Bounds, str] = {}
            for name in (names[id] for id in together):
                first = beside.setdefault(orders[name], name)
                if first != name:
                    sides.union(first, name)
    placed = {}
    for id, one in statements.items():
        order, group = orders[names[id]], sides.find(names[id]) if sides.joined else names[id]
        key = (identity(order), group, sources[id], identity(one.published))
        make = partial(_placed, sight, one, order, group, sources[id])
        placed[id] = kept.placed(id).get(key, make)[0]
    return placed


def _placed(
    sight: Sight, one: Statement, order: times.Bounds, group: str, source: str
) -> tuple[Placed, times.Bounds, times.Bounds]:
    """A statement's place; held beside it are the moments that it is kept under."""
    spot = Placed(order=order, group=group, source=source)
    placed, problems = sight.apart(lambda: _windowed(sight, one, spot, sight.dossier.question))
    return attrs.evolve(placed, problems=problems) if problems else placed, order, one.published


def _orders(statements: Iterable[Statement], names: Mapping[str, str], kept: Kept) -> dict[str, times.Bounds]:
    """When each utterance was said: its earliest `said`, else when it was first published."""
    said: dict[str, times.Bounds] = {}
    told: dict[str, times.Bounds] = {}
    for one in statements:
        name = names[one.id]
        if one.claim.said is not None or one.synthetic:
            said[name] = _earlier(said[name], one.said, kept) if name in said else one.said
        else:
            told[name] = _earlier(told[name], one.published, kept) if name in told else one.published
    return told | said


def _earlier(a: times.Bounds, b: times.Bounds, kept: Kept) -> times.Bounds:
    """The earlier of two moments: one and the same object each time that it is asked for."""
    key = (identity(a), identity(b))
    if key not in kept.earlier:
        kept.earlier[key] = (earlier(a, b), a, b)
    found: times.Bounds = kept.earlier[key][0]
    return found


def earlier(a: times.Bounds, b: times.Bounds) -> times.Bounds:
    """The earlier of two vague moments."""
    first = None if None in (a.begin_earliest, b.begin_earliest) else min(a.begin_earliest, b.begin_earliest)  # type: ignore[type-var]
    lasts = [bound for bound in (a.begin_latest, b.begin_latest) if bound is not None]
    last = min(lasts) if lasts else None
    return attrs.evolve(
        a,
        begin_earliest=first,
        begin_latest=last,
        end_earliest=None if first is None else first + 1,
        end_latest=None if last is None else last + 1,
        begin_uncertain=a.begin_uncertain or b.begin_uncertain,
    )


def _windowed(sight: Sight, one: Statement, spot: Placed, question: Question) -> Placed:
    """The valid time that a statement is about.

    An event is its own window, and its `during` only says when it was; a total is compared on equal windows only. When
    it begins is known beside that; without `during`, when it was said.
    """
    claim = one.claim
    about = None if claim.during is None else sight.resolve(claim.during, claim, read_as(question))
    begin = spot.order if about is None else about
    if counts_up(question, claim):
        moment = None if question.kind is QuestionKind.EVENT or about is None else _end(about)
        dated = moment is not None or claim.said is not None
        unsure = spot.order.begin_uncertain if moment is None or about is None else about.end_uncertain
        return attrs.evolve(spot, begin=begin, moment=moment or _moment(spot.order), dated=dated, unsure=unsure)
    if is_total(question, claim):
        window = claim.value.window or claim.during  # type: ignore[union-attr]
        extent = None if window is None else sight.resolve(window, claim, times.Place.STATE)
        return attrs.evolve(spot, begin=begin, extent=extent, window_key=_key(extent))
    if not lasts(question):
        return attrs.evolve(spot, begin=begin, extent=about)
    window = until_further_notice(spot.order) if about is None else about
    return attrs.evolve(spot, begin=begin, window=window, extent=window)


def _key(extent: times.Bounds | None) -> tuple[int | None, ...] | None:
    if extent is None:
        return None
    return (extent.begin_earliest, extent.begin_latest, extent.end_earliest, extent.end_latest)


def _end(about: times.Bounds) -> Moment | None:
    """The last moment of a stretch of time, where its end is known."""
    if about.end_earliest is None or about.end_latest is None:
        return None
    return (about.end_earliest - 1, about.end_latest - 1)


def _moment(order: times.Bounds) -> Moment:
    first = BEGIN if order.begin_earliest is None else order.begin_earliest
    last = END if order.begin_latest is None else order.begin_latest
    return (first, last)


def until_further_notice(said: times.Bounds) -> times.Bounds:
    """The valid time of a state that was told without one: from when it was said."""
    return attrs.evolve(said, instant=False, end_earliest=None, end_latest=None)

"""Figures: which number of a position is printed, and who backs it.

A position of quantities or times lists its *figures*: the distinct answers of its live supporters. A word *backs* a
figure if it says just that, or entails it: 12,000 backs "more than 10,000", which does not back 12,000. So nobody is
named beside a figure that is not in their own answer. Of running totals an earlier count backs a later bound, with its
low carried on, unless its source has said another by then; and a later count an earlier bound, with its high carried
back.

Printed is the firmest figure; of equally firm ones the narrowest, then the latest said, then the highest. Of running
totals: that of the latest moment, of which the rules below leave out what lies ahead, what nobody answers for and what
was known before.

Source: rules 4 and 6 of standing@2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import cmp_to_key
from operator import attrgetter, is_
from typing import Any, Final, Protocol, TypeVar

import attrs

from eventlog.standing.answers import Range, Value
from eventlog.standing.counts import Counts
from eventlog.standing.grouping import Group
from eventlog.standing.independence import Independence
from eventlog.standing.spans import BEGIN
from eventlog.standing.statements import Word
from eventlog.standing.status import FIRMEST, Scene, Status, figure_status, firmness
from eventlog.standing.totals import moment_of, passed

_position: Final = attrgetter("position")
_latest: Final = attrgetter("placed.latest")


class Printable(Protocol):
    """A position with its figures, the printed one first."""

    @property
    def group(self) -> Group:
        """The words of the position."""

    @property
    def figures(self) -> Sequence[Backed]:
        """Its figures; none where it is only denied."""

    @property
    def place(self) -> tuple[int, ...]:
        """Where it stands in print."""


Printed = TypeVar("Printed", bound=Printable)


@attrs.frozen(eq=False)
class Backed:
    """An answer of a position: the words that say just it (the latest last), and all that back it."""

    holders: tuple[Word, ...]
    backers: tuple[Word, ...]
    status: Status
    independence: Independence

    @property
    def latest(self) -> Word:
        """The word whose wording, and moment, is the figure's."""
        return self.holders[-1]


def backed(group: Group, scene: Scene, before: Sequence[Backed] = ()) -> list[Backed]:
    """The figures of a position, the printed one first, then the latest said; of what has none, its one answer.

    `before`: those of the same words at another cut, where their roots were joined as they are here. What has come in
    since may stand against them, which changes how firm they are, and not who says them. Running totals, which carry
    each other on, are worked out anew.
    """
    if not group.supporters:
        return []
    if not group.ranges:  # one answer: all who hold it back it
        return [_figure(_by_said(group.supporters), group.supporters, group, scene)]
    if before and not group.counts:
        again = [_again(one, group, scene) for one in before]
        return again if all(map(is_, again, before)) else _in_order(again, group, scene)
    by_value: dict[Any, list[Word]] = {}
    for word in sorted(group.supporters, key=_counted) if group.counts else _by_said(group.supporters):
        by_value.setdefault(word.own.value.key, []).append(word)
    found = []
    members = scene.scale.counts.of(group.supporters) if group.counts else 0
    for holders in by_value.values():
        if group.counts:
            backers = scene.scale.counts.among(members & scene.scale.counts.backing(holders[-1]))
        else:
            backers = [word for word in group.supporters if word.own.value.entails(holders[-1].own.value)]
        found.append(_figure(holders, backers, group, scene))
    return _in_order(found, group, scene)


def _in_order(figures: Sequence[Backed], group: Group, scene: Scene) -> list[Backed]:
    printed = _of_totals(figures, scene) if group.counts else _printed(figures)
    rest = sorted((one for one in figures if one is not printed), key=lambda one: _said(one.latest), reverse=True)
    return [printed, *rest]


def _again(one: Backed, group: Group, scene: Scene) -> Backed:
    """A figure as firm as it is now; the same object where that is as firm as it was."""
    status = figure_status(one.backers, one.holders, group, one.independence, scene)
    return one if status is one.status else attrs.evolve(one, status=status)


def _figure(holders: Sequence[Word], backers: Sequence[Word], group: Group, scene: Scene) -> Backed:
    alone = [word for word in backers if word.id not in group.shared] if group.shared else backers
    independence = scene.web.independence([word.root.key for word in alone or backers])
    status = figure_status(backers, holders, group, independence, scene)
    return Backed(tuple(holders), tuple(backers), status, independence)


def _said(word: Word) -> tuple[int, int]:
    return (word.placed.latest, word.position)


def _by_said(words: Iterable[Word]) -> list[Word]:
    """Words in the order in which they were said, as late as that can have been; then by position."""
    return sorted(sorted(words, key=_position), key=_latest)  # two sorts by one number each: no pair is made


def _counted(word: Word) -> tuple[int, int, int, int]:
    first, last = moment_of(word)
    return (last, first, *_said(word))


def _printed(figures: Iterable[Backed]) -> Backed:
    """The firmest; of equally firm ones the narrowest, then the latest said, then the highest."""
    return min(figures, key=cmp_to_key(_first_of))


def _first_of(a: Backed, b: Backed) -> int:
    """Of what one report says in one breath ("at least 90, at most 90") the position in the log decides nothing."""
    firmer = firmness(a.status) - firmness(b.status)
    one, other = _reach(a.latest.own.value), _reach(b.latest.own.value)
    later = _compare(_said(b.latest)[0], _said(a.latest)[0])
    higher = _compare((other.low, other.high), (one.low, one.high))
    narrower = _narrower(a.latest.own.value, b.latest.own.value)
    return firmer or narrower or later or higher or _compare(b.latest.position, a.latest.position)


def _narrower(a: Value, b: Value) -> int:
    one, other = _reach(a), _reach(b)
    if one == other:
        return _compare(a.plain != a.wide, b.plain != b.wide)  # an exact number before the same one rounded
    if one.within(other):
        return -1
    if other.within(one):
        return 1
    return _compare(_width(one), _width(other))


def _reach(value: Value) -> Range:
    assert value.wide is not None, "a figure has bounds"
    return value.wide


def _width(reach: Range) -> Decimal:
    if not reach.low[0].is_finite() or not reach.high[0].is_finite():
        return Decimal("Infinity")
    width: Decimal = reach.high[0] - reach.low[0]
    return width


def _compare(a: Any, b: Any) -> int:
    return int(a > b) - int(a < b)


def _of_totals(figures: Sequence[Backed], scene: Scene) -> Backed:
    """Leaving out, each only while another is left: forecasts, rumours, what an earlier figure says already.

    Then, of the latest moment, the firmest; of these that with the highest low; then as of any figures.
    """
    counts, moment = scene.scale.counts, scene.cut.moment
    left: list[Backed] = list(figures)
    told = counts.of(one.latest for one in figures)
    rules: tuple[Callable[[Backed], bool], ...] = (
        lambda one: moment is not None and moment_of(one.latest)[0] > moment,
        lambda one: one.status is Status.RUMOURED,
        lambda one: bool(told & _known_before(one.latest, counts)),
    )
    for leaves_out in rules:
        left = [one for one in left if not leaves_out(one)] or left
    standing = counts.of(one.latest for one in left)
    latest = [one for one in left if not standing & counts.later(one.latest)] or left
    firmest = min(firmness(one.status) for one in latest)
    latest = [one for one in latest if firmness(one.status) == firmest]
    highest = max(_reach(one.latest.own.value).low for one in latest)
    return _printed(one for one in latest if _reach(one.latest.own.value).low == highest)


def _known_before(word: Word, counts: Counts) -> int:
    """The certainly earlier counts that say already what a word says."""
    return counts.earlier(word) & counts.backing(word) & ~counts.same(word)


def in_print(told: Sequence[Printed]) -> list[Printed]:
    """Positions as they are printed: firmest, of the latest moment, the more independent, the latest said.

    Those that are only denied stand last.
    """

    def before(a: Printed, b: Printed) -> int:
        one, other = a.place, b.place
        if one[0] != other[0] or not (a.group.counts and b.group.counts):
            return _compare(one, other)
        passes = _compare(
            passed(b.figures[0].latest, a.figures[0].latest), passed(a.figures[0].latest, b.figures[0].latest)
        )
        return passes or _compare(one, other)

    if any(one.group.counts for one in told):
        return sorted(told, key=cmp_to_key(before))
    return sorted(told, key=attrgetter("place"))


def place_in_print(group: Group, figures: Sequence[Backed]) -> tuple[int, ...]:
    """Where a position stands: how firm, how independent, when it was said last."""
    if not figures:
        said = _last_denied(group)
        return (len(FIRMEST) + 1, -said[0], -said[1])
    first = figures[0]
    said = max(map(_said, first.backers)) if group.ranges else _said(first.latest)  # what is no range has one figure
    return (firmness(first.status), -first.independence.high, -first.independence.low, -said[0], -said[1])


def _last_denied(group: Group) -> tuple[int, int]:
    return max(map(_said, group.deniers), default=(BEGIN, 0))

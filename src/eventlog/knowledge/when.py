"""When: the times of one claim as plain whole numbers, for judging many claims at once.

A claim's dates are read once, by the same bounds and the same rules as in `sight` and `reading`, and kept as numbers:
when its report was out, when it was said, its place in its source's order, and the hull of its valid time. What can't
be said in these numbers (a time that can't be read, words of relative time without a reading) has none, and is left to
the fold.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from eventlog import times
from eventlog.errors import InvalidTime
from eventlog.knowledge.cut import Cut, Policy
from eventlog.knowledge.reading import until_further_notice
from eventlog.knowledge.sight import UNKNOWN, spoken
from eventlog.knowledge.spans import BEGIN, END, hull

NEITHER: Final = 0
LATE: Final = 1
EARLY: Final = 2


class When(NamedTuple):
    """Microseconds. An earliest bound that is not known is BEGIN, a latest END. From `begin` to `end` is the hull.

    `order` is equal for equal places in the order of a source; `uncertain` says that this place is marked `?`, `dated`
    and `bounded` that the claim says when it was said, and what time it is about.
    """

    out_early: int
    out_late: int
    said_early: int
    said_late: int
    order: int
    order_early: int
    order_late: int
    uncertain: bool
    begin: int
    end: int
    dated: bool
    bounded: bool

    def seen(self, cut: Cut) -> int:
        """Under which reading of its dates the cut lets a claim through: LATE, EARLY, both or NEITHER."""
        late = (cut.published is None or self.out_late <= cut.published) and (
            cut.said is None or self.said_late <= cut.said
        )
        early = (cut.published is None or self.out_early <= cut.published) and (
            cut.said is None or self.said_early <= cut.said
        )
        return (LATE if late else NEITHER) | (EARLY if early else NEITHER)


def reading_of(policy: Policy) -> int:
    """LATE or EARLY."""
    return LATE if policy is Policy.CERTAIN else EARLY


class Whens:
    """The times of claims, each combination of dates read once. `zone` is the log's.

    Reports and claims give their times as they are stored: text, a table with `text`, `anchor` and `value`, or None.
    """

    def __init__(self, zone: str) -> None:
        """Begin with none."""
        self._zone = zone
        self._orders: dict[times.Bounds, int] = {}
        self._known: dict[tuple[Any, ...], int | None] = {}
        self.orders: list[times.Bounds] = []
        """The places in the order of a source, by their number."""
        self.all: list[When] = []
        self.windows: list[times.Bounds] = []
        """The valid time of each of `all`, on a question about a state."""
        self.outs: list[times.Bounds] = []
        """When the report of each of `all` was out."""
        self.dates: list[tuple[Any, ...]] = []
        """What each of `all` was read from: published, zone, said, during; nothing for words of relative time."""

    def of(self, published: str | None, zone: str | None, said: Any, during: Any) -> int | None:
        """The number of these times in `all`; None where they have none."""
        key = (published, zone, said, during)
        try:
            return self._known[key]
        except KeyError:
            return self._known.setdefault(key, self._read(key, published, zone or self._zone, said, during))
        except TypeError:
            return self._relative(published, zone or self._zone, said, during)

    def dated_anew(self, number: int, published: str) -> int | None:
        """The number of these times if the report has another date; None where they have none then."""
        dates = self.dates[number]
        return self.of(published, *dates[1:]) if dates else None

    def order_of(self, moment: times.Bounds) -> int:
        """The number of a place in the order."""
        number = self._orders.setdefault(moment, len(self.orders))
        if number == len(self.orders):
            self.orders.append(moment)
        return number

    def _relative(self, published: str | None, zone: str, said: Any, during: Any) -> int | None:
        """Words of relative time, as their annotator read them."""
        given = [one if one is None or isinstance(one, str) else one.get("value", one) for one in (said, during)]
        if not all(one is None or isinstance(one, str) for one in given):
            return None
        key = ("relative", published, zone, *given)
        return (
            self._known.setdefault(key, self._read((), published, zone, *given))
            if key not in self._known
            else self._known[key]
        )

    def _read(
        self, dates: tuple[Any, ...], published: str | None, zone: str, said: str | None, during: str | None
    ) -> int | None:
        try:
            out = UNKNOWN if published is None else times.bounds(published, times.Place.PUBLISHED, zone)
            told = spoken(out, None if said is None else times.bounds(said, times.Place.PUBLISHED, zone))
            order = out if said is None else told
            if during is None:
                window = until_further_notice(order)
            else:
                times.bounds(during, times.Place.EVENT, zone)
                window = times.bounds(during, times.Place.STATE, zone)
        except InvalidTime:
            return None
        when = When(
            *(_early(out), _late(out), _early(told), _late(told)),
            *(self.order_of(order), _early(order), _late(order), order.begin_uncertain),
            *(*hull(window), said is not None, during is not None),
        )
        self.all.append(when)
        self.windows.append(window)
        self.outs.append(out)
        self.dates.append(dates)
        return len(self.all) - 1


def _early(bounds: times.Bounds) -> int:
    return BEGIN if bounds.begin_earliest is None else bounds.begin_earliest


def _late(bounds: times.Bounds) -> int:
    return END if bounds.begin_latest is None else bounds.begin_latest

"""When: the times of one claim as plain whole numbers, for judging many claims at once.

A claim's dates are read once, by the same bounds and the same rules as in `sight` and `reading`, and kept as numbers:
when its report was out, when it was said, its place in its source's order, and the hull of its valid time. What can't
be said in these numbers (a time that can't be read, words of relative time without a reading) has none, and is left to
the fold.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import attrs

from eventlog import times
from eventlog.errors import InvalidTime
from eventlog.knowledge.cut import Cut, Policy
from eventlog.knowledge.sight import UNKNOWN, spoken
from eventlog.knowledge.spans import BEGIN, END, hull

NEITHER: Final = 0
LATE: Final = 1
EARLY: Final = 2


class When(NamedTuple):
    """Microseconds. An earliest bound that is not known is BEGIN, a latest END. From `begin` to `end` is the hull.

    `order` is equal for equal places in the order of a source; `uncertain` says that this place is marked `?`, `sure`
    that no date which a cut looks at is.
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
    out_sure: bool
    said_sure: bool

    def seen(self, cut: Cut) -> int:
        """Under which reading of its dates the cut lets a claim through: LATE, EARLY, both or NEITHER."""
        late = (cut.published is None or self.out_late <= cut.published) and (
            cut.said is None or self.said_late <= cut.said
        )
        early = (cut.published is None or self.out_early <= cut.published) and (
            cut.said is None or self.said_early <= cut.said
        )
        return (LATE if late else NEITHER) | (EARLY if early else NEITHER)

    def sure(self, cut: Cut) -> bool:
        """Whether no date that the cut looks at is marked `?`."""
        return (cut.published is None or self.out_sure) and (cut.said is None or self.said_sure)


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
        self.all: list[When] = []
        self.windows: list[times.Bounds] = []
        """The valid time of each of `all`, on a question about a state."""

    def of(self, published: str | None, zone: str | None, said: Any, during: Any) -> int | None:
        """The number of these times in `all`; None where they have none."""
        key = (published, zone, said, during)
        try:
            return self._known[key]
        except KeyError:
            pass
        except TypeError:  # words of relative time
            return self.of(published, zone, _text(said), _text(during)) if _readable(said, during) else None
        return self._known.setdefault(key, self._read(published, zone or self._zone, said, during))

    def _read(self, published: str | None, zone: str, said: str | None, during: str | None) -> int | None:
        try:
            out = UNKNOWN if published is None else times.bounds(published, times.Place.PUBLISHED, zone)
            told = spoken(out, None if said is None else times.bounds(said, times.Place.PUBLISHED, zone))
            order = out if said is None else told
            window = attrs.evolve(order, instant=False, end_earliest=None, end_latest=None)
            if during is not None:
                times.bounds(during, times.Place.EVENT, zone)
                window = times.bounds(during, times.Place.STATE, zone)
        except InvalidTime:
            return None
        when = When(
            *(_early(out), _late(out), _early(told), _late(told)),
            *(self._orders.setdefault(order, len(self._orders)), _early(order), _late(order), order.begin_uncertain),
            *(*hull(window), not out.begin_uncertain, not told.begin_uncertain),
        )
        self.all.append(when)
        self.windows.append(window)
        return len(self.all) - 1


def _readable(*given: Any) -> bool:
    """Whether words of relative time have a reading of their annotator's."""
    return all(one is None or isinstance(one, str) or isinstance(one.get("value"), str) for one in given)


def _text(time: Any) -> str | None:
    return time if time is None or isinstance(time, str) else time["value"]


def _early(bounds: times.Bounds) -> int:
    return BEGIN if bounds.begin_earliest is None else bounds.begin_earliest


def _late(bounds: times.Bounds) -> int:
    return END if bounds.begin_latest is None else bounds.begin_latest

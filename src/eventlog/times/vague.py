"""The two times that a claim may carry: a vague one, kept as it was written, and a definite period.

`VagueTime` is text that remembers where it stands. Its identity is the writing (text, place and, unless its
clock times say their own offsets, zone), since a log must give back what it was given; sameness of *time* is
a question with three answers and is asked with `equals`. `Period` is the half-open period of the calendar's
plain case, and says the same as the EDTF interval in `.text`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import attrs

from eventlog.errors import InvalidTime, InvalidValue, shown
from eventlog.times import relations
from eventlog.times.bounds import Bounds, Place, bounds, place_of
from eventlog.times.edtf import Clock, Edge, Interval, OneOf, Tree, parse
from eventlog.times.instants import FIRST_YEAR, LAST_YEAR, instant, instant_text, to_datetime, to_micros, written
from eventlog.times.relations import Allen, Certainty

if TYPE_CHECKING:
    import pendulum


@attrs.frozen(eq=False)
class VagueTime:
    """An EDTF text read at a place in a zone. Raises InvalidTime if the place can't take it.

    `==` and hash are of text, place and, where the text has no offset, zone. `str` is the text as written. It is
    compared with other VagueTimes, Periods and Bounds; each comparison raises InvalidValue for anything else.
    """

    text: str
    place: Place = attrs.field(converter=place_of)
    zone: str = "UTC"

    def __attrs_post_init__(self) -> None:
        bounds(self.text, self.place, self.zone)

    @property
    def bounds(self) -> Bounds:
        """The normal form; cached with all others."""
        return bounds(self.text, self.place, self.zone)

    def _identity(self) -> tuple[str, str, str | None]:
        return self.text, self.place.value, None if _has_offset(parse(self.text)) else self.zone

    def __eq__(self, other: object) -> bool:
        return self._identity() == other._identity() if isinstance(other, VagueTime) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._identity())

    def __str__(self) -> str:
        return self.text

    def before(self, other: Timed) -> Certainty:
        """This has ended when `other` begins; touching counts."""
        return relations.before(self.bounds, bounds_of(other))

    def after(self, other: Timed) -> Certainty:
        """This begins when `other` has ended, or later."""
        return relations.after(self.bounds, bounds_of(other))

    def certainly_before(self, other: Timed) -> bool:
        """Whether `before` is certain; False for possible and for no."""
        return relations.certainly_before(self.bounds, bounds_of(other))

    def meets(self, other: Timed) -> Certainty:
        """`other` begins at the moment at which this ends; of a moment: no."""
        return relations.meets(self.bounds, bounds_of(other))

    def overlaps(self, other: Timed) -> Certainty:
        """The two share a moment."""
        return relations.overlaps(self.bounds, bounds_of(other))

    def during(self, other: Timed) -> Certainty:
        """This lies within `other`, not strictly."""
        return relations.during(self.bounds, bounds_of(other))

    def contains(self, other: Timed) -> Certainty:
        """`other` lies within this, not strictly."""
        return relations.contains(self.bounds, bounds_of(other))

    def holds_at(self, moment: Timed | int) -> Certainty:
        """This holds at a moment: a vague one, or microseconds since 1970 (UTC). Raises InvalidTime for an extent."""
        return relations.holds_at(self.bounds, moment if isinstance(moment, int) else bounds_of(moment))

    def equals(self, other: Timed) -> Certainty:
        """The two begin and end together: sameness of time, where `==` is sameness of writing."""
        return relations.equals(self.bounds, bounds_of(other))

    def allen(self, other: Timed) -> dict[Allen, Certainty]:
        """An answer for each of Allen's thirteen relations (J. F. Allen, 1983)."""
        return relations.allen(self.bounds, bounds_of(other))


def read(text: str | date | datetime, place: Place | str, zone: str = "UTC") -> VagueTime:
    """The EDTF text, date or datetime as a time at that place. Raises InvalidTime, `at` the offset of the fault."""
    return VagueTime(written(text), place, zone)


def _has_offset(tree: Tree) -> bool:
    """Whether the text says its own offset wherever a zone would matter: clock times only."""
    if isinstance(tree, Interval):
        ends = [end for end in (tree.begin, tree.end) if not isinstance(end, Edge)]
        return bool(ends) and all(isinstance(end, Clock) for end in ends)
    if isinstance(tree, OneOf):
        return all(isinstance(member, Clock) for pair in tree.members for member in pair)
    return isinstance(tree, Clock)


def _edge(value: str | datetime | None) -> pendulum.DateTime | None:
    if value is None:
        return None
    edge = to_datetime(instant(value) if isinstance(value, str) else to_micros(value))
    if not FIRST_YEAR <= edge.year <= LAST_YEAR:  # an interval that says the same could not be read
        raise InvalidTime(str(value), f"the ends of a period lie in the years {FIRST_YEAR} to {LAST_YEAR} of UTC")
    return edge


@attrs.frozen
class Period:
    """A definite half-open period [start, end), in UTC; None is unbounded, `Period(None, None)` is always.

    The ends are given as clock times or datetimes with their zone. Raises InvalidTime for naive ends and for
    a period that is empty or reversed.
    """

    start: pendulum.DateTime | None = attrs.field(default=None, converter=_edge)
    end: pendulum.DateTime | None = attrs.field(default=None, converter=_edge)

    def __attrs_post_init__(self) -> None:
        if self.start is not None and self.end is not None and self.start >= self.end:
            raise InvalidTime(self.text, "a period that is empty or reversed: its start must lie before its end")

    @property
    def text(self) -> str:
        """The EDTF interval that says the same: clock times as boundaries, `..` for an open end."""
        return "/".join(".." if end is None else instant_text(to_micros(end)) for end in (self.start, self.end))

    def __str__(self) -> str:
        return self.text

    @property
    def bounds(self) -> Bounds:
        """The normal form: an extent with one reading."""
        start, end = self._micros()
        return Bounds(begin_earliest=start, begin_latest=start, end_earliest=end, end_latest=end)

    def _micros(self) -> tuple[int | None, int | None]:
        return (
            None if self.start is None else to_micros(self.start),
            None if self.end is None else to_micros(self.end),
        )

    def intersect(self, other: Period) -> Period | None:
        """The period common to both; None where they share no moment (meeting is not sharing).

        Raises InvalidValue for what is no Period.
        """
        _check_period(other)
        starts = [start for start in (self.start, other.start) if start is not None]
        ends = [end for end in (self.end, other.end) if end is not None]
        start, end = max(starts, default=None), min(ends, default=None)
        return None if start is not None and end is not None and start >= end else Period(start, end)

    def contains(self, moment: str | datetime | int) -> bool:
        """Whether the moment (clock time, datetime or microseconds since 1970) lies within: start inclusive, end not.

        Raises InvalidTime for what is no moment.
        """
        if isinstance(moment, int):
            micros = moment
        else:
            micros = instant(moment) if isinstance(moment, str) else to_micros(moment)
        start, end = self._micros()
        return (start is None or start <= micros) and (end is None or micros < end)

    def relation(self, other: Period) -> Allen:
        """The one of Allen's thirteen relations that holds. Raises InvalidValue for what is no Period."""
        _check_period(other)
        answers = relations.allen(self.bounds, other.bounds)
        return next(relation for relation, answer in answers.items() if answer is Certainty.CERTAIN)


def _check_period(other: object) -> None:
    if not isinstance(other, Period):
        raise InvalidValue(f"a period is compared with a Period, not with {shown(other)}")


Timed = VagueTime | Period | Bounds


def bounds_of(time: Timed) -> Bounds:
    """The normal form of whatever has one. Raises InvalidValue for what has none."""
    if isinstance(time, Bounds):
        return time
    if not isinstance(time, (VagueTime, Period)):
        raise InvalidValue(f"{shown(time)} can't be compared as a time: pass a VagueTime, a Period or Bounds")
    return time.bounds

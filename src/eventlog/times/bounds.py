"""The normal form: four integers, the values that the begin and the exclusive end of a time may take.

A reading of a vague time is one pair (b, e) with b < e. All that the library ever asks of a vague time can be
answered from the least and greatest b and the least and greatest e, so this is what a text becomes, once the
place says whether it is a moment or an extent and the zone says where its days begin. The four are tightened:
no value is kept that no reading has (in `2024-06-27/2024-06` the end is not before the 27th).

A moment t is the extent [t, t + 1 microsecond), so that it needs no rules of its own; its latest reading is
`begin_latest`. None is never a guess: as an earliest it says "however early", as a latest "however late", and
both in one pair of an extent say that there is no begin, or no end, at all.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, Self

import attrs

from eventlog.errors import InvalidTime, InvalidValue, shown
from eventlog.times import civil
from eventlog.times.civil import Civil, Span
from eventlog.times.edtf import LONGEST, Clock, Edge, Interval, Moment, OneOf, Tree, parse, refuse_reversed
from eventlog.times.zones import check_zone, is_skipped, ordinal_begin


class Place(StrEnum):
    """Where a time stands, which decides whether it is a moment or an extent."""

    PUBLISHED = "published"
    """A moment somewhere in the date; intervals are refused. `Place("said")` is this too."""
    STATE = "state"
    """The `during` of a state: an extent; a bare date is all of it."""
    EVENT = "event"
    """The `during` of an event: a moment within; intervals too."""

    @classmethod
    def _missing_(cls, value: object) -> Place | None:
        return cls.PUBLISHED if value == "said" else None


@attrs.frozen(kw_only=True, cache_hash=True)
class Bounds:
    """What b and e of a vague time may be: microseconds since 1970 (UTC), all four inclusive; None: no bound.

    The time itself is [b, e): an extent begins at b and has ended at e; a moment is b, and e is the microsecond after.
    """

    begin_earliest: int | None
    begin_latest: int | None
    end_earliest: int | None
    end_latest: int | None
    instant: bool = False
    begin_uncertain: bool = False
    end_uncertain: bool = False
    offset: int | None = attrs.field(default=None, eq=False)
    """Of a clock time: microseconds that its place is ahead of UTC, where it says so. No part of what it may mean."""

    @classmethod
    def of_moment(cls, micros: int, offset: int | None = None) -> Self:
        """The bounds of a moment that is known exactly, in microseconds since 1970 (UTC). Raises InvalidValue."""
        _check_micros(micros)
        return cls(
            begin_earliest=micros,
            begin_latest=micros,
            end_earliest=micros + 1,
            end_latest=micros + 1,
            instant=True,
            offset=offset,
        )

    def shifted(self, micros: int) -> Self:
        """The same, `micros` microseconds later; ends that are open or unknown stay so. Raises InvalidValue."""
        _check_micros(micros)
        moved: dict[str, Any] = {
            name: None if (at := getattr(self, name)) is None else at + micros
            for name in ("begin_earliest", "begin_latest", "end_earliest", "end_latest")
        }
        return attrs.evolve(self, **moved)

    @property
    def earliest(self) -> int | None:
        """The earliest reading: the earliest begin, None for however early."""
        return self.begin_earliest

    @property
    def latest(self) -> int | None:
        """The latest reading, None for however late; of an extent the last moment it may hold."""
        if self.instant:
            return self.begin_latest
        return None if self.end_latest is None else self.end_latest - 1

    @property
    def begin_open(self) -> bool:
        """There is no begin: it has always been so."""
        return not self.instant and self.begin_earliest is None and self.begin_latest is None

    @property
    def end_open(self) -> bool:
        """There is no end: until further notice."""
        return not self.instant and self.end_earliest is None and self.end_latest is None

    @property
    def end_unknown(self) -> bool:
        """There is an end, and nothing says how late it may be."""
        return self.end_latest is None and not self.end_open

    @property
    def begin_unknown(self) -> bool:
        """There is a begin, and nothing says how early it may be."""
        return self.begin_earliest is None and not self.begin_open

    @property
    def uncertain(self) -> bool:
        """A ? or % stands on one end or on both."""
        return self.begin_uncertain or self.end_uncertain


def _check_micros(micros: object) -> None:
    if not isinstance(micros, int) or isinstance(micros, bool):
        raise InvalidValue(f"microseconds are a whole number, not {shown(micros)}")


def bounds(text: str, place: Place | str, zone: str = "UTC") -> Bounds:
    """The bounds of an EDTF text at a place in a zone. Cached, since the same few dates are asked for again
    and again.

    Raises InvalidTime for a text that cannot be read, that the place does not take, or whose day the zone
    skipped.
    """
    if not isinstance(text, str):
        raise InvalidTime(shown(text), "a time is given as EDTF text, such as 2024-06-27")
    if len(text) > LONGEST:  # before it is hashed and kept
        parse(text)
    if not isinstance(place, str):
        place_of(place)
    if not isinstance(zone, str):
        check_zone(zone)
    return _bounds(text, place, zone)


@lru_cache(maxsize=65_536)
def _bounds(text: str, place: str, zone: str) -> Bounds:
    kind = place_of(place)
    check_zone(zone)
    return _Reading(text=text, zone=zone, extent=kind is Place.STATE, event=kind is Place.EVENT).of(parse(text))


_NO_PLACE: Final = "no such place: published, said, state or event"


def place_of(place: Place | str) -> Place:
    """The place of that name; "said" is read as published. Raises InvalidTime for any other word."""
    if isinstance(place, str):
        try:
            return Place(place)
        except ValueError:
            pass
    raise InvalidTime(place if isinstance(place, str) else shown(place), _NO_PLACE)


def check(text: str) -> str:
    """The text itself, if some place in some zone can take it as a time. Raises InvalidTime otherwise."""
    if not isinstance(text, str):
        raise InvalidTime(shown(text), "a time is given as EDTF text, such as 2024-06-27")
    parse(text)
    return text


@attrs.frozen(kw_only=True)
class _Reading:
    """One text read at one place in one zone."""

    text: str
    zone: str
    extent: bool
    event: bool

    def of(self, tree: Tree) -> Bounds:
        if isinstance(tree, Clock):
            return Bounds.of_moment(tree.micros, tree.offset)
        if isinstance(tree, Civil):
            return self._date(tree)
        if isinstance(tree, Interval):
            if not self.extent and not self.event:
                reason = f"a moment takes no interval: write {_as_set(self.text)}"
                raise InvalidTime(self.text, reason, tree.slash)
            return self._interval(tree)
        return self._one_of(tree)

    def _date(self, date: Civil) -> Bounds:
        early, late = existing(self.text, date, self.zone)
        begin = ordinal_begin(early[0], self.zone)
        end = ordinal_begin(late[1], self.zone)
        begin_latest, end_earliest = end - 1, begin + 1
        if self.extent:
            # Only a day that ~ moved onto a skipped date is empty; there the tightening speaks.
            begin_latest = min(begin_latest, ordinal_begin(late[0], self.zone))
            end_earliest = max(end_earliest, ordinal_begin(early[1], self.zone))
        return Bounds(
            begin_earliest=begin,
            begin_latest=begin_latest,
            end_earliest=end_earliest,
            end_latest=end,
            instant=not self.extent,
            begin_uncertain=date.uncertain,
            end_uncertain=date.uncertain,
        )

    def _region(self, end: Moment, widened: bool) -> Span:
        """The half-open region in which an end as written lies; of a clock time the boundary, twice."""
        if isinstance(end, Clock):
            return end.micros, end.micros
        early, late = existing(self.text, end, self.zone)
        if not widened:
            early, late = end.first, end.last
        return ordinal_begin(early[0], self.zone), ordinal_begin(late[1], self.zone)

    def _interval(self, tree: Interval) -> Bounds:
        begin, end = tree.begin, tree.end
        begin_earliest = begin_latest = end_earliest = end_latest = None
        if not isinstance(begin, Edge):
            begin_earliest, begin_latest = self._region(begin, widened=True)
            if isinstance(begin, Civil):
                begin_latest -= 1
        if not isinstance(end, Edge):
            end_earliest, end_latest = self._region(end, widened=True)
            if isinstance(end, Civil):
                end_earliest += 1
            if (
                not isinstance(begin, Edge)
                and self._region(begin, widened=False)[0] >= self._region(end, widened=False)[1]
            ):
                refuse_reversed(self.text, tree.slash)
        if begin is not Edge.OPEN and end_latest is not None:
            begin_latest = end_latest - 1 if begin_latest is None else min(begin_latest, end_latest - 1)
        if end is not Edge.OPEN and begin_earliest is not None:
            end_earliest = begin_earliest + 1 if end_earliest is None else max(end_earliest, begin_earliest + 1)
        if not self.extent:  # an event: a moment somewhere within
            begin_latest = None if end_latest is None else end_latest - 1
            end_earliest = None if begin_earliest is None else begin_earliest + 1
        return Bounds(
            begin_earliest=begin_earliest,
            begin_latest=begin_latest,
            end_earliest=end_earliest,
            end_latest=end_latest,
            instant=not self.extent,
            begin_uncertain=isinstance(begin, Civil) and begin.uncertain,
            end_uncertain=isinstance(end, Civil) and end.uncertain,
        )

    def _one_of(self, tree: OneOf) -> Bounds:
        begins: list[int] = []
        ends: list[int] = []
        clocks = True
        for pair in tree.members:
            for member in pair:
                if isinstance(member, Clock):
                    begins.append(member.micros)
                    ends.append(member.micros + 1)
                    continue
                clocks = False
                for span in existing(self.text, member, self.zone):
                    begins.append(ordinal_begin(span[0], self.zone))
                    ends.append(ordinal_begin(span[1], self.zone))
        instant = clocks or not self.extent
        return Bounds(
            begin_earliest=None if tree.open_begin else min(begins),
            begin_latest=None if tree.open_end else max(ends) - 1 if instant else max(begins),
            end_earliest=None if tree.open_begin else min(begins) + 1 if instant else min(ends),
            end_latest=None if tree.open_end else max(ends),
            instant=instant,
        )


def _as_set(interval: str) -> str:
    """The set that says of a moment what its writer seems to have meant with an interval."""
    begin, end = (side.strip(".") for side in interval.split("/"))
    try:
        return check(f"[{begin}..{end}]")
    except InvalidTime:
        return "a set, [first..last]"


def existing(text: str, date: Civil, zone: str) -> tuple[Span, Span]:
    """The earliest and latest span of a date, leaving out members that the zone skipped.

    Raises InvalidTime if the zone skipped the day as written, or every day that its X may mean.
    """
    if date.precision != "day" or zone == "UTC":
        return date.early, date.late
    if not is_skipped(date.first[0], zone) and not is_skipped(date.last[0], zone):
        return date.early, date.late
    days = civil.days(date.digits) if date.digits is not None else ()
    kept = [span for span in (civil.day_span(*day) for day in days) if not is_skipped(span[0], zone)]
    if not kept:
        raise InvalidTime(text, f"the clocks of {zone} skipped this day", date.at)
    early = kept[0] if date.early == date.first else date.early
    late = kept[-1] if date.late == date.last else date.late
    return early, late

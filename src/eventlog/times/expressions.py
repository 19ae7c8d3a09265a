"""Words of relative time, kept with the date they are counted from.

"Early this month" means nothing without the day on which it was written, and when that day turns out to be
another one, it means something else. So the words are kept, with what they are counted from (the *anchor*),
and are resolved to an EDTF text on demand. The grammar is small and English, and knows only
phrases that have one usual meaning; for all others an annotator's own reading (`value`) is kept.

What is wider than one
EDTF date becomes a one-of set, which every place can take. An anchor that is itself vague gives the set of
everything between its earliest and its latest reading.

Days are those of the place where the words were written. A clock time that says its offset brings that place along: at
nine in the evening in New York, "yesterday" is the day before by the calendars there, though it is tomorrow already in
UTC. An anchor that says none (a date, or a clock time in UTC, with Z) is read in the zone that is handed in.
"""

from __future__ import annotations

from datetime import date, datetime

import attrs

from eventlog.errors import InvalidTime, shown
from eventlog.times import relations
from eventlog.times.bounds import Bounds, Place, bounds, check
from eventlog.times.civil import Civil
from eventlog.times.edtf import Clock, parse
from eventlog.times.instants import written
from eventlog.times.words import ONE_OF, meaning_of
from eventlog.times.zones import civil_date

CLOCKS = ("published", "said")


def _anchor(value: str | date | datetime) -> str:
    return written(value)


def _value(value: str | date | datetime | None) -> str | None:
    return None if value is None else written(value)


@attrs.frozen
class TimeExpression:
    """Words of relative time with their anchor, and, where a person has read them already, the EDTF they
    read.

    `anchor` is "published" or "said" (of the report or claim that holds the words), or an EDTF date or clock
    time; dates and datetimes are taken for their text. Raises InvalidTime for words outside the grammar
    without a `value`, and for an anchor or a value that can't be read.
    """

    text: str
    anchor: str = attrs.field(default="published", converter=_anchor)
    value: str | None = attrs.field(default=None, converter=_value)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.text, str):
            raise InvalidTime(shown(self.text), "words of time are given as text")
        if self.value is not None:
            check(self.value)
        elif meaning_of(self.text) is None:
            raise InvalidTime(self.text, "these words are not known: give the EDTF value that they mean here")
        if self.anchor not in CLOCKS and not isinstance(parse(check(self.anchor)), Civil | Clock):
            raise InvalidTime(self.anchor, "words are counted from published, from said, or from a date")

    def __str__(self) -> str:
        return self.text

    def resolve(self, anchor: Bounds | None, zone: str, *, moved: bool | None = None) -> str:
        """The EDTF text that the words mean, counted from `anchor` in `zone`, or in the offset that `anchor` says.

        The text is one of days by that calendar; `bounds` says which moments these are. `anchor` has the bounds
        of the clock that `.anchor` names; it is not looked at where that is a date of its own. `moved` says
        whether that clock has changed since `value` was read: if so, words that are known are resolved anew.
        Where nobody says, a value stands as long as the words can mean it from this anchor. Raises InvalidTime
        where there is neither a value nor an anchor with a first and a last day, and where the words lead out
        of the years 1000 to 8999.
        """
        fresh = self._counted(anchor, zone)
        if fresh is None and self.value is None:
            raise InvalidTime(self.text, "nothing to count these words from: give their anchor, or their value")
        if fresh is None:
            return str(self.value)
        if self.value is None or moved or (moved is None and not _can_mean(fresh, self.value, zone)):
            return fresh
        return self.value

    def bounds(self, anchor: Bounds | None, place: Place | str, zone: str, *, moved: bool | None = None) -> Bounds:
        """What the words mean, as moments: the days of `resolve`, by the calendar where the words were written.

        Raises InvalidTime as `resolve` does.
        """
        text = self.resolve(anchor, zone, moved=moved)
        offset = None if "T" in text else self._offset(anchor)  # a clock time has its own
        return bounds(text, place, zone) if offset is None else bounds(text, place, "UTC").shifted(-offset)

    def _offset(self, anchor: Bounds | None) -> int | None:
        own = anchor if self.anchor in CLOCKS else bounds(self.anchor, Place.PUBLISHED, "UTC")
        return None if own is None else own.offset

    def _counted(self, anchor: Bounds | None, zone: str) -> str | None:
        meaning = meaning_of(self.text)
        if self.anchor not in CLOCKS:
            anchor = bounds(self.anchor, Place.PUBLISHED, zone)
        if meaning is None or anchor is None or anchor.earliest is None or anchor.latest is None:
            return None
        shape, stretch = meaning
        ahead, calendar = (0, zone) if anchor.offset is None else (anchor.offset, "UTC")
        try:
            first = stretch(civil_date(anchor.earliest + ahead, calendar))[0]
            last = stretch(civil_date(anchor.latest + ahead, calendar))[1]
            return check(first if first == last and shape == ONE_OF else shape.format(first=first, last=last))
        except (OverflowError, ValueError):
            raise InvalidTime(
                self.text, "counted from this anchor the words name no day of the years 1000 to 8999"
            ) from None


def _can_mean(fresh: str, value: str, zone: str) -> bool:
    """Whether the annotator's value is something that the words, as the grammar reads them, leave open."""
    read, meant = bounds(value, Place.EVENT, zone), bounds(fresh, Place.EVENT, zone)
    if meant.earliest is not None and meant.latest is not None:
        return relations.overlaps(read, meant) is not relations.Certainty.NO
    # "as soon as next month" overlaps itself wherever it is counted from: here the closed side must fit.
    begins = meant.earliest is None or (read.earliest is not None and read.earliest >= meant.earliest)
    ends = meant.latest is None or (read.latest is not None and read.latest <= meant.latest)
    return begins and ends

"""Words of relative time, kept with the date they are counted from.

"Early this month" means nothing without the day on which it was written, and when that day turns out to be
another one, it means something else. So the words are kept, with what they are counted from (the *anchor*),
and are resolved to an EDTF text whenever somebody asks. The grammar is small and English, and knows only
phrases that have one usual meaning; for all others an annotator's own reading (`value`) is kept.

What is wider than one
EDTF date becomes a one-of set, which every place can take. An anchor that is itself vague gives the set of
everything between its earliest and its latest reading.
"""

from __future__ import annotations

import attrs

from eventlog.errors import InvalidTime
from eventlog.times import relations
from eventlog.times.bounds import Bounds, Place, bounds, check
from eventlog.times.civil import Civil
from eventlog.times.edtf import Clock, parse
from eventlog.times.words import ONE_OF, meaning_of
from eventlog.times.zones import civil_date

CLOCKS = ("published", "said")


@attrs.frozen
class TimeExpression:
    """Words of relative time with their anchor, and, where somebody has read them already, the EDTF they
    read.

    `anchor` is "published" or "said" (of the report or claim that holds the words), or an EDTF date or clock
    time. Raises InvalidTime for words outside the grammar without a `value`, and for an anchor or a value
    that can't be read.
    """

    text: str
    anchor: str = "published"
    value: str | None = None

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.text, str):
            raise InvalidTime(repr(self.text), "words of time are given as text")
        if self.value is not None:
            check(self.value)
        elif meaning_of(self.text) is None:
            raise InvalidTime(self.text, "these words are not known: give the EDTF value that they mean here")
        if self.anchor not in CLOCKS and not isinstance(parse(check(self.anchor)), Civil | Clock):
            raise InvalidTime(self.anchor, "words are counted from published, from said, or from a date")

    def __str__(self) -> str:
        return self.text

    def resolve(self, anchor: Bounds | None, zone: str, *, moved: bool | None = None) -> str:
        """The EDTF text that the words mean, counted from `anchor` in `zone`.

        `anchor` has the bounds of the clock that `.anchor` names; it is not looked at where that is a date of
        its own. `moved` says whether that clock has changed since `value` was read: if so, words that are
        known are resolved anew. Where nobody says, a value stands as long as the words can mean it from this
        anchor. Raises InvalidTime where there is neither a value nor an anchor with a first and a last day,
        and where the words lead out of the years 1000 to 8999.
        """
        fresh = self._counted(anchor, zone)
        if fresh is None and self.value is None:
            raise InvalidTime(self.text, "nothing to count these words from: give their anchor, or their value")
        if fresh is None:
            return str(self.value)
        if self.value is None or moved or (moved is None and not _can_mean(fresh, self.value, zone)):
            return fresh
        return self.value

    def _counted(self, anchor: Bounds | None, zone: str) -> str | None:
        meaning = meaning_of(self.text)
        if self.anchor not in CLOCKS:
            anchor = bounds(self.anchor, Place.PUBLISHED, zone)
        if meaning is None or anchor is None or anchor.earliest is None or anchor.latest is None:
            return None
        shape, stretch = meaning
        try:
            first = stretch(civil_date(anchor.earliest, zone))[0]
            last = stretch(civil_date(anchor.latest, zone))[1]
            return check(first if first == last and shape == ONE_OF else shape.format(first=first, last=last))
        except (OverflowError, ValueError):
            raise InvalidTime(
                self.text, "counted from this anchor the words name no day of the years 1000 to 8999"
            ) from None


def _can_mean(fresh: str, value: str, zone: str) -> bool:
    """Whether the annotator's value is something that the words, as the grammar reads them, leave open."""
    read, meant = bounds(value, Place.EVENT, zone), bounds(fresh, Place.EVENT, zone)
    if meant.earliest is not None and meant.latest is not None:
        return relations.overlaps(read, meant) is not relations.Answer.NO
    # "as soon as next month" overlaps itself wherever it is counted from: here the closed side must fit.
    begins = meant.earliest is None or (read.earliest is not None and read.earliest >= meant.earliest)
    ends = meant.latest is None or (read.latest is not None and read.latest <= meant.latest)
    return begins and ends

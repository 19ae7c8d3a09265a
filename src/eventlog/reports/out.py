"""Since when a reader could know what a report says, from the dates that it has."""

from __future__ import annotations

import attrs

from eventlog import times
from eventlog.errors import InvalidTime

__all__ = ["ANY_MOMENT", "last_bound", "out", "said_after"]

ANY_MOMENT = times.Bounds(begin_earliest=None, begin_latest=None, end_earliest=None, end_latest=None, instant=True)


def out(published: str | None, modified: str | None, retrieved: str | None, zone: str) -> times.Bounds:
    """The press clock of a report with these dates, read in a zone (see `Report.out`)."""
    known = ANY_MOMENT if published is None else times.bounds(published, times.Place.PUBLISHED, zone)
    last = _last(published, modified, retrieved, zone)[1]
    if last is None or last.latest is None:
        return known
    doubt = known.begin_uncertain or last.begin_uncertain
    until = attrs.evolve(known, begin_latest=last.latest, end_latest=last.latest + 1)
    return attrs.evolve(until, begin_uncertain=doubt, end_uncertain=doubt)


def last_bound(published: str | None, modified: str | None, retrieved: str | None, zone: str | None) -> str:
    """Which of these dates tells by when a report with them was out: its name, or nothing."""
    return _last(published, modified, retrieved, zone or "UTC")[0]


def _last(
    published: str | None, modified: str | None, retrieved: str | None, zone: str
) -> tuple[str, times.Bounds | None]:
    """The date that tells by when it was out, with its bounds where it is another one than that of publication."""
    told, place = published is not None, times.Place.PUBLISHED
    known = "published" if told else ""
    given = (("modified", modified), ("retrieved", retrieved))
    later = [(name, times.bounds(one, place, zone)) for name, one in given if one is not None]
    if not later or (told and modified is None):
        return known, None
    name, last = min(later, key=lambda one: (one[1].latest is None, one[1].latest))
    if published is not None and last.latest is not None:
        before = times.bounds(published, place, zone).latest
        if before is None or before >= last.latest:
            return known, None
    return (name, last) if last.latest is not None else (known, None)


def said_after(said: str | times.TimeExpression | None, told: times.Bounds, zone: str) -> bool:
    """Whether a word was certainly said after the report that tells it was certainly out (`told`); words of time count
    from when that came out.
    """
    if said is None or told.begin_latest is None:
        return False
    if not isinstance(said, times.TimeExpression):
        first = times.bounds(said, times.Place.PUBLISHED, zone).begin_earliest
    else:
        try:
            anchor = told if said.anchor == "published" else None
            first = said.bounds(anchor, times.Place.PUBLISHED, zone).begin_earliest
        except InvalidTime:  # there is nothing to count them from
            return False
    return first is not None and first > told.begin_latest

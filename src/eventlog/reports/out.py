"""Since when a reader could know what a report says, from the dates that it has."""

from __future__ import annotations

import attrs

from eventlog import times

__all__ = ["out"]

_ANY_MOMENT = times.Bounds(begin_earliest=None, begin_latest=None, end_earliest=None, end_latest=None, instant=True)


def out(published: str | None, modified: str | None, retrieved: str | None, zone: str) -> times.Bounds:
    """The press clock of a report with these dates, read in a zone (see `Report.out`)."""
    told, place = published is not None, times.Place.PUBLISHED
    known = _ANY_MOMENT if published is None else times.bounds(published, place, zone)
    later = [times.bounds(one, place, zone) for one in (modified, retrieved) if one is not None]
    if not later or (told and modified is None):
        return known
    last = min(later, key=lambda one: (one.latest is None, one.latest))
    if last.latest is None or (told and (known.latest is None or known.latest >= last.latest)):
        return known
    doubt = known.begin_uncertain or last.begin_uncertain
    until = attrs.evolve(known, begin_latest=last.latest, end_latest=last.latest + 1)
    return attrs.evolve(until, begin_uncertain=doubt, end_uncertain=doubt)

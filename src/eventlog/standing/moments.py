"""Moments: when, on the press clock, an answer may become another one.

A report may first have been out, or was certainly out, under any date that it has ever had here; a notice withdrew a
word; a judgement of ours about the world was recorded; or a time came that somebody had announced, for what lies ahead
can only be announced as long as it does. Between two neighbouring moments every answer is the same at each microsecond.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs

from eventlog import times
from eventlog.claims import QuestionKind, Stance
from eventlog.errors import InvalidTime
from eventlog.events import Amended, Assessed, Corrected, Linked, ReportRecorded, Retracted, Superseded
from eventlog.reports import Report
from eventlog.standing.cut import Cut
from eventlog.standing.dossier import Dossier
from eventlog.standing.spans import BEGIN
from eventlog.standing.visibility import Sight

_AHEAD: Final = (Stance.ANNOUNCE, Stance.PROMISE)


def moments(dossier: Dossier, cut: Cut) -> Iterator[int]:
    """Every moment at which the answer may become another one."""
    for entry in dossier.of(ReportRecorded):
        recorded: Report = entry.event.report
        for report in (recorded, dossier.report(str(entry.id)) or recorded):
            yield from _ends(report.published, report.zone or dossier.zone)
    for entry in dossier.of(Amended, Corrected):
        event = entry.event
        of = dossier.report(str(event.report if isinstance(event, Amended) else event.target))
        if event.field == "published":
            yield from _ends(event.value, (of.zone if of else None) or dossier.zone)
    for entry in dossier.of(Retracted, Superseded, Corrected):
        notice = str(entry.event.notice)
        if not notice.startswith(("report:", "redacted:")):
            yield from _ends(notice, dossier.zone)
    for entry in dossier.of(Assessed, Linked):
        yield entry.recorded
    if any(entry.event.claim.stance in _AHEAD for entry in dossier.claims if entry.event is not None):
        yield from _begins(dossier, cut)


def _ends(text: str | None, zone: str) -> Iterator[int]:
    """When a moment that is vague may first have come, and when it certainly had."""
    if text is None:
        return
    try:
        bounds = times.bounds(text, times.Place.PUBLISHED, zone)
    except InvalidTime:
        return
    yield from (one for one in (bounds.begin_earliest, bounds.begin_latest) if one is not None)


def _begins(dossier: Dossier, cut: Cut) -> Iterator[int]:
    """When what the claims are about begins: until then it lies ahead. Under every date that a report has ever had."""
    place = times.Place.STATE if dossier.question.kind is QuestionKind.STATE else times.Place.EVENT
    dates = [one.event.notice for one in dossier.of(Corrected) if one.event.field == "published"]
    cuts = [attrs.evolve(cut, published=BEGIN), attrs.evolve(cut, published=None)] if dates else [cut]
    for one in cuts:
        sight = Sight(dossier, one)
        for entry in dossier.claims:
            claim = entry.event.claim
            known = [sight.said(claim), sight.published(str(claim.report))]
            known += [sight.resolve(claim.during, claim, place)] if claim.during is not None else []
            for bounds in known:
                yield from (at for at in (bounds.begin_earliest, bounds.begin_latest) if at is not None)

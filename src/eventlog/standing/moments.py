"""Moments: when, on the press clock, an answer may become another one.

A report may first have been out, or was certainly out, under any date that it has ever had here; a notice withdrew a
word; a judgement of ours about the world was recorded; or a time came that a source had announced, for what lies ahead
can only be announced as long as it does. Between two neighbouring moments every answer is the same at each microsecond.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from eventlog import times
from eventlog.claims import Measure
from eventlog.errors import InvalidTime, InvalidValue
from eventlog.events import Amended, Assessed, Corrected, Linked, ReportRecorded, Retracted, Superseded
from eventlog.reports import Report
from eventlog.standing.cut import Cut
from eventlog.standing.dossier import Dossier
from eventlog.standing.placing import read_as
from eventlog.standing.spans import BEGIN
from eventlog.standing.visibility import Sight


def moments(dossier: Dossier, cut: Cut) -> Iterator[int]:
    """Every moment at which the answer may become another one."""
    for entry in dossier.of(ReportRecorded):
        recorded: Report = entry.event.report
        for report in (recorded, dossier.report(str(entry.id)) or recorded):
            yield from _out(report, dossier.zone)
    for target, field, value in _dated(dossier):
        of = dossier.report(target)
        if field in ("published", "modified") and of is not None:
            yield from _out(of, dossier.zone, **{field: value})
    for change in dossier.of(Retracted, Superseded, Corrected):
        notice = str(change.event.notice)
        if not notice.startswith(("report:", "redacted:")):
            yield from _ends(notice, dossier.zone)
    for remark in (*dossier.of(Assessed), *dossier.of(Linked)):
        yield remark.recorded
    if dossier.looks_ahead or dossier.question.measure is Measure.CUMULATIVE:
        yield from _begins(dossier, cut)


def _dated(dossier: Dossier) -> Iterator[tuple[str, str, str]]:
    """Our amendments of reports, and the corrections by their publishers: report, field, value."""
    for amended in dossier.of(Amended):
        yield str(amended.event.report), amended.event.field, amended.event.value
    for corrected in dossier.of(Corrected):
        yield str(corrected.event.target), corrected.event.field, str(corrected.event.value)


def _out(report: Report, zone: str, **dates: Any) -> Iterator[int]:
    """When what a report says may first have been out, and when it certainly was; under its own dates or others."""
    try:
        bounds = (attrs.evolve(report, **dates) if dates else report).out(zone)
    except InvalidValue:
        return
    yield from (one for one in (bounds.begin_earliest, bounds.begin_latest) if one is not None)


def _ends(text: str, zone: str) -> Iterator[int]:
    """When a moment that is vague may first have come, and when it certainly had."""
    try:
        bounds = times.bounds(text, times.Place.PUBLISHED, zone)
    except InvalidTime:
        return
    yield from (one for one in (bounds.begin_earliest, bounds.begin_latest) if one is not None)


def _begins(dossier: Dossier, cut: Cut) -> Iterator[int]:
    """When what the claims are about begins: until then it lies ahead. Under every date that a report has ever had."""
    place = read_as(dossier.question)
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

"""Vague time."""

from __future__ import annotations

from eventlog.errors import InvalidTime
from eventlog.times.bounds import Bounds, Place, bounds, check
from eventlog.times.cuts import cut
from eventlog.times.expressions import TimeExpression
from eventlog.times.instants import instant, instant_text, to_datetime, to_micros
from eventlog.times.relations import (
    Allen,
    Answer,
    after,
    allen,
    before,
    certainly_before,
    contains,
    during,
    equals,
    holds_at,
    meets,
    overlaps,
)
from eventlog.times.vague import Period, VagueTime, read
from eventlog.times.zones import check_zone, civil_date, day_begin

__all__ = [
    "Allen",
    "Answer",
    "Bounds",
    "InvalidTime",
    "Period",
    "Place",
    "TimeExpression",
    "VagueTime",
    "after",
    "allen",
    "before",
    "bounds",
    "certainly_before",
    "check",
    "check_zone",
    "civil_date",
    "contains",
    "cut",
    "day_begin",
    "during",
    "equals",
    "holds_at",
    "instant",
    "instant_text",
    "meets",
    "overlaps",
    "read",
    "to_datetime",
    "to_micros",
]

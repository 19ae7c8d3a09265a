"""Vague time: when, as far as anybody said.

News seldom says when. "In June", "about the 11th", "from July on", "until further notice": each of these
leaves some moments open, and a log that puts one moment in their place has made something up. This room keeps
what was written and computes with everything it may mean.

The theory fits into four sentences. A time is a pair of moments, a begin b and an exclusive end e, with b <
e. A vague time is a set of such pairs, its *readings*. A text in EDTF, the place where it stands and the zone
it is read in give that set, held as the least and greatest b and the least and greatest e (`Bounds`). A
question about vague times is asked of every choice of readings at once, so it has three answers: certain if
it holds in all, no if in none, and possible (`Certainty`).

From this the rest follows. Making a date more exact takes readings away, so it can turn possible into certain
or no and never certain into no. Sameness of writing (`==`) is not sameness of time (`equals`). What must not
be vague is refused if it is: a cut (`cut`), the time of recording (`instant`), the ends of a `Period`. The
zone is always handed in; nothing here reads the clock, the environment or the machine's own zone, and
integers, not datetimes, are compared.

What it does not promise. Bounds are a hull: of "the 24th or the 26th" the 25th is a reading too, so that
`possible` may be said too often, and certain and no never wrongly. And a date is as good as the zone's rules:
days are asked of the time zone database of the machine, which for days to come may change its mind; clock
times carry their offset and do not change.

    errors <- zones <- instants <- civil, edtf <- bounds <- relations, cuts <- vague, expressions

`zones` finds where a local day begins, `instants` reads clock times, `civil` and `edtf` read dates without
zone or place, `bounds` makes the normal form, `relations` compares it, `cuts` resolves the question "as of
when", `vague` holds the two times that a claim may carry, and `expressions` (with the grammar in `words`)
words such as "early this month".
"""

from __future__ import annotations

from eventlog.errors import InvalidTime
from eventlog.times.bounds import Bounds, Place, bounds, check
from eventlog.times.cuts import cut
from eventlog.times.expressions import TimeExpression
from eventlog.times.instants import instant, instant_text, to_datetime, to_micros, written
from eventlog.times.relations import (
    Allen,
    Certainty,
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
    "Bounds",
    "Certainty",
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
    "written",
]

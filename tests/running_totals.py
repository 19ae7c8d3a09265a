"""Running totals of all kinds: vague moments, doubtful dates, stale repeats, rounding, open sides and denials."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

import eventlog
from eventlog import Amended, EventLog, Quantity, Question, Report
from eventlog.standing.statements import Word

ASKED = "flood.dead"
DAYS = ("2031-05-01", "2031-05-02", "2031-05-02T08:00Z", "2031-05-02T20:00Z", "2031-05-03")
SAID = (None, *DAYS, "2031-05~", "2031-05-02?", "[2031-05-01..2031-05-03]", "2031-05-01?")
DURING = (None, None, None, "2031-05-01/2031-05-02T08:00Z", "2031-05-02", "2031-04/2031-05", "2031-05-01/..")


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    """An exact number, a range, or a number with one open side; some are rounded, some exclude their bounds."""
    low, more = draw(st.sampled_from([10, 12, 15, 17, 20, 20, 22, 25, 30])), draw(st.sampled_from([0, 0, 2, 5]))
    left, right = draw(st.sampled_from([(True, True), (True, True), (True, False), (False, True)]))
    exact = left and right and more == 0
    return Quantity(
        low=Decimal(low) if left else None,
        high=Decimal(low + more) if right else None,
        low_open=left and not exact and draw(st.booleans()),
        high_open=right and not exact and draw(st.booleans()) and more > 1,
        approx=draw(st.booleans()),
        unit=draw(st.sampled_from(["death"] * 5 + ["person"])),
    )


@st.composite
def counts(draw: st.DrawFn) -> dict[str, Any]:
    """One count: by whom, when it was said and came out, up to when, how many, and how firmly."""
    return {
        "by": [draw(st.sampled_from(["org:a", "org:b", "anon:c"]))],
        "said": draw(st.sampled_from(SAID)),
        "during": draw(st.sampled_from(DURING)),
        "value": draw(quantities()),
        "factuality": draw(st.sampled_from(["CT+", "CT+", "PR+", "PS+", "CT-"])),
        "published": draw(st.sampled_from(["2031-05-03", "2031-05-04", "2031-05-03T12:00Z", "2031-05~"])),
    }


def recorded(told: Sequence[dict[str, Any]]) -> EventLog:
    """A log with each of these counts in a report of its own."""
    log = eventlog.open(":memory:", clock=iter(f"2031-06-{day:02}T12:00:00Z" for day in range(1, 29)).__next__)
    log.record(Question(id=ASKED, answer="quantity", measure="cumulative"))
    for number, one in enumerate(told):
        fields = dict(one)
        report = Report(publisher="outlet:post", title=str(number), published=fields.pop("published"))
        log.record(report, report.claim(ASKED, fields.pop("value"), **fields))
    return log


CUTS = ("2031-05-03T18:00Z", "2031-05-04", "2031-06-01")


def heard(log: EventLog, policy: str, cut: str = "2031-06-01") -> list[Word]:
    """The counts of such a log at a date, under a reading of its dates."""
    return [word for word in log.as_of(cut, policy=policy)[ASKED].words if word.placed.moment is not None]


def versions(told: Sequence[dict[str, Any]], policy: str, cut: str) -> tuple[list[Word], list[Word]]:
    """The counts of a log, and the same counts once we read another date in each second report."""
    log = recorded(told)
    before = heard(log, policy, cut)
    for word in before[::2]:
        log.record(Amended(report=word.claim.report, field="published", value="2031-05-02"))
    return before, heard(log, policy, cut)

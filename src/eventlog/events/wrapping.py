"""Bare values as events: a report that is given to a log is one that was recorded."""

from __future__ import annotations

from typing import Any, cast

from eventlog.claims import Agent, Assessment, Claim, Link, Question
from eventlog.events.alphabet import (
    AgentDefined,
    Assessed,
    ClaimRecorded,
    Event,
    Linked,
    QuestionDefined,
    ReportRecorded,
)
from eventlog.reports import Report


def wrap(value: Any) -> Event:
    """Make an event of a bare value; an event stays as it is. What is neither comes back unchanged."""
    if isinstance(value, Report):
        return ReportRecorded(report=value)
    if isinstance(value, Claim):
        return ClaimRecorded(claim=value)
    if isinstance(value, Link):
        return Linked(link=value)
    if isinstance(value, Assessment):
        return Assessed(assessment=value)
    if isinstance(value, Agent):
        return AgentDefined(agent=value)
    if isinstance(value, Question):
        return QuestionDefined(question=value)
    return cast("Event", value)

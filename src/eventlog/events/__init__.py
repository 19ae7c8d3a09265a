"""Events: what is recorded, the entry that holds it, and what bears on what.

alphabet      the fifteen events, and which clock each lives on
entry         the entry, and what the rules may ask of a reader of entries
dependencies  under which keys an event is found, and what it names
"""

from eventlog.events.alphabet import (
    AgentDefined,
    Amended,
    Annulled,
    Assessed,
    BuiltIn,
    ChangeOfMind,
    ClaimRecorded,
    Corrected,
    DifferentEntity,
    Event,
    Judgement,
    Linked,
    LogBegun,
    OwnEvent,
    QuestionDefined,
    Redacted,
    ReportRecorded,
    Retracted,
    SameEntity,
    Superseded,
    TwoNames,
    UnknownEvent,
    wrap,
)
from eventlog.events.entry import Entry, EntryOf, Opened, Reader, opened

__all__ = [
    "AgentDefined",
    "Amended",
    "Annulled",
    "Assessed",
    "BuiltIn",
    "ChangeOfMind",
    "ClaimRecorded",
    "Corrected",
    "DifferentEntity",
    "Entry",
    "EntryOf",
    "Event",
    "Judgement",
    "Linked",
    "LogBegun",
    "Opened",
    "OwnEvent",
    "QuestionDefined",
    "Reader",
    "Redacted",
    "ReportRecorded",
    "Retracted",
    "SameEntity",
    "Superseded",
    "TwoNames",
    "UnknownEvent",
    "opened",
    "wrap",
]

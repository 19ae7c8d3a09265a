"""Events: what is recorded, the entry that holds it, and what bears on what.

alphabet      the seventeen events, and which clock each lives on
others        what an entry may hold that is none of these
wrapping      bare values as events
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
    KeyRotated,
    Linked,
    LogBegun,
    QuestionDefined,
    Redacted,
    ReportRecorded,
    Retracted,
    Reviewed,
    ReviewState,
    SameEntity,
    Superseded,
    TwoNames,
)
from eventlog.events.entry import Entry, EntryOf, Opened, Quiet, Reader, Sought, checked, opened
from eventlog.events.others import OwnEvent, UnknownEvent
from eventlog.events.wrapping import wrap

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
    "KeyRotated",
    "Linked",
    "LogBegun",
    "Opened",
    "OwnEvent",
    "QuestionDefined",
    "Quiet",
    "Reader",
    "Redacted",
    "ReportRecorded",
    "Retracted",
    "ReviewState",
    "Reviewed",
    "SameEntity",
    "Sought",
    "Superseded",
    "TwoNames",
    "UnknownEvent",
    "checked",
    "opened",
    "wrap",
]

"""An append-only log of reports that tells what was known on any day, from whom, how firmly, and why.

    import eventlog

    with eventlog.open("newsroom.db", zone="Europe/Kyiv") as log:
        log.record(report, claim)
        june, october = log.as_of("2024-06-27"), log.as_of("2024-10-25")
        june["dprk.troops.deployment"].status
        changes = eventlog.diff(june, october, about="dprk")

Reports come in, with claims about who said what; the log keeps them in order and never changes them.
`EventLog.as_of` gives `Knowledge`, a value: the log read up to a moment on any of four clocks. What the
words mean is told in docs/explanation.

A room is loaded when a name of it is used, so that a program that asks for little starts at once.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eventlog import times
    from eventlog.annotations import load
    from eventlog.claims import (
        Agent,
        AgentValue,
        AnswerType,
        Assessment,
        AssessmentKind,
        Attribution,
        Box,
        Claim,
        ClaimKind,
        Clip,
        Evidence,
        Factuality,
        Fragment,
        Link,
        LinkKind,
        Measure,
        Membership,
        Quantity,
        Question,
        QuestionKind,
        Quotation,
        Ref,
        Scope,
        Stance,
        TextQuote,
        TimeValue,
    )
    from eventlog.codec import register, upcast
    from eventlog.errors import (
        AlreadyThere,
        Busy,
        ClockSkew,
        Conflict,
        CorruptEntry,
        EventLogError,
        IdempotencyConflict,
        InvalidAnnotation,
        InvalidProposals,
        InvalidTime,
        InvalidValue,
        LogClosed,
        MissingExtra,
        NewerFormat,
        NotALog,
        OutcomeUnknown,
        ProofError,
        ReadOnly,
        StorageFull,
        StoreError,
        UnknownKind,
        UnknownQuestion,
        UnknownReference,
        Unread,
    )
    from eventlog.events import (
        AgentDefined,
        Amended,
        Annulled,
        Assessed,
        ClaimRecorded,
        Corrected,
        DifferentEntity,
        Entry,
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
        UnknownEvent,
    )
    from eventlog.knowledge import (
        Answer,
        Basis,
        Change,
        Impact,
        Knowledge,
        Policy,
        Problem,
        Standing,
        Status,
        Why,
        WhyNot,
        diff,
    )
    from eventlog.log import EventLog, Expect, JoinedAnswer, JoinedLogs, Receipt, check_answer, join, open  # noqa: A004 - as gzip.open
    from eventlog.reports import BasisKind, PublishedBasis, Region, RegionKind, Report
    from eventlog.times import Period, TimeExpression

__all__ = [
    "Agent",
    "AgentDefined",
    "AgentValue",
    "AlreadyThere",
    "Amended",
    "Annulled",
    "Answer",
    "AnswerType",
    "Assessed",
    "Assessment",
    "AssessmentKind",
    "Attribution",
    "Basis",
    "BasisKind",
    "Box",
    "Busy",
    "Change",
    "Claim",
    "ClaimKind",
    "ClaimRecorded",
    "Clip",
    "ClockSkew",
    "Conflict",
    "Corrected",
    "CorruptEntry",
    "DifferentEntity",
    "Entry",
    "EventLog",
    "EventLogError",
    "Evidence",
    "Expect",
    "Factuality",
    "Fragment",
    "IdempotencyConflict",
    "Impact",
    "InvalidAnnotation",
    "InvalidProposals",
    "InvalidTime",
    "InvalidValue",
    "JoinedAnswer",
    "JoinedLogs",
    "KeyRotated",
    "Knowledge",
    "Link",
    "LinkKind",
    "Linked",
    "LogBegun",
    "LogClosed",
    "Measure",
    "Membership",
    "MissingExtra",
    "NewerFormat",
    "NotALog",
    "OutcomeUnknown",
    "Period",
    "Policy",
    "Problem",
    "ProofError",
    "PublishedBasis",
    "Quantity",
    "Question",
    "QuestionDefined",
    "QuestionKind",
    "Quotation",
    "ReadOnly",
    "Receipt",
    "Redacted",
    "Ref",
    "Region",
    "RegionKind",
    "Report",
    "ReportRecorded",
    "Retracted",
    "ReviewState",
    "Reviewed",
    "SameEntity",
    "Scope",
    "Stance",
    "Standing",
    "Status",
    "StorageFull",
    "StoreError",
    "Superseded",
    "TextQuote",
    "TimeExpression",
    "TimeValue",
    "UnknownEvent",
    "UnknownKind",
    "UnknownQuestion",
    "UnknownReference",
    "Unread",
    "Why",
    "WhyNot",
    "check_answer",
    "diff",
    "join",
    "load",
    "open",
    "register",
    "times",
    "upcast",
]

# The rooms behind this door, and what each shows here: the imports above once more, for when the program runs.
_SHOWN = {
    "times": "times Period TimeExpression",
    "annotations": "load",
    "claims": (
        "Agent AgentValue AnswerType Assessment AssessmentKind Attribution Box Claim ClaimKind Clip Evidence "
        "Factuality Fragment Link "
        "LinkKind Measure Membership Quantity Question QuestionKind Quotation Ref Scope Stance TextQuote TimeValue"
    ),
    "codec": "register upcast",
    "errors": (
        "AlreadyThere Busy ClockSkew Conflict CorruptEntry EventLogError IdempotencyConflict InvalidAnnotation "
        "InvalidProposals InvalidTime "
        "InvalidValue LogClosed MissingExtra NewerFormat NotALog OutcomeUnknown ProofError ReadOnly StorageFull "
        "StoreError UnknownKind UnknownQuestion UnknownReference Unread"
    ),
    "events": (
        "AgentDefined Amended Annulled Assessed ClaimRecorded Corrected DifferentEntity Entry KeyRotated Linked "
        "LogBegun QuestionDefined Redacted ReportRecorded Retracted Reviewed ReviewState SameEntity Superseded "
        "UnknownEvent"
    ),
    "knowledge": "Basis Change Impact Knowledge Policy Answer Problem Standing Status Why WhyNot diff",
    "log": "EventLog Expect JoinedAnswer JoinedLogs Receipt check_answer join open",
    "reports": "BasisKind PublishedBasis Region RegionKind Report",
}
_ROOM = {name: room for room, names in _SHOWN.items() for name in names.split()}

if not TYPE_CHECKING:  # a type checker would take any name for granted

    def __getattr__(name: str) -> object:
        """What stands behind the door under this name, loaded on first use; a room's own name gives the room."""
        from importlib import import_module

        if name in _SHOWN:
            return import_module(f"eventlog.{name}")
        if name not in _ROOM:
            raise AttributeError(f"module 'eventlog' has no attribute {name!r}")
        value = getattr(import_module(f"eventlog.{_ROOM[name]}"), name)
        globals()[name] = value
        return value

    def __dir__() -> list[str]:
        """What the door shows."""
        return sorted({*globals(), *__all__})

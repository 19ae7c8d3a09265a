"""Reports that may be one, though they are recorded as two: of one publisher, with one text or one address.

Whether the bulletin of the next day is another one, or the same with its date misread, only a person can say. So both
are kept, the later one is found to be like the earlier one, and the door says so.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Final

import attrs

from eventlog.reports.report import IDENTITY, Report

_CALLED: Final = {"url": "address", "title": "headline", "published": "date", "digest": "text"}
_KEPT: Final = tuple(
    field.name
    for field in attrs.fields(Report)
    if field.init and field.name not in (*IDENTITY, "text", "published_basis") and not field.name.startswith("_")
)


def keys_of(report: Report) -> tuple[str, ...]:
    """The keys under which reports that are like this one are found: of its text, then of its address.

    They are of one length whatever the address, and go with the body when it is redacted, as all keys do.
    """
    told = (("text", report.digest), ("url", report.url))
    return tuple(f"same-{what}:{_short(report.publisher, value)}" for what, value in told if value)


def _short(*parts: str) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()[:32]


def likeness(report: Report, earlier: Report, position: int) -> str | None:
    """In words, how a report is like an earlier one that stands at a position; None where it says so itself."""
    if report.revision_of == earlier.id:
        return None
    same = "words" if report.digest is not None and report.digest == earlier.digest else "address"
    others = [name for field, name in _CALLED.items() if getattr(report, field) != getattr(earlier, field)]
    dated = "date" in others
    asked = "a new publication, or amend its date?" if dated else "an edition of its own, or a revision_of that one?"
    return f"same {same} as entry {position}, another {' and '.join(others)}: {asked}"


def kept(given: Report, held: Report) -> tuple[str, ...]:
    """The names of fields that are told otherwise of a report that is held, where something is told at all."""
    told = (name for name in _KEPT if getattr(given, name))
    return tuple(name for name in told if getattr(given, name) != getattr(held, name))

"""The same events about another id: of a report, and so of the claims in it and of whatever names them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from eventlog.claims import Ref
from eventlog.events import ClaimRecorded, Event, ReportRecorded

__all__ = ["renamed"]


def renamed(events: Sequence[Event], ids: Mapping[str, str]) -> list[Event]:
    """The events with `ids` of reports in place of others; the reports that are renamed so are left out.

    In order: each event after the claims that it names.
    """
    known = dict(ids)
    found: list[Event] = []
    for event in events:
        if isinstance(event, ReportRecorded) and event.id in ids:
            continue
        after: Any = _with(event, known)
        if isinstance(event, ClaimRecorded):
            known[event.id] = after.id
        found.append(after)
    return found


def _with(value: Any, ids: Mapping[str, str]) -> Any:
    """A value with all references in it renamed."""
    if isinstance(value, Ref):
        return Ref(ids.get(str(value), str(value)))
    if isinstance(value, tuple):
        return tuple(_with(one, ids) for one in value)
    if not attrs.has(type(value)):
        return value
    fields = [field.name for field in attrs.fields(type(value)) if field.init]
    told = {name: _with(getattr(value, name), ids) for name in fields}
    changed = {name: one for name, one in told.items() if one is not getattr(value, name)}
    return (
        attrs.evolve(value, **changed) if any(one != getattr(value, name) for name, one in changed.items()) else value
    )

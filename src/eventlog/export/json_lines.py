"""JSON Lines: rows for programs, and events for another log.

Rows are those of `eventlog.knowledge.rows`, one object a line, every column in it. Events are what the log holds, one
object a line, and come back as they were: kind and version, and the body as JSON, in which what names another entry is
that entry's id (in the log itself it is a position, which means nothing elsewhere). Letters that break lines or turn
the direction of writing are written as JSON's escapes, so a line is a line for every reader.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from typing import Any, Final

import attrs
import msgspec

from eventlog import times
from eventlog.claims.fields import check_type
from eventlog.codec import encode, kind_of, read_foreign
from eventlog.errors import InvalidImport, InvalidValue, UnknownKind, shown
from eventlog.events import Entry, Event, Judgement, Redacted, UnknownEvent, checked
from eventlog.events.dependencies import references
from eventlog.export.arriving import json_lines, name_of
from eventlog.knowledge import Knowledge
from eventlog.knowledge.rows import COLUMNS, rows
from eventlog.tables import Column, json_text

MEMBERS: Final = ("position", "recorded", "kind", "id", "body", "redacted", "unreadable")


class _Line(msgspec.Struct):
    body: msgspec.Raw = msgspec.Raw(b"null")


def to_jsonl(knowledge: Knowledge) -> Iterator[str]:
    """The claims of all standings, one object a line. Moments are RFC 3339 in UTC, what is not there is null.

    Raises InvalidValue.
    """
    check_type(knowledge, Knowledge, "what is exported")
    for row in rows(knowledge):
        told = {column.name: _plain(value, column) for value, column in zip(row, COLUMNS, strict=True)}
        yield f"{json_text(told)}\n"


def _plain(value: Any, column: Column) -> Any:
    if column.kind == "moment" and value is not None:
        return times.instant_text(value)
    return list(value) if isinstance(value, tuple) else value


def events_to_jsonl(entries: Iterable[Entry]) -> Iterator[str]:
    """Entries, one object a line: of a whole log (`log.entries()`) or of what a cut lets through (its `entries()`).

    An entry without an event says why: `redacted`, or `unreadable` with the reason. Raises InvalidValue.
    """
    for entry in checked(entries):
        told: dict[str, Any] = {
            "position": entry.position,
            "recorded": times.instant_text(entry.recorded),
            "kind": entry.kind,
        }
        if entry.event is None:
            told["redacted"] = True
        elif isinstance(entry.event, UnknownEvent):
            told["unreadable"] = entry.event.reason
        else:
            told["id"] = entry.id
            told["body"] = json.loads(body_of(entry.event))
        yield f"{json_text(told)}\n"


def body_of(event: Event) -> bytes:
    """An event as JSON in which references are ids and not the positions of one log."""
    return encode(event, _nowhere)


def _nowhere(_: str) -> None:
    return None


def _withheld(_: int) -> None:
    return None


def from_jsonl(
    source: str | os.PathLike[str] | bytes, *, whole: bool = False, skip_redacted: bool = False
) -> tuple[Event, ...]:
    """Read events as `events_to_jsonl` wrote them, for `log.record(*events)`.

    Judgements and definitions reply to the last word on their matter, by position. Into a log that has words of its own
    they come without, and the log fills it in; with `whole`, all events of a log go as they are into an empty one. What
    was redacted is gone: it is refused, or passed over with `skip_redacted`. Raises InvalidImport with file, line and
    field, for JSON that is not strict, kinds nobody registered, members that a kind does not have, values that
    no log may hold, and an id that does not fit its body; nothing is returned in part.
    """
    file = name_of(source)
    events: list[Event] = []
    renamed: set[str] = set()
    for number, raw, told in json_lines(source):
        try:
            event = _event(raw, told, skip_redacted=skip_redacted)
            if event is None:
                continue
            if isinstance(event, Judgement) and event.reply_to is not None and not whole:
                renamed.add(event.id)
                event = attrs.evolve(event, reply_to=None)
            for reference in references(event):
                if str(reference) in renamed:
                    raise _Fault("body", "it names a judgement that is named anew when it is recorded: pass whole=True")
                if str(reference).startswith("redacted:"):
                    raise _Fault("body", "it names an entry that was redacted, so it can't be recorded again")
        except _Fault as fault:
            raise InvalidImport(file, number, fault.field, fault.reason) from None
        events.append(event)
    return tuple(events)


class _Fault(Exception):
    """A fault in one line."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field, self.reason = field, reason


def _event(raw: bytes, told: dict[str, Any], *, skip_redacted: bool) -> Event | None:
    """The event of one line; None where it is passed over."""
    for member in told:
        if member not in MEMBERS:
            raise _Fault(shown(member), f"a line has no such member: it has {', '.join(MEMBERS)}")
    kind = told.get("kind")
    if not isinstance(kind, str):
        raise _Fault("kind", "the kind of the event is missing, such as claim-recorded/1")
    if told.get("redacted") or kind.startswith("redacted/"):
        if skip_redacted:
            return None
        raise _Fault("kind", "a redaction can't be recorded again: pass skip_redacted=True to go on without")
    if "unreadable" in told or not isinstance(told.get("body"), dict):
        raise _Fault("body", "there is no event in this line that could be read")
    try:
        event: Event = rebuilt(read_foreign(kind, bytes(msgspec.json.decode(raw, type=_Line).body), _withheld))
        if isinstance(event, Redacted):
            raise _Fault("kind", "a redaction can't be recorded again")
        kind_of(event)
        if told.get("id") is not None and told["id"] != getattr(event, "id", None):
            raise _Fault("id", "the id does not fit the body: one of the two was changed")
    except UnknownKind as error:
        raise _Fault("kind", str(error)) from None
    except InvalidValue as error:
        raise _Fault("body", str(error)) from None
    return event


def rebuilt(value: Any) -> Any:
    """A value made anew from its parts, so that every check of its class is made; a decoder makes only some."""
    if attrs.has(type(value)):
        parts = {field.alias: rebuilt(getattr(value, field.name)) for field in attrs.fields(type(value)) if field.init}
        try:
            return type(value)(**parts)
        except InvalidValue:
            raise
        except (TypeError, ValueError) as error:
            raise InvalidValue(f"this is no {type(value).__name__}: {shown(str(error))}") from None
    if isinstance(value, (tuple, list)):
        return type(value)(rebuilt(one) for one in value)
    return value

"""CloudEvents 1.0: the entries of a log for brokers and buses, as JSON, one event a line.

The identity of an event is its source and its id; the id is the entry's position, which is what stays when an entry is
redacted. `sequence` is the position again, padded, so that it sorts as text. The data is the event as JSON with
references as ids (see `json_lines`). Source: CloudEvents 1.0.2 with its JSON format, and its extension Sequence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from eventlog import times
from eventlog.errors import InvalidValue, shown
from eventlog.events import Entry, UnknownEvent, checked
from eventlog.export.json_lines import body_of
from eventlog.tables import json_text

DIGITS: Final = 20
_SOURCE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+|/[!-~]*")


def to_cloud_events(entries: Iterable[Entry], *, source: str = "urn:eventlog:log") -> Iterator[str]:
    """Entries as CloudEvents in JSON, one a line; of a whole log or of what a cut lets through.

    `source` is a URI that names the log; give each log its own. An entry whose event was redacted or can't be read is
    an event without data, of the type that it had; the attribute `unreadable` says why it can't. Raises InvalidValue
    for a source that is no URI.
    """
    if not isinstance(source, str) or not _SOURCE.fullmatch(source):
        raise InvalidValue(f"{shown(source)} is no URI: name the log, such as urn:example:newsroom")
    for entry in checked(entries):
        yield f"{json_text(_event(entry, source))}\n"


def _event(entry: Entry, source: str) -> dict[str, Any]:
    name, _, version = entry.kind.rpartition("/")
    told: dict[str, Any] = {
        "specversion": "1.0",
        "id": str(entry.position),
        "source": source,
        "type": f"eventlog.{name}.v{version}",
        "time": times.instant_text(entry.recorded),
        "sequence": f"{entry.position:0{DIGITS}d}",
    }
    if entry.event is None:
        return told
    if isinstance(entry.event, UnknownEvent):
        return told | {"unreadable": entry.event.reason}
    if entry.id is not None:
        told["subject"] = entry.id
    return told | {"datacontenttype": "application/json", "data": json.loads(body_of(entry.event))}

"""A reader over a plain list of entries: no index, no store, a linear scan for everything.

It is the specification of `Reader`: what an index answers must be what this one finds by looking at every entry.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from eventlog.codec import encode, kind_of
from eventlog.events import Entry, Sought, UnknownEvent, wrap
from eventlog.events.dependencies import effects


class PlainReader:
    """Entries in a list."""

    def __init__(self, entries: Iterable[Entry] = (), zone: str = "UTC") -> None:
        self.all = list(entries)
        self.zone = zone

    def add(self, *values: Any, recorded: int) -> list[int]:
        """Record values as one batch at a given microsecond; return their positions."""
        positions = []
        for value in values:
            event = wrap(value)
            entry = Entry(len(self.all) + 1, recorded, type(event).__name__, event)
            self.all.append(entry)
            positions.append(entry.position)
        return positions

    def size(self) -> int:
        return len(self.all)

    def upto(self, recorded: int) -> int:
        return max((entry.position for entry in self.all if entry.recorded <= recorded), default=0)

    def entry(self, position: int) -> Entry:
        return self.all[position - 1]

    def find(self, id: str) -> int | None:
        return next((entry.position for entry in self.all if entry.id == id), None)

    def about(self, key: str, upto: int) -> Iterable[Entry]:
        return [entry for entry in self.all[:upto] if entry.event is not None and key in effects(entry.event)]

    def under(self, keys: Iterable[str], after: int, upto: int) -> Iterable[Entry]:
        wanted = set(keys)
        return [
            entry for entry in self.all[after:upto] if entry.event is not None and wanted & set(effects(entry.event))
        ]

    def having(self, ids: Iterable[str], upto: int) -> Iterable[Entry]:
        wanted = set(ids)
        return [entry for entry in self.all[:upto] if entry.id in wanted]

    def candidates(self, words: Sequence[Sequence[str]], tiers: Sequence[Sequence[str]], upto: int) -> Sought:
        del words
        found = [one for one in self.all[:upto] if one.event is not None and not isinstance(one.event, UnknownEvent)]
        held = [[one for one in reversed(found) if kind_of(one.event).name in kinds] for kinds in tiers]
        return Sought(held, self.unreadable(upto))

    def keys(self, prefix: str, upto: int) -> Iterable[str]:
        found = {key for entry in self.all[:upto] if entry.event is not None for key in effects(entry.event)}
        return sorted(key for key in found if key.startswith(prefix))

    def entries(self, after: int, upto: int) -> Iterator[Entry]:
        return iter(self.all[after:upto])

    def withheld(self, upto: int) -> Sequence[int]:
        del upto
        return ()

    def near(self, _question: str):
        return self

    def unreadable(self, upto: int) -> Iterable[Entry]:
        return [entry for entry in self.all[:upto] if isinstance(entry.event, UnknownEvent)]

    def columns(
        self,
        kind: str,
        members: Sequence[str],
        after: int,
        upto: int,
        *,
        key: str | None = None,
        at: Sequence[int] | None = None,
        missed: Callable[[int], object] | None = None,
    ) -> Iterator[tuple[Any, ...]]:
        for entry in self.all[after:upto] if key is None else self.under((key,), after, upto):
            event = entry.event
            if isinstance(event, UnknownEvent) and missed is not None and "." not in entry.kind:
                missed(entry.position)
            if event is None or isinstance(event, UnknownEvent) or kind_of(event).name != kind:
                continue
            if at is None or entry.position in at:
                table = json.loads(encode(event, self.find))
                yield (entry.position, entry.recorded, *(member_of(table, member) for member in members))


def member_of(table: Any, path: str) -> Any:
    """What stands in a table of JSON at the end of a dotted path; None where there is nothing."""
    for name in path.split("."):
        if table is None:
            return None
        table = table.get(name)
    return table

"""A set of entries that only grows: the state of whatever must see entries in their order before it can judge.

Union is associative, commutative and idempotent, so entries may come in any order, in any pieces, and twice. A claim
is in the set, and so is its withdrawal, whichever came first: what holds is judged at the end, in order of position, by
the rules of `standing` and nothing else. Where one piece still has what another knows as redacted, it is redacted.

A set is a value. Adding to one costs the same however many it has: what was added is kept as a tree, which is laid flat
when it is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from eventlog.claims.fields import check_type
from eventlog.codec import Encoder, kind_of
from eventlog.events import Entry, LogBegun, UnknownEvent, checked
from eventlog.log.reader import LogReader
from eventlog.mergeable.part import reader_of
from eventlog.stores import Content
from eventlog.times import check_zone

__all__ = ["EntrySet"]


class EntrySet:
    """Entries by position. `EntrySet()` is the empty set. Sets are equal where their entries are."""

    __slots__ = ("_flat", "_tree")

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        """Hold these entries. Raises InvalidValue for what are none."""
        self._flat: dict[int, Entry] | None = _flat(list(checked(entries)))
        self._tree: tuple[EntrySet | Entry, ...] = ()

    def add(self, entry: Entry) -> EntrySet:
        """A set that has this entry too. Raises InvalidValue for what is none."""
        check_type(entry, Entry, "what is added")
        return _joined(self, entry)

    def union(self, other: EntrySet) -> EntrySet:
        """A set that has what either has. Raises InvalidValue for what is no EntrySet."""
        check_type(other, EntrySet, "what a set of entries is joined with")
        return _joined(self, other)

    def _entries(self) -> dict[int, Entry]:
        if self._flat is None:
            found: list[Entry] = []
            pending: list[EntrySet | Entry] = list(self._tree)
            while pending:  # no recursion: a tree of a million additions is a million deep
                one = pending.pop()
                if isinstance(one, EntrySet):
                    pending += one._parts()  # noqa: SLF001 - another of its own
                else:
                    found.append(one)
            self._flat, self._tree = _flat(found), ()
        return self._flat

    def _parts(self) -> Iterable[EntrySet | Entry]:
        return self._tree if self._flat is None else self._flat.values()

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries().values())

    def __len__(self) -> int:
        return len(self._entries())

    def __bool__(self) -> bool:
        return bool(self._entries())

    def __eq__(self, other: object) -> bool:
        return self._entries() == other._entries() if isinstance(other, EntrySet) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self._entries()))

    def __repr__(self) -> str:
        return f"<EntrySet of {len(self)}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return (EntrySet, ([Entry(one.position, one.recorded, one.kind, one.event) for one in self],))

    @property
    def zone(self) -> str:
        """The zone of the log that these are of: its first entry says it, where it is another than UTC."""
        begun = next((one.event for one in self if isinstance(one.event, LogBegun)), None)
        return "UTC" if begun is None else begun.zone

    def reader(self, zone: str | None = None) -> LogReader:
        """A reader of these entries, for Knowledge to look at. What was not added is not there.

        `zone` is where bare dates are read, that of the log unless given. Raises InvalidTime for what is no zone.
        """
        if zone is not None:
            check_zone(zone)
        ids = {str(one.id): one.position for one in self if one.id is not None}
        encoder = Encoder(ids.get)
        contents = (_content(encoder, one) for one in self)
        return reader_of(contents, zone or self.zone, {at: id for id, at in ids.items()})


def _joined(*parts: EntrySet | Entry) -> EntrySet:
    made = EntrySet.__new__(EntrySet)
    made._flat, made._tree = None, parts  # noqa: SLF001 - it makes itself
    return made


def _flat(entries: list[Entry]) -> dict[int, Entry]:
    held: dict[int, Entry] = {}
    for entry in entries:
        other = held.get(entry.position)
        if other is None or (other is not entry and _rank(entry) < _rank(other)):
            held[entry.position] = entry
    return dict(sorted(held.items()))


def _rank(entry: Entry) -> tuple[Any, ...]:
    """Which of two entries at one position stays: the redacted one. Of two logs, which do not belong together, any."""
    return (entry.event is not None, entry.recorded, entry.kind, str(entry.id))


def _content(encoder: Encoder, entry: Entry) -> Content:
    event = entry.event
    if event is None:
        return (entry.position, entry.recorded, entry.kind, None)
    if isinstance(event, UnknownEvent):
        return (entry.position, entry.recorded, entry.kind, event.body)
    kind = kind_of(event)
    return (entry.position, entry.recorded, kind.stored, encoder.encode(event, kind))

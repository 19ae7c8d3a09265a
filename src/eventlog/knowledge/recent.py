"""What was gathered and judged lately: it is kept beside the log, and beside one state of knowledge, to be asked again.

A dossier holds what bears on a question at a position, and nothing recorded later changes that, redactions aside. So
dossiers are kept as long as the log has the size at which they were gathered. The standings that one state of knowledge
gave are kept until something is redacted. What is kept is bounded by the entries that it is of, for memory is in step
with them; the longest unused goes first.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from typing import Final, Generic, TypeVar
from weakref import WeakKeyDictionary

import attrs

from eventlog.events import Reader
from eventlog.knowledge.gather import gather
from eventlog.standing.dossier import Dossier
from eventlog.standing.result import Standing

Value = TypeVar("Value")

MOST_ENTRIES: Final = 20_000
"""Entries of all dossiers of one log together, and of all standings of one state of knowledge."""


@attrs.define
class Shelf(Generic[Value]):
    """Values by key, the longest unused first, of `most` entries in all; the last one is kept however large it is."""

    entries_of: Callable[[Value], int]
    most: int = MOST_ENTRIES
    _held: OrderedDict[Hashable, Value] = attrs.field(factory=OrderedDict, init=False)
    _entries: int = attrs.field(default=0, init=False)

    def __len__(self) -> int:
        """How many values are held."""
        return len(self._held)

    def __contains__(self, key: Hashable) -> bool:
        """Whether the value of a key is held."""
        return key in self._held

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of a key, made where it is not held."""
        try:
            found = self._held[key]
        except KeyError:
            return self._put(key, make())
        with suppress(KeyError):  # another thread let it go
            self._held.move_to_end(key)
        return found

    def _put(self, key: Hashable, made: Value) -> Value:
        found = self._held.setdefault(key, made)
        if found is made:  # else another thread made it meanwhile
            self._entries += self.entries_of(made)
            with suppress(KeyError):  # another thread let the last one go
                while self._entries > self.most and len(self._held) > 1:
                    self._entries -= self.entries_of(self._held.popitem(last=False)[1])
        return found


@attrs.define
class _Dossiers:
    """The dossiers of one log at one size."""

    size: int
    shelf: Shelf[Dossier] = attrs.field(factory=lambda: Shelf[Dossier](lambda dossier: len(dossier.entries)))


_kept: WeakKeyDictionary[Reader, _Dossiers] = WeakKeyDictionary()


def dossier_of(reader: Reader, question: str, position: int) -> Dossier:
    """What bears on a question up to a position (inclusive), gathered where it was not just now.

    What is at hand of a question tells how large the log is too, so that is asked only of what was gathered before.
    """
    kept, key = _kept.get(reader), (question, position)
    if kept is not None and key in kept.shelf and kept.size == reader.size():
        return kept.shelf.get(key, lambda: gather(reader.near(question), question, position))
    near = reader.near(question)
    size = near.size()
    if kept is None or kept.size != size:
        kept = _kept[reader] = _Dossiers(size)
    return kept.shelf.get(key, lambda: gather(near, question, position))


class Answers:
    """The standings that one state of knowledge gave lately."""

    __slots__ = ("_kept", "_reader", "_size")

    def __init__(self, reader: Reader, position: int) -> None:
        """Of what this reader reads, up to a position."""
        self._reader = reader
        self._size = position
        self._kept = _shelf_of_standings()

    def __len__(self) -> int:
        """How many are held."""
        return len(self._kept)

    def get(self, question: str, make: Callable[[], Standing]) -> Standing:
        """The standing of a question, made where it is not held, or where something was redacted since it was made."""
        if question in self._kept and (size := self._reader.size()) != self._size:
            if any(True for _ in self._reader.under(("w:",), self._size, size)):
                self._kept = _shelf_of_standings()
            self._size = size
        return self._kept.get(question, make)


def _shelf_of_standings() -> Shelf[Standing]:
    return Shelf[Standing](lambda standing: len(standing.dossier.entries))

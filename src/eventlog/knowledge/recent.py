"""The dossiers that were gathered lately, beside the log that they are of: another cut of it asks for the same.

A dossier holds what bears on a question at a position, and nothing recorded later changes that, redactions aside. So
they are kept as long as the log has the size at which they were gathered, and the longest unused go first.
"""

from __future__ import annotations

from typing import Final
from weakref import WeakKeyDictionary

import attrs

from eventlog.events import Reader
from eventlog.knowledge.gather import gather
from eventlog.standing.dossier import Dossier

MOST_ENTRIES: Final = 20_000
"""Entries in all dossiers of one log together."""


@attrs.define
class _Shelf:
    """The dossiers of one log at one size, the longest unused first."""

    size: int
    held: dict[tuple[str, int], Dossier] = attrs.field(factory=dict)
    entries: int = 0

    def take(self, key: tuple[str, int]) -> Dossier | None:
        found = self.held.pop(key, None)
        if found is not None:
            self.held[key] = found
        return found

    def put(self, key: tuple[str, int], dossier: Dossier) -> None:
        self.held[key] = dossier
        self.entries += len(dossier.entries)
        while self.entries > MOST_ENTRIES and self.held:
            try:
                self.entries -= len(self.held.pop(next(iter(self.held))).entries)
            except (KeyError, RuntimeError, StopIteration):  # another thread took it
                continue


_shelves: WeakKeyDictionary[Reader, _Shelf] = WeakKeyDictionary()


def dossier_of(reader: Reader, question: str, position: int) -> Dossier:
    """What bears on a question up to a position (inclusive), gathered where it was not just now."""
    size = reader.size()
    shelf = _shelves.get(reader)
    if shelf is None or shelf.size != size:
        shelf = _shelves[reader] = _Shelf(size)
    found = shelf.take((question, position))
    if found is None:
        found = gather(reader.near(question), question, position)
        shelf.put((question, position), found)
    return found

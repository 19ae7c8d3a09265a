"""Kept: what is held in memory beside a reader between two questions, for as long as the reader is.

Columns are read off a log when somebody first asks for many questions at once. What was recorded since is added when
they are asked again; where something was redacted since they are made anew, so that nothing of what was erased is kept.
Several threads may ask: one at a time looks at what is kept of a log.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Final
from weakref import WeakKeyDictionary

import attrs

from eventlog.events import Reader
from eventlog.knowledge.bulk import Arrays
from eventlog.knowledge.columns import Columns
from eventlog.knowledge.crowd import Crowd

_CROWDS: Final = 8
"""Crowded questions whose claims are kept, the last that were asked."""


@attrs.define(eq=False)
class Kept:
    """What is kept beside one reader. `lock` is held by whoever looks at the columns, `crowding` at the crowds."""

    lock: Lock = attrs.field(factory=Lock)
    columns: Columns | None = None
    arrays: Arrays | None = None
    crowding: Lock = attrs.field(factory=Lock)
    crowds: OrderedDict[str, Crowd] = attrs.field(factory=OrderedDict)

    def crowd(self, reader: Reader, question: str, position: int) -> Crowd | None:
        """The claims of a crowded question up to a position at least; None where they are not here (any more)."""
        crowd = self.crowds.pop(question, None)
        if crowd is not None and crowd.grown(reader, position):
            self.crowds[question] = crowd
            return crowd
        return None

    def keep(self, crowd: Crowd) -> None:
        """Keep a crowd, and let go of the one that was asked longest ago."""
        self.crowds[crowd.question] = crowd
        while len(self.crowds) > _CROWDS:
            self.crowds.popitem(last=False)

    def grown(self, reader: Reader) -> Columns:
        """The columns, up to the end of the log as it is now."""
        size = reader.size()
        if self.columns is None or (size > self.columns.upto and not self._extended(self.columns, reader, size)):
            self.columns = None
            columns = Columns(reader.zone)
            columns.extend(reader, size)
            self.columns, self.arrays = columns, None
        return self.columns

    def _extended(self, columns: Columns, reader: Reader, size: int) -> bool:
        self.columns, self.arrays = None, None  # should it fail half-way
        sound = columns.extend(reader, size)
        self.columns = columns
        return sound


_kept: WeakKeyDictionary[Reader, Kept] = WeakKeyDictionary()
_keeping: Final = Lock()


def beside(reader: Reader) -> Kept:
    """What is kept beside a reader."""
    with _keeping:
        return _kept.setdefault(reader, Kept())

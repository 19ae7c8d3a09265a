"""What a store holds, as it holds it: for an audit, which must not be stopped by what it is to judge.

A store refuses to read what is damaged, which is right for a reader and useless for an auditor. An inspection
gives out rows as they lie there, past the head too, in one snapshot, and judges nothing. Kinds come as bytes,
because text that is no UTF-8 any more must be seen as well.

It is read only, and what it gives is bounded: rows come in pieces, so that memory does not grow with the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Protocol, TypeAlias
from zlib import crc32

import attrs

from eventlog.stores.entries import Head, StoredEntry
from eventlog.stores.states import KeptState

__all__ = ["KEPT", "REDACTED", "ROTATED", "TELLING", "Batch", "HeldInspection", "Inspection", "Row", "tag_of"]

Row: TypeAlias = tuple[int, int, bytes, bytes | None, bytes | None, bytes, bytes | None]
"""Position, recorded (microseconds), kind (UTF-8), body, salt, commit, id (UTF-8): as stored, of whatever type and
length.
"""

REDACTED, ROTATED = "redacted/1", "key-rotated/1"
TELLING = (REDACTED, ROTATED)
"""Kinds whose bodies say what holds of the log itself: none is ever erased, and even a quick look reads them."""
KEPT = ("log-begun/1", ROTATED)
"""Kinds whose bodies say what a bare date means here, and whose key counts: none is ever erased, or left out of a copy.
"""
_PIECE = 1024


def tag_of(id: str) -> int:
    """The number by which an id is found: CRC-32 of its UTF-8 bytes, 0 to 2**32 - 1."""
    return crc32(id.encode())


@attrs.frozen
class Batch:
    """Where a batch ends, when it was recorded, and the root that was stored with it (None: this store keeps
    none).
    """

    position: int
    recorded: int
    root: bytes | None


class Inspection(Protocol):
    """One snapshot of a store. `head` is None where the head row is missing or damaged; `faults` are
    sentences about what can't be read or belongs to no entry; `withheld` are the positions that this copy leaves out.
    """

    head: Head | None
    faults: tuple[str, ...]
    withheld: tuple[int, ...]

    def count(self) -> int:
        """How many entry rows there are, whatever the head says."""
        ...

    def batches(self) -> Iterator[Batch]:
        """The batches, by position."""
        ...

    def rows(self, *, bodies: bool = True) -> Iterator[list[Row]]:
        """All entry rows by position, in pieces. Without `bodies`, b"" stands for those that are there, but
        for the bodies of what says what holds of the log itself (`TELLING`), and no id is told.
        """
        ...

    def damage(self) -> Iterator[str]:
        """What is wrong with the pages, tables and guards that the store keeps its rows in, in sentences."""
        ...

    def id_at(self, position: int) -> str | None:
        """The id that is stored at a position."""
        ...

    def tags(self) -> Iterator[tuple[int, int]]:
        """By which tags entries are found: position and tag."""
        ...

    def effects(self) -> Iterator[tuple[str, Sequence[int]]]:
        """Under which keys entries are found: in order of key, the positions of each row as they stand in it."""
        ...

    def states(self) -> Iterator[KeptState]:
        """The states of projections that are kept, sealed."""
        ...

    def astray(self) -> Iterator[str]:
        """What is wrong with whatever else the store finds entries by (an index of words), in sentences."""
        ...

    def beside(self) -> Iterator[tuple[str, str]]:
        """Every text that is kept beside the entries, also by others in the store's own file: where, and the text."""
        ...


class HeldInspection:
    """The inspection of a store that holds everything in memory, from what it holds at one moment."""

    def __init__(
        self,
        head: Head,
        entries: Sequence[StoredEntry],
        batches: Iterable[Batch],
        ids: Mapping[int, str],
        keys: Mapping[str, Sequence[int]],
        withheld: Sequence[int] = (),
        states: Sequence[KeptState] = (),
    ) -> None:
        """`ids`: by position, of entries that were not redacted. `keys`: the positions under each, which rise."""
        self.head: Head | None = head
        self.faults: tuple[str, ...] = ()
        self.withheld = tuple(withheld)
        self._entries = entries
        self._batches = tuple(batches)
        self._ids = ids
        self._keys = keys
        self._states = states

    def count(self) -> int:
        """How many entries there are."""
        return len(self._entries)

    def batches(self) -> Iterator[Batch]:
        """The batches, by position."""
        return iter(self._batches)

    def rows(self, *, bodies: bool = True) -> Iterator[list[Row]]:
        """All entries, in pieces."""
        entries = iter(self._entries)
        while piece := [self._row(one, bodies) for one in islice(entries, _PIECE)]:
            yield piece

    def _row(self, one: StoredEntry, bodies: bool) -> Row:
        body, salt, id = one.body, one.salt, self._ids.get(one.position)
        if not bodies:
            id = None
            if body is not None and one.kind not in TELLING:
                body = salt = b""
        kind = one.kind.encode("utf-8", "surrogatepass")
        return (one.position, one.recorded, kind, body, salt, one.commit, None if id is None else id.encode())

    def damage(self) -> Iterator[str]:
        """Nothing: what is in memory has no pages."""
        return iter(())

    def id_at(self, position: int) -> str | None:
        """The id at a position."""
        return self._ids.get(position)

    def tags(self) -> Iterator[tuple[int, int]]:
        """Positions and tags."""
        return ((position, tag_of(id)) for position, id in self._ids.items())

    def effects(self) -> Iterator[tuple[str, Sequence[int]]]:
        """Keys and the positions under them."""
        return ((key, self._keys[key]) for key in sorted(self._keys))

    def states(self) -> Iterator[KeptState]:
        """The states of projections."""
        return iter(self._states)

    def astray(self) -> Iterator[str]:
        """Nothing: what is in memory has no other index."""
        return iter(())

    def beside(self) -> Iterator[tuple[str, str]]:
        """The keys: nothing else is kept."""
        return (("effect.key", key) for key in sorted(self._keys) if self._keys[key])

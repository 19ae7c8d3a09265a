"""A log of which only some entries are at hand, each at its own position, with nothing at the others.

What is not at hand takes no room: a position is a number that the writer of a file chose, and may be any of 64 bits.
Rules ask by keys and ids, and are given what is there; a reader of a range is given what is there of it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from eventlog.stores import Content, Head, MemoryStore, RestoredEntry, StoredEntry

__all__ = ["SparseStore"]

_PIECE = 512


class SparseStore(MemoryStore):
    """A store for reading that holds these entries, by position, of a log of `size`."""

    def __init__(self, rows: Sequence[RestoredEntry], size: int, *, zone: str) -> None:
        super().__init__(zone=zone)
        self._held = {one.stored.position: one.stored for one in rows}
        self._positions = sorted(self._held)
        for one in rows:
            if one.id is not None:
                self._id_at[one.stored.position] = one.id
            for key in dict.fromkeys(one.keys):
                self._keys.setdefault(key, []).append(one.stored.position)
        self._ids = {id: at for at, id in self._id_at.items()}
        moments = [(one.stored.recorded, one.stored.position) for one in rows]
        ends = [at - 1 for _, at in moments[1:]] + [size]  # what is not at hand counts to what stands before it
        self._batches = [(moment, end) for (moment, _), end in zip(moments, ends, strict=True)]
        erased = size - sum(one.stored.body is not None for one in rows)
        self._head = Head(size, moments[-1][0] if moments else None, erased=erased)

    def entry(self, position: int) -> StoredEntry:
        """The entry at a position; one without a body, of a kind that nobody knows, where it is not at hand."""
        if not 1 <= position <= self.head().size:
            raise LookupError(f"this log has no entry {position}: it has {self.head().size}")
        if position in self._held:
            return self._held[position]
        before = bisect_left(self._positions, position) - 1
        recorded = self._held[self._positions[max(before, 0)]].recorded if self._positions else 0
        return StoredEntry(position, recorded, "not-here/1", None, None, bytes(32))

    def entries(self, after: int, upto: int) -> Iterator[StoredEntry]:
        """The entries that are at hand in a range of positions, in order."""
        return (self._held[at] for at in self._between(after, upto))

    def contents(self, after: int, upto: int, kind: str | None = None) -> Iterator[Sequence[Content]]:
        """What the entries at hand in a range of positions are read from; or those of one kind."""
        for piece in self.at(self._between(after, upto)):
            yield (
                piece
                if kind is None
                else [one for one in piece if one[2].startswith(f"{kind}/") and one[3] is not None]
            )

    def at(self, positions: Sequence[int]) -> Iterator[Sequence[Content]]:
        """What the entries at these positions, which rise, are read from, some at a time."""
        for begin in range(0, len(positions), _PIECE):
            yield [self.entry(at)[:4] for at in positions[begin : begin + _PIECE]]

    def _between(self, after: int, upto: int) -> Sequence[int]:
        return self._positions[bisect_right(self._positions, after) : bisect_right(self._positions, upto)]

"""Where the hashes of a proof come from.

A proof names whole subtrees, and each is a row of perfect ones: level k, number i is the root over the leaves
i * 2**k up to, not including, (i + 1) * 2**k. A perfect subtree never changes once its leaves are there,
however the log grows. So a *source* of hashes need only answer that one question, `source(level, number) ->
32 bytes`, and may keep what it answered for ever.

Two sources are here: a plain sequence of leaf hashes, worked out anew each time (right for small logs, and
for tests), and `Subtrees`, which reads the leaves once and keeps every perfect subtree, 64 bytes a leaf. A
store that keeps its inner nodes is a third.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from itertools import islice
from typing import TypeAlias

from eventlog.errors import ProofError
from eventlog.proof.frontier import Frontier, pair_up, whole_hashes
from eventlog.proof.records import HASH_BYTES, node_hash

__all__ = ["Source", "Subtrees", "range_root"]

Source: TypeAlias = Sequence[bytes] | Callable[[int, int], bytes]
"""Leaf hashes in order, or `source(level, number)`: the root over leaves number * 2**level to (number + 1) *
2**level."""

_CHUNK = 4096


class Subtrees:
    """Every perfect subtree over leaves that are read once: a source for any number of proofs.

    Grows with `extend` and never changes what it has answered. `size` counts the leaves read so far. Memory:
    about 64 bytes a leaf. It does not check that the leaves are those of any log: compare `root(size)` with a
    root you trust.
    """

    __slots__ = ("_levels", "size")

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self.size = 0
        self._levels: list[bytearray] = [bytearray()]
        self.extend(leaves)

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Read on: more leaf hashes (32 bytes each), in order, from any iterator. Costs about one hash a
        leaf.

        Raises InvalidValue for one that is not 32 bytes; what was read before it may have been taken in.
        """
        stream = iter(leaves)
        while chunk := list(islice(stream, _CHUNK)):
            whole_hashes(chunk)
            self._add(chunk)

    def _add(self, nodes: list[bytes]) -> None:
        self.size += len(nodes)
        level = 0
        while nodes:
            if level == len(self._levels):
                self._levels.append(bytearray())
            row = self._levels[level]
            waiting = [bytes(row[-HASH_BYTES:])] if len(row) // HASH_BYTES & 1 else []  # lacks its right side
            fresh = [*waiting, *nodes]
            row += b"".join(nodes)
            nodes = pair_up(fresh[: len(fresh) & ~1])
            level += 1

    def __call__(self, level: int, number: int) -> bytes:
        """The root over the leaves number * 2**level up to, not including, (number + 1) * 2**level.

        Raises ProofError for one that the leaves read so far do not fill.
        """
        begin = number * HASH_BYTES
        if not 0 <= level < len(self._levels) or not 0 <= begin < len(self._levels[level]):
            raise ProofError(f"subtree {number} of level {level} is not within the {self.size} leaves at hand")
        return bytes(self._levels[level][begin : begin + HASH_BYTES])

    def frontier(self, size: int) -> Frontier:
        """The frontier as it was at `size` leaves (0 to `self.size`), without hashing. ProofError beyond
        that.
        """
        if not 0 <= size <= self.size:
            raise ProofError(f"there are {self.size} leaves at hand and not {size}")
        return Frontier(size=size, hashes=tuple(self(*which) for which in _perfect(0, size)))

    def root(self, size: int) -> bytes:
        """The root as it was at `size` leaves (0 to `self.size`), 32 bytes. ProofError beyond that."""
        return self.frontier(size).root()


def range_root(source: Source, start: int, stop: int) -> bytes:
    """The root over the leaves `start` up to, not including, `stop`: one node of a proof.

    `start` must be a multiple of the least power of two that is not below `stop - start`, as it is for every
    subtree of RFC 9162. Raises ProofError where the source gives something that is no hash.
    """
    if not callable(source):
        return Frontier().extend(source[start:stop]).root()
    level = (stop - start).bit_length() - 1
    if stop - start == 1 << level:  # as nearly all are
        return _a_hash(source(level, start >> level), start, stop)
    row = [_a_hash(source(level, number), start, stop) for level, number in _perfect(start, stop)]
    return reduce(lambda right, left: node_hash(left, right), reversed(row))


def _a_hash(one: bytes, start: int, stop: int) -> bytes:
    if not isinstance(one, bytes) or len(one) != HASH_BYTES:
        raise ProofError(f"the source gave something other than {HASH_BYTES} bytes for leaves {start} to {stop}")
    return one


def _perfect(start: int, stop: int) -> list[tuple[int, int]]:
    """The row of perfect subtrees (level, number) that fills such a range, the largest first."""
    row: list[tuple[int, int]] = []
    while start < stop:
        level = (stop - start).bit_length() - 1
        row.append((level, start >> level))
        start += 1 << level
    return row

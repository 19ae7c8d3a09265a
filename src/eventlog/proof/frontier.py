"""The right edge of the tree: all that a log must keep to go on.

The tree of RFC 9162 splits n leaves at the largest power of two below n, so a tree of n leaves is a row of
perfect subtrees, one for each bit that is set in n, the largest first. That row is the frontier. Thirteen
leaves (8 + 4 + 1):

            ┌──────── 8 ────────┐   ┌─── 4 ───┐   1
            0  1  2  3  4  5  6  7  8  9  10  11  12        three hashes, whatever came before

Adding leaves is adding numbers: two subtrees of one size make one of twice the size, and that is the carry. A
batch is therefore added level by level, a whole list at a time; the leaves are never walked one by one
through the tree, and the cost is one hash a leaf. The root folds the row from the right.

A frontier is a value. It knows no leaf that it has swallowed: proofs are made elsewhere, from the leaves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from hashlib import sha256
from itertools import islice

from eventlog.errors import InvalidValue
from eventlog.proof.records import EMPTY_ROOT, HASH_BYTES, node_hash

__all__ = ["Frontier", "pair_up", "root_of", "whole_hashes"]

_SIZE_BYTES = 8
_CHUNK = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontier:
    """The roots of the perfect subtrees of a tree of `size` leaves, the largest (leftmost) first.

    `size` counts leaves, 0 to 2**64 - 1; `hashes` holds 32 bytes for each bit set in `size`. `Frontier()` is
    the empty tree. Raises InvalidValue when the two don't fit each other. Source: RFC 9162, section 2.1.1.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.size < 1 << 64:
            raise InvalidValue(f"a tree has 0 to 2**64 - 1 leaves and not {self.size}")
        expected = self.size.bit_count()
        if len(self.hashes) != expected:
            raise InvalidValue(f"the frontier of {self.size} leaves has {expected} hashes and not {len(self.hashes)}")
        whole_hashes(self.hashes)

    def append(self, leaf: bytes) -> Frontier:
        """The frontier with one more leaf hash (32 bytes). Raises InvalidValue for another length."""
        return self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> Frontier:
        """The frontier with these leaf hashes (32 bytes each) added in order: the same, however they are
        batched.

        Costs about one hash a leaf, and holds the batch in memory; for a whole log take `root_of`, or extend
        in batches. Raises InvalidValue for a leaf that is not 32 bytes, and then nothing is added.
        """
        nodes = list(leaves)
        whole_hashes(nodes)
        size, pending = self.size + len(nodes), self.size
        edge = list(self.hashes)  # the smallest subtree last: the one that a leaf is first joined to
        kept: list[bytes] = []  # what stands at the levels done so far, the smallest first
        while nodes:
            if pending & 1:
                nodes.insert(0, edge.pop())
            if len(nodes) & 1:
                kept.append(nodes.pop())
            nodes = pair_up(nodes)
            pending >>= 1
        return Frontier(size=size, hashes=(*edge, *reversed(kept)))

    def root(self) -> bytes:
        """The root of the tree, 32 bytes; of no leaves SHA-256(""). Source: RFC 9162, section 2.1.1."""
        if not self.hashes:
            return EMPTY_ROOT
        return reduce(lambda right, left: node_hash(left, right), reversed(self.hashes))

    def to_bytes(self) -> bytes:
        """The frontier as stored: `size` (8 bytes, big-endian, unsigned), then its hashes, the largest
        subtree first.

        8 + 32 * (bits set in size) bytes, so that each frontier has one encoding. The empty tree is eight
        zero bytes.
        """
        return self.size.to_bytes(_SIZE_BYTES, "big") + b"".join(self.hashes)

    @classmethod
    def from_bytes(cls, encoded: bytes) -> Frontier:
        """Read what `to_bytes` wrote. Raises InvalidValue for any other length: nothing is skipped, nothing
        left over.
        """
        if len(encoded) < _SIZE_BYTES:
            raise InvalidValue(f"a stored frontier has {_SIZE_BYTES} bytes at least and this one has {len(encoded)}")
        size = int.from_bytes(encoded[:_SIZE_BYTES], "big")
        expected = _SIZE_BYTES + HASH_BYTES * size.bit_count()
        if len(encoded) != expected:
            raise InvalidValue(f"the frontier of {size} leaves has {expected} bytes and this one has {len(encoded)}")
        starts = range(_SIZE_BYTES, expected, HASH_BYTES)
        return cls(size=size, hashes=tuple(bytes(encoded[at : at + HASH_BYTES]) for at in starts))


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes (32 bytes each) that come from an iterator, in little memory, whatever its
    length.

    Raises InvalidValue for a leaf that is not 32 bytes. Source: RFC 9162, section 2.1.1.
    """
    stream = iter(leaves)
    frontier = Frontier()
    while chunk := list(islice(stream, _CHUNK)):
        frontier = frontier.extend(chunk)
    return frontier.root()


def pair_up(nodes: list[bytes]) -> list[bytes]:
    """The level above an even number of nodes. The one hot line of this room, hence without a call to
    node_hash.
    """
    pairs = iter(nodes)
    return [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]


def whole_hashes(hashes: list[bytes] | tuple[bytes, ...]) -> None:
    """Refuse, with InvalidValue, whatever is not bytes of a SHA-256's length."""
    if set(map(type, hashes)) <= {bytes} and set(map(len, hashes)) <= {HASH_BYTES}:
        return
    for at, one in enumerate(hashes):
        if type(one) is not bytes or len(one) != HASH_BYTES:
            what = f"{len(one)} bytes" if isinstance(one, bytes) else f"of type {type(one).__name__}"
            raise InvalidValue(f"a hash is {HASH_BYTES} bytes and number {at} (from 0) of those given is {what}")

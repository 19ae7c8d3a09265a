"""The edge of a growing tree, to which a few leaves are added at a time and whose root is asked for often.

A `Frontier` is a value, and making one costs more than the hash that it stands for. Here the same row of subtrees is
kept in place. What the two say is the same; a test holds them together.
"""

from __future__ import annotations

from hashlib import sha256

from eventlog.proof import EMPTY_ROOT, Frontier

__all__ = ["Tree"]

_FEW = 8


class Tree:
    """Leaves so far, and the roots of the perfect subtrees over them, the largest first. Source: RFC 9162, 2.1.1."""

    def __init__(self) -> None:
        self.size = 0
        self._edge: list[bytes] = []

    @property
    def hashes(self) -> tuple[bytes, ...]:
        """The row of subtrees, as a frontier has it."""
        return tuple(self._edge)

    def extend(self, leaves: list[bytes]) -> None:
        """Add leaf hashes (32 bytes each, not checked), in order."""
        if len(leaves) > _FEW:
            frontier = Frontier(size=self.size, hashes=tuple(self._edge)).extend(leaves)
            self.size, self._edge = frontier.size, list(frontier.hashes)
            return
        edge = self._edge
        for leaf in leaves:
            node, size = leaf, self.size
            while size & 1:
                node = sha256(b"\x01" + edge.pop() + node).digest()
                size >>= 1
            edge.append(node)
            self.size += 1

    def root(self) -> bytes:
        """The root, 32 bytes. Costs a hash for each subtree but one."""
        if not self._edge:
            return EMPTY_ROOT
        above = self._edge[-1]
        for left in self._edge[-2::-1]:
            above = sha256(b"\x01" + left + above).digest()
        return above

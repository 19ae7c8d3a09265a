"""RFC 9162 straight from its text, recursive and slow: what the proof room is held against.

Nothing here is shared with the library: hashes, trees, proofs and checks are written down a second time.
"""

import hashlib
from collections.abc import Sequence


def sha(*parts: bytes) -> bytes:
    """SHA-256 over the parts joined."""
    return hashlib.sha256(b"".join(parts)).digest()


def leaves_of(count: int, salt: bytes = b"") -> list[bytes]:
    """`count` different leaf hashes."""
    return [sha(b"\x00", salt, number.to_bytes(8, "big")) for number in range(count)]


def split(size: int) -> int:
    """The largest power of two smaller than `size`."""
    k = 1
    while 2 * k < size:
        k *= 2
    return k


def mth(leaves: Sequence[bytes]) -> bytes:
    """Section 2.1.1, over leaf hashes."""
    if not leaves:
        return sha(b"")
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return sha(b"\x01", mth(leaves[:k]), mth(leaves[k:]))


def path(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    """Section 2.1.3.1."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


def subproof(m: int, leaves: Sequence[bytes], whole: bool = True) -> list[bytes]:
    """Section 2.1.4.1."""
    if m == len(leaves):
        return [] if whole else [mth(leaves)]
    k = split(len(leaves))
    if m <= k:
        return [*subproof(m, leaves[:k], whole), mth(leaves[k:])]
    return [*subproof(m - k, leaves[k:], False), mth(leaves[:k])]


def turns(index: int, size: int) -> str:
    """The way from the leaf up, as the sides where the neighbours stand."""
    if size == 1:
        return ""
    k = split(size)
    return turns(index, k) + "R" if index < k else turns(index - k, size - k) + "L"


def consistent(m: int, n: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """True where this proof, read back the way `subproof` wrote it, rebuilds both roots."""
    rest = list(proof)

    def rebuild(m: int, n: int, whole: bool) -> tuple[bytes, bytes]:
        if m == n:
            one = old_root if whole else rest.pop(0)
            return one, one
        k = split(n)
        if m <= k:
            old, left = rebuild(m, k, whole)
            return old, sha(b"\x01", left, rest.pop(0))
        old, right = rebuild(m - k, n - k, False)
        left = rest.pop(0)
        return sha(b"\x01", left, old), sha(b"\x01", left, right)

    if not 0 < m <= n:
        return False
    try:
        return rebuild(m, n, True) == (old_root, new_root) and not rest
    except IndexError:
        return False

"""Proofs: made from the leaves, checked without them.

An *inclusion* proof says "this leaf is number i of the n under that root": the hashes of the subtrees beside
the way from the leaf up. A *consistency* proof says "the tree of n leaves begins with the very m of the older
root": the subtrees from which both roots can be built. Both hold at most one hash a level: 17 for 100,000
entries.

    tree of 7, leaf 4 (x): its proof is 5, 6 and the root over 0..3     from 3 to 7: 2, 3, the root over 0..1,
    over 4..6

              ┌─────┴─────┐
           ┌──┴──┐     ┌──┴──┐
          ┌┴┐   ┌┴┐   ┌┴┐    6
          0 1   2 3   x 5

What they do not say. A root does not hold its size: where two (index, size) pairs lead up by the same turns
(leaf 0 of 5, of 6, of 7 and of 8) a proof for one passes for the other, if the root is the same. The index is
firm because the record carries its position; the size is firm only where root and size are attested
together, as a checkpoint does. And a root in itself is a number that anyone can make: these functions take
one that the caller has reason to trust. An empty tree is the beginning of every log, which says nothing; so
there is no consistency proof from 0.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from eventlog.errors import ProofError
from eventlog.proof.records import HASH_BYTES, node_hash
from eventlog.proof.subtrees import Source, range_root

__all__ = ["consistency_proof", "inclusion_proof", "inclusion_proofs", "verify_consistency", "verify_inclusion"]


def inclusion_proof(leaf_index: int, size: int, source: Source) -> tuple[bytes, ...]:
    """The proof that leaf `leaf_index` (from 0, below `size`) is in the tree of the first `size` leaves.

    At most ceil(log2(size)) hashes of 32 bytes, from the leaf's neighbour up. `source` may hold more leaves
    than `size`. Raises ProofError where there is no such leaf or the source holds too few. Source: RFC 9162,
    section 2.1.3.1.
    """
    return next(inclusion_proofs((leaf_index,), size, source))


def inclusion_proofs(leaves: Iterable[int], size: int, source: Source) -> Iterator[tuple[bytes, ...]]:
    """The proofs of several leaves of one tree, as `inclusion_proof` gives them, in their order.

    The tree is walked down once, along all of the ways together: each hash that proofs share is worked out once, and so
    is the way that they share. Raises before the first, where one of the leaves is not there.
    """
    _holds(source, size)
    wanted = list(leaves)
    for leaf_index in wanted:
        if not 0 <= leaf_index < size:
            raise ProofError(f"a tree of {size} leaves has no leaf {leaf_index}")
    found: dict[int, tuple[bytes, ...]] = {}
    if wanted:
        ways = sorted(set(wanted))
        _walk_down(source, ways, (0, len(ways)), (0, size), (), found)
    return map(found.__getitem__, wanted)


def _walk_down(
    source: Source,
    ways: list[int],
    some: tuple[int, int],
    within: tuple[int, int],
    above: tuple[bytes, ...],
    found: dict[int, tuple[bytes, ...]],
) -> None:
    """Put down the proofs of some of the leaves that are asked for (from one of `ways` up to another), all of them in
    one subtree; `above` are their steps from there up.
    """
    (first, last), (start, stop) = some, within
    if stop - start == 1:
        found[start] = above
        return
    if stop - start == 2:  # the two are beside each other: half of all turns are spared
        for leaf in ways[first:last]:
            found[leaf] = (range_root(source, leaf ^ 1, (leaf ^ 1) + 1), *above)
        return
    split = start + _left(stop - start)
    at = first if ways[first] >= split else last if ways[last - 1] < split else bisect_left(ways, split, first, last)
    if first < at:
        _walk_down(source, ways, (first, at), (start, split), (range_root(source, split, stop), *above), found)
    if at < last:
        _walk_down(source, ways, (at, last), (split, stop), (range_root(source, start, split), *above), found)


def consistency_proof(old: int, new: int, source: Source) -> tuple[bytes, ...]:
    """The proof that the tree of the first `new` leaves begins with the tree of the first `old` (1 <= old <=
    new).

    At most ceil(log2(new)) + 1 hashes of 32 bytes; none where old == new. `source` may hold more leaves than
    `new`. Raises ProofError for other sizes or where the source holds too few. Source: RFC 9162, section
    2.1.4.1.
    """
    if not 0 < old <= new:
        raise ProofError(f"there is no consistency proof from {old} leaves to {new}: it needs 1 <= old <= new")
    _holds(source, new)
    beside: list[tuple[int, int]] = []
    start, stop = 0, new
    while old != stop:
        split = start + _left(stop - start)
        if old <= split:
            beside.append((split, stop))
            stop = split
        else:
            beside.append((start, split))
            start = split
    if start:  # else what remains is the old tree itself, whose root the checker holds
        beside.append((start, stop))
    return tuple(range_root(source, *one) for one in reversed(beside))


def verify_inclusion(leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Return if `proof` leads from leaf `index` (from 0) of a tree of `size` leaves to `root`; else raise
    ProofError.

    All hashes have 32 bytes. It does not say who vouches for `root`, nor, the root being the same, that
    `size` is right: pass a root and size that a checkpoint attests. Source: RFC 9162, section 2.1.3.2.
    """
    if not 0 <= index < size:
        raise ProofError(f"a tree of {size} leaves has no leaf {index}")
    _whole(leaf_hash, "the leaf hash")
    _whole(root, "the root")
    above, number, last = leaf_hash, index, size - 1
    for at, beside in enumerate(proof):
        _whole(beside, f"hash {at} (from 0) of the proof")
        if not last:
            raise ProofError(f"the proof has {len(proof)} hashes and leaf {index} of {size} needs {at}")
        if number & 1 or number == last:
            above = node_hash(beside, above)
            while number and not number & 1:  # levels where this node is the last and has nothing beside it
                number >>= 1
                last >>= 1
        else:
            above = node_hash(above, beside)
        number >>= 1
        last >>= 1
    if last:
        raise ProofError(f"the proof of leaf {index} of {size} is too short, with {len(proof)} hashes")
    if above != root:
        raise ProofError(f"the proof leads from leaf {index} of {size} to another root than the one given")


def verify_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """Return if `proof` shows that the tree of `new` leaves begins with that of `old`; else raise ProofError.

    Needs 1 <= old <= new; between equal sizes the roots must be equal and the proof empty. All hashes have 32
    bytes. It does not say who vouches for either root. Source: RFC 9162, section 2.1.4.2.
    """
    if not 0 < old <= new:
        raise ProofError(f"nothing shows consistency from {old} leaves to {new}: it needs 1 <= old <= new")
    if old == new:
        if proof:
            raise ProofError(
                f"between two trees of {old} leaves the proof is empty, and this one has {len(proof)} hashes"
            )
        if old_root != new_root:
            raise ProofError(f"two different roots are given for the same {old} leaves: one log can't have both")
        return
    _whole(old_root, "the old root")
    _whole(new_root, "the new root")
    path = list(proof)
    for at, one in enumerate(path):
        _whole(one, f"hash {at} (from 0) of the proof")
    if old & (old - 1) == 0:  # a perfect old tree is itself the first node of the way up
        path.insert(0, old_root)
    if not path:
        raise ProofError(f"the proof from {old} leaves to {new} is empty")
    number, last = old - 1, new - 1
    while number & 1:
        number >>= 1
        last >>= 1
    built_old = built_new = path[0]
    for beside in path[1:]:
        if not last:
            raise ProofError(f"the proof from {old} leaves to {new} is too long, with {len(proof)} hashes")
        if number & 1 or number == last:
            built_old = node_hash(beside, built_old)
            built_new = node_hash(beside, built_new)
            while number and not number & 1:
                number >>= 1
                last >>= 1
        else:
            built_new = node_hash(built_new, beside)
        number >>= 1
        last >>= 1
    if last:
        raise ProofError(f"the proof from {old} leaves to {new} is too short, with {len(proof)} hashes")
    if built_old != old_root:
        raise ProofError(f"the proof does not lead to the old root, of {old} leaves: the two logs differ before that")
    if built_new != new_root:
        raise ProofError(f"the proof leads to the old root but not to the new one, of {new} leaves")


def _left(size: int) -> int:
    """The largest power of two below `size` (2 or more): where RFC 9162, section 2.1.1, splits a tree."""
    return 1 << ((size - 1).bit_length() - 1)


def _holds(source: Source, size: int) -> None:
    if not callable(source) and len(source) < size:
        raise ProofError(f"the source holds {len(source)} leaves and the tree has {size}")


def _whole(one: bytes, what: str) -> None:
    if not isinstance(one, bytes) or len(one) != HASH_BYTES:
        length = f"{len(one)} bytes" if isinstance(one, bytes) else f"of type {type(one).__name__}"
        raise ProofError(f"{what} is {length} and a hash is {HASH_BYTES} bytes")

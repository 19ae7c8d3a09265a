"""However leaves are batched, the frontier's root is that of the RFC's recursive definition."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog.errors import InvalidValue
from eventlog.proof import Frontier, Subtrees, root_of
from proof_oracle import leaves_of, mth, split

MANY = leaves_of(1100)


def perfect(leaves):
    """The frontier by definition: the largest perfect subtree, then the frontier of the rest."""
    if not leaves:
        return ()
    k = len(leaves) if len(leaves).bit_count() == 1 else split(len(leaves))
    return (mth(leaves[:k]), *perfect(leaves[k:]))


@given(st.lists(st.integers(0, 300), max_size=6))
def test_a_frontier_is_the_same_however_its_leaves_are_batched(batches):
    """Batches of any sizes, empty ones too, give the recursive definition's root and perfect subtrees."""
    frontier, subtrees, at = Frontier(), Subtrees(), 0
    for count in batches:
        batch = leaves_of(at + count)[at:]
        frontier = frontier.extend(iter(batch))
        subtrees.extend(iter(batch))
        at += count
    leaves = leaves_of(at)
    assert frontier.size == at
    assert frontier.root() == mth(leaves) == root_of(iter(leaves)) == subtrees.root(at)
    assert frontier.hashes == perfect(leaves)
    assert frontier == subtrees.frontier(at)


def test_leaf_by_leaf_every_size_has_its_root():
    """Up to 300 leaves: appended one at a time, and asked of the past afterwards."""
    leaves = MANY[:300]
    subtrees, frontier = Subtrees(leaves), Frontier()
    for size, leaf in enumerate(leaves, start=1):
        frontier = frontier.append(leaf)
        assert frontier.root() == mth(leaves[:size]) == subtrees.root(size)


def test_a_frontier_is_a_value():
    """Extending one leaves it as it was; nothing is added when a leaf is refused."""
    frontier = Frontier().extend(MANY[:5])
    before = (frontier.size, frontier.hashes)
    frontier.extend(MANY[5:20])
    with pytest.raises(InvalidValue, match="number 1"):
        frontier.extend([MANY[5], b"short"])
    assert (frontier.size, frontier.hashes) == before
    with pytest.raises(AttributeError):
        frontier.size = 6


def test_nothing_has_the_root_of_nothing():
    """The empty tree's root is SHA-256 of no bytes."""
    assert Frontier().root() == root_of([]) == Subtrees().root(0) == hashlib.sha256(b"").digest()


@given(st.integers(0, 1100))
def test_a_stored_frontier_reads_back(size):
    """decode(encode(x)) == x, and the encoding has the length that its size tells."""
    frontier = Frontier().extend(MANY[:size])
    stored = frontier.to_bytes()
    assert Frontier.from_bytes(stored) == frontier
    assert len(stored) == 8 + 32 * size.bit_count()
    assert stored[:8] == size.to_bytes(8, "big")


@given(st.binary(max_size=200))
def test_whatever_reads_as_a_frontier_is_written_the_same(octets):
    """There is one encoding of each frontier: reading accepts no other."""
    try:
        frontier = Frontier.from_bytes(octets)
    except InvalidValue:
        return
    assert frontier.to_bytes() == octets


def test_cut_and_lengthened_frontiers_are_refused():
    """Nothing is skipped and nothing left over."""
    stored = Frontier().extend(MANY[:7]).to_bytes()
    for cut in range(len(stored)):
        with pytest.raises(InvalidValue):
            Frontier.from_bytes(stored[:cut])
    with pytest.raises(InvalidValue):
        Frontier.from_bytes(stored + b"\x00")


@pytest.mark.parametrize(("size", "hashes"), [(-1, ()), (0, (bytes(32),)), (3, (bytes(32),)), (2**64, (bytes(32),))])
def test_a_size_and_its_hashes_must_fit(size, hashes):
    """One hash for each bit that is set in the size."""
    with pytest.raises(InvalidValue):
        Frontier(size=size, hashes=hashes)


@pytest.mark.parametrize("leaf", [b"", bytes(31), bytes(33), bytearray(32), "x" * 32])
def test_a_leaf_that_is_no_hash_is_refused(leaf):
    """Text, buffers that may change, and other lengths are no leaves."""
    for take in (Frontier().append, lambda one: Subtrees([one]), lambda one: root_of([one])):
        with pytest.raises(InvalidValue, match="32 bytes"):
            take(leaf)

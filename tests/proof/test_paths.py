"""Proofs are those of RFC 9162; each holds for what it was made for and for nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog.errors import EventLogError, ProofError
from eventlog.proof import (
    EMPTY_ROOT,
    Subtrees,
    consistency_proof,
    inclusion_proof,
    inclusion_proofs,
    verify_consistency,
    verify_inclusion,
)
from proof_oracle import consistent, leaves_of, mth, path, subproof, turns

MOST = 70
LEAVES = leaves_of(MOST)
ROOTS = [mth(LEAVES[:size]) for size in range(MOST + 1)]
KEPT = Subtrees(LEAVES)


def holds(verify, *arguments):
    """True where it returns, False where it raises ProofError; any other error is a fault of the library."""
    try:
        verify(*arguments)
    except ProofError:
        return False
    return True


def flipped(octets, bit):
    """The same bytes with one bit changed."""
    changed = bytearray(octets)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def damaged(proof):
    """What carelessness does to a proof: hashes dropped, doubled, swapped, added, cut."""
    other = b"\xaa" * 32
    for at in range(len(proof)):
        yield (*proof[:at], *proof[at + 1 :])
        yield (*proof[: at + 1], *proof[at:])
        yield (*proof[:at], other, *proof[at:])
        yield (*proof[:at], proof[at][:31], *proof[at + 1 :])
        yield (*proof[:at], b"", *proof[at + 1 :])
    for at in range(len(proof) - 1):
        yield (*proof[:at], proof[at + 1], proof[at], *proof[at + 2 :])
    yield (*proof, other)
    yield (other, *proof)
    yield (*proof, EMPTY_ROOT)


def test_every_leaf_of_every_tree_is_proved():
    """Sizes 1 to 70: the proof is the recursive definition's, from either source, and it holds."""
    for size in range(1, MOST + 1):
        for index in range(size):
            proof = inclusion_proof(index, size, LEAVES)
            assert proof == inclusion_proof(index, size, KEPT) == tuple(path(index, LEAVES[:size]))
            verify_inclusion(LEAVES[index], index, size, proof, ROOTS[size])
            assert len(proof) <= (size - 1).bit_length()


@given(st.integers(1, MOST).flatmap(lambda size: st.tuples(st.just(size), st.lists(st.integers(0, size - 1)))))
def test_many_leaves_are_proved_as_each_by_itself(given):
    """In the order in which they are asked for, twice where one is asked for twice; of a perfect tree no hash is
    asked for twice, however many there are.
    """
    size, leaves = given
    asked = []

    def source(level, number):
        asked.append((level, number))
        return KEPT(level, number)

    proofs = list(inclusion_proofs(iter(leaves), size, source))
    assert proofs == [inclusion_proof(leaf, size, LEAVES) for leaf in leaves]
    assert size.bit_count() > 1 or len(set(asked)) == len(asked)


@pytest.mark.parametrize("wrong", [-1, 5])
def test_no_proof_is_begun_where_one_leaf_is_not_there(wrong):
    """Two sound leaves before it do not hide it."""
    with pytest.raises(ProofError, match="no leaf"):
        inclusion_proofs([0, 4, wrong], 5, LEAVES)


def test_every_tree_begins_with_every_smaller_one():
    """All 1 <= m <= n <= 70: the proof is the recursive definition's, from either source, and it holds."""
    for new in range(1, MOST + 1):
        for old in range(1, new + 1):
            proof = consistency_proof(old, new, LEAVES)
            assert proof == consistency_proof(old, new, KEPT) == tuple(subproof(old, LEAVES[:new]))
            verify_consistency(old, new, proof, ROOTS[old], ROOTS[new])


def test_a_damaged_inclusion_proof_is_refused():
    """Dropped, doubled, swapped, added or cut hashes, another leaf and another root: none passes."""
    for size in range(1, 24):
        for index in range(size):
            proof = inclusion_proof(index, size, LEAVES)
            for wrong in damaged(proof):
                assert wrong == proof or not holds(verify_inclusion, LEAVES[index], index, size, wrong, ROOTS[size])
            for other in set(range(size)) - {index}:
                assert not holds(verify_inclusion, LEAVES[other], index, size, proof, ROOTS[size])
                assert not holds(verify_inclusion, LEAVES[index], other, size, proof, ROOTS[size])
            for other in set(range(MOST + 1)) - {size}:
                assert not holds(verify_inclusion, LEAVES[index], index, size, proof, ROOTS[other])


def test_a_damaged_consistency_proof_is_refused():
    """Dropped, doubled, swapped, added or cut hashes and other roots: none passes."""
    for new in range(1, 24):
        for old in range(1, new + 1):
            proof, roots = consistency_proof(old, new, LEAVES), (ROOTS[old], ROOTS[new])
            for wrong in damaged(proof):
                assert wrong == proof or not holds(verify_consistency, old, new, wrong, *roots)
            for other in set(range(MOST + 1)) - {old}:
                assert not holds(verify_consistency, old, new, proof, ROOTS[other], ROOTS[new])
            for other in set(range(MOST + 1)) - {new}:
                assert not holds(verify_consistency, old, new, proof, ROOTS[old], ROOTS[other])


def test_a_proof_holds_for_another_index_and_size_only_by_the_same_turns():
    """A root does not hold its size: where the way up has the same turns, there alone, the proof passes."""
    for size in range(1, 17):
        for index in range(size):
            proof = inclusion_proof(index, size, LEAVES)
            for claimed in range(18):
                for at in range(-1, 18):
                    same = 0 <= at < claimed and turns(at, claimed) == turns(index, size)
                    assert holds(verify_inclusion, LEAVES[index], at, claimed, proof, ROOTS[size]) == same


def test_consistency_for_other_sizes_holds_only_where_the_definition_does():
    """Every proof, claimed for every other pair of sizes, passes where a recursive reader passes it."""
    sizes = [(old, new) for new in range(1, 13) for old in range(1, new + 1)]
    for old, new in sizes:
        proof, roots = consistency_proof(old, new, LEAVES), (ROOTS[old], ROOTS[new])
        for m in range(-1, 14):
            for n in range(-1, 14):
                assert holds(verify_consistency, m, n, proof, *roots) == consistent(m, n, proof, *roots)


@given(st.data())
def test_one_changed_bit_anywhere_is_refused(data):
    """In the leaf, in any hash of a proof, in any root."""
    new = data.draw(st.integers(1, MOST))
    old, index = data.draw(st.integers(1, new)), data.draw(st.integers(0, new - 1))
    parts = [LEAVES[index], ROOTS[new], *inclusion_proof(index, new, KEPT)]
    at, bit = data.draw(st.integers(0, len(parts) - 1)), data.draw(st.integers(0, 255))
    parts[at] = flipped(parts[at], bit)
    assert not holds(verify_inclusion, parts[0], index, new, parts[2:], parts[1])
    parts = [ROOTS[old], ROOTS[new], *consistency_proof(old, new, KEPT)]
    at = data.draw(st.integers(0, len(parts) - 1))
    parts[at] = flipped(parts[at], bit)
    assert not holds(verify_consistency, old, new, parts[2:], parts[0], parts[1])


@given(st.integers(2, MOST), st.data())
def test_a_rewritten_past_is_inconsistent_with_every_root_that_covers_it(size, data):
    """An edited, dropped, inserted or swapped entry, all hashes recomputed: no proof of it holds."""
    old = data.draw(st.integers(1, size))
    at = data.draw(st.integers(0, old - 1))
    rewritten = data.draw(
        st.sampled_from(
            [
                [*LEAVES[:at], b"\xee" * 32, *LEAVES[at + 1 :]],
                [*LEAVES[:at], *LEAVES[at + 1 :]],
                [*LEAVES[:at], b"\xee" * 32, *LEAVES[at:]],
                [*LEAVES[:at], LEAVES[at + 1], LEAVES[at], *LEAVES[at + 2 :]] if at < MOST - 1 else LEAVES[1:],
            ]
        )
    )[:size]
    if rewritten[:old] == LEAVES[:old] or len(rewritten) < size:
        return
    proof = consistency_proof(old, size, rewritten)
    assert not holds(verify_consistency, old, size, proof, ROOTS[old], mth(rewritten))


def test_there_is_no_proof_of_nothing():
    """Empty trees, leaves past the end, an older tree larger than the newer: refused, made or checked."""
    for index, size in [(0, 0), (1, 1), (7, 7), (-1, 5), (0, -1), (9, 3)]:
        assert not holds(inclusion_proof, index, size, LEAVES)
        assert not holds(verify_inclusion, LEAVES[0], index, size, (), EMPTY_ROOT)
    for old, new in [(0, 0), (0, 5), (6, 5), (-1, 5), (1, 0)]:
        assert not holds(consistency_proof, old, new, LEAVES)
        assert not holds(verify_consistency, old, new, (), EMPTY_ROOT, EMPTY_ROOT)


def test_a_source_with_too_few_leaves_is_refused():
    """A proof is never made over a shorter tree than was asked for."""
    for source in (LEAVES[:6], Subtrees(LEAVES[:6])):
        assert not holds(inclusion_proof, 0, 7, source)
        assert not holds(consistency_proof, 3, 7, source)
    assert not holds(KEPT.root, MOST + 1)
    assert not holds(KEPT.frontier, -1)
    assert not holds(KEPT, 0, -1)
    assert not holds(KEPT, 9, 0)


def test_a_source_that_gives_no_hashes_is_refused():
    """What comes from a store is looked at before it is put into a proof."""
    for wrong in (b"", bytes(31), None, "x" * 32):
        assert not holds(inclusion_proof, 2, 7, lambda *_, wrong=wrong: wrong)


def test_a_hash_of_another_type_is_refused():
    """Text of the right length is no hash."""
    assert not holds(verify_inclusion, "x" * 32, 0, 1, (), "x" * 32)


def test_the_error_is_also_a_value_error():
    """A caller may catch what they would think of catching."""
    with pytest.raises(ValueError, match="not proved: ") as caught:
        verify_inclusion(LEAVES[0], 0, 1, (), ROOTS[2])
    assert isinstance(caught.value, EventLogError)
    assert caught.value.reason in str(caught.value)


def test_one_of_a_hundred_thousand_needs_at_most_seventeen_hashes():
    """The first, the last, and some between."""
    size = 100_000
    leaves = leaves_of(size)
    kept = Subtrees(leaves)
    root = kept.root(size)
    for index in (0, 1, 65_535, 65_536, 77_777, size - 2, size - 1):
        proof = inclusion_proof(index, size, kept)
        assert len(proof) <= 17
        verify_inclusion(leaves[index], index, size, proof, root)
    verify_consistency(99_999, size, consistency_proof(99_999, size, kept), kept.root(99_999), root)

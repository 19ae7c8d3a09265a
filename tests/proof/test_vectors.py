"""Published vectors: valid proofs pass, mutated ones are refused.

The data lies beside the repository, not in it.
"""

import json
from base64 import b64decode
from functools import cache
from pathlib import Path

import pytest

from eventlog.errors import ProofError
from eventlog.proof import (
    Frontier,
    Subtrees,
    leaf_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

FILE = Path(__file__).resolve().parents[3] / "shared" / "vectors" / "merkle-and-json.json"
pytestmark = pytest.mark.skipif(not FILE.exists(), reason="the shared vectors are not beside the repository")


@cache
def vectors():
    """The whole file, read once."""
    return json.loads(FILE.read_text("utf-8"))


def decoded(hashes):
    """A list of base64, or null for none."""
    return [b64decode(one) for one in hashes or ()]


def test_leaves_and_roots_are_the_published_ones():
    """RFC 6962's eight leaves give its nine roots and the frontiers between."""
    known = vectors()["rfc6962"]
    leaves = [leaf_hash(bytes.fromhex(one)) for one in known["leaf_inputs_hex"]]
    assert [one.hex() for one in leaves] == known["leaf_hashes_hex"]
    assert leaf_hash(b"").hex() == known["empty_leaf_hash_hex"]
    for size, root in enumerate(known["root_by_size_hex"]):
        assert root_of(leaves[:size]).hex() == Subtrees(leaves).root(size).hex() == root
    for known_frontier in known["frontier_by_size"]:
        frontier = Frontier().extend(leaves[: known_frontier["size"]])
        assert [one.hex() for one in frontier.hashes] == known_frontier["frontier_hex"]
        assert frontier.root().hex() == known_frontier["root_hex"]


def test_large_trees_have_the_computed_roots():
    """Leaves are the hashes of their numbers in eight bytes."""
    known = vectors()["merkle_large"]["roots"]
    leaves = [leaf_hash(number.to_bytes(8, "big")) for number in range(max(one["size"] for one in known))]
    kept = Subtrees(leaves)
    for one in known:
        assert kept.root(one["size"]).hex() == root_of(leaves[: one["size"]]).hex() == one["root_hex"]


def test_inclusion_vectors_pass_or_are_refused_as_published():
    """Each of the valid ones passes, each of the mutated ones is refused."""
    cases = vectors()["merkle_inclusion_verify"]["cases"]
    assert {one["expect_valid"] for one in cases} == {True, False}
    for one in cases:
        leaf, root = b64decode(one["leaf_hash_b64"]), b64decode(one["root_b64"])
        check = (leaf, one["leaf_index"], one["tree_size"], decoded(one["proof_b64"]), root)
        assert passes(verify_inclusion, check) == one["expect_valid"], one["name"]


def test_consistency_vectors_pass_or_are_refused_as_published():
    """Each of the valid ones passes, each of the mutated ones is refused."""
    cases = vectors()["merkle_consistency_verify"]["cases"]
    assert {one["expect_valid"] for one in cases} == {True, False}
    for one in cases:
        roots = b64decode(one["root1_b64"]), b64decode(one["root2_b64"])
        check = (one["size1"], one["size2"], decoded(one["proof_b64"]), *roots)
        assert passes(verify_consistency, check) == one["expect_valid"], one["name"]


def passes(verify, arguments):
    """True where it returns, False where it raises ProofError, and no third way."""
    try:
        verify(*arguments)
    except ProofError:
        return False
    return True

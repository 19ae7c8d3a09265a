"""Proof that a log was not rewritten: record bytes, the Merkle tree of RFC 9162, proofs, and bundles to hand
out.

`records` says what is hashed, `frontier` what a log keeps to go on, `subtrees` where the hashes of a proof
come from, `paths` makes and checks proofs, `bundles` writes one down for a stranger, who reads it with
`eventlog.verifier`.

This room knows neither events nor stores: it takes bytes and gives bytes. What it can't do is say who vouches
for a root; whoever holds the whole log can compute another log and another root. That is what checkpoints are
for.
"""

from eventlog.proof.bundles import write_bundle
from eventlog.proof.frontier import Frontier, root_of
from eventlog.proof.paths import consistency_proof, inclusion_proof, verify_consistency, verify_inclusion
from eventlog.proof.records import EMPTY_ROOT, HASH_BYTES, SALT_BYTES, commit, leaf_hash, node_hash, record
from eventlog.proof.subtrees import Source, Subtrees

__all__ = [
    "EMPTY_ROOT",
    "HASH_BYTES",
    "SALT_BYTES",
    "Frontier",
    "Source",
    "Subtrees",
    "commit",
    "consistency_proof",
    "inclusion_proof",
    "leaf_hash",
    "node_hash",
    "record",
    "root_of",
    "verify_consistency",
    "verify_inclusion",
    "write_bundle",
]

"""Proof that a log was not rewritten: record bytes, the Merkle tree of RFC 9162, proofs, and bundles to hand
out.

`records` says what is hashed, `frontier` what a log keeps to go on, `subtrees` where the hashes of a proof
come from, `paths` makes and checks proofs, `bundles` writes one down for a stranger, who reads it with
`eventlog.verifier`. `notes` signs text and `checkpoints` signs roots with it: a holder of the whole log can
compute another log and another root, and only a root that others vouch for stands against that. `witnesses`
says by when they saw it, and `rotations` how another key comes to sign.

This room knows neither events nor stores: it takes bytes and gives bytes.
"""

from eventlog.proof.bundles import write_bundle
from eventlog.proof.checkpoints import Checkpoint
from eventlog.proof.frontier import Frontier, root_of
from eventlog.proof.notes import SignerKey, VerifierKey, open_note, sign_note
from eventlog.proof.paths import (
    consistency_proof,
    inclusion_proof,
    inclusion_proofs,
    verify_consistency,
    verify_inclusion,
)
from eventlog.proof.records import (
    EMPTY_ROOT,
    HASH_BYTES,
    SALT_BYTES,
    commit,
    commits_and_leaves,
    leaf_hash,
    node_hash,
    record,
)
from eventlog.proof.rotations import Rotation, check_next, check_signers, named_by, successors
from eventlog.proof.subtrees import Source, Subtrees
from eventlog.proof.witnesses import Seen, WitnessKey, cosign, cosigned, timestamp_request, timestamped

__all__ = [
    "EMPTY_ROOT",
    "HASH_BYTES",
    "SALT_BYTES",
    "Checkpoint",
    "Frontier",
    "Rotation",
    "Seen",
    "SignerKey",
    "Source",
    "Subtrees",
    "VerifierKey",
    "WitnessKey",
    "check_next",
    "check_signers",
    "commit",
    "commits_and_leaves",
    "consistency_proof",
    "cosign",
    "cosigned",
    "inclusion_proof",
    "inclusion_proofs",
    "leaf_hash",
    "named_by",
    "node_hash",
    "open_note",
    "record",
    "root_of",
    "sign_note",
    "successors",
    "timestamp_request",
    "timestamped",
    "verify_consistency",
    "verify_inclusion",
    "write_bundle",
]

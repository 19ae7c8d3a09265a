"""One entry and its proof, written down for a reader who has no database and does not trust ours.

The format is that which `eventlog.verifier` reads, and is told there; this is its only writer. The two share
no code, on purpose: a checker that imports what it checks would repeat its mistakes. Tests hold them
together.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Sequence

from eventlog.errors import ProofError
from eventlog.proof.paths import verify_inclusion
from eventlog.proof.records import commit as commit_to
from eventlog.proof.records import leaf_hash, record

__all__ = ["write_bundle"]


def write_bundle(
    *,
    position: int,
    recorded_micros: int,
    kind: str,
    commit: bytes,
    body: bytes | None,
    salt: bytes | None,
    size: int,
    root: bytes,
    proof: Sequence[bytes],
) -> bytes:
    """The bundle for one entry, UTF-8 JSON with a final newline, the same bytes for the same proof.

    `position` counts from 1 (its leaf is `position - 1`), `recorded_micros` in microseconds since 1970 UTC,
    `size` in leaves. `body` and `salt` are both None for an entry that was redacted, or whose words are not
    to be handed out. A bundle that would not verify is not written: raises ProofError for a body that does
    not fit its commit or a proof that does not lead to `root`, InvalidValue for values that no record holds.
    """
    if (body is None) != (salt is None):
        raise ProofError(f"entry {position} has only one of body and salt: give both, or neither where it is redacted")
    if body is not None and salt is not None and commit_to(salt, body) != commit:
        raise ProofError(f"the body of entry {position} is not the one that its record commits to")
    verify_inclusion(leaf_hash(record(position, recorded_micros, commit, kind)), position - 1, size, proof, root)
    document = {
        "format": "eventlog-proof/1",
        "entry": {
            "position": position,
            "recorded": recorded_micros,
            "kind": kind,
            "body": None if body is None else _text(body),
            "salt": None if salt is None else _text(salt),
            "commit": _text(commit),
        },
        "tree": {"size": size, "root": _text(root)},
        "inclusion": [_text(one) for one in proof],
    }
    return json.dumps(document, indent=1, ensure_ascii=True, allow_nan=False).encode() + b"\n"


def _text(octets: bytes) -> str:
    return b64encode(octets).decode("ascii")

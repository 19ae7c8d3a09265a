r"""The bytes that are hashed.

A tree of hashes is only as firm as the bytes under it. Systems that hash "the JSON of the row" fail when
the same JSON is written differently; so here nothing is ever serialised in order to be hashed. The body
is hashed as it was written once, and the rest of an entry stands in a record of fixed widths, with the one
part of free length last:

    commit = SHA-256("eventlog/body/v1\n" || salt || body)
    record = "eventlog/entry/v1\n" || position || recorded || commit || kind

    part       bytes   meaning
    salt       32      random, erased together with the body
    position   8       big-endian, unsigned, from 1
    recorded   8       big-endian, two's complement: microseconds since 1970-01-01T00:00:00Z
    commit     32      stands in for the body, so that the body may be erased and the record stay true
    kind       rest    UTF-8, one byte at least

Recorded times are signed so that times before 1970 can be held; for all others the bytes are the same.

Salt and position have fixed widths, so no two entries share their bytes; the opening words keep a body from
ever being taken for a record. The salt is what keeps an erased body from being guessed from its commit.

Each entry is a leaf of the tree of RFC 9162, section 2.1.1; leaf index = position - 1. This module knows of
one entry at a time and of no tree.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from hashlib import sha256

from eventlog.errors import InvalidValue

__all__ = ["EMPTY_ROOT", "HASH_BYTES", "SALT_BYTES", "commit", "commits_and_leaves", "leaf_hash", "node_hash", "record"]

HASH_BYTES = 32
SALT_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()
"""The root of a tree without leaves (RFC 9162, section 2.1.1)."""

_BODY = b"eventlog/body/v1\n"
_ENTRY = b"eventlog/entry/v1\n"
_LEAF = b"\x00" + _ENTRY
_NUMBERS = struct.Struct(">Qq")


def commit(salt: bytes, body: bytes) -> bytes:
    """The 32 bytes that stand for a body: SHA-256 over the domain line, the salt (exactly 32 bytes) and the
    body.

    The body may have any length, none included, and is taken as it is. Raises InvalidValue for a salt of
    another length. Source: DESIGN, section 3, Proof.
    """
    if len(salt) != SALT_BYTES:
        raise InvalidValue(f"a salt has {SALT_BYTES} bytes and this one has {len(salt)}: take os.urandom({SALT_BYTES})")
    return sha256(_BODY + salt + body).digest()


def record(position: int, recorded_micros: int, commit: bytes, kind: str) -> bytes:
    """The bytes of one entry, as they are hashed.

    `position` counts from 1 to 2**64 - 1. `recorded_micros` is in microseconds since 1970 UTC, -2**63 to
    2**63 - 1. `commit` has exactly 32 bytes. `kind` is the stored name of the event, not empty. Raises
    InvalidValue for anything else. The result has 66 bytes and those of the kind. Source: DESIGN, section 3,
    Proof.
    """
    if position < 1:
        raise InvalidValue(f"positions count from 1 and this one is {position}")
    if len(commit) != HASH_BYTES:
        raise InvalidValue(f"a commit has {HASH_BYTES} bytes and that of entry {position} has {len(commit)}")
    if not kind:
        raise InvalidValue(f"entry {position} has no kind: give the stored name of its event")
    try:
        return _ENTRY + _NUMBERS.pack(position, recorded_micros) + commit + kind.encode()
    except struct.error:
        raise InvalidValue(
            f"position {position} or recorded time {recorded_micros} does not fit: both are whole numbers of "
            "64 bits, the position without a sign"
        ) from None
    except UnicodeEncodeError:
        raise InvalidValue(f"the kind of entry {position} can't be written as UTF-8: {kind!a}") from None


def leaf_hash(record: bytes) -> bytes:
    """The hash of one leaf, 32 bytes: SHA-256(0x00 || record). Source: RFC 9162, section 2.1.1."""
    return sha256(b"\x00" + record).digest()


def commits_and_leaves(
    position: int, recorded_micros: int, contents: Iterable[tuple[bytes, bytes, str]]
) -> tuple[list[bytes], list[bytes]]:
    """Commit and leaf hash of each entry of a batch, whose first one stands at `position`.

    `contents` are salt, body and kind. The same as `commit`, `record` and `leaf_hash` one by one, in half the time;
    what they refuse is refused here. Raises InvalidValue.
    """
    commits: list[bytes] = []
    leaves: list[bytes] = []
    kinds: dict[str, bytes] = {}
    for at, (salt, body, kind) in enumerate(contents, start=position):
        if kind not in kinds:
            record(at, recorded_micros, EMPTY_ROOT, kind)  # raises for a kind, or a moment, that does not fit
            kinds[kind] = kind.encode()
        if len(salt) != SALT_BYTES:
            commit(salt, body)  # raises
        committed = sha256(_BODY + salt + body).digest()
        commits.append(committed)
        numbers = _NUMBERS.pack(at, recorded_micros)
        leaves.append(sha256(_LEAF + numbers + committed + kinds[kind]).digest())
    return commits, leaves


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node, 32 bytes: SHA-256(0x01 || left || right). Source: RFC 9162, section 2.1.1.

    The leading byte differs from that of a leaf, so that no inner node can be passed off as an entry. Both
    sides have 32 bytes; that is for the caller to see to.
    """
    return sha256(b"\x01" + left + right).digest()

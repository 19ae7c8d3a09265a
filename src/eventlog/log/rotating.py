"""Changing the key by which a log is signed: an entry that both keys have signed, over the log as it is that moment."""

from __future__ import annotations

from eventlog.audit.prove import Prover
from eventlog.audit.rotations import rotations_of
from eventlog.clock import Clock
from eventlog.codec import encode, id_of, kind_of
from eventlog.errors import InvalidValue, ProofError
from eventlog.events import KeyRotated
from eventlog.events.dependencies import effects
from eventlog.proof import Rotation, SignerKey, check_next, named_by
from eventlog.stores import NewEntry, Store

__all__ = ["rotate"]


def rotate(
    store: Store,
    prover: Prover,
    clock: Clock,
    keys: tuple[SignerKey, SignerKey],
    *,
    origin: str | None,
    reason: str,
    by: str,
) -> Rotation:
    """Record a rotation in a batch of its own, under the write lock. See EventLog.rotate_key."""
    KeyRotated(note="looked at", reason=reason, by=by)  # raises before anything is signed
    old, new = keys
    seen = store.head()
    if prover.root(seen.size) != seen.root:
        raise ProofError("the head is not that of the entries, so it is not signed: run verify")
    with store.writing() as writing:
        head, before = writing.head, rotations_of(store, writing.head.size)
        if not head.size:
            raise InvalidValue("nobody can hold a checkpoint of an empty log yet: sign with the new key at once")
        named = origin if origin is not None else named_by(before, old.verifier)
        rotation = Rotation.sign(head.size, head.root, old, new, origin=named)
        check_next(before, rotation)
        event = KeyRotated(note=rotation.note, reason=reason, by=by)
        row = NewEntry(kind_of(event).stored, encode(event, writing.find), id_of(event), effects(event))
        writing.append([row], clock.after(head.recorded))
    return rotation

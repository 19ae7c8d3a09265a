"""Proofs to hand out: that an entry is in the log, and since when at the latest.

A proof leads from one entry to a root. Whose root that is makes all the difference: with a checkpoint it is one that
one party has signed and another may hold, without one it is the log's own word. So a proof carries, beside the
bytes that a stranger checks with one file (`eventlog.verifier`), the sentences on what it proves and what it does not.

Neither a root nor a checkpoint holds a time. What a log says about when it recorded something is its own clock's word.
That an entry was there on a day can be shown only by a party that *received* a checkpoint on that day, or before:
`Held` is a checkpoint together with since when, and by whom, it has been held. That date is their word, and the proof
says so.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from pathlib import Path
from threading import Lock
from typing import Any

import attrs

from eventlog import times
from eventlog.audit.rotations import rotations_of
from eventlog.claims import check_text
from eventlog.claims.fields import check_type, items
from eventlog.errors import InvalidValue, ProofError, shown
from eventlog.files.outputs import beside
from eventlog.proof import (
    Checkpoint,
    Rotation,
    SignerKey,
    Subtrees,
    check_signers,
    inclusion_proof,
    leaf_hash,
    named_by,
    write_bundle,
)
from eventlog.redaction.plan import positions_of
from eventlog.stores import Store, StoredEntry

__all__ = ["Held", "Proof", "Prover"]

_RECORD = b"eventlog/entry/v1\n"
_TRUTH = "that what the entry says is true, or that it was recorded when the log says: that is its own clock's word"
_FORKS = "that nobody else was shown another log under this name: those who hold checkpoints must compare them"


@attrs.frozen(kw_only=True)
class Held:
    """A checkpoint that a party is said to have held since a day or moment (read as its end)."""

    checkpoint: Checkpoint
    since: str
    by: str = "its holder"

    def __attrs_post_init__(self) -> None:
        """Refuse what is no checkpoint, and a holder without a name."""
        check_type(self.checkpoint, Checkpoint, "what is held")
        check_text(self.by, "the name of a holder", required=True)


@attrs.frozen(kw_only=True)
class Proof:
    """A bundle for one entry, and what it proves and does not, in sentences.

    `bundle` is what `eventlog.verifier` reads: JSON in UTF-8. `checkpoint` is to be handed over with it, as a file of
    its own; None where the root is only the log's word.
    """

    position: int
    size: int
    bundle: bytes = attrs.field(repr=False)
    checkpoint: Checkpoint | None
    proved: tuple[str, ...]
    not_proved: tuple[str, ...]

    def save(self, path: str | Path) -> None:
        """Write the bundle to a new file, whole or not at all. Raises AlreadyThere (a FileExistsError) and other
        StoreErrors, InvalidValue for what is no name of a file.
        """
        with beside(path, how="") as place:
            place.write_bytes(self.bundle)

    def __str__(self) -> str:
        return "\n".join(
            [*(f"proved: {one}" for one in self.proved), *(f"not proved: {one}" for one in self.not_proved)]
        )


class Prover:
    """Makes proofs over one store. Reads the records once and keeps the tree over them, 64 bytes an entry."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._subtrees = Subtrees()
        self._lock = Lock()

    def root(self, size: int) -> bytes:
        """The root over the first `size` entries, from their records as they are stored. Raises ProofError."""
        return self.upto(size).root(size)

    def upto(self, size: int) -> Subtrees:
        """The subtrees over the first `size` entries at least, from their records as they are stored."""
        with self._lock:
            if size > self._subtrees.size:
                fresh = Subtrees()
                with self._store.inspecting() as inspection:
                    for rows in inspection.rows(bodies=False):
                        fresh.extend(
                            leaf_hash(
                                b"".join(
                                    (
                                        _RECORD,
                                        at.to_bytes(8, "big"),
                                        moment.to_bytes(8, "big", signed=True),
                                        commit,
                                        kind,
                                    )
                                )
                            )
                            for at, moment, kind, _, _, commit, _ in rows
                        )
                self._subtrees = fresh
            return self._subtrees

    def sign(self, *keys: SignerKey, origin: str | None, after: Checkpoint | None) -> Checkpoint:
        """Sign the head. With `after`, only if the log goes on from that checkpoint. Raises ProofError, for a key that
        was retired too.
        """
        head = self._store.head()
        if after is not None:
            check_type(after, Checkpoint, "what the log goes on from")
            self.check(after, head.size)
        if self.root(head.size) != head.root:
            raise ProofError("the head is not that of the entries, so it is not signed: run verify")
        rotations = self.rotations()
        if origin is None and keys:
            origin = named_by(rotations, keys[0].verifier)
        named = origin if origin is not None else keys[0].name if keys else ""
        check_signers(named, head.size, [key.verifier for key in keys], rotations)
        return Checkpoint.sign(head.size, head.root, *keys, origin=origin)

    def check(self, checkpoint: Checkpoint, size: int) -> None:
        """That this log, of `size` entries, begins with what a checkpoint covers. Raises ProofError."""
        if checkpoint.size > size:
            raise ProofError(
                f"{checkpoint} covers more than the {size} entries that this log has: its end was cut off, or this is "
                "another log"
            )
        if self.root(checkpoint.size) != checkpoint.root:
            raise ProofError(f"{checkpoint} contradicts this log: it was made over other entries; run verify")
        try:
            check_signers(checkpoint.origin, checkpoint.size, checkpoint.signed_by, self.rotations())
        except ProofError as error:
            raise ProofError(f"{checkpoint} is refused: {error.reason}") from None

    def rotations(self) -> list[Rotation]:
        """The rotations of keys in the log, in order. Raises ProofError for one that does not hold, MissingExtra."""
        return rotations_of(self._store, self._store.head().size)

    def prove(self, entry: Any, checkpoint: Checkpoint | None, *, body: bool) -> Proof:
        """A proof for one entry. See EventLog.prove."""
        head = self._store.head()
        check_type(body, bool, "whether the body is handed over")
        if checkpoint is not None:
            check_type(checkpoint, Checkpoint, "what a proof leads to")
            self.check(checkpoint, head.size)
        size, root = (head.size, head.root) if checkpoint is None else (checkpoint.size, checkpoint.root)
        stored = self._store.entry(self.position(entry))
        if stored.position > size:
            raise ProofError(f"{checkpoint} does not cover entry {stored.position}: take a later one")
        bundle = write_bundle(
            position=stored.position,
            recorded_micros=stored.recorded,
            kind=stored.kind,
            commit=stored.commit,
            body=stored.body if body else None,
            salt=stored.salt if body else None,
            size=size,
            root=root,
            proof=inclusion_proof(stored.position - 1, size, self.upto(size)),
        )
        proved, not_proved = _sentences(stored, size, root, checkpoint, body)
        return Proof(
            position=stored.position,
            size=size,
            bundle=bundle,
            checkpoint=checkpoint,
            proved=proved,
            not_proved=not_proved,
        )

    def prove_known_by(self, entry: Any, date: str, held: Iterable[Held], *, body: bool) -> Proof:
        """A proof that an entry was there on a date. See EventLog.prove_known_by."""
        zone, position = self._store.zone, self.position(entry)
        limit = times.cut(date, zone)
        fitting = []
        for one in items(held, "the checkpoints that are held"):
            if not isinstance(one, Held):
                raise InvalidValue(
                    f"{shown(one)} does not say since when it is held: pass Held(checkpoint=..., since=...)"
                )
            if one.checkpoint.size >= position and times.cut(one.since, zone) <= limit:
                fitting.append(one)
        if not fitting:
            raise ProofError(
                f"none of the checkpoints given covers entry {position} and has been held since {date} or before: "
                "ask a party that received one earlier"
            )
        first = min(fitting, key=lambda one: (times.cut(one.since, zone), one.checkpoint.size))
        proof = self.prove(position, first.checkpoint, body=body)
        known = (
            f"entry {position} was in the log no later than {first.checkpoint}, held by {first.by} since {first.since}"
        )
        word = f"that {first.by} has held it since {first.since}: that is a word given, for no checkpoint holds a time"
        return attrs.evolve(proof, proved=(*proof.proved, known), not_proved=(word, *proof.not_proved))

    def position(self, entry: Any) -> int:
        """The position of what is named by its entry, its position, its id, or by having one. Raises LookupError."""
        return positions_of((entry,), self._store.head().size, self._store.find)[0]


def _sentences(
    stored: StoredEntry, size: int, root: bytes, checkpoint: Checkpoint | None, body: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    what = f"entry {stored.position} ({stored.kind}) is one of {size} under the root {b64encode(root).decode()}"
    proved, missing = [what], []
    if checkpoint is not None:
        proved.append(f"that root is attested by {checkpoint}, if you trust its key")
        missing.append("when the checkpoint was made: it holds no time; its recipients know since when it is there")
        missing.append(_FORKS)
    else:
        missing.append("who attests the root: only this log does; give a checkpoint that another party holds")
    if stored.body is None:
        missing.append("what the entry said: it was redacted, and only its record is left")
    elif not body:
        missing.append("what the entry says: its body is kept back")
    missing.append(_TRUTH)
    return tuple(proved), tuple(missing)

"""Which key signs for a log: its rotations, read from the entries that hold them, and held against the tree.

A rotation holds where it stands and nowhere else: both keys have signed size and root of the log before it, and it goes
on from the rotation before. While entries are read one by one it waits until the root before it is known, which is that
of the last batch: a rotation is a batch of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from eventlog.codec import strict_json
from eventlog.errors import InvalidValue, MissingExtra, ProofError
from eventlog.events.dependencies import KEYS
from eventlog.proof import EMPTY_ROOT, Checkpoint, Rotation, check_next, check_signers
from eventlog.stores import Store
from eventlog.stores.inspection import ROTATED

__all__ = ["Chain", "read_rotation", "rotations_of"]


def read_rotation(position: int, body: bytes, before: list[Rotation]) -> Rotation:
    """The rotation in the entry at a position, where it follows on those `before`. Its root is not looked at.

    Raises ProofError for one that does not hold, and MissingExtra.
    """
    try:
        note = strict_json(body)["note"]
    except (InvalidValue, KeyError, TypeError, ValueError):
        raise ProofError("this rotation of keys can't be read") from None
    rotation = Rotation(str(note))
    if rotation.position != position:
        raise ProofError(f"this rotation of keys was signed for entry {rotation.position} and stands elsewhere")
    check_next(before, rotation)
    return rotation


def rotations_of(store: Store, upto: int) -> list[Rotation]:
    """The rotations that a log holds up to a position, in order. Raises ProofError for one that does not hold."""
    found: list[Rotation] = []
    for piece in store.under((KEYS,), 0, upto):
        for position, _, kind, body in piece:
            if kind == ROTATED and body is not None:
                found.append(read_rotation(position, body, found))
    return found


class Chain:
    """The rotations of a log that is being read, in order."""

    def __init__(self) -> None:
        self.held: list[Rotation] = []
        self.unread: MissingExtra | None = None
        self._waiting: list[tuple[int, bytes]] = []
        self._edge = (0, EMPTY_ROOT)

    def take(self, position: int, body: bytes) -> None:
        """A rotation was read; the root before it may not be known yet."""
        self._waiting.append((position, body))

    def before(self, position: int) -> Iterator[tuple[int, str]]:
        """Judge what stands up to a position, at which a root is about to be known. What is wrong, and where."""
        while self._waiting and self._waiting[0][0] <= position:
            at, body = self._waiting.pop(0)
            try:
                rotation = read_rotation(at, body, self.held)
            except MissingExtra as error:
                self.unread = error
                continue
            except ProofError as error:
                yield at, f"no key of this log was changed here: {error.reason}"
                continue
            if self._edge == (at - 1, rotation.checkpoint.root):
                self.held.append(rotation)
            else:
                yield at, "no key of this log was changed here: the rotation was signed over other entries"

    def rooted(self, position: int, root: bytes) -> None:
        """The root over the entries up to a position is known."""
        self._edge = (position, root)

    def refuses(self, checkpoint: Checkpoint) -> str | None:
        """Why the keys that signed a checkpoint do not count for it; None where they do."""
        try:
            check_signers(checkpoint.origin, checkpoint.size, checkpoint.signed_by, self.held)
        except ProofError as error:
            return error.reason
        return None

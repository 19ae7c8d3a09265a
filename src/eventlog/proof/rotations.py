"""Changing the key of a log: the old key names the new one, over the log as it was that moment.

Keys are lost, stolen, or due. Those who hold the old one must learn of the new one from a source that they have reason
to believe, and that is the old key itself. So its last checkpoint has one line more, which names both keys, and both
have signed it:

    example.com/newsroom                              the origin, as in every checkpoint of this log
    12                                                the entries before the one that holds this note
    47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=      the root over them
    eventlog/key-rotation/v1 OLD NEW                  the two verifier keys

    — example.com/newsroom Uw2QOkn8srV1yJGh2V...      by the old key
    — example.com/newsroom 9cKyQNf1Fdh3s1mNTo...      by the new key: the signer holds it too

Size and root tie the note to its place: in another log, or further on in the same one, it says nothing. A key that
was retired never comes back.

What it does not do: undo a theft. A thief of the old key can sign another log that goes on without the rotation; those
who were told the new key, or hold a checkpoint by it, see that. Nobody else does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Self

import attrs

from eventlog.errors import InvalidValue, ProofError
from eventlog.proof.checkpoints import Checkpoint
from eventlog.proof.notes import SignerKey, VerifierKey, as_keys, open_note, sign_note, signatures_of

__all__ = ["Rotation", "check_next", "check_signers", "named_by", "successors"]

_LINE = "eventlog/key-rotation/v1"
_KEYS = 2


@attrs.frozen(eq=False)
class Rotation:
    """From the entry at `position` on, `new` signs the checkpoints of `origin` in the place of `old`.

    `note` is what both have signed. There is no rotation that was not checked. `size` and `root` are those of the log
    before it.
    """

    note: str
    checkpoint: Checkpoint = attrs.field(init=False, repr=False)
    old: VerifierKey = attrs.field(init=False)
    new: VerifierKey = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        """Check the note: both keys that it names have signed it. Raises ProofError, MissingExtra."""
        old, new = _keys_in(self.note)
        _, signers = open_note(self.note, (old, new))
        for key, which in ((old, "that is retired"), (new, "that follows it")):
            if key not in signers:
                raise ProofError(f"the key {which}, {key.text}, has not signed the rotation")
        origin = self.note.partition("\n")[0]
        for name, value in (("checkpoint", Checkpoint(self.note, (old, new), expected=origin)), ("old", old)):
            object.__setattr__(self, name, value)
        object.__setattr__(self, "new", new)

    @classmethod
    def sign(cls, size: int, root: bytes, old: SignerKey, new: SignerKey, *, origin: str | None = None) -> Self:
        """Sign it with both keys, over a log of `size` entries with this root.

        `origin` is the old key's name unless given. Raises InvalidValue where both are one key.
        """
        if old.verifier == new.verifier:
            raise InvalidValue(f"the key {old.verifier.text} can't follow itself: make a new one")
        first, _ = signatures_of(Checkpoint.sign(size, root, old, origin=origin).text)
        return cls(sign_note(f"{first}{_LINE} {old.verifier.text} {new.verifier.text}\n", old, new))

    @property
    def origin(self) -> str:
        """The log whose checkpoints are meant."""
        return self.checkpoint.origin

    @property
    def position(self) -> int:
        """Where the entry stands that holds it."""
        return self.checkpoint.size + 1

    def __str__(self) -> str:
        return f"from entry {self.position} on {self.new.text} signs for {self.origin}, and no more {self.old.text}"


def _keys_in(note: str) -> tuple[VerifierKey, VerifierKey]:
    text, _ = signatures_of(note)
    lines = text.split("\n")
    word, *named = lines[3].split(" ") if len(lines) == 5 else [""]  # three of a checkpoint, this one, the end
    try:
        keys = [VerifierKey.read(one) for one in named]
    except InvalidValue as error:
        raise ProofError(f"the rotation names a key that can't be read: {error}") from None
    if word != _LINE or len(keys) != _KEYS or [one.text for one in keys] != named or keys[0] == keys[1]:
        raise ProofError(f"a rotation is a checkpoint with one line more: {_LINE} and two verifier keys")
    return keys[0], keys[1]


def check_next(before: Iterable[Rotation], rotation: Rotation) -> None:
    """Refuse a rotation that does not go on from those before it, in their order. Raises ProofError.

    A key has one successor in a log, under whatever name of it: else a retired key could lead to another one.
    """
    held = list(before)
    gone = next((one for one in held if one.old == rotation.old), None)
    chain = [one for one in held if one.origin == rotation.origin]
    if gone is None and chain and chain[-1].new != rotation.old:
        gone = chain[-1]
    if gone is not None:
        raise ProofError(
            f"{rotation.old.text} does not sign for {rotation.origin} any more, so it names no key to follow it: "
            f"since entry {gone.position} {gone.new.text} does"
        )
    if any(rotation.new in (one.old, one.new) for one in held):
        raise ProofError(f"{rotation.new.text} was retired before, and a retired key never comes back")


def check_signers(origin: str, size: int, signers: Sequence[VerifierKey], rotations: Iterable[Rotation]) -> None:
    """Refuse what none but keys that were retired by then, or not yet in force, have signed for this origin and size.

    An origin without a rotation of its own goes by all that the log holds. Keys that no rotation names are none of its
    business. Raises ProofError.
    """
    held = list(rotations)
    chain = [one for one in held if one.origin == origin] or held
    named = {key for one in held for key in (one.old, one.new)}
    if not chain or any(key not in named for key in signers):
        return
    gone = {one.old for one in chain if one.position <= size}
    there = {chain[0].old, *(one.new for one in chain if one.position <= size)}
    if len({one.origin for one in chain}) > 1:
        there |= {one.old for one in chain}
    if any(key in there - gone for key in signers):
        return
    last = max((one for one in chain if one.position <= size), key=lambda one: one.position, default=None)
    at, key, when = (chain[0].position, chain[0].old, "until") if last is None else (last.position, last.new, "since")
    what = ", ".join(one.text for one in signers)
    raise ProofError(f"it covers {size} entries and is signed by {what}, but {when} entry {at} {key.text} signs")


def successors(keys: Any, rotations: Iterable[Rotation]) -> tuple[VerifierKey, ...]:
    """These keys, and those that rotations, in their order, lead to from them. Raises InvalidValue for no key."""
    found = list(as_keys(keys))
    for one in rotations:
        if one.old in found and one.new not in found:
            found.append(one.new)
    return tuple(found)


def named_by(rotations: Iterable[Rotation], key: VerifierKey) -> str | None:
    """The origin for which rotations name a key; None where none does."""
    return next((one.origin for one in rotations if key in (one.old, one.new)), None)

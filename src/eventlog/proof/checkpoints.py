"""Checkpoints: root and size of a log together, and a signer's name under them.

A checkpoint is a signed note (see `notes`) with three lines: the *origin* (which log this is), the *size* in
entries, and the root over them in base64. What stands inside a log's own database proves nothing against its owner;
a checkpoint that another party has received is what the owner can't take back. It attests all of the log up to its
size: every later log either begins with those very entries or can be shown not to.

A `Checkpoint` can only be made by checking: it holds the note and the keys that it was checked with, and there is no
way to one around its signature. What takes a checkpoint therefore needs no check of its own, and nothing takes a
bare root.

What a checkpoint does not say: when it was made (a time in it would be the signer's word, and its receiver knows
since when), and that the signer has not signed another one that contradicts it. Two such notes, held side by
side, are the proof of that.

Source: c2sp.org/tlog-checkpoint.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any, Self

import attrs

from eventlog.errors import InvalidValue, ProofError, shown
from eventlog.files.names import opened
from eventlog.files.outputs import beside
from eventlog.proof.notes import LARGEST_NOTE, SignerKey, VerifierKey, as_keys, note_text, open_note, sign_note
from eventlog.proof.records import EMPTY_ROOT, HASH_BYTES

__all__ = ["Checkpoint"]

_DIGITS = 20  # of 2**64


@attrs.frozen(eq=False)
class Checkpoint:
    """A root and a size that hold together by a signature that was checked.

    `text` is the note, byte for byte, to be kept or sent. `keys` are those it was checked with, and `signed_by`
    those of them whose signatures it bears. `origin` names the log, `size` counts entries, `root` has 32 bytes.
    """

    text: str
    keys: tuple[VerifierKey, ...] = attrs.field(converter=as_keys, repr=False)
    expected: str | None = attrs.field(default=None, kw_only=True, repr=False)
    origin: str = attrs.field(init=False)
    size: int = attrs.field(init=False)
    root: bytes = attrs.field(init=False, repr=False)
    signed_by: tuple[VerifierKey, ...] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        """Check the note. There is no checkpoint that was not checked."""
        inner, signers = open_note(self.text, self.keys)
        origin, size, root = _lines(inner)
        if self.expected is not None and origin != self.expected:
            raise ProofError(f"the checkpoint is of the log {origin!r} and not of {self.expected!r}")
        if self.expected is None and all(key.name != origin for key in signers):
            raise ProofError(
                f"the checkpoint is of the log {origin!r}, and none of the trusted keys that signed it has that name: "
                "give origin if this is the log that you mean"
            )
        for name, value in (("origin", origin), ("size", size), ("root", root), ("signed_by", signers)):
            object.__setattr__(self, name, value)

    @classmethod
    def read(cls, text: str | bytes | Path, keys: Any, *, origin: str | None = None) -> Self:
        """Read and check a checkpoint: `text` is the note, or the Path of its file; `keys` are those you trust, as
        VerifierKeys or as their texts.

        `origin`: the log that you mean; without it, the checkpoint must be signed by a key with its origin's name.
        Raises ProofError for a checkpoint of another log, one that none of `keys` signed, one that was changed, or one
        that is not exactly of the form; StoreError for a file that
        can't be read; InvalidValue for keys that can't be read; MissingExtra without `cryptography`.
        """
        if isinstance(text, Path):
            with opened(text) as file:
                text = file.read(LARGEST_NOTE + 1)
        if not isinstance(text, (str, bytes)):
            raise InvalidValue(f"{shown(text)} is no checkpoint: pass the text of the note, or the Path of its file")
        return cls(text if isinstance(text, str) else note_text(text), keys, expected=origin)

    @classmethod
    def sign(cls, size: int, root: bytes, *keys: SignerKey, origin: str | None = None) -> Self:
        """Sign `root` (32 bytes) over `size` entries. `origin` is the name of the first key unless given.

        Raises InvalidValue for what is no size, root or key, for an origin of more than a line, for no key, the same
        key twice and more than 16; MissingExtra without `cryptography`.
        """
        for key in keys:
            if not isinstance(key, SignerKey):
                raise InvalidValue(f"a checkpoint is signed with SignerKeys, not with {shown(key)}: read it first")
        if not isinstance(size, int) or isinstance(size, bool) or not 0 <= size < 1 << 64:
            raise InvalidValue(f"the size of a log is a whole number of entries, not {shown(size)}")
        if not isinstance(root, bytes) or len(root) != HASH_BYTES:
            raise InvalidValue(f"a root is {HASH_BYTES} bytes, not {shown(root)}")
        named = origin if origin is not None else keys[0].name if keys else ""
        if not isinstance(named, str) or not named.strip() or not named.isprintable():
            raise InvalidValue("the origin of a checkpoint is one line of text that names the log")
        note = sign_note(f"{named}\n{size}\n{b64encode(root).decode()}\n", *keys)
        return cls(note, keys, expected=named)

    def save(self, path: str | Path) -> None:
        """Write the note to a new file, whole or not at all; a checkpoint is never written over.

        Raises AlreadyThere (a FileExistsError) and other StoreErrors, InvalidValue for what is no name of a file.
        """
        with beside(path, how="") as place:
            place.write_bytes(self.text.encode())

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Checkpoint):
            return (self.origin, self.size, self.root) == (other.origin, other.size, other.root)
        return NotImplemented

    def __hash__(self) -> int:
        return hash((self.origin, self.size, self.root))

    def __str__(self) -> str:
        return (
            f"the checkpoint of {self.origin} at {self.size}, signed by {', '.join(key.name for key in self.signed_by)}"
        )


def _lines(text: str) -> tuple[str, int, bytes]:
    """Origin, size and root. Lines after the third are allowed by the form, and nothing is made of them."""
    lines = text.split("\n")[:-1]
    if len(lines) < 3 or not all(lines):
        raise ProofError("a checkpoint has three lines at least, none of them empty: origin, size and root")
    origin, size, root = lines[:3]
    plain = size.isascii() and size.isdigit() and len(size) <= _DIGITS
    if not plain or (size[0] == "0" and size != "0") or int(size) >= 1 << 64:
        raise ProofError("the second line of a checkpoint is its size, in plain digits without a leading zero")
    try:
        octets = b64decode(root, validate=True)
    except ValueError:
        octets = b""
    if len(octets) != HASH_BYTES or b64encode(octets).decode() != root:
        raise ProofError("the third line of a checkpoint is its root, 32 bytes in base64 as an encoder writes it")
    if size == "0" and octets != EMPTY_ROOT:
        raise ProofError("the checkpoint is of an empty log and has another root than an empty log has")
    return origin, int(size), octets

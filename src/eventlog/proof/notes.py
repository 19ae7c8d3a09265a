r"""Signed notes: a text, and who signs it.

A root says nothing until a party vouches for it. The form in which the makers of transparency logs do so is the
*signed note*: a text that ends in a line end, an empty line, and one line for each signature:

    example.com/newsroom                              the text: here a checkpoint, see `checkpoints`
    12
    47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=

    — example.com/newsroom Uw2QOkn8srV1yJGh2V...      em dash, name of the key, base64 of (key id || signature)

The signature is Ed25519 over the bytes of the text. A key is known by its name and its id together, four bytes that
anybody can make collide; what counts is the whole public key that the reader holds already. So a signature by an
unknown key is passed over, be its name or its id that of a known one, and one by a known key that does not hold
condemns the note: its sender has touched it.

Keys are text, so that they can be pasted: a verifier key `name+id+base64(1 || public key)`, which may be told to
everybody, and a signer key `PRIVATE+KEY+name+id+base64(1 || seed)`, which may be told to nobody.

Sources: c2sp.org/signed-note; for the two texts of keys, golang.org/x/mod/sumdb/note. Notes are read strictly:
whatever a writer would not write is refused, so that no two readers can see two notes in the same bytes.
"""

from __future__ import annotations

import binascii
import os
from base64 import b64decode, b64encode
from hashlib import sha256
from typing import Any, Self

import attrs

from eventlog.errors import InvalidValue, MissingExtra, ProofError, shown
from eventlog.files.letters import text_of

__all__ = [
    "LARGEST_NOTE",
    "MOST_SIGNATURES",
    "SignerKey",
    "VerifierKey",
    "as_keys",
    "encoded",
    "key_parts",
    "note_text",
    "open_note",
    "sign_note",
    "signatures_of",
]

LARGEST_NOTE = 100_000
"""Bytes of the largest note that is read: room for sixteen signatures of any kind that is in use."""

MOST_SIGNATURES = 16

_ED25519 = b"\x01"
_KEY_BYTES, _SIGNATURE_BYTES, _ID_BYTES = 32, 64, 4
_DASH = "\u2014 "


def _name(value: Any) -> str:
    fine = isinstance(value, str) and value and "+" not in value and value.isprintable()
    if not fine or any(letter.isspace() for letter in value):
        raise InvalidValue(
            "the name of a key has no spaces, no plus sign and no control characters, and is not empty: take an "
            "address of yours without its scheme, such as example.com/newsroom"
        )
    return str(value)


def _key_bytes(value: Any) -> bytes:
    if not isinstance(value, bytes) or len(value) != _KEY_BYTES:
        raise InvalidValue(f"a key of Ed25519 has {_KEY_BYTES} bytes")
    return value


@attrs.frozen(kw_only=True)
class VerifierKey:
    """The public half: a name and 32 bytes of Ed25519. With it anybody can check a note, and nobody can sign one."""

    name: str = attrs.field(converter=_name)
    public: bytes = attrs.field(converter=_key_bytes, repr=False)

    @property
    def id(self) -> bytes:
        """The four bytes that stand before each signature of this key."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:_ID_BYTES]

    @property
    def text(self) -> str:
        """The key as it is told to others: `name+id+base64`."""
        return f"{self.name}+{self.id.hex()}+{encoded(_ED25519 + self.public)}"

    @classmethod
    def read(cls, text: str) -> Self:
        """Read `text`. Raises InvalidValue for anything else, a wrong id and other algorithms than Ed25519 included."""
        name, id, kept = key_parts(text, "a verifier key")
        key = cls(name=name, public=kept)
        if key.id.hex() != id:
            raise InvalidValue(f"the verifier key of {name} has another id than its bytes give: it was changed")
        return key

    def holds(self, signature: bytes, text: bytes) -> bool:
        """Whether `signature` (64 bytes) is this key's over `text`.

        Raises InvalidValue for what are no bytes, MissingExtra without `cryptography`.
        """
        _check_bytes(signature, "a signature")
        _check_bytes(text, "what is signed")
        if len(signature) != _SIGNATURE_BYTES:
            return False
        ed25519, invalid = _ed25519()
        try:
            ed25519.Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text)
        except (invalid, ValueError):
            return False
        return True

    def __str__(self) -> str:
        return self.text


@attrs.frozen(kw_only=True)
class SignerKey:
    """The private half: a name and the 32 bytes from which Ed25519 makes both halves. Keep it off the machine that
    holds the log, where you can: who holds both can write another log and sign it.
    """

    name: str = attrs.field(converter=_name)
    seed: bytes = attrs.field(converter=_key_bytes, repr=False)
    verifier: VerifierKey = attrs.field(init=False, eq=False)

    @verifier.default
    def _public_half(self) -> VerifierKey:
        private = _ed25519()[0].Ed25519PrivateKey.from_private_bytes(self.seed)
        return VerifierKey(name=self.name, public=private.public_key().public_bytes_raw())

    @classmethod
    def make(cls, name: str) -> Self:
        """A new key from the operating system's randomness. Raises InvalidValue for a name that no key may have."""
        return cls(name=name, seed=os.urandom(_KEY_BYTES))

    @property
    def text(self) -> str:
        """The key as it is kept, and shown to nobody: `PRIVATE+KEY+name+id+base64`."""
        return f"PRIVATE+KEY+{self.name}+{self.verifier.id.hex()}+{encoded(_ED25519 + self.seed)}"

    @classmethod
    def read(cls, text: str) -> Self:
        """Read `text`. Raises InvalidValue for anything else; the message repeats nothing of the key."""
        head = "PRIVATE+KEY+"
        if not isinstance(text, str) or not text.strip().startswith(head):
            raise InvalidValue(f"a signer key begins with {head}: this is none")
        name, id, kept = key_parts(text.strip().removeprefix(head), "a signer key")
        key = cls(name=name, seed=kept)
        if key.verifier.id.hex() != id:
            raise InvalidValue(f"the signer key of {name} has another id than its bytes give: it was changed")
        return key

    def sign(self, text: bytes) -> bytes:
        """The signature over `text`, 64 bytes; the same each time.

        Raises InvalidValue for what are no bytes, MissingExtra without `cryptography`.
        """
        _check_bytes(text, "what is signed")
        return bytes(_ed25519()[0].Ed25519PrivateKey.from_private_bytes(self.seed).sign(text))

    def __str__(self) -> str:
        return f"the signer key of {self.name}"


def _check_bytes(given: object, what: str) -> None:
    if not isinstance(given, bytes):
        raise InvalidValue(f"{what} is given as bytes, not as {shown(given)}")


def _several(given: Any) -> tuple[Any, ...]:
    try:
        return tuple(given)
    except Exception as error:  # it runs the caller's code
        raise InvalidValue(f"{shown(given)} is no key: pass VerifierKeys or their texts, one or several") from error


def as_keys(given: Any) -> tuple[VerifierKey, ...]:
    """Verifier keys, each given as itself or as its text, one or several. Raises InvalidValue; none is refused too."""
    several = (given,) if isinstance(given, (str, VerifierKey, SignerKey)) else _several(given)
    keys = []
    for one in several:
        if isinstance(one, SignerKey):
            one = one.verifier  # noqa: PLW2901 - the half that is wanted here
        keys.append(one if isinstance(one, VerifierKey) else VerifierKey.read(one))
    if not keys:
        raise InvalidValue("no key is given: a note proves something only to the holder of a trusted key")
    seen = {(key.name, key.id): key for key in keys}
    if any(seen[key.name, key.id] != key for key in keys):
        raise InvalidValue("two different keys have one name and one id: nobody could tell their signatures apart")
    return tuple(dict.fromkeys(keys))


def sign_note(text: str, *keys: SignerKey) -> str:
    """The note that says `text`, signed by these keys.

    `text` ends in a line end and has no control characters but line ends. Raises InvalidValue for other text, for no
    key, for the same key twice and for more than 16; MissingExtra without `cryptography`.
    """
    if not text.endswith("\n") or _controls(text):
        raise InvalidValue("the text of a note ends in a line end and holds no other control character")
    if not keys or len(set(keys)) != len(keys) or len(keys) > MOST_SIGNATURES:
        raise InvalidValue(f"a note is signed by 1 to {MOST_SIGNATURES} keys, each once")
    octets = text.encode()
    lines = [f"{_DASH}{key.name} {encoded(key.verifier.id + key.sign(octets))}\n" for key in keys]
    return f"{text}\n{''.join(lines)}"


def open_note(note: str | bytes, keys: Any) -> tuple[str, tuple[VerifierKey, ...]]:
    """The text of a note, and which of `keys` have signed it: one at the least.

    Signatures by other keys are passed over. Raises ProofError, with the first reason, for what is no note, for a
    signature by one of `keys` that does not hold or stands there twice, and where none of `keys` has signed.
    Source: c2sp.org/signed-note.
    """
    known = {(key.name, key.id): key for key in as_keys(keys)}
    text, signatures = signatures_of(note)
    octets = text.encode()
    found: list[VerifierKey] = []
    for name, id, signature in signatures:
        key = known.get((name, id))
        if key is None:
            continue
        if key in found:
            raise ProofError(f"the note is signed twice by {name}: no writer does that")
        if not key.holds(signature, octets):
            raise ProofError(f"the signature of {name} does not hold: the note, or its signature, was changed")
        found.append(key)
    if not found:
        names = ", ".join(dict.fromkeys(name for name, _, _ in signatures))
        raise ProofError(f"the note is signed by {names}, and by none of the keys that are trusted here")
    return text, tuple(found)


def note_text(octets: bytes) -> str:
    """The letters of a note. Raises ProofError for what is no text in UTF-8, or larger than any note."""
    if len(octets) > LARGEST_NOTE:
        raise ProofError(f"the note has more than {LARGEST_NOTE} bytes")
    return text_of(octets, lambda line, reason: ProofError(f"line {line} of the note: {reason}"), keep_mark=True)


def signatures_of(note: str | bytes) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """The text of a note and its signatures: name, key id, the signature's bytes. None of them is checked.

    Raises ProofError for what is not exactly of the form of a note.
    """
    try:
        whole = note_text(note.encode() if isinstance(note, str) else note)
    except UnicodeEncodeError:
        raise ProofError("the note holds half a character (a lone surrogate), which no UTF-8 has") from None
    if whole.startswith("\ufeff") or "\r" in whole:
        raise ProofError(
            "an editor has put a byte order mark or line ends of its own into the note, and a signature is over every "
            "byte: take the file as it was sent"
        )
    if _controls(whole):
        raise ProofError("the note holds a control character other than a line end: it was not copied byte for byte")
    if not whole.endswith("\n"):
        raise ProofError("the note does not end in a line end: it was cut off, or its last line end lost")
    at = whole.rfind("\n\n")
    if at < 0:
        raise ProofError("the note has no empty line between its text and its signatures")
    text, lines = whole[: at + 1], whole[at + 2 :].split("\n")[:-1]
    if not lines:
        raise ProofError("the note has no signature")
    if len(lines) > MOST_SIGNATURES:
        raise ProofError(f"the note has more than {MOST_SIGNATURES} signatures")
    return text, [_signature(line) for line in lines]


def _signature(line: str) -> tuple[str, bytes, bytes]:
    name, gap, written = line.removeprefix(_DASH).partition(" ")
    try:
        kept = _octets(written)
    except ValueError:
        kept = b""
    fine = name and "+" not in name and not any(letter.isspace() for letter in name)  # no more: names of others
    if not line.startswith(_DASH) or not fine or not gap or len(kept) <= _ID_BYTES:
        raise ProofError("a line below the text of the note is no signature: em dash, name, and base64 are wanted")
    return name, kept[:_ID_BYTES], kept[_ID_BYTES:]


def _controls(text: str) -> bool:
    return any(letter < " " and letter != "\n" for letter in text)


def key_parts(text: str, what: str, algorithm: bytes = _ED25519) -> tuple[str, str, bytes]:
    """Name, id and the 32 bytes of a key's text. The base64 at its end may hold plus signs itself.

    Raises InvalidValue for anything else, and for a key of another algorithm.
    """
    parts = text.strip().split("+", 2) if isinstance(text, str) else []
    if len(parts) != 3:
        raise InvalidValue(f"this is not {what}: a name, an id and base64 with plus signs between them are wanted")
    name, id, written = parts
    try:
        kept = _octets(written)
    except ValueError:
        kept = b""
    if kept[:1] != algorithm or len(kept) != 1 + _KEY_BYTES:
        raise InvalidValue(f"this is not {what} of Ed25519, the only kind that is read here")
    return name, id, kept[1:]


def _octets(written: str) -> bytes:
    """Standard base64, in the one way that an encoder writes it. Raises ValueError for any other."""
    try:
        octets = b64decode(written, validate=True)
    except binascii.Error:
        raise ValueError(written) from None
    if encoded(octets) != written:
        raise ValueError(written)
    return octets


def encoded(octets: bytes) -> str:
    """Standard base64, as keys and signatures are written."""
    return b64encode(octets).decode("ascii")


def _ed25519() -> tuple[Any, type[Exception]]:
    """The module with Ed25519 and the error that says no. Raises MissingExtra where it is not installed."""
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError as error:
        raise MissingExtra("sign", "cryptography", "signatures") from error
    return ed25519, InvalidSignature

"""Time from outside: who saw a checkpoint, and by when it existed.

A checkpoint holds no time, for a time in it would be its signer's word. Two kinds of others can say by when it existed,
and both are checked here without a network:

* a *timestamp* (RFC 3161): an authority signs a digest of the note together with its own clock; what is trusted is
  the authority's certificate.
* a *cosignature* (c2sp.org/tlog-cosignature): a witness has seen the checkpoint, found it to go on from the last one
  that it saw, and signs it with the time of its own clock, in a line below the note. What is trusted is its key.

What it means is "this checkpoint, and so every entry under it, existed by then, according to them".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

import attrs

from eventlog.errors import InvalidValue, MissingExtra, ProofError, shown
from eventlog.files.names import octets_of
from eventlog.proof.checkpoints import Checkpoint
from eventlog.proof.notes import SignerKey, VerifierKey, encoded, key_parts, signatures_of

__all__ = ["Seen", "WitnessKey", "cosign", "cosigned", "timestamp_request", "timestamped"]

_COSIGNATURE = b"\x04"
_TIME_BYTES = 8
_SECOND = 1_000_000
_EXTENDED_KEY_USAGE = "2.5.29.37"  # an authority's own certificate has it, and that of its issuer has not


@attrs.frozen(kw_only=True)
class Seen:
    """A checkpoint existed by `moment` (microseconds since 1970, UTC), according to `by`: an authority or a witness."""

    checkpoint: Checkpoint
    moment: int
    by: str

    def __str__(self) -> str:
        """By when, and according to whom."""
        when = datetime.fromtimestamp(-(-self.moment // _SECOND), UTC)  # no second too early
        return f"existed by {when:%Y-%m-%dT%H:%M:%SZ} according to {self.by}"


@attrs.frozen
class WitnessKey:
    """The key of a witness that cosigns checkpoints: a name and 32 bytes of Ed25519, as a verifier key is."""

    key: VerifierKey

    @property
    def id(self) -> bytes:
        """The four bytes that stand before each cosignature of this key."""
        return sha256(self.key.name.encode() + b"\n" + _COSIGNATURE + self.key.public).digest()[:4]

    @property
    def text(self) -> str:
        """The key as it is told to others: `name+id+base64(4 || public key)`."""
        return f"{self.key.name}+{self.id.hex()}+{encoded(_COSIGNATURE + self.key.public)}"

    @classmethod
    def read(cls, text: str) -> Self:
        """Read `text`. Raises InvalidValue for anything else, a wrong id included."""
        name, id, public = key_parts(text, "a witness's key", _COSIGNATURE)
        witness = cls(VerifierKey(name=name, public=public))
        if witness.id.hex() != id:
            raise InvalidValue(f"the key of the witness {name} has another id than its bytes give: it was changed")
        return witness


def cosigned(checkpoint: Checkpoint, witnesses: Iterable[WitnessKey | str]) -> tuple[Seen, ...]:
    """By when these witnesses have seen a checkpoint, the earliest first; those that did not cosign it are left out.

    Raises ProofError where a cosignature by one of them does not hold or stands there twice, InvalidValue for keys that
    can't be read, MissingExtra without `cryptography`. Source: c2sp.org/tlog-cosignature.
    """
    _check(checkpoint)
    if isinstance(witnesses, str) or not isinstance(witnesses, Iterable):
        raise InvalidValue(f"witnesses are several: pass a list of their keys, not {shown(witnesses)}")
    known = {}
    for one in witnesses:
        key = WitnessKey.read(one) if isinstance(one, str) else one
        if not isinstance(key, WitnessKey):
            raise InvalidValue(f"a witness is known by its key, as WitnessKey or as text, and not by {shown(one)}")
        known[key.key.name, key.id] = key
    text, signatures = signatures_of(checkpoint.text)
    found: dict[tuple[str, bytes], Seen] = {}
    for name, id, signature in signatures:
        witness = known.get((name, id))
        if witness is None:
            continue
        if (name, id) in found:
            raise ProofError(f"the checkpoint is cosigned twice by {name}: no witness does that")
        seconds = int.from_bytes(signature[:_TIME_BYTES], "big")
        if len(signature) <= _TIME_BYTES or not witness.key.holds(signature[_TIME_BYTES:], _said(seconds, text)):
            raise ProofError(f"the cosignature of {name} does not hold: the note, or the cosignature, was changed")
        found[name, id] = Seen(checkpoint=checkpoint, moment=seconds * _SECOND, by=name)
    return tuple(sorted(found.values(), key=lambda one: one.moment))


def cosign(checkpoint: Checkpoint, key: SignerKey, seconds: int) -> Checkpoint:
    """The same checkpoint with the cosignature of a witness, who says that it is `seconds` since 1970.

    A witness does this only after it has checked that the checkpoint goes on from the last one that it saw.
    """
    text, _ = signatures_of(checkpoint.text)
    stamp = seconds.to_bytes(_TIME_BYTES, "big")
    line = WitnessKey(key.verifier).id + stamp + key.sign(_said(seconds, text))
    note = f"{checkpoint.text}\u2014 {key.name} {encoded(line)}\n"
    return Checkpoint.read(note, checkpoint.keys, origin=checkpoint.expected)


def _said(seconds: int, text: str) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def timestamp_request(checkpoint: Checkpoint) -> bytes:
    """What is sent to a timestamp authority: a TimeStampReq in DER over the SHA-256 digest of the note's bytes.

    It is posted as `application/timestamp-query`; the answer is what `timestamped` reads. Raises MissingExtra.
    """
    _check(checkpoint)
    client = _client()
    builder = client.TimestampRequestBuilder().data(checkpoint.text.encode())
    request: bytes = builder.hash_algorithm(client.HashAlgorithm.SHA256).build().as_bytes()
    return request


def timestamped(checkpoint: Checkpoint, response: bytes | Path, authorities: Sequence[bytes | Path]) -> Seen:
    """By when a checkpoint existed, according to the authority that answered with `response` (a TimeStampResp in DER).

    `authorities`: the certificates that are trusted, each as PEM or as the path of its file. Raises ProofError where
    the answer is not over this checkpoint or not by one of them, InvalidValue for what can't be read, MissingExtra.
    Source: RFC 3161.
    """
    _check(checkpoint)
    client = _client()
    try:
        answer = client.decode_timestamp_response(octets_of(response))
        info = answer.tst_info
        moment, name = _at_the_latest(info), _name_of(info, answer)
    except (ValueError, TypeError) as error:
        name = response.name if isinstance(response, Path) else "this"
        raise InvalidValue(
            f"{name} is no answer of a timestamp authority: give the file that came back from it (DER)"
        ) from error
    builder = client.VerifierBuilder()
    for certificate in _certificates(authorities):
        builder = builder.add_root_certificate(certificate)
    try:
        builder.build().verify_message(answer, checkpoint.text.encode())
    except (client.VerificationError, ValueError) as error:
        raise ProofError(f"the timestamp does not hold for this checkpoint: {error}") from None
    return Seen(checkpoint=checkpoint, moment=moment, by=name)


def _at_the_latest(info: Any) -> int:
    """The end of the second that an answer names, and of what the authority says that its clock may be off."""
    off = info.accuracy
    slack = 0 if off is None else off.seconds * _SECOND + (off.millis or 0) * 1000 + (off.micros or 0)
    return (int(info.gen_time.timestamp()) + 1) * _SECOND + slack


def _name_of(info: Any, answer: Any) -> str:
    """What the authority calls itself: the name in its answer, or the subject of the certificate that signed."""
    from cryptography import x509

    for octets in answer.signed_data.certificates:
        certificate = x509.load_der_x509_certificate(octets)
        names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
        if names and any(one.oid.dotted_string == _EXTENDED_KEY_USAGE for one in certificate.extensions):
            return str(names[0].value)
    return str(info.name or "a timestamp authority")


def _certificates(given: Sequence[bytes | Path]) -> list[Any]:
    from cryptography import x509

    if isinstance(given, bytes | str) or not isinstance(given, Iterable):
        raise InvalidValue(f"authorities are several: pass a list of certificates, not {shown(given)}")
    found = []
    for one in given:
        try:
            found += x509.load_pem_x509_certificates(octets_of(one))
        except ValueError as error:
            raise InvalidValue(f"the certificate of an authority is given as PEM, and this is none: {error}") from None
    if not found:
        raise InvalidValue("no certificate is given: a timestamp proves something only to one who trusts its authority")
    return found


def _check(checkpoint: object) -> None:
    if not isinstance(checkpoint, Checkpoint):
        raise InvalidValue(f"a checkpoint is wanted, as EventLog.checkpoint gives it, and not {shown(checkpoint)}")


def _client() -> Any:
    try:
        import rfc3161_client
    except ImportError as error:
        raise MissingExtra("sign", "rfc3161-client", "timestamps") from error
    return rfc3161_client

r"""Check that an entry, or all that an answer rests on, is in a log, without the log, its database, or this library.

This one file is enough: copy it anywhere and run `python verifier.py bundle.json`. It imports nothing but Python's own
library, and shares no code with the rest of eventlog on purpose, so that it can be read whole and need not be trusted.

A bundle is one JSON document in UTF-8, with exactly these keys, each once, in any order:

    {"format": "eventlog-proof/1",
     "entry": {"position": 7,                  1 to 2**64 - 1; its leaf in the tree is position - 1
               "recorded": 1719420240000000,   microseconds since 1970-01-01T00:00:00Z, signed, 64 bits
               "kind": "...",                  text, not empty; hashed as UTF-8
               "body": "...",                  any bytes, or null where erased or kept back
               "salt": "...",                  32 bytes, or null together with the body
               "commit": "..."},               32 bytes
     "tree": {"size": 12,                      leaves, from position to 2**64 - 1
              "root": "..."},                  32 bytes
     "inclusion": ["...", ...]}                32 bytes each, from the leaf's neighbour up

An answer that carries its proof has these keys instead. Each entry is as above, with its own path to the one root:

    {"format": "eventlog-answer/1",
     "answer": {"question": "...", "zone": "...", "basis": "...",      text
                "words": ["...", ...],                                 the lines of the answer
                "rests_on": [3, 7]},                                   the positions of the entries, rising
     "tree": {"size": 12, "root": "..."},
     "entries": [{"position": 3, ..., "commit": "...", "inclusion": ["...", ...]}, ...]}

A certificate of erasure has these. Its entries are the redaction, with its body, and those that it erased, without:

    {"format": "eventlog-erasure/1",
     "erasure": {"redaction": 9, "positions": [3, 7],              the redaction, and the positions that it names
                 "reason": "...", "by": "...",                     as the redaction says
                 "searched": ["...", ...], "holds": ["...", ...], "not_searched": ["...", ...]},
     "tree": {"size": 12, "root": "..."},
     "entries": [{"position": 3, ..., "inclusion": ["...", ...]}, ...]}

Bytes are base64 of RFC 4648, section 4, with padding, in the one way that an encoder writes it. Numbers have no
fraction, exponent, or minus before a zero. In a language without whole numbers of 64 bits they need care.

What is checked (RFC 9162, sections 2.1.1 and 2.1.3.2; || joins bytes):

    commit = SHA-256("eventlog/body/v1\n" || salt || body)        only where the body is there
    record = "eventlog/entry/v1\n" || position || recorded || commit || kind
             (position and recorded: 8 bytes each, big-endian; recorded in two's complement)
    leaf   = SHA-256(0x00 || record)
    node   = SHA-256(0x01 || left || right)                       and the path leads from leaf to root

A path always leads *somewhere*, and anybody can make a tree with any entry in it. So the root counts for as much as the
hand that it came from. Give what you hold from elsewhere: a checkpoint and the key that you trust to sign it
(--checkpoint, --key), or a root and its size (--root, --size). Without, nobody attests the root: exit code 6, not 0.

A checkpoint is a signed note (c2sp.org/signed-note, c2sp.org/tlog-checkpoint): lines of origin, size and root, an empty
line, a line for each signature. A key is NAME+ID+BASE64 of the byte 1 and 32 bytes of Ed25519. That is checked with the
package `cryptography` where it can be imported; where it can't, the output says that the signature was not checked.

A log changes its key by an entry of kind "key-rotated/1", whose body has a "note": a checkpoint of the log before that
entry, signed by both keys, with a fourth line "eventlog/key-rotation/v1 OLD NEW". The path of the entry shows the root
before it. Give the bundle of each such entry (--rotation) with your key. From that entry on only the new key counts.

Exit: 0 the entry is in the tree of a root that you trust, 1 it is not proved, 2 usage or a file that can't be read,
6 all holds but for the root: none was given to compare, or the checkpoint's signature could not be checked here.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import hashlib
import importlib
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

__all__ = [
    "AnswerBundle",
    "Bundle",
    "ErasureBundle",
    "Head",
    "NotProved",
    "Rotation",
    "Verdict",
    "check",
    "check_answer",
    "check_erasure",
    "main",
    "read_answer",
    "read_bundle",
    "read_checkpoint",
    "read_erasure",
    "read_rotation",
    "successors",
]

FORMAT = "eventlog-proof/1"
ANSWER_FORMAT, ERASURE_FORMAT = "eventlog-answer/1", "eventlog-erasure/1"
_REDACTED, _ROTATED, _ROTATION = "redacted/1", "key-rotated/1", "eventlog/key-rotation/v1"
_LONGEST = 256 * 1024 * 1024  # a file longer than this is no bundle
_DIGITS, _LONGEST_NOTE, _MOST_SIGNATURES = 20, 100_000, 16  # of 2**64; bytes; lines
_ENTRY = ("position", "recorded", "kind", "body", "salt", "commit")


class NotProved(ValueError):
    """The bundle is not well formed, or does not prove what it says. Its text gives the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A root (32 bytes), how many leaves it has (None: nobody says), whose word that is (None: nobody's)."""

    root: bytes
    size: int | None
    attested_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A bundle that is well formed; whether it proves anything is for `check` to say. Fields as in the format."""

    position: int
    recorded: int
    kind: str
    body: bytes | None
    salt: bytes | None
    commit: bytes
    size: int
    root: bytes
    inclusion: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerBundle:
    """An answer that is well formed, with the bundles of the entries that it rests on, in order of position."""

    question: str
    zone: str
    basis: str
    words: tuple[str, ...]
    size: int
    root: bytes
    entries: tuple[Bundle, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureBundle:
    """A certificate of erasure that is well formed: what it says, and the entries, the redaction the last one."""

    positions: tuple[int, ...]
    reason: str
    by: str
    words: tuple[str, ...]
    entries: tuple[Bundle, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a bundle proves and what it does not, in sentences. `attested`: an outside party vouches for the root."""

    proved: tuple[str, ...]
    not_proved: tuple[str, ...]
    attested: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """From `position` on the key `new` signs the checkpoints of `origin`, and `old` none. Both are texts of keys."""

    position: int
    origin: str
    old: str
    new: str

    @property
    def sentence(self) -> str:
        """In words."""
        return f"both keys signed: from entry {self.position} on {self.new} signs for {self.origin}, not {self.old}"


def check(bundle: Bundle, head: Head | None = None) -> Verdict:
    """Check a bundle against `head`, or, without one, against the root that it carries itself.

    Raises NotProved, with the first reason, when the body does not fit its commit, the path does not lead to the root,
    or the bundle was made for another root or size than `head`'s.
    """
    if head is not None and head.root != bundle.root:
        raise NotProved(f"the bundle was made for the root {_b64(bundle.root)} and not for the one given")
    if head is not None and head.size is not None and head.size != bundle.size:
        raise NotProved(f"the bundle was made for a tree of {bundle.size} leaves and not of {head.size}")
    if not 1 <= bundle.position <= bundle.size:
        raise NotProved(f"a tree of {bundle.size} entries has no entry {bundle.position}")
    if bundle.body is not None and bundle.salt is not None:
        made = _sha256(b"eventlog/body/v1\n", bundle.salt, bundle.body)
        if made != bundle.commit:
            raise NotProved("the body is not the one that the entry's record commits to")
    numbers = bundle.position.to_bytes(8, "big") + bundle.recorded.to_bytes(8, "big", signed=True)
    above = _sha256(b"\x00", b"eventlog/entry/v1\n", numbers, bundle.commit, bundle.kind.encode())
    number, last = bundle.position - 1, bundle.size - 1
    for beside in bundle.inclusion:
        if last == 0:
            raise NotProved(f"the path has more hashes than entry {bundle.position} of {bundle.size} needs")
        if number % 2 == 1 or number == last:
            above = _sha256(b"\x01", beside, above)
            while number % 2 == 0 and number != 0:
                number, last = number // 2, last // 2
        else:
            above = _sha256(b"\x01", above, beside)
        number, last = number // 2, last // 2
    if last != 0:
        raise NotProved(f"the path has fewer hashes than entry {bundle.position} of {bundle.size} needs")
    if above != bundle.root:
        raise NotProved("the path does not lead from this entry to the root")
    return _verdict(bundle, head)


def _verdict(bundle: Bundle, head: Head | None) -> Verdict:
    entry = (
        f"entry {bundle.position}, of kind {json.dumps(bundle.kind)}, that its log says it recorded at "
        f"{_moment(bundle.recorded)}, is in the tree with the root {_b64(bundle.root)}"
    )
    proved, missing = [entry], []
    if bundle.body is None:
        missing.append("what the body says: body and salt are not in the bundle (erased or kept back)")
    else:
        digest = hashlib.sha256(bundle.body).hexdigest()
        proved.append(f"its body is the {len(bundle.body)} bytes in the bundle, with SHA-256 {digest}")
    if head is None or head.attested_by is None:
        missing.append(
            "who attests the root: anybody can make a tree that holds any entry; compare it with a root that you hold "
            "from elsewhere (--checkpoint, --root)"
        )
    else:
        proved.append(f"the root is the one attested by {head.attested_by}")
    if head is None or head.size is None:
        missing.append(f"that the tree had the size {bundle.size}: a root does not hold its size (--size)")
    missing.append("that the entry is true, that its recorded time is right, or that nothing was added after this root")
    attested = head is not None and head.attested_by is not None
    return Verdict(proved=tuple(proved), not_proved=tuple(missing), attested=attested)


def check_answer(answer: AnswerBundle, head: Head | None = None) -> Verdict:
    """Check each entry of an answer as `check` does. Raises NotProved, with the first reason, also for no entry."""
    if not answer.entries:
        raise NotProved("the answer is said to rest on no entry, so nothing of it is in any tree")
    found = [check(one, head) for one in answer.entries][-1]
    here, bare = len(answer.entries), sum(one.body is None for one in answer.entries)
    which, are = ("entry", "is") if here == 1 else (f"{here} entries", "are")
    rests = f"the {which} on which the answer on {_plain(answer.question)} is said to rest"
    proved = [f"{rests} {are} in the tree with the root {_b64(answer.root)}, with the bodies in the file"]
    proved += [one for one in found.proved if one.startswith("the root is")]
    missing = [one for one in found.not_proved if one.startswith(("who attests", "that the tree"))]
    if bare:
        missing.append(f"what was erased or withheld of them ({bare} of {here}): those bodies are not in the file")
    if others := answer.size - here:
        none = "the other entry does not bear" if others == 1 else f"none of the other {others} entries bears"
        missing.append(f"that {none} on the question: that is the word of the file's maker")
    missing.append("that the rules give this answer from them: eventlog check runs the rules again")
    missing.append("that what the entries say is true, or that their recorded times are right")
    return Verdict(proved=tuple(proved), not_proved=tuple(missing), attested=found.attested)


def check_erasure(erasure: ErasureBundle, head: Head | None = None) -> Verdict:
    """Check each entry of a certificate as `check` does, and what its redaction says. Raises NotProved."""
    found = [check(one, head) for one in erasure.entries][-1]
    redaction = erasure.entries[-1]
    said = _document(redaction.body or b"null")
    told = {"positions": sorted(erasure.positions), "reason": erasure.reason, "by": erasure.by}
    if not isinstance(said, dict) or any(said.get(name) != value for name, value in told.items()):
        raise NotProved("the redaction does not say what the certificate says of it")
    which, why = ", ".join(map(str, erasure.positions)), _plain(f"{erasure.by}: {erasure.reason}")
    at = f"entry {redaction.position}, that its log says it recorded at {_moment(redaction.recorded)}"
    proved = [
        f"{at}, says that the words of {which} were erased by {why}",
        f"their records are in the tree with the root {_b64(redaction.root)}, and their words are not in this file",
        *(one for one in found.proved if one.startswith("the root is")),
    ]
    missing = [one for one in found.not_proved if one.startswith(("who attests", "that the tree"))]
    missing.append("that what was searched holds none of the words, and what was not searched: the word of its maker")
    missing.append("that no copy is anywhere else, or that the words were erased at that time")
    return Verdict(proved=tuple(proved), not_proved=tuple(missing), attested=found.attested)


# Reading: whatever is not exactly the format is refused, so that two readers never see two different bundles.


def read_bundle(octets: bytes) -> Bundle:
    """Read a bundle from the bytes of its file. Raises NotProved for anything that is not exactly the format."""
    top = _object(_document(octets), "the bundle", ("format", "entry", "tree", "inclusion"))
    if top["format"] != FORMAT:
        raise NotProved(f"its format is not {FORMAT!r}: this verifier reads no other")
    size, root = _tree(top["tree"])
    entry = _object(top["entry"], "entry", _ENTRY)
    return _bundle(entry, "entry", top["inclusion"], "inclusion", size, root)


def read_answer(octets: bytes) -> AnswerBundle:
    """Read an answer from the bytes of its file. Raises NotProved for anything that is not exactly the format."""
    top = _laid_out(octets, ("format", "answer", "tree", "entries"), ANSWER_FORMAT)
    said = _object(top["answer"], "answer", ("question", "zone", "basis", "words", "rests_on"))
    words = said["words"]
    texts = [said["question"], said["zone"], said["basis"], *(words if isinstance(words, list) else [None])]
    if not all(isinstance(one, str) and not _halved(one) for one in texts):
        raise NotProved("answer.question, zone, basis and each of words are text")
    size, root = _tree(top["tree"])
    entries = _entries(top)
    positions = [one.position for one in entries]
    listed = said["rests_on"]
    numbers = isinstance(listed, list) and all(type(one) is int for one in listed)
    if not numbers or listed != positions or positions != sorted(set(positions)):
        raise NotProved("the entries are not those that the answer is said to rest on, each once, by position")
    question, zone, basis, *lines = map(str, texts)
    return AnswerBundle(
        question=question, zone=zone, basis=basis, words=tuple(lines), size=size, root=root, entries=entries
    )


def read_erasure(octets: bytes) -> ErasureBundle:
    """Read a certificate of erasure. Raises NotProved for anything that is not exactly the format."""
    top = _laid_out(octets, ("format", "erasure", "tree", "entries"), ERASURE_FORMAT)
    keys = ("redaction", "positions", "reason", "by", "searched", "holds", "not_searched")
    said = _object(top["erasure"], "erasure", keys)
    lists = {name: said[name] for name in keys[4:]}
    texts = [said["reason"], said["by"], *(one for some in lists.values() for one in _listed(some, "erasure"))]
    if not all(isinstance(one, str) and not _halved(one) for one in texts):
        raise NotProved("what a certificate says is text")
    entries = _entries(top)
    at, named = said["redaction"], _listed(said["positions"], "erasure.positions")
    last = entries[-1] if entries else None
    if last is None or last.position != at or last.kind != _REDACTED or [one.position for one in entries[:-1]] != named:
        raise NotProved("the entries are not those that were erased, each once, by position, and then the redaction")
    if any(one.body is not None for one in entries[:-1]) or last.body is None or not named:
        raise NotProved("the words of an entry that was erased are in the file, or those of the redaction are not")
    heads = {"searched": "searched: ", "holds": "still holds the words: ", "not_searched": "not searched: "}
    words = [f"{heads[name]}{one}" for name, some in lists.items() for one in _listed(some, name)]
    by, reason = str(said["by"]), str(said["reason"])
    positions = tuple(one.position for one in entries[:-1])
    return ErasureBundle(positions=positions, reason=reason, by=by, words=tuple(words), entries=entries)


def _laid_out(octets: bytes, keys: tuple[str, ...], format: str) -> dict[str, object]:
    """A document of several entries, which has one layout, so that no byte of it can be changed unseen."""
    top = _object(_document(octets), "the document", keys)
    if top["format"] != format:
        raise NotProved(f"its format is not {format!r}: this verifier reads no other")
    if json.dumps(top, indent=1, ensure_ascii=True).encode() + b"\n" != octets:
        raise NotProved("the document is not laid out as it was written: a byte of it was changed")
    return top


def _entries(top: dict[str, object]) -> tuple[Bundle, ...]:
    size, root = _tree(top["tree"])
    found = []
    for at, row in enumerate(_listed(top["entries"], "entries")):
        entry = _object(row, f"entries[{at}]", (*_ENTRY, "inclusion"))
        found.append(_bundle(entry, f"entries[{at}]", entry["inclusion"], f"entries[{at}].inclusion", size, root))
    return tuple(found)


def _listed(value: object, name: str) -> list[object]:
    if not isinstance(value, list):
        raise NotProved(f"{name} is not a list")
    return value


def _document(octets: bytes) -> object:
    no = _refuse_number
    try:
        text = octets.decode("utf-8")
        return json.loads(text, object_pairs_hook=_once, parse_int=_whole_number, parse_float=no, parse_constant=no)
    except NotProved:
        raise
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as fault:
        raise NotProved(f"the bundle is not JSON in UTF-8: {fault}") from None


def _tree(value: object) -> tuple[int, bytes]:
    tree = _object(value, "tree", ("size", "root"))
    return _number(tree["size"], "tree.size", 1, 2**64 - 1), _octets(tree["root"], "tree.root", 32)


def _bundle(entry: dict[str, object], name: str, path: object, path_name: str, size: int, root: bytes) -> Bundle:
    kind = entry["kind"]
    if not isinstance(kind, str) or not kind or _halved(kind):
        raise NotProved(f"{name}.kind is not text of one letter at least")
    if (entry["body"] is None) != (entry["salt"] is None):
        raise NotProved(f"{name}.body and {name}.salt are given together or not at all")
    if not isinstance(path, list):
        raise NotProved(f"{path_name} is not a list")
    return Bundle(
        position=_number(entry["position"], f"{name}.position", 1, size),
        recorded=_number(entry["recorded"], f"{name}.recorded", -(2**63), 2**63 - 1),
        kind=kind,
        body=None if entry["body"] is None else _octets(entry["body"], f"{name}.body"),
        salt=None if entry["salt"] is None else _octets(entry["salt"], f"{name}.salt", 32),
        commit=_octets(entry["commit"], f"{name}.commit", 32),
        size=size,
        root=root,
        inclusion=tuple(_octets(one, f"{path_name}[{at}]", 32) for at, one in enumerate(path)),
    )


def _halved(text: str) -> bool:
    """Whether it holds half a letter (a surrogate), which no UTF-8 has."""
    return any("\ud800" <= letter <= "\udfff" for letter in text)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len(members := dict(pairs)) != len(pairs):
        raise NotProved("the bundle gives a key twice")
    return members


def _whole_number(text: str) -> int:
    if text == "-0" or len(text) > _DIGITS:
        raise NotProved("the bundle holds a number that is minus zero or longer than 64 bits")
    return int(text)


def _refuse_number(_: str) -> object:
    raise NotProved("the bundle holds a number that is not whole")


def _object(value: object, name: str, keys: tuple[str, ...]) -> dict[str, object]:
    if not isinstance(value, dict) or set(value) != set(keys):
        raise NotProved(f"{name} is not an object with exactly the keys {', '.join(keys)}")
    return value


def _number(value: object, name: str, least: int, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise NotProved(f"{name} is not a whole number from {least} to {most}")
    return value


def _octets(value: object, name: str, length: int | None = None) -> bytes:
    octets = None
    with contextlib.suppress(ValueError):  # binascii.Error is one
        octets = base64.b64decode(value, validate=True) if isinstance(value, str) else None
    if octets is None or _b64(octets) != value:
        raise NotProved(f"{name} is not base64 as an encoder writes it")
    if length is not None and len(octets) != length:
        raise NotProved(f"{name} has {len(octets)} bytes and not {length}")
    return octets


def _sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def _b64(octets: bytes) -> str:
    return base64.b64encode(octets).decode("ascii")


def _moment(micros: int) -> str:
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)
    except OverflowError:
        return f"{micros} microseconds from 1970"
    return moment.replace(tzinfo=None).isoformat() + "Z"


def read_checkpoint(
    octets: bytes, keys: Sequence[str], origin: str | None = None, rotations: Sequence[Rotation] = ()
) -> Head:
    """Read a checkpoint and check the signatures on it by `keys` (texts as in the head of this file).

    Where Ed25519 can't be checked here, the head is attested by nobody. `origin` is the log that is meant; if None, the
    name of a key that signed. Raises NotProved for what is no checkpoint, or of another log, or signed by none of
    `keys`, or with a signature by one of them that does not hold; or by keys alone that `rotations` had retired by
    then, or that did not sign yet.
    """
    verify = _ed25519()
    text, signed = _signed(octets, keys)
    signers = [one.partition("+")[0] for one in signed]
    if not signed:
        raise NotProved("the checkpoint is signed by none of the keys given")
    lines = text.split("\n")[:-1]
    if len(lines) < 3 or not all(lines):
        raise NotProved("the checkpoint has not the three lines of origin, size and root")
    if origin is not None and lines[0] != origin:
        raise NotProved(f"the checkpoint is of the log {json.dumps(lines[0])} and not of {json.dumps(origin)}")
    if origin is None and lines[0] not in signers:
        raise NotProved(f"the checkpoint is of the log {json.dumps(lines[0])}, and its key has another name (--origin)")
    size = lines[1]
    plain = size.isascii() and size.isdigit() and len(size) <= _DIGITS
    if not plain or str(int(size)) != size or int(size) >= 2**64:
        raise NotProved("the size of the checkpoint is not written in plain digits")
    _check_signers(lines[0], int(size), signed, rotations)
    by = f"the checkpoint of {json.dumps(lines[0])} at {size}, signed by {', '.join(map(json.dumps, signers))}"
    root = _octets(lines[2], "the root of the checkpoint", 32)
    if size == "0" and root != _sha256():
        raise NotProved("the checkpoint is of an empty log and has another root than an empty log has")
    return Head(root=root, size=int(size), attested_by=None if verify is None else by)


def _signed(octets: bytes, keys: Sequence[str]) -> tuple[str, list[str]]:
    """The text of a note, and which of these keys have signed it."""
    known, verify = {_key(one)[:2]: one for one in keys}, _ed25519()
    text, signatures = _note(octets)
    found: list[str] = []
    for name, id, signature in signatures:
        key = known.get((name, id))
        if key is None:
            continue  # by a key that nobody here knows: it says nothing, for or against
        if key in found:
            raise NotProved(f"the checkpoint is signed twice by {name}")
        if len(signature) != 64 or (verify is not None and not verify(_key(key)[2], signature, text.encode())):
            raise NotProved(f"the signature of {name} on the checkpoint does not hold")
        found.append(key)
    return text, found


def _check_signers(origin: str, size: int, signed: Sequence[str], rotations: Sequence[Rotation]) -> None:
    """Refuse what only keys have signed that were retired by then, or that did not sign yet."""
    chain = sorted(rotations, key=lambda one: one.position)
    if any(one.origin != origin for one in chain):
        raise NotProved("the rotation is of another log than the checkpoint")
    named = {key for one in chain for key in (one.old, one.new)}
    holds = [one.new for one in chain if one.position <= size] or [one.old for one in chain[:1]]
    if chain and named.issuperset(signed) and holds[-1] not in signed:
        raise NotProved(f"the checkpoint is signed by a key that does not sign for {size} entries: another one does")


def read_rotation(bundle: Bundle) -> Rotation:
    """What an entry says that changes the key of its log. Raises NotProved where not both keys have signed that there.

    There is where its path shows the root in the note. Where Ed25519 can't be checked, no head is attested.
    """
    if bundle.kind != _ROTATED or bundle.body is None:
        raise NotProved(f"entry {bundle.position} does not say that the key of its log was changed")
    said = _document(bundle.body)
    note = said.get("note") if isinstance(said, dict) else None
    if not isinstance(note, str) or _halved(note):
        raise NotProved("the body of a rotation has no note")
    lines = _note(note.encode())[0].split("\n")
    word, *both = lines[3].split(" ") if len(lines) == 5 else [""]
    if word != _ROTATION or len(both) != 2 or not all(lines[:4]) or both[0] == both[1]:
        raise NotProved(f"a rotation is a checkpoint with one line more, {_ROTATION} and two keys")
    _, signed = _signed(note.encode(), both)
    if sorted(signed) != sorted(both):
        raise NotProved("a rotation is signed by the key that is retired and by the one that follows it: this is not")
    if lines[1:3] != [str(bundle.position - 1), _b64(_root_before(bundle))]:
        raise NotProved("the rotation was signed for another place in the log, or over other entries")
    return Rotation(position=bundle.position, origin=lines[0], old=both[0], new=both[1])


def _root_before(bundle: Bundle) -> bytes:
    """The root over the entries before this one: what its path has on the left are the subtrees of just these."""
    number, root = bundle.position - 1, b""
    inner = (number ^ (bundle.size - 1)).bit_length()  # from there on up all stand on the left
    for at, beside in enumerate(bundle.inclusion):
        if at >= inner or number >> at & 1:
            root = _sha256(b"\x01", beside, root) if root else beside
    return root or _sha256()


def successors(keys: Sequence[str], rotations: Sequence[Rotation]) -> list[str]:
    """These keys, and those that rotations lead to from them. Raises NotProved for one that leads from none of them."""
    found, before = list(keys), [one.old for one in rotations]
    for one in sorted(rotations, key=lambda one: one.position):
        if one.old not in found or one.new in found or before.count(one.old) > 1:
            raise NotProved(f"entry {one.position} changes a key that you do not trust, or again: {one.old}")
        found.append(one.new)
    return found


def _key(text: str) -> tuple[str, bytes, bytes]:
    name, _, rest = text.partition("+")
    id, _, encoded = rest.partition("+")
    octets = _octets(encoded, "the end of a key", 33)
    made = _sha256(name.encode(), b"\n", octets)[:4]
    if not name or octets[0] != 1 or made.hex() != id:
        raise NotProved("a key is not of the form NAME+ID+BASE64, or not of Ed25519, or its id does not fit it")
    return name, made, octets[1:]


def _note(octets: bytes) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """The signed text, and name, key id and signature of each line below it."""
    try:
        whole = octets.decode("utf-8")
    except UnicodeDecodeError:
        raise NotProved("the checkpoint is not UTF-8") from None
    text, gap, below = whole.rpartition("\n\n")
    lines = below.split("\n")
    if len(octets) > _LONGEST_NOTE or any(letter < " " and letter != "\n" for letter in whole):
        raise NotProved("the checkpoint is too long, or holds control characters: it is not as it was written")
    if not gap or lines[-1] or not 1 <= len(lines) - 1 <= _MOST_SIGNATURES:
        raise NotProved("the checkpoint is not a text, an empty line, and 1 to 16 signatures, each with its line end")
    found = []
    for line in lines[:-1]:
        dash, name, encoded = line.split(" ") if line.count(" ") == 2 else ("", "", "")
        signature = _octets(encoded, "a signature on the checkpoint")
        if dash != "\u2014" or not name or "+" in name or any(map(str.isspace, name)) or len(signature) < 5:
            raise NotProved("a line below the checkpoint is no signature")
        found.append((name, signature[:4], signature[4:]))
    return text + "\n", found


def _ed25519() -> Callable[[bytes, bytes, bytes], bool] | None:
    """How a signature is checked: public key, signature, text. None where nothing here can."""
    try:
        ed25519 = importlib.import_module("cryptography.hazmat.primitives.asymmetric.ed25519")
        refused = importlib.import_module("cryptography.exceptions").InvalidSignature
    except ImportError:
        return None

    def verify(public: bytes, signature: bytes, text: bytes) -> bool:
        try:
            return ed25519.Ed25519PublicKey.from_public_bytes(public).verify(signature, text) is None
        except (refused, ValueError):
            return False

    return verify


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; see the head of this file. Returns the exit code: 0, 1 or 6; 2 by SystemExit."""
    parser = argparse.ArgumentParser(
        prog="verifier", description="Check a proof bundle of an eventlog, without the log."
    )
    parser.add_argument("bundle", help="the bundle, a JSON file")
    parser.add_argument("--body", action="store_true", help="print what each entry says")
    parser.add_argument("--root", type=_root, help="the root that you trust, 32 bytes in base64")
    parser.add_argument("--size", type=int, help="the number of entries under it; needs --root")
    parser.add_argument("--checkpoint", help="a checkpoint that you hold, a signed note; needs --key")
    parser.add_argument("--key", action="append", default=[], help="a verifier key that you trust; may be repeated")
    parser.add_argument("--origin", help="the log that you mean, where it is not the name of the key")
    parser.add_argument("--rotation", action="append", default=[], help="the bundle of an entry that changes the key")
    given = parser.parse_args(arguments)
    if (given.size is not None and given.root is None) or (given.checkpoint and given.root):
        parser.error("--size needs --root, and --root and --checkpoint are never given together")
    if (given.checkpoint is None) != (not given.key) or (given.rotation and not given.key):
        parser.error("--checkpoint and --key are given together, and --rotation with them: a note is worth its key")
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal that can't show a letter proves nothing
    octets = _file(parser, given.bundle)
    changed = [_file(parser, one) for one in given.rotation]
    try:
        if len(octets) > _LONGEST:
            raise NotProved(f"the bundle is longer than {_LONGEST} bytes")
        head = None if given.root is None else Head(root=given.root, size=given.size, attested_by="the caller")
        if given.checkpoint is not None:
            turns = [read_bundle(one) for one in changed]
            chain = [read_rotation(one) for one in turns]
            head = read_checkpoint(_file(parser, given.checkpoint), successors(given.key, chain), given.origin, chain)
            for one in turns:
                check(one, head)
        begun = b"".join(octets[:200].split())
        if begun.startswith(b'{"format":"%b"' % ANSWER_FORMAT.encode()):
            answer = read_answer(octets)
            verdict, entries, words = check_answer(answer, head), answer.entries, answer.words
        elif begun.startswith(b'{"format":"%b"' % ERASURE_FORMAT.encode()):
            erasure = read_erasure(octets)
            verdict, entries, words = check_erasure(erasure, head), erasure.entries, erasure.words
        else:
            entries, words = (read_bundle(octets),), ()
            verdict = check(entries[0], head)
            if entries[0].kind == _ROTATED and entries[0].body is not None and _ed25519() is not None:
                words = (read_rotation(entries[0]).sentence,)
    except NotProved as reason:
        sys.stdout.write(f"not proved: {_plain(str(reason))}\n")
        return 1
    sys.stdout.writelines(f"it is said: {_plain(line)}\n" for line in words)
    if given.body:
        sys.stdout.writelines(f"entry {one.position} says: {_plain(_said(one))}\n" for one in entries)
    sys.stdout.writelines(f"proved: {sentence}\n" for sentence in verdict.proved)
    sys.stdout.writelines(f"not proved: {sentence}\n" for sentence in verdict.not_proved)
    if given.checkpoint is not None and not verdict.attested:
        sys.stdout.write("not proved: the signature of the checkpoint: install cryptography to have it checked\n")
    return 0 if verdict.attested else 6  # as the command `eventlog` has it


def _said(entry: Bundle) -> str:
    return "nothing here: its body is not in the file" if entry.body is None else entry.body.decode(errors="replace")


def _plain(text: str) -> str:
    """Text that can't move a cursor or turn the direction of writing."""
    return "".join(letter if letter.isprintable() else f"\\u{ord(letter):04x}" for letter in text)


def _file(parser: argparse.ArgumentParser, name: str) -> bytes:
    try:
        with Path(name).open("rb") as file:
            return file.read(_LONGEST + 1)
    except OSError as fault:
        parser.error(f"{name} can't be read: {fault.strerror}")


def _root(text: str) -> bytes:
    try:
        return _octets(text, "it", 32)
    except NotProved as reason:
        raise argparse.ArgumentTypeError(str(reason)) from None


if __name__ == "__main__":
    sys.exit(main())

"""A certificate of erasure: what was erased, when, by which entry, that no copy is in the log's file, and what nobody
looked at.

What a stranger can check of it: that the redaction is an entry of the log, with its reason and by whom, and that the
erased entries are in the same tree, as records without words. That the file was looked through is the word of
those who made the certificate, and so is the list of what could not be looked at. The format is `eventlog-erasure/1`,
which `eventlog.verifier` reads and tells; this is its only writer.

No certificate is made of a log that does not verify, or whose file may hold what was erased.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs

from eventlog.audit.prove import Prover
from eventlog.audit.verify import verify
from eventlog.codec import strict_json
from eventlog.errors import InvalidValue, ProofError
from eventlog.files.outputs import beside
from eventlog.proof import Checkpoint, commit, inclusion_proof
from eventlog.redaction.apply import OUT_OF_REACH
from eventlog.stores import Store, StoredEntry
from eventlog.stores.inspection import REDACTED
from eventlog.stores.wording import texts_in

__all__ = ["FORMAT", "Certificate", "certify"]

FORMAT = "eventlog-erasure/1"
_RUN = 5  # words in a row that are looked for: fewer are everywhere, but where they are all of a text
_WORD = re.compile(r"\S+")
_MOST = 300  # such runs


@attrs.frozen(kw_only=True)
class Certificate:
    """That the words of some entries were erased. `document` is JSON in UTF-8; the sentences say what it shows.

    `erased` are the positions, `redaction` that of the entry that says so. `searched` held nothing of what was erased,
    `holds` are rows that hold words that were given (and are not erased by this redaction), `not_searched` nobody could
    look at.
    """

    redaction: int
    erased: tuple[int, ...]
    document: bytes = attrs.field(repr=False)
    checkpoint: Checkpoint | None
    searched: tuple[str, ...]
    holds: tuple[str, ...]
    not_searched: tuple[str, ...]

    def save(self, path: str | Path) -> None:
        """Write the document to a new file, whole or not at all. Raises AlreadyThere (a FileExistsError) and other
        StoreErrors, InvalidValue for what is no name of a file.
        """
        with beside(path, how="") as place:
            place.write_bytes(self.document)

    def __str__(self) -> str:
        named = ", ".join(map(str, self.erased))
        said = [f"the words of {named} were erased by entry {self.redaction}"]
        said += [f"searched, and nothing found: {one}" for one in self.searched]
        said += [f"still holds the words: {one}" for one in self.holds]
        said += [f"not searched: {one}" for one in self.not_searched]
        return "\n".join(said)


def certify(store: Store, prover: Prover, at: int, checkpoint: Checkpoint | None, held: Sequence[Any]) -> Certificate:
    """The certificate of the redaction at a position, or of the one that erased it. See EventLog.certify_erasure."""
    redaction, positions = _redaction(store, at)
    found = verify(store)
    if found.ok is not True:
        raise ProofError(f"a log that does not verify gets no certificate: {found}")
    erased = [store.entry(one) for one in positions]
    remains = store.remains(list(dict.fromkeys(_words(held, erased))))
    if remains.unclean:
        told = "; ".join(remains.unclean)
        raise ProofError(f"{told}: redact entry {positions[0]} again, which erases nothing more and cleans the files")
    head = store.head()
    if checkpoint is not None:
        prover.check(checkpoint, head.size)
        if checkpoint.size < redaction.position:
            raise ProofError(f"{checkpoint} does not cover entry {redaction.position}: take a later one")
    size, root = (head.size, head.root) if checkpoint is None else (checkpoint.size, checkpoint.root)
    tree = prover.upto(size)
    said = strict_json(redaction.body or b"")
    beyond = (*remains.beyond, *OUT_OF_REACH)
    if not held:
        beyond = ("whether other entries or tables repeat the words: they are erased, and none were given", *beyond)
    elif bare := sorted(set(positions) - {one.position for one in held}):
        named = ", ".join(map(str, bare))
        beyond = (f"whether other entries or tables repeat the words of {named}: none of theirs were given", *beyond)
    document = {
        "format": FORMAT,
        "erasure": {
            "redaction": redaction.position,
            "positions": list(positions),
            "reason": said["reason"],
            "by": said["by"],
            "searched": list(remains.clean),
            "holds": list(remains.holds),
            "not_searched": list(beyond),
        },
        "tree": {"size": size, "root": _text(root)},
        "entries": [
            _entry(one) | {"inclusion": [_text(step) for step in inclusion_proof(one.position - 1, size, tree)]}
            for one in sorted((*erased, redaction), key=lambda one: one.position)
        ],
    }
    return Certificate(
        redaction=redaction.position,
        erased=positions,
        document=json.dumps(document, indent=1, ensure_ascii=True, allow_nan=False).encode() + b"\n",
        checkpoint=checkpoint,
        searched=remains.clean,
        holds=remains.holds,
        not_searched=beyond,
    )


def _redaction(store: Store, at: int) -> tuple[StoredEntry, tuple[int, ...]]:
    """The entry that is a redaction, or the one that erased this entry, and what it names."""
    size = store.head().size
    for piece in store.under(("w:",), 0, size):
        for position, _, kind, body in piece:
            if kind != REDACTED or body is None:
                continue
            positions = tuple(strict_json(body)["positions"])
            if at == position or at in positions:
                return store.entry(position), tuple(sorted(positions))
    raise InvalidValue(f"entry {at} is no redaction, and none has erased it: there is nothing to certify")


def _words(held: Sequence[Any], erased: Sequence[StoredEntry]) -> Iterator[bytes]:
    """The bytes to be looked for: salts and texts of proofs that were made before. Raises ProofError."""
    commits = {one.position: one.commit for one in erased}
    for one in held:
        if one.body is None or one.salt is None or one.position not in commits:
            raise ProofError(f"the proof of entry {one.position} holds no words of what was erased")
        if commit(one.salt, one.body) != commits[one.position]:
            raise ProofError(f"the proof of entry {one.position} has other words than those that were erased")
        yield one.salt
        yield one.body
        runs = [run for text in texts_in(strict_json(one.body)) for run in _runs(text)]
        for run in runs[:: len(runs) // _MOST + 1]:
            for told in (run, " ".join(run.split())):
                yield told.encode()
                yield json.dumps(told, ensure_ascii=False)[1:-1].encode()  # as another entry would hold it


def _runs(text: str) -> Iterator[str]:
    """All that is told by several words in a row, as they stand; all of a text that has fewer, but for a single one."""
    words = [(one.start(), one.end()) for one in _WORD.finditer(text)]
    if 1 < len(words) < _RUN:
        yield text[words[0][0] : words[-1][1]]
    for at in range(len(words) - _RUN + 1):
        yield text[words[at][0] : words[at + _RUN - 1][1]]


def _entry(stored: StoredEntry) -> dict[str, object]:
    return {
        "position": stored.position,
        "recorded": stored.recorded,
        "kind": stored.kind,
        "body": None if stored.body is None else _text(stored.body),
        "salt": None if stored.salt is None else _text(stored.salt),
        "commit": _text(stored.commit),
    }


def _text(octets: bytes) -> str:
    return b64encode(octets).decode("ascii")

"""An answer that carries its proof: one file with the answer, all that it rests on, and the way from there to a root.

The format is `eventlog-answer/1`, which `eventlog.verifier` reads and tells; this is its only writer, and the two share
no code. What is proved is that each of these entries is in the tree, with the words that it has here. That the rules
give this answer from them is checked by `eventlog.log.answers`, which runs them again. That no further entry bears on
the question can't be proved without showing all of the log: it is said, and how many entries are not shown.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import attrs
import msgspec

from eventlog.audit.prove import Prover
from eventlog.errors import ProofError, UnknownQuestion
from eventlog.events import LogBegun, Reader
from eventlog.files.outputs import beside
from eventlog.knowledge import Knowledge
from eventlog.proof import Checkpoint, inclusion_proofs
from eventlog.render.showing import counted
from eventlog.stores import Store, StoredEntry

__all__ = ["FORMAT", "AnswerProof", "prove_answer", "uncovered"]

FORMAT = "eventlog-answer/1"


@attrs.frozen(kw_only=True)
class AnswerProof:
    """A file with an answer and its proof, and what it proves and does not, in sentences.

    `document` is JSON in UTF-8. `rests_on`: the positions of the entries in it, in order. `checkpoint` is handed over
    with it, as a file of its own; None where the root is only the log's word.
    """

    question: str
    rests_on: tuple[int, ...]
    size: int
    document: bytes = attrs.field(repr=False)
    checkpoint: Checkpoint | None
    proved: tuple[str, ...]
    not_proved: tuple[str, ...]

    def save(self, path: str | Path) -> None:
        """Write the document to a new file, whole or not at all. Raises AlreadyThere (a FileExistsError) and other
        StoreErrors, InvalidValue for what is no name of a file.
        """
        with beside(path, how="") as place:
            place.write_bytes(self.document)

    def __str__(self) -> str:
        return "\n".join(
            [*(f"proved: {one}" for one in self.proved), *(f"not proved: {one}" for one in self.not_proved)]
        )


def prove_answer(
    store: Store, reader: Reader, prover: Prover, knowledge: Knowledge, question: str, checkpoint: Checkpoint | None
) -> AnswerProof:
    """The proof of one answer. See EventLog.prove_answer."""
    head = store.head()
    if any(one.kind == "no-such-question" for one in knowledge[question].problems):
        knowledge.check_known(question, alone=True)
        raise UnknownQuestion(question)
    if checkpoint is not None:
        prover.check(checkpoint, head.size)
    size, root = (head.size, head.root) if checkpoint is None else (checkpoint.size, checkpoint.root)
    if left_out := reader.withheld(knowledge.cut.position):
        raise ProofError(
            f"{counted(len(left_out), 'entry')} may bear on this answer and {'is' if len(left_out) == 1 else 'are'} "
            "withheld from this copy, so it can't be proved from here: prove it in the log that the copy was made from"
        )
    positions = _rests_on(reader, knowledge, question)
    if positions and positions[-1] > size:
        raise ProofError(
            f"{checkpoint} does not cover entry {positions[-1]}, on which the answer rests: take a later one"
        )
    paths = inclusion_proofs([at - 1 for at in positions], size, prover.upto(size))
    document: dict[str, object] = {
        "format": FORMAT,
        "answer": {
            "question": question,
            "zone": store.zone,
            "basis": str(knowledge.basis_of(question)),
            "words": str(knowledge[question]).splitlines(),
            "rests_on": list(positions),
        },
        "tree": {"size": size, "root": _text(root)},
    }
    entries = [_entry(one, path) for one, path in zip(_stored(store, positions), paths, strict=True)]
    proved, not_proved = _sentences(question, positions, size, root, checkpoint)
    not_proved = (*not_proved, *uncovered(size, knowledge.cut.position))
    return AnswerProof(
        question=question,
        rests_on=positions,
        size=size,
        document=_laid_out(document, entries),
        checkpoint=checkpoint,
        proved=proved,
        not_proved=not_proved,
    )


def _rests_on(reader: Reader, knowledge: Knowledge, question: str) -> tuple[int, ...]:
    """The positions of all that bears on the answer: entries, definitions, redactions, what these erased, the zone."""
    dossier = knowledge[question].dossier
    found = {entry.position for entry in (*dossier.entries.values(), *dossier.definitions)}
    found.update(dossier.withheld)
    found.update(entry.position for entry in reader.about(f"w:{question}", reader.size()))
    if reader.size() and isinstance(reader.entry(1).event, LogBegun):
        found.add(1)
    return tuple(sorted(found))


def _stored(store: Store, positions: tuple[int, ...]) -> Iterator[StoredEntry]:
    """The entries at these positions, which rise; what stands side by side is read at once."""
    for _, run in groupby(enumerate(positions), key=lambda one: one[1] - one[0]):
        side_by_side = [at for _, at in run]
        yield from store.entries(side_by_side[0] - 1, side_by_side[-1])


def _entry(stored: StoredEntry, path: tuple[bytes, ...]) -> dict[str, object]:
    """An entry and its proof; the encoder writes bytes as text of base64."""
    return {
        "position": stored.position,
        "recorded": stored.recorded,
        "kind": stored.kind,
        "body": stored.body,
        "salt": stored.salt,
        "commit": stored.commit,
        "inclusion": path,
    }


def _laid_out(document: dict[str, object], entries: list[dict[str, object]]) -> bytes:
    """The document with its entries, in the one layout that it may have: that of Python's `json.dumps(indent=1)`.

    Python takes ten times as long for that layout as for the words. Entries are almost all hashes, so msgspec lays
    them out, where they hold nothing that the two would write in different ways: only what ASCII prints as itself.
    """
    plain = msgspec.json.encode({"entries": entries})
    if not entries or not plain.isascii() or b"\\" in plain or b"\x7f" in plain:
        whole = document | msgspec.json.decode(plain)
        return json.dumps(whole, indent=1, ensure_ascii=True, allow_nan=False).encode() + b"\n"
    begun = json.dumps(document, indent=1, ensure_ascii=True, allow_nan=False).encode()
    ended = memoryview(msgspec.json.format(plain, indent=1))[1:]  # after the bracket that opens it
    return b"".join((begun.removesuffix(b"\n}"), b",", ended, b"\n"))


def _sentences(
    question: str, positions: tuple[int, ...], size: int, root: bytes, checkpoint: Checkpoint | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    many = len(positions)
    which, are = ("entry", "is") if many == 1 else (f"{many} entries", "are")
    proved = [f"the {which} that the answer on {question} rests on {are} among the {size} under {_text(root)}"]
    missing = []
    if checkpoint is None:
        missing.append("who attests that root: only this log does; give a checkpoint that another party holds")
    else:
        proved.append(f"that root is attested by {checkpoint}, for all who trust its key")
    if others := size - many:
        none = "the other entry does not bear" if others == 1 else f"none of the other {others} entries bears"
        missing.append(f"that {none} on the question: that is the word of the file's maker")
    missing.append("that the rules give this answer: eventlog check runs them again")
    missing.append("that what the entries say is true, or that they were recorded when the log says")
    return tuple(proved), tuple(missing)


def uncovered(size: int, position: int) -> tuple[str, ...]:
    """What is not proved of an answer up to a position, where the root is that of fewer entries."""
    if position <= size:
        return ()
    which = f"entries {size + 1} to {position}" if position > size + 1 else f"entry {position}"
    return (f"that nothing in {which} bears on the question: the answer takes that in, and the root does not hold it",)


def _text(octets: bytes) -> str:
    return b64encode(octets).decode("ascii")

"""Checking an answer that carries its proof: the hashes, and then the rules, run again over nothing but its entries.

The entries of the file are put into a log in memory at their own positions, with nothing at the others, which takes no
room however large a position is; what the rules say of that log is compared with what the file says.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import attrs

from eventlog import verifier
from eventlog.claims.fields import check_type
from eventlog.codec import Reading, id_of
from eventlog.errors import EventLogError, InvalidValue, ProofError, shown
from eventlog.events import Event, LogBegun, Redacted, UnknownEvent
from eventlog.events.dependencies import effects
from eventlog.files.names import octets_of
from eventlog.knowledge import Basis, Knowledge, Standing
from eventlog.log.reader import LogReader
from eventlog.log.sparse import SparseStore
from eventlog.stores import RestoredEntry, StoredEntry
from eventlog.stores.inspection import KEPT
from eventlog.transfer.answers import uncovered

__all__ = ["CheckedAnswer", "check_answer", "check_erasure"]


@attrs.frozen(kw_only=True)
class CheckedAnswer:
    """What became of an answer that was checked: `standing` is what the rules give from the entries of the file.

    `same`: they give the answer of the file, in content and in words. `proved` and `not_proved` are sentences.
    `attested`: the root is that of a checkpoint that was given.
    """

    standing: Standing
    same: bool
    attested: bool
    proved: tuple[str, ...]
    not_proved: tuple[str, ...]

    def __str__(self) -> str:
        verdict = "the rules give this answer" if self.same else "the rules give another answer than the file says"
        said = [verdict, *(f"proved: {one}" for one in self.proved), *(f"not proved: {one}" for one in self.not_proved)]
        return "\n".join([*said, "", str(self.standing)])


def check_answer(document: bytes | str | Path, head: verifier.Head | None = None) -> CheckedAnswer:
    """Check the hashes of an answer, and run the rules over its entries again.

    `document`: the bytes, or the path of their file. `head`: the root that is trusted, from `verifier.read_checkpoint`.
    Raises ProofError where the document is not what was written, or a hash does not fit; InvalidValue, StoreError for
    what can't be read.
    """
    octets = _octets(document, head)
    try:
        answer = verifier.read_answer(octets)
        verdict = verifier.check_answer(answer, head)
    except verifier.NotProved as reason:
        raise ProofError(str(reason)) from None
    try:
        reader = _with_holes(answer)
        _check_whole(answer, reader)
        again = Knowledge.reproduce(reader, answer.basis)
        standing = again.standing
    except ProofError:
        raise
    except (EventLogError, LookupError) as error:
        raise ProofError(f"the rules can't be run over what is in the file: {error}") from None
    if standing.id != answer.question or reader.zone != again.knowledge.cut.zone:
        raise ProofError("the token in the file is of another question, or of a log in another zone")
    same = again.same and tuple(str(standing).splitlines()) == answer.words
    rules = "that the rules give this answer from them"
    return CheckedAnswer(
        standing=standing,
        same=same,
        attested=verdict.attested,
        proved=(*verdict.proved, rules) if same else verdict.proved,
        not_proved=(
            *(one for one in verdict.not_proved if not (same and one.startswith("that the rules"))),
            *uncovered(answer.size, again.knowledge.cut.position),
            *([] if _has_first(answer) else [f"that the days of its log are those of {answer.zone}: entry 1 says so"]),
        ),
    )


def check_erasure(document: bytes | str | Path, head: verifier.Head | None = None) -> verifier.Verdict | None:
    """What a certificate of erasure proves; None for a document that is none. Raises ProofError for one that fails."""
    octets = _octets(document, head)
    if verifier.ERASURE_FORMAT.encode() not in octets[:200]:
        return None
    try:
        return verifier.check_erasure(verifier.read_erasure(octets), head)
    except verifier.NotProved as reason:
        raise ProofError(str(reason)) from None


def _octets(document: bytes | str | Path, head: verifier.Head | None) -> bytes:
    """The bytes of a document that is held against a trusted root, if there is one."""
    if head is not None:
        check_type(head, verifier.Head, "the root that is trusted")
    return octets_of(document)


def _has_first(answer: verifier.AnswerBundle) -> bool:
    """Whether the entry is there that says in which zone its log lives; a log in UTC begins with another."""
    return bool(answer.entries) and answer.entries[0].position == 1


def _check_whole(answer: verifier.AnswerBundle, reader: LogReader) -> None:
    """Refuse a file out of which a body was taken, or which says another zone than its log. Raises ProofError.

    A holder of the file could do that; the log itself lacks no body but what a redaction in the file names.
    """
    entries = list(reader.entries(0, reader.size()))
    erased = {at for one in entries if isinstance(one.event, Redacted) for at in one.event.positions}
    for one in answer.entries:
        if one.body is None and (one.position not in erased or one.kind in KEPT):
            raise ProofError(f"the body of entry {one.position} was taken out of the file: no redaction erases it")
    if _has_first(answer):
        zone = first.zone if isinstance(first := entries[0].event, LogBegun) else "UTC"
        if answer.zone != zone:
            raise ProofError(f"the file says that its log lives in {shown(answer.zone)}, and entry 1 says {zone}")
    elif answer.zone != "UTC":
        raise ProofError(f"entry 1 is not in the file, which would say that its log lives in {shown(answer.zone)}")


def _with_holes(answer: verifier.AnswerBundle) -> LogReader:
    """A reader of a log that has these entries at their positions, and nothing that could be read at the others."""
    ids: dict[int, str | None] = {}
    held = {one.position: one for one in answer.entries}
    reading = Reading(lambda at: _id_of(at, held, reading, ids))
    recorded = min((one.recorded for one in answer.entries), default=0)
    for one in answer.entries:
        if one.recorded < recorded:
            raise InvalidValue(f"entry {one.position} was recorded before one that stands before it")
        recorded = one.recorded
    size = max([Basis.read(answer.basis).cut.position, *held])
    return LogReader(SparseStore([_row(one, reading, ids, held) for one in answer.entries], size, zone=answer.zone))


def _row(
    one: verifier.Bundle, reading: Reading, ids: dict[int, str | None], held: Mapping[int, verifier.Bundle]
) -> RestoredEntry:
    stored = StoredEntry(one.position, one.recorded, one.kind, one.body, one.salt, one.commit)
    if stored.body is None:
        return RestoredEntry(stored, None, ())
    event = reading.decode(stored.kind, stored.body)
    id = _id_of(one.position, held, reading, ids)
    return RestoredEntry(stored, id, () if isinstance(event, UnknownEvent) else effects(event))


def _id_of(at: int, held: Mapping[int, verifier.Bundle], reading: Reading, ids: dict[int, str | None]) -> str | None:
    """The id of an entry of the file, which may name one that stands further on; None for what is not there."""
    if at not in ids:
        ids[at] = None  # while it is worked out: what names itself names nothing
        one = held.get(at)
        event: Event = None if one is None or one.body is None else reading.decode(one.kind, one.body)
        ids[at] = None if event is None or isinstance(event, UnknownEvent) else id_of(event)
    return ids[at]

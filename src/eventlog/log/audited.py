"""The part of a log that is for an audit: whether it is what it was, what a stranger can check, and what must go."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NoReturn

from eventlog.audit.erasing import Certificate, certify
from eventlog.audit.prove import Held, Proof, Prover
from eventlog.audit.verification import Verification
from eventlog.audit.verify import verify
from eventlog.claims.fields import check_type, several
from eventlog.clock import Clock
from eventlog.errors import InvalidValue
from eventlog.knowledge import Knowledge
from eventlog.log.following import Progress, check_progress
from eventlog.log.reader import LogReader
from eventlog.log.rotating import rotate
from eventlog.proof import Checkpoint, Rotation, Seen, SignerKey
from eventlog.redaction.apply import look, redact
from eventlog.redaction.holding import Holding, holding
from eventlog.redaction.plan import Plan
from eventlog.stores import Store
from eventlog.transfer.answers import AnswerProof, prove_answer
from eventlog.verifier import Bundle

__all__ = ["AuditedLog"]


class AuditedLog:
    """What can be asked of the log in a store, beside what it says."""

    _store: Store
    _clock: Clock
    _reader: LogReader
    _prover: Prover

    def __reduce__(self) -> NoReturn:
        raise InvalidValue("an open log can't be copied, or sent to another process: open it there by its place")

    def verify(
        self,
        checkpoint: Checkpoint | Iterable[Checkpoint] | None = None,
        *,
        seen: Iterable[Seen] = (),
        progress: Progress | None = None,
        quick: bool = False,
    ) -> Verification:
        """Hash all that is stored anew, derive anew what finds entries, and say what is wrong and what nobody attests.

        `checkpoint`: one or several that another party holds. `seen`: by when authorities or witnesses saw some (see
        `proof.witnesses`). `quick` reads no bodies, says so, and is never `.ok`. Damage is reported and not raised.
        Raises LogClosed, and what keeps it from looking: Busy, and StoreError where the line to a server is cut.
        """
        some = () if checkpoint is None else checkpoint
        given = (some,) if isinstance(some, Checkpoint) else several(some, Checkpoint, "the checkpoints")
        outside = several(seen, Seen, "what others saw")
        check_progress(progress)
        check_type(quick, bool, "whether verify is quick")
        return verify(self._store, given, seen=outside, progress=progress, quick=quick)

    def checkpoint(
        self, *keys: SignerKey | str, origin: str | None = None, after: Checkpoint | None = None
    ) -> Checkpoint:
        """Sign root and size of the log as it is now, for another party to hold: send `.text`, or `.save(path)`.

        `keys` are SignerKeys or their texts. `origin` names the log, and is the first key's name unless given: each log
        needs one of its own. With `after`, an earlier checkpoint, it is refused if the log does not go on from there.
        Raises ProofError, InvalidValue, MissingExtra.
        """
        signers = [key if isinstance(key, SignerKey) else SignerKey.read(key) for key in keys]
        return self._prover.sign(*signers, origin=origin, after=after)

    def rotate_key(
        self,
        old: SignerKey | str,
        new: SignerKey | str,
        *,
        origin: str | None = None,
        reason: str = "",
        by: str = "user:log",
    ) -> Rotation:
        """Record that from here on `new` signs the checkpoints in the place of `old`; both sign that.

        `origin` is the log's name in its checkpoints, the old key's unless given. After it `checkpoint` refuses the old
        key, and `verify` its checkpoints of what came after. Raises ProofError where `old` does not sign for the log
        any more or `new` once did, InvalidValue, MissingExtra, StoreError.
        """
        first, then = (key if isinstance(key, SignerKey) else SignerKey.read(key) for key in (old, new))
        return rotate(self._store, self._prover, self._clock, (first, then), origin=origin, reason=reason, by=by)

    def rotations(self) -> tuple[Rotation, ...]:
        """The changes of keys in this log, in order; `proof.successors` says whom they lead to from a key you trust.

        Raises ProofError for one that does not hold, MissingExtra.
        """
        return tuple(self._prover.rotations())

    def prove(self, entry: Any, checkpoint: Checkpoint | None = None, *, body: bool = True) -> Proof:
        """A bundle with which a stranger checks, without this log, that an entry is in it.

        `entry` is an entry, its position, its id, or what has that id. With `checkpoint`, one that covers it, the proof
        leads to its root; without one, to a root that only the log vouches for. `body=False` keeps the words back. The
        proof says what it does not prove. Raises LookupError, ProofError.
        """
        return self._prover.prove(entry, checkpoint, body=body)

    def prove_known_by(self, entry: Any, date: str, held: Iterable[Held], *, body: bool = True) -> Proof:
        """A proof that an entry was in the log on a date: no later than the earliest checkpoint that covers it and that
        another party has held since then, or before. Bare dates are read as their last moment, in the log's zone.

        Raises LookupError, InvalidTime, and ProofError where no such checkpoint is given.
        """
        return self._prover.prove_known_by(entry, date, held, body=body)

    def prove_answer(self, knowledge: Knowledge, question: str, checkpoint: Checkpoint | None = None) -> AnswerProof:
        """One file with an answer, all that it rests on, and the way from each of these entries to a root.

        A stranger checks the hashes with one file and without this log; `eventlog.check_answer` runs the rules again.
        The proof says what it does not prove. Raises ProofError where `checkpoint` does not cover all of it, and in a
        copy from which entries are withheld; UnknownQuestion where nothing known was ever recorded on the question.
        """
        check_type(knowledge, Knowledge, "what was known")
        if checkpoint is not None:
            check_type(checkpoint, Checkpoint, "what a proof leads to")
        return prove_answer(self._store, self._reader, self._prover, knowledge, question, checkpoint)

    def certify_erasure(
        self, entry: Any, checkpoint: Checkpoint | None = None, *, held: Iterable[Bundle] = ()
    ) -> Certificate:
        """A certificate that words were erased: by which entry, where no copy is, and what nobody could look at.

        `entry` is the redaction or what it erased, by entry or position. `held`: proofs of the erased entries that
        were made before and hold their words (`verifier.read_bundle`); these are then looked for in every byte and
        table of the file. Raises ProofError where the log does not verify, or its file may still hold what was erased;
        InvalidValue, LookupError.
        """
        some = several(held, Bundle, "proofs that hold the words")
        if checkpoint is not None:
            check_type(checkpoint, Checkpoint, "what a certificate leads to")
        return certify(self._store, self._prover, self._prover.position(entry), checkpoint, some)

    def redaction(self, *targets: Any) -> Plan:
        """What redacting these would erase, what it would leave, and what it would do to answers. Nothing is changed.

        `targets`: entries, positions, ids, or reports and claims and whatever else has one. Raises LookupError,
        InvalidValue.
        """
        return look(self._store, targets)

    def holding(self, name: str) -> Holding:
        """Every entry that holds a name, in whatever text of it, and what else in the log's file does.

        For the redaction of a person: no cut applies. Raises InvalidValue for what holds no word.
        """
        return holding(self._store, name)

    def redact(self, *targets: Any, reason: str, by: str = "user:log", dry_run: bool = False) -> Plan:
        """Erase the bodies of these entries, and of all that names them, for good; proofs and checkpoints still hold.

        Look at `redaction` first. The `reason` and `by` are recorded for ever. What was redacted before is not redacted
        again, but the files are cleaned again. `dry_run` is `redaction`. Raises LookupError for what is not in the log,
        InvalidValue for a redaction of a redaction and for a reason that repeats the words, StoreError.
        """
        check_type(dry_run, bool, "whether a redaction is only looked at")
        return self.redaction(*targets) if dry_run else redact(self._store, self._clock, targets, reason=reason, by=by)

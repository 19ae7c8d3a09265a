"""Every error this library raises, in one tree.

Each is also the builtin that a caller would think of catching, and carries its data as attributes, so that nobody
has to read a message with a regular expression. A message says what is wrong, which thing it is, and what to do.

    EventLogError
    ├── InvalidValue (ValueError)          a value that no log may hold
    │   ├── InvalidTime                    a date, clock time, period or zone: .text, .at
    │   ├── InvalidAnnotation              an annotation file: .file, .line, .field
    │   ├── InvalidImport                  a file of another program: .file, .line, .field
    │   └── InvalidProposals               proposals that were refused: .refusals
    ├── StruckBefore (ValueError)          a reading that we struck comes again: .claim, .judgements
    ├── UnknownReference (LookupError)     something names an entry that the log does not hold: .reference
    ├── UnknownQuestion (LookupError)      a question or topic that the whole log does not know: .question, .near
    ├── UnknownKind (LookupError)          an event kind or version that nobody registered: .kind, .version
    ├── Conflict (RuntimeError)            an expectation failed, nothing was recorded: .position
    │   └── IdempotencyConflict            the same id with other content: .id, .position
    ├── ClockSkew (RuntimeError)           the wall clock is too far from the log's last entry: .now, .last
    ├── LogClosed (RuntimeError)           use after close
    ├── CorruptEntry (ValueError)          a stored entry that can't be read: .position
    ├── ProofError (ValueError)            a proof that does not hold, or that can't be made: .reason
    ├── MissingExtra (ImportError)         an optional part is not installed: .extra, .module
    └── StoreError (OSError)               the disk or the server said no
        ├── NotALog                        another program's file
        ├── NewerFormat                    a log of a later version
        ├── StorageFull                    no room left
        ├── AlreadyThere (FileExistsError) a file stands where another was to be written
        ├── ReadOnly (PermissionError)     a log opened, or a file kept, for reading only
        ├── Busy (TimeoutError)            another writer held the log for too long
        └── OutcomeUnknown                 the connection was lost during COMMIT

Doors raise these; the past is reported as `Problem` values beside an answer and never raised. Where an answer has no
place for a `Problem` (a table of words, a file of another's format), `Unread` is warned, once for the answer. What was
read out of a file and should be looked at is warned of, too: `PlacedByWords`, `Unlabelled`, `DoubtfulPage`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final


def shown(value: object) -> str:
    """A value as it may stand in an error message: short, and free of control characters.

    Anything may be handed to a door, also what can't be shown: a number of thousands of digits, rows within rows
    without end, something whose own `repr` raises. A message is then about its type; it never hides itself behind
    another error.
    """
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001 - it runs code of the value's own class
        return f"a value of type {type(value).__name__} that can't be shown"
    if not text.isprintable():
        text = "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text[:80])
    return text if len(text) <= 80 else text[:77] + "..."


def no_function(value: object, *, yields: bool = False) -> str | None:
    """What is given where a function is wanted, in words, if a call of it is no answer; None for a function.

    A call of an async function is something to be awaited, and nobody here awaits it; one of a generator function is
    something to be gone through, which some doors (`yields`) do.
    """
    if not callable(value):
        return shown(value)
    import inspect  # takes longer to load than the rest of this file

    ways = (value, type(value).__call__)  # what has a __call__ is a function, too
    awaited = any(inspect.iscoroutinefunction(one) or inspect.isasyncgenfunction(one) for one in ways)
    if not awaited and (yields or not any(map(inspect.isgeneratorfunction, ways))):
        return None
    return f"the {'async' if awaited else 'generator'} function {getattr(value, '__name__', type(value).__name__)}"


class EventLogError(Exception):
    """The root of all errors of this library. Each comes out of another process as it was raised there."""

    def __reduce__(self) -> tuple[object, ...]:
        """Made again from what it says and carries, for what it was made of is not kept."""
        return (_again, (type(self), self.args), self.__dict__)


def _again(kind: type[EventLogError], args: tuple[object, ...]) -> EventLogError:
    error = kind.__new__(kind, *args)
    builtin = next(one for one in kind.__mro__ if one in (OSError, Exception))
    builtin.__init__(error, *args)
    return error


class InvalidValue(EventLogError, ValueError):
    """A value that no log may hold. The log is as it was."""


class InvalidTime(InvalidValue):
    """A time that can't be read: `text` as given, `at` the offset (code points, from 0) where the fault lies; or the
    name of no `zone`.
    """

    def __init__(self, text: str, reason: str, at: int = 0, *, zone: bool = False) -> None:
        self.text = text
        self.reason = reason
        self.at = at
        beginning = text if len(text) <= 80 else text[:77] + "..."
        what = "is no time zone" if zone else f"is not a time that can be read, at character {at + 1}"
        super().__init__(f"{beginning!r} {what}: {reason}")


class StruckBefore(EventLogError, ValueError):
    """A claim says again what an annulment in force struck: `claim` is its id, `judgements` their positions, sorted."""

    def __init__(self, claim: str, judgements: tuple[int, ...]) -> None:
        self.claim = claim
        self.judgements = judgements
        where = ", ".join(map(str, judgements))
        super().__init__(
            f"{claim} says again what the judgement at position {where} struck as a misreading: leave it out, annul "
            f"that judgement, or record it with despite={judgements[-1]}"
        )


class InvalidAnnotation(InvalidValue):
    """A fault in an annotation file: `file`, `line` (from 1, None where unknown) and `field` say where."""

    def __init__(self, file: str, line: int | None, field: str, reason: str) -> None:
        self.file = file
        self.line = line
        self.field = field
        self.reason = reason
        where = f"{file}, line {line}" if line is not None else file
        super().__init__(f"{where}, {field}: {reason}" if field else f"{where}: {reason}")


class InvalidImport(InvalidValue):
    """A fault in a file that is being imported: `file`, `line` (from 1) and `field` say where. Nothing was taken.

    `faults` are all that were found, where a file is read to its end, this one first.
    """

    faults: tuple[InvalidImport, ...] = ()

    @classmethod
    def of_all(cls, faults: Sequence[InvalidImport]) -> InvalidImport:
        """The first of them, which names the others."""
        first = faults[0]
        left = len(faults) - 1
        more = f" (and {left} more fault{'s' if left > 1 else ''})" if left else ""
        error = cls(first.file, first.line, first.field, f"{first.reason}{more}")
        error.faults = tuple(faults)
        return error

    def __init__(self, file: str, line: int | None, field: str, reason: str) -> None:
        self.file = file
        self.line = line
        self.field = field
        self.reason = reason
        where = f"{file}, line {line}" if line is not None else file
        super().__init__(f"{where}, {field}: {reason}" if field else f"{where}: {reason}")


class InvalidProposals(InvalidValue):
    """Proposals that were refused, so that none came in: `refusals`, each with item, field, reason and remedy."""

    def __init__(self, refusals: tuple[Any, ...]) -> None:
        self.refusals = refusals
        more = f" (and {len(refusals) - 1} more)" if len(refusals) > 1 else ""
        super().__init__(f"{refusals[0]}{more}")


class UnknownReference(EventLogError, LookupError):
    """Something names an entry that the log does not hold."""

    def __init__(self, reference: str, by: str, do: str = "record it first, or with it") -> None:
        self.reference = reference
        self.by = by
        super().__init__(f"{by} names {reference!r}, which this log does not hold: {do}")


class UnknownQuestion(EventLogError, LookupError):
    """A question or topic that the whole log does not know: `question`, and `near`, the name most like it, or empty."""

    def __init__(self, question: str, near: str = "") -> None:
        self.question = question
        self.near = near
        super().__init__(f"no such question: {question}{f'; near: {near}' if near else ''}")


class UnknownKind(EventLogError, LookupError):
    """An event kind or version that nobody registered."""

    def __init__(self, kind: str, version: int | None = None) -> None:
        self.kind = kind
        self.version = version
        what = kind if version is None else f"{kind} version {version}"
        super().__init__(f"no event class is registered as {what!r}: register it with eventlog.register before use")


class Conflict(EventLogError, RuntimeError):
    """A conditional `record` found something newer. Nothing was recorded; read up to `position` and decide again."""

    def __init__(self, about: str, after: int, position: int) -> None:
        self.about = about
        self.after = after
        self.position = position
        super().__init__(
            f"something about {about!r} was recorded at position {position}, after position {after}: "
            "nothing was recorded now; read it and try again"
        )


class IdempotencyConflict(Conflict):
    """The id is in the log already, with other content, or in an entry that can't be read; or it comes twice in what
    was given, with other content. Nothing was recorded.
    """

    def __init__(self, id: str, position: int, *, unread: bool = False, twice: bool = False) -> None:
        text = "with other content: an entry is never changed; record an Amended or an Annulled event that says what "
        text += "was wrong"
        if unread:
            text = (
                "and can't be read, so nobody can say whether it is the same: the entry's event says why (its reason)"
            )
        where = f"is in the log already, at position {position}, {text}"
        if twice:
            where = "comes twice in what was given, with other content: give each an id of its own"
        EventLogError.__init__(self, f"{id} {where}")
        self.id = id
        self.position = position


class ClockSkew(EventLogError, RuntimeError):
    """The clock handed to the log can't be right: `now` is what it says, `last` when the last entry was recorded."""

    def __init__(self, now: str, last: str | None, reason: str) -> None:
        self.now = now
        self.last = last
        super().__init__(
            f"the clock says {now}, {reason}: nothing was recorded; set the clock right, or, if it is and the log is "
            "to go on all the same, open it with clock=, a function that says a moment after the last entry"
        )


class LogClosed(EventLogError, RuntimeError):
    """The log, or the log that this knowledge reads from, has been closed."""

    def __init__(self) -> None:
        super().__init__("this log is closed: open it again to read from it")


class CorruptEntry(EventLogError, ValueError):
    """A stored entry that can't be read: `position` and `reason` say which, and why."""

    def __init__(self, position: int, reason: str) -> None:
        self.position = position
        self.reason = reason
        super().__init__(f"entry {position} can't be read: {reason}; run verify to see how far the log is sound")


class ProofError(EventLogError, ValueError):
    """A proof that does not hold, or that can't be made. `reason` says which step failed."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"not proved: {reason}")


class MissingExtra(EventLogError, ImportError):
    """An optional part of this library is not installed: `extra` is its name, `module` what could not be imported."""

    def __init__(self, extra: str, module: str, what: str) -> None:
        self.extra = extra
        self.module = module
        super().__init__(f"{what} need {module}, which is not installed: in a clone, pip install '.[{extra}]'")


class Unread(UserWarning):
    """Entries that may bear on an answer can't be read, and the answer has no place to say so: `positions`, sorted."""

    def __init__(self, positions: tuple[int, ...], sentence: str) -> None:
        self.positions = positions
        super().__init__(sentence)

    def __reduce__(self) -> tuple[object, ...]:
        """Made again from both of its parts."""
        return (Unread, (self.positions, str(self)))


_NUMBERED: Final = 10


def _numbered(marks: tuple[int, ...]) -> str:
    """Which marks: the first ten by their numbers."""
    told = ", ".join(map(str, marks[:_NUMBERED])) + (", ..." if len(marks) > _NUMBERED else "")
    return f"mark {told}" if len(marks) == 1 else f"{len(marks)} marks ({told})"


class PlacedByWords(UserWarning):
    """Marks were made at other positions than their words have in this text: they were taken by their words, each of
    which stands there in one place. `marks`: their numbers in the file, from 1.
    """

    def __init__(self, marks: tuple[int, ...]) -> None:
        self.marks = marks
        told = "its words, which stand" if len(marks) == 1 else "their words, each of which stands"
        super().__init__(f"{_numbered(marks)} gave positions of another text: taken by {told} here in one place")

    def __reduce__(self) -> tuple[object, ...]:
        """Made again from its part."""
        return (PlacedByWords, (self.marks,))


class Unlabelled(UserWarning):
    """Marks have no label, which would say what they mean, and were passed over. `marks`: their numbers in the file,
    from 1.
    """

    def __init__(self, marks: tuple[int, ...]) -> None:
        self.marks = marks
        has, is_ = ("has", "is") if len(marks) == 1 else ("have", "are")
        super().__init__(f"{_numbered(marks)} {has} no label that says what is meant, and {is_} passed over")

    def __reduce__(self) -> tuple[object, ...]:
        """Made again from its part."""
        return (Unlabelled, (self.marks,))


class DoubtfulPage(UserWarning):
    """What a page gave should be looked at by a person: letters in an encoding that nothing named, words that are
    struck out there, a text that may be a part. `doubts`: a sentence for each.
    """

    def __init__(self, page: str, doubts: tuple[str, ...]) -> None:
        self.page, self.doubts = page, doubts
        super().__init__(f"{page}: {'; '.join(doubts)}")

    def __reduce__(self) -> tuple[object, ...]:
        """Made again from both of its parts."""
        return (DoubtfulPage, (self.page, self.doubts))


class StoreError(EventLogError, OSError):
    """The disk or the server said no. The log is as it was."""


class NotALog(StoreError):
    """The file belongs to another program. It was not touched."""


class NewerFormat(StoreError):
    """The log was written by a later version of this library. It was not touched."""


class AlreadyThere(StoreError, FileExistsError):
    """A file stands where another was to be written. It was not touched."""


class StorageFull(StoreError):
    """There is no room left. Nothing was recorded."""


class ReadOnly(StoreError, PermissionError):
    """The log can only be read."""


class Busy(StoreError, TimeoutError):
    """Another writer held the log for longer than the caller wanted to wait."""


class OutcomeUnknown(StoreError):
    """The connection was lost while the batch was being committed: it may or may not be in the log."""

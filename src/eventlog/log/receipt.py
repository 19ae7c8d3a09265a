"""What `record` gives back: where things stand, and what a person may want to look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, Self

import attrs
import pendulum

from eventlog import times
from eventlog.claims import AnswerType, Claim, Question, QuestionKind
from eventlog.events import ChangeOfMind, ClaimRecorded, Corrected, Event, ReportRecorded, Retracted
from eventlog.reports import Report
from eventlog.reports.out import said_after

__all__ = ["Note", "Receipt", "late", "minded", "orphaned", "untyped"]

_LOOKED_AT: Final = 100
"""How many words on a question, the last ones, a new definition of it is held against."""


def late(
    claims: Iterable[tuple[int, Claim]], report_of: Callable[[str], Report | None], zone: str
) -> Iterator[tuple[int, str]]:
    """Which of these words (with their positions) were certainly said after their reports were out, and what is told of
    that: nobody can say what was published before, so one of the two dates is a slip.
    """
    known: dict[str, tuple[times.Bounds, str] | None] = {}
    for position, claim in claims:
        stated = [one for one in (claim.said, *(step.said for step in claim.chain)) if one is not None]
        if not stated:
            continue
        if claim.report not in known:
            report = report_of(str(claim.report))
            place = zone if report is None else report.zone or zone
            known[str(claim.report)] = None if report is None else (report.out_or_unknown(place), place)
        if (told := known[claim.report]) and (said := next((one for one in stated if said_after(one, *told)), None)):
            yield position, f"it was said {said}, after its report was out: is that date right, or the report's?"


def orphaned(
    asked: Iterable[tuple[int, Question]],
    words: Callable[[str], Iterable[tuple[int, Event]]],
    struck: Callable[[str], int | None],
) -> Iterator[tuple[int, str]]:
    """Which of these definitions (with their positions) make an answer of before none, and what is told of that:
    another type of answer may be meant, and it looks the same where two people define one question by themselves.

    `words`: what was said under a key, the last first; `struck`: whether what has this id was.
    """
    for position, question in asked:
        for at, event in islice(words(f"q:{question.id}"), _LOOKED_AT):
            if isinstance(event, ClaimRecorded) and not question.takes(event.claim.value) and not struck(event.id):
                given = AnswerType.of(event.claim.value)
                was = "" if given is None else f" ({given.noun})"
                how = "nothing" if question.kind is QuestionKind.TOPIC else question.answer.noun
                lost = f"what entry {at} says{was} is no answer to it any more"
                yield position, f"{question.id} is answered by {how} from here on, and {lost}: is it meant?"
                break


def untyped(
    claims: Iterable[tuple[int, Claim]], defined: Mapping[str, Sequence[Question]]
) -> Iterator[tuple[int, str]]:
    """The first of these words (with their positions) on each question that was never defined, and so asks for yes or
    no, where it says something else: it is in no answer of that type until the question is defined.
    """
    told = set()
    for position, claim in claims:
        asked = claim.question
        if asked not in told and not defined.get(asked) and not AnswerType.TRUTH.takes(claim.value):
            told.add(asked)
            yield (
                position,
                f"{asked} was never defined, so it asks for yes or no, and this answers otherwise: define it",
            )


def minded(
    event: ChangeOfMind, entry_of: Callable[[str], tuple[int, Event | None]], report_of: Callable[[str], Report | None]
) -> Iterator[tuple[int, str]]:
    """What is odd about a change of mind, each with the position that it is held against: it is by an outsider, or what
    takes the place answers another question, or is not told by who changes it.

    Any of them may be meant, and a slip in an id looks the same.
    """
    at, word = entry_of(str(event.target))
    claim = word.claim if isinstance(word, ClaimRecorded) else None
    report = word.report if isinstance(word, ReportRecorded) else None if claim is None else report_of(claim.report)
    if report is not None and event.by not in _voices(report, claim):
        yield at, _outside(event, of_claim=claim is not None)
    beside, other = entry_of(str(with_)) if (with_ := getattr(event, "with_", None)) else (0, None)
    if claim is None or not isinstance(other, ClaimRecorded):
        return
    if other.claim.question != claim.question:
        answers = f"answers {other.claim.question}, and what is replaced answers {claim.question}"
        yield beside, f"what takes the place {answers}: is it meant?"
    elif event.by not in _voices(report_of(other.claim.report), other.claim):
        yield beside, f"{event.by} does not say what takes the place of its word: is it meant?"


def _voices(report: Report | None, claim: Claim | None) -> set[str]:
    publisher = () if report is None else (report.publisher,)
    return {*publisher, *(step.agent for step in (() if claim is None else claim.chain))}


def _outside(event: ChangeOfMind, *, of_claim: bool) -> str:
    """What a change of mind amounts to by an agent whose word it is not; see rule 3 of standing@2."""
    if of_claim:
        who = f"{event.by} neither said nor carried this: unless it is one of those who did by another name"
        does = "it is its word against it, and takes nothing back" if type(event) is Retracted else "it does nothing"
    else:
        who = f"{event.by} did not publish this: unless it is the publisher by another name"
        does = "it does nothing" if type(event) is Corrected else "it takes away no more than it said or carried there"
        does += ", and is its word against the rest" if type(event) is Retracted else ""
    return f"{who}, {does}: is it meant?"


@attrs.frozen
class Note:
    """Something about the entry at `position` that only a person can judge; `beside` is the entry it is held against.

    Nothing was refused, and nothing has to be done. `text` is one sentence.
    """

    position: int
    beside: int
    text: str

    def __str__(self) -> str:
        return f"entry {self.position}: {self.text}"


class Receipt(tuple[int, ...]):  # noqa: SLOT001 - a tuple of any length can have no slots
    """The positions of what was given, in that order; of what was in the log already, the position that it
    has.

    `new` are the positions that this call added, in order; `recorded` their moment in microseconds, None if
    none was new. `notes` say where a report is like an earlier one and may be the same, what was told otherwise of one
    that the log holds, which keeps what was told first, what is there but was struck, or rejected, where a word is
    replaced by one of another question, or of another source, where one was said after its report was out, and which
    question is answered with no truth and was never defined.
    """

    new: tuple[int, ...]
    recorded: int | None
    notes: tuple[Note, ...]

    def __new__(
        cls,
        positions: Iterable[int],
        new: tuple[int, ...] = (),
        recorded: int | None = None,
        notes: Iterable[Note] = (),
    ) -> Self:
        """Make a receipt."""
        receipt = super().__new__(cls, positions)
        receipt.new = new
        receipt.recorded = recorded
        receipt.notes = tuple(notes)
        return receipt

    @property
    def recorded_at(self) -> pendulum.DateTime | None:
        """When the new entries were recorded, in UTC."""
        return None if self.recorded is None else times.to_datetime(self.recorded)

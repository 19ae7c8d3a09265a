"""What a batch must satisfy to come in.

All checks are made at this door, against the log as it stands while nobody else can write, and before
anything is written: the past can be reported on, but never mended. A batch comes in whole or not at all. What
is in the log already comes in as the position that it has, so that a caller who is not sure whether a batch
arrived can simply send it again.

What has an id from its content and comes again with another body is refused, and never passed over, with one
exception: a report is what makes it one (see reports.report), and all else that is told of it again otherwise changes
nothing. The receipt says so, as it says where a new report is so like an earlier one that it may be the same.

Events may name each other in any order within one batch. A judgement or definition is given the position of
the last word on its matter to reply to; where that last word says the same, nothing is added.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import Any

import attrs

from eventlog.claims import AnswerType, Claim, Question, QuestionKind, Ref, digest_of
from eventlog.codec import LARGEST_BODY, Encoders, Kind, Reading, id_of, kind_of, same_content
from eventlog.codec.checks import check_circles, check_keys, no_reply
from eventlog.errors import IdempotencyConflict, InvalidValue, UnknownReference
from eventlog.events import (
    Amended,
    Annulled,
    ChangeOfMind,
    ClaimRecorded,
    Event,
    Judgement,
    KeyRotated,
    LogBegun,
    QuestionDefined,
    Redacted,
    ReportRecorded,
    Reviewed,
    UnknownEvent,
)
from eventlog.events.dependencies import effects, matter, references, subject
from eventlog.log.asking import Asked
from eventlog.log.receipt import Note, late, minded, orphaned, untyped
from eventlog.log.reviewing import check_review, held_back
from eventlog.reports import Report
from eventlog.reports.alike import kept, likeness
from eventlog.stores import NewEntry, Writing

__all__ = ["Batch", "Recent"]

_KEPT = 64

_HOLDS: dict[type[Event | None], str] = {
    KeyRotated: "a change of the key can't be struck, for it would stand all the same: change it again",
    LogBegun: "the beginning of a log can't be struck, for its zone would stay: begin another log in another zone",
    Redacted: "a redaction can't be struck, for what it erased is gone: record it anew, if it may be kept",
}
"""What holds whatever is said of it, and what to do instead."""


@attrs.define
class Recent:
    """The reports that the last batches were read in, so that claims that come one by one do not load theirs each time;
    and what decodes and encodes them: to make either takes longer than to use it once.

    `erased` is how many bodies had been erased by then: when there are more, all reports are let go.
    """

    reading: Reading
    erased: int = 0
    reports: dict[str, Report | None] = attrs.field(factory=dict)
    encoders: Encoders = attrs.field(factory=Encoders)

    def fresh(self, erased: int) -> dict[str, Report | None]:
        """What is known while this number of bodies is erased."""
        if erased != self.erased or len(self.reports) > _KEPT:
            self.erased, self.reports = erased, {}
        return self.reports


class Batch:
    """One batch on its way in, checked against the log under its write lock."""

    def __init__(self, writing: Writing, recent: Recent | None = None) -> None:
        self._writing = writing
        recent = recent or Recent(Reading(writing.id_at))
        self._recent = recent.fresh(writing.head.erased)
        self._encoders = recent.encoders
        self._reading = recent.reading
        self._found: dict[str, int | None] = {}
        self._reports: dict[str, Report | None] = {}
        self._matters: dict[str, list[tuple[int, Event]]] = {}
        self._events: dict[str, Event] = {}
        self._alike: dict[str, int] = {}
        self._questions: dict[str, list[Question]] = {}
        self._silent: AbstractSet[str] = frozenset()
        self.notes: list[Note] = []
        self.new: list[tuple[str, Event, Kind, tuple[Ref, ...]]] = []
        self.fixed = False
        """Whether what is new says by itself at which positions it stands."""

    @cached_property
    def _reviewed(self) -> bool:
        """Whether the log holds any review."""
        return next(iter(self._writing.newest_about("v:")), None) is not None

    @cached_property
    def _annulled(self) -> bool:
        """Whether the log holds any annulment."""
        return next(iter(self._writing.newest_about("x:")), None) is not None

    def take(self, asked: Asked) -> list[int]:
        """Give each event its position. Raises IdempotencyConflict, or InvalidValue for a reply to another matter."""
        self._found = dict(asked.ids)  # positions come in where there are any
        self._found.update(self._writing.find_all(list(asked.ids)))  # asked once for all of them
        if len(asked.keys) > 1:  # most questions are defined nowhere, and most reports like no other
            self._silent = asked.keys.keys() - self._writing.known(list(asked.keys))
        positions = [self._place(*one) for one in asked.given]
        self.fixed = bool(self.notes) or any(
            isinstance(event, Judgement) and (event.reply_to or 0) > self._writing.head.size
            for _, event, _, _ in self.new
        )
        return positions

    def rows(self) -> list[NewEntry]:
        """What is to be stored of the new events, after `take`. Raises UnknownReference and InvalidValue."""
        keys, after = [self._keys(*one) for one in self.new], self._writing.head.size if self._writing.beside else None
        check_circles(self.new)
        bodies = self._encoders.encode_all([(event, kind) for _, event, kind, _ in self.new], self._named, after)
        for (id, _, _, _), (body, _) in zip(self.new, bodies, strict=True):
            if len(body) > LARGEST_BODY:
                raise InvalidValue(
                    f"{id} takes {len(body)} bytes, more than the {LARGEST_BODY} of the largest entry: leave its text "
                    "out, for a digest tells it as well"
                )
        return [
            NewEntry(kind.stored, body, id, found, holes)
            for (id, _, kind, _), (body, holes), found in zip(self.new, bodies, keys, strict=True)
        ]

    def odd(self, zone: str) -> list[tuple[int, str]]:
        """What is told of new words and definitions, after `rows`, with their positions."""
        new = [(self._found[id] or 0, one) for id, one, _, _ in self.new]
        words = [(at, one.claim) for at, one in new if isinstance(one, ClaimRecorded)]
        asked = ((at, one.question) for at, one in new if isinstance(one, QuestionDefined))
        told = [*late(words, self._report, zone), *untyped(words, self._questions)]
        return [*told, *orphaned(asked, self._words, self._struck)]

    def _place(self, event: Event, kind: Kind, id: str | None, named: tuple[Ref, ...]) -> int:
        key = None
        if id is None:
            key = matter(event)
            if key is not None and isinstance(event, Judgement):
                event, standing = self._reply(event, key)
                if standing is not None:
                    return standing
            id = id_of(event)
        if (position := self._position(id)) is not None:
            held = self._events[id] if id in self._events else self._stored(position)
            if not same_content(event, held):
                raise IdempotencyConflict(id, position, unread=isinstance(held, UnknownEvent), twice=id in self._events)
            self._keep_text(id, event)
            if isinstance(event, ReportRecorded) and isinstance(held, ReportRecorded):
                self._told_again(position, event.report, held.report)
            elif self._reviewed and (state := held_back(word for _, word in self._words(f"on:{id}"))):
                text = f"this was {state} and is in no answer until it is accepted"
                self.notes.append(Note(position, position, text))
            if self._annulled and position <= self._writing.head.size and (strike := self._struck(id)) is not None:
                text = f"this was struck by entry {strike}, and is in no answer until that is struck in turn"
                self.notes.append(Note(position, strike, text))
            return position
        self.new.append((id, event, kind, named))
        position = self._found[id] = self._writing.head.size + len(self.new)
        self._events[id] = event
        if key is not None:
            self._matters.setdefault(key, []).append((position, event))
        if isinstance(event, ReportRecorded):
            self._compare(position, event)
            self._keep_text(id, event)
        if isinstance(event, ChangeOfMind):
            self.notes += [Note(position, *one) for one in minded(event, self._entry_of, self._report)]
        return position

    def _entry_of(self, id: str) -> tuple[int, Event | None]:
        at = self._position(id) or 0
        return at, self._at(at) if at else None

    def _compare(self, position: int, event: ReportRecorded) -> None:
        """Note of which earlier report of its publisher a new one has the text, or else the address."""
        said = False
        for key in event.effects:
            before = self._alike.get(key) or next(self._newest(key), None)
            self._alike[key] = position
            earlier = None if before is None or said else self._at(before)
            if before is not None and isinstance(earlier, ReportRecorded):
                text = likeness(event.report, earlier.report, before)
                said = True
                self.notes += [] if text is None else [Note(position, before, text)]

    def _told_again(self, position: int, given: Report, held: Report) -> None:
        """Note what was told otherwise of a report, which keeps what was told first, and take in a text that it lacks.

        No entry is ever changed, so the text comes in as an amendment of ours.
        """
        if otherwise := kept(given, held):
            text = f"this report is there already, and keeps what was told first of its {', '.join(otherwise)}"
            self.notes.append(Note(position, position, text))
        if given.text is None or held.text is not None:
            return
        word = Amended(report=Ref(given.id), field="text", value=given.text, reason="only its digest was held")
        if any(isinstance(one, Amended) and one.field == "text" for _, one in self._words(f"on:{given.id}")):
            return  # it was taken in before, and struck since
        size = len(self.new)
        at = self._place(word, kind_of(word), None, references(word))
        if len(self.new) > size:
            text = f"its text, of which only the digest was held, was taken in as entry {at}"
            self.notes.append(Note(position, at, text))

    def _at(self, position: int) -> Event | None:
        """The event at a position, of the log or of this batch."""
        ahead = position - self._writing.head.size
        return self.new[ahead - 1][1] if ahead > 0 else self._stored(position)

    def _reply(self, event: Judgement, key: str) -> tuple[Judgement, int | None]:
        """A judgement with what it replies to; and the position of the last word, where that says the same."""
        if event.reply_to is not None:
            self._check_reply(event)
            return event, None
        about = subject(event)
        last = next(((at, one) for at, one in self._judgements(key) if subject(one) == about), None)
        if last is None:
            return event, None
        position, word = last
        if attrs.evolve(event, reply_to=word.reply_to) == word and not self._struck(word.id):
            return event, position
        return attrs.evolve(event, reply_to=position), None

    def _judgements(self, key: str) -> Iterator[tuple[int, Judgement]]:
        """The judgements and definitions under this key, the last first."""
        return ((at, word) for at, word in self._words(key) if isinstance(word, Judgement))

    def _words(self, key: str) -> Iterator[tuple[int, Event]]:
        """What was said under this key, the last first: in this batch, then in the log."""
        yield from reversed(self._matters.get(key, []))
        for position in self._newest(key):
            event = self._stored(position)
            if event is not None and not isinstance(event, UnknownEvent):
                yield position, event

    def _newest(self, key: str) -> Iterator[int]:
        """The positions of the log under this key, the last first."""
        return iter(()) if key in self._silent else iter(self._writing.newest_about(key))

    def _check_reply(self, event: Judgement) -> None:
        reply_to = event.reply_to or 0
        if reply_to < 1:
            raise InvalidValue(
                f"an event replies to {event.reply_to}, which is no position: leave reply_to out, the log fills it in"
            )
        held = [word for words in self._matters.values() for at, word in words if at == reply_to]
        if reply_to <= self._writing.head.size:
            stored = self._stored(reply_to)
            held = [] if stored is None else [stored]
        if not held or subject(event) is None or subject(held[0]) != subject(event):
            raise no_reply(event)

    def _stored(self, position: int) -> Event | None:
        stored = self._writing.entry(position)
        return None if stored.body is None else self._reading.decode(stored.kind, stored.body)

    def _position(self, id: str) -> int | None:
        """Where an id stands in the log or will stand in it; looked up once a batch."""
        if id not in self._found:
            self._found[id] = self._writing.find(id)
        return self._found[id]

    def _named(self, id: str) -> int | None:
        if (position := self._found.get(id)) is not None:
            return position
        if id.startswith("redacted:"):
            raise UnknownReference(id, "an event")
        return self._position(id)

    def _keys(self, id: str, event: Event, kind: Kind, named: tuple[Ref, ...]) -> tuple[str, ...]:
        """Under which keys an event is found, when all that it rests on has been checked."""
        for reference in named:
            if type(reference) is not Ref or reference == id or self._found.get(reference) is None:
                self._check_reference(reference, id, kind.name)
        if type(event) is ClaimRecorded:
            self._check_answer(event.claim)
            self._check_spans(event.claim)
            return effects(event)
        if type(event) is Reviewed:
            words = (word for _, word in self._words(f"on:{event.target}"))
            check_review(event, words, new=(self._named(event.target) or 0) > self._writing.head.size)
        if type(event) is Annulled:
            held = _HOLDS.get(type(self._at(self._named(event.target) or 0)))
            if held is not None:
                raise InvalidValue(held)
        if type(event) is Amended and event.field == "text":
            self._check_text(event)
        keys = tuple(dict.fromkeys(effects(event)))
        if not kind.ours:
            check_keys(keys, kind.name)
        return keys

    def _check_reference(self, reference: Any, id: str, name: str) -> None:
        if not isinstance(reference, Ref):
            raise InvalidValue(
                f"the references of a {name} are Refs: make the field a Ref, so that it is kept as a position"
            )
        if reference == id:
            raise InvalidValue(f"a {name} names itself, {id}: it can only name other entries")
        if self._named(str(reference)) is None:
            raise UnknownReference(str(reference), f"a {name}")

    def _keep_text(self, id: str, event: Event) -> None:
        """A text at hand in this batch serves to check spans, also where the log holds the report without it."""
        if isinstance(event, ReportRecorded) and event.report.text is not None:
            self._reports[id] = event.report

    def _check_answer(self, claim: Claim) -> None:
        """Refuse a value that no definition of its question takes, neither the one in force nor one of this batch."""
        asked = self._questions.get(claim.question)
        if asked is None:
            key = f"dq:{claim.question}"
            nowhere = key in self._silent and key not in self._matters
            asked = self._questions[claim.question] = [] if nowhere else list(self._defined(key))
        if asked and all(
            one.kind is QuestionKind.TOPIC or one.answer is not AnswerType.of(claim.value) for one in asked
        ):
            asked[0].check(claim.value)

    def _defined(self, key: str) -> Iterator[Question]:
        """The definitions of a question that a claim of this batch may answer, the last one first."""
        for position, word in self._words(key):
            if isinstance(word, QuestionDefined) and not self._struck(word.id):
                yield word.question
                if position <= self._writing.head.size:
                    return

    def _struck(self, id: str) -> int | None:
        """Where the last annulment about what has this id stands that was not annulled itself."""
        about: list[tuple[int, Annulled]] = []
        waiting = [id]
        for one in waiting:
            words = [(at, word) for at, word in self._words(f"on:{one}") if isinstance(word, Annulled)]
            about += words
            waiting += [word.id for _, word in words]
        struck: dict[str, int] = {}
        for at, word in sorted(about, key=lambda word: word[0], reverse=True):  # what annuls comes after what it annuls
            if word.id not in struck:
                struck.setdefault(str(word.target), at)
        return struck.get(id)

    def _check_text(self, event: Amended) -> None:
        """Refuse a text that is not the one whose digest the report holds."""
        report = self._report(str(event.report))
        if report is not None and report.digest != digest_of(event.value):
            raise InvalidValue(
                f"the text does not fit the digest of {report.title!r}: a report with another text is another report"
            )

    def _check_spans(self, claim: Claim) -> None:
        if not claim.evidence and not claim.fragments and all(step.cue is None for step in claim.chain):
            return
        id = claim.report
        if id not in self._reports:
            self._reports[str(id)] = self._report(str(id))
        report = self._reports[id]
        if report is not None and report.text is not None:
            report.check(claim)

    def _report(self, id: str) -> Report | None:
        """A report of this batch, or of the log."""
        event = self._events.get(id)
        if event is not None:
            return event.report if isinstance(event, ReportRecorded) else None
        if id not in self._recent:
            position = self._position(id)
            event = None if position is None else self._stored(position)
            self._recent[id] = self._with_text(event.report) if isinstance(event, ReportRecorded) else None
        return self._recent[id]

    def _with_text(self, report: Report) -> Report:
        """A report with the text that was taken in after it."""
        if report.text is not None or report.digest is None:
            return report
        for _, word in self._words(f"on:{report.id}"):
            if isinstance(word, Amended) and word.field == "text" and digest_of(word.value) == report.digest:
                return attrs.evolve(report, text=word.value)
        return report

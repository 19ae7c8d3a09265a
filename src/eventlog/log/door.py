"""What a batch must satisfy to come in.

All checks are made at this door, against the log as it stands while nobody else can write, and before
anything is written: the past can be reported on, but never mended. A batch comes in whole or not at all. What
is in the log already comes in as the position that it has, so that whoever is not sure whether a batch
arrived can simply send it again.

Events may name each other in any order within one batch. A judgement or definition is given the position of
the last word on its matter to reply to; where that last word says the same, nothing is added.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Self

import attrs
import pendulum

from eventlog import times
from eventlog.claims import Claim, Ref, shown
from eventlog.codec import Encoder, Kind, Reading, id_of, kind_of, same_content
from eventlog.effects import effects, matter, references, same_matter
from eventlog.errors import IdempotencyConflict, InvalidValue, UnknownKind, UnknownReference
from eventlog.events import ClaimRecorded, Event, Redacted, ReportRecorded, UnknownEvent, wrap
from eventlog.reports import Report
from eventlog.stores import NewEntry, Writing

__all__ = ["Batch", "Receipt", "Recent", "events_of"]

_LONGEST_KEY = 300
_KEPT = 64


class Receipt(tuple[int, ...]):  # noqa: SLOT001 - a tuple of any length can have no slots
    """The positions of what was given, in that order; of what was in the log already, the position that it
    has.

    `new` are the positions that this call added, in order; `recorded` their moment in microseconds, None if
    none was new.
    """

    new: tuple[int, ...]
    recorded: int | None

    def __new__(cls, positions: Iterable[int], new: tuple[int, ...] = (), recorded: int | None = None) -> Self:
        """Make a receipt."""
        receipt = super().__new__(cls, positions)
        receipt.new = new
        receipt.recorded = recorded
        return receipt

    @property
    def recorded_at(self) -> pendulum.DateTime | None:
        """When the new entries were recorded, in UTC."""
        return None if self.recorded is None else times.to_datetime(self.recorded)


def events_of(given: tuple[Any, ...]) -> tuple[Event, ...]:
    """What was given to `record`, each wrapped in its event. Raises InvalidValue or UnknownKind for what is
    none.
    """
    found = []
    for one in given:
        event = wrap(one)
        if isinstance(event, Redacted):
            raise InvalidValue(
                "a Redacted event is made by redacting, which erases what it names; it can't be recorded by itself"
            )
        try:
            kind_of(event)
        except UnknownKind:
            if attrs.has(type(event)) and not isinstance(event, UnknownEvent):
                raise
            raise InvalidValue(_no_event(one)) from None
        found.append(event)
    return tuple(found)


def _no_event(given: Any) -> str:
    if isinstance(given, (list, tuple, set, frozenset, Iterator)):
        return f"a {type(given).__name__} is not an event: unpack it, as in log.record(*events)"
    return f"{shown(given)} is not an event: pass reports, claims, links, assessments, agents, questions or events"


@attrs.define
class Recent:
    """The reports that the last batches were read in, so that claims that come one by one do not load theirs each time.

    `erased` is how many bodies had been erased by then: when there are more, everything is let go.
    """

    erased: int = 0
    reports: dict[str, Report | None] = attrs.field(factory=dict)

    def fresh(self, erased: int) -> dict[str, Report | None]:
        """What is known while so many bodies are erased."""
        if erased != self.erased or len(self.reports) > _KEPT:
            self.erased, self.reports = erased, {}
        return self.reports


class Batch:
    """One batch on its way in, checked against the log under its write lock."""

    def __init__(self, writing: Writing, recent: Recent | None = None) -> None:
        self._writing = writing
        self._recent = (recent or Recent()).fresh(writing.head.erased)
        self._reading = Reading(writing.id_at)
        self._found: dict[str, int | None] = {}
        self._reports: dict[str, Report | None] = {}
        self._matters: dict[str, list[tuple[int, Event]]] = {}
        self._events: dict[str, Event] = {}
        self.new: list[tuple[str, Event, Kind, tuple[Ref, ...]]] = []

    def take(self, events: Iterable[Event]) -> list[int]:
        """Give each event its position. Raises IdempotencyConflict, or InvalidValue for a reply to another
        matter.
        """
        given: list[tuple[Event, Kind, str | None, tuple[Ref, ...]]] = []
        names: dict[str, None] = {}
        for event in events:
            kind, id, named = kind_of(event), None, references(event)
            if kind.ours and matter(event) is None:  # the id of a judgement may still change with what it replies to
                id = event.id
                names[id] = None
                for reference in named:
                    names[reference] = None
            given.append((event, kind, id, named))
        self._found = names  # type: ignore[assignment]  # positions come in where there are any
        self._found.update(self._writing.find_all(list(map(str.__str__, names))))  # asked once for all of them
        return [self._place(*one) for one in given]

    def rows(self) -> list[NewEntry]:
        """What is to be stored of the new events. Raises UnknownReference and InvalidValue. Comes after
        `take`.
        """
        keys = [self._keys(*one) for one in self.new]
        bodies = Encoder(self._named).encode_all([(event, kind) for _, event, kind, _ in self.new])
        return [
            NewEntry(kind.stored, body, id, found)
            for (id, _, kind, _), body, found in zip(self.new, bodies, keys, strict=True)
        ]

    def _place(self, event: Event, kind: Kind, id: str | None, named: tuple[Ref, ...]) -> int:
        key = None
        if id is None:
            key = matter(event)
            if key is not None:
                event, standing = self._reply(event, key)
                if standing is not None:
                    return standing
            id = id_of(event)
        position = self._position(id)
        if position is not None:
            if not same_content(event, self._events[id] if id in self._events else self._stored(position)):
                raise IdempotencyConflict(id, position)
            self._keep_text(id, event)
            return position
        self.new.append((id, event, kind, named))
        position = self._found[id] = self._writing.head.size + len(self.new)
        self._events[id] = event
        if key is not None:
            self._matters.setdefault(key, []).append((position, event))
        self._keep_text(id, event)
        return position

    def _reply(self, event: Event, key: str) -> tuple[Event, int | None]:
        """A judgement with what it replies to; and the position of the last word, where that says the same."""
        if event.reply_to is not None:
            self._check_reply(event)
            return event, None
        last = next(((at, word) for at, word in self._words(key) if same_matter(event, word)), None)
        if last is None:
            return event, None
        position, word = last
        if attrs.evolve(event, reply_to=word.reply_to) == word:
            return event, position
        return attrs.evolve(event, reply_to=position), None

    def _words(self, key: str) -> Iterator[tuple[int, Event]]:
        """What was said under this key, the last first: in this batch, then in the log."""
        yield from reversed(self._matters.get(key, []))
        for position in self._writing.newest_about(key):
            event = self._stored(position)
            if event is not None and not isinstance(event, UnknownEvent):
                yield position, event

    def _check_reply(self, event: Event) -> None:
        if event.reply_to < 1:
            raise InvalidValue(
                f"an event replies to {event.reply_to}, which is no position: leave reply_to out, the log fills it in"
            )
        held = [word for words in self._matters.values() for at, word in words if at == event.reply_to]
        if event.reply_to <= self._writing.head.size:
            held = [self._stored(event.reply_to)]
        if not held or held[0] is None or not same_matter(event, held[0]):
            raise InvalidValue(
                f"a {kind_of(event).name} replies to position {event.reply_to}, where no word on the "
                "same matter stands: leave "
                "reply_to out, the log fills it in"
            )

    def _stored(self, position: int) -> Event:
        stored = self._writing.entry(position)
        return None if stored.body is None else self._reading.decode(stored.kind, stored.body)

    def _position(self, id: str) -> int | None:
        """Where an id stands in the log or will stand in it; looked up once a batch."""
        if id not in self._found:
            self._found[id] = self._writing.find(id)
        return self._found[id]

    def _named(self, id: str) -> int | None:
        position = self._found.get(id)
        if position is not None:
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
            self._check_spans(event.claim)
            return effects(event)
        keys = tuple(dict.fromkeys(effects(event)))
        if not kind.ours:
            _check_keys(keys, kind.name)
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
        """A text that is at hand in this batch serves to check spans, even where the log holds the report
        without it.
        """
        if isinstance(event, ReportRecorded) and event.report.text is not None:
            self._reports[id] = event.report

    def _check_spans(self, claim: Claim) -> None:
        if not claim.evidence and all(step.cue is None for step in claim.chain):
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
            self._recent[id] = event.report if isinstance(event, ReportRecorded) else None
        return self._recent[id]


def _check_keys(keys: tuple[Any, ...], name: str) -> None:
    for key in keys:
        if not isinstance(key, str) or not 0 < len(key) <= _LONGEST_KEY or not key.isprintable():
            raise InvalidValue(f"the effects of a {name} are keys, short printable text, and not {shown(key)}")

"""What an entry that was recorded elsewhere must satisfy to be taken in: what it would have had to satisfy here.

An export may be written by anybody, with every hash of it right, so hashes say nothing of whether a log would have
recorded it. Each event is made anew by its own class, which refuses what it refuses of everybody; the rules of the door
that look at other entries are asked of those that came before. What only the log of that day could know is left out:
whether a value or a span fitted a definition or a text that has been redacted or replaced since.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs

from eventlog.audit.erasures import judge_redactions
from eventlog.audit.rotations import Chain
from eventlog.clock import Clock
from eventlog.codec import Reading, id_of, kind_of
from eventlog.codec.checks import check_keys, no_reply
from eventlog.errors import InvalidValue, UnknownKind, shown
from eventlog.events import Corrected, Event, Judgement, LogBegun, Redacted, UnknownEvent
from eventlog.events.dependencies import effects, references, subject
from eventlog.stores import RestoredEntry, StoredEntry
from eventlog.stores.inspection import KEPT, ROTATED, TELLING

__all__ = ["Taking"]

_NEVER_ERASED = (*TELLING, *KEPT)
_ID_IN_QUOTES = tuple(f'"{kind}:'.encode() for kind in ("report", "claim", "link", "assessment", "event", "redacted"))


class Taking:
    """What is known of the entries that have been read so far."""

    def __init__(self, zone: str, clock: Clock, withheld: Sequence[int] = ()) -> None:
        self.zone = zone
        self._clock = clock
        self._withheld = withheld
        self._ids: dict[int, str] = {}
        self._places: dict[str, int] = {}
        self._batch: dict[int, StoredEntry] = {}
        self._missing: dict[int, None] = {}
        self._redactions: list[tuple[int, bytes]] = []
        self._chain = Chain()
        self._subjects: dict[int, tuple[Any, ...]] = {}
        self._before: int | None = None
        self._last = 0
        self._deriving: set[int] = set()
        self._wrong = ""
        self._reading = Reading(self._id_at)
        self._bare = Reading(lambda _: None)

    def batch(self, batch: list[StoredEntry]) -> list[RestoredEntry]:
        """The entries of one batch, with ids and keys. Raises InvalidValue, ClockSkew, UnknownKind."""
        first = batch[0]
        if self._before is not None and first.recorded <= self._before:
            raise InvalidValue(f"entry {first.position} was recorded before the one that stands before it")
        self._clock.check_taken(first.position, first.recorded)
        self._before = first.recorded
        self._batch, self._last = {one.position: one for one in batch}, batch[-1].position
        return [self._take(one) for one in batch]

    def rotated(self, batch: list[StoredEntry], root: bytes) -> None:
        """The keys that change in a batch, before which the root is this one. Raises InvalidValue, MissingExtra."""
        self._chain.rooted(batch[0].position - 1, root)
        for one in batch:
            if one.kind == ROTATED:
                self._chain.take(one.position, one.body or b"")
        for at, text in self._chain.before(batch[-1].position):
            raise InvalidValue(f"entry {at} is of no log: {text}")
        if self._chain.unread is not None:
            raise self._chain.unread

    def finish(self) -> None:
        """What can be said only when everything was read. Raises InvalidValue."""
        _, unnamed, wrong = judge_redactions(self._redactions, list(self._missing), self._last, self._withheld)
        if unnamed:
            raise InvalidValue(f"the body of entry {unnamed[0]} is missing, and no redaction names it")
        for _, text, positions in wrong:
            raise InvalidValue(f"entry {positions[0]} is of no log: {text}")

    def _take(self, stored: StoredEntry) -> RestoredEntry:
        event = self._event(stored)
        if event is None:
            self._missing[stored.position] = None
            return RestoredEntry(stored, None, ())
        keys = tuple(dict.fromkeys(effects(event)))
        try:
            self._check(stored, event, keys)
        except InvalidValue as error:
            raise InvalidValue(f"entry {stored.position}: {error}") from None
        if (about := subject(event)) is not None:
            self._subjects[stored.position] = about
        if isinstance(event, Redacted):
            self._redactions.append((stored.position, stored.body or b""))
        return RestoredEntry(stored, self._ids[stored.position], keys)

    def _id_at(self, position: int) -> str | None:
        """The id of an entry that was read, or that stands further on in the same batch; None of an erased one.

        Raises ValueError for an entry that comes in a later batch, and for one that names what names it: no log
        records that, and an id would change with what is read after it.
        """
        if position not in self._ids and position in self._batch:
            if position not in self._deriving:
                self._event(self._batch[position])
            else:
                self._wrong = f"it names entry {position}, which names it"
                raise ValueError(self._wrong)
        elif position > self._last or position < 1:
            self._wrong = f"it names entry {position}, which does not stand before it"
            raise ValueError(self._wrong)
        return self._ids.get(position)

    def _event(self, stored: StoredEntry) -> Event:
        """The event of an entry; its id is kept."""
        event = None
        if stored.body is None:
            if stored.kind in _NEVER_ERASED:
                raise InvalidValue(f"the body of entry {stored.position} is missing, and no log erases a {stored.kind}")
        else:
            self._deriving.add(stored.position)
            event = self._reading.decode(stored.kind, stored.body)
            self._deriving.discard(stored.position)
        if stored.position == 1 and (said := event.zone if isinstance(event, LogBegun) else "UTC") != self.zone:
            raise InvalidValue(f"the header says that the log lives in {self.zone}, and its entries in {said}")
        if event is None:
            return None
        if isinstance(event, UnknownEvent):
            if event.reason.startswith("no event class"):
                raise UnknownKind(stored.kind)
            raise InvalidValue(f"entry {stored.position} can't be read: {self._wrong or event.reason}")
        id = self._ids[stored.position] = id_of(event)
        if (first := self._places.setdefault(id, stored.position)) != stored.position:
            raise InvalidValue(f"entry {stored.position} says the same as entry {first}, and a log says it once")
        return event

    def _check(self, stored: StoredEntry, event: Event, keys: tuple[str, ...]) -> None:
        """Refuse what the door refuses."""
        kind = kind_of(event)
        if isinstance(event, LogBegun) and (stored.position > 1 or event.zone == "UTC"):
            raise InvalidValue("only the first entry of a log says in which zone it lives, and none where that is UTC")
        if kind.ours:
            if _remade(event) != event:
                raise InvalidValue(f"it is no {kind.name} as one is made: something in it would read otherwise")
        else:
            check_keys(keys, kind.name)
        if isinstance(event, Corrected):
            event.check()
        self._check_names(stored, event)
        if isinstance(event, Judgement) and event.reply_to is not None:
            said = self._subjects.get(event.reply_to)
            erased = event.reply_to in self._missing and subject(event) is not None
            if not erased and (said is None or said != subject(event)):
                raise no_reply(event)

    def _check_names(self, stored: StoredEntry, event: Event) -> None:
        """Refuse a name of what is not here, and one that is written out: only positions go with what they name."""
        for name in references(event):
            if name not in self._places:  # what was erased is not either: all that names it goes with it
                raise InvalidValue(f"it names {shown(str(name))}, which is not in the log")
        if stored.body is not None and any(sign in stored.body for sign in _ID_IN_QUOTES):
            for name in references(self._bare.decode(stored.kind, stored.body)):
                if not name.startswith("redacted:"):
                    raise InvalidValue(
                        f"it names {shown(str(name))} by its id, and entries name each other by position"
                    )


def _remade(thing: Any) -> Any:
    """The same once more, through all that its class asks of a caller; what is read from bytes is not."""
    if attrs.has(type(thing)):
        fields = [field for field in attrs.fields(type(thing)) if field.init]
        return type(thing)(**{field.alias: _remade(getattr(thing, field.name)) for field in fields})
    if isinstance(thing, tuple):
        return tuple(map(_remade, thing))
    return thing

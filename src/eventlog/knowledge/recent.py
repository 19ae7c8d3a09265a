"""What was gathered and judged lately: it is kept beside the log, and beside one state of knowledge, to be asked again.

A dossier holds what bears on a question at a position, and nothing recorded later changes that, redactions aside. It is
that of each later position too, as long as nothing comes under any of the keys and ids that were asked for when it was
gathered. So the log that grows takes its dossiers with it, with all that was worked out of them. To where claims came
the gathering goes on from where it had stopped; where anything else came, it begins anew; at a redaction, everywhere.
What came is looked at once, and where that costs more than it may spare, all begins anew.
What one state of knowledge gave is kept until something is redacted. What is kept of questions is bounded by the
entries that it is of, for memory is in step with them; the longest unused goes first.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from contextlib import suppress
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, cast
from weakref import WeakKeyDictionary

import attrs

from eventlog.errors import CorruptEntry
from eventlog.events import ClaimRecorded, Entry, Reader, Redacted, UnknownEvent
from eventlog.events.dependencies import effects
from eventlog.knowledge.gather import Gathering, gather_on, gathered
from eventlog.standing.dossier import Dossier
from eventlog.standing.result import Standing

Value = TypeVar("Value")

MOST_ENTRIES: Final = 20_000
"""Entries of all dossiers of one log together, and of all standings of one state of knowledge."""

MOST_NEWS: Final = 4096
"""Up to this number of entries that came it is told one by one what they bear on; after more, all is gathered anew."""

FEW_NEWS: Final = 32
"""So many are always looked at; of more, no more than there are entries in the dossiers that this may spare."""


@attrs.define
class Shelf(Generic[Value]):
    """Values by key, the longest unused first, of `most` entries in all; the last one is kept however large it is."""

    entries_of: Callable[[Value], int]
    most: int = MOST_ENTRIES
    _held: OrderedDict[Hashable, Value] = attrs.field(factory=OrderedDict, init=False)
    _entries: int = attrs.field(default=0, init=False)

    def __len__(self) -> int:
        """How many values are held."""
        return len(self._held)

    @property
    def entries(self) -> int:
        """Of how many entries all are together."""
        return self._entries

    def __contains__(self, key: Hashable) -> bool:
        """Whether the value of a key is held."""
        return key in self._held

    def held(self, key: Hashable) -> Value | None:
        """The value of a key, where it is held."""
        found = self._held.get(key)
        if found is not None:
            with suppress(KeyError):  # another thread let it go
                self._held.move_to_end(key)
        return found

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The value of a key, made where it is not held."""
        found = self.held(key)
        return self.put(key, make()) if found is None else found

    def put(self, key: Hashable, made: Value) -> Value:
        """Hold a value; what another thread made meanwhile stays in its place."""
        found = self._held.setdefault(key, made)
        if found is made:
            self._count(made, 1)
            with suppress(KeyError):  # another thread let the last one go
                while self._entries > self.most and len(self._held) > 1:
                    self._count(self._held.popitem(last=False)[1], -1)
        return found

    def drop(self, key: Hashable) -> None:
        """Let the value of a key go."""
        found = self._held.pop(key, None)
        if found is not None:
            self._count(found, -1)

    def _count(self, one: Value, sign: int) -> None:
        change = sign * self.entries_of(one)  # before the sum is looked at, which another thread may change meanwhile
        self._entries += change


@attrs.define
class _Gathered:
    """A dossier, up to which position it was gathered, the keys and ids that were asked for, where one would go on."""

    position: int
    dossier: Dossier
    asked: frozenset[str]
    walk: Gathering | None
    """None, and nothing asked for, where a later dossier of the question is at hand, from which one goes on."""
    looked: int
    """Up to which position it is known that nothing came to it."""


@attrs.define
class _Dossiers:
    """The dossiers of one log at hand: the last one of each question under its id, and some of earlier positions."""

    size: int
    """How large the log was when it was last looked at."""
    _since: int = attrs.field(init=False, default=attrs.Factory(lambda self: self.size, takes_self=True))
    _shelf: Shelf[_Gathered] = attrs.field(factory=lambda: Shelf[_Gathered](lambda one: len(one.dossier.entries)))
    _came: dict[str, list[tuple[int, str | None]]] = attrs.field(factory=dict, init=False)
    """What came since, in order, by the keys under which it is found, and by its id: its position, and of a claim on
    which question it is.
    """
    _looking: Lock = attrs.field(factory=Lock, init=False)

    def __contains__(self, question: str) -> bool:
        """Whether any dossier of a question is at hand."""
        return question in self._shelf

    def grown(self, reader: Reader, size: int) -> bool:
        """Look at what came up to a size; False where it can't be told what that bears on, or where it is too much."""
        if size <= self.size:
            return True
        with self._looking:
            if size - self.size > min(MOST_NEWS // 2, max(FEW_NEWS, self._shelf.entries)):
                return False
            with suppress(CorruptEntry):
                return self._look(reader, size)
            return False

    def _look(self, reader: Reader, size: int) -> bool:
        """The same; one thread at a time, of which another one may have looked further already."""
        for entry in reader.entries(self.size, size):
            event, names = entry.event, _names(entry)
            if event is None or isinstance(event, Redacted) or names is None:
                return False
            told = (entry.position, event.claim.question if isinstance(event, ClaimRecorded) else None)
            for name in names:
                self._came.setdefault(name, []).append(told)
        self.size = max(self.size, size)
        if self.size - self._since > MOST_NEWS:
            since = self._since = self.size - MOST_NEWS // 2
            later = ((name, [one for one in some if one[0] > since]) for name, some in self._came.items())
            self._came = {name: some for name, some in later if some}
        return True

    def get(self, question: str, position: int) -> Dossier | None:
        """The dossier of a question at a position, or a last one that nothing came to by then."""
        last = self._shelf.held(question)
        if last is None or position < last.position:
            last = self._shelf.held((question, position))
        if last is None:
            return None
        if position > last.looked:
            if self._news(last, position) != {}:
                return None
            last.looked = max(last.looked, position)
        return last.dossier

    def gather(self, reader: Reader, question: str, position: int) -> Dossier:
        """The dossier of a question at a position: the last one and the claims that came, if that is all; or new."""
        last, noting = self._shelf.held(question), _Noting(reader)
        asking, made = cast("Reader", noting), None
        news = None if last is None else self._news(last, position)
        if last is not None and last.walk is not None and news and set(news.values()) == {question}:
            told = asking.under((f"q:{question}",), last.position, position)
            made = gather_on(asking, last.dossier, last.walk, [one for one in told if one.position in news], position)
            noting.asked |= last.asked
        dossier, walk = made or gathered(asking, question, position)
        return self._put(question, _Gathered(position, dossier, frozenset(noting.asked), walk, position))

    def _news(self, last: _Gathered, position: int) -> dict[int, str | None] | None:
        """What came up to a position under the names that were asked for, as `_came` has it; None where that is not
        known.
        """
        came = self._came  # before `_since`, for another thread sets that first
        if position < last.position or last.looked < self._since or last.dossier.unreadable:
            return None
        names = last.asked if len(last.asked) < len(came) else last.asked.intersection(came)
        some = (one for name in names for one in came.get(name, ()))
        return {at: question for at, question in some if last.looked < at <= position}

    def _put(self, question: str, made: _Gathered) -> Dossier:
        last, key = self._shelf.held(question), cast("Hashable", question)
        if last is not None and made.position <= last.position:
            key = (question, made.position)
        elif last is not None:
            self._shelf.drop(question)
            self._shelf.put((question, last.position), attrs.evolve(last, asked=frozenset(), walk=None))
        found = self._shelf.put(key, made)
        return (found if found.position == made.position else made).dossier  # another thread may have put a later one


def _names(entry: Entry) -> tuple[str, ...] | None:
    """Its id and the keys under which it is found; None where that can't be told."""
    if isinstance(entry.event, UnknownEvent):
        return () if "." in entry.kind else None  # one of a user's own bears on nothing
    try:
        names = (str(entry.id), *effects(entry.event))
    except Exception:  # noqa: BLE001 - a user's own class says of itself what it likes
        return None
    return names if all(isinstance(name, str) for name in names) else None


_kept: WeakKeyDictionary[Reader, _Dossiers] = WeakKeyDictionary()


def dossier_of(reader: Reader, question: str, position: int) -> Dossier:
    """What bears on a question up to a position (inclusive); gathered anew only where more than claims came to it.

    What is near a question tells how large the log is too, so that is asked only of what was gathered before.
    """
    kept, near = _kept.get(reader), None
    if kept is None or question not in kept:
        near = reader.near(question)
    size = (near or reader).size()
    if kept is None or not kept.grown(reader, size):
        kept = _kept[reader] = _Dossiers(size)
    position = min(position, size)  # what is yet to come is not there
    return kept.get(question, position) or kept.gather(near or reader.near(question), question, position)


class _Noting:
    """A reader that notes for which keys and ids it was asked: what comes under others bears on nothing it told."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self.zone, self.size, self.withheld = reader.zone, reader.size, reader.withheld
        self.find, self.entry = reader.find, reader.entry
        self.asked: set[str] = set()

    def about(self, key: str, upto: int) -> Iterable[Entry]:
        self.asked.add(key)
        return self._reader.about(key, upto)

    def under(self, keys: Iterable[str], after: int, upto: int) -> Iterable[Entry]:
        told = tuple(keys)
        self.asked.update(told)
        return self._reader.under(told, after, upto)

    def having(self, ids: Iterable[str], upto: int) -> Iterable[Entry]:
        told = tuple(ids)
        self.asked.update(told)
        return self._reader.having(told, upto)


class Answers:
    """What one state of knowledge gave: the standings of late, and what it made of the whole log."""

    __slots__ = ("_kept", "_reader", "_size", "_whole")

    def __init__(self, reader: Reader, position: int) -> None:
        """Of what this reader reads, up to a position."""
        self._reader = reader
        self._size = position
        self._kept = _shelf_of_standings()
        self._whole: dict[str, Any] = {}

    def __len__(self) -> int:
        """How many standings are held."""
        return len(self._kept)

    def get(self, question: str, make: Callable[[], Standing]) -> Standing:
        """The standing of a question, made where it is not held, or where something was redacted since it was made."""
        if question in self._kept:
            self._look()
        return self._kept.get(question, make)

    def whole(self) -> dict[str, Any]:
        """What was made of the whole log, by name; nothing where something was redacted since."""
        if self._whole:
            self._look()
        return self._whole

    def _look(self) -> None:
        """Let all go where something was redacted since one looked last."""
        if (size := self._reader.size()) != self._size:
            if any(True for _ in self._reader.under(("w:",), self._size, size)):
                self._kept, self._whole = _shelf_of_standings(), {}
            self._size = size


class TillRedacted(cached_property[Value]):
    """A property of what has `Answers`, as `_standings`: it is worked out once, and anew when something is redacted."""

    if not TYPE_CHECKING:

        def __get__(self, instance: Any, owner: Any = None) -> Any:
            """Of a class: itself."""
            if instance is None:
                return self
            held = instance._standings.whole()  # noqa: SLF001 - of this room
            if self.attrname not in held:
                held[self.attrname] = self.func(instance)
            return held[self.attrname]


def _shelf_of_standings() -> Shelf[Standing]:
    return Shelf[Standing](lambda standing: len(standing.dossier.entries))

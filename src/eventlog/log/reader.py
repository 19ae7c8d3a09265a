"""How stored bytes become entries: the reader that the mind is handed.

An entry's event is decoded when it is first looked at, and not before: a replay that skims over kinds and
positions costs a third of one that decodes all. References come back as ids, looked up in the log; the ids of
what is named often (a report by each of its claims) are kept for a while, until something is redacted.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain
from threading import Lock
from typing import TYPE_CHECKING, Any, NoReturn

from eventlog.claims import RECORDED, Ref, check_agent, check_question, check_text
from eventlog.claims.fields import LARGEST
from eventlog.codec import Reading, id_of, projection
from eventlog.codec.kinds import outgrown
from eventlog.errors import InvalidValue, UnknownKind, Unread, shown
from eventlog.events import Entry, Event, Sought, UnknownEvent
from eventlog.render.showing import unread_words
from eventlog.stores import Content, Readable
from eventlog.stores.entries import Named

__all__ = ["HeldEntry", "LogReader"]

_KEPT = 20_000
_SHARED = 1_000
_CLAIM = "claim-recorded/"


class HeldEntry(Entry):
    """An entry of a log whose event is decoded on first use. Equal to a plain Entry with the same content.

    Decoding looks ids up in the log, so the first look at `event` must come before the log is closed.
    """

    __slots__ = ("_content", "_reading", "id")

    _content: Content | Named
    _reading: Reading | None
    """What decodes the event; None where that is done."""

    def __init__(self, content: Content | Named, reading: Reading) -> None:
        _set_position(self, content[0])
        _set_content(self, content)
        _set_reading(self, reading)

    # What the entry is read from has it already, so nothing is copied but the position, which everybody looks at.
    if not TYPE_CHECKING:

        @property
        def recorded(self) -> int:
            """When it was recorded, in microseconds."""
            return self._content[1]

        @property
        def kind(self) -> str:
            """Its stored kind."""
            return self._content[2]

        def __getattr__(self, name: str) -> Any:
            """The event (None where the entry was redacted; an UnknownEvent where it can't be read) and its id (None
            there too): each is put in its slot when it is first looked at, a million times for one hot question.
            """
            if name == "event":
                return self._decoded()
            if name == "id":
                event = self.event
                if "." in self._content[2]:  # looking at the event may have told it
                    with suppress(AttributeError):
                        return _get_id(self)
                id = _id_of(event)
                _set_id(self, id)
                return id
            raise AttributeError(name)

    def _decoded(self) -> Event | None:
        reading = self._reading
        if reading is None:  # another thread was quicker
            return self.event
        kind, body = self._content[2:4]
        event = None if body is None else reading.decode(kind, body)
        if outgrown(event, kind):
            _set_id(self, reading.id_at(self.position))
        _set_event(self, event)
        _set_reading(self, None)
        return event

    def _plain(self) -> tuple[Any, ...]:
        return (self.position, self.recorded, self.kind, self.event)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Entry):
            return self._plain() == (other.position, other.recorded, other.kind, other.event)
        return NotImplemented

    def __hash__(self) -> int:
        return hash((self.position, self.recorded, self.kind))

    def __repr__(self) -> str:
        return f"Entry(position={self.position}, recorded={self.recorded_at}, kind={self.kind!r}, event={self.event!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return (Entry, self._plain())


# Frozen as entries are, they are filled by their slots' own descriptors: a replay makes one of these an entry.
_set_position = Entry.__dict__["position"].__set__
_set_content = HeldEntry.__dict__["_content"].__set__
_set_id = HeldEntry.__dict__["id"].__set__
_get_id = HeldEntry.__dict__["id"].__get__
_set_event = Entry.__dict__["event"].__set__
_set_reading = HeldEntry.__dict__["_reading"].__set__
_new = HeldEntry.__new__


def _id_of(event: Event) -> str | None:
    if event is None or isinstance(event, UnknownEvent):
        return None
    try:
        return id_of(event)
    except UnknownKind:  # its class has been registered anew since
        return None


class LogReader:
    """The Reader (see eventlog.events) of one store, or of what holds some entries. Safe to share between threads.

    After close: LogClosed.
    """

    def __init__(self, store: Readable) -> None:
        self._store = store
        self._ids: dict[int, Ref] = {}
        self._often: dict[int, HeldEntry] = {}
        self._erased = 0
        self._unread: tuple[int, int, list[int]] = (0, 0, [])
        self._looking = Lock()
        self._left_out: Sequence[int] | None = None
        self.reading = Reading(self.id_at, self._ids)

    def __reduce__(self) -> NoReturn:
        raise InvalidValue(
            "knowledge is read from an open log, and can't be sent to another process: open the log there and ask it "
            "at the same cut, or send the standings"
        )

    @property
    def zone(self) -> str:
        """The log's zone."""
        return self._store.zone

    def size(self) -> int:
        """The position of the last entry; 0 for an empty log."""
        return self._fresh()

    def upto(self, recorded: int) -> int:
        """The position of the last entry recorded at or before this moment (microseconds); 0 if there is
        none.
        """
        return self._store.upto(recorded)

    def entry(self, position: int) -> Entry:
        """The entry at a position. Raises LookupError."""
        self._fresh()
        return HeldEntry(self._store.entry(position)[:4], self.reading)

    def find(self, id: str) -> int | None:
        """The position of what has this id."""
        return self._store.find(id)

    def about(self, key: str, upto: int) -> Iterator[Entry]:
        """The entries that have an effect under this key, up to a position, in order."""
        return self.under((key,), 0, upto)

    def under(self, keys: Iterable[str], after: int, upto: int) -> Iterator[Entry]:
        """The entries that have an effect under any of these keys, each once, in order."""
        self._fresh()
        return self._shared(self._store.under(tuple(keys), after, upto))

    def having(self, ids: Iterable[str], upto: int) -> Iterator[Entry]:
        """The entries that have these ids, up to a position; ids that are not there are passed over."""
        return self._shared(self._store.having(tuple(ids), upto))

    def candidates(self, words: Sequence[Sequence[str]], tiers: Sequence[Sequence[str]], upto: int) -> Sought:
        """For each tier its entries, up to a position, that may hold these words, the last one first."""
        last = min(upto, self._fresh())
        found = self._store.candidates(words, tiers, last)
        unread = self._still([*found.unread, *self._looked_at(found.told, last)])
        held: list[Iterable[Entry]] = [self._held(pieces) if pieces else () for pieces in found.tiers]
        return Sought(held, unread, None if found.named is None else _Quiet(found.named))

    def keys(self, prefix: str, upto: int) -> Iterator[str]:
        """The effect keys that begin with `prefix` and have an entry up to a position, sorted."""
        return self._store.keys(prefix, upto)

    def entries(self, after: int, upto: int) -> Iterator[Entry]:
        """All entries in this range of positions, in order."""
        self._fresh()
        return self._held(self._store.contents(after, upto))

    def came(self, after: int, upto: int) -> Iterator[Entry]:
        """The same up to a size that was asked for just now."""
        return self._held(self._store.contents(after, upto))

    def _withheld(self) -> Sequence[int]:
        """What was left out is said when a copy is made, and never changes; an empty log may yet take one in."""
        found = self._left_out
        if found is None:
            begun = self._store.counts()[0] > 0
            found = self._store.withheld()
            if begun:
                self._left_out = found
        return found

    def withheld(self, upto: int) -> Sequence[int]:
        """The positions of what was left out of this copy, up to a position, in order."""
        return [at for at in self._withheld() if at <= upto]

    def unreadable(self, upto: int) -> list[Entry]:
        """The entries up to a position that can't be read, in order. Each is looked at once; what is found is kept."""
        return self._still(self._looked_at(0, min(upto, self._fresh())))

    def _still(self, positions: Sequence[int]) -> list[Entry]:
        """Those of these entries that can't be read now: not redacted since, nor of a class registered since."""
        held = self._held(self._store.at(positions)) if positions else ()
        return [entry for entry in held if isinstance(entry.event, UnknownEvent)]

    def _looked_at(self, after: int, upto: int) -> list[int]:
        """The positions in a range of what could not be read when it was looked at; of one stretch that is kept."""
        with self._looking:
            begin, end, found = self._unread
            if not begin <= after <= end:
                begin, end, found = after, after, []
            if end < upto:
                told = (entry.position for entry in self.entries(end, upto) if isinstance(entry.event, UnknownEvent))
                found = [*found, *told]
                self._unread = (begin, upto, found)
        return [at for at in found if after < at <= upto]

    def near(self, question: str) -> LogReader:
        """The same, with what bears on a question at hand, as the log is now; for what is near anyway, itself."""
        held = self._store.around(question)
        if held is None:
            return self
        made = LogReader(held)
        made._ids, made._often, made.reading, made._erased = self._ids, self._often, self.reading, self._erased
        made._left_out = self._withheld()
        made._fresh()
        if len(self._ids) + len(held.ids) > _KEPT:
            self._ids.clear()
        self._ids.update((position, Ref(id)) for position, id in held.ids.items() if position not in self._ids)
        return made

    def columns(
        self,
        kind: str,
        members: Sequence[str],
        after: int,
        upto: int,
        *,
        key: str | None = None,
        at: Sequence[int] | None = None,
        missed: Callable[[int], object] | None = None,
    ) -> Iterator[tuple[Any, ...]]:
        """Of each entry of a kind in a range its position, when it was recorded, and some members: no event is made."""
        wanted = projection(kind, tuple(members))
        after, upto = max(after, 0), min(upto, self._fresh())
        if key is not None:
            pieces = self._store.under((key,), after, upto)
        elif at is not None:
            pieces = self._store.at([position for position in at if after < position <= upto])
        else:
            pieces = self._store.contents(after, upto, kind)
        contents = chain.from_iterable(pieces)
        if key is not None and at is not None:
            some = frozenset(at)
            return wanted.rows((content for content in contents if content[0] in some), missed)
        return wanted.rows(contents, missed)

    def columns_told(self, kind: str, members: Sequence[str], after: int, upto: int) -> Iterator[tuple[Any, ...]]:
        """The same of all entries of a kind; when all are given, it is warned of those that can't be read."""
        wanted, missed = projection(kind, tuple(members)), list[int]()
        stream = chain.from_iterable(self._store.contents(max(after, 0), min(upto, self._fresh()), kind))
        return _warning(wanted.rows(stream, missed.append), missed)

    def _held(self, pieces: Iterable[Iterable[Content | Named]]) -> Iterator[HeldEntry]:
        reading = self.reading
        for piece in pieces:
            for content in piece:
                entry = _new(HeldEntry)
                _set_position(entry, content[0])
                _set_content(entry, content)
                _set_reading(entry, reading)
                if len(content) == 5 and content[4] is not None:
                    _set_id(entry, content[4])
                yield entry

    def _shared(self, pieces: Iterable[Iterable[Content | Named]]) -> Iterator[Entry]:
        """As `_held`; what many questions hang on (a report, an agent, not a claim) is decoded once for all of them."""
        kept = self._often
        for entry in self._held(pieces):
            content = entry._content  # noqa: SLF001 - of this file
            # The class of a kind of one's own may yet change.
            if not (content[2].startswith(_CLAIM) or "." in content[2]):
                before = kept.get(content[0])
                if before is not None and before._content == content:  # noqa: SLF001 - of this file
                    yield before
                    continue
                if len(kept) >= _SHARED:
                    kept.clear()
                kept[content[0]] = entry
            yield entry

    def id_at(self, position: int) -> Ref | None:
        """The id of the entry at a position, from what is kept or from the store; as what stands for it elsewhere."""
        ref = self._ids.get(position)
        if ref is None and (id := self._store.id_at(position)) is not None:
            if len(self._ids) >= _KEPT:
                self._ids.clear()
            ref = self._ids[position] = Ref(id)
        return ref

    def _fresh(self) -> int:
        """The size of the log now; and what was kept is let go where something has been redacted since."""
        size, erased = self._store.counts()
        if erased != self._erased:
            self._ids.clear()
            self._often.clear()
            self._erased = erased
        return size


class _Quiet:
    """See eventlog.events.Quiet. What is vouched for has an id behind what it is read from."""

    def __init__(self, named: Callable[[Sequence[int]], Iterable[Iterable[Content | Named]]]) -> None:
        self._named = named

    def reading(self, kind: str, members: Sequence[str]) -> Callable[[Entry], tuple[Any, ...] | None]:
        reading = projection(kind, tuple(members)).reading

        def look(entry: Entry) -> tuple[Any, ...] | None:
            content = entry._content if type(entry) is HeldEntry else ()  # noqa: SLF001 - of this file
            if len(content) != 5 or content[4] is None or content[3] is None:
                return None
            read = reading(content[2])
            return None if read is None else read(content[3])

        return look

    def rows(
        self, kind: str, members: Sequence[str], positions: Sequence[int]
    ) -> Iterator[tuple[int, str, tuple[Any, ...]]]:
        reading = projection(kind, tuple(members)).reading
        for content in chain.from_iterable(self._named(positions)):
            if len(content) == 5 and content[4] is not None and content[3] is not None:
                read = reading(content[2])
                if read is not None:
                    yield content[0], content[4], read(content[3])


def _warning(rows: Iterator[tuple[Any, ...]], missed: list[int]) -> Iterator[tuple[Any, ...]]:
    yield from rows
    if missed:
        told = f"{unread_words(missed)} and passed over: run verify to see how far the log is sound"
        warnings.warn(Unread(tuple(missed), told), stacklevel=2)


def check_topic(about: str) -> str:
    """Return what entries can be about: a question, an agent, the id of something recorded. Raises InvalidValue."""
    if isinstance(about, str) and about.startswith(tuple(f"{kind}:" for kind in RECORDED)):
        return check_text(about, "what entries are about")
    if isinstance(about, str) and ":" in about:
        return check_agent(about)
    return check_question(about)


def topic_keys(reader: LogReader, about: str, upto: int) -> list[str]:
    """The effect keys of what `about` names: an id or an agent (it has a colon), or a question and all below
    it. Raises InvalidValue.
    """
    check_topic(about)
    if ":" in about:
        return [f"{kind}:{about}" for kind in ("in", "on", "a")]
    exact = [f"{kind}:{about}" for kind in ("q", "dq")]
    below = [key for kind in ("q", "dq") for key in reader.keys(f"{kind}:{about}.", upto)]
    return exact + below


def check_position(value: int, name: str) -> int:
    """A position, none that no store can hold. Raises InvalidValue."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise InvalidValue(f"{name} is {shown(value)}: a position is a whole number, 0 for the beginning of the log")
    return min(value, LARGEST)

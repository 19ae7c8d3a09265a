"""How an event is written, and how it is read back.

A body is a JSON object with one member a field, and no member for what can be worked out. What names another
entry is written as that entry's *position*, a whole number: an id derived from content lets anyone confirm a
guess, so it must not stand in a body that outlives a redaction of what it names. What is not in this log (a
cited article that was never recorded, an agent's id) is written as text. Reading turns positions back into
ids, and `redacted:<position>` where the id is gone.

The decoder is msgspec's. Its traps, each with what is done here: unions of two classes (one decoder a kind; a
claim's value reads its plain form itself), converters that don't run when decoding (validators and
`__attrs_post_init__` do), NaN written as null, private fields passed over, sets in the order of the hash seed
(a user's event must read back as itself before it is taken).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from types import MappingProxyType
from typing import Any, TypeAlias

import attrs
import msgspec

from eventlog.claims import Ref
from eventlog.claims.fields import LARGEST
from eventlog.codec.exact import exact
from eventlog.codec.kinds import Kind, id_of, kind_named, kind_of, registered, split, upcasters
from eventlog.errors import EventLogError, InvalidValue, UnknownKind
from eventlog.events import Event, UnknownEvent
from eventlog.events.dependencies import effects, references, row_of

__all__ = [
    "LARGEST_BODY",
    "UNREADABLE",
    "Encoder",
    "Encoders",
    "IdAt",
    "Reading",
    "encode",
    "raised",
    "reading_refs",
    "same_content",
]

PositionOf: TypeAlias = Callable[[str], int | None]
"""Where the entry with this id stands; None for what is not in the log."""

IdAt: TypeAlias = Callable[[int], str | None]
"""The id of the entry at this position; None where it was redacted."""

Holes: TypeAlias = tuple[tuple[int, int], ...]
"""Where in a body positions stand (bytes from 0), and which."""

UNREADABLE = (msgspec.DecodeError, ValueError, TypeError, LookupError, ArithmeticError, RecursionError)
"""What a decoder raises over a body that is not what its kind has."""

UNWRITABLE = (NotImplementedError, TypeError, ValueError, RecursionError)
"""What an encoder raises over what JSON has no word for."""

LARGEST_BODY = 32 << 20
"""Bytes of the largest body. The reader of an export has to know how long a line can be."""

_AT_ONCE = 1000
_FEW = 3
"""Events that are sooner read back than looked at in columns."""


class Encoder:
    """Writes events whose references are looked up with `position_of`. Makes the same bytes for the same
    event, always.
    """

    def __init__(self, position_of: PositionOf, after: int | None = None) -> None:
        """`after`: where positions behind this one are written in a body, `encode_all` says of each body."""
        self._looks_up(position_of, after)
        self._json = msgspec.json.Encoder(enc_hook=self._reference, order="deterministic", decimal_format="string")
        self._back = Reading(self._id_written)
        self._written: dict[int, str] = {}

    def _looks_up(self, position_of: PositionOf, after: int | None) -> None:
        self._position_of = position_of
        self._after = LARGEST if after is None else after

    def _reference(self, value: object) -> object:
        if not isinstance(value, Ref):
            raise NotImplementedError
        position = self._position_of(value)
        if position is None:
            return str.__str__(value)
        self._written[position] = str.__str__(value)
        return position if position <= self._after else msgspec.Raw(b"\0%d\0" % position)

    def _id_written(self, position: int) -> str | None:
        return self._written.get(position)

    def encode_all(self, given: Sequence[tuple[Event, Kind]]) -> list[tuple[bytes, Holes]]:
        """The bodies of many events: those that `encode` gives one by one; and where positions behind `after` are.

        Raises what `encode` raises, of the first event of which something is wrong.
        """
        bodies: list[tuple[bytes, Holes]] = []
        for begin in range(0, len(given), _AT_ONCE):
            some = given[begin : begin + _AT_ONCE]
            self._written.clear()
            with contextlib.suppress(*UNWRITABLE):
                lines = self._json.encode_lines([event for event, _ in some]).split(b"\n")  # no string holds one
                if len(lines) == len(some) + 1:
                    found = [_holed(line) for line in lines[:-1]]
                    sure = exact([event for event, _ in some]) if len(some) > _FEW else repeat(False, len(some))
                    if all(map(self._reads_back, some, found, sure)):
                        bodies += found
                        continue
            bodies += [self._encode(event, kind) for event, kind in some]  # which says what is wrong
        return bodies

    def encode(self, event: Event, kind: Kind | None = None) -> bytes:
        """The body of an event; `kind` is its own, where the caller knows it.

        Raises UnknownKind, or InvalidValue for an event that would not read back as itself.
        """
        return self._encode(event, kind or kind_of(event))[0]

    def _encode(self, event: Event, kind: Kind) -> tuple[bytes, Holes]:
        self._written.clear()  # what was written is read back below
        try:
            body, holes = _holed(self._json.encode(event))
        except UnicodeEncodeError:
            raise InvalidValue(
                f"a {kind.name} holds half a character (a lone surrogate): it can't be written as UTF-8"
            ) from None
        except UNWRITABLE:
            raise InvalidValue(
                f"a {kind.name} holds something that JSON has no word for: use text, whole numbers, "
                "Decimal, truth values, "
                "tuples, dicts and attrs classes of these"
            ) from None
        back = self._back.decode(kind.stored, body)
        if not _same(event, back):
            raise InvalidValue(
                f"a {kind.name} does not read back as it was written{_apart(event, back)}: give each field a type that "
                "JSON keeps (tuples and not lists, no NaN, no private fields, no sets of mixed types)"
            )
        for member in _unlike(event, back, kind):
            raise InvalidValue(
                f"a {kind.name} does not say the same {member} each time that it is asked: make its {member} of its "
                "fields alone, for it is asked again whenever it is read"
            )
        return body, holes

    def _reads_back(self, given: tuple[Event, Kind], written: tuple[bytes, Holes], surely: bool) -> bool:
        """Whether a body reads back as the event that it was written from."""
        if surely:
            return True
        back = self._back.decode(given[1].stored, written[0])
        return _same(given[0], back) and not any(_unlike(given[0], back, given[1]))


class Encoders:
    """An encoder for each who writes at once; one is kept for the next batch: making it takes longer than using it."""

    def __init__(self) -> None:
        self._kept: list[Encoder] = []

    def encode_all(
        self, given: Sequence[tuple[Event, Kind]], position_of: PositionOf, after: int | None = None
    ) -> list[tuple[bytes, Holes]]:
        """See Encoder."""
        try:
            encoder = self._kept.pop()
        except IndexError:
            encoder = Encoder(_nowhere)
        encoder._looks_up(position_of, after)  # noqa: SLF001 - of this file
        try:
            return encoder.encode_all(given)
        finally:
            encoder._looks_up(_nowhere, None)  # noqa: SLF001 - or what looks up would be kept as long as this
            self._kept[:] = [encoder]


def _nowhere(_id: str) -> None:
    """Where references stand between two batches."""


def _holed(told: bytes) -> tuple[bytes, Holes]:
    """A body, out of one in which positions stand between two NULs, which no JSON holds; and where they are."""
    if b"\0" not in told:
        return told, ()
    pieces = told.split(b"\0")
    if len(pieces) == 3 and pieces[1].isdigit():  # nearly all of them: a claim names its report
        return b"".join(pieces), ((len(pieces[0]), int(pieces[1])),)
    at, holes = 0, list[tuple[int, int]]()
    for number, piece in enumerate(pieces):
        if number % 2:
            if not piece.isdigit():  # a value of the caller's, which no position of ours is in
                return told, ()
            holes.append((at, int(piece)))
        at += len(piece)
    return b"".join(pieces), tuple(holes)


def _same(event: Any, back: Any) -> bool:
    """Whether two are equal, as far as the class of a user's own can say so."""
    try:
        return bool(event == back)
    except Exception:  # noqa: BLE001 - code of others
        return False


def _unlike(event: Event, back: Event, kind: Kind) -> Iterator[str]:
    """What a user's event says otherwise of itself when it was read."""
    return (member for member, ask in (() if kind.ours else _ASKED) if tuple(ask(event)) != tuple(ask(back)))


def _apart(event: Any, back: Any) -> str:
    """Which fields differ between an event and what is read back, as far as that can be told."""
    if isinstance(back, UnknownEvent):
        return f" ({back.reason})"
    names = [
        field.name
        for field in attrs.fields(type(event))
        if not _same(getattr(event, field.name), getattr(back, field.name))
    ]
    return f" ({', '.join(names)})" if names else ""


def encode(event: Event, position_of: PositionOf) -> bytes:
    """The body of one event; see `Encoder` for many. `positions.get` of a dict will do as `position_of`."""
    return Encoder(position_of).encode(event)


class Reading:
    """Reads bodies whose references are looked up with `id_at`. One for a log: it keeps a decoder for each
    kind. `kept` has what stands for some positions, and is looked at first; it is the caller's.
    """

    def __init__(self, id_at: IdAt, kept: Mapping[int, Ref] | None = None) -> None:
        self.id_at = id_at
        self._dec_hook = reading_refs(id_at, {} if kept is None else kept)
        self._decoders: dict[str, Callable[[bytes], Event]] = {}
        self._as_of = len(registered)

    def decode(self, stored: str, body: bytes) -> Event:
        """The event of a stored kind and body; an UnknownEvent, never an error, where it can't be read."""
        decode = self._decoders.get(stored)
        if decode is None or len(registered) != self._as_of:
            return self._first(stored, body)
        try:
            return decode(body)
        except msgspec.ValidationError as error:  # also what a check of ours refused; its sentence may quote the value
            return UnknownEvent(kind=stored, reason=_where(error), body=body)
        except UNREADABLE:
            return UnknownEvent(kind=stored, reason="its body is not the JSON that this kind has", body=body)
        except EventLogError:  # what it names can't be looked up just now
            raise
        except Exception as error:
            if "." not in stored:
                raise
            return UnknownEvent(kind=stored, reason=f"its class failed ({type(error).__name__})", body=body)

    def reads(self, stored: str, body: bytes) -> bool:
        """Whether a stored kind and body can be read."""
        return not isinstance(self.decode(stored, body), UnknownEvent)

    def says(self, stored: str, body: bytes) -> tuple[str, Sequence[str]] | None:
        """The id of what a stored kind and body say, and the ids of what it decides over: whether that is visible, or
        how it reads. None where it can't be read.
        """
        event = self.decode(stored, body)
        if isinstance(event, UnknownEvent):
            return None
        row = row_of(event)
        return id_of(event), [key[3:] for key in row.keys(event) if key.startswith("on:")] if row.decides else ()

    def _first(self, stored: str, body: bytes) -> Event:
        """The event of the first body of its kind, or the first one since a class was registered, maybe anew."""
        now = len(registered)
        if now != self._as_of:
            self._decoders = {}
            self._as_of = now
        decoders = self._decoders  # for another thread may begin anew meanwhile
        name, version = split(stored) or ("", 0)
        kind = kind_named(name)
        if kind is None:
            return UnknownEvent(kind=stored, reason=f"no event class is registered as {name or stored!r}", body=body)
        if version > kind.version:
            reason = f"{name} is known up to version {kind.version} and this is version {version}"
            return UnknownEvent(kind=stored, reason=reason, body=body)
        if version == kind.version:
            try:
                decoder = msgspec.json.Decoder[Any](kind.shape, dec_hook=self._dec_hook)
            except UNREADABLE:  # a user's class may hold what no decoder knows
                return UnknownEvent(kind=stored, reason="its class can't be read from JSON", body=body)
            decoders[stored] = decoder.decode if kind.ours else _own(stored, decoder.decode)
            return self.decode(stored, body)
        try:
            newest = raised(kind, version, body)
        except Exception as error:  # noqa: BLE001 - an upcaster is a function of others
            reason = f"its upcaster from version {version} failed ({type(error).__name__})"
            return UnknownEvent(kind=stored, reason=reason, body=body)
        event = self.decode(kind.stored, newest)
        return attrs.evolve(event, kind=stored, body=body) if isinstance(event, UnknownEvent) else event


def _own(stored: str, decode: Callable[[bytes], Event]) -> Callable[[bytes], Event]:
    """What decodes events of a user's own: as one that can't be read where its class fails to say what all ask it."""

    def read(body: bytes) -> Event:
        event = decode(body)
        for member, ask in _ASKED:
            try:
                sound = all(isinstance(one, str) for one in ask(event))
            except UnknownKind:  # its class has been registered anew since
                sound = True
            except InvalidValue:
                sound = False
            if not sound:
                return UnknownEvent(kind=stored, reason=f"its class fails to say its {member}", body=body)
        return event

    return read


_ASKED: tuple[tuple[str, Callable[[Event], Iterable[object]]], ...] = (
    ("id", lambda event: (id_of(event),)),
    ("references", references),
    ("effects", effects),
)
"""What an event of a user's own is asked by whatever reads a log."""


def reading_refs(id_at: IdAt, kept: Mapping[int, Ref] = MappingProxyType({})) -> Callable[[type, Any], Ref]:
    """What a decoder asks where it meets a reference."""

    def read(wanted: type, value: Any) -> Ref:
        if wanted is not Ref:
            raise TypeError
        if type(value) is int:  # and no truth value, which is as good a key as 1
            ref = kept.get(value) or id_at(value)
            return ref if type(ref) is Ref else Ref(ref or f"redacted:{value}")
        if isinstance(value, str):
            return Ref(value)
        raise TypeError

    return read


def _where(error: msgspec.ValidationError) -> str:
    """The place that msgspec found at fault; the words before it may quote what stands there."""
    _, found, place = str(error).rpartition(" - at `")
    if found:
        return f"its body does not fit its class at {place.rstrip('`')}"
    return "its body does not fit its class"


def raised(kind: Kind, version: int, body: bytes) -> bytes:
    """A body of an older version as one of the newest, step by step."""
    table = msgspec.json.decode(body)
    for step in range(version, kind.version):
        table = upcasters(kind.name)[step](table)
    return msgspec.json.encode(table)


def same_content(given: Event, held: Event | None) -> bool:
    """Whether two events with one id say the same.

    Ids of our own kinds are made from all that makes them one, so equal ids suffice: of claims, links, assessments,
    judgements and definitions that is their whole content but for the extractor and the words quoted; what a report
    is made one by stands in `eventlog.reports.report`.
    """
    if type(given) is not type(held):
        return False
    kind = kind_of(given)
    return kind.ours or getattr(given, "id", None) is None or _same(given, held)

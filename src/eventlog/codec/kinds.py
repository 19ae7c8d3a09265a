"""Which class stands behind a stored name, and how a body of an old version becomes one of today's.

A kind is `<name>/<version>`. It is hashed with the entry, so it must mean the same for ever: names are chosen
here and by the caller who registers a class, and have nothing to do with where the class lives. There is one class
for a name, that of the newest version. A body of an older version goes through *upcasters*, plain functions
from one version's table to the next one's; the chain is checked for gaps when the class is registered, not
years later when an old entry turns up.

Users' names are dotted (`desk.note`), ours are not, so that the two can't meet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from threading import Lock
from typing import Any, TypeAlias, TypeVar

import attrs

from eventlog.claims import content_id
from eventlog.errors import InvalidValue, UnknownKind, no_function, shown
from eventlog.events import UnknownEvent
from eventlog.events.dependencies import ALPHABET, stored_name, told_by

__all__ = ["Kind", "Upcaster", "id_of", "kind_named", "kind_of", "register", "split", "upcast", "upcasters"]

Upcaster: TypeAlias = Callable[[dict[str, Any]], dict[str, Any]]
"""From the table of one version to that of the next. References are positions (whole numbers) in it."""

_Event = TypeVar("_Event")

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)+", re.ASCII)
_OWN_ID = re.compile(r"event:[A-Za-z0-9](?:[A-Za-z0-9._:-]*[A-Za-z0-9])?", re.ASCII)
_LONGEST = 200


@attrs.frozen(kw_only=True)
class Kind:
    """A stored name, its newest version, and the class of that version. `ours` tells the alphabet from users'
    events.
    """

    name: str
    version: int
    shape: type
    ours: bool = False

    stored: str = attrs.field(init=False)
    """The kind as it is stored and hashed."""

    @stored.default
    def _stored(self) -> str:
        return f"{self.name}/{self.version}"


_by_name: dict[str, Kind] = {
    stored_name(shape): Kind(name=stored_name(shape), version=1, shape=shape, ours=True) for shape in ALPHABET
}
OURS: tuple[str, ...] = tuple(kind.stored for kind in _by_name.values())
"""The stored kinds of the alphabet. What is none of these and has no dot is of a later version, or damaged."""

PLAIN: tuple[str, ...] = tuple(kind.stored for kind in _by_name.values() if not ALPHABET[kind.shape].decides)
"""Those of them that decide over no other entry: not whether it is visible, nor how it reads."""

_by_shape: dict[type, Kind] = {kind.shape: kind for kind in _by_name.values()}
_upcasters: dict[str, dict[int, Upcaster]] = {}
_registering = Lock()

registered: list[str] = []
"""The names that were registered, in that order: a cache by kind sees from its length whether it may
still hold.
"""


def register(name: str, version: int = 1) -> Callable[[type[_Event]], type[_Event]]:
    """Register a class of your own as an event of the log: `@eventlog.register("desk.note")` above a frozen
    attrs class.

    `name` is dotted and lower-case and is what is stored; `version` counts from 1. Upcasters from each older
    version must be registered before it (see `upcast`). The class may have `id` (text that begins with
    `event:`), `references` (ids of recorded things that must be in the log) and `effects` (keys under which
    it is found), as attributes or properties. Raises InvalidValue for a name that is taken or unsafe, a class
    that can be changed or is one of the library's events too, a gap in the versions.
    """
    _check_name(name)
    _check_version(version)

    def add(shape: type[_Event]) -> type[_Event]:
        if not _is_attrs(shape) or getattr(shape.__setattr__, "__name__", "") != "_frozen_setattrs":
            raise InvalidValue(
                f"{shape.__name__} can't be an event: make it an @attrs.frozen class, for the past is never changed"
            )
        if shape not in ALPHABET and (ours := next((one for one in shape.__mro__ if one in ALPHABET), None)):
            raise InvalidValue(
                f"{shape.__name__} can't be an event of your own: it is a {ours.__name__} too, which the rules read; "
                "make it a class of its own, and give what it adds to one in a field that is a Ref to it"
            )
        with _registering:
            before = _by_name.get(name)
            if before is not None and _known_as(before.shape) != _known_as(shape):
                raise InvalidValue(
                    f"{name!r} is the stored name of {before.shape.__name__} already: choose another one"
                )
            known = _by_shape.get(shape)
            if known is not None and known.name != name:
                raise InvalidValue(
                    f"{shape.__name__} is registered as {known.name!r} already: one class has one stored name"
                )
            for older in range(1, version):
                if older not in _upcasters.get(name, {}):
                    raise InvalidValue(
                        f"{name} version {version} has no upcaster from version {older}, so entries "
                        "of that version could "
                        "not be read: register it with eventlog.upcast before the class"
                    )
            if before is not None:
                del _by_shape[before.shape]
            _by_name[name] = _by_shape[shape] = Kind(name=name, version=version, shape=shape)
            registered.append(name)
        return shape

    return add


def upcast(name: str, from_version: int) -> Callable[[Upcaster], Upcaster]:
    """Register how a stored table of `from_version` becomes one of the next: a function from a dict to a
    dict.

    Must come before `register` of the newest version. Raises InvalidValue for a version that has one already.
    """
    _check_name(name)
    _check_version(from_version)

    def add(step: Upcaster) -> Upcaster:
        if (other := no_function(step)) is not None:
            raise InvalidValue(f"{other} is no upcaster: pass a function from a dict to a dict")
        with _registering:
            before = _upcasters.setdefault(name, {}).get(from_version)
            if before is not None and _known_as(before) != _known_as(step):
                raise InvalidValue(
                    f"{name} has an upcaster from version {from_version} already: one version becomes one other"
                )
            _upcasters[name][from_version] = step
        return step

    return add


def _is_attrs(shape: type) -> bool:
    """As attrs.has, which would narrow the type to one that has lost its name."""
    return attrs.has(shape)


def _known_as(thing: Any) -> tuple[str, str]:
    """Where a class or function was written. A notebook cell that runs twice registers the same thing anew."""
    return (thing.__module__, thing.__qualname__)


def _check_name(name: str) -> None:
    if not isinstance(name, str) or len(name) > _LONGEST or not _NAME.fullmatch(name):
        raise InvalidValue(
            f"{shown(name)} can't be the stored name of an event: write lower-case words with a dot "
            "between them, such as "
            "desk.note"
        )


def _check_version(version: int) -> None:
    if not isinstance(version, int) or isinstance(version, bool) or not 1 <= version < 1_000_000:
        raise InvalidValue(f"a version is a whole number from 1 on, not {shown(version)}")


def kind_of(event: Any) -> Kind:
    """The kind of an event. Raises UnknownKind for a class that nobody registered."""
    kind = _by_shape.get(type(event))
    if kind is None:
        raise UnknownKind(type(event).__name__)
    return kind


def kind_named(name: str) -> Kind | None:
    """The kind with this stored name, without its version; None where nobody registered one."""
    return _by_name.get(name)


def upcasters(name: str) -> Mapping[int, Upcaster]:
    """The upcasters of a name, by the version that they start from."""
    return _upcasters.get(name, {})


@lru_cache(maxsize=1024)
def split(stored: str) -> tuple[str, int] | None:
    """Read `claim-recorded/1` as a name and a version; None for anything else."""
    name, slash, version = stored.rpartition("/")
    plain = version.isascii() and version.isdigit() and len(version) <= 6 and not version.startswith("0")
    return (name, int(version)) if slash and name and plain else None


def id_of(event: Any) -> str:
    """The id of an event: its own, or, for a user's event without one, derived from its kind and its fields.

    Raises UnknownKind for a class that nobody registered, InvalidValue for an id that is not `event:` and a
    safe name, and for a class that fails to say it.
    """
    kind = kind_of(event)
    if kind.ours:
        return str(event.id)
    own = told_by(event, "id")
    if own is None:
        fields = [field.name for field in attrs.fields(type(event)) if field.eq and not field.name.startswith("_")]
        said = [[name, getattr(event, name)] for name in fields]
        try:
            return content_id("event", kind.stored, said)
        except (TypeError, ValueError, RecursionError) as error:
            at = ", ".join(name for name, value in said if not _has_word(value))
            raise InvalidValue(
                f"a {kind.name} holds something that JSON has no word for ({at}), so it has no id: give the field a "
                "type that JSON keeps, such as text"
            ) from error
    if not isinstance(own, str) or len(own) > _LONGEST or not _OWN_ID.fullmatch(own):
        raise InvalidValue(
            f"{shown(own)} can't be the id of a {kind.name}: begin with event: and go on with "
            "letters, digits, dots, "
            "hyphens, underscores or colons"
        )
    return str(own)


def outgrown(event: Any, stored: str) -> bool:
    """Whether an event of a user's own was read from an older version and has no id of its own: its id was made from
    fields that nobody knows any more, and stands in the log's index alone.
    """
    if "." not in stored or event is None or isinstance(event, UnknownEvent):
        return False
    kind = _by_shape.get(type(event))
    return kind is not None and kind.stored != stored and told_by(event, "id") is None


def _has_word(value: Any) -> bool:
    """Whether an id can be made of a value."""
    try:
        content_id("event", value)
    except (TypeError, ValueError, RecursionError):
        return False
    return True

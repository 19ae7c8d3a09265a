"""Members of events, read off their bodies without making the events.

To count the claims of each speaker in a million entries takes two members of each, and no claim. So the members
that are wanted are made into a small type of their own, nested as their paths are, and the decoder fills it and passes
over everything else without looking.

What comes out is what is stored, not what an event makes of it: references are positions (whole numbers) where the log
holds what they name, times and enumerations are text, decimals are text, what has members is a dict. Nothing is checked
but the way to the members: a body that the event's own class would refuse for another member is not noticed here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from operator import attrgetter
from typing import Any, TypeAlias

import attrs
import msgspec
from msgspec import inspect

from eventlog.codec.kinds import Kind, kind_named, split
from eventlog.codec.wire import UNREADABLE, raised
from eventlog.errors import InvalidValue, shown

__all__ = ["Projection", "projection"]

Reads: TypeAlias = Callable[[bytes], tuple[Any, ...]]
_Tree: TypeAlias = "dict[str, _Tree]"


@attrs.frozen(eq=False)
class Projection:
    """Some members of one kind of events. Made by `projection`, and kept; safe to share between threads."""

    kind: Kind
    _newest: Reads

    def rows(
        self,
        stream: Iterable[tuple[int, int, str, bytes | None]],
        missed: Callable[[int], object] | None = None,
    ) -> Iterator[tuple[Any, ...]]:
        """Of each entry as it is stored (position, recorded, kind, body) a tuple of position, recorded and the members'
        values, in the order of the stream.

        Passed over are other kinds, redacted entries, and what this kind can't be read from (a body that does not fit,
        a later version, an unknown kind), of which `missed` is told the position.
        """
        readers: dict[str, Reads | None] = {}
        for position, recorded, kind, body in stream:
            try:
                read = readers[kind]
            except KeyError:
                read = readers[kind] = self.reading(kind)
            if body is None:
                continue
            if read is None:
                if missed is not None and self._may_be(kind):
                    missed(position)
                continue
            try:
                values = read(body)
            except UNREADABLE:
                if missed is not None:
                    missed(position)
                continue
            yield (position, recorded, *values)

    def _may_be(self, stored: str) -> bool:
        """Whether an entry of this kind may be one of ours: a later version, or an unknown kind."""
        name, _ = split(stored) or ("", 0)
        return name == self.kind.name or ("." not in stored and kind_named(name) is None)

    def reading(self, stored: str) -> Reads | None:
        """What reads bodies of a stored kind; None where that is another kind, or one of a newer version."""
        if stored == self.kind.stored:
            return self._newest
        name, version = split(stored) or ("", 0)
        kind, newest = self.kind, self._newest
        if name != kind.name or version > kind.version:
            return None
        return newest if version == kind.version else lambda body: newest(_raised(kind, version, body))


def projection(name: str, members: tuple[str, ...]) -> Projection:
    """The projection of a kind, by its stored name without a version, on some members: dotted paths into its body.

    Raises InvalidValue for a kind that is not registered, for a member that the kind does not have, and for two of
    which one is a part of the other.
    """
    kind = kind_named(name) if isinstance(name, str) else None
    if kind is None:
        raise InvalidValue(f"no kind of events is called {shown(name)}: a kind's name is such as claim-recorded")
    for member in members:
        if not isinstance(member, str):
            raise InvalidValue(f"a member is named by text, such as claim.question, and not by {shown(member)}")
    return _projection(kind, members)


@lru_cache(256)
def _projection(kind: Kind, members: tuple[str, ...]) -> Projection:
    tree: _Tree = {}
    for member in members:
        at = tree
        for name in member.split("."):
            at = at.setdefault(name, {})
    for member in members:
        if inner := _below(tree, member):
            raise InvalidValue(f"{member}.{next(iter(inner))} is a part of {member}: ask for one of them")
    decode = msgspec.json.Decoder[Any](_small(kind, inspect.type_info(kind.shape), tree, "")).decode
    return Projection(kind, _reader(decode, members))


def _below(tree: _Tree, path: str) -> _Tree:
    for name in path.split("."):
        tree = tree[name]
    return tree


def _small(kind: Kind, shape: Any, tree: _Tree, path: str) -> type:
    """A type that has these members of a shape and no others; what the shape must have, it must have."""
    fields = {field.name: field for field in getattr(shape, "fields", ()) if not field.name.startswith("_")}
    made: list[Any] = []
    for name, inner in tree.items():
        here = f"{path}.{name}" if path else name
        field = fields.get(name)
        if field is None:
            there = f"there is {', '.join(fields)}" if fields else "there are no members that could be named"
            raise InvalidValue(f"a {kind.name} has no {shown(here)}: in {path or 'it'} {there}")
        if not inner:
            made.append((name, Any) if field.required else (name, Any, None))
            continue
        one, nullable = _object(field.type)
        small: Any = _small(kind, one, inner, here)
        wanted = small | None if nullable else small
        made.append((name, wanted) if field.required else (name, wanted, None))
    return msgspec.defstruct("Members", made, kw_only=True, gc=False)


def _object(shape: Any) -> tuple[Any, bool]:
    """The one object that a type may be, and whether it may be null; the type itself where it is none."""
    if isinstance(shape, inspect.UnionType):
        rest = [one for one in shape.types if not isinstance(one, inspect.NoneType)]
        return (rest[0] if len(rest) == 1 else None), len(rest) < len(shape.types)
    return shape, False


def _reader(decode: Callable[[bytes], Any], members: tuple[str, ...]) -> Reads:
    """What reads the values: without Python, but for where there is nothing on the way to one of them."""
    if not members:
        return lambda body: _walked_all(decode(body), ())
    get, alone = attrgetter(*members), len(members) == 1

    def read(body: bytes) -> tuple[Any, ...]:
        small = decode(body)
        try:
            return (get(small),) if alone else get(small)
        except AttributeError:
            return _walked_all(small, members)

    return read


def _walked_all(small: Any, members: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(_walked(small, member) for member in members)


def _walked(small: Any, member: str) -> Any:
    for name in member.split("."):
        if small is None:
            return None
        small = getattr(small, name)
    return small


def _raised(kind: Kind, version: int, body: bytes) -> bytes:
    """A body of an older version as one of the newest; what its upcaster can't read can't be read."""
    try:
        return raised(kind, version, body)
    except Exception as error:
        raise msgspec.DecodeError from error

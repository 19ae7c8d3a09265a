"""Which store a target is opened in: one row for each kind of place. A new store is a folder and a row here."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeAlias

from eventlog.errors import InvalidValue
from eventlog.stores.memory import MemoryStore
from eventlog.stores.protocol import Store
from eventlog.stores.sqlite import SQLiteStore

__all__ = ["OPENERS", "is_same", "is_there", "open_store", "place"]

_ADDRESS = re.compile("[a-z][a-z0-9+.-]*://|postgres(?:ql)?:", re.IGNORECASE)  # the last one lacks its slashes

Opener: TypeAlias = Callable[..., Store]
"""Opens `target` with `zone`, `durability`, `read_only`, `create` and `private`, which `eventlog.open` checked."""


def open_store(target: str, **given: Any) -> Store:
    """The store at `target`, by the first row that its beginning fits; a plain path is a file."""
    return _opener(target)(target, **given)


def place(target: str) -> str:
    """What a target is called where others read it: a file as it is, an address without user and password."""
    if _opener(target) is not _on_a_server:
        return target
    from eventlog.stores.postgres.target import Target

    return Target.read(target).name


def is_there(target: str) -> bool:
    """Whether there is a log, or at least a file, at a target. Raises what opening does where nobody can tell."""
    if _opener(target) is not _on_a_server:
        return Path(target).exists()
    from eventlog.stores.postgres.creating import is_made

    return is_made(target)


def is_same(one: str, other: str) -> bool:
    """Whether two targets are one place, whatever they are called: a file by itself, a server by its address."""
    if _on_a_server not in (_opener(one), _opener(other)):
        return is_there(one) and is_there(other) and Path(one).samefile(other)
    return place(one) == place(other)


def _opener(target: str) -> Opener:
    scheme = _ADDRESS.match(target)
    begun = target if scheme is None else scheme[0].lower()
    found = next((opener for begin, opener in OPENERS if begun.startswith(begin)), None)
    if found is None and scheme is not None:  # which may hold a password
        raise InvalidValue(
            f"no log is kept at {begun}...: give a file's path, ':memory:', or postgresql://user@host/database?schema=name"
        )
    return found or _in_a_file


def _in_memory(target: str, *, zone: str, read_only: Any, create: bool, **_: Any) -> Store:
    if target != ":memory:":
        raise InvalidValue(f"{target} is no place for a log: give ':memory:', or a file's path")
    if read_only:
        raise InvalidValue("a log in memory that can only be read would stay empty: leave read_only out")
    if not create:
        raise InvalidValue("a log in memory is always a new one: leave create=False out, or give a file's path")
    return MemoryStore(zone=zone)


def _on_a_server(target: str, *, zone: str, durability: str, read_only: Any, create: bool, **_: Any) -> Store:
    if durability != "full":
        raise InvalidValue("a log on a server flushes each batch before it is acknowledged: leave durability out")
    if read_only == "immutable":
        raise InvalidValue("read_only='immutable' is for a log in a file: pass read_only=True")
    from eventlog.stores.postgres import PostgresStore

    return PostgresStore(target, zone=zone, read_only=read_only, may_create=create)


def _in_a_file(target: str, *, create: bool, **given: Any) -> Store:
    return SQLiteStore(target, may_create=create, **given)


OPENERS: Final[tuple[tuple[str, Opener], ...]] = (
    (":memory:", _in_memory),
    ("postgresql://", _on_a_server),
    ("postgres://", _on_a_server),
)
"""What a target begins with, and what opens it."""

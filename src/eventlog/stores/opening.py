"""Which store a target is opened in: one row for each kind of place. A new store is a folder and a row here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from eventlog.errors import InvalidValue, StoreError
from eventlog.stores.memory import MemoryStore
from eventlog.stores.protocol import Store
from eventlog.stores.sqlite import SQLiteStore

__all__ = ["OPENERS", "open_store"]

Opener: TypeAlias = Callable[..., Store]
"""Opens `target` with `zone`, `durability`, `read_only`, `create` and `private`, which `eventlog.open` checked."""


def open_store(target: str, **given: Any) -> Store:
    """The store at `target`, by the first row that its beginning fits; a plain path is a file."""
    opener = next((opener for begin, opener in OPENERS if target.startswith(begin)), _in_a_file)
    return opener(target, **given)


def _in_memory(target: str, *, zone: str, read_only: Any, create: bool, **_: Any) -> Store:
    if target != ":memory:":
        raise InvalidValue(f"{target} is no place for a log: give ':memory:', or a file's path")
    if read_only:
        raise InvalidValue("a log in memory that can only be read would stay empty: leave read_only out")
    if not create:
        raise InvalidValue("a log in memory is always a new one: leave create=False out, or give a file's path")
    return MemoryStore(zone=zone)


def _on_a_server(target: str, **_: Any) -> Store:
    del target
    raise StoreError("a log on a PostgreSQL server can't be opened yet: give a file's path")


def _in_a_file(target: str, *, create: bool, **given: Any) -> Store:
    return SQLiteStore(target, may_create=create, **given)


OPENERS: Final[tuple[tuple[str, Opener], ...]] = (
    (":memory:", _in_memory),
    ("postgresql://", _on_a_server),
    ("postgres://", _on_a_server),
)
"""What a target begins with, and what opens it."""

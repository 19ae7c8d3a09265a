"""Taking in a log that was written elsewhere, byte for byte: positions, moments, salts, commits.

A store makes positions and salts itself; here they are given. It is done once, into an empty log, in one step: either
all of it is there afterwards or nothing. What is given has been checked by whoever reads it; a store does not know what
a body means.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs

from eventlog.errors import InvalidValue, StoreError
from eventlog.stores.appending import put_in
from eventlog.stores.memory import MemoryStore
from eventlog.stores.sqlite import SQLiteStore
from eventlog.stores.store import Head, Store, StoredEntry

__all__ = ["Adopted", "adopt"]


@attrs.frozen
class Adopted:
    """An entry as it was stored elsewhere, with its id and keys; `id` is None where its body was erased."""

    stored: StoredEntry
    id: str | None
    keys: tuple[str, ...]


def adopt(store: Store, batches: Iterable[Sequence[Adopted]]) -> Head:
    """Fill an empty store with batches, in order. Raises InvalidValue where it is not empty, StoreError."""
    if isinstance(store, SQLiteStore):
        return _into_file(store, batches)
    if isinstance(store, MemoryStore):
        return _into_memory(store, batches)
    raise StoreError(f"{store!r} can't take in a log that was written elsewhere")


def _next(head: Head, batch: Sequence[Adopted]) -> Head:
    frontier = head.frontier.extend(one.stored.leaf for one in batch)
    erased = head.erased + sum(one.stored.body is None for one in batch)
    return Head(frontier.size, batch[0].stored.recorded, frontier, erased)


def _check_empty(head: Head) -> None:
    if head.size:
        raise InvalidValue(f"this log has {head.size} entries already: a whole log is taken into an empty one only")


def _into_file(store: SQLiteStore, batches: Iterable[Sequence[Adopted]]) -> Head:
    with store.writing() as writing:
        head = writing.head
        _check_empty(head)
        for batch in batches:
            head = _next(head, batch)
            put_in(
                writing._connection,  # noqa: SLF001 - the same room
                [
                    (s.position, s.recorded, s.kind, one.id, s.commit, s.salt, s.body)
                    for one in batch
                    for s in (one.stored,)
                ],
                [one.keys for one in batch],
                head,
            )
        writing.after = head
    return head


def _into_memory(store: MemoryStore, batches: Iterable[Sequence[Adopted]]) -> Head:
    with store._lock:  # noqa: SLF001 - the same room
        head = store.head()
        _check_empty(head)
        entries: list[StoredEntry] = []
        ends: list[tuple[int, int]] = []
        ids: dict[int, str] = {}
        keys: dict[str, list[int]] = {}
        for batch in batches:
            head = _next(head, batch)
            ends.append((batch[0].stored.recorded, head.size))
            for one in batch:
                entries.append(one.stored)
                if one.id is not None:
                    ids[one.stored.position] = one.id
                for key in dict.fromkeys(one.keys):
                    keys.setdefault(key, []).append(one.stored.position)
        store._entries, store._batches, store._id_at, store._keys = entries, ends, ids, keys  # noqa: SLF001
        store._ids = {id: at for at, id in ids.items()}  # noqa: SLF001
        store._head = head  # noqa: SLF001
    return head

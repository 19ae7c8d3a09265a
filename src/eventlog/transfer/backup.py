"""A backup: a copy of a log in a new file, made while the log is in use, and verified before it gets its name."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from eventlog.audit.verification import Verification
from eventlog.audit.verify import verify
from eventlog.codec import Reading
from eventlog.errors import StorageFull, StoreError
from eventlog.events import UnknownEvent
from eventlog.events.dependencies import effects
from eventlog.files.names import check_name, told
from eventlog.files.outputs import beside
from eventlog.stores import RestoredEntry, SQLiteStore, Store, StoredEntry

__all__ = ["backup", "fill"]


def backup(store: Store, path: str | os.PathLike[str]) -> Verification:
    """Copy a log, while it is in use, into a new file, and verify the copy. See EventLog.backup."""
    head = store.head()
    with beside(path, how="") as part:
        if not store.snapshot(part, check_name(path)):
            reader = Reading(store.id_at)
            entries = (_restored(one, reader, store.id_at) for one in store.entries(0, head.size))
            fill(part, check_name(path), store.zone, _batched(entries), store.withheld())
        looked = SQLiteStore(part, read_only="immutable")
        try:
            found = verify(looked)
        finally:
            looked.close()
        if not found.ok or found.size < head.size:
            raise StoreError(f"the copy of the log does not verify, so it was not kept: {found}")
    return found


def fill(part: Path, name: str, zone: str, batches: Iterable[list[RestoredEntry]], withheld: Sequence[int]) -> None:
    """Make a log at a passing name, which will be called `name`, and fill it. It is one file then, or StoreError."""
    part.unlink()  # its name is nobody else's, and a log makes its file itself
    try:
        copy = SQLiteStore(part, zone=zone)
        try:
            copy.restore(batches, withheld)
        finally:
            copy.close()
    except StorageFull as error:
        raise StorageFull(
            f"there is no room left for {told(name)}: nothing of it was kept; make room and try again"
        ) from error
    journal = part.with_name(f"{part.name}-wal")
    if journal.exists() and journal.stat().st_size:
        raise StoreError(
            f"{told(name)} could not be brought into one file, for lack of room perhaps: nothing of it was kept; make "
            "room and try again"
        )


def _restored(stored: StoredEntry, reading: Reading, id_at: Callable[[int], str | None]) -> RestoredEntry:
    event = None if stored.body is None else reading.decode(stored.kind, stored.body)
    keys = () if event is None or isinstance(event, UnknownEvent) else effects(event)
    return RestoredEntry(stored, id_at(stored.position), keys)


def _batched(entries: Iterable[RestoredEntry]) -> Iterator[list[RestoredEntry]]:
    for _, group in groupby(entries, key=lambda one: one.stored.recorded):
        yield list(group)

"""Carrying a whole log to another place: from a file to a server, from a server to a file, byte for byte."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from eventlog.audit.verification import Verification
from eventlog.audit.verify import verify
from eventlog.codec import Reading
from eventlog.errors import InvalidValue, StoreError
from eventlog.events import UnknownEvent
from eventlog.events.dependencies import effects
from eventlog.stores import RestoredEntry, Store, StoredEntry

__all__ = ["carry"]


def carry(store: Store, other: Store) -> Verification:
    """Take all that a log holds into another, empty one: the same root, moments, answers and tokens.

    What was redacted, or withheld, is so there too. What is recorded meanwhile is left for another day. One that holds
    just this log already, from an earlier run, is only verified. Returns what a verification of the other one says.
    Raises InvalidValue where it holds anything else, or lives in another zone; StoreError, also where something is
    redacted meanwhile.
    """
    if store.zone != other.zone:
        raise InvalidValue(
            f"this log lives in {store.zone}, and the other one in {other.zone}: make it in {store.zone}"
        )
    head = store.head()
    if other.head() != head or [*other.withheld()] != [*store.withheld()]:
        other.restore(_batches(store, head.size, head.erased), store.withheld())
    found = verify(other)
    if not found.ok or other.head().root != head.root:
        raise StoreError(f"what was carried does not verify: keep the log that it came from, and run verify: {found}")
    return found


def _batches(store: Store, size: int, erased: int) -> Iterator[list[RestoredEntry]]:
    reading = Reading(store.id_at)
    for _, group in groupby(store.entries(0, size), key=lambda one: one.recorded):
        batch = [_restored(one, reading, store) for one in group]
        if any(one.id is None and one.stored.body is not None for one in batch):
            raise _redacted_meanwhile()  # between two looks at it
        yield batch
    if store.counts()[1] != erased:  # what was erased would be missing there, and what says so is not carried
        raise _redacted_meanwhile()


def _redacted_meanwhile() -> StoreError:
    return StoreError("something was redacted while the log was carried, so nothing was taken in: carry it again")


def _restored(one: StoredEntry, reading: Reading, store: Store) -> RestoredEntry:
    event = None if one.body is None else reading.decode(one.kind, one.body)
    keys = () if event is None or isinstance(event, UnknownEvent) else effects(event)
    return RestoredEntry(one, store.id_at(one.position), keys)

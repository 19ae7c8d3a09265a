"""What a store of entries is asked for: the whole contract, and nothing beyond.

Log, audit, transfer and redaction ask nothing else of a store; `eventlog.testing` tries all of it on one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

from eventlog.stores.entries import (
    NOTHING,
    Ahead,
    Candidates,
    Content,
    Head,
    NewEntry,
    Overtaken,
    RestoredEntry,
    StoredEntry,
)
from eventlog.stores.finding import Finding
from eventlog.stores.inspection import Inspection
from eventlog.stores.remains import Remains
from eventlog.stores.states import KeptState
from eventlog.stores.waking import Wake

__all__ = ["Nearby", "Readable", "Store", "Writing", "appended"]

Result = TypeVar("Result")


class Writing(Protocol):
    """A transaction with the log's only write lock: nobody else writes until it ends.

    It does not promise that a reader sees anything before it ends. `append` may be called once. What it reads
    is the log as it was before that call.
    """

    @property
    def head(self) -> Head:
        """The end of the log when the lock was taken."""
        ...

    @property
    def beside(self) -> bool:
        """Whether others may write until `append`."""
        ...

    def find(self, id: str) -> int | None:
        """The position of the entry with this id."""
        ...

    def find_all(self, ids: Sequence[str]) -> dict[str, int]:
        """The positions of those of these ids that are there, in one look-up."""
        ...

    def id_at(self, position: int) -> str | None:
        """The id of the entry at a position; None where it was redacted, or where there is no such entry."""
        ...

    def entry(self, position: int) -> StoredEntry:
        """The entry at a position. Raises LookupError."""
        ...

    def known(self, keys: Sequence[str]) -> set[str]:
        """Those of these keys under which any entry has an effect, in one look-up."""
        ...

    def newest_about(self, key: str) -> Iterator[int]:
        """The positions that have an effect under this key, the last one first."""
        ...

    def append(self, rows: Sequence[NewEntry], recorded: int, *, moving: bool = False) -> Head:
        """Add entries after the last one, all with one `recorded` (microseconds), which must lie above the
        last batch's. They are the last ones of the head that is returned.

        `moving`: what the batch rests on was all looked up in this block, by id and by key. So where others may write
        meanwhile, and nothing of that changed, it may be put behind what came, with `recorded` raised as need be, and
        the positions in its holes.
        """
        ...

    def erase(self, positions: Iterable[int]) -> None:
        """Erase body, salt, id and keys of these entries. The batch must hold the `redacted` entry that names
        them. All states of projections go with them.
        """
        ...

    def keep(self, state: KeptState, before: KeptState | None, erased: int, *, alone: bool = False) -> bool:
        """Put a state in the place of the one `before`, or where none is, when the block ends.

        `alone`: all others of its name go. False, and nothing is done, where another one stands there, or the log has
        not this number of erased bodies.
        """
        ...


class Readable(Protocol):
    """What a reader of events asks of what holds entries: all those of a log, or some of them.

    Positions are inclusive at `upto` and exclusive at `after`. Iterators use little memory and hold no lock.
    """

    @property
    def zone(self) -> str:
        """The zone in which the log lives; chosen when it is made, and never changed."""
        ...

    def counts(self) -> tuple[int, int]:
        """How many entries there are now, and how many bodies have been erased: of `head`, what is asked for often."""
        ...

    def entry(self, position: int) -> StoredEntry:
        """The entry at a position. Raises LookupError."""
        ...

    def contents(self, after: int, upto: int, kind: str | None = None) -> Iterator[Sequence[Content]]:
        """What the entries in a range of positions are read from, in order, some at a time.

        `kind`: only those that have a body and are of this kind's name (`claim-recorded`), in whatever version, or of a
        kind without a dot that nobody here knows.
        """
        ...

    def at(self, positions: Sequence[int]) -> Iterator[Sequence[Content]]:
        """What the entries at these positions are read from, some at a time. They rise; all are of entries."""
        ...

    def under(self, keys: Sequence[str], after: int, upto: int) -> Iterator[Sequence[Content]]:
        """The entries that have an effect under any of these keys, each once, in a range of positions, in order."""
        ...

    def having(self, ids: Sequence[str], upto: int) -> Iterator[Sequence[Content]]:
        """The entries that have these ids, up to a position, in order; ids that are not there are passed over."""
        ...

    def keys(self, prefix: str, upto: int) -> Iterator[str]:
        """The effect keys that begin with `prefix` and have an entry up to a position, in order of code
        points.
        """
        ...

    def candidates(self, words: Sequence[Sequence[str]], tiers: Sequence[Sequence[str]], upto: int) -> Candidates:
        """For each tier, a few kinds, its entries up to a position that may hold all words of one of these sets in
        their bodies' texts, as `eventlog.terms` folds both: the last one first, some at a time.

        Never fewer than do hold them, and more where that is easier: `backwards` gives all. And, as far as an index
        tells it, what had no words to be found by, since it could not be read.
        """
        ...

    def find(self, id: str) -> int | None:
        """The position of the entry with this id."""
        ...

    def id_at(self, position: int) -> str | None:
        """The id of the entry at a position; None where it was redacted, or where there is no such entry."""
        ...

    def upto(self, recorded: int) -> int:
        """The position of the last entry recorded at or before this moment (microseconds); 0 if there is
        none.
        """
        ...

    def withheld(self) -> Sequence[int]:
        """The positions of the entries that were left out of this copy of a log, in order; most logs have none."""
        ...

    def around(self, question: str) -> Nearby | None:
        """What the log holds now: how large it is, is not asked again. With what is likely to bear on a question at
        hand, for a store that answers over some distance, and is better asked once for much than often for little. None
        where all is as near.
        """
        ...


class Nearby(Readable, Protocol):
    """What some of a log is at hand of."""

    @property
    def ids(self) -> Mapping[int, str]:
        """The ids of the entries at hand, by position."""
        ...


class Store(Readable, Protocol):
    """An ordered sequence of entries, from position 1, without gaps.

    What it does not promise: that a body can be read (it may be redacted), that a body makes sense, that a
    later call sees no more than an earlier one, or that its owner has not replaced the whole of it. What it
    does promise: an entry once seen is never another one; a batch is seen whole or not at all; positions are
    dense and `recorded` rises from batch to batch; reading from several threads at once is safe; every error
    is a StoreError, and after `close` LogClosed. Positions are inclusive at `upto` and exclusive at `after`.
    Iterators use little memory and hold no lock.
    """

    def head(self) -> Head:
        """The end of the log now."""
        ...

    def entries(self, after: int, upto: int) -> Iterator[StoredEntry]:
        """The entries in a range of positions, in order, with salts and commits."""
        ...

    def states(self, name: str) -> list[KeptState]:
        """The states that are kept of a projection."""
        ...

    def writing(self, *, held: bool = True, ahead: Ahead = NOTHING) -> AbstractContextManager[Writing]:
        """Take the write lock. Leaving the block commits; leaving it by any exception leaves the log as it
        was.

        Without `held`, a store that is far away may let others write until `append`, which is then all that is done to
        the log, and which raises Overtaken where something came in between: `appended` sees to that. `ahead`: what is
        going to be looked up in the block. Raises Busy, ReadOnly, StorageFull or another StoreError.
        """
        ...

    def waking(self) -> AbstractContextManager[Wake]:
        """What a follower waits by for the length of the block: it wakes the follower when something may have come."""
        ...

    def inspecting(self) -> AbstractContextManager[Inspection]:
        """Look at what is stored as it is stored, in one snapshot. Raises LogClosed, and StoreError where not even
        that can be read.
        """
        ...

    def restore(self, batches: Iterable[Sequence[RestoredEntry]], withheld: Sequence[int] = ()) -> Head:
        """Fill an empty store with batches that were recorded elsewhere, byte for byte, in order.

        `withheld`: the positions, in order, of entries of which only the record is given, since this is a copy without
        their words; nothing is ever appended to it. All of it is there afterwards, or nothing. The caller has checked
        what is given. Raises InvalidValue where the store is not empty, and whatever `batches` raises.
        """
        ...

    def snapshot(self, path: str | os.PathLike[str], name: str) -> bool:
        """Write a copy into an empty SQLite file at `path`, in one snapshot, without what is left of erased rows.

        False where the store has no shorter way than the entries one by one. `name`: what errors call the copy.
        """
        ...

    def vacuum(self) -> tuple[str, ...]:
        """Clean the store's own files of what was erased. Returns what could not be cleaned, in sentences."""
        ...

    def discard(self) -> bool:
        """Take back an empty log that nobody else has open: close it and remove its files. Whether that was done."""
        ...

    def remains(self, words: Sequence[bytes]) -> Remains:
        """What is left in the store's own files of what was erased. `words`: bytes of it, known from elsewhere, which
        are looked for.
        """
        ...

    def findings(self) -> Iterator[Finding]:
        """How the store and what it stands on are doing, for `doctor`. Nothing is changed."""
        ...

    def close(self) -> None:
        """Give back what the store holds. Any later use raises LogClosed; closing again does nothing."""
        ...


_TRIES = 4


def appended(store: Store, step: Callable[[Writing], Result], ahead: Ahead = NOTHING) -> Result:
    """What `step` gives for a transaction in which it may append, and do no more; it is done anew where others came
    before it, at last with the lock. `ahead`: what it is going to look up.
    """
    for number in range(_TRIES):
        try:
            with store.writing(held=False, ahead=ahead._replace(sure=number > 0)) as writing:
                return step(writing)
        except Overtaken:
            continue
    with store.writing() as writing:
        return step(writing)

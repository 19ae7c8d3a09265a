"""What a store of entries is asked for, and nothing beyond.

A store keeps bytes in an order. It knows neither events nor questions nor clocks: what it is given is a kind,
a body, an id and some keys, and what it adds is a position, a salt, a hash. All reasoning over what the bytes
mean is done above, so that two stores can't come to differ in it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol, TypeAlias

import attrs

from eventlog.errors import InvalidValue
from eventlog.proof import SALT_BYTES, Frontier, commits_and_leaves, leaf_hash, record

__all__ = [
    "Content",
    "Head",
    "NewEntry",
    "Salts",
    "Store",
    "StoredEntry",
    "Writing",
    "random_salt",
    "seal",
]

Content: TypeAlias = tuple[int, int, str, bytes | None]
"""What an entry is read from: position, recorded (microseconds), kind, body (None: redacted). No salt, no commit."""


Salts: TypeAlias = Callable[[], bytes]
"""Gives the 32 bytes with which the next body is committed to. They must not be guessable: see proof.records.
"""


def random_salt() -> bytes:
    """32 bytes from the operating system."""
    return os.urandom(SALT_BYTES)


class NewEntry(NamedTuple):
    """What a store is given: a stored kind, the body's bytes, the event's id, and the keys under which it is
    found. A named tuple, as is StoredEntry: there are as many of them as entries, and no class is made faster.
    """

    kind: str
    body: bytes
    id: str
    keys: tuple[str, ...] = ()


class StoredEntry(NamedTuple):
    """What a store gives back, byte for byte. `body` and `salt` are None where the entry was redacted.

    `recorded` is in microseconds since 1970, UTC.
    """

    position: int
    recorded: int
    kind: str
    body: bytes | None
    salt: bytes | None
    commit: bytes

    @property
    def leaf(self) -> bytes:
        """The leaf hash of the entry, worked out from what is stored; leaf index = position - 1."""
        return leaf_hash(record(self.position, self.recorded, self.commit, self.kind))


@attrs.frozen
class Head:
    """The end of the log: the position and time of the last entry, the edge of the tree, how many bodies are
    erased.
    """

    size: int = 0
    recorded: int | None = None
    frontier: Frontier = Frontier()  # noqa: RUF009 - a value that never changes
    erased: int = 0

    @property
    def root(self) -> bytes:
        """The root over all leaves, 32 bytes."""
        return self.frontier.root()


class Writing(Protocol):
    """A transaction with the log's only write lock: nobody else writes until it ends.

    It does not promise that a reader sees anything before it ends. `append` may be called once. What it reads
    is the log as it was before that call.
    """

    @property
    def head(self) -> Head:
        """The end of the log when the lock was taken."""
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

    def newest_about(self, key: str) -> Iterator[int]:
        """The positions that have an effect under this key, the last one first."""
        ...

    def append(self, rows: Sequence[NewEntry], recorded: int) -> Head:
        """Add entries after the last one, all with one `recorded` (microseconds), which must lie above the
        last batch's.
        """
        ...

    def erase(self, positions: Iterable[int]) -> None:
        """Erase body, salt, id and keys of these entries. The batch must hold the `redacted` entry that names
        them.
        """
        ...


class Store(Protocol):
    """An ordered sequence of entries, from position 1, without gaps.

    What it does not promise: that a body can be read (it may be redacted), that a body makes sense, that a
    later call sees no more than an earlier one, or that its owner has not replaced the whole of it. What it
    does promise: an entry once seen is never another one; a batch is seen whole or not at all; positions are
    dense and `recorded` rises from batch to batch; reading from several threads at once is safe; every error
    is a StoreError, and after `close` LogClosed. Positions are inclusive at `upto` and exclusive at `after`.
    Iterators use little memory and hold no lock.
    """

    @property
    def zone(self) -> str:
        """The zone in which the log lives; chosen when it is made, and never changed."""
        ...

    def head(self) -> Head:
        """The end of the log now."""
        ...

    def counts(self) -> tuple[int, int]:
        """How many entries there are now, and how many bodies have been erased: of `head`, what is asked for often."""
        ...

    def entry(self, position: int) -> StoredEntry:
        """The entry at a position. Raises LookupError."""
        ...

    def entries(self, after: int, upto: int) -> Iterator[StoredEntry]:
        """The entries in a range of positions, in order, with salts and commits."""
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

    def writing(self) -> AbstractContextManager[Writing]:
        """Take the write lock. Leaving the block commits; leaving it by any exception leaves the log as it
        was.

        Raises Busy, ReadOnly, StorageFull or another StoreError.
        """
        ...

    def close(self) -> None:
        """Give back what the store holds. Any later use raises LogClosed; closing again does nothing."""
        ...


def seal(rows: Sequence[NewEntry], recorded: int, head: Head, salts: Salts) -> tuple[list[bytes], list[bytes], Head]:
    """Give new entries their salts and commits, and the log its new head. Every store does it by this.

    Raises InvalidValue where `recorded` does not lie above the last batch's, or two entries have one id.
    """
    if len({row.id for row in rows}) < len(rows):
        twice = next(row.id for at, row in enumerate(rows) if any(row.id == one.id for one in rows[:at]))
        raise InvalidValue(f"two entries of one batch have the id {twice}: an event is recorded once")
    if head.recorded is not None and recorded <= head.recorded:
        raise InvalidValue(
            f"a batch recorded at {recorded} does not lie above the last one, recorded at {head.recorded}"
        )
    salted = _drawn(salts, len(rows))
    contents = zip(salted, [row.body for row in rows], [row.kind for row in rows], strict=True)
    commits, leaves = commits_and_leaves(head.size + 1, recorded, contents)
    frontier = head.frontier.extend(leaves)
    return salted, commits, Head(frontier.size, recorded, frontier, head.erased)


def _drawn(salts: Salts, count: int) -> list[bytes]:
    """So many salts; those of the operating system in one call."""
    if salts is not random_salt:
        return [salts() for _ in range(count)]
    drawn = os.urandom(SALT_BYTES * count)
    return [drawn[at : at + SALT_BYTES] for at in range(0, len(drawn), SALT_BYTES)]

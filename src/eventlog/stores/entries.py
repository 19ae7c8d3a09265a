"""What a store is given and gives back: bytes in an order, with what the store adds (a position, a salt, a hash).

A store knows neither events nor questions nor clocks. All reasoning over what the bytes mean is done above, so that two
stores can't come to differ in it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

import attrs

from eventlog.errors import InvalidValue, ReadOnly
from eventlog.proof import SALT_BYTES, Frontier, commits_and_leaves, leaf_hash, record

__all__ = [
    "NOTHING",
    "Ahead",
    "Candidates",
    "Content",
    "Head",
    "Named",
    "NewEntry",
    "Overtaken",
    "RestoredEntry",
    "Salts",
    "StoredEntry",
    "check_batch",
    "check_empty",
    "check_whole",
    "drawn",
    "random_salt",
    "restored",
    "seal",
]

Content: TypeAlias = tuple[int, int, str, bytes | None]
"""What an entry is read from: position, recorded (microseconds), kind, body (None: redacted). No salt, no commit."""

Named: TypeAlias = tuple[int, int, str, bytes | None, str | None]
"""The same with an id behind it. Beside what may hold some words: None, unless the entry can be read, the id is its
own, and nothing decides over it, nor over how it reads (see `decides` in events.dependencies).
"""

Salts: TypeAlias = Callable[[], bytes]
"""Gives the 32 bytes with which the next body is committed to. They must not be guessable: see proof.records.
"""


def random_salt() -> bytes:
    """32 bytes from the operating system."""
    return os.urandom(SALT_BYTES)


class Candidates(NamedTuple):
    """What may hold some words. `tiers`: for each that was asked for its entries, the last one first, some at a time;
    `()` where it is known that there are none.

    `told`: up to which position an index tells what can't be read; 0 where there is none. `unread`: the positions up to
    there of what could not be read when it was indexed, in order; maybe more. What was damaged since stands among those
    that hold the words that it had.

    `named`: what the entries at some positions are read from, as `Store.at` gives it, with the ids of those over which
    nothing decides, as far as an index vouches for them; None where none does. So may those of the tiers be given.
    """

    tiers: Sequence[Iterable[Sequence[Content | Named]]]
    told: int = 0
    unread: Sequence[int] = ()
    named: Callable[[Sequence[int]], Iterator[Sequence[Content | Named]]] | None = None


class NewEntry(NamedTuple):
    """What a store is given: a stored kind, the body's bytes, the event's id, and the keys under which it is
    found. A named tuple, as is StoredEntry: there are as many of them as entries, and no class is made faster.

    `holes`: where in the body the position of an entry of the same batch stands (bytes from 0), and that position.
    """

    kind: str
    body: bytes
    id: str
    keys: tuple[str, ...] = ()
    holes: tuple[tuple[int, int], ...] = ()


class Ahead(NamedTuple):
    """What a writer is going to look up: ids, and keys of which it asks what came last. A store may do so at once.

    Where `sure` is False, a store need not look anything up: it may take for granted what it checks when the batch is
    appended. Where that turns out wrong, and where the block ends without a batch, it raises Overtaken.
    """

    ids: Sequence[str] = ()
    keys: Sequence[str] = ()
    sure: bool = True


NOTHING = Ahead()
"""Nothing that is known before."""


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


class Overtaken(Exception):
    """Something came into the log since a batch was put together, or was taken for granted for it and is not so, and
    may bear on it: nothing was recorded.

    Only between a store and its writer, which reads anew and tries again.
    """


@attrs.frozen
class RestoredEntry:
    """An entry as it was stored elsewhere, with its id and keys; `id` is None where its body was erased."""

    stored: StoredEntry
    id: str | None
    keys: tuple[str, ...]


def seal(rows: Sequence[NewEntry], recorded: int, head: Head, salts: Salts) -> tuple[list[bytes], list[bytes], Head]:
    """Give new entries their salts and commits, and the log its new head. Every store does it by this, or by what gives
    the same.

    Raises InvalidValue where `recorded` does not lie above the last batch's, or two entries have one id.
    """
    check_batch(rows, recorded, head)
    salted = drawn(salts, len(rows))
    contents = zip(salted, [row.body for row in rows], [row.kind for row in rows], strict=True)
    commits, leaves = commits_and_leaves(head.size + 1, recorded, contents)
    frontier = head.frontier.extend(leaves)
    return salted, commits, Head(frontier.size, recorded, frontier, head.erased)


def check_batch(rows: Sequence[NewEntry], recorded: int, head: Head) -> None:
    """Refuse, with InvalidValue, a moment that does not lie above the last batch's, and one id for two entries."""
    if len({row.id for row in rows}) < len(rows):
        twice = next(row.id for at, row in enumerate(rows) if any(row.id == one.id for one in rows[:at]))
        raise InvalidValue(f"two entries of one batch have the id {twice}: an event is recorded once")
    if head.recorded is not None and recorded <= head.recorded:
        raise InvalidValue(
            f"a batch recorded at {recorded} does not lie above the last one, recorded at {head.recorded}"
        )


def drawn(salts: Salts, count: int) -> list[bytes]:
    """*n* salts; those of the operating system in one call."""
    if salts is not random_salt:
        return [salts() for _ in range(count)]
    octets = os.urandom(SALT_BYTES * count)
    return [octets[at : at + SALT_BYTES] for at in range(0, len(octets), SALT_BYTES)]


def check_empty(head: Head) -> None:
    """Refuse to restore a log into one that holds something. Raises InvalidValue."""
    if head.size:
        raise InvalidValue(f"this log has {head.size} entries already: a whole log is taken into an empty one only")


def check_whole(withheld: Sequence[int]) -> None:
    """Refuse to write to a copy from which entries are withheld. Raises ReadOnly."""
    if withheld:
        raise ReadOnly(
            f"{len(withheld)} of the entries are withheld from this copy, which is for reading: record in the log that "
            "it was made from"
        )


def restored(head: Head, batch: Sequence[RestoredEntry]) -> Head:
    """The head after a batch that was recorded elsewhere, which is not empty, was put behind `head`."""
    frontier = head.frontier.extend(one.stored.leaf for one in batch)
    erased = head.erased + sum(one.stored.body is None for one in batch)
    return Head(frontier.size, batch[0].stored.recorded, frontier, erased)

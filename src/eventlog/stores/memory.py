"""The store in memory: the reference that every other one is measured against.

Readers take no lock. What is published last is the head, in one assignment, and no reader looks past the head
that it saw; so a batch comes into sight whole. A batch is put together beside the log and joined to it at the
end of the block, so leaving the block by an exception has nothing to undo.
"""

from __future__ import annotations

import os
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from threading import Lock

import attrs

from eventlog.errors import LogClosed
from eventlog.stores.backwards import backwards
from eventlog.stores.blocks import block
from eventlog.stores.entries import (
    NOTHING,
    Ahead,
    Candidates,
    Content,
    Head,
    NewEntry,
    RestoredEntry,
    Salts,
    StoredEntry,
    check_empty,
    check_whole,
    random_salt,
    restored,
    seal,
)
from eventlog.stores.finding import Finding
from eventlog.stores.inspection import Batch, HeldInspection
from eventlog.stores.kinds import of_kind
from eventlog.stores.remains import Remains
from eventlog.stores.states import KeptState
from eventlog.stores.waking import Wake, looking

__all__ = ["MemoryStore"]


_PIECE = 512


class MemoryStore:
    """A log that lasts as long as the process. Safe to share between threads."""

    def __init__(self, *, zone: str = "UTC", salts: Salts = random_salt) -> None:
        self._zone = zone
        self._salts = salts
        self._entries: list[StoredEntry] = []
        self._batches: list[tuple[int, int]] = []  # (recorded, position of the batch's last entry)
        self._ids: dict[str, int] = {}
        self._id_at: dict[int, str] = {}
        self._keys: dict[str, list[int]] = {}
        self._head = Head()
        self._lock = Lock()
        self._withheld: tuple[int, ...] = ()
        self._states: dict[tuple[str, str], KeptState] = {}
        self._closed = False

    def __repr__(self) -> str:
        return f"MemoryStore({self._head.size} entries)"

    @property
    def zone(self) -> str:
        """The zone in which the log lives."""
        return self._zone

    def head(self) -> Head:
        """The end of the log now."""
        if self._closed:
            raise LogClosed
        return self._head

    def counts(self) -> tuple[int, int]:
        """How many entries there are now, and how many bodies have been erased."""
        head = self.head()
        return head.size, head.erased

    def entry(self, position: int) -> StoredEntry:
        """The entry at a position. Raises LookupError."""
        if not 1 <= position <= self.head().size:
            raise LookupError(f"this log has no entry {position}: it has {self.head().size}")
        return self._entries[position - 1]

    def entries(self, after: int, upto: int) -> Iterator[StoredEntry]:
        """The entries in a range of positions, in order, with salts and commits."""
        last = min(upto, self.head().size)
        return (self.entry(position) for position in range(max(after, 0) + 1, last + 1))

    def contents(self, after: int, upto: int, kind: str | None = None) -> Iterator[Sequence[Content]]:
        """What the entries in a range of positions are read from, in order, some at a time; or those of one kind."""
        pieces = self.at(range(max(after, 0) + 1, min(upto, self.head().size) + 1))
        return pieces if kind is None else (of_kind(kind, piece) for piece in pieces)

    def at(self, positions: Sequence[int]) -> Iterator[Sequence[Content]]:
        """What the entries at these positions, which rise, are read from, some at a time."""
        for begin in range(0, len(positions), _PIECE):
            self.head()
            yield [self._entries[at - 1][:4] for at in positions[begin : begin + _PIECE]]

    def under(self, keys: Sequence[str], after: int, upto: int) -> Iterator[Sequence[Content]]:
        """The entries that have an effect under any of these keys, each once, in a range of positions, in order."""
        last = min(upto, self.head().size)
        found: set[int] = set()
        for key in keys:
            positions = self._keys.get(key, [])
            found.update(positions[bisect_right(positions, after) : bisect_right(positions, last)])
        return self.at(sorted(found))

    def having(self, ids: Sequence[str], upto: int) -> Iterator[Sequence[Content]]:
        """The entries that have these ids, up to a position, in order."""
        return self.at(sorted({position for position in self.find_all(ids).values() if position <= upto}))

    def keys(self, prefix: str, upto: int) -> Iterator[str]:
        """The effect keys that begin with `prefix` and have an entry up to a position, in order of code
        points.
        """
        last = min(upto, self.head().size)
        held = tuple(self._keys.items())  # taken at once, for another thread may be adding keys
        return iter(sorted(key for key, at in held if key.startswith(prefix) and at and at[0] <= last))

    def candidates(self, words: Sequence[Sequence[str]], tiers: Sequence[Sequence[str]], upto: int) -> Candidates:
        """For each tier all entries of its kinds, up to a position, the last one first: each is looked at."""
        del words
        return Candidates([backwards(self.contents, kinds, 0, min(upto, self.head().size)) for kinds in tiers])

    def find(self, id: str) -> int | None:
        """The position of the entry with this id."""
        last = self.head().size
        position = self._ids.get(id)
        return position if position is not None and position <= last else None

    def find_all(self, ids: Sequence[str]) -> dict[str, int]:
        """The positions of those of these ids that are there."""
        found = ((id, self.find(id)) for id in ids)
        return {id: position for id, position in found if position is not None}

    def id_at(self, position: int) -> str | None:
        """The id of the entry at a position; None where it was redacted, or where there is no such entry."""
        return self._id_at.get(position) if position <= self.head().size else None

    def upto(self, recorded: int) -> int:
        """The position of the last entry recorded at or before this moment (microseconds); 0 if there is
        none.
        """
        last = self.head().size
        before = bisect_right(self._batches, recorded, key=lambda batch: batch[0])
        return min(self._batches[before - 1][1], last) if before else 0

    def states(self, name: str) -> list[KeptState]:
        """The states that are kept of a projection."""
        self.head()
        return [state for (held, _), state in sorted(self._states.items()) if held == name]

    @block
    def writing(self, *, held: bool = True, ahead: Ahead = NOTHING) -> Iterator[MemoryWriting]:
        """Take the write lock, also where it need not be held; leaving the block normally joins what was appended."""
        del held, ahead
        with self._lock:
            check_whole(self._withheld)
            writing = MemoryWriting(self, self.head(), self._salts)
            yield writing
            self._join(writing)

    @contextmanager
    def waking(self) -> Iterator[Wake]:
        """By looking at the head."""
        yield looking(lambda: (self._closed, self._head.size))

    @contextmanager
    def inspecting(self) -> Iterator[HeldInspection]:
        """Look at what is held, as it is now."""
        self.head()
        with self._lock:  # a batch is joined in several steps
            held = HeldInspection(
                self._head,
                list(self._entries),
                [Batch(position, recorded, None) for recorded, position in self._batches],
                dict(self._id_at),
                {key: list(positions) for key, positions in self._keys.items()},
                self._withheld,
                [state for _, state in sorted(self._states.items())],
            )
        yield held

    def around(self, question: str) -> None:
        """All is at hand as it is."""

    def withheld(self) -> Sequence[int]:
        """The positions that were left out of this copy."""
        self.head()
        return self._withheld

    def restore(self, batches: Iterable[Sequence[RestoredEntry]], withheld: Sequence[int] = ()) -> Head:
        """Fill an empty log with batches that were recorded elsewhere, all or nothing."""
        with self._lock:
            head = self.head()
            check_empty(head)
            entries: list[StoredEntry] = []
            ends: list[tuple[int, int]] = []
            ids: dict[int, str] = {}
            keys: dict[str, list[int]] = {}
            for batch in batches:
                head = restored(head, batch)
                ends.append((batch[0].stored.recorded, head.size))
                for one in batch:
                    entries.append(one.stored)
                    if one.id is not None:
                        ids[one.stored.position] = one.id
                    for key in dict.fromkeys(one.keys):
                        keys.setdefault(key, []).append(one.stored.position)
            self._entries, self._batches, self._id_at, self._keys = entries, ends, ids, keys
            self._ids = {id: at for at, id in ids.items()}
            self._withheld = tuple(withheld)
            self._head = head
        return head

    def snapshot(self, path: str | os.PathLike[str], name: str) -> bool:
        """Nothing: there is no file to copy."""
        del path, name
        return False

    def vacuum(self) -> tuple[str, ...]:
        """Nothing is left: what was erased is gone from memory."""
        return ()

    def discard(self) -> bool:
        """Nothing: there are no files to take back."""
        return False

    def remains(self, words: Sequence[bytes]) -> Remains:  # noqa: ARG002 - nothing can be looked at
        """Nothing can be looked at: what a process has freed is its own matter."""
        return Remains(beyond=("memory that this process has freed, where the log is kept",))

    def findings(self) -> Iterator[Finding]:
        """Where it is kept."""
        return iter((Finding("log", "info", "in memory: it ends with this process"),))

    def close(self) -> None:
        """Let go of the log. It is gone; later use raises LogClosed."""
        self._closed = True

    def _join(self, writing: MemoryWriting) -> None:
        try:
            self._entries += writing.sealed
            for entry, row in zip(writing.sealed, writing.rows, strict=True):
                self._ids[row.id] = entry.position
                self._id_at[entry.position] = row.id
                for key in dict.fromkeys(row.keys):
                    self._keys.setdefault(key, []).append(entry.position)
            if writing.sealed:
                self._batches.append((writing.sealed[0].recorded, writing.after.size))
            for position in writing.erased:
                self._erase(position)
            self._states = {} if writing.erased else writing.states
            self._head = writing.after
        except BaseException:
            if self._head is not writing.after:
                self._part(writing)
            raise

    def _part(self, writing: MemoryWriting) -> None:
        """Undo a join that was interrupted half way (by Ctrl-C, say). What was erased stays so."""
        size = writing.head.size
        del self._entries[size:]
        while self._batches and self._batches[-1][1] > size:
            self._batches.pop()
        for index, row in enumerate(writing.rows, start=size + 1):
            if self._ids.get(row.id) == index:
                del self._ids[row.id]
            self._id_at.pop(index, None)
            for key in row.keys:
                positions = self._keys.get(key, [])
                del positions[bisect_left(positions, size + 1) :]

    def _erase(self, position: int) -> None:
        self._entries[position - 1] = self._entries[position - 1]._replace(body=None, salt=None)
        id = self._id_at.pop(position, None)
        if id is not None:
            del self._ids[id]
        for positions in self._keys.values():
            if position in positions:
                positions.remove(position)


class MemoryWriting:
    """One batch, put together beside the log."""

    beside = False

    def __init__(self, store: MemoryStore, head: Head, salts: Salts) -> None:
        self._store = store
        self._salts = salts
        self.head = head
        self.after = head
        self.rows: Sequence[NewEntry] = ()
        self.sealed: list[StoredEntry] = []
        self.erased: list[int] = []
        self.states = store._states  # noqa: SLF001 - two halves of one thing
        self.find = store.find
        self.find_all = store.find_all
        self.id_at = store.id_at
        self.entry = store.entry

    def known(self, keys: Sequence[str]) -> set[str]:
        """Those of these keys under which any entry has an effect."""
        return {key for key in keys if self._store._keys.get(key)}  # noqa: SLF001 - two halves of one thing

    def newest_about(self, key: str) -> Iterator[int]:
        """The positions that have an effect under this key, the last one first."""
        return reversed(self._store._keys.get(key, []))  # noqa: SLF001 - two halves of one thing

    def append(self, rows: Sequence[NewEntry], recorded: int, *, moving: bool = False) -> Head:
        """Add entries after the last one, all with one `recorded`."""
        del moving  # nobody else writes meanwhile
        assert not self.rows, "one block appends one batch"
        salted, commits, self.after = seal(rows, recorded, self.head, self._salts)
        placed = enumerate(zip(rows, salted, commits, strict=True), self.head.size + 1)
        self.sealed = [
            StoredEntry(at, recorded, row.kind, row.body, salt, commit) for at, (row, salt, commit) in placed
        ]
        self.rows = rows
        return self.after

    def keep(self, state: KeptState, before: KeptState | None, erased: int, *, alone: bool = False) -> bool:
        """Put a state in the place of the one before."""
        held = self.states.get((state.name, state.build if before is None else before.build))
        if erased != self.head.erased or (held and held.position) != (before and before.position):
            return False
        gone = before.build if before is not None else state.build
        left = {key: one for key, one in self.states.items() if key[0] != state.name or (not alone and key[1] != gone)}
        self.states = {**left, (state.name, state.build): state}
        return True

    def erase(self, positions: Iterable[int]) -> None:
        """Erase body, salt, id and keys of these entries."""
        self.erased = sorted(set(positions))
        gone = sum(self._store.entry(position).body is not None for position in self.erased)
        self.after = attrs.evolve(self.after, erased=self.after.erased + gone)

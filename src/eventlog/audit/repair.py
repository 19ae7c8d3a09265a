"""Building anew what a log finds its entries by, where it was damaged or edited.

What was recorded is proved by hashes and is not touched: if it is not what it was, nothing is done, and only a backup
helps. All else follows from it, and is derived as it was when the entries came in.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from eventlog.audit.verification import Verification
from eventlog.audit.verify import verify
from eventlog.codec import Naming
from eventlog.stores import SQLiteStore, StoredEntry
from eventlog.stores.sqlite.mending import rebuild

__all__ = ["repair_index"]


def repair_index(path: str | Path) -> Verification:
    """Build the index of the log in a file anew (ids, what finds them, keys, guards, views), and verify the log.

    What was recorded is not touched. What stands under entries of kinds that are not registered here is kept as it
    is. The log may be open elsewhere: open it anew there afterwards, for what was found by the damaged index is kept
    as long as nothing comes to it. Raises CorruptEntry where entries are not those that were recorded, Busy, NotALog,
    ReadOnly, StoreError; the file is then as it was.
    """
    real = os.path.realpath(path)
    rebuild(real, _Deriving().batch)
    store = SQLiteStore(real, read_only=True)
    try:
        return verify(store)
    finally:
        store.close()


class _Deriving:
    """Ids and keys from bodies alone, batch by batch: an entry may name one that stands further on in its batch."""

    def __init__(self) -> None:
        self._ids: dict[int, str | None] = {}
        self._keys: dict[int, tuple[str, ...] | None] = {}
        self._waiting: dict[int, tuple[StoredEntry, str | None]] = {}
        self._naming = Naming(self._id_at)

    def batch(self, batch: Sequence[tuple[StoredEntry, str | None]]) -> list[tuple[str | None, Sequence[str] | None]]:
        """Id and keys of each entry."""
        self._waiting = {one.position: (one, held) for one, held in batch}
        found: list[tuple[str | None, Sequence[str] | None]] = []
        for one, _ in batch:
            id = self._id_at(one.position)
            found.append((id, self._keys.pop(one.position)))
        return found

    def _id_at(self, position: int) -> str | None:
        if position in self._waiting:
            one, held = self._waiting.pop(position)
            self._ids[position], self._keys[position] = self._derived(one, held)
        return self._ids.get(position)

    def _derived(self, one: StoredEntry, held: str | None) -> tuple[str | None, tuple[str, ...] | None]:
        if one.body is None:
            return None, ()
        return self._naming.of(one.kind, one.body) or (held or _NAMELESS, None)


_NAMELESS = "event:unknown"

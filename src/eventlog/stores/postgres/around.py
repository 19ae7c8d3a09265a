"""A log on a server as one question sees it: what bears on that is fetched at once, and all else when it is asked for.

What is at hand is what the log held in one moment: some keys, and all that is under them. So a key that was fetched is
answered from here, also where nothing is under it, and one that was not is asked of the store.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from eventlog.stores.entries import Content
from eventlog.stores.postgres.lookups import Lookups, positions

__all__ = ["MOST", "Around"]

MOST = 4096
"""Up to this number of entries all are fetched at once; where there are more, in pieces."""


class Around:
    """What a store reads, some of it at hand. `rows` are those of the server's function of that name."""

    def __init__(self, store: Any, rows: Sequence[tuple[Any, ...]]) -> None:
        self._store: Lookups = store
        self._counts = next(((row[1], row[3]) for row in rows if row[0] is None and row[4] is None), (0, 0))
        self._contents = {row[1]: (row[1], row[3], row[4], row[5]) for row in rows if row[4] is not None}
        self.ids: dict[int, str] = {row[1]: row[6] for row in rows if row[6] is not None}
        self._at = {id: at for at, id in self.ids.items()}
        self._under: dict[str, set[int]] = {}
        for key, first, more, *_ in rows:
            if key is not None:
                self._under.setdefault(key, set()).update(() if first is None else positions(first, more))
        self.zone: str = store.zone
        self.entry = store.entry
        self.contents = store.contents
        self.keys = store.keys
        self.candidates = store.candidates
        self.upto = store.upto
        self.withheld = store.withheld
        self.around = store.around

    def counts(self) -> tuple[int, int]:
        """How many entries there were, and how many bodies had been erased."""
        return self._counts

    def at(self, positions: Sequence[int]) -> Iterator[Sequence[Content]]:
        """What the entries at these positions, which rise, are read from."""
        missing = [at for at in positions if at not in self._contents]
        if not missing:
            yield [self._contents[at] for at in positions]
            return
        found = {one[0]: one for piece in self._store.at(missing) for one in piece}
        yield [self._contents.get(at) or found[at] for at in positions]

    def under(self, keys: Sequence[str], after: int, upto: int) -> Iterator[Sequence[Content]]:
        """The entries that have an effect under any of these keys, each once, in a range of positions, in order."""
        unknown = [key for key in keys if key not in self._under]
        if len(unknown) == len(keys):
            yield from self._store.under(keys, after, upto)
            return
        here = {at for key in keys for at in self._under.get(key, ()) if after < at <= upto}
        found = {one[0]: one for piece in self.at(sorted(here)) for one in piece}
        found.update({one[0]: one for piece in self._store.under(unknown, after, upto) for one in piece})
        yield [found[at] for at in sorted(found)]

    def having(self, ids: Sequence[str], upto: int) -> Iterator[Sequence[Content]]:
        """The entries that have these ids, up to a position, in order."""
        there = {self._at[id] for id in ids if id in self._at}
        if unknown := [id for id in ids if id not in self._at]:
            there.update(self._store.find_all(unknown).values())
        return self.at(sorted(at for at in there if at <= upto))

    def find(self, id: str) -> int | None:
        """The position of the entry with this id."""
        return self._at[id] if id in self._at else self._store.find(id)

    def id_at(self, position: int) -> str | None:
        """The id of the entry at a position; None where it was redacted, or where there is no such entry."""
        return (
            self.ids[position] if position in self._contents and position in self.ids else self._store.id_at(position)
        )

"""What a writer remembers of a log: the head after its last batch, and what it looked up, or wrote, shortly before.

Who records one thing after the other writes mostly what is new, about little that is old. That is taken for granted
then: what is not remembered is held to be absent. The batch is put together on that, and the function that appends
looks whether all of it is so, as it has to do anyhow for what others may have written meanwhile. So one call does,
where two would. A guess that was wrong costs one: the batch is put together anew, on what is looked up. Nothing is
guessed again before what was looked up would have been guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from eventlog.stores.entries import Ahead, Head, NewEntry, Salts, drawn
from eventlog.stores.postgres.statements import LOOKED_AHEAD

__all__ = ["Recalled"]

_KEPT = 4096
_FEW = 64
"""For more than that a look costs little beside the rest, and a wrong guess much."""


@attrs.define
class Recalled:
    """`keys`: up to which position it is known what is under a key, and the last rows of that, the last one first."""

    head: Head = attrs.field(factory=Head)
    ids: dict[str, int] = attrs.field(factory=dict)
    keys: dict[str, tuple[int, list[list[int]]]] = attrs.field(factory=dict)
    trusted: bool = False
    unused: list[bytes] = attrs.field(factory=list)
    """Salts that were drawn for a batch that was not stored."""

    def suffices(self, ahead: Ahead) -> bool:
        """Whether a batch that looks this up may be put together on what is remembered."""
        return self.trusted and not ahead.sure and len(ahead.ids) + len(ahead.keys) <= _FEW

    def drawn(self, salts: Salts, many: int) -> list[bytes]:
        """`many` salts, those first that were drawn before and not used."""
        taken, self.unused = self.unused[:many], self.unused[many:]
        return [*taken, *drawn(salts, many - len(taken))] if taken else drawn(salts, many)

    def under(self, key: str) -> list[list[int]]:
        """The last rows under a key; none where it is taken for granted that there are none."""
        return self.keys[key][1] if key in self.keys else []

    def upto(self, key: str) -> int:
        """Up to which position that is so."""
        return self.keys[key][0] if key in self.keys else 0

    def looked_up(self, head: Head, found: Mapping[str, int | None], newest: Mapping[str, list[list[int]]]) -> None:
        """Remember what was looked up just now."""
        if head.erased != self.head.erased:  # an id that was erased may come again
            self.ids.clear()
            self.keys.clear()
        self.trusted = (
            head.size > 0
            and all(self.ids.get(id) == at for id, at in found.items())
            and all(self.under(key) == rows for key, rows in newest.items())
        )
        self._make_room()
        self.head = head
        self.ids.update((id, at) for id, at in found.items() if at is not None)
        self.keys.update((key, (head.size, rows)) for key, rows in newest.items() if rows)

    def appended(self, head: Head, rows: Sequence[NewEntry], newest: Mapping[str, list[list[int]]]) -> None:
        """Remember a batch that came in; `newest` is what was under the keys that were looked up before it."""
        self._make_room()
        self.head, self.trusted = head, True
        if len(rows) > _FEW:
            self.keys.clear()
            return
        under: dict[str, list[int]] = {}
        for position, row in enumerate(rows, start=head.size - len(rows) + 1):
            self.ids[row.id] = position
            for key in row.keys:
                if key in newest:
                    under.setdefault(key, []).append(position)
        for key, held in newest.items():
            now = [under[key], *held] if key in under else held
            if now:
                self.keys[key] = (head.size, now[:LOOKED_AHEAD])

    def _make_room(self) -> None:
        for held in (self.ids, self.keys):
            if len(held) > _KEPT:
                held.clear()

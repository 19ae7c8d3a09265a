"""Whether the index fits the entries: what is found must be what is there.

Answers find entries by their ids and by the keys under which they have an effect. Neither is hashed, since both follow
from the bodies; so an edit of the index alone hides an entry from every answer, and no root shows it. Here both are
derived anew and compared.

It is done twice if need be. The first time what is derived and what is found are summed up, each row as a number that
can't be foreseen; equal sums are equal rows, and memory does not grow with the log. That is done with the entries as
`verify` reads them anyway. Only where the sums differ is all of it read again and held side by side, to tell which
entries are concerned.

Entries of kinds that are not registered here can't be compared, and are left out.

What else the store finds entries by, such as an index of words, it compares itself. The states of stored projections
are held against their seals: whether they follow from the entries only their own program can say
(`StoredProjection.check`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from operator import lt
from zlib import crc32

from eventlog.audit.damage import DAMAGE
from eventlog.codec import Naming
from eventlog.errors import shown
from eventlog.problems import Problem
from eventlog.stores import unsealed
from eventlog.stores.inspection import Inspection, Row

__all__ = ["IndexCheck"]

_KEPT = 1 << 16


class IndexCheck:
    """Takes in all entries in order, and then holds the index against what follows from them."""

    def __init__(self, inspection: Inspection) -> None:
        self._inspection = inspection
        self._naming = Naming(inspection.id_at, _KEPT)
        self._kinds: dict[bytes, str] = {}
        self._salt = os.urandom(16)
        self._unread: set[int] = set()
        self._expected = 0
        self._fits = True

    def take(self, rows: Sequence[Row]) -> None:
        """The next entries. The hot path: what does not fit is only noted, and looked for at the end."""
        if not self._fits:
            return
        named, kinds, salt, expected = self._naming.of, self._kinds, self._salt, 0
        try:
            for position, _, kind, body, _, _, id in rows:
                if body is None:
                    self._fits = self._fits and id is None
                    continue
                stored = kinds.get(kind)
                if stored is None:
                    stored = kinds[kind] = kind.decode(errors="replace")
                derived = named(stored, body)
                if derived is None:
                    self._unread.add(position)
                    continue
                found, keys = derived
                if id is None or found.encode() != id:
                    self._fits = False
                    return
                expected += hash((salt, (position, crc32(id))))
                for key in {*keys}:
                    expected += hash((salt, (position, key)))
        except DAMAGE:
            self._fits = False
        self._expected += expected

    def problems(self) -> Iterator[Problem]:
        """What is in the index and does not follow from the entries, or follows and is not there; by position."""
        if not (self._fits and self._found() == self._expected):
            yield from _compared(self._inspection)
        for text in self._inspection.astray():
            yield Problem("index", text)
        size = self._inspection.count() if self._inspection.head is None else self._inspection.head.size
        for kept in self._inspection.states():
            if unsealed(kept) is None or kept.position > size:
                text = f"the state of the stored projection {shown(kept.name)} is not the one that was kept"
                yield Problem("index", f"{text}: make it anew")

    def _found(self) -> int | None:
        """The sum of what is found; None where something does not stand in the order by which it is looked up."""
        unread = self._unread
        tags = self._inspection.tags()
        found = self._sum(one for one in tags if one[0] not in unread) if unread else self._sum(tags)
        before, last = "", 0
        for key, positions in self._inspection.effects():
            if not positions:
                continue
            if (key == before and positions[0] <= last) or not all(map(lt, positions, positions[1:])):
                return None
            before, last = key, positions[-1]
            known = [at for at in positions if at not in unread] if unread else positions
            found += self._sum(zip(known, repeat(key)))
        return found

    def _sum(self, rows: Iterable[tuple[int, int | str]]) -> int:
        """A number that can't be foreseen for what finds these positions; equal for equal rows, in whatever order."""
        return sum(map(hash, zip(repeat(self._salt), rows)))


def _compared(inspection: Inspection) -> Iterator[Problem]:
    """Entry by entry what differs. Asked for where something does, so it always has something to tell."""
    held: dict[int, set[str | int]] = {}
    for position, tag in inspection.tags():
        held.setdefault(position, set()).add(tag)
    told, before, last = False, "", 0
    for key, positions in inspection.effects():
        for position in positions:
            if key == before and position <= last:
                told = True
                yield Problem("index", "what finds it stands where it is not looked for", (position,))
            before, last = key, position
            held.setdefault(position, set()).add(key)
    derived: dict[int, str] = {}
    naming = Naming(lambda at: derived.get(at) or inspection.id_at(at))
    size = inspection.count() if inspection.head is None else inspection.head.size
    for row in (row for rows in inspection.rows() for row in rows if row[0] <= size):
        for problem in _of(row, held.pop(row[0], set()), derived, naming):
            told = True
            yield problem
    for position in sorted(held):
        told = True
        yield Problem("index", "something is found there, where there is no entry", (position,))
    if not told:
        yield Problem("index", "by what entries are found is not what follows from them")


def _of(row: Row, found: set[str | int], derived: dict[int, str], naming: Naming) -> Iterator[Problem]:
    position, _, kind, body, _, _, id = row
    expected: set[str | int] = set()
    if body is not None:
        follows = naming.of(kind.decode(errors="replace"), body)
        if follows is None:
            return
        derived[position], keys = follows
        if id is None or id != derived[position].encode():
            yield Problem("index", "its id is not the one that follows from it", (position,))
            return
        expected = {crc32(id), *keys}
    if expected - found:
        yield Problem("index", "it can't be found by all that leads to it", (position,))
    if found - expected:
        yield Problem("index", "it is found by what does not lead to it", (position,))

"""Whether the index fits the entries: what is found must be what is there.

Answers find entries by their ids and by the keys under which they have an effect. Neither is hashed, since both follow
from the bodies; so an edit of the index alone hides an entry from every answer, and no root shows it. Here both are
derived anew and compared.

It is done twice if need be. The first time what is derived and what is found are summed up, each row as a number that
can't be foreseen; equal sums are equal rows, and memory does not grow with the log. Only where they differ is all of
it held side by side, to tell which entries are concerned.

Entries of kinds that are not registered here can't be compared, and are left out.

What else the store finds entries by, such as an index of words, it compares itself. The states of stored projections
are held against their seals: whether they follow from the entries only their own program can say
(`StoredProjection.check`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache

from eventlog.codec import Reading, id_of
from eventlog.errors import shown
from eventlog.events import UnknownEvent
from eventlog.events.dependencies import effects
from eventlog.problems import Problem
from eventlog.stores import unsealed
from eventlog.stores.inspection import Inspection, Named

__all__ = ["index_problems"]

_KEPT = 1 << 16


def index_problems(inspection: Inspection) -> Iterator[Problem]:
    """What is in the index and does not follow from the entries, or follows and is not there; by position."""
    if not _fits(inspection):
        yield from _compared(inspection)
    for text in inspection.astray():
        yield Problem("index", text)
    size = inspection.count() if inspection.head is None else inspection.head.size
    for kept in inspection.states():
        if unsealed(kept) is None or kept.position > size:
            text = f"the state of the stored projection {shown(kept.name)} is not the one that was kept"
            yield Problem("index", f"{text}: make it anew")


def _derived(kind: bytes, body: bytes, reading: Reading) -> tuple[str, frozenset[str]] | None:
    """Id and keys of an entry; None where it can't be read, or its class can't say."""
    event = reading.decode(kind.decode(errors="replace"), body)
    if isinstance(event, UnknownEvent):
        return None
    try:
        return id_of(event), frozenset(effects(event))
    except Exception:  # noqa: BLE001 - a user's own class says by what it is found
        return None


def _fits(inspection: Inspection) -> bool:
    """Whether all that is found is all that follows, and stands in the order by which it is looked up."""
    reading, salt = Reading(lru_cache(_KEPT)(inspection.id_at)), os.urandom(16)
    unread: set[int] = set()
    expected = found = 0
    for rows in inspection.named():
        for position, kind, id, tag, body in rows:
            if body is None:
                if id is not None:
                    return False
                continue
            derived = _derived(kind, body, reading)
            if derived is None:
                unread.add(position)
                continue
            if derived[0] != id:
                return False
            expected += hash((salt, position, tag))
            for key in derived[1]:
                expected += hash((salt, position, key))
    for position, tag in inspection.tags():
        if position not in unread:
            found += hash((salt, position, tag))
    before, last = "", 0
    for key, positions in inspection.effects():
        for position in positions:
            if key == before and position <= last:
                return False
            before, last = key, position
            if position not in unread:
                found += hash((salt, position, key))
    return expected == found


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
    reading = Reading(lambda at: derived.get(at) or inspection.id_at(at))
    for row in (row for rows in inspection.named() for row in rows):
        for problem in _of(row, held.pop(row[0], set()), derived, reading):
            told = True
            yield problem
    for position in sorted(held):
        told = True
        yield Problem("index", "something is found there, where there is no entry", (position,))
    if not told:
        yield Problem("index", "by what entries are found is not what follows from them")


def _of(row: Named, found: set[str | int], derived: dict[int, str], reading: Reading) -> Iterator[Problem]:
    position, kind, id, tag, body = row
    expected: set[str | int] = set()
    if body is not None:
        follows = _derived(kind, body, reading)
        if follows is None:
            return
        derived[position], keys = follows
        if id != derived[position]:
            yield Problem("index", "its id is not the one that follows from it", (position,))
            return
        expected = {tag, *keys}
    if expected - found:
        yield Problem("index", "it can't be found by all that leads to it", (position,))
    if found - expected:
        yield Problem("index", "it is found by what does not lead to it", (position,))

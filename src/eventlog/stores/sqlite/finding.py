"""How the rows are made by which a file finds its entries: by id, and by effect key.

An id is found by its *tag*, a small number: a random index costs what it is wide, and over the ids themselves it would
cost more than the entries. Two ids may share a tag, by chance or on purpose; so a look-up compares the ids
that the entries have, and a shared tag costs a look and no more.

The entries of one batch that have an effect under one key share one row: its first position, and the others as a list
of JSON (a report of fifty claims is one row and not fifty). A row never holds positions of two batches, nor more than
`_MOST`, so that nothing that was written is ever rewritten, but for what a redaction takes out.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from eventlog.errors import CorruptEntry
from eventlog.stores.inspection import tag_of
from eventlog.stores.sqlite.statements import BY_TAG

__all__ = ["damaged", "effect_rows", "found_by_id", "keyed", "positions_of", "spread", "taken_out"]

_MOST = 256


def effect_rows(placed: Iterable[tuple[int, Sequence[str]]]) -> list[tuple[str, int, str | None]]:
    """Rows of `effect` for entries with their keys, in order of key and position."""
    under: dict[str, list[int]] = {}
    for position, keys in placed:
        for key in keys:
            held = under.get(key)
            if held is None:
                under[key] = [position]
            elif held[-1] != position:
                held.append(position)
    rows: list[tuple[str, int, str | None]] = []
    for key, held in under.items():
        if len(held) == 1:
            rows.append((key, held[0], None))
        else:
            rows.extend((key, held[at], _listed(held[at + 1 : at + _MOST])) for at in range(0, len(held), _MOST))
    rows.sort()
    return rows


def found_by_id(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, int]:
    """The positions of those of these ids that are there, by one statement for all of them."""
    if not ids:
        return {}
    wanted = set(ids)
    tags = f"[{','.join(map(str, map(tag_of, wanted)))}]"
    return {id: position for id, position in connection.execute(BY_TAG, (tags,)).fetchall() if id in wanted}


def _listed(positions: Sequence[int]) -> str | None:
    return f"[{','.join(map(str, positions))}]" if positions else None


def positions_of(position: int, more: str | None) -> list[int]:
    """All positions of a row, in order. Raises CorruptEntry for a damaged one."""
    try:
        found = [position] if more is None else [position, *map(int, more[1:-1].split(","))]
    except (ValueError, TypeError):
        raise damaged(position) from None
    if type(position) is not int:  # a damaged file holds values of any type
        raise damaged(position)
    return found


def keyed(row: tuple[object, ...]) -> tuple[str, int]:
    """A row of key and position, read. Raises CorruptEntry for a damaged one."""
    key, position = row
    if isinstance(key, str) and isinstance(position, int):
        return key, position
    raise damaged(position)


def damaged(position: object) -> CorruptEntry:
    """The error for a row that holds what no row by which entries are found has."""
    at = position if isinstance(position, int) else 0
    return CorruptEntry(at, "a row by which it is found holds what no row has")


def taken_out(position: int, more: str | None, gone: frozenset[int]) -> tuple[int, str | None] | None:
    """What a row becomes when these positions are erased; None where nothing is left of it."""
    left = [at for at in positions_of(position, more) if at not in gone]
    return (left[0], _listed(left[1:])) if left else None


def spread(rows: Iterable[tuple[int, str | None]]) -> Iterator[int]:
    """The positions of rows, as they stand in them. Raises CorruptEntry for a damaged row."""
    for position, more in rows:
        if more is None and type(position) is int:
            yield position
        else:
            yield from positions_of(position, more)

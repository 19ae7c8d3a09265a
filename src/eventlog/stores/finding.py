"""How the rows are made by which a file finds its entries: by id, and by effect key.

An id is found by its *tag*, a small number: a random index costs what it is wide, and over the ids themselves it would
cost more than the entries. Two ids may share a tag, by chance or on purpose; so whoever looks one up compares the ids
that the entries have, and a shared tag costs a look and no more.

The entries of one batch that have an effect under one key share one row: its first position, and the others as a list
of JSON (a report of fifty claims is one row and not fifty). A row never holds positions of two batches, nor more than
`_MOST`, so that nothing that was written is ever rewritten, but for what a redaction takes out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from zlib import crc32

from eventlog.errors import CorruptEntry

__all__ = ["effect_rows", "positions_of", "spread", "tag_of", "taken_out"]

_MOST = 256


def tag_of(id: str) -> int:
    """The number by which an id is found: CRC-32 of its UTF-8 bytes, 0 to 2**32 - 1."""
    return crc32(id.encode())


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


def _listed(positions: Sequence[int]) -> str | None:
    return f"[{','.join(map(str, positions))}]" if positions else None


def positions_of(position: int, more: str | None) -> list[int]:
    """All positions of a row, in order. Raises CorruptEntry for a damaged one."""
    try:
        return [position] if more is None else [position, *map(int, more[1:-1].split(","))]
    except ValueError:
        raise CorruptEntry(position, "a row by which it is found holds what no row has") from None


def taken_out(position: int, more: str | None, gone: frozenset[int]) -> tuple[int, str | None] | None:
    """What a row becomes when these positions are erased; None where nothing is left of it."""
    left = [at for at in positions_of(position, more) if at not in gone]
    return (left[0], _listed(left[1:])) if left else None


def spread(rows: Iterable[tuple[int, str | None]]) -> Iterator[int]:
    """The positions of rows, as they stand in them. Raises CorruptEntry for a damaged row."""
    for position, more in rows:
        yield position
        if more is not None:
            yield from positions_of(position, more)[1:]

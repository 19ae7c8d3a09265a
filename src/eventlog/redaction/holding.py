"""Who holds a name: every entry, whatever it is of, and whatever else the store keeps beside the entries.

A redaction erases entries by their ids. Before it, one has to know which: all that hold a person's name,
in whatever text of them, however it is written there (see `terms`), as part of an agent's id too. Entries that no
answer shows (struck, out of sight at every cut, of kinds that nobody here knows) count as others do.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
import msgspec

from eventlog.errors import InvalidValue
from eventlog.redaction.plan import Gone
from eventlog.stores import Store
from eventlog.terms import Query, holds, query

__all__ = ["Holding", "holding"]


@attrs.frozen(kw_only=True)
class Holding:
    """The entries that hold a name, in order, each with where in it; and what else in the log's file does.

    `beside`: a table and a column of the file, with the number of its texts that hold it. Those of `effect` go with the
    entries; tables that are none of the log's own are for their makers to clean. (The index of words holds what
    entries do, and goes with any redaction.)
    """

    name: str
    entries: tuple[Gone, ...] = ()
    beside: tuple[tuple[str, int], ...] = ()

    def __str__(self) -> str:
        lines = [f"holds it: {one}" for one in self.entries]
        lines += [f"beside the entries: {place} ({count})" for place, count in self.beside]
        return "\n".join(lines or ["nothing holds it"])


def holding(store: Store, name: str) -> Holding:
    """Look through everything that a store keeps. Raises InvalidValue for what holds no word."""
    if not isinstance(name, str):
        raise InvalidValue("a name that entries may hold is text")
    wanted = query(f'"{name.replace(chr(34), " ")}"')
    entries = tuple(
        Gone(one.position, one.kind, f"in {', '.join(places)}")
        for one in store.entries(0, store.head().size)
        if one.body is not None and (places := sorted(set(_places(_decoded(one.body), wanted))))
    )
    counts: dict[str, int] = {}
    with store.inspecting() as held:
        for place, text in held.beside():
            if holds(text, wanted):
                counts[place] = counts.get(place, 0) + 1
    return Holding(name=name, entries=entries, beside=tuple(sorted(counts.items())))


def _decoded(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return body.decode(errors="replace")  # nobody can read it as an event, and it may hold a name all the same


def _places(value: Any, wanted: Query, path: str = "") -> Iterator[str]:
    """The members of a body whose texts hold what is wanted, as dotted paths."""
    if isinstance(value, str):
        if holds(value, wanted):
            yield path or "its body"
    elif isinstance(value, dict):
        for name, one in value.items():
            if holds(name, wanted):
                yield f"a name within {path}" if path else "a name within its body"
            yield from _places(one, wanted, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list):
        for one in value:
            yield from _places(one, wanted, path)

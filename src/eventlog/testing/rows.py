"""Rows that mean nothing to a store, and whatever may be asked of a store about them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from hypothesis import strategies as st

from eventlog.stores import NewEntry, Store
from eventlog.testing.stores import SECOND, START

__all__ = ["BATCHES", "ROWS", "answers", "some_batches", "told"]

ROWS = (
    NewEntry("report-recorded/1", b'{"a":1}', "report:1", ("q:b", "q:a")),
    NewEntry("claim-recorded/1", b"{}", "claim:1", ("q:a.b", "in:1", "q:a")),
    NewEntry("claim-recorded/1", b'{"b":2}', "claim:2", ("q:a", "q:a")),
    NewEntry("linked/1", b"[]", "link:1"),
    NewEntry("desk.note/1", b'"x"', "event:1", ("q:\u00e4", "q:a\U0001f30a", "q:a~", "q:a_b", "q:a%")),
    NewEntry("unheard-of/7", b"{}", "event:2", ("in:1",)),
)
BATCHES = (ROWS[:1], ROWS[1:4], ROWS[4:])
PREFIXES = ("", "q:", "q:a", "q:a.", "q:a_", "q:a%", "in:", "w:", "Q:")

_names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=6)
_rows = st.builds(
    NewEntry,
    st.sampled_from(
        ("report-recorded/1", "claim-recorded/1", "claim-recorded/2", "claim-recorded-too/1", "desk.note/1", "later/1")
    ),
    st.binary(max_size=20).map(lambda octets: b'"' + octets.hex().encode() + b'"'),
    _names.map("event:{}".format),
    st.lists(st.sampled_from(("q:a", "q:a.b", "q:b")) | _names.map("q:{}".format), max_size=3).map(tuple),
)


def _each_once(batches: list[list[NewEntry]]) -> list[list[NewEntry]]:
    """Without the rows whose id was there already: to keep them out is the log's business."""
    seen: set[str] = set()
    kept = []
    for batch in batches:
        once = list({row.id: row for row in batch if row.id not in seen}.values())
        seen.update(row.id for row in once)
        kept += [once] if once else []
    return kept


some_batches = st.lists(st.lists(_rows, min_size=1, max_size=5), max_size=4).map(_each_once)


def told(store: Store, batches: Iterable[Sequence[NewEntry]] = BATCHES) -> Store:
    """The store after these batches, recorded a second apart."""
    for number, batch in enumerate(batches):
        with store.writing() as writing:
            writing.append(batch, START + number * SECOND)
    return store


def answers(store: Store) -> dict[str, Any]:
    """Whatever may be asked of a store about its entries, and what it answers."""
    head = store.head()
    size, entries = head.size, list(store.entries(0, head.size))
    ids = [store.id_at(position) for position in range(size + 2)]
    held = [id for id in ids if id is not None]
    keys = list(store.keys("", size))
    ranges = [(after, upto) for after in range(size + 1) for upto in range(size + 2)]

    def joined(pieces: Iterator[Sequence[Any]]) -> list[Any]:
        return [tuple(one) for one in chain.from_iterable(pieces)]

    return {
        "zone": store.zone,
        "head": (head, head.root),
        "counts": store.counts(),
        "entries": [(*one, one.leaf) for one in entries],
        "each": [store.entry(position) for position in range(1, size + 1)],
        "ids": ids,
        "found": {id: store.find(id) for id in (*held, "claim:none", "")},
        "ranges": [(list(store.entries(*some)), joined(store.contents(*some))) for some in ranges],
        "kinds": {
            kind: joined(store.contents(0, size, kind)) for kind in ("claim-recorded", "desk.note", "later", "linked")
        },
        "at": joined(store.at(range(1, size + 1, 2))),
        "having": [joined(store.having([*reversed(held), "claim:none"], upto)) for upto in (0, size // 2, size)],
        "keys": [list(store.keys(prefix, upto)) for prefix in PREFIXES for upto in range(size + 1)],
        "under": [(key, joined(store.under((key,), size // 3, size))) for key in keys],
        "under any": [joined(store.under((*reversed(keys), "q:none"), *some)) for some in ranges],
        "upto": [store.upto(one.recorded + shift) for one in entries for shift in (-1, 0, 1)],
    }

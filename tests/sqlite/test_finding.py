"""How a file finds its entries: rows that many entries share, and small numbers that several ids may share."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventlog.stores import MemoryStore, NewEntry, SQLiteStore
from eventlog.stores.inspection import tag_of
from eventlog.stores.sqlite import lookups
from eventlog.stores.sqlite.finding import effect_rows, positions_of, spread, taken_out
from log_backends import START

KEYS = ("q:a", "q:b", "in:r", "on:x")
batches = st.lists(st.lists(st.sets(st.sampled_from(KEYS)), min_size=1, max_size=9), min_size=1, max_size=6)


@given(batches=batches, data=st.data())
@settings(max_examples=25)
def test_a_file_finds_what_memory_finds(batches, data, tmp_path_factory) -> None:
    """By any keys, in any range, however few rows are looked at at a time."""
    memory = MemoryStore()
    file = SQLiteStore(tmp_path_factory.mktemp("finding") / "log.db", durability="off")
    number = 0
    for at, batch in enumerate(batches):
        rows = []
        for keys in batch:
            number += 1
            rows.append(NewEntry("desk.note/1", b"{}", f"event:{number}", tuple(sorted(keys))))
        for store in (memory, file):
            with store.writing() as writing:
                writing.append(rows, START + at)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lookups, "_FIRST_ROWS", data.draw(st.integers(1, 4)))
        for _ in range(5):
            keys = data.draw(st.lists(st.sampled_from((*KEYS, "none")), max_size=4))
            after, upto = data.draw(st.integers(0, number)), data.draw(st.integers(0, number + 2))
            told = [[one for piece in store.under(keys, after, upto) for one in piece] for store in (memory, file)]
            assert told[0] == told[1]
            wanted = [f"event:{one}" for one in data.draw(st.lists(st.integers(1, number + 2)))]
            assert memory.find_all(wanted) == file.find_all(wanted)
    file.close()


@given(st.lists(st.sampled_from(KEYS), max_size=600), st.sets(st.integers(1, 600)))
def test_shared_rows_hold_every_position_once_and_lose_what_is_taken_out(keys, gone) -> None:
    """However many entries of a batch share a key."""
    rows = effect_rows([(at, (key,)) for at, key in enumerate(keys, 1)])
    assert rows == sorted(rows)
    for key in KEYS:
        held = [(position, more) for name, position, more in rows if name == key]
        assert list(spread(held)) == [at for at, one in enumerate(keys, 1) if one == key]
        left = [taken_out(position, more, frozenset(gone)) for position, more in held]
        assert list(spread(row for row in left if row is not None)) == [at for at in spread(held) if at not in gone]
        assert all(len(positions_of(*row)) <= 256 for row in held)


def test_ids_that_share_a_tag_are_told_apart(tmp_path) -> None:
    """Two ids with one CRC-32, and one more that is not there."""
    pair, other = collision(), "event:another"
    store = SQLiteStore(tmp_path / "log.db")
    with store.writing() as writing:
        writing.append([NewEntry("desk.note/1", b"{}", id) for id in (*pair, other)], START)
    assert store.find_all([*pair, other, "event:none"]) == {pair[0]: 1, pair[1]: 2, other: 3}
    assert store.find(pair[1]) == 2
    store.close()


def collision() -> tuple[str, str]:
    """Two ids with one tag: by the birthday of 32 bits there are some among a few hundred thousand."""
    seen: dict[int, str] = {}
    for number in range(1_000_000):
        id = f"event:{number * 7919}"
        tag = tag_of(id)
        if tag in seen:
            return seen[tag], id
        seen[tag] = id
    raise AssertionError

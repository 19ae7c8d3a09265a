"""A log that is carried to another place is the same log there: bytes, root, answers, tokens; and back again."""

from __future__ import annotations

import pytest

from eventlog.errors import InvalidValue, StoreError
from eventlog.transfer import carrying
from eventlog.transfer.carrying import carry
from log_backends import STORES, Bench, dump
from log_tampering import filled

PAIRS = [(one, other) for one in STORES for other in STORES if {one, other} != {"memory"}]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_it_is_the_same_log_there(one, other, tmp_path) -> None:
    """Byte for byte, what was redacted included; and its tokens give the same answers."""
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
    bench, there, back = filled(one, tmp_path / "a", more=40), Bench(other, tmp_path / "b"), Bench(one, tmp_path / "c")
    bench.log.redact(3, reason="order 17")
    answer = bench.log.as_of()
    token = answer.basis
    assert carry(bench.log.store, there.log.store).ok
    assert carry(there.log.store, back.log.store).ok
    assert carry(bench.log.store, there.log.store).ok, "the second run says what the first one did"
    for copy in (there, back):
        assert dump(copy.log) == dump(bench.log)
        assert copy.log.head == bench.log.head
        assert copy.log.reproduce(token).same
        assert sorted(copy.log.store.keys("", 99)) == sorted(bench.log.store.keys("", 99))
        copy.clock.at = bench.clock.at
    assert there.log.record(*_more()) == bench.log.record(*_more())
    for made in (bench, there, back):
        made.log.close()


def _more():
    from log_samples import plain

    return plain(99)


@pytest.mark.parametrize("store", STORES)
def test_a_place_that_is_taken_is_left_as_it_is(store, tmp_path) -> None:
    """A log is carried into an empty one only, in the same zone."""
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
    bench, there = filled(store, tmp_path / "a"), filled(store, tmp_path / "b", more=1)
    before = dump(there.log)
    for _ in range(2):
        with pytest.raises(InvalidValue, match="an empty one only"):
            carry(bench.log.store, there.log.store)
        assert dump(there.log) == before
        bench.log.redact(3, reason="the same entries, one of them without its words")
    elsewhere = Bench(store, tmp_path / "c", zone="Asia/Seoul")
    with pytest.raises(InvalidValue, match="make it in UTC"):
        carry(bench.log.store, elsewhere.log.store)
    for made in (bench, there, elsewhere):
        made.log.close()


@pytest.mark.parametrize("at", [3, 20])
@pytest.mark.parametrize("store", STORES)
def test_what_is_redacted_meanwhile_is_carried_nowhere(store, at, tmp_path, monkeypatch) -> None:
    """Neither its words, where they were read before, nor a hole that nothing explains: it is to be carried again."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    bench, there = filled(store, tmp_path / "a", more=40), Bench(store, tmp_path / "b")
    usual, seen = carrying._restored, []

    def restored(one, *given):
        seen.append(one.position)
        if len(seen) == 10:
            bench.log.redact(at, reason="order 17")
        return usual(one, *given)

    monkeypatch.setattr(carrying, "_restored", restored)
    with pytest.raises(StoreError, match="carry it again"):
        carry(bench.log.store, there.log.store)
    assert len(there.log) == 0
    assert carry(bench.log.store, there.log.store).ok
    assert dump(there.log) == dump(bench.log)
    for made in (bench, there):
        made.log.close()

"""Watching a topic: every change of its answers is told once, in order, with the reason; nothing else is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from eventlog.claims import Ref
from eventlog.errors import InvalidValue
from eventlog.events import Retracted
from eventlog.knowledge.changes import diff
from eventlog.log.watching import watching
from log_samples import MAYOR, plain, report, river


def test_each_change_is_told_with_its_position(log, bench) -> None:
    """A claim comes, and is taken back by its publisher; what bears on nothing there is passed over."""
    one = report()
    claim = river(one)
    log.record(*plain(1, "elsewhere"))
    turns = watching(log, "flood.river", poll=0.01, timeout=2)
    bench.clock.go(1)
    log.record(one, claim)
    first = next(turns)
    assert (first.position, [str(change.what) for change in first.changes]) == (4, ["learned"])
    log.record(MAYOR, *plain(2, "elsewhere"))
    bench.clock.go(1)
    log.record(Retracted(target=Ref(one.id), by="outlet:herald", notice="2024-06-21"))
    second = next(turns)
    assert second.position == 8
    assert [str(change.what) for change in second.changes] == ["dropped"]
    assert str(second.changes[0].reason) == "found late"  # it was out before, and came into this log only now


def test_whoever_goes_on_after_a_position_misses_nothing(log) -> None:
    """What came while nobody watched is told first, as the difference that it made."""
    log.record(*plain(1))
    begun = log.as_of()
    log.record(*plain(2))
    (turn,) = watching(log, "flood", after=2, timeout=0)
    assert turn.position == 4
    assert [change.claim.id for change in turn.changes] == [
        change.claim.id for change in diff(begun, log.as_of(), "flood")
    ]
    assert list(watching(log, "flood", after=4, timeout=0)) == []


def test_what_came_out_while_nobody_watched_is_told(log, bench) -> None:
    """A report that was under an embargo, and came out between two watches: when the next entry comes."""
    log.record(*plain(2, published=f"{datetime.fromtimestamp(bench.clock.at // 10**6 + 2 * 86_400, UTC):%Y-%m-%d}"))
    assert list(watching(log, "flood", after=2, timeout=0)) == []
    bench.clock.go(4 * 86_400_000_000)
    log.record(*plain(1, "elsewhere"))
    (turn,) = watching(log, "flood", after=2, timeout=0)
    assert (turn.position, [str(change.what) for change in turn.changes]) == (4, ["learned"])
    assert list(watching(log, "flood", after=4, timeout=0)) == []


def test_a_clock_that_is_set_back_takes_nothing_back(log, bench) -> None:
    """What was public when it was watched is so when the next entry comes, whatever the clock says by then."""
    log.record(*plain(2, published=f"{datetime.fromtimestamp(bench.clock.at // 10**6 + 2 * 86_400, UTC):%Y-%m-%d}"))
    bench.clock.go(4 * 86_400_000_000)
    turns = watching(log, "flood", poll=0.01, timeout=0)
    bench.clock.go(-4 * 86_400_000_000)
    log.record(*plain(1, "elsewhere"))
    assert list(turns) == []


def test_a_topic_that_nobody_knows_yet_may_be_watched(log) -> None:
    """It is told of when it comes."""
    turns = watching(log, "flood", poll=0.01, timeout=2)
    log.record(*plain(1, "elsewhere"))
    log.record(*plain(2))
    assert next(turns).changes[0].question == "flood.river"


@pytest.mark.parametrize(("topic", "after"), [("no topic!", 0), ("flood", -1), ("flood", 7)])
def test_what_can_not_be_watched_is_refused_at_once(log, topic, after) -> None:
    """A topic is a question's name, and a position one that the log has."""
    with pytest.raises(InvalidValue):
        watching(log, topic, after=after)


def test_what_is_redacted_is_told(log) -> None:
    """Of which question it was, and where: nothing tells what it did to the answer. Of other topics nothing is."""
    log.record(*plain(1), *plain(1, "elsewhere"))
    turns = watching(log, "flood", poll=0.01, timeout=0.2)
    log.redact(2, reason="a court order", by="outlet:herald")
    turn = next(turns)
    assert (turn.position, list(turn.changes), turn.redacted) == (4, [], (("flood.river", (2,)),))
    log.redact(3, reason="a court order", by="outlet:herald")
    assert list(turns) == []
    (again,) = watching(log, "flood", after=3, timeout=0)
    assert again.redacted == turn.redacted

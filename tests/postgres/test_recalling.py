"""What a writer takes for granted of a log, and does not ask for: it is so, or it is asked for after all."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import eventlog
from eventlog import Annulled, Ref
from eventlog.errors import EventLogError, StruckBefore
from eventlog.log import EventLog
from eventlog.stores import Head, MemoryStore, NewEntry
from eventlog.stores.postgres.recalling import Recalled
from log_samples import HURT, MAYOR, doubted, linked, nobody, plain, report, river

pytestmark = pytest.mark.postgres

FIRST = report()
SAID, HURTS = river(FIRST), nobody(FIRST)
STRIKE = Annulled(target=Ref(SAID.id), reason="misread", by="user:desk")
THINGS = (
    FIRST,
    SAID,
    HURTS,
    attrs.evolve(SAID, during="2024-06"),
    report("Flood again"),
    report(text=None),
    MAYOR,
    HURT,
    attrs.evolve(HURT, words="Was anybody hurt at all?"),
    doubted(SAID),
    linked(SAID, HURTS),
    STRIKE,
    FIRST.claim("flood.hurt", "three", paraphrase="no answer to what is asked"),
    *plain(1),
    *plain(2, "flood.hurt"),
)
steps = st.lists(
    st.tuples(st.integers(0, 1), st.lists(st.sampled_from(THINGS), min_size=1, max_size=2, unique_by=id)),
    min_size=2,
    max_size=9,
)


@pytest.fixture
def counted(monkeypatch):
    """How often it was asked what a batch is going to need."""
    from eventlog.stores.postgres import appending

    asked = []
    run = appending.Appending._look_up
    monkeypatch.setattr(appending.Appending, "_look_up", lambda self, ahead: (asked.append(ahead), run(self, ahead))[1])
    return asked


def become(log: EventLog, batch) -> object:
    """What becomes of a batch."""
    try:
        receipt = log.record(*batch)
    except EventLogError as error:
        return type(error), str(error)
    return tuple(receipt), receipt.new, receipt.notes


def held(log: EventLog) -> list[tuple[str, bytes | None]]:
    """What it holds, but for when it came."""
    return [(entry.kind, entry.body) for entry in log.store.entries(0, len(log))]


def test_who_records_what_is_new_asks_for_nothing(address, counted) -> None:
    """One call a batch: of a report, of claims on one that this writer recorded, and of a question that is defined."""
    with eventlog.open(address) as log:
        log.record(HURT)
        log.record(FIRST)
        log.record(HURTS)
        del counted[:]
        for number in range(5):
            log.record(FIRST.claim("flood.hurt", False, paraphrase=f"{number}"))
            log.record(*plain(number))
        assert not counted
        assert log.verify().ok


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@example([(0, [FIRST]), (0, [HURT]), (1, [SAID]), (0, [SAID]), (1, [HURTS]), (0, [STRIKE]), (1, [THINGS[3]])])
@example([(0, [FIRST]), (0, [MAYOR]), (1, [STRIKE]), (1, [SAID]), (1, [STRIKE]), (0, [THINGS[3]])])
@given(steps)
def test_two_writers_get_what_one_in_memory_would(fresh, steps) -> None:
    """Whatever each remembers, and whatever the other did meanwhile: the same receipts, notes, errors, and bytes."""
    with fresh() as address, eventlog.open(address) as one, eventlog.open(address) as other:
        model = EventLog(MemoryStore())
        for which, batch in steps:
            assert become((one, other)[which], batch) == become(model, batch)
        assert held(one) == held(model)
        assert one.verify().ok


def test_what_is_struck_by_another_does_not_come_back(address) -> None:
    """A writer that has not looked since the strike is told all the same."""
    with eventlog.open(address) as log, eventlog.open(address) as other:
        log.record(FIRST, SAID)
        log.record(*plain(1))
        other.record(STRIKE)
        with pytest.raises(StruckBefore):
            log.record(attrs.evolve(SAID, during="2024-06"))


def test_what_was_redacted_is_no_longer_remembered(address) -> None:
    """The id of what was erased may come again, and is another entry."""
    with eventlog.open(address) as log, eventlog.open(address) as other:
        log.record(FIRST)
        log.record(*plain(1))
        other.redact(1, reason="order 17")
        assert log.record(FIRST) == (5,)
        assert log.record(SAID) == (6,)
        assert log.as_of()["flood.river.level"].claims
        assert log.verify().ok


def test_what_is_remembered_is_bounded() -> None:
    """However much a writer looks up, or records."""
    recalled = Recalled()
    for number in range(400):
        some = {f"id:{number}.{at}": at for at in range(1, 50)}
        recalled.looked_up(Head(), some, {f"dq:{id}": [[at]] for id, at in some.items()})
        recalled.appended(Head(number + 60), [NewEntry("x/1", b"", id, (f"q:{id}",)) for id in some], {"q:x": []})
    assert max(len(recalled.ids), len(recalled.keys)) < 5000

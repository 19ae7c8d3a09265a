"""Batches that were put together while others wrote: each comes behind what came, or is put together anew."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import eventlog
from eventlog import Annulled, Link, Ref, Report
from eventlog.clock import Clock
from eventlog.errors import EventLogError
from eventlog.events import wrap
from eventlog.log import EventLog
from eventlog.stores import Ahead, MemoryStore
from eventlog.stores.entries import Overtaken
from eventlog.stores.postgres import PostgresStore
from log_samples import HURT, MAYOR, doubted, linked, nobody, plain, report, river

pytestmark = pytest.mark.postgres

FIRST = report()
SAID, HURTS = river(FIRST), nobody(FIRST)
LATER = Report(publisher="outlet:gazette", title="Later", published="2024-06-22", text=FIRST.text)
AGAIN = river(LATER)
KNOWN = (FIRST, SAID)
"""What is in the log before anybody writes."""
FRESH = (
    HURTS,
    LATER,
    AGAIN,
    MAYOR,
    HURT,
    attrs.evolve(HURT, words="Was anybody hurt at all?"),
    doubted(SAID),
    doubted(AGAIN),
    linked(SAID, AGAIN),
    Link(kind="explains", from_=Ref(AGAIN.id), to=Ref(HURTS.id), by="user:desk"),
    Annulled(target=Ref(SAID.id), reason="misread", by="user:desk"),
    Annulled(target=Ref(AGAIN.id), reason="misread", by="user:desk"),
    *plain(1),
    *plain(2, "flood.hurt"),
)
batches = st.lists(st.sampled_from(FRESH), min_size=1, max_size=5, unique_by=id)


class Between:
    """A writer between whose reading and writing others write, once each."""

    def __init__(self, log: EventLog, *others) -> None:
        self._others = [*others]
        self.blocks: list[bool] = []
        self._began = log.store.writing
        log.store.writing = self.begin

    def begin(self, *, held: bool = True, **rest):
        """Begin a block in which the next of the others writes, unless the lock is held."""
        block, within = self._began(held=held, **rest), self
        within.blocks.append(held)

        class Block:
            def __enter__(self):
                writing = block.__enter__()
                if not held and within._others:
                    within._others.pop(0)()
                return writing

            def __exit__(self, *given):
                return block.__exit__(*given)

        return Block()


def ticking(store) -> EventLog:
    """A log whose clock stands, so that each batch is recorded a microsecond after the last."""
    return EventLog(store, Clock(lambda: "2024-10-25T12:00:00Z"))


def recorded(log: EventLog, batch):
    """The receipt of a batch, or what kind of error it raises."""
    try:
        receipt = log.record(*batch)
    except EventLogError as error:
        return type(error)
    return receipt, receipt.new, receipt.recorded, receipt.notes


def bodies(log: EventLog) -> list:
    """What is stored, but for salts, which an attempt in vain uses up."""
    size = log.store.head().size
    return [(one.position, one.recorded, one.kind, one.body) for one in log.store.entries(0, size)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(batches, batches)
def test_a_batch_that_is_overtaken_comes_in_as_if_it_had_come_later(fresh, ours, theirs) -> None:
    """The log and the receipt are those of a log in which the other batch was recorded before; and what is refused for
    what was read is what a log refuses in which it was not.
    """
    with fresh() as address, ticking(PostgresStore(address)) as log, ticking(PostgresStore(address)) as other:
        with ticking(MemoryStore()) as later, ticking(MemoryStore()) as earlier:
            for one in (log, later, earlier):
                one.record(*KNOWN)
            Between(log, lambda: recorded(other, theirs))
            found, refused = recorded(log, ours), recorded(earlier, ours)
            recorded(later, theirs)
            before, wanted = bodies(later), recorded(later, ours)
            if found == wanted:
                assert bodies(log) == bodies(later)
            else:
                assert isinstance(found, type)
                assert (found, bodies(log)) == (refused, before)
        assert log.verify().ok
        assert [entry.id for entry in log.entries()] == [log.store.id_at(at) for at in range(1, len(log) + 1)]


@pytest.mark.parametrize("to", [SAID, HURTS], ids=["one name in each", "two names in one"])
def test_who_is_overtaken_by_strangers_writes_once(address, to) -> None:
    """Nothing is read anew for what does not bear on a batch: it is moved, and what it names within itself with it.

    That others have a report of the same day does not.
    """
    with eventlog.open(address) as log, eventlog.open(address) as other:
        log.record(*KNOWN)
        within = Between(log, lambda: [other.record(*plain(number, published="2024-06-22")) for number in range(60)])
        receipt = log.record(LATER, AGAIN, HURTS, linked(AGAIN, to))
        assert within.blocks == [False]
        assert (receipt, receipt.new) == ((123, 124, 125, 126), (123, 124, 125, 126))
        *_, last = log.entries()
        assert [log.store.find(one) for one in (LATER.id, AGAIN.id, HURTS.id, last.id)] == [123, 124, 125, 126]
        assert (last.event.link.from_, last.event.link.to) == (AGAIN.id, to.id)
        assert receipt.recorded == last.recorded
        assert log.verify().ok


def test_who_is_overtaken_by_words_on_the_matter_reads_anew(address) -> None:
    """A definition replies to the last one, whoever was first; at last with the lock, so that it comes to an end."""
    with eventlog.open(address) as log, eventlog.open(address) as other:
        log.record(*KNOWN)
        words = [attrs.evolve(HURT, words=f"Was anybody hurt, asked {number} times?") for number in range(9)]
        within = Between(log, *(lambda one=one: other.record(one) for one in words))
        receipt = log.record(HURT)
        assert within.blocks == [False, False, False, False, True]
        assert receipt == (7,)
        assert [entry.event.reply_to for entry in log.entries(after=6)] == [6]


def test_who_is_overtaken_by_the_same_batch_adds_nothing(address) -> None:
    """What has come in meanwhile has the positions that it has."""
    with eventlog.open(address) as log, eventlog.open(address) as other:
        log.record(*KNOWN)
        Between(log, lambda: other.record(MAYOR, *plain(1)))
        receipt = log.record(*plain(1), *plain(2))
        assert (receipt, receipt.new) == ((4, 5, 6, 7), (6, 7))
        assert log.verify().ok


def test_what_came_in_meanwhile_is_not_passed_over(address) -> None:
    """Who looks for an id later than for the rest, and finds what came after that, begins anew."""
    with eventlog.open(address) as log, eventlog.open(address) as other:
        log.record(*KNOWN)
        mayor = wrap(MAYOR).id
        with log.store.writing(held=False, ahead=Ahead(ids=[FIRST.id])) as writing:
            assert writing.find(FIRST.id) == 1
            assert writing.find(SAID.id) == 2
            other.record(MAYOR)
            with pytest.raises(Overtaken):
                writing.find(mayor)
        with log.store.writing(held=False, ahead=Ahead(ids=[mayor])) as writing:
            assert writing.find(mayor) == 3


def test_who_is_overtaken_by_a_redaction_reads_anew(address) -> None:
    """An id that is gone names nothing any more."""
    with eventlog.open(address) as log, eventlog.open(address) as other:
        log.record(*KNOWN, *plain(1))
        Between(log, lambda: other.redact(2, reason="order 17"))
        with pytest.raises(eventlog.errors.UnknownReference):
            log.record(doubted(SAID))
        assert len(log) == 5


def test_an_append_that_expects_is_never_moved(address) -> None:
    """What was expected is looked at again behind what came."""
    with eventlog.open(address) as log, eventlog.open(address) as other:
        log.record(*KNOWN)
        within = Between(log, lambda: other.record(*plain(1)), lambda: other.record(*plain(2, "flood.hurt")))
        expected = eventlog.Expect(about="flood.hurt", after=2)
        with pytest.raises(eventlog.errors.Conflict):
            log.record(HURTS, expect=expected)
        assert within.blocks == [False, False, False]
        assert len(log) == 6

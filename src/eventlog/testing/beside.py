"""The laws of what a store does beside its entries: it keeps states, wakes who waits, and takes back what is empty."""

from __future__ import annotations

import time
from threading import Event as Flag
from typing import Any

import pytest

from eventlog.errors import LogClosed
from eventlog.log import EventLog
from eventlog.stores import KeptState, MemoryStore, sealed
from eventlog.testing.carrying import Carrying, filled
from eventlog.testing.rows import answers, told
from eventlog.testing.stores import counted_salts

__all__ = ["Beside"]

_FIRST = KeptState("titles", "1", 3, b'{"a":1}', True)
_SECOND = KeptState("titles", "2", 2, b"[]", False)
_OTHER = KeptState("other", "1", 1, b"7", True)
_LATER = _FIRST._replace(position=5, state=b'{"a":2}', problem="the step of titles fails at entry 6")
_READY = _SECOND._replace(build="3", position=9, ready=True)
_KEPT: tuple[tuple[KeptState, KeptState | None, int, bool], ...] = (
    *((_FIRST, None, 0, False), (_SECOND, None, 0, False), (_OTHER, None, 0, False)),
    *((_SECOND, None, 0, False), (_LATER, _FIRST, 1, False), (_LATER, _FIRST, 0, False), (_LATER, _FIRST, 0, False)),
    (_READY, _SECOND, 0, True),
)
"""A state, the one that it was made from, how many bodies were erased then, and whether it is to stand alone."""

_WAIT = 0.02  # seconds
_FOR_NOTHING = 1000


class Beside(Carrying):
    """The laws of what a store does beside its entries."""

    def test_states_are_kept_as_memory_keeps_them(self) -> None:
        """Several of one projection, told apart by their builds; each in the place of the one that it was made from, or
        of none, and not at all where another stands there. They outlive the store as the entries do.
        """
        log = filled(self.new())
        assert _kept(log) == _kept(filled(MemoryStore(salts=counted_salts())))
        if self.persists:
            before = _states(log)
            log.close()
            assert _states(EventLog(self.new())) == before

    def test_a_state_of_a_block_that_is_left_by_an_exception_is_not_kept(self) -> None:
        """It is kept in a transaction of the log's."""
        log = filled(self.new())
        with pytest.raises(KeyboardInterrupt), log.store.writing() as writing:  # noqa: PT012 - the block is what is tested
            writing.keep(sealed(_FIRST), None, 0)
            raise KeyboardInterrupt
        assert list(log.store.states("titles")) == []

    def test_what_is_redacted_takes_all_states_with_it(self) -> None:
        """They may repeat what it said."""
        log = filled(self.new())
        with log.store.writing() as writing:
            writing.keep(sealed(_FIRST), None, 0)
        with log.store.writing() as writing:
            writing.keep(sealed(_OTHER), None, 0)
        log.redact(1, reason="order 17")
        assert _states(log) == [[], [], []]

    def test_who_waits_is_woken_or_has_waited(self) -> None:
        """What wakes may do so for nothing, and not for ever; where nothing came, the time is over; a flag ends it."""
        store = told(self.new())
        with store.waking() as wake:
            for _ in range(_FOR_NOTHING):
                begun = time.monotonic()
                if not wake(_WAIT, None):
                    assert time.monotonic() - begun > _WAIT / 2, "it says that nothing came, and did not wait for it"
                    break
            else:
                pytest.fail(f"it woke {_FOR_NOTHING} times, and nothing came")
            flag = Flag()
            flag.set()
            assert wake(5, flag), "it waited though the flag is set"

    def test_an_empty_log_can_be_taken_back(self) -> None:
        """`discard` says whether it did, and nothing of it is there then, its zone neither; where it did not, the store
        goes on as it was.
        """
        store = self.new(zone="Asia/Seoul")
        if store.discard():
            with pytest.raises(LogClosed):
                store.head()
            assert answers(self.new()) == answers(MemoryStore())
        else:
            assert answers(store) == answers(MemoryStore(zone="Asia/Seoul"))

    def test_a_log_that_holds_something_is_not_taken_back(self) -> None:
        """Nothing in it is lost."""
        store = told(self.new())
        before = answers(store)
        assert not store.discard()
        assert answers(store) == before


def _states(log: EventLog) -> list[list[KeptState]]:
    return [sorted(log.store.states(name)) for name in ("titles", "other", "none")]


def _kept(log: EventLog) -> list[Any]:
    """What became of each of `_KEPT`, and what was kept after it."""
    told = []
    for state, before, erased, alone in _KEPT:
        with log.store.writing() as writing:
            done = writing.keep(sealed(state), None if before is None else sealed(before), erased, alone=alone)
        told.append((done, _states(log)))
    return told

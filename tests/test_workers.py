"""How a process goes through much that it keeps: whatever lies in what, the collector is left as it was found."""

from __future__ import annotations

import gc
import weakref
from contextlib import ExitStack, suppress

from eventlog.workers import patiently


def test_garbage_is_looked_for_less_often_and_then_as_before() -> None:
    """In a block, in one that lies in another, and after an error."""
    before = gc.get_threshold()
    with patiently():
        rare = gc.get_threshold()
        assert rare > before
        with suppress(ValueError), patiently():
            raise ValueError("in the middle")
        assert gc.get_threshold() == rare
    assert gc.get_threshold() == before


def test_nothing_of_one_part_is_held_in_the_next() -> None:
    """What holds itself, and was worked out in one block, is gone in the next."""

    class Held:
        me: object

    with patiently():
        held = Held()
        held.me = held
        seen = weakref.ref(held)
        del held
        assert seen() is not None
    with patiently():
        assert seen() is None


def test_blocks_that_overlap_leave_all_as_it_was() -> None:
    """As those of two threads do, of which the first to begin is the first to end."""
    before = gc.get_threshold()
    first, second = ExitStack(), ExitStack()
    first.enter_context(patiently())
    second.enter_context(patiently())
    first.close()
    assert gc.get_threshold() > before
    second.close()
    assert gc.get_threshold() == before

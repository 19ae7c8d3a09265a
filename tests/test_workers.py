"""How a process goes through much that it keeps: whatever lies in what, the collector is left as it was found."""

from __future__ import annotations

import gc
import weakref
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from threading import Event, Timer

import pytest

from eventlog.workers import handing, patiently


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


def test_what_is_let_go_at_the_end_may_go_through_much_itself() -> None:
    """As a log does that nobody holds any more: its end is inside no block, and nothing waits for itself."""
    ended = []

    class Held:
        me: object

        def __del__(self) -> None:
            with patiently():
                ended.append(gc.get_threshold())

    before = gc.get_threshold()
    with patiently():
        held = Held()
        held.me = held
        del held
    assert len(ended) == 1
    assert gc.get_threshold() == before


@pytest.mark.parametrize("own", [(0, 0, 0), (1_000_000, 5, 5)])
def test_what_a_process_chose_for_itself_stays(own: tuple[int, int, int]) -> None:
    """One that never looks for garbage, or as seldom."""
    before = gc.get_threshold()
    gc.set_threshold(*own)
    try:
        with patiently():
            assert gc.get_threshold() == own
        assert gc.get_threshold() == own
    finally:
        gc.set_threshold(*before)


def test_a_process_that_never_looks_for_garbage_has_none_looked_for() -> None:
    """It may have switched that off for a while, and holds what it must not be asked to go through."""

    class Held:
        me: object

    held = Held()
    held.me = held
    seen = weakref.ref(held)
    gc.disable()
    try:
        with patiently():
            del held
        assert seen() is not None
    finally:
        gc.enable()


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


def test_what_is_under_way_ends_before_the_block_is_left() -> None:
    """What clears away after an error meets nobody who still writes there; what was not begun is never done."""
    begun, go, done = Event(), Event(), list[str]()

    def work(name: str) -> None:
        begun.set()
        assert go.wait(30)
        done.append(name)

    def fail(submit) -> None:
        submit(work, "first")
        submit(work, "second")
        assert begun.wait(30)
        Timer(0.2, go.set).start()
        raise ValueError("it failed")

    with ThreadPoolExecutor(1) as executor:
        with pytest.raises(ValueError, match="it failed"), handing(executor) as submit:
            fail(submit)
        assert done == ["first"]

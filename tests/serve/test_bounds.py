"""A request costs bounded time and room, and its answer has bounded bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from threading import Event
from typing import Any

import pytest

import eventlog
from desk_samples import made
from eventlog.desk import Desk
from eventlog.serve.slots import Overloaded, Slots

pytestmark = [pytest.mark.mcp, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

anyio = pytest.importorskip("anyio", reason="anyio is not installed: make test-mcp")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk over a log that is asked as of now."""
    with eventlog.open(made(tmp_path_factory.mktemp("bounds") / "log.db"), read_only=True) as log:
        yield Desk(log)


def test_no_more_is_worked_out_at_once_than_there_are_slots() -> None:
    """One more is sent away at once; when one of the others has ended, the next is answered."""
    go, begun = Event(), [Event(), Event()]
    slots = Slots(at_once=2, longest=60)

    def slow(at: int) -> int:
        begun[at].set()
        go.wait(60)
        return at

    async def main() -> list[Any]:
        told: list[Any] = []

        async def ask(at: int) -> None:
            told.append(await slots.run(lambda: slow(at)))

        async with anyio.create_task_group() as group:
            for at in (0, 1):
                group.start_soon(ask, at)
                await anyio.to_thread.run_sync(begun[at].wait, 60)
            with pytest.raises(Overloaded, match="ask again"):
                await slots.run(lambda: 3)
            go.set()
        told.append(await slots.run(lambda: 4))
        return told

    told = anyio.run(main)
    assert sorted(told) == [0, 1, 4]


def test_what_takes_too_long_is_given_up() -> None:
    """The caller is told, and goes."""
    go = Event()

    async def main() -> None:
        with pytest.raises(Overloaded, match="took longer than 0 seconds"):
            await Slots(longest=0).run(lambda: go.wait(60))
        go.set()

    anyio.run(main)


def test_what_was_given_up_keeps_its_slot() -> None:
    """A thread that nothing can stop is counted until it has ended."""
    go, begun = Event(), Event()
    slots = Slots(at_once=1, longest=60)

    def slow() -> None:
        begun.set()
        go.wait(60)

    async def main() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(slots.run, slow)
            await anyio.to_thread.run_sync(begun.wait, 60)
            group.cancel_scope.cancel()
        with pytest.raises(Overloaded, match="ask again"):
            await slots.run(lambda: 1)
        go.set()

    anyio.run(main)


def test_a_caller_who_is_gone_before_it_begins_leaves_the_slot() -> None:
    """However often."""
    slots = Slots(at_once=1, longest=60)

    async def main() -> Any:
        for _ in range(5):
            with anyio.CancelScope() as scope:
                scope.cancel()
                await slots.run(lambda: 1)
        return await slots.run(lambda: 2)

    assert anyio.run(main) == 2


def test_a_long_answer_is_not_sent(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an error that says how long it would be."""
    pytest.importorskip("starlette", reason="needs the extra serve: make test-mcp installs it")
    from eventlog.serve import application

    monkeypatch.setattr(application, "_MOST_BYTES", 100)
    status, body = application._answer(desk, "ask", [("question", "fort.held")])
    assert status == 422
    assert "100 at most are sent" in json.loads(body)["error"]

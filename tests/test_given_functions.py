"""Where a function is wanted: one whose call is no answer is refused at the door, in one sentence."""

from __future__ import annotations

import functools
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

import eventlog
from eventlog import InvalidValue, Report, export
from eventlog.mergeable import Mergeable
from eventlog.tables import text_table


async def awaited(*_: Any) -> Any:
    """What has to be awaited."""


async def awaited_in_turn(*_: Any) -> AsyncIterator[int]:
    """What has to be gone through and awaited."""
    yield 1


def gone_through(*_: Any) -> Iterator[int]:
    """What has to be gone through."""
    yield 1


class Awaited:
    """A value that is called, and has to be awaited."""

    async def __call__(self, *_: Any) -> Any:
        """Nothing yet."""

    def calling(self, *_: Any) -> Awaitable[Any]:
        """A method that says what `__call__` does."""
        return self()


NO_ANSWERS: dict[str, Any] = {
    "async function awaited": awaited,
    "async function partial": functools.partial(awaited, 1),
    "async function awaited_in_turn": awaited_in_turn,
    "async function Awaited": Awaited(),
    "generator function gone_through": gone_through,
    "3": 3,
}
REPORT = Report(publisher="outlet:post", title="Counts", published="2031-05-02")


def _last(_: Any, entry: Any) -> Any:
    return entry


def _on(log: eventlog.EventLog, folder: Path) -> dict[str, Callable[[Any], object]]:
    """Every door that takes a function, by what it takes it for."""
    doors: dict[str, Callable[[Any], object]] = {
        "fold": lambda given: log.as_of().fold(given, 0),
        "projection": lambda given: log.projection("counts", given, 0),
        "mergeable step": lambda given: Mergeable(start=0, step=given, merge=max),
        "mergeable merge": lambda given: Mergeable(start=0, step=_last, merge=given),
        "mergeable read": lambda given: Mergeable(start=0, step=_last, merge=max, read=given),
        "key of rows": lambda given: log.record_table(REPORT, [], key=given),
        "progress of entries": lambda given: log.entries(progress=given),
        "progress of verify": lambda given: log.verify(progress=given),
        "clock": lambda given: eventlog.open(":memory:", clock=given),
        "paint": lambda given: text_table([["a"]], paint=given),
        "upcaster": eventlog.upcast("desk.never", from_version=1),
        "convert": lambda given: export.from_csv(b"T\na\n", {"title": "T"}, convert={"title": given}),
    }
    if find_spec("pyarrow"):
        from eventlog import segments

        doors["progress of segments"] = lambda given: segments.write(log, folder / "segments", progress=given)
    return doors


@pytest.mark.parametrize("words", NO_ANSWERS)
def test_a_function_whose_call_is_no_answer_is_refused_at_every_door(words: str, tmp_path: Path) -> None:
    """Async or a generator, also behind a partial or as a method of a class: named, and with what to pass instead."""
    with eventlog.open(":memory:") as log:
        log.record(REPORT)
        for door, give in _on(log, tmp_path).items():
            with pytest.raises(InvalidValue) as refused:
                give(NO_ANSWERS[words])
            assert words in str(refused.value), door
            assert "function" in str(refused.value).replace(words, ""), door


def test_a_key_or_a_finish_may_yield() -> None:
    """What several are made of may come one by one; what is awaited is refused there, too."""
    Mergeable(start=0, step=_last, merge=max, finish=gone_through, key=gone_through)
    for part in ("finish", "key"):
        with pytest.raises(InvalidValue, match="the async function awaited is no"):
            Mergeable(start=0, step=_last, merge=max, **{"finish": max, part: awaited})


def test_what_answers_is_taken() -> None:
    """A function, a method, a class and a partial are functions."""
    with eventlog.open(":memory:") as log:
        log.record(REPORT)
        for step in (_last, Awaited().calling, max, functools.partial(_last), lambda state, _: state):
            log.as_of().fold(step if step is not max else lambda state, entry: max(state, entry.position), 0)

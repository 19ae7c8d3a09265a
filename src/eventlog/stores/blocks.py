"""Blocks that end whatever interrupts them.

`contextlib.contextmanager` leaves a gap: Ctrl-C may come when a block has been entered and `with` does not know it yet.
Then its generator waits, locks held and transaction open, until the garbage collector finds it. Here the generator is
closed at once, and so runs what stands behind its `yield`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from types import TracebackType
from typing import Any, Generic, ParamSpec, TypeVar

__all__ = ["Block", "block"]

Given = ParamSpec("Given")
Entered_co = TypeVar("Entered_co", covariant=True)


class Block(Generic[Entered_co]):
    """What a generator with one `yield` does around a `with` block. It swallows no exception."""

    def __init__(self, steps: Iterator[Entered_co]) -> None:
        self._steps: Any = steps

    def __enter__(self) -> Entered_co:
        try:
            return next(self._steps)  # type: ignore[no-any-return]
        except BaseException:
            self._steps.close()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                next(self._steps, None)
                return
            try:
                self._steps.throw(error)
            except StopIteration:
                return  # what was raised goes on: a block swallows nothing
            except BaseException as raised:
                if raised is not error:
                    raise
                # It came here anew, and so names this frame, which names it: a ring that only the garbage collector
                # would undo, and with it whatever the frames below hold, such as cursors and their snapshots.
                raised.__traceback__ = trace
        finally:
            self._steps.close()
            del error, trace


def block(steps: Callable[Given, Iterator[Entered_co]]) -> Callable[Given, Block[Entered_co]]:
    """Make a function that gives a `Block` of a generator function; use it as `contextlib.contextmanager`."""

    @wraps(steps)
    def make(*args: Given.args, **named: Given.kwargs) -> Block[Entered_co]:
        return Block(steps(*args, **named))

    return make

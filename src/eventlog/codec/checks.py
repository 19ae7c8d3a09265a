"""Checks of an event that hold wherever it comes from: recorded here, or taken in from another log."""

from __future__ import annotations

from collections.abc import Collection
from graphlib import CycleError, TopologicalSorter
from typing import Any

from eventlog.claims import Ref
from eventlog.codec.kinds import Kind, kind_of
from eventlog.errors import InvalidValue, shown
from eventlog.events import Judgement

__all__ = ["check_circles", "check_keys", "no_reply"]

_LONGEST_KEY = 300  # characters


def no_reply(event: Judgement) -> InvalidValue:
    """The error for a reply to what is no word on the same matter."""
    return InvalidValue(
        f"a {kind_of(event).name} replies to position {event.reply_to}, where no word on the same matter stands: leave "
        "reply_to out, the log fills it in"
    )


def check_circles(given: Collection[tuple[str, Any, Kind, tuple[Ref, ...]]]) -> None:
    """Refuse events that name each other: none of them is out before the others, and no log takes them in again.

    Only one with an id of its own can be part of that, so an event of a user's. Raises InvalidValue.
    """
    if all(kind.ours for _, _, kind, _ in given):
        return
    named = {id: [str.__str__(name) for name in names] for id, _, _, names in given}
    try:
        TopologicalSorter(named).prepare()
    except CycleError as error:
        raise InvalidValue(
            f"{' names '.join(error.args[1][::-1])}: of two entries only one can name the other"
        ) from None


def check_keys(keys: tuple[Any, ...], name: str) -> None:
    """Refuse what can't be a key. Raises InvalidValue."""
    for key in keys:
        if not isinstance(key, str) or not 0 < len(key) <= _LONGEST_KEY or not key.isprintable():
            raise InvalidValue(f"the effects of a {name} are keys, short printable text, and not {shown(key)}")

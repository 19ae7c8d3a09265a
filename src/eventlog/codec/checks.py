"""Checks of an event that hold wherever it comes from: recorded here, or taken in from another log."""

from __future__ import annotations

from typing import Any

from eventlog.codec.kinds import kind_of
from eventlog.errors import InvalidValue, shown
from eventlog.events import Judgement

__all__ = ["check_keys", "no_reply"]

_LONGEST_KEY = 300  # characters


def no_reply(event: Judgement) -> InvalidValue:
    """The error for a reply to what is no word on the same matter."""
    return InvalidValue(
        f"a {kind_of(event).name} replies to position {event.reply_to}, where no word on the same matter stands: leave "
        "reply_to out, the log fills it in"
    )


def check_keys(keys: tuple[Any, ...], name: str) -> None:
    """Refuse what can't be a key. Raises InvalidValue."""
    for key in keys:
        if not isinstance(key, str) or not 0 < len(key) <= _LONGEST_KEY or not key.isprintable():
            raise InvalidValue(f"the effects of a {name} are keys, short printable text, and not {shown(key)}")

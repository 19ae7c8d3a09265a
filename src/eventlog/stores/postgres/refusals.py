"""What PostgreSQL says when it can't, in our words: one sentence that says what, which log, and what to do now."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from eventlog.errors import Busy, ClockSkew, InvalidValue, NotALog, ReadOnly, StorageFull, StoreError
from eventlog.stores.entries import check_whole
from eventlog.stores.postgres.target import psycopg

__all__ = ["Lost", "in_our_words", "is_lost", "translated"]

_LONGEST = 200

_LOST = ("08", "57P", "XX000")  # the connection, the server that goes down, a pooler's refusal
_SPOILT = ("40001", "40P01", "55P03", "57014", "25P03", "25P04")


class Lost(StoreError, ConnectionError):
    """The connection to the server was lost; what was under way may be tried anew on another one."""


def is_lost(error: Any) -> bool:
    """Whether an error of the driver means that the connection is gone, or could not be made for now."""
    driver = psycopg()
    state = error.sqlstate
    if state is None:
        return isinstance(error, (driver.OperationalError, driver.InterfaceError))
    return bool(state.startswith(_LOST)) or state == "53300"


def translated(error: Any, name: str, *, making: bool = False) -> Exception:
    """The error of ours that stands for one of the driver's; `making`: a connection was to be made."""
    state = error.sqlstate or ""
    told = _told(error)
    if state == "EL003":
        return StoreError(
            f"{name} acknowledges what it may lose, since synchronous_commit is off: turn it on for this role"
        )
    if state == "EL004":
        try:
            check_whole(range(int(told)))
        except ReadOnly as refused:
            return refused
    if state == "EL005":
        here, there = map(_moment, told.split())
        return ClockSkew(here, None, f"more than a day from what the server of {name} says, {there}")
    if state.startswith("EL"):
        return StoreError(f"{name} refused what is not append-only ({told}): nothing was changed")
    if state in _SPOILT:
        return Busy(f"another program holds {name} for too long: nothing was recorded; try again when it is done")
    if state == "53100":
        return StorageFull(f"there is no room left for {name}: nothing was recorded; make room and try again")
    if state == "25006":
        return ReadOnly(
            f"the server of {name} only reads ({told}): it is a standby, or is set so; give the one that writes"
        )
    if state == "42501":
        return ReadOnly(f"this role may not do that to {name} ({told}): ask the owner of the log")
    if state in ("28P01", "28000", "3D000"):
        return StoreError(f"the server does not let this role in to {name} ({told}): check role, password and database")
    if state in ("42P01", "42883", "3F000"):
        return NotALog(f"{name} is no log any more ({told}): a part of it was removed; restore it from a backup")
    if state in ("22021", "22P05") or isinstance(error, UnicodeError):
        return InvalidValue(f"{name} can't hold this text ({told}): leave out what is no UTF-8, and the sign NUL")
    if state in ("54000", "53200"):
        return StoreError(f"this is more than {name} can take at once ({told}): record it in smaller batches")
    if making and is_lost(error):
        return Lost(
            f"there is no connection to {name} ({told}): check address, role and password, look at the server, then "
            "try again"
        )
    if is_lost(error):
        return Lost(f"the connection to {name} was lost ({told}): look at the server, then try again")
    return StoreError(f"{name} can't be used ({f'{state}: ' * bool(state)}{told})")


def _moment(micros: str) -> str:
    try:
        return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(micros))).isoformat()
    except OverflowError:
        return f"{micros} microseconds since 1970"


def _told(error: Any) -> str:
    """What the server says, or why there is none, in one line. It names no password."""
    told = error.diag.message_primary if getattr(error, "diag", None) is not None else None
    line = " ".join((told or str(error) or type(error).__name__).split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}..."


@contextmanager
def in_our_words(name: str, *, making: bool = False) -> Iterator[None]:
    """Whatever the driver raises in this block comes out as one of our errors."""
    try:
        yield
    except psycopg().Error as error:
        raise translated(error, name, making=making) from error

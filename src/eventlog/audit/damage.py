"""What may come of rows that hold what no row of a log holds, and how that is told."""

from __future__ import annotations

import struct

from eventlog.codec.kinds import kind_named, split
from eventlog.errors import Busy, CorruptEntry, EventLogError, LogClosed

__all__ = ["DAMAGE", "is_known", "why_unread"]

DAMAGE = (EventLogError, OSError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError, struct.error)
"""What reading such rows may raise. A bar that is told of the progress raises others."""


_KEPT_OUT = (LogClosed, Busy, ConnectionError)
"""What may keep one from looking, and says nothing of what is stored: a lock, a line that is cut. Not all is damage."""


def why_unread(error: Exception) -> tuple[str, tuple[int, ...]]:
    """What can't be read, and where if that is known; without the advice to verify, which is being done.

    Raises it anew where it is no damage.
    """
    if isinstance(error, _KEPT_OUT):
        raise error
    if isinstance(error, CorruptEntry):
        return error.reason, (error.position,) if error.position else ()
    return str(error) if isinstance(error, EventLogError) else "its rows hold what no row of a log holds", ()


def is_known(kind: bytes) -> bool:
    """Whether a kind that is stored is one that can be read here."""
    try:
        parts = split(kind.decode())
    except UnicodeDecodeError:
        return False
    held = None if parts is None else kind_named(parts[0])
    return held is not None and parts is not None and parts[1] <= held.version

"""Whether a basis token is of this log, told from its answer.

A token names no log, for one that is made anew from the same files gives the same answers and the same tokens. But a
log that can't give the answer of a token, though nothing was erased from it since, is another one or was changed. So a
token never gives an answer that was not its own without a reason.
"""

from __future__ import annotations

from eventlog.events import Redacted
from eventlog.knowledge.basis import Basis
from eventlog.knowledge.knowledge import Reproduced

__all__ = ["foreign"]


def foreign(again: Reproduced, token: str) -> str | None:
    """Why a token is none of the log that gave this for it; None where it is, or what differs is told in other ways:
    what was redacted since, left out of a copy, or can't be read.
    """
    reader, basis = again.knowledge.reader, Basis.read(token)
    if basis.cut.zone != reader.zone:
        return f"the token is of another log: that lives in {basis.cut.zone}, and this one in {reader.zone}"
    size = reader.size()
    if again.same or reader.withheld(size):
        return None
    erased = any(isinstance(one.event, Redacted) for one in reader.under(["w:"], basis.cut.position, size))
    if erased or any(one.kind == "unreadable" for one in again.knowledge.problems):
        return None
    return "the token is of another log, or this log is not what it was: run verify to tell which"

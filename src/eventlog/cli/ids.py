"""What a command is given as a name: an id that was printed, an agent, a report or a date.

Ids may be cut short wherever one is taken (see `logs.find`, which is the one place that reads them). An agent may be
called by its id, or by a name or an alias that one agent of the log alone has, in any script.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from eventlog.cli.logs import find
from eventlog.cli.options import Settings
from eventlog.cli.running import UNKNOWN, Failure
from eventlog.errors import shown

if TYPE_CHECKING:
    from eventlog.log import EventLog

__all__ = ["agent", "known_agent", "named", "notice", "signer"]

_NAMED = 5
_ID = re.compile(r"[a-z]+:\S*")


def agent(log: EventLog, given: str) -> str:
    """The id of an agent that is given by its id or by its name. Raises InvalidValue, Failure."""
    from eventlog.claims import check_agent

    if _ID.fullmatch(given):
        return check_agent(given)
    wanted = _folded(given)
    if not wanted:
        return check_agent(given)
    known = log.as_of().register.agents
    found = sorted(id for id, one in known.items() if wanted in {_folded(name) for name in (one.name, *one.aliases)})
    if len(found) == 1:
        return found[0]
    if not found:
        msg = f"no agent of this log is called {shown(given)}: give an id such as person:pat-ryder, or define it first"
        raise Failure(UNKNOWN, msg)
    some = ", ".join(found[:_NAMED]) + (", ..." if len(found) > _NAMED else "")
    raise Failure(UNKNOWN, f"{len(found)} agents are called {shown(given)}: give the id of one of {some}")


def known_agent(log: EventLog, given: str) -> str:
    """The id of an agent that the log has heard of. Raises Failure with those that are most like it."""
    id = agent(log, given)
    if id in log.as_of().register.agents:
        return id
    heard = _heard(log)
    if id not in heard:
        near = _near(id, heard)
        do = f"{near} Else take an id from an answer" if near else ": take an id from an answer"
        raise Failure(UNKNOWN, f"this log has never heard of {id}{do}")
    return id


def signer(log: EventLog, given: str) -> str:
    """The id of who links or assesses: any new one, but none that is nearly a known id."""
    id = agent(log, given)
    if id.startswith("user:") or id in log.as_of().register.agents:
        return id
    heard = _heard(log)
    near = "" if id in heard else _near(id, heard)
    if near:
        raise Failure(UNKNOWN, f"this log has never heard of {id}{near} If it is another agent, define it first")
    return id


def _heard(log: EventLog) -> set[str]:
    """Every agent that has said, published or been called something here, or is said to be another. One pass."""
    from eventlog.events import UnknownEvent
    from eventlog.events.dependencies import row_of

    found: set[str] = set()
    for entry in log.reader.entries(0, len(log)):
        if entry.event is not None and not isinstance(entry.event, UnknownEvent):
            row = row_of(entry.event)
            found.update(*(told(entry.event) for told in (row.speakers, row.mentions, row.defines)))
    return found


def _near(id: str, known: set[str]) -> str:
    import difflib

    near = difflib.get_close_matches(id, sorted(known), 3, 0.8)
    return f", did you mean {' or '.join(near)}?" if near else ""


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def named(log: EventLog, settings: Settings, given: str, *kinds: str) -> str:
    """The id of something recorded, of one of these kinds; where `agent` is one of them, also that of an agent."""
    from eventlog.claims.identity import AGENTS

    if "agent" in kinds:
        if given.partition(":")[0] in AGENTS:
            return known_agent(log, given)
        kinds = tuple(kind for kind in kinds if kind != "agent")
    return find(log, settings, given, *kinds)


def notice(log: EventLog, settings: Settings, given: str) -> str:
    """The report that tells of a change of mind, or the date on which it was told."""
    from eventlog import times
    from eventlog.errors import InvalidTime

    if given.startswith(("report:", "entry:")):
        return find(log, settings, given, "report")
    try:
        times.bounds(given, times.Place.PUBLISHED, "UTC")
    except InvalidTime as error:
        msg = f"{shown(given)} is neither a report, such as report:abf3ece0, nor the date of a notice: {error.reason}"
        raise click.UsageError(msg) from None
    return given

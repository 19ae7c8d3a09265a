"""Opening a log, or making one."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from eventlog import times
from eventlog.claims.fields import check_type
from eventlog.clock import Clock, Now
from eventlog.errors import InvalidValue, shown
from eventlog.log.eventlog import EventLog
from eventlog.stores import open_store

__all__ = ["open"]


def open(
    target: str | Path,
    *,
    zone: str = "UTC",
    clock: Now | None = None,
    durability: str = "full",
    read_only: bool | Literal["immutable"] = False,
    create: bool = True,
    private: bool = False,
) -> EventLog:
    """Open a log, or make one: `target` is a file, ":memory:" for one that lasts as long as the process, or the address
    of a schema on a PostgreSQL server, `postgresql://user@host/database?schema=desk` (unless named, `eventlog`).

    `create=False` makes none, and refuses a file that is not there. `zone` is where bare dates are read; a log keeps
    the zone that it was made with. `clock` is a function that says when it is, for imports, tests and examples.
    `durability`: "full" flushes each batch to the disk before it is acknowledged; "normal" may lose the last batches
    when the power fails, "off" may lose the log then; neither loses anything when a process is killed.
    `read_only=True` never writes; "immutable" is for a log that nobody writes to any more, in a folder that can't be
    written. `private=True`: nobody else may read what is made. Raises InvalidValue, NotALog, NewerFormat, ReadOnly,
    StorageFull, Busy, StoreError; nothing was touched.
    """
    times.check_zone(zone)
    for given, what in ((create, "create"), (private, "private")):
        check_type(given, bool, what)
    if not isinstance(read_only, bool) and not (isinstance(read_only, str) and read_only == "immutable"):
        raise InvalidValue(f"read_only is True, False or 'immutable', not {shown(read_only)}")
    if not isinstance(target, (str, Path)):
        raise InvalidValue(f"{shown(target)} is no place for a log: pass a file's path or ':memory:'")
    if not isinstance(durability, str) or durability not in ("full", "normal", "off"):
        raise InvalidValue(f"{shown(durability)} is no durability: pass 'full', 'normal' or 'off'")
    store = open_store(
        str(target), zone=zone, durability=durability, read_only=read_only, create=create, private=private
    )
    if zone not in ("UTC", store.zone):
        store.close()
        raise InvalidValue(f"this log lives in {store.zone}, and a log keeps its zone: leave zone={zone!r} out")
    folder = None if "://" in str(target) else Path(target).parent
    return EventLog(store, Clock(clock, folder))

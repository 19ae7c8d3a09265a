"""How a log and what it stands on are doing: looked at, and nothing changed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from eventlog.cli.options import Settings, answers, command

if TYPE_CHECKING:
    from eventlog.audit.doctor import Finding
    from eventlog.log import EventLog

__all__ = ["doctor", "repair"]

_EXTRAS = {
    "cli": ("click", "rich"),
    "sign": ("cryptography",),
    "postgres": ("psycopg", "stamina"),
    "arrow": ("pyarrow",),
    "html": ("trafilatura",),
    "echo": ("rapidfuzz",),
    "prov": ("prov",),
}


@command("doctor", "eventlog doctor", "eventlog doctor -f md")
@answers
def doctor(settings: Settings) -> None:
    """Look at the log, its file and what it stands on, and tell what to do about what is wrong.

    Nothing is changed, and no body is read: whether the log is what it was is for verify to say. Exit code 1 says that
    something is bad; what is only worth a warning leaves it at 0. Without a log, the surroundings alone are looked at.
    """
    from eventlog.cli.output import Item, Listing, show
    from eventlog.cli.running import NO
    from eventlog.cli.shell_words import in_shell_words

    found = [*_program(), *_log(settings)]
    rows = [
        {"check": one.check, "state": one.state, "found": in_shell_words(one.found), "do": in_shell_words(one.do)}
        for one in found
    ]
    head = ("check", "state", "found", "do")
    items = [Item(row, (tuple(row[name] for name in head),), (row,)) for row in rows]
    show(settings, Listing(items=items, head=head, columns=head))
    if any(one.state == "bad" for one in found):
        click.get_current_context().exit(NO)


@command("repair", "eventlog repair --index")
@click.option("--index", is_flag=True, required=True, help="Build anew what entries are found by.")
@answers
def repair(settings: Settings, index: bool) -> None:  # noqa: ARG001 - it has to be said what is to be built anew
    """Build anew what a log finds its entries by, where verify says that it does not fit them, and verify the log.

    What was recorded is never touched: where entries are not what they were, nothing is done, and a backup is needed.
    Restart whatever has the log open (a server, a watch) afterwards: it keeps what it found before.
    Exit code 0: all of it was checked then, and nothing is wrong. 1: something still is.
    """
    from eventlog.audit.repair import repair_index
    from eventlog.cli.commands.proving import verification_item
    from eventlog.cli.logs import existing, not_immutable
    from eventlog.cli.output import Listing, show
    from eventlog.cli.progress import Bar
    from eventlog.cli.running import NO

    with Bar("building anew", settings):
        not_immutable(settings)
        if "://" in (target := existing(settings)):
            raise click.UsageError("this is for a log in a file: 'eventlog carry' makes one on a server anew elsewhere")
        found = repair_index(target)
    item = verification_item(found)
    show(settings, Listing(items=(item,), columns=tuple(item.rows[0]), single=True))
    if found.ok is not True:
        click.get_current_context().exit(NO)


def _program() -> Iterator[Finding]:
    from importlib.metadata import version
    from importlib.util import find_spec

    from eventlog.audit.doctor import Finding

    yield Finding("eventlog", "info", version("eventlog-knowledge"))
    yield Finding("python", "info", sys.version.split()[0])
    there = [extra for extra, modules in _EXTRAS.items() if all(find_spec(module) for module in modules)]
    yield Finding("extras", "info", ", ".join(there) or "none")


def _log(settings: Settings) -> Iterator[Finding]:
    """What the library finds; and, where the log can be opened, whether its records hang together."""
    from eventlog.audit.doctor import Finding, unreadable
    from eventlog.audit.doctor import doctor as look_at
    from eventlog.cli.logs import reading
    from eventlog.cli.progress import Bar
    from eventlog.errors import EventLogError
    from eventlog.log import open as open_log

    named = settings.log or os.environ.get("EVENTLOG")
    if not named:
        with open_log(":memory:") as nothing:
            yield from (one for one in look_at(nothing) if one.check != "log")
        yield Finding("log", "info", "none was named", "give --log FILE, or set EVENTLOG")
        return
    found = look_at(named, immutable=settings.immutable)
    yield from found
    if any(one.check == "log" and one.state == "bad" for one in found):
        return
    try:
        with reading(settings) as log:
            yield from _within(log)
            with Bar("looking", settings) as bar:
                checked = log.verify(progress=bar, quick=True)
    except (EventLogError, OSError) as error:
        yield unreadable(error)
        return
    if checked.problems:
        told = "; ".join(map(str, checked.problems[:3]))
        yield Finding("entries", "bad", told, "run 'eventlog verify', and compare with a backup")
    else:
        told = f"{checked.linked} records hang together"
        yield Finding("entries", "ok", told, "run 'eventlog verify' to have bodies read too")


def _within(log: EventLog) -> Iterator[Finding]:
    from eventlog.audit.doctor import Finding
    from eventlog.clock import Clock
    from eventlog.render import json as shapes
    from eventlog.render.showing import counted

    head: Any = log.head
    last = f", the last recorded {shapes.instant(head.recorded)}" if head.recorded is not None else ""
    yield Finding("log", "info", f"{counted(head.position, 'entry')}{last}, {log.zone}")
    now = Clock().now()
    if head.recorded is not None and head.recorded > now:
        do = "set this machine's clock right, or wait: an entry is always recorded after the last one"
        yield Finding("clock", "warn", f"it is {shapes.instant(now)}, before the last entry", do)
    else:
        yield Finding("clock", "ok", f"it is {shapes.instant(now)}")

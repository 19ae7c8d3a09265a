"""Being told when an answer changes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import click

from eventlog.cli.options import Settings, answers, coded, command

if TYPE_CHECKING:
    from eventlog.knowledge.changes import Changes
    from eventlog.log import EventLog
    from eventlog.log.watching import Turn

__all__ = ["watch"]


@command(
    "watch",
    "eventlog watch dprk.troops --after 3 --for 0",
)
@click.argument("topic")
@click.option(
    "--after", type=click.IntRange(0), metavar="POSITION", help="Go on after it.  [default: what is there now]"
)
@click.option(
    "--hook", metavar="URL", help="Post each turn there, signed with EVENTLOG_HOOK_SECRET, until it is taken."
)
@click.option(
    "--for", "seconds", type=click.FloatRange(0), metavar="SECONDS", help="End when nothing came for so long."
)
@coded
@answers
def watch(settings: Settings, topic: str, after: int | None, hook: str | None, seconds: float | None) -> None:
    """Tell what changes on TOPIC, and below it, or is redacted, as it comes into the log, and why; until Ctrl-C.

    A line in words a change on a terminal, a line of JSON when piped. With --hook it is posted instead, what changes
    together in one piece: at least once, with the position (header Eventlog-Position) and a signature (HMAC-SHA-256 of
    the position, a dot and the body, header Eventlog-Signature). Start again with --after and the last position that
    was taken.
    """
    from eventlog.cli.hooks import Hook
    from eventlog.cli.logs import reading
    from eventlog.cli.output import sink
    from eventlog.log.watching import watching
    from eventlog.tables import isolated, json_text, safe

    told = None if hook is None else Hook(hook, os.environ.get("EVENTLOG_HOOK_SECRET"))
    with reading(settings) as log, sink(settings) as out, ExitStack() as ending:
        if told is not None:
            ending.callback(told.end)
        _tell_unknown(log, topic)
        words = settings.format == "table" or (settings.format is None and out.isatty())
        for turn in watching(log, topic, after=after, timeout=seconds):
            if told is not None:
                told.post(_body(log, topic, turn, settings), turn.position)
            elif words:
                turned = isolated if out.isatty() else str
                out.writelines(f"{turned(safe(line))}\n" for line in _lines(turn))
            else:
                out.writelines(f"{json_text(one)}\n" for one in _found(turn, turn.changes, settings))
            out.flush()


def _tell_unknown(log: EventLog, topic: str) -> None:
    """Say that nothing is known of a topic, so that nobody waits for ever for one that is spelt otherwise."""
    from eventlog.cli.running import say
    from eventlog.errors import UnknownQuestion

    try:
        log.as_of().check_known(topic)
    except UnknownQuestion as error:
        say(f"{error}; the first word on it is waited for")


def _found(turn: Turn, changes: Changes, settings: Settings) -> list[dict[str, Any]]:
    """A turn for a program: a table each of what changes, and of what is erased."""
    from eventlog.cli.commands.comparing import items

    told_of = items(changes, turn.before, turn.after, codes=settings.codes)
    return [{"position": turn.position, **one} for one in (*(item.data for item in told_of), *_erased(turn))]


def _body(log: EventLog, topic: str, turn: Turn, settings: Settings) -> Callable[[], bytes]:
    """What is posted of a turn, made anew for each try where something was erased: it is told again for days, maybe."""
    from eventlog.knowledge.changes import diff
    from eventlog.tables import json_text

    at, changes = log.store.counts()[1], turn.changes

    def made() -> bytes:
        nonlocal at, changes
        if (now := log.store.counts()[1]) != at:
            at, changes = now, diff(turn.before, turn.after, topic)
        found = _found(turn, changes, settings)
        return json_text({"position": turn.position, "topic": topic, "changes": found}).encode()

    return made


def _lines(turn: Turn) -> Iterator[str]:
    """A turn in words."""
    from eventlog.render.changing import lacking_words, redacted_line

    yield from map(str, turn.changes)
    yield from (redacted_line(*one) for one in turn.redacted) if turn.redacted else lacking_words(turn.changes)


def _erased(turn: Turn) -> Iterator[dict[str, Any]]:
    """What a turn erased, for a program: as a change has it, of no claim and no status."""
    from eventlog.render import json as shapes
    from eventlog.render.changing import redacted_line

    nothing = dict.fromkeys(("before", "after", "reason", "claim", "waits"))
    cuts = {"a": shapes.cut(turn.before.cut), "b": shapes.cut(turn.after.cut)}
    for question, positions in turn.redacted:
        told = {"what": "redacted", "line": redacted_line(question, positions), "withheld": list(positions)}
        yield {"question": question, **nothing, **told, "causes": [], "problems": []} | cuts

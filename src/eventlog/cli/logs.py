"""The log that a command works on, the knowledge that it asks for, and the ids that it is given.

A command that asks opens the log for reading and never makes one: a slip in a path is told, not answered from an empty
log. An id may be given as its beginning, as git has it, with or without the word before the colon; `entry:12` is what
stands at position 12.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import click

from eventlog.claims import RECORDED
from eventlog.cli.options import Settings
from eventlog.cli.progress import Bar
from eventlog.cli.running import UNKNOWN, UNREADABLE, Failure, say
from eventlog.errors import ReadOnly, StoreError, Unread, shown
from eventlog.knowledge import Knowledge
from eventlog.log import EventLog, JoinedLogs, join
from eventlog.log import open as open_log
from eventlog.render.showing import unread_words
from eventlog.stores.opening import is_there
from eventlog.stores.opening import place as place_of

__all__ = [
    "changing",
    "existing",
    "find",
    "is_there",
    "joined",
    "known",
    "moment",
    "not_immutable",
    "reading",
    "searching",
    "short",
    "writing",
]

_BEGINNING = re.compile(rf"(?:(?P<kind>{'|'.join(RECORDED)}):)?(?P<hex>[0-9a-f]{{1,32}})")
_WHOLE = 32
_SHOWN = 8
_NAMED = 5


def short(id: str) -> str:
    """An id as a table shows it: its first eight digits, which may be given back to us."""
    kind, colon, digits = id.partition(":")
    return f"{kind}:{digits[:_SHOWN]}" if colon and kind in RECORDED else id


@contextmanager
def reading(settings: Settings) -> Iterator[EventLog]:
    """The log, opened for reading only. What of it can't be read is said at the end, in one line on stderr."""
    with _telling(), open_log(existing(settings), read_only="immutable" if settings.immutable else True) as log:
        yield log


@contextmanager
def joined(settings: Settings, also: tuple[str, ...]) -> Iterator[JoinedLogs]:
    """The log and others, opened for reading and asked as one, each under its own place."""
    with ExitStack() as stack:
        logs = {place_of(settings.target): stack.enter_context(reading(settings))}
        for target in also:
            if (name := place_of(target)) in logs:
                raise click.UsageError(f"{name} is given twice: give each log once")
            if not is_there(target):
                raise Failure(UNREADABLE, f"there is no log at {name}: give the file of one with --also")
            logs[name] = stack.enter_context(open_log(target, read_only=True))
        yield join(logs)


@contextmanager
def searching(settings: Settings) -> Iterator[EventLog]:
    """The log, opened so that its index of words is kept up to date, where this user may write to it."""
    target = existing(settings)
    with _telling(), ExitStack() as stack:
        try:
            if settings.immutable:
                raise ReadOnly
            log = stack.enter_context(open_log(target, create=_on_disk(target)))
        except StoreError:
            log = stack.enter_context(open_log(target, read_only="immutable" if settings.immutable else True))
        yield log


@contextmanager
def _telling() -> Iterator[None]:
    """Gather what is warned of as unreadable, and say it once."""
    positions: set[int] = set()

    def gather(message: Warning | str, category: type[Warning], *rest: Any, **more: Any) -> None:
        if isinstance(message, Unread):
            positions.update(message.positions)
        else:
            usual(message, category, *rest, **more)

    with warnings.catch_warnings():
        warnings.simplefilter("always", Unread)
        usual, warnings.showwarning = warnings.showwarning, gather
        try:
            yield
        finally:
            if positions:
                say(f"{unread_words(sorted(positions))}, and may bear on this: run 'eventlog verify'")


@contextmanager
def changing(settings: Settings, zone: str | None = None) -> Iterator[EventLog]:
    """The log, opened for writing, where there is one; `zone` is its own, if given."""
    not_immutable(settings)
    target = existing(settings)
    with open_log(target, create=_on_disk(target)) as log:
        _check_zone(log, zone)
        yield log


def _check_zone(log: EventLog, zone: str | None) -> None:
    """Refuse another zone than the log's own."""
    if zone is not None and log.zone != zone:
        raise click.UsageError(f"this log lives in {log.zone}, and a log keeps its zone: leave --zone out")


def not_immutable(settings: Settings) -> None:
    """Refuse --immutable, for a command that writes."""
    if settings.immutable:
        raise click.UsageError("this command writes to the log, and --immutable says that nobody does: leave it out")


def existing(settings: Settings) -> str:
    """The path of the log, where there is one. Raises Failure."""
    target = _target(settings)
    if _on_disk(target) and not is_there(target):
        msg = f"there is no log at {target}: make one with 'eventlog import' or 'eventlog add', or give another --log"
        raise Failure(UNREADABLE, msg)
    return target


@contextmanager
def writing(settings: Settings, zone: str | None) -> Iterator[EventLog]:
    """The log, made in `zone` where there is none; and taken back where nothing came into it but an error."""
    not_immutable(settings)
    target = _target(settings)
    new = not is_there(target)
    with open_log(target, zone=zone or "UTC", private=settings.private) as log:
        _check_zone(log, zone)
        try:
            yield log
        except BaseException:
            if new:
                log.store.discard()
            raise


def _on_disk(target: str) -> bool:
    """Whether a look at the disk says whether a log is there; a server is asked once, when it is opened."""
    return "://" not in target


def _target(settings: Settings) -> str:
    target = settings.target
    if target == ":memory:":
        raise click.UsageError("a log in memory is gone when the command ends: give the file of one")
    if target == "-":
        raise click.UsageError("a log is kept in files and comes out of no stream: give the file of one")
    return target


def known(log: EventLog | JoinedLogs, settings: Settings, published: str | None = None) -> Knowledge:
    """What was known at the cut that the options ask for."""
    cuts = dict(settings.cuts)
    valid = cuts.pop("valid", None)
    knowledge = log.as_of(published or cuts.pop("published", None), **cuts)
    return knowledge if valid is None else knowledge.at(valid)


_CUT = re.compile(r"(?:(?P<name>[a-z-]+)=)?(?P<value>[^=]*)")
_NAMES = {"published": "published", "recorded": "recorded", "said": "said", "at": "valid", "policy": "policy"}


def moment(log: EventLog, settings: Settings, text: str) -> Knowledge:
    """What was known at one side of a comparison: `2024-06-27`, `now`, or `2024-06-27,recorded=2024-06-30`."""
    cuts = dict(settings.cuts)
    for part in text.split(","):
        match = _CUT.fullmatch(part.strip())
        name = match and _NAMES.get(match["name"] or "published")
        if match is None or name is None or not match["value"]:
            names = ", ".join(_NAMES)
            raise click.UsageError(
                f"{part!r} is no cut: write a date, 'now', or one of {names} with =, such as said=2024"
            )
        if (name, match["value"]) != ("published", "now"):
            cuts[name] = match["value"]
    valid = cuts.pop("valid", None)
    knowledge = log.as_of(cuts.pop("published", None), **cuts)
    return knowledge if valid is None else knowledge.at(valid)


def place(log: EventLog, settings: Settings, given: str) -> str | int:
    """As `find`; and entry:POSITION gives the position of one whose id was erased with its words."""
    if (match := re.fullmatch(r"entry:([0-9]{1,18})", given)) is not None:
        at = int(match[1])
        if 1 <= at <= len(log) and log.reader.id_at(at) is None:
            return at
    return find(log, settings, given)


def find(log: EventLog, settings: Settings, given: str, *kinds: str) -> str:
    """The id of which `given` is all or the beginning. Raises Failure where there is none, or more than one."""
    wanted = kinds or RECORDED
    if re.fullmatch(r"entry:[0-9]{1,18}", given):
        return _at(log, int(given.removeprefix("entry:")), wanted)
    if given.partition(":")[0] in wanted and log.reader.find(given) is not None:  # of a user's own, in any letters
        return given
    if given.isdecimal() and given.isascii() and len(given) < _WHOLE and int(given) <= len(log):
        told = f"{given!r} may be a position or the first digits of an id: give entry:{given}, or more of the id"
        raise click.UsageError(told)
    match = _BEGINNING.fullmatch(given.casefold())
    if match is None:
        what = _one_of(wanted)
        raise click.UsageError(f"{shown(given)} is not the id of {what}: give its first digits, or entry:POSITION")
    if match["kind"] and match["kind"] not in wanted:
        what = _one_of((match["kind"],))
        raise click.UsageError(f"{given!r} is the id of {what}, but {_one_of(wanted)} is wanted here")
    named = (match["kind"],) if match["kind"] else wanted
    if len(match["hex"]) == _WHOLE:
        found = [id for id in (f"{kind}:{match['hex']}" for kind in named) if log.reader.find(id) is not None]
    else:
        found = _beginning(log, settings, tuple(f"{kind}:{match['hex']}" for kind in named))
    if len(found) == 1:
        return found[0]
    if not found:
        raise Failure(UNKNOWN, f"this log holds no {' or '.join(named)} {match['hex']}: take an id from an answer")
    some = ", ".join(found[:_NAMED]) + (", ..." if len(found) > _NAMED else "")
    raise Failure(UNKNOWN, f"{given} may be any of {len(found)}: give more digits of {some}")


def _at(log: EventLog, position: int, wanted: tuple[str, ...]) -> str:
    if not 1 <= position <= len(log):
        raise Failure(UNKNOWN, f"there is no entry {position}: the log has {len(log)}")
    entry: Any = log.reader.entry(position)
    if position in log.reader.withheld(position):
        raise Failure(UNKNOWN, f"entry {position} is withheld from this copy of the log: nothing more is known of it")
    id = entry.id or log.reader.id_at(position)  # of what can't be read the index knows it
    if id is None:
        raise Failure(UNKNOWN, f"entry {position} has been redacted or can't be read: nothing more is known of it")
    if id.partition(":")[0] not in wanted:
        kind = str(entry.kind).partition("/")[0]
        raise click.UsageError(f"entry {position} is {short(id)} ({kind}), but {_one_of(wanted)} is wanted here")
    return str(id)


def _one_of(kinds: Iterable[str]) -> str:
    """Kinds of things with their articles: "a claim or an event"."""
    return " or ".join(f"{'an' if kind[:1] in 'aeiou' else 'a'} {kind}" for kind in kinds)


def _beginning(log: EventLog, settings: Settings, beginnings: tuple[str, ...]) -> list[str]:
    """All ids that begin so, in order of position. One pass over the log."""
    found: dict[str, None] = {}
    size = len(log)
    with Bar("looking for the id", settings) as bar:
        for position in range(1, size + 1):
            id = log.reader.id_at(position)
            if id is not None and id.startswith(beginnings):
                found[id] = None
            if position % 10_000 == 0:
                bar(position, size)
    return list(found)

"""Reports from files that people hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from eventlog.cli.commands.recording import zone_option
from eventlog.cli.options import Settings, answers, command, made

if TYPE_CHECKING:
    from eventlog.capture import Taken
    from eventlog.cli.output import Item
    from eventlog.log import EventLog

__all__ = ["take"]

_AT_ONCE = 200
_LETTERS = 8_000_000
_HEAD = ("file", "what", "report", "published", "publisher", "title")


@command(
    "take",
    "eventlog take press-release.eml",
    "eventlog take inbox --publisher org:harbour-board --retrieved 2031-06-28",
)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--publisher", metavar="AGENT", help="Who published it, instead of what the files say.")
@click.option("--retrieved", metavar="DATE", help="When the files were fetched, where they don't say so.")
@zone_option
@made
@answers
def take(
    settings: Settings, paths: tuple[str, ...], publisher: str | None, retrieved: str | None, zone: str | None
) -> None:
    """Record reports: each PATH is a mail, mailbox, feed, PDF, WARC, WACZ or saved page, or a folder of them.

    What a file is, is seen from its first bytes. Each line says what was made of it. A file that is damaged is told,
    and the rest goes in; the exit code is then 3. What the log holds already is not added again, and its own files,
    where they lie in such a folder, are passed over.
    """
    from os.path import realpath

    from eventlog.capture import take as taken_from
    from eventlog.cli.logs import writing
    from eventlog.cli.output import Listing, show
    from eventlog.cli.running import UNREADABLE, Failure, ReaderGone, recording

    damaged: list[str] = []
    with writing(settings, zone) as log, recording():
        own = {realpath(f"{settings.target}{ending}") for ending in ("", "-lock", "-shm", "-wal", "-journal")}
        found = taken_from(*paths, publisher=publisher, retrieved=retrieved)
        found = (one for one in found if realpath(one.file) not in own)
        items = _items(log, found, damaged)
        try:
            show(settings, Listing(items=items, head=_HEAD, columns=_COLUMNS, empty="there was nothing to take"))
        except ReaderGone:
            for _ in items:  # what nobody reads any more goes in all the same
                pass
            raise
    if damaged:
        some = ", ".join(dict.fromkeys(damaged[:5])) + (", ..." if len(damaged) > 5 else "")
        raise Failure(UNREADABLE, f"{len(damaged)} could not be taken, and the rest is in: {some}")


_COLUMNS = ("file", "kind", "where", "report", "entry", "new", "publisher", "title", "published", "said", "damaged")


def _items(log: EventLog, found: Iterator[Taken], damaged: list[str]) -> Iterator[Item]:
    """Record some at a time, so that memory stays, and say of each what came of it."""
    for some in _batches(found):
        for one, at, new in _recorded(log, some):
            if one.damaged:
                damaged.append(f"{one.file}{f' ({one.where})' if one.where else ''}")
            yield _item(one, at, new)


def _batches(found: Iterator[Taken]) -> Iterator[list[Taken]]:
    """Some at a time: not many, and not much text."""
    some: list[Taken] = []
    letters = 0
    for one in found:
        some.append(one)
        letters += len(one.report.text or "") if one.report is not None else 0
        if len(some) >= _AT_ONCE or letters >= _LETTERS:
            yield some
            some, letters = [], 0
    if some:
        yield some


def _recorded(log: EventLog, some: list[Taken]) -> Iterator[tuple[Taken, int | None, bool]]:
    """What was taken, its position, and whether it is new; one that the log refuses is damaged, the rest goes in."""
    import attrs

    from eventlog.cli.running import say
    from eventlog.errors import InvalidValue

    try:
        receipt = log.record(*(one.report for one in some if one.report is not None))
    except InvalidValue as error:
        if len(some) == 1:
            yield attrs.evolve(some[0], report=None, said=str(error), damaged=True), None, False
            return
        for one in some:
            yield from _recorded(log, [one])
        return
    for note in receipt.notes:
        say(str(note))
    positions, new = iter(receipt), set(receipt.new)
    for one in some:
        at = next(positions) if one.report is not None else None
        if one.said and at in new:
            say(f"entry {at}: {one.said}")
        yield one, at, at in new
        new.discard(at or 0)


def _item(one: Taken, position: int | None, new: bool) -> Item:
    from eventlog.cli.logs import short
    from eventlog.cli.output import Item
    from eventlog.cli.shell_words import in_shell_words

    report, said = one.report, in_shell_words(one.said).replace(", or --url", "")  # of one file of many
    data: dict[str, Any] = {
        "file": one.file,
        "kind": None if one.kind is None else str(one.kind),
        "where": one.where,
        "report": None if report is None else report.id,
        "entry": position,
        "new": new,
        "publisher": None if report is None else report.publisher,
        "title": None if report is None else report.title,
        "published": None if report is None else report.published,
        "said": said,
        "damaged": one.damaged,
    }
    what = f"{one.kind or 'unknown'}{f', {one.where}' if one.where else ''}"
    if report is None:
        return Item(data, ((one.file, what, "-", "-", "-", said),), (data,))
    came = short(report.id) if new else f"{short(report.id)}, there already"
    cells = (one.file, what, came, report.published or "-", report.publisher, report.title)
    return Item(data, (cells,), (data,))

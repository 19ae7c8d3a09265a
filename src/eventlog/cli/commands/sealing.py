"""The log as sealed segments: files of Parquet for engines that read files."""

from __future__ import annotations

from typing import Any

import click

from eventlog.cli.options import Settings, answers, command, no_stream
from eventlog.cli.running import NO

__all__ = ["segments"]

_COLUMNS = ("what", "first", "last", "file", "root")


@command(
    "segments",
    "eventlog segments lake --log newsroom.db",
    "eventlog segments lake --check",
)
@click.argument("folder", callback=no_stream)
@click.option("--check", "checked", is_flag=True, help="Write nothing; tell whether the segments are this log.")
@answers
def segments(settings: Settings, folder: str, checked: bool) -> None:
    """Write what came into the log since the last run as Parquet files into FOLDER, for Spark, DuckDB or polars.

    A file holds a closed range of positions, byte for byte, and names the root that proves it. It never changes, but
    where something in it was redacted: then it is written anew without that, and told as rewritten. Needs pyarrow.
    """
    if checked:
        _check(settings, folder)
        return
    from eventlog.cli.logs import reading
    from eventlog.cli.output import Item, Listing, show
    from eventlog.cli.progress import Bar
    from eventlog.segments import write

    with reading(settings) as log, Bar("writing segments", settings) as bar:
        wrote = write(log, folder, progress=bar)
    items = []
    for what, some in (("rewritten", wrote.rewritten), ("new", wrote.new)):
        for one in some:
            row: dict[str, Any] = {"what": what, "first": one.first, "last": one.last}
            row |= {"file": one.path.name, "root": one.root}
            items.append(Item(row, (tuple(map(str, row.values())),), (row,)))
    told = f"nothing is new: {folder} holds the {wrote.last} entries of the log"
    show(settings, Listing(items=tuple(items), head=_COLUMNS, columns=_COLUMNS, empty=told))


def _check(settings: Settings, folder: str) -> None:
    from eventlog.cli.logs import reading
    from eventlog.cli.output import Item, Listing, show
    from eventlog.cli.progress import Bar
    from eventlog.segments import Segments, check

    with reading(settings) as log, Bar("checking segments", settings):
        if not len(log):
            raise click.UsageError(f"there is nothing to check: the log has no entries, and {folder} needs no segments")
        found = check(Segments(folder), log)
        later = len(log) - found.compared
    row: dict[str, Any] = {"ok": bool(found), "entries": found.entries, "root": found.root, "later": later}
    word = "the log" if found else "NOT the log"
    cells = [("the segments are", word if not later or not found else f"{word} up to entry {found.entries}")]
    cells += [("", fault) for fault in found.faults]
    item = Item(row | {"faults": list(found.faults)}, tuple(cells), (row,))
    show(settings, Listing(items=(item,), columns=tuple(row), single=True))
    if not found:
        click.get_current_context().exit(NO)

"""Putting in what was written down elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from eventlog.cli.options import Function, Settings, answers, command

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from eventlog.cli.output import Item
    from eventlog.log import EventLog, Receipt

__all__ = ["import_", "receipt_item", "zone_option"]


def zone_option(function: Function) -> Function:
    """The option that says where a new log lives."""
    return click.option(
        "--zone", metavar="ZONE", help="Where bare dates are read, such as Europe/Kyiv; of a new log.  [default: UTC]"
    )(function)


@command(
    "import",
    "eventlog import examples/corpus",
    "eventlog import examples/corpus --check",
    "eventlog import - --check < examples/corpus/agents.toml",
)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--texts", metavar="FOLDER", help="A folder that holds the texts: each goes to the report of its digest.")
@zone_option
@click.option("--check", is_flag=True, help="Read and check everything, and record nothing.")
@answers
def import_(settings: Settings, paths: tuple[str, ...], texts: str | None, zone: str | None, check: bool) -> None:
    """Record annotations: each PATH is a TOML file, a folder of them, or - for stdin.

    All of it goes in, or nothing. What the log holds already is not added again, so that an import can be repeated. A
    log is made where there is none.
    """
    from eventlog.cli.logs import writing
    from eventlog.cli.output import Listing, show
    from eventlog.cli.progress import Bar
    from eventlog.cli.running import recording

    with Bar("reading", settings), recording():
        events = [event for path in paths for event in _annotations(path, texts)]
    if check:
        item = receipt_item(events, None, None)
    else:
        with writing(settings, zone) as log:
            with Bar("recording", settings), recording():
                receipt = log.record(*events)
            item = receipt_item(events, receipt, log)
    show(settings, Listing(items=(item,), columns=tuple(item.rows[0]), single=True))


def _annotations(path: str, texts: str | None) -> Iterable[Any]:
    from pathlib import Path

    from eventlog.annotations import load

    given = None if texts is None else Path(texts)
    if path != "-":
        return load(path, texts=given)
    with _stdin() as file:
        return load(file, texts=given)


@contextmanager
def _stdin() -> Iterator[Path]:
    """Stdin as a file that a reader of annotations can name."""
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "stdin.toml")
        file.write_bytes(sys.stdin.buffer.read())
        yield file


def receipt_item(events: Iterable[Any], receipt: Receipt | None, log: EventLog | None) -> Item:
    """What came in, and what was there already."""
    from collections import Counter

    from eventlog.cli import shapes
    from eventlog.cli.output import Item
    from eventlog.codec import kind_of

    kinds = Counter(kind_of(event).name for event in events)
    new = () if receipt is None else receipt.new
    data = {
        "given": kinds.total(),
        "new": len(new),
        "first": new[0] if new else None,
        "last": new[-1] if new else None,
        "recorded": shapes.instant(None if receipt is None else receipt.recorded),
        "size": None if log is None else len(log),
        "zone": None if log is None else log.zone,
        "kinds": dict(sorted(kinds.items())),
    }
    counted = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    where = f"entries {new[0]} to {new[-1]}, " if new else ""
    there = kinds.total() - len(new)
    if receipt is None:
        lines = [("checked", f"{kinds.total()}: {counted}"), ("recorded", "nothing: --check")]
    else:
        lines = [
            ("given", f"{kinds.total()}: {counted}"),
            ("recorded", f"{len(new)} ({where}{data['recorded']})" if new else "nothing new"),
            ("there already", str(there)),
            ("the log now", f"{data['size']} entries, {data['zone']}"),
        ]
    return Item(data, tuple(lines), ({key: found for key, found in data.items() if key != "kinds"},))

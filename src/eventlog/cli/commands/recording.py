"""Putting in what was written down elsewhere, and whole logs."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from eventlog.cli.commands.proving import checkpoints, trusted
from eventlog.cli.options import Function, Settings, answers, command, made

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from eventlog.cli.output import Item
    from eventlog.log import EventLog, Receipt
    from eventlog.proof import Checkpoint

__all__ = ["import_", "receipt_item", "zone_option"]

_STDIN = "stdin.toml"


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
    "eventlog import exported.jsonl --log copy.db",
)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--texts", metavar="FOLDER", help="A folder that holds the texts: each goes to the report of its digest.")
@zone_option
@made
@click.option("--check", is_flag=True, help="Read and check annotations, and record nothing.")
@trusted
@answers
def import_(
    settings: Settings,
    paths: tuple[str, ...],
    texts: str | None,
    zone: str | None,
    check: bool,
    notes: tuple[str, ...],
    keys: tuple[str, ...],
    origin: str | None,
) -> None:
    """Record annotations: each PATH is a TOML file, a folder of them, or - for stdin. Or take in an exported log.

    All of it goes in, or nothing. What the log holds already is not added again, so that an import can be repeated. A
    log is made where there is none. A log that export wrote goes into an empty one, alone, with the bytes that it had:
    the same moments, root and answers; with --checkpoint and --key, only if it is the log that was signed.
    """
    from eventlog.cli.logs import writing
    from eventlog.cli.output import Listing, show
    from eventlog.cli.progress import Bar
    from eventlog.cli.running import recording

    with _stdin(paths) as files:
        exported = [file for file in files if _is_export(file)]
        if exported:
            if len(files) > 1 or texts or check:
                raise click.UsageError("a whole log is imported alone: leave other paths, --texts and --check out")
            item = _take_in(settings, exported[0], zone, checkpoints(notes, keys, origin))
        else:
            if notes or keys or origin:
                raise click.UsageError(
                    "--checkpoint, --key and --origin are for a log that was exported: leave them out"
                )
            with Bar("reading", settings), recording():
                events = [event for file in files for event in _annotations(file, texts)]
            if check:
                item = receipt_item(events, None, None)
            else:
                with writing(settings, zone) as log:
                    with Bar("recording", settings), recording():
                        receipt = log.record(*events)
                    item = receipt_item(events, receipt, log)
    show(settings, Listing(items=(item,), columns=tuple(item.rows[0]), single=True))


def _is_export(file: Path) -> bool:
    """Whether a file begins as lines of JSON do; no annotation does."""
    from eventlog.files.letters import MARK

    if not file.is_file():
        return False
    with file.open("rb") as begin:
        return begin.read(len(MARK) + 1).removeprefix(MARK)[:1] == b"{"


def _take_in(settings: Settings, file: Path, zone: str | None, held: list[Checkpoint]) -> Item:
    """Take a whole log in, in its own zone."""
    from eventlog.cli.logs import is_there, writing
    from eventlog.cli.output import Item
    from eventlog.cli.progress import Bar
    from eventlog.cli.running import recording
    from eventlog.codec import strict_json
    from eventlog.files.letters import MARK
    from eventlog.render import json as shapes

    if len(held) > 1:
        raise click.UsageError("an export is held against one checkpoint: give --checkpoint once")
    with recording(), file.open("rb") as lines:
        header = strict_json(lines.readline(1 << 16).removeprefix(MARK))
        own = header.get("zone") if isinstance(header, dict) else None
    lives = zone or (None if is_there(settings.target) or not isinstance(own, str) else own)
    with writing(settings, lives) as log:
        with Bar("taking in", settings), recording():
            count = log.import_jsonl(file, held[0] if held else None)
        head = log.head
        data = {
            "given": count,
            "new": count,
            "first": 1 if count else None,
            "last": count or None,
            "recorded": shapes.instant(head.recorded),
            "size": head.position,
            "zone": log.zone,
        }
        lines_shown = (("taken in", f"{count} entries, {log.zone}"), ("root", head.root.hex()))
        return Item(data | {"kinds": {}}, lines_shown, (data,))


def _annotations(file: Path, texts: str | None) -> Iterable[Any]:
    from pathlib import Path

    from eventlog.annotations import load
    from eventlog.errors import InvalidAnnotation

    try:
        return load(file, texts=None if texts is None else Path(texts))
    except InvalidAnnotation as error:
        if error.file != str(file) or file.name != _STDIN:
            raise
        raise InvalidAnnotation("stdin", error.line, error.field, error.reason) from None


@contextmanager
def _stdin(paths: Iterable[str]) -> Iterator[list[Path]]:
    """The files that are named, with stdin as a file as well."""
    import shutil
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        files = []
        for path in paths:
            file = Path(path)
            if path == "-":
                file = Path(folder, _STDIN)
                with file.open("wb") as kept:
                    shutil.copyfileobj(sys.stdin.buffer, kept)
            files.append(file)
        yield files


def receipt_item(events: Iterable[Any], receipt: Receipt | None, log: EventLog | None) -> Item:
    """What came in, and what was there already; the receipt's notes go to stderr, for a person to look at."""
    from collections import Counter

    from eventlog.cli.output import Item
    from eventlog.cli.running import say
    from eventlog.codec import kind_of
    from eventlog.render import json as shapes

    for note in () if receipt is None else receipt.notes:
        say(str(note))
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

"""Putting in what was written down elsewhere, and whole logs."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import click

from eventlog.cli.commands.arriving import marked, take_arriving
from eventlog.cli.commands.planning import compared, planned_item, receipt_item, unplanned
from eventlog.cli.commands.proving import checkpoints, trusted
from eventlog.cli.commands.tabling import is_table, tabled, take_table
from eventlog.cli.options import Function, Settings, answers, command, made

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from eventlog.annotations.folder import Folder
    from eventlog.annotations.texts import Misfit
    from eventlog.cli.output import Item
    from eventlog.proof import Checkpoint

__all__ = ["import_", "zone_option"]

_STDIN = "stdin"
_TOLD = 10
"""Misfits, and reports, that are told one by one."""


def zone_option(function: Function) -> Function:
    """The option that says where a new log lives."""
    return click.option(
        "--zone", metavar="ZONE", help="Where bare dates are read, such as Europe/Kyiv; of a new log.  [default: UTC]"
    )(function)


@command(
    "import",
    "eventlog import examples/corpus",
    "eventlog import examples/corpus --check",
    "eventlog import examples/corpus --apply",
    "eventlog import - --check < examples/corpus/agents.toml",
    "eventlog import exported.jsonl --log copy.db",
    "eventlog import fact-checks.json",
    "eventlog import marks.json --report report:6eeede72 --labels labels.toml",
    "eventlog import cases.csv --set publisher=gov:health --column title=Region --dates %d.%m.%Y --log cases.db",
)
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--texts", metavar="FOLDER", help="A folder that holds the texts: each goes to the report of its digest.")
@zone_option
@made
@click.option("--check", is_flag=True, help="Read and check annotations, and record nothing.")
@click.option("--apply", is_flag=True, help="Also where the log holds another reading: strike that one.")
@tabled
@marked
@trusted
@answers
def import_(
    settings: Settings,
    paths: tuple[str, ...],
    texts: str | None,
    zone: str | None,
    check: bool,
    apply: bool,
    notes: tuple[str, ...],
    keys: tuple[str, ...],
    origin: str | None,
    marked_report: str | None,
    labels: str | None,
    **table: Any,
) -> None:
    """Record annotations: each PATH is a TOML file, a folder of them, or - for stdin. Or take in a table or a log.

    All of it goes in, or nothing, and a log is made where there is none. What is told is compared with what the log
    holds of these reports by the same extractor. What is only new goes in at once, and what is unchanged is not added
    again. Where files were edited, the plan is printed (new, re-read, gone, struck) and nothing is recorded, exit code
    1, until --apply: a reading that is another now is struck, with the new one in its place, and one that is gone is
    struck. What others struck stays struck, and a link, an assessment or a withdrawal that a file has no more stays.

    Of a table (.csv, .tsv) each row is a report, and with a question a claim in it; columns with the names of fields
    are these fields. All that is wrong with any row is told at once. With --revises the table is an edition of one that
    the log holds, and only what differs is recorded.

    A log that export wrote goes into an empty one, alone, with the bytes that it had:
    the same moments, root and answers; with --checkpoint and --key, only if it is the log that was signed.

    Fact checks (schema.org ClaimReview) and marks (W3C Web Annotations, Hypothes.is, doccano, Label Studio) are known
    by what stands in them. Marks are of one report, whose text the log holds; a file says what each label means.
    """
    from eventlog.cli.logs import writing
    from eventlog.cli.output import Listing, show
    from eventlog.cli.progress import Bar
    from eventlog.cli.running import NO, recording, say
    from eventlog.export.recognising import Arriving, recognised

    done = True
    if check and apply:
        raise click.UsageError("--check records nothing and --apply records: leave one of the two out")
    with _stdin(paths) as files:
        with recording():
            kinds = {file: kind for file in files if (kind := recognised(file)) is not None}
        exported = [file for file, kind in kinds.items() if kind is Arriving.LOG]
        if (marked_report or labels) and (exported or not kinds) and all(file.exists() for file in files):
            raise click.UsageError("--report and --labels are for marks of an annotation tool: leave them out")
        if exported:
            if len(files) > 1 or texts or check:
                raise click.UsageError("a whole log is imported alone: leave other paths, --texts and --check out")
            item = unplanned(_take_in(settings, exported[0], zone, checkpoints(notes, keys, origin)), applied=True)
        elif kinds:
            if len(files) > 1 or texts or check or notes or keys or origin or any(table.values()):
                raise click.UsageError(
                    f"{next(iter(kinds.values()))} comes in alone: leave other paths and options out"
                )
            [(file, what)] = kinds.items()
            how: dict[str, Any] = {"apply": apply, "report": marked_report, "labels": labels}
            item, done = take_arriving(settings, file, what, zone, **how)
        elif any(map(is_table, files)):
            if len(files) > 1 or texts or check or notes or keys or origin:
                raise click.UsageError("a table is imported alone: leave other paths and options of annotations out")
            taken = take_table(settings, files[0], zone, apply=apply, **table)
            if taken is None:
                return
            item, done = taken
        else:
            if any(table.values()):
                raise click.UsageError("these options are for a table, a file that ends in .csv or .tsv: see --help")
            if notes or keys or origin:
                raise click.UsageError(
                    "--checkpoint, --key and --origin are for a log that was exported: leave them out"
                )
            with Bar("reading", settings), recording():
                folders = [_annotations(file, texts) for file in files]
                events = [event for one in folders for event in one.events()]
                readers = {id: who for one in folders for id, who in one.readers().items()}
            if check:
                item = unplanned(receipt_item(events, None, None), applied=False)
            else:
                with writing(settings, zone) as log:
                    with Bar("recording", settings), recording():
                        found, receipt = compared(log, events, apply=apply, readers=readers)
                    done = receipt is not None
                    item = planned_item(events, found, receipt, log)
    show(settings, Listing(items=(item,), columns=tuple(item.rows[0]), single=True))
    if not done:
        say("nothing was recorded: this log holds other readings of these reports; look at the plan, then add --apply")
        click.get_current_context().exit(NO)


def _take_in(settings: Settings, file: Path, zone: str | None, held: list[Checkpoint]) -> Item:
    """Take a whole log in, in its own zone."""
    from eventlog.cli.logs import is_there, writing
    from eventlog.cli.output import Item
    from eventlog.cli.progress import Bar
    from eventlog.cli.running import recording
    from eventlog.codec import strict_json
    from eventlog.errors import InvalidValue
    from eventlog.files.letters import MARK
    from eventlog.render import json as shapes
    from eventlog.render.showing import counted

    if len(held) > 1:
        raise click.UsageError("an export is held against one checkpoint: give --checkpoint once")
    own = None
    with suppress(InvalidValue), file.open("rb") as lines:  # what is no header is told with the rest
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
        lines_shown = (("taken in", f"{counted(count, 'entry')}, {log.zone}"), ("root", head.root.hex()))
        return Item(data | {"kinds": {}}, lines_shown, (data,))


def _annotations(file: Path, texts: str | None) -> Folder:
    from pathlib import Path

    from eventlog.annotations import read
    from eventlog.annotations.texts import misfits
    from eventlog.errors import InvalidAnnotation

    try:
        folder = read(file, texts=None if texts is None else Path(texts))
    except InvalidAnnotation as error:
        if error.file != str(file) or file.name != _STDIN:
            raise
        raise InvalidAnnotation(_STDIN, error.line, error.field, error.reason) from None
    if texts is not None:
        _say_misfits(folder, texts, list(misfits(folder, Path(texts))))
    return folder


def _say_misfits(folder: Folder, texts: str, found: list[Misfit]) -> None:
    """Tell which texts are not as they were annotated, and which reports have none there: nothing was compared."""
    from eventlog.cli.running import say

    for told in [str(one) for one in found[:_TOLD]] + ([f"and {len(found) - _TOLD} more"] if found[_TOLD:] else []):
        say(told)
    known = {one.report for one in found}
    lost = [
        key for key, one in folder.reports.items() if one.report.digest and not one.report.text and key not in known
    ]
    if lost:
        names = ", ".join(lost[:_TOLD]) + (", ..." if lost[_TOLD:] else "")
        say(f"no text in {texts} has the digest of {names}: no span there was compared with it")


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

"""Tables from the shell: what each column means, and editions of one that comes out again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from eventlog.cli.options import Function, Settings, pairs

if TYPE_CHECKING:
    from pathlib import Path

    from eventlog.cli.output import Item

__all__ = ["is_table", "named_in", "tabled", "take_table"]

_DELIMITERS = {".csv": ",", ".tsv": "\t"}
_FIELD = "FIELD=..., such as publisher=outlet:example"
_NAMED = ("by", "publisher", "agent")


def tabled(function: Function) -> Function:
    """The options of a table."""
    several: dict[str, Any] = {"multiple": True}
    for option in (
        click.option("--row-key", metavar="FIELDS", help="What makes two rows one.  [default: question,during]"),
        click.option("--revises", metavar="ID", help="Of a table: the report of the edition before."),
        click.option("--agents", metavar="KIND", help="Of a table: make ids of this kind (person, org, ...) of names."),
        click.option("--dates", metavar="FORMAT", help="Of a table: how days are written, such as %d/%m/%Y."),
        click.option("--set", "fixed", metavar="FIELD=VALUE", **several, help="Of a table: what holds for every row."),
        click.option("--column", "columns", metavar="FIELD=NAME", **several, help="Of a table: where a field stands."),
    ):
        function = option(function)
    return function


def is_table(file: Path) -> bool:
    """Whether a file is a table, by its ending."""
    return file.suffix.lower() in _DELIMITERS


def take_table(
    settings: Settings,
    file: Path,
    zone: str | None,
    *,
    apply: bool,
    revises: str | None,
    row_key: str | None,
    **how: Any,
) -> tuple[Item, bool] | None:
    """Record a table, or what differs from the edition before; and whether it was recorded. None: it has no row."""
    from eventlog.cli.commands.planning import compared, planned_item
    from eventlog.cli.logs import find, writing
    from eventlog.cli.progress import Bar
    from eventlog.cli.running import recording, say
    from eventlog.errors import InvalidImport

    if row_key and not revises:
        raise click.UsageError("--row-key tells which rows of two editions are one: add --revises")
    with Bar("reading", settings), recording():
        try:
            events = _read(settings, file, **how)
        except InvalidImport as error:
            for one in error.faults[1:]:
                say(str(one))
            raise
    if not events:
        say(f"{file.name} has 0 rows below its header, so nothing came in")
        return None
    with writing(settings, zone) as log:
        if revises is not None:
            return _edition(log, events, find(log, settings, revises, "report"), row_key, apply=apply)
        with Bar("recording", settings), recording():
            found, receipt = compared(log, events, apply=apply)
        return planned_item(events, found, receipt, log), receipt is not None


def _read(
    settings: Settings,
    file: Path,
    *,
    columns: tuple[str, ...],
    fixed: tuple[str, ...],
    dates: str | None,
    agents: str | None,
) -> list[Any]:
    from eventlog.cli.running import say
    from eventlog.export import Agents, from_csv
    from eventlog.export import dates as in_format
    from eventlog.export.arriving import read_text
    from eventlog.export.table_rows import FIELDS, REPORT, TIMES

    delimiter, header = _header(file, read_text(file))
    named = pairs(columns, "--column", _FIELD)
    constants = pairs(fixed, "--set", _FIELD)
    taken = {*named.values(), *named, *constants}
    asked = "question" in named or "question" in constants or ("question" in header and "question" not in taken)
    read = FIELDS if asked else REPORT  # what claims are made of says nothing where no question is answered
    named |= {name: name for name in header if name in read and name not in taken}
    if (unread := [name for name in header if name not in named.values()]) and not settings.quiet:
        told = f"{file.name}: what stands under {', '.join(unread)} is not read"
        say(f"{told}: give --column FIELD=NAME for what is a field")
    convert: dict[str, Callable[[str], str]] = {}
    if dates is not None:
        convert |= {field: in_format(dates) for field in TIMES if field in named}
    if agents is not None:
        known = Agents(agents, _names(settings))
        convert |= {field: known for field in _NAMED if field in named}
    return list(from_csv(file, named, constants=constants, convert=convert, delimiter=delimiter))


def _header(file: Path, text: str) -> tuple[str, list[str]]:
    """What stands between cells, and the names of the columns, of which one may have several lines.

    That is a semicolon, too, as spreadsheets write it where a comma stands in numbers.
    """
    import csv
    import io

    def first(delimiter: str) -> list[str]:
        try:
            return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
        except csv.Error:  # told with its line by who reads the rows
            return []

    delimiter = _DELIMITERS[file.suffix.lower()]
    header = first(delimiter)
    if len(header) == 1 and len(other := first(";")) > 1:
        return ";", other
    return delimiter, header


def named_in(log: Any) -> dict[str, set[str]]:
    """The ids of the agents of a log, by what they are called; of those that are one, one."""
    register = log.as_of().register
    ids: dict[str, dict[str, str]] = {}
    for id, one in sorted(register.agents.items()):
        for name in filter(None, (one.name, *one.aliases)):
            ids.setdefault(name, {}).setdefault(register.merges.find(id), id)
    return {name: set(some.values()) for name, some in ids.items()}


def _names(settings: Settings) -> dict[str, set[str]]:
    """What the agents of the log are called, where there is one."""
    from eventlog.cli.logs import is_there, reading

    if not is_there(settings.target):
        return {}
    with reading(settings) as log:
        return named_in(log)


def _edition(log: Any, events: list[Any], before: str, key: str | None, *, apply: bool) -> tuple[Item, bool]:
    """Record what differs from the edition before, with what the table defines; and whether it was recorded."""
    import attrs

    from eventlog.claims import Ref
    from eventlog.cli.commands.planning import planned_item, receipt_item
    from eventlog.cli.running import recording
    from eventlog.events import ClaimRecorded, ReportRecorded, wrap
    from eventlog.log.editions import edition
    from eventlog.log.revising import revision

    reports = [event.report for event in events if isinstance(event, ReportRecorded)]
    if len({report.id for report in reports}) != 1:
        msg = "an edition is one report: give its publisher, title and date with --set, the same for every row"
        raise click.UsageError(msg)
    report = attrs.evolve(reports[0], revision_of=Ref(before))
    rest = [event for event in events if not isinstance(event, (ClaimRecorded, ReportRecorded))]
    rows = [event.claim for event in events if isinstance(event, ClaimRecorded)]
    with recording():
        found = edition(log.reader, report, rows, tuple(key.split(",")) if key else ("question", "during"))
        defined = revision(log, *rest)
        if not (apply or defined.adds_only):
            return planned_item(rest, defined, None, log), False
        receipt = log.record(*defined.events, *found.events, expect=found.rests_on)
    item = receipt_item([*defined.events, *(wrap(one) for one in found.events)], receipt, log)
    counts = {"new": len(found.new), "changed": len(found.changed), "removed": len(found.removed)}
    counts["unchanged"] = found.unchanged
    cells = (*item.cells, ("rows", ", ".join(f"{count} {name}" for name, count in counts.items())))
    return type(item)(item.data | {"applied": True, "found": counts, "plan": []}, cells, item.rows), True

"""A copy of a log from which entries are withheld."""

from __future__ import annotations

from typing import Any

import click

from eventlog.cli.options import Settings, answers, command, no_stream

__all__ = ["copy"]

_COLUMNS = ("what", "position", "kind", "why")


@command(
    "copy",
    "eventlog copy for-the-court.db --withhold claim:08f599df",
    "eventlog copy for-a-partner.db --only dprk.troops.deployment",
)
@click.argument("file", callback=no_stream)
@click.option("--withhold", "ids", metavar="ID", multiple=True, help="An entry to leave out, with all that names it.")
@click.option("--only", "questions", metavar="QUESTION", multiple=True, help="Leave out all that does not bear on it.")
@click.option("--dry-run", is_flag=True, help="Only list what would be withheld.")
@answers
def copy(settings: Settings, file: str, ids: tuple[str, ...], questions: tuple[str, ...], dry_run: bool) -> None:
    """Write a copy of the log into a new FILE, without what some entries say: the same root, so every proof holds.

    Of a withheld entry the copy has the record and not the words; verify and every answer say what is withheld. What is
    printed is the list of it. A copy is for reading: nothing can be recorded in it.
    """
    from eventlog.cli.logs import find, reading
    from eventlog.cli.output import Item, Listing, show
    from eventlog.cli.progress import Bar

    if bool(ids) == bool(questions):
        raise click.UsageError("say what the copy leaves out: --withhold ID, or --only QUESTION for all but that")
    with reading(settings) as log:
        without = [find(log, settings, id) for id in ids]
        with Bar("copying", settings):
            found = log.copy(file, without=without, only=questions, dry_run=dry_run)
    items = []
    for what, some in (("withheld", found.withheld), ("repeats it", found.repeats)):
        for one in some:
            row: dict[str, Any] = {"what": what, "position": one.position, "kind": one.kind, "why": one.why}
            items.append(Item(row, (tuple(map(str, row.values())),), (row,)))
    show(settings, Listing(items=tuple(items), head=_COLUMNS, columns=_COLUMNS, empty="nothing is withheld"))

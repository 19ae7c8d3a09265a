"""Keeping a log: copies of it, and what has to go."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from eventlog.cli.options import Settings, answers, command, no_stream

if TYPE_CHECKING:
    from eventlog.cli.output import Item
    from eventlog.redaction import Plan

__all__ = ["backup", "redact"]


@command("backup", "eventlog backup copy.db")
@click.argument("file", callback=no_stream)
@answers
def backup(settings: Settings, file: str) -> None:
    """Copy the log into a new FILE while it is in use, and verify the copy before it gets its name."""
    from eventlog.cli.commands.proving import verification_item
    from eventlog.cli.logs import reading
    from eventlog.cli.output import Listing, show
    from eventlog.cli.progress import Bar

    with reading(settings) as log:
        with Bar("copying", settings):
            found = log.backup(file)
        item = verification_item(found)
        show(settings, Listing(items=(item,), columns=tuple(item.rows[0]), single=True))


@command(
    "redact",
    "eventlog redact --find 'Kyrylo Budanov'",
    "eventlog redact claim:08f599df --dry-run",
    "eventlog redact entry:317 --reason 'a court order' --yes",
)
@click.argument("ids", metavar="ID...", nargs=-1)
@click.option("--find", "name", metavar="NAME", help="Erase nothing: list every entry that holds this name.")
@click.option("--reason", help="Why; it is kept for ever, so it must not repeat what goes.")
@click.option("--by", metavar="AGENT", default="user:log", show_default=True, help="Who decided it; kept for ever.")
@click.option("--dry-run", is_flag=True, help="Only tell what would go with it, what stays, and which answers change.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@answers
def redact(
    settings: Settings, ids: tuple[str, ...], name: str | None, reason: str | None, by: str, dry_run: bool, yes: bool
) -> None:
    """Erase what entries say, and all that names them, for good. Proofs and checkpoints still hold.

    What goes is listed before it is done, and on a terminal it is asked for. Copies of the log, and what others have
    read, are out of reach. With --find, which entries a person's name stands in is listed instead, with what else in
    the file holds it.
    """
    from eventlog.claims import check_agent
    from eventlog.cli.logs import changing, place, reading
    from eventlog.cli.progress import Bar
    from eventlog.cli.running import recording, say

    if (name is None) is not bool(ids):
        raise click.UsageError("name what is to be erased by ID, or look for it with --find NAME")
    if name is not None:
        _list(settings, name)
        return
    if not dry_run:
        if not (reason or "").strip():
            raise click.UsageError("say why: give --reason, or only look with --dry-run")
        check_agent(by)
        if not yes and not sys.stdin.isatty():
            raise click.UsageError("nobody can be asked here: look with --dry-run first, and then add --yes")
    with reading(settings) as log:
        targets = [place(log, settings, id) for id in ids]
        with Bar("looking for what names it", settings):
            plan = log.redaction(*targets)
    if dry_run:
        _show(settings, plan)
        return
    if not yes:
        _ask(plan)
    with changing(settings) as log, recording():
        while not yes and (now := log.redaction(*targets)).goes != plan.goes:
            say("something came in meanwhile, and what goes is not what was listed:")
            plan = now
            _ask(plan)
        with Bar("erasing", settings):
            plan = log.redact(*targets, reason=str(reason), by=by)
    _show(settings, plan)


def _list(settings: Settings, name: str) -> None:
    from eventlog.cli.logs import reading, short
    from eventlog.cli.output import Item, Listing, show
    from eventlog.cli.progress import Bar

    def item(where: str, kind: str, why: str, position: int | None, id: str | None, count: int) -> Item:
        data = {"position": position, "kind": kind, "id": id, "place": why, "count": count}
        return Item(data, ((where, kind, "" if id is None else short(id), why),), (data,))

    with reading(settings) as log:
        with Bar("looking for the name", settings):
            found = log.holding(name)
        items = [
            item(f"entry:{one.position}", one.kind, one.why, one.position, log.reader.id_at(one.position), 1)
            for one in found.entries
        ]
        items += [item("beside", "", place, None, None, count) for place, count in found.beside]
        listing = Listing(
            items=items,
            head=("where", "kind", "id", "in"),
            columns=("position", "kind", "id", "place", "count"),
            empty="nothing in this log holds that name: try a part of it, or another spelling",
        )
        show(settings, listing)


def _ask(plan: Plan) -> None:
    from eventlog.cli.running import NO, Failure, say

    for line in str(plan).splitlines():
        say(line)
    if not plan.goes:
        return
    if not click.confirm("Erase this for good?", err=True):
        raise Failure(NO, "nothing was erased")


def _show(settings: Settings, plan: Plan) -> None:
    from eventlog.cli.output import Listing, show

    item = _plan(plan)
    show(settings, Listing(items=(item,), columns=tuple(item.rows[0]), single=True))


def _plan(plan: Plan) -> Item:
    from eventlog.cli.output import Item

    def listed(some: Any) -> list[dict[str, Any]]:
        return [{"position": one.position, "kind": one.kind, "why": one.why} for one in some]

    data = {
        "done": plan.entry is not None,
        "entry": plan.entry,
        "goes": listed(plan.goes),
        "repeats": listed(plan.repeats),
        "revives": listed(plan.revives),
        "withheld": [{"question": question, "positions": list(at)} for question, at in plan.withheld],
        "already": list(plan.already),
        "left": list(plan.left),
    }
    row = {
        "done": data["done"],
        "entry": plan.entry,
        "goes": list(plan.positions),
        "repeats": [one.position for one in plan.repeats],
        "revives": [one.position for one in plan.revives],
        "withheld": [question for question, _ in plan.withheld],
        "already": list(plan.already),
    }
    lines = [line.partition(": ") for line in str(plan).splitlines()]
    return Item(data, tuple((head, rest) for head, _, rest in lines), (row,))

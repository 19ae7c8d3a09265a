"""What came in, what was there already, and what an import would do to what the log holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eventlog.cli.output import Item
    from eventlog.log import EventLog, Receipt
    from eventlog.log.revising import Revision, Step

__all__ = ["compared", "planned_item", "receipt_item", "unplanned"]

TRIES = 10


def receipt_item(events: Iterable[Any], receipt: Receipt | None, log: EventLog | None) -> Item:
    """What came in, and what was there already; the receipt's notes go to stderr, for a person to look at."""
    from collections import Counter

    from eventlog.cli.output import Item
    from eventlog.cli.running import say
    from eventlog.codec import kind_of
    from eventlog.render import json as shapes
    from eventlog.render.showing import counted

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
    sorts = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    where = f"entry {new[0]}" if len(new) == 1 else f"entries {new[0]} to {new[-1]}" if new else ""
    there = kinds.total() - len(new)
    if receipt is None:
        lines = [("checked", f"{kinds.total()}: {sorts}"), ("recorded", "nothing: --check")]
    else:
        lines = [
            ("given", f"{kinds.total()}: {sorts}"),
            ("recorded", f"{len(new)} ({where}, {data['recorded']})" if new else "nothing new"),
            ("there already", str(there)),
            ("the log now", f"{counted(0 if log is None else len(log), 'entry')}, {data['zone']}"),
        ]
    return Item(data, tuple(lines), ({key: found for key, found in data.items() if key != "kinds"},))


def compared(
    log: EventLog, events: Iterable[Any], *, apply: bool, readers: dict[str, str] | None = None
) -> tuple[Revision, Receipt | None]:
    """Compare what is told with what the log holds, and record it where that only adds, or is to be applied.

    What another recorded of the same just then is compared with, too.
    """
    from eventlog.errors import Conflict, IdempotencyConflict
    from eventlog.log.revising import revision

    given = list(events)
    for left in reversed(range(TRIES)):
        found = revision(log, *given, readers=readers)
        try:
            return found, found.apply(log) if apply or found.adds_only else None
        except Conflict as error:
            if not left or isinstance(error, IdempotencyConflict):
                raise
    raise AssertionError("the last try returns or raises")


def planned_item(events: list[Any], found: Revision, receipt: Receipt | None, log: EventLog) -> Item:
    """What came in; or, where nothing was recorded, what would. What is new or unchanged is only counted."""
    from collections import Counter

    from eventlog.cli.output import Item

    item = receipt_item(events, receipt, log)
    counts = Counter(str(step.found) for step in found.steps)
    lines = dict(_lines(events, found, log))
    plan = [_plain(step, lines) for step in found.steps if str(step.found) not in ("new", "unchanged")]
    data = item.data | {"applied": receipt is not None, "found": dict(sorted(counts.items())), "plan": plan}
    cells = list(item.cells) if receipt is not None else [item.cells[0]]
    kinds = ("re-read", "gone", "struck", "edited")
    if any(counts[kind] for kind in kinds):
        cells.append(("plan", ", ".join(f"{counts[kind]} {kind}" for kind in ("new", "unchanged", *kinds))))
        cells += [(one["found"], one["line"]) for one in plan]
    row = item.rows[0] | {"applied": data["applied"]} | {kind.replace("-", "_"): counts[kind] for kind in kinds}
    return Item(data, tuple(cells), (row,))


def unplanned(item: Item, *, applied: bool) -> Item:
    """What was not compared with anything: the same keys, and nothing in them."""
    none: dict[str, Any] = {"applied": applied, "found": {}, "plan": []}
    return type(item)(item.data | none, item.cells, item.rows)


def _plain(step: Step, lines: dict[str, str]) -> dict[str, Any]:
    now, before = (lines.get(id or "", id or "") for id in (step.id, step.before))
    told = now if step.before in (None, step.id) or now == before else f"{before} -> {now}"
    if str(step.found) == "edited":
        told = _edited(step, before)
    elif step.field:
        told = f"{step.field} of {now} -> {step.value}"
    elif step.before and now == before and step.before != step.id:
        told = f"{now} (its place, its times or our words for it)"
    return {
        "found": str(step.found),
        "id": step.id,
        "before": step.before,
        "field": step.field,
        "value": step.value,
        "line": told,
    }


def _edited(step: Step, before: str) -> str:
    """What makes a report another one than the one that is held, and what can be done."""
    from eventlog.cli.logs import short
    from eventlog.reports.fields import AMENDABLE

    held = short(step.before or "")
    known = step.field in AMENDABLE and step.value
    amend = f"if that was read wrongly, eventlog amend {held} {step.field} '{step.value}'; " if known else ""
    return (
        f"{before} ({held}) is held with another {'text' if step.field == 'digest' else step.field}: {amend}if this is "
        f'a later edition, revision_of = "{step.before}" in the file; --apply records another report beside it'
    )


def _lines(events: list[Any], found: Revision, log: EventLog) -> Iterator[tuple[str, str]]:
    """What each step is about, in a line, by its id."""
    from eventlog.cli.commands.looking import line_of
    from eventlog.codec import id_of

    knowledge = log.as_of()
    told = {id_of(event): event for event in (*events, *found.events)}
    for step in found.steps:
        for id in (step.id, step.before):
            if id and str(step.found) not in ("new", "unchanged"):
                at = log.reader.find(id)
                event = told.get(id) or (None if at is None else log.reader.entry(at).event)
                yield id, line_of(event, knowledge)

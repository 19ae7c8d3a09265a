"""An edited article: claims of a report taken over to its new edition."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

import click

from eventlog.cli.options import Settings, answers, command

if TYPE_CHECKING:
    from eventlog.annotations.editions import Carried
    from eventlog.claims import Claim
    from eventlog.cli.output import Item
    from eventlog.log import EventLog
    from eventlog.reports import Report

__all__ = ["carry_over"]

_COLUMNS = ("claim", "question", "fate", "new", "entry", "said", "propose")


@command("carry-over", "eventlog carry-over report:6eeede72 report:809339bd --check")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--check", is_flag=True, help="Say what would become of each claim, and record nothing.")
@answers
def carry_over(settings: Settings, old: str, new: str, check: bool) -> None:
    """Carry the claims of the report OLD to its new edition NEW.

    A claim is carried where the sentences that it rests on stand unchanged. What moved, changed, went or stands there
    twice is listed, and never guessed; what the outlet may have corrected is proposed, and not recorded. What a machine
    read and nobody has accepted is not carried. The log must hold both texts.
    """
    from eventlog.annotations.editions import carry as carried
    from eventlog.cli.logs import changing, find, reading
    from eventlog.cli.output import Listing, show
    from eventlog.cli.running import recording, say

    with reading(settings) if check else changing(settings) as log, recording():
        first, second = (find(log, settings, one, "report") for one in (old, new))
        if first == second:
            raise click.UsageError(f"{first} is given twice: give the old edition and the new one")
        (before, claims), (after, _) = _held(log, first), _held(log, second)
        found = carried(before, after, claims)
        given = [one.new for one in found if one.new is not None]
        receipt = iter(() if check else log.record(*given))
        items = [_item(one, next(receipt, None) if one.new else None, after) for one in found]
        if after.revision_of != before.id:
            say(f"{after.id} does not say that it is an edition of {before.id}: give revision_of in its annotation")
    show(settings, Listing(items=items, head=("claim", "became", "new", "why"), columns=_COLUMNS, empty="no claims"))


def _held(log: EventLog, id: str) -> tuple[Report, list[Claim]]:
    """A report with its text as it is read now, and its claims that were neither struck nor are held back."""
    import attrs

    from eventlog.cli.running import UNREADABLE, Failure
    from eventlog.events import Amended, ClaimRecorded, ReportRecorded
    from eventlog.knowledge.gather import gather
    from eventlog.proposals.held import held_back

    at = log.reader.find(id)
    event: Any = None if at is None else log.reader.entry(at).event
    if not isinstance(event, ReportRecorded):
        raise Failure(UNREADABLE, f"{id} can't be read: run 'eventlog verify'")
    report, claims, text = event.report, [], None
    back = held_back(log.reader)  # carried over, it would stand as if a person had read it
    for entry in log.entries(about=id):
        match entry.event:
            case ClaimRecorded(claim=claim) if claim.report == id:
                if claim.id not in gather(log.reader, claim.question, len(log)).annulled and claim.id not in back:
                    claims.append(claim)
            case Amended(report=one, field="text", value=value) if one == id:
                text = value
    return (report if report.text or text is None else attrs.evolve(report, text=text)), claims


def _item(one: Carried, position: int | None, after: Report) -> Item:
    from eventlog.annotations.editions import Fate
    from eventlog.cli.logs import short
    from eventlog.cli.output import Item

    propose = ""
    if one.fate in (Fate.CHANGED, Fate.GONE):
        propose = shlex.join(("eventlog", "correct", one.claim.id, "--by", after.publisher, "--notice", after.id))
    data: dict[str, Any] = {
        "claim": one.claim.id,
        "question": one.claim.question,
        "fate": str(one.fate),
        "new": None if one.new is None else one.new.id,
        "entry": position,
        "said": one.said,
        "propose": propose or None,
    }
    why = "; ".join(filter(None, (one.said, propose and f"did it correct itself? {propose}"))) or "-"
    cells = (short(one.claim.id), str(one.fate), short(one.new.id) if one.new else "-", why)
    return Item(data, (cells,), (data,))

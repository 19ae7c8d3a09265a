"""A source changes its mind: it takes back, replaces or corrects what it said. Until then it was known as it was said.

That *we* read something wrongly is no change of mind: `judging` has that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from eventlog.cli.commands.judging import judged, other, reason
from eventlog.cli.options import Function, Settings, answers, command

if TYPE_CHECKING:
    from eventlog.log import EventLog

__all__ = ["correct", "retract", "supersede"]

_CORRECTABLE = ("published", "title", "authors", "url")


def _minded(function: Function) -> Function:
    """The options that say whose change of mind it is, and where it was told."""
    whose = "Whose change of mind it is.  [default: of a report, its publisher; of a claim, its innermost speaker]"
    where = "The report that tells of it, or the date on which it was told."
    function = click.option("--notice", metavar="ID|DATE", required=True, help=where)(function)
    return click.option("--by", metavar="AGENT", help=whose)(function)


def _fields(log: EventLog, settings: Settings, id: str, given: dict[str, Any]) -> dict[str, Any]:
    """What all three share."""
    from eventlog.cli.ids import agent, notice
    from eventlog.cli.logs import find

    target = find(log, settings, id, "claim", "report", "link")
    by = given["by"]
    return {
        "target": target,
        "by": _whose(log, target) if by is None else _own(log, target, agent(log, by)),
        "notice": notice(log, settings, given["notice"]),
        "reason": given["reason"],
    }


def _own(log: EventLog, target: str, by: str) -> str:
    """Who says it, where the word is theirs: who spoke or carried it, the publisher, the linker. Raises Failure."""
    from eventlog.cli.running import UNKNOWN, Failure
    from eventlog.events import ClaimRecorded, Linked, ReportRecorded

    event: Any = log.reader.entry(log.reader.find(target) or 0).event
    said: set[str] = {str(event.link.by)} if isinstance(event, Linked) else set()
    if isinstance(event, ClaimRecorded):
        said |= {step.agent for step in event.claim.chain}
        event = log.reader.entry(log.reader.find(str(event.claim.report)) or 0).event
    if isinstance(event, ReportRecorded):
        said.add(event.report.publisher)
    same = log.as_of().register.merges.find
    if not said or same(by) in set(map(same, said)):
        return by
    whose = ", ".join(sorted(said))
    raise Failure(UNKNOWN, f"{by} never said this: it is the word of {whose}; a word against it is a claim of its own")


def _whose(log: EventLog, target: str) -> str:
    """Whose word it is: the innermost speaker's, the publisher's where there is none, a linker's."""
    from eventlog.events import ClaimRecorded, Linked, ReportRecorded

    event: Any = log.reader.entry(log.reader.find(target) or 0).event
    if isinstance(event, Linked):
        return str(event.link.by)
    if isinstance(event, ClaimRecorded):
        if event.claim.speaker is not None:
            return str(event.claim.speaker.agent)
        event = log.reader.entry(log.reader.find(str(event.claim.report)) or 0).event
    if isinstance(event, ReportRecorded):
        return str(event.report.publisher)
    raise click.UsageError(f"nobody can tell whose {target} is any more: say it with --by")


def _instead(log: EventLog, settings: Settings, id: str, given: dict[str, Any]) -> dict[str, Any]:
    from eventlog.cli.logs import find

    if given["with_"] is None:
        return {}
    instead = find(log, settings, given["with_"], "claim")
    other(find(log, settings, id), instead)
    return {"with_": instead}


@command("retract", "eventlog retract claim:08f599df --notice 2024-10-25 --reason 'the spokesman took it back'")
@click.argument("id")
@_minded
@reason
@answers
def retract(settings: Settings, id: str, **given: Any) -> None:
    """Say that a source took back the claim ID, or a publisher the whole report ID.

    What it had replaced comes back. Only a source in the claim's own chain can retract it: an outsider's word against
    it is a claim of its own. Nothing is erased.
    """
    from eventlog.events import Retracted

    judged(settings, lambda log: Retracted(**_fields(log, settings, id, given)))


@command("supersede", "eventlog supersede claim:08f599df --notice 2024-10-25")
@click.argument("id")
@click.option("--with", "with_", metavar="ID", help="The claim that takes its place.")
@_minded
@reason
@answers
def supersede(settings: Settings, id: str, **given: Any) -> None:
    """Say that a source explicitly replaced its word ID. A later word on the same question does so by itself."""
    from eventlog.events import Superseded

    judged(settings, lambda log: Superseded(**_fields(log, settings, id, given), **_instead(log, settings, id, given)))


@command(
    "correct",
    "eventlog correct report:abf3ece0 published 2024-10-17 --notice 2024-10-25",
    "eventlog correct claim:08f599df --notice 2024-10-25",
)
@click.argument("id")
@click.argument("field", type=click.Choice(_CORRECTABLE), required=False)
@click.argument("value", nargs=-1)
@click.option("--with", "with_", metavar="ID", help="Of a claim: the one that takes its place.")
@_minded
@reason
@answers
def correct(settings: Settings, id: str, field: str | None, value: tuple[str, ...], **given: Any) -> None:
    """Say that a source corrected itself: its claim ID, or, of its report ID, FIELD to VALUE (of authors, several).

    No claim of a report goes. That we misread a date is `amend`.
    """
    from eventlog.events import Corrected

    if (field is None) != (not value) or (field != "authors" and len(value) > 1):
        raise click.UsageError("a correction of a report has a FIELD and one VALUE, of authors one or more names")
    told: dict[str, Any] = {}
    if field is not None:
        told = {"field": field, "value": value if field == "authors" else value[0]}

    judged(
        settings,
        lambda log: Corrected(**_fields(log, settings, id, given), **_instead(log, settings, id, given), **told),
    )

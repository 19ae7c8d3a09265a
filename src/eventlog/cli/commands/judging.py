"""Our own judgements: what we read wrongly, who is who, what hangs together, and what we think of it.

Nothing is edited. A judgement is an entry of its own, which holds from its recording on; what was known before is
answered as it was. `withdrawing` has what a *source* takes back: the two never mix.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from eventlog.cli.commands.planning import receipt_item
from eventlog.cli.options import Function, Settings, answers, command

if TYPE_CHECKING:
    from eventlog.log import EventLog

__all__ = ["amend", "assess", "by", "judged", "link", "merge", "other", "reason", "split", "strike"]

_FIELDS = ("published", "modified", "zone", "title", "publisher", "language", "url", "text")
_LINKS = (
    *("same-utterance", "echoes", "same-root", "restates", "corroborates", "refines", "updates", "denies", "explains"),
)
_REMARKS = ("verification", "evidence-absent", "likelihood", "credibility", "reliability", "rating")


def by(function: Function) -> Function:
    """The option that says who judges."""
    told = "Who judges, such as user:desk."
    return click.option("--by", metavar="AGENT", default="user:log", show_default=True, help=told)(function)


def reason(function: Function) -> Function:
    """The option that says why."""
    return click.option("--reason", metavar="WORDS", default="", help="Why, in our own words.")(function)


def judged(settings: Settings, make: Callable[[EventLog], Any]) -> None:
    """Record one judgement, made from the log, and print its receipt with its id."""
    from eventlog.cli.logs import changing
    from eventlog.cli.output import Listing, show
    from eventlog.cli.running import recording
    from eventlog.events import wrap

    with changing(settings) as log, recording():
        event = wrap(make(log))
        receipt = log.record(event)
        item = receipt_item([event], receipt, log)
        told = {"id": log.reader.entry(receipt[0]).id, "position": receipt[0]}
        lines = (*item.cells[:-1], ("position", f"entry:{receipt[0]}"), ("id", str(told["id"])), item.cells[-1])
        item = type(item)(item.data | told, lines, tuple({**row, **told} for row in item.rows))
        show(settings, Listing(items=(item,), columns=tuple(item.rows[0]), single=True))


def other(target: str, instead: str | None) -> None:
    """Refuse that something takes its own place."""
    if instead == target:
        raise click.UsageError(f"{target} can't take its own place: give another id, or none")


@command(
    "strike",
    "eventlog strike claim:08f599df --reason 'we misread the paragraph'",
    "eventlog strike entry:317 --by user:desk --reason 'not in the text'",
)
@click.argument("id")
@click.option("--replaced-by", metavar="ID", help="The reading that takes its place; record it first.")
@by
@reason
@answers
def strike(settings: Settings, id: str, replaced_by: str | None, by: str, reason: str) -> None:
    """Say that ID never was what we recorded: our mistake, not the source's.

    ID is a claim, a report, a link, an assessment, a definition, or a judgement: striking a strike lifts it. What is
    struck is in no answer from now on, for whatever day; what was answered before stays as it was (--recorded). The
    same reading does not come back under another span.
    """
    from eventlog.cli.logs import find
    from eventlog.events import Annulled

    def made(log: EventLog) -> Any:
        target = find(log, settings, id)
        instead = None if replaced_by is None else find(log, settings, replaced_by, target.partition(":")[0])
        other(target, instead)
        return Annulled(target=target, replaced_by=instead, by=by, reason=reason)

    judged(settings, made)


@command("amend", "eventlog amend report:abf3ece0 published 2024-10-17 --reason 'the dateline says so'")
@click.argument("id")
@click.argument("field", type=click.Choice(_FIELDS))
@click.argument("value")
@by
@reason
@answers
def amend(settings: Settings, id: str, field: str, value: str, by: str, reason: str) -> None:
    """Read a FIELD of the report ID better: VALUE. Its id stays; a publisher's correction is `correct`."""
    from eventlog.cli.logs import find
    from eventlog.events import Amended

    judged(
        settings,
        lambda log: Amended(
            report=find(log, settings, id, "report"),
            field=field,
            value=value,
            by=by,
            reason=reason,
        ),
    )


@command(
    "merge", "eventlog merge anon:russian-media anon:russian-telegram-channels --reason 'one kind of source, two names'"
)
@click.argument("a")
@click.argument("b")
@by
@reason
@answers
def merge(settings: Settings, a: str, b: str, by: str, reason: str) -> None:
    """Say that the agents A and B are one. `split` takes it back."""
    from eventlog.cli.ids import known_agent
    from eventlog.events import SameEntity

    judged(settings, lambda log: SameEntity(a=known_agent(log, a), b=known_agent(log, b), by=by, reason=reason))


@command("split", "eventlog split anon:russian-media anon:russian-telegram-channels --reason 'they are two'")
@click.argument("a")
@click.argument("b")
@by
@reason
@answers
def split(settings: Settings, a: str, b: str, by: str, reason: str) -> None:
    """Say that the agents A and B are two, whatever was said before."""
    from eventlog.cli.ids import known_agent
    from eventlog.events import DifferentEntity

    judged(settings, lambda log: DifferentEntity(a=known_agent(log, a), b=known_agent(log, b), by=by, reason=reason))


@command("link", "eventlog link claim:08f599df denies claim:3175bb4d --by user:desk --basis 'of the same plan'")
@click.argument("id")
@click.argument("kind", type=click.Choice(_LINKS))
@click.argument("other")
@click.option("--basis", metavar="WORDS", default="", help="Why; without it, corroborates does not count.")
@click.option("--found-in", metavar="ID", help="The report in which the link itself is found.  [default: it is ours]")
@by
@answers
def link(settings: Settings, id: str, kind: str, other: str, basis: str, found_in: str | None, by: str) -> None:
    """Say how the claim ID hangs together with the claim OTHER.

    same-utterance, echoes, restates: copies of one utterance. same-root: one origin. corroborates: independent of each
    other. refines, updates, denies, explains: they do not enter into the count.
    """
    from eventlog.claims import Link
    from eventlog.cli.ids import signer
    from eventlog.cli.logs import find

    judged(
        settings,
        lambda log: Link(
            kind=kind,
            from_=find(log, settings, id, "claim"),
            to=find(log, settings, other, "claim"),
            by=signer(log, by),
            basis=basis,
            found_in=None if found_in is None else find(log, settings, found_in, "report"),
        ),
    )


@command(
    "assess",
    "eventlog assess claim:08f599df verification 'not verified' --by user:desk",
    "eventlog assess claim:08f599df rating 'Mostly false' --scale 'True to Pants on Fire' --by org:example-checkers",
    "eventlog assess org:nis reliability B --topic dprk.troops",
)
@click.argument("id")
@click.argument("what", type=click.Choice(_REMARKS))
@click.argument("value")
@click.option("--scale", metavar="WORDS", default="", help="Of a rating: the scale that it is on, in its own words.")
@click.option("--found-in", metavar="ID", help="The report in which it is found.  [default: it is ours]")
@click.option("--said", metavar="DATE", help="When it was said.")
@click.option("--topic", metavar="TOPIC", default="", help="Of reliability: for what.")
@click.option("--during", metavar="DATE", help="Of reliability: for when.")
@click.option("--note", metavar="WORDS", default="", help="In our own words.")
@by
@answers
def assess(settings: Settings, id: str, what: str, value: str, found_in: str | None, by: str, **rest: Any) -> None:
    """Remark on a claim, link or report ID, or on an agent's reliability. It is shown beside answers, never computed.

    A fact checker's verdict is a rating, in its own words. What each other kind takes: verification: verified,
    unverifiable, not verified; evidence-absent: no evidence; likelihood: almost no chance, very unlikely, unlikely,
    roughly even chance, likely, very likely, almost certain; credibility: 1 to 6; reliability: A to F.
    """
    from eventlog.claims import Assessment
    from eventlog.cli.ids import named, signer
    from eventlog.cli.logs import find

    judged(
        settings,
        lambda log: Assessment(
            about=named(log, settings, id, "claim", "report", "link", "agent"),
            what=what,
            value=value,
            by=signer(log, by),
            found_in=None if found_in is None else find(log, settings, found_in, "report"),
            **rest,
        ),
    )

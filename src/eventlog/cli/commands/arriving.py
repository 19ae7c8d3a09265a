"""Fact checks and marks of annotation tools, on their way into a log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from eventlog.cli.options import Function, Settings

if TYPE_CHECKING:
    from pathlib import Path

    from eventlog.cli.output import Item
    from eventlog.export.recognising import Arriving
    from eventlog.log import EventLog
    from eventlog.reports import Report

__all__ = ["marked", "take_arriving"]


def marked(function: Function) -> Function:
    """The options of marks."""
    for option in (
        click.option("--labels", metavar="FILE", help="Of marks: what each label means, in TOML."),
        click.option("--report", "marked_report", metavar="ID", help="Of marks: the report whose text was marked."),
    ):
        function = option(function)
    return function


def take_arriving(
    settings: Settings,
    file: Path,
    what: Arriving,
    zone: str | None,
    *,
    apply: bool,
    report: str | None,
    labels: str | None,
) -> tuple[Item, bool]:
    """Record what came from another tool, compared with what the log holds; and whether it was recorded."""
    from eventlog.cli.commands.planning import compared, planned_item
    from eventlog.cli.commands.tabling import named_in
    from eventlog.cli.logs import writing
    from eventlog.cli.running import recording, say
    from eventlog.export import from_claim_reviews
    from eventlog.export.recognising import Arriving

    if what is Arriving.PROPOSALS:
        raise click.UsageError(f"{file.name} holds proposals: eventlog propose takes them in, to be reviewed")
    if what is Arriving.OTHER:
        read = ", ".join(one for one in Arriving if one not in (Arriving.PROPOSALS, Arriving.OTHER))
        raise click.UsageError(f"{file.name} is JSON, and nothing that is read here: {read}")
    reviews = what is Arriving.REVIEWS
    if reviews and (report or labels):
        raise click.UsageError("fact checks say themselves what they are about: leave --report and --labels out")
    if not reviews and not (report and labels):
        raise click.UsageError(
            f"these are marks ({what}): add --report ID (whose text was marked) and --labels FILE (what labels mean)"
        )
    with writing(settings, zone) as log, recording():
        events: tuple[Any, ...]
        if reviews:
            events = from_claim_reviews(file, agents=named_in(log))
        else:
            events = _marks(log, settings, file, what, report or "", labels or "")
        if not events:
            say(f"{file.name} holds no {'fact check' if reviews else 'mark of this report'}, so nothing comes in")
        found, receipt = compared(log, events, apply=apply)
        return planned_item(list(events), found, receipt, log), receipt is not None


def _marks(log: EventLog, settings: Settings, file: Path, what: Arriving, report: str, labels: str) -> tuple[Any, ...]:
    """The claims that marks make, with what their labels mean."""
    import warnings

    from eventlog.annotations.labels import labels as meanings
    from eventlog.cli.running import say
    from eventlog.errors import PlacedByWords, Unlabelled
    from eventlog.export import from_doccano, from_label_studio, from_web_annotations
    from eventlog.export.recognising import Arriving

    reads = {Arriving.DOCCANO: from_doccano, Arriving.LABEL_STUDIO: from_label_studio}
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always", PlacedByWords)
        warnings.simplefilter("always", Unlabelled)
        found = reads.get(what, from_web_annotations)(file, _held(log, settings, report), meanings(labels))
    for one in warned:
        say(f"{file.name}: {one.message}")
    return found


def _held(log: EventLog, settings: Settings, given: str) -> Report:
    """The report as it is held, with a text that was taken in later."""
    import attrs

    from eventlog.cli.logs import find
    from eventlog.log.held import Held

    id = find(log, settings, given, "report")
    held = Held(log.reader, len(log))
    report: Report = held.event(id).report
    text = held.amendment(id, "text")
    return report if report.text is not None or text is None else attrs.evolve(report, text=text.value)

"""What differs between two states of knowledge."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from eventlog.cli.commands.asking import about
from eventlog.cli.options import Settings, answers, coded, command, cut

if TYPE_CHECKING:
    from eventlog.cli.output import Item
    from eventlog.knowledge import Knowledge, LiveClaim
    from eventlog.knowledge.changes import Change, Changes

__all__ = ["diff", "items"]

COLUMNS = (
    *("question", "before", "after", "what", "reason", "claim", "answer", "line", "factuality", "root", "paraphrase"),
    *("report", "title", "published", "waits", "causes"),
)


@command(
    "diff",
    "eventlog diff 2024-06-27 2024-10-25 --about dprk.troops",
    "eventlog diff 2024-06-27 2024-06-27,policy=possible",
)
@click.argument("a")
@click.argument("b")
@about
@cut
@coded
@answers
def diff(settings: Settings, a: str, b: str, about: str | None) -> None:
    """Tell what changed from A to B: which claims came or went, why, and through which report.

    A and B are dates as as-of has them, or 'now'. Other cuts of one side are added to it with commas:
    2024-06-27,recorded=2024-06-30,policy=possible. Cuts given as options are of both sides. As with other programs of
    this name, exit code 0 says that nothing changed, and 1 that something did.
    """
    from eventlog.claims import check_question
    from eventlog.cli.logs import moment, reading
    from eventlog.cli.output import Listing, show
    from eventlog.cli.progress import Bar
    from eventlog.cli.running import NO
    from eventlog.knowledge.changes import diff as changes_between
    from eventlog.knowledge.unread import warn_of
    from eventlog.render.changing import lacking_words
    from eventlog.render.phrasing import header

    if about is not None:
        check_question(about)
    with reading(settings) as log:
        before, after = moment(log, settings, a), moment(log, settings, b)
        with Bar("comparing", settings):
            changes = changes_between(before, after, about=about)
        warn_of(changes.problems)
        lacking = lacking_words(changes)
        listing = Listing(
            items=items(changes, before, after, codes=settings.codes),
            head=("question", "what", "why", "claim", "code", "in"),
            columns=COLUMNS,
            caption=(
                f"from  {header(before.cut)}",
                f"to    {header(after.cut)}",
                *map(str, changes.problems),
                *lacking,
            ),
            empty="; ".join(("nothing that is here changed", *lacking)) if lacking else "nothing changed",
        )
        show(settings, listing)
        if changes:
            click.get_current_context().exit(NO)


def items(changes: Changes, before: Knowledge, after: Knowledge, *, codes: bool) -> Iterator[Item]:
    """Each change, as it is printed and as JSON."""
    from eventlog.cli.output import Item
    from eventlog.render import json as shapes
    from eventlog.render.changing import turn_words
    from eventlog.render.reasons import reason_words
    from eventlog.render.showing import said_by

    cuts = {"a": shapes.cut(before.cut), "b": shapes.cut(after.cut)}
    last = None
    for change in changes:
        data: dict[str, Any] = {
            "question": change.question,
            "before": str(change.before),
            "after": str(change.after),
            "what": str(change.what),
            "reason": str(change.reason),
            "claim": None if change.claim is None else _claim(change.claim, change, before, after),
            "line": None,
            "waits": change.waits or None,
            "causes": [
                _cause(after, position) | {"proposed": position in change.unreviewed}
                for position in sorted(change.causes)
            ],
            "problems": [shapes.problem(one) for one in changes.problems],
            "withheld": list(changes.withheld),
        } | cuts
        claim = data["claim"] or {}
        report = claim.get("report", {})
        line = "the status alone" if change.claim is None else said_by(change.claim, after.name_of)
        cells = (
            f"{change.question}\n{turn_words(change)}" if change.question != last else "",
            str(change.what),
            reason_words(change.reason),
            f"{line}\n({claim['paraphrase']})" if claim.get("paraphrase") else line,
            str(change.claim.factuality) if codes and change.claim is not None else "",
            f"{report.get('title', '')}\n({report['published']['given'] or 'no date'})" if report else "",
        )
        data["line"] = line
        last = change.question
        row = {key: data[key] for key in ("question", "before", "after", "what", "reason")} | {
            "claim": claim.get("id"),
            "answer": claim.get("text"),
            "line": line,
            "factuality": None if change.claim is None else str(change.claim.factuality),
            "root": claim.get("root"),
            "paraphrase": claim.get("paraphrase"),
            "report": report.get("id"),
            "title": report.get("title"),
            "published": report["published"]["given"] if report else None,
            "waits": change.waits or None,
            "causes": sorted(change.causes),
        }
        yield Item(data, (cells,), (row,))


def _claim(one: LiveClaim, change: Change, before: Knowledge, after: Knowledge) -> dict[str, Any]:
    """The claim as the side has it in whose answer it stands."""
    from eventlog.render import json as shapes

    for side in (after, before):
        standing = side[change.question]
        if any(each.id == one.id for each in standing.claims):
            return shapes.live_claim(one, {word.id: word for word in standing.words}, standing, standing.name_of)
    standing = after[change.question]
    return shapes.live_claim(one, {word.id: word for word in standing.words}, standing, standing.name_of)


def _cause(knowledge: Knowledge, position: int) -> dict[str, Any]:
    """An entry that made a change."""
    from eventlog.render import json as shapes

    entry = knowledge.reader.entry(position)
    return {"position": position, "kind": entry.kind, "id": entry.id, "recorded": shapes.instant(entry.recorded)}

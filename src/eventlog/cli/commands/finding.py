"""Words looked for in a log: what holds them and was known at a cut."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from eventlog.cli.options import Settings, answers, command, dated

if TYPE_CHECKING:
    from eventlog.cli.output import Item
    from eventlog.knowledge import Hit, Knowledge

__all__ = ["find"]

_MOST = 20


@command(
    "find", "eventlog find cannon fodder", "eventlog find 12000 --as-of 2024-10-25", "eventlog find '\"more than\"'"
)
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--limit", metavar="N", type=click.IntRange(min=1), default=_MOST, show_default=True, help="The most hits."
)
@dated
@answers
def find(settings: Settings, words: tuple[str, ...], limit: int) -> None:
    """Find WORDS in questions, agents, claims and reports, as far as they were known.

    All words must stand in one text; in quotation marks they stand together. Case, accents, marks and what parts the
    thousands of a number make no difference. The last recorded comes first. Where this user may write to the log, an
    index of its words is kept up to date in it.
    """
    from itertools import islice

    from eventlog.cli.logs import known, searching
    from eventlog.cli.output import Listing, show
    from eventlog.cli.running import say
    from eventlog.render.phrasing import header

    with searching(settings) as log:
        knowledge = known(log, settings)
        hits = knowledge.find(" ".join(words), limit + 1)  # one more tells that there are more
        some = list(islice(hits, limit))
        listing = Listing(
            items=_items(some, knowledge),
            head=("what", "in", "words", "id"),
            columns=("what", "id", "position", "field", "excerpt", "question", "report", "proposed"),
            caption=(header(knowledge.cut),),
            empty="nothing here holds these words in one text: try fewer of them, or a later --as-of",
        )
        show(settings, listing)
        if not settings.quiet and next(hits, None) is not None:
            say(f"these are the first {limit}: there are more with --limit")


def _items(hits: list[Hit], knowledge: Knowledge) -> Iterator[Item]:
    from eventlog.cli.logs import short
    from eventlog.cli.output import Item
    from eventlog.render import json as shapes
    from eventlog.render.phrasing import noted
    from eventlog.render.showing import brief
    from eventlog.render.waiting import mark

    for hit in hits:
        data = shapes.hit(hit)
        yield Item(
            data | {"cut": shapes.cut(knowledge.cut)},
            ((noted(hit.what, [mark(hit)]), hit.field, brief(hit.excerpt, 170), short(hit.id)),),
            (data,),
        )

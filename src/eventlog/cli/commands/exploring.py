"""The explorer: one file to open in a browser."""

from __future__ import annotations

import sys

import click

from eventlog.cli.commands.asking import about
from eventlog.cli.options import Settings, command, forced, written

__all__ = ["explore"]


@command(
    "explore",
    "eventlog explore -o knowledge.html",
    "eventlog explore --about dprk.troops --dates 2024-06-27 2024-10-25 -o troops.html",
)
@about
@click.option("--dates", nargs=2, metavar="DATE DATE", help="The two dates shown side by side at first.")
@click.option("--until", metavar="DATE", help="Leave out of the file whatever was not yet published then.")
@click.option("--title", help="What stands above the page.")
@click.option("--no-quotes", is_flag=True, help="Leave out the words of the reports.")
@written
@forced
def explore(
    settings: Settings,
    about: str | None,
    dates: tuple[str, str] | None,
    until: str | None,
    title: str | None,
    no_quotes: bool,
) -> None:
    """Make a page to look through what was known on any day: one file of HTML that needs no network.

    It holds the answers of every date, so a link into it shows the same as long as the file is kept. What is
    published later can be left out of it with --until.
    """
    from eventlog.cli.logs import reading
    from eventlog.cli.output import sink
    from eventlog.cli.progress import Bar
    from eventlog.cli.workers import workers
    from eventlog.explore import page
    from eventlog.knowledge.unread import warn_of

    if settings.output is None and sys.stdout.isatty():
        raise click.UsageError("where to? give -o knowledge.html")
    with reading(settings) as log:
        with Bar("working out every turn", settings), workers(len(log)) as executor:
            text = page(
                log, until=until, about=about, dates=dates, title=title, quotes=not no_quotes, executor=executor
            )
        warn_of(log.as_of().problems)
        with sink(settings) as out:
            out.write(text)

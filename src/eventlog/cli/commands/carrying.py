"""A log in another place."""

from __future__ import annotations

import click

from eventlog.cli.options import Settings, answers, command, no_stream

__all__ = ["carry"]


@command("carry", "eventlog carry again.db")
@click.argument("place", callback=no_stream)
@answers
def carry(settings: Settings, place: str) -> None:
    """Take the whole log to another PLACE, a file or a schema on a PostgreSQL server: the same bytes, root and answers.

    A place on a server is written as postgresql://anna@db.example/newsroom?schema=desk. The log there is made, in the
    zone of this one, or is there and empty, or holds this log already. It is verified at the end; this one stays.
    """
    from eventlog.cli.commands.proving import verification_item
    from eventlog.cli.logs import is_there, reading
    from eventlog.cli.output import Listing, show
    from eventlog.cli.progress import Bar
    from eventlog.log import open as open_log
    from eventlog.stores.opening import is_same
    from eventlog.transfer.carrying import carry as carried

    if place == ":memory:":
        raise click.UsageError("a log in memory is gone when the command ends: give a file, or an address on a server")
    if is_same(place, settings.target):
        raise click.UsageError("this log lies there itself, and nothing is carried: give another place")
    made = not is_there(place)
    with reading(settings) as log, open_log(place, zone=log.zone, private=settings.private) as other:
        try:
            with Bar("carrying", settings):
                found = carried(log.store, other.store)
        except BaseException:
            if made:
                other.store.discard()
            raise
        item = verification_item(found)
        show(settings, Listing(items=(item,), columns=tuple(item.rows[0]), single=True))

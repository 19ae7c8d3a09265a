"""Letting others ask the log: agents by the Model Context Protocol, programs over HTTP; the server pins the cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from eventlog.cli.options import Settings, command, pinned

if TYPE_CHECKING:
    from eventlog.desk import Desk, Door
    from eventlog.log import EventLog

__all__ = ["mcp", "serve"]


@command("mcp", "eventlog mcp newsroom.db --published 2024-06-27", "eventlog mcp newsroom.db --http 8765")
@click.argument("file", metavar="[LOG]", required=False)
@click.option("--http", "port", type=click.IntRange(1, 65535), metavar="PORT", help="Over HTTP at 127.0.0.1:PORT/mcp.")
@click.option("--allow-propose", is_flag=True, help="Let agents hand in what they read; it waits for review.")
@click.option("--reader", metavar="NAME/VERSION", help="What reads there, for --allow-propose: model/3.")
@click.option("--by", metavar="AGENT", help="Who vouches for it, for --allow-propose: user:desk.")
@pinned
def mcp(
    settings: Settings, file: str | None, port: int | None, allow_propose: bool, reader: str | None, by: str | None
) -> None:
    """Let agents ask LOG, by the Model Context Protocol: over stdin and stdout, or over HTTP on this machine.

    The date is pinned here, and nothing that an agent says moves it: what was not public by then is not there. The
    tools are find, ask, why, changes and questions. With --allow-propose there is propose, too, and whose reading it is
    is said here. It needs the extra mcp.
    """
    from eventlog.cli.ending import at_once
    from eventlog.cli.logs import changing, searching
    from eventlog.mcp import app, run

    settings.log = file or settings.log
    door = _door(allow_propose, reader, by)
    with searching(settings) if door is None else changing(settings) as log:
        desk = _desk(settings, log, door)
        if port is None:
            at_once()  # whatever reads from stdin ends when that does, and not before
            run(desk)
            return
        from eventlog.serve import listen

        listen(app(desk), host="127.0.0.1", port=port)


@command(
    "serve",
    "eventlog serve newsroom.db --published 2024-06-27",
    "eventlog serve newsroom.db --host 0.0.0.0 --name news.example.org --token-file secret.txt",
)
@click.argument("file", metavar="[LOG]", required=False)
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Where to listen; beyond this machine with a token."
)
@click.option("--port", type=click.IntRange(1, 65535), default=8764, show_default=True, help="On which port.")
@click.option("--name", "names", multiple=True, metavar="HOST", help="A name by which this server is called, too.")
@click.option(
    "--token-file", type=click.Path(exists=True, dir_okay=False), help="The file whose first line is the token to send."
)
@pinned
def serve(
    settings: Settings, file: str | None, host: str, port: int, names: tuple[str, ...], token_file: str | None
) -> None:
    """Let programs ask LOG over HTTP, read only: /find, /ask, /why, /changes, /questions, and the explorer at /.

    The date is pinned here, and nothing that is sent moves it. Beyond this machine each request has to hold the token,
    as Authorization: Bearer TOKEN. It needs the extra serve.
    """
    from pathlib import Path

    from eventlog.cli.logs import searching
    from eventlog.serve import app, listen

    settings.log = file or settings.log
    token = None
    if token_file is not None:
        token = next(iter(Path(token_file).read_text(encoding="utf-8").splitlines()), "").strip()
    with searching(settings) as log:
        listen(app(_desk(settings, log), host=host, token=token, names=names), host=host, port=port)


def _door(allowed: bool, reader: str | None, by: str | None) -> Door | None:
    """The door for proposals, where it is opened. Raises UsageError where half of it is said."""
    from eventlog.desk import Door

    if not allowed:
        if reader is not None or by is not None:
            raise click.UsageError("--reader and --by say whose proposals come in: give --allow-propose too")
        return None
    if reader is None or by is None:
        raise click.UsageError("--allow-propose needs --reader, what reads there, and --by, who vouches for it")
    return Door(extractor=reader, by=by)


def _desk(settings: Settings, log: EventLog, door: Door | None = None) -> Desk:
    from eventlog.desk import Desk

    return Desk(log, **settings.cuts, door=door)

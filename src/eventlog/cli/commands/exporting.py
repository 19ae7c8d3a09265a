"""What goes out: the whole log as lines, or what was known in the formats of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from eventlog.cli.options import Command, Settings, command, dated, forced, pairs, written

if TYPE_CHECKING:
    from eventlog.export.formats import Format

__all__ = ["export"]


class _Formats(Command):
    """A command whose help ends with the formats of the registry."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each format with what it asks for, then the examples."""
        from eventlog.export.formats import FORMATS

        with formatter.section("Formats, each with what --set gives it (* if it must)"):
            formatter.write_dl([(name, _asked(format)) for name, format in FORMATS.items()])
        super().format_epilog(ctx, formatter)


def _asked(format: Format) -> str:
    return ", ".join(f"{name}{'*' * needed}" for name, needed in format.asks.items()) or "-"


@command(
    "export",
    "eventlog export -o copy.jsonl",
    "eventlog export > copy.jsonl",
    "eventlog export --to csv --as-of 2024-06-27 -o june.csv",
    "eventlog export --to timeline-js --set about=dprk.troops -o troops.json",
    cls=_Formats,
)
@click.option("--to", metavar="FORMAT", help="What was known at the cut, in this format of others.")
@click.option("--set", "settings_", metavar="NAME=VALUE", multiple=True, help="What the format asks for.")
@dated
@written
@forced
def export(settings: Settings, to: str | None, settings_: tuple[str, ...]) -> None:
    """Write the whole log as lines of JSON, byte for byte: what import takes has the same root and answers.

    The first line says which log it is, each other line holds an entry. That file is never written over another. With
    --to, what was known at the cut is written instead, in a format that other programs read.
    """
    if to is not None:
        _known(settings, to, pairs(settings_, "--set", "NAME=..., such as about=dprk.troops"))
    elif settings_ or settings.cuts or settings.force:
        raise click.UsageError("the lines of a whole log are not cut, nor written over another file: add --to FORMAT")
    else:
        _whole(settings)


def _known(settings: Settings, to: str, given: dict[str, str]) -> None:
    from eventlog.cli.logs import find, known, reading
    from eventlog.cli.output import sink
    from eventlog.cli.progress import Bar
    from eventlog.export.formats import format_named

    format = format_named(to)
    into = settings.output if settings.output != "-" else None
    if format.binary and into is None:
        raise click.UsageError(f"{to} is no text: give -o FILE")
    asked = format.read(given)
    with reading(settings) as log, Bar("exporting", settings):
        if "report" in asked:
            asked["report"] = find(log, settings, asked["report"], "report")
        knowledge = known(log, settings)
        if format.binary:
            format.save(knowledge, str(into), replace=settings.force, **asked)
            return
        with sink(settings) as out:
            out.writelines(format.pieces(knowledge, **asked))


def _whole(settings: Settings) -> None:
    import tempfile
    from pathlib import Path

    from eventlog.cli.logs import reading
    from eventlog.cli.output import sink
    from eventlog.cli.progress import Bar
    from eventlog.cli.running import say

    with reading(settings) as log:
        if settings.output not in (None, "-"):
            with Bar("exporting", settings):
                count = log.export_jsonl(str(settings.output))
            if not settings.quiet:
                from eventlog.render.showing import counted

                say(f"{counted(count, 'entry')} written to {settings.output}")
            return
        with tempfile.TemporaryDirectory(prefix="eventlog-") as folder:
            whole = Path(folder, "log.jsonl")
            with Bar("exporting", settings):
                log.export_jsonl(whole)
            with sink(settings) as out, whole.open(encoding="utf-8") as lines:
                out.writelines(lines)

"""Pictures as files: what was said and known, every figure, and how each question stood."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from eventlog.cli.commands.asking import complete
from eventlog.cli.options import Settings, command, dated, forced, written

if TYPE_CHECKING:
    from eventlog.export.plot import Picture

__all__ = ["plot"]

_KINDS = ("said", "figures", "ribbons", "growth")


@command(
    "plot",
    "eventlog plot dprk.troops.deployment --as-of 2024-10-25 -o said-and-known.svg",
    "eventlog plot dprk.troops -o ribbons.png",
)
@click.argument("question", required=False, shell_complete=complete)
@click.option("--kind", type=click.Choice(_KINDS), help="Which picture; else the first that fits.")
@dated
@written
@forced
def plot(settings: Settings, question: str | None, kind: str | None) -> None:
    """Draw QUESTION: its figures over time, or what was said and known. Without one, how each question stood.

    Of a topic on which itself nothing was said, how each question below it stood; of any other, with --kind ribbons.
    The name after -o says as what: .svg, .png or .pdf; a pipe gets SVG, a terminal the rows that the picture is drawn
    from. Needs the extra plot.
    """
    from eventlog.cli.logs import known, reading
    from eventlog.cli.output import sink
    from eventlog.export import plot as pictures

    if question is None and kind in ("said", "figures"):
        raise click.UsageError(f"of which question? --kind {kind} draws one")
    ending = Path(settings.output or "").suffix.casefold()
    if ending not in ("", ".svg", ".png", ".pdf"):
        raise click.UsageError(f"a picture is .svg, .png or .pdf, and not {ending}")
    with reading(settings) as log:
        knowledge = known(log, settings)
        if question is not None:
            knowledge.check_known(question)
        if kind == "growth":
            picture = pictures.growth(knowledge)
        elif kind == "ribbons" or question is None:
            picture = pictures.ribbons(knowledge, question)
        else:
            draw = {"said": pictures.said_and_known, "figures": pictures.figures}.get(kind or "", pictures.opening)
            picture = draw(knowledge, question)
    if ending in (".png", ".pdf"):
        _write(settings, picture, ending.removeprefix("."))
        return
    with sink(settings) as out:
        out.write(f"{picture}\n" if settings.output is None and sys.stdout.isatty() else _svg(picture))


def _svg(picture: Picture) -> str:
    drawn = io.BytesIO()
    picture.draw(drawn, "svg")
    return drawn.getvalue().decode()


def _write(settings: Settings, picture: Picture, kind: str) -> None:
    """Put bytes into the file that is asked for, whole or not at all."""
    from eventlog.errors import StoreError
    from eventlog.files.outputs import beside, refusal

    target = Path(str(settings.output))
    if (reason := refusal(target, replace=settings.force)) is not None:
        raise StoreError(reason)
    with beside(target, replace=settings.force) as place:
        picture.draw(place, kind)

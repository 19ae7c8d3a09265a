"""An answer as a sentence rests on it: its status, then each answer in a line of its own, with who backs it."""

from __future__ import annotations

from eventlog.claims.fields import check_type
from eventlog.knowledge import Standing
from eventlog.render.phrasing import withheld_words
from eventlog.render.showing import answer_lines, headline

__all__ = ["lines_of", "told"]


def told(standing: Standing) -> str:
    """A standing in lines. Two answers never share one: names of the first would seem to be of the second.

    Raises InvalidValue.
    """
    check_type(standing, Standing, "what is told")
    return "\n".join(lines_of(standing))


def lines_of(standing: Standing) -> list[str]:
    """The lines of a standing: what holds latest, what is said over all time where that differs, what is withheld."""
    lines: list[str] = []
    for words, one in headline(standing):
        first, *rest = [line for line in answer_lines(one, standing.name_of) if line != "-"] or [""]
        lines += [f"{words}: {first}" if first else words, *rest]
    return [*lines, *filter(None, [withheld_words(standing.withheld)])]

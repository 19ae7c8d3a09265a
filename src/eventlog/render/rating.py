"""How one answer stands by itself, for surfaces that judge answers one by one and have no line for their question.

The status of a question is that of all its answers together: *disputed* where two are alleged, though a third is only
rumoured. So each answer is told by the words of rule 6 applied to it alone: disputed where named sources stand on both
sides of it, denied where a named source denies it and no named one says it, else as firm as its printed figure is.

Source: rule 6 of standing@2; the third law of words: status, answer and names of one line belong together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from eventlog.render.phrasing import readings_words, same_value

_NO_ANSWER: Final = "no answer"


def rating_words(position: Any, standing: Any, name_of: Callable[[str], str]) -> str:
    """How an answer stands, and what the other reading of vague dates makes of it, where that is something else."""
    other = standing.otherwise
    alike = [one for one in other.positions if same_value(one.value, position.value, name_of)]
    here, there = rated(position, standing), rated(alike[0], other) if alike else _NO_ANSWER
    certain, possible = (here, there) if str(standing.cut.policy) == "certain" else (there, here)
    return readings_words(certain, possible, policy=str(standing.cut.policy))


def rated(position: Any, standing: Any) -> str:
    """The status of one answer of a standing, in a word."""
    figures = position.figures
    counts = bool(figures) and figures[0].moment is not None  # of running totals, what is printed is disputed
    holding = [one for one in position.claims if not counts or one.id in figures[0].holders]
    voices = set(_voices(holding))
    against = set(position.against) & set(_voices([*standing.claims, *position.denials]))  # an outsider's is no claim
    if str(standing.status) == "disputed" and any(one != other for one in voices for other in against):
        return "disputed"
    if not set(_voices(position.claims)) and set(_voices(position.denials)):
        return "denied"
    return str(position.status)


def _voices(claims: Iterable[Any]) -> Iterator[str]:
    """The roots that can dispute: named, and committed to what they say."""
    return (
        one.root
        for one in claims
        if one.factuality.committed and not one.root.startswith("anon:") and not one.root.endswith("?")
    )

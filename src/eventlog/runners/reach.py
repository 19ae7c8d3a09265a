"""Which entries must be at hand where a question is asked: the walk of gathering, as joins of numbers.

Questions are dealt into parts. To each part go the claims on its questions and what defines them, and all that these
rest on, by the columns of a segment (`eventlog.segments.bearing`):

    names     what an entry names, and what that names, down to reports and the editions that they revise
    about     whatever is about these; further away only what decides if something is visible
    nameless  the other claims of nameless sources in the same reports, and what is about them
    mentions  what else stands in a body: at hand for its id, and followed no further

What may bear on any question (agents, redactions) goes to all parts. It takes in all that `knowledge.gather` takes in,
and sometimes more; a law compares. The walk is written once, for whatever can join pairs.
"""

from __future__ import annotations

from typing import Any, Final, Protocol, Self, TypeVar

import attrs

__all__ = ["EVERY", "Edges", "Pairs", "reach"]

EVERY: Final = -1
"""The part of what goes to all parts."""


class Pairs(Protocol):
    """Pairs of a part and a position, each once."""

    def along(self, edges: Any) -> Self:
        """Each part with what its positions lead to."""
        ...

    def union(self, other: Self) -> Self:
        """The pairs of both."""
        ...

    def minus(self, other: Self) -> Self:
        """The pairs that the other has not."""
        ...

    def kept(self) -> Self:
        """The same, worked out now and kept, so that what is made of it does not work it out again."""
        ...

    def some(self) -> bool:
        """Whether there is any, of what is kept."""
        ...


Some = TypeVar("Some", bound=Pairs)


@attrs.frozen
class Edges:
    """What leads from a position to others, each a table of two columns."""

    names: Any
    about: Any
    decides: Any
    told_in: Any
    nameless_of: Any
    mentions: Any


def reach(seeds: Some, edges: Edges) -> Some:
    """All pairs of a part and a position that is to be at hand there. `seeds`: claims, definitions, and EVERY's."""
    seeds = seeds.kept()
    near = _spread(seeds, seeds, (edges.names,))
    near = near.union(seeds.along(edges.told_in).along(edges.nameless_of)).kept()
    first = near.along(edges.about).kept()
    found = _spread(near.union(first), first, (edges.names, edges.decides)).kept()
    return found.union(found.along(edges.mentions))


def _spread(found: Some, begin: Some, along: tuple[Any, ...]) -> Some:
    """What was found and all that these edges lead to from where it begins, and on from there."""
    wave = begin
    while wave.some():
        further = wave.along(along[0])
        for one in along[1:]:
            further = further.union(wave.along(one))
        wave = further.minus(found).kept()
        found = found.union(wave)
    return found

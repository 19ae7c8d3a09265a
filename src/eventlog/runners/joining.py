"""Pairs of a part and a position as numbers, for runners on one machine: eight bytes a pair in memory.

Questions are dealt in the order in which they first came up, as many to each part: what is said on one question mostly
lies near to it in the log, and so do reports, which then travel to a part or two and not to all.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

import attrs

from eventlog.errors import MissingExtra
from eventlog.runners.reach import Edges, reach
from eventlog.segments import Segments
from eventlog.segments.schema import arrow

__all__ = ["Dealt", "Leads", "dealt"]

_LISTS = ("names", "mentions", "about")
_OTHERS = ("position", "question", "report", "decides", "nameless", "everywhere")


def numbers() -> Any:
    """The module numpy. Raises MissingExtra."""
    try:
        import numpy as np
    except ImportError:
        raise MissingExtra("lake", "numpy", "Dealing segments to processes") from None
    return np


@attrs.frozen(eq=False)
class Leads:
    """What leads from positions to others, in order of where it leads from."""

    begin: Any
    end: Any

    @classmethod
    def of(cls, begin: Any, end: Any) -> Leads:
        """From two columns of numbers, in any order."""
        order = begin.argsort(kind="stable")
        return cls(begin[order], end[order])

    def none(self) -> Leads:
        """The same without any."""
        return Leads(self.begin[:0], self.end[:0])


def once(keys: Any) -> Any:
    """The numbers in order, each once. They mostly come in long stretches that rise, which this sort merges."""
    keys.sort(kind="stable")
    if not len(keys):
        return keys
    new = numbers().empty(len(keys), bool)
    new[0] = True
    numbers().not_equal(keys[1:], keys[:-1], out=new[1:])
    return keys[new]


def united(one: Any, other: Any) -> Any:
    """The numbers of both, in order and each once."""
    return once(numbers().concatenate([one, other]))


class NumberPairs:
    """Each pair as one number, part times width plus position, in order and once."""

    def __init__(self, keys: Any, width: int) -> None:
        self.keys = keys
        self._width = width

    def along(self, edges: Leads) -> Self:
        """Each part with what its positions lead to."""
        np = numbers()
        parts, at = np.divmod(self.keys, self._width)
        first = edges.begin.searchsorted(at, "left")
        many = edges.begin.searchsorted(at, "right") - first
        which = np.repeat(first - (many.cumsum() - many), many) + np.arange(many.sum())
        return self._made(once(np.repeat(parts, many) * self._width + edges.end[which]))

    def union(self, other: Self) -> Self:
        """The pairs of both."""
        return self._made(united(self.keys, other.keys)) if len(other.keys) else self

    def minus(self, other: Self) -> Self:
        """The pairs that the other has not."""
        if not len(other.keys) or not len(self.keys):
            return self
        at = other.keys.searchsorted(self.keys)
        at[at == len(other.keys)] = 0
        return self._made(self.keys[other.keys[at] != self.keys])

    def kept(self) -> Self:
        """Itself: numbers are worked out already."""
        return self

    def some(self) -> bool:
        """Whether there is any."""
        return bool(len(self.keys))

    def _made(self, keys: Any) -> Self:
        return type(self)(keys, self._width)


@attrs.frozen(eq=False)
class Dealt:
    """What is to be at hand in each of `parts` parts: pairs in order of position.

    `asked`: whether an entry is on a question that is asked in that part. `lacking`: by part the questions that are
    asked there though nothing may be left on them.
    """

    part: Any
    at: Any
    asked: Any
    parts: int
    lacking: dict[int, list[str]]

    def between(self, first: int, last: int) -> tuple[Any, Any, Any]:
        """Part, position and whether it is asked there, of the pairs in a range of positions, both ends inclusive."""
        begin, end = self.at.searchsorted(first, "left"), self.at.searchsorted(last, "right")
        return self.part[begin:end], self.at[begin:end], self.asked[begin:end]


def dealt(segments: Segments, parts: int, lacking: Iterable[str] = ()) -> Dealt:
    """Deal the questions into parts, with all that is to be at hand there; what goes to all of them goes to each.

    `lacking` are questions that are to be asked though nothing may be left on them: they count as the first ones.
    """
    np, pa = numbers(), arrow()
    questions, edges, every = _read(segments)
    width = segments.last + 1
    left = sorted(set(lacking))
    first = pa.chunked_array([pa.array(left, pa.string()), *questions]).dictionary_encode().combine_chunks()
    codes = first.indices[len(first) - segments.last :]
    there = codes.is_valid().to_numpy(zero_copy_only=False)
    number = codes.drop_null().to_numpy().astype(np.int64)
    many = len(first.dictionary)
    parts = min(parts, many)
    seeds = (number * parts // max(many, 1)) * width + there.nonzero()[0] + 1
    asked_of: dict[int, list[str]] = {}
    for code, question in enumerate(left):
        asked_of.setdefault(code * parts // many, []).append(question)
    del questions, first, codes, number
    found = reach(NumberPairs(united(seeds, parts * width + every), width), edges).keys
    border = found.searchsorted(parts * width)
    common, rest = found[border:] - parts * width, found[:border]
    if len(common):
        copies = (np.arange(parts)[:, None] * width + common).ravel()
        rest = united(rest, copies)
    seeds.sort(kind="stable")
    asked = np.zeros(len(rest), bool)
    asked[rest.searchsorted(seeds)] = True
    part, at = np.divmod(rest, width)
    order = at.argsort(kind="stable")
    return Dealt(part[order].astype(np.int32), at[order], asked[order], parts, asked_of)


def _read(segments: Segments) -> tuple[list[Any], Edges, Any]:
    """The questions of all entries, what leads where, and the positions of what goes to all parts."""
    np = numbers()
    import pyarrow.compute as pc

    questions: list[Any] = []
    columns: dict[str, list[Any]] = {name: [] for name in ("every", "spoken", "report", "deciding", *_LISTS)}
    columns |= {f"{name} from": [] for name in _LISTS}
    for one in segments:
        bearing = segments.columns(one, (*_OTHERS, *_LISTS)).combine_chunks()
        questions += bearing["question"].chunks
        positions = bearing["position"]
        columns["every"].append(positions.filter(bearing["everywhere"]).to_numpy())
        spoken = bearing.filter(pc.and_(bearing["nameless"], bearing["report"].is_valid()))
        columns["spoken"].append(spoken["position"].to_numpy())
        columns["report"].append(spoken["report"].to_numpy())
        columns["deciding"].append(positions.filter(bearing["decides"]).to_numpy())
        for name in _LISTS:
            lists = bearing[name].combine_chunks()
            columns[f"{name} from"].append(one.first + pc.list_parent_indices(lists).to_numpy())
            columns[name].append(pc.list_flatten(lists).to_numpy())
    told = {name: np.concatenate(some).astype(np.int64) for name, some in columns.items()}
    return questions, _edges(told), told["every"]


def _edges(told: dict[str, Any]) -> Edges:
    deciding = numbers().isin(told["about from"], told["deciding"])
    return Edges(
        names=Leads(told["names from"], told["names"]),
        about=Leads.of(told["about"], told["about from"]),
        decides=Leads.of(told["about"][deciding], told["about from"][deciding]),
        told_in=Leads(told["spoken"], told["report"]),
        nameless_of=Leads.of(told["report"], told["spoken"]),
        mentions=Leads(told["mentions from"], told["mentions"]),
    )

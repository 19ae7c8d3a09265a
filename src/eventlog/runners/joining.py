"""Pairs of a part and a position in tables of pyarrow, for runners on one machine: sixteen bytes a pair in memory."""

from __future__ import annotations

from typing import Any, Self
from zlib import crc32

from eventlog.runners.reach import EVERY, Edges, reach
from eventlog.segments import Segments
from eventlog.segments.schema import arrow

__all__ = ["dealt", "routes"]

_BEARING = ("position", "question", "report", "names", "mentions", "about", "decides", "nameless", "everywhere")


class ArrowPairs:
    """A table with the columns part and at."""

    def __init__(self, table: Any) -> None:
        self.table = table

    def along(self, edges: Any) -> Self:
        """Each part with what its positions lead to."""
        found = self.table.join(edges, keys="at", right_keys="from", join_type="inner").select(["part", "to"])
        return type(self)(_once(found.rename_columns(["part", "at"])))

    def union(self, other: Self) -> Self:
        """The pairs of both."""
        return type(self)(_once(arrow().concat_tables([self.table, other.table])))

    def minus(self, other: Self) -> Self:
        """The pairs that the other has not."""
        return type(self)(self.table.join(other.table, keys=["part", "at"], join_type="left anti"))

    def kept(self) -> Self:
        """Itself: a table is worked out already."""
        return self

    def some(self) -> bool:
        """Whether there is any."""
        return bool(self.table.num_rows)


def _once(table: Any) -> Any:
    return table.group_by(["part", "at"]).aggregate([])


def dealt(question: str, parts: int) -> int:
    """The part to which a question is dealt."""
    return crc32(question.encode()) % parts


def routes(segments: Segments, parts: int) -> Any:
    """A table of each part and position that is to be at hand there; what goes to all of them goes to each."""
    pa = arrow()
    import pyarrow.compute as pc

    bearing = segments.table(_BEARING)
    codes = bearing["question"].combine_chunks().dictionary_encode()
    part_of = pa.array([dealt(id, parts) for id in codes.dictionary.to_pylist()], pa.int64())
    asked = pa.table({"part": part_of.take(codes.indices), "at": bearing["position"]})
    every = bearing.filter(bearing["everywhere"])["position"]
    own = asked.filter(pc.is_valid(asked["part"]))
    shared = pa.table({"part": pa.array([EVERY] * len(every), pa.int64()), "at": every})
    found = reach(ArrowPairs(_once(pa.concat_tables([own, shared]))), _edges(bearing)).table
    common = found.filter(pc.equal(found["part"], EVERY))["at"].combine_chunks()
    rest = found.filter(pc.not_equal(found["part"], EVERY))
    copies = [pa.table({"part": pa.array([part] * len(common), pa.int64()), "at": common}) for part in range(parts)]
    return _once(pa.concat_tables([rest, *copies])).sort_by("at")


def _edges(bearing: Any) -> Edges:
    spoken = bearing.filter(bearing["nameless"])
    about = _exploded(bearing, "about", back=True)
    deciding = _exploded(bearing.filter(bearing["decides"]), "about", back=True)
    told_in = spoken.select(["position", "report"]).rename_columns(["from", "to"])
    return Edges(
        names=_exploded(bearing, "names"),
        about=about,
        decides=deciding,
        told_in=told_in,
        nameless_of=told_in.rename_columns(["to", "from"]),
        mentions=_exploded(bearing, "mentions"),
    )


def _exploded(bearing: Any, column: str, *, back: bool = False) -> Any:
    """Edges from each position to those in a list, or back from those."""
    import pyarrow.compute as pc

    lists = bearing[column].combine_chunks()
    from_, to = bearing["position"].combine_chunks().take(pc.list_parent_indices(lists)), pc.list_flatten(lists)
    return arrow().table({"from": to, "to": from_} if back else {"from": from_, "to": to})

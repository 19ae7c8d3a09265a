"""Writing segments: what came into the log since the last run as new files, and nothing else.

A file is written beside its place and put there when it is whole, so that an interrupted run leaves whole segments or
none, and the next run goes on from there. The root of each is carried on from the one before; at the end it is compared
with that of the log, so that the segments of another log, or of one that was rewritten, get nothing added.

A redaction erases bodies that segments may hold. The log says which; the segments that hold one are written anew
without it, under the same roots, and the old files are removed.
"""

from __future__ import annotations

import json
import os
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

import attrs

from eventlog.claims.fields import check_type, check_whole
from eventlog.errors import StoreError
from eventlog.events import Redacted
from eventlog.files.moving import passed_for
from eventlog.files.names import check_name, file_errors, told
from eventlog.files.outputs import beside
from eventlog.log import EventLog
from eventlog.log.following import check_progress
from eventlog.proof import Frontier
from eventlog.segments.bearing import Described
from eventlog.segments.schema import COLUMNS, FORMAT, PREFIX, Named, arrow, named, parquet, schema
from eventlog.segments.segment import Segment, alone, found, lacking, listed, lost

__all__ = ["SIZE", "Wrote", "described", "sealed", "write"]

SIZE: Final = 100_000
"""Entries of the largest segment."""
_PIECE: Final = 10_000
"""Entries of a row group."""
_STATISTICS: Final = [column.name for column in COLUMNS if column.kind != "bytes" and column.name != "id"]
"""The columns of which the least and the greatest cell stand in a file. A catalog copies these when the file is
registered, and keeps them when it is replaced: ids are none of them, for that of what was redacted proves a guess.
"""


@attrs.frozen(kw_only=True)
class Wrote:
    """What a run wrote: new segments, and `rewritten`, those that lost bodies by a redaction; `last` position held."""

    new: tuple[Segment, ...]
    rewritten: tuple[Segment, ...]
    last: int

    def __str__(self) -> str:
        """In one line."""
        again = f"; {len(self.rewritten)} written anew without what was redacted" if self.rewritten else ""
        return f"{len(self.new)} new, {self.last} entries in all{again}"


def write(
    log: EventLog,
    folder: str | os.PathLike[str],
    *,
    size: int = SIZE,
    progress: Callable[[int, int], object] | None = None,
) -> Wrote:
    """Bring a folder of segments up to the end of a log: write what is new, and anew what was redacted.

    `size`: entries of the largest segment. `progress` is told how many entries are written, and of how many. Raises
    StoreError where the folder holds segments of another log or a damaged one, or can't be written, and Busy where
    another run writes there; what was written whole stays. Raises MissingExtra where pyarrow is not installed.
    """
    check_type(log, EventLog, "what is written as segments")
    check_whole(size, "the entries of a segment", least=1)
    check_progress(progress)
    arrow()
    place = Path(check_name(folder))
    if os.path.lexists(place) and not place.is_dir():
        raise StoreError(f"{told(place)} is no folder: name one for the segments")
    with file_errors(str(place)):
        place.mkdir(parents=True, exist_ok=True)
    with alone(place):
        with file_errors(str(place)):
            _clean(place)
        done = _brought_up(log, place, size, progress)
        while not done.whole:  # something was redacted meanwhile
            done = done.and_then(_brought_up(log, place, size, progress))
    return done.wrote


@attrs.frozen
class _Run:
    """What was written, and whether the log still had the same bodies at the end."""

    wrote: Wrote
    whole: bool

    def and_then(self, later: _Run) -> _Run:
        """Both runs as one."""
        one, other = self.wrote, later.wrote
        again = {segment.first: segment for segment in other.rewritten}
        new = (*(again.pop(segment.first, segment) for segment in one.new), *other.new)
        rewritten = {segment.first: segment for segment in one.rewritten} | again
        return _Run(Wrote(new=new, rewritten=tuple(rewritten.values()), last=other.last), later.whole)


def _brought_up(log: EventLog, place: Path, size: int, progress: Callable[[int, int], object] | None) -> _Run:
    held, head, gone = _held(log, place), log.store.head(), _gone(log)
    _check_bodies(held, gone)
    new = _filled(log, place, held, size, gone)
    if new:
        held = found(place)
    last, frontier = (held[-1].last, held[-1].frontier) if held else (0, Frontier())
    rewritten = [
        _written(
            log, place, Named(one.first, one.last, count), held[number - 1].frontier if number else Frontier(), one
        )
        for number, one in enumerate(held)
        if (count := _within(gone, one.first, one.last)) > one.gone
    ]
    while last < head.size:
        upto = min(last + size, head.size)
        new.append(_written(log, place, Named(last + 1, upto, _within(gone, last + 1, upto)), frontier))
        last, frontier = upto, new[-1].frontier
        if progress is not None:
            progress(last, head.size)
    wrote = Wrote(new=tuple(new), rewritten=tuple(rewritten), last=last)
    return _Run(wrote, log.store.counts()[1] == head.erased)


def _held(log: EventLog, place: Path) -> list[Segment]:
    """The segments that are there, which are of this log; of what was replaced nothing is left. Raises StoreError."""
    held, head = listed(place), log.store.head()
    gaps = lacking(held)
    if held and (held[-1].last > head.size or held[0].zone != log.zone):
        raise StoreError(
            f"{place} holds {held[-1].last} entries of a log in {held[0].zone}, and this one has {head.size} in "
            f"{log.zone}: they are of another log, give another folder"
        )
    last, frontier = (held[-1].last, held[-1].frontier) if held else (0, Frontier())
    if frontier.extend(one.leaf for one in log.store.entries(last, head.size)).root() != head.root:
        raise _not_of(place)
    for first, last in gaps:
        frontier = _before(first, held)
        after = next(one for one in held if one.first == last + 1)
        if frontier.extend(one.leaf for one in log.store.entries(first - 1, last)).root().hex() != after.before:
            raise _not_of(place)
    _clear_replaced(place)
    return held


def _check_bodies(held: Sequence[Segment], gone: list[int]) -> None:
    """Raises StoreError where a segment has no body of an entry that the log has: it is of a copy, and what the log
    lacks would count as what the copy does.
    """
    for one in held:
        if one.gone and (more := sorted(set(lost(one)).difference(gone))):
            raise StoreError(
                f"{one.path} has no body of entry {more[0]}, which this log has: it was written from a copy without "
                "it, so give another folder, or remove the file and write the segments again"
            )


def _before(first: int, held: Sequence[Segment]) -> Frontier:
    """The frontier at the end of the segment that ends before a position."""
    return next((one.frontier for one in held if one.last == first - 1), Frontier())


def _not_of(place: Path) -> StoreError:
    return StoreError(f"the segments in {place} are not of this log, or it was rewritten: give another folder")


def _filled(log: EventLog, place: Path, held: Sequence[Segment], size: int, gone: list[int]) -> list[Segment]:
    """Write what is missing between segments, as where a damaged one was removed."""
    new: list[Segment] = []
    for first, last in lacking(held):
        frontier = _before(first, held)
        for begin in range(first, last + 1, size):
            upto = min(begin + size - 1, last)
            new.append(_written(log, place, Named(begin, upto, _within(gone, begin, upto)), frontier))
            frontier = new[-1].frontier
    return new


def described(log: EventLog, first: int, last: int) -> tuple[Described, Iterator[tuple[Any, list[bytes]]]]:
    """The rows of a range as tables of pyarrow, some at a time, each with the leaves; and what describes them."""
    telling = Described(log.reader.id_at)
    return telling, _tables(telling, log, first, last)


def _tables(telling: Described, log: EventLog, first: int, last: int) -> Iterator[tuple[Any, list[bytes]]]:
    pa, shape = arrow(), schema()
    entries = log.store.entries(first - 1, last)
    while piece := list(islice(entries, _PIECE)):
        columns = zip(*telling.rows(piece), strict=True)
        arrays = [pa.array(list(cells), field.type) for cells, field in zip(columns, shape, strict=True)]
        yield pa.Table.from_arrays(arrays, schema=shape), [one.leaf for one in piece]


def _written(log: EventLog, place: Path, name: Named, before: Frontier, old: Segment | None = None) -> Segment:
    """Write one segment of a log whole, and read back what it says of itself; the old one of its range goes."""
    told, tables = described(log, name.first, name.last)
    made = sealed(
        place, name, before, tables, zone=log.zone, unread=told.unread, root=None if old is None else old.root
    )
    if old is not None:
        old.path.unlink()
    return made


def sealed(
    place: Path,
    name: Named,
    before: Frontier,
    tables: Iterable[tuple[Any, list[bytes]]],
    *,
    zone: str,
    unread: Sequence[int] = (),
    root: str | None = None,
) -> Segment:
    """Write tables of rows, each with its leaves, as one segment behind a log of which `before` is the frontier.

    `unread` may grow while the tables are taken. `root`: what has to come out at its end, where that is known.
    """
    alone, frontier, missing, recorded = Frontier(), before, 0, 0
    path = place / name.file
    with (
        beside(path, how="") as part,
        parquet().ParquetWriter(
            part.absolute(),  # in a folder with a colon in its name a relative one would be a URI to pyarrow
            schema(),
            compression="zstd",
            write_statistics=_STATISTICS,
            write_page_index=True,
            write_page_checksum=True,
        ) as out,
    ):
        for table, leaves in tables:
            alone, frontier = alone.extend(leaves), frontier.extend(leaves)
            missing += table["body"].null_count
            recorded = table["recorded"].cast("int64")[-1].as_py()
            out.write_table(table)
        meta = {
            "format": FORMAT,
            "zone": zone,
            "first": str(name.first),
            "last": str(name.last),
            "recorded": str(recorded),
            "before": before.root().hex(),
            "root": frontier.root().hex(),
            "range_root": alone.root().hex(),
            "frontier": frontier.to_bytes().hex(),
            "gone": str(name.gone),
            "unread": json.dumps(list(unread)),
        }
        out.add_key_value_metadata({f"{PREFIX}{key}": value for key, value in meta.items()})
        if missing != name.gone:
            raise StoreError(
                f"{missing} of the entries {name.first} to {name.last} have no body where {name.gone} were redacted: "
                "run verify to see what is wrong with the log, or write again if something was redacted just now"
            )
        if root is not None and frontier.root().hex() != root:
            raise _not_of(place)
    return Segment.read(path)


def _gone(log: EventLog) -> list[int]:
    """The positions whose bodies the log has no more, or never had: redacted, or left out of this copy; in order."""
    told = (entry.event for entry in log.reader.about("w:", len(log)))
    gone = {at for event in told if isinstance(event, Redacted) for at in event.positions}
    return sorted(gone.union(log.store.withheld()))


def _within(positions: list[int], first: int, last: int) -> int:
    return bisect_right(positions, last) - bisect_left(positions, first)


def _clean(place: Path) -> None:
    """Remove what a run that was killed left half; what others keep there stays."""
    for path in place.iterdir():
        whole = passed_for(path.name)
        if whole is not None and named(place / whole) is not None and path.is_file():
            path.unlink()


def _clear_replaced(place: Path) -> None:
    """Remove segments of which there is a newer one, as where a run was killed before it did."""
    names = [(path, name) for path in place.iterdir() if (name := named(path)) is not None]
    newest: dict[tuple[int, int], int] = {}
    for _, name in names:
        newest[name.first, name.last] = max(name.gone, newest.get((name.first, name.last), 0))
    for path, name in names:
        if name.gone < newest[name.first, name.last]:
            path.unlink()

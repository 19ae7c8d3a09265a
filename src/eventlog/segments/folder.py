"""A folder of segments, read without the log that they were made from.

The files say all: each its range, the root of the log before it and at its end, the root of the range alone. So a
folder needs no catalogue that could disagree with it.
"""

from __future__ import annotations

import os
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from eventlog import times
from eventlog.claims.fields import check_type, items, several
from eventlog.clock import Clock
from eventlog.codec import Reading
from eventlog.errors import InvalidValue, StoreError, shown
from eventlog.events import Entry
from eventlog.files.names import check_name, told
from eventlog.knowledge import Cut, Knowledge
from eventlog.log.reader import HeldEntry, LogReader
from eventlog.mergeable import Told
from eventlog.segments.schema import COLUMNS, MAY_BE_EMPTY, arrow, parquet
from eventlog.segments.segment import Segment, damaged, found, other, replaced, same

__all__ = ["TOLD", "Segments", "told_of"]

_KEPT: Final = 64
"""Segments whose ids are kept at hand."""
_BATCH: Final = 4096
TOLD: Final = ("position", "recorded", "kind", "body", "id", "question", "report")
"""The columns that entries are read from."""


class Segments:
    """The segments of one log in a folder, in order. Raises StoreError for none, for a gap, and for those of two logs.

    What is read from it is what the log held when the last segment was written.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        """Look at the files of a folder."""
        self.folder = Path(check_name(folder)).absolute()  # another one, should the process go to another place
        self.list = found(self.folder)
        if not self.list and os.path.lexists(self.folder) and not self.folder.is_dir():
            raise StoreError(f"{told(self.folder)} is no folder: name the one that the segments are in")
        if not self.list:
            raise StoreError(
                f"{told(self.folder)} holds no segments: write them with `eventlog segments {self.folder}`"
            )
        self._ids: OrderedDict[int, Any] = OrderedDict()
        self._reading = Reading(self.id_at)

    @property
    def zone(self) -> str:
        """The zone in which the log lives."""
        return self.list[0].zone

    @property
    def last(self) -> int:
        """The last position."""
        return self.list[-1].last

    @property
    def root(self) -> str:
        """The root of the log at the last position, in hexadecimal digits."""
        return self.list[-1].root

    @property
    def files(self) -> tuple[str, ...]:
        """The paths of the files, in order."""
        return tuple(str(one.path.absolute()) for one in self.list)

    @property
    def unread(self) -> tuple[int, ...]:
        """The positions of the entries that could not be read when they were written, and may bear on any answer."""
        return tuple(at for one in self.list for at in one.unread)

    def as_of(self, published: Any = None, **rest: Any) -> Cut:
        """Where knowledge is cut, as `EventLog.as_of` has it, at the end of these segments. Raises what that raises."""
        position, recorded = self.last, rest.get("recorded")
        if recorded is not None:
            position = self.upto(times.cut(recorded, self.zone))
        now = max(Clock().now(), self.list[-1].recorded)
        return Cut.of(zone=self.zone, position=position, published=published, now=now, **rest)

    def upto(self, recorded: int) -> int:
        """The position of the last entry recorded at or before a moment (microseconds); 0 if there is none.

        Raises InvalidValue for what is no whole number.
        """
        check_type(recorded, int, "a moment in microseconds")
        before = 0
        for one in self.list:
            if one.recorded > recorded:
                moments: list[int] = self.columns(one, ["recorded"])["recorded"].cast("int64").to_pylist()
                return before + sum(moment <= recorded for moment in moments)
            before = one.last
        return before

    def id_at(self, position: int) -> str | None:
        """The id of the entry at a position; None where it is redacted or not here. Raises InvalidValue."""
        check_type(position, int, "a position")
        at = self._number(position)
        if at is None:
            return None
        held = self._ids.get(at)
        if held is None:
            held = self.columns(self.list[at], ["id"])["id"].combine_chunks()
        with suppress(KeyError):  # another thread may have been quicker to let it go
            if len(self._ids) >= _KEPT and at not in self._ids:
                self._ids.popitem(last=False)
            self._ids[at] = held
            self._ids.move_to_end(at)
        id: str | None = held[position - self.list[at].first].as_py()
        return id

    def _number(self, position: int) -> int | None:
        at = bisect_left(self._ends, position)
        return at if at < len(self._ends) and position >= 1 else None

    @cached_property
    def _ends(self) -> list[int]:
        return [one.last for one in self.list]

    def named(self, names: Iterable[tuple[str, str]]) -> list[Segment]:
        """The segments in the files of these names, each with the root at its end. Raises StoreError for one that is
        not among them.
        """
        held = {one.path.name: one for one in self.list}
        wanted = [items(one, "a name and its root") for one in items(names, "names, each with its root,")]
        if not all(len(one) == 2 and all(isinstance(part, str) for part in one) for one in wanted):
            raise InvalidValue(
                f"a segment is named by its file and the root at its end: pass pairs, not {shown(names)}"
            )
        for name, root in wanted:
            if name not in held:
                raise replaced(self.folder / name)
            if held[name].root != root:
                raise other(self.folder / name)
        return [held[name] for name, _ in wanted]

    def entries(self, some: Sequence[Segment] | None = None) -> Iterator[Entry]:
        """The entries of all segments, or of some, in order; events are decoded when looked at.

        Raises InvalidValue for what are no segments, StoreError for a file that can't be read.
        """
        for position, recorded, kind, body in self.contents(some):
            yield HeldEntry((position, recorded, kind, body), self._reading)

    def contents(self, some: Sequence[Segment] | None = None) -> Iterator[tuple[int, int, str, bytes | None]]:
        """What the entries are read from: position, recorded (microseconds), kind and body; the body
        of what was redacted is None. Raises InvalidValue, StoreError.
        """
        columns = ("position", "recorded", "kind", "body")
        for one in self.list if some is None else several(some, Segment, "segments"):
            for batch in self.batches(one, columns):
                cells = [batch[name] for name in columns]
                cells[1] = cells[1].cast("int64")
                yield from zip(*(cell.to_pylist() for cell in cells), strict=True)

    def batches(self, segment: Segment, columns: Sequence[str]) -> Iterator[Any]:
        """Some columns of a segment as record batches of pyarrow.

        Raises InvalidValue for what are no columns of it, StoreError for a file that can't be read.
        """
        names = _named(segment, columns)
        with damaged(segment.path), _opened(segment) as file:
            for batch in file.iter_batches(batch_size=_BATCH, columns=names):
                yield _filled(segment.path, batch)

    def rows(self, segment: Segment) -> Iterator[dict[str, Any]]:
        """Every row of a segment, as a dict by column. Raises as `batches`."""
        for batch in self.batches(segment, [column.name for column in COLUMNS]):
            yield from batch.to_pylist()

    def table(self, columns: Sequence[str]) -> Any:
        """Some columns of all segments as a pyarrow.Table. Raises as `batches`."""
        return arrow().concat_tables([self.columns(one, columns) for one in self.list])

    def columns(self, segment: Segment, columns: Sequence[str]) -> Any:
        """Some columns of a segment as a pyarrow.Table. Raises as `batches`."""
        names = _named(segment, columns)
        with damaged(segment.path), _opened(segment) as file:
            return _filled(segment.path, file.read(columns=names))

    def reader(self) -> LogReader:
        """A reader of all entries, which are held in memory."""
        return told_of(batch for one in self.list for batch in self.batches(one, TOLD)).reader(self.zone)

    def knowledge(self, published: Any = None, **rest: Any) -> Knowledge:
        """What was known at a cut, as `EventLog.as_of` has it; all entries are held in memory.

        Raises what `EventLog.as_of` raises, StoreError for a file that can't be read.
        """
        return Knowledge(self.reader(), self.as_of(published, **rest))

    def __len__(self) -> int:
        return len(self.list)

    def __iter__(self) -> Iterator[Segment]:
        return iter(self.list)

    def __repr__(self) -> str:
        return f"<Segments of {self.last} entries in {len(self.list)} files>"


def _named(segment: Segment, columns: Sequence[str]) -> list[str]:
    """The names of columns, each of which is one of a segment."""
    check_type(segment, Segment, "what is read")
    names = list(items(columns, "columns"))
    held = [column.name for column in COLUMNS]
    for name in names:
        if name not in held:
            raise InvalidValue(f"{shown(name)} is no column of a segment: it has {', '.join(held)}")
    return names


def _opened(segment: Segment) -> Any:
    """The file of a segment, still that one, of which each page is compared with its checksum where it is read."""
    file = parquet().ParquetFile(segment.path, page_checksum_verification=True)
    try:
        same(segment, file.metadata)
    except BaseException:
        file.close()
        raise
    return file


def _filled(path: Path, table: Any) -> Any:
    """Rows of which every cell is filled that has to be. Raises StoreError: such a file was made by something else."""
    pa = arrow()
    for field in table.schema:
        cells = table[field.name]
        lacks = field.name not in MAY_BE_EMPTY and cells.null_count
        if pa.types.is_list(field.type) and not lacks:
            lacks = any(one.flatten().null_count for one in getattr(cells, "chunks", [cells]))
        if lacks:
            raise StoreError(
                f"{told(path)} has an empty cell in the column {field.name}, which every entry fills: remove the file "
                "and write the segments again"
            )
    return table


def told_of(batches: Iterable[Any]) -> Told:
    """What the entries of batches with these columns (`TOLD`) are read from, and what stands beside them."""
    told = Told([], [], [], [])
    for batch in batches:
        cells = [batch[name].cast("int64") if name == "recorded" else batch[name] for name in TOLD]
        *contents, ids, questions, reports = (cell.to_pylist() for cell in cells)
        told.contents.extend(zip(*contents, strict=True))
        told.ids.extend(ids)
        told.questions.extend(questions)
        told.reports.extend(reports)
    return told

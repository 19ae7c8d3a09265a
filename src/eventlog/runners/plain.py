"""Folding segments on one machine: in a loop, or by whatever has the shape of an executor.

The loop holds the log in memory and asks it. It is the quickest for a log of some million claims, and what all others
are compared with. An executor (`concurrent.futures`, Dask's `Client.get_executor()`) folds segments side by side; where
each question is asked, what bears on it is dealt into parts first, through files in a folder that all workers see.
"""

from __future__ import annotations

import os
import tempfile
import warnings
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

from eventlog.claims.fields import check_type, check_whole
from eventlog.errors import InvalidValue, Unread
from eventlog.events import Redacted
from eventlog.files.names import file_errors
from eventlog.mergeable import Mergeable
from eventlog.render.showing import unread_words
from eventlog.runners.joining import dealt
from eventlog.runners.telling import check_worker
from eventlog.runners.work import Of, Parcel, asked, finished, fold, held, merged, parcel, unchanged
from eventlog.segments import Segments
from eventlog.segments.folder import TOLD, told_of
from eventlog.segments.schema import arrow
from eventlog.segments.segment import names
from eventlog.tables import arrow_schema
from eventlog.workers import check_executor, handing, patiently, working

__all__ = ["Loop", "Processes", "as_table", "questions_of", "told_unread"]

_PER_PART = 50_000
"""Entries that bear on the questions of one part, about."""
_ASKING = "__import__('sys').version_info[:2], __import__('importlib.util').util.find_spec('eventlog') is not None"


class Loop:
    """One process, one pass. All entries are held in memory where each question is asked."""

    def run(self, projection: Mergeable, segments: Segments) -> Any:
        """The result: a pyarrow.Table where the projection has columns, else what its finish says.

        Raises InvalidValue.
        """
        _check(projection, segments)
        told_unread(segments.unread)
        if projection.by_question:
            keys = questions_of(segments)
            if projection.read is not None:
                with patiently():
                    return as_table(projection, projection.read(segments.reader(), keys), keys)
            with unchanged(projection):
                state = projection.fold(segments.entries())
            return as_table(projection, projection.finish(state, keys), keys)
        with unchanged(projection):
            if projection.key is not None:
                states = projection.fold_keys(segments.entries())
            else:
                state = projection.fold(segments.entries())
        return as_table(
            projection, projection.finish(state) if projection.key is None else projection.finish_keys(states)
        )


class Processes:
    """An executor, or what has its `submit`. `parts`: into how many the questions are dealt; `scratch`: a folder that
    all workers see, for what passes between them (a temporary one of this machine, where not given).
    """

    def __init__(self, executor: Executor, *, parts: int | None = None, scratch: str | Path | None = None) -> None:
        """Hand work to an executor; it stays the caller's to shut down."""
        check_executor(executor)
        if parts is not None:
            check_whole(parts, "the parts of a run", least=1)
        self._executor = executor
        self._parts = parts
        self._scratch = scratch

    def run(self, projection: Mergeable, segments: Segments) -> Any:
        """The result, as of a loop. Raises InvalidValue where a worker is not what the caller is, StoreError where one
        died.
        """
        _check(projection, segments)
        told_unread(segments.unread)
        sent = parcel(projection)
        with working():
            self._check_workers(sent)
            if projection.by_question:
                return self._asked(sent, projection, segments)
            return self._folded(sent, projection, segments)

    def _check_workers(self, sent: Parcel) -> None:
        """Ask a worker which Python it is, and whether it has this library, by what every Python has: a worker of Dask
        that can't read what it is sent ends, and the run would wait forever. Raises InvalidValue.
        """
        asking = f"{_ASKING}  # {sent.run}"  # Dask does the same work once
        python, has = self._executor.submit(eval, asking).result()
        check_worker(python, sent.python, has=has)

    def _folded(self, sent: Parcel, projection: Mergeable, segments: Segments) -> Any:
        folder = str(segments.folder.absolute())
        states: dict[str, list[bytes]] = defaultdict(list)
        with handing(self._executor) as submit:
            futures = [submit(fold, sent, folder, (name,)) for name in names(segments)]
            for future in futures:
                for key, octets in future.result().items():
                    states[key].append(octets)
        if projection.key is None:
            return as_table(projection, finished(projection, "", states[""]))
        return as_table(projection, projection.finish_keys({key: merged(projection, of) for key, of in states.items()}))

    def _asked(self, sent: Parcel, projection: Mergeable, segments: Segments) -> Any:
        found = dealt(
            segments,
            self._parts or max(8, segments.last // _PER_PART),
            questions_of(segments, redacted=True),
        )
        folder = str(segments.folder.absolute())
        with passing(self._scratch) as scratch, handing(self._executor) as submit:
            dealing = [
                submit(_deal, (folder, sent.run), name, found.between(one.first, one.last), scratch)
                for one, name in zip(segments, names(segments), strict=True)
            ]
            for future in dealing:
                future.result()
            parts, lacking = found.parts, found.lacking
            del found
            asking = [
                submit(_ask, sent, Of(segments.zone, segments.last), scratch, part, tuple(lacking.get(part, ())))
                for part in range(parts)
            ]
            results = [future.result() for future in asking]
        if projection.columns:
            return arrow().concat_tables(results or [as_table(projection, [])])
        return dict(sorted((key, value) for one in results for key, value in one.items()))


@contextmanager
def passing(beside: str | Path | None) -> Iterator[str]:
    """A folder for what passes between workers, in another one (None: that of this machine). Raises StoreError."""
    with file_errors(str(beside or tempfile.gettempdir())):
        folder = tempfile.TemporaryDirectory(dir=beside, prefix="eventlog-")
    with folder as name:
        yield name


def _deal(where: tuple[str, str], name: tuple[str, str], pairs: tuple[Any, Any, Any], scratch: str) -> None:
    """Put the entries of a segment where the parts find them: a file for each part, in the format of Arrow.

    `where`: the folder, and which run it is.
    """
    pa, segments, (part, at, asked) = arrow(), held(*where), pairs
    (one,) = segments.named((name,))
    order = part.argsort(kind="stable")
    part, rows = part[order], segments.columns(one, TOLD).take(pa.array(at[order] - one.first))
    rows = rows.append_column("asked", pa.array(asked[order]))
    ends = [*(part[1:] != part[:-1]).nonzero()[0] + 1, len(part)]
    for begin, end in pairwise([0, *ends] if len(part) else []):
        some = rows.slice(begin, end - begin)
        place = Path(scratch) / f"{part[begin]}-{one.first}.arrow"
        passing = place.with_suffix(f".{os.getpid()}-{id(some)}.new")  # done twice at once, it is the same file
        with pa.ipc.new_file(passing, some.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as out:
            out.write_table(some)
        passing.replace(place)


def _ask(sent: Any, of: Of, scratch: str, part: int, lacking: Sequence[str]) -> Any:
    """What is said of the questions of a part: those of its claims that are asked there, and those of `lacking`."""
    import pyarrow.compute as pc

    projection, pa = sent.open(), arrow()
    files = sorted(Path(scratch).glob(f"{part}-*.arrow"))
    table = pa.concat_tables([pa.ipc.open_file(path).read_all() for path in files])
    own = table.filter(pc.and_(table["asked"], pc.starts_with(table["kind"], "claim-recorded/")))
    keys = sorted({*own["question"].unique().to_pylist(), *lacking})
    with patiently():
        return as_table(projection, asked(projection, told_of(table.to_batches()), of, keys), keys)


def questions_of(segments: Segments, *, redacted: bool = False) -> list[str]:
    """The questions that anything was ever recorded on, or those from which something was redacted; sorted."""
    import pyarrow.compute as pc

    found: set[str] = set()
    redactions: list[Any] = []
    for one in segments:
        kinds = segments.columns(one, ["kind", "question"])
        if not redacted:
            claims = kinds.filter(pc.starts_with(kinds["kind"], "claim-recorded/"))
            found.update(claims["question"].drop_null().unique().to_pylist())
        if pc.any(pc.starts_with(kinds["kind"], "redacted/")).as_py():
            redactions.append(one)
    for entry in segments.entries(redactions):
        if entry.kind.startswith("redacted/") and isinstance(entry.event, Redacted):
            found.update(question for question, _ in entry.event.withheld)
    return sorted(found)


def as_table(projection: Mergeable, result: Any, keys: Sequence[str] | None = None) -> Any:
    """Rows as a pyarrow.Table; another result as it is. Raises InvalidValue for rows of other columns, and for what
    `Mergeable.checked` refuses of these keys.
    """
    result = projection.checked(result, keys)
    if not projection.columns:
        return result
    pa, shape = arrow(), arrow_schema(projection.columns, {})
    try:
        cells = zip(*result, strict=True) if result else ((),) * len(shape)
        arrays = [pa.array(_exact(column, field), field.type) for column, field in zip(cells, shape, strict=True)]
    except (ValueError, TypeError, OverflowError, pa.ArrowException) as error:
        names = ", ".join(f"{column.name} ({column.kind})" for column in projection.columns)
        raise InvalidValue(f"the finish of {projection.name} returns no rows of {names}: {error}") from error
    return pa.Table.from_arrays(arrays, schema=shape)


def _exact(cells: Sequence[Any], field: Any) -> list[Any]:
    """Cells as a list. Raises ValueError for a fraction where whole numbers stand, which pyarrow would cut off."""
    if not arrow().types.is_nested(field.type) and not arrow().types.is_string(field.type):
        for cell in cells:
            if isinstance(cell, float) and not cell.is_integer():
                raise ValueError(f"{cell} in the column {field.name} is no whole number")
    return list(cells)


def told_unread(unread: Sequence[int]) -> None:
    """Warn of what could not be read when the rows were made."""
    if unread:
        told = f"{unread_words(unread)}, and may bear on this: read them with the program that recorded them"
        warnings.warn(Unread(tuple(unread), told), stacklevel=3)


def _check(projection: Mergeable, segments: Segments) -> None:
    check_type(projection, Mergeable, "what is run")
    check_type(segments, Segments, "what it is run on")
    projection.check_last(segments.last)

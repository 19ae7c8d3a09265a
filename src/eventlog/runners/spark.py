"""Folding segments on Apache Spark, through DataFrames alone: it works on a cluster, in one process and over Connect.

States stay with the workers. A projection with a key function, or without a key, is folded segment by segment and its
states are shuffled by key to where they are merged and finished. One that asks each question has the entries themselves
shuffled: the walk of `reach` is joins in Spark's own engine, and each part folds and asks what came to it. The driver
holds file names, and of results without columns the results.

Workers read the segments by the paths that the driver has: a file system that all of them see.
"""

from __future__ import annotations

import pickle
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Self

from eventlog.claims.fields import check_type, check_whole
from eventlog.errors import MissingExtra, StoreError
from eventlog.files.names import file_errors
from eventlog.mergeable import Mergeable
from eventlog.runners.plain import as_table, questions_of, told_unread
from eventlog.runners.ranges import Ranges
from eventlog.runners.reach import EVERY, Edges, reach
from eventlog.runners.telling import check_workers, told
from eventlog.runners.work import Of, Parcel, asked, finished, fold, folded, parcel
from eventlog.segments import COLUMNS, Segments
from eventlog.segments.folder import TOLD, told_of
from eventlog.segments.schema import arrow
from eventlog.segments.segment import Segment, names, other
from eventlog.tables import Column
from eventlog.workers import patiently

__all__ = ["Spark"]

_PER_PART = 50_000
_SEEN = "give scratch=, a folder that all of them see"
UNREAD = Column("unread", "truth", "whether it could not be read")
_TYPES = {
    "text": "STRING",
    "integer": "BIGINT",
    "truth": "BOOLEAN",
    "moment": "TIMESTAMP",
    "texts": "ARRAY<STRING>",
    "integers": "ARRAY<BIGINT>",
    "bytes": "BINARY",
}


class Spark:
    """A session of Spark, its own or of Connect. `parts`: into how many the questions are dealt; `scratch`: a folder
    that driver and workers see, for what passes between joins (where not given, one beside that of the segments). It is
    emptied when the runner and its results are let go, so keep one of them until what was made of them is written.
    """

    def __init__(self, session: Any, *, parts: int | None = None, scratch: str | Path | None = None) -> None:
        """Use a session, which stays the caller's to stop. Raises InvalidValue where its workers can't do the work."""
        try:
            import pyspark.sql.functions  # noqa: F401 - is it there?
        except ImportError:
            raise MissingExtra("spark", "pyspark", "Runs on Spark") from None
        if parts is not None:
            check_whole(parts, "the parts of a run", least=1)
        self._session = session
        self._parts = parts
        self._scratch = scratch
        check_workers(session)

    def run(self, projection: Mergeable, segments: Segments | Ranges) -> Any:
        """The result: a DataFrame where the projection has columns, which is worked out when it is asked for and may be
        written as Parquet; else what its finish says. Segments, or the ranges of a log on a server.
        """
        check_type(projection, Mergeable, "what is run")
        if not isinstance(segments, Ranges):
            check_type(segments, Segments, "what it is run on")
            told_unread(segments.unread)
        projection.check_last(segments.last)
        sent = parcel(projection)
        with told():
            self._session.range(1).mapInArrow(_opening(sent), "ok BOOLEAN").collect()
            found = (
                self._asked(sent, projection, segments)
                if projection.by_question
                else self._folded(sent, projection, segments)
            )
            if projection.columns:
                found._eventlog_runner = self  # noqa: SLF001 - what it is read from stays as long as the frame
                return found
            results = [pickle.loads(row["result"]) for row in found.collect()]  # noqa: S301 - packed by our workers
        if projection.key is None:
            return results[0] if results else projection.finish(projection.start)
        return dict(sorted((key, value) for one in results for key, value in one.items()))

    def _folded(self, sent: Parcel, projection: Mergeable, segments: Segments | Ranges) -> Any:
        """Fold each segment, or range, where it is read, and bring the states of each key together."""
        if isinstance(segments, Ranges):
            spread, folding = self._spread(segments.firsts()), _folding_ranges(sent, segments)
        else:
            held = names(segments)
            spread, folding = self._spread(range(len(held))), _folding(sent, str(segments.folder.absolute()), held)
        states = spread.mapInArrow(folding, "key STRING, state BINARY")
        return states.groupBy("key").applyInArrow(_finishing(sent), _result_shape(projection))

    def _spread(self, numbers: range) -> Any:
        """Numbers, each in a partition of its own."""
        frame = self._session.createDataFrame([(number,) for number in numbers], "number BIGINT")
        return frame.repartition(len(numbers), "number")

    def _log(self, segments: Segments | Ranges, folder: str) -> Any:
        """The log as a DataFrame; of a server its ranges are read once, and kept for the joins."""
        if isinstance(segments, Segments):
            for one in segments:
                if Segment.read(one.path).root != one.root:
                    raise other(one.path)
            return _read(self._session).parquet(*segments.files)
        place = str(Path(folder) / "log")
        spread = self._spread(segments.firsts())
        spread.mapInArrow(_reading(segments), _shape((*COLUMNS, UNREAD))).write.parquet(place)
        log = _read(self._session).parquet(place)
        if (held := log.count()) != segments.last:
            raise StoreError(f"the workers wrote {held} of {segments.last} entries where the driver reads: {_SEEN}")
        segments.check_whole()
        told_unread(sorted(row["position"] for row in log.where("unread").select("position").collect()))
        return log

    def _asked(self, sent: Parcel, projection: Mergeable, segments: Segments | Ranges) -> Any:
        """Bring to each part what bears on its questions, and ask there."""
        from pyspark.sql import functions as F  # noqa: N812 - as everybody calls it

        parts = self._parts or max(8, segments.last // _PER_PART)
        beside = segments.folder.absolute().parent if isinstance(segments, Segments) else None
        with file_errors(str(self._scratch or beside or tempfile.gettempdir())):
            folder = tempfile.mkdtemp(prefix=".passing-", dir=self._scratch or beside)
        # It stays until this runner is gone: results are worked out when they are asked for.
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        log = self._log(segments, folder)
        part = F.pmod(F.xxhash64("question"), F.lit(parts)).cast("long")
        own = log.where("question IS NOT NULL").select(part.alias("part"), F.col("position").alias("at"))
        every = log.where("everywhere").select(F.lit(EVERY).cast("long").alias("part"), F.col("position").alias("at"))
        seeds = _SparkPairs(own.union(every).distinct(), _Passing(self._session, Path(folder)))
        found = reach(seeds, _edges(log)).frame
        copies = found.where(F.col("part") == EVERY).select(
            F.explode(F.sequence(F.lit(0).cast("long"), F.lit(parts - 1).cast("long"))).alias("part"), "at"
        )
        pairs = found.where(F.col("part") != EVERY).union(copies).distinct()
        is_asked = (part == F.col("part")) & F.col("kind").startswith("claim-recorded/")
        rows = pairs.withColumnRenamed("at", "position").join(log, "position")
        rows = rows.select("part", *TOLD, F.when(is_asked, F.col("question")).alias("key"))
        lacking = self._lacking(segments, part)
        asking = _asking(sent, Of(segments.zone, segments.last), lacking)
        return rows.groupBy("part").applyInArrow(asking, _result_shape(projection))

    def _lacking(self, segments: Segments | Ranges, part: Any) -> dict[int, list[str]]:
        """The questions that redactions name, by the part to which each is dealt: they may have no claim left."""
        found_in = segments.redacted if isinstance(segments, Ranges) else questions_of(segments, redacted=True)
        named = [(question,) for question in found_in]
        if not named:
            return {}
        found: dict[int, list[str]] = {}
        for row in (
            self._session.createDataFrame(named, "question STRING").select("question", part.alias("part")).collect()
        ):
            found.setdefault(row["part"], []).append(row["question"])
        return found


def _read(session: Any) -> Any:
    """What reads files by their names as they are: a star or a bracket in one is no pattern."""
    return session.read.option("__globPaths__", "false")


class _Passing:
    """A folder for what passes from one join to the next: a plan that held all joins before would double with each."""

    def __init__(self, session: Any, folder: Path) -> None:
        self._session = session
        self._folder = folder
        self._count = 0

    def kept(self, frame: Any) -> tuple[Any, int]:
        """The frame, written and read back, and how many rows it has. Raises StoreError where rows got lost."""
        from pyspark.sql import Observation
        from pyspark.sql import functions as F  # noqa: N812 - as everybody calls it

        self._count += 1
        place = str(self._folder / f"{self._count}")
        seen = Observation(f"pairs-{self._folder.name}-{self._count}")
        frame.observe(seen, F.count(F.lit(1)).alias("rows")).write.parquet(place)
        back = _read(self._session).schema("part BIGINT, at BIGINT").parquet(place)
        rows: int = seen.get["rows"]
        if back.count() != rows:
            raise StoreError(f"the workers do not write where the driver reads, in {self._folder.parent}: {_SEEN}")
        return back, rows


class _SparkPairs:
    """A DataFrame with the columns part and at, each pair once."""

    def __init__(self, frame: Any, passing: _Passing, rows: int | None = None) -> None:
        self.frame = frame
        self._passing = passing
        self._rows = rows

    def along(self, edges: Any) -> Self:
        """Each part with what its positions lead to."""
        leads = edges.select(edges["from"].alias("at"), "to")
        return self._once(self.frame.join(leads, "at").select("part", "to").withColumnRenamed("to", "at"))

    def union(self, other: Self) -> Self:
        """The pairs of both."""
        return self._once(self.frame.union(other.frame))

    def minus(self, other: Self) -> Self:
        """The pairs that the other has not."""
        return self._once(self.frame.join(other.frame, ["part", "at"], "left_anti"))

    def kept(self) -> Self:
        """The same, read from files."""
        return type(self)(*self._passed())

    def _passed(self) -> tuple[Any, _Passing, int]:
        frame, rows = self._passing.kept(self.frame)
        return frame, self._passing, rows

    def some(self) -> bool:
        """Whether there is any."""
        return bool(self._rows)

    def _once(self, frame: Any) -> Self:
        return type(self)(frame.distinct(), self._passing)


def _edges(log: Any) -> Edges:
    from pyspark.sql import functions as F  # noqa: N812 - as everybody calls it

    def listed(frame: Any, column: str, *, back: bool = False) -> Any:
        here, there = ("to", "from") if back else ("from", "to")
        return frame.select(F.col("position").alias(here), F.explode(column).alias(there))

    told_in = log.where("nameless").select(F.col("position").alias("from"), F.col("report").alias("to"))
    return Edges(
        names=listed(log, "names"),
        about=listed(log, "about", back=True),
        decides=listed(log.where("decides"), "about", back=True),
        told_in=told_in,
        nameless_of=told_in.select(F.col("to").alias("from"), F.col("from").alias("to")),
        mentions=listed(log, "mentions"),
    )


def _opening(sent: Parcel) -> Any:
    def opens(batches: Iterator[Any]) -> Iterator[Any]:
        for batch in batches:
            sent.open()
            yield _batch({"ok": [True] * batch.num_rows})

    return opens


def _folding(sent: Parcel, folder: str, names: Sequence[tuple[str, str]]) -> Any:
    def folds(batches: Iterator[Any]) -> Iterator[Any]:
        for batch in batches:
            states = fold(sent, folder, [names[number] for number in batch["number"].to_pylist()])
            yield _batch({"key": list(states), "state": list(states.values())})

    return folds


def _folding_ranges(sent: Parcel, ranges: Ranges) -> Any:
    def folds(batches: Iterator[Any]) -> Iterator[Any]:
        for batch in batches:
            for first in batch["number"].to_pylist():
                states = folded(sent, ranges.entries(first))
                yield _batch({"key": list(states), "state": list(states.values())})

    return folds


def _reading(ranges: Ranges) -> Any:
    def reads(batches: Iterator[Any]) -> Iterator[Any]:
        for batch in batches:
            for first in batch["number"].to_pylist():
                for table in ranges.tables(first):
                    yield from table.to_batches()

    return reads


def _finishing(sent: Parcel) -> Any:
    def finishes(table: Any) -> Any:
        projection = sent.open()
        key = table["key"][0].as_py()
        return _result(projection, finished(projection, key, table["state"].to_pylist()), (key,))

    return finishes


def _asking(sent: Parcel, of: Of, lacking: dict[int, list[str]]) -> Any:
    def asks(table: Any) -> Any:
        projection = sent.open()
        more = lacking.get(table["part"][0].as_py(), [])
        keys = sorted({*table["key"].drop_null().unique().to_pylist(), *more})
        with patiently():
            return _result(projection, asked(projection, told_of(table.to_batches()), of, keys), keys)

    return asks


def _result(projection: Mergeable, result: Any, keys: Sequence[str]) -> Any:
    """Rows as a table, or another result, of these keys, as one cell."""
    pa = arrow()
    if not projection.columns:
        return pa.table({"result": pa.array([pickle.dumps(projection.checked(result, keys))], pa.binary())})
    return as_table(projection, result)


def _batch(columns: dict[str, list[Any]]) -> Any:
    return arrow().RecordBatch.from_pydict(columns)


def _result_shape(projection: Mergeable) -> str:
    return _shape(projection.columns) if projection.columns else "result BINARY"


def _shape(columns: Iterable[Column]) -> str:
    """Columns, as Spark writes types."""
    return ", ".join(map(_field, columns))


def _field(column: Column, sign: str = " ") -> str:
    return f"`{column.name}`{sign}{_type(column.kind)}"


def _type(kind: str | tuple[Column, ...]) -> str:
    if isinstance(kind, tuple):
        return f"ARRAY<STRUCT<{', '.join(_field(one, ': ') for one in kind)}>>"
    return _TYPES[kind]

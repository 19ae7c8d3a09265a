"""Arrow, Parquet, polars and pandas: the claims of all standings, by the schema of `eventlog.knowledge.rows`.

`Knowledge` is itself a stream of Arrow, so DuckDB, polars, pandas and pyarrow read it as it is; these are short ways
for those who want a table now. Nothing is turned into a float on the way: pandas gets Arrow's own types.
"""

from __future__ import annotations

import os
from typing import Any

from eventlog.claims.fields import check_type
from eventlog.errors import MissingExtra
from eventlog.files.outputs import beside
from eventlog.knowledge import Knowledge


def to_arrow(knowledge: Knowledge) -> Any:
    """A pyarrow.Table. Raises MissingExtra where pyarrow is not installed."""
    check_type(knowledge, Knowledge, "what is exported")
    try:
        import pyarrow as pa
    except ImportError:
        raise MissingExtra("arrow", "pyarrow", "Arrow tables") from None
    return pa.table(knowledge)


def to_polars(knowledge: Knowledge) -> Any:
    """A polars.DataFrame. Raises MissingExtra where polars or pyarrow is not installed."""
    check_type(knowledge, Knowledge, "what is exported")
    try:
        import polars as pl
    except ImportError:
        raise MissingExtra("polars", "polars", "polars frames") from None
    return pl.DataFrame(knowledge)


def to_pandas(knowledge: Knowledge) -> Any:
    """A pandas.DataFrame of Arrow's own types: an empty cell is <NA> and turns no column into floats.

    Raises MissingExtra where pandas or pyarrow is not installed.
    """
    check_type(knowledge, Knowledge, "what is exported")
    try:
        import pandas as pd
    except ImportError:
        raise MissingExtra("pandas", "pandas", "pandas frames") from None
    return to_arrow(knowledge).to_pandas(types_mapper=pd.ArrowDtype)


def to_parquet(knowledge: Knowledge, path: str | os.PathLike[str], *, replace: bool = False) -> None:
    """Write a Parquet file, standing by standing; the schema says what each column means and where the cut lies.

    The file is put in its place when it is whole, over one that is there only with `replace`, as `write` has it.
    Raises StoreError, MissingExtra where pyarrow is not installed.
    """
    check_type(knowledge, Knowledge, "what is exported")
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise MissingExtra("arrow", "pyarrow", "Parquet files") from None
    reader = pa.RecordBatchReader.from_stream(knowledge)
    with (
        beside(path, replace=replace) as place,
        pq.ParquetWriter(place.absolute(), reader.schema, compression="zstd") as out,
    ):
        for batch in reader:
            out.write_batch(batch)

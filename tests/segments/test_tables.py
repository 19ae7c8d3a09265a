"""Segments as tables of Iceberg, Delta Lake and DuckLake: equal rows, and no file is touched."""

from __future__ import annotations

from pathlib import Path

import pytest

import eventlog
from eventlog.errors import InvalidValue
from eventlog.segments import COLUMNS, Segments, write
from eventlog.segments.tables import delta, ducklake, iceberg
from segments_samples import bytes_and_times, corpus

pa = pytest.importorskip("pyarrow", reason="segments are Parquet files: pip install '.[lake]'")


@pytest.fixture
def lake(tmp_path):
    """The corpus and its segments."""
    with corpus() as log:
        write(log, tmp_path / "lake", size=200)
        yield log, tmp_path / "lake"


def rows(table):
    """What is compared of rows, whoever read them: all columns, in order of position."""
    found = table if isinstance(table, pa.Table) else pa.table(table)
    moments = found["recorded"].cast(pa.timestamp("us", tz="UTC")).cast(pa.int64()).to_pylist()
    dropped = found.drop_columns(["recorded"]).to_pylist()
    told = [{**row, "at": at} for row, at in zip(dropped, moments, strict=True)]
    return sorted(sorted((key, str(value)) for key, value in row.items()) for row in told)


def whole(segments):
    """All columns of all segments."""
    return segments.table([column.name for column in COLUMNS])


STEPS = ("first", "more", "nothing", "redacted")


def go_on(step, log, folder):
    """Bring the log and its segments a step further."""
    if step == "more":
        log.record(eventlog.Report(publisher="outlet:example", title="New", published="2024-11-01"))
    if step == "redacted":
        log.redact(250, reason="order 17", by="user:desk")
    write(log, folder)


@pytest.mark.filterwarnings("ignore")  # of the libraries of others
def test_iceberg_reads_them_in_place(lake, tmp_path) -> None:
    """By pyiceberg and polars, after each run of the writer; the root is in the snapshot."""
    catalogs = pytest.importorskip("pyiceberg.catalog.sql", reason="tables need pip install '.[lake]'")
    log, folder = lake
    catalog = catalogs.SqlCatalog("test", uri=f"sqlite:///{tmp_path}/catalog.db", warehouse=f"file://{tmp_path}/own")
    with pytest.raises(InvalidValue, match="give its namespace too"):
        iceberg(Segments(folder), catalog, "log")
    for step in STEPS:
        go_on(step, log, folder)
        before, segments = bytes_and_times(folder), Segments(folder)
        table = iceberg(segments, catalog, "newsroom.log")
        assert rows(table.scan().to_arrow()) == rows(whole(segments)), step
        summary = table.current_snapshot().summary.additional_properties
        assert (summary["eventlog.root"], summary["eventlog.last"]) == (segments.root, str(segments.last))
        assert bytes_and_times(folder) == before
    assert not list(Path(tmp_path, "own").rglob("*.parquet"))
    polars = pytest.importorskip("polars", reason="pip install '.[polars]'")
    assert rows(polars.scan_iceberg(catalog.load_table("newsroom.log")).collect().to_arrow()) == rows(whole(segments))


@pytest.mark.filterwarnings("ignore")
def test_delta_reads_them_in_place(lake) -> None:
    """By deltalake, polars and DuckDB; the root is in the commit."""
    pytest.importorskip("deltalake", reason="tables need pip install '.[lake]'")
    duckdb = pytest.importorskip("duckdb", reason="tables need pip install '.[lake]'")
    log, folder = lake
    for step in STEPS:
        go_on(step, log, folder)
        before, segments = bytes_and_times(folder), Segments(folder)
        table = delta(segments)
        found = pa.table(table.scan() if hasattr(table, "scan") else table.to_pyarrow_table())
        assert rows(found) == rows(whole(segments)), step
        assert table.history()[0]["eventlog.root"] == segments.root
        assert bytes_and_times(folder) == before
    polars = pytest.importorskip("polars", reason="pip install '.[polars]'")
    assert rows(polars.read_delta(str(folder)).to_arrow()) == rows(whole(segments))
    files = [str(folder / Path(one).name) for one in table.file_uris()]
    with duckdb.connect() as connection:
        read = connection.sql("SELECT * FROM read_parquet(?)", params=[files])
        assert rows(pa.table(read)) == rows(whole(segments))


@pytest.fixture
def attached(tmp_path):
    """A connection of DuckDB with a DuckLake, where the extension is at hand."""
    duckdb = pytest.importorskip("duckdb", reason="tables need pip install '.[lake]'")
    connection = duckdb.connect()
    try:
        package = pytest.importorskip("duckdb_extension_ducklake", reason="no package brings DuckLake's extension")
        extension = next(Path(package.__file__).parent.rglob(f"v{duckdb.__version__}/*.duckdb_extension"), "ducklake")
        connection.execute(f"LOAD '{extension}'")
    except duckdb.Error:
        pytest.skip("DuckDB has no extension ducklake here, and can't fetch it")
    connection.execute(f"ATTACH 'ducklake:{tmp_path}/catalog.ducklake' AS lake (DATA_PATH '{tmp_path}/own')")
    yield connection
    connection.close()


def test_ducklake_reads_them_in_place(lake, attached) -> None:
    """By DuckDB; the root is in the message of the snapshot."""
    log, folder = lake
    for step in STEPS:
        go_on(step, log, folder)
        before, segments = bytes_and_times(folder), Segments(folder)
        ducklake(segments, attached, "lake")
        assert rows(pa.table(attached.sql("FROM lake.log"))) == rows(whole(segments)), step
        message = attached.execute("SELECT commit_message FROM lake.snapshots() ORDER BY snapshot_id DESC").fetchone()
        assert segments.root in message[0]
        assert bytes_and_times(folder) == before

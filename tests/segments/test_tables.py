"""Segments as tables of Iceberg, Delta Lake and DuckLake: equal rows, and no file is touched."""

from __future__ import annotations

from pathlib import Path

import pytest

import eventlog
from eventlog.errors import Busy, InvalidValue, ReadOnly, StoreError
from eventlog.segments import COLUMNS, Segments, write
from eventlog.segments.segment import alone
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


@pytest.fixture
def catalog(tmp_path):
    """A catalog of pyiceberg."""
    catalogs = pytest.importorskip("pyiceberg.catalog.sql", reason="tables need pip install '.[lake]'")
    return catalogs.SqlCatalog("test", uri=f"sqlite:///{tmp_path}/catalog.db", warehouse=f"file://{tmp_path}/own")


@pytest.mark.filterwarnings("ignore")  # of the libraries of others
def test_iceberg_reads_them_in_place(lake, catalog, tmp_path) -> None:
    """By pyiceberg and polars, after each run of the writer; the root is in the snapshot."""
    log, folder = lake
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


KINDS = ("iceberg", "delta", "ducklake")


@pytest.fixture
def registered(request, tmp_path):
    """By the kind of a table: what registers segments as one of a name, and what reads it."""

    def of(kind):
        if kind == "iceberg":
            catalog = request.getfixturevalue("catalog")
            return (
                lambda some, name="log": iceberg(some, catalog, f"newsroom.{name}"),
                lambda name="log": catalog.load_table(f"newsroom.{name}").scan().to_arrow(),
            )
        if kind == "ducklake":
            connection = request.getfixturevalue("attached")
            return (
                lambda some, name="log": ducklake(some, connection, "lake", name),
                lambda name="log": pa.table(connection.sql(f'FROM lake.main."{name}"')),
            )
        deltalake = pytest.importorskip("deltalake", reason="tables need pip install '.[lake]'")
        return delta, lambda: pa.table(deltalake.DeltaTable(str(tmp_path / "lake")).to_pyarrow_table())

    return of


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", KINDS)
def test_what_the_folder_has_now_is_registered_once(lake, registered, kind) -> None:
    """Also by who opened the folder before, and at one time by one run alone, which would count rows twice."""
    register, read = registered(kind)
    log, folder = lake
    before = Segments(folder)
    go_on("redacted", log, folder)
    go_on("more", log, folder)
    register(before)
    with alone(folder), pytest.raises(Busy, match="another run writes or registers segments"):
        register(Segments(folder))
    register(Segments(folder))
    assert rows(read()) == rows(whole(Segments(folder)))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", KINDS)
def test_no_table_serves_what_was_redacted(lake, registered, kind) -> None:
    """Once segments were written after a redaction: not before it is registered, nor in what the table was before."""
    register, read = registered(kind)
    log, folder = lake
    words = next(one for one in log.store.entries(249, 250)).body
    register(Segments(folder))
    assert words in read()["body"].to_pylist()
    go_on("redacted", log, folder)
    with pytest.raises(Exception, match="000000000201-000000000400"):
        read()
    register(Segments(folder))
    assert words not in read()["body"].to_pylist()
    assert read().num_rows == len(log)
    assert not [path for path in folder.parent.rglob("*") if path.is_file() and words in path.read_bytes()]


def kept_of(what, read):
    """What a catalog holds of the cells of columns, as text, whether or not a file is in the table still."""
    if what == "iceberg":
        table = read.load_table("newsroom.log")
        return [
            str(end)
            for snapshot in table.snapshots()
            for manifest in snapshot.manifests(table.io)
            for entry in manifest.fetch_manifest_entry(table.io, discard_deleted=False)
            for ends in (entry.data_file.lower_bounds, entry.data_file.upper_bounds)
            for end in (ends or {}).values()
        ]
    return [
        str(cell)
        for name in ("ducklake_file_column_stats", "ducklake_table_column_stats")
        for row in pa.table(read.sql(f'FROM __ducklake_metadata_lake."{name}"')).to_pylist()
        for cell in row.values()
    ]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", ["iceberg", "ducklake"])
def test_no_catalog_keeps_the_id_of_what_was_redacted(lake, registered, request, kind) -> None:
    """A hash without a salt lets anybody confirm a guess; what stands in a file's statistics stays in a catalog."""
    register, _ = registered(kind)
    log, folder = lake
    register(Segments(folder))
    for ending in (max, min):
        gone = ending((one for one in log.entries() if one.id is not None), key=lambda one: str(one.id))
        id = str(gone.id)
        log.redact(gone.position, reason="order 17", by="user:desk")
        write(log, folder)
        register(Segments(folder))
        held = kept_of(kind, request.getfixturevalue("catalog" if kind == "iceberg" else "attached"))
        assert any("carpenter" in one for one in held), "the ends of questions stand there"
        assert not [one for one in held if id[:12] in one]


@pytest.mark.filterwarnings("ignore")
def test_tables_of_something_else_stay_as_they_are(lake, catalog, attached, tmp_path) -> None:
    """A table of the same name that is no log loses nothing and gets nothing."""
    deltalake = pytest.importorskip("deltalake", reason="tables need pip install '.[lake]'")
    log, folder = lake
    segments, own = Segments(folder), pa.table({"mine": [1, 2]})
    catalog.create_namespace("newsroom")
    catalog.create_table("newsroom.log", schema=own.schema).append(own)
    attached.execute("CREATE TABLE lake.main.log AS SELECT 1 AS mine")
    deltalake.write_deltalake(str(tmp_path / "mixed"), own)
    write(log, tmp_path / "mixed")
    for name, register in {
        "newsroom.log": lambda: iceberg(segments, catalog, "newsroom.log"),
        "lake.log": lambda: ducklake(segments, attached, "lake"),
        "mixed": lambda: delta(Segments(tmp_path / "mixed")),
    }.items():
        with pytest.raises(StoreError, match=f"{name} is a table of something else: give another name"):
            register()
    assert catalog.load_table("newsroom.log").scan().to_arrow() == own
    assert attached.execute("FROM lake.main.log").fetchall() == [(1,)]
    assert deltalake.DeltaTable(str(tmp_path / "mixed")).version() == 0


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", ["iceberg", "ducklake"])
def test_a_table_is_of_one_log(lake, registered, kind, tmp_path) -> None:
    """One of another log, of a copy beside it, and of a log that knows less: each is told, and the table stays."""
    register, read = registered(kind)
    log, folder = lake
    register(Segments(folder))
    wanted = rows(whole(Segments(folder)))
    with corpus() as other:
        write(other, tmp_path / "other")
    with pytest.raises(StoreError, match="log has the segments of another log: give another name"):
        register(Segments(tmp_path / "other"))
    write(log, tmp_path / "copy", size=150)
    with pytest.raises(StoreError, match=r"log has the segments in .*lake, which is there still: give another name"):
        register(Segments(tmp_path / "copy"))
    Segments(tmp_path / "copy").list[-1].path.unlink()
    with pytest.raises(StoreError, match=r"log has 558 entries and .* has 450: write the segments again"):
        register(Segments(tmp_path / "copy"))
    assert rows(read()) == wanted
    folder.rename(tmp_path / "moved")
    register(Segments(tmp_path / "moved"))
    assert rows(read()) == wanted


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", ["ün [a] {b} 日本", "100%25", "a=b q?#x"])
def test_a_folder_may_have_any_name(lake, catalog, attached, tmp_path, name) -> None:
    """Each kind of table finds its files, also when more are added; what else is in the folder is none of them."""
    deltalake = pytest.importorskip("deltalake", reason="tables need pip install '.[lake]'")
    log, _ = lake
    folder = tmp_path / name / "lake"
    write(log, folder, size=300)
    (folder / "beside").mkdir()
    (folder / "beside" / "other.parquet").write_bytes(b"PAR1")
    (folder / "notes.parquet").write_bytes(b"PAR1")
    for step in ("first", "more", "redacted"):
        go_on(step, log, folder)
        segments = Segments(folder)
        wanted = rows(whole(segments))
        assert rows(iceberg(segments, catalog, "newsroom.log").scan().to_arrow()) == wanted
        if set(name) & set("%?#"):
            with pytest.raises(
                InvalidValue, match=r"has a %, \? or # in its path, where deltalake finds nothing: rename"
            ):
                delta(segments)
            assert not (folder / "_delta_log").exists()
        else:
            delta(segments)
            assert rows(deltalake.DeltaTable(folder.absolute().as_uri()).to_pyarrow_table()) == wanted
        ducklake(segments, attached, "lake")
        assert rows(pa.table(attached.sql("FROM lake.log"))) == wanted


@pytest.mark.filterwarnings("ignore")
def test_a_registration_says_nothing_of_columns_without_statistics(lake, catalog, caplog) -> None:
    """It was a line for each such column of each ten thousand entries; a nightly run mails what is said on stderr."""
    iceberg(Segments(lake[1]), catalog, "newsroom.log")
    assert "statistics" not in caplog.text


@pytest.mark.filterwarnings("ignore")
def test_a_snapshot_names_a_root_only_where_all_is_in_it(lake, catalog) -> None:
    """Also the one between, in which what was redacted is out and nothing yet in its place."""
    log, folder = lake
    for step in ("first", "redacted"):
        go_on(step, log, folder)
        table = iceberg(Segments(folder), catalog, "newsroom.log")
    named = [one for one in table.snapshots() if one.summary["eventlog.root"]]
    assert [one.summary["eventlog.last"] for one in named] == ["558", "559"]
    assert table.scan(snapshot_id=named[-1].snapshot_id).to_arrow().num_rows == 559


def test_what_ducklake_cleans_up_is_not_in_the_table(lake, attached) -> None:
    """Its expired snapshots let go of the files that a redaction replaced, and of no other."""
    log, folder = lake
    for step in ("first", "redacted", "more"):
        go_on(step, log, folder)
        ducklake(Segments(folder), attached, "lake")
    kept = bytes_and_times(folder)
    attached.execute("CALL ducklake_expire_snapshots('lake', older_than => now())")
    cleaned = attached.execute("CALL ducklake_cleanup_old_files('lake', cleanup_all => true)").fetchall()
    assert [Path(one).name for (one,) in cleaned] == ["000000000201-000000000400.parquet"]
    assert bytes_and_times(folder) == kept
    assert attached.execute("SELECT count(*), count(body) FROM lake.log").fetchall() == [(len(log), len(log) - 1)]


def test_delta_needs_a_folder_that_it_may_write(lake, monkeypatch) -> None:
    """Its log lies there."""
    pytest.importorskip("deltalake", reason="tables need pip install '.[lake]'")
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(ReadOnly, match="can't be written by this user, and Delta Lake keeps its own log in there"):
        delta(Segments(lake[1]))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", KINDS)
def test_a_folder_of_two_names_is_one(lake, registered, kind, tmp_path, monkeypatch) -> None:
    """By a link, from where one stands, and by its whole path: each file is in the table once."""
    register, read = registered(kind)
    log, folder = lake
    (tmp_path / "link").symlink_to(folder)
    monkeypatch.chdir(tmp_path)
    for name in ("link", "lake", folder):
        register(Segments(name))
        assert rows(read()) == rows(whole(Segments(folder)))
    go_on("redacted", log, "link")
    register(Segments("link"))
    assert rows(read()) == rows(whole(Segments(folder)))


def test_a_ducklake_may_use_another_schema(lake, attached) -> None:
    """The table stands in main, whatever the connection uses and has of the same name elsewhere."""
    _, folder = lake
    attached.execute("CREATE SCHEMA lake.other; CREATE TABLE lake.other.log AS SELECT 1 AS mine; USE lake.other")
    for _ in range(2):
        ducklake(Segments(folder), attached, "lake")
    assert attached.execute("SELECT count(*) FROM lake.main.log").fetchall() == [(558,)]
    with pytest.raises(InvalidValue, match="the name of a table"):
        ducklake(Segments(folder), attached, "lake", None)

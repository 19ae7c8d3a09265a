"""Segments as tables of others: registered where they lie, and not a byte of them copied or written again.

    iceberg     a table of Apache Iceberg, in a catalog of pyiceberg
    delta       a table of Delta Lake, whose log lies in a folder beside the files
    ducklake    a table of DuckLake, in a catalog of DuckDB

Each registers what is in the folder now and not in the table yet, and takes out what is not there any more (a redaction
writes a segment anew under another name), so it is called after each run of `write`. One run registers at a time, and
none while segments are written: two that added the same file would have each row counted twice. The root of the log
and its last position stand in the properties of the snapshot: a reader of the table can have them checked, and a table
of something else, or of another log, gets nothing added and loses nothing.

Tables are for reading: what these programs offer to compact or to clean would write the files anew, or remove them.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

from eventlog.claims.fields import check_type
from eventlog.clock import Clock
from eventlog.errors import InvalidValue, MissingExtra, ReadOnly, StoreError, shown
from eventlog.proof import Frontier, leaf_hash, record
from eventlog.segments.folder import Segments
from eventlog.segments.schema import COLUMNS, PREFIX, schema
from eventlog.segments.segment import alone

__all__ = ["delta", "ducklake", "iceberg"]

_ROOT, _LAST = f"{PREFIX}root", f"{PREFIX}last"


def properties(segments: Segments) -> dict[str, str]:
    """What stands in the properties of a snapshot."""
    return {_ROOT: segments.root, _LAST: str(segments.last)}


@contextmanager
def _registering(segments: Segments) -> Iterator[Segments]:
    """The segments as the folder has them now, while nobody else writes or registers there. Raises Busy.

    They are known by where they really lie: by two names of one folder a file would be in a table twice.
    """
    check_type(segments, Segments, "what is registered")
    with alone(segments.folder):
        yield Segments(Path(os.path.realpath(segments.folder)))


def _check_columns(table: str, columns: Collection[str]) -> None:
    """Raises StoreError for a table of something else."""
    if set(columns) != {column.name for column in COLUMNS}:
        raise StoreError(f"{table} is a table of something else: give another name")


def _check_log(segments: Segments, table: str, told: Any, held: Collection[str]) -> None:
    """Raises StoreError for a table of another log, or of another folder that is there still.

    `told`: what its last snapshot says of the log. `held`: the paths of its files.
    """
    try:
        root, last = str(told[_ROOT]), int(told[_LAST])
    except (KeyError, TypeError, ValueError):
        raise StoreError(f"{table} is no table of segments, for no root stands in it: give another name") from None
    if last > segments.last:
        raise StoreError(
            f"{table} has {last} entries and {segments.folder} has {segments.last}: write the segments again, or give "
            "another name"
        )
    if _root_at(segments, last) != root:
        raise StoreError(f"{table} has the segments of another log: give another name")
    for folder in sorted({Path(path).parent for path in held} - {segments.folder.absolute()}):
        if folder.exists():
            raise StoreError(f"{table} has the segments in {folder}, which is there still: give another name")


def _root_at(segments: Segments, last: int) -> str:
    """The root of the log when it had so many entries."""
    frontier = Frontier()
    for one in segments:
        if one.last <= last:
            frontier = one.frontier
            continue
        for batch in segments.batches(one, ("position", "recorded", "commit", "kind")):
            cells = [batch[0], batch[1].cast("int64"), batch[2], batch[3]]
            rows = zip(*(cell.to_pylist() for cell in cells), strict=True)
            frontier = frontier.extend(leaf_hash(record(*row)) for row in rows if row[0] <= last)
        break
    return frontier.root().hex()


def iceberg(segments: Segments, catalog: Any, name: str) -> Any:
    """Register segments as a table of a pyiceberg catalog ("newsroom.log"), made where there is none; returns it.

    Raises StoreError where the table is of something else or of another log, Busy where another run is at work in the
    folder, and MissingExtra where pyiceberg is not installed.
    """
    try:
        from pyiceberg.exceptions import NoSuchTableError
    except ImportError:
        raise MissingExtra("lake", "pyiceberg", "Tables of Iceberg") from None
    if not isinstance(name, str) or "." not in name.strip("."):
        raise InvalidValue(f"{shown(name)} names no table of a catalog: give its namespace too, such as newsroom.log")
    with _registering(segments) as now:
        try:
            table = catalog.load_table(name)
        except NoSuchTableError:
            catalog.create_namespace_if_not_exists(name.rpartition(".")[0])
            table = catalog.create_table(name, schema=schema())
        held = {_path(one.file.file_path): one.file for one in table.scan().plan_files()}
        _check_columns(name, [field.name for field in table.schema().fields])
        if held:
            summaries = [one.summary for one in table.snapshots() if one.summary is not None and one.summary[_ROOT]]
            _check_log(now, name, summaries[-1] if summaries else None, held)
        new = [path for path in now.files if path not in held]
        gone = [file for path, file in held.items() if path not in now.files]
        if not new and not gone:
            return table
        told = properties(now)
        with table.transaction() as changing:
            if gone:  # the snapshot between lacks rows, so it names no root
                with changing.update_snapshot(snapshot_properties={} if new else told).overwrite() as taking_out:
                    for file in gone:
                        taking_out.delete_data_file(file)
            if new:
                with _without_statistics():
                    changing.add_files(new, snapshot_properties=told)
        return table.refresh()


@contextmanager
def _without_statistics() -> Iterator[None]:
    """pyiceberg warns of each column without statistics, of each row group of each file; some have none by intent."""
    logger = logging.getLogger("pyiceberg.io.pyarrow")

    def needed(record: logging.LogRecord) -> bool:
        return "statistics missing" not in str(record.msg)

    logger.addFilter(needed)
    try:
        yield
    finally:
        logger.removeFilter(needed)


def delta(segments: Segments) -> Any:
    """Register segments as a table of Delta Lake in their own folder; returns the deltalake.DeltaTable.

    Raises StoreError where the folder is a table of something else, InvalidValue where deltalake finds nothing in a
    folder of its name, Busy where another run is at work in it, and MissingExtra where deltalake is not installed.
    """
    try:
        import deltalake
        from deltalake.transaction import AddAction, RemoveAction, create_table_with_add_actions
    except ImportError:
        raise MissingExtra("lake", "deltalake", "Tables of Delta Lake") from None

    def adding(some: Segments, held: Collection[str] = ()) -> list[Any]:
        found = []
        for one in some:
            if one.path.name not in held:
                about = one.path.stat()
                ends = {"minValues": {"position": one.first}, "maxValues": {"position": one.last}}
                told = json.dumps({"numRecords": len(one), **ends})
                found.append(AddAction(one.path.name, about.st_size, {}, about.st_mtime_ns // 1_000_000, True, told))
        return found

    check_type(segments, Segments, "what is registered")
    if set(str(segments.folder.absolute())) & set("%?#"):
        raise InvalidValue(f"{segments.folder} has a %, ? or # in its path, where deltalake finds nothing: rename it")
    if not os.access(segments.folder, os.W_OK):
        raise ReadOnly(f"{segments.folder} can't be written by this user, and Delta Lake keeps its own log in there")
    with _registering(segments) as now:
        told = deltalake.CommitProperties(custom_metadata=properties(now))
        folder = now.folder.absolute().as_uri()
        if not deltalake.DeltaTable.is_deltatable(folder):
            shape = deltalake.Schema.from_arrow(schema())
            create_table_with_add_actions(folder, shape, adding(now), name="log", commit_properties=told)
            return deltalake.DeltaTable(folder)
        table = deltalake.DeltaTable(folder)
        held = {Path(_path(one)).name for one in table.file_uris()}
        commit = next((one for one in table.history() if _ROOT in one), None)
        _check_columns(str(now.folder), [field.name for field in table.schema().fields])
        _check_log(now, str(now.folder), commit, ())
        wanted, at = {one.path.name for one in now}, Clock().now() // 1_000
        changes = adding(now, held)
        changes += [RemoveAction(path=name, data_change=True, deletion_timestamp=at) for name in sorted(held - wanted)]
        if changes:
            table.create_write_transaction(changes, "append", table.schema(), commit_properties=told)
            table.update_incremental()
        return table


def ducklake(segments: Segments, connection: Any, catalog: str, name: str = "log") -> None:
    """Register segments as a table of a DuckLake that is attached to a connection of DuckDB under the name `catalog`,
    in its schema main.

    Root and last position stand in the message of the snapshot, and in the comment of the table. Raises StoreError
    where the table is of something else or of another log, Busy where another run is at work in the folder, and what
    DuckDB raises.
    """
    check_type(catalog, str, "the name of a DuckLake")
    check_type(name, str, "the name of a table")
    table = f"{_quoted(catalog)}.main.{_quoted(name)}"
    where = [catalog, name]
    with _registering(segments) as now:
        comment = connection.execute(
            "SELECT comment FROM duckdb_tables() WHERE database_name = ? AND schema_name = 'main' AND table_name = ?",
            where,
        ).fetchone()
        held: set[str] = set()
        if comment is not None:
            columns = [row[0] for row in connection.execute(f"DESCRIBE {table}").fetchall()]
            _check_columns(f"{catalog}.{name}", columns)
            listed = connection.execute("FROM ducklake_list_files(?, ?, schema => 'main')", where).fetchall()
            held = {str(row[0]) for row in listed}
            _check_log(now, f"{catalog}.{name}", _read(comment[0]), held)
        new, gone = [path for path in now.files if path not in held], held - set(now.files)
        if gone:
            _let_go(connection, catalog, name, gone)
        if not new and not gone:
            return
        message = json.dumps(properties(now))
        with _changing(connection):
            if comment is None:
                connection.execute(
                    f"CREATE TABLE {table} AS FROM read_parquet(?, hive_partitioning => false) LIMIT 0", [now.files[0]]
                )
            for path in new:
                connection.execute(
                    "CALL ducklake_add_data_files(?, ?, ?, schema => 'main', hive_partitioning => false)",
                    [*where, path],
                )
            connection.execute(f"COMMENT ON TABLE {table} IS {_text(message)}")
            connection.execute(f"CALL {_quoted(catalog)}.set_commit_message('eventlog', ?)", [message])


def _let_go(connection: Any, catalog: str, name: str, gone: Collection[str]) -> None:
    """Have files that are not there any more end with the current snapshot: in the next one they are not in the table.

    What DuckLake itself offers reads a file whose rows it deletes, which is gone; and were the table made anew, all
    files of the one before would be removed when its snapshots expire, those that the new one has among them. Its
    catalog is an open format, in which this is one cell a file (its specification, `ducklake_data_file`). To DuckDB
    it is a database of its own, and a transaction writes to one: should the next snapshot fail, a later one lets go of
    them.
    """
    catalogued = _quoted(f"__ducklake_metadata_{catalog}")
    for path in sorted(gone):
        connection.execute(
            f"""
            UPDATE {catalogued}.ducklake_data_file
            SET end_snapshot = (SELECT id + 1 FROM ducklake_current_snapshot(?))
            WHERE end_snapshot IS NULL AND ends_with(?, path) AND table_id IN (
                SELECT table_id FROM {catalogued}.ducklake_table AS held JOIN {catalogued}.ducklake_schema AS named
                USING (schema_id) WHERE held.table_name = ? AND held.end_snapshot IS NULL AND named.schema_name = 'main'
            )
            """,  # noqa: S608 - the name of the catalog is quoted
            [catalog, path, name],
        )


@contextmanager
def _changing(connection: Any) -> Iterator[None]:
    """A transaction of DuckDB, taken back where anything is raised."""
    connection.execute("BEGIN")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _read(comment: object) -> Any:
    """What the comment of a table says, where it is ours."""
    try:
        return json.loads(str(comment))
    except ValueError:
        return None


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _path(uri: str) -> str:
    """The path of a file that is named by a URI or by a path."""
    return unquote(urlparse(uri).path) if uri.startswith("file:") else uri

"""Segments as tables of others: registered where they lie, and not a byte of them copied or written again.

    iceberg     a table of Apache Iceberg, in a catalog of pyiceberg
    delta       a table of Delta Lake, whose log lies in a folder beside the files
    ducklake    a table of DuckLake, in a catalog of DuckDB

Each registers what is not in the table yet, and takes out what is not there any more (a redaction writes a segment anew
under another name), so it is called after each run of `write`. The root of the log and its last position stand in the
properties of the snapshot: a reader of the table can have them checked.

Tables are for reading: what these programs offer to compact or to clean would write the files anew, or remove them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

from eventlog.claims.fields import check_type
from eventlog.clock import Clock
from eventlog.errors import InvalidValue, MissingExtra, shown
from eventlog.segments.folder import Segments
from eventlog.segments.schema import PREFIX, schema

__all__ = ["delta", "ducklake", "iceberg"]


def properties(segments: Segments) -> dict[str, str]:
    """What stands in the properties of a snapshot."""
    return {f"{PREFIX}root": segments.root, f"{PREFIX}last": str(segments.last)}


def iceberg(segments: Segments, catalog: Any, name: str) -> Any:
    """Register segments as a table of a pyiceberg catalog ("newsroom.log"), made where there is none; returns it.

    Raises MissingExtra where pyiceberg is not installed.
    """
    check_type(segments, Segments, "what is registered")
    try:
        from pyiceberg.exceptions import NoSuchTableError
    except ImportError:
        raise MissingExtra("lake", "pyiceberg", "Tables of Iceberg") from None
    if not isinstance(name, str) or "." not in name.strip("."):
        raise InvalidValue(f"{shown(name)} names no table of a catalog: give its namespace too, such as newsroom.log")
    try:
        table = catalog.load_table(name)
    except NoSuchTableError:
        catalog.create_namespace_if_not_exists(name.rpartition(".")[0])
        table = catalog.create_table(name, schema=schema())
    held = {_path(one.file.file_path): one.file for one in table.scan().plan_files()}
    new = [path for path in segments.files if path not in held]
    gone = [file for path, file in held.items() if path not in segments.files]
    if not new and not gone:
        return table
    told = properties(segments)
    with table.transaction() as changing:
        if gone:
            with changing.update_snapshot(snapshot_properties=told).overwrite() as taking_out:
                for file in gone:
                    taking_out.delete_data_file(file)
        if new:
            changing.add_files(new, snapshot_properties=told)
    return table.refresh()


def delta(segments: Segments) -> Any:
    """Register segments as a table of Delta Lake in their own folder; returns the deltalake.DeltaTable.

    Raises MissingExtra where deltalake is not installed.
    """
    check_type(segments, Segments, "what is registered")
    try:
        import deltalake
        from deltalake.transaction import AddAction, RemoveAction
    except ImportError:
        raise MissingExtra("lake", "deltalake", "Tables of Delta Lake") from None
    told = deltalake.CommitProperties(custom_metadata=properties(segments))
    folder = str(segments.folder.absolute())
    if not deltalake.DeltaTable.is_deltatable(folder):
        deltalake.convert_to_deltalake(folder, name="log", commit_properties=told)
    table = deltalake.DeltaTable(folder)
    held = {Path(_path(one)).name for one in table.file_uris()}
    changes: list[Any] = []
    for one in segments:
        if one.path.name not in held:
            about = one.path.stat()
            rows = json.dumps({"numRecords": len(one)})
            changes.append(AddAction(one.path.name, about.st_size, {}, about.st_mtime_ns // 1_000_000, True, rows))
    wanted = {one.path.name for one in segments}
    now = Clock().now() // 1_000
    changes += [RemoveAction(path=name, data_change=True, deletion_timestamp=now) for name in sorted(held - wanted)]
    if changes:
        table.create_write_transaction(changes, "append", table.schema(), commit_properties=told)
        table.update_incremental()
    return table


def ducklake(segments: Segments, connection: Any, catalog: str, name: str = "log") -> None:
    """Register segments as a table of a DuckLake that is attached to a connection of DuckDB under the name `catalog`.

    What was redacted is taken out by making the table anew: DuckLake keeps its earlier snapshots, of files that are
    gone, until they are expired. Root and last position stand in the message of the snapshot. Raises what DuckDB
    raises.
    """
    check_type(segments, Segments, "what is registered")
    table = f"{_quoted(catalog)}.{_quoted(name)}"
    with _changing(connection):
        is_there = connection.execute(
            "SELECT count(*) FROM duckdb_tables() WHERE database_name = ? AND table_name = ?", [catalog, name]
        ).fetchone()[0]
        held: set[str] = set()
        if is_there:
            listed = connection.execute("FROM ducklake_list_files(?, ?)", [catalog, name]).fetchall()
            held = {str(row[0]) for row in listed}
        if not held <= set(segments.files):
            connection.execute(f"DROP TABLE {table}")
            is_there, held = 0, set()
        if not is_there:
            connection.execute(f"CREATE TABLE {table} AS FROM read_parquet(?) LIMIT 0", [segments.files[0]])
        for path in segments.files:
            if path not in held:
                connection.execute("CALL ducklake_add_data_files(?, ?, ?)", [catalog, name, path])
        message = json.dumps(properties(segments))
        connection.execute(f"CALL {_quoted(catalog)}.set_commit_message('eventlog', ?)", [message])


class _changing:  # noqa: N801 - reads as a word
    """A transaction of DuckDB, taken back where anything is raised."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.execute("BEGIN")

    def __exit__(self, kind: object, *_: object) -> None:
        self._connection.execute("COMMIT" if kind is None else "ROLLBACK")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _path(uri: str) -> str:
    """The path of a file that is named by a URI or by a path."""
    return unquote(urlparse(uri).path) if uri.startswith("file:") else uri

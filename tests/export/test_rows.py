"""Arrow, Parquet, CSV and JSONL: the same rows, whoever reads them."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventlog
from eventlog import export, times
from eventlog.errors import MissingExtra
from eventlog.export.spreadsheet import guarded, plain
from eventlog.knowledge.rows import COLUMNS, rows
from export_readers import reader
from export_samples import DIGITS, HOSTILE, corpus, hostile, marked

NAMES = [column.name for column in COLUMNS]
PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "exports.md"

logs = pytest.mark.parametrize(
    ("log", "date"), [(corpus, "2024-10-25"), (hostile, "2031-06-25")], ids=["corpus", "hostile"]
)


def expected(knowledge: eventlog.Knowledge) -> list[dict]:
    """The rows as plain values."""
    return [dict(zip(NAMES, map(_plain, row), strict=True)) for row in rows(knowledge)]


def _plain(value):
    return list(value) if isinstance(value, tuple) else value


def _micros(rows_read: list[dict]) -> list[dict]:
    """Rows that a reader gave, with moments as microseconds again."""
    moments = {column.name for column in COLUMNS if column.kind == "moment"}
    return [
        {name: times.to_micros(one) if name in moments and one is not None else one for name, one in row.items()}
        for row in rows_read
    ]


@logs
def test_a_parquet_file_opens_in_duckdb_polars_and_pandas_with_the_same_rows(log, date, tmp_path: Path) -> None:
    """What was known is what each of them reads, cell by cell."""
    reader("pyarrow")
    knowledge = log().as_of(date)
    path = tmp_path / "known.parquet"
    export.to_parquet(knowledge, path)
    wanted = expected(knowledge)
    assert _micros(reader("pyarrow.parquet").read_table(path).to_pylist()) == wanted
    assert _micros(reader("polars").read_parquet(path).to_dicts()) == wanted
    table = reader("duckdb").sql(f"select * from '{path}'")  # noqa: S608 - a file of our own
    assert table.columns == NAMES
    assert _micros([dict(zip(NAMES, row, strict=True)) for row in table.fetchall()]) == wanted
    pandas = reader("pandas")
    frame = pandas.read_parquet(path, dtype_backend="pyarrow")
    assert list(frame.columns) == NAMES
    assert len(frame) == len(wanted)
    assert [None if one is pandas.NA else one for one in frame["title"]] == [row["title"] for row in wanted]
    assert list(tmp_path.iterdir()) == [path]


@logs
def test_knowledge_is_a_stream_of_arrow(log, date) -> None:
    """polars, DuckDB, pandas and pyarrow take knowledge as it is, without a file between."""
    pyarrow = reader("pyarrow")
    knowledge = log().as_of(date)
    wanted = expected(knowledge)
    assert _micros(pyarrow.table(knowledge).to_pylist()) == wanted
    assert _micros(export.to_polars(knowledge).to_dicts() if reader("polars") else []) == wanted
    assert reader("duckdb").sql("select count(*) from knowledge").fetchall() == [(len(wanted),)]
    frame = export.to_pandas(knowledge) if reader("pandas") else None
    assert len(frame) == len(wanted)
    assert not [dtype for dtype in frame.dtypes if "float" in str(dtype) or "double" in str(dtype)]


def test_a_schema_that_is_asked_for_is_heeded_or_refused() -> None:
    """The PyCapsule interface lets the reader say which schema it wants."""
    pyarrow = reader("pyarrow")
    knowledge = corpus().as_of("2024-06-27")
    schema = pyarrow.table(knowledge).schema
    wished = schema.set(0, schema.field(0).with_type(pyarrow.large_string()))
    capsule = knowledge.__arrow_c_stream__(wished.__arrow_c_schema__())
    assert pyarrow.RecordBatchReader._import_from_c_capsule(capsule).read_all().num_rows > 0


def test_no_number_is_a_float_on_its_way() -> None:
    """Every digit of a report's number is there, and DuckDB adds up decimals."""
    log, _ = marked()
    duckdb, knowledge = reader("duckdb"), log.as_of("2031-07-31")
    assert reader("pyarrow").table(knowledge).column("low").to_pylist()[1] == DIGITS
    total = duckdb.sql("select sum(low::DECIMAL(38, 2)) from knowledge where low is not null").fetchall()[0][0]
    assert total == 2 * Decimal(DIGITS)


def test_a_schema_says_what_its_columns_mean_and_where_the_cut_lies(tmp_path: Path) -> None:
    """A Parquet file explains itself, and so does the page."""
    reader("pyarrow")
    knowledge = corpus().as_of("2024-06-27")
    export.to_parquet(knowledge, tmp_path / "known.parquet")
    schema = reader("pyarrow.parquet").read_schema(tmp_path / "known.parquet")
    assert schema.metadata[b"schema"] == b"knowledge-claims/5"
    assert schema.metadata[b"reading"].decode() == str(knowledge.cut)
    assert all(schema.field(column.name).metadata[b"comment"].decode() == column.says for column in COLUMNS)
    told = re.findall(r"^\| `(\w+)` \| [^|]+ \| (.+) \|$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert told == [(column.name, column.says) for column in COLUMNS]


def test_without_pyarrow_there_is_one_clear_sentence() -> None:
    """What is missing, and how to get it."""
    code = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "import eventlog\n"
        "try:\n    eventlog.open(':memory:').as_of('2024-06-27').__arrow_c_stream__()\n"
        "except eventlog.errors.MissingExtra as error:\n    print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == (
        "Arrow tables need pyarrow, which is not installed: in a clone, pip install '.[arrow]'"
    )
    assert issubclass(MissingExtra, ImportError)


@logs
def test_csv_says_what_the_rows_say(log, date, tmp_path: Path) -> None:
    """The csv module and DuckDB read it back; without guards it is the rows, cell by cell."""
    knowledge = log().as_of(date)
    path = tmp_path / "known.csv"
    export.write(path, export.to_csv(knowledge))
    with path.open(encoding="utf-8", newline="") as lines:
        read = list(csv.DictReader(lines, strict=True))
    assert [_uncelled(row) for row in read] == expected_texts(knowledge)
    table = reader("duckdb").read_csv(
        str(path), all_varchar=True, header=True, delimiter=",", quotechar='"', escapechar='"'
    )
    assert table.columns == NAMES
    assert len(table.fetchall()) == len(read)


def _uncelled(row: dict[str, str]) -> dict[str, str]:
    return {name: plain(cell) for name, cell in row.items()}


def expected_texts(knowledge: eventlog.Knowledge) -> list[dict[str, str]]:
    """The rows as the page says that CSV writes them."""
    found = []
    for row in expected(knowledge):
        texts = {}
        for column in COLUMNS:
            value = row[column.name]
            if column.kind == "moment" and value is not None:
                value = times.instant_text(value)
            if isinstance(value, list):
                value = json.loads(json.dumps(value))
            texts[column.name] = value
        found.append(texts)
    return [{name: _text(value) for name, value in row.items()} for row in found]


def _text(value) -> str:
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def test_no_cell_of_csv_is_a_formula() -> None:
    """Whatever a spreadsheet would work out begins with an apostrophe."""
    lines = csv.reader(io.StringIO("".join(export.to_csv(hostile().as_of("2031-06-25"))), newline=""))
    cells = [cell for row in lines for cell in row]
    assert [cell for cell in cells if re.match(r"\s*[=+@\uff1d\uff0b\uff20]|\s*-(?![0-9.]+$)|[\t\r\n]", cell)] == []
    assert "'=cmd|' /C calc'!A0" in cells
    assert "''tis" in cells


@given(st.text())
def test_the_guard_of_a_cell_comes_off(text: str) -> None:
    """plain(guarded(x)) == x."""
    assert plain(guarded(text)) == text


@logs
def test_jsonl_says_what_the_rows_say(log, date) -> None:
    """Each line is an object with every column, and no letter in it breaks a line."""
    knowledge = log().as_of(date)
    text = "".join(export.to_jsonl(knowledge))
    read = [json.loads(line) for line in text.splitlines()]
    moments = {column.name for column in COLUMNS if column.kind == "moment"}
    for row in read:
        for name in moments & {name for name, one in row.items() if one is not None}:
            row[name] = times.instant(row[name])
    assert read == expected(knowledge)
    assert text.isprintable() or text.replace("\n", "").isprintable()


def test_hostile_words_arrive_as_they_were() -> None:
    """Nothing is cut, mended or worked out on the way."""
    knowledge = hostile().as_of("2031-06-25")
    read = [json.loads(line) for line in export.to_jsonl(knowledge)]
    assert sorted(row["title"] for row in read) == sorted(HOSTILE)


def test_a_question_of_which_nothing_stands_has_its_row() -> None:
    """None is left out silently."""
    log, _ = marked()
    read = [json.loads(line) for line in export.to_jsonl(log.as_of("2031-07-31"))]
    gone = [row for row in read if row["question"] == "mark.gone"]
    assert [(row["status"], row["claim"]) for row in gone] == [("retracted", None)]


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """What was there before stays when an export breaks off."""
    path = tmp_path / "known.csv"
    path.write_text("before")
    log = corpus()
    pieces = export.to_csv(log.as_of("2024-10-25"))
    next(pieces)
    log.close()
    with pytest.raises(eventlog.LogClosed):
        export.write(path, pieces, replace=True)
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_what_nobody_said_may_go_stays(tmp_path: Path) -> None:
    """A file only with replace, a log and a key never; a new file has the permissions that the process gives."""
    path, key, held = tmp_path / "a.csv", tmp_path / "s.key", tmp_path / "log.db"
    with eventlog.open(held):
        pass
    key.write_text("PRIVATE+KEY+example+secret\n")
    export.write(path, "one")
    (tmp_path / "plain").touch()
    assert path.stat().st_mode == (tmp_path / "plain").stat().st_mode
    with pytest.raises(eventlog.StoreError, match="replace=True"):
        export.write(path, "two")
    assert path.read_text() == "one"
    export.write(path, "two", replace=True)
    assert path.read_text() == "two"
    for never in (key, held, tmp_path / "log.db-wal", tmp_path):
        stood = never.read_bytes() if never.is_file() else b""
        with pytest.raises(eventlog.StoreError):
            export.write(never, "three", replace=True)
        assert (never.read_bytes() if never.is_file() else b"") == stood

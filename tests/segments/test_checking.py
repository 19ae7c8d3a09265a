"""Whatever is changed in a segment is found, and told with the file and the entry."""

from __future__ import annotations

import shutil

import pytest

import eventlog
from command_line import program
from eventlog.errors import StoreError
from eventlog.segments import Segments, check, write
from segments_samples import ENTRIES, corpus

pa = pytest.importorskip("pyarrow", reason="segments are Parquet files: pip install '.[lake]'")
pq = pytest.importorskip("pyarrow.parquet")


@pytest.fixture(scope="module")
def sealed(tmp_path_factory):
    """The corpus as a log and as three segments."""
    folder = tmp_path_factory.mktemp("sealed")
    with corpus() as log:
        write(log, folder, size=200)
        yield log, folder


@pytest.fixture
def lake(sealed, tmp_path):
    """The log, and a copy of its segments to damage."""
    log, folder = sealed
    shutil.copytree(folder, tmp_path / "lake")
    return log, tmp_path / "lake"


def changed(path, column, at, value):
    """The file with one cell changed, under the same metadata."""
    table = pq.read_table(path)
    cells = table[column].to_pylist()
    cells[at] = value
    place = table.schema.get_field_index(column)
    made = table.set_column(place, table.schema.field(column), pa.array(cells, table.schema.field(column).type))
    metadata = {key: value for key, value in pq.read_metadata(path).metadata.items() if key.startswith(b"eventlog.")}
    pq.write_table(made.replace_schema_metadata(metadata), path)


PROVED = {
    "body": b'{"claim":1}',
    "salt": b"x" * 32,
    "commit": b"x" * 32,
    "kind": "report-recorded/1",
    "position": 77,
}


@pytest.mark.parametrize("column", PROVED)
def test_a_changed_cell_that_is_proved_is_found_without_the_log(lake, column) -> None:
    """Body, salt, commit, kind and position are under the root."""
    _, folder = lake
    path = Segments(folder).list[1].path
    changed(path, column, 30, PROVED[column])
    found = check(Segments(folder))
    assert not found
    assert str(path) in found.faults[0]


@pytest.mark.parametrize(("column", "value"), [("question", "another"), ("names", [1]), ("everywhere", True)])
def test_a_changed_cell_that_is_derived_is_found_beside_the_log(lake, column, value) -> None:
    """What says again what the body says is made anew from the log and compared."""
    log, folder = lake
    path = Segments(folder).list[2].path
    changed(path, column, 5, value)
    found = check(Segments(folder), log)
    assert [one for one in found.faults if f"entry 406 is not what the log holds: {column}" in one]


def test_a_file_that_is_cut_off_is_named(lake) -> None:
    """At its end, in its middle, or empty: a sentence with the file, and what to do."""
    log, folder = lake
    path = Segments(folder).list[2].path
    octets = path.read_bytes()
    for kept in (len(octets) - 1, len(octets) // 2, 0):
        path.write_bytes(octets[:kept])
        with pytest.raises(StoreError, match="can't be read as a segment, for it is cut off or damaged: remove it"):
            Segments(folder)
        with pytest.raises(StoreError, match="cut off or damaged"):
            write(log, folder)
    path.unlink()
    assert len(write(log, folder, size=200).new) == 1
    assert check(Segments(folder), log)


def test_damage_within_a_file_is_a_fault(lake) -> None:
    """Bytes that were overwritten are told by the check, which raises nothing."""
    log, folder = lake
    path = Segments(folder).list[1].path
    octets = bytearray(path.read_bytes())
    octets[100:4000] = bytes(3900)
    path.write_bytes(octets)
    found = check(Segments(folder), log)
    assert found.faults
    assert str(path) in found.faults[0]


def test_a_gap_and_two_logs_are_refused(lake, tmp_path) -> None:
    """A missing file, one of another log, and one under another name."""
    _, folder = lake
    _, second, third = (one.path for one in Segments(folder))
    second.rename(tmp_path / "away")
    with pytest.raises(StoreError, match="begins at 401, where 201 is wanted: a segment before it is missing"):
        Segments(folder)
    with corpus() as other:
        write(other, tmp_path / "other", size=200)
    shutil.copy(Segments(tmp_path / "other").list[1].path, second)
    with pytest.raises(StoreError, match="is of another log than the segments before it"):
        Segments(folder)
    third.rename(folder / "000000000201-000000000400.parquet")
    with pytest.raises(StoreError, match="holds another range than its name says"):
        Segments(folder)
    pq.write_table(pa.table({"a": [1]}), second)
    with pytest.raises(StoreError, match="is no segment of the format"):
        Segments(folder)


def test_the_command_writes_and_checks(tmp_path) -> None:
    """New, nothing new, the log, and not the log, with exit codes."""
    log, folder = str(tmp_path / "news.db"), str(tmp_path / "lake")
    program("import", "examples/corpus", "--log", log)
    made = program("segments", folder, "--log", log)
    assert [(one["what"], one["first"], one["last"]) for one in made.objects] == [("new", 1, ENTRIES)]
    assert program("segments", folder, "--log", log).objects == []
    sound = program("segments", folder, "--check", "--log", log)
    assert (sound.code, sound.objects[0]["ok"], sound.objects[0]["later"]) == (0, True, 0)
    other = str(tmp_path / "other.db")
    program("import", "examples/corpus", "--log", other)
    wrong = program("segments", folder, "--check", "--log", other, "-f", "table")
    assert wrong.code == 1
    assert "NOT the log" in wrong.out
    refused = program("segments", folder, "--log", other)
    assert (refused.code != 0, "give another folder" in refused.err) == (True, True)


def test_what_can_not_be_read_is_told(tmp_path) -> None:
    """The positions of entries that nobody here can read stand in the file."""
    with eventlog.open(":memory:") as log:
        log.record(eventlog.Report(publisher="outlet:example", title="One", published="2024-11-01"))
        from eventlog.stores import NewEntry

        with log.store.writing() as writing:
            writing.append([NewEntry("claim-recorded/99", b"{}", "claim:x", ())], writing.head.recorded + 1)
        write(log, tmp_path)
        assert Segments(tmp_path).unread == (2,)

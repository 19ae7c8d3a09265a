"""Whatever is changed in a segment is found, and told with the file and the entry."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import pytest

import eventlog
from command_line import program
from eventlog.errors import StoreError
from eventlog.segments import COLUMNS, Segments, check, write
from segments_samples import ENTRIES, bytes_and_times, corpus

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


def made_otherwise(path, table=lambda table: table, **metadata):
    """The file with another table, and some of its metadata changed."""
    told = {key: value for key, value in pq.read_metadata(path).metadata.items() if key.startswith(b"eventlog.")}
    told |= {f"eventlog.{key}".encode(): value.encode() for key, value in metadata.items()}
    pq.write_table(table(pq.read_table(path)).replace_schema_metadata(told), path)


def changed(path, column, at, value):
    """The file with one cell changed, under the same metadata."""

    def with_cell(table):
        cells = table[column].to_pylist()
        cells[at] = value
        place = table.schema.get_field_index(column)
        return table.set_column(place, table.schema.field(column), pa.array(cells, table.schema.field(column).type))

    made_otherwise(path, with_cell)


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


@pytest.mark.parametrize("column", [one.name for one in COLUMNS])
def test_a_file_without_a_column_is_refused(lake, column) -> None:
    """As one that an older program wrote may be: nothing is answered from what is left."""
    log, folder = lake
    path = Segments(folder).list[1].path
    made_otherwise(path, lambda table: table.drop_columns([column]))
    for reading in (Segments, lambda folder: write(log, folder)):
        with pytest.raises(StoreError, match=f"{path.name} has no column {column}, .* write the segments again"):
            reading(folder)


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        ("position", pa.int32()),
        ("recorded", pa.int64()),
        ("body", pa.string()),
        ("recorded", pa.timestamp("ms", "UTC")),
    ],
)
def test_a_column_of_another_type_is_refused(lake, column, kind) -> None:
    """Also where its cells say the same."""
    _, folder = lake
    path = Segments(folder).list[1].path

    def cast(table):
        return table.set_column(table.schema.get_field_index(column), column, table[column].cast(kind, safe=False))

    made_otherwise(path, cast)
    with pytest.raises(StoreError, match=f"{path.name} holds .* in the column {column}"):
        Segments(folder)


@pytest.mark.parametrize("number", [0, 2])
def test_a_segment_of_another_version_of_the_format_is_told(lake, number) -> None:
    """With both versions."""
    log, folder = lake
    made_otherwise(Segments(folder).list[1].path, format=f"eventlog-segment/{number}")
    told = f"is of the format eventlog-segment/{number}, and this program reads eventlog-segment/1: write into another"
    for reading in (Segments, lambda folder: write(log, folder)):
        with pytest.raises(StoreError, match=told):
            reading(folder)


REFUSED = {"frontier": "00", "unread": '["a"]', "root": "00" * 32, "first": "one", "gone": "x"}


@pytest.mark.parametrize("key", REFUSED)
def test_metadata_that_contradict_themselves_are_refused(lake, key) -> None:
    """Root and frontier are of one tree, and numbers are numbers; the file is named."""
    _, folder = lake
    path = Segments(folder).list[2].path
    made_otherwise(path, **{key: REFUSED[key]})
    with pytest.raises(StoreError, match=f"{path.name} can't be read as a segment"):
        Segments(folder)


@pytest.mark.parametrize("metadata", [{"recorded": "0"}, {"recorded": str(10**20)}, {"range_root": "00" * 32}])
def test_metadata_that_the_entries_contradict_are_found(lake, metadata) -> None:
    """What is asked of the metadata, such as the moment of the last entry, is compared with the entries."""
    _, folder = lake
    path = Segments(folder).list[2].path
    made_otherwise(path, **metadata)
    found = check(Segments(folder))
    assert [one for one in found.faults if str(path) in one]


def test_positions_of_what_can_be_read_are_found_beside_the_log(lake) -> None:
    """A file that says of an entry that it could not be read warns of every answer."""
    log, folder = lake
    path = Segments(folder).list[1].path
    made_otherwise(path, unread="[300]")
    assert check(Segments(folder))
    assert [one for one in check(Segments(folder), log).faults if "could not be read" in one and str(path) in one]


def test_each_fault_names_its_file(lake) -> None:
    """Also where what is hashed refuses a cell."""
    _, folder = lake
    path = Segments(folder).list[1].path
    changed(path, "kind", 30, None)
    assert [str(path) in one for one in check(Segments(folder)).faults] == [True]


def test_segments_of_another_log_are_told_in_one_line(lake) -> None:
    """However many there are."""
    _, folder = lake
    with corpus() as other:
        assert [one.count("it is of another log") for one in check(Segments(folder), other).faults] == [1]


def test_words_that_the_log_redacted_are_told(lake) -> None:
    """Until the next run has taken them out."""
    with corpus() as log:
        folder = lake[1].parent / "own"
        write(log, folder)
        log.redact(250, reason="order 17", by="user:desk")
        (fault,) = check(Segments(folder), log).faults
        assert "has the body of entry 250, which the log has no more: write the segments again" in fault
        write(log, folder)
        assert check(Segments(folder), log)


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


@pytest.mark.parametrize("size", [200, 70, 1_000])
@pytest.mark.parametrize("lost", [[0], [1], [0, 1], [1, 2], [0, 1, 2]])
def test_a_damaged_file_is_removed_and_written_again(lake, lost, size) -> None:
    """As the sentence on it says, whichever it was: what is there stays, and what is missing is written."""
    log, folder = lake
    paths = [one.path for one in Segments(folder)]
    for at in lost:
        paths[at].unlink()
    kept = bytes_and_times(folder)
    wrote = write(log, folder, size=size)
    assert sum(len(one) for one in wrote.new) == sum(len(range(at * 200, min(at * 200 + 200, ENTRIES))) for at in lost)
    assert check(Segments(folder), log)
    assert Segments(folder).last == ENTRIES
    assert {name: one for name, one in bytes_and_times(folder).items() if name in kept} == kept


def test_a_gap_is_filled_from_the_same_log_alone(lake) -> None:
    """Another one of the same length gets nothing in."""
    _, folder = lake
    Segments(folder).list[1].path.unlink()
    kept = bytes_and_times(folder)
    with corpus() as other, pytest.raises(StoreError, match="give another folder"):
        write(other, folder)
    assert bytes_and_times(folder) == kept


def test_a_range_in_two_files_is_told(lake, tmp_path) -> None:
    """It is no gap."""
    log, folder = lake
    write(log, tmp_path / "other", size=150)
    shutil.copy(Segments(tmp_path / "other").list[0].path, folder)
    with pytest.raises(StoreError, match="begins at 1, which another file holds too, up to 150: remove one of them"):
        Segments(folder)


def test_a_file_is_replaced_by_one_that_can_be_read_alone(lake) -> None:
    """What a redaction is said to have replaced stays until the new file was opened; any other name is a stranger's."""
    log, folder = lake
    path = Segments(folder).list[0].path
    (folder / f"{path.stem}-r0.parquet").write_bytes(path.read_bytes())
    assert Segments(folder).list[0].path == path
    newer = folder / f"{path.stem}-r5.parquet"
    newer.write_bytes(b"PAR1")
    with pytest.raises(StoreError, match="cut off or damaged: remove it"):
        write(log, folder)
    assert path.exists()
    newer.unlink()
    assert check(Segments(folder), log)


def test_what_the_file_system_refuses_is_no_damage(lake, monkeypatch) -> None:
    """A file that this user may not read is not told to be removed, nor is a folder an error of the system."""
    _, folder = lake
    path = Segments(folder).list[1].path

    def refusing(*_, **__):
        raise PermissionError(errno.EACCES, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(pq, "read_metadata", refusing)
        with pytest.raises(StoreError, match=r"\.parquet can't be read by this user: change the permissions"):
            Segments(folder)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "iterdir", refusing)
        with pytest.raises(StoreError, match="lake can't be read by this user: change the permissions"):
            Segments(folder)
    assert path.exists()


def test_what_is_no_folder_is_told(lake, tmp_path) -> None:
    """A file, and a link to nowhere."""
    log, _ = lake
    (tmp_path / "file").write_text("x")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for name in ("file", "link"):
        with pytest.raises(StoreError, match=f"{name} is no folder: name one for the segments"):
            write(log, tmp_path / name)
        with pytest.raises(StoreError, match=f"{name} is no folder: name the one that the segments are in"):
            Segments(tmp_path / name)


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
    with pytest.raises(StoreError, match="lacks the entries 201 to 400, for a segment is missing: write them again"):
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


def test_a_log_without_entries_needs_no_segments(tmp_path):
    """Nothing is written of it, so nothing is asked for that could be written."""
    eventlog.open(tmp_path / "empty.db").close()
    log = ("--log", str(tmp_path / "empty.db"))
    assert program("segments", str(tmp_path / "lake"), *log).code == 0
    done = program("segments", str(tmp_path / "lake"), "--check", *log)
    assert (done.code, "the log has no entries" in done.err) == (2, True)

"""Segments that were damaged, taken away or mixed up are told; none gives another answer."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest

import eventlog
from eventlog.errors import StoreError
from eventlog.mergeable import diff, standings, statuses, timelines
from eventlog.runners import Loop, Processes, digest
from eventlog.segments import Segments, check, write
from eventlog.segments.folder import TOLD
from segments_samples import DAYS, corpus

pytest.importorskip("pyarrow", reason="segments are Parquet files: pip install '.[lake]'")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The corpus in three files."""
    folder = tmp_path_factory.mktemp("lake")
    with corpus() as log:
        write(log, folder, size=200)
    return folder


def asked(segments):
    """The digest of what stands."""
    return digest(Loop().run(statuses(segments.as_of(DAYS[1])), segments))


@pytest.mark.parametrize("seed", range(40))
def test_a_flipped_bit_is_told_or_changes_nothing(whole, tmp_path, seed) -> None:
    """Wherever in a file it is: each page has a checksum."""
    chance = Random(seed)
    folder = tmp_path / "lake"
    shutil.copytree(whole, folder)
    path = chance.choice(sorted(folder.glob("*.parquet")))
    octets = bytearray(path.read_bytes())
    octets[chance.randrange(len(octets))] ^= 1 << chance.randrange(8)
    path.write_bytes(octets)
    try:
        found = asked(Segments(folder))
    except StoreError:
        return
    assert found == asked(Segments(whole))


def test_a_file_that_a_redaction_replaced_is_told(tmp_path) -> None:
    """Who opened the folder before opens it again."""
    with corpus() as log:
        write(log, tmp_path, size=200)
        before = Segments(tmp_path)
        log.redact(250, reason="order 17", by="user:desk")
        write(log, tmp_path, size=200)
    with pytest.raises(StoreError, match=r"is not there any more: .* open the folder again"):
        asked(before)
    asked(Segments(tmp_path))


def test_files_that_were_swapped_or_cut_short_are_told(whole, tmp_path) -> None:
    """With the name of the file, and what to do."""
    folder = tmp_path / "lake"
    shutil.copytree(whole, folder)
    first, second, _ = sorted(folder.glob("*.parquet"))
    one, other = first.read_bytes(), second.read_bytes()
    first.write_bytes(other)
    with pytest.raises(StoreError, match="holds another range than its name says"):
        Segments(folder)
    first.write_bytes(one[:-20])
    with pytest.raises(StoreError, match="is cut off or damaged"):
        Segments(folder)
    first.write_bytes(b"")
    with pytest.raises(StoreError, match="is cut off or damaged"):
        Segments(folder)


HASHED = ("position", "recorded", "kind", "commit")
FILLED = (*HASHED, "names", "mentions", "about", "decides", "nameless", "everywhere")


@pytest.mark.parametrize("column", FILLED)
def test_an_empty_cell_that_every_entry_fills_is_told(whole, tmp_path, column) -> None:
    """Also where the file is sound as Parquet: whoever reads the column is told which one, in which file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder = tmp_path / "lake"
    shutil.copytree(whole, folder)
    path = sorted(folder.glob("*.parquet"))[1]
    table = pq.read_table(path)
    cells = table[column].to_pylist()
    cells[7] = None
    at = table.schema.get_field_index(column)
    emptied = table.set_column(at, table.schema.field(at), pa.array(cells, table.schema.field(at).type))
    pq.write_table(emptied.replace_schema_metadata(pq.read_metadata(path).metadata), path)
    segments = Segments(folder)
    sentence = f"{path} has an empty cell in the column {column}, which every entry fills"
    with pytest.raises(StoreError, match=sentence):
        segments.table([column])
    with pytest.raises(StoreError, match=sentence):
        list(segments.rows(segments.list[1]))
    if column in HASHED:
        assert any(sentence in fault for fault in check(segments).faults)
    if column in TOLD:
        with pytest.raises(StoreError, match=sentence):
            asked(segments)


def test_a_folder_with_a_colon_in_its_name_is_a_folder(tmp_path, monkeypatch) -> None:
    """A relative name such as outlet:post/lake is no address of another file system."""
    monkeypatch.chdir(tmp_path)
    with eventlog.open(":memory:") as log:
        log.record(eventlog.Report(publisher="outlet:post", title="Morning", published="2031-03-01"))
        write(log, "outlet:post/lake")
    assert [entry.position for entry in Segments("outlet:post/lake").entries()] == [1]


def test_a_log_without_a_question_has_no_answers(tmp_path) -> None:
    """By a loop and by an executor: tables without a row, with their columns."""
    with eventlog.open(":memory:") as log:
        log.record(eventlog.Report(publisher="outlet:post", title="Morning", published="2031-03-01"))
        write(log, tmp_path)
    segments = Segments(tmp_path)
    cut = segments.as_of("2031-04-01")
    with ThreadPoolExecutor(2) as threads:
        for projection in (statuses(cut), statuses(cut, cut), standings(cut), timelines(cut), diff(cut, cut)):
            looped, dealt = Loop().run(projection, segments), Processes(threads).run(projection, segments)
            assert (looped.num_rows, looped.schema) == (0, dealt.schema)
            assert dealt.num_rows == 0


def test_a_folder_for_what_passes_that_is_not_there_is_told(whole, tmp_path) -> None:
    """As any other file that can't be written."""
    segments = Segments(whole)
    with ThreadPoolExecutor(1) as threads, pytest.raises(StoreError, match="can't be written, for it is not there"):
        Processes(threads, scratch=tmp_path / "nowhere").run(statuses(segments.as_of(DAYS[0])), segments)


def test_a_folder_is_the_one_that_was_opened_wherever_the_process_goes(tmp_path, monkeypatch) -> None:
    """A relative name is that of the place where it was given; another folder of that name is another one."""
    monkeypatch.chdir(tmp_path)
    with corpus() as log:
        write(log, "lake", size=100)
    held = Segments("lake")
    before = held.knowledge(DAYS[1]).basis
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    with eventlog.open(":memory:") as other:
        other.record(eventlog.Report(publisher="outlet:x", title="x", published="2024-01-01"))
        write(other, "lake", size=100)
    assert held.knowledge(DAYS[1]).basis == before

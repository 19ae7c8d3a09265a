"""Segments are the log: written once, added to and never changed, and read back without it."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventlog
from eventlog.errors import Busy, InvalidValue, StoreError
from eventlog.files.moving import passing_name
from eventlog.proof import root_of
from eventlog.segments import COLUMNS, Segments, check, write
from eventlog.stores import MemoryStore
from eventlog.testing.events import stories
from knowledge_strategies import share
from segments_samples import DAYS, ENTRIES, bytes_and_times, corpus

pytest.importorskip("pyarrow", reason="segments are Parquet files: pip install '.[lake]'")


@share(4)
@given(st.lists(stories(max_reports=2), min_size=1, max_size=3), st.integers(1, 9))
def test_what_is_written_is_the_log(tmp_path_factory, told, size) -> None:
    """Any log, written after each batch into files of any size, is read back byte for byte and proves itself."""
    folder = tmp_path_factory.mktemp("segments")
    with eventlog.open(":memory:", zone="Asia/Seoul") as log:
        for story in told:
            try:
                log.record(*story)
            except eventlog.EventLogError:
                continue
            write(log, folder, size=size)
        if not len(log):
            return
        segments = Segments(folder)
        assert list(segments.contents()) == [one[:4] for one in log.store.entries(0, len(log))]
        assert list(segments.entries()) == list(log.entries())
        assert (segments.zone, segments.last, segments.root) == ("Asia/Seoul", len(log), log.head.root.hex())
        assert all(len(one) <= size for one in segments)
        found = check(segments, log)
        assert found
        assert (found.entries, found.compared, found.root) == (len(log), len(log), segments.root)


def test_each_range_has_a_root_of_its_own(tmp_path) -> None:
    """The root of the range alone, of the log before it and at its end stand in the file, with statistics."""
    import pyarrow.parquet as pq

    with corpus() as log:
        write(log, tmp_path, size=200)
        leaves = [one.leaf for one in log.store.entries(0, len(log))]
    for one in Segments(tmp_path):
        assert one.range_root == root_of(leaves[one.first - 1 : one.last]).hex()
        assert one.before == root_of(leaves[: one.first - 1]).hex()
        assert one.root == root_of(leaves[: one.last]).hex()
        group = pq.read_metadata(one.path).row_group(0)
        said = {group.column(at).path_in_schema: group.column(at).statistics for at in range(group.num_columns)}
        assert (said["position"].min, said["position"].max) == (one.first, one.last)
        assert said["body"] is None
    assert pq.read_schema(Segments(tmp_path).files[0]).names == [column.name for column in COLUMNS]


def test_a_second_run_writes_only_what_is_new(tmp_path) -> None:
    """Files that are there keep their bytes and times; a run with nothing new does nothing."""
    with corpus() as log:
        first = write(log, tmp_path, size=250)
        before = bytes_and_times(tmp_path)
        assert str(first) == f"3 new, {ENTRIES} entries in all"
        assert str(write(log, tmp_path, size=7)) == f"0 new, {ENTRIES} entries in all"
        log.record(eventlog.Report(publisher="outlet:example", title="New", published="2024-11-01"))
        second = write(log, tmp_path)
        assert [(one.first, one.last) for one in second.new] == [(ENTRIES + 1, ENTRIES + 1)]
        after = bytes_and_times(tmp_path)
        assert {name: after[name] for name in before} == before
        assert len(after) == len(before) + 1


def test_answers_are_those_of_the_log(tmp_path) -> None:
    """Knowledge of the segments alone, at a day or up to a moment of recording."""
    with corpus() as log:
        cut = log.entries().__next__().recorded_at
        log.record(eventlog.Report(publisher="outlet:example", title="New", published="2024-11-01"))
        write(log, tmp_path, size=100)
        segments = Segments(tmp_path)
        for day in DAYS:
            assert segments.knowledge(day).statuses() == log.as_of(day).statuses()
        assert segments.as_of(recorded=cut).position == log.as_of(recorded=cut).cut.position == ENTRIES
        assert segments.as_of(recorded="1970-01-01").position == 0


def test_a_redaction_writes_anew_what_it_touches(tmp_path) -> None:
    """The body is in no file any more, the roots are the same, other files are untouched, and it is told."""
    with corpus() as log:
        write(log, tmp_path, size=100)
        before = bytes_and_times(tmp_path)
        roots = [one.root for one in Segments(tmp_path)]
        gone = next(one for one in log.store.entries(200, 300) if one.kind == "claim-recorded/1")
        log.redact(gone.position, reason="order 17", by="user:desk")
        wrote = write(log, tmp_path)
        assert [one.path.name for one in wrote.rewritten] == ["000000000201-000000000300-r1.parquet"]
        assert str(wrote) == f"1 new, {ENTRIES + 1} entries in all; 1 written anew without what was redacted"
        after = bytes_and_times(tmp_path)
        assert set(before) - set(after) == {"000000000201-000000000300.parquet"}
        assert {name: one for name, one in after.items() if name in before} == {
            name: one for name, one in before.items() if name in after
        }
        segments = Segments(tmp_path)
        assert [one.root for one in segments][: len(roots)] == roots
        assert {at: body for at, _, _, body in segments.contents()}[gone.position] is None
        assert segments.id_at(gone.position) is None
        assert check(segments, log)
        assert segments.knowledge(DAYS[1]).statuses() == log.as_of(DAYS[1]).statuses()
        assert not write(log, tmp_path).rewritten


def test_a_copy_without_some_entries_has_segments_too(tmp_path) -> None:
    """What is left out of a copy has no body there, and is told as missing and not as a fault."""
    with corpus() as log:
        log.copy(tmp_path / "copy.db", without=[200])
    with eventlog.open(tmp_path / "copy.db", read_only=True) as copy:
        left_out = copy.store.withheld()
        write(copy, tmp_path / "lake", size=150)
        segments = Segments(tmp_path / "lake")
        found = check(segments, copy)
        assert found
        assert found.missing == len(left_out) > 0
        known = copy.as_of(DAYS[1])
        assert segments.knowledge(DAYS[1]).statuses() == known.statuses()
        assert segments.reader().withheld(1_000) == list(left_out)


def test_an_empty_log_and_one_entry(tmp_path) -> None:
    """Of nothing nothing is written, and reading it says what to do; one entry is one file."""
    with eventlog.open(":memory:") as log:
        assert str(write(log, tmp_path / "lake")) == "0 new, 0 entries in all"
        with pytest.raises(StoreError, match="holds no segments: write them with `eventlog segments"):
            Segments(tmp_path / "lake")
        log.record(eventlog.Report(publisher="outlet:example", title="One", published="2024-11-01"))
        write(log, tmp_path / "lake")
        assert [one.title for one in (one.event.report for one in Segments(tmp_path / "lake").entries())] == ["One"]
        assert check(Segments(tmp_path / "lake"), log)


def test_segments_of_another_log_get_nothing_added(tmp_path) -> None:
    """Not of a shorter log, of one of the same length, nor of a longer one: the folder stays as it was."""
    with corpus() as log:
        write(log, tmp_path)
    before = bytes_and_times(tmp_path)
    for extra in (-1, 0, 1):
        with eventlog.open(":memory:") as other:
            for number in range(ENTRIES + extra):
                other.record(eventlog.Report(publisher="outlet:example", title=str(number), published="2024-11-01"))
            with pytest.raises(StoreError, match="give another folder"):
                write(other, tmp_path)
            assert not check(Segments(tmp_path), other)
    assert bytes_and_times(tmp_path) == before


def test_only_one_run_writes_in_a_folder(tmp_path) -> None:
    """A second one is told to wait, and a size or a folder that can't be is refused."""
    with corpus() as log:
        held = os.open(tmp_path, os.O_RDONLY)
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(Busy, match="another run writes or registers segments"):
            write(log, tmp_path)
        os.close(held)
        with pytest.raises(InvalidValue, match="the entries of a segment"):
            write(log, tmp_path, size=0)
        (tmp_path / "file").write_text("x")
        with pytest.raises(StoreError, match="file is no folder: name one for the segments"):
            write(log, tmp_path / "file")


def test_a_redaction_in_the_middle_of_a_run_is_heeded(tmp_path, monkeypatch) -> None:
    """What is erased while segments are written is in none of them at the end."""
    with corpus() as log:
        done = []

        def redact(position, _):
            if not done:
                done.append(position)
                log.redact(20, reason="order 17", by="user:desk")

        write(log, tmp_path, size=100, progress=redact)
        segments = Segments(tmp_path)
        assert {at: body for at, _, _, body in segments.contents()}[20] is None
        assert check(segments, log)
        assert segments.last == ENTRIES + 1


def test_a_run_that_is_broken_off_leaves_whole_segments(tmp_path) -> None:
    """Ctrl-C in the middle: no half of a file stays, and the next run goes on from there."""
    with corpus() as log:

        def interrupt(position, _):
            if position >= 200:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            write(log, tmp_path, size=100, progress=interrupt)
        assert sorted(one.name for one in tmp_path.iterdir()) == [
            "000000000001-000000000100.parquet",
            "000000000101-000000000200.parquet",
        ]
        assert len(write(log, tmp_path, size=100).new) == 4
        assert check(Segments(tmp_path), log)


def test_an_interrupted_file_is_gone(tmp_path, monkeypatch) -> None:
    """Ctrl-C while a file is written: it is not there, and what a killed run left is removed by the next."""
    with corpus() as log:
        calls = iter(range(1, 1_000))
        entries = MemoryStore.entries

        def breaking(self, after, upto):
            for one in entries(self, after, upto):
                if upto - after == 100 and next(calls) == 250:
                    raise KeyboardInterrupt
                yield one

        monkeypatch.setattr(MemoryStore, "entries", breaking)
        with pytest.raises(KeyboardInterrupt):
            write(log, tmp_path, size=100)
        assert {one.suffix for one in tmp_path.iterdir()} == {".parquet"}
        assert not [one for one in tmp_path.iterdir() if one.name.startswith(".")]
        monkeypatch.undo()
        half = Path(passing_name(str(tmp_path / "000000000201-000000000300.parquet")))
        half.write_bytes(b"PAR1")
        write(log, tmp_path, size=100)
        assert not half.exists()
        assert check(Segments(tmp_path), log)


def test_what_others_keep_in_the_folder_stays(tmp_path) -> None:
    """Files of other programs, however they are called, and folders: none is touched, and none is in the way."""
    names = (
        "notes.txt",
        "mine.parquet",
        ".000000000001-000000000100.parquet.crc",
        ".mine.parquet.gz",
        ".mine.parquet.0123456789ab.new",
        "000000000001-000000000100-r0.parquet",
        "000000000001-000000000100.parquet.bak",
    )
    for name in names:
        (tmp_path / name).write_bytes(b"mine")
    (tmp_path / ".000000000001-000000000100.parquet.0123456789ab.new").mkdir()
    with corpus() as log:
        write(log, tmp_path, size=100)
        write(log, tmp_path)
        assert check(Segments(tmp_path), log)
    assert [(tmp_path / name).read_bytes() for name in names] == [b"mine"] * len(names)


def test_a_folder_of_a_copy_is_not_taken_for_that_of_the_log(tmp_path) -> None:
    """It lacks as many bodies as the log, and others: what the log redacted would stay in it."""
    with corpus() as log:
        claims = [one.position for one in log.entries() if isinstance(one.event, eventlog.ClaimRecorded)]
        log.copy(tmp_path / "copy.db", without=[claims[3]])
        with eventlog.open(tmp_path / "copy.db", read_only=True) as copy:
            write(copy, tmp_path / "lake")
        for redacted in (False, True):
            if redacted:
                log.redact(claims[20], reason="order 17", by="user:desk")
            with pytest.raises(
                StoreError, match=f"has no body of entry {claims[3]}, which this log has: it was written"
            ):
                write(log, tmp_path / "lake")
        for one in Segments(tmp_path / "lake"):
            one.path.unlink()
        write(log, tmp_path / "lake")
        assert check(Segments(tmp_path / "lake"), log)

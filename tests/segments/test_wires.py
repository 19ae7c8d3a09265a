"""The invented log of the large measurements is a log: what it writes by hand is what the library makes of it."""

from __future__ import annotations

import sys

import pytest

from eventlog.events import ClaimRecorded, Linked, Retracted
from eventlog.segments import check
from segments_samples import wire_service

pq = pytest.importorskip("pyarrow.parquet", reason="segments are Parquet files: pip install '.[lake]'")


def test_each_column_and_body_is_what_the_library_makes(tmp_path) -> None:
    """Bodies, ids, edges, hashes and roots; of claims, links and withdrawals."""
    segments = wire_service(tmp_path, 4_000, files=3)
    assert sys.modules["wires"].checked(segments) == segments.last
    assert check(segments)
    kinds = {type(entry.event) for entry in segments.entries()}
    assert kinds >= {ClaimRecorded, Linked, Retracted}


def test_another_column_is_noticed(tmp_path) -> None:
    """As the check of the measurements would notice one that is wrong."""
    segments = wire_service(tmp_path, 400, files=1)
    (one,) = segments.list
    table = pq.read_table(one.path)
    at = table.schema.get_field_index("question")
    wrong = table["question"].to_pylist()
    wrong[1] = "topic0.another"
    told = pq.read_metadata(one.path).metadata  # without it, the file would be no segment at all
    changed = table.set_column(at, table.schema.field(at), [wrong]).replace_schema_metadata(told)
    pq.write_table(changed, one.path)
    with pytest.raises(AssertionError):
        sys.modules["wires"].checked(segments)

"""The cases of bitemporal.json hold: from the literature on bitemporal data, and from other systems' own tests."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import eventlog
from conformance_bitemporal import Registry, expected
from eventlog.claims import Question

CASES = json.loads((Path(__file__).parent / "data" / "bitemporal.json").read_text("utf-8"))["cases"]
QUERIES = {query["id"]: (case, query) for case in CASES for query in case["queries"]}

OF_TIMES = {"allen", "intersect", "civil_date", "edtf_strict"}
"""Kinds that ask nothing of a log: tests/times/test_bitemporal_cases.py runs them."""

OF_THE_LOG = {"append_rejected", "append_clock_behind"}
"""Kinds that record: the two tests at the end run them."""

LEFT_OUT: dict[str, str] = {}
"""Queries that do not apply, each with the reason in one sentence."""


def _asked() -> list[str]:
    return [
        id for id, (_, query) in QUERIES.items() if query["kind"] not in OF_TIMES | OF_THE_LOG and id not in LEFT_OUT
    ]


@pytest.mark.parametrize("id", _asked())
def test_the_query_is_answered_as_its_source_says(id: str) -> None:
    """What the case expects of a query is what the library answers."""
    case, query = QUERIES[id]
    registry = Registry(case, unknown_ends=query.get("policy") == "latest_valid_start_wins")
    assert registry.ask(query) == expected(registry, query), query.get("note", case["title"])


def test_all_queries_are_asked() -> None:
    """Nothing is left out but what the table names."""
    kinds = {query["kind"] for _, query in QUERIES.values()}
    elsewhere = {id for id, (_, query) in QUERIES.items() if query["kind"] in OF_TIMES | OF_THE_LOG}
    assert (len(CASES), len(QUERIES)) == (24, 119)
    assert set(QUERIES) - set(_asked()) - elsewhere == set(LEFT_OUT)
    assert kinds >= OF_TIMES | OF_THE_LOG


def test_no_recorded_time_can_be_given() -> None:
    """An op dated before the last one can't be appended: `recorded` belongs to the log alone, and can't be set."""
    _, query = QUERIES["xtdb-backdated-record-time#1"]
    with eventlog.open(":memory:") as log:
        log.record(Question(id="key.1"))
        with pytest.raises(TypeError):
            log.record(Question(id="key.2"), recorded=query["op"]["recorded_at"])
        assert log.head.position == 1


def test_a_clock_behind_the_last_batch_gives_one_microsecond_more() -> None:
    """With a wall clock at or behind the last batch, the next one is recorded a microsecond after it."""
    case, query = QUERIES["xtdb-backdated-record-time#2"]
    readings = iter([case["ops"][0]["recorded_at"], query["wall_clock"]])
    with eventlog.open(":memory:", clock=lambda: next(readings)) as log:
        log.record(Question(id="key.1"))
        log.record(Question(id="key.2"))
        assert str(log.head.recorded_at.format("YYYY-MM-DDTHH:mm:ss.SSSSSS")) + "Z" == query["expect"]

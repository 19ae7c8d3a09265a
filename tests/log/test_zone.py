"""The zone of a log decides what its dates mean, so it is attested as entries are."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

import eventlog
from eventlog import InvalidValue, LogBegun, Report
from log_tampering import sql

KYIV = "Europe/Kyiv"


def _recorded(path: Path | str, zone: str) -> eventlog.EventLog:
    log = eventlog.open(path, zone=zone, clock=lambda: "2031-12-31T00:00:00Z")
    log.record(Report(publisher="outlet:post", title="One", published="2031-06-27"))
    return log


def test_the_first_entry_of_a_log_says_its_zone() -> None:
    """A log in UTC needs none: its first entry is what was recorded first."""
    with _recorded(":memory:", KYIV) as log:
        assert [type(entry.event).__name__ for entry in log.entries()] == ["LogBegun", "ReportRecorded"]
        assert log.record(Report(publisher="outlet:post", title="Two")).new == (3,)
        assert log.verify().ok
    with _recorded(":memory:", "UTC") as log:
        assert [entry.position for entry in log.entries()] == [1]
        assert log.verify().ok


@pytest.mark.parametrize(("made", "put_in"), [(KYIV, "UTC"), ("UTC", KYIV), (KYIV, "Asia/Tokyo")])
def test_another_zone_put_into_the_file_is_found(tmp_path: Path, made: str, put_in: str) -> None:
    """By the default verification, in either direction."""
    path = tmp_path / "a.db"
    _recorded(path, made).close()
    bench = type("File", (), {"log": type("Log", (), {"store": type("Store", (), {"path": str(path)})})})
    sql(bench, ("UPDATE meta SET value = ? WHERE name = 'zone'", (put_in,)))
    with eventlog.open(path) as log:
        found = log.verify()
    assert not found.ok
    assert [one.kind for one in found.problems] == ["zone"]


def test_nobody_records_or_erases_the_zone() -> None:
    """It is the log's own entry."""
    with _recorded(":memory:", KYIV) as log:
        with pytest.raises(InvalidValue, match="lives in UTC, and this one lives in Europe/Kyiv"):
            log.record(LogBegun(zone="UTC"))
        assert log.record(LogBegun(zone=KYIV)).new == ()  # it is there
        with pytest.raises(InvalidValue, match="in which zone the log lives"):
            log.redaction(1)
        assert len(log) == 2


def test_an_export_whose_header_says_another_zone_is_refused(tmp_path: Path) -> None:
    """The entries know better."""
    with closing(_recorded(":memory:", KYIV)) as log:
        log.export_jsonl(tmp_path / "a.jsonl")
    lines = (tmp_path / "a.jsonl").read_text("utf-8").splitlines(keepends=True)
    lines[0] = json.dumps(json.loads(lines[0]) | {"zone": "UTC"}) + "\n"
    (tmp_path / "b.jsonl").write_text("".join(lines), encoding="utf-8")
    with closing(eventlog.open(":memory:", zone="UTC", clock=lambda: "2031-12-31T00:00:00Z")) as other:
        with pytest.raises(InvalidValue, match="its entries in Europe/Kyiv"):
            other.import_jsonl(tmp_path / "b.jsonl")
        assert len(other) == 0

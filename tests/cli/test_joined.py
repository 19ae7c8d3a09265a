"""Several logs asked as one, from the shell."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import eventlog
from command_line import Done
from eventlog import Report


def desk(path: Path, who: str, answer: bool) -> str:
    """A log with one claim about the bridge."""
    with eventlog.open(path) as log:
        report = Report(publisher="outlet:herald", title=who, published="2024-06-20")
        log.record(report, report.claim("bridge.open", answer, by=[who]))
    return str(path)


def test_as_of_asks_several_logs_as_one(tmp_path: Path, run: Callable[..., Done]) -> None:
    """The status is that of both together, the caption names the logs, and JSON has the basis in each."""
    one, other = desk(tmp_path / "desk.db", "org:harbour", True), desk(tmp_path / "case.db", "org:police", False)
    done = run("as-of", "2024-06-27", "--log", one, "--also", other, "-f", "table")
    assert done.code == 0
    assert "asked of" in done.out
    assert "disputed" in done.out.casefold()
    answer = json.loads(run("as-of", "2024-06-27", "--log", one, "--also", other, "-f", "jsonl").out)
    assert set(answer["basis"]) == {one, other}
    again = run("as-of", "--log", other, "--basis", answer["basis"][other], "-f", "jsonl")
    assert json.loads(again.out)["status"] == "denied"


def test_what_can_not_be_asked_as_one_is_refused(tmp_path: Path, run: Callable[..., Done]) -> None:
    """A log twice, one that is not there, a token of one log, another zone."""
    one = desk(tmp_path / "desk.db", "org:harbour", True)
    assert "given twice" in run("as-of", "--log", one, "--also", one).err
    assert "there is no log at" in run("as-of", "--log", one, "--also", str(tmp_path / "none.db")).err
    assert "leave --also out" in run("as-of", "--log", one, "--also", "other.db", "--basis", "basis1.x").err
    with eventlog.open(tmp_path / "kyiv.db", zone="Europe/Kyiv"):
        pass
    assert "one zone" in run("as-of", "--log", one, "--also", str(tmp_path / "kyiv.db")).err

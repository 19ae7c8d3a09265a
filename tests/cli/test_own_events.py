"""What a user's own program recorded, at a command line that knows none of its classes: shown, struck, erased."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import eventlog
from command_line import Done

Run = Callable[..., Done]
PROGRAM = """
import sys, attrs, eventlog
from eventlog import Ref, Report

@eventlog.register("bureau.known-there-alone")
@attrs.frozen(kw_only=True)
class CalledBack:
    id: str
    claim: Ref
    outcome: str

    @property
    def references(self):
        return (self.claim,)

with eventlog.open(sys.argv[1]) as log:
    report = Report(publisher="outlet:example", title="Harbour", published="2024-06-20")
    claim = report.claim("harbour.shut", by=["org:board"])
    log.record(report, claim, CalledBack(id="event:Call-1", claim=Ref(claim.id), outcome="it was her brother"))
"""


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A report, a claim in it, and at position 3 an event of the program's own; not to be written to."""
    path = str(tmp_path_factory.mktemp("own") / "bureau.db")
    subprocess.run([sys.executable, "-c", PROGRAM, path], check=True, timeout=60)
    return path


@pytest.fixture
def log(recorded: str, tmp_path: Path) -> str:
    """A copy of it, to be written to."""
    return str(shutil.copy(recorded, tmp_path / "bureau.db"))


@pytest.mark.parametrize("named", ["entry:3", "event:Call-1"])
@pytest.mark.parametrize("layout", ["table", "json", "jsonl", "csv", "md"])
def test_it_is_shown_as_what_cant_be_read(run: Run, log: str, named: str, layout: str) -> None:
    """By its position or its id, in every layout: which it is, and why no more can be said."""
    done = run("show", named, "--log", log, "-f", layout)
    assert (done.code, done.err) == (0, "")
    assert "event:Call-1" in done.out
    assert layout == "csv" or "no event class is registered as 'bureau.known-there-alone'" in done.out


@pytest.mark.parametrize("named", ["entry:3", "event:Call-1"])
def test_it_can_be_struck_and_erased(run: Run, log: str, named: str) -> None:
    """The plan for the claim lists it, and by what the plan calls it, it can be named."""
    planned = run("redact", "entry:2", "--reason", "order 17", "--dry-run", "--log", log).objects[0]
    assert [one["position"] for one in planned["repeats"]] == [3]
    assert run("strike", named, "--reason", "misheard", "--log", log).code == 0
    done = run("redact", "entry:2", named, "--reason", "order 17", "--yes", "--log", log)
    assert (done.code, [one["position"] for one in done.objects[0]["goes"]]) == (0, [2, 3, 4])
    assert run("show", "entry:3", "--log", log).code == 5


def test_a_bare_number_names_nothing(run: Run, log: str) -> None:
    """It may be the first digits of another entry's id, and that would be erased."""
    with eventlog.open(log) as held:
        held.record(*(eventlog.Report(publisher="outlet:a", title=f"{at}") for at in range(40)))
        begun = {str(one.id).partition(":")[2][0] for one in held.entries() if one.id} & set("123456789")
    assert begun
    for number in sorted(begun):
        done = run("redact", number, "--reason", "order 17", "--yes", "--log", log)
        assert done.code == 2
        assert f"give entry:{number}, or more of the id" in done.err

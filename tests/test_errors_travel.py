"""An error that is raised in another process is caught here as what it is, with all that it carries."""

from __future__ import annotations

import copy
import inspect
import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

import eventlog
from eventlog import Conflict, Expect, Report, errors
from eventlog.errors import EventLogError

NOTE = "what was being done"
ERRORS: list[EventLogError] = [
    EventLogError("something"),
    errors.InvalidValue("a value"),
    errors.InvalidTime("2031-99", "no such month", 5),
    errors.InvalidTime("Europe/Nowhere", "no such zone", zone=True),
    errors.StruckBefore("claim:0", (3, 5)),
    errors.InvalidAnnotation("a.toml", 3, "claims[1].value", "a fault"),
    errors.InvalidImport.of_all([errors.InvalidImport("a.csv", line, "value", "a fault") for line in (1, 2)]),
    errors.InvalidProposals(("one", "two")),
    errors.UnknownReference("claim:0", "a link"),
    errors.UnknownQuestion("port.shut", "port.shut-down"),
    errors.UnknownKind("desk.note", 2),
    errors.Conflict("port", 3, 4),
    errors.IdempotencyConflict("event:0", 3, twice=True),
    errors.ClockSkew("2031", None, "which is no moment"),
    errors.LogClosed(),
    errors.CorruptEntry(3, "it is no JSON"),
    errors.ProofError("the root is another one"),
    errors.MissingExtra("arrow", "pyarrow", "tables"),
    errors.StoreError("the disk is gone"),
    errors.NotALog("it is of another program"),
    errors.NewerFormat("it is of a later version"),
    errors.AlreadyThere("it is there"),
    errors.StorageFull("no room"),
    errors.ReadOnly("for reading"),
    errors.Busy("another writes"),
    errors.OutcomeUnknown("the connection was lost"),
]


def told(error: EventLogError) -> tuple[object, ...]:
    """All that can be asked of an error; of errors within it what they say."""
    carried = {name: str(value) for name, value in vars(error).items()}
    return type(error), str(error), error.args, carried


@pytest.mark.parametrize("error", ERRORS, ids=str)
def test_an_error_is_the_same_in_another_process(error: EventLogError) -> None:
    """What it says, what it carries, and the notes that were added on its way."""
    there = copy.copy(error)
    there.add_note(NOTE)
    back = pickle.loads(pickle.dumps(there))  # noqa: S301 - our own bytes
    assert told(back) == told(there)
    assert told(copy.deepcopy(error)) == told(error)
    assert back.__notes__ == [NOTE]
    assert not hasattr(error, "__notes__")


def test_every_error_is_tried() -> None:
    """All classes of `errors` that can be raised."""
    own = {one for _, one in inspect.getmembers(errors, inspect.isclass) if issubclass(one, EventLogError)}
    assert {type(one) for one in ERRORS} == own


def refused(path: str) -> None:
    """Record where something came in between."""
    report = Report(publisher="outlet:post", title="Another", published="2031-05-02")
    with eventlog.open(path) as log:
        log.record(report, report.claim("port.shut"), expect=Expect(about="port", after=0))


def test_a_worker_s_conflict_is_caught_as_one(tmp_path: Path) -> None:
    """A pool of processes hands it over, and goes on to work."""
    path = str(tmp_path / "log.db")
    report = Report(publisher="outlet:post", title="One", published="2031-05-01")
    with eventlog.open(path) as log:
        log.record(report, report.claim("port.shut"))
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        for _ in range(2):
            with pytest.raises(Conflict) as conflict:
                executor.submit(refused, path).result()
            assert (conflict.value.about, conflict.value.after, conflict.value.position) == ("port", 0, 1)

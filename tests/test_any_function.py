"""Whatever is handed to a public function, of whatever type: an answer, or one sentence of ours.

The functions are those of the reference (docs/reference/api.rst), so a new one is tried as soon as it stands there.
Each argument is given each of a long list of wrong things while the others fit. Methods and values are tried in
tests/log/test_any_arguments.py in the same way.
"""

from __future__ import annotations

import datetime as dt
import inspect
import re
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import eventlog
import eventlog.annotations
import eventlog.cite
from eventlog import EventLogError, Report
from eventlog.desk import Desk
from strange_things import Hostile, strange

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "api.rst"
UNTRIED = {
    "eventlog.mcp.run": "it serves until it is stopped",
    "eventlog.serve.listen": "it serves until it is stopped",
    "eventlog.segments.tables.iceberg": "its catalogue is one of pyiceberg, whose errors are its own",
    "eventlog.segments.tables.ducklake": "its connection is one of duckdb, whose errors are its own",
    "eventlog.standing.evaluate": "a rule: what it is given was checked where it was made",
}
"""Functions that are not tried, and why."""
ROOMS_WITHIN = ("eventlog.render.",)
"""Words are made of values of rooms that lie higher, whose classes can't be named there: callers have checked them."""
NEED = {"eventlog.segments.": "pyarrow", "eventlog.runners.": "pyarrow"}
KEY = "PRIVATE+KEY+x+ec863d5f+AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB"
REPORT = Report(publisher="outlet:o", title="t", published="2021-06-01", text="hello world. This is it.")
LATER = Report(publisher="outlet:o", title="t", published="2021-06-02", text="hello world. This was it.")
CLAIM = REPORT.claim("q.a", by=["gov:a"], quote="hello world")


GIVEN_A_FUNCTION = {"clock", "paint", "progress"}
"""Arguments that are called: what they raise is their own."""


def resolved(name: str) -> Any:
    """What stands under a dotted name: a room, or what is in one."""
    found: Any = import_module("eventlog")
    parts = name.split(".")
    for at, part in enumerate(parts[1:], start=1):
        if not hasattr(found, part):
            import_module(".".join(parts[: at + 1]))
        found = getattr(found, part)
    return found


FUNCTIONS = {
    name: resolved(name)
    for name in re.findall(r"^\.\. autofunction:: (\S+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    if name not in UNTRIED and not name.startswith(ROOMS_WITHIN)
}


@pytest.fixture(scope="module")
def fitting() -> dict[str, Any]:
    """Arguments that fit, by their names; for one function alone under its name and theirs."""
    log = eventlog.open(":memory:")
    log.record(REPORT, LATER, CLAIM)
    knowledge = log.as_of()
    return {
        "target": ":memory:",
        "path": "out",
        "texts": {},
        "logs": {"a": log},
        "bases": {"a": knowledge.basis},
        "document": b"x",
        "a": knowledge,
        "b": knowledge,
        "knowledge": knowledge,
        "source": log,
        "log": log,
        "response": b"x",
        "authorities": [b"x"],
        "witnesses": [],
        "pieces": "x",
        "columns": {"question": "q"},
        "text": "2020-01-01",
        "place": "state",
        "zone": "UTC",
        "value": "2020-01-01",
        "micros": 0,
        "width": 10,
        "moment": dt.datetime(2020, 1, 1, tzinfo=dt.UTC),
        "old": REPORT,
        "new": LATER,
        "claims": [CLAIM],
        "paths": "nowhere",
        "entries": list(log.entries()),
        "rows": [("a", "b")],
        "author": "me",
        "name": "x.y",
        "url": "https://example.org",
        "report": REPORT,
        "labels": {"x": {"question": "q.a"}},
        "layers": {"x": "y"},
        "question": "q.a",
        "questions": ["q.a"],
        "cuts": knowledge.cut,
        "cut": knowledge.cut,
        "folder": "lake",
        "before": knowledge.cut,
        "after": knowledge.cut,
        "result": {"a": 1},
        "phrase": "hello",
        "found": (),
        "span": CLAIM.evidence[0],
        "tokens": {},
        "head": log.head,
        "standing": knowledge["q.a"],
        "desk": Desk(log),
        "told": eventlog.cite.sourcing(knowledge, ["q.a"], log.head),
        "from_version": 1,
        "answer": Desk(log).ask("q.a"),
        "eventlog.annotations.span_of.text": REPORT.text,
        "eventlog.times.instant.text": "2020-01-01T00:00Z",
        "eventlog.export.to_cloud_events.source": "urn:x",
        **{
            f"eventlog.export.from_{one}.source": b"{}"
            for one in ("jsonl", "ftm", "web_annotations", "doccano", "uima")
        },
        "eventlog.export.from_label_studio.source": b"[]",
        "eventlog.export.from_csv.source": b"q\nq.a\n",
        "eventlog.cite.write.text": "x",
    }


@cache
def sealed() -> Any:
    """A folder of segments."""
    from tempfile import mkdtemp

    from eventlog.segments import Segments, write

    with eventlog.open(":memory:") as log:
        log.record(REPORT, CLAIM)
        write(log, folder := mkdtemp())
    return Segments(folder)


def called(function: Any, name: str, argument: str, thing: Any, fitting: dict[str, Any]) -> None:
    """Call a function with one strange argument, and read what it gives to the end."""
    given: list[Any] = []
    named: dict[str, Any] = {}
    for one, parameter in inspect.signature(function).parameters.items():
        fair = fitting.get(f"{name}.{one}", fitting.get(one))
        if one == "segments":
            fair = sealed()
        if one == "checkpoint":
            fair = fitting["log"].checkpoint(KEY)
        if parameter.kind is parameter.VAR_POSITIONAL:
            given.append(thing if one == argument else fair)
        elif one == argument:
            named[one] = thing
        elif parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD:
            named[one] = fair
    answer = function(*given, **named)
    if inspect.isgenerator(answer):
        list(answer)
    elif name == "eventlog.open":
        answer.close()


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.filterwarnings("ignore::eventlog.Unread")
def test_any_argument_of_a_function_is_refused_in_our_words(name: str, fitting, tmp_path, monkeypatch) -> None:
    """An answer, an error of ours in one line, or a promised LookupError; what the caller's code raises is its own."""
    for room, module in NEED.items():
        if name.startswith(room):
            pytest.importorskip(module)
    monkeypatch.chdir(tmp_path)
    function = FUNCTIONS[name]
    for argument, parameter in inspect.signature(function).parameters.items():
        if parameter.kind is parameter.VAR_KEYWORD:
            continue
        for number, thing in enumerate(strange()):
            if own_code(thing) or (callable(thing) and argument in GIVEN_A_FUNCTION):
                continue
            try:
                called(function, name, argument, thing, fitting)
            except EventLogError as error:
                told = str(error)
            except Exception as error:
                if type(error) is not LookupError or "LookupError" not in (function.__doc__ or ""):
                    raise AssertionError(f"{name}({argument}={type(thing).__name__} {number}): {error!r}") from error
                told = str(error)
            else:
                continue
            assert told, (argument, number)
            assert told.isprintable(), (argument, number)


def own_code(thing: Any) -> bool:
    """Whether looking at it runs code that raises."""
    return isinstance(thing, Hostile) or (isinstance(thing, list) and any(isinstance(one, Hostile) for one in thing))


def test_every_function_that_is_left_out_is_in_the_reference() -> None:
    """What is not tried any more is no longer named here."""
    page = PAGE.read_text(encoding="utf-8")
    assert [name for name in UNTRIED if f".. autofunction:: {name}\n" not in page] == []

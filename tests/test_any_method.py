"""Whatever is handed to a method of a public value, of whatever type: an answer, or one sentence of ours.

The classes are those whose members the reference shows (docs/reference/api.rst), so a new one has to be made here, or
excused, as soon as it stands there. Functions are tried in test_any_function.py, the methods of a log, of knowledge and
the making of values in tests/log/test_any_arguments.py.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any

import pytest

import eventlog
from eventlog import Basis, EventLogError, Fragment, Period, Quantity, Region, TimeExpression, cite, mergeable, times
from eventlog.desk import Desk
from eventlog.standing import Cut
from strange_things import strange
from test_any_function import CLAIM, KEY, LATER, PAGE, REPORT, own_code, resolved

LOG = eventlog.open(":memory:")
LOG.record(REPORT, LATER, CLAIM)
KNOWLEDGE = LOG.as_of()
ENTRIES = list(LOG.entries())


def count(state: int, _: Any) -> int:
    """A step."""
    return state + 1


COUNTING = mergeable.Mergeable(
    start=0,
    step=count,
    merge=lambda one, other: one + other,
    finish=lambda state, keys: dict.fromkeys(keys, state),
    key=lambda entry: (entry.kind,),
)


def signed() -> Any:
    """A checkpoint."""
    return LOG.checkpoint(KEY)


def signer() -> Any:
    """A key that signs."""
    return resolved("eventlog.proof.SignerKey").read(KEY)


def segments() -> Any:
    """A folder of segments."""
    from test_any_function import sealed

    return sealed()


def picture() -> Any:
    """A picture."""
    return resolved("eventlog.export.plot").ribbons(KNOWLEDGE)


def document() -> Any:
    """A document that may cite."""
    from pathlib import Path

    Path("article.md").write_text("Nothing is cited.\n", encoding="utf-8")
    return cite.read("article.md")


MADE: dict[str, Callable[[], Any]] = {
    "eventlog.JoinedLogs": lambda: eventlog.join({"a": LOG}),
    "eventlog.Standing": lambda: KNOWLEDGE["q.a"],
    "eventlog.Basis": lambda: Basis,
    "eventlog.standing.Cut": lambda: Cut,
    "eventlog.transfer.answers.AnswerProof": lambda: LOG.prove_answer(KNOWLEDGE, "q.a"),
    "eventlog.audit.Proof": lambda: LOG.prove(3),
    "eventlog.proof.Checkpoint": signed,
    "eventlog.proof.SignerKey": signer,
    "eventlog.proof.VerifierKey": lambda: signer().verifier,
    "eventlog.proof.witnesses.WitnessKey": lambda: resolved("eventlog.proof.witnesses.WitnessKey"),
    "eventlog.Report": lambda: REPORT,
    "eventlog.Region": lambda: Region(kind="body", start=0, end=3),
    "eventlog.Evidence": lambda: CLAIM.evidence[0],
    "eventlog.Fragment": lambda: Fragment,
    "eventlog.Quantity": lambda: Quantity(low=1, high=2, unit="person"),
    "eventlog.Period": lambda: Period("2020-01-01T00:00Z", "2021-01-01T00:00Z"),
    "eventlog.TimeExpression": lambda: TimeExpression("yesterday", "2020-01-02"),
    "eventlog.times.VagueTime": lambda: times.read("2020-01-01", "state"),
    "eventlog.times.Bounds": lambda: times.bounds("2020-01-01", "state"),
    "eventlog.export.plot.Picture": picture,
    "eventlog.segments.Segments": segments,
    "eventlog.segments.Segment": lambda: segments().list[0],
    "eventlog.mergeable.Mergeable": lambda: COUNTING,
    "eventlog.mergeable.EntrySet": lambda: mergeable.EntrySet(ENTRIES),
    "eventlog.runners.Loop": lambda: resolved("eventlog.runners").Loop(),
    "eventlog.cite.Document": document,
    "eventlog.desk.Desk": lambda: Desk(LOG),
}
"""How one of each class is made; a class alone where its makers are all that take anything."""
UNTRIED = {
    "eventlog.EventLog": "tried in tests/log/test_any_arguments.py",
    "eventlog.Knowledge": "tried in tests/log/test_any_arguments.py",
    "eventlog.events.Reader": "what the rules ask for, with arguments that were checked at the door",
    "eventlog.events.Quiet": "a part of Reader",
    "eventlog.runners.Processes": "as Loop, which tries the same arguments",
    "eventlog.runners.Spark": "as Loop, and its session is one of pyspark, whose errors are its own",
    "eventlog.runners.Ranges": "it needs a server: tried by tests/runners",
}
"""Classes that are not tried, and why."""
NEED = {"Picture": "matplotlib", "Segment": "pyarrow", "Loop": "pyarrow"} | dict.fromkeys(
    ("Checkpoint", "SignerKey", "VerifierKey"), "cryptography"
)
OF_THE_CALLER = {("fold", "state"), ("of", "now")}
"""Arguments that the caller's own functions are given, or that are functions of theirs: what these raise is theirs."""
FITTING: dict[str, Any] = {
    "question": "q.a",
    "published": "2030",
    "knowledge": KNOWLEDGE,
    "cut": KNOWLEDGE.cut,
    "valid": None,
    "rules": "standing@2",
    "position": 1,
    "path": "out",
    "token": KNOWLEDGE.basis,
    "zone": "UTC",
    "text": "2020",
    "keys": KEY,
    "origin": "x",
    "size": 1,
    "root": b"0" * 32,
    "name": "x.example",
    "claim": CLAIM,
    "id": REPORT.id,
    "quote": "hello",
    "page": "<p>x</p>",
    "publisher": "outlet:o",
    "span": CLAIM.evidence[0],
    "start": 0,
    "end": 3,
    "evidence": CLAIM.evidence[0],
    "artefact": "sha256:" + "a" * 64,
    "moment": "2020-06-01T00:00Z",
    "anchor": "2020",
    "place": "state",
    "micros": 0,
    "kind": "png",
    "to": "out.png",
    "columns": ["position"],
    "recorded": 10**16,
    "result": {"a": 1},
    "states": {"a": 1},
    "entries": ENTRIES,
    "one": {"a": 1},
    "agent": "gov:a",
    "entry": ENTRIES[0],
    "projection": mergeable.counts(),
    "words": "hello",
    "since": "2020",
    "given": {},
    "items": [],
    "signature": b"x",
    "agents": ["gov:a"],
    "report": REPORT.id,
    "call.name": "ask",
    "call.given": {"question": "q.a"},
    "why.claim": CLAIM.id,
    "sign.text": b"x",
    "holds.text": b"x",
    "fits.text": REPORT.text,
    "of.text": REPORT.text,
    "sign.keys": None,
}
"""Arguments that fit, by their names; for one method alone under its name and theirs."""


def documented() -> dict[str, type]:
    """The classes whose members the reference shows."""
    found = re.findall(r"^\.\. autoclass:: (\S+)\n((?:   :.*\n)*)", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    classes = {name: resolved(name) for name, options in found if ":members:" in options}
    return {name: one for name, one in classes.items() if not issubclass(one, Enum)}


def arguments(shape: type) -> Iterator[tuple[str, str]]:
    """Each argument of each public method of a class."""
    for name in dir(shape):
        member = inspect.getattr_static(shape, name)
        made = isinstance(member, classmethod)
        if not name.startswith("_") and (made or inspect.isfunction(member)):
            _, *rest = inspect.signature(member.__func__ if made else member).parameters.values()
            yield from ((name, one.name) for one in rest if one.kind is not one.VAR_KEYWORD)


TRIED = {name: [*arguments(shape)] for name, shape in documented().items() if name not in UNTRIED}


def test_every_class_of_the_reference_is_tried() -> None:
    """One whose methods take anything is made here, and none is excused that is not there."""
    assert {name for name, some in TRIED.items() if some} == set(MADE)
    assert set(UNTRIED) <= set(documented())


def call(target: Any, method: str, argument: str, thing: Any) -> None:
    """Call a method with one strange argument, and read what it gives to the end."""
    bound = getattr(target, method)
    given: list[Any] = []
    named: dict[str, Any] = {}
    for name, one in inspect.signature(bound).parameters.items():
        fair = FITTING.get(f"{method}.{name}", FITTING.get(name))
        if name == "other":
            fair = target
        if name in ("segment", "segments"):
            fair = segments() if name == "segments" else segments().list[0]
        if name == argument:
            fair = thing
        if one.kind is one.VAR_POSITIONAL:
            given.append(signer() if name == "keys" and name != argument else fair)
        elif name == argument or (one.default is one.empty and one.kind is not one.VAR_KEYWORD):
            named[name] = fair
    before = [named.pop(name) for name in [*named] if given and name != "origin"]
    answer = bound(*before, *given, **named)
    if isinstance(answer, Iterator):
        list(answer)


@pytest.mark.parametrize("name", MADE)
def test_any_argument_of_a_method_is_refused_in_our_words(name: str, tmp_path, monkeypatch) -> None:
    """An answer, or an error of ours in one line; what the caller's own code raises is its own."""
    for part, module in NEED.items():
        if name.rpartition(".")[2].startswith(part):
            pytest.importorskip(module)
    monkeypatch.chdir(tmp_path)
    target = MADE[name]()
    for method, argument in TRIED[name]:
        if (method, argument) in OF_THE_CALLER:
            continue
        for number, thing in enumerate(strange()):
            if own_code(thing):
                continue
            try:
                call(target, method, argument, thing)
            except Exception as error:
                where = f"{name}.{method}({argument}={type(thing).__name__} {number})"
                if not isinstance(error, EventLogError) and type(error) is not LookupError:
                    raise AssertionError(f"{where}: {error!r}") from error
                refused = str(error)
            else:
                continue
            assert refused, where
            assert refused.isprintable(), where


def test_knowledge_of_another_log_is_no_answer_of_joined_logs() -> None:
    """Its answer would be told with the bases of logs that did not give it."""
    joined = eventlog.join({"a": LOG})
    assert joined.answer_of(joined.as_of("2030"), "q.a").standing.status == "alleged"
    with pytest.raises(eventlog.InvalidValue, match="knowledge of another log"):
        joined.answer_of(KNOWLEDGE, "q.a")


def test_a_picture_is_written_over_nothing(tmp_path) -> None:
    """Unless it is said so; and its ending says as what."""
    pytest.importorskip("matplotlib")
    target = tmp_path / "picture.svg"
    picture().save(target)
    stood = target.read_bytes()
    with pytest.raises(eventlog.AlreadyThere):
        picture().save(target)
    picture().save(target, replace=True)
    assert target.read_bytes() == stood
    for other in ("picture", "picture.gif"):
        with pytest.raises(eventlog.InvalidValue, match="a picture is png, svg or pdf"):
            picture().save(tmp_path / other)
    assert [one.name for one in tmp_path.iterdir()] == ["picture.svg"]

"""Whatever is handed to a door, of whatever type: an error of ours and nothing written, or the event comes back equal.

Each field of each event and value is given each of a long list of wrong things, and so is each argument of each public
method. It is a table and no random search, so that what is found today is found tomorrow.
"""

from __future__ import annotations

import inspect
import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import attrs
import pytest

import eventlog
from eventlog import (
    Agent,
    Assessment,
    Attribution,
    Claim,
    Clip,
    EventLog,
    EventLogError,
    Evidence,
    Fragment,
    Knowledge,
    Link,
    Membership,
    Question,
    Report,
)
from eventlog.claims import digest_of
from eventlog.events import wrap
from strange_things import strange

REPORT = Report(publisher="outlet:o", title="t", published="2021-06-01", text="hello world. This is it.")
NOTICE = Report(publisher="outlet:o2", title="t2", published="2021-06-01")
FIRST, SECOND = REPORT.claim("q.a", by=["gov:a"]), REPORT.claim("q.b", by=["gov:a"])
LINK = {"kind": "echoes", "from_": FIRST.id, "to": SECOND.id, "by": "user:me"}
ASSESSMENT = {"about": FIRST.id, "what": "verification", "value": "verified", "by": "user:me"}
CHANGE = {"target": FIRST.id, "by": "outlet:o", "notice": NOTICE.id}
SPAN = {"start": 0, "end": 3, "digest": digest_of("abc")}


def told(value: Any = True, **rest: Any) -> Claim:
    """A claim on another report than the one whose text is held."""
    return Claim(**{"report": NOTICE.id, "question": "q.d", "value": value, "chain": ("gov:a",), **rest})


def published(**rest: Any) -> Report:
    """A report of its own."""
    return Report(**{"publisher": "outlet:z", "title": "zz", "published": "2020-01-01", "text": "abc def ghi", **rest})


def quoted(quote: Any) -> Claim:
    """A claim whose words are kept."""
    return told(evidence=(Evidence(**SPAN, quote=quote),))


FILE = "sha256:" + "a" * 64


def seen(part: Any) -> Claim:
    """A claim that rests on a part of a file."""
    return told(fragments=(part,))


Wrapped = Callable[[Any], Any]
SHAPES: dict[str, tuple[dict[str, Any], Wrapped]] = {
    "Agent": (
        {"id": "gov:a", "name": "A", "aliases": ("B",), "part_of": (Membership(agent="org:x", during="2020"),)},
        lambda one: one,
    ),
    "Membership": ({"agent": "org:x", "during": "2020"}, lambda one: Agent(id="gov:q", part_of=(one,))),
    "Attribution": ({"agent": "gov:a"}, lambda one: told(chain=(one,))),
    "Report": ({"publisher": "outlet:z", "title": "zz", "text": "abc", "authors": ("person:p",)}, lambda one: one),
    "Claim": (
        {"report": REPORT.id, "question": "q.c", "value": True, "chain": (Attribution(agent="gov:a"),)},
        lambda one: one,
    ),
    "Quantity": ({"low": 1, "high": 3, "unit": "person", "of": "troops"}, told),
    "TimeValue": ({"time": "2020"}, told),
    "AgentValue": ({"agent": "gov:z"}, told),
    "Question": ({"id": "q.z"}, lambda one: one),
    "Link": (LINK, lambda one: one),
    "Assessment": (ASSESSMENT, lambda one: one),
    "Period": (
        {"start": "2020-01-01T00:00Z", "end": "2021-01-01T00:00Z"},
        lambda one: told(during=one),
    ),
    "TimeExpression": ({"text": "yesterday", "anchor": "2020-01-02"}, lambda one: told(during=one)),
    "PublishedBasis": ({"kind": "dateline"}, lambda one: published(published_basis=one)),
    "Region": ({"kind": "body", "start": 0, "end": 3}, lambda one: published(regions=(one,))),
    "TextQuote": ({"exact": "abc"}, quoted),
    "Evidence": (SPAN, lambda one: told(evidence=(one,))),
    "Fragment": ({"artefact": FILE, "page": 3, "clip": Clip(begin=1, end=2), "svg": "<svg/>"}, seen),
    "Box": (
        {"x": 1, "y": 2, "width": "3.5", "height": 4, "unit": "percent"},
        lambda one: seen(Fragment(artefact=FILE, box=one)),
    ),
    "Clip": ({"begin": 1, "end": Decimal("2.5")}, lambda one: seen(Fragment(artefact=FILE, clip=one))),
    "ReportRecorded": ({"report": REPORT}, lambda one: one),
    "ClaimRecorded": ({"claim": FIRST}, lambda one: one),
    "Linked": ({"link": Link(**LINK)}, lambda one: one),
    "Assessed": ({"assessment": Assessment(**ASSESSMENT)}, lambda one: one),
    "Retracted": (CHANGE, lambda one: one),
    "Superseded": (CHANGE, lambda one: one),
    "Corrected": (
        {**CHANGE, "target": REPORT.id, "field": "published", "value": "2021-06-03"},
        lambda one: one,
    ),
    "Annulled": ({"target": FIRST.id}, lambda one: one),
    "Amended": ({"report": REPORT.id, "field": "published", "value": "2021-06-02"}, lambda one: one),
    "SameEntity": ({"a": "gov:a", "b": "gov:b"}, lambda one: one),
    "DifferentEntity": ({"a": "gov:a", "b": "gov:b"}, lambda one: one),
    "AgentDefined": ({"agent": Agent(id="gov:a", name="A")}, lambda one: one),
    "QuestionDefined": ({"question": Question(id="q.z")}, lambda one: one),
    "Reviewed": ({"target": FIRST.id, "state": "reread", "extractor": "model/1"}, lambda one: one),
    "Redacted": ({"positions": (1,), "withheld": (("q.a", (1,)),)}, lambda one: one),
    "LogBegun": ({"zone": "Europe/Kyiv"}, lambda one: one),
    "KeyRotated": ({"note": "a note"}, lambda one: one),
    "Expect": ({"about": "q.a", "after": 0}, lambda one: one),
}


def made() -> EventLog:
    """A log with two reports and two claims."""
    log = eventlog.open(":memory:")
    log.record(REPORT, NOTICE, FIRST, SECOND)
    return log


ERRORS = (EventLogError, LookupError)


def sentence(error: Exception) -> None:
    """What is told is one line that a terminal can show."""
    assert isinstance(error, EventLogError) or type(error) is LookupError  # which the methods promise; no KeyError
    assert str(error).isprintable()
    assert str(error)


def comes_back(log: EventLog, given: Any) -> None:
    """Record it: it comes back equal, or an error of ours is raised and nothing was written."""
    before = log.head
    try:
        (position,) = log.record(given)
    except EventLogError:
        assert log.head == before
        return
    if log.head == before:
        return
    (entry,) = log.entries(after=position - 1, upto=position)
    wanted, held = wrap(given), entry.event
    if getattr(wanted, "reply_to", 0) is None:
        wanted = attrs.evolve(wanted, reply_to=held.reply_to)  # type: ignore[union-attr, arg-type, misc]
    assert held == wanted
    assert str(held)
    assert repr(held)


def test_every_event_and_value_is_in_the_table() -> None:
    """Each public class that is given to `record`, or within what is given, is tried."""
    from eventlog.events import alphabet

    events = {one.__name__ for one in alphabet.BuiltIn.__args__}
    values = {"Agent", "Membership", "Report", "Claim", "Question", "Link", "Assessment"}
    for shape in [getattr(eventlog, name) for name in values] + [getattr(alphabet, name) for name in events]:
        for field in attrs.fields(shape):
            values |= {
                name for name in eventlog.__all__ if name in str(field.type) and attrs.has(getattr(eventlog, name))
            }
    assert events | values - {"Basis", "Answer"} <= set(SHAPES)  # names within those of others


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_any_argument_is_refused_in_our_words_or_comes_back_equal(name: str) -> None:
    """Each field of each event and value, with each strange thing."""
    from eventlog.events import alphabet

    shape = getattr(eventlog, name, None) or getattr(alphabet, name)
    fitting, within = SHAPES[name]
    fields = [field.name for field in attrs.fields(shape) if field.init]
    log = made()
    for field in fields:
        for thing in strange():
            try:
                given = within(shape(**{**fitting, field: thing}))
            except EventLogError as error:
                sentence(error)
                continue
            comes_back(log, given)
    assert log.verify().ok
    assert [str(standing) for standing in log.as_of()]
    log.close()


@pytest.mark.parametrize("number", range(len(strange())))
def test_no_strange_thing_is_an_event(number: int) -> None:
    """What is no event is refused by one sentence, even where it can't be shown."""
    with made() as log:
        comes_back(log, strange()[number])


KEYS = (
    "PRIVATE+KEY+x+ec863d5f+AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB",
    "PRIVATE+KEY+x+14bbef94+AQICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIC",
)
FAIR: dict[str, Any] = {
    "claim": FIRST,
    "words": "one",
    "of": FIRST,
    "question": "q.a",
    "prefix": "q",
    "topic": "q",
    "agent": "gov:a",
    "valid": "2021",
    "entry": 1,
    "date": "2030",
    "held": (),
    "name": "counted",
    "kind": "claim-recorded",
    "reason": "order 17",
    "start": 0,
    "step": lambda state, _: state,
    "report": REPORT,
    "rows": (),
    "items": (
        {"claim": {"question": "q.e", "value": True, "report": REPORT.id, "quotes": [{"exact": "hello world"}]}},
    ),
    "extractor": "model/1",
    "by": "user:me",
    "old": KEYS[0],
    "new": KEYS[1],
}
"""Arguments that are needed, and fit."""
ONE_OF_SEVERAL = {"events": REPORT, "targets": 1, "members": "claim.question", "keys": "PRIVATE+KEY+x"}
STOPPED = threading.Event()
STOPPED.set()
GIVEN_A_FUNCTION = {"progress", "step", "key"}
NO_ARGUMENT_OF_OURS = {"self", "cls", "reader"}


def methods(shape: type) -> list[tuple[str, str]]:
    """The public methods of a class, each with each of its arguments."""
    found = []
    for name in [one for one in dir(shape) if not one.startswith("_") or one in ("__getitem__", "__contains__")]:
        member = inspect.getattr_static(shape, name)
        if not callable(member) or isinstance(member, classmethod):
            continue
        found += [(name, one) for one in inspect.signature(member).parameters if one not in NO_ARGUMENT_OF_OURS]
    return found


def call(target: Any, method: str, argument: str, thing: Any) -> Any:
    """Call a method with one strange argument, and read what it gives to the end."""
    bound = getattr(target, method)
    given: list[Any] = []
    named: dict[str, Any] = {}
    for name, parameter in inspect.signature(bound).parameters.items():
        if parameter.kind is parameter.VAR_POSITIONAL:
            given.append(thing if name == argument else ONE_OF_SEVERAL[name])
        elif name == argument:
            named[name] = thing
        elif name in FAIR and parameter.default is parameter.empty:
            named[name] = FAIR[name]
        elif name == "other":
            named[name] = target
        elif name == "path":
            named[name] = "unused"
        elif name == "knowledge":
            named[name] = target.as_of()
        elif name == "token":
            named[name] = target.as_of().basis
        elif name == "timeout" and argument == "stop":
            named[name] = 0
        elif name == "stop":
            named[name] = STOPPED
    if any(one.kind is one.VAR_POSITIONAL for one in inspect.signature(bound).parameters.values()):
        first = [named.pop("kind")] if "kind" in named else []  # what stands before them
        answer = bound(*first, *given, **named)
    else:
        answer = bound(*named.values()) if method.startswith("__") else bound(**named)
    return list(answer) if inspect.isgenerator(answer) and method != "fold" else answer


@pytest.mark.parametrize(("method", "argument"), methods(EventLog), ids=str)
def test_any_argument_of_a_log_is_refused_in_our_words(method: str, argument: str, tmp_path, monkeypatch) -> None:
    """Each argument of each public method of a log: an answer, or an error of ours; and the log stays sound."""
    monkeypatch.chdir(tmp_path)
    things = strange()
    for number in range(len(things)):
        log = made()
        size = len(log)
        if argument in GIVEN_A_FUNCTION and callable(things[number]):
            continue  # of the right type: what it raises is its own
        try:
            call(log, method, argument, things[number])
        except ERRORS as error:
            sentence(error)
            assert method == "redact" or len(log) == size
        assert log.verify().ok
        log.close()


@pytest.mark.parametrize(("method", "argument"), methods(Knowledge), ids=str)
def test_any_argument_of_knowledge_is_refused_in_our_words(method: str, argument: str) -> None:
    """Each argument of each public method of knowledge: an answer, or an error of ours."""
    with made() as log:
        for thing in strange():
            knowledge = log.as_of()
            if argument in GIVEN_A_FUNCTION and callable(thing):
                continue
            try:
                call(knowledge, method, argument, thing)
            except ERRORS as error:
                sentence(error)

"""No event can break an answer: whatever a user's own class says of itself, all questions answer as without it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventlog
from eventlog import EventLog, explore, export
from eventlog.claims import Quantity, Question
from eventlog.errors import EventLogError
from eventlog.events import Annulled, Retracted, SameEntity
from eventlog.knowledge import Knowledge
from eventlog.reports import Report
from knowledge_strategies import share

NOW = "2031-12-01T00:00:00Z"
QUESTIONS = ("port.shut", "port.crew", "port.new")
AGENTS = ("org:board", "org:union", "outlet:post", "anon:aide", "person:nobody")
PREFIXES = ("a", "q", "dq", "on", "in", "w", "x", "url", "text", "")


@eventlog.register("desk.noted", version=1)
@attrs.frozen(kw_only=True)
class Noted:
    """An event of a user's own that says under which keys it is found and what it names."""

    keys: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    report: str = ""
    claim: str = ""
    target: str = ""
    agent: str = "org:board"
    field: str = "published"
    value: str = "nonsense"

    @property
    def effects(self) -> tuple[str, ...]:
        """The keys that it is found under."""
        return self.keys

    @property
    def references(self) -> tuple[str, ...]:
        """What it names."""
        return self.names


def talk() -> tuple[EventLog, list[str]]:
    """A log with a bit of everything, and the ids in it."""
    log = eventlog.open(":memory:", clock=lambda: NOW)
    one = Report(publisher="outlet:post", title="Port", published="2031-01-01")
    two = Report(publisher="outlet:mail", title="Port", published="[2031-01-05..]")
    crew = one.claim("port.crew", Quantity(low=12, high=12, unit="person"), by=["org:board"])
    yes, no = one.claim("port.shut", by=["org:board"]), two.claim("port.shut", False, by=["org:union"])
    log.record(
        *(Question(id="port.crew", words="How many?", answer="quantity"), one, two, crew, yes, no),
        two.claim("port.shut", by=["anon:aide"]),
        SameEntity(a="org:union", b="org:strikers"),
        Retracted(target=no.id, by="org:union", notice="2031-02-01"),
    )
    return log, [str(entry.id) for entry in log.entries()]


def surfaces(log: EventLog) -> Iterator[tuple[str, Callable[[], Any]]]:
    """Everything that can be asked of a log, under both readings and on two days."""
    for date in ("2031-01-03", "2031-06-01"):
        for policy in ("certain", "possible"):
            known = log.as_of(date, policy=policy)
            for question in QUESTIONS:
                yield f"{question} {date} {policy}", lambda k=known, q=question: _plain(k, q)
            yield f"all {date} {policy}", lambda k=known: [str(one) for one in k]
            yield f"questions {date} {policy}", lambda k=known: k.questions
            yield f"statuses {date} {policy}", lambda k=known: k.statuses("port")
            yield f"rows {date} {policy}", lambda k=known: list(export.to_jsonl(k))
            yield f"html {date} {policy}", lambda k=known: k._repr_html_().count("<tr>")
            for agent in AGENTS:
                yield (
                    f"impact of {agent} {date} {policy}",
                    lambda k=known, a=agent: [one.question for one in k.impact(a)],
                )
    before, after = log.as_of("2031-01-03"), log.as_of("2031-06-01")
    yield "diff", lambda: list(map(str, eventlog.diff(before, after)))
    yield "visible", lambda: [e.id for e in after.entries() if e.kind != "desk.noted/1"]
    yield "the page", lambda: len(explore.page(log)) > 0


def _plain(known: Knowledge, question: str) -> str:
    one = known[question]
    return f"{one.status} {[str(each) for each in one.positions]} {one.timeline} {one.withheld}"


def told(ask: Callable[[], Any]) -> Any:
    """What is answered; or which of the library's own errors."""
    try:
        return ask()
    except EventLogError as error:
        return type(error).__name__


PLAIN = {name: told(ask) for name, ask in surfaces(talk()[0])}
IDS = talk()[1]
keys = st.builds(
    "{}:{}".format,
    st.sampled_from(PREFIXES),
    st.one_of(st.sampled_from((*QUESTIONS, *AGENTS, *IDS)), st.text(max_size=8)),
)
names = st.one_of(st.sampled_from(IDS), st.sampled_from(("claim:00ff", "event:ffff", "report:0", "redacted:2")))


@share(3)  # asks a whole log everything
@given(
    st.lists(keys, max_size=4, unique=True),
    st.lists(names, max_size=2, unique=True),
    st.sampled_from(IDS),
    st.sampled_from((False, True)),
)
def test_an_event_of_ones_own_changes_no_answer(found: list[str], named: list[str], id: str, struck: bool) -> None:
    """Under any keys, with any references and members that look like ours, recorded, and annulled again."""
    log, _ = talk()
    event = Noted(keys=tuple(found), names=tuple(named), report=id, claim=id, target=id)
    try:
        held = log.record(event)
    except EventLogError:
        assert {name: told(ask) for name, ask in surfaces(log)} == PLAIN
        return
    own = next(iter(log.entries(after=held[-1] - 1))).id
    if struck and own is not None:
        with suppress(EventLogError):
            log.record(Annulled(target=own, reason="a trial"))
    assert {name: told(ask) for name, ask in surfaces(log)} == PLAIN


@pytest.mark.parametrize("prefix", PREFIXES)
def test_every_prefix_of_a_key_is_harmless(prefix: str) -> None:
    """One by one, over everything that a key can name."""
    log, ids = talk()
    for name in (*QUESTIONS, *AGENTS, *ids):
        try:
            log.record(Noted(keys=(f"{prefix}:{name}",), value=name))
        except EventLogError:
            continue
    assert {name: told(ask) for name, ask in surfaces(log)} == PLAIN


def test_whoever_is_heard_to_say_it_said_it_whatever_he_commits_to() -> None:
    """A question whether somebody said something is answered yes by his words, without a hedge of theirs."""
    log = eventlog.open(":memory:", clock=lambda: NOW)
    log.record(Question(id="threat.made", kind="utterance", about="person:ada"))
    report = Report(publisher="outlet:post", title="A threat", published="2031-01-01")
    for factuality in ("Uu", "PS+", "CT-"):
        log.record(report, report.claim("threat.made", by=["person:ada"], factuality=factuality, paraphrase=factuality))
    (position,) = log.as_of("2031-02-01")["threat.made"].positions
    assert str(position) == "yes: alleged, says person:ada"

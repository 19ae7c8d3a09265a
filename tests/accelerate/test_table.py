"""The table of all answers: what stands in it, what it asks of the rules, what it reads, where it must not be quick."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest

import eventlog
from eventlog import EventLog, Quantity, Question, Report
from eventlog.accelerate import bulk, facts
from eventlog.claims import Agent, Membership, digest_of
from eventlog.errors import InvalidValue, UnknownQuestion, Unread
from eventlog.events import Amended, Annulled, Corrected, Retracted, SameEntity
from eventlog.knowledge import table as tables
from eventlog.knowledge.table import TABLE, rows_of, says

DAYS = tuple(f"2031-06-{day:02}" for day in range(1, 31))
PORTS = tuple(f"port.p{at}" for at in range(8))
ASKED = tuple(Question(id=port, kind="event", answer="quantity", measure="total") for port in PORTS)


def ships(number: int) -> Quantity:
    """So many ships."""
    return Quantity(low=number, high=number, unit="ship")


def figure(day: int, port: int, **more: Any) -> tuple[Report, Any]:
    """A figure of a day for a port, told on the day after."""
    report = Report(publisher="outlet:post", title=f"{port} on {day}", published=DAYS[day + 1])
    asked = {"by": ["org:port"], "during": DAYS[day]} | more
    return report, report.claim(PORTS[port], ships(100 + 17 * day + 31 * port), **asked)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[EventLog]:
    """A figure a day for eight ports."""
    with eventlog.open(tmp_path / "ports.db", durability="off", clock=lambda: "2031-12-31T00:00:00Z") as log:
        log.record(*ASKED)
        for day in range(20):
            log.record(*(one for port in range(len(PORTS)) for one in figure(day, port)))
        yield log


def by_the_rules(log: EventLog, *cut: Any, **cuts: Any) -> list[tuple[Any, ...]]:
    """The rows of all standings."""
    known = log.as_of(*cut, **cuts)
    return [row for one in known if says(one) for row in rows_of(one, known.name_of)]


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions of which a dossier is gathered for a table, each time that one is."""
    asked: list[str] = []
    gather = tables.gather

    def counted(reader: Any, question: str, position: int, **only: Any) -> Any:
        asked.append(question)
        return gather(reader, question, position, **only)

    monkeypatch.setattr(tables, "gather", counted)
    monkeypatch.setattr(facts, "_shared", {})  # what was judged in other logs looks alike, too
    return asked


def test_a_row_says_what_when_how_firmly_and_by_whom(log: EventLog) -> None:
    """And numbers have every digit."""
    row = dict(zip((column.name for column in TABLE), log.as_of("2031-06-02").table("port.p1").rows[0], strict=True))
    assert row == {
        "question": "port.p1",
        "stands": "alleged",
        "during": "2031-06-01",
        "value": "131 ships",
        "low": "131",
        "high": "131",
        "unit": "ship",
        "status": "alleged",
        "sources": ("org:port",),
        "proposed": (),
    }


def test_what_looks_alike_is_judged_once(log: EventLog, judged: list[str]) -> None:
    """A hundred and sixty different figures on eight questions are one case, at every date, but for what came out at
    the very moment of the cut: that is another, alone and beside the first.
    """
    for day, rows in (("2032-01-01", 160), ("2031-06-11", 80), ("2031-06-02", 8), ("2031-06-01", 0)):
        known = log.as_of(day)
        assert len(known.table()) == rows
        assert list(known.statuses()) == (list(PORTS) if rows else [])
    assert judged == ["port.p0"] * 3


def test_a_figure_that_is_revised_is_another_case(log: EventLog, judged: list[str]) -> None:
    """Two figures of one source for one day are judged, once for all ports where that comes to be."""
    for port in (3, 5):
        report = Report(publisher="outlet:post", title=f"{port} again", published="2031-07-01")
        log.record(report, report.claim(PORTS[port], ships(7 + port), by=["org:port"], during=DAYS[0]))
    table = log.as_of("2031-08-01").table()
    assert list(table) == by_the_rules(log, "2031-08-01")
    assert len(judged) == 2
    assert [row[3] for row in table if row[0] == "port.p5" and row[2] == DAYS[0]] == ["12 ships"]


@pytest.mark.parametrize(
    "odd",
    [
        lambda report, _: Amended(report=report.id, field="published", value="2031-06-01"),
        lambda report, _: Corrected(
            target=report.id, by="outlet:post", notice="2031-06-02", field="published", value="2031-06-01"
        ),
        lambda _, claim: Retracted(target=claim.id, by="org:port", notice="2031-06-02"),
        lambda report, _: Annulled(target=report.id),
    ],
    ids=["amended", "corrected", "retracted", "annulled"],
)
def test_an_early_date_knows_of_what_moves_a_later_date(
    log: EventLog, odd: Callable[[Report, Any], Any], judged: list[str]
) -> None:
    """What says in July that a report of June 16 was out on June 1 is found from a June date, in a log just opened."""
    log.record(odd(*figure(14, 2)))
    for day in ("2031-06-01", "2031-06-02", "2031-06-03", "2032-01-01"):
        for policy in ("certain", "possible"):
            assert list(log.as_of(day, policy=policy).table()) == by_the_rules(log, day, policy=policy)
    assert judged


def test_an_embargo_holds(log: EventLog) -> None:
    """A report that is recorded before it is published is in no earlier table, and no clock is cut by another."""
    report = Report(publisher="outlet:post", title="Under embargo", published="2032-03-01")
    log.record(report, report.claim("port.new", by=["org:port"]))
    assert "port.new" not in log.as_of("2032-02-29").statuses()
    assert log.as_of("2032-03-01").statuses()["port.new"] == "alleged"
    assert log.as_of(recorded="2032-01-01").statuses()["port.new"] == "alleged"


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Niue", "Asia/Seoul", "UTC"])
def test_a_day_begins_where_the_log_lives(tmp_path: Path, zone: str) -> None:
    """In whatever zone a log lives, the index passes over no report that was out."""
    with eventlog.open(tmp_path / "zone.db", durability="off", zone=zone) as log:
        log.record(*ASKED, *(one for day in range(20) for one in figure(day, 0)))
        assert [len(log.as_of(day).table()) for day in DAYS[:4]] == [0, 1, 2, 3]


def test_an_early_date_reads_what_was_out_by_then(log: EventLog) -> None:
    """Of a hundred and sixty reports and as many claims, in a log just opened, those of the first days alone."""
    read: list[int] = []
    columns = log.reader.columns

    def counted(*asked: Any, **only: Any) -> list[Any]:
        found = list(columns(*asked, **only))
        read.append(len(found))
        return found

    log.reader.columns = counted  # type: ignore[method-assign]
    assert len(log.as_of("2031-06-02").table()) == 8
    assert read == [16, 16]


def test_a_question_of_which_nothing_was_out_is_not_judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Be it defined or not."""
    with eventlog.open(tmp_path / "late.db", durability="off") as log:
        log.record(*(one for day in range(9) for one in figure(day, day % 8)), Question(id="port.none"))
        monkeypatch.setattr(eventlog.Knowledge, "judged", None)
        assert log.as_of("2031-06-01").statuses() == {}
        assert list(log.as_of("2031-06-01").table()) == []


def test_a_question_about_a_time_is_asked_of_the_rules(log: EventLog) -> None:
    """`at` keeps what holds then."""
    known = log.as_of("2032-01-01").at("2031-06-03")
    assert [row[2] for row in known.table()] == [DAYS[2]] * len(PORTS)
    assert known.table().rows == [row for one in known for row in rows_of(one, known.name_of)]


def test_a_problem_is_told_with_the_table(log: EventLog) -> None:
    """Where an answer rests on something that is wrong, the rules tell it."""
    report = Report(publisher="outlet:post", title="Words", published="2031-06-05")
    log.record(report, report.claim("port.words", "Many ships", by=["org:port"]))
    assert [one.kind for one in log.as_of("2032-01-01").table().problems] == ["undefined"]


def test_a_question_of_which_nothing_stands_has_one_row(log: EventLog) -> None:
    """With its word and no answer."""
    report = Report(publisher="outlet:post", title="Shut", published="2031-06-05")
    claim = report.claim("port.shut", by=["org:port"])
    log.record(report, claim, Retracted(target=claim.id, by="org:port", notice="2031-06-06"))
    assert list(log.as_of("2031-06-07").table("port.shut")) == [("port.shut", "retracted", *[None] * 6, (), ())]


def test_topics_that_nobody_knows_are_refused(log: EventLog) -> None:
    """As by `statuses`."""
    with pytest.raises(UnknownQuestion):
        log.as_of("2032-01-01").table("harbour")
    with pytest.raises(InvalidValue):
        log.as_of("2032-01-01").table("no topic!")


def test_what_comes_later_is_in_the_next_table(log: EventLog) -> None:
    """What is kept beside an open log is that of its size."""
    assert len(log.as_of("2032-01-01").table()) == 160
    log.record(*figure(25, 0))
    assert len(log.as_of("2032-01-01").table()) == 161
    entry = next(one for one in log.entries() if one.kind == "claim-recorded/1")
    log.redact(entry.position, reason="a trial")
    assert list(log.as_of("2032-01-01").table()) == by_the_rules(log, "2032-01-01")


def test_a_copy_that_leaves_something_out_is_asked_of_the_rules(log: EventLog, tmp_path: Path) -> None:
    """What was left out of it may bear on any answer, and only they can say so."""
    claim = next(one for one in log.entries() if one.kind == "claim-recorded/1")
    log.copy(tmp_path / "copy.db", without=[claim.position])
    with eventlog.open(tmp_path / "copy.db", read_only=True) as copy:
        assert list(copy.as_of("2032-01-01").table()) == by_the_rules(copy, "2032-01-01")
        assert copy.as_of("2032-01-01").statuses() == {one.id: one.status for one in copy.as_of("2032-01-01")}


def test_a_link_makes_both_its_questions_odd(log: EventLog, judged: list[str]) -> None:
    """They go to the rules, and the others do not."""
    (_, a), (_, b) = figure(1, 0), figure(1, 1)
    log.record(eventlog.Link(kind="echoes", from_=a.id, to=b.id, by="user:desk"))
    assert list(log.as_of("2032-01-01").table()) == by_the_rules(log, "2032-01-01")
    assert judged == ["port.p2"]


def told(question: str, by: Any = "person:bo", *, day: int = 4, **more: Any) -> tuple[Report, Any]:
    """A claim in a report of its own."""
    about = {name: more.pop(name) for name in ("publisher", "published", "cites", "digest") if name in more}
    report = Report(**{"publisher": "outlet:post", "title": f"{question} {by} {day}", "published": DAYS[day]} | about)
    return report, report.claim(question, by=[by], **more)


def north(**more: Any) -> list[Question]:
    """Questions about an act of the north."""
    return [Question(id=f"act.{name}", kind="event", about="gov:north", **more) for name in "abc"]


TEXT = digest_of("The same words")
NEARLY: dict[str, list[Any]] = {
    "two names of one agent": [told("act.a", "person:ada"), told("act.b"), SameEntity(a="person:ada", b="person:bo")],
    "an agent of whom more is known": [
        *north(),
        Agent(id="person:cy", part_of=(Membership(agent="gov:north"),)),
        *(told(f"act.{name}", by, stance="admit") for name, by in (("a", "person:bo"), ("b", "person:cy"))),
    ],
    "an agent that was a member for a time": [
        *north(),
        Agent(id="person:bo", part_of=(Membership(agent="gov:north", during="2031-06-01/2031-06-03"),)),
        *(told(f"act.{name}", stance="admit", said=DAYS[day]) for name, day in (("a", 1), ("b", 3))),
    ],
    "a member of one that was a member for a time": [
        *north(),
        Agent(id="org:staff", part_of=(Membership(agent="gov:north", during="2031-06-01/2031-06-03"),)),
        Agent(id="person:bo", part_of=(Membership(agent="org:staff"),)),
        *(told(f"act.{name}", stance="admit", said=DAYS[day]) for name, day in (("a", 1), ("b", 3))),
    ],
    "the actor": [
        *(Question(id=f"act.{name}", kind="event", about="person:ada") for name in "ab"),
        *(told(f"act.{name}", f"person:{by}", stance="admit") for name, by in (("a", "bo"), ("b", "ada"))),
    ],
    "a date that may be later": [told("act.a"), told("act.b", published="[2031-06-04..2031-06-30]")],
    "an inferred speaker": [
        told("act.a"),
        told("act.b", {"agent": "person:bo", "scope": "inferred"}),
    ],
    "a nameless speaker": [told("act.a"), told("act.b", "anon:bo")],
    "an outlet of its own": [told("act.a", "outlet:bo"), told("act.b")],
    "a citation": [
        *(told(f"act.{name}", "outlet:mail", day=1) for name in "ab"),
        told("act.a", "outlet:post"),
        told("act.b", "outlet:post", cites=[told("act.b", "outlet:mail", day=1)[0].id]),
    ],
    "one text": [
        *(told("act.a", by, publisher=by) for by in ("outlet:post", "outlet:mail")),
        *(told("act.b", by, publisher=by, digest=TEXT) for by in ("outlet:post", "outlet:mail")),
    ],
    "what lies ahead": [
        *north(),
        *(
            told(f"act.{name}", "gov:north", stance="announce", during=when)
            for name, when in (("a", DAYS[2]), ("b", DAYS[9]))
        ),
    ],
    "who is told to be behind it": [
        told("act.a", "person:zoe"),
        told("act.a", "person:bo"),
        told("act.b", "person:bo"),
        told("act.b", "person:zoe", day=5),
    ],
}


@pytest.mark.parametrize("events", NEARLY.values(), ids=NEARLY)
@pytest.mark.parametrize("day", [None, DAYS[5], DAYS[4], "2032-01-01"])
def test_what_is_nearly_the_same_is_told_apart(events: list[Any], day: str | None) -> None:
    """Of two questions that differ in one thing that decides, each has an answer of its own."""
    with eventlog.open(":memory:", clock=lambda: "2031-12-31T00:00:00Z") as log:
        for one in events:
            log.record(*one) if isinstance(one, tuple) else log.record(one)
        cut = {"recorded": "2032-01-01"} if day is None else {"published": day}
        known = log.as_of(**cut)
        assert list(log.as_of(**cut).table()) == [
            row for one in known if says(one) for row in rows_of(one, known.name_of)
        ]


def test_an_earlier_position_has_its_own_table(log: EventLog) -> None:
    """What was recorded later, and how a question was defined later, are no part of it."""
    when = list(log.entries())[-1].recorded_at
    log.record(*figure(0, 0, factuality="CT-", by=["org:rivals"]), attrs.evolve(ASKED[1], kind="state", single=False))
    assert log.as_of("2032-01-01").table().rows[:1] != log.as_of(recorded=when).table().rows[:1]
    for _ in "ab":
        assert list(log.as_of(recorded=when).table()) == by_the_rules(log, recorded=when)
        assert list(log.as_of("2032-01-01").table()) == by_the_rules(log, "2032-01-01")


def test_a_word_that_is_quoted_is_told_from_one_that_is_not(log: EventLog) -> None:
    """Two carriers that quote the speaker directly confirm that it was said; two that report it do not."""
    for question, quotation in (("said.a", "indirect"), ("said.b", "direct")):
        log.record(Question(id=question, kind="utterance", about="person:ada"))
        for outlet in ("outlet:post", "outlet:mail"):
            report = Report(publisher=outlet, title=question, published="2031-06-05")
            log.record(report, report.claim(question, by=[{"agent": "person:ada", "quotation": quotation}]))
    assert log.as_of("2031-06-06").statuses("said") == {"said.a": "alleged", "said.b": "confirmed"}


def test_arrow_takes_the_table_as_it_is(log: EventLog) -> None:
    """Column by column, with a schema that says what each means and where the cut lies."""
    arrow = pytest.importorskip("pyarrow")
    table = log.as_of("2032-01-01").table()
    with warnings.catch_warnings(action="error", category=Unread):
        made = arrow.table(table)
    assert made.column_names == [column.name for column in TABLE]
    assert [tuple(row.values()) for row in made.to_pylist()] == [(*row[:-2], *map(list, row[-2:])) for row in table]
    assert made.schema.metadata[b"schema"] == b"knowledge-answers/2"


def test_what_has_to_go_to_the_rules_forgets_nothing_of_what_looks_alike(log: EventLog) -> None:
    """A piece of a question that the rules must judge whole is known from other questions, and stays known."""
    log.record(*figure(25, 2, factuality="PS+"))
    known = log.as_of()

    def judge(question: str, positions: Any) -> Any:
        told = [(position, "alleged", ("org:port",)) for position in positions]
        return None if question == PORTS[2] else ("alleged", told, True)

    def ask(port: int) -> Any:
        [(_, found)] = bulk(known.reader, known.cut, [PORTS[port]], judge)
        return found

    before = ask(0)
    assert len(before.answers) == 20
    assert ask(2) is None
    assert ask(0) == before
    assert len(ask(1).answers) == 20

"""Days are those of the log's zone, and agents are called by their names, on every surface that is no JSON."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner

import eventlog
import words_log
from eventlog import Agent, Attribution, EventLog, Question, Report
from eventlog.cite import markdown_of, sourcing
from eventlog.cli.root import root
from eventlog.errors import UnknownQuestion
from eventlog.events import SameEntity
from eventlog.knowledge import Policy
from eventlog.knowledge.turning import START, last_of, turning
from eventlog.render import dates
from eventlog.render.naming import in_names
from words_surfaces import commands, objects

INSTANT = re.compile(r"T\d\d:\d\d:\d\d(\.\d+)?Z|\d\.\d{6}\b")
ZONES = ("UTC", "America/New_York", "Pacific/Auckland")


def printed(log: EventLog, path: Path) -> Iterator[tuple[str, str]]:
    """What a person reads: objects as they are printed and in a notebook, commands as tables, CSV and Markdown."""
    for name, one, _ in objects(log, words_log.LATER, "certain", "2031-06-03"):
        yield name, str(one)
        if hasattr(one, "_repr_html_"):
            yield name, html.unescape(one._repr_html_())
    for command, form, (_, line) in commands(path, log, words_log.LATER, "certain", "2031-06-03"):
        if form not in ("json", "jsonl"):
            yield f"{command} {form}", line


@pytest.mark.parametrize("zone", ZONES)
def test_no_microsecond_and_no_agents_id_is_read_by_a_person(zone: str, tmp_path: Path) -> None:
    """Microseconds stand only in JSON, and in a segment, which is a value; ids of named agents there and in CSV."""
    path = tmp_path / "talk.db"
    log = words_log.build(path, zone)
    surfaces = set()
    for surface, line in printed(log, path):
        surfaces.add(surface)
        assert surface == "Segment" or not INSTANT.search(line), (surface, line)
        if not surface.endswith(" csv"):
            assert not [one for one in words_log.AGENTS if one in line and not one.startswith("anon:")], (surface, line)
    assert {"Segment", "Why", "WhyNot", "Knowledge", "why table", "timeline csv", "as-of csv"} <= surfaces


@pytest.mark.parametrize("zone", ZONES)
def test_no_two_rows_of_a_timeline_share_a_day(zone: str, tmp_path: Path) -> None:
    """A segment ends with the day before the next one begins, wherever both are whole days."""
    log = words_log.build(tmp_path / "talk.db", zone)
    known = log.as_of(words_log.LATER)
    looked = 0
    for standing in known:
        done = CliRunner().invoke(
            root, ["timeline", standing.id, "--log", str(tmp_path / "talk.db"), "--as-of", words_log.LATER, "-f", "csv"]
        )
        rows = list(dict.fromkeys((row["from"], row["until"]) for row in csv.DictReader(io.StringIO(done.stdout))))
        assert len(rows) == len(standing.timeline)
        for (begin, until), (after, _) in pairwise(rows):
            looked += 1
            assert begin <= until < after
    assert looked > 10


def test_why_and_as_of_give_a_report_the_same_day(tmp_path: Path) -> None:
    """The day of a report is read in its own zone, else in the log's, by every command."""
    path = str(tmp_path / "berlin.db")
    report = Report(publisher="outlet:post", title="A day", published="2031-02-08")
    claim = report.claim("a.b", True, by=["org:x"])
    with eventlog.open(path, zone="Europe/Berlin") as log:
        log.record(report, claim)
    run = CliRunner().invoke
    told = json.loads(run(root, ["why", claim.id, "--log", path, "-f", "json"]).stdout)
    (answer,) = json.loads(run(root, ["as-of", "2031-03", "--log", path, "-f", "json"]).stdout)
    assert told["report"]["published"] == answer["claims"][0]["report"]["published"]
    assert told["report"]["published"]["latest"] == "2031-02-08T22:59:59.999999Z"
    assert re.search(r"published +2031-02-08\n", run(root, ["why", claim.id, "--log", path, "-f", "table"]).stdout)


@pytest.mark.parametrize(("during", "since"), [("2031-03/..", "1 April"), ("2031-03-09/..", "9 March")])
def test_what_begins_within_a_month_is_said_to_hold_after_it(during: str, since: str) -> None:
    """Of "in March" it is certain from April on; of "on 9 March" that day is said."""
    log = eventlog.open(":memory:", zone="Europe/Berlin", clock=lambda: words_log.NOW)
    for day, value, when in (("02", "ore", "2031-01/.."), ("12", "coal", during)):
        report = Report(publisher="outlet:post", title=day, published=f"2031-05-{day}")
        log.record(report, report.claim("q.cargo", value, by=["org:a"], during=when))
    standing = log.as_of("2031-07")["q.cargo"]
    assert str(standing).startswith(f"q.cargo: alleged since {since}: Coal, says org:a")


def test_a_figure_of_a_series_has_its_time_also_where_it_stands_alone() -> None:
    """The first figure of a series is told with its window, as later ones are."""
    log = eventlog.open(":memory:", zone="UTC", clock=lambda: words_log.NOW)
    log.record(Question(id="fl.cases", answer="quantity", kind="event", measure="total"))
    for day, count in (("02", 9), ("03", 12)):
        report = Report(publisher="outlet:post", title=day, published=f"2031-05-{day}")
        value = {"low": count, "high": count, "unit": "case", "of": "cases", "window": f"2031-05-{day}"}
        log.record(report, report.claim("fl.cases", value, by=["org:rescue"]))
    assert "9 cases (2 May 2031), says org:rescue" in str(log.as_of("2031-05-02")["fl.cases"])
    assert "12 cases (3 May 2031), says org:rescue" in str(log.as_of("2031-05-03")["fl.cases"])


def test_two_names_of_one_agent_are_one_answer() -> None:
    """Behind nobody's name stands, as a figure of his own, what is only another name of the answer."""
    known = words_log.build().as_of(words_log.LATER)
    assert "Ada Berg, say Harbour Board (10 June) and Port Union (5 June)" in str(known["port.heir"])
    log = eventlog.open(":memory:")
    log.record(Agent(id="person:a", name="Ann Lee"), Agent(id="person:b"), Question(id="q.who", answer="agent"))
    one = Report(publisher="outlet:post", title="Who", published="2031-06-05")
    log.record(one, *(one.claim("q.who", {"agent": f"person:{id}"}, by=[f"gov:{id}"]) for id in "ab"))
    assert "say gov:a" not in str(log.as_of("2031-07")["q.who"])
    log.record(SameEntity(a="person:a", b="person:b"))
    assert "Ann Lee, say gov:a (5 June) and gov:b (5 June)" in str(log.as_of("2031-07")["q.who"])


def test_what_is_over_says_since_when_once() -> None:
    """The day stands in the answer, and no second time beside the status."""
    log = eventlog.open(":memory:", zone="UTC", clock=lambda: words_log.NOW)
    one = Report(publisher="outlet:post", title="Shut", published="2031-05-02")
    two = Report(publisher="outlet:post", title="Open", published="2031-05-09")
    log.record(one, one.claim("q.shut", True, by=["org:board"]))
    log.record(two, two.claim("q.shut", None, by=["org:board"], during="2031-05-09/..", factuality="CT-"))
    lines = str(log.as_of("2031-06-01")["q.shut"]).splitlines()
    assert lines[0] == "q.shut: superseded: nothing since 9 May, says org:board"


def test_a_denial_has_one_bracket() -> None:
    """Its status stands behind the answer; behind a name stands only what is that name's."""
    known = words_log.build().as_of(words_log.LATER)
    assert "Not 27 May 2031 (denied), says Harbour Board (9 June)" in str(known["port.blast"])
    assert not any(") (" in line for one in known for line in str(one).splitlines() if "inferred" not in line)


def test_a_question_that_is_none_says_so_everywhere(tmp_path: Path) -> None:
    """By command with an exit code of its own, in Python as an error, or as a problem with the name most like it."""
    path = tmp_path / "talk.db"
    log = words_log.build(path)
    first, last = log.as_of("2031-06-03"), log.as_of(words_log.LATER)
    for argv in (
        ["diff", "2031-06-03", "2031-07-20"],
        ["questions"],
        ["as-of"],
        ["explore", "-o", str(tmp_path / "x")],
    ):
        done = CliRunner().invoke(root, [*argv, "--log", str(path), "--about", "port.craine"])
        assert isinstance(done.exception, UnknownQuestion), argv
        assert str(done.exception) == "no such question: port.craine; near: port.crane"
    for ask in (
        lambda: eventlog.diff(first, last, "no.such"),
        lambda: last.about("no.such"),
        lambda: last.statuses("x"),
    ):
        with pytest.raises(UnknownQuestion, match="no such question"):
            ask()
    (problem,) = last["port.craine"].problems
    assert str(problem).endswith("port.craine was never defined, and nothing claimed on it; near: port.crane")
    assert last["port.craine"].status == "unreported"
    assert eventlog.diff(log.as_of("2030"), log.as_of("2030-02"), "port.crane") == ()  # known, only later


MIDNIGHT = 1_940_364_000_000_000  # 28 June 2031 in Berlin, 27 June 22:00 in UTC


@pytest.mark.parametrize(
    ("micros", "begin", "end", "moment"),
    [
        (MIDNIGHT, "2031-06-28", "2031-06-27", "28 June 2031"),
        (MIDNIGHT - 1, "2031-06-28", "2031-06-27", "27 June 2031"),
        (MIDNIGHT + 1, "2031-06-28", "2031-06-27", "28 June 2031"),
        (MIDNIGHT - 90_000_000, "2031-06-27 23:58:30", "2031-06-27 23:58:30", "27 June 2031, 23:58:30"),
        (MIDNIGHT + 3_600_000_000, "2031-06-28 01:00", "2031-06-28 01:00", "28 June 2031, 01:00"),
        (-(2**63), "0001-01-01", "0001-01-01", "1 January 1"),
        (2**63 - 1, "9999-12-31", "9999-12-31", "31 December 9999"),
    ],
)
def test_edges_are_whole_days(micros: int, begin: str, end: str, moment: str) -> None:
    """Within a microsecond of midnight a begin is that of the day, and an end that of the day before."""
    assert dates.edge_text(micros, "Europe/Berlin") == begin
    assert dates.edge_text(micros, "Europe/Berlin", last=True) == end
    assert dates.moment_words(micros, "Europe/Berlin") == moment


def test_what_stands_from_the_beginning_of_time_is_said_with_the_years_of_its_words() -> None:
    """Of an undated report an answer may stand before all dates: no year is that of such a cut."""
    log = eventlog.open(":memory:")
    report = Report(publisher="outlet:post", title="undated")
    june = report.claim("fort.held", True, by=["person:ada"], said="2031-05-09", during="2031-06")
    july = report.claim("fort.held", True, by=["person:bo"], said="2031-05-12", during="2031-07/..")
    log.record(Question(id="fort.held", kind="state"), report, june, july)
    found = list(turning(last_of(log.as_of(), "fort.held", None), None))
    told = [str(standing) for policy, moment, standing in found if (policy, moment) == (Policy.POSSIBLE, START)]
    assert len(told) == 1
    assert "say person:ada (for June 2031, 9 May 2031) and person:bo (from July 2031 on, 12 May 2031)" in told[0]
    assert all(str(standing) for _, _, standing in found)


def test_who_has_no_name_is_unnamed_in_reasons_too() -> None:
    """A brief tells why no more sources are counted, and whose word that is, as it tells who said it."""
    log = eventlog.open(":memory:")
    report = Report(publisher="outlet:post", title="Port", published="2031-06-12")
    guild = Attribution(agent="org:guild", scope="inferred")
    log.record(
        *(Agent(id="anon:crew", name="a crew member"), Agent(id="org:guild", name="the Guild"), report),
        *(report.claim("port.shut", by=["anon:crew"]), report.claim("port.shut", by=[guild])),
    )
    told = markdown_of(sourcing(log.as_of("2031-06-30"), ["port.shut"], log.head))
    assert "an unnamed crew member: anonymous" in told
    assert "the Guild (inferred): anonymous" in told
    assert "; a crew member" not in told


def test_a_brief_does_not_call_erased_what_a_copy_leaves_out(tmp_path: Path) -> None:
    """Nothing was erased from the log: the copy lacks it."""
    report = Report(publisher="outlet:post", title="Port", published="2031-06-12")
    memo = Report(publisher="outlet:post", title="Memo", published="2031-06-12")
    with eventlog.open(tmp_path / "log.db") as log:
        log.record(report, report.claim("port.shut", by=["org:guild"]), memo)
        log.copy(tmp_path / "copy.db", without=[memo])
    with eventlog.open(tmp_path / "copy.db", read_only=True) as copy:
        told = markdown_of(sourcing(copy.as_of("2031-06-30"), ["port.shut"], copy.head))
    assert "withheld: 1 entry, erased from the log or left out of this copy of it" in told


def test_blanks_around_a_name_are_no_part_of_it_and_no_name() -> None:
    """Who is called by blanks alone is called by the id, and nobody's words are nobody's."""
    report = Report(publisher="outlet:post", title="Port", published="2031-06-12")
    with eventlog.open(":memory:") as log:
        log.record(Agent(id="org:guild", name=" The Guild "), Agent(id="org:crew", name="  "), report)
        log.record(*(report.claim("port.shut", by=[one], said="2031-06-11") for one in ("org:guild", "org:crew")))
        line = str(log.as_of("2031-06-30")["port.shut"]).splitlines()[1]
    assert line == "  Yes, say org:crew and The Guild"


def test_a_sentence_of_the_rules_tells_who_was_inferred_and_who_has_no_name() -> None:
    """In place of ids stand names, also of those that nobody defined; other words stay as they are."""
    name_of = {"person:kim": "Kim"}.get
    sentence = "a person: person:kim, person:kim?, org:x? and anon:aide: go back to one root"
    told = in_names(sentence, lambda agent: name_of(agent, agent))
    assert told == "a person: Kim, Kim (inferred), org:x (inferred) and unnamed sources: go back to one root"

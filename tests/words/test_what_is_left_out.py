"""What bounds a word goes with it on every surface: its condition, its time, who ends a state, and which of two names.

Each sentence here was printed without it, and so said what nobody had said.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import eventlog
import words_log
from eventlog import Agent, EventLog, Policy, Question, Report, explore, export
from eventlog.claims import Membership
from eventlog.cli.root import root
from eventlog.events import Retracted, SameEntity
from eventlog.explore.turns import history
from eventlog.render.pictures import described, rows_of
from explore_samples import book_of
from words_surfaces import EXPORTERS, commands, exported, objects, page

AT = "2031-07-20"
POST = Report(publisher="outlet:post", title="One", published="2031-06-05")
MAIL = Report(publisher="outlet:mail", title="Two", published="2031-06-10")


def log_with(*events: Any, target: str | Path = ":memory:") -> EventLog:
    """A log of these, after two reports."""
    log = eventlog.open(target, zone="UTC", clock=lambda: words_log.NOW)
    log.record(POST, MAIL, *events)
    return log


def told(log: EventLog, question: str, date: str = AT) -> str:
    """A standing as it is printed."""
    return str(log.as_of(date)[question])


CONDITIONAL = (
    Agent(id="gov:m", name="Sea Ministry"),
    Agent(id="org:u", name="Union"),
    POST.claim("q.open", True, by=["gov:m"], stance="promise", condition="the pact is signed", during="2031-01/.."),
    MAIL.claim("q.open", False, by=["org:u"]),
    MAIL.claim("q.lit", False, by=["gov:m"], condition="the pact is signed"),
)


def lines_of_conditions(path: Path, folder: Path) -> Iterator[tuple[str, str]]:
    """Every line of every surface."""
    log = log_with(*CONDITIONAL, target=path)
    for name, one, _ in objects(log, AT, "certain", "2031-06-03"):
        yield from ((name, line) for line in str(one).splitlines())
    yield from ((f"{name} {form}", line) for name, form, (_, line) in commands(path, log, AT, "certain", "2031-06-03"))
    for name in EXPORTERS:
        yield from ((name, line) for _, line in exported(name, log, log.as_of(AT), folder) or ())
    yield from (("page", line) for _, line in page(log))


def test_a_condition_is_told_wherever_the_answer_is(tmp_path: Path) -> None:
    """Who says yes on a condition does not say yes: no line names the speaker beside a bare answer."""
    spoken = re.compile(r"(?:yes|no)[^;:,]*, (?:promises|says) Sea Ministry(.*)", re.IGNORECASE)
    seen = set()
    for surface, line in lines_of_conditions(tmp_path / "c.db", tmp_path):
        for rest in spoken.findall(line):
            seen.add(surface.split(" ")[0])
            assert re.match(r" \([^)]*\bon a condition\)", rest), (surface, line)
    assert {"Standing", "LiveClaim", "Why", "Change", "as-of", "diff", "why", "brief", "to_jsonl", "page"} <= seen


def test_a_condition_stands_with_what_holds_and_in_pictures() -> None:
    """A stretch of a timeline, a picture and the authors of a review know of it; a word without one makes it plain."""
    log = log_with(*CONDITIONAL)
    standing = log.as_of(AT)["q.open"]
    held = {str(one) for segment in standing.timeline for one in segment.held}
    assert "yes (on a condition)" in held
    assert "no" in held
    assert "Sea Ministry: yes (on a condition), " in described(rows_of(standing, standing.name_of), "UTC")
    reviews = json.loads(export.to_claim_reviews(log.as_of(AT), author="The desk", url="https://example.org/"))
    assert {str(one["itemReviewed"]["author"]) for one in reviews["@graph"]} == {"[]"}
    log.record(MAIL.claim("q.open", True, by=["gov:m"], said="2031-06-09", during="2031-01/.."))
    assert "on a condition" not in told(log, "q.open").splitlines()[-2]


def test_the_denial_of_an_outsider_has_its_own_day_and_no_condition() -> None:
    """Who takes back another one's word says the opposite at the notice, and not on the other's condition."""
    claim = POST.claim("q.built", True, by=["gov:m"], condition="it rains")
    log = log_with(claim, Retracted(target=claim.id, by="org:u", notice="2031-06-20"))
    assert "no, says org:u (20 June)\n" in told(log, "q.built") + "\n"


@pytest.mark.parametrize("value", [True, False])
def test_a_review_knows_of_the_denial_of_an_outsider(value: bool) -> None:
    """Whether it is in a report or in a retraction of another one's word: named sources stand on both sides."""
    claim = POST.claim("q.built", value, by=["gov:m"])
    log = log_with(claim, Retracted(target=claim.id, by="org:u", notice="2031-06-20"))
    reviews = json.loads(export.to_claim_reviews(log.as_of(AT), author="The desk", url="https://example.org/"))
    assert [one["reviewRating"]["alternateName"] for one in reviews["@graph"]] == ["disputed"]


def test_each_backer_of_a_figure_has_the_time_of_its_own_word() -> None:
    """What one says of June is not said of July because another one's bound is of both."""
    of = {"unit": "person", "of": "sailors"}
    less = {"high": 25, "high_open": True, **of}
    log = log_with(
        Question(id="q.crew", answer="quantity", measure="level"),
        POST.claim("q.crew", {"low": 30, "low_open": True, **of}, by=["gov:m"], during="2031-05"),
        MAIL.claim("q.crew", {"low": 20, "high": 20, **of}, by=["gov:m"], during="2031-06"),
        MAIL.claim("q.crew", less, by=["org:u"], during="2031-06/..", factuality="PR+"),
    )
    assert (
        "Less than 25 sailors, say gov:m (20, for June 2031, 10 June) and org:u (probably, from June 2031 on, 10 June)"
        in told(log, "q.crew")
    )
    assert "More than 30 sailors (May 2031, alleged), says gov:m" in told(log, "q.crew")


@pytest.mark.parametrize(("date", "since"), [(AT, "from 1 September"), ("2031-09-20", "since 1 September")])
def test_what_lies_ahead_has_not_been_so_since(date: str, since: str) -> None:
    """Before its begin a state is denied from then on, after it since then."""
    log = log_with(POST.claim("q.fire", False, by=["gov:m"], stance="promise", during="2031-09/.."))
    first = told(log, "q.fire", date).splitlines()[0]
    assert first.startswith(f"q.fire: denied {since}" if date == AT else "q.fire: denied")


def test_what_ended_says_who_ended_it() -> None:
    """That nothing holds is somebody's word, too; of what was only proposed it says so."""
    over = {"during": "2031-06-09/..", "factuality": "CT-"}
    log = log_with(
        POST.claim("q.shut", True, by=["gov:m"]),
        *(MAIL.claim("q.shut", None, by=[by], **over) for by in ("gov:m", "org:u")),
        MAIL.claim("q.lit", None, by=["anon:aide"], **over),
    )
    assert "nothing since 9 June, say gov:m and org:u" in told(log, "q.shut")
    assert "nothing since 9 June, according to unnamed sources" in told(log, "q.lit")


SMITHS = (
    Agent(id="person:one", name="Jo Smith"),
    Agent(id="person:two", name="Jo  smith"),
    POST.claim("q.open", True, by=["person:one"], said="2031-06-04"),
    POST.claim("q.open", True, by=["person:two"], said="2031-06-04"),
)


def test_two_of_one_name_are_told_apart_by_the_shortest_thing() -> None:
    """What they are, else whose they are, else their ids; who is one with another, or alone, keeps the bare name."""
    log = log_with(*SMITHS, POST.claim("q.lit", True, by=["person:one"], said="2031-06-04"))
    assert "Jo Smith (person:one) (4 June) and Jo  smith (person:two) (4 June)" in told(log, "q.open")
    assert "says Jo Smith (4 June)" in told(log, "q.lit")
    log.record(Agent(id="org:navy", name="Navy"), Agent(id="org:bank", name="Bank"))
    for id, home in (("one", "navy"), ("two", "bank")):
        log.record(Agent(id=f"person:{id}", name="Jo Smith", part_of=[Membership(agent=f"org:{home}")]))
    assert re.search(r"Jo Smith \((Navy|org:navy)\) \(4 June\) and Jo Smith \((Bank|org:bank)\)", told(log, "q.open"))
    log.record(SameEntity(a="person:one", b="person:two"))
    assert "says Jo Smith (4 June)" in told(log, "q.open")


def test_an_outlet_and_a_body_of_one_name_are_told_apart_by_what_they_are() -> None:
    """The kind is in the id."""
    log = log_with(
        Agent(id="org:sun", name="Sun"),
        Agent(id="outlet:sun", name="Sun"),
        *(POST.claim("q.open", True, by=[by], said="2031-06-04") for by in ("org:sun", "outlet:sun")),
    )
    assert "Sun (organisation) (4 June)" in told(log, "q.open")
    assert "Sun (outlet) (4 June)" in told(log, "q.open")


def test_a_picture_counts_two_of_one_name_as_two() -> None:
    """For readers who can't see it, too."""
    standing = log_with(*SMITHS).as_of(AT)["q.open"]
    assert described(rows_of(standing, lambda _: "Jo Smith"), "UTC").startswith("two sources. ")


def test_what_keeps_a_claim_out_and_what_is_wrong_name_agents_by_their_names() -> None:
    """Who withdrew it, and who stands on both sides."""
    claim = POST.claim("q.sold", True, by=["gov:m"])
    log = log_with(
        Agent(id="gov:m", name="Sea Ministry"),
        claim,
        Retracted(target=claim.id, by="gov:m", notice="2031-06-20"),
        Question(id="q.said", kind="utterance", about="gov:m"),
        POST.claim("q.said", True, by=["gov:m"]),
        MAIL.claim("q.said", True, by=["gov:m"], stance="deny", factuality="CT-"),
    )
    assert "withdrawn by Sea Ministry (entry" in log.as_of(AT).why_not(claim).text
    assert "gov:m" not in told(log, "q.said")
    assert "Sea Ministry stands on both sides" in told(log, "q.said")
    assert "gov:m" not in log.as_of(AT)._repr_html_()


def test_no_row_of_a_timeline_ends_before_it_begins(tmp_path: Path) -> None:
    """What one says of June alone and another from some day of June on: two rows that meet, in the explorer, too."""
    log = log_with(
        Question(id="q.lit", answer="text"),
        POST.claim("q.lit", "all", by=["gov:m"], during="2031-06"),
        MAIL.claim("q.lit", "half", by=["org:u"], during="2031-06/.."),
        target=tmp_path / "lit.db",
    )
    done = CliRunner().invoke(root, ["timeline", "q.lit", "--log", str(tmp_path / "lit.db"), "-f", "csv"])
    days = [(row["from"], row["until"]) for row in csv.DictReader(io.StringIO(done.stdout))]
    assert {*days} == {("2031-06-01", "2031-06-30"), ("2031-07-01", "")}
    book = book_of(explore.page(log))
    rows = [row for state in book["questions"][0]["states"] for row in state[7]]
    told = {tuple(book["phrases"][phrase] for phrase in row[:2]) for row in rows}
    assert {("1 June 2031", "30 June 2031"), ("1 July 2031", "")} <= told
    assert ("1 July 2031", "30 June 2031") not in told


def test_what_has_ended_is_told_with_its_end() -> None:
    """A stretch that is over by the cut is no answer "since" a day; one that goes on is, though its end is known."""
    log = log_with(
        Question(id="q.home", answer="text"),
        POST.claim("q.home", "Lind", by=["org:u"], during="2029-03-05/2030-06"),
        Question(id="q.guest", answer="text"),
        POST.claim("q.guest", "Lind", by=["org:u"], during="2031-05-01/2031-07"),
    )
    assert "from 1 June 2030 to 30 June 2030: Lind (from 5 March 2029 to June 2030, only possibly)" in told(
        log, "q.home"
    )
    assert "since" not in told(log, "q.home")
    assert "alleged since 1 July: Lind (from 1 May 2031 to July 2031, only possibly)" in told(log, "q.guest")
    later = str(log.as_of("2031-08-01")["q.guest"])
    assert "alleged from 1 July to 31 July: Lind (from 1 May 2031 to July 2031, only possibly)" in later
    turns = history(log.as_of("2031-08-01"), "q.guest", None).turns[Policy.CERTAIN]
    ends = [turn.state.words for turn in turns][-2:]
    assert ends == ["alleged since 1 July 2031", "alleged from 1 July 2031 to 31 July 2031"]


def test_that_nothing_holds_is_told_as_it_was_said() -> None:
    """With its condition; and where that is over by the cut, from when to when, and not since its last day."""
    nothing: dict[str, Any] = {"factuality": "CT-", "by": ["org:u"]}
    log = log_with(
        Question(id="q.lit", answer="text"),
        POST.claim("q.lit", None, during="2031-06-09/..", condition="the grid holds", **nothing),
        Question(id="q.shut", answer="text"),
        POST.claim("q.shut", None, during="2031-06-09/2031-06-30", **nothing),
    )
    assert "nothing since 9 June, says org:u (on a condition)" in told(log, "q.lit")
    assert "nothing from 9 June to 30 June, says org:u" in told(log, "q.shut")
    assert "nothing since 9 June, says org:u" in str(log.as_of("2031-06-20")["q.shut"])

"""What no source said is on no surface: a time without its end, a text that reads as a word of ours, a verb of another
question, a voice that is only counted.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

import eventlog
import words_log
from eventlog import Agent, EventLog, Question, Report, export
from eventlog.cite import sourcing, told
from eventlog.claims import Attribution, Factuality
from eventlog.events import Corrected, Superseded
from eventlog.explore.turns import history
from eventlog.render import json as shapes
from eventlog.render.values import own_answer
from explore_samples import book_of
from words_surfaces import page

AT = "2031-07-20"
POST = Report(publisher="outlet:post", title="One", published="2031-06-05")
MAIL = Report(publisher="outlet:mail", title="Two", published="2031-06-10")
ADA, BO = Agent(id="person:ada", name="Ada"), Agent(id="person:bo", name="Bo")


def log_with(*events: Any) -> EventLog:
    """A log of these, after two reports and their speakers."""
    log = eventlog.open(":memory:", zone="UTC", clock=lambda: words_log.NOW)
    log.record(POST, MAIL, ADA, BO, *events)
    return log


def lines(log: EventLog, question: str) -> str:
    """How a question stands, as a sentence rests on it."""
    return told(log.as_of(AT)[question])


@pytest.mark.parametrize(
    ("during", "words"),
    [
        ("2030", "Yes (2030), says Ada"),
        ("2031-09", "Yes (September 2031), says Ada"),
        ("2010/2015", "Yes (from 2010 to 2015), says Ada"),
        ("2031-01/..", "Yes, says Ada"),
        (None, "Yes, says Ada"),
    ],
)
def test_what_holds_for_a_time_with_an_end_is_told_with_it(during: str | None, words: str) -> None:
    """Of what was over by the cut, or lies ahead, it was said that it is so; a denial said of which time it is."""
    log = log_with(POST.claim("q.open", True, by=["person:ada"], during=during))
    assert words in lines(log, "q.open")
    assert any(words in line for _, line in page(log))


def test_each_who_backs_a_state_has_the_time_of_its_own_word() -> None:
    """Two that speak of two times are not one that speaks of both; what happens once has no such time."""
    log = log_with(
        Question(id="q.sunk", kind="event"),
        POST.claim("q.open", True, by=["person:ada"], during="2010/2015"),
        MAIL.claim("q.open", True, by=["person:bo"], during="2020/.."),
        POST.claim("q.sunk", True, by=["person:ada"], during="2031-06-01"),
    )
    assert "Yes, say Ada (from 2010 to 2015, 5 June) and Bo (from 2020 on, 10 June)" in lines(log, "q.open")
    assert lines(log, "q.sunk") == "alleged: Yes, says Ada (5 June)"


def test_a_time_is_told_once_to_an_agent() -> None:
    """The desk adds of which time a word is where the sentence does not say it."""
    from eventlog.desk import Desk
    from eventlog.mcp.words import answer_text

    log = log_with(
        POST.claim("q.open", True, by=["person:ada"], during="2031-09"),
        POST.claim("q.lit", True, by=["person:ada"], during="2031-01/.."),
    )
    desk = Desk(log, published=AT)
    assert "| Yes (September 2031), says Ada (5 June)\n" in answer_text(desk.call("ask", {"question": "q.open"}))
    assert "· from January 2031 on" in answer_text(desk.call("ask", {"question": "q.lit"}))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("no", "“no”, says Ada"),
        ("Nothing", "“Nothing”, says Ada"),
        ("not before May", "“not before May”, says Ada"),
        ("yes, says Bo; no", "“yes, says Bo; no”, says Ada"),
        ("shut\nopen, says Bo", "“shut open, says Bo”, says Ada"),
        ("the third brigade", "The third brigade, says Ada"),
        ("notable, in part", "Notable, in part, says Ada"),
    ],
)
def test_a_text_that_reads_as_a_word_of_ours_is_quoted(text: str, line: str) -> None:
    """On one line, so that nothing in it is another answer or another voice; any other text is as it was."""
    log = log_with(Question(id="q.text", answer="text"), POST.claim("q.text", {"text": text}, by=["person:ada"]))
    standing = log.as_of(AT)["q.text"]
    assert told(standing) == f"alleged: {line} (5 June)"
    assert str(standing.claims[0]) == line
    assert book_of(eventlog.explore.page(log))["phrases"].count(line) == 1
    [review] = json.loads(export.to_claim_reviews(log.as_of(AT), author="D", url="https://example.org/"))["@graph"]
    assert review["reviewRating"]["ratingExplanation"].startswith(line)


def test_what_is_denied_of_a_text_or_a_name_is_no_denial_of_ours() -> None:
    """A denial of a text "yes" read as a no of ours."""
    assert own_answer("yes", Factuality.NOT_CERTAIN) == "not “yes”"
    assert own_answer("a fort", Factuality.NOT_POSSIBLE) == "possibly not a fort"
    log = log_with(
        Agent(id="org:no", name="No"),
        Agent(id="org:nor", name="No Name Ltd"),
        Question(id="q.who", answer="agent", single=False),
        POST.claim("q.who", {"agent": "org:no"}, by=["person:ada"]),
        MAIL.claim("q.who", {"agent": "org:nor"}, by=["person:ada"]),
    )
    assert {"“No”, says Ada (5 June)", "No Name Ltd, says Ada (10 June)"} <= set(
        lines(log, "q.who").removeprefix("alleged: ").splitlines()
    )


def test_that_it_was_not_by_a_day_is_not_told_as_from_that_day_on() -> None:
    """What was denied is that it was so until then; "not until 27 May" says that it was so from then on."""
    log = log_with(
        Question(id="q.when", answer="time", kind="event"),
        POST.claim("q.when", {"time": "../2031-05-27"}, by=["person:ada"], factuality="CT-"),
    )
    assert lines(log, "q.when") == "denied: Not in the time until 27 May 2031, says Ada (5 June)"


def test_who_only_holds_it_possible_is_told_where_it_is_counted() -> None:
    """Two sources stood beside a yes that one of them gives."""
    firm = POST.claim("q.open", True, by=["person:ada"])
    log = log_with(firm, MAIL.claim("q.open", True, by=["person:bo"], factuality="PS+"))
    told_ = "two sources, independence not established, counting those who call it only possible"
    knowledge = log.as_of(AT)
    assert told_ in str(knowledge["q.open"])
    appendix = sourcing(knowledge, ["q.open"], log.head)
    assert appendix.sourced[0].independence[0][0] == f"yes: {told_}"
    log = log_with(firm, MAIL.claim("q.open", True, by=["person:bo"], factuality="PR+"))
    assert str(log.as_of(AT)["q.open"]).endswith("two sources, independence not established")


def test_each_figure_has_its_hedge_in_json() -> None:
    """Its text was the bare number, whoever only held it possible."""
    crew = {"low": 3, "high": 3, "unit": "ship"}
    log = log_with(
        Question(id="q.crew", answer="quantity", kind="event"),
        POST.claim("q.crew", crew, by=["person:ada"], factuality="PS+"),
    )
    [position] = shapes.standing(log.as_of(AT)["q.crew"])["positions"]
    assert [position["text"], *(one["text"] for one in position["figures"])] == ["possibly 3 ships"] * 2


def test_whether_it_was_said_is_told_with_says() -> None:
    """Who expected something was told to expect that it had said so, in every sentence but that of the answer."""
    claim = POST.claim("q.said", True, by=["person:ada"], stance="predict", factuality="PS+")
    log = log_with(Question(id="q.said", kind="utterance", about="person:ada"), claim)
    knowledge = log.as_of(AT)
    line = "Yes, says Ada"
    assert str(knowledge["q.said"].claims[0]) == line
    assert str(knowledge.why(claim.id)).splitlines()[0] == line
    assert [one.line for one in sourcing(knowledge, ["q.said"], log.head).sourced[0].voices] == [line]
    assert book_of(eventlog.explore.page(log))["claims"][0][1] == line
    assert any(json.loads(one)["value"] == f"q.said: {line}" for one in export.to_ftm(knowledge))
    assert str(history(knowledge, "q.said", None).question.kind) == "utterance"


def test_the_way_to_a_claim_says_which_step_is_inferred_or_has_no_name() -> None:
    """The names alone told an inferred speaker as a stated one."""
    chain = ["anon:aide", Attribution(agent="person:ada", scope="inferred")]
    claim = POST.claim("q.open", True, by=chain)
    log = log_with(Agent(id="anon:aide", name="port aides"), claim)
    knowledge = log.as_of(AT)
    assert "outlet:post > unnamed port aides > Ada (inferred)" in str(knowledge.why(claim.id))
    voice = sourcing(knowledge, ["q.open"], log.head).sourced[0].voices[0]
    assert voice.through == ("outlet:post", "unnamed port aides", "Ada (inferred)")
    assert "unnamed port aides &gt; Ada (inferred)" in export.to_timeline_js(knowledge)


@pytest.mark.parametrize(("kind", "words"), [(Superseded, "replaced"), (Corrected, "corrected")])
def test_what_its_source_put_something_else_for_is_not_told_as_withdrawn(kind: Any, words: str) -> None:
    """Why a claim is out names what its source did."""
    claim = POST.claim("q.open", True, by=["person:ada"])
    log = log_with(claim, kind(target=claim.id, by="person:ada", notice="2031-06-20"))
    assert log.as_of(AT).why_not(claim.id).text.startswith(f"it was {words} by Ada (entry ")


def test_a_claim_of_another_type_is_not_told_as_part_of_the_answer() -> None:
    """Where its question was defined as another one since."""
    claim = POST.claim("q.crew", {"text": "three"}, by=["person:ada"])
    log = log_with(claim)
    log.record(Question(id="q.crew", answer="quantity"))
    out = log.as_of(AT).why_not(claim.id)
    assert (bool(out), out.kind) == (True, "kind")
    assert "another type" in out.text

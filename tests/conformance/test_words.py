"""Every case of words.json holds: how claims, answers, names and readings are put into words."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import eventlog
from eventlog import Agent, AgentValue, Quantity, Question, Report
from eventlog.render import phrasing

CASES = json.loads((Path(__file__).parent / "data" / "words.json").read_text("utf-8"))


def _ids(cases: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(case, id=case["id"]) for case in cases]


def _agent(name: str, *, outlet: bool = False) -> Agent:
    slug = re.sub("[^a-z]+", "-", name.lower()).strip("-")
    return Agent(id=f"{'outlet' if outlet else 'org'}:{slug}", name=name)


def _value(value: Any) -> Any:
    if isinstance(value, dict) and "agent" in value:
        return AgentValue(value["agent"])
    return Quantity(**value) if isinstance(value, dict) else value


@pytest.mark.parametrize("case", _ids(CASES["claims"]))
def test_a_claim_is_said_as_the_case_says_it(case: dict[str, Any]) -> None:
    """The own answer and the sentence of each claim are those of the case."""
    told = case["claim"]
    who = _agent(told["by"], outlet=told.get("outlet", False))
    names = {who.id: who.name}
    if isinstance(told["value"], dict) and "agent" in told["value"]:
        names[told["value"]["agent"]] = told["value"]["name"]
    report = Report(publisher=who.id if told.get("outlet") else "outlet:post", title="t", published="2031-05-02")
    claim = report.claim(
        "q.a",
        _value(told["value"]),
        factuality=told["factuality"],
        stance=told["stance"],
        by=[] if told.get("outlet") else [who.id],
    )
    assert phrasing.own_answer(claim.value, claim.factuality, names.__getitem__) == case["own"]
    line = phrasing.claim_line(claim, names.__getitem__, factuality=claim.factuality, publisher=report.publisher)
    assert line in (case["line"], *case.get("also", ()))


FIGURE = re.compile(r"(more than|at least|about)? ?([\d,]+) (.+)")


def _figure(text: str) -> Quantity:
    bound, number, of = FIGURE.fullmatch(text).groups()  # type: ignore[union-attr]
    high = None if bound in ("more than", "at least") else number.replace(",", "")
    low_open = bound == "more than"
    return Quantity(low=number.replace(",", ""), high=high, low_open=low_open, unit="person", of=of)


@pytest.mark.parametrize("case", _ids([one for one in CASES["lines"] if one["about"] == "standing"]))
def test_an_answer_is_said_as_the_case_says_it(case: dict[str, Any]) -> None:
    """The sentence of an answer names backers with their own figures, and the other sources with theirs."""
    days = case["id"] == "tolls-on-three-days"
    log = eventlog.open(":memory:", clock=lambda: "2031-12-01T00:00:00Z")
    log.record(
        Question(id="q.a", answer="quantity", measure="cumulative" if case["id"].startswith("tolls") else "level")
    )
    for at, (figure, names) in enumerate(case["answers"]):
        report = Report(publisher=f"outlet:paper-{at}", title="t", published=f"2031-05-0{at + 2 if days else 2}")
        log.record(report, *(_agent(name) for name in names))
        log.record(*(report.claim("q.a", _figure(figure), by=[_agent(name).id]) for name in names))
    standing = log.as_of("2031-05-20")["q.a"]
    position = standing.positions[0]
    assert str(position.value) == case["value"]
    assert case.get("status", standing.status) == standing.status
    line = phrasing.position_line(position, standing.name_of)
    assert line in (case["line"], *case.get("also", ()))
    for surface in (line, str(standing), standing._repr_html_()):
        assert not any(re.search(rf"{re.escape(wrong)}\b", surface, re.IGNORECASE) for wrong in case["never"])


@pytest.mark.parametrize("case", _ids([one for one in CASES["lines"] if one["about"] != "standing"]))
def test_names_counts_and_readings_are_said_as_the_case_says_them(case: dict[str, Any]) -> None:
    """Names in a row, how many independently, and what the other reading says."""
    if case["about"] == "names":
        assert phrasing.join(case["names"]) == case["line"]
    elif case["about"] == "independence":
        assert phrasing.independence_words(*case["interval"]) == case["line"]
    else:
        assert phrasing.readings_words(case["certain"], case["possible"]) == case["line"]

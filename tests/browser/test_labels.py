"""What the page says of itself: counts, filters, links and labels hold for what is shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from eventlog import Attribution, EventLog, Link, Question, Report, explore
from explore_browser import NARROW, Make
from explore_samples import corpus, one_day
from proposed_samples import fill as proposals

pytestmark = pytest.mark.browser

TEXT = "return document.getElementById(arguments[0]).textContent"
LIST = "return document.getElementById('list').textContent"
OUTSIDE = """
return [...document.querySelectorAll('svg.figures')].flatMap(one => {
  const paper = one.getBoundingClientRect();
  return [...one.querySelectorAll('text')].filter(text => {
    const box = text.getBoundingClientRect();
    return box.left < paper.left - 2 || box.right > paper.right + 2;
  }).map(text => text.textContent);
})
"""


def people(low: Any, **more: Any) -> dict[str, Any]:
    """So many people."""
    return {"low": low, "high": low, "unit": "person"} | more


def many(log: EventLog) -> None:
    """More questions than a page of the list has, and in the last one more claims than it shows at once."""
    report = Report(publisher="outlet:a", title="A", published="2024-06-01")
    log.record(report)
    for at in range(60):
        log.record(Question(id=f"m.q{at:02}", words=f"The question {at}?"))
        log.record(*(report.claim(f"m.q{at:02}", at < 59, by=[f"person:x{by}"]) for by in range(12 if at == 59 else 1)))


def single(log: EventLog) -> None:
    """One more of each than there is room for."""
    log.record(
        Question(id="s.who", words="Who was it?", answer="text"),
        Question(id="s.many", words="How many came?", answer="quantity", kind="event"),
    )
    reports = [Report(publisher=f"outlet:o{at}", title=f"R{at}", published=f"2024-06-0{at + 1}") for at in range(7)]
    log.record(*reports, *(one.claim("s.who", f"W{at}", by=[f"person:w{at}"]) for at, one in enumerate(reports[:5])))
    log.record(*(one.claim("s.many", people(at + 1), by=[f"person:p{at}"]) for at, one in enumerate(reports[:6])))
    log.record(reports[6].claim("s.many", people(9, unit="tonne"), by=["person:t"]))


def states(log: EventLog) -> None:
    """What ended without being taken back; a name that was inferred, at both ends of a link; many stretches of time."""
    first = Report(publisher="outlet:a", title="A", published="2024-06-01")
    second = Report(publisher="outlet:b", title="B", published="2024-06-10")
    said = first.claim("e.agreed", True, by=["person:x"])
    passed = [Attribution(agent="person:m", scope="inferred"), Attribution(agent="person:y", scope="inferred")]
    echo = second.claim("e.agreed", True, by=passed)
    log.record(
        *(first, second, said, echo),
        first.claim("e.open", True, by=["person:x"], during="2024-05-01/2024-06-05"),
        second.claim("e.open", None, factuality="CT-", by=["person:x"], during="2024-04-01/.."),
        Link(kind="echoes", from_=echo.id, to=said.id, by="user:us", basis="the same words"),
        *(
            first.claim("e.held", True, by=[f"person:h{at}"], during=f"20{at:02}-01/20{at:02}-06")
            for at in range(1, 24)
        ),
    )


def huge(log: EventLog) -> None:
    """Figures of fifty digits, and one that is hedged."""
    log.record(Question(id="h.many", words="How many?", answer="quantity", kind="event"))
    for at, low in enumerate(("1e50", "3e50", "2e50")):
        report = Report(publisher=f"outlet:o{at}", title=f"R{at}", published=f"2024-06-0{at + 1}")
        log.record(report, report.claim("h.many", people(low), by=[f"person:p{at}"]))


def hedged(log: EventLog) -> None:
    """Two figures, one of them only probable, and on a condition."""
    report = Report(publisher="outlet:o", title="R", published="2024-06-01")
    log.record(
        *(Question(id="h.many", words="How many?", answer="quantity", kind="event"), report),
        report.claim("h.many", people(10), by=["person:p"], said="2024-05-01"),
        report.claim("h.many", people(40), by=["person:r"], said="2024-05-20", factuality="PR+", condition="it rains"),
    )


def test_a_link_leads_to_its_question_on_whatever_page_it_stands(make: Make) -> None:
    """Also to a claim that the list of a question shows only when asked."""
    page, _ = make(many)
    page.open("at=2024-06-30&find=&open=m.q58&to-question=1")
    assert page.run("return document.querySelector('[data-question=\"m.q58\"] .detail:not([hidden])') !== null")
    entries = page.run("return JSON.parse(document.getElementById('book').textContent).claims.map(one => one[8])")
    for entry in (entries[-1], entries[-12], entries[30]):
        page.open(f"claim={entry}")
        assert page.run("return Number(document.querySelector('.claim.asked')?.dataset.claim)") == entry
        assert page.run(
            "const box = document.querySelector('.claim.asked').getBoundingClientRect();"
            "return box.top > 0 && box.bottom < innerHeight"
        )
    page.open(f"claim={entries[30]}&page=3")
    assert page.run("return document.querySelector('#pager span').textContent") == "51 to 60 of 60"


def test_a_filter_is_told_where_it_holds_and_nowhere_else(make: Make) -> None:
    """A status filters one date, a kind of change two; a topic that no question has filters nothing."""
    page, _ = make(many)
    page.open("status=denied")
    assert page.run(TEXT, "filtered") == "denied"
    for view in ("two", "sources", "papers"):
        page.open(f"view={view}&status=denied")
        assert page.run(TEXT, "filtered") == "", view
    page.open("view=two&from=2024-05-01&kind=taken+back")
    assert page.run(TEXT, "filtered") == "taken back"
    assert page.run(LIST) == "Nothing fits what is searched for."
    page.open("topic=nothing.of.it")
    assert page.run(TEXT, "filtered") == ""
    assert "60 questions spoken of" in page.run(TEXT, "told")


def test_one_is_singular(make: Make) -> None:
    """One of whatever is counted."""
    page, _ = make(single)
    page.open("open=s.who,s.many")
    told = page.run("return document.body.innerText")
    assert "and 1 other answer\n" in told
    assert "1 more is not drawn" in told
    assert "1 other\n" in told
    page.open("view=two&find=Who")
    assert "of 1 question changed" in page.run(TEXT, "told")
    page.open("view=papers")
    assert "are not shown" not in page.run(LIST)


def test_a_name_that_was_inferred_is_told_so_wherever_it_stands(make: Make) -> None:
    """In a link between two words, and of whoever passed one on."""
    page, _ = make(states)
    page.open("open=e.agreed")
    link = page.run("return document.querySelector('ul.links').textContent")
    assert link.startswith("person:y (inferred) in B (outlet:b, 10 June 2024) echoes person:x in A")
    assert "through person:m (inferred)" in page.run("return document.querySelector('svg.lanes').textContent")


def test_what_ended_is_not_told_as_taken_back(make: Make) -> None:
    """Nobody takes back that a bridge was open by saying that it is so no longer."""
    page, log = make(states)
    page.open("view=two&from=2024-06-01&to=2024-06-10")
    assert str(log.as_of("2024-06-10")["e.open"].status) == "superseded"
    assert (
        page.run("return document.querySelector('[data-question=\"e.open\"] .tag').textContent") == "no longer standing"
    )


def test_every_stretch_of_time_is_told(make: Make) -> None:
    """All are there, the last ones when asked."""
    page, log = make(states)
    page.open("open=e.held")
    page.run("for (const one of document.querySelectorAll('.standing button.more')) one.click()")
    assert page.run("return document.querySelectorAll('ul.held li').length") == len(log.as_of()["e.held"].timeline) > 30


def test_a_picture_says_at_which_moment_it_is_cut(make: Make) -> None:
    """A change within a day is told with its time, over each picture as above the list."""
    page, _ = make(one_day)
    page.open("at=2024-06-10T11:00&open=day.bridge")
    assert page.run(TEXT, "headline") == "What was known by 10 June 2024, 11:00"
    words = page.run("return [...document.querySelectorAll('.cut-word')].map(one => one.textContent)")
    assert {one.removeprefix("public by ") for one in words} == {"10 June 2024, 11:00"}


def test_two_dates_say_what_they_can_not_know(make: Make) -> None:
    """The later of them may lie after the last recording."""
    page, _ = make(corpus)
    page.open("view=two&from=2024-06-27&to=2027-01-01")
    assert "Nothing was recorded here after 21 September 2026" in page.run(TEXT, "told")


def test_a_figure_of_fifty_digits_leaves_room_for_the_picture(make: Make) -> None:
    """No label of its scale runs out of the paper, on a narrow page either."""
    page, _ = make(huge)
    for size in ((1280, 1000), NARROW):
        page.open("open=h.many", size=size)
        assert page.run("return document.querySelectorAll('svg.figures text').length") > 3
        assert page.run(OUTSIDE) == [], size


def test_a_figure_in_a_picture_keeps_its_hedges(make: Make) -> None:
    """What is probable, or on a condition, is told so beside its mark."""
    page, _ = make(hedged)
    page.open("open=h.many")
    words = page.run("return [...document.querySelectorAll('.newest-word')].map(one => one.textContent)")
    assert sorted(words) == ["10", "probably 40 (on a condition)"]


def test_a_condition_stands_as_it_was_written(make: Make) -> None:
    """As `why` has it: a condition need not be one that goes on after an "if"."""
    page, _ = make(hedged)
    page.open("open=h.many")
    assert "on condition: it rains" in page.run(LIST)


def test_what_is_only_proposed_is_told_so_in_a_picture(make: Make, tmp_path: Path) -> None:
    """Beside the name, and in the table below."""
    page, log = make(proposals)
    page.file = explore.write(log.as_of(include_proposed=True), tmp_path / "proposed.html")
    page.open("open=quay.shut,quay.work")
    assert page.run("return [...document.querySelectorAll('.said-known .own')].map(one => one.textContent).sort()") == [
        *("no (only proposed)", "yes", "yes (only proposed)"),
    ]
    rows = page.run("return [...document.querySelectorAll('.rows tbody tr')].map(one => one.children[1].textContent)")
    assert sorted(rows) == ["no (only proposed)", "yes", "yes (only proposed)"]

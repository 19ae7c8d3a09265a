"""What an editor signs: what is counted was public, what is withheld or only proposed is told in every view, and no
time runs backwards.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from eventlog import Agent, Attribution, EventLog, Question, Report, Retracted, explore
from explore_browser import DATES, Make
from explore_samples import corpus
from proposed_samples import fill as proposals

pytestmark = pytest.mark.browser

TEXT = "return document.getElementById(arguments[0]).textContent"
LIST = "return document.getElementById('list').textContent"
RIBBON = "return document.querySelector(`#ribbon-list [data-question='${arguments[0]}'] [role=img]`).ariaLabel"
OPEN = "for (const one of document.querySelectorAll('button.open[aria-expanded=false]')) one.click()"
CAPTION = "return document.querySelector('figcaption .fine').textContent"


def lost(log: EventLog) -> None:
    """One question of which all was erased, one of which some was, and one that stands."""
    first = Report(publisher="outlet:post", title="One", published="2024-06-01")
    second = Report(publisher="outlet:wire", title="Two", published="2024-06-10")
    leak = first.claim("l.one", True, by=["person:p"])
    log.record(
        *(Question(id=f"l.{id}", words=f"Is {id} so?") for id in ("one", "two", "three")),
        *(first, second, leak),
        second.claim("l.two", True, by=["person:p"]),
        first.claim("l.two", True, by=["person:q"]),
        first.claim("l.three", True, by=["person:q"]),
    )
    log.redact(leak, second, reason="a source is in danger")


def voices(log: EventLog) -> None:
    """A person whose word was once inferred, and three reports of somebody without a name."""
    reports = [Report(publisher="outlet:a", title=f"R{at}", published=f"2024-06-0{at}") for at in (1, 2, 3)]
    log.record(
        Question(id="v.one", words="Is it so?"),
        Question(id="v.none", words="Is it said?"),
        *reports,
        reports[0].claim("v.one", True, by=["person:kim"]),
        reports[1].claim("v.one", True, by=[Attribution(agent="person:kim", scope="inferred")]),
        *(one.claim("v.none", True, by=["anon:source"]) for one in reports),
    )


def taken_back(log: EventLog) -> None:
    """A report that its outlet took back at half a second past the minute, and one half a second later."""
    report = Report(publisher="outlet:post", title="Shut", published="2024-06-01T08:00:00Z")
    notices = [
        Report(publisher="outlet:post", title="Not so", published=f"2024-06-10T09:30:{at}Z") for at in ("00.5", "01.25")
    ]
    claims = [report.claim(f"t.{id}", True, by=["org:harbour"]) for id in ("quay", "pier")]
    log.record(
        *(Question(id=f"t.{id}", words=f"Is the {id} shut?") for id in ("quay", "pier")),
        *(report, *notices, *claims),
        *(Retracted(target=a.id, by="outlet:post", notice=b.id) for a, b in zip(claims, notices, strict=True)),
    )


def blank(log: EventLog) -> None:
    """Words, titles and names in which there is nothing to see, and an empty title."""
    log.record(Agent(id="person:p", name="\u3164"), Agent(id="outlet:o", name="\u200b"))
    for at, unseen in enumerate(("", " ", "\u200b", "\u3164")):
        report = Report(publisher="outlet:o", title=unseen, published=f"2024-06-0{at + 1}", text=f"Text {at}.")
        log.record(
            *(Question(id=f"b.q{at}", words=unseen), report),
            report.claim(f"b.q{at}", True, by=["person:p"], during="2024"),
        )


def test_what_was_not_certainly_public_is_counted_apart(make: Make) -> None:
    """With dates read late a report counts once it was certainly out: of questions, sources, reports and claims."""
    page, log = make(corpus, dates=DATES)
    for date in DATES:
        for policy in ("certain", "possible"):
            seen = [one for one in log.as_of(date, policy=policy) if str(one.status) != "unreported" or one.claims]
            claims = [claim for one in seen for claim in one.claims]
            reports = len({one.claim.report for one in claims})
            page.open(f"at={date}&reading={policy}")
            assert f": {len(seen)} questions spoken of" in page.run(TEXT, "told"), (date, policy)
            page.open(f"at={date}&reading={policy}&view=papers")
            assert f": {reports} report{'s' if reports > 1 else ''} with" in page.run(TEXT, "told"), (date, policy)
    page.open("view=papers&at=2024-06-27")
    assert page.run(TEXT, "told").endswith("1 report with 29 claims; 2 more reports not certainly public.")
    assert page.run(LIST).count("claims, not certainly public") == 2
    assert page.run("return document.querySelectorAll('.matrix thead th').length") == 2
    page.open("view=papers&at=2024-06-27&reading=possible")
    assert "not certainly public" not in page.run(TEXT, "told") + page.run(LIST)
    page.open("view=sources&at=2024-06-27")
    assert ": 11 sources by name; 11 more sources not certainly public." in page.run(TEXT, "told")
    page.open("view=two")
    assert "114 of 123 questions changed; 26 more questions not certainly public." in page.run(TEXT, "told")
    page.open("view=two&reading=possible")
    assert page.run(TEXT, "told").endswith("140 of 149 questions changed.")
    page.open("at=2024-10-25&since=2024-06-27")
    assert "; of all 149, 140 changed since 27 June 2024." in page.run(TEXT, "told")


def silent(log: EventLog) -> None:
    """A report in which nothing was read, and a later one in which two claims were."""
    early, late = (Report(publisher="outlet:post", title=day, published=day) for day in ("2024-06-01", "2024-06-10"))
    notice = Report(publisher="outlet:post", title="Not so", published="2024-06-12")
    claims = [late.claim(f"s.{id}", True, by=["person:p"]) for id in ("quay", "pier")]
    log.record(*(Question(id=f"s.{id}", words=f"Is the {id} shut?") for id in ("quay", "pier")), early, late, *claims)
    log.record(notice, Retracted(target=claims[0].id, by="person:p", notice=notice.id))


def test_of_reports_those_are_counted_in_which_something_was_read(make: Make) -> None:
    """And that is said: a page of claims does not say that no other report was public, or is in the log."""
    page, _ = make(silent)
    page.open("view=papers&at=2024-06-05")
    assert page.run(LIST) == "No report with a claim of this was public by that date."
    page.open("view=papers&at=2024-06-11")
    assert ": 1 report with 2 claims." in page.run(TEXT, "told")
    assert page.run(TEXT, "standfirst").startswith("2 claims in 1 report, on 2 questions")


def test_one_voice_is_one_source_and_three_without_a_name_are_three(make: Make) -> None:
    """A person whose word is inferred is the same person; nobody knows that three without a name are one."""
    page, _ = make(voices)
    page.open("open=v.one")
    assert page.run(CAPTION).startswith("One source, ")
    assert "Why they are counted soperson:kim, person:kim (inferred) go back to one root" in page.run(LIST)
    page.open("open=v.none")
    assert page.run(CAPTION).startswith("3 sources, ")
    page.open("view=sources")
    assert ": 2 sources by name." in page.run(TEXT, "told")


def test_what_is_withheld_is_told_in_every_view(make: Make) -> None:
    """By source and by report, between two dates, in the history and over a ribbon: never bare unreported."""
    page, _ = make(lost)
    for view in ("", "view=two", "view=sources", "view=papers"):
        page.open(view)
        assert "Something is withheld on 2 questions." in page.run(TEXT, "told"), view
    for view in ("view=sources", "view=papers"):
        page.open(view)
        page.run(OPEN)
        assert "Is two so? (withheld: 2 entries)" in page.run(LIST), view
        assert "Is three so? (withheld" not in page.run(LIST), view
    page.open("open=l.one")
    assert page.run("return document.querySelector('.turns').textContent") == (
        "the beginning unreported withheld: 1 entry"
    )
    assert "unreported (withheld: 1 entry) from the beginning" in page.run(RIBBON, "l.one")
    assert "withheld" not in page.run(RIBBON, "l.three")
    assert "a dashed line: some of it proposed and not reviewed, or withheld" in page.run(TEXT, "ribbon-signs")


def test_a_ribbon_tells_what_is_only_proposed(make: Make, tmp_path: Path) -> None:
    """In its words and by a line; where all was reviewed there is neither."""
    page, log = make(proposals)
    page.open("")
    assert "dashed" not in page.run(TEXT, "ribbon-signs")
    page.file = explore.write(log.as_of(include_proposed=True), tmp_path / "proposed.html")
    page.open("")
    waiting = [one for one in log.as_of(include_proposed=True) if one.proposed]
    assert waiting
    for one in waiting:
        assert "only proposed)" in page.run(RIBBON, one.id), one.id
    drawn = "return document.querySelectorAll('#ribbon-list .noted').length"
    assert page.run(drawn) >= len(waiting)
    assert "a dashed line: some of it proposed and not reviewed, or withheld" in page.run(TEXT, "ribbon-signs")


def test_a_moment_is_told_to_the_second_and_leads_to_its_exact_turn(make: Make) -> None:
    """Nobody reads microseconds; the address has them, and Previous stops at each of two turns of one second."""
    page, _ = make(taken_back)
    page.open("open=t.quay,t.pier")
    assert ".5" not in page.run(LIST)
    assert "10 June 2024, 12:30 retracted" in page.run(LIST)
    page.open("at=2024-06-10T12:30:00.500000")
    assert page.run(TEXT, "headline") == "What was known by 10 June 2024, 12:30"
    assert "Public by 10 June 2024, 12:30 (Kyiv)" in page.run(TEXT, "told")
    assert page.run("return document.getElementById('slider').getAttribute('aria-valuetext')") == "10 June 2024, 12:30"
    assert page.statuses() == {"t.quay": "retracted", "t.pier": "alleged"}
    page.run("document.getElementById('forth').click()")
    assert page.run(TEXT, "turned").startswith("1 changed since 10 June 2024, 12:30")
    first = "return document.querySelector('.group + [data-question] .mark > .status').textContent"
    assert page.run(first) == "retracted"


def test_nothing_changed_since_a_later_date(make: Make) -> None:
    """After a step back what is different stood otherwise later: it is told as that, and not as what was before."""
    page, _ = make(corpus, dates=DATES)
    page.open("at=2024-10-20&topic=dprk.troops")
    page.run("document.getElementById('back').click()")
    assert page.run("return document.querySelector('.group').textContent").startswith("What stood otherwise by 20 Oct")
    told = page.run(TEXT, "told") + page.run(TEXT, "turned") + page.run(TEXT, "filtered") + page.run(LIST)
    assert "changed since" not in told
    assert "→" not in page.run(LIST)
    assert page.run("return document.querySelector('.was').textContent").startswith("later ")
    page.run("document.getElementById('forth').click()")
    assert "What changed since" in page.run(LIST)
    assert "→" in page.run(LIST)
    page.open("at=2024-12-01&since=2024-12-31")  # nothing came between, and yet the one is later than the other
    assert "; of all 149, 0 stood otherwise by 31 December 2024." in page.run(TEXT, "told")
    assert page.run(TEXT, "turned") == "nothing stood otherwise by 31 December 2024"


def test_without_its_script_the_page_says_so_and_offers_nothing(make: Make) -> None:
    """Its title stands, with a sentence that says what to do; no control that does nothing, and no date."""
    page, _ = make(corpus, title="What <b> was & known")
    page.browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        page.browser.get("about:blank")
        page.browser.get(page.file.as_uri())
        body = page.browser.find_element("tag name", "body")
        assert body.text.startswith("What <b> was & known\nNo answer stands here: this page looks its answers up with")
        assert "Open the file in a browser that runs scripts" in body.text
        controls = page.browser.find_elements("css selector", "button, input, select, summary, a")
        assert controls
        assert not any(one.is_displayed() for one in controls)
    finally:
        page.browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    page.open("")
    assert page.run(TEXT, "title") == "What <b> was & known"
    assert page.browser.find_element("id", "slider").is_displayed()


def test_on_paper_a_list_is_whole(make: Make) -> None:
    """There nobody can ask for more: every claim is printed, and no picture sends the reader to a table."""

    def crowd(log: EventLog) -> None:
        report = Report(publisher="outlet:o", title="R", published="2024-06-01")
        people = (f"person:p{at:02}" for at in range(30))
        log.record(report, *(report.claim("c.q", True, by=[one], stance="deny") for one in people))

    page, _ = make(crowd)
    page.open("open=c.q")
    count = "return document.querySelectorAll('li.claim').length"
    assert page.run(count) == 8
    page.run("window.dispatchEvent(new Event('beforeprint'))")
    assert page.run(count) == 30
    assert "6 more sources are not drawn." in page.run(LIST)
    page.run("window.dispatchEvent(new Event('afterprint'))")
    assert page.run(count) == 8


def test_what_can_not_be_seen_is_called_by_what_can(make: Make) -> None:
    """A blank or filler is no title, no question and no name: the id stands there, or "untitled"."""
    page, _ = make(blank)
    for view in ("", "view=sources", "view=papers", "view=two&all=1"):
        page.open(view)
        page.run(OPEN)
        told = page.run("return [...document.querySelectorAll('h3, cite, strong')].map(one => one.textContent)")
        assert told
        for one in told:
            assert one.strip("\u200b\u3164 "), view
    page.open("")
    assert page.run("return [...document.querySelectorAll('.standing h3')].map(one => one.textContent)") == [
        *("b.q0", "b.q1", "b.q2", "b.q3"),
    ]
    assert "Yes (2024), says person:p" in page.run(LIST)

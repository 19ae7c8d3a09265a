"""Reading: the first screen answers, a step shows what changed, and a view can be linked to, left and printed."""

from __future__ import annotations

import base64

import pytest

from explore_browser import DATES, NARROW, Make
from explore_samples import corpus, empty, town

pytestmark = pytest.mark.browser

TEXT = "return document.getElementById(arguments[0]).textContent"
GROUPS = "return [...document.querySelectorAll('.group')].map(one => one.textContent)"
LINES = """
return [...document.querySelectorAll('.standing')].map(one => one.dataset.question
  + one.querySelector('.body').innerText + one.querySelector('.mark > .status').innerText).sort().join()
"""
TURNED = """
return [...document.querySelectorAll('.standing')].filter(one => one.querySelector('.was')).map(one => [
  one.dataset.question, one.querySelector('.was .status').dataset.status,
  one.querySelector('.mark > .status').dataset.status])
"""
COUNTS = """
return [...document.querySelectorAll('#tally [data-kind]')].map(one => [
  one.dataset.kind, Number(one.textContent.replace(/[^0-9]/g, ''))])
"""
IN_SIGHT = """
const box = document.querySelector('.claim.asked').getBoundingClientRect();
return box.top > 0 && box.bottom < innerHeight
"""


@pytest.mark.parametrize("size", [(1280, 1000), NARROW], ids=["wide", "narrow"])
def test_the_first_screen_answers(make: Make, size: tuple[int, int]) -> None:
    """The date in words, a group in a reader's words and the first answer, without scrolling."""
    page, _ = make(corpus, dates=DATES)
    page.open("at=2024-10-25", size=size)
    assert page.run(TEXT, "headline") == "What was known by 25 October 2024"
    assert page.run("return document.querySelector('.group').textContent") == "What is firm (8)"
    assert page.run("return document.querySelector('.answer').getBoundingClientRect().top") < size[1] - 40
    groups = [one.partition(" (")[0] for one in page.run(GROUPS)]
    assert groups == ["What is firm", "What one side says"]


def test_after_a_step_what_changed_stands_first(make: Make) -> None:
    """With its old and its new status; the row that is read stays where it is, and what is out of sight is counted."""
    page, log = make(corpus, dates=DATES)
    page.open("at=2024-10-19&topic=dprk.troops&open=dprk.troops.deployment")
    page.run("document.getElementById('b-dprk.troops.deployment').scrollIntoView({block: 'center'})")
    place = "return document.getElementById('b-dprk.troops.deployment').closest('li').getBoundingClientRect().top"
    stood = page.run(place)
    page.run("document.getElementById('forth').click()")
    assert page.run("return document.getElementById('date').value") == "2024-10-20"
    assert abs(page.run(place) - stood) < 2
    assert page.run(GROUPS)[0].startswith("What changed since 19 October 2024")
    told = page.run(TURNED)
    before, after = log.as_of("2024-10-19"), log.as_of("2024-10-20")
    for question, old, new in told:
        assert (old, new) == tuple(str(one[question].first.standing.status) for one in (before, after))
    assert len(told) > 3
    assert "out of sight" in page.run(TEXT, "turned")


def test_no_step_where_no_letter_changes(make: Make) -> None:
    """Each step forth changes some line of the topic."""
    page, _ = make(town)
    page.open("at=2024-06-01")
    last = page.run(LINES)
    while page.run("return document.getElementById('forth').getAttribute('aria-disabled')") == "false":
        page.run("document.getElementById('forth').click()")
        told = page.run(LINES)
        assert told != last
        last = told


def test_the_browser_goes_back(make: Make) -> None:
    """A step and a view are each taken back by the browser's Back, as far as a hand made them: so Chromium counts."""
    from selenium.webdriver.common.keys import Keys

    page, _ = make(corpus, dates=DATES)
    page.open("at=2024-10-19&topic=dprk.troops")
    for button in ("#forth", "[data-view=two]"):
        page.run("document.querySelector(arguments[0]).focus()", button)
        page.press(Keys.ENTER)
    day, kind = "return document.getElementById('date').value", "return document.documentElement.dataset.view"
    page.browser.back()
    assert page.comes_to(kind, "day")
    assert page.run(day) == "2024-10-20"
    page.browser.back()
    assert page.comes_to(day, "2024-10-19")


def test_a_claim_has_an_address(make: Make) -> None:
    """Its link, opened anew, opens its question on that date and shows it."""
    page, _ = make(corpus, dates=DATES)
    page.open("at=2024-10-25&open=dprk.troops.number&topic=dprk.troops")
    href = page.run("return document.querySelector('.claim a[href*=claim]').getAttribute('href')")
    entry = page.run("return document.querySelector('.claim').dataset.claim")
    page.open(href.removeprefix("#"))
    assert page.run("return document.querySelector('.claim.asked').dataset.claim") == entry
    assert page.run(IN_SIGHT)


def test_a_date_after_the_last_recording_says_so(make: Make) -> None:
    """What came out later can't be known to the page."""
    page, _ = make(corpus, dates=DATES)
    page.open("at=2027-01-01")
    assert "Nothing was recorded here after 21 September 2026" in page.run(TEXT, "told")
    page.open("at=2024-10-25")
    assert "Nothing was recorded" not in page.run(TEXT, "told")


def test_an_empty_log_has_no_date(make: Make) -> None:
    """It says that it holds nothing, in each view, and offers no day of 1970 to look at."""
    page, _ = make(empty)
    for view in ("", "view=two", "view=sources", "view=papers"):
        page.open(view)
        assert "1970" not in page.run("return document.body.innerText")
        assert page.run("return document.querySelector('.empty').textContent") == "No claim stands in this log yet."
    page.open("")
    assert page.run(TEXT, "headline") == "Nothing is known yet"
    assert page.problems() == []


def test_the_summary_of_two_dates_filters(make: Make) -> None:
    """Its counts add up, the largest change stands first, and a count shows only its own."""
    page, _ = make(corpus, dates=DATES)
    page.open("view=two")
    counts = page.run(COUNTS)
    every, kinds = counts[0][1], dict(counts[1:])
    assert every == sum(kinds.values()) == 114
    assert {"firmer", "first heard", "taken back", "same word"} <= {*kinds}
    page.run("document.querySelector('[data-kind^=same]').click()")
    assert page.run("return document.querySelectorAll('li.pair').length") == kinds["same word"]
    assert page.run("return document.querySelectorAll('li.pair ins').length") > 0


def test_a_word_is_the_same_beside_a_bracket(make: Make) -> None:
    """Of two answers the words are marked that the other lacks, whatever comma or bracket stands at them."""
    page, _ = make(corpus, dates=DATES)
    page.open("view=two&topic=dprk.troops.deployment")
    before = page.run("return [...document.querySelectorAll('li.pair .answer del')].map(one => one.textContent)")
    after = page.run("return [...document.querySelectorAll('li.pair .answer ins')].map(one => one.textContent)")
    assert before == ["Possibly", "judges"]
    assert not any("US" in one or "Defense" in one for one in after)


@pytest.mark.parametrize("view", ["topic=dprk&at=2024-10-25", "view=two", "view=sources", "view=papers"])
def test_print_has_every_row(make: Make, view: str) -> None:
    """All that fits the filter, and on each sheet the cut, the reading, the filters, the position and the root."""
    page, log = make(corpus, dates=DATES)
    page.open(view)
    count = "return document.querySelectorAll('li:is(.standing, .pair, .source, .paper)').length"
    pages = page.run("const one = document.getElementById('pager'); return one.hidden ? '' : one.textContent")
    every = int(pages.partition(" of ")[2].split("N")[0]) if pages else page.run(count)
    page.run("window.dispatchEvent(new Event('beforeprint'))")
    sheet = page.run(TEXT, "sheet")
    printed = page.run(count)
    assert f"position {log.head.position}, root {log.head.root.hex()}" in sheet
    assert "Public by" in sheet
    assert "dates read late" in sheet
    if "topic" in view:
        assert printed == len(list(log.as_of("2024-10-25").about("dprk")))
        assert "topic North Korea" in sheet
    assert printed == every
    page.run("window.dispatchEvent(new Event('afterprint'))")
    assert page.run(count) <= 25


@pytest.mark.parametrize("view", ["at=2024-10-25", "topic=dprk.troops&ribbons=1&open=dprk.troops.deployment"])
def test_a_print_is_small(make: Make, view: str) -> None:
    """Its pictures are lines and not images: a sheet of ribbons is kilobytes, and holds no image of any size."""
    page, _ = make(corpus, dates=DATES)
    page.open(view)
    asked = {"printBackground": True}
    pdf = base64.b64decode(page.browser.execute_cdp_cmd("Page.printToPDF", asked)["data"])
    assert pdf.startswith(b"%PDF")
    assert b"/Subtype /Image" not in pdf
    assert len(pdf) < 1_200_000


def test_topics_are_in_words(make: Make) -> None:
    """In the filter, above a row, and where one searches for them."""
    page, log = make(corpus, dates=DATES)
    page.open("at=2024-10-25")
    offered = "return [...document.getElementById('topic').options].map(one => [one.value, one.textContent.trim()])"
    told = dict(page.run(offered))
    assert told["dprk.troops"] == "North Korea's soldiers (22)"
    assert told["ru-dprk.treaty"] == "The treaty of June 2024 (14)"
    above = "return document.querySelector(`[data-question='dprk.troops.deployment'] .topic`)?.textContent ?? ''"
    assert page.run(above) == "North Korea's soldiers"
    page.open("at=2024-10-25&topic=dprk.troops")
    assert page.run(above) == ""
    page.open("at=2024-10-25&find=June+2024+treaty")
    under = {one.id for one in log.as_of("2024-10-25").about("ru-dprk.treaty")}
    assert under <= {*page.statuses()}


def test_12000_finds_12_000(make: Make) -> None:
    """With the mark between its thousands or without, and what is found is marked."""
    page, _ = make(corpus, dates=DATES)
    found = []
    for words in ("12000", "12,000"):
        page.open(f"find={words}&at=2024-10-25")
        found.append(sorted(page.statuses()))
        assert page.run("return CSS.highlights.get('found').size") > 0
    assert found[0] == found[1]
    assert "dprk.troops.number" in found[0]


def test_every_document_says_why_it_is_dated_so(make: Make) -> None:
    """Its outlet, its date and the basis of that, and its claims."""
    page, _ = make(corpus, dates=DATES)
    page.open("view=papers&at=2024-10-25")
    assert page.run("return document.querySelectorAll('.paper').length") == 5
    page.run("document.querySelector('.paper button.open').click()")
    facts = page.run("return [...document.querySelectorAll('.facts dt')].map(one => one.textContent)")
    assert facts[:3] == ["Outlet", "Published", "Dated so because"]
    assert page.run("return document.querySelectorAll('.matrix thead th').length") == 1 + 4  # one is not certainly out
    assert page.run("return document.querySelectorAll('.matrix tbody tr').length") == 12

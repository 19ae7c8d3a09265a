"""The explorer in real Chromium: it says what Knowledge says, asks nobody, runs nothing of a report, needs no mouse.

Debian's chromium and chromium-driver, driven by selenium; `make test-browser` sets up what is needed.
"""

from __future__ import annotations

import time
from typing import Any

import pytest

import eventlog
from explore_browser import DATES, Blackhole, Make
from explore_samples import corpus, hostile, town

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("fill", [corpus, town], ids=lambda fill: fill.__name__)
def test_the_list_says_what_knowledge_says(make: Make, fill: Any) -> None:
    """On each date and under each reading, the questions listed and their statuses are those of `as_of`."""
    page, log = make(fill, dates=DATES)
    for date in ("2024-06-13", "2024-06-25", "2024-06-27", "2024-07-01", "2024-08-05", "2024-10-18", "2024-10-25"):
        for policy in ("certain", "possible"):
            page.open(f"at={date}&reading={policy}")
            expected = {one.id: str(one.first.standing.status) for one in log.as_of(date, policy=policy)}
            assert page.statuses() == expected, (date, policy)
    assert page.problems() == []


def test_two_dates_differ_as_diff_says(make: Make) -> None:
    """June 27 beside October 25, and other pairs: each claim that changed, with its reason."""
    page, log = make(corpus, dates=DATES)
    claims = [entry for entry in log.entries() if isinstance(entry.event, eventlog.ClaimRecorded)]
    position = {entry.event.claim.id: entry.position for entry in claims}
    for before, after in (DATES, ("2024-06-25", "2024-07-31"), ("2024-06-30", "2024-10-18")):
        for policy in ("certain", "possible"):
            page.open(f"view=two&from={before}&to={after}&reading={policy}")
            expected: dict[str, dict[int, str]] = {}
            states = log.as_of(before, policy=policy), log.as_of(after, policy=policy)
            for change in eventlog.diff(*states):
                told = expected.setdefault(change.question, {})
                if change.claim is not None:
                    told[position[change.claim.id]] = str(change.reason)
            assert page.changes() == expected, (before, after, policy)


def test_nothing_is_asked_for(make: Make, hole: Blackhole) -> None:
    """Used in every view, the page sends no request, logs no error, and its policy stands in its head."""
    before = len(hole.asked)
    page, _ = make(corpus, dates=DATES)
    for view in ("", "open=dprk.troops.deployment&topic=dprk", "view=two", "view=sources&open=s-1"):
        page.open(view)
        page.run("for (const one of document.querySelectorAll('details')) one.open = true")
        assert page.run("return performance.getEntriesByType('resource').map(one => one.name)") == []
        assert page.problems() == []
        assert page.requests() == []
    assert hole.asked[before:] == []
    refused = page.browser.execute_async_script(
        "const done = arguments[0]; fetch('http://example.org/').then(() => done('sent'), () => done('refused'))"
    )
    assert refused == "refused"
    assert any("Content Security Policy" in problem for problem in page.problems())
    assert hole.asked[before:] == []


def test_hostile_texts_are_only_texts(make: Make) -> None:
    """Scripts, handlers, addresses and direction marks in titles, words and names run nowhere and turn nothing."""
    page, log = make(hostile)
    ids = [key.removeprefix("q:") for key in log.reader.keys("q:", log.head.position)]
    for view in (f"open={','.join(ids)}", "view=two&all=1&from=2024-04-01", "view=sources&open=s-0,s-1,s-2"):
        page.open(view)
        page.run("for (const one of document.querySelectorAll('details')) one.open = true")
        assert page.run("return window.broken ?? null") is None
        assert page.run("return [...document.querySelectorAll('script')].map(one => one.type)") == [
            "application/json",
            "",
        ]
        made = page.run(
            "return [...document.querySelectorAll('img, iframe, object, embed, form, b, link, base')].length"
        )
        assert made == 0
        led = page.run("return [...document.querySelectorAll('a[href]')].map(one => one.getAttribute('href'))")
        assert led[0] == "#main"
        assert all(href.startswith("#at=") and not set(href) & set("<>\"'`") for href in led[1:])
        handlers = (
            "return [...document.querySelectorAll('*')].flatMap(one => [...one.attributes])"
            ".filter(one => one.name.startsWith('on')).length"
        )
        assert page.run(handlers) == 0
        assert not set(page.run("return document.body.innerText")) & set("\u202e\u2066\u2069")
        assert page.problems() == []
    page.open(f"open={','.join(ids)}")
    assert "<img src=x onerror=window.broken=1>" in page.run("return document.body.innerText")


@pytest.mark.parametrize(
    "fragment", ["topic=<img>&find=%3Cscript%3E", "at=9999-99-99&page=-3&open=__proto__", "view=x&at=0001-01-01T99"]
)
def test_an_address_can_not_break_the_page(make: Make, fragment: str) -> None:
    """What makes no sense after the # is left as it is by default."""
    page, _ = make(town)
    page.open(fragment)
    assert page.problems() == []
    assert page.run("return document.getElementById('told').textContent").startswith("Public by")


def test_the_buttons_go_from_change_to_change(make: Make) -> None:
    """Previous and next stop at every moment at which the topic turns, and nowhere else, back and forth."""
    page, _ = make(town)
    for topic in ("", "town.crowd"):
        page.open(f"topic={topic}")
        seen = [page.run("return document.getElementById('told').textContent")]
        for button in ("back", "forth"):
            page.open(f"topic={topic}&at=" + ("2027-01-01" if button == "back" else "2024-06-01"))
            stops = []
            while page.run(f"return document.getElementById('{button}').getAttribute('aria-disabled')") == "false":
                page.run(f"document.getElementById('{button}').click()")
                stops.append(page.run("return document.getElementById('told').textContent.split(':')[0]"))
                assert len(stops) < 50
            seen.append(stops)
        assert len(seen[2]) == len(set(seen[2])) > 3
        assert list(reversed(seen[1])) == seen[2]


def test_a_view_can_be_linked_to(make: Make) -> None:
    """The address holds the whole view: opened again, or gone to from another, it shows the same."""
    page, _ = make(corpus, dates=DATES)
    page.open()
    page.run(
        "const set = (id, value, event) => { const one = document.getElementById(id); one.value = value;"
        "one.dispatchEvent(new Event(event)); };"
        "set('topic', 'dprk.troops', 'change'); set('reading', 'possible', 'change');"
        "set('date', '2024-07-05', 'change');"
        "set('find', 'korea', 'input'); document.getElementById('theme').click();"
        "document.getElementById('b-dprk.troops.deployment').click();"
    )
    time.sleep(0.4)
    shown = page.run("return document.body.innerText")
    fragment = page.run("return location.hash.slice(1)")
    assert {"topic=dprk.troops", "reading=possible", "at=2024-07-05", "find=korea", "theme=dark"} <= set(
        fragment.split("&")
    )
    page.open(fragment)
    assert page.run("return document.body.innerText") == shown
    page.open("view=sources")
    page.run("location.hash = arguments[0]", fragment)
    time.sleep(0.2)
    assert page.run("return document.body.innerText") == shown


def test_until_is_the_end_of_the_page(make: Make) -> None:
    """Of what was published later the browser has nothing, and no control leads there."""
    page, log = make(corpus, until="2024-06-27")
    page.open("at=2024-10-25&reading=possible")
    assert page.run("return document.getElementById('date').value") == "2024-06-27"
    assert page.run("return document.getElementById('date').max") == "2024-06-27"
    known = log.as_of("2024-06-27", policy="possible")
    assert page.statuses() == {one.id: str(one.first.standing.status) for one in known}
    assert "October" not in page.run("return document.body.innerText")


def test_on_paper_there_are_no_controls(make: Make) -> None:
    """Printed, the page is its standings, in black on white, whatever the screen was like."""
    page, _ = make(corpus, dates=DATES)
    page.open("topic=dprk.troops&open=dprk.troops.deployment", dark=True)
    page.media(dark=True, kind="print")
    seen = "return getComputedStyle(document.querySelector(arguments[0])).display"
    for control in (".controls", ".views", ".legend"):
        assert page.run(seen, control) == "none"
    assert page.run(seen, ".standing .detail") != "none"
    assert page.run("return getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.run("return getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    page.media()

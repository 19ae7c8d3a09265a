"""The explorer in real Chromium: it says what Knowledge says, asks nobody, runs nothing of a report, needs no mouse.

Debian's chromium and chromium-driver, driven by selenium; `make test-browser` sets up what is needed. AXE_CORE may
name another axe.min.js than the one that the extra `browser` brings.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import eventlog
from eventlog import EventLog, explore, times
from explore_samples import CLOCK, corpus, hostile, town

pytestmark = pytest.mark.browser

WIDE, NARROW = (1280, 1000), (390, 844)
DATES = ("2024-06-27", "2024-10-25")
FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--lang=en-GB"),
)


class Blackhole:
    """A proxy that takes every connection and answers none; it keeps the first line of what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._swallow, daemon=True).start()

    def _swallow(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(1)
                try:
                    self.asked.append(connection.recv(200).decode("latin-1").splitlines()[0])
                except (OSError, IndexError):
                    self.asked.append("a connection that said nothing")

    def close(self) -> None:
        """Let go of the port."""
        self._socket.close()


@pytest.fixture(scope="session")
def hole() -> Iterator[Blackhole]:
    """Where every request of the browser would end."""
    hole = Blackhole()
    yield hole
    hole.close()


@pytest.fixture(scope="session")
def chromium(hole: Blackhole, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One browser for all tests, with a profile of its own and a proxy that leads nowhere."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed: make test-browser")
    binary, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if binary is None or driver is None:
        pytest.skip("no chromium here: apt-get install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for flag in (
        *FLAGS,
        f"--proxy-server=127.0.0.1:{hole.port}",
        f"--user-data-dir={tmp_path_factory.mktemp('profile')}",
    ):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    yield browser
    browser.quit()


class Page:
    """A page in the browser, and the hands and eyes of a reader."""

    def __init__(self, browser: Any, file: Path) -> None:
        self.browser = browser
        self.file = file

    def open(self, fragment: str = "", *, size: tuple[int, int] = WIDE, dark: bool = False) -> Page:
        """Open it anew, at a fragment."""
        self.media(dark=dark)
        metrics = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": False}
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        self.browser.get("about:blank")
        self.browser.get_log("browser")
        self.browser.get_log("performance")
        self.browser.get(f"{self.file.as_uri()}#{fragment}")
        return self

    def media(self, *, dark: bool = False, kind: str = "") -> None:
        """Light or dark, screen or print."""
        features = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": kind, "features": features})

    def run(self, script: str, *arguments: Any) -> Any:
        """Run a piece of script in the page."""
        return self.browser.execute_script(script, *arguments)

    def press(self, *keys: str) -> None:
        """Press keys, one after the other, wherever the focus is."""
        from selenium.webdriver import ActionChains

        for key in keys:
            ActionChains(self.browser).send_keys(key).perform()

    def focus(self) -> str:
        """What has the focus: its id, or what it is."""
        return self.run("const one = document.activeElement; return one.id || one.dataset.status || one.tagName")

    def statuses(self) -> dict[str, str]:
        """Question and status of every line of the list, over all its pages."""
        told: dict[str, str] = {}
        while True:
            told |= self.run(
                "return Object.fromEntries([...document.querySelectorAll('.standing')].map(one =>"
                "[one.dataset.question, one.querySelector('.mark .status').dataset.status]))"
            )
            if not self.run(
                "const one = document.getElementById('page-forth'); if (!one || one.disabled) return false;"
                "one.click(); return true"
            ):
                return told

    def changes(self) -> dict[str, dict[int, str]]:
        """Question, entry and reason of every change between the two dates, over all pages."""
        told: dict[str, dict[int, str]] = {}
        while True:
            self.run("for (const more of [...document.querySelectorAll('button.more')]) more.click()")
            for id, rows in self.run(
                "return [...document.querySelectorAll('li.pair')].map(one => [one.dataset.question,"
                "[...one.querySelectorAll('[data-entry]')].map(row => [Number(row.dataset.entry),"
                "row.querySelector('[data-reason]').dataset.reason])])"
            ):
                told[id] = dict(rows)
            if not self.run(
                "const one = document.getElementById('page-forth'); if (!one || one.disabled) return false;"
                "one.click(); return true"
            ):
                return told

    def problems(self) -> list[str]:
        """Everything that the console was told."""
        return [entry["message"] for entry in self.browser.get_log("browser")]

    def requests(self) -> list[str]:
        """Every address that the page asked for, its own aside, and the browser's own icon in its field of a date."""
        messages = [json.loads(entry["message"])["message"] for entry in self.browser.get_log("performance")]
        sent = [one["params"]["request"]["url"] for one in messages if one["method"] == "Network.requestWillBeSent"]
        return [url for url in sent if not url.startswith((self.file.as_uri(), "about:", "data:image/svg+xml"))]


Make = Callable[..., tuple[Page, EventLog]]


@pytest.fixture
def make(chromium: Any, tmp_path: Path) -> Iterator[Make]:
    """Write a page of a log that somebody fills, and give it with the log."""
    logs: list[EventLog] = []

    def made(fill: Callable[[EventLog], None], **options: Any) -> tuple[Page, EventLog]:
        log = eventlog.open(":memory:", zone="Europe/Kyiv", clock=lambda: times.to_datetime(CLOCK))
        logs.append(log)
        fill(log)
        return Page(chromium, explore.write(log, tmp_path / f"{fill.__name__}.html", **options)), log

    yield made
    for log in logs:
        log.close()


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


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_axe_finds_nothing(make: Make, size: tuple[int, int], *, dark: bool) -> None:
    """No violation of accessibility in any view, opened and closed."""
    spec = importlib.util.find_spec("axe_core_python")
    packed = Path(spec.origin).parent / "axe.min.js" if spec and spec.origin else None
    source = Path(os.environ["AXE_CORE"]) if "AXE_CORE" in os.environ else packed
    if source is None:
        pytest.skip("axe-core is not installed: make test-browser")
    page, _ = make(corpus, dates=DATES)
    views = (
        "topic=dprk.troops&open=dprk.troops.deployment,dprk.troops.number",
        "reading=possible&open=dprk.troops.deployment&status=disputed",
        "view=two&topic=dprk.troops",
        "view=sources&topic=dprk.troops&open=s-4",
        "find=nothing+at+all",
    )
    for view in views:
        page.open(view, size=size, dark=dark)
        page.run("for (const one of document.querySelectorAll('details')) one.open = true")
        page.run(source.read_text(encoding="utf-8"))
        done = page.browser.execute_async_script(
            "const done = arguments[0];"
            "axe.run(document, {resultTypes: ['violations']}).then(done, error => done(String(error)))"
        )
        assert isinstance(done, dict), done
        found = {one["id"]: [node["html"][:200] for node in one["nodes"][:3]] for one in done["violations"]}
        assert found == {}, view
        assert page.run("return document.documentElement.scrollWidth") <= size[0], view


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


def test_the_keyboard_alone_is_enough(make: Make) -> None:
    """From the top of the page to an opened standing, a date, a filter and another view; the focus is always seen."""
    from selenium.webdriver.common.keys import Keys

    page, _ = make(corpus, dates=DATES)
    page.open("topic=dprk.troops&at=2024-10-25")
    walked = []
    for _ in range(60):
        page.press(Keys.TAB)
        walked.append(page.focus())
        seen = "const one = getComputedStyle(document.activeElement); return [one.outlineStyle, one.boxShadow]"
        assert page.run(seen) != ["none", "none"], walked
        if walked[-1].startswith("b-"):
            break
    wanted = ["skip", "theme", "back", "date", "slider", "topic", "find", "reading", "b-dprk.troops.deployment"]
    assert list(dict.fromkeys(one for one in walked if one in wanted)) == wanted
    page.press(Keys.ENTER)
    assert page.focus() == "b-dprk.troops.deployment"
    assert page.run("return document.activeElement.getAttribute('aria-expanded')") == "true"
    assert page.run(
        "return document.getElementById('q-dprk.troops.deployment').innerText.includes('Who goes back to whom')"
    )
    page.run("document.getElementById('slider').focus()")
    page.press(Keys.ARROW_LEFT, Keys.ARROW_LEFT)
    assert page.run("return document.getElementById('date').value") == "2024-10-23"
    assert page.run("return document.getElementById('slider').getAttribute('aria-valuetext')") == "23 October 2024"
    assert "23 October 2024" in page.run("return document.querySelector('[role=status]').textContent")
    page.run("document.getElementById('back').focus()")
    page.press(Keys.ENTER)
    assert page.run("return document.getElementById('date').value") == "2024-10-20"
    page.press(Keys.SPACE)
    assert page.focus() == "back"
    page.run("document.querySelector('[data-view=two]').focus()")
    page.press(Keys.ENTER)
    assert page.run("return document.querySelectorAll('li.pair').length") > 0
    assert page.problems() == []


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

"""The browser, its hole and the maker of pages."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import eventlog
from eventlog import EventLog, explore, times
from explore_browser import FLAGS, Blackhole, Make, Page
from explore_samples import CLOCK


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

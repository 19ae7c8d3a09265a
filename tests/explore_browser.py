"""A real Chromium for the tests of the explorer: Debian's, driven by selenium, with a proxy that leads nowhere.

`make test-browser` sets up what is needed.
"""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from eventlog import EventLog

OWN_HOUSES = re.compile(r"[A-Z]+ (?:https?://)?(?:[a-z0-9-]+\.)*(?:google\.com|googleapis\.com|duckduckgo\.com)[:/]")
WIDE, NARROW = (1280, 1000), (390, 844)
DATES = ("2024-06-27", "2024-10-25")
FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--lang=en-GB"),
)


class Blackhole:
    """A proxy that takes every connection and answers none; it keeps the first line of what it was asked.

    Chromium asks its own houses for updates and the time whenever it likes, whatever page is open: these are left out.
    What a page asks of them is seen in `Page.requests`.
    """

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
                    asked = connection.recv(200).decode("latin-1").splitlines()[0]
                    if not OWN_HOUSES.match(asked):
                        self.asked.append(asked)
                except (OSError, IndexError):
                    self.asked.append("a connection that said nothing")

    def close(self) -> None:
        """Let go of the port."""
        self._socket.close()


class Page:
    """A page in the browser, and the hands and eyes of a reader."""

    def __init__(self, browser: Any, file: Path) -> None:
        self.browser = browser
        self.file = file

    def open(
        self, fragment: str = "", *, size: tuple[int, int] = WIDE, dark: bool = False, forced: bool = False
    ) -> Page:
        """Open it anew, at a fragment."""
        self.media(dark=dark, forced=forced)
        metrics = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": False}
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        self.browser.get("about:blank")
        self.browser.get_log("browser")
        self.browser.get_log("performance")
        self.browser.get(f"{self.file.as_uri()}#{fragment}")
        return self

    def media(self, *, dark: bool = False, kind: str = "", forced: bool = False) -> None:
        """Light or dark, screen or print, the reader's own colours or the page's."""
        features = [
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "forced-colors", "value": "active" if forced else "none"},
        ]
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": kind, "features": features})

    def run(self, script: str, *arguments: Any) -> Any:
        """Run a piece of script in the page."""
        return self.browser.execute_script(script, *arguments)

    def comes_to(self, script: str, value: Any) -> bool:
        """Whether a piece of script gives a value within some seconds: going back takes the browser its time."""
        for _ in range(50):
            if self.run(script) == value:
                return True
            time.sleep(0.1)
        return False

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

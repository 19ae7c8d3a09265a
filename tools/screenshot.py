"""Takes the picture of the explorer that the README shows: docs/images/explorer.png, in Debian's chromium.

    .browser/bin/python tools/screenshot.py

`make test-browser` makes the environment. The page is made of the corpus without the articles' texts, so no sentence of
theirs is in the picture. The same page gives the same picture on the same machine; fonts differ between machines.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import eventlog
from eventlog import explore

REPOSITORY = Path(__file__).resolve().parents[1]
PICTURE = REPOSITORY / "docs" / "images" / "explorer.png"
VIEW = "view=two&topic=dprk.troops&reading=possible"
WIDTH, HEIGHT, LARGEST = 1280, 1060, 300_000


def take(page: Path, view: str = VIEW) -> bytes:
    """The page as it looks, light, 1280 wide."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--hide-scrollbars",
    ):
        options.add_argument(argument)
    with tempfile.TemporaryDirectory() as profile:
        options.add_argument(f"--user-data-dir={profile}")
        browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
        try:
            metrics = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}
            browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
            browser.get(f"{page.as_uri()}#{view}")
            return browser.get_screenshot_as_png()
        finally:
            browser.quit()


def main() -> int:
    """Make the page, take the picture, put it in its place."""
    with tempfile.TemporaryDirectory() as folder, eventlog.open(":memory:", zone="Europe/Kyiv") as log:
        log.record(*eventlog.load(REPOSITORY / "examples" / "corpus"))
        title = "North Korea's part in the war: what was known, and when"
        page = explore.write(log, Path(folder) / "knowledge.html", dates=("2024-06-27", "2024-10-25"), title=title)
        picture = take(page)
    if len(picture) > LARGEST:
        sys.stderr.write(f"the picture has {len(picture)} bytes, more than {LARGEST}: make it smaller\n")
        return 1
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_bytes(picture)
    return 0


if __name__ == "__main__":
    sys.exit(main())

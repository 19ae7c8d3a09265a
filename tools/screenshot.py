"""Takes the pictures of the explorer that README and docs show, in Debian's chromium: docs/images/explorer*.png.

    .browser/bin/python tools/screenshot.py

`make test-browser` makes the environment. The page is made of the corpus without the articles' texts, so no sentence of
theirs is in a picture. The same page gives the same picture on the same machine; fonts differ between machines.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

import eventlog
from eventlog import explore

REPOSITORY: Final = Path(__file__).resolve().parents[1]
IMAGES: Final = REPOSITORY / "docs" / "images"
LARGEST: Final = 200_000
VIEWS: Final = {
    "explorer": ("at=2024-10-25", 1280, 1000),
    "explorer-narrow": ("at=2024-10-25", 390, 844),
    "explorer-question": ("at=2024-10-25&topic=dprk.troops&open=dprk.troops.deployment&to-question=1", 1280, 760),
    "explorer-two": ("view=two&topic=dprk.troops", 1280, 900),
}
"""What is looked at, and how wide and high. All with dates read late, as the page opens."""


def take(page: Path) -> dict[str, bytes]:
    """The page in each view, light."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    for argument in (
        *("--headless=new", "--no-sandbox", "--disable-gpu"),
        *("--disable-quic", "--hide-scrollbars", "--lang=en-GB"),
    ):
        options.add_argument(argument)
    taken: dict[str, bytes] = {}
    with tempfile.TemporaryDirectory() as profile:
        options.add_argument(f"--user-data-dir={profile}")
        browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
        try:
            for name, (view, width, height) in VIEWS.items():
                metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
                browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
                browser.get("about:blank")
                browser.get(f"{page.as_uri()}#{view}")
                taken[name] = browser.get_screenshot_as_png()
        finally:
            browser.quit()
    return taken


def main() -> int:
    """Make the page, take the pictures, put them in their place."""
    with tempfile.TemporaryDirectory() as folder, eventlog.open(":memory:", zone="Europe/Kyiv") as log:
        log.record(*eventlog.load(REPOSITORY / "examples" / "corpus"))
        title = "North Korea's part in the war: what was known, and when"
        page = explore.write(log, Path(folder) / "knowledge.html", dates=("2024-06-27", "2024-10-25"), title=title)
        pictures = take(page)
    for name, picture in pictures.items():
        if len(picture) > LARGEST:
            sys.stderr.write(f"{name} has {len(picture)} bytes, more than {LARGEST}: make it smaller\n")
            return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    for name, picture in pictures.items():
        (IMAGES / f"{name}.png").write_bytes(picture)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The explorer for everybody: no violation that axe knows of, and no mouse needed.

AXE_CORE may name another axe.min.js than the one that the extra `browser` brings.
"""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import pytest

from explore_browser import DATES, NARROW, WIDE, Make
from explore_samples import corpus

pytestmark = pytest.mark.browser

TINY = (320, 640)


@pytest.mark.parametrize(
    ("size", "dark", "forced"),
    [
        (WIDE, False, False),
        (WIDE, True, False),
        (NARROW, False, False),
        (NARROW, True, False),
        (TINY, False, False),
        (WIDE, False, True),
    ],
    ids=["wide", "wide, dark", "narrow", "narrow, dark", "320", "forced colours"],
)
def test_axe_finds_nothing(make: Make, size: tuple[int, int], *, dark: bool, forced: bool) -> None:
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
        "view=papers&topic=dprk.troops&open=d-0",
        "at=2024-10-25&since=2024-06-27&topic=dprk.troops&ribbons=1",
        "find=nothing+at+all",
    )
    for view in views:
        page.open(view, size=size, dark=dark, forced=forced)
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

"""How long a step of the explorer's slider takes with 2,000 reports, in Chromium; and how long the page takes to make.

    python benchmarks/explore.py [--reports 2000] [--questions 200]

The aim is 50 ms a step: the controls, the list and its layout, from the hand's move to a page that could be painted.
The log is made up: reports over two years, some dated to the minute, some to the day and some to the week, each with
four claims by forty sources on the questions, a few denied and a few taken back. Needs Debian's chromium and selenium
(`make test-browser` says how); without them only the making is timed.
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import resource
import shutil
import statistics
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path

import eventlog
from eventlog import Question, Report, Retracted, explore

STEPS = 120
VIEWS = ("day", "sources", "papers")
MEASURE = """
document.querySelector(`[data-view="${arguments[1]}"]`).click();
const slider = document.getElementById("slider"), taken = [];
const days = Number(slider.max) - Number(slider.min);
for (let step = 0; step < arguments[0]; step += 1) {
  slider.value = Number(slider.min) + Math.round(days * (step + 1) / arguments[0]);
  const begun = performance.now();
  slider.dispatchEvent(new Event("input"));
  document.body.getBoundingClientRect();
  taken.push(performance.now() - begun);
}
return taken;
"""


def published(draw: random.Random, day: date) -> str:
    """A date as reports have them: to the minute, to the day, or somewhere within a week."""
    kind = draw.random()
    if kind < 0.4:
        return f"{day}T{draw.randrange(24):02}:{draw.randrange(60):02}:00Z"
    return str(day) if kind < 0.9 else f"[{day}..{day + timedelta(days=6)}]"


def made_up(log: eventlog.EventLog, reports: int, questions: int) -> None:
    """Fill a log. The same numbers give the same log."""
    draw = random.Random(8)
    ids = [f"city.{draw.choice(['roads', 'water', 'schools'])}.q{at}" for at in range(questions)]
    log.record(*(Question(id=id, words=f"Does number {at} hold, as the city says?") for at, id in enumerate(ids)))
    first = date(2023, 1, 1)
    events: list[object] = []
    for at in range(reports):
        day = first + timedelta(days=at * 700 // reports)
        report = Report(publisher=f"outlet:o{at % 30}", title=f"Report {at} of the day", published=published(draw, day))
        claims = [
            report.claim(
                draw.choice(ids),
                draw.random() < 0.8,
                by=[f"person:p{draw.randrange(40)}"],
                said=str(day - timedelta(days=draw.randrange(3))),
                paraphrase=f"What was said in report {at}, part {part}.",
            )
            for part in range(4)
        ]
        events += [report, *{claim.id: claim for claim in claims}.values()]
        if at % 50 == 49:
            events.append(Retracted(target=claims[0].id, by=claims[0].chain[-1].agent, notice=report.id))
    log.record(*events)


def steps_in_chromium(page: Path) -> tuple[float, dict[str, list[float]]]:
    """Milliseconds until the page stands, and of each step of the slider, by view."""
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"):
        options.add_argument(argument)
    with tempfile.TemporaryDirectory() as profile:
        options.add_argument(f"--user-data-dir={profile}")
        browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
        try:
            browser.get(page.as_uri())
            stands = browser.execute_script(
                "return performance.timing.loadEventEnd - performance.timing.navigationStart"
            )
            return stands, {view: browser.execute_script(MEASURE, STEPS, view) for view in VIEWS}
        finally:
            browser.quit()


def main() -> None:
    """Make the log and the page, and step through it."""
    parser = argparse.ArgumentParser(description="Milliseconds of a step of the explorer's slider.")
    parser.add_argument("--reports", type=int, default=2000)
    parser.add_argument("--questions", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, eventlog.open(":memory:", zone="Europe/Kyiv") as log:
        made_up(log, options.reports, options.questions)
        page = Path(folder) / "knowledge.html"
        begun, own = time.perf_counter(), time.process_time()
        with ProcessPoolExecutor(mp_context=get_context("spawn")) as executor:  # as the command does
            explore.write(log, page, executor=executor)
        taken, own, size = time.perf_counter() - begun, time.process_time() - own, page.stat().st_size / 1e6
        workers = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(
            f"{options.reports} reports: page of {size:.1f} MB in {taken:.1f} s; {own:.1f} s of this process, "
            f"{workers.ru_utime + workers.ru_stime:.1f} s of its workers"
        )
        begun = time.perf_counter()
        explore.write(log, page, replace=True)
        print(f"by one process in {time.perf_counter() - begun:.1f} s")
        if shutil.which("chromedriver") is None or importlib.util.find_spec("selenium") is None:
            print("the steps are not measured: `make test-browser` sets up Chromium, and .browser/bin/python runs this")
            return
        stands, found = steps_in_chromium(page)
        print(f"stands after {stands:.0f} ms")
        for view, taken in found.items():
            ordered = sorted(taken)
            middle, slow = statistics.median(ordered), ordered[int(len(ordered) * 0.95)]
            print(f"{view}: a step {middle:.1f} ms (median), {slow:.1f} ms (95 in 100)")


if __name__ == "__main__":
    main()

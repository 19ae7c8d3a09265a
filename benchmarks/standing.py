"""How long a standing takes, as the log and the question grow. Prints a table; no test, for machines differ.

    PYTHONPATH=tests python benchmarks/standing.py [--full]

Random graphs of reports, claims and links, with circles among the links: what a claim costs should stay the same, but
for a logarithm. A hot question: statements without an end by four sources, the hardest case for painting.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable
from typing import Any

from eventlog import times
from eventlog.claims import Claim, Evidence, Question, digest_of
from eventlog.events import Entry, wrap
from eventlog.reports import Report
from knowledge_samples import sample
from knowledge_strategies import BEGIN, Story, known

GRAPHS = ((100, 10, 50), (300, 10, 150), (1_000, 10, 500), (3_000, 10, 1_500), (10_000, 10, 5_000))
HOT = (1_250, 2_500, 5_000, 10_000, 20_000)


def timed(work: Callable[[], Any]) -> float:
    """Seconds of this process that the work takes: what else the machine does is left out."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def graphs(sizes: tuple[tuple[int, int, int], ...]) -> None:
    """All claims of a random graph on five questions, each question asked once."""
    print("random graphs: five questions, circles among the links")
    print(f"{'reports':>9}{'claims':>9}{'links':>7}{'seconds':>9}{'us/claim':>10}{'us/(claim*log n)':>18}")
    for reports, each, links in sizes:
        reader = sample(reports=reports, claims=each, links=links, seed=reports)
        questions = sorted({key.removeprefix("q:") for key in reader.keys("q:", reader.size())})
        knowledge = known(reader, "2031-08-31")
        seconds = timed(lambda: [knowledge[question].timeline for question in questions])  # noqa: B023 - called at once
        show(f"{reports:>9,}{reports * each:>9,}{links:>7,}", seconds, reports * each)


def hot(sizes: tuple[int, ...]) -> None:
    """Statements without an end on one question by four sources."""
    print("\na hot question: statements without an end by four sources")
    print(f"{'claims':>9}{'seconds':>9}{'us/claim':>10}{'us/(claim*log n)':>18}")
    for size in sizes:
        story = Story()
        story.record(Question(id="fort.held"))
        for at in range(size):
            title = f"report {at}"
            published = times.instant_text(BEGIN + at * 60_000_000)
            report = Report(publisher="outlet:post", title=title, published=published, digest=digest_of(title))
            span = (Evidence(start=0, end=5, digest=digest_of(title)),)
            fact = "CT+" if at % 3 else "CT-"
            claim = Claim(
                report=report.id,
                question="fort.held",
                value=True,
                factuality=fact,
                chain=(f"person:p{at % 4}",),
                evidence=span,
            )
            for value in (report, claim):
                event = wrap(value)
                story.entries.append(Entry(len(story.entries) + 1, BEGIN + at, type(event).__name__, event))
        knowledge = known(story.reader(), "2032-01-01")
        seconds = timed(lambda: knowledge["fort.held"].timeline)  # noqa: B023 - called at once
        show(f"{size:>9,}", seconds, size)


def show(head: str, seconds: float, claims: int) -> None:
    """One row of a table."""
    each = seconds / claims * 1_000_000
    print(f"{head}{seconds:>9.2f}{each:>10.1f}{each / math.log2(claims):>18.2f}", flush=True)


if __name__ == "__main__":
    full = "--full" in sys.argv[1:]
    graphs(GRAPHS if full else GRAPHS[:3])
    hot(HOT if full else HOT[:3])

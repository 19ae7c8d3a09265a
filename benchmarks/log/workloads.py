"""The workloads that are measured beside each other: what is recorded, and what is asked of it.

corpus          the five annotated reports of examples/corpus, over and over: each time other reports of other
                digests, titles and years, with the same claims on the same questions, and the same links
synthetic       invented reports (see `samples`), on few, some and very many questions
hot             one question, 20,000 open-ended statements by four sources: all about one time, so that four hold,
                and each from when it was said, so that all hold
churning        one source, a figure a day for years, and each figure revised a day later
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import samples

from eventlog import Claim, Quantity, Question, Report, annotations
from eventlog.claims import Ref, digest_of
from eventlog.events import AgentDefined, QuestionDefined, ReportRecorded

CORPUS = Path(__file__).resolve().parents[2] / "examples" / "corpus"
_TIMES = frozenset({"published", "said", "during", "window", "retrieved", "notice"})
_YEAR = re.compile(r"(?<!\d)(?<!\d\.)(?<![:-])\d{4}(?!\d)")


@attrs.frozen(kw_only=True)
class Workload:
    """A log to be recorded, the questions that are asked of it one by one, and a week on its press clock."""

    name: str
    batches: Callable[[], Iterator[list[Any]]]
    asked: str
    cut: str = "2024-04-01"
    week: tuple[str, str] = ("2024-03-01", "2024-03-08")


def workloads() -> tuple[Workload, ...]:
    """Each in turn; the smallest has some 17,000 entries, the largest 110,000."""
    return (
        Workload(
            name="corpus, 55 times",
            batches=lambda: corpus(55),
            asked="dprk.troops.deployment",
            cut="2024-10-25",
            week=("2024-06-25", "2024-07-02"),
        ),
        Workload(
            name="synthetic, 10 questions",
            batches=lambda: samples.mixed(20_000, 10),
            asked="topic7.q7",
        ),
        Workload(
            name="synthetic, 1,000 questions",
            batches=lambda: samples.mixed(20_000, 1_000),
            asked="topic7.q107",
        ),
        Workload(
            name="synthetic, 100,000 questions",
            batches=lambda: samples.mixed(100_000, 100_000),
            asked="topic7.q107",
        ),
        Workload(
            name="hot question, four words hold",
            batches=lambda: samples.hot(20_000, during=samples.SINCE),
            asked="fort.held",
        ),
        Workload(
            name="hot question, all words hold",
            batches=lambda: samples.hot(20_000),
            asked="fort.held",
        ),
        Workload(
            name="churning series",
            batches=lambda: churning(8, 900),
            asked="shelters.s7.people",
        ),
    )


def churning(series: int, days: int) -> Iterator[list[Any]]:
    """One office counts people in so many shelters each day, and the day after says what it had got wrong.

    A figure is a total over its day, so figures of two days are not compared, and the later of two figures of one day
    replaces the earlier.
    """
    return samples.in_batches(_churning(series, days))


def _churning(series: int, days: int) -> Iterator[Any]:
    for one in range(series):
        yield Question(id=f"shelters.s{one}.people", answer="quantity", measure="total")
    for at in range(days):
        day = samples.FIRST + timedelta(days=at)
        title = f"Bulletin of {day}"
        report = Report(
            publisher="outlet:office", title=title, published=f"{day + timedelta(days=1)}", digest=digest_of(title)
        )
        yield report
        for one in range(series):
            yield _figure(report, one, day, 1_000 + (at * 37 + one * 11) % 400)
            if at:
                yield _figure(report, one, day - timedelta(days=1), 1_003 + ((at - 1) * 37 + one * 11) % 400)


def _figure(report: Report, series: int, day: date, number: int) -> Claim:
    return Claim(
        report=report.id,
        question=f"shelters.s{series}.people",
        value=Quantity(low=number, high=number, unit="person", of="people in the shelter", window=str(day)),
        during=str(day),
        chain=("gov:office",),
        paraphrase=f"So many people were in shelter {series} on that day.",
    )


@cache
def _annotated() -> tuple[Any, ...]:
    return annotations.load(CORPUS)


def corpus(copies: int) -> Iterator[list[Any]]:
    """The annotated reports, without their texts: as they are, then as of a year earlier, and so on."""
    return samples.in_batches(_corpus(copies))


def _corpus(copies: int) -> Iterator[Any]:
    for copy in range(copies):
        names: dict[str, str] = {}
        for event in _annotated():
            if isinstance(event, (AgentDefined, QuestionDefined)):
                if copy == 0:
                    yield event
                continue
            other = _earlier(event, copy, names)
            names[event.id] = other.id
            yield other


def _earlier(event: Any, years: int, names: dict[str, str]) -> Any:
    """The same event, all of whose dates lie so many years earlier, about the copies of what it was about."""
    if isinstance(event, ReportRecorded):
        report = _moved(event.report, years, names)
        named = digest_of(f"{years} years before {report.digest}")
        return ReportRecorded(report=attrs.evolve(report, digest=named, title=f"{report.title}, {years} years before"))
    return _moved(event, years, names)


def _moved(value: Any, years: int, names: dict[str, str], name: str = "") -> Any:
    """A value with other dates in the fields that hold dates, and other names where it names what was copied."""
    if isinstance(value, Ref):
        return Ref(names.get(value, value))
    if isinstance(value, str):
        return _YEAR.sub(lambda year: str(int(year.group()) - years), value) if name in _TIMES else value
    if isinstance(value, tuple):
        return tuple(_moved(one, years, names, name) for one in value)
    if not attrs.has(type(value)):
        return value
    told = {}
    for field in attrs.fields(type(value)):
        if field.init:
            held = getattr(value, field.name)
            # The words of a time are kept; what somebody read in them moves.
            dated = "published" if type(value).__name__ == "TimeExpression" and field.name == "value" else field.name
            told[field.alias] = _moved(held, years, names, dated)
    return type(value)(**told)

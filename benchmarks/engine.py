"""What news costs: questions with many claims, long series, revised figures. Ratios within one run; no test.

    python benchmarks/engine.py [NAME ...] [--full]

Each row is a ratio of two measurements of this process, one after the other, of the same log in a SQLite file, just
opened: what a question costs beside the decoding of its claims, a second cut beside the first, a history beside one
standing. `--full` runs the long ones too (the history of a question of 1,000 claims takes minutes).
"""

from __future__ import annotations

import argparse
import gc
import platform
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import eventlog
from eventlog import Claim, Quantity, Question, Report, Retracted
from eventlog.explore.turns import history

FIRST = date(2018, 1, 1)
WEEK = (date(2020, 1, 1), date(2020, 1, 8))
CORPUS = Path(__file__).resolve().parents[1] / "examples" / "corpus"


def seconds(work: Callable[[], Any]) -> float:
    """Seconds of this process that some work takes: what else the machine does is left out, and what was left behind by
    the work before.
    """
    gc.collect()
    begun = time.process_time()
    work()
    return time.process_time() - begun


def figure(number: int) -> Quantity:
    """An exact count."""
    return Quantity(low=number, high=number, unit="case", of="cases")


class Bench:
    """The logs of one run, each made once, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def log(self, name: str, *events: Any, zone: str = "UTC", each: int = 1_000) -> Path:
        """A log of these events, recorded a thousand at a time."""
        path = self.folder / f"{name}.db"
        if not path.exists():
            with eventlog.open(path, zone=zone) as log:
                for begin in range(0, len(events), each):
                    log.record(*events[begin : begin + each])
        return path

    def decoding(self, path: Path, question: str) -> float:
        """Seconds to find and decode the claims of a question, once."""
        with eventlog.open(path) as log:
            reader = log.reader
            return seconds(lambda: [entry.event for entry in reader.about(f"q:{question}", reader.size())])

    def asking(self, path: Path, question: str) -> float:
        """Seconds of the first standing in a log just opened."""
        with eventlog.open(path) as log:
            return seconds(lambda: log.as_of()[question])

    def day(self, path: Path) -> tuple[float, float]:
        """Seconds of one day of a series that was asked as a whole, and of an ordinary question beside it."""
        with eventlog.open(path) as log:
            known = log.as_of()
            known["q"]
            ordinary = seconds(lambda: known["o"])
            return seconds(lambda: known.at("2020-03-03")["q"]), ordinary

    def page(self, path: Path, question: str) -> float:
        """Seconds of every turn of a question, under both readings, as the explorer's page has them."""
        with eventlog.open(path) as log:
            known = log.as_of()
            return seconds(lambda: history(known, question, known.cut.published))

    def pages(self, path: Path) -> float:
        """Seconds of every turn of every question, under both readings."""
        with eventlog.open(path) as log:
            known = log.as_of()
            asked = [standing.id for standing in known]
            return seconds(lambda: [history(known, question, known.cut.published) for question in asked])

    def week(self, path: Path, days: tuple[date, date]) -> tuple[float, float]:
        """Seconds of a diff between two days, and of both states in full, each in a log just opened, after a first."""

        def changes(log: eventlog.EventLog) -> float:
            return seconds(lambda: eventlog.diff(*(log.as_of(str(day)) for day in days)))

        def states(log: eventlog.EventLog) -> float:
            return seconds(lambda: [list(log.as_of(str(day))) for day in days])

        taken = []
        for work in (changes, states, changes, states):
            with eventlog.open(path) as log:
                taken.append(work(log))
        return taken[2], taken[3]

    def turns(self, path: Path, question: str) -> float:
        """Seconds of the history of a standing."""
        with eventlog.open(path) as log:
            standing = log.as_of()[question]
            return seconds(lambda: standing.history)


def told(reports: Iterable[tuple[Report, list[Claim]]]) -> list[Any]:
    """Reports with their claims, each once, as events."""
    return [one for report, claims in reports for one in (report, *{claim.id: claim for claim in claims}.values())]


def crowded(claims: int, *, figures: bool) -> list[Any]:
    """One question, four claims a report: yes or no by forty people, or another figure each by one of ten."""
    draw = random.Random(claims)
    question = Question(id="q", kind="state", answer="quantity", measure="level") if figures else Question(id="q")

    def report(at: int) -> tuple[Report, list[Claim]]:
        day = FIRST + timedelta(days=at)
        made = Report(publisher=f"outlet:o{at % 30}", title=f"Report {at}", published=str(day))
        return made, [
            made.claim(
                "q",
                figure(4 * at + part) if figures else draw.random() < 0.8,
                by=[f"person:p{draw.randrange(10 if figures else 40)}"],
                said=str(day - timedelta(days=draw.randrange(3))),
                paraphrase=f"Part {part}.",
            )
            for part in range(4)
        ]

    return [question, *told(report(at) for at in range(claims // 4))]


def series(days: int, sources: int) -> list[Any]:
    """A figure a day, each of its own day, by some sources in turn; and an ordinary question beside it."""
    questions = (Question(id="q", kind="event", answer="quantity", measure="total"), Question(id="o"))
    beside = Report(publisher="outlet:o", title="Beside", published="2020-01-01")

    def report(at: int) -> tuple[Report, list[Claim]]:
        day = FIRST + timedelta(days=at)
        made = Report(publisher="outlet:o", title=f"Report {at}", published=str(day + timedelta(days=1)))
        return made, [made.claim("q", figure(100 + 7 * at % 50), by=[f"person:p{at % sources}"], during=str(day))]

    others = [beside.claim("o", True, by=[f"person:x{at}"]) for at in range(5)]
    return [*questions, *told(report(at) for at in range(days)), beside, *others]


def revised(times: int, sources: int) -> list[Any]:
    """A state's figure, said anew every day."""

    def report(at: int) -> tuple[Report, list[Claim]]:
        made = Report(publisher="outlet:o", title=f"Report {at}", published=str(FIRST + timedelta(days=at)))
        return made, [made.claim("q", figure(1_000 + at), by=[f"person:p{at % sources}"])]

    question = Question(id="q", kind="state", answer="quantity", measure="level")
    return [question, *told(report(at) for at in range(times))]


def running(days: int, sources: int) -> list[Any]:
    """A running total, told every day by one of some sources."""
    draw, so_far = random.Random(days), 0
    events: list[Any] = [Question(id="q", kind="event", answer="quantity", measure="cumulative")]
    for at in range(days):
        so_far += draw.randrange(5)
        report = Report(publisher="outlet:o", title=f"Report {at}", published=str(FIRST + timedelta(days=at)))
        events += [report, report.claim("q", figure(so_far), by=[f"person:p{at % sources}"])]
    return events


def estimates(claims: int, kind: str = "state") -> list[Any]:
    """Ranges of four sources, each of which reaches over the next forty."""
    events: list[Any] = [Question(id="q", kind=kind, answer="quantity", measure="level")]
    for at in range(claims):
        report = Report(publisher="outlet:o", title=f"Report {at}", published=str(FIRST + timedelta(days=at)))
        value = Quantity(low=1_000 + at, high=1_040 + at, unit="case", of="cases")
        events += [report, report.claim("q", value, by=[f"person:p{at % 4}"])]
    return events


def tables(figures: int, questions: int) -> list[Any]:
    """Many series of one source."""

    def report(at: int) -> tuple[Report, list[Claim]]:
        day = FIRST + timedelta(days=at // questions)
        made = Report(publisher="outlet:o", title=f"Report {at}", published=str(day + timedelta(days=1)))
        return made, [made.claim(f"q.n{at % questions}", figure(at % 9973), by=["person:p"], during=str(day))]

    asked = [Question(id=f"q.n{at}", kind="event", answer="quantity", measure="total") for at in range(questions)]
    return [*asked, *told(report(at) for at in range(figures))]


def talk(reports: int, questions: int) -> list[Any]:
    """Four claims a report on questions by chance, dated to the minute, the day or a week; a few are taken back."""
    draw = random.Random(8)
    ids = [f"city.q{at}" for at in range(questions)]

    def published(day: date) -> str:
        kind = draw.random()
        if kind < 0.4:
            return f"{day}T{draw.randrange(24):02}:{draw.randrange(60):02}:00Z"
        return str(day) if kind < 0.9 else f"[{day}..{day + timedelta(days=6)}]"

    events: list[Any] = [Question(id=id) for id in ids]
    for at in range(reports):
        day = FIRST + timedelta(days=at * 700 // reports)
        report = Report(publisher=f"outlet:o{at % 30}", title=f"Report {at}", published=published(day))
        claims = [
            report.claim(
                draw.choice(ids),
                draw.random() < 0.8,
                by=[f"person:p{draw.randrange(40)}"],
                said=str(day - timedelta(days=draw.randrange(3))),
                paraphrase=f"Part {part}.",
            )
            for part in range(4)
        ]
        events += told([(report, claims)])
        if at % 50 == 49:
            events.append(Retracted(target=claims[0].id, by=claims[0].chain[-1].agent, notice=report.id))
    return events


def settled(questions: int, each: int, moved: int) -> list[Any]:
    """Questions with some claims each by four people in two years; in the week after, a few of them are told anew."""

    def report(at: int) -> tuple[Report, list[Claim]]:
        day = FIRST + timedelta(days=at * 700 // (questions * each))
        made = Report(publisher=f"outlet:o{at % 30}", title=f"Report {at}", published=str(day))
        return made, [made.claim(f"q.n{at % questions}", at % 5 > 0, by=[f"person:p{at % 4}"])]

    def late(at: int) -> tuple[Report, list[Claim]]:
        made = Report(publisher="outlet:late", title=f"Late {at}", published=str(WEEK[0] + timedelta(days=1 + at % 6)))
        return made, [made.claim(f"q.n{at}", at % 2 > 0, by=["person:late"])]

    asked = [Question(id=f"q.n{at}") for at in range(questions)]
    return [*asked, *told(map(report, range(questions * each))), *told(map(late, range(moved)))]


def churning(series: int, days: int) -> list[Any]:
    """One office counts in each of some series each day, and the day after says what it had got wrong."""

    def report(at: int) -> tuple[Report, list[Claim]]:
        day = FIRST + timedelta(days=at)
        made = Report(publisher="outlet:office", title=f"Bulletin {at}", published=str(day + timedelta(days=1)))
        before = str(day - timedelta(days=1))
        return made, [
            made.claim(f"q.s{one}", figure(1_000 + change + (at * 37 + one * 11) % 400), by=["gov:o"], during=when)
            for one in range(series)
            for change, when in ((0, str(day)), (3, before))
        ]

    asked = [Question(id=f"q.s{at}", answer="quantity", measure="total") for at in range(series)]
    return [*asked, *told(report(at) for at in range(days))]


def hot(claims: int) -> list[Any]:
    """One question, so many statements by four people, all about one time: the last of each holds."""

    def report(at: int) -> tuple[Report, list[Claim]]:
        made = Report(publisher="outlet:o", title=f"Report {at}", published=minute(at))
        return made, [
            made.claim("q", at % 3 > 0, by=[f"person:p{at % 4}"], during="2010-01-01T00:00:00Z/..", said=minute(at))
        ]

    return [Question(id="q"), *told(report(at) for at in range(claims))]


def minute(at: int) -> str:
    """A clock time so many minutes after the first day's begin."""
    return (datetime.combine(FIRST, datetime.min.time()) + timedelta(minutes=at)).strftime("%Y-%m-%dT%H:%M:00Z")


def show(words: str, a: float, b: float, aim: str) -> None:
    """One row: the ratio, what it is made of, what was aimed at."""
    print(f"{words:<66}{a / b:>9.2f}  ({a:.3f} s / {b:.4f} s; aim {aim})", flush=True)


def pages(bench: Bench) -> None:
    """The explorer's page of one question with many claims."""
    few, many = (bench.log(f"crowded{n}", *crowded(n, figures=False)) for n in (100, 400))
    show("page of a question of 400 claims / of 100", bench.page(many, "q"), bench.page(few, "q"), "5")


def figures(bench: Bench) -> None:
    """The same, every claim another figure."""
    path = bench.log("figures400", *crowded(400, figures=True))
    show("page of 400 other figures / decoding the claims", bench.page(path, "q"), bench.decoding(path, "q"), "300")


def days(bench: Bench) -> None:
    """A daily series, whole and at one of its days."""
    for sources in (1, 10):
        path = bench.log(f"series{sources}", *series(1_600, sources))
        words = f"a series of 1,600 days, {sources} source{'s' * (sources > 1)} / decoding its claims"
        show(words, bench.asking(path, "q"), bench.decoding(path, "q"), "20")
        show("one day of it / an ordinary question", *bench.day(path), "5")


def revisions(bench: Bench) -> None:
    """A figure that is revised again and again."""
    path = bench.log("revised200", *revised(200, 1))
    show("history of 200 revisions / one standing", bench.turns(path, "q"), bench.asking(path, "q"), "40")


def many_revisions(bench: Bench) -> None:
    """The same with 1,000 claims by ten sources."""
    path = bench.log("revised1000", *revised(1_000, 10))
    show("history of 1,000 claims / one standing", bench.turns(path, "q"), bench.asking(path, "q"), "40")


def totals(bench: Bench) -> None:
    """A running total of a year, by one source and by five."""
    for sources in (1, 5):
        path = bench.log(f"running{sources}", *running(365, sources))
        words = f"history of 365 running totals by {sources} / one standing"
        show(words, bench.turns(path, "q"), bench.asking(path, "q"), "40")


def ranges(bench: Bench) -> None:
    """Ranges that overlap: each is compatible with some and contradicts others."""
    few, many = (bench.log(f"ranges{n}", *estimates(n)) for n in (100, 200))
    show("one question of 200 ranges / of 100", bench.asking(many, "q"), bench.asking(few, "q"), "4")
    show("history of 200 ranges / one standing", bench.turns(many, "q"), bench.asking(many, "q"), "40")
    said = bench.log("ranges-said", *estimates(100, "utterance"))
    show("history of 100 ranges that all hold / one standing", bench.turns(said, "q"), bench.asking(said, "q"), "40")


def archive(bench: Bench) -> None:
    """The explorer's pages of all questions of a log: four times the reports on as many questions."""
    few, many = (bench.log(f"talk{n}", *talk(n, 200)) for n in (500, 2_000))
    show("pages of 2,000 reports on 200 questions / of 500", bench.pages(many), bench.pages(few), "6")


def weeks(bench: Bench) -> None:
    """What a week changed, beside both states in full, each in a log just opened."""
    path = bench.log("settled", *settled(500, 20, 75))
    show("diff of a week where 75 of 500 questions change / both states", *bench.week(path, WEEK), "0.1")
    path = bench.log("churning", *churning(8, 450))
    late = FIRST + timedelta(days=400)
    show("diff of a week of a churning series / both states", *bench.week(path, (late, late + timedelta(7))), "0.2")


def hottest(bench: Bench) -> None:
    """Very many statements on one question, of which four hold."""
    path = bench.log("hot", *hot(20_000))
    show(
        "20,000 statements of which four hold / decoding them", bench.asking(path, "q"), bench.decoding(path, "q"), "4"
    )


def corpus(bench: Bench) -> None:
    """All standings of the corpus, at a second date."""
    path = bench.log("corpus", *eventlog.load(CORPUS), zone="Europe/Kyiv", each=100_000)
    with eventlog.open(path) as log:
        first = seconds(lambda: list(log.as_of("2024-10-25")))
        show(
            "all of the corpus at a second date / at the first",
            seconds(lambda: list(log.as_of("2024-06-27"))),
            first,
            "0.25",
        )


def state(bench: Bench) -> None:
    """Words and values of 23,000 figures, beside the same rows in SQL; at another date; and early, just opened."""
    path = bench.log("tables", *tables(23_000, 500))
    rows = sqlite3.connect(":memory:")
    rows.execute("create table t (question, during, published, value)")
    many = ((at % 500, at // 500, at // 500 + 1, at % 9973) for at in range(23_000))
    rows.executemany("insert into t values (?, ?, ?, ?)", many)
    query = "select question, during, value, max(published) from t group by question, during"
    plain = min(seconds(lambda: rows.execute(query).fetchall()) for _ in range(3))
    with eventlog.open(path) as log:
        whole = seconds(lambda: log.as_of("2030").table())
        show("words and values of 23,000 figures, first ask / a group-by", whole, plain, "40")
        show("the same at another date", seconds(lambda: log.as_of("2018-02-10").table()), plain, "10")
        words = seconds(lambda: log.as_of("2018-02-09").statuses())
        show("the words alone at another date / a group-by", words, plain, "10")
        early = seconds(lambda: log.as_of("2018-01-02").table())
        last = seconds(lambda: log.as_of("2029").table())
        show("the table by when 2 % was out / at the last, both kept", early, last, "0.1")
    with eventlog.open(path) as log:
        early = seconds(lambda: log.as_of("2018-01-02").table())
        show("the table by when 2 % was out / at the last, just opened", early, whole, "0.1")
    with eventlog.open(path) as log:
        standings = seconds(lambda: list(log.as_of("2030")))
        show("all standings of 23,000 figures / the first table of them", standings, whole, "5 at least")


def growing(bench: Bench) -> None:
    """What is asked again after one report more: all questions of a log, of which it bears on one; and one of many
    claims, on which it bears.
    """
    path = bench.log("growing", *settled(300, 20, 75))

    def one_more(log: eventlog.EventLog, at: int) -> None:
        report = Report(publisher="outlet:one", title=f"One more {at}", published="2020-02-01")
        log.record(report, report.claim("q.n0", at % 2 > 0, by=["person:late"]))

    with eventlog.open(path) as log:
        first = seconds(lambda: list(log.as_of()))
        one_more(log, 0)
        show("300 questions again after one report more / at first", seconds(lambda: list(log.as_of())), first, "0.25")
    with eventlog.open(path) as log:
        first = seconds(log.as_of().statuses)
        one_more(log, 1)
        show("their words again after one report more / at first", seconds(log.as_of().statuses), first, "0.25")
    with eventlog.open(bench.log("revised1000", *revised(1_000, 10))) as log:
        first = seconds(lambda: log.as_of()["q"])
        report = Report(publisher="outlet:o", title="One more", published="2024-01-01")
        log.record(report, report.claim("q", figure(7), by=["person:p1"]))
        show("a question of 1,000 claims after one more / at first", seconds(lambda: log.as_of()["q"]), first, "0.25")


QUICK = (pages, figures, days, revisions, weeks, hottest, corpus, state, growing)
LONG = (many_revisions, totals, ranges, archive)


def main() -> None:
    """Run the workloads that are named, or all of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help=", ".join(one.__name__ for one in (*QUICK, *LONG)))
    parser.add_argument("--full", action="store_true", help="the long ones too")
    options = parser.parse_args()
    print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.machine()}")
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        for one in (*QUICK, *LONG):
            if one.__name__ in options.names or (not options.names and (one in QUICK or options.full)):
                one(bench)


if __name__ == "__main__":
    main()

"""What is recorded in the measurements: invented reports, each with nineteen claims.

`mixed` is what the measurements record unless they say otherwise. Five in a hundred reports arrive late, by up to a
year. The claims go to questions spread over all there are; one in ten denies. One in twenty is an echo: another outlet
repeats, word for word, what somebody said on the same question not long before, and a link says so. One report in a
hundred takes something back: a speaker retracts a claim, or corrects it by another, or an outlet corrects the date of a
report; in turn.

`hot` is one question on which four sources never stop talking.

The same numbers give the same events. What is kept in memory while they are made does not grow with their number.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import attrs

from eventlog import Attribution, Claim, Corrected, Evidence, Link, Question, Ref, Report, Retracted
from eventlog.claims import digest_of
from eventlog.log.asking import events_of

EACH = 19
FIRST, DAYS = date(2022, 1, 1), 900
BATCH = 1_000
REMEMBERED = 400
SINCE = "2022-01-01T00:00:00Z/.."
"""An open-ended time that begins to the second: what begins within a day is never certainly covered from its start."""


def in_batches(events: Iterable[Any], size: int = BATCH) -> Iterator[list[Any]]:
    """What was given, wrapped as events, in batches of one size; the last one has what is left."""
    held: list[Any] = []
    for one in events:
        held.append(one)
        if len(held) == size:
            yield list(events_of(tuple(held)))
            held = []
    if held:
        yield list(events_of(tuple(held)))


def mixed(claims: int, questions: int, *, seed: int = 11) -> Iterator[list[Any]]:
    """Reports with so many claims, or a few less, in batches: late arrivals, denials, echoes, changes of mind."""
    return in_batches(_mixed(claims, questions, random.Random(seed)))


def _mixed(claims: int, questions: int, draw: random.Random) -> Iterator[Any]:
    reports, made = claims // EACH, 0
    recent: deque[tuple[Report, Claim]] = deque(maxlen=REMEMBERED)
    for at in range(reports):
        report, day = _report(draw, at, reports)
        yield report
        for number in range(EACH):
            if recent and draw.random() < 0.05:
                told = recent[draw.randrange(len(recent))][1]
                claim = _on(report, told, number)
                yield claim
                if claim.report != told.report:
                    yield Link(kind="echoes", from_=claim.id, to=told.id, by="user:desk", basis="the same words")
            else:
                claim = _claim(draw, report, made % questions, number, day)
                made += 1
                yield claim
                recent.append((report, claim))
        if at % 100 == 99:
            yield from _taken_back(at // 100 % 3, recent[0], report)


def _on(report: Report, told: Claim, number: int, **other: Any) -> Claim:
    """What was told before, in another report."""
    span = Evidence(start=number * 40 + 10, end=number * 40 + 39, digest=digest_of(f"span {number}"))
    return attrs.evolve(told, report=Ref(report.id), evidence=(span,), **other)


def _taken_back(turn: int, earlier: tuple[Report, Claim], notice: Report) -> Iterator[Any]:
    """What was said in an earlier report, and is no longer."""
    report, claim = earlier
    if turn == 0:
        yield Retracted(target=claim.id, by=claim.chain[-1].agent, notice=notice.id)
    elif turn == 1:
        instead = _on(notice, claim, EACH, factuality=claim.factuality.reversed())
        yield instead
        yield Corrected(target=claim.id, by=claim.chain[-1].agent, notice=notice.id, with_=instead.id)
    else:
        day = date.fromisoformat(str(report.published)) + timedelta(days=1)
        yield Corrected(
            target=report.id, by=report.publisher, notice=notice.id, field="published", value=day.isoformat()
        )


def _report(draw: random.Random, at: int, of: int) -> tuple[Report, date]:
    day = FIRST + timedelta(days=at * DAYS // of)
    if draw.random() < 0.05:
        day -= timedelta(days=draw.randint(1, 365))
    report = Report(
        publisher=f"outlet:o{draw.randrange(50)}",
        title=f"Report {at}",
        published=str(day),
        digest=digest_of(str(at)),
    )
    return report, day


def _claim(draw: random.Random, report: Report, question: int, number: int, day: date) -> Claim:
    said = day - timedelta(days=draw.randint(0, 3))
    cue = Evidence(start=number * 40, end=number * 40 + 9, digest=digest_of(f"cue {number}"))
    span = Evidence(start=number * 40 + 10, end=number * 40 + 39, digest=digest_of(f"span {number}"))
    return Claim(
        report=report.id,
        question=f"topic{question % 100}.q{question}",
        value=True,
        factuality="CT-" if draw.random() < 0.1 else "CT+",
        chain=(Attribution(agent=f"person:p{draw.randrange(300)}", cue=cue, said=str(said)),),
        evidence=(span,),
        during=f"{said:%Y-%m}/..",
        paraphrase=f"What report {report.title} says in its sentence {number}, in so many words of ours.",
        extractor="reader/1",
    )


def hot(statements: int, question: str = "fort.held", during: str | None = None) -> Iterator[list[Any]]:
    """One question, and statements without an end by four sources, a report each.

    With `during` (SINCE) all are about the same time, so that a source's later word covers all that it said before, and
    four hold in the end, however many there were. Without it each holds from when it was said until the next.
    """
    return in_batches(_hot(statements, question, during))


def _hot(statements: int, question: str, during: str | None) -> Iterator[Any]:
    yield Question(id=question)
    for at in range(statements):
        moment = timedelta(seconds=at * DAYS * 86_400 // max(statements, 20_000))
        title = f"Bulletin {at} on {question}"
        published = f"{datetime.combine(FIRST, time.min) + moment}Z".replace(" ", "T")
        report = Report(publisher="outlet:post", title=title, published=published, digest=digest_of(title))
        yield report
        yield Claim(
            report=report.id,
            question=question,
            value=True,
            factuality="CT-" if at // 4 % 2 else "CT+",  # the same again would replace nothing
            chain=(f"person:p{at % 4}",),
            evidence=(Evidence(start=0, end=5, digest=digest_of(title)),),
            during=during,
        )

"""What is recorded in the measurements: invented reports, each with nineteen claims.

Five in a hundred reports arrive late, by up to a year. The claims of a report go to questions spread over all there
are; one in ten denies, one in twenty echoes another claim of its batch. The same numbers give the same events.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from eventlog import Attribution, Claim, Evidence, Link, Question, Report
from eventlog.claims import digest_of
from eventlog.log.door import events_of

EACH = 19
FIRST = date(2022, 1, 1)
BATCH = 1_000


def batches(entries: int, questions: int, *, seed: int = 7, size: int = BATCH) -> Iterator[list[Any]]:
    """Events in batches, `entries` of them or a few less."""
    draw = random.Random(seed)
    held: list[Any] = []
    made, claims, at = 0, 0, 0
    while made < entries:
        day = FIRST + timedelta(days=at * 900 // max(entries // (EACH + 1), 1))
        if draw.random() < 0.05:
            day -= timedelta(days=draw.randint(1, 365))
        report = Report(
            publisher=f"outlet:o{draw.randrange(50)}",
            title=f"Report {at}",
            published=str(day),
            digest=digest_of(str(at)),
        )
        held.append(report)
        last = None
        for number in range(EACH):
            claim = _claim(draw, report, claims % questions, number, day)
            claims += 1
            held.append(claim)
            if last is not None and draw.random() < 0.05:
                held.append(Link(kind="echoes", from_=claim.id, to=last, by="user:desk", basis="the same words"))
            last = claim.id
        at += 1
        while len(held) >= size:
            yield list(events_of(tuple(held[:size])))
            made += size
            del held[:size]


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


def hot(statements: int, question: str = "fort.held") -> Iterator[list[Any]]:
    """One question, and statements without an end by four sources, a report each."""
    held: list[Any] = [Question(id=question)]
    for at in range(statements):
        day = FIRST + timedelta(days=at * 900 // statements)
        title = f"Bulletin {at} on {question}"
        published = f"{day}T{at % 24:02}:{at // 24 % 60:02}:{at // 1440 % 60:02}Z"
        report = Report(publisher="outlet:post", title=title, published=published, digest=digest_of(title))
        span = (Evidence(start=0, end=5, digest=digest_of(title)),)
        fact = "CT-" if at % 3 == 0 else "CT+"
        held.append(report)
        held.append(
            Claim(
                report=report.id,
                question=question,
                value=True,
                factuality=fact,
                chain=(f"person:p{at % 4}",),
                evidence=span,
            )
        )
        if len(held) >= BATCH:
            yield list(events_of(tuple(held)))
            held = []
    if held:
        yield list(events_of(tuple(held)))

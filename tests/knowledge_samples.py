"""Random logs of any size, drawn from a seed, without Hypothesis: for digests, for counting and for the benchmark."""

from __future__ import annotations

from random import Random

from eventlog import times
from eventlog.claims import Agent, Claim, Evidence, Link, Membership, Question, digest_of
from eventlog.events import Retracted
from eventlog.reports import Report
from knowledge_strategies import BEGIN, DAY, IndexedReader, Story

AGENTS = tuple(f"{kind}:a{at}" for kind in ("person", "org", "gov", "anon") for at in range(12))
OUTLETS = tuple(f"outlet:o{at}" for at in range(20))
KINDS = ("same-utterance", "echoes", "echoes", "same-root", "restates", "corroborates")
FACTS = ("CT+", "CT+", "PR+", "PS+", "CT-", "PR-")
EXTENTS = (None, None, "2031-06", "2031-06-10/..", "2031-06/", "2031-05/2031-07", "2031-07~")


def sample(
    *, reports: int, claims: int = 3, links: int | None = None, questions: int = 5, seed: int = 0
) -> IndexedReader:
    """A log of so many reports with so many claims each, and links in any direction, circles among them."""
    random = Random(seed)
    story = Story()
    asked = [f"topic.q{at}" for at in range(questions)]
    story.record(*(Question(id=one, kind="event" if at % 3 == 2 else "state") for at, one in enumerate(asked)))
    story.record(*(Agent(id=one, part_of=(Membership(agent="gov:a0"),)) for one in AGENTS[12:18]))
    made: dict[str, list[Claim]] = {one: [] for one in asked}
    ids: list[str] = []
    reader = IndexedReader()
    for at in range(reports):
        day = random.randrange(100)
        published = times.instant_text(BEGIN + day * DAY + at)
        report = Report(
            publisher=random.choice(OUTLETS),
            title=f"report {at}",
            published=published if random.random() < 0.8 else published[:7],
            digest=digest_of(f"report {at}"),
            cites=[random.choice(ids)] if ids and random.random() < 0.3 else [],
        )
        ids.append(report.id)
        read = [_claim(random, report, asked, number) for number in range(claims)]
        for one in read:
            made[one.question].append(one)
        story.record(report, *read, recorded=BEGIN + at * 1_000_000)
        if random.random() < 0.05:
            target = random.choice((report.id, read[0].id))
            story.record(
                Retracted(target=target, by=report.publisher, notice=times.instant_text(BEGIN + (day + 9) * DAY))
            )
    for _ in range(reports // 2 if links is None else links):
        a, b = random.sample(made[random.choice(asked)], 2)
        story.record(
            Link(kind=random.choice(KINDS), from_=a.id, to=b.id, by="user:desk", basis="seen"),
            recorded=story.entries[-1].recorded + 1,
        )
    for entry in story.entries:
        reader.take(entry)
    return reader


def _claim(random: Random, report: Report, asked: list[str], number: int) -> Claim:
    said = times.instant_text(BEGIN + random.randrange(100) * DAY)
    return Claim(
        report=report.id,
        question=random.choice(asked),
        value=True,
        factuality=random.choice(FACTS),
        chain=random.sample(AGENTS, random.randrange(3)),
        said=said if random.random() < 0.6 else None,
        during=random.choice(EXTENTS),
        evidence=(Evidence(start=number, end=number + 1, digest=digest_of(f"{report.title} {number}")),),
    )

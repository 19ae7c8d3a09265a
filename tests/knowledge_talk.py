"""Logs in which a few people go on talking, made from a seed: long words of the same sources, without Hypothesis."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import attrs

from eventlog.claims import Agent, Attribution, Claim, Evidence, Link, Membership, Question, Ref, digest_of
from eventlog.events import Corrected, Retracted, Superseded
from eventlog.knowledge import Cut
from eventlog.reports import Report
from knowledge_strategies import DAYS, EXACT, EXTENTS, VAGUE, IndexedReader, Story

CHAINS: tuple[Any, ...] = ((), ("person:ada",), ("person:ada",), ("person:bo",), ("anon:soldier",))
MEMBERS = (("person:ada", ("gov:north",)), ("person:bo", ("gov:south",)), ("org:staff", ("gov:north", "gov:south")))
INFERRED: tuple[Any, ...] = tuple(
    (Attribution(agent=agent, scope="inferred"),) for agent in ("person:ada", "org:staff", "gov:west")
)


def cut_of(reader: Any, **cuts: Any) -> Cut:
    """A cut of what a reader has, at its end unless a position is given."""
    return Cut.of(zone=reader.zone, position=cuts.pop("position", reader.size()), **cuts)


def talk(seed: int, reports: int, *, questions: int = 3, exact: bool = False, linked: bool = True) -> IndexedReader:
    """A log from a seed in which a few people go on talking, are repeated, and date their reports anew."""
    random, story = Random(seed), Story()
    dates = EXACT if exact else (*EXACT, *DAYS, *VAGUE)
    asked = [f"topic.q{at}" for at in range(questions)]
    story.record(*(Question(id=one, kind=random.choice(("state", "state", "event", "norm"))) for one in asked[1:]))
    for agent, of in MEMBERS:
        story.record(Agent(id=agent, part_of=tuple(Membership(agent=one) for one in of)))
    said: list[Claim] = []
    for at in range(reports):
        publisher, published = (
            random.choice(("outlet:post", "gov:north", "gov:north")),
            random.choice((None, *dates * 3)),
        )
        report = Report(publisher=publisher, title=f"report {at}", published=published, digest=digest_of(str(at)))
        speakers = CHAINS if linked else (*CHAINS, *INFERRED)
        read = [_said_by_somebody(random, report, asked, dates, speakers) for _ in range(random.randint(1, 4))]
        told = random.choice(said) if said else None
        if told is not None and random.random() < 0.4:
            read.append(attrs.evolve(told, report=Ref(report.id)))
        story.record(report, *read)
        said += read
        if not linked:
            continue
        if random.random() < 0.2:
            notice = random.choice((report.id, *EXACT))
            earlier = random.choice(story.reports)
            by = random.choice((earlier.publisher, earlier.publisher, "org:rivals"))
            if not any(one.target == notice for one in story.of("Corrected")) or exact:
                value = random.choice(dates)
                story.record(Corrected(target=earlier.id, by=by, notice=notice, field="published", value=value))
        if random.random() < 0.12:
            claim = random.choice(said)
            paper = next(one for one in story.reports if one.id == claim.report)
            inside = [paper.publisher, *(step.agent for step in claim.chain)]
            by = "org:rivals" if random.random() < 0.05 else random.choice(inside)
            same = [one for one in said if one.question == claim.question and one.id != claim.id]
            kind = random.choice((Retracted, Retracted, Superseded, Corrected))
            instead = {"with_": random.choice(same).id} if same and kind is not Retracted else {}
            notice = random.choice((report.id, *EXACT))
            story.record(kind(target=claim.id, by=by, notice=notice, **instead))
        story.record(*_links(random, said, read[-1] if told is not None else None, told))
    return story.reader()


def _links(random: Random, said: list[Claim], last: Claim | None, told: Claim | None) -> Iterator[Link]:
    """Who repeats whom; between questions too, where it says nothing. Nameless speakers are joined with nobody."""
    pairs = [(last, told)] if last is not None and told is not None and random.random() < 0.8 else []
    if random.random() < 0.3:
        pairs.append((random.choice(said), random.choice(said)))
    for one, other in pairs:
        nameless = any(step.agent.startswith("anon:") for claim in (one, other) for step in claim.chain)
        if one.id != other.id and not (nameless and one.question == other.question):
            kind = random.choice(("echoes", "echoes", "restates", "same-utterance", "same-root", "updates"))
            yield Link(kind=kind, from_=one.id, to=other.id, by="user:desk", basis="seen")


def _said_by_somebody(
    random: Random, report: Report, asked: list[str], dates: tuple[str, ...], speakers: tuple[Any, ...]
) -> Claim:
    fact, number = random.choice(("CT+", "CT+", "PR+", "PS+", "CT-", "PR-", "PS-", "Uu")), random.randrange(1_000)
    return Claim(
        report=report.id,
        question=random.choice(asked),
        value=None if fact == "CT-" and random.random() < 0.3 else True,
        factuality=fact,
        chain=random.choice(speakers),
        said=random.choice((None, *dates)),
        during=random.choice(EXTENTS),
        kind=random.choice((*("claim",) * 6, "norm", "opinion", "background")),
        stance=random.choice(("assert", "announce", "admit")),
        evidence=(Evidence(start=number, end=number + 1, digest=digest_of(f"{report.title} {number}")),),
    )

"""Logs as archives are: many questions of a few kinds, and many short reports on each, most of them with nothing odd.

Little varies and much recurs, so that two pieces of two questions often look alike, and now and then almost.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
from hypothesis import strategies as st

from eventlog.claims import (
    Agent,
    AgentValue,
    Assessment,
    Attribution,
    Claim,
    Link,
    Membership,
    Quantity,
    Question,
    TimeValue,
    digest_of,
)
from eventlog.events import Amended, Annulled, Corrected, DifferentEntity, Retracted, SameEntity
from eventlog.reports import Report
from knowledge_strategies import Story

KINDS = (
    Question(id="t", kind="event", answer="quantity", measure="total"),
    Question(id="w", kind="state", answer="quantity", measure="total", single=False),
    Question(id="l", kind="state", answer="quantity", measure="level"),
    Question(id="c", kind="event", answer="quantity", measure="cumulative"),
    Question(id="h", kind="state", about="gov:north"),
    Question(id="e", kind="event", about="person:ada"),
    Question(id="u", kind="utterance", about="person:ada"),
    Question(id="d", kind="event", answer="time"),
    Question(id="n", kind="norm", answer="text"),
    Question(id="a", kind="state", answer="agent", single=False),
)
DAYS = tuple(f"2031-06-{day:02}" for day in range(1, 7))
CUTS = (None, "2031-05-30", *DAYS, "2031-06-03T12:00:00Z", "2031-07-01", "2032-01-01")
DURING = (*DAYS[:3], *DAYS[:3], None, "2031-06", "2031-06-02/2031-06-04", "2031-06-04/..", "2031-06-02?", "2031-06-01/")
AGENTS = ("person:ada", "person:bo", "person:cy", "gov:north", "org:staff", "outlet:mail", "anon:aide")
OUTLETS = ("outlet:post", "outlet:mail", "outlet:globe", "gov:north")
NUMBERS = (
    *(Quantity(low=low, high=low, unit="ship") for low in (5, 7, 9, 12)),
    Quantity(low="5.0", high="5.0", unit="ship"),
    Quantity(low=5, high=5, unit="boat", window="2031-06-01"),
    Quantity(low=6, low_open=True, unit="ship"),
    Quantity(low=5, high=7, unit="ship"),
    Quantity(low=10, high=10, approx=True, unit="ship"),
)
VALUES: dict[str, tuple[Any, ...]] = {
    "quantity": NUMBERS,
    "time": (TimeValue("2031-06"), TimeValue("2031-06-02"), TimeValue("2031-07")),
    "agent": (AgentValue("person:ada"), AgentValue("person:bo"), AgentValue("gov:north")),
    "text": ("Rule one", "Rule two"),
    "truth": (True,),
}


def often(draw: st.DrawFn, usual: Any, *rare: Any, one_in: int = 6) -> Any:
    """Mostly the usual, now and then something else."""
    return usual if draw(st.integers(1, one_in)) > 1 else draw(st.sampled_from(rare))


def claim(draw: st.DrawFn, report: Report, kind: Question, questions: int, *, tidy: bool) -> Claim:
    """A claim as most are, of a question of a kind."""
    people = st.sampled_from(AGENTS[:5] if tidy else AGENTS[: often(draw, 3, len(AGENTS))])
    chain = draw(st.lists(people, max_size=2, unique=True))
    value = draw(st.sampled_from(VALUES[str(kind.answer)]))
    value = value if tidy else often(draw, value, "Words", one_in=30)
    return Claim(
        report=report.id,
        question=f"{kind.id}.q{draw(st.integers(0, questions - 1))}",
        value=value,
        factuality=often(draw, "CT+", "PR+", "PS+", "CT-", "PR-", "Uu", one_in=3),
        stance=often(draw, "assert", "announce", "deny", "admit", "promise", one_in=4),
        kind=often(draw, "claim", "opinion", "norm", one_in=12),
        chain=tuple(
            Attribution(
                agent=agent,
                quotation=often(draw, "indirect", "direct"),
                scope="stated" if tidy else often(draw, "stated", "inferred", one_in=20),
            )
            for agent in chain
        ),
        said=often(draw, None, *DAYS[:3], "2031-05", one_in=4),
        during=draw(st.sampled_from(DURING[:-1] if tidy else DURING)),
        paraphrase=often(draw, "", "In other words."),
    )


def odd(draw: st.DrawFn, story: Story) -> Iterator[Any]:
    """Something that is said about what was said."""
    claims, reports = story.claims, story.reports
    about, report = draw(st.sampled_from(claims)), draw(st.sampled_from(reports))
    other = draw(st.sampled_from(claims))
    match draw(st.integers(0, 8)):
        case 0 if about.id != other.id:
            yield Link(kind="echoes", from_=about.id, to=other.id, by="user:desk")
        case 1:
            yield Retracted(target=about.id, by=report.publisher, notice=draw(st.sampled_from(DAYS)))
        case 2:
            yield Amended(report=report.id, field="published", value=draw(st.sampled_from(DAYS)))
        case 3:
            by, notice = report.publisher, draw(st.sampled_from(DAYS))
            yield Corrected(target=report.id, by=by, notice=notice, field="published", value="2031-05-29")
        case 4:
            yield Assessment(about=about.id, what="verification", value="verified", by="org:checkers")
        case 5:
            yield Annulled(target=draw(st.sampled_from(story.entries)).id)
        case 6:
            yield draw(st.sampled_from((SameEntity, DifferentEntity)))(a="person:ada", b="person:bo")
        case 7:
            during = often(draw, None, "2031-06")
            yield Agent(id="person:bo", name="Bo", part_of=(Membership(agent="gov:north", during=during),))
        case 8:
            kind = draw(st.sampled_from(KINDS))
            yield attrs.evolve(kind, id=f"{kind.id}.q0", single=not kind.single)


@st.composite
def archives(draw: st.DrawFn) -> Story:
    """A log: definitions (of some questions none), then reports, a few claims each, and now and then something odd.

    Half of them are tidy: nothing in them is odd.
    """
    story, tidy = Story(), draw(st.booleans())
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=2, unique=True))
    questions = draw(st.integers(2, 4))
    defined = [attrs.evolve(kind, id=f"{kind.id}.q{at}") for kind in kinds for at in range(questions)]
    story.record(*defined[: draw(st.sampled_from((len(defined), len(defined), 1)))])
    story.record(Agent(id="org:staff", name="The staff", part_of=(Membership(agent="gov:north"),)))
    for at in range(draw(st.integers(1, 14))):
        day = draw(st.sampled_from(DAYS))
        published = day if tidy else often(draw, day, None, "2031-06", "2031-06-02~", "2031-06-03?", one_in=12)
        report = Report(
            publisher=draw(st.sampled_from(OUTLETS)),
            title=f"Report {at}",
            published=published,
            zone=often(draw, None, "Asia/Seoul", "America/Lima"),
            digest=digest_of(str(at) if tidy else often(draw, str(at), "The same words", one_in=12)),
            cites=() if tidy else often(draw, (), [one.id for one in story.reports], one_in=20),
        )
        asked = [draw(st.sampled_from(kinds)) for _ in range(draw(st.integers(1, 4)))]
        story.record(report, *(claim(draw, report, kind, questions, tidy=tidy) for kind in asked))
        if not tidy and not draw(st.integers(0, 9)):
            story.record(*odd(draw, story))
    return story

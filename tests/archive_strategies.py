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


@attrs.frozen
class Fields:
    """How each field of a claim on a kind of question is drawn; in a tidy archive without what is odd."""

    kind: Question
    tidy: bool

    def draw(self, draw: st.DrawFn, name: str) -> Any:
        """One field."""
        return getattr(self, name)(draw)

    def value(self, draw: st.DrawFn) -> Any:
        value = draw(st.sampled_from(VALUES[str(self.kind.answer)]))
        return value if self.tidy else often(draw, value, "Words", one_in=30)

    def chain(self, draw: st.DrawFn) -> Any:
        if self.kind.about is not None and draw(st.booleans()):
            return (Attribution(agent=self.kind.about, quotation=draw(st.sampled_from(("direct", "indirect")))),)
        people = st.sampled_from(AGENTS[:5] if self.tidy else AGENTS[: often(draw, 3, len(AGENTS))])
        return tuple(
            Attribution(
                agent=agent,
                quotation=often(draw, "indirect", "direct"),
                scope="stated" if self.tidy else often(draw, "stated", "inferred", one_in=20),
            )
            for agent in draw(st.lists(people, max_size=2, unique=True))
        )

    def factuality(self, draw: st.DrawFn) -> str:
        return often(draw, "CT+", "PR+", "PS+", "CT-", "PR-", "Uu", one_in=2)

    def stance(self, draw: st.DrawFn) -> str:
        return often(draw, "assert", "announce", "deny", "admit", "promise", one_in=2)

    def sort(self, draw: st.DrawFn) -> str:
        return often(draw, "claim", "opinion", "norm", one_in=8)

    def said(self, draw: st.DrawFn) -> str | None:
        return often(draw, None, *DAYS[:3], "2031-05", one_in=3)

    def during(self, draw: st.DrawFn) -> str | None:
        return draw(st.sampled_from(DURING[:-1] if self.tidy else DURING))


NAMES = ("value", "chain", "factuality", "stance", "sort", "said", "during")


@st.composite
def claims(draw: st.DrawFn, report: Report, questions: int, patterns: Any) -> Claim:
    """A claim like another but for its question and a field or two."""
    fields, pattern = draw(st.sampled_from(patterns))
    told = dict(pattern)
    for name in draw(st.lists(st.sampled_from((*NAMES, "value", "during")), max_size=2)):
        told[name] = fields.draw(draw, name)
    question = f"{fields.kind.id}.q{draw(st.integers(0, questions - 1))}"
    sort, paraphrase = told.pop("sort"), often(draw, "", "In other words.")
    return Claim(report=report.id, question=question, kind=sort, paraphrase=paraphrase, **told)


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

    Two in three are tidy: nothing in them is odd.
    """
    story, tidy = Story(), draw(st.integers(0, 2)) > 0
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=1, max_size=2, unique=True))
    questions = draw(st.integers(2, 4))
    defined = [attrs.evolve(kind, id=f"{kind.id}.q{at}") for kind in kinds for at in range(questions)]
    story.record(*defined[: draw(st.sampled_from((len(defined), len(defined), 1)))])
    story.record(Agent(id="org:staff", name="The staff", part_of=(Membership(agent="gov:north"),)))
    patterns = []
    for kind in (*kinds, *kinds):
        fields = Fields(kind, tidy)
        patterns.append((fields, {name: fields.draw(draw, name) for name in NAMES}))
    outlets = draw(st.lists(st.sampled_from(OUTLETS), min_size=1, max_size=2, unique=True))
    for at in range(draw(st.integers(1, 14))):
        day = draw(st.sampled_from(DAYS))
        published = day if tidy else often(draw, day, None, "2031-06", "2031-06-02~", "2031-06-03?", one_in=12)
        report = Report(
            publisher=draw(st.sampled_from(outlets)),
            title=f"Report {at}",
            published=published,
            zone=often(draw, None, "Asia/Seoul", "America/Lima", one_in=12),
            digest=digest_of(str(at) if tidy else often(draw, str(at), "The same words", one_in=12)),
            cites=() if tidy else often(draw, (), [one.id for one in story.reports], one_in=20),
        )
        story.record(report, *draw(st.lists(claims(report, questions, patterns), min_size=1, max_size=4)))
        if not tidy and not draw(st.integers(0, 9)):
            story.record(*odd(draw, story))
    return story


REPORTED = ("published", "publisher", "cites", "digest")


def reported(draw: st.DrawFn, name: str, *, tidy: bool) -> Any:
    """One field of the report of a claim: `cites` those before it, `digest` that of a text told elsewhere too."""
    if name == "published":
        return draw(st.sampled_from(DAYS))
    if name == "publisher":
        return draw(st.sampled_from(OUTLETS))
    return not tidy and draw(st.integers(0, 3)) == 0


@st.composite
def twins(draw: st.DrawFn) -> Story:
    """Three questions on which almost the same is said: copies of a few claims with at most one change each.

    In a copy some agents may have other names, and of one claim in the end something odd may be said.
    """
    story, tidy = Story(), draw(st.booleans())
    kind = draw(st.sampled_from(KINDS))
    about = often(draw, kind.about, None, one_in=4)
    story.record(*(attrs.evolve(kind, id=f"{kind.id}.q{at}", about=about) for at in range(3)))
    story.record(Agent(id="org:staff", name="The staff", part_of=(Membership(agent="gov:north"),)))
    fields = Fields(kind, tidy)
    told = [
        {name: fields.draw(draw, name) for name in NAMES} | {name: reported(draw, name, tidy=tidy) for name in REPORTED}
        for _ in range(draw(st.integers(1, 3)))
    ]
    for at in range(3):
        copies = [dict(one) for one in told]
        if at and draw(st.integers(0, 3)):
            one, name = draw(st.sampled_from(copies)), draw(st.sampled_from((*NAMES, *REPORTED)))
            one[name] = reported(draw, name, tidy=tidy) if name in REPORTED else fields.draw(draw, name)
        renamed = {"person:bo": "person:di", "person:cy": "person:ed"} if draw(st.booleans()) else {}
        before: list[str] = []
        for place, one in enumerate(copies):
            report = Report(
                publisher=one.pop("publisher"),
                title=f"{at} {place}",
                published=one.pop("published"),
                cites=list(before) if one.pop("cites") else (),
                digest=digest_of("The same words" if one.pop("digest") else f"{at} {place}"),
            )
            before.append(report.id)
            one["chain"] = tuple(attrs.evolve(step, agent=renamed.get(step.agent, step.agent)) for step in one["chain"])
            sort = one.pop("sort")
            story.record(report, Claim(report=report.id, question=f"{kind.id}.q{at}", kind=sort, **one))
    if not draw(st.integers(0, 2)):
        story.record(*odd(draw, story))
    return story

"""Hypothesis strategies for what events hold: claims, reports, links, assessments, agents and questions.

Each value stands by itself: what it names is in no log. `eventlog.testing.events` makes batches that fit together.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, TypeAlias

import attrs
from hypothesis import strategies as st

from eventlog import times
from eventlog.claims import (
    SCALES,
    Agent,
    AgentValue,
    AnswerType,
    Assessment,
    AssessmentKind,
    Attribution,
    Box,
    Claim,
    ClaimKind,
    Clip,
    Evidence,
    Factuality,
    Fragment,
    Link,
    LinkKind,
    Measure,
    Membership,
    Quantity,
    Question,
    QuestionKind,
    Quotation,
    Ref,
    Scope,
    Stance,
    TimeValue,
    Unit,
    digest_of,
)
from eventlog.reports import BasisKind, PublishedBasis, Region, RegionKind, Report
from eventlog.testing.times import clocks, extents, moments

Some: TypeAlias = st.SearchStrategy[Any]

# Whatever Unicode has, but for what no store can hold: NUL and halves of characters.
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)
words = texts.filter(lambda text: bool(text.strip()))
flags = st.booleans()

# A small world, so that things meet: few outlets, few questions, and texts that say little. Some questions are defined
# now and then, always with the same type of answer; the others may be answered by anything.
FEW_QUESTIONS = ("a", "a.b", "a.b.c", "ab", "b.c")
TYPES = {"a": AnswerType.TRUTH, "a.b": AnswerType.QUANTITY, "a.b.c": AnswerType.TEXT}
FEW_AGENTS = ("gov:x", "gov:y", "person:z", "outlet:p", "outlet:q")

PREFIXES = ("person", "org", "gov", "outlet", "doc", "data", "anon", "user")
agents = st.builds(
    "{}:{}".format, st.sampled_from(PREFIXES), st.from_regex(r"[a-z0-9]([a-z0-9._-]{0,8}[a-z0-9])?", fullmatch=True)
)
question_ids = st.lists(st.from_regex(r"[a-z0-9_-]{1,6}", fullmatch=True), min_size=1, max_size=3).map(".".join)
hexes = st.text("0123456789abcdef", min_size=32, max_size=32)
digests = texts.map(digest_of)


def refs(*kinds: str) -> st.SearchStrategy[Ref]:
    """Ids of things that are in no log."""
    return st.builds(lambda kind, rest: Ref(f"{kind}:{rest}"), st.sampled_from(kinds), hexes)


def maybe(strategy: Some) -> Some:
    """Or nothing."""
    return st.none() | strategy


expressions = st.builds(
    times.TimeExpression,
    text=st.sampled_from(
        ("today", "last week", "early this month", "as soon as next month", "in June", "two days ago")
    ),
    anchor=st.sampled_from(("published", "said")),
)
vague = maybe(extents | expressions)
uttered = maybe(moments | expressions)


@st.composite
def evidences(draw: st.DrawFn) -> Evidence:
    """A span somewhere, with or without its words."""
    start = draw(st.integers(0, 10_000))
    exact = draw(words)
    text = "x" * start + exact + draw(texts)
    return Evidence.of(text, start, start + len(exact), keep=draw(flags))


places = st.decimals(0, 10**6, places=2)
shares = st.decimals(0, 49, places=2)
sizes = st.decimals("0.01", 50, places=2)
boxes = st.builds(Box, x=places, y=places, width=sizes, height=sizes) | st.builds(
    Box, x=shares, y=shares, width=sizes, height=sizes, unit=st.just(Unit.PERCENT)
)
clips = st.builds(Clip, begin=st.decimals(0, 100, places=3), end=maybe(st.decimals(101, 10**6, places=3)))
outlines = st.sampled_from(("", "<svg><path d='M 0 0 L 9 9 Z'/></svg>", "<svg ><circle r='4' id='é'/></svg >"))


@st.composite
def fragments(draw: st.DrawFn) -> Fragment:
    """A part of a picture, a page or a recording, or all of it."""
    svg = draw(outlines)
    return Fragment(
        artefact=draw(digests),
        page=draw(maybe(st.integers(1, 10_000))),
        box=None if svg else draw(maybe(boxes)),
        clip=draw(maybe(clips)),
        svg=svg,
    )


decimals = st.decimals(-(10**9), 10**9, places=2) | st.integers(-(10**20), 10**20).map(Decimal)


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    """Numbers with bounds of every kind."""
    low, high = sorted((draw(decimals), draw(decimals)))
    shape = draw(st.sampled_from(("exact", "from", "to", "between")))
    shapes: dict[str, dict[str, Any]] = {
        "exact": {"low": low, "high": low},
        "from": {"low": low, "low_open": draw(flags)},
        "to": {"high": high, "high_open": draw(flags)},
        "between": {"low": low, "high": high},
    }
    return Quantity(
        **shapes[shape], approx=draw(flags), unit=draw(words), of=draw(texts), window=draw(vague), written=draw(texts)
    )


ANSWERS = {
    AnswerType.TRUTH: flags,
    AnswerType.TEXT: words,
    AnswerType.QUANTITY: quantities(),
    AnswerType.TIME: extents.map(TimeValue),
    AnswerType.AGENT: agents.map(AgentValue),
}
answers = st.one_of(*ANSWERS.values())
steps = st.builds(
    Attribution,
    agent=agents,
    cue=maybe(evidences()),
    quotation=st.sampled_from(Quotation),
    scope=st.sampled_from(Scope),
)


@st.composite
def claims(
    draw: st.DrawFn,
    reports: Some = refs("report"),  # noqa: B008 - a strategy is a value
    questions: Some = question_ids,
    spans: Some | None = None,
) -> Claim:
    """A claim of any kind, in a report that need not exist."""
    question = draw(questions)
    value = draw(st.none() | (ANSWERS[TYPES[question]] if question in TYPES else answers))
    chain: list[Attribution] = draw(
        st.lists(steps if spans is None else st.builds(Attribution, agent=agents), max_size=3)
    )
    said = draw(uttered)
    if draw(flags) and chain:
        chain[-1] = attrs.evolve(chain[-1], said=said)
    return Claim(
        report=draw(reports),
        question=question,
        value=value,
        during=draw(vague),
        said=said,
        stance=draw(st.sampled_from(Stance)),
        factuality="CT-" if value is None else draw(maybe(st.sampled_from(Factuality))),
        kind=draw(st.sampled_from(ClaimKind)),
        chain=chain,
        evidence=draw(st.lists(evidences() if spans is None else spans, max_size=2)),
        fragments=draw(st.lists(fragments(), max_size=1)),
        paraphrase=draw(texts),
        condition=draw(texts),
        extractor=draw(texts),
    )


bases = st.builds(PublishedBasis, kind=st.sampled_from(BasisKind), earliest=texts, latest=texts)


@st.composite
def reports(
    draw: st.DrawFn,
    publishers: Some = agents,
    cited: Some = refs("report"),  # noqa: B008 - a strategy is a value
) -> Report:
    """A report with or without its text, its digest, its date."""
    text = draw(maybe(words))
    regions: list[Region] = []
    if text is not None:
        regions = draw(
            st.lists(st.builds(Region, kind=st.sampled_from(RegionKind), start=st.just(0), end=st.just(len(text))))
        )
    return Report(
        publisher=draw(publishers),
        title=draw(words),
        authors=draw(st.lists(words, max_size=2)),
        published=draw(maybe(moments)),
        published_basis=draw(maybe(bases)),
        modified=draw(maybe(moments)),
        carrier=draw(texts),
        zone=draw(maybe(st.sampled_from(("UTC", "Europe/Kyiv", "America/New_York")))),
        language=draw(st.sampled_from(("", "en", "uk"))),
        url=draw(texts),
        retrieved=draw(maybe(clocks | moments)),
        digest=draw(maybe(digests)) if text is None else None,
        text=text,
        cites=draw(st.lists(cited, max_size=2)),
        revision_of=draw(maybe(cited)),
        regions=regions,
        page_digest=draw(maybe(digests)),
        reader=draw(texts),
    )


@st.composite
def links(
    draw: st.DrawFn,
    ends: Some = refs("claim"),  # noqa: B008 - a strategy is a value
    found_in: Some = maybe(refs("report")),  # noqa: B008
) -> Link:
    """A link between two claims."""
    first = draw(ends)
    second = draw(ends.filter(lambda end: end != first))
    return Link(
        kind=draw(st.sampled_from(LinkKind)),
        from_=first,
        to=second,
        by=draw(agents),
        basis=draw(texts),
        found_in=draw(found_in),
    )


@st.composite
def assessments(
    draw: st.DrawFn,
    about: Some = refs("claim", "link", "report"),  # noqa: B008 - a strategy is a value
    found_in: Some = maybe(refs("report")),  # noqa: B008
) -> Assessment:
    """An assessment on any of the scales."""
    what = draw(st.sampled_from(AssessmentKind))
    return Assessment(
        about=draw(agents if what is AssessmentKind.RELIABILITY else about),
        what=what,
        value=draw(st.sampled_from(SCALES.get(what, ("Mostly false", "True")))),
        by=draw(agents),
        found_in=draw(found_in),
        evidence=draw(st.lists(evidences(), max_size=2)),
        said=draw(uttered),
        during=draw(vague),
        topic=draw(texts),
        note=draw(texts),
    )


memberships = st.builds(Membership, agent=st.builds("org:{}".format, hexes), during=maybe(extents))
defined_agents = st.builds(
    Agent, id=agents, name=texts, aliases=st.lists(words, max_size=2), part_of=st.lists(memberships, max_size=2)
)


@st.composite
def questions(draw: st.DrawFn, ids: Some = question_ids) -> Question:
    """A question of any type; no topic, which no claim answers."""
    id = draw(ids)
    answer = TYPES.get(id) or draw(st.sampled_from(AnswerType))
    return Question(
        id=id,
        words=draw(texts),
        answer=answer,
        kind=draw(st.sampled_from([kind for kind in QuestionKind if kind is not QuestionKind.TOPIC])),
        single=draw(flags),
        measure=draw(maybe(st.sampled_from(Measure))) if answer is AnswerType.QUANTITY else None,
        about=draw(maybe(agents)),
    )

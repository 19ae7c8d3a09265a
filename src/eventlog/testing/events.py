"""Hypothesis strategies for events: single ones that fit nothing else, and batches that fit together.

A story is a batch in which every reference comes after its target: reports with claims found in their text, links
between those claims, judgements back and forth about them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from eventlog.claims import Agent, Claim, Evidence, Ref
from eventlog.events import (
    AgentDefined,
    Amended,
    Annulled,
    Assessed,
    ClaimRecorded,
    Corrected,
    DifferentEntity,
    Linked,
    QuestionDefined,
    Redacted,
    ReportRecorded,
    Retracted,
    Reviewed,
    ReviewState,
    SameEntity,
    Superseded,
)
from eventlog.reports import Report
from eventlog.reports.fields import AMENDABLE
from eventlog.testing.times import moments
from eventlog.testing.values import (
    FEW_AGENTS,
    FEW_QUESTIONS,
    TYPES,
    Some,
    agents,
    assessments,
    claims,
    defined_agents,
    evidences,
    flags,
    links,
    maybe,
    question_ids,
    questions,
    refs,
    reports,
    texts,
    words,
)

targets = refs("report", "claim", "link", "assessment", "event")
replies = maybe(st.integers(1, 10_000))
judging: dict[str, Some] = {"by": agents, "reason": texts, "reply_to": replies}
said = texts.filter(str.strip)
AMENDMENTS = {
    "published": moments,
    "modified": moments,
    "zone": st.sampled_from(("UTC", "Asia/Seoul")),
    "publisher": agents,
    "title": said,
    "language": said,
    "url": said,
    "text": said,
}
assert set(AMENDMENTS) == set(AMENDABLE)


def amendments(
    of: Some = refs("report"),  # noqa: B008 - a strategy is a value
    fields: Iterable[str] = AMENDABLE,
    **judged: Some,
) -> Some:
    """A better reading of any field that may have one."""
    return st.one_of(
        *(
            st.builds(Amended, report=of, field=st.just(field), value=AMENDMENTS[field], **(judged or judging))
            for field in fields
        )
    )


@st.composite
def identities(
    draw: st.DrawFn, names: Some = agents, judged: Mapping[str, Some] = judging
) -> SameEntity | DifferentEntity:
    """Two names are one, or two."""
    a = draw(names)
    b = draw(names.filter(lambda name: name != a))
    rest = {name: draw(one) for name, one in judged.items()}
    return SameEntity(a=a, b=b, **rest) if draw(flags) else DifferentEntity(a=a, b=b, **rest)


changed: dict[str, Some] = {"target": targets, "by": agents, "notice": moments | refs("report"), "reason": texts}
with_ = maybe(refs("claim"))
events = st.one_of(
    st.builds(ReportRecorded, report=reports()),
    st.builds(ClaimRecorded, claim=claims()),
    st.builds(Linked, link=links()),
    st.builds(Assessed, assessment=assessments()),
    st.builds(Retracted, **changed),
    st.builds(Superseded, with_=with_, **changed),
    st.builds(Corrected, with_=with_, field=texts, value=texts | st.lists(words, max_size=2), **changed),
    st.builds(Annulled, target=targets, replaced_by=maybe(targets), **judging),
    amendments(),
    identities(),
    st.builds(AgentDefined, agent=defined_agents, **judging),
    st.builds(QuestionDefined, question=questions(), **judging),
    st.builds(
        Reviewed, target=refs("claim"), state=st.sampled_from(list(ReviewState)), extractor=words | texts, **judging
    ),
    st.builds(
        Redacted,
        positions=st.lists(st.integers(1, 100), max_size=3),
        withheld=st.lists(st.tuples(question_ids, st.lists(st.integers(1, 100), max_size=3)), max_size=2),
        **judging,
    ),
)
"""One event of any kind, naming things that are in no log."""

_judged: dict[str, Some] = {"by": st.sampled_from(("user:one", "user:two")), "reason": st.sampled_from(("", "why"))}


@st.composite
def stories(draw: st.DrawFn, max_reports: int = 3) -> list[Any]:
    """Events that fit together, every reference after its target: reports, claims, links, judgements about
    them.
    """
    told: list[Any] = []
    few = st.sampled_from(FEW_AGENTS)
    found = draw(st.lists(reports(publishers=few), min_size=1, max_size=max_reports, unique_by=lambda one: one.id))
    told += found
    spoken = []
    for report in found:
        spans = st.just(Evidence.of(report.text, 0, len(report.text))) if report.text else st.nothing()
        mine = claims(
            st.just(Ref(report.id)), st.sampled_from(FEW_QUESTIONS), evidences() if report.text is None else spans
        )
        spoken += draw(st.lists(mine, max_size=3))
    told += spoken
    told += draw(st.lists(judgements([*found, *spoken]), max_size=4))
    return told


def judgements(known: Sequence[Report | Claim]) -> Some:
    """Judgements and links about what is known; no reply is given, the log fills it in."""
    ids = [Ref(one.id) for one in known]
    spoken = sorted({id for id in ids if id.startswith("claim:")})
    some = st.sampled_from(ids)
    held = st.sampled_from([id for id in ids if id.startswith("report:")])
    kinds = [
        st.builds(Annulled, target=some, **_judged),
        amendments(held, sorted(set(AMENDABLE) - {"text"}), **_judged),  # a text has to fit its digest
        identities(st.sampled_from(FEW_AGENTS), _judged),
        st.builds(AgentDefined, agent=st.builds(Agent, id=st.sampled_from(FEW_AGENTS), name=words), **_judged),
        st.builds(QuestionDefined, question=questions(st.sampled_from(sorted(TYPES))), **_judged),
        st.builds(Retracted, target=some, by=st.sampled_from(FEW_AGENTS), notice=moments | held),
        assessments(some, maybe(held)),
    ]
    if len(spoken) > 1:
        kinds.append(links(st.sampled_from(spoken), maybe(held)))
    return st.one_of(*kinds)

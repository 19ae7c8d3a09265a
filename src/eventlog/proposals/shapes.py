"""What a proposal may say, field by field: the shapes that the JSON Schema is made from and that the door reads.

A proposal is a claim, a link, an assessment or a report as a machine writes it. It differs from what the log holds in
three things. Spans are *quotes*: words of the text, which the door looks for, since machines count badly and copy well.
Who read it and who vouches for it (`extractor`, `by`) is not among the fields: the caller who opens the door says that.
And each agent that is credited points at the words that name it.

What is left out and what is null are the same, so that a form in which everything is required reads alike.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

import msgspec
from msgspec import Meta

from eventlog.claims import AssessmentKind, ClaimKind, Factuality, LinkKind, Quotation, Ref, Scope, Stance
from eventlog.claims.identity import AGENTS

__all__ = ["KINDS", "VALUES", "Answer", "AssessmentShape", "ClaimShape", "LinkShape", "Proposal", "ReportShape"]


def _described(text: str, **rest: Any) -> Meta:
    return Meta(description=text, **rest)


_AGENT = rf"^({'|'.join(AGENTS)}):[a-z0-9]([a-z0-9._-]*[a-z0-9])?$"
_AGENT_WORDS = "An agent's id: person:pat-ryder, gov:us, org:nis, outlet:example, anon:officials."
_NUMBER = r"^-?[0-9]+(\.[0-9]+)?$"

Name: TypeAlias = Annotated[str, _described("A name for it in this batch, for links and assessments to point at.")]
Agent: TypeAlias = Annotated[str, _described(_AGENT_WORDS, pattern=_AGENT)]
Digits: TypeAlias = Annotated[str, _described("A number as text, plain digits: 12000 or 1.5", pattern=_NUMBER)]
Reading: TypeAlias = Annotated[Ref, _described("An id as the log has it, or the key of something in this batch.")]


class Shape(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What no field may be added to."""


class Quote(Shape, kw_only=True, frozen=True):
    """Words of the report's text, copied letter by letter: the door finds them, once, or refuses them."""

    exact: Annotated[str, _described("The words themselves, whole words, nothing changed.", min_length=1)]
    prefix: Annotated[str, _described("The text right before them, where they stand more than once; else empty.")] = ""
    suffix: Annotated[str, _described("The text right after them, where that helps; else empty.")] = ""


class TimeWords(Shape, kw_only=True, frozen=True):
    """Words of relative time, such as "early this month", with what they count from and what they come to."""

    text: str
    anchor: Annotated[str, _described("published, said, or a date")] = "published"
    value: Annotated[str | None, _described("The EDTF that they come to: [2024-06-17..2024-06-23]")] = None


Time: TypeAlias = Annotated[
    str | TimeWords | None,
    _described("EDTF: 2024-06-19, 2024-07, [2024-06-24..2024-06-26], 2024-10/.., or a clock time with its offset."),
]


class Step(Shape, kw_only=True, frozen=True):
    """An agent whom the report credits with the words."""

    agent: Agent
    quotation: Quotation = Quotation.INDIRECT
    scope: Annotated[Scope, _described("stated: the text credits the agent; inferred: it only suggests so.")] = (
        Scope.STATED
    )
    said: Time = None
    cue: Annotated[Quote | None, _described("The words that credit the agent: 'he said on Tuesday'.")] = None
    named: Annotated[
        Quote | None, _described("Words in the text that name the agent, where neither quotes nor cue do.")
    ] = None


class NumberValue(Shape, kw_only=True, frozen=True):
    """A number with its bounds: "more than 10,000" is low 10000 and low_open."""

    low: Digits | None = None
    high: Digits | None = None
    low_open: Annotated[bool, _described("The number is above low, not low itself.")] = False
    high_open: Annotated[bool, _described("The number is below high, not high itself.")] = False
    approx: Annotated[bool, _described("The writer rounded: about, almost, nearly.")] = False
    unit: Annotated[str, _described("In what: person, year, USD.", min_length=1)]
    of: Annotated[str, _described("What is counted: troops.")] = ""
    window: Time = None
    written: Annotated[str, _described("The number as the quoted words have it: more than 10,000", min_length=1)]


class TimeAnswer(Shape, kw_only=True, frozen=True):
    """A date as the answer, in EDTF."""

    time: str


class AgentAnswer(Shape, kw_only=True, frozen=True):
    """An agent as the answer."""

    agent: Agent


class TextAnswer(Shape, kw_only=True, frozen=True):
    """Words as the answer."""

    text: Annotated[str, Meta(min_length=1)]


class NoneAnswer(Shape, kw_only=True, frozen=True):
    """Nothing holds in that time."""

    none: Annotated[bool, _described("Always true.")]


class Answer:
    """A claim's value: true, false, or one of `VALUES`. It stands in a shape as it was given."""

    def __init__(self, given: Any) -> None:
        self.given = given


VALUES: tuple[type[Shape], ...] = (NumberValue, TimeAnswer, AgentAnswer, TextAnswer, NoneAnswer)


class FragmentShape(Shape, kw_only=True, frozen=True):
    """A part of a picture, a page or a recording that the claim rests on beside its words."""

    at: Annotated[str, _described("page=3, xywh=percent:10,20,30,5 or t=npt:12.5,20 (seconds), with & between them.")]
    artefact: Annotated[str | None, _described("The file's digest; null: the page that the report was read from.")] = (
        None
    )


class ClaimShape(Shape, kw_only=True, frozen=True):
    """One answer to one question, by one speaker, at one place of one report."""

    key: Name | None = None
    report: Annotated[Reading | None, _described("The report that it was read in: its id, or its key here.")] = None
    question: Annotated[
        str, _described("A question's id: dprk.troops.deployment", pattern=r"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$")
    ]
    value: Annotated[Answer, _described("The answer.")]
    during: Time = None
    said: Time = None
    stance: Stance = Stance.ASSERT
    factuality: Annotated[Factuality | None, _described("How far the speaker commits; null: as the stance has it.")] = (
        None
    )
    kind: ClaimKind = ClaimKind.CLAIM
    chain: Annotated[
        tuple[Step, ...],
        _described("From the outermost teller to the innermost speaker; empty: the outlet's own word."),
    ] = ()
    quotes: Annotated[tuple[Quote, ...], _described("The words that it rests on, at least one.", min_length=1)]
    fragments: Annotated[tuple[FragmentShape, ...], _described("What it rests on beyond text.")] = ()
    paraphrase: Annotated[str, _described("What it says, in words of your own.")] = ""
    condition: str = ""


class LinkShape(Shape, kw_only=True, frozen=True):
    """How two claims hang together, read from the first to the second."""

    key: Name | None = None
    kind: LinkKind
    from_: Annotated[Reading, _described("A claim's id, or its key here.")] = msgspec.field(name="from")
    to: Annotated[Reading, _described("A claim's id, or its key here.")]
    basis: Annotated[str, _described("Why one should think so.")] = ""
    found_in: Annotated[Reading | None, _described("The report that says so; null: it is the reader's.")] = None


class AssessmentShape(Shape, kw_only=True, frozen=True):
    """A remark about a claim, a link, a report or an agent: that it is not verified, how likely it is."""

    key: Name | None = None
    about: Reading
    what: AssessmentKind
    value: Annotated[str, _described("verified, unverifiable, not verified, no evidence, likely, A to F, 1 to 6.")]
    found_in: Annotated[Reading | None, _described("The report that says so; null: it is the reader's.")] = None
    agent: Annotated[Agent | None, _described("Of one that a report says: whose remark it is.")] = None
    named: Annotated[Quote | None, _described("Words of that report that name it, where the quotes do not.")] = None
    quotes: Annotated[tuple[Quote, ...], _described("Of one that a report says: its words.")] = ()
    said: Time = None
    during: Time = None
    topic: str = ""
    note: str = ""


class ReportShape(Shape, kw_only=True, frozen=True):
    """A published text."""

    key: Name | None = None
    publisher: Agent
    title: str = ""
    published: Annotated[str | None, _described("EDTF, or a clock time with its offset; may be vague.")] = None
    url: str = ""
    language: str = ""
    zone: Annotated[str | None, _described("The IANA zone in which its dates are read.")] = None
    authors: tuple[str, ...] = ()
    text: Annotated[str | None, _described("The whole text, nothing changed.")] = None


class Proposal(Shape, kw_only=True, frozen=True):
    """One line of a file of proposals: exactly one of these."""

    report: ReportShape | None = None
    claim: ClaimShape | None = None
    link: LinkShape | None = None
    assessment: AssessmentShape | None = None


KINDS: dict[str, type[Shape]] = {
    "report": ReportShape,
    "claim": ClaimShape,
    "link": LinkShape,
    "assessment": AssessmentShape,
    "proposal": Proposal,
}
"""What a schema is published of, by name."""

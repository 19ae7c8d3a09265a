"""What is said about claims: links between them, and assessments of them.

A link says how two claims hang together; an assessment is a remark about a claim, a link, a report or an agent. Neither
is an answer: "not verified" denies nothing, "likely" adds no source. Each may be found in a report (then it has that
report's press clock) or be ours. Whether two answers agree, contradict or stand in tension is computed, never stored.

Sources of the scales: ICD 203 (seven bands of likelihood), the Admiralty code (credibility 1 to 6 of information,
reliability A to F of a source). F and 6 mean that it can't be judged, not that it is worst. Scales are shown, never
averaged or converted.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import attrs

from eventlog import times
from eventlog.claims.claim import as_moment, as_time
from eventlog.claims.evidence import Evidence, span
from eventlog.claims.fields import items, word
from eventlog.claims.identity import RECORDED, Ref, check_agent, check_ref, check_text, content_id
from eventlog.errors import InvalidValue, shown


class LinkKind(StrEnum):
    """How two claims hang together, read from the first to the second."""

    SAME_UTTERANCE = "same-utterance"
    ECHOES = "echoes"
    SAME_ROOT = "same-root"
    RESTATES = "restates"
    CORROBORATES = "corroborates"
    REFINES = "refines"
    UPDATES = "updates"
    DENIES = "denies"
    EXPLAINS = "explains"

    @property
    def joins(self) -> bool:
        """Whether the two ends go back to one root."""
        return self in (LinkKind.SAME_UTTERANCE, LinkKind.SAME_ROOT, LinkKind.ECHOES, LinkKind.RESTATES)

    @property
    def copies(self) -> bool:
        """Whether the two ends are copies of one utterance."""
        return self in (LinkKind.SAME_UTTERANCE, LinkKind.ECHOES, LinkKind.RESTATES)


def _claim(value: Any) -> Ref:
    return check_ref(value, "claim")


def _spans(value: Any) -> tuple[Evidence, ...]:
    return tuple(span(one) for one in items(value, "spans"))


def _about(value: Any) -> Ref:
    if not isinstance(value, str):
        value = getattr(value, "id", value)  # what has an id stands for it, an agent too
    if isinstance(value, str) and value.partition(":")[0] in (*RECORDED, "redacted"):
        return check_ref(value, "claim", "link", "report", "assessment")
    return Ref(check_agent(value))


def _report(value: Any) -> Ref | None:
    return None if value is None else check_ref(value, "report")


def _link_kind(value: Any) -> LinkKind:
    return word(LinkKind, value)


def _assessment_kind(value: Any) -> AssessmentKind:
    return word(AssessmentKind, value)


@attrs.frozen(kw_only=True)
class Link:
    """A link from one claim to another, by a named person, on some basis.

    `corroborates` asserts that two words are independent of each other; only with a `basis` does it count. A link
    found in a report names it in `found_in`; without, it is ours. Raises InvalidValue.
    """

    kind: LinkKind = attrs.field(converter=_link_kind)
    from_: Ref = attrs.field(converter=_claim)
    to: Ref = attrs.field(converter=_claim)
    by: str
    basis: str = ""
    found_in: Ref | None = attrs.field(default=None, converter=_report)

    def __attrs_post_init__(self) -> None:
        """Refuse a link from a claim to itself, and malformed names."""
        check_agent(self.by)
        check_text(self.basis, "a link's basis")
        if self.from_ == self.to and not self.to.startswith("redacted:"):
            msg = f"a link needs two claims, but both ends are {self.to}"
            raise InvalidValue(msg)

    @property
    def id(self) -> str:
        """The link's id, derived from its content."""
        return content_id("link", self.kind, self.from_, self.to, self.by, self.basis, self.found_in)


class AssessmentKind(StrEnum):
    """What is assessed."""

    VERIFICATION = "verification"
    EVIDENCE_ABSENT = "evidence-absent"
    LIKELIHOOD = "likelihood"
    CREDIBILITY = "credibility"
    RELIABILITY = "reliability"
    RATING = "rating"


SCALES: dict[AssessmentKind, tuple[str, ...]] = {
    AssessmentKind.VERIFICATION: ("verified", "unverifiable", "not verified"),
    AssessmentKind.EVIDENCE_ABSENT: ("no evidence",),
    AssessmentKind.LIKELIHOOD: (
        "almost no chance",
        "very unlikely",
        "unlikely",
        "roughly even chance",
        "likely",
        "very likely",
        "almost certain",
    ),
    AssessmentKind.CREDIBILITY: ("1", "2", "3", "4", "5", "6"),
    AssessmentKind.RELIABILITY: ("A", "B", "C", "D", "E", "F"),
}
"""The values that each kind of assessment may have. A rating has no scale of ours: it is kept as it was written."""


@attrs.frozen(kw_only=True)
class Assessment:
    """A statement about a claim, a link, a report or an agent, by a named person.

    Reliability is of an agent (for a `topic` and a time, `during`), never of a claim; the others are never of an agent.
    A rating is a fact checker's verdict in its own words, with the name or the steps of its `scale` as it has them.
    An assessment found in a report names it in `found_in`, with the spans; without, it is ours. Raises InvalidValue.
    """

    about: Ref = attrs.field(converter=_about)
    what: AssessmentKind = attrs.field(converter=_assessment_kind)
    value: str
    by: str
    found_in: Ref | None = attrs.field(default=None, converter=_report)
    evidence: tuple[Evidence, ...] = attrs.field(default=(), converter=_spans)
    said: str | times.TimeExpression | None = attrs.field(default=None, converter=as_moment)
    during: str | times.TimeExpression | None = attrs.field(default=None, converter=as_time)
    topic: str = ""
    note: str = ""
    scale: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse a value that is not on its scale, and reliability of anything but an agent."""
        check_agent(self.by)
        check_text(self.scale, "the scale of a rating")
        if self.what is AssessmentKind.RATING:
            check_text(self.value, "a rating", required=True)
        elif self.scale:
            msg = f"the scale of a {self.what} is known, so none is given: leave it out, or make it a rating"
            raise InvalidValue(msg)
        elif not isinstance(self.value, str) or self.value not in SCALES[self.what]:
            msg = f"{shown(self.value)} is no {self.what}: write one of {', '.join(SCALES[self.what])}"
            raise InvalidValue(msg)
        of_agent = not self.about.startswith(tuple(f"{prefix}:" for prefix in (*RECORDED, "redacted")))
        if of_agent != (self.what is AssessmentKind.RELIABILITY) and not self.about.startswith("redacted:"):
            whom = "a claim, a link or a report" if of_agent else "an agent"
            msg = f"{self.what} is said of {whom}, not of {self.about}"
            raise InvalidValue(msg)
        check_text(self.topic, "an assessment's topic")
        check_text(self.note, "an assessment's note")

    @property
    def id(self) -> str:
        """The assessment's id, derived from its content."""
        spans = [one.position for one in self.evidence]
        return content_id(
            "assessment",
            *(self.about, self.what, self.value, self.by, self.found_in, spans),
            *(self.said, self.during, self.topic, self.note, self.scale),
        )

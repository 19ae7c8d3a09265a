"""A claim: who said what, in one report.

The claim is the unit of provenance. It is one answer to one question, by one innermost speaker, through a chain of
tellers, at one place in one report. Two speakers are two claims over one span; a sentence with two facts is two claims.

Two things that are often mixed are kept apart. The *stance* is the speech act (denying, announcing, warning). The
*factuality* is FactBank's: how far the innermost speaker commits to the answer, and with which polarity. "Not
verified" and "no evidence" are neither: they are remarks about a claim, and stand as assessments.

Source of the factuality values: R. Sauri and J. Pustejovsky, FactBank: a corpus annotated with event factuality
(2009). The chain is their nesting of sources, from the outermost (who tells us) to the innermost (who is meant to
know); the publisher is implied before it.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

import attrs

from eventlog import times
from eventlog.claims.evidence import Evidence, span
from eventlog.claims.fields import items, time_words, word
from eventlog.claims.fragments import Fragment, fragment
from eventlog.claims.identity import (
    Ref,
    check_agent,
    check_question,
    check_ref,
    check_text,
    content_id,
    sound_agents,
    sound_questions,
)
from eventlog.claims.values import Value, as_value
from eventlog.errors import InvalidValue, shown


class Stance(StrEnum):
    """The speech act."""

    ASSERT = "assert"
    DENY = "deny"
    DOUBT = "doubt"
    ANNOUNCE = "announce"
    PROMISE = "promise"
    PREDICT = "predict"
    ALLEGE = "allege"
    ASSESS = "assess"
    WARN = "warn"
    DEMAND = "demand"
    STIPULATE = "stipulate"
    ADMIT = "admit"
    OPINE = "opine"
    WITHHOLD = "withhold"


class Factuality(StrEnum):
    """How far the innermost speaker commits: certain, probable, possible; positive, negative, underspecified."""

    CERTAIN = "CT+"
    PROBABLE = "PR+"
    POSSIBLE = "PS+"
    NOT_CERTAIN = "CT-"
    NOT_PROBABLE = "PR-"
    NOT_POSSIBLE = "PS-"
    CERTAIN_BUT_UNKNOWN = "CTu"
    UNKNOWN = "Uu"

    def __init__(self, text: str) -> None:
        """Note of each what is asked of it most often: the rules ask every word, at every cut."""
        self.positive = text.endswith("+")
        """CT+, PR+ or PS+."""
        self.negative = text.endswith("-")
        """CT-, PR- or PS-."""
        self.commitment = text[:2]
        """CT, PR, PS or Uu."""
        self.committed = text[:2] in ("CT", "PR") and not text.endswith("u")
        """CT or PR, of either polarity: enough to support, to dispute, to announce."""

    def reversed(self) -> Factuality:
        """The same commitment with the other polarity; CTu and Uu stay."""
        return Factuality(self.value.translate(_TURN))


_TURN = str.maketrans("+-", "-+")
# What a speech act usually commits to, where the annotator does not say; the others are CT+.
_USUAL = {
    Stance.DENY: Factuality.NOT_CERTAIN,
    Stance.DOUBT: Factuality.NOT_PROBABLE,
    Stance.WITHHOLD: Factuality.UNKNOWN,
}


class ClaimKind(StrEnum):
    """Only a claim supports an answer; a norm answers only questions about norms; opinion and meta never support."""

    CLAIM = "claim"
    NORM = "norm"
    META = "meta"
    OPINION = "opinion"
    BACKGROUND = "background"


class Quotation(StrEnum):
    """How the words of a step are given."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"
    NONE = "none"


class Scope(StrEnum):
    """Whether the text states that this agent is behind the words, or the annotator inferred it."""

    STATED = "stated"
    INFERRED = "inferred"


def as_time(value: Any) -> str | times.TimeExpression | None:
    """Read a vague time: EDTF text, a date or datetime, a Period, a time expression or its plain table, or nothing.

    Raises InvalidTime.
    """
    if value is None or isinstance(value, times.TimeExpression):
        return value
    if isinstance(value, times.Period):
        return value.text
    if isinstance(value, str):
        return times.check(value)
    if isinstance(value, date):
        return times.check(times.written(value))
    if isinstance(value, dict):
        return time_words(value)
    msg = (
        f"{shown(value)} is not a time: pass EDTF text, a date, a datetime, a Period, or "
        "TimeExpression(text=..., anchor=..., value=...)"
    )
    raise InvalidValue(msg)


def as_moment(value: Any) -> str | times.TimeExpression | None:
    """Read when something was said: as `as_time`, but a moment, so no interval. Raises InvalidTime."""
    time = as_time(value)
    text = time.value if isinstance(time, times.TimeExpression) else time
    if text is not None:
        times.bounds(text, times.Place.PUBLISHED, "UTC")
    return time


def _cue(value: Any) -> Evidence | None:
    return None if value is None else span(value)


def _quotation(value: Any) -> Quotation:
    return word(Quotation, value)


def _scope(value: Any) -> Scope:
    return word(Scope, value)


def _stance(value: Any) -> Stance:
    return word(Stance, value)


def _claim_kind(value: Any) -> ClaimKind:
    return word(ClaimKind, value)


@attrs.frozen(kw_only=True)
class Attribution:
    """One step of a chain: who is said to have said it, where the text says so, how, and when it was said."""

    agent: str
    cue: Evidence | None = attrs.field(default=None, converter=_cue)
    quotation: Quotation = attrs.field(default=Quotation.INDIRECT, converter=_quotation)
    scope: Scope = attrs.field(default=Scope.STATED, converter=_scope)
    said: str | times.TimeExpression | None = attrs.field(default=None, converter=as_moment)

    def __attrs_post_init__(self) -> None:
        """Refuse a malformed agent."""
        agent = self.agent
        if type(agent) is not str or agent not in sound_agents:
            check_agent(agent)

    @property
    def anonymous(self) -> bool:
        """Whether the agent has no name."""
        return self.agent.startswith("anon:")

    @property
    def named(self) -> bool:
        """Neither anonymous nor inferred."""
        return self.scope is Scope.STATED and not self.anonymous


def _step(value: Any) -> Attribution:
    if isinstance(value, Attribution):
        return value
    if isinstance(value, str):
        return Attribution(agent=value)
    if isinstance(value, dict):
        try:
            return Attribution(**value)
        except TypeError:
            msg = (
                f"a step of a chain has agent, cue, quotation, scope and said, not {', '.join(sorted(map(str, value)))}"
            )
            raise InvalidValue(msg) from None
    msg = f"{shown(value)} is not a step of a chain: pass an agent's id or an Attribution"
    raise InvalidValue(msg)


def _chain(value: Any) -> tuple[Attribution, ...]:
    return (_step(value),) if isinstance(value, str) else tuple(map(_step, items(value, "the steps of a chain")))


def _report(value: Any) -> Ref:
    return check_ref(value, "report")


def _spans(value: Any) -> tuple[Evidence, ...]:
    return tuple(span(one) for one in items(value, "spans"))


def _fragments(value: Any) -> tuple[Fragment, ...]:
    return tuple(map(fragment, items(value, "fragments")))


def _factuality(value: Any) -> Any:
    """None means the usual one of the stance; the log's decoder knows no default that looks at the claim."""
    return None if value is None else word(Factuality, value)


def claim_id(claim: Any) -> str:
    """The id of a claim, or of whatever has its members: derived from all that it says; the extractor and quoted words
    are left out.
    """
    content: tuple[Any, ...] = (
        claim.report,
        claim.question,
        claim.value,
        claim.during,
        claim.said,
        claim.stance,
        claim.factuality,
        claim.kind,
        [
            (step.agent, step.cue.position if step.cue else None, step.quotation, step.scope, step.said)
            for step in claim.chain
        ],
        [one.position for one in claim.evidence] if claim.evidence else (),
        claim.paraphrase,
        claim.condition,
    )
    if claim.fragments:
        content = (*content, [one.position for one in claim.fragments])
    return content_id("claim", *content)


@attrs.frozen(kw_only=True, repr=False)
class Claim:
    """Who said what, in one report.

    `report` is the report's id. `chain` runs from the outermost teller to the innermost speaker; empty, it is the
    outlet's own word. `said` is the innermost step's; `during` is the valid time (what it means, a state's extent or an
    event's moment, depends on the question). `evidence` are spans of the report's text, `fragments` what it rests on
    beyond text: parts of pictures, pages and recordings. `extractor` (a name and a version) says who read the claim out
    of the text, and is not part of the id: two readers that find the same claim find one claim. Raises InvalidValue.
    """

    report: Ref = attrs.field(converter=_report)
    question: str
    value: Value = None
    during: str | times.TimeExpression | None = attrs.field(default=None, converter=as_time)
    said: str | times.TimeExpression | None = attrs.field(default=None, converter=as_moment)
    stance: Stance = attrs.field(default=Stance.ASSERT, converter=_stance)
    factuality: Factuality = attrs.field(default=None, converter=_factuality)
    kind: ClaimKind = attrs.field(default=ClaimKind.CLAIM, converter=_claim_kind)
    chain: tuple[Attribution, ...] = attrs.field(default=(), converter=_chain)
    evidence: tuple[Evidence, ...] = attrs.field(default=(), converter=_spans)
    paraphrase: str = ""
    condition: str = ""
    extractor: str = ""
    fragments: tuple[Fragment, ...] = attrs.field(default=(), converter=_fragments)
    _id: str | None = attrs.field(default=None, init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        """Normalise polarity and `said`, and refuse what can't be."""
        question = self.question
        if type(question) is not str or question not in sound_questions:
            check_question(question)
        value = self.value
        if value is not True:
            value = as_value(value)
            if value is False:
                object.__setattr__(self, "factuality", self._of_no())
                value = True
            object.__setattr__(self, "value", value)
        if self.factuality is None:
            object.__setattr__(self, "factuality", _USUAL.get(self.stance, Factuality.CERTAIN))
        if value is None and self.factuality is not Factuality.NOT_CERTAIN:
            msg = f"a claim on {self.question} without a value says that nothing holds: its factuality must be CT-"
            raise InvalidValue(msg)
        try:
            words = self.paraphrase + self.condition + self.extractor
            usual = words.isascii() and "\0" not in words
        except (TypeError, AttributeError):
            usual = False
        if not usual:
            check_text(self.paraphrase, "a claim's paraphrase")
            check_text(self.condition, "a claim's condition")
            check_text(self.extractor, "a claim's extractor")
        innermost = self.chain[-1].said if self.chain else None
        if innermost is not None and innermost != self.said:
            if self.said is not None:
                msg = (
                    f"the claim on {self.question} was said {self.said}, but its innermost step {innermost}: "
                    "give one of them"
                )
                raise InvalidValue(msg)
            object.__setattr__(self, "said", innermost)

    def _of_no(self) -> Factuality:
        """The factuality of the value True where False was given.

        One that is given is that of the value as given: False at CT- is a certain yes. Where none is given, a denial,
        or a doubt, of what is put as "no" is that "no", and not a yes.
        """
        if self.factuality is None:
            usual = _USUAL.get(self.stance, Factuality.CERTAIN)
            return usual.reversed() if usual.positive else usual
        return self.factuality.reversed()

    @property
    def id(self) -> str:
        """The claim's id, derived from all that it says; the extractor and quoted words are left out."""
        if self._id is None:
            object.__setattr__(self, "_id", claim_id(self))
        return self._id  # type: ignore[return-value]

    @property
    def speaker(self) -> Attribution | None:
        """The innermost step; None for the outlet's own word."""
        return self.chain[-1] if self.chain else None

    def __str__(self) -> str:
        """What it is; what it says, and who says it, is put into words by `eventlog.render`."""
        return f"{self.id[:14]} on {self.question}"

    def __repr__(self) -> str:
        """Short: the beginning of its id, and its question."""
        return f"<Claim {self}>"

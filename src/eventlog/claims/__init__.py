"""Claims and what belongs to them: agents, questions, values, evidence, links, assessments. See each file's opening."""

from eventlog.claims.agents import Agent, AnswerType, Measure, Membership, Question, QuestionKind
from eventlog.claims.claim import (
    Attribution,
    Claim,
    ClaimKind,
    Factuality,
    Quotation,
    Scope,
    Stance,
    as_time,
    claim_id,
)
from eventlog.claims.evidence import Evidence, TextQuote, span
from eventlog.claims.fragments import Box, Clip, Fragment, Unit, fragment
from eventlog.claims.identity import (
    RECORDED,
    Ref,
    check_agent,
    check_digest,
    check_question,
    check_ref,
    check_text,
    content_id,
    digest_of,
    id_of_given,
)
from eventlog.claims.links import SCALES, Assessment, AssessmentKind, Link, LinkKind
from eventlog.claims.quantity import Quantity
from eventlog.claims.values import AgentValue, TimeValue, Value, as_value

__all__ = [
    "RECORDED",
    "SCALES",
    "Agent",
    "AgentValue",
    "AnswerType",
    "Assessment",
    "AssessmentKind",
    "Attribution",
    "Box",
    "Claim",
    "ClaimKind",
    "Clip",
    "Evidence",
    "Factuality",
    "Fragment",
    "Link",
    "LinkKind",
    "Measure",
    "Membership",
    "Quantity",
    "Question",
    "QuestionKind",
    "Quotation",
    "Ref",
    "Scope",
    "Stance",
    "TextQuote",
    "TimeValue",
    "Unit",
    "Value",
    "as_time",
    "as_value",
    "check_agent",
    "check_digest",
    "check_question",
    "check_ref",
    "check_text",
    "claim_id",
    "content_id",
    "digest_of",
    "fragment",
    "id_of_given",
    "span",
]

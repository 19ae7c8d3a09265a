"""The corpus as a machine would have proposed it: its claims written out with quotes, from its five texts.

What the annotators wrote by offsets becomes words of the text with what stands before them; the extractor goes, since
the caller says it. Where neither quotes nor cue name the one who is credited, the nearest words before that do are
pointed at.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import attrs

import eventlog
from eventlog import (
    Agent,
    AgentDefined,
    AgentValue,
    Claim,
    ClaimRecorded,
    Evidence,
    Quantity,
    ReportRecorded,
    TimeValue,
)
from eventlog.events import Linked, QuestionDefined
from eventlog.times import TimeExpression

CORPUS = Path(__file__).resolve().parents[1] / "examples" / "corpus"

CALLED = {
    "doc:ru-dprk-treaty": ("treaty", "law", "agreement"),
    "anon:unnamed-reports": ("are said", "information", "are expected", "it is alleged", "reportedly"),
    "doc:putin-article-2024-06-18": ("article",),
    "gov:rok": ("South Korean government",),
    "outlet:die-zeit": ("Time",),
    "doc:rok-arms-law": ("South Korean government law",),
}
"""How the texts call some whom the corpus knows by a longer name: what a desk would add as aliases."""


@attrs.frozen
class Corpus:
    """Its events, its reports with their texts, and its claims."""

    events: tuple[Any, ...]
    reports: dict[str, eventlog.Report]
    claims: tuple[Claim, ...]

    @property
    def agents(self) -> dict[str, Agent]:
        """Agents by id, with the names by which the texts call them."""
        return {one.agent.id: one.agent for one in self.events if isinstance(one, AgentDefined)}

    def log(self) -> eventlog.EventLog:
        """A log that knows the agents, questions and texts, and no claim."""
        log = eventlog.open(":memory:", zone="Europe/Berlin")
        kinds = (AgentDefined, QuestionDefined, ReportRecorded)
        log.record(*(one for one in self.events if isinstance(one, kinds)))
        return log

    def text(self, claim: Claim) -> str:
        """The text that a claim was read in."""
        return str(self.reports[str(claim.report)].text)


def corpus(texts: Path) -> Corpus:
    """Read it with its texts."""
    events = []
    for one in eventlog.load(CORPUS, texts=texts):
        called = CALLED.get(one.agent.id, ()) if isinstance(one, AgentDefined) else ()
        if called:
            agent = attrs.evolve(one.agent, aliases=(*one.agent.aliases, *called))
            events.append(AgentDefined(agent=agent))
        else:
            events.append(one)
    reports = {one.report.id: one.report for one in events if isinstance(one, ReportRecorded)}
    claims = tuple(one.claim for one in events if isinstance(one, ClaimRecorded))
    assert not any(isinstance(one, Linked) and one.link.from_ not in {c.id for c in claims} for one in events)
    return Corpus(tuple(events), reports, claims)


def proposal(claim: Claim, known: Corpus) -> dict[str, Any]:
    """A claim as a proposal."""
    text = known.text(claim)
    quotes = [quote(text, one) for one in claim.evidence]
    chain = [_step(step, text, [one["exact"] for one in quotes], known) for step in claim.chain]
    return {
        "claim": {
            "report": str(claim.report),
            "question": claim.question,
            "value": _value(claim.value),
            "during": _time(claim.during),
            "said": _time(claim.said),
            "stance": str(claim.stance),
            "factuality": str(claim.factuality),
            "kind": str(claim.kind),
            "chain": chain,
            "quotes": quotes,
            "paraphrase": claim.paraphrase,
            "condition": claim.condition,
        }
    }


def quote(text: str, span: Evidence) -> dict[str, str]:
    """A span as its words, with as much of what stands before and after them as tells them from others."""
    words, before, after = text[span.start : span.end], 12, 12
    while text.count(text[max(0, span.start - before) : span.end + after]) > 1:
        before, after = (before + 12, after) if before < span.start else (before, after + 12)
    prefix, suffix = text[max(0, span.start - before) : span.start], text[span.end : span.end + after]
    return {"exact": words, "prefix": prefix, "suffix": suffix}


def _time(given: Any) -> Any:
    if isinstance(given, TimeExpression):
        return {"text": given.text, "anchor": given.anchor, "value": given.value}
    return given


def _value(value: Any) -> Any:
    match value:
        case Quantity():
            told = {name: getattr(value, name) for name in ("low_open", "high_open", "approx", "unit", "of", "written")}
            bounds = {name: None if (one := getattr(value, name)) is None else f"{one:f}" for name in ("low", "high")}
            return {**bounds, **told, "window": _time(value.window)}
        case TimeValue():
            return {"time": value.time}
        case AgentValue():
            return {"agent": value.agent}
        case str():
            return {"text": value}
        case None:
            return {"none": True}
    return value


def _step(step: Any, text: str, quoted: list[str], known: Corpus) -> dict[str, Any]:
    cue = None if step.cue is None else quote(text, step.cue)
    near = [*quoted, *([cue["exact"]] if cue else [])]
    names = called(step.agent, known)
    named = None
    if not any(_holds(one, name) for one in near for name in names):
        upto = step.cue.start if step.cue else text.find(quoted[0])
        found = [match for name in names for match in _all(text, name)]
        best = max(found, key=lambda match: (match.start() <= upto, -abs(upto - match.start())), default=None)
        if best is not None:
            named = quote(text, Evidence.of(text, best.start(), best.end()))
    return {
        "agent": step.agent,
        "quotation": str(step.quotation),
        "scope": str(step.scope),
        "said": _time(step.said),
        "cue": cue,
        "named": named,
    }


def called(agent: str, known: Corpus) -> list[str]:
    """The names by which a text may call an agent."""
    told = known.agents.get(agent)
    if told is None:
        return [agent.partition(":")[2].replace("-", " ")]
    names = [one for one in (told.name, *told.aliases) if one]
    return names + ([told.name.rpartition(" ")[2]] if agent.startswith("person:") and told.name else [])


def _all(text: str, name: str) -> list[re.Match[str]]:
    return list(re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE))


def _holds(words: str, name: str) -> bool:
    return bool(_all(words, name))

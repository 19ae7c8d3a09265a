"""What a state of knowledge holds, by kind: the reports, claims, agents and what was said about them.

Formats of others know documents, people and notes, not entries in order. This is one pass over the entries that are
visible at a cut, so nothing that the cut keeps out can be written to any file. Reports read as we now read them: with
our amendments, under the id that they were recorded under.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import attrs

from eventlog.claims import Agent, Claim, Question
from eventlog.errors import InvalidValue
from eventlog.events import (
    AgentDefined,
    Amended,
    Assessed,
    ClaimRecorded,
    Corrected,
    DifferentEntity,
    Entry,
    Linked,
    QuestionDefined,
    ReportRecorded,
    Retracted,
    SameEntity,
    Superseded,
)
from eventlog.knowledge import Knowledge
from eventlog.provenance import UnionFind
from eventlog.reports import Report


@attrs.frozen(kw_only=True, slots=False)
class Catalogue:
    """Visible entries by kind, in order of position; reports and agents by id."""

    reports: dict[str, tuple[Entry, Report]]
    claims: tuple[tuple[Entry, Claim], ...]
    agents: dict[str, Agent]
    questions: dict[str, Question]
    links: tuple[Entry, ...]
    assessments: tuple[Entry, ...]
    changes: tuple[Entry, ...]
    same: tuple[tuple[str, str], ...]
    """Pairs of names of one agent, as the last judgement on each pair has it."""

    def named(self) -> Iterator[Agent]:
        """Every agent that is defined, publishes or speaks, by id; one that nobody defined has only its id."""
        ids = set(self.agents)
        ids |= {report.publisher for _, report in self.reports.values()}
        ids |= {step.agent for _, claim in self.claims for step in claim.chain}
        ids |= {id for pair in self.same for id in pair}
        for id in sorted(ids):
            yield self.agents.get(id) or Agent(id=id)

    def taken_back(self, claim: Claim) -> list[str]:
        """What its source did to a claim, or its outlet to the whole report, in words: it is visible, and stands no
        more.
        """
        named = (claim.id, str(claim.report))
        changes = [entry.event for entry in self.changes if str(entry.event.target) in named]
        return [
            f"{type(event).__name__.lower()} by {event.by}, notice {event.notice}"
            for event in changes
            if not getattr(event, "field", "")
        ]

    @cached_property
    def canonical(self) -> dict[str, str]:
        """Each agent that has several names, with the one that stands for all: the first that is defined, else by
        letter.
        """
        union: UnionFind[str] = UnionFind()
        for a, b in self.same:
            union.union(a, b)
        groups: dict[str, list[str]] = {}
        for id in sorted({id for pair in self.same for id in pair}):
            groups.setdefault(union.find(id), []).append(id)
        first = (next((id for id in ids if id in self.agents), ids[0]) for ids in groups.values())
        return {id: chosen for chosen, ids in zip(first, groups.values(), strict=True) for id in ids}

    def name_of(self, id: str) -> str:
        """What an agent is called: its name, else its id."""
        known = self.agents.get(id)
        return known.name if known is not None and known.name else id


def catalogue(knowledge: Knowledge) -> Catalogue:
    """Sort the entries that are visible at a cut."""
    reports: dict[str, tuple[Entry, Report]] = {}
    claims: list[tuple[Entry, Claim]] = []
    agents: dict[str, Agent] = {}
    questions: dict[str, Question] = {}
    others: dict[type, list[Entry]] = {Linked: [], Assessed: [], Retracted: []}
    same: dict[frozenset[str], tuple[str, str] | None] = {}
    for entry in knowledge.entries():
        match entry.event:
            case ReportRecorded(report=report):
                reports[report.id] = (entry, report)
            case ClaimRecorded(claim=claim):
                claims.append((entry, claim))
            case AgentDefined(agent=agent):
                agents[agent.id] = agent
            case QuestionDefined(question=question):
                questions[question.id] = question
            case Amended() as amended:
                _amend(reports, amended)
            case Retracted() | Superseded() | Corrected():
                others[Retracted].append(entry)
            case SameEntity(a=a, b=b):
                same[frozenset((a, b))] = (a, b)
            case DifferentEntity(a=a, b=b):
                same[frozenset((a, b))] = None
            case Linked() | Assessed():
                others[type(entry.event)].append(entry)
    return Catalogue(
        reports=reports,
        claims=tuple(claims),
        agents=agents,
        questions=questions,
        links=tuple(others[Linked]),
        assessments=tuple(others[Assessed]),
        changes=tuple(others[Retracted]),
        same=tuple(pair for pair in same.values() if pair is not None),
    )


def _amend(reports: dict[str, tuple[Entry, Report]], amended: Amended) -> None:
    id = str(amended.report)
    if id not in reports:
        return
    entry, report = reports[id]
    try:
        better: dict[str, Any] = {amended.field: amended.value}
        reports[id] = (entry, attrs.evolve(report, **better))
    except InvalidValue:  # the past is reported and never raised; the standing tells of it
        return

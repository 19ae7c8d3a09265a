"""What a state of knowledge holds, by kind: the reports, claims, agents and what was said about them.

Formats of others know documents, people and notes, not entries in order. This is one pass over the entries that are
visible at a cut, so nothing that the cut keeps out can be written to any file. Reports read as we now read them: with
our amendments, under the id that they were recorded under.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import attrs

from eventlog.claims import Agent, Claim, ClaimKind, Factuality, Question, QuestionKind
from eventlog.claims.fields import check_type
from eventlog.events import (
    Assessed,
    ChangeOfMind,
    ClaimRecorded,
    Corrected,
    Entry,
    EntryOf,
    Linked,
    QuestionDefined,
    ReportRecorded,
    Retracted,
    Superseded,
    opened,
)
from eventlog.knowledge import Knowledge, Problem
from eventlog.knowledge.visible import visible
from eventlog.render.phrasing import claim_line
from eventlog.render.values import own_answer
from eventlog.render.waiting import PROPOSED
from eventlog.reports import Report
from eventlog.standing import Dossier
from eventlog.standing.review import waiting
from eventlog.standing.statements import Word, heard_as


@attrs.frozen(kw_only=True, slots=False)
class Catalogue:
    """Visible entries by kind, in order of position; reports and agents by id."""

    reports: dict[str, tuple[Entry, Report]]
    claims: tuple[tuple[Entry, Claim], ...]
    agents: dict[str, Agent]
    questions: dict[str, Question]
    links: tuple[EntryOf[Linked], ...]
    assessments: tuple[EntryOf[Assessed], ...]
    changes: tuple[EntryOf[ChangeOfMind], ...]
    knowledge: Knowledge
    problems: tuple[Problem, ...]
    register: Dossier
    """All that is held of agents: what they are called, and which of them are one."""
    proposed: frozenset[str] = frozenset()
    """The ids of what an extractor proposed and nobody has reviewed."""

    def named(self) -> Iterator[Agent]:
        """Every agent that is defined, publishes or speaks, by id; one that nobody defined has only its id."""
        ids = set(self.agents)
        ids |= {report.publisher for _, report in self.reports.values()}
        ids |= {step.agent for _, claim in self.claims for step in claim.chain}
        ids |= self.register.merged
        for id in sorted(ids):
            yield self.agents.get(id) or Agent(id=id)

    def factuality(self, claim: Claim) -> Factuality:
        """How a claim answers its question: as it says, but to be heard saying something is certainly to say it."""
        question = self.questions.get(claim.question)
        if question is None or question.kind is not QuestionKind.UTTERANCE:
            return claim.factuality
        return heard_as(self.knowledge[claim.question].words, claim)

    def line(self, claim: Claim) -> str:
        """A claim as a sentence."""
        held = self.reports.get(str(claim.report))
        publisher = held[1].publisher if held is not None else ""
        proposed = claim.id in self.proposed
        question = self.questions.get(claim.question)
        return claim_line(
            claim,
            self.name_of,
            factuality=self.factuality(claim),
            publisher=publisher,
            proposed=proposed,
            uttered=question is not None and question.kind is QuestionKind.UTTERANCE,
        )

    def review(self, id: str) -> str | None:
        """That nobody has reviewed what has this id, in words; None for what was."""
        return PROPOSED if id in self.proposed else None

    def other_kind(self, claim: Claim) -> str | None:
        """What a claim is where it is no plain one: an opinion and a remark are no answer, however they read."""
        return None if claim.kind is ClaimKind.CLAIM else str(claim.kind)

    def answer(self, claim: Claim) -> str:
        """What a claim answers by itself, in words."""
        return own_answer(claim.value, self.factuality(claim), self.name_of)

    def taken_back(self, claim: Claim) -> list[str]:
        """What its source did to a claim, or to an utterance of which it is a copy, or its outlet to the whole report,
        in words: it is visible, and stands no more.
        """
        return [_notice_words(type(event).__name__.lower(), event) for event in self.losses.get(claim.id, ())]

    def rejected(self, claim: Claim) -> list[str]:
        """Who else would have a claim taken back, in words: it stands, and they say the opposite."""
        return [_notice_words("rejected", event) for event in self.rejections.get(claim.id, ())]

    @cached_property
    def losses(self) -> dict[str, tuple[ChangeOfMind, ...]]:
        """What took claims back, by their ids, as the rules have it."""
        policy = self.knowledge.cut.policy
        seen = {entry.position for entry in self.changes}
        words = [word for word in self._judged if word.loss.seen.under(policy)]
        return {word.id: tuple(entry.event for entry in word.loss.entries if entry.position in seen) for word in words}

    @cached_property
    def rejections(self) -> dict[str, tuple[ChangeOfMind, ...]]:
        """What outsiders retracted, by the ids of the claims, which it does not take back."""
        found: dict[str, tuple[ChangeOfMind, ...]] = {}
        at = {entry.position: entry.event for entry in self.changes}
        for word in self._judged:
            if word.statement.synthetic and word.seen.under(self.knowledge.cut.policy):
                claim = word.id.partition(" of ")[2]
                found[claim] = (*found.get(claim, ()), at[word.statement.position])
        return found

    def is_publishers(self, entry: EntryOf[ChangeOfMind]) -> bool:
        """Whether it is of a whole report, by its own outlet, and stands."""
        find, event = self.register.merges.find, entry.event
        held = self.reports.get(str(event.target))
        ours = held is not None and find(held[1].publisher) == find(event.by)
        return ours and self.knowledge.sight.in_force(entry).under(self.knowledge.cut.policy)

    @cached_property
    def _judged(self) -> list[Word]:
        """The words on each question of which a source, or somebody else, changed or rejected one."""
        targets = {str(entry.event.target) for entry in self.changes}
        questions = {claim.question for _, claim in self.claims if {claim.id, str(claim.report)} & targets}
        return [word for question in sorted(questions) for word in self.knowledge[question].whole.words]

    @cached_property
    def canonical(self) -> dict[str, str]:
        """Each agent that has several names, with the one that stands for all, as in every standing."""
        return {id: self.register.merges.find(id) for id in sorted(self.register.merged)}

    def name_of(self, id: str) -> str:
        """What an agent is called: its name, else its id."""
        return self.register.name_of(id)


def _notice_words(what: str, event: ChangeOfMind) -> str:
    return f"{what} by {event.by}, notice {event.notice}"


def catalogue(knowledge: Knowledge) -> Catalogue:
    """Sort the entries that are visible at a cut."""
    check_type(knowledge, Knowledge, "what is exported")
    reports: dict[str, tuple[Entry, Report]] = {}
    claims: list[tuple[Entry, Claim]] = []
    questions: dict[str, Question] = {}
    links: list[EntryOf[Linked]] = []
    assessments: list[EntryOf[Assessed]] = []
    changes: list[EntryOf[ChangeOfMind]] = []
    sight = knowledge.sight
    for entry in visible(sight):
        links += [one for one in [opened(entry, Linked)] if one is not None]
        assessments += [one for one in [opened(entry, Assessed)] if one is not None]
        changes += [one for one in [opened(entry, Retracted, Superseded, Corrected)] if one is not None]
        match entry.event:
            case ReportRecorded(report=report):
                reports[str(entry.id)] = (entry, sight.report(str(entry.id)) or report)
            case ClaimRecorded(claim=claim):
                claims.append((entry, claim))
            case QuestionDefined(question=question):
                questions[question.id] = question
    return Catalogue(
        reports=reports,
        claims=tuple(claims),
        agents=dict(knowledge.register.agents),
        questions=questions,
        links=tuple(links),
        assessments=tuple(assessments),
        changes=tuple(changes),
        knowledge=knowledge,
        problems=knowledge.problems,
        register=knowledge.register,
        proposed=waiting(sight.dossier, sight.cut),
    )

"""The dossier of a question: every entry that bears on its answer, and what of it we hold to be so.

`gathering` collects it. Only the log clock is applied here: entries after the cut's position do not exist, what is
annulled never was, what is amended reads as amended. The press clock comes after (see `sight`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Final, cast

import attrs

from eventlog.claims import Agent, Claim, Question, Stance
from eventlog.errors import InvalidValue, shown
from eventlog.events import (
    AgentDefined,
    Amended,
    Annulled,
    ChangeOfMind,
    ClaimRecorded,
    Corrected,
    DifferentEntity,
    Entry,
    EntryOf,
    Linked,
    Opened,
    QuestionDefined,
    ReportRecorded,
    Retracted,
    SameEntity,
    Superseded,
    TwoNames,
    opened,
)
from eventlog.events.dependencies import references
from eventlog.problems import Problem, lost
from eventlog.reports import Report
from eventlog.standing.independence import UnionFind
from eventlog.standing.kept import Kept
from eventlog.standing.names import Names, told_apart

AHEAD: Final = (Stance.ANNOUNCE, Stance.PROMISE)
"""The stances of those who tell of an act of their own that lies ahead."""

EVER: Final = 2**63 - 1
"""Greater than any position."""


@attrs.define(slots=False)
class Dossier:
    """Entries by id, and the judgements about them, up to a position of the log, and up to each later one by which
    nothing that bears on the question came. Built by `gather`, then only read.
    """

    asked: str
    zone: str
    claims: tuple[EntryOf[ClaimRecorded], ...] = ()
    entries: dict[str, Entry] = attrs.field(factory=dict)
    definitions: tuple[Entry, ...] = ()
    withheld: tuple[int, ...] = ()
    unreadable: tuple[tuple[int, str], ...] = ()
    """Positions of entries that may bear on the question and can't be read, each with why not."""
    without: frozenset[str] = frozenset()
    judged_upto: int = EVER
    """Up to which position (inclusive) our own judgements count: annulments, amendments, entities, links."""
    whole: Dossier | None = attrs.field(default=None, eq=False, repr=False)
    """Of one that lacks the readings that a cut leaves out: the one that has them."""

    def __getstate__(self) -> dict[str, Any]:
        """What goes to another process: what was gathered, and nothing that was worked out of it."""
        return {field.name: getattr(self, field.name) for field in attrs.fields(Dossier)}

    def grown(self, claims: Iterable[EntryOf[ClaimRecorded]], entries: Mapping[str, Entry]) -> Dossier:
        """The same with further claims on the question, recorded after all others, and with their reports.

        `entries` are all, with the old ones. Nothing else came, so that what was worked out of each word holds.
        """
        made = attrs.evolve(self, claims=(*self.claims, *claims), entries=dict(entries))
        made.names = self.names
        made.kept = self.kept.grown(self.entries, made)
        return made

    def of(self, *kinds: type[Opened]) -> tuple[EntryOf[Opened], ...]:
        """The standing (not annulled) entries whose event is one of these classes, in order of position."""
        found = [entry for kind in kinds for entry in self._by_kind.get(kind, ())]
        ordered = found if len(kinds) == 1 else sorted(found, key=lambda entry: entry.position)
        return cast("tuple[EntryOf[Opened], ...]", tuple(ordered))

    @cached_property
    def _by_kind(self) -> dict[type, list[Entry]]:
        kinds: dict[type, list[Entry]] = {}
        for entry in self._standing:
            kinds.setdefault(type(entry.event), []).append(entry)
        return kinds

    @cached_property
    def corrections(self) -> Mapping[str, list[EntryOf[Corrected]]]:
        """The standing corrections of each report, in order of position."""
        found: dict[str, list[EntryOf[Corrected]]] = {}
        for entry in self.of(Corrected):
            if str(entry.event.target).startswith("report:"):
                found.setdefault(str(entry.event.target), []).append(entry)
        return found

    def amended_at(self, report: str, field: str) -> int:
        """The position of our last amendment of a report's field; 0: there is none."""
        return self._amendments.get((report, field), 0)

    @cached_property
    def _amendments(self) -> dict[tuple[str, str], int]:
        events = ((entry.position, entry.event) for entry in self.of(Amended) if entry.position <= self.judged_upto)
        return {(str(event.report), event.field): position for position, event in events}

    @cached_property
    def taken_back(self) -> Mapping[str, list[EntryOf[ChangeOfMind]]]:
        """The standing retractions and supersessions of each id."""
        found: dict[str, list[EntryOf[ChangeOfMind]]] = {}
        for entry in self.of(Retracted, Superseded):
            found.setdefault(str(entry.event.target), []).append(entry)
        return found

    @cached_property
    def heard(self) -> Sequence[tuple[str, EntryOf[ClaimRecorded]]]:
        """The claims on the question, each with its id."""
        return [(str(entry.id), entry) for entry in self.claims]

    @cached_property
    def looks_ahead(self) -> bool:
        """Whether any claim announces or promises what lies ahead."""
        return any(entry.event.claim.stance in AHEAD for entry in self.claims)

    @cached_property
    def admitted(self) -> bool:
        """Whether any claim admits something."""
        return any(entry.event.claim.stance is Stance.ADMIT for entry in self.claims)

    @cached_property
    def told_in(self) -> Mapping[str, Sequence[str]]:
        """The claims on the question in each report, by their ids."""
        found: dict[str, list[str]] = {}
        for id, entry in self.heard:
            found.setdefault(entry.event.claim.report, []).append(id)
        return found

    @cached_property
    def citing(self) -> bool:
        """Whether any report cites another one."""
        return any(report.cites for report in self._reports[0].values())

    @cached_property
    def reprinted(self) -> bool:
        """Whether any two reports have one text, letter for letter."""
        digests = [report.digest for report in self._reports[0].values() if report.digest is not None]
        return len(digests) > len(set(digests))

    @cached_property
    def nameless(self) -> bool:
        """Whether an agent without a name stands in the chain of any claim."""
        return any("anon:" in step.agent for entry in self.claims for step in entry.event.claim.chain)

    @cached_property
    def fits(self) -> bool:
        """Whether every value that is claimed is of the question's type."""
        return all(self.question.answer.takes(entry.event.claim.value) for entry in self.claims)

    @cached_property
    def kept(self) -> Kept:
        """What was worked out of it already."""
        return Kept()

    @cached_property
    def ordered(self) -> tuple[Entry, ...]:
        """The entries in order of position."""
        return tuple(sorted(self.entries.values(), key=lambda entry: entry.position))

    @cached_property
    def annulled(self) -> Mapping[str, int]:
        """Ids that we struck, with the position of the judgement that did. An annulment may itself be annulled."""
        struck: dict[str, int] = dict.fromkeys(self.without, 0)
        for entry in reversed(self.ordered):
            event = entry.event
            if isinstance(event, Annulled) and entry.position <= self.judged_upto and event.id not in struck:
                struck.setdefault(str(event.target), entry.position)
        return struck

    @cached_property
    def _standing(self) -> tuple[Entry, ...]:
        return tuple(
            entry
            for entry in self.ordered
            if entry.id not in self.annulled and not self._judged_later(entry) and self._named_stand(entry)
        )

    def _judged_later(self, entry: Entry) -> bool:
        """Whether this is a reading of ours that `judged_upto` leaves out."""
        ours = isinstance(entry.event, Linked) and entry.event.link.found_in is None
        return ours and entry.position > self.judged_upto

    def _named_stand(self, entry: Entry) -> bool:
        """Whether nothing that the entry names, directly or through what it names, has been struck."""
        if not self.annulled:
            return True
        pending, seen = [entry], set()
        while pending:
            for name in references(pending.pop().event):
                if name in self.annulled:
                    return False
                if name not in seen and name in self.entries:
                    seen.add(name)
                    pending.append(self.entries[name])
        return True

    def stands(self, id: str) -> bool:
        """Whether what has this id is known here and has not been struck, nor anything that it names."""
        return id in self._standing_ids

    @cached_property
    def _standing_ids(self) -> frozenset[str]:
        return frozenset(str(entry.id) for entry in self._standing)

    def claim(self, id: str) -> Claim | None:
        """The claim with this id, if it is in the dossier."""
        entry = self.entries.get(id)
        return entry.event.claim if entry is not None and isinstance(entry.event, ClaimRecorded) else None

    def report(self, id: str) -> Report | None:
        """The report with this id as we now read it: amendments applied."""
        return self._reports[0].get(id)

    @cached_property
    def _reports(self) -> tuple[dict[str, Report], tuple[Problem, ...]]:
        """Reports by the id that they were recorded under (an amendment does not change it), and what can't be."""
        problems: list[Problem] = []
        reports = {
            str(entry.id): entry.event.report for entry in self.ordered if isinstance(entry.event, ReportRecorded)
        }
        for entry in self.ordered:
            event = entry.event
            if not isinstance(event, Amended) or entry.position > self.judged_upto or event.id in self.annulled:
                continue
            if str(event.report) in reports:
                amended = _with_field(reports[str(event.report)], event.field, event.value)
                if amended is None:
                    text = f"{event.report} can't read {shown(event.value)} as its {event.field}: left as it was"
                    problems.append(Problem("amendment", text, (entry.position,)))
                else:
                    reports[str(event.report)] = amended
        return reports, tuple(problems)

    def at(self, position: int) -> Entry | None:
        """The entry at a position, where it bears on the question."""
        return next((one for one in self.entries.values() if one.position == position), None)

    def first_edition(self, report: str) -> str:
        """The report of which this one is a later edition, through others too; itself, where it is none."""
        seen = {report}
        while (held := self.report(report)) is not None and held.revision_of is not None:
            report = str(held.revision_of)
            if report in seen:  # editions in a circle: the first by id stands for all
                return min(seen)
            seen.add(report)
        return report

    @cached_property
    def defined(self) -> bool:
        """Whether the question was ever defined."""
        return any(
            isinstance(one.event, QuestionDefined) and one.event.id not in self.annulled for one in self.definitions
        )

    @cached_property
    def question(self) -> Question:
        """The last definition of the question; undefined, it is a single-valued truth about a state."""
        question = Question(id=self.asked)
        for entry in self.definitions:
            if isinstance(entry.event, QuestionDefined) and entry.event.id not in self.annulled:
                question = entry.event.question
        return question

    @cached_property
    def agents(self) -> Mapping[str, Agent]:
        """The last definition of each agent."""
        known: dict[str, Agent] = {}
        for entry in self.definitions:
            if isinstance(entry.event, AgentDefined) and entry.event.id not in self.annulled:
                known[entry.event.agent.id] = entry.event.agent
        return known

    @cached_property
    def _judged_pairs(self) -> dict[frozenset[str], EntryOf[TwoNames]]:
        """The last judgement on each pair of agents."""
        told = (opened(entry, SameEntity, DifferentEntity) for entry in self.definitions)
        standing = [one for one in told if one is not None and one.position <= self.judged_upto]
        return {frozenset((one.event.a, one.event.b)): one for one in standing if one.event.id not in self.annulled}

    @cached_property
    def same(self) -> tuple[tuple[str, str], ...]:
        """The pairs that are one agent. An agent with a name comes first."""
        same = [pair for pair, entry in self._judged_pairs.items() if isinstance(entry.event, SameEntity)]
        pairs = [sorted(pair, key=lambda agent: (agent.startswith("anon:"), agent)) for pair in same]
        return tuple((first, second) for first, second in pairs)

    @cached_property
    def merges(self) -> UnionFind[str]:
        """Which agents are one."""
        joined: UnionFind[str] = UnionFind()
        for first, second in self.same:
            joined.union(first, second)
        return joined

    @cached_property
    def merged(self) -> frozenset[str]:
        """The agents that a judgement makes one with another."""
        return frozenset(agent for pair in self.same for agent in pair)

    @cached_property
    def names(self) -> Names:
        """What each agent is called: its name after entity judgements, or that of another name of it; else its id."""
        called = {id: name for id, agent in self.agents.items() if (name := agent.name.strip())}
        one_of = {}
        for one, ids in self.merges.groups(sorted(self.merged)).items():
            name = called.get(one) or next((called[id] for id in ids if id in called), one)
            called.update(dict.fromkeys((one, *ids), name))
            one_of.update(dict.fromkeys((one, *ids), one))
        return Names(told_apart(called, self.agents, one_of))

    def name_of(self, agent: str) -> str:
        """What an agent is called. The question mark of an inferred root is left out."""
        return self.names(agent)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What can't be of our amendments (a date and a zone that don't go together), and what can't be read."""
        return (*self._reports[1], *(lost(at, why) for at, why in self.unreadable))

    def kept_apart(self, agents: Iterable[str]) -> tuple[Problem, ...]:
        """Which of these agents were judged different, at last, from one that other judgements make one with them."""
        if not any(isinstance(entry.event, DifferentEntity) for entry in self._judged_pairs.values()):
            return ()
        asked = {self.merges.find(agent) for agent in agents}
        found = []
        for entry in self._judged_pairs.values():
            event = entry.event
            one = self.merges.find(event.a)
            if isinstance(event, DifferentEntity) and one == self.merges.find(event.b) and one in asked:
                text = f"{event.a} and {event.b} are judged different, but other judgements make them one"
                found.append(Problem("entity", text, (entry.position,)))
        return tuple(sorted(found, key=lambda problem: problem.positions))


def _with_field(report: Report, field: str, value: Any) -> Report | None:
    """The report with another value of one field; None where the two don't go together (a day its zone skipped)."""
    changes: dict[str, Any] = {field: value}
    if field in ("published", "zone"):
        changes["published_basis"] = None
    try:
        return attrs.evolve(report, **changes)
    except InvalidValue:
        return None


def corrected(report: Report, field: str, value: Any) -> Report:
    """The report as its publisher corrected one field; as it was, where the value can't be one of the field."""
    return _with_field(report, field, value) or report

"""Gathering: from a question to every entry that bears on its answer, by following names and not the log.

From the claims on a question to their reports, to what is about them (links, assessments, withdrawals, judgements), to
the agents that speak and their institutions. It goes in waves, each of which asks the reader once for all its names, so
a question costs a handful of look-ups and what it has, whatever else the log holds.

Of what is only named from afar (the other end of a link, the notice of a withdrawal) just that is taken in which
decides whether it is visible: its own entry, what it names, and what strikes, amends or retracts it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress

import attrs

from eventlog.claims import Claim, check_question
from eventlog.errors import InvalidValue
from eventlog.events import (
    AgentDefined,
    ClaimRecorded,
    DifferentEntity,
    Entry,
    EntryOf,
    Linked,
    QuestionDefined,
    Reader,
    Redacted,
    ReportRecorded,
    SameEntity,
    UnknownEvent,
    opened,
)
from eventlog.events.dependencies import Clock, references, row_of
from eventlog.standing.dossier import EVER, Dossier

_ABOUT_AGENTS = (AgentDefined, SameEntity, DifferentEntity)


class Gathering:
    """What has been taken in so far, and from which names the walk has already gone on."""

    def __init__(self, reader: Reader, position: int) -> None:
        self._reader = reader
        self._position = position
        self.entries: dict[str, Entry] = {}
        self.withheld: set[int] = set()
        self.unreadable: dict[int, str] = {}
        self.agents: set[str] = set()
        """Those whose definitions were looked for."""
        self._near: set[str] = set()
        self._far: set[str] = set()

    def again(self, reader: Reader, position: int) -> Gathering:
        """The same walk up to a later position, to be gone on with; this one stays as it is."""
        more = Gathering(reader, position)
        more.entries, more.withheld, more.agents = dict(self.entries), set(self.withheld), self.agents
        more._near, more._far = set(self._near), set(self._far)
        return more

    def ended(self) -> Gathering:
        """The same without its reader: who keeps it beside a log must not hold the log itself."""
        del self._reader
        return self

    def hold(self, entry: Entry) -> bool:
        """Take an entry in; False where it is redacted, can't be read, or was here before."""
        event = entry.event
        if event is None:
            self.withheld.add(entry.position)
            return False
        if isinstance(event, UnknownEvent):
            self.miss(entry)
            return False
        id = str(entry.id)
        if id in self.entries:
            return False
        self.entries[id] = entry
        return True

    def miss(self, entry: Entry) -> None:
        """Note an entry of ours that can't be read: it may bear on the answer. What a user registers never does."""
        if isinstance(entry.event, UnknownEvent) and "." not in entry.kind:
            self.unreadable[entry.position] = entry.event.reason

    def expand(self, near: Iterable[str]) -> None:
        """Take in all that is about these names and, wave by wave, what decides over whatever that names."""
        wave = set(near) - self._near
        self._near |= wave
        far = self._about(wave, near=True)
        while far:
            far = self._about(far, near=False)

    def decide(self, names: Iterable[str]) -> None:
        """Take in what decides over these names, and over whatever that names; not what else is about them."""
        far = set(names) - self._near - self._far
        self._far |= far
        while far:
            far = self._about(far, near=False)

    def _about(self, names: set[str], *, near: bool) -> set[str]:
        """One wave: take in what is about these names; return the names to go on from."""
        told = self._reader.under([f"on:{name}" for name in sorted(names)], 0, self._position)
        taken = [entry for entry in told if (near or _decides(entry)) and self.hold(entry)]
        further = {str(entry.id) for entry in taken} | self.named(taken)
        further -= self._near | self._far
        self._far |= further
        return further

    def named(self, entries: Iterable[Entry]) -> set[str]:
        """Fetch what these entries name, and what that names, down to reports; return all of those names."""
        found: set[str] = set()
        wave = list(entries)
        while wave:
            names = {str(name) for entry in wave for name in references(entry.event)}
            for name in [name for name in names if name.startswith("redacted:")]:
                self.withheld.add(int(name.removeprefix("redacted:")))
                names.discard(name)
            found |= names
            missing = sorted(names - self.entries.keys())
            naming, wave = wave, [entry for entry in self._reader.having(missing, self._position) if self.hold(entry)]
            if lost := {name for name in missing if name not in self.entries and self._lost(name)}:
                for entry in naming:
                    if lost.intersection(references(entry.event)):
                        self.unreadable[entry.position] = (
                            "what it names is not found by its id, for the index is damaged"
                        )
        return found & self.entries.keys()

    def _lost(self, name: str) -> bool:
        """Whether what was recorded under a name is not found by it; what can't be read is told of as that."""
        at = self._reader.find(name)
        if at is None:
            return True
        return at <= self._position and self._reader.entry(at).id not in (name, None)

    def editions(self, reports: Iterable[str]) -> None:
        """Fetch the reports of which these are later editions: a nameless source is one and the same in both."""
        wave, seen = set(reports), set[str]()
        while wave:
            seen |= wave
            held = [self.entries[name].event for name in wave if name in self.entries]
            older = {str(event.report.revision_of) for event in held if isinstance(event, ReportRecorded)}
            older -= {"None"} | seen
            for entry in self._reader.having(sorted(older - self.entries.keys()), self._position):
                self.hold(entry)
            wave = older  # one that was here by another way may have older ones yet

    def nameless(self, claims: Iterable[EntryOf[ClaimRecorded]]) -> None:
        """Take in the links, on whatever question, that may make a nameless source of these claims one with another."""
        reports = {str(entry.event.claim.report) for entry in claims if _nameless(entry.event.claim)}
        if not reports:
            return
        told = self._reader.under([f"in:{report}" for report in sorted(reports)], 0, self._position)
        spoken = [
            str(entry.id) for entry in told if isinstance(entry.event, ClaimRecorded) and _nameless(entry.event.claim)
        ]
        far = self._linked(spoken)
        while far:
            far = self._about(far, near=False)

    def _linked(self, claims: Iterable[str]) -> set[str]:
        """Hold the links that these claims are an end of, with what they name; return the names to go on from."""
        keys = [f"on:{claim}" for claim in sorted(claims)]
        taken = [
            entry
            for entry in self._reader.under(keys, 0, self._position)
            if isinstance(entry.event, Linked) and self.hold(entry)
        ]
        further = {str(entry.id) for entry in taken} | self.named(taken)
        further -= self._near | self._far
        self._far |= further
        return further


def _decides(entry: Entry) -> bool:
    """Whether an entry decides over what it is about, or may: what is gone or can't be read is told of."""
    return entry.event is None or isinstance(entry.event, UnknownEvent) or row_of(entry.event).decides


def _hangs_on_names(entry: Entry) -> bool:
    """Whether something is seen, or reads as it does, only as definitions stand, or as the agent whose change of mind
    it is is one with a publisher.
    """
    return isinstance(entry.event, QuestionDefined | AgentDefined) or row_of(entry.event).clock is Clock.NOTICE


def _nameless(claim: Claim) -> bool:
    """Whether a nameless agent stands in a claim's chain."""
    return any(step.agent.startswith("anon:") for step in claim.chain)


def gather(
    reader: Reader,
    question: str,
    position: int,
    *,
    judged_upto: int | None = None,
    without: frozenset[str] = frozenset(),
    only: Iterable[str] | None = None,
) -> Dossier:
    """Collect what bears on a question, up to a position (inclusive).

    `judged_upto` bounds our own judgements (annulments, amendments, entity judgements) more tightly than the rest: it
    asks what the entries would say had we not judged since. `without` are ids that are to count as never recorded.
    `only` are the ids of those claims on the question from which to begin (all, where not given).
    """
    begin = reader.about(f"q:{question}", position) if only is None else reader.having(only, position)
    dossier = _collected(Gathering(reader, position), reader, question, position, begin)
    if judged_upto is None and not without:
        return dossier
    return attrs.evolve(dossier, judged_upto=EVER if judged_upto is None else judged_upto, without=without)


def gathered(reader: Reader, question: str, position: int) -> tuple[Dossier, Gathering]:
    """The same, all of it, with the walk that gathered it, for who goes on from there."""
    walk = Gathering(reader, position)
    return _collected(walk, reader, question, position, reader.about(f"q:{question}", position)), walk.ended()


def _collected(walk: Gathering, reader: Reader, question: str, position: int, begin: Iterable[Entry]) -> Dossier:
    held = [entry for entry in begin if _answers(entry, question, walk) and walk.hold(entry)]
    claims = [one for one in (opened(entry, ClaimRecorded) for entry in held) if one is not None]
    reports = walk.named(held)
    walk.editions(reports)
    walk.expand([*(str(entry.id) for entry in claims), *reports])
    walk.nameless(claims)
    definitions = _definitions(walk, reader, (question,), position)
    walk.withheld |= _redacted(reader, question, position)
    walk.withheld.update(reader.withheld(position))
    return Dossier(
        asked=question,
        zone=reader.zone,
        claims=tuple(claims),
        entries=walk.entries,
        definitions=tuple(definitions[at] for at in sorted(definitions)),
        withheld=tuple(sorted(walk.withheld)),
        unreadable=tuple(sorted(walk.unreadable.items())),
    )


def gather_on(
    reader: Reader, before: Dossier, walk: Gathering, came: Iterable[Entry], position: int
) -> tuple[Dossier, Gathering] | None:
    """The same with claims on the question that came since, up to a position, and their reports.

    None where more came with them: something that is about them, or a speaker of whom something is known.
    """
    more = walk.again(reader, position)
    held = [entry for entry in came if more.hold(entry)]
    claims = [one for one in (opened(entry, ClaimRecorded) for entry in held) if one is not None]
    reports = more.named(held)
    more.editions(reports)
    more.expand([*(str(entry.id) for entry in held), *reports])
    more.nameless(claims)
    heard = _agents_of(more.entries[id] for id in more.entries.keys() - before.entries.keys())
    more.agents = walk.agents | heard
    more.expand(sorted(heard - walk.agents))
    new = [more.entries[id] for id in more.entries.keys() - before.entries.keys()]
    plain = all(isinstance(entry.event, ClaimRecorded | ReportRecorded) for entry in new)
    known = any(True for _ in reader.under([f"a:{agent}" for agent in sorted(heard - walk.agents)], 0, position))
    if not plain or known or more.unreadable or more.withheld != walk.withheld:
        return None
    return before.grown(claims, more.entries), more.ended()


def _answers(entry: Entry, question: str, walk: Gathering) -> bool:
    """Whether an entry that stands under a question is a claim on it, or may be one. One on another is told of."""
    if isinstance(entry.event, ClaimRecorded) and entry.event.claim.question != question:
        walk.unreadable[entry.position] = "it is found under a question that is not its own, for the index is damaged"
        return False
    return isinstance(entry.event, ClaimRecorded | UnknownEvent | None)


def _redacted(reader: Reader, question: str, position: int) -> set[int]:
    """What bore on the question and was redacted, up to a position, whenever that was done."""
    redactions = reader.about(f"w:{question}", reader.size())
    told = (one for entry in redactions if isinstance(entry.event, Redacted) for one in entry.event.withheld)
    return {at for asked, positions in told if asked == question for at in positions if at <= position}


def gather_some(reader: Reader, some: Iterable[Entry], position: int) -> Dossier:
    """Collect what decides over whether these entries are visible, and how they read, up to a position (inclusive)."""
    walk = Gathering(reader, position)
    held = [entry for entry in some if walk.hold(entry)]
    reports = walk.named(held)
    walk.decide([*(str(entry.id) for entry in held), *reports])
    definitions: dict[int, Entry] = {}
    if any(map(_hangs_on_names, walk.entries.values())):
        asked = {entry.event.question.id for entry in held if isinstance(entry.event, QuestionDefined)}
        agents = {entry.event.agent.id for entry in held if isinstance(entry.event, AgentDefined)}
        definitions = _definitions(walk, reader, sorted(asked), position, agents)
        walk.decide(str(entry.id) for entry in definitions.values())
    return Dossier(
        asked="some",
        zone=reader.zone,
        entries=walk.entries,
        definitions=tuple(definitions[at] for at in sorted(definitions)),
        unreadable=tuple(sorted(walk.unreadable.items())),
    )


def _definitions(
    walk: Gathering, reader: Reader, questions: Iterable[str], position: int, named: Iterable[str] = ()
) -> dict[int, Entry]:
    """Definitions of questions, of every agent that bears on them and of those named, and whether two are one."""
    definitions: dict[int, Entry] = {}
    agents = _agents_of(walk.entries.values()).union(named)
    for entry in reader.under([f"dq:{question}" for question in questions], 0, position):
        walk.miss(entry)
        if isinstance(entry.event, QuestionDefined):
            definitions[entry.position] = entry
            agents.update(row_of(entry.event).mentions(entry.event))
    if not agents:  # nobody was heard, and still a definition may have been struck
        walk.expand(str(entry.id) for entry in definitions.values())
        agents.update(_agents_of(walk.entries.values()))
    seen: set[str] = set()
    while agents - seen:
        wave = sorted(agents - seen)
        seen.update(wave)
        for entry in reader.under([f"a:{agent}" for agent in wave], 0, position):
            if entry.event is None:
                walk.withheld.add(entry.position)
                continue
            row = row_of(entry.event)
            if not row.defines(entry.event):
                walk.miss(entry)
                continue  # a user's own event: it is found here, and says nothing of agents
            agents.update(row.defines(entry.event), row.mentions(entry.event))
            definitions[entry.position] = entry
        walk.expand([*(str(entry.id) for entry in definitions.values()), *wave])
        agents.update(_agents_of(walk.entries.values()))
    walk.agents = seen
    return definitions


def _agents_of(entries: Iterable[Entry]) -> set[str]:
    """The agents whose words these hold, and those that they name besides."""
    agents: set[str] = set()
    for entry in entries:
        row = row_of(entry.event)
        agents.update(row.speakers(entry.event), row.mentions(entry.event))
    return agents


def asked(reader: Reader, kind: str, upto: int, prefix: str = "") -> Iterator[str]:
    """The ids of questions that have an entry under a kind of key (`q`, `dq`, `w`), in order.

    A user's own event may say that it is found under anything: what can't be a question's id is passed over.
    """
    for key in reader.keys(f"{kind}:{prefix}", upto):
        id = key.removeprefix(f"{kind}:")
        with suppress(InvalidValue):
            yield check_question(id)


def gather_agents(reader: Reader, position: int) -> Dossier:
    """Collect all definitions of agents, and all judgements whether two are one, up to a position (inclusive)."""
    walk = Gathering(reader, position)
    definitions = []
    for entry in reader.under(sorted(reader.keys("a:", position)), 0, position):
        walk.miss(entry)
        if isinstance(entry.event, _ABOUT_AGENTS):
            definitions.append(entry)
    walk.expand(str(entry.id) for entry in definitions)
    return Dossier(
        asked="agents",
        zone=reader.zone,
        entries=walk.entries,
        definitions=tuple(definitions),
        unreadable=tuple(sorted(walk.unreadable.items())),
    )

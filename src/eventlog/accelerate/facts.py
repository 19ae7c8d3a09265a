"""Facts: what was read of claims and reports for all questions at once, and which of them are odd.

One pass over a few members of the reports and one over those of the claims; no event is made. For an early press date
the log's own index leads to what may have been out by then (`out:` in `eventlog.events.dependencies`), and nothing else
is read. That is allowed because whatever may move a date (an amendment, a publisher's correction) makes every question
that its report bears on odd, whether or not the report was out: such questions are found by what the notes are about,
and go to the rules at every date.

The facts are kept beside the open log. What comes to it later makes the questions odd that it is on, as long as it is
reports, claims and definitions of questions alone, and little beside what was read; then all is read anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final, TypeAlias
from weakref import WeakKeyDictionary

import attrs

from eventlog import times
from eventlog.accelerate.judgements import Judgements
from eventlog.accelerate.shapes import Fact, Odd, Times, numbers_of, ranked, told_value
from eventlog.claims import Measure, Question, Scope
from eventlog.errors import CorruptEntry, InvalidValue
from eventlog.events import (
    AgentDefined,
    ClaimRecorded,
    DifferentEntity,
    Entry,
    QuestionDefined,
    Reader,
    ReportRecorded,
    SameEntity,
    UnknownEvent,
)
from eventlog.events.dependencies import day_of
from eventlog.reports import Report
from eventlog.standing.placing import read_as
from eventlog.standing.spans import BEGIN, END

__all__ = ["Facts", "facts_of", "reach_of"]

REPORT: Final = ("publisher", "published", "modified", "retrieved", "zone", "digest", "cites", "revision_of", "regions")
CLAIM: Final = ("report", "question", "value", "during", "said", "stance", "factuality", "kind", "chain")
_THINGS: Final = ("claim:", "report:", "link:", "assessment:", "event:", "redacted:")
_ZONES: Final = 4
_WORTH: Final = 4
"""The index leads the way where at most one day in this number is wanted; else one pass over all is shorter."""
_LITTLE: Final = 256
"""Up to one entry in this number may have come since: each makes a question odd, which costs more than reading it."""

Out: TypeAlias = tuple[tuple[int | None, ...], Any]
"""When a report was out, and what is marked of that."""
Dated: TypeAlias = tuple[str, str, int]
"""Of a report: publisher, zone, the number of when it was out."""


@attrs.define(eq=False)
class Facts:
    """What the claims of each question say, as far as it was out; and who goes to the rules."""

    size: int
    """Up to which position it is known which questions go to the rules."""
    reach: str | None
    """The last day up to which it was read what was out; None: all of it."""
    zone: str
    broken: bool = False
    """Whether something can't be read, or was left out: then the rules are asked for everything."""
    odd: set[str] = attrs.field(factory=set)
    """Questions that go to the rules."""
    strange: set[str] = attrs.field(factory=set)
    """Agents whose questions do."""
    named: set[str] = attrs.field(factory=set)
    """Agents of whom more is known than a name."""
    defined: dict[str, Question] = attrs.field(factory=dict)
    since: dict[str, int] = attrs.field(factory=dict)
    """From which position on a question is defined."""
    outs: list[Out] = attrs.field(factory=list)
    """The times at which reports were out, by number."""
    claims: dict[str, list[Fact]] = attrs.field(factory=dict)
    kept: dict[Any, Any] = attrs.field(factory=dict)
    """What was worked out of it."""
    judged: Judgements = attrs.field(factory=Judgements)
    """What the rules said of shapes."""
    read: int = attrs.field(init=False, default=attrs.Factory(lambda self: self.size, takes_self=True))
    """Up to which position it was read."""

    def question(self, id: str) -> Question:
        """The question, as it is defined; undefined, as the rules take it."""
        return self.defined.get(id) or Question(id=id)

    def grown(self, reader: Reader, size: int) -> bool:
        """Take note of what came up to a size; False where all is to be read anew."""
        if size - self.read > self.read // _LITTLE:
            return False
        with suppress(CorruptEntry):
            for entry in reader.entries(self.size, size):
                event = entry.event
                if isinstance(event, ClaimRecorded):
                    self.odd.add(event.claim.question)
                elif isinstance(event, QuestionDefined):
                    self.odd.add(event.question.id)
                elif not isinstance(event, ReportRecorded):  # a report alone says nothing, whatever cites it already
                    return False
            self.size = max(self.size, size)
            return True
        return False


_shelves: WeakKeyDictionary[Reader, Facts] = WeakKeyDictionary()
_shared: dict[str, Judgements] = {}


def _alike(zone: str) -> Judgements:
    """What was said of shapes in a zone, in whatever log: a shape holds all that the rules can tell apart in it, but
    for what is known of agents that it names. So it is shared between logs, and parts of one, that know no more of any.
    """
    held = _shared.get(zone)
    if held is None or held.full:
        if len(_shared) >= _ZONES:
            _shared.clear()
        held = _shared[zone] = Judgements()
    return held


def facts_of(reader: Reader, reach: str | None) -> Facts:
    """The facts of a log, read up to a day at least (None: all)."""
    size, held = reader.size(), _shelves.get(reader)
    if held is None or not _reaches(held.reach, reach) or not held.grown(reader, size):
        held = _shelves[reader] = _read(reader, size, reach)
    return held


def _reaches(held: str | None, wanted: str | None) -> bool:
    return held is None or (wanted is not None and wanted <= held)


def reach_of(instant: int | None) -> str | None:
    """The day (in UTC) of a cut; None where there is none, or no calendar has it."""
    return None if instant is None else day_of(instant)


def _read(reader: Reader, size: int, reach: str | None) -> Facts:
    days = list(reader.keys("out:", size))
    wanted = [day for day in days if reach is not None and day.removeprefix("out:") <= reach]
    early = reach is not None and len(wanted) * _WORTH < len(days)
    facts = Facts(size, reach if early else None, reader.zone)
    _defined(facts, reader)
    _touched(facts, reader)
    _strange(facts)
    if facts.broken or reader.withheld(size):
        facts.broken = True
        return facts
    told_by, told = _out(facts, reader, wanted) if early else (None, None)
    if not facts.named:
        facts.judged = _alike(facts.zone)
    reports = _reports(facts, reader, told_by)
    _claims(facts, reader, reports, told)
    return facts


def _known(facts: Facts, entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries that can be read; of ours that can't be, it is noted that there are some."""
    for entry in entries:
        if isinstance(entry.event, UnknownEvent):
            facts.broken = facts.broken or "." not in entry.kind
        elif entry.event is not None:
            yield entry


def _defined(facts: Facts, reader: Reader) -> None:
    """Definitions of questions and agents, judgements who is one, and what was redacted."""
    for entry in _known(facts, reader.under(tuple(reader.keys("dq:", facts.size)), 0, facts.size)):
        if isinstance(entry.event, QuestionDefined):
            facts.defined[entry.event.question.id] = entry.event.question
            facts.since[entry.event.question.id] = entry.position
    for entry in _known(facts, reader.under(tuple(reader.keys("a:", facts.size)), 0, facts.size)):
        if isinstance(entry.event, (SameEntity, DifferentEntity)):
            facts.strange.update((entry.event.a, entry.event.b))
        elif isinstance(entry.event, AgentDefined):
            agent = entry.event.agent
            if agent.part_of:
                facts.named.update((agent.id, *(one.agent for one in agent.part_of)))
            if any(one.during is not None for one in agent.part_of):
                facts.strange.add(agent.id)
            facts.kept.setdefault("part of", {})[agent.id] = [one.agent for one in agent.part_of]
    facts.odd.update(key.removeprefix("w:") for key in reader.keys("w:", facts.size))


def _touched(facts: Facts, reader: Reader) -> None:
    """Whatever anything is about: the questions of such claims and reports, and such agents, go to the rules."""
    about = [key.removeprefix("on:") for key in reader.keys("on:", facts.size)]
    facts.strange.update(id for id in about if not id.startswith(_THINGS))
    things = {id for id in about if id.startswith(("claim:", "report:", "event:"))}
    found = list(_known(facts, reader.having(sorted(things), facts.size)))
    lost = things - {str(entry.id) for entry in found}
    facts.broken = facts.broken or (bool(lost) and not any(True for _ in reader.keys("w:", facts.size)))
    told_in = [f"in:{id}" for id in sorted(things) if id.startswith("report:")]
    for entry in (*found, *_known(facts, reader.under(told_in, 0, facts.size))):
        event = entry.event
        if isinstance(event, ClaimRecorded):
            facts.odd.add(event.claim.question)
        elif isinstance(event, QuestionDefined):
            facts.odd.add(event.question.id)
        elif isinstance(event, AgentDefined):
            facts.strange.add(event.agent.id)


def _strange(facts: Facts) -> None:
    """Who belongs to an agent that goes to the rules does too."""
    members = facts.kept.pop("part of", {})
    grown = True
    while grown:
        more = {agent for agent, of in members.items() if agent not in facts.strange and facts.strange.intersection(of)}
        facts.strange |= more
        grown = bool(more)


def _out(facts: Facts, reader: Reader, days: Sequence[str]) -> tuple[list[int], list[int]]:
    """The positions of the reports that may have been out by then, and of what was read in them."""
    reports = [entry for entry in _known(facts, reader.under(days, 0, facts.size)) if entry.id is not None]
    keys = [f"in:{entry.id}" for entry in reports]
    return [one.position for one in reports], [one.position for one in reader.under(keys, 0, facts.size)]


@lru_cache(16_384)
def _out_at(published: Any, modified: Any, retrieved: Any, own: Any, zone: str) -> Out:
    """When a report with these dates was out, as reports know it. Raises Odd."""
    try:
        dates: dict[str, Any] = {"published": published, "modified": modified, "retrieved": retrieved, "zone": own}
        read = Report(publisher="outlet:any", title="any", **dates).out(zone)
    except (InvalidValue, TypeError):
        raise Odd from None
    marks = (read.instant, read.begin_uncertain, read.end_uncertain, read.begin_open)
    return (read.begin_earliest, read.begin_latest, read.end_earliest, read.end_latest), marks


def _reports(facts: Facts, reader: Reader, at: Sequence[int] | None) -> dict[int, tuple[Dated, str | None]]:
    """The reports by position, each with its digest; odd ones are left out, so that their claims are odd."""

    def missed(_: int) -> None:
        facts.broken = True

    found: dict[int, tuple[Dated, str | None]] = {}
    numbers: dict[Out, int] = {}
    members = tuple(f"report.{name}" for name in REPORT)
    for position, _, *cells in reader.columns("report-recorded", members, 0, facts.size, at=at, missed=missed):
        publisher, published, modified, retrieved, own, digest, cites, revision_of, regions = cells
        if cites or regions or revision_of is not None or publisher in facts.strange:
            continue
        try:
            out = _out_at(published, modified, retrieved, own, facts.zone)
        except (Odd, TypeError):
            continue
        number = numbers.setdefault(out, len(numbers))
        if number == len(facts.outs):
            facts.outs.append(out)
        found[position] = ((publisher, own or facts.zone, number), digest)
    return found


def _claims(
    facts: Facts, reader: Reader, reports: dict[int, tuple[Dated, str | None]], at: Sequence[int] | None
) -> None:
    """The claims by question, in order of position; a question of which one is not known here is odd."""

    def missed(_: int) -> None:
        facts.broken = True

    texts: dict[str, dict[str, int]] = {}
    reading = _Reading(facts)
    members = tuple(f"claim.{name}" for name in CLAIM)
    for position, _, report, *cells in reader.columns("claim-recorded", members, 0, facts.size, at=at, missed=missed):
        question = cells[0]
        if question in facts.odd:
            continue
        dated, digest = reports.get(report, (None, None)) if isinstance(report, int) else (None, None)
        if digest is not None and texts.setdefault(question, {}).setdefault(digest, report) != report:
            dated = None  # two reports of one text
        try:
            if dated is None:
                raise Odd
            fact = reading.fact(position, dated, cells)
        except (Odd, TypeError, KeyError):
            facts.odd.add(question)
            facts.claims.pop(question, None)
            continue
        facts.claims.setdefault(question, []).append(fact)


class _Reading:
    """Reads claims as facts; of what comes again it looks only once."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._places: dict[str, tuple[times.Place, bool]] = {}
        self._dated: dict[Any, Times] = {}
        self._chains: dict[Any, tuple[tuple[str, ...], Any]] = {}
        self._values: dict[Any, tuple[Any, ...]] = {}

    def fact(self, position: int, dated: Dated, cells: Sequence[Any]) -> Fact:
        """The fact of a claim. Raises Odd for what is not known here, TypeError for words of relative time."""
        question, value, during, said, stance, factuality, kind, chain = cells
        publisher, zone, out = dated
        place, totals = self._place(question)
        window = None
        if totals:
            window = (value["window"] or during) if isinstance(value, dict) else None
        key = (out, said, during, window, place, zone)
        when = self._dated.get(key)
        if when is None:
            when = self._dated[key] = self._when(self._facts.outs[out], said, during, window, place, zone)
        agents, steps = self._who(publisher, chain, said)
        words = (stance, factuality, kind, steps, said is None, during is None)
        return Fact(position, when, words, agents, value, self._told(value, zone), during)

    def _told(self, value: Any, zone: str) -> tuple[Any, ...]:
        key = (zone, *value, *value.values()) if isinstance(value, dict) else (zone, value)
        if key not in self._values:
            if isinstance(value, dict) and value.get("agent") in self._facts.strange:
                raise Odd
            self._values[key] = told_value(value, zone)
        return self._values[key]

    def _place(self, question: str) -> tuple[times.Place, bool]:
        key = question if question in self._facts.defined else ""  # of those that nobody defined the same is known
        if key not in self._places:
            asked = self._facts.question(question)
            if asked.about is not None and asked.about in self._facts.strange:
                raise Odd
            self._places[key] = (read_as(asked), asked.measure is Measure.TOTAL)
        return self._places[key]

    def _when(self, out: Out, said: Any, during: Any, window: Any, place: times.Place, zone: str) -> Times:
        """All times of a claim as numbers, and what is marked of them."""
        numbers, marked = out
        moments, marks, extent = list(numbers), [marked], None
        for text, where in ((said, times.Place.PUBLISHED), (during, place), (window, times.Place.STATE)):
            if text is None:
                continue
            more, marked = numbers_of(text, where, zone)
            moments += more
            marks.append(marked)
            if text is window and where is times.Place.STATE:
                extent = more
        ranks, last = ranked(moments, END)
        first = BEGIN if numbers[0] is None else numbers[0]
        late = END if numbers[1] is None else numbers[1]
        return Times(first, late, tuple(moments), last, ranks, tuple(marks), extent)

    def _who(self, publisher: str, chain: Sequence[Any], said: str | None) -> tuple[tuple[str, ...], Any]:
        """The agents, and how each step is quoted. What the innermost said has its time from the claim."""
        if any(step["said"] is not None for step in chain[:-1]) or (chain and chain[-1]["said"] not in (None, said)):
            raise Odd
        key = (publisher, *((step["agent"], step["quotation"], step["scope"]) for step in chain))
        if key not in self._chains:
            strange = self._facts.strange
            agents = (publisher, *(agent for agent, *_ in key[1:]))
            if any(agent.startswith("anon:") or agent in strange for agent in agents):
                raise Odd
            if any(scope != Scope.STATED for *_, scope in key[1:]):
                raise Odd
            self._chains[key] = agents, tuple(quotation for _, quotation, _ in key[1:])
        return self._chains[key]

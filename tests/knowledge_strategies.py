"""Small logs of every kind of entry, for the laws of knowledge.

A `Story` is what was recorded, batch by batch: reports with their claims, links, assessments, changes of mind,
judgements and definitions, every reference after its target. It is made from a handful of agents, questions and dates,
so that things meet: the same speaker twice, a retraction of what was just said, an annulment of an annulment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import attrs
from hypothesis import settings
from hypothesis import strategies as st

from eventlog import times
from eventlog.claims import (
    Agent,
    AgentValue,
    Assessment,
    Attribution,
    Claim,
    Evidence,
    Link,
    Membership,
    Quantity,
    Question,
    digest_of,
)
from eventlog.events import (
    Amended,
    Annulled,
    Corrected,
    DifferentEntity,
    Entry,
    Retracted,
    Reviewed,
    SameEntity,
    Superseded,
    wrap,
)
from eventlog.events.dependencies import effects, matter, subject
from eventlog.knowledge import Cut, Knowledge, Standing
from eventlog.reports import Region, Report
from plain_reader import PlainReader

DAY = 86_400_000_000
BEGIN = times.instant("2031-05-01T00:00:00Z")

PERSONS = ("person:ada", "person:bo")
STATE = ("gov:north", "org:north-staff")
OUTLETS = ("outlet:post", "outlet:mail")
NAMELESS = ("anon:official", "anon:soldier")
AGENTS = (*PERSONS, *STATE, *OUTLETS, *NAMELESS)

QUESTIONS = (
    Question(id="fort.held", kind="state", about="gov:north"),
    Question(id="fort.commander", kind="state", answer="agent"),
    Question(id="fort.strength", kind="state", answer="quantity", measure="level"),
    Question(id="fort.losses", kind="event", answer="quantity", measure="total"),
    Question(id="fort.shelled", kind="event"),
    Question(id="fort.threat", kind="utterance", about="person:ada"),
    Question(id="fort.curfew", kind="norm", about="gov:north"),
    Question(id="fort.units", kind="state", answer="text", single=False),
)
EXTRACTORS = ("model/1", "model/2")
BY_ID = {question.id: question for question in QUESTIONS}

CUTS = ("2031-04-30", "2031-05-20", "2031-06-10", "2031-06-30", "2031-07-15", "2031-08-31", "2032-01-01")
EXACT = tuple(f"2031-{month:02}-{day:02}T12:00:00Z" for month in (5, 6, 7, 8) for day in (2, 9, 16, 23))
VAGUE = ("2031-05", "2031-06", "2031-06~", "2031-06-15?", "[2031-05-10..2031-07-10]", "2031-07-XX", "2031")
DAYS = ("2031-05-09", "2031-06-10", "2031-06-30", "2031-07-15", "2031-08-20")
EXTENTS = (
    None,
    "2031-06",
    "2031-06/2031-07",
    "2031-05-15T00:00:00Z/2031-07-01T00:00:00Z",
    "2031-06-10/..",
    "2031-06/",
    "2031-05-20/",
    "../2031-06-30",
    "2031-07~",
    "2031-06-20?/..",
)

moments = st.one_of(st.sampled_from(EXACT), st.sampled_from(DAYS), st.sampled_from(VAGUE))
cuts = st.sampled_from((*CUTS[::-1], CUTS[-1], CUTS[-2], CUTS[-3]))
policies = st.sampled_from(("certain", "possible"))
reads = st.fixed_dictionaries(
    {"include_proposed": st.booleans(), "extractor": st.sampled_from(((), (), "model/1", ("model/1", "model/2")))}
)


def share(of: int) -> settings:
    """A part of the profile's examples, for a law that builds several logs, or asks each several questions."""
    return settings(max_examples=max(15, settings().max_examples // of))


class IndexedReader(PlainReader):
    """The plain reader with its scans remembered: the same answers, for laws that ask very often."""

    def __init__(self, entries: Iterable[Entry] = (), zone: str = "UTC") -> None:
        super().__init__(zone=zone)
        self._keys: dict[str, list[Entry]] = {}
        self._ids: dict[str, int] = {}
        for entry in entries:
            self.take(entry)

    def take(self, entry: Entry) -> None:
        self.all.append(entry)
        if entry.event is not None:
            self._ids.setdefault(str(entry.id), entry.position)
            for key in effects(entry.event):
                self._keys.setdefault(key, []).append(entry)

    def find(self, id: str) -> int | None:
        return self._ids.get(id)

    def about(self, key: str, upto: int) -> Iterable[Entry]:
        return [entry for entry in self._keys.get(key, ()) if entry.position <= upto]

    def under(self, keys: Iterable[str], after: int, upto: int) -> Iterable[Entry]:
        found = {entry.position: entry for key in keys for entry in self._keys.get(key, ())}
        return [found[at] for at in sorted(found) if after < at <= upto]

    def having(self, ids: Iterable[str], upto: int) -> Iterable[Entry]:
        found = sorted(self._ids[id] for id in set(ids) if id in self._ids)
        return [self.all[at - 1] for at in found if at <= upto]

    def keys(self, prefix: str, upto: int) -> Iterable[str]:
        found = [key for key, entries in self._keys.items() if key.startswith(prefix) and entries[0].position <= upto]
        return sorted(found)


@attrs.define(repr=False)
class Story:
    """What was recorded, in order: one entry an event, a batch of them with one `recorded`."""

    entries: list[Entry] = attrs.field(factory=list)
    ids: set[str] = attrs.field(factory=set)
    ticks: int = 0

    def record(self, *values: Any, recorded: int | None = None) -> None:
        """Record a batch three days after the last one; what is there already is left out, as the log does."""
        if recorded is None:
            recorded = (self.entries[-1].recorded if self.entries else BEGIN) + 3 * DAY
        for value in values:
            event = self.replying(wrap(value))
            if event.id in self.ids:
                continue
            self.ids.add(event.id)
            self.entries.append(Entry(len(self.entries) + 1, recorded, type(event).__name__, event))

    def replying(self, event: Any) -> Any:
        """A judgement names the last word on the same matter, as the log has it do."""
        key = matter(event)
        if key is None:
            return event
        for entry in reversed(self.entries):
            if key in effects(entry.event) and subject(event) == subject(entry.event):
                return attrs.evolve(event, reply_to=entry.position)
        return event

    def of(self, *kinds: str) -> list[Any]:
        """The events of some kinds."""
        return [entry.event for entry in self.entries if entry.kind in kinds]

    @property
    def claims(self) -> list[Claim]:
        return [event.claim for event in self.of("ClaimRecorded")]

    @property
    def reports(self) -> list[Report]:
        return [event.report for event in self.of("ReportRecorded")]

    def __repr__(self) -> str:
        return "\n".join(
            ["Story:", *(f"  {entry.position} {_told(entry)}" for entry in self.entries[len(QUESTIONS) + 1 :])]
        )

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        for line in repr(self).splitlines():
            printer.text(line)
            printer.break_()

    def copy(self) -> Story:
        return Story(list(self.entries), set(self.ids), self.ticks)

    def reader(self, upto: int | None = None) -> IndexedReader:
        return IndexedReader(self.entries[:upto])

    def known(
        self,
        published: str | None = None,
        *,
        position: int | None = None,
        policy: str = "certain",
        said: str | None = None,
        **reads: Any,
    ) -> Knowledge:
        """What was known at a cut, at the end of the story or at a position in it."""
        return known(self.reader(), published, position=position, policy=policy, said=said, **reads)


def known(
    reader: PlainReader,
    published: str | None = None,
    *,
    position: int | None = None,
    policy: str = "certain",
    said: str | None = None,
    **reads: Any,
) -> Knowledge:
    """What was known at a cut."""
    at = reader.size() if position is None else position
    cut = Cut.of(zone=reader.zone, position=at, published=published, said=said, policy=policy, **reads)
    return Knowledge(reader, cut)


def _told(entry: Entry) -> str:
    """An entry in one line: what it says, without what is as always."""
    value = (
        getattr(entry.event, attrs.fields(type(entry.event))[0].name) if attrs.has(type(entry.event)) else entry.event
    )
    one = value if entry.kind in ("ReportRecorded", "ClaimRecorded", "Linked", "Assessed") else entry.event
    given = {
        field.name: getattr(one, field.name)
        for field in attrs.fields(type(one))
        if getattr(one, field.name) != field.default and field.name not in ("evidence", "regions", "_id", "digest")
    }
    said = ", ".join(f"{name}={str(value)!r}" for name, value in given.items())
    return f"{entry.kind} {entry.id} {times.instant_text(entry.recorded)}: {said}"


# drawing one move after another


@attrs.frozen
class Dates:
    """Where dates come from. `distinct`: every one is an instant of its own, so that there are no ties."""

    distinct: bool = False
    vague: bool = True

    def moment(self, draw: Any, story: Story) -> str:
        if not self.distinct:
            return draw(moments if self.vague else st.sampled_from(EXACT))
        day = draw(st.integers(1, 100))
        story.ticks += 1
        instant = BEGIN + day * DAY + story.ticks * 1_000_000
        return times.instant_text(instant)


def _values(question: Question) -> st.SearchStrategy[Any]:
    if question.answer == "quantity":
        numbers = st.sampled_from((90, 100, 105, 120, 1000))
        return st.builds(
            lambda low, shape, unit: Quantity(
                low=None if shape == "most" else low,
                high={"exact": low, "about": low, "over": None, "least": None, "most": low, "range": low + 20}[shape],
                low_open=shape == "over",
                approx=shape == "about",
                unit=unit,
                window="2031-06" if shape == "range" else None,
            ),
            numbers,
            st.sampled_from(("exact", "about", "over", "least", "most", "range")),
            st.sampled_from(("person", "person", "person", "gun")),
        )
    if question.answer == "agent":
        return st.sampled_from((AgentValue(PERSONS[0]), AgentValue(PERSONS[1])))
    if question.answer == "text":
        return st.sampled_from(("1st", "2nd"))
    return st.just(True)


@st.composite
def claims(draw: st.DrawFn, story: Story, report: Report, at: int, moves: Moves) -> Claim:
    """A claim read in a report, of any stance, commitment, chain and time."""
    question, dates = BY_ID[draw(st.sampled_from(moves.questions))], moves.dates
    value = draw(_values(question))
    fact = draw(st.sampled_from(("CT+", "CT+", "CT+", "CT+", "PR+", "PS+", "CT-", "CT-", "PR-", "Uu")))
    if fact == "CT-" and question.kind in ("state", "norm") and not draw(st.integers(0, 2)):
        value = None
    chain = draw(st.lists(st.sampled_from(moves.cast), max_size=2, unique=True))
    scopes = st.sampled_from(("stated", "stated", "stated", "inferred"))
    steps = tuple(
        Attribution(agent=agent, scope=draw(scopes), quotation=draw(st.sampled_from(("direct", "indirect"))))
        for agent in chain
    )
    title = f"{report.title} {at}"
    return Claim(
        report=report.id,
        question=question.id,
        value=value,
        factuality=fact,
        stance=draw(st.sampled_from(("assert", "assert", "announce", "deny", "admit"))),
        chain=steps,
        said=dates.moment(draw, story) if draw(st.booleans()) else None,
        during=draw(st.sampled_from(EXTENTS)),
        kind=draw(st.sampled_from((*("claim",) * 8, "opinion", "norm"))),
        evidence=(Evidence(start=at * 10, end=at * 10 + 5, digest=digest_of(title)),),
    )


@attrs.frozen
class Moves:
    """What may happen in a story. `questions` and `cast` are what it is about; a flag leaves a family of moves out."""

    dates: Dates = attrs.field(factory=Dates)
    questions: tuple[str, ...] = tuple(BY_ID)
    cast: tuple[str, ...] = AGENTS
    withdrawals: bool = True
    redated: bool = True
    judgements: bool = True
    proposals: bool = False

    def names(self) -> list[str]:
        found = ["report", "report", "report", "link", "assessment"]
        found += ["withdrawal", "withdrawal"] if self.withdrawals else []
        found += ["redated"] if self.redated else []
        found += ["proposal", "proposal", "review", "review", "reread"] if self.proposals else []
        return found

    def ours(self) -> list[str]:
        return ["annulment", "annulment", "amendment", "entity", "agent", "question", "our_link", "our_assessment"]

    def make(self, name: str, draw: Any, story: Story) -> list[Any]:
        """The values of one batch; none where there is nothing yet that it could be about."""
        return list(getattr(self, f"_{name}")(draw, story))

    def _report(self, draw: Any, story: Story) -> Iterator[Any]:
        title = f"report {len(story.entries)}"
        cited = st.lists(st.sampled_from([one.id for one in story.reports] or [""]), max_size=1)
        dated = self.dates.distinct or draw(st.integers(0, 9)) < 9
        report = Report(
            publisher=draw(st.sampled_from((*OUTLETS, *OUTLETS, "gov:north"))),
            title=title,
            published=self.dates.moment(draw, story) if dated else None,
            digest=digest_of(title),
            cites=[one for one in draw(cited) if one],
            regions=(Region(kind="boilerplate", start=20, end=30),),
        )
        yield report
        for at in range(draw(st.integers(1, 2))):
            yield draw(claims(story, report, at, self))

    def _proposal(self, draw: Any, story: Story) -> Iterator[Any]:
        """Something read by an extractor, which waits."""
        extractor = draw(st.sampled_from(EXTRACTORS))
        for one in self.make(draw(st.sampled_from(("report", "report", "link", "assessment"))), draw, story):
            value = attrs.evolve(one, extractor=extractor) if isinstance(one, Claim) else one
            yield value
            if not isinstance(one, Report) and wrap(value).id not in story.ids:
                yield Reviewed(target=value.id, state="proposed", extractor=extractor)

    def _review(self, draw: Any, story: Story) -> Iterator[Any]:
        proposed = [event.target for event in story.of("Reviewed") if event.state == "proposed"]
        if proposed:
            yield Reviewed(
                target=draw(st.sampled_from(proposed)), state=draw(st.sampled_from(("accepted", "rejected")))
            )

    def _reread(self, draw: Any, story: Story) -> Iterator[Any]:
        if story.claims:
            target = draw(st.sampled_from(story.claims)).id
            yield Reviewed(target=target, state="reread", extractor=draw(st.sampled_from(EXTRACTORS)))

    def _link(self, draw: Any, story: Story, *, ours: bool = False) -> Iterator[Any]:
        if len(story.claims) < 2:
            return
        a, b = (draw(st.sampled_from(story.claims)) for _ in "ab")
        same = [one for one in story.claims if one.question == a.question and one.id != a.id]
        b = draw(st.sampled_from(same)) if same else b
        kinds = ("same-utterance", "echoes", "same-root", "restates", "corroborates", "corroborates", "updates")
        found_in = None if ours else draw(st.sampled_from(story.reports)).id
        if a.id != b.id:
            yield Link(
                kind=draw(st.sampled_from(kinds)),
                from_=a.id,
                to=b.id,
                by="user:desk",
                basis=draw(st.sampled_from(("", "seen on the spot"))),
                found_in=found_in,
            )

    def _our_link(self, draw: Any, story: Story) -> Iterator[Any]:
        yield from self._link(draw, story, ours=True)

    def _assessment(self, draw: Any, story: Story, *, ours: bool = False) -> Iterator[Any]:
        if not story.claims:
            return
        what, value = draw(
            st.sampled_from(
                (("verification", "verified"), ("likelihood", "likely"), ("evidence-absent", "no evidence"))
            )
        )
        found_in = None if ours else draw(st.sampled_from(story.reports)).id
        about = draw(st.sampled_from(story.claims)).id
        yield Assessment(about=about, what=what, value=value, by="org:verifiers", found_in=found_in)

    def _our_assessment(self, draw: Any, story: Story) -> Iterator[Any]:
        yield from self._assessment(draw, story, ours=True)

    def _notice(self, draw: Any, story: Story) -> str:
        reports = [one.id for one in story.reports if one.published is not None]
        if reports and not self.dates.distinct and draw(st.booleans()):
            return draw(st.sampled_from(reports))
        return self.dates.moment(draw, story)

    def _withdrawal(self, draw: Any, story: Story) -> Iterator[Any]:
        """By the publisher, by somebody in the chain, or by an outsider; of a claim or of a whole report."""
        if not story.claims:
            return
        claim = draw(st.sampled_from(story.claims))
        report = next(one for one in story.reports if one.id == claim.report)
        inside = [report.publisher, *(step.agent for step in claim.chain)]
        by = draw(st.sampled_from(inside)) if draw(st.integers(0, 4)) else "org:rivals"
        kind = draw(st.sampled_from((Retracted, Retracted, Superseded, Corrected)))
        target = report.id if kind is Retracted and draw(st.booleans()) else claim.id
        yield kind(target=target, by=by, notice=self._notice(draw, story))

    def _redated(self, draw: Any, story: Story) -> Iterator[Any]:
        """A publisher corrects its date, to one before the notice in which it says so."""
        if story.reports:
            report = draw(st.sampled_from(story.reports))
            days = attrs.evolve(self.dates, vague=False)
            value, notice = sorted(days.moment(draw, story) for _ in "ab")
            yield Corrected(target=report.id, by=report.publisher, notice=notice, field="published", value=value)

    def _annulment(self, draw: Any, story: Story) -> Iterator[Any]:
        struck = [one for one in story.entries if one.kind not in ("AgentDefined", "QuestionDefined")]
        judged = [one for one in struck if one.kind in ("Annulled", "Amended", "SameEntity", "DifferentEntity")]
        if struck:
            pool = judged if judged and draw(st.booleans()) else struck
            yield Annulled(target=draw(st.sampled_from(pool)).id)

    def _amendment(self, draw: Any, story: Story) -> Iterator[Any]:
        if story.reports:
            field = draw(st.sampled_from(("published", "published", "zone", "publisher", "title")))
            value = {"zone": "Asia/Seoul", "publisher": "outlet:gazette", "title": "another title"}.get(field)
            report = draw(st.sampled_from(story.reports))
            yield Amended(report=report.id, field=field, value=value or self.dates.moment(draw, story))

    def _entity(self, draw: Any, _: Story) -> Iterator[Any]:
        a, b = draw(st.sampled_from((PERSONS, NAMELESS, OUTLETS, (NAMELESS[0], PERSONS[0]), (NAMELESS[0], STATE[0]))))
        yield draw(st.sampled_from((SameEntity, SameEntity, DifferentEntity)))(a=a, b=b)

    def _agent(self, draw: Any, _: Story) -> Iterator[Any]:
        name = draw(st.sampled_from((STATE[1], NAMELESS[0], PERSONS[0])))
        during = draw(st.sampled_from((None, "2031-06", "2031-06~/..")))
        yield Agent(id=name, part_of=(Membership(agent=STATE[0], during=during),))

    def _question(self, draw: Any, _: Story) -> Iterator[Any]:
        yield attrs.evolve(draw(st.sampled_from(QUESTIONS)), words=draw(st.sampled_from(("one way", "another way"))))


@st.composite
def stories(draw: st.DrawFn, moves: Moves | None = None) -> Story:
    """A log: definitions, then what arrives and what we make of it, in any order; a few questions, a small cast."""
    moves = moves or Moves()
    story = Story()
    story.record(*QUESTIONS, Agent(id=STATE[1], part_of=(Membership(agent=STATE[0]),)))
    questions = draw(st.lists(st.sampled_from(moves.questions), min_size=1, max_size=2, unique=True))
    cast = draw(st.lists(st.sampled_from(AGENTS), min_size=2, max_size=4, unique=True))
    moves = attrs.evolve(moves, questions=tuple(questions), cast=tuple(cast))
    names = moves.names() + (moves.ours() if moves.judgements else [])
    for name in ("report", "report", *(draw(st.sampled_from(names)) for _ in range(draw(st.integers(0, 12))))):
        story.record(*moves.make(name, draw, story))
    return story


@st.composite
def judged_last(draw: st.DrawFn, moves: Moves | None = None) -> tuple[Story, int]:
    """A log whose judgements all come at its end; and the position of the last entry before them."""
    moves = moves or Moves()
    story = draw(stories(attrs.evolve(moves, judgements=False)))
    arrived = len(story.entries)
    for name in draw(st.lists(st.sampled_from(moves.ours()), min_size=1, max_size=4)):
        story.record(*moves.make(name, draw, story))
    return story, arrived


# what is compared


def picture(standing: Standing, *, names: bool = True) -> dict[str, Any]:
    """All that a standing says, in a form in which two can be compared; the order of the log is left out.

    Without `names`, roots are counted, and an agent is called by all names that its claims give it: which of several
    joined ones is named follows from the order of the log.
    """
    roots: Callable[[tuple[str, ...]], Any] = tuple if names else len
    told = {id: value_text(word.claim.value) for word in standing.words for id in (word.id, str(word.claim.id))}

    def called(value: Any, ids: Iterable[str]) -> str:
        several = not names and isinstance(value, AgentValue)
        return " or ".join(sorted({told[id] for id in ids})) if several else value_text(value)

    return {
        "status": str(standing.status),
        "positions": sorted((_position(one, roots, called) for one in standing), key=repr),
        "claims": sorted((one.id, str(one.live), one.source, one.root) for one in standing.claims),
        "possibly": sorted(one.id for one in standing.possibly),
        "for": standing.roots_for if names else None,
        "against": standing.roots_against if names else None,
        "independence": str(standing.independence),
        "tension": sorted(tuple(sorted(pair)) for pair in standing.tension),
        "assessments": sorted(one.id for one in standing.assessments),
        "problems": sorted((one.kind, one.text if names else "") for one in standing.problems),
        "first known": standing.first_known,
        "timeline": [
            (
                one.begin,
                one.end,
                sorted(
                    (called(held.value, held.claims), held.denied, held.certain, sorted(held.claims))
                    for held in one.held
                ),
            )
            for one in standing.timeline
        ],
    }


def value_text(value: Any) -> str:
    """A value by what it says, not by how it was written."""
    if isinstance(value, Quantity):
        bounds = (value.low, value.low_open, value.high, value.high_open)
        return f"{bounds} {value.approx} {value.unit} {value.of}"
    return str(value)


def _position(
    one: Any, roots: Callable[[tuple[str, ...]], Any], called: Callable[[Any, Iterable[str]], str]
) -> tuple[Any, ...]:
    ids = [each.id for some in (one.claims, one.denials) for each in some]
    claims, denials = (sorted((each.id, str(each.live)) for each in some) for some in (one.claims, one.denials))
    about = (str(one.status), str(one.live), str(one.independence), one.firmest, sorted(one.shared))
    return (called(one.value, ids), claims, denials, roots(one.for_), roots(one.against), *about)


def pictures(knowledge: Knowledge, *, names: bool = True) -> dict[str, dict[str, Any]]:
    """The pictures of all questions."""
    return {question: picture(knowledge[question], names=names) for question in BY_ID}


def differences(a: Knowledge, b: Knowledge, *, names: bool = True) -> list[str]:
    """What two answers differ in, question by question and part by part; nothing where they say the same."""
    one, other = pictures(a, names=names), pictures(b, names=names)
    return [
        f"{question} {part}: {one[question][part]} | {other[question][part]}"
        for question in one
        for part in one[question]
        if one[question][part] != other[question][part]
    ]


def seen_by(knowledge: Knowledge) -> set[int]:
    """Positions of the entries that are visible."""
    return {entry.position for entry in knowledge.entries()}


def offered(knowledge: Knowledge) -> dict[str, Any]:
    """Everything that can be asked of it, in words."""
    claims = [entry for entry in knowledge.entries() if entry.kind == "ClaimRecorded"]
    return {
        "questions": knowledge.questions,
        "statuses": knowledge.statuses(),
        "standings": [str(standing) for standing in knowledge],
        "each": {id: str(knowledge[id]) for id in BY_ID},
        "entries": [(entry.position, entry.id) for entry in knowledge.entries()],
        "agents": dict(knowledge.agents),
        "names": [knowledge.name_of(agent) for agent in sorted(knowledge.agents)],
        "why": [str(knowledge.why(str(entry.id))) for entry in claims[:3]],
        "why not": [str(knowledge.why_not(str(entry.id))) for entry in claims[:3]],
        "history": [(moment, str(then.status)) for id in list(BY_ID)[:2] for moment, then in knowledge[id].history],
        "basis": knowledge.basis,
    }

"""Columns: all claims of a log as rows of small whole numbers, for answers about many questions at once.

A standing is worked out from objects; a million of them cost minutes. What most questions need is less: who says yes or
no, how firmly, and when. So that is read off the stored bodies without making an object of any, and kept, and what was
recorded since is added when somebody asks again. It is thrown away where something was redacted since.

Not every question can be answered from this. One is *odd* where anything bears on it of which the columns say nothing:
links between its own claims, withdrawals, what we struck or amended, two names of one agent, citations, boilerplate, an
inferred speaker, values other than yes and no, times that are not plain. Odd questions are left to the fold, whatever
the cut: to be too careful costs time and nothing else.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

import attrs

from eventlog.events import Reader
from eventlog.knowledge.when import Whens

FOR: Final = 1
AGAINST: Final = 2
FIRM: Final = 4
PAINTS: Final = 8
NORM: Final = 16
"""Answers only questions about norms."""
MUTE: Final = 32
"""Answers no question: opinion and meta."""
ACTS: Final = 64
"""Announces, promises or admits, which says more where the question is about the speaker."""

_FACTS: Final = {
    "CT+": FOR | FIRM | PAINTS,
    "PR+": FOR | FIRM | PAINTS,
    "PS+": FOR | PAINTS,
    "CT-": AGAINST | FIRM | PAINTS,
    "PR-": AGAINST | FIRM | PAINTS,
    "PS-": AGAINST | PAINTS,
    "CTu": 0,
    "Uu": 0,
}
_KINDS: Final = {"claim": 0, "background": 0, "norm": NORM, "opinion": MUTE, "meta": MUTE}
_ACTS: Final = ("announce", "promise", "admit")
_REPORT: Final = ("report.publisher", "report.published", "report.zone", "report.cites", "report.regions")
_CLAIM: Final = tuple(
    f"claim.{name}"
    for name in ("report", "question", "value", "factuality", "stance", "kind", "chain", "during", "said")
)


class Paper(NamedTuple):
    """What its claims need of a report: who published it, when, in which zone, and whether it says more than that."""

    publisher: str
    published: str | None
    zone: str | None
    cites: tuple[int, ...]
    odd: bool


@attrs.frozen
class Defined:
    """What a definition makes of a question, from its position on."""

    position: int
    plain: bool = True
    state: bool = True
    norm: bool = False
    about: bool = False


_UNDEFINED: Final = Defined(0)
_OTHER: Final = -1
_PAPER: Final = -2
_LOOK_UP: Final = 50
"""One entry that is looked up costs as much as so many that are passed over."""


class Columns:
    """The claims of a log up to `upto`, a row each, and which questions are odd. Not safe to share while it grows.

    Row by row: `position`, `report` (a position), `question`, `source` and `when` (numbers, whose meaning is in
    `questions`, `sources` and `whens.all`), and `code` (the bits above).
    """

    def __init__(self, zone: str) -> None:
        """Begin with an empty log."""
        self.upto = 0
        self.whens = Whens(zone)
        self.questions: list[str] = []
        self.sources: list[str] = []
        self.position, self.report = array("q"), array("q")
        self.question, self.source, self.when, self.code = array("q"), array("q"), array("q"), array("q")
        self.odd: set[int] = set()
        self.acts: set[int] = set()
        self.definitions: dict[int, list[Defined]] = {}
        self._numbers: dict[str, int] = {}
        self._sources: dict[str, int] = {}
        self._rows: list[list[int]] = []
        self._grouped = 0
        self._papers: dict[int, Paper] = {}
        self._at = array("i", [_OTHER])
        self._citing: list[int] = []
        self._odd_reports: set[int] = set()
        self._odd_agents: set[str] = set()

    def defined(self, question: int, position: int) -> Defined:
        """The last definition of a question up to a position."""
        found = _UNDEFINED
        for one in self.definitions.get(question, ()):
            if one.position <= position:
                found = one
        return found

    def plain(self, question: int, position: int) -> bool:
        """Whether the columns say all that bears on a question, as it is defined at a position."""
        defined = self.defined(question, position)
        return question not in self.odd and defined.plain and not (defined.about and question in self.acts)

    def extend(self, reader: Reader, upto: int) -> bool:
        """Take in what was recorded since, up to a position; False where that took something away: begin anew then."""
        after = self.upto
        self._at.extend(array("i", [_OTHER]) * (upto - after))
        for at, _, publisher, published, zone, cites, regions in reader.columns(
            "report-recorded", _REPORT, after, upto
        ):
            self._at[at] = _PAPER
            named = tuple(one for one in cites or () if isinstance(one, int))
            odd = len(named) < len(cites or ()) or any(one.get("kind") == "boilerplate" for one in regions or ())
            self._papers[at] = Paper(publisher, published, zone, named, odd)
        self._take_claims(reader.columns("claim-recorded", _CLAIM, after, upto))
        left = [at for at in range(after + 1, upto + 1) if self._at[at] == _OTHER]
        sound = self._take_others(reader, left, after, upto)
        self._spread()
        self.upto = upto
        return sound

    def _take_claims(self, claims: Iterable[tuple[Any, ...]]) -> None:
        """A row for each claim; where one says more than a row can, its question is odd."""
        papers, numbers, sources, asked = self._papers, self._numbers, self._sources, self._at
        facts, acts, when_of = _FACTS.get, _ACTS, self.whens.of
        columns = (self.position, self.report, self.question, self.source, self.when, self.code)
        add_position, add_report, add_question, add_source, add_when, add_code = (one.append for one in columns)
        paper, last = None, 0
        for at, _, report, question, value, fact, stance, kind, chain, during, said in claims:
            if report != last:
                paper, last = papers.get(report), report
            number = numbers.get(question)
            if number is None:
                number = self.number_of(question)
            asked[at] = number
            code = facts(fact)
            if kind != "claim" and code is not None:
                answers = _KINDS.get(kind)
                code = None if answers is None else code | answers
            if value is not True and code is not None:
                code = code & ~(FOR | AGAINST | FIRM) if value is None else None
            step = chain[-1] if chain else None
            when = None
            if code is not None and paper is not None and not (paper.odd or (step and step.get("scope") != "stated")):
                when = when_of(paper.published, paper.zone, said, during)
            if paper is None or code is None or when is None:
                self.odd.add(number)
                continue
            if stance in acts:
                self.acts.add(number)
            agent = step["agent"] if step else paper.publisher
            if agent[:5] == "anon:":  # it is somebody else in each report
                agent = f"{agent}@{report}"
            source = sources.get(agent)
            if source is None:
                source = sources[agent] = len(self.sources)
                self.sources.append(agent)
            if paper.cites:
                self._citing.append(len(self.position))
            add_position(at)
            add_report(report)
            add_question(number)
            add_source(source)
            add_when(when)
            add_code(code)

    def rows(self, question: int) -> list[int]:
        """The rows of a question, in order of position."""
        for row in range(self._grouped, len(self.question)):
            self._rows[self.question[row]].append(row)
        self._grouped = len(self.question)
        return self._rows[question]

    def number_of(self, question: str) -> int:
        """The number of a question; a new one where it has none."""
        number = self._numbers.setdefault(question, len(self.questions))
        if number == len(self.questions):
            self.questions.append(question)
            self._rows.append([])
        return number

    def _take_others(self, reader: Reader, left: list[int], after: int, upto: int) -> bool:
        """Note what else was recorded, kind by kind, until nothing is left."""
        sound = True
        for kind, members, take in self._takers():
            if not left:
                break
            taken = set()
            some = left if len(left) * _LOOK_UP < upto - after else None
            for at, _, *values in reader.columns(kind, members, after, upto, at=some):
                taken.add(at)
                sound = take(at, *values) is not False and sound
            left = [at for at in left if at not in taken] if taken else left
        return sound

    def _takers(self) -> Iterator[tuple[str, tuple[str, ...], Any]]:
        """What is done with each kind of entry that is neither a report nor a claim; agents' assessments do nothing."""
        yield "linked", ("link.from_", "link.to"), self._take_link
        yield "agent-defined", ("agent.id", "agent.part_of"), self._take_agent
        yield (
            "question-defined",
            tuple(f"question.{one}" for one in ("id", "kind", "single", "about")),
            self._take_defined,
        )
        for kind in ("retracted", "superseded", "corrected", "annulled"):
            yield kind, ("target",), self._take_struck
        yield "amended", ("report",), self._take_struck
        for kind in ("same-entity", "different-entity"):
            yield kind, ("a", "b"), self._take_names
        yield "redacted", ("withheld",), self._take_redacted

    def _take_link(self, _: int, a: Any, b: Any) -> None:
        one = self._asked_at(a)
        if one is not None and one == self._asked_at(b):
            self.odd.add(one)

    def _take_agent(self, _: int, agent: str, part_of: Any) -> None:
        if part_of and agent.startswith("anon:"):  # then it is somebody there, the same in each report
            self._odd_agents.add(agent)

    def _take_defined(self, at: int, id: str, kind: str, single: bool, about: Any) -> None:
        number = self.number_of(id)
        self._at[at] = number
        plain = single and kind in ("state", "event", "norm")
        made = Defined(at, plain, kind == "state", kind == "norm", about is not None)
        self.definitions.setdefault(number, []).append(made)

    def _take_struck(self, _: int, target: Any) -> None:
        asked = self._asked_at(target)
        if asked is not None:
            self.odd.add(asked)
        elif isinstance(target, int):
            self._odd_reports.add(target)

    def _take_names(self, _: int, a: str, b: str) -> None:
        self._odd_agents.update((a, b))

    def _take_redacted(self, _: int, withheld: Any) -> bool:
        for question, _positions in withheld or ():
            self.odd.add(self.number_of(question))
        return not self.upto

    def _asked_at(self, position: Any) -> int | None:
        """The question of the claim or definition at a position; None for another entry."""
        found = self._at[position] if isinstance(position, int) and 0 < position < len(self._at) else _OTHER
        return None if found < 0 else found

    def _spread(self) -> None:
        """From odd reports, odd agents and citations to the questions on which they have a say."""
        for row in self._citing:
            cited, number = self._papers[self.report[row]].cites, self.question[row]
            if number not in self.odd and any(self.report[other] in cited for other in self.rows(number)):
                self.odd.add(number)
        if self._odd_reports:
            self.odd.update(
                q for report, q in zip(self.report, self.question, strict=True) if report in self._odd_reports
            )
        if self._odd_agents:
            names = enumerate(self.sources)
            numbers = {number for number, name in names if name.partition("@")[0] in self._odd_agents}
            self.odd.update(q for source, q in zip(self.source, self.question, strict=True) if source in numbers)

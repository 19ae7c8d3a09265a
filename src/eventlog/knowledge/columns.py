"""Columns: all claims of a log as rows of small whole numbers, for answers about many questions at once.

A standing is worked out from objects; a million of them cost minutes. What most questions need is less: who says yes or
no, how firmly, and when. So that is read off the stored bodies without making an object of any, and kept, and what was
recorded since is added when somebody asks again. It is thrown away where something was redacted since.

Not every question can be answered from this. One is *odd* where anything bears on it of which the columns say nothing:
withdrawals, what we struck or amended, two names of one agent, citations between its own reports, boilerplate, an
inferred speaker, values other than yes and no, times that can't be read (see also `remarks`). Odd questions are left to
the fold, whatever the cut.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import attrs

from eventlog import times
from eventlog.errors import InvalidTime
from eventlog.events import Reader
from eventlog.knowledge.cut import Cut
from eventlog.knowledge.remarks import OTHER, PAPER, Pair, Redated, Remarks, Withdrawn
from eventlog.knowledge.sight import UNKNOWN, inclusive
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
class Turn:
    """A report has another date from a notice on. `rows` are its rows, each with the number of its times after it."""

    position: int
    notice: times.Bounds
    value: str
    rows: list[tuple[int, int]] = attrs.field(factory=list)

    def turned(self, cut: Cut) -> bool:
        """Whether the notice is out at a cut."""
        return self.position <= cut.position and inclusive(self.notice, cut.published).under(cut.policy)


@attrs.frozen
class Withdrawal:
    """A row is taken back by a notice, with all copies of it where that was done by who said it.

    It stands from a position on; `instead` is the row that must be seen with it.
    """

    position: int
    row: int
    copies: bool
    notice: times.Bounds
    instead: int | None

    def out(self, cut: Cut) -> bool:
        """Whether the notice is out at a cut."""
        return self.position <= cut.position and inclusive(self.notice, cut.published).under(cut.policy)


class Columns:
    """The claims of a log up to `upto`, a row each, and which questions are odd. Not safe to share while it grows.

    Row by row: `position`, `report` (a position), `question`, `source` and `when` (numbers, whose meaning is in
    `questions`, `sources` and `whens.all`), and `code` (the bits above). `pairs` and `withdrawals` are those of
    each question, `turns` those of each report.
    """

    def __init__(self, zone: str) -> None:
        """Begin with an empty log."""
        self.upto = 0
        self.whens = Whens(zone)
        self.questions: list[str] = []
        self.sources: list[str] = []
        self.position, self.report = array("q"), array("q")
        self.question, self.source, self.when, self.code = array("q"), array("q"), array("q"), array("q")
        self.pairs: dict[int, list[Pair]] = {}
        self.turns: dict[int, Turn] = {}
        self.withdrawals: dict[int, list[Withdrawal]] = {}
        self._zone = zone
        self._acts: set[int] = set()
        self._numbers: dict[str, int] = {}
        self._sources: dict[str, int] = {}
        self._rows: list[list[int]] = []
        self._grouped = 0
        self._paired = 0
        self._papers: dict[int, Paper] = {}
        self._citing: list[int] = []
        self._at = array("i", [OTHER])
        self.remarks = Remarks(self._at, self.number_of)
        self.odd = self.remarks.odd
        self.defined = self.remarks.defined

    def plain(self, question: int, position: int) -> bool:
        """Whether the columns say all that bears on a question, as it is defined at a position."""
        if question in self.odd:
            return False
        defined = self.defined(question, position)
        return defined.plain and not (defined.about and question in self._acts)

    def extend(self, reader: Reader, upto: int) -> bool:
        """Take in what was recorded since, up to a position; False where that took something away: begin anew then."""
        after, known, before = self.upto, len(self.position), self.remarks.size()
        self._at.extend(array("i", [OTHER]) * (upto - after))
        for at, _, publisher, published, zone, cites, regions in reader.columns(
            "report-recorded", _REPORT, after, upto
        ):
            self._at[at] = PAPER
            named = tuple(one for one in cites or () if isinstance(one, int))
            odd = len(named) < len(cites or ()) or any(one.get("kind") == "boilerplate" for one in regions or ())
            self._papers[at] = Paper(publisher, published, zone, named, odd)
        self._take_claims(reader.columns("claim-recorded", _CLAIM, after, upto))
        self.remarks.take(reader, after, upto)
        self._pair()
        if self.remarks.size() != before:
            known = 0
            self._turn()
            self._withdraw()
        self._spread(range(known, len(self.position)))
        self.upto = upto
        return not (after and self.remarks.erased)

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
                self._acts.add(number)
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

    def _pair(self) -> None:
        """The new pairs of claims as pairs of rows; what a nameless source is joined with is odd."""
        for question, pair in self.remarks.pairs[self._paired :]:
            one, other = self._row_at(pair.one), self._row_at(pair.other)
            if one is None or other is None:  # it is odd already
                continue
            if any("@" in self.sources[self.source[row]] for row in (one, other)):
                self.odd.add(question)
            self.pairs.setdefault(question, []).append(pair._replace(one=one, other=other))
        self._paired = len(self.remarks.pairs)

    def _row_at(self, position: int) -> int | None:
        row = bisect_left(self.position, position)
        return row if row < len(self.position) and self.position[row] == position else None

    def _turn(self) -> None:
        """Which reports have another date from some notice on; those of which that can't be told are odd."""
        remarks, self.turns = self.remarks, {}
        for target, corrections in remarks.redated.items():
            paper = self._papers.get(target)
            if paper is None:
                continue
            own = [one for one in corrections if one.by == paper.publisher]
            agents = {paper.publisher, *(one.by for one in corrections)}
            notice = self._notice(own[0]) if len(own) == 1 else None
            if not remarks.odd_agents.isdisjoint(agents) or (own and notice is None):
                remarks.odd_reports.add(target)
            elif notice is not None:
                self.turns[target] = Turn(own[0].position, notice, own[0].value)

    def _withdraw(self) -> None:
        """Which rows are taken back by a notice; odd where that is not done by who said it or published it."""
        remarks, self.withdrawals = self.remarks, {}
        for question, one in remarks.withdrawn:
            row, notice = self._row_at(one.claim), self._notice(one)
            instead = None if one.instead is None else self._row_at(one.instead)
            if row is None or notice is None or (instead is None) != (one.instead is None):
                self.odd.add(question)
                continue
            speaks = one.by == self.sources[self.source[row]]
            if one.by in remarks.odd_agents or not (speaks or one.by == self._papers[self.report[row]].publisher):
                self.odd.add(question)
            made = Withdrawal(one.position, row, speaks, notice, instead)
            self.withdrawals.setdefault(question, []).append(made)

    def _notice(self, correction: Redated | Withdrawn) -> times.Bounds | None:
        """When the notice of a correction was out; None where that is not plain."""
        text, zone, notice = correction.notice, self._zone, correction.notice
        if isinstance(notice, int):
            paper = self._papers.get(notice)
            struck = notice in self.remarks.odd_reports or notice in self.remarks.redated
            if paper is None or struck or notice > correction.position:
                return None
            text, zone = paper.published or "", paper.zone or zone
            if not text:
                return UNKNOWN
        try:
            return times.bounds(str(text), times.Place.PUBLISHED, zone)
        except InvalidTime:
            return None

    def _spread(self, rows: range) -> None:
        """From odd reports, odd agents, new dates and citations to the questions of these rows."""
        remarks = self.remarks
        for row in self._citing:
            cited, number = self._papers[self.report[row]].cites, self.question[row]
            if number not in self.odd and any(self.report[other] in cited for other in self.rows(number)):
                self.odd.add(number)
        if remarks.odd_reports:
            self.odd.update(self.question[row] for row in rows if self.report[row] in remarks.odd_reports)
        if remarks.odd_agents:
            names = enumerate(self.sources)
            numbers = {number for number, name in names if name.partition("@")[0] in remarks.odd_agents}
            self.odd.update(self.question[row] for row in rows if self.source[row] in numbers)
        for row in rows if self.turns else ():
            turn = self.turns.get(self.report[row])
            if turn is not None:
                when = self.whens.dated_anew(self.when[row], turn.value)
                if when is None:
                    self.odd.add(self.question[row])
                else:
                    turn.rows.append((row, when))

"""The book: everything that the page may look up, as plain tables.

Claims, reports and people stand once and are named by their row. Moments are rows too, in order, each with the local
day on which it lies: to ask whether one thing came before another the page compares two row numbers, and never a date,
a zone or a microsecond. A question's answer is a list of turns; who stands behind it is a list of parts, each with the
turns from which (inclusive) to which (exclusive) it is played.

What was not yet published at `until` is not in the tables at all: only what some state shows comes in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache, partial
from typing import Any, Final
from zoneinfo import ZoneInfo

import attrs

from eventlog.claims import Claim, Factuality, QuestionKind, Scope
from eventlog.events import ChangeOfMind, ClaimRecorded, Corrected, EntryOf, Linked, Retracted, Superseded, opened
from eventlog.explore import plain
from eventlog.explore.turns import History, Item, State, Turn
from eventlog.knowledge import RULES, Cut, Knowledge, Policy
from eventlog.knowledge.turning import START
from eventlog.knowledge.why import quotes
from eventlog.render.dates import edge_words, said_aloud, span_words, time_words
from eventlog.render.meanings import MEANINGS
from eventlog.render.phrasing import claim_line, conditional, header, noted, speaker
from eventlog.render.pictures import SIDES, Bounds, Ends, Mark, ends_of, ends_words, stroke_of
from eventlog.render.places import place_words
from eventlog.render.values import own_answer
from eventlog.render.waiting import PROPOSED
from eventlog.reports import Report
from eventlog.standing.dossier import Dossier
from eventlog.standing.review import waiting

EPOCH: Final = date(1970, 1, 1).toordinal()
ROLES: Final = ("for", "against", "said", "aside", "perhaps", "withdrawn", "replaced", "hidden")
READINGS: Final = (Policy.CERTAIN, Policy.POSSIBLE)
_SIDES: Final = [SIDES[at] for at in (-1, 0, 1)]
_FAR: Final = 4_000_000
_SAFE = ("http://", "https://")


@lru_cache(8192)
def local(moment: int, zone: str) -> tuple[int, str]:
    """The local day of a moment (days since 1970) and its clock time; the clock time is empty at the day's end."""
    try:
        then = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=moment)).astimezone(ZoneInfo(zone))
        after = then + timedelta(microseconds=1)
    except OverflowError:
        return (-_FAR if moment < 0 else _FAR), ""
    day = then.toordinal() - EPOCH
    if after.toordinal() - EPOCH != day:
        return day, ""
    exact = "%H:%M:%S.%f" if then.microsecond else "%H:%M:%S" if then.second else "%H:%M"
    return day, then.strftime(exact)


@lru_cache(8192)
def edge(moment: int | None, zone: str, *, last: bool = False) -> str:
    """An edge of valid time in words; empty where there is none."""
    return "" if moment is None or abs(local(moment, zone)[0]) >= _FAR else edge_words(moment, zone, last=last)


def throughout(cut: Cut) -> str:
    """The cuts that hold on every date of the page, in words; nothing where there are none."""
    return header(cut).partition(";")[0] if cut.asked else ""


class Table:
    """Rows that stand once: a key gives its row's number, and the row is made when the key is first asked for."""

    def __init__(self) -> None:
        self.rows: list[Any] = []
        self._at: dict[Any, int] = {}

    def __contains__(self, key: Any) -> bool:
        return key in self._at

    def take(self, key: Any, make: Callable[[], Any] | None = None) -> int:
        """The number of the key's row; where it is new, `make` makes it (the key is the row where there is none)."""
        found = self._at.get(key)
        if found is None:
            row = key if make is None else make()
            found = self._at[key] = len(self.rows)
            self.rows.append(row)
        return found


@attrs.define
class Book:
    """Takes in histories one by one; `tables` gives what came together."""

    knowledge: Knowledge
    quoting: bool = True
    agents: Table = attrs.field(factory=Table)
    reports: Table = attrs.field(factory=Table)
    claims: Table = attrs.field(factory=Table)
    links: Table = attrs.field(factory=Table)
    roots: Table = attrs.field(factory=Table)
    phrases: Table = attrs.field(factory=Table)
    marks: Table = attrs.field(factory=Table)
    notices: dict[int, list[Any]] = attrs.field(factory=dict)
    redated: dict[int, str] = attrs.field(factory=dict)
    questions: list[dict[str, Any]] = attrs.field(factory=list)
    _moments: set[int] = attrs.field(factory=set)
    _press: set[int] = attrs.field(factory=set)
    _out: dict[str, Ends] = attrs.field(factory=dict)
    _name_of: Callable[[str], str] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        """Agents have the names of the knowledge."""
        self._name_of = plain.closed(self.knowledge.name_of)

    def add(self, history: History) -> None:
        """Take in a question; one on which nothing was ever heard leaves no trace."""
        if not any(history.turns.values()):
            return
        question = history.question
        states = Table()
        readings = {str(one): self._reading(history.turns[one], history.dossier, states) for one in READINGS}
        self.questions.append(
            {
                "id": question.id,
                "words": plain.shown(plain.first_seen(question.words, question.id)),
                "about": None if question.about is None else self._agent(question.about),
                "kind": f"{question.kind}, {question.answer}",
                "states": states.rows,
                "readings": readings,
            }
        )

    def _reading(self, turns: tuple[Turn, ...], dossier: Dossier, states: Table) -> dict[str, Any]:
        """One reading: the turns, and the parts that claims play, as runs of turns. Moments are still microseconds."""
        open_: dict[Item, int] = {}
        runs: list[tuple[Item, int, int]] = []
        for number, turn in enumerate(turns):
            self._moments.add(turn.moment)
            self._press.update({turn.moment} - {START})
            runs += [(item, open_.pop(item), number) for item in open_.keys() - turn.state.items]
            open_ |= dict.fromkeys(turn.state.items.difference(open_), number)
        runs += [(item, begun, len(turns)) for item, begun in open_.items()]
        order = {str(entry.id): entry.position for entry in dossier.claims}
        for entry in dossier.of(Retracted, Superseded, Corrected):
            if any(entry.position in item.against for item, _, _ in runs if item.against):
                self._notice(entry, dossier)
        runs.sort(key=lambda run: (order[run[0].claim], run[1], ROLES.index(run[0].role), run[0].place, run[2]))
        return {
            "turns": [
                [turn.moment, states.take(turn.state, partial(self._state, turn.state, dossier))] for turn in turns
            ],
            "parts": [self._part(*run, dossier) for run in runs],
        }

    def _part(self, item: Item, begun: int, ended: int, dossier: Dossier) -> list[Any]:
        times_ = (item.late, item.out, item.ahead)
        self._moments.update(one for one in times_ if one is not None)
        redated = self._redated(item, dossier)
        mark = self.marks.take((item.mark, redated), partial(self._mark, item.mark))
        if redated:
            self.redated[mark] = redated
        role, certain = ROLES.index(item.role), int(item.certain)
        who = [self.roots.take(item.root), self._agent(item.name)]
        claim = self.claims.take(item.claim, partial(self._claim, item.claim, item.factuality, dossier))
        told = [*times_, int(item.seen), mark, self.roots.take(item.source)]
        return [claim, role, item.place, certain, *who, begun, ended, list(item.against), *told]

    def _redated(self, item: Item, dossier: Dossier) -> str:
        """The date of its report in words, where by then the publisher had corrected it; else nothing."""
        entry = opened(dossier.entries[item.claim], ClaimRecorded)
        assert entry is not None, "what plays a part is a claim"
        id, zone = str(entry.event.claim.report), self.knowledge.zone
        if id not in self._out:
            report = dossier.report(id)
            assert report is not None, "a claim that is seen has a report that is"
            self._out[id] = ends_of(report.out_or_unknown(zone))
        return "" if item.mark.known == self._out[id] else ends_words(item.mark.known, zone)

    def _mark(self, one: Mark) -> list[Any]:
        """Where a word stands on paper: side, hedge, and days with their fraction, on which one may draw it."""
        said, known, at = (ends and [self._place(end) for end in ends] for ends in (one.said, one.known, one.at))
        return [_SIDES.index(one.side) - 1, int(one.hedged), known, said, at]

    def _place(self, moment: int | None) -> float | None:
        """A moment as a day of the log's zone with its fraction, by the clock on the wall; None where there is none."""
        if moment is None or abs(day := local(moment, self.knowledge.zone)[0]) >= _FAR:
            return None
        then = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=moment)).astimezone(
            ZoneInfo(self.knowledge.zone)
        )
        return round(day + ((then.hour * 60 + then.minute) * 60 + then.second + 1) / 86_400, 2)

    def _state(self, state: State, dossier: Dossier) -> list[Any]:
        say, zone = self._say, self.knowledge.zone
        answers = [
            [*map(say, one.line), one.status, int(one.certain), say(one.gist), [*map(say, one.reasons)]]
            for one in state.answers
        ]
        first = [state.shown, say(state.words), [[*map(say, line)] for line in state.lines], say(state.gist)]
        joins = (opened(dossier.entries[id], Linked) for id in state.links)
        links = [self._link(one, dossier) for one in joins if one is not None]
        told = [[*map(say, remarks)] for remarks in (state.remarks, state.problems, state.over)]
        timeline = [
            [say(edge(begin, zone)), say(edge(end, zone, last=True)), say(held)] for begin, end, held in state.timeline
        ]
        notes = [say(state.withheld), int(state.heard), say(state.proposed)]
        return [state.status, *first, answers, links, timeline, *told, *notes]

    def _say(self, phrase: str) -> int:
        """The row of a phrase; states repeat what others say."""
        return self.phrases.take(plain.shown(phrase))

    def _agent(self, root: str) -> int:
        """The row of an agent: name, id, and whether the name was inferred (a root with a question mark)."""
        return self.agents.take(root, partial(self._agent_row, root))

    def _agent_row(self, root: str) -> list[Any]:
        id = root.removesuffix("?")
        return [plain.shown(speaker(id, self._name_of)), id, int(id != root)]

    def _claim(self, id: str, factuality: Factuality, dossier: Dossier) -> list[Any]:
        entry = opened(dossier.entries[id], ClaimRecorded)
        assert entry is not None, "what plays a part is a claim"
        claim: Claim = entry.event.claim
        report = dossier.report(str(claim.report))
        assert report is not None, "a claim that is seen has a report that is"
        proposed = id in waiting(dossier, self.knowledge.cut)
        own = own_answer(claim.value, factuality, self._name_of)
        chain = [
            [self._agent(step.agent), str(step.quotation), int(step.scope is Scope.INFERRED)] for step in claim.chain
        ]
        return [
            self._report(str(claim.report), dossier),
            plain.shown(
                claim_line(
                    claim,
                    self._name_of,
                    factuality=factuality,
                    publisher=report.publisher,
                    proposed=proposed,
                    uttered=dossier.question.kind is QuestionKind.UTTERANCE,
                )
            ),
            *(plain.shown(claim.paraphrase), chain),
            *(plain.shown(time_words(claim.said)), plain.shown(span_words(time_words(claim.during)))),
            *(plain.shown(claim.condition), list(self._spans(claim, report)), entry.position),
            self._say(noted(own, [conditional([claim]), PROPOSED * proposed])),
            self._stroke(stroke_of(claim, factuality, proposed=proposed)),
            [plain.shown(place_words(one)) for one in claim.fragments],
        ]

    def _stroke(self, one: Bounds | None) -> list[Any] | None:
        """A number as it is drawn: its bounds, whether each is excluded, whether it was rounded, what is counted."""
        if one is None:
            return None
        words = self._say(one.counted), self._say(one.bare)
        return [one.low, one.high, int(one.low_open), int(one.high_open), int(one.approx), *words]

    def _spans(self, claim: Claim, report: Report) -> Iterator[list[Any]]:
        """Where in the text it stands, and the words, if they are held and fit their digest."""
        for quote in quotes(claim, report):
            words = plain.shown(quote.words) if quote.words is not None and self.quoting else ""
            yield [quote.evidence.start, quote.evidence.end, *([words] if words else [])]

    def _report(self, id: str, dossier: Dossier) -> int:
        return self.reports.take(id, partial(self._report_row, id, dossier))

    def _report_row(self, id: str, dossier: Dossier) -> list[Any]:
        report, entry = dossier.report(id), dossier.entries[id]
        assert report is not None, "a report that is named is in the dossier"
        basis = report.published_basis
        known = [part for part in (basis.earliest, basis.latest) if part] if basis else []
        said = {"dateline": "dated by its dateline", "metadata": "dated by its metadata", "inferred": "date inferred"}
        return [
            self._agent(report.publisher),
            plain.shown(plain.first_seen(report.title, report.url, "untitled")),
            plain.shown(said_aloud(report.published) if report.published else "date not known"),
            plain.shown(": ".join([said[basis.kind], *(["; ".join(known)] if known else [])]) if basis else ""),
            plain.shown(report.url) if report.url.lower().startswith(_SAFE) else "",
            [plain.shown(self._name_of(author)) for author in report.authors],
            list(self._published(report)),
            entry.position,
            [str(cited) for cited in report.cites],
            plain.shown(report.language),
        ]

    def _published(self, report: Report) -> Iterator[int | None]:
        """The local days on which the report may first, and must at last, have been out."""
        zone = self.knowledge.zone
        bounds = report.out_or_unknown(zone)
        for moment in (bounds.begin_earliest, bounds.begin_latest):
            yield None if moment is None else local(moment, zone)[0]

    def _link(self, entry: EntryOf[Linked], dossier: Dossier) -> int:
        link = entry.event.link
        ends = [str(link.from_), str(link.to)]
        by = self._agent(link.by) if link.found_in is not None else None
        basis = noted(link.basis, [PROPOSED] if entry.id in waiting(dossier, self.knowledge.cut) else [])
        return self.links.take(str(entry.id), lambda: [str(link.kind), *ends, plain.shown(basis.strip()), by])

    def _notice(self, entry: EntryOf[ChangeOfMind], dossier: Dossier) -> None:
        event, notice = entry.event, str(entry.event.notice)
        where: Any = None
        if notice.startswith("report:") and notice in dossier.entries:
            where = self._report(notice, dossier)
        elif not notice.startswith("redacted:"):
            where = said_aloud(notice)
        what = {Retracted: "took it back", Superseded: "replaced it", Corrected: "corrected it"}[type(event)]
        self.notices[entry.position] = [self._agent(event.by), what, where, plain.shown(event.reason)]

    def tables(self) -> dict[str, Any]:
        """Everything, moments as rows; names that lead out of the book are cut."""
        zone = self.knowledge.zone
        moments = sorted(self._moments)
        row_of = {moment: at for at, moment in enumerate(moments)}
        for question in self.questions:
            for reading in question["readings"].values():
                reading["turns"] = [[row_of[moment], state] for moment, state in reading["turns"]]
                for part in reading["parts"]:
                    part[9:12] = [row_of.get(moment, -1) for moment in part[9:12]]
        for report in self.reports.rows:
            report[8] = [self.reports.take(id) for id in report[8] if id in self.reports]
        for link in self.links.rows:
            link[1], link[2] = self.claims.take(link[1]), self.claims.take(link[2])
        days = [local(moment, zone) for moment in moments]
        return {
            "rules": RULES,
            "zone": zone,
            "position": self.knowledge.cut.position,
            "moments": {"day": _steps(day for day, _ in days), "clock": [clock for _, clock in days]},
            "days": sorted({local(moment, zone)[0] for moment in self._press}),
            "roles": ROLES,
            "agents": self.agents.rows,
            "reports": self.reports.rows,
            "claims": self.claims.rows,
            "links": self.links.rows,
            "phrases": self.phrases.rows,
            "marks": self.marks.rows,
            "redated": {str(at): words for at, words in self.redated.items()},
            "notices": {str(at): self.notices[at] for at in sorted(self.notices)},
            "questions": self.questions,
            "headers": {str(one): self._header(one) for one in READINGS},
            "meaning": MEANINGS,
            "reasons": plain.REASONS,
        }

    def _header(self, reading: Policy) -> list[list[str]]:
        """The header of an answer with a hole where its date stands: of a whole day, and of a moment on one."""
        cut = self.knowledge.cut
        others = tuple(one for one in cut.asked if one[0] != "published")
        told = []
        for hole in ("2000-02-29", "2000-02-29T12:00:00Z"):
            asked = (("published", hole), *others)
            before, _, after = header(attrs.evolve(cut, policy=reading, asked=asked)).partition(said_aloud(hole))
            told.append([before, after])
        return told


def _steps(numbers: Iterable[int]) -> list[int]:
    """Rising numbers as the steps between them: shorter to write."""
    steps, last = [], 0
    for one in numbers:
        steps.append(one - last)
        last = one
    return steps

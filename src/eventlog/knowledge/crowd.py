"""Crowds: a question on which many words were said, of which few still matter.

Four sources that talk for years leave twenty thousand statements, and the last of each covers all that it said before.
The fold paints them all, each time it is asked. But what is certainly covered whole, by words that are certainly there
and certainly later, under every reading of every date, is in no answer: it is neither live nor possibly live, and what
it covers in its turn is covered by those that cover it. So the claims of such a question are kept as numbers when they
have been gathered once, and at a cut each source is swept from its last word back until nothing further down can
matter. The standing is then worked out by the fold itself, from the words that are left.

Kept besides are one word of each root (for who is joined with whom) and the one that was known first. Where anything
else bears on the question (a withdrawal, a judgement, a link between its claims, a verification), or where nothing is
live, the fold is asked for all of it: see `Crowd.of`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from heapq import heappop, heappush
from itertools import accumulate, chain
from typing import Final

import attrs

from eventlog import times
from eventlog.claims import Agent, Measure, QuestionKind
from eventlog.effects import effects
from eventlog.events import AgentDefined, ClaimRecorded, Entry, Linked, QuestionDefined, Reader, ReportRecorded
from eventlog.knowledge.cut import Cut
from eventlog.knowledge.dossier import Dossier
from eventlog.knowledge.gathering import gather
from eventlog.knowledge.reading import place, read_words
from eventlog.knowledge.sight import Seen, Sight, inclusive
from eventlog.knowledge.spans import BEGIN, END, Cover, Span, core, hull
from eventlog.knowledge.words import Word
from eventlog.provenance import UnionFind
from eventlog.reports import Report

_KINDS: Final = (QuestionKind.STATE, QuestionKind.EVENT, QuestionKind.NORM)
_ALL_TIME: Final = (BEGIN, END)
_PART: Final = 4
"""Where more than this part of the words matter, they are not worth picking out."""
_LOOKED_AT: Final = 5
"""An entry that is looked at costs as much as so many keys that are looked up."""


@attrs.frozen(eq=False)
class Spoken:
    """One claim of a crowd: where it stands, when it was out and said, and what it paints.

    `layer` is whose words it may certainly cover and be covered by; None where it does neither. `beside` is equal for
    words of one report with one place in the order.
    """

    id: str
    position: int
    root: str
    layer: str | None
    supports: bool
    published: times.Bounds
    said: times.Bounds
    beside: tuple[str, times.Bounds]
    early: int
    late: int
    extent: Span
    inner: Span | None

    @classmethod
    def of(cls, word: Word, position: int) -> Spoken | None:
        """A word as one of a crowd; None where its times are not plain."""
        order, window = word.order, word.window
        if order is None or (window is not None and window.end_unknown):
            return None
        return cls(
            id=word.id,
            position=position,
            root=word.root.key,
            layer=word.source if word.paints and not order.begin_uncertain else None,
            supports=word.supports,
            published=word.published,
            said=word.said,
            beside=(str(word.claim.report), order),
            early=BEGIN if order.begin_earliest is None else order.begin_earliest,
            late=END if order.begin_latest is None else order.begin_latest,
            extent=_ALL_TIME if window is None else hull(window),
            inner=_ALL_TIME if window is None else core(window),
        )

    def seen(self, cut: Cut) -> Seen:
        """Whether a cut lets it through, read late and read early."""
        return inclusive(self.published, cut.published) & inclusive(self.said, cut.said)

    def heard(self, cut: Cut) -> bool:
        """Whether it is seen at a cut under its policy."""
        return self.position <= cut.position and self.seen(cut).under(cut.policy)


class _Layer:
    """The words of one source, by their places in its order."""

    def __init__(self, words: Iterable[Spoken]) -> None:
        """Put them in order."""
        places: dict[tuple[str, times.Bounds], list[Spoken]] = {}
        for word in words:
            places.setdefault(word.beside, []).append(word)
        self._places = sorted(places.values(), key=_late)
        self._begins = list(accumulate((min(one.extent[0] for one in some) for some in self._places), min))
        self._ends = list(accumulate((max(one.extent[1] for one in some) for some in self._places), max))
        back = self._places[::-1]
        outs = (min(_out(one) for one in some) for some in back)
        positions = (min(one.position for one in some) for some in back)
        self._outs = list(accumulate(outs, min))[::-1]
        self._positions = list(accumulate(positions, min))[::-1]

    def mattering(self, cut: Cut) -> Iterator[Spoken]:
        """The words that are not certainly covered whole, with all that stand in the same places.

        From the last place that a cut may let through, down to where all that is still to come is covered.
        """
        upto = bisect_right(self._positions, cut.position)
        if cut.published is not None:
            upto = min(upto, bisect_right(self._outs, cut.published))
        cover, pending = Cover(), list[tuple[tuple[int, int], Span]]()
        for at in range(upto - 1, -1, -1):
            some = self._places[at]
            late = _late(some)
            while pending and (-pending[0][0][0], -pending[0][0][1]) > late:
                cover.add(heappop(pending)[1])
            if cover.covers((self._begins[at], self._ends[at])):
                return
            seen = [(one, one.seen(cut)) for one in some if one.position <= cut.position]
            if all(cover.covers(one.extent) for one, how in seen if how.possible):
                continue
            yield from some
            early, first = some[0].early, min(one.position for one in some)
            for one, how in seen:
                if how.certain and one.inner is not None:
                    heappush(pending, ((-early, -first), one.inner))


def _late(some: Sequence[Spoken]) -> tuple[int, int]:
    return some[0].late, max(one.position for one in some)


def _out(word: Spoken) -> int:
    return BEGIN if word.published.begin_earliest is None else word.published.begin_earliest


class Crowd:
    """The claims on a question up to a position, `upto`; `looked` is how far the log was searched for redactions.

    Not safe to share while it grows.
    """

    def __init__(self, dossier: Dossier, words: list[Spoken]) -> None:
        """Keep these words. Made by `of`."""
        self.question = dossier.asked
        self.upto = self.looked = dossier.position
        self.words = {word.id: word for word in words}
        defined = [one.position for one in dossier.definitions if isinstance(one.event, QuestionDefined)]
        self._from = 0 if dossier.question.kind is QuestionKind.STATE else max(defined, default=0)
        self._keys = set(_keys(dossier))
        self._reports = {id: one.cites for id, one in _reports(dossier)}
        self._settle()

    @classmethod
    def of(cls, dossier: Dossier) -> Crowd | None:
        """The crowd of a dossier; None where more bears on the question than claims of plain times."""
        if dossier.withheld or not _plain(dossier):
            return None
        sight = Sight(dossier, Cut(zone=dossier.zone, position=dossier.position, include_boilerplate=True))
        read = {word.id: word for word in read_words(sight)}
        place(sight, read, UnionFind())
        positions = {entry.id: entry.position for entry in dossier.entries.values()}
        found = []
        for word in read.values():
            one = Spoken.of(word, max(word.position, positions[str(word.claim.report)]))
            if one is None or word.boilerplate or word.window_key is not None:
                return None
            found.append(one)
        if sight.problems or len(found) < len(dossier.claims):
            return None
        return cls(dossier, found)

    def _settle(self) -> None:
        """Put the words in the orders in which they are asked for."""
        layers: dict[str, list[Spoken]] = {}
        self._roots: dict[str, list[Spoken]] = {}
        self._beside: dict[tuple[str | None, tuple[str, times.Bounds]], list[Spoken]] = {}
        for word in self.words.values():
            self._roots.setdefault(word.root, []).append(word)
            self._beside.setdefault((word.layer, word.beside), []).append(word)
            if word.layer is not None:
                layers.setdefault(word.layer, []).append(word)
        self._layers = [_Layer(some) for some in layers.values()]
        self._open = [one for one in self.words.values() if one.layer is None and one.supports]
        self._known = sorted((one for one in self.words.values() if one.supports), key=_first)

    def mattering(self, cut: Cut, valid: Span | None) -> list[str] | None:
        """The ids of the claims on which an answer at a cut may rest, sorted; None where they are too many."""
        if cut.position < self._from:
            return None
        kept: dict[str, Spoken] = {}
        most = len(self.words) // _PART
        for word in chain(*(layer.mattering(cut) for layer in self._layers), self._open):
            kept[word.id] = word
            if len(kept) > most:
                return None
        heard = {word.root for word in kept.values() if word.heard(cut)}
        further = [some for root, some in self._roots.items() if root not in heard]
        further.append(self._known if valid is None else [one for one in self._known if _overlaps(one, valid)])
        for some in further:
            for first in some:
                if first.heard(cut):
                    kept |= {one.id: one for one in self._beside[first.layer, first.beside]}
                    break
        return sorted(kept)

    def grown(self, reader: Reader, position: int) -> bool:
        """Take in what was recorded since, up to a position; False where this crowd is none any more: gather anew."""
        size = reader.size()
        if size > self.looked and any(True for _ in reader.under(("w:",), self.looked, size)):
            return False
        self.looked = max(self.looked, size)
        if position <= self.upto:
            return True
        bearing = list(self._since(reader, position))
        ids = [str(entry.id) for entry in bearing if isinstance(entry.event, ClaimRecorded)]
        ours = self.words.keys() | set(ids)
        if not all(isinstance(entry.event, ClaimRecorded) or _elsewhere(entry, ours) for entry in bearing):
            return False
        if ids:
            more = gather(reader, self.question, position, only=ids)
            new = Crowd.of(more)
            if new is None or not self._joined(new):
                return False
        self.upto = position
        return True

    def _since(self, reader: Reader, position: int) -> Iterable[Entry]:
        """What was recorded since under any key that bears on the question."""
        if (position - self.upto) * _LOOKED_AT > len(self._keys):
            return reader.under(sorted(self._keys), self.upto, position)
        entries = reader.entries(self.upto, position)
        return (one for one in entries if one.event is None or not self._keys.isdisjoint(effects(one.event)))

    def _joined(self, new: Crowd) -> bool:
        """Take in the words of another crowd on the question, unless the reports of one cite those of the other."""
        self.words |= new.words
        self._keys |= new._keys
        self._reports |= new._reports
        self._settle()
        return not any(str(id) in self._reports for cites in self._reports.values() for id in cites)


def _first(word: Spoken) -> tuple[bool, int, int]:
    latest = word.published.begin_latest
    return latest is None, latest or 0, word.position


def _overlaps(word: Spoken, valid: Span) -> bool:
    return word.extent[0] < valid[1] and word.extent[1] > valid[0]


def _plain(dossier: Dossier) -> bool:
    """Whether nothing bears on the question but claims, their reports, and definitions that change with no date."""
    claims = {str(entry.id) for entry in dossier.claims}
    for entry in dossier.entries.values():
        if not isinstance(entry.event, (ReportRecorded, ClaimRecorded)) and not _elsewhere(entry, claims):
            return False
    reports = dict(_reports(dossier))
    if any(str(id) in reports for report in reports.values() for id in report.cites):
        return False
    questions = []
    for entry in dossier.definitions:
        event = entry.event
        if isinstance(event, QuestionDefined):
            questions.append(event.question)
        elif not isinstance(event, AgentDefined) or not _settled(event.agent):
            return False
    sorts = {(one.kind, one.single, one.measure) for one in questions}
    return len(sorts) < 2 and all(
        single and kind in _KINDS and measure is not Measure.TOTAL for kind, single, measure in sorts
    )


def _settled(agent: Agent) -> bool:
    """Whether what an agent is part of is so at any time, and makes no nameless one somebody."""
    return not any(one.during for one in agent.part_of) and not (agent.part_of and agent.id.startswith("anon:"))


def _elsewhere(entry: Entry, claims: Iterable[str]) -> bool:
    """Whether an entry is a link that leads away from the question: it joins none of its claims."""
    event = entry.event
    return isinstance(event, Linked) and not (str(event.link.from_) in claims and str(event.link.to) in claims)


def _reports(dossier: Dossier) -> Iterator[tuple[str, Report]]:
    """The reports of the claims, by their ids."""
    for entry in dossier.claims:
        report = dossier.report(str(entry.event.claim.report))
        if report is not None:
            yield str(entry.event.claim.report), report


def _keys(dossier: Dossier) -> Iterator[str]:
    """The keys under which whatever bears on the question would be found."""
    yield from (f"q:{dossier.asked}", f"dq:{dossier.asked}")
    agents: set[str] = set()
    for entry in dossier.claims:
        yield f"on:{entry.id}"
        agents.update(step.agent for step in entry.event.claim.chain)
    for id, report in _reports(dossier):
        yield f"on:{id}"
        agents.add(report.publisher)
    for entry in dossier.definitions:
        yield f"on:{entry.id}"
        if isinstance(entry.event, AgentDefined):
            agents |= {entry.event.agent.id, *(one.agent for one in entry.event.agent.part_of)}
        elif entry.event.question.about is not None:
            agents.add(entry.event.question.about)
    for agent in agents:
        yield from (f"a:{agent}", f"on:{agent}")

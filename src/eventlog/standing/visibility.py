"""Sight: which entries the press could know at a cut, in three values.

A report whose date is vague may or may not have been out. Each standing entry is therefore seen *late* (it is out even
if every date is read as late as it can be), *early* (it is out if every date is read as early as it can be), or not at
all. The policy chooses one of the two readings; an entry is *certain* when both agree and no date it rests on is marked
uncertain (`?`). Nothing is seen unless everything it names is.

Which clock an entry has is in `events`; `said` filters claims only, and a word not dated was said at any time up to its
publication.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import cached_property
from typing import TypeVar

import attrs

from eventlog import times
from eventlog.claims import Claim, LinkKind
from eventlog.errors import InvalidTime, InvalidValue
from eventlog.events import (
    Assessed,
    ChangeOfMind,
    ClaimRecorded,
    Corrected,
    Entry,
    EntryOf,
    Event,
    Linked,
    ReportRecorded,
    Retracted,
    Superseded,
    opened,
)
from eventlog.events.dependencies import references
from eventlog.problems import Problem
from eventlog.reports import Report
from eventlog.standing.cut import Cut
from eventlog.standing.dossier import Dossier, corrected
from eventlog.standing.kept import ALL_DATES
from eventlog.standing.seen import HIDDEN, NEVER, STEADY, Clock, Seen, inclusive
from eventlog.standing.spans import ANY_TIME, END, Cover

UNKNOWN = times.Bounds(begin_earliest=None, begin_latest=None, end_earliest=None, end_latest=None, instant=True)
_NAMED = ("report:", "redacted:")
Value = TypeVar("Value")


def spoken(published: times.Bounds, said: times.Bounds | None) -> times.Bounds:
    """When a word was said, of a report with this date: not dated, at any time up to it; else no later than it."""
    if said is None:
        return attrs.evolve(published, begin_earliest=None, end_earliest=None)
    if published.begin_latest is None or (
        said.begin_latest is not None and said.begin_latest <= published.begin_latest
    ):
        return said
    if said.begin_earliest is not None and said.begin_earliest > published.begin_latest:
        return said  # a report that quotes the future: kept as it stands, reported as a problem
    return attrs.evolve(said, begin_latest=published.begin_latest, end_latest=published.begin_latest + 1)


class Sight:
    """The dossier seen at a cut. Pure: the same dossier and cut see the same."""

    def __init__(self, dossier: Dossier, cut: Cut) -> None:
        """Look at a dossier from a cut."""
        self.dossier = dossier
        self.cut = cut
        self.turns = False
        """Whether a publisher's correction of a date is out under one reading and not under the other."""
        self._problems: dict[str, Problem] = {}
        self._said: dict[str, times.Bounds] = {}
        self._open: set[str] = set()
        self.moment = END if cut.published is None else cut.published
        """The cut on the press clock."""

    def of(self, id: str) -> Seen:
        """Whether what has this id is seen. What is not in the dossier, was struck or names such is never seen."""
        return self._clock(id).at(self.moment)

    def alone(self, entry: Entry | EntryOf[Event]) -> Seen:
        """Whether the entry's own clocks let it through; what it names is looked at by the caller."""
        return self._own(entry).at(self.moment)

    def clocks(self, ids: Iterable[str]) -> tuple[list[Clock], dict[str, Problem]]:
        """From which cut on each of these is seen, and the problems that were found with that."""
        return self.apart(lambda: [self._clock(id) for id in ids])

    def note(self, problems: Mapping[str, Problem]) -> None:
        """Take in problems that were found before, of what is looked at here, too."""
        self._problems.update(problems)

    def _clock(self, id: str) -> Clock:
        """From which cut on what has this id is seen, with all that it names."""
        held = self._clocks.get(id)
        if held is None:
            if id in self._open:
                return HIDDEN  # ends a circle, should a hand-made log hold one
            self._open.add(id)
            held = self._clocks[id] = self.apart(lambda: self._with_named(id))
            self._open.discard(id)
        clock, problems = held
        if problems:
            self._problems.update(problems)
        return clock

    def _with_named(self, id: str) -> Clock:
        entry = self.dossier.entries.get(id)
        if entry is None or not self.dossier.stands(id):
            return HIDDEN
        clock = self._own(entry)
        for name in references(entry.event):
            clock = clock & self._clock(str(name))
        return clock

    @cached_property
    def _clocks(self) -> dict[str, tuple[Clock, dict[str, Problem]]]:
        """What is kept for every cut at which the reports have these dates, and the other clocks stand as here."""
        held: dict[str, tuple[Clock, dict[str, Problem]]] = self.dossier.kept.clocks.get(self.under, dict)
        return held

    @cached_property
    def settled(self) -> bool:
        """Whether no date leaves open what is seen here: then both readings see the same, and say the same."""
        self._dates  # noqa: B018 - it finds what `turns`
        return not self.turns and not self._open_between.touches((self.moment, self.moment + 1))

    @cached_property
    def _open_between(self) -> Cover:
        """The cuts at which an entry is seen early and not late. What an entry names has a clock of its own here."""
        held: Cover = self.dossier.kept.between.get(self.under, self._left_open)
        return held

    def _left_open(self) -> Cover:
        found, entries = Cover(), self.dossier.entries.values()
        for clock in self.apart(lambda: [self._own(entry) for entry in entries])[0]:
            if clock.early < clock.late:
                found.add((clock.early, clock.late))
        return found

    @cached_property
    def under(self) -> tuple[bool, int | None, tuple[tuple[str, str], ...]]:
        """What all clocks here depend on beside the moment of the cut: what is kept for one holds for the same."""
        return (self.cut.published is None, self.cut.said, self._dates[1])

    def _own(self, entry: Entry | EntryOf[Event]) -> Clock:
        event = entry.event
        if isinstance(event, ClaimRecorded):
            if self.cut.said is None:
                return STEADY  # whenever it was said
            return Clock.fixed(inclusive(self.said(event.claim), self.cut.said))
        if isinstance(event, ReportRecorded):
            return self._on_press(self.published(str(entry.id)))
        if isinstance(event, (Retracted, Superseded, Corrected)):
            return self._on_press(self.notice(event.notice))
        world = isinstance(event, Assessed) and event.assessment.found_in is None
        if isinstance(event, Linked):
            world = event.link.found_in is None and event.link.kind is LinkKind.CORROBORATES
        return Clock(entry.recorded, entry.recorded) if world and self.cut.published is not None else STEADY

    def _on_press(self, moment: times.Bounds) -> Clock:
        return STEADY if self.cut.published is None else Clock.of(moment)

    def published(self, report_id: str) -> times.Bounds:
        """When a report was published, as we now read it and as its publisher had corrected it by the cut."""
        return self._dates[0].get(report_id, UNKNOWN)

    @cached_property
    def _dates(self) -> tuple[dict[str, times.Bounds], tuple[tuple[str, str], ...]]:
        """When each report was published, as we read it, or as its publisher had corrected it by the cut.

        And which of them are so corrected. Of a correction and an amendment of ours the last by position holds.
        """
        reports = self.dossier.of(ReportRecorded)
        dates = self._noted(ALL_DATES, lambda: {str(told.id): self._out(str(told.id)) for told in reports})
        redated = self._redated(dates)
        given: dict[str, str] = {}
        for entry, seen in redated:
            event = entry.event
            if entry.position < self.dossier.amended_at(str(event.target), "published"):
                continue
            self.turns = self.turns or seen.late != seen.early
            if seen.under(self.cut.policy):
                given[str(event.target)] = str(event.value)
        dates = dates | {report: self._out(report, value) for report, value in given.items()} if given else dates
        return dates, tuple(sorted(given.items()))

    def report(self, id: str) -> Report | None:
        """A report as it is read at the cut: amended by us, and corrected by its publisher; None where it is not held.

        Of both the last by position holds. The id is that of the report as it was recorded.
        """
        report = self.dossier.report(id)
        dates = self._dates[0]
        for entry in sorted(self.dossier.corrections.get(id, ()), key=lambda one: self._notice_order(one, dates)):
            event = entry.event
            amended = self.dossier.amended_at(id, event.field)
            ours = report is not None and self._by_publisher(event.by, id)
            if report is not None and ours and entry.position > amended and self.in_force(entry).under(self.cut.policy):
                report = corrected(report, event.field, event.value)
        return report

    def _redated(self, dates: dict[str, times.Bounds]) -> list[tuple[EntryOf[Corrected], Seen]]:
        """The publishers' corrections of their dates, in order; and whether each is in force."""
        found = []
        for entry in self.dossier.of(Corrected):
            event = entry.event
            if event.field == "published" and self._by_publisher(event.by, str(event.target)):
                seen = self._noticed(str(event.notice), dates)
                found.append((self._notice_order(entry, dates), entry, seen.unless(self._unnoticed(entry, dates))))
        return [(entry, seen) for _, entry, seen in sorted(found, key=lambda one: one[0])]

    def _notice_order(self, entry: EntryOf[ChangeOfMind], dates: dict[str, times.Bounds]) -> tuple[int, int]:
        """Corrections of one field hold in the order of their notices, however late one is found."""
        notice = str(entry.event.notice)
        moment = dates.get(notice, UNKNOWN) if notice.startswith(_NAMED) else self._date(None, notice)
        return (END if moment.begin_latest is None else moment.begin_latest, entry.position)

    def _by_publisher(self, by: str, report_id: str) -> bool:
        report = self.dossier.report(report_id)
        merged = self.dossier.merges.find
        return report is not None and merged(by) == merged(report.publisher)

    def _noticed(self, notice: str, dates: dict[str, times.Bounds]) -> Seen:
        """Whether a notice is out, reports having these dates."""
        moment = dates.get(notice, UNKNOWN) if notice.startswith(_NAMED) else self._date(None, notice)
        return inclusive(moment, self.cut.published)

    def _unnoticed(self, entry: EntryOf[ChangeOfMind], dates: dict[str, times.Bounds]) -> Seen:
        """Whether the report that is an entry's notice was taken back whole by its publisher."""
        gone = NEVER
        for other in self.dossier.taken_back.get(str(entry.event.notice), ()):
            if other is not entry and self._by_publisher(other.event.by, str(other.event.target)):
                seen = self._noticed(str(other.event.notice), dates)
                gone = Seen(gone.late or seen.late, gone.early or seen.early, gone.uncertain or seen.uncertain)
        return gone

    def in_force(self, entry: EntryOf[ChangeOfMind]) -> Seen:
        """Whether a change of mind is seen, and the notice in which it was made not taken back by its publisher."""
        seen = self.of(str(entry.id))
        return seen.unless(self._unnoticed(entry, self._dates[0])) if seen.possible else seen

    def _noted(self, key: Hashable, read: Callable[[], Value]) -> Value:
        """What is kept of times that were read, and the problems that they made."""
        table = self.dossier.kept.times
        held = table.get(key)
        if held is None:
            held = table[key] = self.apart(read)
        value: Value
        value, problems = held
        if problems:
            self._problems.update(problems)
        return value

    def apart(self, read: Callable[[], Value]) -> tuple[Value, dict[str, Problem]]:
        """A value with the problems that it alone makes."""
        problems, self._problems = self._problems, {}
        try:
            return read(), self._problems
        finally:
            self._problems = problems

    def _out(self, report: str, redated: str | None = None) -> times.Bounds:
        """When what a report says was out, under its own date or another one; not known where that can't be read."""
        return self._noted((report, redated), lambda: self._read_out(self.dossier.report(report), redated))

    def _read_out(self, report: Report | None, redated: str | None = None) -> times.Bounds:
        if report is None:
            return UNKNOWN
        try:
            return (report if redated is None else attrs.evolve(report, published=redated)).out(self.dossier.zone)
        except InvalidValue as error:
            self._problems[f"{report}: {error}"] = Problem("time", f"{report}: {error}")
            return UNKNOWN

    def _date(self, report: Report | None, text: str) -> times.Bounds:
        zone = (report.zone if report else None) or self.dossier.zone
        return self._read(text, times.Place.PUBLISHED, zone, report) or UNKNOWN

    def _read(self, text: str, place: times.Place, zone: str, report: Report | None) -> times.Bounds | None:
        """The bounds of a time; None, and a problem, for what can't be read in this place and zone.

        The past is reported and never raised: a day that the zone skipped, where the zone came later; an interval as a
        moment.
        """
        try:
            return times.bounds(text, place, zone)
        except InvalidTime as error:
            name = str(report) if report is not None else "a notice"
            self._problems[f"{name}: {error}"] = Problem("time", f"{name}: {error}")
            return None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be read, as far as it has been looked at."""
        return tuple(self._problems[text] for text in sorted(self._problems))

    def notice(self, notice: str) -> times.Bounds:
        """When a notice was published: a report's date, or the date that it is; not known where it was redacted."""
        if notice.startswith(_NAMED):
            return self.published(notice)
        return self._noted(("notice", notice), lambda: self._date(None, notice))

    def said(self, claim: Claim) -> times.Bounds:
        """When a claim was said; not dated, at any time up to publication. Never later than its publication."""
        if claim.id not in self._said:
            published = self.published(str(claim.report))
            key = (claim.id, id(published))
            self._said[claim.id] = self._noted(key, lambda: self._said_of(claim, published))
        return self._said[claim.id]

    def _said_of(self, claim: Claim, published: times.Bounds) -> times.Bounds:
        said = None if claim.said is None else self.resolve(claim.said, claim, times.Place.PUBLISHED)
        return spoken(published, said)

    def resolve(self, time: str | times.TimeExpression, claim: Claim, place: times.Place) -> times.Bounds:
        """Read a claim's time in its report's zone; words of relative time from their anchor as it now stands."""
        key = (claim.id, time, place, id(self.published(str(claim.report))))
        return self._noted(key, lambda: self._resolved(time, claim, place))

    def _resolved(self, time: str | times.TimeExpression, claim: Claim, place: times.Place) -> times.Bounds:
        report = self.dossier.report(str(claim.report))
        zone = (report.zone if report else None) or self.dossier.zone
        if isinstance(time, times.TimeExpression):
            anchor = self.published(str(claim.report)) if time.anchor == "published" else None
            if time.anchor == "said" and claim.said is not None and claim.said is not time:
                anchor = self.said(claim)
            read = self._words(time, anchor, place, zone, claim)
        else:
            read = self._read(time, place, zone, report)
        return read or (UNKNOWN if place is times.Place.PUBLISHED else ANY_TIME)

    def _words(
        self, time: times.TimeExpression, anchor: times.Bounds | None, place: times.Place, zone: str, claim: Claim
    ) -> times.Bounds | None:
        """The annotator's own reading, unless the anchor has moved since (an amended date); in its place's days."""
        entry = self.dossier.entries.get(str(claim.report))
        recorded = None if entry is None else opened(entry, ReportRecorded)
        report = None if recorded is None else recorded.event.report
        moved = time.anchor == "published" and report is not None and self._read_out(report) != anchor
        try:
            return time.bounds(anchor, place, zone, moved=moved)
        except InvalidValue as error:
            told = f"{report}: {error}" if report is not None else str(error)
            self._problems[told] = Problem("time", told)
            return None if time.value is None else self._read(time.value, place, zone, None)

"""Sight: which entries the press could know at a cut, in three values.

A report whose date is vague may or may not have been out. Each standing entry is therefore seen *late* (it is out even
if every date is read as late as it can be), *early* (it is out if every date is read as early as it can be), or not at
all. The policy chooses one of the two readings; an entry is *certain* when both agree and no date it rests on is marked
uncertain (`?`). Nothing is seen unless everything it names is.

Which clock an entry has is in `events`; `said` filters claims only, and a word not dated was said at any time up to its
publication.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cached_property

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
from eventlog.standing.cut import Cut, Policy
from eventlog.standing.dossier import Dossier, corrected
from eventlog.standing.spans import BEGIN, END


@attrs.frozen
class Seen:
    """Whether something is seen under the late and the early reading, and whether a date it rests on is uncertain."""

    late: bool
    early: bool
    uncertain: bool = False

    def under(self, policy: Policy) -> bool:
        """Whether it is seen under one consistent reading."""
        return self.late if policy is Policy.CERTAIN else self.early

    @property
    def certain(self) -> bool:
        """Seen under every reading."""
        return self.late and self.early and not self.uncertain

    @property
    def possible(self) -> bool:
        """Seen under some reading."""
        return self.early or self.late

    def unless(self, other: Seen) -> Seen:
        """Seen only where the other is not, each under its own reading."""
        return Seen(self.late and not other.late, self.early and not other.early, self.uncertain or other.uncertain)

    def __and__(self, other: Seen) -> Seen:
        """Seen only where both are."""
        return Seen(self.late and other.late, self.early and other.early, self.uncertain or other.uncertain)


ALWAYS = Seen(late=True, early=True)
NEVER = Seen(late=False, early=False)
UNKNOWN = times.Bounds(begin_earliest=None, begin_latest=None, end_earliest=None, end_latest=None, instant=True)
ANY_TIME = times.Bounds(
    begin_earliest=None, begin_latest=END - 1, end_earliest=BEGIN + 1, end_latest=None, instant=False
)
"""A valid time that can't be read: it may hold at any time, and holds certainly at none."""
_NAMED = ("report:", "redacted:")


def inclusive(bounds: times.Bounds, cut: int | None) -> Seen:
    """Whether a vague moment lies at or before a cut (inclusive), read late and read early."""
    if cut is None:
        return ALWAYS
    late = bounds.begin_latest is not None and bounds.begin_latest <= cut
    early = bounds.begin_earliest is None or bounds.begin_earliest <= cut
    return Seen(late, early, bounds.begin_uncertain)


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
        self._memo: dict[str, Seen] = {}
        self._said: dict[str, times.Bounds] = {}

    def of(self, id: str) -> Seen:
        """Whether what has this id is seen. What is not in the dossier, was struck or names such is never seen."""
        if id not in self._memo:
            self._memo[id] = NEVER  # ends a circle, should a hand-made log hold one
            entry = self.dossier.entries.get(id)
            if entry is not None and self.dossier.stands(id):
                seen = self.alone(entry)
                for name in references(entry.event):
                    seen = seen & self.of(str(name))
                self._memo[id] = seen
        return self._memo[id]

    def alone(self, entry: Entry | EntryOf[Event]) -> Seen:
        """Whether the entry's own clocks let it through; what it names is looked at by the caller."""
        event = entry.event
        if isinstance(event, ReportRecorded):
            return inclusive(self.published(str(entry.id)), self.cut.published)
        if isinstance(event, ClaimRecorded):
            return inclusive(self.said(event.claim), self.cut.said)
        if isinstance(event, (Retracted, Superseded, Corrected)):
            return inclusive(self.notice(event.notice), self.cut.published)
        world = isinstance(event, Assessed) and event.assessment.found_in is None
        if isinstance(event, Linked):
            world = event.link.found_in is None and event.link.kind is LinkKind.CORROBORATES
        if world and self.cut.published is not None:
            known = entry.recorded <= self.cut.published
            return Seen(known, known)
        return ALWAYS

    def published(self, report_id: str) -> times.Bounds:
        """When a report was published, as we now read it and as its publisher had corrected it by the cut."""
        return self._published.get(report_id, UNKNOWN)

    @cached_property
    def _published(self) -> dict[str, times.Bounds]:
        """When each report was published, as we read it, or as its publisher had corrected it by the cut.

        Of a correction and an amendment of ours the last by position holds.
        """
        dates = {str(told.id): self._out(str(told.id)) for told in self.dossier.of(ReportRecorded)}
        for entry, seen in self._redated(dates):
            event = entry.event
            if entry.position < self.dossier.amended_at(str(event.target), "published"):
                continue
            self.turns = self.turns or seen.late != seen.early
            if seen.under(self.cut.policy):
                dates[str(event.target)] = self._out(str(event.target), str(event.value))
        return dates

    def report(self, id: str) -> Report | None:
        """A report as it is read at the cut: amended by us, and corrected by its publisher; None where it is not held.

        Of both the last by position holds. The id is that of the report as it was recorded.
        """
        report = self.dossier.report(id)
        dates = self._published
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
        return seen.unless(self._unnoticed(entry, self._published)) if seen.possible else seen

    def _noted(self, key: Hashable, read: Callable[[], times.Bounds]) -> times.Bounds:
        """What is kept of a time that was read, and the problems that it made."""
        table = self.dossier.kept.times
        if key not in table:
            problems, self._problems = self._problems, {}
            try:
                table[key] = (read(), self._problems)
            finally:
                self._problems = problems
        bounds: times.Bounds
        bounds, found = table[key]
        if found:
            self._problems.update(found)
        return bounds

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
        return self.published(notice) if notice.startswith(_NAMED) else self._date(None, notice)

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
            self._problems[str(error)] = Problem("time", str(error))
            return None if time.value is None else self._read(time.value, place, zone, None)

"""An annotation that is imported again: what of it is new, unchanged, read otherwise or gone, and what says so.

A file that is edited and imported again holds a changed reading, and the log would hold both side by side. So what is
told is compared with what is held, by report and extractor: another reader's claims, and those of other reports, are
none of its business. What was read otherwise is struck with the new reading in its place; what is no longer read is
struck; a report whose date or title was put right is amended and keeps its id. What others struck stays struck,
and what an import struck comes back when the file says it again. Nothing is recorded before it is applied.

Which claim became which is told by what stayed: question, speaker, place in the text, answer. Source: rule 9 of
standing@2, and DESIGN section 2: a new reading annuls with `replaced_by`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import attrs

from eventlog.claims import Claim, Ref
from eventlog.codec import id_of
from eventlog.events import (
    AgentDefined,
    Amended,
    Annulled,
    Assessed,
    ChangeOfMind,
    ClaimRecorded,
    Event,
    Judgement,
    Linked,
    QuestionDefined,
    ReportRecorded,
)
from eventlog.log.asking import events_of
from eventlog.log.condition import Expect
from eventlog.log.held import Held
from eventlog.log.pairing import pairs
from eventlog.log.renaming import renamed
from eventlog.log.seeming import seems
from eventlog.log.struck import Readings, struck_before
from eventlog.reports import Report
from eventlog.reports.report import IDENTITY

if TYPE_CHECKING:
    from eventlog.log.eventlog import EventLog
    from eventlog.log.receipt import Receipt

__all__ = ["IMPORTER", "Found", "Revision", "Step", "revision"]

IMPORTER: Final = "user:import"
"""Who strikes and amends where a file was edited: so that what a person struck can be told from it."""

_FIELDS: Final = ("published", "modified", "zone", "title", "publisher", "language", "url")
_REASON: Final = "read otherwise in the annotation"
_GONE: Final = "no longer in the annotation"


class Found(StrEnum):
    """What comparing found of one thing."""

    NEW = "new"
    UNCHANGED = "unchanged"
    REREAD = "re-read"
    GONE = "gone"
    STRUCK = "struck"
    EDITED = "edited"


@attrs.frozen(kw_only=True)
class Step:
    """One thing that was told, or is gone. `id` is its own, `before` that of what it takes the place of.

    `field` says which field of a report is read otherwise, and `value` how. A report is `edited` that would be recorded
    beside the one it seems to be: `field` and `value` are what makes it another.
    """

    found: Found
    id: str
    before: str | None = None
    field: str = ""
    value: str = ""


@attrs.frozen(kw_only=True)
class Revision:
    """What importing would do: the steps, and the events that it would record. Nothing has been recorded.

    `despite`: the positions of strikes that an import made, which do not keep the same reading out. `rests_on`: that
    nothing came in since about what was compared, such as another version of the same file.
    """

    steps: tuple[Step, ...]
    events: tuple[Event, ...]
    despite: tuple[int, ...] = ()
    rests_on: Expect | None = None

    def of(self, found: Found) -> tuple[Step, ...]:
        """The steps of one kind."""
        return tuple(one for one in self.steps if one.found is found)

    @property
    def adds_only(self) -> bool:
        """Whether nothing that is held is touched: there is nothing to look at first."""
        return not any(one.found in (Found.REREAD, Found.GONE, Found.EDITED) for one in self.steps)

    def apply(self, log: EventLog) -> Receipt:
        """Record it, all or nothing. Raises what `record` raises: Conflict where the plan is to be made anew."""
        return log.record(*self.events, despite=self.despite, expect=self.rests_on)


def revision(log: EventLog, *given: Any, readers: Mapping[str, str] | None = None) -> Revision:
    """Compare events, such as those of `annotations.load`, with the log. Raises InvalidValue for what is no event.

    `readers` says by the ids of reports which extractor read them: what it read is gone where nothing is told any more,
    while a report that is told without a reader says nothing of its claims.
    """
    events = events_of(given)
    held = Held(log.reader, len(log))
    return _Comparing(held, dict(readers or {})).compare(events)


@attrs.define
class _Comparing:
    held: Held
    readers: dict[str, str]
    steps: list[Step] = attrs.field(factory=list)
    kept: list[Event] = attrs.field(factory=list)
    after: list[Event] = attrs.field(factory=list)
    despite: set[int] = attrs.field(factory=set)
    _readings: Readings = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        """Look up what was struck in the same log, each question once."""
        self._readings = Readings(self.held.reader, self.held.size)

    def compare(self, events: Sequence[Event]) -> Revision:
        events = self._on_held_reports(events)
        told = {id_of(one) for one in events if not isinstance(one, Judgement)}
        by_report: dict[str, list[Claim]] = {}
        for event in events:
            if isinstance(event, ClaimRecorded):
                by_report.setdefault(str(event.claim.report), []).append(event.claim)
            elif isinstance(event, ReportRecorded) and event.id in self.readers:
                by_report.setdefault(event.id, [])
        out = {id for report, claims in by_report.items() for id in self._claims(report, claims)}
        for event in events:
            match event:
                case ClaimRecorded():
                    self.kept += [] if event.id in out else [event]
                case ReportRecorded():
                    self._report(event)
                case AgentDefined() | QuestionDefined():
                    self._definition(event)
                case Judgement():
                    self._judgement(event)
                case Linked() | Assessed() | ChangeOfMind():
                    self._remark(event, told)
                case _:
                    self._plain(event)
        seen = dict.fromkeys([*by_report, *(id for one in self.steps for id in (one.id, one.before) if id)])
        return Revision(
            steps=tuple(self.steps),
            events=(*self.kept, *self.after),
            despite=tuple(sorted(self.despite)),
            rests_on=Expect(about=tuple(seen), after=self.held.size) if seen else None,
        )

    def _step(self, found: Found, id: str, before: str | None = None, field: str = "", value: str = "") -> None:
        self.steps.append(Step(found=found, id=id, before=before, field=field, value=value))

    def _strike(self, target: str, replaced_by: str | None = None) -> None:
        gone = replaced_by is None and not target.startswith("event:")
        reason = _GONE if gone else _REASON
        instead = None if replaced_by is None else Ref(replaced_by)
        self.after.append(Annulled(target=Ref(target), replaced_by=instead, by=IMPORTER, reason=reason))

    def _on_held_reports(self, events: Sequence[Event]) -> Sequence[Event]:
        """The same events about the reports that are held: one whose date was put right is the same report."""
        claims: dict[str, list[Claim]] = {}
        reports = {str(one.id): one.report for one in events if isinstance(one, ReportRecorded)}
        for event in events:
            if isinstance(event, ClaimRecorded):
                claims.setdefault(str(event.claim.report), []).append(event.claim)
        ids: dict[str, str] = {}
        for id, report in reports.items():
            if self.held.event(id) is not None:
                self._fields(report, id)
                continue
            for earlier in self.held.like(report):
                before = {claim.id for claim in self.held.claims(earlier.id)}
                again = {attrs.evolve(claim, report=Ref(earlier.id)).id for claim in claims.get(id, ())}
                if earlier.id not in reports and before & again:
                    ids[id] = earlier.id
                    self._fields(report, earlier.id)
                    break
            else:
                ids |= self._edited(report, claims.get(id, ()), reports)
        return renamed(events, ids) if ids else events

    def _edited(self, report: Report, claims: Sequence[Claim], told: Mapping[str, Report]) -> dict[str, str]:
        """A report that was read before under another publisher, text or address: the same, where we amended that;
        else it is told, since its id is another.
        """
        for earlier in seems(report, claims, self.held):
            if earlier.id in told or report.revision_of == earlier.id:
                continue
            now = {name: self.held.amendment(earlier.id, name) for name in IDENTITY}
            read = {name: getattr(earlier, name) if word is None else word.value for name, word in now.items()}
            others = [name for name in IDENTITY if (getattr(report, name) or None) != (read[name] or None)]
            if not others:
                self._fields(report, earlier.id)
                return {report.id: earlier.id}
            for name in others:
                self._step(Found.EDITED, report.id, earlier.id, name, str(getattr(report, name) or ""))
            break
        return {}

    def _fields(self, report: Report, id: str) -> None:
        """What is read otherwise of a report that is held."""
        held = self.held.event(id)
        if not isinstance(held, ReportRecorded):
            return
        for field in _FIELDS:
            value, recorded = getattr(report, field), getattr(held.report, field)
            amended = self.held.amendment(id, field)
            ours = amended is None or amended.by == IMPORTER
            now = recorded if amended is None else amended.value
            if value and value != now and (ours or value != recorded):
                self._step(Found.REREAD, id, id, field, value)
                self.after.append(Amended(report=Ref(id), field=field, value=value, by=IMPORTER, reason=_REASON))

    def _report(self, event: ReportRecorded) -> None:
        if event.id in self.held.strikes:
            self._step(Found.STRUCK, event.id)
        elif self.held.event(event.id) is None:
            if not any(one.id == event.id for one in self.of(Found.EDITED)):
                self._step(Found.NEW, event.id)
        elif not any(one.id == event.id for one in self.of(Found.REREAD)):
            self._step(Found.UNCHANGED, event.id)
        self.kept.append(event)

    def of(self, found: Found) -> list[Step]:
        return [one for one in self.steps if one.found is found]

    def _claims(self, report: str, told: Sequence[Claim]) -> Iterator[str]:
        """Compare the claims of one report; gives the ids of those that stay out."""
        if report in self.held.strikes:
            for claim in told:
                self._step(Found.STRUCK, claim.id)
                yield claim.id
            return
        readers, ids = {claim.extractor for claim in told}, {claim.id for claim in told}
        if not told:
            readers.add(self.readers[report])
        gone = [one for one in self.held.claims(report) if one.extractor in readers and one.id not in ids]
        fresh = []
        for claim in told:
            strike = self.held.strikes.get(claim.id)
            if strike is not None and strike.event.by == IMPORTER:
                fresh.append(claim)
            elif strike is not None:
                self._step(Found.STRUCK, claim.id)
                yield claim.id
            elif self.held.event(claim.id) is not None:
                self._step(Found.UNCHANGED, claim.id)
            else:
                fresh.append(claim)
        found = pairs(fresh, gone)
        taken: set[str] = set()
        for claim in fresh:
            before = found.get(claim.id)
            if not self._may_come(claim, before):
                self._step(Found.STRUCK, claim.id)
                yield claim.id
                continue
            if (strike := self.held.strikes.get(claim.id)) is not None:
                self._strike(str(strike.id))
            if before is None:
                self._step(Found.NEW, claim.id)
            else:
                taken.add(before.id)
                self._step(Found.REREAD, claim.id, before.id)
                self._strike(before.id, claim.id)
        for one in gone:
            if one.id not in taken:
                self._step(Found.GONE, one.id)
                self._strike(one.id)

    def _may_come(self, claim: Claim, before: Claim | None) -> bool:
        """Whether nobody struck this reading, but an import; or it was let in despite that, and is only put right."""
        if self.held.event(str(claim.report)) is None:
            return True
        found = set(struck_before(self._readings, claim))
        self.despite |= found
        if before is not None:
            found -= set(struck_before(self._readings, before))
        strikes = [self.held.reader.entry(position).event for position in found]
        return not any(isinstance(one, Annulled) and one.by != IMPORTER for one in strikes)

    def _definition(self, event: AgentDefined | QuestionDefined) -> None:
        said = self.held.said(event)
        standing = [one for one in said if one.id not in self.held.strikes]
        if any(_alike(event, one) for one in said if one.id in self.held.strikes and one not in standing):
            self._step(Found.STRUCK, event.id)
            return
        last = standing[-1] if standing else None
        same = last is not None and _content(event) == _content(last)
        found = Found.NEW if last is None else Found.UNCHANGED if same else Found.REREAD
        self._step(found, event.id, None if last is None or same else last.id)
        self.kept += [] if same else [event]

    def _judgement(self, event: Judgement) -> None:
        """A judgement that was made once is not made again: it may have been lifted since. Another word on its matter
        than the last one is re-read, also where only the reason is another: it would be the last word from then on.
        """
        said = self.held.said(event)
        if any(_alike(event, one) for one in said):
            self._step(Found.UNCHANGED, event.id)
            return
        self._step(Found.REREAD if said else Found.NEW, event.id, said[-1].id if said else None)
        self.kept.append(event)

    def _remark(self, event: Linked | Assessed | ChangeOfMind, told: set[str]) -> None:
        """A link, an assessment or a withdrawal: re-read where one of its sort is held, and not told."""
        strike = self.held.strikes.get(event.id)
        if strike is not None and strike.event.by != IMPORTER:
            self._step(Found.STRUCK, event.id)
            return
        if strike is not None:
            self._strike(str(strike.id))
        elif self.held.event(event.id) is not None:
            self._step(Found.UNCHANGED, event.id)
            return
        key, sort = _sort(event)
        others = [one for one in self.held.under(key) if type(one) is type(event) and one.id not in told]
        before = next((one.id for one in others if _sort(one)[1] == sort), None)
        self._step(Found.NEW if before is None else Found.REREAD, event.id, before)
        self.kept.append(event)
        if before is not None:
            self._strike(before, event.id)

    def _plain(self, event: Event) -> None:
        self._step(Found.NEW if self.held.event(id_of(event)) is None else Found.UNCHANGED, id_of(event))
        self.kept.append(event)


def _sort(event: Linked | Assessed | ChangeOfMind) -> tuple[str, tuple[Any, ...]]:
    """The key under which a remark is found, and what one shares with another that says the same sort of thing."""
    if isinstance(event, Linked):
        link = event.link
        return f"on:{link.from_}", (link.from_, link.to, link.by, link.found_in)
    if isinstance(event, Assessed):
        one = event.assessment
        return f"on:{one.about}", (one.about, one.what, one.by, one.found_in, one.topic)
    return f"on:{event.target}", (event.target, event.by, getattr(event, "field", ""))


def _content(event: Judgement) -> Any:
    return event.agent if isinstance(event, AgentDefined) else event.question  # type: ignore[attr-defined]


def _alike(one: Judgement, other: Judgement) -> bool:
    return type(one) is type(other) and attrs.evolve(one, reply_to=other.reply_to) == other

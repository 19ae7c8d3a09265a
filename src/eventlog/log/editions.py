"""A table that comes out again and again: of each edition, what differs from what is held is recorded.

An office publishes its counts every day, all days of them, and puts old ones right. Recorded whole, the log would grow
by the table a day, and a figure that nobody touched would seem to be said anew. So an edition is a report that is a
`revision_of` the last one, and in it stand the rows that are new or were changed; a changed row supersedes the old one,
by the publisher, with this report as notice; a row that is gone is retracted likewise. What was known on any earlier
day is as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from eventlog.claims import Claim, Ref
from eventlog.claims.fields import check_type, several
from eventlog.errors import InvalidValue, UnknownReference, no_function, shown
from eventlog.events import ClaimRecorded, Corrected, Reader, ReportRecorded, Retracted, Superseded
from eventlog.log.condition import Expect
from eventlog.log.held import Held
from eventlog.reports import Report

if TYPE_CHECKING:
    from eventlog.log.receipt import Receipt

__all__ = ["Edition", "Key", "edition"]

Key: TypeAlias = Callable[[Claim], Hashable] | tuple[str, ...]
"""What makes two rows of two editions the same row: fields of a claim, or a function of one."""


@attrs.frozen(kw_only=True)
class Edition:
    """What differs between a table and the editions before it: claims that are new, changed and removed, and the count
    of those that stayed. `receipt` is that of recording it.
    """

    report: Report
    new: tuple[Claim, ...]
    changed: tuple[tuple[Claim, Claim], ...]
    removed: tuple[Claim, ...]
    unchanged: int
    receipt: Receipt | None = None
    after: int = 0
    """The position up to which the log was compared."""

    @property
    def rests_on(self) -> Expect:
        """That nothing came in since about this edition, or what it changes."""
        seen = (*(before.id for before, _ in self.changed), *(one.id for one in self.removed))
        return Expect(about=(self.report.id, *seen), after=self.after)

    @property
    def events(self) -> tuple[Any, ...]:
        """What is to be recorded."""
        told = {"by": self.report.publisher, "notice": Ref(self.report.id)}
        return (
            self.report,
            *self.new,
            *(after for _, after in self.changed),
            *(Superseded(target=Ref(before.id), with_=Ref(after.id), **told) for before, after in self.changed),
            *(Retracted(target=Ref(one.id), **told) for one in self.removed),
        )


def edition(reader: Reader, report: Report, rows: Iterable[Claim], key: Key) -> Edition:
    """Compare the rows of a report with the editions that it revises. Nothing is recorded.

    Each claim in one of those editions that stands, whoever read it there, is a row of it. Raises InvalidValue for rows
    of another report, two rows of one key, an edition of another publisher, and one that the log holds with other rows
    or that was struck; UnknownReference where what it revises is not in the log.
    """
    from eventlog.proposals.held import held_back  # what few need

    check_type(report, Report, "an edition of a table")
    names = isinstance(key, (tuple, list)) and all(isinstance(one, str) for one in key)
    if not names and (other := no_function(key)) is not None:
        raise InvalidValue(f"{other} is no key of rows: pass names of fields of a claim, or a function of one")
    keyed = _by_key(report, several(rows, Claim, "the rows of a table"), key)
    earlier = _Earlier(Held(reader, reader.size()), key, held_back(reader))
    before = earlier.rows(report)
    earlier.refuse_another(report, keyed)
    new, changed, same = [], [], 0
    for name, claim in keyed.items():
        old = before.get(name)
        if (old is not None and _like(claim, old)) or earlier.held.event(claim.id) is not None:
            same += 1  # as in an edition before, or told by this one already
        elif old is None:
            new.append(claim)
        else:
            changed.append((old, claim))
    removed = tuple(old for name, old in before.items() if name not in keyed)
    return Edition(
        report=report,
        new=tuple(new),
        changed=tuple(changed),
        removed=removed,
        unchanged=same,
        after=earlier.held.size,
    )


def _by_key(report: Report, rows: Iterable[Claim], key: Key) -> dict[Hashable, Claim]:
    found: dict[Hashable, Claim] = {}
    for claim in rows:
        if claim.report != report.id:
            raise InvalidValue(f"the row on {claim.question} is of another report: make it with this one's claim()")
        name = _name(claim, key)
        if name in found:
            raise InvalidValue(
                f"two rows of the table have one key, {shown(str(name))}: give a key that tells them apart"
            )
        found[name] = claim
    return found


def _name(claim: Claim, key: Key) -> Hashable:
    if callable(key):
        return key(claim)
    try:
        return tuple(str(getattr(claim, field)) for field in key)
    except AttributeError:
        raise InvalidValue(f"a row has no such field to be its key: {', '.join(map(str, key))}") from None


@attrs.define
class _Earlier:
    """The editions of a table that the log holds. `back` are readings that nobody has accepted."""

    held: Held
    key: Key
    back: Container[str]
    _standing: dict[str, bool] = attrs.field(factory=dict, init=False)

    def rows(self, report: Report) -> dict[Hashable, Claim]:
        """The rows of all editions before, each as it was last told, without those that were taken back."""
        editions: list[str] = []
        earlier, publisher = report.revision_of, self._publisher(report)
        while earlier is not None and str(earlier) not in editions and earlier != report.id:
            event = self.held.event(str(earlier))
            if not isinstance(event, ReportRecorded):
                raise UnknownReference(str(earlier), "an edition of a table")
            if (whose := self._publisher(event.report)) != publisher:
                raise InvalidValue(f"{publisher} does not revise what {whose} published: leave revision_of out")
            editions.append(str(earlier))
            earlier = event.report.revision_of
        return {
            _name(claim, self.key): claim
            for id in reversed(editions)
            for claim in self._told_in(id)
            if not self._taken_back(claim.id)
        }

    def refuse_another(self, report: Report, keyed: Mapping[Hashable, Claim]) -> None:
        """Refuse an edition that we struck, and one that is held with other rows: of two readings of one table one is
        wrong, and to say which is for a person. Raises InvalidValue.
        """
        strike = self.held.strikes.get(report.id)
        if strike is not None:
            raise InvalidValue(
                f"entry {strike.position} struck this edition, so none of its rows would count: strike entry "
                f"{strike.position} first, or give the table another title or date"
            )
        readers = {claim.extractor for claim in keyed.values() if claim.extractor}
        other = []
        for claim in self._told_in(report.id):
            now = keyed.get(_name(claim, self.key))
            if now.id != claim.id if now is not None else claim.extractor in readers:
                other.append(claim.id)
        for event in self.held.under(f"in:{report.id}"):
            row = self.held.event(str(event.target)) if isinstance(event, Retracted) else None
            if isinstance(row, ClaimRecorded) and _name(row.claim, self.key) in keyed:
                other.append(event.id)
        if other:
            at = sorted(filter(None, map(self.held.reader.find, other)))
            raise InvalidValue(
                f"the log holds this edition with other rows ({_entries(at)}): strike what was read wrongly, or give "
                "the table a title or a date of its own"
            )

    def _told_in(self, id: str) -> Iterator[Claim]:
        """The rows that stand in an edition, where that stands itself."""
        return (one for one in (self.held.claims(id) if self._stands(id) else ()) if one.id not in self.back)

    def _publisher(self, report: Report) -> str:
        """Who published a report, as we read it now."""
        amended = self.held.amendment(report.id, "publisher")
        return report.publisher if amended is None else str(amended.value)

    def _stands(self, report: str) -> bool:
        """Whether a report was neither struck nor taken back whole. In a circle, notices stand."""
        if report not in self._standing:
            self._standing[report] = True
            self._standing[report] = report not in self.held.strikes and not self._taken_back(report)
        return self._standing[report]

    def _taken_back(self, id: str) -> bool:
        """Whether its source withdrew it, by a notice that stands. A correction of a field takes nothing back."""
        return any(
            (isinstance(one, (Retracted, Superseded)) or (isinstance(one, Corrected) and not one.field))
            and (not str(one.notice).startswith("report:") or self._stands(str(one.notice)))
            and str(getattr(one, "with_", None)) not in self.held.strikes
            for one in self.held.under(f"on:{id}")
        )


def _entries(positions: Sequence[int]) -> str:
    """A few positions, and how many there are besides."""
    told, rest = ", ".join(map(str, positions[:5])), len(positions) - 5
    return f"{'entry' if len(positions) == 1 else 'entries'} {told}" + (f" and {rest} more" if rest > 0 else "")


def _like(claim: Claim, old: Claim) -> bool:
    """Whether a row says what it said: all but where it stands and who read it."""
    return attrs.evolve(claim, report=old.report, evidence=old.evidence, fragments=old.fragments).id == old.id

"""A table that comes out again and again: of each edition, what differs from what is held is recorded.

An office publishes its counts every day, all days of them, and puts old ones right. Recorded whole, the log would grow
by the table a day, and a figure that nobody touched would seem to be said anew. So an edition is a report that is a
`revision_of` the last one, and in it stand the rows that are new or were changed; a changed row supersedes the old one,
by the publisher, with this report as notice; a row that is gone is retracted likewise. What was known on any earlier
day is as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Hashable, Iterable
from typing import TYPE_CHECKING, Any, TypeAlias

import attrs

from eventlog.claims import Claim, Ref
from eventlog.claims.fields import check_type, several
from eventlog.errors import InvalidValue, UnknownReference, shown
from eventlog.events import Corrected, Reader, ReportRecorded, Retracted, Superseded
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

    Raises InvalidValue for rows of another report, two rows of one key, or an edition of another publisher;
    UnknownReference where what it revises is not in the log.
    """
    from eventlog.proposals.held import held_back  # what few need

    check_type(report, Report, "an edition of a table")
    if not callable(key) and not (isinstance(key, (tuple, list)) and all(isinstance(one, str) for one in key)):
        raise InvalidValue(f"{shown(key)} is no key of rows: pass names of fields of a claim, or a function of one")
    held = Held(reader, reader.size())
    keyed = _by_key(report, several(rows, Claim, "the rows of a table"), key)
    before = _held_rows(held, report, key, held_back(reader))
    new, changed, same = [], [], 0
    for name, claim in keyed.items():
        old = before.get(name)
        if (old is not None and _like(claim, old)) or held.event(claim.id) is not None:
            same += 1  # as in an edition before, or told by this one already
        elif old is None:
            new.append(claim)
        else:
            changed.append((old, claim))
    removed = tuple(old for name, old in before.items() if name not in keyed)
    return Edition(report=report, new=tuple(new), changed=tuple(changed), removed=removed, unchanged=same)


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


def _held_rows(held: Held, report: Report, key: Key, back: Container[str]) -> dict[Hashable, Claim]:
    """The rows of all editions before, each as it was last told, without those that were taken back, and without what a
    machine read and nobody has accepted (`back`).
    """
    editions: list[str] = []
    earlier = report.revision_of
    while earlier is not None and str(earlier) not in editions and earlier != report.id:
        event = held.event(str(earlier))
        if not isinstance(event, ReportRecorded):
            raise UnknownReference(str(earlier), "an edition of a table")
        if event.report.publisher != report.publisher:
            msg = f"{report.publisher} does not revise what {event.report.publisher} published: leave revision_of out"
            raise InvalidValue(msg)
        editions.append(str(earlier))
        earlier = event.report.revision_of
    rows: dict[Hashable, Claim] = {}
    for id in reversed(editions):
        for claim in () if _taken_back(held, id) else held.claims(id):
            if claim.id not in back and not _taken_back(held, claim.id):
                rows[_name(claim, key)] = claim
    return rows


def _taken_back(held: Held, id: str) -> bool:
    """Whether its source withdrew it. A correction of a report's field takes nothing back."""
    return any(
        isinstance(one, (Retracted, Superseded)) or (isinstance(one, Corrected) and not one.field)
        for one in held.under(f"on:{id}")
    )


def _like(claim: Claim, old: Claim) -> bool:
    """Whether a row says what it said: all but where it stands and who read it."""
    return attrs.evolve(claim, report=old.report, evidence=old.evidence, fragments=old.fragments).id == old.id

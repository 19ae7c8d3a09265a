"""Proposals on their way in: all or nothing, or, where the caller goes on, all that nothing is wrong with.

What is new comes in with a review of its own that says `proposed`. What the log holds already is not added again; where
another extractor read it now, that is noted, and changes nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

import attrs

from eventlog.claims import Claim, Ref
from eventlog.claims.fields import check_type
from eventlog.claims.fields import items as several_of
from eventlog.errors import InvalidProposals, InvalidValue, StruckBefore, shown
from eventlog.events import Reader, Reviewed, ReviewState
from eventlog.log.receipt import Receipt
from eventlog.proposals import Doubt, Item, Proposed, Refusal, extractors_of, made, report_held, review_of
from eventlog.reports import Report

__all__ = ["propose"]


class _Log(Protocol):
    @property
    def reader(self) -> Reader: ...

    def record(self, *events: Any) -> Receipt: ...


def propose(
    log: _Log, items: Iterable[Any], *, extractor: str, by: str, report: Report | str | None, keep_going: bool
) -> Proposed:
    """See `EventLog.propose`."""
    check_type(keep_going, bool, "whether to go on where something is refused")
    only = _read_in(log.reader, report)
    told = made(log.reader, several_of(items, "proposals"), extractor=extractor, by=by, report=only)
    given = (report,) if isinstance(report, Report) and log.reader.find(report.id) is None else ()
    while True:
        refused = tuple(one.refusal for one in told if one.refusal is not None)
        if refused and not keep_going:
            raise InvalidProposals(refused)
        reviews, held = _reviews(log.reader, told, extractor, by)
        try:
            receipt = log.record(*given, *(one.value for one in told if one.value is not None), *reviews)
        except StruckBefore as error:
            told = tuple(_struck(one, error) for one in told)
            continue
        except InvalidValue:
            if _reviews(log.reader, told, extractor, by) == (reviews, held):
                raise
            continue  # another proposed the same meanwhile
        return Proposed(
            ids=tuple(None if one.value is None else str(one.value.id) for one in told),
            refused=refused,
            doubts=tuple(_doubts(log.reader, told, receipt)),
            waiting=tuple(str(one.target) for one in reviews if one.state is ReviewState.PROPOSED),
            held=held,
            new=receipt.new,
        )


def _doubts(reader: Reader, told: Iterable[Item], receipt: Receipt) -> Iterator[Doubt]:
    """What a reviewer is to see; and of what is held already, that a person struck or rejected it."""
    noted = {note.position: note for note in receipt.notes if note.position not in receipt.new}
    for one in told:
        if one.refusal is not None:
            continue
        yield from one.doubts
        if noted and one.value is not None and not isinstance(one.value, Report):
            id = str(one.value.id)
            note = noted.get(reader.find(id) or 0)
            if note is not None and not (note.beside == note.position and _waits(reader, id)):
                yield Doubt(one.number, id.partition(":")[0], note.text)


def _waits(reader: Reader, id: str) -> bool:
    review = review_of(reader, id)
    return review is not None and review.state is ReviewState.PROPOSED


def _read_in(reader: Reader, report: Report | str | None) -> Report | None:
    """The report that all of it was read in, with its text where the log or a folder holds it. Raises InvalidValue."""
    if report is None:
        return None
    if isinstance(report, Report):
        return report if report.text is not None else (report_held(reader, report.id) or report)
    found = report_held(reader, report) if isinstance(report, str) else None
    if found is None:
        raise InvalidValue(f"{shown(report)} is no report of this log: pass the report itself, or the id of one here")
    return found


def _reviews(reader: Reader, told: Iterable[Item], extractor: str, by: str) -> tuple[list[Reviewed], tuple[str, ...]]:
    """What is said of the review of each reading: of a new one that it waits, of one that is held that it was read
    again; and which were held.
    """
    found: dict[str, Reviewed] = {}
    held = []
    for one in told:
        if one.value is None:
            continue
        id = Ref(one.value.id)
        if isinstance(one.value, Report):
            held += [] if reader.find(id) is None else [str(id)]
            continue
        state = ReviewState.PROPOSED
        if reader.find(id) is not None:
            held.append(str(id))
            if extractor in extractors_of(reader, id):
                continue
            state = ReviewState.REREAD
        found.setdefault(id, Reviewed(target=id, state=state, extractor=extractor, by=by))
    return list(found.values()), tuple(dict.fromkeys(held))


def _struck(item: Item, error: StruckBefore) -> Item:
    """The claim that says again what was struck, as refused; what points at it is refused with it."""
    value = item.value
    names = [getattr(value, name, None) for name in ("id", "from_", "to", "about")]
    if value is None or error.claim not in names:
        return item
    field = "claim" if isinstance(value, Claim) else ""
    reason = f"{error.claim} says again what a judgement struck as a misreading"
    return attrs.evolve(item, value=None, refusal=Refusal(item.number, field, reason, _STRUCK))


_STRUCK = "leave it out; a person who disagrees annuls that judgement first"

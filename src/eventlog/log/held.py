"""What the log holds of a thing that is told again: whether it was struck and by whom, and how a report is read now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from eventlog.claims import Claim
from eventlog.events import Amended, Annulled, ClaimRecorded, EntryOf, Judgement, Reader, ReportRecorded, opened
from eventlog.events.dependencies import matter, subject
from eventlog.reports import Report

__all__ = ["Held"]


@attrs.define
class Held:
    """The log up to a position, as a repeated statement needs it.

    `strikes`: what is struck, with the entry that did it.
    """

    reader: Reader
    size: int
    strikes: dict[str, EntryOf[Annulled]] = attrs.field(factory=dict)

    def __attrs_post_init__(self) -> None:
        """Look which strikes are in force: the last word first, for a strike may itself be struck."""
        for entry in reversed(list(self.reader.under(["x:"], 0, self.size))):
            strike = opened(entry, Annulled)
            if strike is not None and str(entry.id) not in self.strikes:
                self.strikes.setdefault(str(strike.event.target), strike)

    def event(self, id: str) -> Any:
        """What has this id; None where the log does not hold it."""
        at = self.reader.find(id)
        return None if at is None or at > self.size else self.reader.entry(at).event

    def under(self, key: str) -> Iterator[Any]:
        """The events under a key that were not struck, in order."""
        for entry in self.reader.under([key], 0, self.size):
            if entry.event is not None and str(entry.id) not in self.strikes:
                yield entry.event

    def claims(self, report: str) -> list[Claim]:
        """The claims of a report that were not struck."""
        return [event.claim for event in self.under(f"in:{report}") if isinstance(event, ClaimRecorded)]

    def like(self, report: Report) -> Iterator[Report]:
        """The reports that have the text or the address of this one, and its publisher."""
        for key in ReportRecorded(report=report).effects:
            for event in self.under(key):
                if isinstance(event, ReportRecorded):
                    yield event.report

    def amendment(self, report: str, field: str) -> Amended | None:
        """The last amendment of a field of a report that stands."""
        found = [one for one in self.under(f"on:{report}") if isinstance(one, Amended) and one.field == field]
        return found[-1] if found else None

    def said(self, judgement: Judgement) -> list[Judgement]:
        """All that was ever said on the matter of a judgement or definition, in order, struck or not."""
        entries = self.reader.under([str(matter(judgement))], 0, self.size)
        about = subject(judgement)
        events = [entry.event for entry in entries]
        return [one for one in events if isinstance(one, Judgement) and subject(one) == about]

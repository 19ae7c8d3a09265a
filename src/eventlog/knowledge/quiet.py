"""A shorter way to hits over which nothing decides: most of them, in most logs.

Whatever strikes, amends, corrects, takes back or reviews a claim or its report names one of both. Where there is
nothing of the kind, the report's own date is all that decides. So these need no dossier; and where an index vouches
that they can be read and have their own ids, they need no events either. The hits are the same: whatever is not plain
(a part of a page aside, words of an extractor or of a time that the cut leaves out, a date that can't be read) goes the
long way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final

import attrs

from eventlog.claims.values import as_value
from eventlog.errors import CorruptEntry, InvalidValue
from eventlog.events import Entry, Quiet
from eventlog.knowledge.hits import Hit, Matched, Members, Told, claim_texts, shown_for
from eventlog.reports.out import out
from eventlog.standing.cut import Cut
from eventlog.standing.seen import Clock
from eventlog.terms import Query, excerpt

__all__ = ["Quietly", "texts_in"]

_DATES: Final = tuple(f"report.{name}" for name in ("published", "modified", "retrieved", "zone", "regions"))
_REPORT: Final = (*_DATES, "report.title", "report.text")
_CLAIM: Final = tuple(
    f"claim.{name}" for name in ("report", "question", "paraphrase", "evidence", "value", "condition")
)


def texts_in(members: Members) -> Told:
    """The texts of a claim or a report, each with its field."""
    if len(members) == len(_CLAIM):
        _, question, paraphrase, evidence, value, condition = members
        quotes = [span["quote"]["exact"] for span in evidence if span.get("quote")] if evidence else ()
        return claim_texts(paraphrase, quotes, _read(value), condition, question)
    *_, title, text = members
    return (("title", title), ("text", text or ""))


@attrs.frozen
class Quietly:
    """How one search comes to such hits, at one cut."""

    _claim: Callable[[Entry], Members | None]
    _report: Callable[[Entry], Members | None]
    _rows: Callable[[str, Sequence[str], Sequence[int]], Iterable[tuple[int, str, Members]]]
    _cut: Cut
    _zone: str

    @classmethod
    def at(cls, quiet: Quiet | None, cut: Cut, zone: str) -> Quietly:
        """At a cut; it finds nothing where no index vouches, or the cut looks at more than dates of reports."""
        if quiet is None or cut.said is not None or cut.extractors:
            return cls(_nothing, _nothing, lambda *_: (), cut, zone)
        reading = quiet.reading
        return cls(reading("claim-recorded", _CLAIM), reading("report-recorded", _REPORT), quiet.rows, cut, zone)

    def looking(self, kinds: Sequence[str]) -> Callable[[Entry], Members | None]:
        """What reads the members of entries of these kinds."""
        return self._claim if "claim-recorded" in kinds else self._report if "report-recorded" in kinds else _nothing

    def hits(self, some: Sequence[Matched], wanted: Query) -> dict[int, Hit | None]:
        """The hits of those over which nothing decides, by their positions; None for one that the cut does not let
        through. What is not among them is to be judged by all that bears on it.
        """
        found: dict[int, Hit | None] = {}
        told = self._reports([one for one in some if one.members is not None and len(one.members) == len(_CLAIM)])
        for entry, held, members in some:
            if members is None:
                continue
            if len(members) == len(_CLAIM):
                report = told.get(members[0])
                if report is not None:
                    found[entry.position] = self._of_claim(entry, held, members, report, wanted) if report[2] else None
            elif (seen := self._seen(members)) is not None:
                found[entry.position] = _of_report(entry, held, members[0], wanted) if seen else None
        return found

    def _reports(self, claims: Sequence[Matched]) -> dict[int, tuple[str, str | None, bool]]:
        """The reports of these claims, by position: id, date as written, and whether it is seen."""
        found: dict[int, tuple[str, str | None, bool]] = {}
        named = {one.members[0] for one in claims if one.members is not None and type(one.members[0]) is int}
        with suppress(CorruptEntry):
            for at, id, dates in self._rows("report-recorded", _DATES, sorted(named)):
                seen = self._seen(dates)
                if seen is not None and at <= self._cut.position:
                    found[at] = (id, dates[0], seen)
        return found

    def _seen(self, dates: Members) -> bool | None:
        """Whether the cut lets a report with these dates through; None where that takes more than to look at them."""
        published, modified, retrieved, zone, regions, *_ = dates
        if regions and not self._cut.include_boilerplate:
            return None
        moment = self._cut.published
        if moment is None:
            return True
        try:
            return _clock(published, modified, retrieved, zone or self._zone).at(moment).under(self._cut.policy)
        except InvalidValue:
            return None

    def _of_claim(
        self, entry: Entry, held: Told, members: Members, report: tuple[str, str | None, bool], wanted: Query
    ) -> Hit:
        _, question, paraphrase, _, value, _ = members
        field, text = held[0]
        return Hit(
            what="claim",
            id=str(entry.id),
            position=entry.position,
            field=field,
            excerpt=excerpt(shown_for(field, text, _read(value), paraphrase), wanted),
            question=question,
            report=report[0],
            published=report[1],
        )


@lru_cache(4096)
def _clock(published: str | None, modified: str | None, retrieved: str | None, zone: str) -> Clock:
    """From which cut on a report with these dates is seen. Kept, since the same few dates come again and again."""
    return Clock.of(out(published, modified, retrieved, zone))


def _of_report(entry: Entry, held: Told, published: str | None, wanted: Query) -> Hit:
    id, (field, text) = str(entry.id), held[0]
    return Hit(
        what="report",
        id=id,
        position=entry.position,
        field=field,
        excerpt=excerpt(text, wanted),
        report=id,
        published=published,
    )


def _read(value: Any) -> Any:
    """A claim's value, read as the claim reads it."""
    return as_value(value) if isinstance(value, dict) else value


def _nothing(_: Entry) -> None:
    """Looks at nothing."""

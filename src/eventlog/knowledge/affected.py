"""Which questions can have another answer at another cut: the reverse of gathering.

A standing is made from what `gathering` collects for it, and a cut decides what of that is seen. So between two cuts of
the same kind an answer can only differ where something that bears on it comes into the log between their positions, or
into sight between their instants. Those entries are found in one pass over each kind that has a clock of its own, and
of each only the members are read that say when; from them the walk back goes to questions (`events.dependencies`). It
may name a question too many, never one too few; a law compares.

Where that can't be told from the entries at hand (another policy, another kind of cut, a judgement about agents), any
question may differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from eventlog import times
from eventlog.errors import InvalidTime
from eventlog.events import Entry, Reader
from eventlog.events.dependencies import Clock, back, kinds
from eventlog.standing.cut import Cut
from eventlog.standing.dossier import AHEAD

_WHEN_OUT: Final = ("report-recorded", "report.zone", "report.published", "report.modified", "report.retrieved")
_VALID: Final = (times.Place.STATE, times.Place.EVENT)
_A_DAY_ELSEWHERE: Final = 26 * 3_600_000_000
"""Microseconds by which the beginning of a day may differ between two zones, and a little more."""


def touched(reader: Reader, a: Cut, b: Cut) -> frozenset[str] | None:
    """The ids of all questions whose standing may differ between two cuts; None where any may.

    A pass over a few members of the entries up to the later cut, and then a walk that costs what has changed.
    """
    if a.policy is not b.policy or a.kinds != b.kinds or a.reads != b.reads:
        return None
    if a.said != b.said or a.zone != b.zone:
        return None
    walk = _Walk(reader, a, b)
    found = back(walk.turning(), walk)
    return None if found.agents else frozenset(found.questions | walk.begun())


class _Window:
    """The instants after one cut and up to the other; of two equal or missing cuts none."""

    def __init__(self, one: int | None, other: int | None, slack: int = 0) -> None:
        self.after, self.upto = (0, 0) if one is None or other is None else (min(one, other), max(one, other))
        self.slack = slack if self.after != self.upto else 0

    @property
    def empty(self) -> bool:
        """Whether no instant is between the two."""
        return self.after == self.upto

    def has(self, instant: int | None) -> bool:
        return instant is not None and self.after - self.slack < instant <= self.upto + self.slack

    def turns(self, text: Any, place: times.Place, zone: str) -> bool:
        """Whether a vague moment begins there, read early or late; True for what can't be told (words of time)."""
        if self.empty:
            return False
        if not isinstance(text, str):
            return True
        try:
            bounds = times.bounds(text, place, zone)
        except InvalidTime:
            return True
        return self.has(bounds.begin_earliest) or self.has(bounds.begin_latest)


class _Walk:
    """What differs itself between two cuts, and where the walk back from there looks."""

    def __init__(self, reader: Reader, a: Cut, b: Cut) -> None:
        self._reader = reader
        self._zone = a.zone
        self._before, self._upto = sorted((a.position, b.position))
        self._press = _Window(a.published, b.published)
        self._now = _Window(a.moment, b.moment, _A_DAY_ELSEWHERE)
        self._named_by: dict[int | str, list[int]] = {}

    def begun(self) -> set[str]:
        """The questions that time itself decides: what was announced by one cut may have begun by the other."""
        return {question for question in self._ahead() if self._begins(question)}

    def turning(self) -> list[Entry]:
        """The entries that come into the log or into sight themselves; it is noted who names what besides its keys."""
        turning = [*self._reports(), *self._notices()]
        turning += [at for at, _, field in self._all("amended", "field") if field in ("published", "modified", "zone")]
        for kind, row in kinds():
            for at, _, name in self._all(kind, row.instead) if row.instead else ():
                self._also_names(name, at)
        first, last = self._reader.upto(self._press.after), self._reader.upto(self._press.upto)
        for kind, _ in kinds(Clock.FOUND):  # some of them are public when they are recorded
            turning += [row[0] for row in self._reader.columns(kind, (), first, min(last, self._upto))]
        return [*map(self._reader.entry, turning), *self._reader.entries(self._before, self._upto)]

    def _all(self, kind: str, *members: str) -> Iterable[tuple[Any, ...]]:
        return self._reader.columns(kind, members, 0, self._upto)

    def _ahead(self) -> set[str]:
        """The questions on which something was announced or promised, if it can begin between the cuts at all."""
        if self._now.empty:
            return set()
        stances = self._all("claim-recorded", "claim.question", "claim.stance")
        return {question for _, _, question, stance in stances if stance in AHEAD}

    def _reports(self) -> Iterator[int]:
        """The reports that are out at one cut and not at the other."""
        for at, _, zone, *dates in () if self._press.empty else self._all(*_WHEN_OUT):
            told = [one for one in dates if one is not None]
            if not told or any(self._press.turns(one, times.Place.PUBLISHED, zone or self._zone) for one in told):
                yield at

    def _begins(self, question: str) -> bool:
        """Whether what is said on it begins about there: what is announced by one cut may have begun by the other."""
        members = ("claim.question", "claim.during", "claim.said")
        for _, _, of, during, said in self._reader.columns(
            "claim-recorded", members, 0, self._upto, key=f"q:{question}"
        ):
            if during is None:
                begins = said is not None and self._now.turns(said, times.Place.PUBLISHED, self._zone)
            else:
                begins = any(self._now.turns(during, place, self._zone) for place in _VALID)
            if begins and of == question:
                return True
        return False

    def _notices(self) -> Iterator[int]:
        """Those whose notice is a date there, or that move one."""
        yield from (at for at, _, field in self._all("corrected", "field") if field == "published")
        for kind, _ in () if self._press.empty else kinds(Clock.NOTICE):
            for at, _, notice in self._all(kind, "notice"):
                dated = isinstance(notice, str) and not notice.startswith(("report:", "redacted:"))
                if dated and self._press.turns(notice, times.Place.PUBLISHED, self._zone):
                    yield at

    def _also_names(self, name: int | str | None, at: int) -> None:
        """Keep a name that no key leads from: a position, as it is stored, where the log holds what it names."""
        if name is not None:
            self._named_by.setdefault(name, []).append(at)

    def under(self, keys: Iterable[str]) -> Iterable[Entry]:
        """What stands under these keys by the later cut."""
        return self._reader.under(keys, 0, self._upto)

    def having(self, ids: Iterable[str]) -> Iterable[Entry]:
        """What has these ids by the later cut."""
        return self._reader.having(ids, self._upto)

    def besides(self, entry: Entry) -> Iterator[Entry]:
        """What names the entry as that which stands instead of another one: no key says so."""
        for name in (entry.position, str(entry.id)):
            for at in self._named_by.get(name, ()):
                yield self._reader.entry(at)

"""Some entries of a log, wherever they stand in it, to be read as a log is read.

A part knows nothing that its entries do not say: ids and keys are derived from the bodies, as an import derives them.
What a reader would ask of the whole log and is not here is not found. So a part answers a question as the log does
where it holds all that bears on it (`eventlog.segments.bearing` says how that is found), and only there.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import attrs

from eventlog.codec import Reading, id_of
from eventlog.errors import UnknownKind
from eventlog.events import Event, Redacted, UnknownEvent
from eventlog.events.dependencies import claim_keys, effects
from eventlog.log.reader import LogReader
from eventlog.stores import Candidates, Content, StoredEntry, backwards, of_kind

__all__ = ["Part", "Told", "reader_of"]

_PIECE: Final = 512


class Part:
    """Entries by position, as stored. `ids` and `keys`: those that are known already; of all others they are worked
    out. `last`: the last position of the log, which the part may not hold.
    """

    def __init__(
        self,
        contents: Iterable[Content],
        zone: str,
        ids: dict[int, str] | None = None,
        keys: dict[int, tuple[str, ...]] | None = None,
        last: int = 0,
    ) -> None:
        self._zone = zone
        self._held = {content[0]: content for content in contents}
        self._order = sorted(self._held)
        self._last = max(last, self._order[-1] if self._order else 0)
        self._moments = [self._held[at][1] for at in self._order]
        self._id_at: dict[int, str] = dict(ids or {})
        self._keys: dict[str, list[int]] = {}
        self._erased = sum(content[3] is None for content in self._held.values())
        self._reading = Reading(self._id_of)
        redacted: set[int] = set()
        known = keys or {}
        for position in self._order:
            if position in known:
                for key in known[position]:
                    self._keys.setdefault(key, []).append(position)
                continue
            event = self._decoded(position)
            if event is None or isinstance(event, UnknownEvent):
                continue
            if isinstance(event, Redacted):
                redacted.update(event.positions)
            for key in dict.fromkeys(effects(event)):
                self._keys.setdefault(key, []).append(position)
            if position not in self._id_at and (id := _id_of(event)) is not None:
                self._id_at[position] = id
        self._found = {id: at for at, id in self._id_at.items()}
        self._withheld = [at for at in self._order if self._held[at][3] is None and at not in redacted]

    def _decoded(self, position: int) -> Event | None:
        _, _, kind, body = self._held[position]
        return None if body is None else self._reading.decode(kind, body)

    def _id_of(self, position: int) -> str | None:
        """The id of an entry that is named by one that is read: its own event says it."""
        if position not in self._id_at and position in self._held:
            event = self._decoded(position)
            if event is not None and (id := _id_of(event)) is not None:
                self._id_at[position] = id
        return self._id_at.get(position)

    @property
    def zone(self) -> str:
        """The zone in which the log lives."""
        return self._zone

    def counts(self) -> tuple[int, int]:
        """The last position of the log, and how many entries have no body here."""
        return self._last, self._erased

    def entry(self, position: int) -> StoredEntry:
        """The entry at a position, without what proves it. Raises LookupError."""
        if position not in self._held:
            raise LookupError(f"this part of the log has no entry {position}")
        return StoredEntry(*self._held[position], None, b"")

    def contents(self, after: int, upto: int, kind: str | None = None) -> Iterator[Sequence[Content]]:
        """What the entries in a range of positions are read from, in order, some at a time; or those of one kind."""
        pieces = self.at(self._order[bisect_right(self._order, after) : bisect_right(self._order, upto)])
        return pieces if kind is None else (of_kind(kind, piece) for piece in pieces)

    def at(self, positions: Sequence[int]) -> Iterator[Sequence[Content]]:
        """What the entries at these positions, which rise, are read from, some at a time."""
        for begin in range(0, len(positions), _PIECE):
            yield [self._held[at] for at in positions[begin : begin + _PIECE]]

    def under(self, keys: Sequence[str], after: int, upto: int) -> Iterator[Sequence[Content]]:
        """The entries that have an effect under any of these keys, each once, in a range of positions, in order."""
        found: set[int] = set()
        for key in keys:
            positions = self._keys.get(key, [])
            found.update(positions[bisect_right(positions, after) : bisect_right(positions, upto)])
        return self.at(sorted(found))

    def having(self, ids: Sequence[str], upto: int) -> Iterator[Sequence[Content]]:
        """The entries that have these ids, up to a position, in order."""
        found = {self._found[id] for id in ids if id in self._found}
        return self.at(sorted(at for at in found if at <= upto and at in self._held))

    def keys(self, prefix: str, upto: int) -> Iterator[str]:
        """The effect keys that begin with `prefix` and have an entry up to a position, in order of code points."""
        return iter(sorted(key for key, at in self._keys.items() if key.startswith(prefix) and at[0] <= upto))

    def candidates(self, words: Sequence[Sequence[str]], tiers: Sequence[Sequence[str]], upto: int) -> Candidates:
        """For each tier all entries of its kinds, up to a position, the last one first: each is looked at."""
        del words
        return Candidates([backwards(self.contents, kinds, 0, min(upto, self.counts()[0])) for kinds in tiers])

    def find(self, id: str) -> int | None:
        """The position of the entry with this id."""
        return self._found.get(id)

    def id_at(self, position: int) -> str | None:
        """The id of the entry at a position; None where it was redacted, or is not here."""
        return self._id_at.get(position)

    def upto(self, recorded: int) -> int:
        """The position of the last entry here that was recorded at or before this moment; 0 if there is none."""
        before = bisect_right(self._moments, recorded)
        return self._order[before - 1] if before else 0

    def around(self, question: str) -> None:
        """All is at hand as it is."""

    def withheld(self) -> Sequence[int]:
        """The positions of the entries that have no body though no redaction names them: a copy left them out."""
        return self._withheld


@attrs.frozen(eq=False)
class Told:
    """Entries as they are stored, and what stands beside them: the id of each, of a claim its question and the position
    of its report. So claims, which most entries are, need not be read in order to be found.
    """

    contents: list[Content]
    ids: list[str | None]
    questions: list[str | None]
    reports: list[int | None]

    def reader(self, zone: str, last: int = 0) -> LogReader:
        """A reader of these entries, of a log whose last position is known; else it is that of the last one here."""
        rows = zip(self.contents, self.ids, self.questions, self.reports, strict=True)
        ids = {content[0]: id for content, id in zip(self.contents, self.ids, strict=True) if id is not None}
        keys = {
            content[0]: claim_keys(question, ids.get(report, f"redacted:{report}"))
            for content, id, question, report in rows
            if id is not None and question is not None and report is not None and content[3] is not None
        }
        return LogReader(Part(self.contents, zone, ids, keys, last))


def reader_of(contents: Iterable[Content], zone: str, ids: dict[int, str] | None = None) -> LogReader:
    """A reader of some entries as they are stored."""
    return LogReader(Part(contents, zone, ids))


def _id_of(event: Event) -> str | None:
    if isinstance(event, UnknownEvent):
        return None
    try:
        return id_of(event)
    except UnknownKind:
        return None

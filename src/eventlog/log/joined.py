"""Several logs asked as one: by desk, by case, by year.

Each log stays what it is, with its own order, root and readers. For an answer their entries are laid into one order, by
the moment when each log recorded them and, at one moment, by the names of the logs; what several logs hold comes once,
as the first of them has it (see laying). So no answer depends on the order in which the logs are given. Over that order
the rules are those of one log. A desk's log is closed to another desk by being another file, or another schema on a
server; so are answers over it.

The order of the joined entries is nobody's record, so an answer cites no position in it: its basis is that of each log.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from heapq import merge
from itertools import groupby
from typing import Any

import attrs

from eventlog.claims import check_text
from eventlog.claims.fields import by_name, check_type
from eventlog.errors import InvalidValue, shown
from eventlog.events import Entry
from eventlog.knowledge import Knowledge
from eventlog.knowledge.basis import Basis
from eventlog.log.eventlog import EventLog, Moment
from eventlog.log.laying import Laying
from eventlog.standing.cut import Cut
from eventlog.standing.result import Standing
from eventlog.stores import MemoryStore, RestoredEntry
from eventlog.tables import safe

__all__ = ["JoinedAnswer", "JoinedLogs", "join", "reproduce"]


@attrs.frozen
class JoinedAnswer:
    """An answer over several logs, and for each log, by name, the token of what that log alone rested on."""

    standing: Standing
    bases: Mapping[str, str]


class JoinedLogs:
    """Several logs as they are now, asked as one. Made by `join`; what is recorded later is seen by a later one.

    Positions in its answers are those of the joined order: `origin` tells where the logs have what stands there.
    """

    def __init__(self, logs: Mapping[str, EventLog], sizes: Mapping[str, int]) -> None:
        self._logs = dict(logs)
        self._sizes = dict(sizes)
        laying = Laying()
        self._log = EventLog(self._stored(laying), next(iter(logs.values())).clock)
        self._origins = laying.origins

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the logs, in the order in which they were given."""
        return tuple(self._logs)

    @property
    def zone(self) -> str:
        """The zone in which all of them live."""
        return self._log.zone

    def __len__(self) -> int:
        return len(self._origins)

    def origin(self, position: int) -> tuple[tuple[str, int], ...]:
        """Where the logs have what stands at a position of the joined order: name and position, one a log.

        Positions count from 1. Raises LookupError for one that is not there, InvalidValue for what is none.
        """
        check_type(position, int, "a position")
        if not 1 <= position <= len(self._origins):
            raise LookupError(f"there is no entry {shown(position)}: the joined logs have {len(self._origins)}")
        return tuple(self._origins[position - 1])

    def as_of(self, published: Moment | None = None, **cuts: Any) -> Knowledge:
        """What was known in all of them at a cut. Takes and raises what `EventLog.as_of` does."""
        return self._log.as_of(published, **cuts)

    def answer(self, question: str, published: Moment | None = None, **cuts: Any) -> JoinedAnswer:
        """The answer to a question at a cut, with the basis in each log. Takes and raises what `as_of` does."""
        return self.answer_of(self.as_of(published, **cuts), question)

    def answer_of(self, knowledge: Knowledge, question: str) -> JoinedAnswer:
        """The answer in knowledge of these logs, with the basis in each. Raises InvalidValue for other knowledge."""
        check_type(knowledge, Knowledge, "what is asked")
        if knowledge.reader is not self._log.reader:
            raise InvalidValue("this is knowledge of another log than these joined ones: take it from their as_of")
        standing = knowledge[question]
        return JoinedAnswer(standing, {name: self._alone(name, knowledge).basis_of(question) for name in self._logs})

    def at_cut(self, cut: Cut, valid: tuple[int, int] | None, rules: str) -> Knowledge:
        """What was known in all of them at a cut that has been worked out already. Raises InvalidValue for no Cut."""
        check_type(cut, Cut, "where knowledge is cut")
        position = len(self) if cut.recorded is None else self._log.reader.upto(cut.recorded)
        return Knowledge(self._log.reader, attrs.evolve(cut, position=position), valid, rules)

    def _alone(self, name: str, knowledge: Knowledge) -> Knowledge:
        """What one log alone knew at the cut."""
        log, cut = self._logs[name], knowledge.cut
        upto = self._sizes[name] if cut.recorded is None else min(self._sizes[name], log.reader.upto(cut.recorded))
        return Knowledge(log.reader, attrs.evolve(cut, position=upto), knowledge.valid)

    def _stored(self, laying: Laying) -> MemoryStore:
        """The entries in one order, in memory."""
        store = MemoryStore(zone=next(iter(self._logs.values())).zone)
        store.restore(self._batches(laying), laying.lacking)  # looked at when the batches are through
        return store

    def _batches(self, laying: Laying) -> Iterator[list[RestoredEntry]]:
        """The entries of each moment."""
        streams = [self._stream(at, name) for at, name in enumerate(sorted(self._logs))]
        for _, group in groupby(merge(*streams, key=lambda one: one[:3]), key=lambda one: one[0]):
            batch = [laid for *_, name, entry in group if (laid := laying.lay(name, entry)) is not None]
            if batch:
                yield batch

    def _stream(self, at: int, name: str) -> Iterator[tuple[int, int, int, str, Entry]]:
        for entry in self._logs[name].reader.entries(0, self._sizes[name]):
            yield entry.recorded, at, entry.position, name, entry


def join(logs: Mapping[str, EventLog]) -> JoinedLogs:
    """Ask several logs as one, each under a name: `join({"desk": desk, "case": case})`.

    All must live in one zone. Their entries are read, and kept in memory; the logs stay open while answers are asked
    for. Raises InvalidValue, and what reading raises.
    """
    found = _checked(logs)
    return JoinedLogs(found, {name: len(log) for name, log in found.items()})


def reproduce(logs: Mapping[str, EventLog], bases: Mapping[str, str]) -> JoinedAnswer:
    """Give a joined answer again, from the basis of each log, whatever was recorded since.

    A log that does not say the same any more has another token in the answer. Raises InvalidValue where the tokens are
    not those of one answer over these logs.
    """
    found = _checked(logs)
    if set(by_name(bases, "the basis of each log")) != set(found):
        rests, given = (", ".join(map(safe, sorted(names))) for names in (bases, found))
        raise InvalidValue(f"the answer rests on {rests}, and given are {given}")
    read = {name: Basis.read(token) for name, token in bases.items()}
    for name, token in bases.items():
        try:
            found[name].reproduce(token)
        except InvalidValue as error:
            raise InvalidValue(f"{name}: {error}") from None
    asked = {(attrs.evolve(one.cut, position=0), one.question, one.valid, one.rules) for one in read.values()}
    if len(asked) > 1:
        raise InvalidValue("these tokens are of different questions or cuts: take all of them from one answer")
    (cut, question, valid, rules) = asked.pop()
    if question is None:
        raise InvalidValue("these tokens are of all questions: take those of one answer")
    joined = JoinedLogs(found, {name: basis.cut.position for name, basis in read.items()})
    return joined.answer_of(joined.at_cut(cut, valid, rules), question)


def _checked(logs: Mapping[str, EventLog]) -> dict[str, EventLog]:
    if not isinstance(logs, Mapping) or not logs:
        raise InvalidValue(f"give the logs by name, such as join({{'desk': log}}), not {shown(logs)}")
    for name, log in logs.items():
        check_text(name, "the name of a log", required=True)
        check_type(log, EventLog, f"the log {name}")
    zones = {name: log.zone for name, log in logs.items()}
    if len(set(zones.values())) > 1:
        told = ", ".join(f"{name} in {zone}" for name, zone in zones.items())
        raise InvalidValue(
            f"logs that are asked as one live in one zone, since bare dates are read in it: {told}; ask each alone"
        )
    return dict(logs)

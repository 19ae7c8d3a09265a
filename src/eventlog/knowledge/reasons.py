"""Why an answer differs between two states of knowledge.

A newspaper's correction, our own misreading, a report that turned up late and a world that moved on all change an
answer, and mean quite different things. Each change carries the entries that caused it and the first reason that fits:

    reading                         the same entries under another policy, or other kinds of cut
    we were wrong                   a judgement of ours about reading or identity
    found late                      its cause was certainly out by the first cut, and recorded after it
    the source changed its mind     withdrawn, or wholly replaced by the same source
    said earlier, published later   it was certainly said by the first cut, and certainly not out
    about a later time              it begins certainly after the first cut
    newly reported                  the rest

Source: rule 8 of standing@2. Where a reason is "would it be so without?", that is computed: the answer is worked
out again without the judgements, or under the other reading. What only the first state reads has the reason that the
comparison the other way round gives.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import Any

import attrs

from eventlog import times
from eventlog.events import Amended, Annulled, DifferentEntity, Linked, Reviewed, ReviewState, SameEntity
from eventlog.knowledge.knowledge import Knowledge
from eventlog.standing.cut import Cut, Policy
from eventlog.standing.dossier import Dossier
from eventlog.standing.live import LiveClaim
from eventlog.standing.result import Standing
from eventlog.standing.review import Review, reviews
from eventlog.standing.statements import Word
from eventlog.standing.supersession import replacing
from eventlog.standing.visibility import Sight


class Reason(StrEnum):
    """Why an answer differs."""

    READING = "reading"
    WE_WERE_WRONG = "we were wrong"
    SOURCE_CHANGED = "the source changed its mind"
    FOUND_LATE = "found late"
    SAID_EARLIER = "said earlier, published later"
    LATER_TIME = "about a later time"
    NEWLY_REPORTED = "newly reported"


class What(StrEnum):
    """What happened to a claim, or to a question's status."""

    LEARNED = "learned"
    DROPPED = "dropped"
    CHANGED = "changed"


_REVERSED = {What.LEARNED: What.DROPPED, What.DROPPED: What.LEARNED, What.CHANGED: What.CHANGED}


class Judges:
    """Finds the first reason that fits, forward or, for what only the first state reads, the other way round."""

    def __init__(self, a: Knowledge, b: Knowledge, before: Standing, after: Standing) -> None:
        self._forward = _Judge(a, b, before, after)
        self._backward = _Judge(b, a, after, before)
        self._less = a.cut.policy is b.cut.policy and _reads_less(a.cut, b.cut)
        self._visible = {word.id for word in after.words if word.seen.under(after.cut.policy)}

    def reason(self, one: LiveClaim, what: What) -> tuple[Reason, set[int]]:
        """The first reason that fits, and the entries behind it."""
        if self._less or (what is What.DROPPED and one.id not in self._visible and not self._forward.judged):
            return self._backward.reason(one, _REVERSED[what])
        return self._forward.reason(one, what)

    def of_status(self) -> tuple[Reason, set[int]]:
        """Why a status turned although the same claims stand."""
        return (self._backward if self._less else self._forward).of_status()


class _Judge:
    """Finds the first reason that fits, for one question between two cuts."""

    def __init__(self, a: Knowledge, b: Knowledge, before: Standing, after: Standing) -> None:
        self._a, self._b = a, b
        self._before, self._after = before, after
        live = {one.id for one in after.claims}
        self._dropped = {one.id for one in before.claims} - live
        self._old = {word.id: word for word in before.words}
        self._new = {word.id: word for word in after.words}
        self._first, self._last = sorted((a.cut.position, b.cut.position))
        self._readings: dict[str, set[int]] = {}

    @property
    def judged(self) -> bool:
        """Whether we judged anything between the two states."""
        return bool(self._without_judgements[1])

    @cached_property
    def _later(self) -> Dossier:
        """All that bears on the question at the later position."""
        return (self._after if self._b.cut.position == self._last else self._before).dossier

    @cached_property
    def _as_read(self) -> Standing | None:
        """b read under a's policy and kinds of cut; None where both are the same kind of reading."""
        a, b = self._a.cut, self._b.cut
        if a.policy is b.policy and a.kinds == b.kinds and a.reads == b.reads:
            return None
        clocks: dict[str, Any] = {}
        for clock in ("published", "said"):
            here, there = getattr(a, clock), getattr(b, clock)
            clocks[clock] = None if here is None else here if there is None else there
        reads = {name: getattr(a, name) for name in ("include_boilerplate", "include_proposed", "extractors")}
        cut: Cut = attrs.evolve(b, policy=a.policy, **reads, **clocks)
        return self._after.again(cut, self._b.valid)

    @cached_property
    def _without_judgements(self) -> tuple[tuple[Standing, Standing] | None, frozenset[int]]:
        """Both states without what we judged between their positions; and the judgements' positions.

        Worked out where a reason can lie in it, from what was gathered for the states themselves.
        """
        first = self._first
        if first == self._last:
            return None, frozenset()
        every = (*self._later.entries.values(), *self._later.definitions)
        kinds = (Annulled, Amended, SameEntity, DifferentEntity)
        made = frozenset(
            entry.position
            for entry in every
            if entry.position > first
            and (
                isinstance(entry.event, kinds)
                or (isinstance(entry.event, Linked) and entry.event.link.found_in is None)
            )
        )
        if not made:
            return None, frozenset()
        for entry in every:
            if isinstance(entry.event, Annulled) and entry.position in made and entry.event.replaced_by is not None:
                self._readings.setdefault(str(entry.event.replaced_by), set()).add(entry.position)
        before, after = (
            one.evaluate(attrs.evolve(one.dossier, judged_upto=first), one.cut, one.valid)
            for one in (self._before, self._after)
        )
        return (before, after), made

    def reason(self, one: LiveClaim, what: What) -> tuple[Reason, set[int]]:
        """The first reason that fits, and the entries behind it."""
        causes = self._own_causes(one.id)
        if self._as_read is not None and self._same(one, what, self._before, self._as_read):
            return Reason.READING, causes
        unjudged, judgements = self._without_judgements
        if unjudged is not None and self._same(one, what, *unjudged):
            return Reason.WE_WERE_WRONG, causes | judgements
        if one.id in self._readings:  # our new reading of what we had misread
            return Reason.WE_WERE_WRONG, causes | self._readings[one.id]
        changed = self._changed_mind(one.id, what)
        if self._found_late(one, what, changed):
            return Reason.FOUND_LATE, causes | changed
        if changed:
            return Reason.SOURCE_CHANGED, causes | changed
        return self._by_time(one), causes

    def of_status(self) -> tuple[Reason, set[int]]:
        """Why a status turned although the same claims stand."""
        unjudged, judgements = self._without_judgements
        causes = set(judgements)
        if self._as_read is not None and self._as_read.status is self._before.status:
            return Reason.READING, causes
        if unjudged is not None and unjudged[0].status is unjudged[1].status:
            return Reason.WE_WERE_WRONG, causes
        return Reason.NEWLY_REPORTED, self._new_entries()

    def _new_entries(self) -> set[int]:
        return {entry.position for entry in self._later.entries.values() if entry.position > self._first}

    def _same(self, one: LiveClaim, what: What, before: Standing, after: Standing) -> bool:
        """Whether the change is not there between these two."""
        old = next((other for other in before.claims if other.id == one.id), None)
        new = next((other for other in after.claims if other.id == one.id), None)
        if what is not What.CHANGED or old is None or new is None:
            return (old is None) == (new is None)
        return old.live is new.live

    def _own_causes(self, id: str) -> set[int]:
        word = self._new.get(id) or self._old.get(id)
        if word is None:
            return set()
        report = self._later.entries.get(str(word.claim.report))
        taken = self._taken.get(str(word.claim.id))
        return {word.position} | {one.position for one in (report, taken) if one is not None}

    @cached_property
    def _taken(self) -> dict[str, Review]:
        """The proposals that were accepted, with when: until then they counted as never recorded."""
        told = reviews(self._later.ordered, self._later.annulled)
        return {id: one for id, one in told.items() if one.state is ReviewState.ACCEPTED}

    def _entered(self, one: LiveClaim) -> int:
        """Where a claim came in: of a proposal, where it was accepted."""
        taken = self._taken.get(str(one.claim.id))
        return one.position if taken is None else max(one.position, taken.position)

    def _changed_mind(self, id: str, what: What) -> set[int]:
        """The withdrawals or later words that made the difference; empty where the source did not change its mind."""
        if what is What.DROPPED:
            return _against(self._new.get(id), self._after)
        if what is What.CHANGED:
            return set()
        revealed = _against(self._old.get(id), self._before)
        if revealed:
            gone = {
                at for other in self._dropped if other in self._new for at in _against(self._new[other], self._after)
            }
            return revealed | gone
        mine = self._new[id].position
        for other in self._dropped:
            if mine in _against(self._new.get(other), self._after):
                return {mine, self._old[other].position}
        return set()

    def _found_late(self, one: LiveClaim, what: What, changed: set[int]) -> bool:
        """Whether all that made the difference was certainly out by the first cut, and recorded after it."""
        moment, position = self._a.cut.moment, self._a.cut.position
        entered = self._entered(one)
        causes = {entered} if what is What.LEARNED and entered > position else changed
        if moment is None or not causes:
            return False
        return all(at > position and self._out(at, moment) for at in causes if at not in self._gone)

    @cached_property
    def _gone(self) -> set[int]:
        """Positions of what was dropped: it made no difference, it is the difference."""
        return {self._old[id].position for id in self._dropped if id in self._old}

    @cached_property
    def _surely(self) -> Sight:
        """What the second cut sees of the question, vague dates read late."""
        return Sight(self._later, attrs.evolve(self._b.cut, policy=Policy.CERTAIN))

    def _out(self, position: int, moment: int) -> bool:
        """Whether what stands at a position, a claim or a notice, was certainly out by a moment."""
        entry = self._later.at(position)
        if entry is None:
            return False
        sight = self._surely
        claim = self._later.claim(str(entry.event.target if isinstance(entry.event, Reviewed) else entry.id))
        if claim is not None:
            return _before(sight.published(str(claim.report)), moment)
        return hasattr(entry.event, "notice") and _before(sight.notice(str(entry.event.notice)), moment)

    def _by_time(self, one: LiveClaim) -> Reason:
        moment = self._a.cut.moment
        word = self._new.get(one.id) or self._old.get(one.id)
        if moment is None or word is None:
            return Reason.NEWLY_REPORTED
        out = word.statement.published.begin_earliest
        unknown = out is None or out <= moment or word.statement.published.begin_uncertain
        if word.claim.said is not None and _before(word.statement.said, moment) and not unknown:
            return Reason.SAID_EARLIER
        begin = word.placed.begin if word.claim.during is not None else None
        if begin is not None and begin.begin_earliest is not None and begin.begin_earliest > moment:
            return Reason.LATER_TIME if not begin.begin_uncertain else Reason.NEWLY_REPORTED
        return Reason.NEWLY_REPORTED


def _before(bounds: times.Bounds, moment: int) -> bool:
    return bounds.begin_latest is not None and bounds.begin_latest <= moment and not bounds.begin_uncertain


def _against(word: Word | None, standing: Standing) -> set[int]:
    """Positions of what took a visible word out of a standing: withdrawals, or later words of its source."""
    policy = standing.cut.policy
    if word is None or not word.seen.under(policy) or word.live(policy):
        return set()
    if word.loss.seen.under(policy):
        return {entry.position for entry in word.loss.entries}
    return {one.position for one in replacing(word, standing.words, standing.question, policy, standing.valid)}


def _reads_less(a: Cut, b: Cut) -> bool:
    """Whether the second cut reads nothing that the first does not: no later on any clock."""
    pairs = [(a.position, b.position), (_end(a.published), _end(b.published)), (_end(a.said), _end(b.said))]
    return all(second <= first for first, second in pairs) and any(second < first for first, second in pairs)


def _end(instant: int | None) -> float:
    return float("inf") if instant is None else instant

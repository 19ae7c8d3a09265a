"""What differs between two cuts is found from a few members of the entries as it is found from the entries."""

from __future__ import annotations

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from eventlog import times
from eventlog.events import (
    Amended,
    Annulled,
    Assessed,
    ClaimRecorded,
    Corrected,
    Entry,
    Linked,
    ReportRecorded,
    Retracted,
    Superseded,
)
from eventlog.knowledge.affected import _Walk
from eventlog.standing.status import AHEAD
from knowledge_strategies import Story, cuts, known, policies, stories

DAYS = ("2031-06-10", "2031-07", "1999")
NAMED = ("report:", "redacted:")


class PlainWalk(_Walk):
    """The same walk, begun from entries that are all read: the specification of where it begins."""

    def begun(self) -> set[str]:
        beginning: set[str] = set()
        ahead: set[str] = set()
        for entry in self._reader.entries(0, self._upto):
            event = entry.event
            if isinstance(event, ClaimRecorded):
                claim = event.claim
                if claim.stance in AHEAD:
                    ahead.add(claim.question)
                if self._starts(claim):
                    beginning.add(claim.question)
        return beginning & ahead

    def turning(self) -> list[Entry]:
        turning = []
        for entry in self._reader.entries(0, self._upto):
            event = entry.event
            name = event.replaced_by if isinstance(event, Annulled) else getattr(event, "with_", None)
            if name is not None:
                self._also_names(self._reader.find(str(name)), entry.position)
            if entry.position > self._before or self._turns(entry):
                turning.append(entry)
        return turning

    def _starts(self, claim) -> bool:
        if claim.during is None:
            return claim.said is not None and self._now.turns(claim.said, times.Place.PUBLISHED, self._zone)
        return any(self._now.turns(claim.during, place, self._zone) for place in (times.Place.STATE, times.Place.EVENT))

    def _turns(self, entry: Entry) -> bool:
        """Whether the entry's own clock lets it through at one cut and not at the other."""
        event = entry.event
        if isinstance(event, ReportRecorded):
            return self._press.turns(event.report.published, times.Place.PUBLISHED, event.report.zone or self._zone)
        if isinstance(event, (Retracted, Superseded, Corrected)):
            if isinstance(event, Corrected) and event.field == "published":
                return True
            notice = str(event.notice)
            return not notice.startswith(NAMED) and self._press.turns(notice, times.Place.PUBLISHED, self._zone)
        if isinstance(event, Amended):
            return event.field in ("published", "zone")
        return isinstance(event, (Assessed, Linked)) and self._press.has(entry.recorded)


def found(walk: _Walk) -> tuple[set[str], set[str | None], dict]:
    """Where a walk begins."""
    turning = {entry.id for entry in walk.turning()}
    return walk.begun(), turning, {one: set(by) for one, by in walk._named_by.items()}


@st.composite
def told(draw: st.DrawFn) -> Story:
    """A story, in which some also say what holds instead."""
    story = draw(stories())
    claims = [one.id for one in story.claims]
    if len(claims) > 1:
        some = st.sampled_from(claims)
        for kind in draw(st.lists(st.sampled_from((Superseded, Corrected, Annulled)), max_size=3)):
            target, other = draw(some), draw(some)
            if kind is Annulled:
                story.record(Annulled(target=target, replaced_by=other))
            else:
                story.record(kind(target=target, by="person:general", notice=draw(st.sampled_from(DAYS)), with_=other))
    return story


@settings(max_examples=5 * settings().max_examples)  # a walk is short
@given(told(), st.data())
def test_the_walk_begins_where_reading_all_entries_would_begin_it(story: Story, data: st.DataObject) -> None:
    """Between any two cuts, at any two positions."""
    reader, whole, policy = story.reader(), len(story.entries), data.draw(policies)
    a, b = (known(reader, data.draw(cuts), position=data.draw(st.integers(0, whole)), policy=policy).cut for _ in "ab")
    if data.draw(st.booleans()):
        b = attrs.evolve(b, position=a.position)
    if data.draw(st.booleans()):
        b = attrs.evolve(b, published=a.published)
    assert found(_Walk(reader, a, b)) == found(PlainWalk(reader, a, b))

"""Whoever has a log open, and whatever came or went meanwhile, is told what the same log says that was just opened."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventlog
from eventlog import Knowledge
from eventlog.accelerate import facts
from eventlog.errors import EventLogError
from eventlog.knowledge import changes
from eventlog.log import EventLog
from eventlog.standing.cut import Cut
from knowledge_strategies import QUESTIONS, Moves, Story, cuts, offered, picture, policies, share, stories

NOW = "2032-02-01T00:00:00Z"


def stood(known: Knowledge, question: str) -> Any:
    """All of a standing."""
    standing = known[question]
    said = [picture(standing), standing.otherwise.content(), standing.first.standing.content()]
    said += [[(moment, then.content()) for moment, then in standing.history], list(standing.lately)]
    return [*said, standing.problems, standing.withheld, standing.proposed, standing.unreviewed, standing.last_changed]


def changed(known: Knowledge, question: str) -> Any:
    """What came to be known since June, and who is told of what."""
    june = Cut.of(zone=known.zone, position=known.cut.position // 2, published="2031-06-15")
    found = changes.changes_of(Knowledge(known.reader, june), known, question)
    return [(str(one), one.reason, one.causes, one.waits) for one in found]


ASKED: dict[str, Callable[[Knowledge, str], Any]] = {
    "standing": stood,
    "changes": changed,
    "offered": lambda known, _: offered(known),
    "words": lambda known, _: (known.statuses(), list(known.table())),
    "whole": lambda known, _: (known.agents, known.questions, known.basis, [one.id for one in known.entries()]),
    "impact": lambda known, _: [(one.question, one.after.content()) for one in known.impact("person:ada")],
}
turns = st.tuples(
    st.integers(1, 3),  # how many entries come
    st.sampled_from((False,) * 7 + (True,)),  # whether one of all is redacted
    st.booleans(),  # who of the two asks
    st.sampled_from((0, 0, 0, 1, 2)),  # how far behind the end
    cuts,
    policies,
    st.sampled_from(("standing",) * 12 + tuple(sorted(ASKED))),
    st.sampled_from((False, False, False, True)),  # whether a state that is held is asked
)
logs = st.one_of(stories(), stories(Moves(judgements=False, withdrawals=False)), stories(Moves(proposals=True)))


@pytest.fixture(autouse=True, scope="module")
def _small() -> Any:
    """Facts of small logs grow too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(facts, "_LITTLE", 1)
        yield


@share(8)  # asks much of a log, several times
@given(logs, st.lists(turns, min_size=6, max_size=9), st.integers(1, 40))
def test_an_open_log_that_grew_says_what_one_says_that_was_just_opened(
    story: Story, given: list[tuple[int, bool, bool, int, str, str, str, bool]], gone: int
) -> None:
    """Two have it open, of whom either records, redacts and asks; some of what was known is held and asked again."""
    waiting, held = [entry.event for entry in story.entries], list[Knowledge]()
    question = next((claim.question for claim in story.claims), "fort.held")
    with eventlog.open(":memory:", clock=lambda: NOW) as one:
        two = EventLog(one.store, one.clock)
        one.record(*(waiting.pop(0) for _ in range(len(QUESTIONS) + 3)))
        for many, redacts, other, back, day, policy, what, again in given:
            log, elsewhere = (two, one) if other else (one, two)
            for event in waiting[:many]:
                with suppress(EventLogError):  # what it is about is gone, or it is there
                    elsewhere.record(event)
            del waiting[:many]
            if redacts:
                with suppress(EventLogError, LookupError):  # it stands for good, or is gone
                    elsewhere.redact(1 + gone % len(log), reason="order 17")
            cut = Cut.of(zone=log.zone, position=len(log) - back, published=day, policy=policy)
            known = held[back % len(held)] if again and held else Knowledge(log.reader, cut)
            held.append(known)
            fresh = Knowledge(EventLog(log.store).reader, known.cut)
            for asked in ("words", what):
                assert _told(asked, known, question) == _told(asked, fresh, question)


def _told(what: str, known: Knowledge, question: str) -> Any:
    try:
        return ASKED[what](known, question)
    except (EventLogError, LookupError) as error:
        return type(error), str(error)

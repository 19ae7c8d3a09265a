"""One bulk question for words and values says what the standings say, whatever the log, the cut and the policy."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventlog
from archive_strategies import CUTS, archives, twins
from eventlog import Agent, EventLog, Question, Report, times
from eventlog.accelerate import facts
from eventlog.errors import EventLogError
from eventlog.knowledge import Cut, Knowledge, gather
from eventlog.knowledge.table import plain_words, rows_of, says
from eventlog.render.showing import status_words
from knowledge_strategies import Story, policies, share, stories

asked = st.lists(
    st.tuples(st.sampled_from(CUTS), policies, st.one_of(st.none(), st.integers(0, 12)), st.booleans()),
    min_size=1,
    max_size=5,
)


def compare(story: Story, cuts: list[tuple[str | None, str, int | None, bool]]) -> None:
    """Ask one reader at each cut: what was worked out for one of them is kept for the next."""
    reader = story.reader()
    for day, policy, back, recorded in cuts:
        at = max(0, reader.size() - (back or 0))
        moment = story.entries[at - 1].recorded if recorded and at else None
        given_: dict[str, Any] = {"recorded": None if moment is None else times.instant_text(moment)}
        cut = Cut.of(zone=reader.zone, position=at, published=day, policy=policy, **given_)
        quick, known = Knowledge(reader, cut), Knowledge(reader, cut)
        standings = [one for one in known if says(one)]
        assert quick.statuses() == {one.id: one.status for one in standings}
        assert list(quick.table()) == [row for one in standings for row in rows_of(one, known.name_of)]
        ids = sorted({id for kind in ("q", "dq") for id in gather.asked(reader, kind, at)})
        for id, (question, status) in plain_words(reader, cut, ids).items():
            one = known[id]
            assert (question, str(status), ()) == (one.question, status_words(one), one.problems)


@share(2)  # asks every question at several cuts, twice
@given(archives(), asked)
def test_a_table_of_an_archive_says_what_its_standings_say(
    story: Story, cuts: list[tuple[str | None, str, int | None, bool]]
) -> None:
    """Where much looks alike, and almost alike."""
    compare(story, cuts)


@given(twins(), asked)
def test_what_is_almost_alike_is_told_apart(story: Story, cuts: list[tuple[str | None, str, int | None, bool]]) -> None:
    """Three questions that differ in one field of one claim."""
    compare(story, cuts)


@share(4)
@given(stories(), asked)
def test_a_table_of_any_log_says_what_its_standings_say(
    story: Story, cuts: list[tuple[str | None, str, int | None, bool]]
) -> None:
    """Where everything is odd."""
    compare(story, cuts)


def told_in(log: EventLog, events: list[Any]) -> None:
    """Record what is let in: a repeat may be refused, and words where a number is asked for."""
    for event in events:
        with suppress(EventLogError):
            log.record(event)


@share(4)  # asks every question twice as the log grows
@given(st.one_of(archives(), twins(), stories()), st.integers(1, 9), st.integers(2, 9), policies)
def test_a_table_of_a_log_that_grows_says_what_its_standings_say(
    story: Story, begin: int, many: int, policy: str
) -> None:
    """What was read of it before is kept, whatever comes to it, also as it was before that came."""
    waiting = [entry.event for entry in story.entries]
    with pytest.MonkeyPatch.context() as patch, eventlog.open(":memory:") as log:
        patch.setattr(facts, "_LITTLE", 1)
        told_in(log, waiting[: len(waiting) * begin // 10])
        for at in range(len(waiting) * begin // 10, len(waiting), many):
            before, size = log.as_of("2031-06-20", policy=policy), len(log)
            told_in(log, waiting[at : at + many])
            for known in (log.as_of("2031-06-20", policy=policy), before):
                standings = [one for one in known if says(one)]
                assert known.statuses() == {one.id: one.status for one in standings}
                assert list(known.table()) == [row for one in standings for row in rows_of(one, known.name_of)]
            assert before.cut.position == size


def test_little_that_came_is_no_reason_to_read_all_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports, claims and questions; anything else may bear on much that was read."""
    read: list[int] = []
    reading = facts._read
    monkeypatch.setattr(facts, "_read", lambda reader, size, reach: read.append(size) or reading(reader, size, reach))
    monkeypatch.setattr(facts, "_LITTLE", 4)
    report = Report(publisher="outlet:post", title="Morning", published="2024-03-01")
    later = Report(publisher="outlet:post", title="Evening", published="2024-03-01")
    with eventlog.open(":memory:") as log:
        log.record(report, *(report.claim(f"port.p{at:02}", f"berth {at}") for at in range(20)))
        assert len(log.as_of().statuses()) == 20
        log.record(Question(id="port.q", answer="text"), later, later.claim("port.q", "berth 1"))
        assert len(log.as_of().statuses()) == 21
        log.record(later.claim("port.p07", "berth 1"), Question(id="port.p05", answer="truth"))
        assert log.as_of().statuses().keys().isdisjoint({"port.p05"})  # a text is no answer to it any more
        assert log.as_of().statuses()["port.p07"] is log.as_of()["port.p07"].status
        assert read == [21]
        log.record(later.claim("port.p09", "berth 1"))  # now it is more than little
        log.as_of().statuses()
        assert read == [21, 27]
        log.record(Agent(id="gov:north", name="the government"))
        log.as_of().statuses()
        assert read == [21, 27, 28]

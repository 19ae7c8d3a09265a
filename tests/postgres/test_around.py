"""One question to a log on a server: by one statement, and to the answer that a log in memory gives."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import eventlog
from eventlog.knowledge.gather import gather
from eventlog.stores.postgres import store as stores
from eventlog.stores.postgres.statements import COUNTS, HEAD
from held_knowledge import check_held, steps
from knowledge_strategies import BY_ID, stories
from log_backends import dump
from log_samples import MAYOR, plain, report, river

pytestmark = pytest.mark.postgres


def counted(log) -> list[str]:
    """The statements that a log sends from now on."""
    sent, rows = [], log.store._rows

    def noted(sql, *values):
        sent.append(sql)
        return rows(sql, *values)

    log.store._rows = noted
    return sent


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(stories(), st.sampled_from([4096, 4096, 12, 0]))
def test_what_is_at_hand_changes_no_answer(fresh, story, most) -> None:
    """Fetched at once, or step by step, where there is too much: what bears on a question is what memory gives."""
    with (
        pytest.MonkeyPatch.context() as patched,
        fresh() as address,
        eventlog.open(":memory:") as model,
        eventlog.open(address) as log,
    ):
        patched.setattr(stores, "MOST", most)
        for one in (model, log):
            one.record(*(entry.event for entry in story.entries))
        for question in BY_ID:
            for position in (2 * len(model) // 3, len(model)):
                there, here = (gather(one.reader.near(question), question, position) for one in (log, model))
                assert [told(entry) for entry in there.entries.values()] == [told(one) for one in here.entries.values()]
                assert attrs.evolve(there, entries={}, claims=(), definitions=()) == attrs.evolve(
                    here, entries={}, claims=(), definitions=()
                )
                assert [one.id for one in there.claims] == [one.id for one in here.claims]
                assert [one.id for one in there.definitions] == [one.id for one in here.definitions]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(stories(), steps)
def test_who_holds_a_state_of_knowledge_is_told_what_is_so(fresh, story, given) -> None:
    """Asked before or not, redacted before or since: a state that is held answers as a new one of the same cut."""
    with fresh() as address, eventlog.open(address) as log:
        check_held(log, story, given)


def told(entry) -> tuple:
    """What an entry says, but for the moment at which it was recorded, which each log chooses."""
    return entry.position, entry.kind, entry.id, entry.event


def test_a_question_is_one_statement(address) -> None:
    """All that bears on it, and how large the log is; asked again, it is the latter alone."""
    with eventlog.open(address) as log:
        one = report()
        log.record(MAYOR, one, river(one), *plain(1))
    with eventlog.open(address, read_only=True) as log:
        known = log.as_of("2024-10-25")
        assert known["flood.river"].claims
        sent = counted(log)
        assert known["flood.river.level"].claims
        assert len(sent) == 1
        assert known["flood.river.level"].claims
        assert sent[1:] == [COUNTS]
        assert log.as_of("2024-10-24")["flood.river.level"].claims
        assert sent[2:] == [HEAD, COUNTS]


def test_what_is_erased_meanwhile_is_not_at_hand(address) -> None:
    """A redaction by another reaches who asked before."""
    with eventlog.open(address) as log, eventlog.open(address) as other:
        one = report()
        log.record(MAYOR, one, river(one))
        assert [claim.claim.id for claim in other.as_of()["flood.river.level"].claims] == [river(one).id]
        log.redact(2, reason="order 17")
        standing = other.as_of()["flood.river.level"]
        assert not standing.claims
        assert 3 in standing.withheld


@pytest.mark.parametrize("question", ["'", "q'; DROP", "\\", "\u00fc.\u00df", "%s"])
def test_any_name_is_asked_for(address, question) -> None:
    """What is no question at all is found nowhere, and harms nothing."""
    with eventlog.open(address) as log:
        log.record(*plain(1))
        before = dump(log)
        near = log.reader.near(question)
        assert list(near.about(f"q:{question}", 2)) == []
        assert dump(log) == before

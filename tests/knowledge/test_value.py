"""A standing is a value: it goes to another process, is there what it was, and is printed as it was."""

from __future__ import annotations

import copy
import pickle
from typing import TypeVar

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventlog
from eventlog.errors import InvalidValue
from eventlog.knowledge import diff
from eventlog.standing import RULESETS
from export_samples import corpus
from knowledge_strategies import BY_ID, Story, cuts, known, picture, policies, share, stories

T = TypeVar("T")


@share(4)
@given(stories(), cuts, policies, st.sampled_from(sorted(BY_ID)))
def test_a_standing_is_equal_after_a_pickle_and_printed_the_same(
    story: Story, day: str, policy: str, question: str
) -> None:
    """Also what is asked of it afterwards: its history, its other reading, what holds when."""
    reader = story.reader()
    before = known(reader, day, policy=policy)[question]
    after = sent(before)
    assert after == before
    assert str(after) == str(before)
    assert repr(after) == repr(before)
    assert after._repr_html_() == before._repr_html_()
    assert picture(after) == picture(before)
    assert after.timeline == before.timeline
    assert list(map(str, after.timeline)) == list(map(str, before.timeline))
    assert [(at, then.content()) for at, then in after.history] == [(at, then.content()) for at, then in before.history]
    assert str(after.otherwise) == str(before.otherwise)


@share(2)
@given(stories(), st.sampled_from(sorted(BY_ID)))
def test_what_was_asked_of_a_standing_does_not_travel_with_it(story: Story, question: str) -> None:
    """A pickle has one size, whatever was worked out of the standing before."""
    fresh = known(story.reader())[question]
    small = pickle.dumps(fresh)
    assert fresh.history is not None
    assert fresh.timeline is not None
    assert len(pickle.dumps(fresh)) == len(small)


@share(2)
@given(stories(), cuts, cuts)
def test_a_claim_an_answer_and_a_change_go_alone(story: Story, early: str, late: str) -> None:
    """Each is printed with the names of agents, and carries no more than these."""
    reader = story.reader()
    states = known(reader, early), known(reader, late)
    parts = [part for standing in states[1] for part in (*standing.positions, *standing.claims)]
    for part in (*parts, *diff(*states)):
        alone = sent(part)
        assert alone == part
        assert str(alone) == str(part)
        assert b"Dossier" not in pickle.dumps(part)


def test_a_word_is_printed_the_same_whatever_was_worked_out_of_it() -> None:
    """What it is without anything left, and how far it reaches, are no part of it."""
    words = [
        attrs.evolve(word, remainder=attrs.evolve(word.remainder))
        for one in corpus().as_of("2024-10-25")
        for word in one.words
    ]
    assert words
    for word in words:
        before = repr(word)
        assert word.gone is word.gone
        assert word.remainder.reach == word.remainder.reach
        assert repr(word) == before


def sent(value: T) -> T:
    """What another process is given."""
    came: T = pickle.loads(pickle.dumps(value))  # noqa: S301 - our own bytes
    return came


def test_a_standing_names_the_rules_that_made_it() -> None:
    """A token is read by the rules that its answer was made by."""
    standing = known(Story().reader())["fort.held"]
    assert standing.rules in RULESETS
    assert RULESETS[standing.rules] is standing.evaluate


def test_a_log_and_what_reads_it_say_that_they_go_to_no_other_process() -> None:
    """One sentence that says what to send; an error of a lock told neither what nor why."""
    with eventlog.open(":memory:") as log:
        for open_one, sending in ((log, "open it there"), (log.as_of(), "send the standings")):
            for refused in (pickle.dumps, copy.copy if open_one is log else copy.deepcopy):
                with pytest.raises(InvalidValue, match=sending):
                    refused(open_one)

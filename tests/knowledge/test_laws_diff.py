"""The laws of diff: a diff is what has to be done to one answer to make the other of it, and why."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventlog.errors import UnknownQuestion
from eventlog.knowledge import Knowledge
from eventlog.knowledge.affected import touched
from eventlog.knowledge.changes import Change, diff
from eventlog.knowledge.reasons import Reason, What
from knowledge_strategies import BY_ID, Moves, Story, cuts, known, picture, policies, share, stories

Answer = dict[str, dict[str, str]]


def answers(knowledge: Knowledge) -> Answer:
    """What stands on each question: claim ids with their certainty."""
    return {question: {one.id: str(one.live) for one in knowledge[question].claims} for question in BY_ID}


def replayed(before: Answer, changes: tuple[Change, ...]) -> Answer:
    """Do to an answer what the changes say."""
    after = {question: dict(claims) for question, claims in before.items()}
    for change in changes:
        if change.claim is None:
            continue
        claims, id = after[change.question], change.claim.id
        if change.what is What.DROPPED:
            assert claims.pop(id) == str(change.claim.live)
        else:
            assert (id in claims) is (change.what is What.CHANGED)
            claims[id] = str(change.claim.live)
    return after


@st.composite
def states(draw: st.DrawFn, story: Story, reader: Any) -> Knowledge:
    """The log at any cut and position."""
    position = draw(st.integers(0, len(story.entries)))
    return known(reader, draw(cuts), position=position, policy=draw(policies))


@share(4)  # asks every question at three cuts
@given(stories(), st.data())
def test_replaying_a_diff_on_one_answer_gives_the_other(story: Story, data: st.DataObject) -> None:
    """diff(a, b), done to a's claims, gives b's; and a status that turned is always in it."""
    reader = story.reader()
    a, b = (data.draw(states(story, reader)) for _ in "ab")
    changes = diff(a, b)
    assert replayed(answers(a), changes) == answers(b)
    turned = {question for question in BY_ID if a[question].status is not b[question].status}
    assert turned <= {change.question for change in changes}
    for change in changes:
        assert (change.before, change.after) == (a[change.question].status, b[change.question].status)


@share(4)  # asks every question at three cuts
@given(stories(), st.data())
def test_diffs_compose_as_net_patches(story: Story, data: st.DataObject) -> None:
    """diff(a, b) and then diff(b, c) do to a's claims what diff(a, c) does."""
    reader = story.reader()
    a, b, c = (data.draw(states(story, reader)) for _ in "abc")
    assert replayed(replayed(answers(a), diff(a, b)), diff(b, c)) == replayed(answers(a), diff(a, c))


@share(2)  # makes a whole log
@given(stories(), cuts, policies)
def test_nothing_differs_from_itself(story: Story, day: str, policy: str) -> None:
    """diff(k, k) is empty, and so is the diff of two knowledges at one cut."""
    reader = story.reader()
    k = known(reader, day, policy=policy)
    assert diff(k, k) == ()
    assert diff(k, known(reader, day, policy=policy)) == ()


@share(4)  # asks every question at two cuts
@given(stories(), st.data())
def test_every_change_names_entries_that_both_states_hold_or_one_does(story: Story, data: st.DataObject) -> None:
    """The causes of a change are positions in the log, and there is one at least."""
    reader = story.reader()
    a, b = (data.draw(states(story, reader)) for _ in "ab")
    for change in diff(a, b):
        assert change.claim is None or change.causes
        assert all(1 <= at <= max(a.cut.position, b.cut.position) for at in change.causes)


@share(4)  # asks every question at two cuts
@given(stories(Moves(judgements=False)), cuts, policies, st.data())
def test_without_a_judgement_we_were_never_wrong(story: Story, day: str, policy: str, data: st.DataObject) -> None:
    """A report that we recorded late is learnt late or newly reported, and never counts as our mistake."""
    reader = story.reader()
    position = data.draw(st.integers(0, len(story.entries)))
    changes = diff(known(reader, day, position=position, policy=policy), known(reader, day, policy=policy))
    assert not [change for change in changes if change.reason in (Reason.WE_WERE_WRONG, Reason.READING)]


@share(4)  # asks every question at two cuts
@given(stories(), cuts)
def test_between_two_policies_there_is_only_reading(story: Story, day: str) -> None:
    """Of the same entries, read late and read early, every difference is the reading."""
    reader = story.reader()
    changes = diff(known(reader, day), known(reader, day, policy="possible"))
    assert {change.reason for change in changes} <= {Reason.READING}


@share(4)  # asks every question at two cuts
@given(stories(), cuts, cuts, policies)
def test_a_diff_about_a_topic_is_a_part_of_the_whole(story: Story, one: str, other: str, policy: str) -> None:
    """`about` leaves out the other questions and changes nothing else."""
    reader = story.reader()
    a, b = known(reader, one, policy=policy), known(reader, other, policy=policy)
    for topic in ("fort", "fort.held"):
        some = [change for change in diff(a, b) if f"{change.question}.".startswith(f"{topic}.")]
        assert list(diff(a, b, about=topic)) == some
    with pytest.raises(UnknownQuestion, match="no such question: for; near: fort"):
        diff(a, b, about="for")


@share(2)
@given(stories(), st.data())
def test_a_question_that_is_not_touched_stands_as_it_stood(story: Story, data: st.DataObject) -> None:
    """What is passed over between two cuts has the same standing at both: the index is faster, never different."""
    reader, whole = story.reader(), len(story.entries)
    policy = data.draw(policies)
    a = known(reader, data.draw(cuts), position=data.draw(st.integers(0, whole)), policy=policy)
    later = known(reader, data.draw(cuts), position=data.draw(st.sampled_from((a.cut.position, whole))), policy=policy)
    clocks = {clock: getattr(later.cut, clock) or getattr(a.cut, clock) for clock in a.cut.kinds - {"said"}}
    same_kind = {clock: clocks.get(clock) for clock in ("published", "recorded")} | {"said": a.cut.said}
    b = Knowledge(reader, attrs.evolve(later.cut, **same_kind))
    some = touched(reader, a.cut, b.cut)
    for question in set(BY_ID) - (set(BY_ID) if some is None else some):
        assert picture(a[question]) == picture(b[question])

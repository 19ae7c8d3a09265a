"""The laws of as_of: four clocks cut together, and nothing later in an earlier answer."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import attrs
from hypothesis import assume, given
from hypothesis import strategies as st

import eventlog
from eventlog import times
from eventlog.events import AgentDefined, Amended, QuestionDefined
from eventlog.knowledge import Knowledge
from eventlog.standing.statements import Word
from knowledge_strategies import (
    BY_ID,
    CUTS,
    Dates,
    Moves,
    Story,
    cuts,
    differences,
    judged_last,
    known,
    picture,
    policies,
    seen_by,
    share,
    stories,
)
from plain_reader import PlainReader

PLAIN = Moves(redated=False, judgements=False)
pairs = st.tuples(cuts, cuts).map(sorted)


@share(2)  # makes a whole log
@given(stories(), pairs, policies)
def test_entries_public_by_a_day_are_public_by_a_later_day(story: Story, days: list[str], policy: str) -> None:
    """The entries visible at an earlier press cut are among those of a later one."""
    earlier, later = (story.known(day, policy=policy) for day in days)
    assert seen_by(earlier) <= seen_by(later)


@share(2)  # makes a whole log
@given(stories(), pairs, policies)
def test_entries_said_by_a_day_were_said_by_a_later_day(story: Story, days: list[str], policy: str) -> None:
    """The entries visible at an earlier cut on utterance are among those of a later one."""
    earlier, later = (story.known(said=day, policy=policy) for day in days)
    assert seen_by(earlier) <= seen_by(later)


@share(2)  # makes a whole log
@given(stories(Moves(judgements=False)), cuts, policies, st.data())
def test_entries_held_at_a_position_are_held_at_a_later_one(
    story: Story, day: str, policy: str, data: st.DataObject
) -> None:
    """Where we judge nothing, the entries visible at an earlier log cut are among those of a later one."""
    position = data.draw(st.integers(0, len(story.entries)))
    earlier, later = story.known(day, position=position, policy=policy), story.known(day, policy=policy)
    moved = any(entry.event.field for entry in story.entries if entry.kind == "Corrected")
    assert moved or seen_by(earlier) <= seen_by(later)


@share(2)  # makes a whole log
@given(stories(Moves(redated=False)), cuts, cuts, policies)
def test_a_cut_on_one_clock_leaks_nothing_that_another_excludes(story: Story, day: str, said: str, policy: str) -> None:
    """What is visible under two cuts is visible under each of them, and what is under each is under both."""
    both = seen_by(story.known(day, said=said, policy=policy))
    assert both == seen_by(story.known(day, policy=policy)) & seen_by(story.known(said=said, policy=policy))


@share(2)  # makes a whole log
@given(stories(PLAIN), cuts, cuts, st.data())
def test_no_claim_is_visible_before_its_own_dates(story: Story, day: str, said: str, data: st.DataObject) -> None:
    """Under `certain`, whatever is visible was out, said and recorded by the cuts, read as late as it can be."""
    position = data.draw(st.integers(0, len(story.entries)))
    reports = {report.id: report for report in story.reports}
    for entry in story.known(day, said=said, position=position).entries():
        assert entry.position <= position
        if entry.kind == "ClaimRecorded":
            claim = entry.event.claim
            published = reports[claim.report].published
            assert published is not None
            assert times.bounds(published, "published").latest <= times.cut(day, "UTC")
            if claim.said is not None:
                bounds = times.bounds(claim.said, "published")
                out = times.bounds(published, "published").latest
                assert min(bounds.latest, out) <= times.cut(said, "UTC") or bounds.earliest > out


@share(4)  # asks every question of two logs
@given(stories(), cuts, policies, st.data())
def test_later_entries_never_change_an_answer(story: Story, day: str, policy: str, data: st.DataObject) -> None:
    """At a position, a log that has gone on answers as the one that ended there."""
    position = data.draw(st.integers(0, len(story.entries)))
    now = story.known(day, position=position, policy=policy)
    then = known(story.reader(position), day, policy=policy)
    assert not differences(now, then)


@share(4)  # digests every answer twice
@given(stories(), cuts, policies, st.data())
def test_a_token_gives_its_answer_again(story: Story, day: str, policy: str, data: st.DataObject) -> None:
    """A basis token gives the same answer after any later entries."""
    position = data.draw(st.integers(1, len(story.entries)))
    token = known(story.reader(position), day, policy=policy).basis
    again = Knowledge.reproduce(story.reader(), token)
    assert again.same
    assert not again.withheld


@share(2)  # makes a whole log
@given(stories(), cuts)
def test_what_is_certainly_visible_is_possibly_visible(story: Story, day: str) -> None:
    """The entries visible under `certain` are among those under `possible`."""
    assert seen_by(story.known(day)) <= seen_by(story.known(day, policy="possible"))


@share(4)  # asks every question of two logs
@given(stories(Moves(redated=False)), cuts, st.data())
def test_narrowing_a_vague_date_never_removes_a_certain_claim(story: Story, day: str, data: st.DataObject) -> None:
    """A claim that is certainly live stays so when a report's vague date narrows, where no withdrawal is vague."""
    vague = [one for one in story.reports if one.published is not None and not one.published.endswith("Z")]
    notices = {str(event.notice) for event in story.of("Retracted", "Superseded", "Corrected")}
    amended = {str(event.report) for event in story.of("Amended")}  # they are read by that, and not by their own dates
    vague = [one for one in vague if one.id not in notices | amended]
    if not vague:
        return
    chosen = data.draw(st.sampled_from(vague))
    bounds = times.bounds(chosen.published, "published")
    narrow = times.instant_text(data.draw(st.sampled_from((bounds.earliest, bounds.latest))))
    better = Amended(report=chosen.id, field="published", value=narrow)
    last = story.entries[-1]
    entry = attrs.evolve(last, position=last.position + 1, recorded=last.recorded + 1, kind="amended/1", event=better)
    before, after = story.known(day), known(PlainReader([*story.entries, entry]), day)
    for question in BY_ID:
        kept = {one.id for one in after[question].claims if one.live == "certain"}
        assert {one.id for one in before[question].claims if one.live == "certain"} <= kept


@share(4)  # asks every question of two logs
@given(judged_last(Moves(dates=Dates(distinct=True))), cuts, policies, st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_no_answer_on_the_press_clock(
    drawn: tuple[Story, int], day: str, policy: str, random: object
) -> None:
    """Arriving in another order, every reference after its target, the same reports give the same answers.

    Joined roots are one, and are called by the first of them by position (rule 5): how many there are is compared here.
    Words of one source that were said in different reports at the same instant go by position (rule 2): left out here.
    """
    story, arrived = drawn
    shuffled = _another_order(story.entries[:arrived], random)
    moved = [
        attrs.evolve(entry, position=at, recorded=was.recorded)
        for at, (entry, was) in enumerate(zip(shuffled, story.entries, strict=False), 1)
    ]
    one = known(PlainReader([*moved, *story.entries[arrived:]]), day, policy=policy)
    other = story.known(day, policy=policy)
    assume(not any(_goes_by_position(one[question].words) for question in BY_ID))
    assert not differences(one, other, names=False)


def _goes_by_position(words: Sequence[Word]) -> bool:
    """Whether two words of a source may have been said at one exact instant, in different places."""
    begun: dict[tuple[str, object], set[str]] = {}
    for word in words:
        begun.setdefault((word.source, word.placed.order.begin_earliest), set()).add(word.placed.group)
    return any(begun.get((word.source, word.placed.order.begin_latest), set()) - {word.placed.group} for word in words)


def _another_order(entries: list, random: object) -> list:
    """Any order in which what is named comes first, and definitions keep theirs: of two of one agent the last holds."""
    left, placed, found = list(entries), set(), []
    known_ids = {entry.id for entry in entries}
    while left:
        ready = [one for one in left if all(name in placed or name not in known_ids for name in _names(one))]
        definitions = [one for one in left if isinstance(one.event, (AgentDefined, QuestionDefined))]
        one = random.choice([one for one in ready if one not in definitions[1:]])
        left.remove(one)
        placed.add(one.id)
        found.append(one)
    return found


def _names(entry: object) -> tuple[str, ...]:
    from eventlog.events.dependencies import references

    return references(entry.event)


@share(4)  # asks why of every claim
@given(stories(), cuts, policies)
def test_why_not_names_something_exactly_where_a_claim_is_out(story: Story, day: str, policy: str) -> None:
    """`why_not` is falsy for the claims of an answer, and for no others."""
    now = story.known(day, policy=policy)
    for claim in story.claims:
        live = claim.id in {one.id for one in now[claim.question].claims}
        reason = now.why_not(claim)
        assert bool(reason) is not live, (reason.kind, reason.text)


@share(4)  # scans the whole log for every question
@given(stories(), cuts, policies)
def test_an_index_answers_as_a_linear_scan(story: Story, day: str, policy: str) -> None:
    """Over effect rows the answers are those over a plain list of entries."""
    assert not differences(story.known(day, policy=policy), known(PlainReader(story.entries), day, policy=policy))


@share(8)  # records everything in a real log
@given(stories(), cuts, policies)
def test_a_log_answers_as_a_list_of_its_entries(story: Story, day: str, policy: str) -> None:
    """Knowledge over a log's own reader equals knowledge over a plain list of the same entries."""
    readings = iter([entry.recorded for entry in story.entries])
    with eventlog.open(":memory:", clock=lambda: next(readings)) as log:
        for entry in story.entries:
            log.record(entry.event)
        held = PlainReader(log.entries())
        assert [entry.id for entry in held.all] == [entry.id for entry in story.entries]
        assert not differences(known(log.reader, day, policy=policy), known(held, day, policy=policy))


# no answer depends on the process


def digest_of_a_fixed_story() -> str:
    """The digest of all that is known, at every cut, of one story that is drawn without Hypothesis."""
    from knowledge_samples import sample

    reader = sample(reports=30, seed=5)
    said = [
        json.dumps(picture(known(reader, day, policy=policy)[question]), default=str, sort_keys=True)
        for day in CUTS
        for policy in ("certain", "possible")
        for question in sorted({key.removeprefix("q:") for key in reader.keys("q:", reader.size())})
    ]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def test_no_answer_depends_on_the_process() -> None:
    """Another hash seed or another zone of the process gives the same answers to the letter."""
    tests = Path(__file__).parents[1]
    path = os.pathsep.join([str(tests.parent / "src"), str(tests), str(tests / "knowledge")])
    code = "import test_laws_as_of as laws; print(laws.digest_of_a_fixed_story())"
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": seed, "TZ": zone},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed, zone in (("0", "UTC"), ("1", "Asia/Seoul"), ("77", "America/St_Johns"))
    ]
    printed = {one.communicate(timeout=120)[0].strip() for one in running}
    assert printed == {digest_of_a_fixed_story()}

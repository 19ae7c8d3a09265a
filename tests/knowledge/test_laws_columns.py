"""What columns say is what the fold says: the words for all questions at any cut, with numpy and without."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventlog
from eventlog.errors import InvalidValue
from eventlog.knowledge import Knowledge, Status, bulk
from eventlog.knowledge.columns import Columns
from knowledge_strategies import BY_ID, DAY, Moves, Story, cuts, policies, stories
from knowledge_talk import cut_of, talk

QUESTIONS = tuple(BY_ID)


class Talk(Moves):
    """Reports and nothing else: what columns can say the most of."""

    def names(self) -> list[str]:
        return ["report"]


TALK = Talk(questions=("fort.held", "fort.shelled", "fort.held"), judgements=False)


@pytest.fixture(params=["numpy", "plain"], scope="module")
def way(request: pytest.FixtureRequest) -> Iterator[str]:
    """With numpy and as if it were not installed."""
    if request.param == "numpy":
        pytest.importorskip("numpy")
    bulk.SWITCHED_OFF = request.param == "plain"
    yield request.param
    bulk.SWITCHED_OFF = False


def folded(knowledge: Knowledge, questions: Any = QUESTIONS) -> dict[str, Status]:
    """The words of the questions that have anything to say, each by the fold."""
    standings = {question: knowledge.judged(question) for question in sorted(questions)}
    return {question: one.status for question, one in standings.items() if knowledge._says(one)}


moments_or_none = st.one_of(st.none(), cuts)


@given(
    story=st.one_of(stories(), stories(TALK), stories(TALK)),
    asked=st.lists(st.tuples(moments_or_none, moments_or_none, policies, st.integers(0, 60)), min_size=1, max_size=4),
)
def test_columns_say_what_the_fold_says(way: str, story: Story, asked: list[tuple[Any, ...]]) -> None:
    """At any cut on each of the three clocks, under both readings, all words are those of the fold."""
    reader = story.reader()
    for published, said, policy, back in asked:
        position = max(reader.size() - back, 0)
        cut = cut_of(reader, published=published, said=said, policy=policy, position=position)
        assert Knowledge(reader, cut).statuses() == folded(Knowledge(reader, cut))


@given(story=stories(TALK), more=stories(), published=moments_or_none, policy=policies)
def test_columns_that_grow_are_columns_made_anew(
    way: str, story: Story, more: Story, published: Any, policy: str
) -> None:
    """What is recorded after a first look is taken in by the second one, and changes nothing below it."""
    reader = story.reader()
    first = cut_of(reader, published=published, policy=policy)
    before = Knowledge(reader, first).statuses()
    for entry in more.entries:
        if str(entry.id) not in story.ids:
            moved = attrs.evolve(entry, position=reader.size() + 1, recorded=entry.recorded + 1_000 * DAY)
            reader.take(moved)
    last = cut_of(reader, published=published, policy=policy)
    assert Knowledge(reader, last).statuses() == folded(Knowledge(reader, last))
    assert Knowledge(reader, first).statuses() == before == folded(Knowledge(reader, first))


def test_such_talk_is_told_by_columns(way: str) -> None:
    """In a log of plain talk no question is left to the fold: what is compared below is not the fold with itself."""
    told = []
    for seed in range(20):
        columns, reader = Columns("UTC"), talk(seed, 20)
        assert columns.extend(reader, reader.size())
        told += [columns.plain(number, reader.size()) for number in range(3)]
    assert sum(told) > 40
    assert columns.pairs
    assert columns.turns


@given(
    seed=st.integers(0, 1_000_000),
    reports=st.integers(1, 25),
    published=moments_or_none,
    said=moments_or_none,
    policy=policies,
    exact=st.booleans(),
)
def test_long_talk_is_told_as_the_fold_tells_it(
    way: str, seed: int, reports: int, published: Any, said: Any, policy: str, exact: bool
) -> None:
    """Sources with many words on a question: painted, denied, ended, uncommitted, in any order, at vague times."""
    reader = talk(seed, reports, exact=exact)
    knowledge = Knowledge(reader, cut_of(reader, published=published, said=said, policy=policy))
    assert knowledge.statuses() == folded(knowledge, [f"topic.q{at}" for at in range(3)])


def test_a_redaction_is_seen_by_columns_that_were_there_before(way: str) -> None:
    """What was erased is in no word any more, and is said to be lacking, though columns had been read before."""
    reader = talk(2, 12)
    with eventlog.open(":memory:") as log:
        log.record(*(entry.event for entry in reader.all))
        assert log.as_of("2033").statuses() == folded(log.as_of("2033"), log.as_of("2033").questions)
        before = log.as_of("2033").statuses()
        claim = next(entry for entry in log.entries() if entry.kind.startswith("claim"))
        log.redact(claim, reason="asked for by law")
        report = next(entry for entry in log.entries(after=claim.position) if entry.kind.startswith("report"))
        log.redact(report, reason="asked for by law")
        after = log.as_of("2033")
        assert after.statuses() == folded(after, before)
        assert any(after[question].withheld for question in before)


def test_a_topic_has_its_questions_and_no_others(way: str) -> None:
    """The words of a topic are those of all that are below it at a dot; a topic that can't be one is refused."""
    reader = talk(3, 20)
    whole = Knowledge(reader, cut_of(reader)).statuses()
    assert len(whole) == 3
    assert Knowledge(reader, cut_of(reader)).statuses("topic") == whole
    assert Knowledge(reader, cut_of(reader)).statuses("topic.q1") == {"topic.q1": whole["topic.q1"]}
    assert Knowledge(reader, cut_of(reader)).statuses("top") == {}
    assert list(whole) == list(Knowledge(reader, cut_of(reader)).questions) == sorted(whole)
    with pytest.raises(InvalidValue):
        Knowledge(reader, cut_of(reader)).statuses("no topic")


def test_a_time_in_the_world_is_asked_of_the_fold(way: str) -> None:
    """At a stretch of valid time the words are those of the standings there."""
    knowledge = Knowledge(talk(4, 20), cut_of(talk(4, 20))).at("2031-06")
    assert knowledge.statuses() == {one.id: one.status for one in knowledge}


@pytest.mark.parametrize("date", ["2024-06-27", "2024-10-25"])
def test_the_corpus_is_told_as_the_fold_tells_it(way: str, date: str) -> None:
    """Real reports, with inferred speakers, boilerplate, citations and numbers; under both readings of their dates."""
    corpus = Path(__file__).resolve().parents[2] / "examples" / "corpus"
    with eventlog.open(":memory:", zone="Europe/Kyiv") as log:
        log.record(*eventlog.load(corpus))
        for policy in ("certain", "possible"):
            knowledge = log.as_of(date, policy=policy)
            told = knowledge.statuses()
            assert told == folded(knowledge, [key.removeprefix("q:") for key in log.reader.keys("q:", len(log))])
            assert told

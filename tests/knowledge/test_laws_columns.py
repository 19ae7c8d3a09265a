"""What columns say is what the fold says: the words for all questions at any cut, with numpy and without."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventlog
from eventlog.claims import Claim, Evidence, Link, Question, Ref, digest_of
from eventlog.errors import InvalidValue
from eventlog.events import Corrected
from eventlog.knowledge import Cut, Knowledge, Status, bulk
from eventlog.knowledge.columns import Columns
from eventlog.reports import Report
from knowledge_strategies import (
    BY_ID,
    DAY,
    DAYS,
    EXACT,
    EXTENTS,
    VAGUE,
    IndexedReader,
    Moves,
    Story,
    cuts,
    policies,
    stories,
)

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


def cut_of(reader: Any, **cuts: Any) -> Cut:
    """A cut of what a reader has, at its end unless a position is given."""
    return Cut.of(zone=reader.zone, position=cuts.pop("position", reader.size()), **cuts)


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


def talk(seed: int, reports: int, *, questions: int = 3, exact: bool = False) -> IndexedReader:
    """A log from a seed in which a few people go on talking, are repeated, and date their reports anew."""
    random, story = Random(seed), Story()
    dates = EXACT if exact else (*EXACT, *DAYS, *VAGUE)
    asked = [f"topic.q{at}" for at in range(questions)]
    story.record(*(Question(id=one, kind=random.choice(("state", "state", "event", "norm"))) for one in asked[1:]))
    said: list[Claim] = []
    for at in range(reports):
        publisher, published = (
            random.choice(("outlet:post", "gov:north", "gov:north")),
            random.choice((None, *dates * 3)),
        )
        report = Report(publisher=publisher, title=f"report {at}", published=published, digest=digest_of(str(at)))
        read = [_said_by_somebody(random, report, asked, dates, number) for number in range(random.randint(1, 4))]
        told = random.choice(said) if said else None
        if told is not None and random.random() < 0.4:
            read.append(attrs.evolve(told, report=Ref(report.id)))
        story.record(report, *read)
        said += read
        if random.random() < 0.2:
            notice = random.choice((report.id, *EXACT))
            earlier = random.choice(story.reports)
            by = random.choice((earlier.publisher, earlier.publisher, "org:rivals"))
            if not any(one.target == notice for one in story.of("Corrected")) or exact:
                value = random.choice(dates)
                story.record(Corrected(target=earlier.id, by=by, notice=notice, field="published", value=value))
        story.record(*_links(random, said, read[-1] if told is not None else None, told))
    return story.reader()


def _links(random: Random, said: list[Claim], last: Claim | None, told: Claim | None) -> Iterator[Link]:
    """Who repeats whom; between questions too, where it says nothing. Nameless speakers are joined with nobody."""
    pairs = [(last, told)] if last is not None and told is not None and random.random() < 0.8 else []
    if random.random() < 0.3:
        pairs.append((random.choice(said), random.choice(said)))
    for one, other in pairs:
        nameless = any(step.agent.startswith("anon:") for claim in (one, other) for step in claim.chain)
        if one.id != other.id and not (nameless and one.question == other.question):
            kind = random.choice(("echoes", "echoes", "restates", "same-utterance", "same-root", "updates"))
            yield Link(kind=kind, from_=one.id, to=other.id, by="user:desk", basis="seen")


def _said_by_somebody(random: Random, report: Report, asked: list[str], dates: tuple[str, ...], number: int) -> Claim:
    fact = random.choice(("CT+", "CT+", "PR+", "PS+", "CT-", "PR-", "PS-", "Uu"))
    return Claim(
        report=report.id,
        question=random.choice(asked),
        value=None if fact == "CT-" and random.random() < 0.3 else True,
        factuality=fact,
        chain=random.choice(((), ("person:ada",), ("person:ada",), ("person:bo",), ("anon:soldier",))),
        said=random.choice((None, *dates)),
        during=random.choice(EXTENTS),
        kind=random.choice((*("claim",) * 6, "norm", "opinion", "background")),
        stance=random.choice(("assert", "announce", "admit")),
        evidence=(Evidence(start=number, end=number + 1, digest=digest_of(f"{report.title} {number}")),),
    )


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

"""A crowded question is answered from the words that matter, and says what the fold says from all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventlog
from eventlog import times
from eventlog.claims import Claim, Evidence, digest_of
from eventlog.events import Entry, wrap
from eventlog.knowledge import Knowledge, Standing, asking, crowd
from eventlog.knowledge.gathering import gather
from eventlog.knowledge.judging import stand
from eventlog.knowledge.kept import beside
from eventlog.reports import Report
from knowledge_strategies import BEGIN, BY_ID, DAY, IndexedReader, Moves, Story, cuts, policies, stories
from knowledge_talk import cut_of, talk

STRETCHES = ("2031-06", "2031-06-10", "2031-07-01T00:00:00Z", "2031-08")
WHEN = st.one_of(st.none(), cuts)
ASKED = st.lists(st.tuples(WHEN, WHEN, policies, st.integers(0, 20), st.sampled_from((None, *STRETCHES))), min_size=2)


class Talk(Moves):
    """Reports and nothing else."""

    def names(self) -> list[str]:
        return ["report"]


@pytest.fixture(autouse=True, scope="module")
def _crowded() -> Iterator[None]:
    """Three claims are a crowd here, and all of them may matter."""
    many, part = asking.MANY, crowd._PART
    asking.MANY, crowd._PART = 2, 1
    yield
    asking.MANY, crowd._PART = many, part


def folded(reader: Any, question: str, knowledge: Knowledge) -> Standing:
    """The standing, by the fold over all that bears on the question."""
    return stand(gather(reader, question, knowledge.cut.position), knowledge.cut, knowledge.valid)


def agree(reader: Any, questions: Any, asked: list[tuple[Any, ...]]) -> int:
    """Ask at these cuts, one after the other, and compare with the fold; how often not all words were needed."""
    fewer = 0
    for published, said, policy, back, stretch in asked:
        position = max(reader.size() - back, 0)
        cut = cut_of(reader, published=published, said=said, policy=policy, position=position)
        knowledge = Knowledge(reader, cut) if stretch is None else Knowledge(reader, cut).at(stretch)
        for question in questions:
            standing, expected = knowledge.judged(question), folded(reader, question, knowledge)
            told = f"{question} {cut} {stretch}"
            assert standing == expected, told
            assert not standing.differs(expected), told
            assert standing.independence.reasons == expected.independence.reasons, told
            assert standing.timeline == expected.timeline, told
            assert standing.last_reaffirmed == expected.last_reaffirmed, told
            fewer += len(standing.heard) < len(expected.words)
            assert [word.id for word in standing.words] == [word.id for word in expected.words], told
            assert standing.moments == expected.moments, told
    return fewer


@given(story=st.one_of(stories(), stories(Talk()), stories(Talk(judgements=False))), asked=ASKED)
def test_a_crowd_says_what_the_fold_says(story: Story, asked: list[tuple[Any, ...]]) -> None:
    """Of any log, at any cut and any stretch of valid time, however often it was asked before."""
    agree(story.reader(), BY_ID, asked)


@given(seed=st.integers(0, 1_000_000), reports=st.integers(1, 25), exact=st.booleans(), asked=ASKED)
def test_long_talk_is_a_crowd(seed: int, reports: int, exact: bool, asked: list[tuple[Any, ...]]) -> None:
    """Of sources that go on talking."""
    agree(talk(seed, reports, exact=exact, linked=False), [f"topic.q{at}" for at in range(3)], asked)


@given(seed=st.integers(0, 1_000_000), more=stories(), asked=ASKED, linked=st.booleans(), data=st.data())
def test_a_crowd_grows(seed: int, more: Story, asked: list[tuple[Any, ...]], linked: bool, data: st.DataObject) -> None:
    """What is recorded between two questions is taken in, or makes the crowd be gathered anew."""
    whole, reader = talk(seed, 20, linked=linked), IndexedReader()
    questions = [f"topic.q{at}" for at in range(3)]
    known = {str(entry.id) for entry in whole.all}
    others = [entry for entry in more.entries if str(entry.id) not in known]
    for entry in (*whole.all, *others):
        at = reader.size() + 1
        reader.take(attrs.evolve(entry, position=at, recorded=entry.recorded + at * DAY))
        if not data.draw(st.integers(0, 9)):
            agree(reader, questions, asked[:1])
    agree(reader, questions, asked)


def test_few_words_matter_where_the_last_covers_all() -> None:
    """Of a hundred statements by four sources those are looked at that hold, and the one that was known first."""
    reader = talk(1, 0)
    assert _hot(reader, 100) == 5
    kept = beside(reader).crowds["fort.held"]
    assert _hot(reader, 100, 20) == 5
    assert beside(reader).crowds["fort.held"] is kept
    assert len(kept.words) == 120


def _hot(reader: IndexedReader, upto: int, more: int = 0) -> int:
    """Statements from the beginning of May until further notice; how many of them were looked at."""
    for at in range(upto if more else 0, upto + more):
        title = f"report {at}"
        published = times.instant_text(BEGIN + at * DAY // 10)
        report = Report(publisher="outlet:post", title=title, published=published, digest=digest_of(title))
        span = (Evidence(start=0, end=5, digest=digest_of(title)),)
        chain, fact = (f"person:p{at % 4}",), "CT+" if at % 3 else "CT-"
        claim = Claim(
            report=report.id,
            question="fort.held",
            value=True,
            factuality=fact,
            chain=chain,
            during="2031-05-01T00:00:00Z/..",
            evidence=span,
        )
        for value in (report, claim):
            event = wrap(value)
            reader.take(Entry(reader.size() + 1, BEGIN + reader.size() * DAY, type(event).__name__, event))
    standing = Knowledge(reader, cut_of(reader, published="2032-01-01")).judged("fort.held")
    assert standing == folded(reader, "fort.held", Knowledge(reader, standing.cut))
    return len(standing.heard)


def test_a_redaction_scatters_a_crowd() -> None:
    """What was erased is in no answer any more, and is said to be lacking, though the crowd was gathered before."""
    reader = talk(1, 0)
    assert _hot(reader, 20) == 5
    with eventlog.open(":memory:") as log:
        log.record(*(entry.event for entry in reader.all))
        before = log.as_of("2033")["fort.held"]
        assert beside(log.reader).crowds["fort.held"]
        log.redact(before.claims[0].id, reason="asked for by law")
        after = log.as_of("2033")
        assert after["fort.held"] == folded(log.reader, "fort.held", after)
        assert after["fort.held"].withheld
        assert "fort.held" not in beside(log.reader).crowds


def test_a_crowd_of_another_time_is_kept_whatever_was_redacted_since() -> None:
    """A redaction that had been done when the crowd was gathered does not scatter it again and again."""
    reader = talk(1, 0)
    assert _hot(reader, 20) == 5
    with eventlog.open(":memory:") as log:
        log.record(*(entry.event for entry in reader.all))
        then = log.head.recorded_at
        other = eventlog.Report(publisher="outlet:post", title="another", published="2031-05-01")
        log.record(other)
        log.redact(other.id, reason="asked for by law")
        assert log.as_of("2033", recorded=then)["fort.held"].claims
        crowd = beside(log.reader).crowds["fort.held"]
        assert log.as_of("2033", recorded=then)["fort.held"].claims
        assert beside(log.reader).crowds["fort.held"] is crowd

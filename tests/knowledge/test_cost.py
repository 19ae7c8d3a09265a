"""What an answer costs, counted and not timed: it reads what bears on it, and works in step with its own claims."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Sequence
from types import ModuleType
from typing import Any

import attrs
import pytest

from eventlog import claims, events, reports, standing, times
from eventlog.claims import Claim, Evidence, Quantity, Question, digest_of
from eventlog.events import Entry, Sought
from eventlog.knowledge.gather import gather
from eventlog.reports import Report
from eventlog.standing import spans
from eventlog.standing.answers import Value
from knowledge_samples import sample
from knowledge_strategies import BEGIN, IndexedReader, Story, known


@pytest.mark.parametrize("room", [standing, claims, events, reports, times])
def test_no_look_at_a_field_goes_through_a_hook(room: ModuleType) -> None:
    """A class with slots that has a `cached_property` has one, and each of its fields takes four times as long."""
    modules = [importlib.import_module(one.name) for one in pkgutil.iter_modules(room.__path__, f"{room.__name__}.")]
    classes = {one for module in modules for one in vars(module).values() if isinstance(one, type) and attrs.has(one)}
    assert len(classes) > 2
    assert [one for one in classes if "__getattr__" in vars(one)] == []


class CountingReader:
    """A reader that counts the entries it hands out."""

    def __init__(self, inner: IndexedReader) -> None:
        self.inner = inner
        self.read = 0

    @property
    def zone(self) -> str:
        return self.inner.zone

    def size(self) -> int:
        return self.inner.size()

    def upto(self, recorded: int) -> int:
        return self.inner.upto(recorded)

    def entry(self, position: int) -> Entry:
        self.read += 1
        return self.inner.entry(position)

    def find(self, id: str) -> int | None:
        return self.inner.find(id)

    def about(self, key: str, upto: int) -> Iterable[Entry]:
        return self._counted(self.inner.about(key, upto))

    def under(self, keys: Iterable[str], after: int, upto: int) -> Iterable[Entry]:
        return self._counted(self.inner.under(keys, after, upto))

    def having(self, ids: Iterable[str], upto: int) -> Iterable[Entry]:
        return self._counted(self.inner.having(ids, upto))

    def keys(self, prefix: str, upto: int) -> Iterable[str]:
        return self.inner.keys(prefix, upto)

    def entries(self, after: int, upto: int) -> Iterator[Entry]:
        return iter(self._counted(self.inner.entries(after, upto)))

    def near(self, _question: str):
        return self

    def withheld(self, upto: int) -> Sequence[int]:
        return self.inner.withheld(upto)

    def candidates(self, words: Sequence[Sequence[str]], tiers: Sequence[Sequence[str]], upto: int) -> Sought:
        found = self.inner.candidates(words, tiers, upto)
        return Sought([self._counted(tier) for tier in found.tiers], self._counted(found.unread))

    def unreadable(self, upto: int) -> Iterable[Entry]:
        return self._counted(self.inner.unreadable(upto))

    def columns(
        self, kind: str, members: Sequence[str], after: int, upto: int, **only: Any
    ) -> Iterable[tuple[Any, ...]]:
        return self._counted(self.inner.columns(kind, members, after, upto, **only))

    def _counted(self, entries: Iterable[Any]) -> list[Any]:
        found = list(entries)
        self.read += len(found)
        return found


def test_a_standing_reads_what_bears_on_it() -> None:
    """In a log of forty other questions a standing reads a part of the entries, each a few times at most."""
    reader = CountingReader(sample(reports=400, questions=40))
    bearing = len(gather(reader.inner, "topic.q7", reader.size()).entries)
    assert known(reader, "2031-08-31")["topic.q7"].claims
    assert reader.read < 4 * bearing + 100
    assert reader.read < reader.size() / 2


def test_a_standing_reads_no_more_when_the_rest_of_the_log_grows() -> None:
    """What is recorded about other questions, by others, costs a question nothing."""
    story = Story()
    _one_question(story, "fort.held", 20)
    small = CountingReader(story.reader())
    _one_question(story, "port.open", 500, by="other")
    large = CountingReader(story.reader())
    assert known(small, "2032-01-01")["fort.held"].claims == known(large, "2032-01-01")["fort.held"].claims
    assert small.read == large.read


def _one_question(story: Story, question: str, claims: int, by: str = "one", value: Any = True, **rest: Any) -> None:
    """So many reports with a claim each, by four sources in turn."""
    story.record(Question(id=question, answer="quantity" if isinstance(value, Quantity) else "truth"))
    for at in range(claims):
        title = f"{by} {question} {at}"
        report = Report(publisher=f"outlet:{by}-{at % 4}", title=title, published=_day(at), digest=digest_of(title))
        story.entries.append(_entry(story, report))
        span = (Evidence(start=0, end=5, digest=digest_of(title)),)
        given = value(at) if callable(value) else value
        chain = (f"person:{by}-{at % 4}",)
        claim = Claim(report=report.id, question=question, value=given, chain=chain, evidence=span, **rest)
        story.entries.append(_entry(story, claim))


def _day(at: int) -> str:
    return times.instant_text(BEGIN + at * 60_000_000)


def _entry(story: Story, value: Any) -> Entry:
    from eventlog.events import wrap

    event = wrap(value)
    return Entry(len(story.entries) + 1, BEGIN + len(story.entries), type(event).__name__, event)


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Counts how often the sets of time are asked, and how many pieces they move."""
    counted = {"steps": 0}
    for kind, name in (
        (spans.Cover, "add"),
        (spans.Cover, "within"),
        (spans.Cover, "touches"),
        (spans.Cover, "covers"),
    ):
        _count(monkeypatch, counted, kind, name)
    return counted


def _count(monkeypatch: pytest.MonkeyPatch, counted: dict[str, int], kind: type, name: str) -> None:
    plain = getattr(kind, name)

    def counting(self: Any, span: spans.Span) -> Any:
        given = plain(self, span)
        counted["steps"] += 1 + (len(given) if isinstance(given, list) else 0)
        return given

    monkeypatch.setattr(kind, name, counting)


@pytest.mark.parametrize("during", [None, "2031-06/..", "2031-06", "2031-06/"])
def test_a_hot_question_is_painted_in_step_with_its_words(steps: dict[str, int], during: str | None) -> None:
    """Twice the statements by four sources cost twice the work on valid time, not four times."""
    found = []
    for size in (200, 400, 800):
        story = Story()
        _one_question(story, "fort.held", size, during=during)
        reader = story.reader()
        steps["steps"] = 0
        assert known(reader, "2032-01-01")["fort.held"].timeline
        found.append(steps["steps"])
    assert found[1] < 2.6 * found[0]
    assert found[2] < 2.6 * found[1]


def test_numbers_are_compared_in_step_with_their_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice the figures cost twice the comparisons of bounds, where all of them agree."""
    counted = {"steps": 0}
    plain = Value.relation

    def counting(one: Value, other: Value) -> Any:
        counted["steps"] += 1
        return plain(one, other)

    monkeypatch.setattr(Value, "relation", counting)
    found = []
    for size in (100, 200, 400):
        story = Story()
        _one_question(story, "fort.strength", size, value=Quantity(low=100, unit="person"), during="2031-06")
        counted["steps"] = 0
        assert known(story.reader(), "2032-01-01")["fort.strength"].positions
        found.append(counted["steps"])
    assert found[2] <= 2.2 * found[1] <= 5 * found[0]

"""A log keeps some dossiers at hand, and a state of knowledge some standings, by the entries that they are of."""

from __future__ import annotations

import gc
import weakref

import attrs
from hypothesis import given

import eventlog
from eventlog import Report
from eventlog.knowledge import recent
from eventlog.knowledge.gather import gather
from eventlog.standing.dossier import Dossier
from eventlog.standing.evaluate import evaluate
from held_knowledge import check_held, steps
from knowledge_strategies import Story, share, stories

EACH = 2
"""Entries that bear on one question here: a claim and its report."""


def record_berths(log: eventlog.EventLog, number: int, topic: str = "port") -> None:
    """One report that tells of so many questions of a topic."""
    report = Report(publisher="outlet:post", title="Morning", published="2031-03-01")
    log.record(report, *(report.claim(f"{topic}.p{at:02}", f"berth {at}") for at in range(number)))


def test_no_more_standings_are_kept_than_are_of_use(monkeypatch) -> None:
    """A sweep over all questions holds the last ones; an earlier one is judged again, and says the same."""
    monkeypatch.setattr(recent.Shelf.__init__, "__defaults__", (3 * EACH,))
    with eventlog.open(":memory:") as log:
        record_berths(log, 8)
        known = log.as_of("2031-04-01")
        swept = list(known)
        assert len(swept) == 8
        assert len(swept[0].dossier.entries) == EACH
        assert len(known._standings) == 3
        assert known["port.p00"] == swept[0]
        assert known["port.p00"] is known["port.p00"]


def test_the_memory_of_a_diff_is_bounded(monkeypatch) -> None:
    """What a diff judged goes again: of forty questions that changed no more dossiers are left than are kept."""
    monkeypatch.setattr(recent.Shelf.__init__, "__defaults__", (5 * EACH,))
    with eventlog.open(":memory:") as log:
        record_berths(log, 40, "quay")
        before, after = log.as_of("2031-02-01"), log.as_of("2031-04-01")
        changes = eventlog.diff(before, after)
        assert len(changes) == 40
        gc.collect()
        left = [one for one in gc.get_objects() if isinstance(one, Dossier) and one.asked.startswith("quay.")]
        assert len({one.asked for one in left}) <= 5


def test_what_is_used_stays_and_what_is_large_is_kept_alone() -> None:
    """The longest unused goes first; what is larger than the shelf is kept until something else comes."""
    shelf, made = recent.Shelf[list[int]](len, 4), []

    def ask(key: str, size: int) -> list[int]:
        return shelf.get(key, lambda: made.append(key) or [0] * size)

    first = ask("a", 2)
    ask("b", 2)
    assert ask("a", 2) is first
    ask("c", 2)  # b goes
    assert ask("a", 2) is first
    assert made == ["a", "b", "c"]
    large = ask("d", 9)
    assert ask("d", 9) is large
    assert len(shelf) == 1
    ask("e", 1)
    ask("b", 2)
    assert made == ["a", "b", "c", "d", "e", "b"]
    assert len(shelf) == 2


def test_two_readings_do_not_hold_each_other() -> None:
    """A standing whose other reading was asked for goes when nobody wants it any more, without the collector."""
    report = Report(publisher="outlet:post", title="Morning", published="[2031-03-01..2031-03-05]")
    with eventlog.open(":memory:") as log:
        log.record(report, report.claim("port.open", True))
        dossier, cut = gather(log.reader, "port.open", len(log)), log.as_of("2031-03-02").cut
        standing = evaluate(dossier, cut)
        assert standing.otherwise is not standing
        assert standing.otherwise.otherwise is standing
        seen = weakref.ref(standing)
        gc.disable()
        try:
            del standing
            for later in range(1, 10):
                evaluate(dossier, attrs.evolve(cut, published=cut.published + later))
            assert seen() is None
        finally:
            gc.enable()


@share(8)  # judges a question twice for each state that is held
@given(stories(), steps)
def test_who_holds_a_state_of_knowledge_is_told_what_is_so(story: Story, given: list[tuple[str, object]]) -> None:
    """Asked before or not, redacted before or since: a state that is held answers as a new one of the same cut."""
    with eventlog.open(":memory:") as log:
        check_held(log, story, given)

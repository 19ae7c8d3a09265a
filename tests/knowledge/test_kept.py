"""A log keeps some dossiers at hand, and a state of knowledge some standings, by the entries that they are of."""

from __future__ import annotations

import gc
import sys
import threading
import weakref
from contextlib import suppress
from pathlib import Path
from typing import cast

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventlog
from eventlog import Agent, Link, Report, times
from eventlog.claims import Assessment, Membership
from eventlog.errors import EventLogError
from eventlog.events import ClaimRecorded, Entry, Reader, ReportRecorded
from eventlog.knowledge import Knowledge, recent
from eventlog.knowledge.gather import gather
from eventlog.log.reader import LogReader
from eventlog.standing.cut import Cut
from eventlog.standing.dossier import Dossier
from eventlog.standing.evaluate import evaluate
from held_knowledge import check_held, steps
from knowledge_strategies import Story, cuts, picture, policies, share, stories

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


@pytest.mark.parametrize("name", [":memory:", "news.db"])
def test_what_is_kept_holds_no_log(name: str, tmp_path: Path) -> None:
    """A log that was asked, grew and was asked again is let go when nobody has it any more."""
    log = eventlog.open(name if name == ":memory:" else tmp_path / name)
    record_berths(log, 3)
    assert len(log.as_of()["port.p00"].dossier.claims) == 1
    noon = Report(publisher="outlet:post", title="Noon", published="2031-03-01")
    log.record(noon, noon.claim("port.p00", "berth 9"))
    assert len(log.as_of()["port.p00"].dossier.claims) == 2
    seen = weakref.ref(log.reader)
    log.close()
    del log
    gc.collect()
    assert seen() is None


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


def test_a_log_that_grows_keeps_the_dossiers_to_which_nothing_came() -> None:
    """A word on one question lets its dossier go, and no other; a redaction lets all go."""
    report = Report(publisher="outlet:post", title="Morning", published="2031-03-01")
    with eventlog.open(":memory:") as log:
        log.record(report, report.claim("port.open", True), report.claim("port.head", "Sorn"))
        before = log.as_of()
        held = {id: before[id].dossier for id in ("port.open", "port.head")}
        log.record(report.claim("port.open", False))
        after = log.as_of()
        assert after["port.head"].dossier is held["port.head"]
        assert after["port.open"].dossier is not held["port.open"]
        assert len(after["port.open"].dossier.claims) == 2
        assert Knowledge(log.reader, before.cut)["port.open"].dossier is held["port.open"]
        log.redact(report.claim("port.open", False).id, reason="order 17")
        assert log.as_of()["port.head"].dossier is not held["port.head"]


def first_of(name: str) -> Report:
    """A report of one morning."""
    return Report(publisher="outlet:post", title=name, published="2026-03-01")


def then(log: eventlog.EventLog, *events: object) -> None:
    """Ask, record, and ask again: what grew is what one would gather now, and is judged so."""
    before = log.as_of()
    before["port.open"].otherwise  # noqa: B018 - both readings are kept
    log.record(*events)
    grown, fresh = log.as_of()["port.open"], Knowledge(LogReader(log.store), log.as_of().cut)["port.open"]
    assert grown.dossier == fresh.dossier
    assert picture(grown) == picture(fresh)
    assert picture(grown.otherwise) == picture(fresh.otherwise)
    assert grown.dossier is not before["port.open"].dossier


def test_what_comes_with_a_claim_bears_on_it_as_if_it_came_later() -> None:
    """A link in the same batch, what a speaker is called, a speaker nobody heard before, an assessment."""
    one, two = first_of("One"), first_of("Two")
    old = one.claim("port.open", True, by=["gov:north"])
    new = two.claim("port.open", True, by=["gov:north"])
    other = two.claim("port.open", True, by=["person:ada"])
    with eventlog.open(":memory:") as log:
        log.record(one, old)
        then(log, two, new, Link(kind="echoes", from_=new.id, to=old.id, by="user:desk", found_in=two.id))
        then(log, two.claim("port.open", False, by=["gov:north"]), Agent(id="gov:north", name="The north"))
        log.record(Agent(id="person:ada", name="Ada", part_of=(Membership(agent="gov:north"),)))
        then(log, other)
        third = two.claim("port.open", False, by=["person:ada"], during="2026-02")
        then(log, third, Assessment(about=third.id, what="verification", value="verified", by="org:checkers"))


def test_a_nameless_source_is_the_same_one_whenever_that_came_to_be_known() -> None:
    """In an earlier edition that came later; by a link between its words on another question."""
    one = first_of("One")
    two = Report(publisher="outlet:post", title="Two", published="2026-03-02", revision_of=one.id)
    three, four, five, seven = map(first_of, ("Three", "Four", "Five", "Seven"))
    six = Report(publisher="outlet:post", title="Six", published="2026-03-02", revision_of=seven.id)
    said = two.claim("port.open", True, by=["anon:sailor"])
    with eventlog.open(":memory:") as log:
        log.record(two, said)
        then(log, one, one.claim("port.open", False, by=["anon:sailor"]))
        elsewhere, there = (
            two.claim("port.head", "Sorn", by=["anon:sailor"]),
            three.claim("port.head", "Sorn", by=["anon:cook"]),
        )
        log.record(three, elsewhere, there, Link(kind="same-root", from_=elsewhere.id, to=there.id, by="user:desk"))
        then(log, three.claim("port.open", False, by=["anon:cook"]))
        other = four.claim("port.head", "Tam", by=["anon:clerk"])
        third = five.claim("port.head", "Tam", by=["anon:guard"])
        log.record(four, five, seven, other, third, Link(kind="same-root", from_=other.id, to=third.id, by="user:desk"))
        then(log, five.claim("port.open", True, by=["anon:guard"]))
        then(log, six, six.claim("port.open", True, by=["anon:clerk"]))
        then(log, six.claim("port.head", "Tam", by=["anon:clerk"]), six.claim("port.open", False, by=["anon:clerk"]))


def test_an_edition_is_followed_to_the_first_one_through_what_was_there_by_another_way() -> None:
    """A link brings the third edition, without the second; then a nameless source says something in the fourth."""
    first = first_of("One")
    second = attrs.evolve(first_of("Two"), revision_of=first.id)
    third = attrs.evolve(first_of("Three"), revision_of=second.id)
    fourth = attrs.evolve(first_of("Four"), published="2026-03-02", revision_of=third.id)
    said, other = first.claim("port.open", True, by=["anon:sailor"]), third.claim("port.head", "Sorn")
    with eventlog.open(":memory:") as log:
        log.record(first, second, third, said, other, Link(kind="updates", from_=other.id, to=said.id, by="user:desk"))
        then(log, fourth, fourth.claim("port.open", False, by=["anon:sailor"]))
        assert len({word.source for word in log.as_of()["port.open"].words}) == 1


def test_a_date_that_leaves_open_what_is_seen_counts_when_it_comes() -> None:
    """Until then both readings of vague dates said the same."""
    one = first_of("One")
    vague = Report(publisher="outlet:post", title="Vague", published="[2026-03-01..2026-12-31]")
    with eventlog.open(":memory:", clock=lambda: "2026-06-01T00:00:00Z") as log:
        log.record(one, one.claim("port.open", True, by=["gov:north"]))
        then(log, vague, vague.claim("port.open", False, factuality="CT+", by=["gov:south"]))
        assert str(log.as_of()["port.open"].otherwise.status) == "disputed"


def test_a_report_that_came_after_its_later_edition_bears_on_the_same_questions() -> None:
    """What is named and not there yet is waited for: a nameless source is one and the same in both editions."""
    first = Report(publisher="outlet:post", title="Morning", published="2026-03-01")
    second = Report(publisher="outlet:post", title="Morning, again", published="2026-03-02", revision_of=first.id)
    with eventlog.open(":memory:") as log:
        log.record(second, second.claim("port.open", True, by=["anon:sailor"]))
        held = log.as_of()["port.open"].dossier
        log.record(first)
        grown = log.as_of()["port.open"].dossier
        assert grown is not held
        assert first.id in grown.entries


def test_after_very_much_that_came_all_is_gathered_anew(monkeypatch) -> None:
    """What came at once is told one by one up to a number; then the log begins to look anew."""
    monkeypatch.setattr(recent, "MOST_NEWS", 6)
    report = Report(publisher="outlet:post", title="Morning", published="2031-03-01")
    with eventlog.open(":memory:") as log:
        log.record(report, report.claim("port.head", "Sorn"))
        held = log.as_of()["port.head"].dossier
        log.record(*(report.claim("port.open", f"berth {at}") for at in range(3)))
        assert log.as_of()["port.head"].dossier is held
        log.record(*(report.claim("port.open", f"quay {at}") for at in range(4)))
        assert log.as_of()["port.head"].dossier is not held
        assert log.as_of()["port.head"].dossier == held


def elsewhere(log: eventlog.EventLog, number: int) -> None:
    """So many claims on another question come."""
    report = Report(publisher="outlet:post", title=f"Elsewhere {len(log)}", published="2026-03-01", text="x" * 9)
    log.record(report, *(report.claim("quay.open", f"berth {at}") for at in range(number - 1)))


def test_what_came_is_looked_at_only_where_much_may_be_spared() -> None:
    """To look at a thousand entries costs more than to gather a handful anew."""
    with eventlog.open(":memory:") as log:
        record_berths(log, 1)
        held = log.as_of()["port.p00"].dossier
        elsewhere(log, recent.FEW_NEWS)
        assert log.as_of()["port.p00"].dossier is held
        elsewhere(log, recent.FEW_NEWS + 1)
        fresh = log.as_of()["port.p00"].dossier
        assert fresh is not held
        record_berths(log, 2 * recent.FEW_NEWS, "pier")
        list(log.as_of().about("pier"))
        held = log.as_of()["port.p00"].dossier
        elsewhere(log, recent.FEW_NEWS + 1)
        assert log.as_of()["port.p00"].dossier is held


def test_what_came_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks again at the same position, or at one between, does not search it again; and no entry is held for it."""
    looked: list[int] = []
    news = recent._Dossiers._news

    def counted(self: recent._Dossiers, last: recent._Gathered, position: int) -> dict[int, str | None] | None:
        looked.append(position)
        return news(self, last, position)

    monkeypatch.setattr(recent._Dossiers, "_news", counted)
    with eventlog.open(":memory:") as log:
        record_berths(log, 3)
        held = log.as_of()["port.p00"].dossier
        elsewhere(log, 4)
        for back in (0, 0, 1, 2, 0):
            assert recent.dossier_of(log.reader, "port.p00", len(log) - back) is held
        assert looked == [len(log)]
        gc.collect()
        entries = [one for one in gc.get_objects() if isinstance(one, Entry)]
        titles = [one.event.report.title for one in entries if isinstance(one.event, ReportRecorded)]
        assert not [one for one in titles if one.startswith("Elsewhere")]


def test_what_is_yet_to_come_is_not_there() -> None:
    """A position behind the end of the log is its end: what comes by it later counts when it is asked again."""
    with eventlog.open(":memory:") as log:
        record_berths(log, 1)
        cut = Cut.of(zone="UTC", position=100)
        assert len(Knowledge(log.reader, cut)["port.p00"].dossier.claims) == 1
        report = Report(publisher="outlet:post", title="Noon", published="2031-03-01")
        log.record(report, report.claim("port.p00", "berth 9"))
        assert len(Knowledge(log.reader, cut)["port.p00"].dossier.claims) == 2


def test_of_many_cuts_on_what_was_said_the_last_are_kept() -> None:
    """Who asks each time for what was said by now would fill the memory, as long as nothing comes to the question."""
    report = first_of("One")
    with eventlog.open(":memory:") as log:
        log.record(report, report.claim("port.open", True))
        for second in range(60):
            known = log.as_of(said=f"2026-03-02T10:00:{second:02}Z")
            dossier = known["port.open"].dossier
        for table in (dossier.kept.clocks, dossier.kept.between, dossier.kept.readings):
            assert len(table.values()) <= 16


def test_what_another_thread_works_out_meanwhile_disturbs_no_growth() -> None:
    """A dossier that grows is still asked by those who hold it."""
    report, later = first_of("One"), first_of("Two")
    with eventlog.open(":memory:") as log:
        log.record(report, report.claim("port.open", True))
        dossier = log.as_of()["port.open"].dossier
        (clocks,) = dossier.kept.clocks.values()

        class Meanwhile:
            """The entries that are known, while somebody asks for another one."""

            def __contains__(self, id: object) -> bool:
                clocks[f"{id} again"] = clocks[later.id] = clocks[str(id)]
                return id in dossier.entries

        (held,) = dossier.kept.grown(Meanwhile(), dossier).clocks.values()
        assert held.keys() == dossier.entries.keys()


class ManyEntries:
    """A reader of many claims on many questions."""

    def __init__(self, number: int) -> None:
        report = first_of("Many")
        self.all = [
            Entry(at, at, "claim-recorded", ClaimRecorded(claim=report.claim(f"port.p{at}", True)))
            for at in range(1, number + 1)
        ]

    def entries(self, after: int, upto: int) -> list[Entry]:
        """Those in a range."""
        return self.all[after:upto]


def test_threads_that_look_at_once_at_what_came_lose_none_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also while what lies long ago is let go."""
    monkeypatch.setattr(recent, "MOST_NEWS", 64)
    reader, dossiers, wrong = ManyEntries(3_000), recent._Dossiers(0), list[object]()
    sizes = iter(range(1, len(reader.all) + 1))

    def look() -> None:
        try:
            for size in sizes:
                assert dossiers.grown(cast("Reader", reader), size)
        except Exception as error:  # noqa: BLE001 - it is told below
            wrong.append(error)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=look) for _ in range(4)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
    finally:
        sys.setswitchinterval(interval)
    assert not wrong
    assert dossiers.size == 3_000
    for entry in reader.all[-32:]:
        assert dossiers._came[str(entry.id)] == [(entry.position, entry.event.claim.question)]


spans = st.sampled_from((None, None, (times.instant("2031-06-10T00:00:00Z"), times.instant("2031-06-11T00:00:00Z"))))


@share(3)  # judges two questions twice after each of many entries
@given(
    stories(),
    st.lists(st.tuples(st.integers(1, 3), st.integers(0, 2), cuts, policies, spans), min_size=24, max_size=24),
)
def test_a_dossier_of_a_log_that_grew_is_that_which_one_gathers(
    story: Story, asked: list[tuple[int, int, str, str, tuple[int, int] | None]]
) -> None:
    """Whatever came since, at whatever position near the end it is asked for; and it is judged as one gathered anew."""
    questions = sorted({claim.question for claim in story.claims})
    with eventlog.open(":memory:") as log:
        waiting = [entry.event for entry in story.entries]
        for many, back, day, policy, span in asked:
            for event in waiting[:many]:
                with suppress(EventLogError):  # it is a repeat that is not let in
                    log.record(event)
            del waiting[:many]
            position = max(len(log) - back, 0)
            cut = Cut.of(zone=log.reader.zone, position=position, published=day, policy=policy)
            for question in questions:
                grown, fresh = recent.dossier_of(log.reader, question, position), gather(log.reader, question, position)
                assert grown == fresh
                kept, anew = evaluate(grown, cut, span), evaluate(fresh, cut, span)
                assert kept == anew
                assert picture(kept) == picture(anew)
                assert kept.problems == anew.problems
            if not waiting:
                break

"""An annotation that is edited and imported again leaves each reading once, and what a person struck stays struck."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import eventlog
from eventlog import Agent, Assessment, Claim, Link, Question, Report
from eventlog.claims import Ref
from eventlog.errors import Conflict, StruckBefore
from eventlog.events import Amended, Annulled, ClaimRecorded, DifferentEntity, Retracted, SameEntity
from eventlog.log import EventLog
from eventlog.log.held import Held
from eventlog.log.revising import IMPORTER, Found, revision

TEXT = "One two three four five six seven eight nine ten."
REPORT = Report(publisher="outlet:a", title="t", published="2031-06-26", text=TEXT)
OTHER = Report(publisher="outlet:b", title="t", published="2031-06-27")


def claim(question: str = "q", *, words: str = "One two", report: Report = REPORT, **rest: Any) -> Claim:
    """One reading of the report."""
    given: dict[str, Any] = {"extractor": "hand/1", "by": ["org:board"]} | rest
    quote = {"quote": words} if report.text else {}
    return report.claim(question, given.pop("value", True), **quote, **given)


@pytest.fixture
def log() -> Iterator[EventLog]:
    """An empty one."""
    with eventlog.open(":memory:") as made:
        yield made


def told(log: EventLog, *events: Any) -> list[tuple[str, str | None]]:
    """What importing would do, where it does anything: what, and the place of what it takes."""
    found = revision(log, *events).steps
    return [(str(step.found), step.before) for step in found if step.found is not Found.UNCHANGED]


def put(log: EventLog, *events: Any) -> None:
    """Import and apply."""
    revision(log, *events).apply(log)


def live(log: EventLog, report: Report = REPORT) -> set[str]:
    """The claims of a report that stand."""
    return {one.id for one in Held(log.reader, len(log)).claims(report.id)}


def test_a_first_import_only_adds(log: EventLog) -> None:
    """Nothing is touched, all comes in, and again it is unchanged."""
    events = (REPORT, claim(), claim("r"), Question(id="q"), Agent(id="org:board", name="Board"))
    found = revision(log, *events)
    assert found.adds_only
    assert {step.found for step in found.steps} == {Found.NEW}
    found.apply(log)
    assert len(log) == 5
    assert {step.found for step in revision(log, *events).steps} == {Found.UNCHANGED}


EDITS = {
    "another span": claim(words="One two three"),
    "another value": claim(value={"text": "no longer yes"}),
    "another speaker": claim(by=["org:other"]),
    "another day": claim(said="2031-06-25"),
    "other words of ours": claim(paraphrase="ours"),
    "a denial": claim(stance="deny"),
    "another question over the same words": claim("p"),
}


@pytest.mark.parametrize("case", EDITS)
def test_a_claim_that_is_read_otherwise_takes_the_place_of_the_old_one(case: str, log: EventLog) -> None:
    """The old reading is annulled with the new one in its place, and only that one stands."""
    old, new, beside = claim(), EDITS[case], claim("z", words="nine ten")
    put(log, REPORT, old, beside)
    assert told(log, REPORT, new, beside) == [("re-read", old.id)]
    assert not revision(log, REPORT, new, beside).adds_only
    put(log, REPORT, new, beside)
    assert live(log) == {new.id, beside.id}
    struck = log.reader.entry(len(log)).event
    assert (struck.target, struck.replaced_by, struck.by) == (old.id, new.id, IMPORTER)


def test_what_is_gone_is_struck_and_comes_back_when_it_is_told_again(log: EventLog) -> None:
    """A claim that is taken out of the file stands no more; put in again, it stands."""
    one, two = claim(), claim("z", words="nine ten")
    put(log, REPORT, one, two)
    assert told(log, REPORT, one) == [("gone", None)]
    put(log, REPORT, one)
    assert live(log) == {one.id}
    put(log, REPORT, one, two)
    assert live(log) == {one.id, two.id}


def test_an_edit_that_is_taken_back_is_the_old_reading_again(log: EventLog) -> None:
    """To and fro, each time one of the two stands."""
    old, new = claim(), claim(paraphrase="ours")
    for one in (old, new, old, new, old):
        put(log, REPORT, one)
        assert live(log) == {one.id}


def test_a_reading_that_was_gone_may_come_again_elsewhere(log: EventLog) -> None:
    """What the importer struck itself does not keep the same reading out under another span."""
    one, again, beside = claim(), claim(words="nine ten"), claim("z", words="four")
    put(log, REPORT, one, beside)
    put(log, REPORT, beside)
    put(log, REPORT, again, beside)
    assert live(log) == {again.id, beside.id}


def test_what_somebody_struck_stays_struck(log: EventLog) -> None:
    """Told again, word for word or under another span, it is out, and the rest comes in."""
    one, beside = claim(), claim("z", words="nine ten")
    put(log, REPORT, one)
    log.record(Annulled(target=Ref(one.id), by="user:desk"))
    for again in (one, claim(words="four five")):
        assert ("struck", None) in told(log, REPORT, again, beside)
        put(log, REPORT, again, beside)
        assert live(log) == {beside.id}
    with pytest.raises(StruckBefore):
        log.record(claim(words="four five"))


def test_what_is_not_of_this_reader_or_this_report_is_left_alone(log: EventLog) -> None:
    """Claims of another extractor and of other reports are none of a file's business."""
    machine, elsewhere = claim("m", extractor="model/3"), claim("q", report=OTHER)
    put(log, REPORT, OTHER, claim(), machine, elsewhere)
    put(log, REPORT, claim(paraphrase="ours"))
    assert machine.id in live(log)
    assert live(log, OTHER) == {elsewhere.id}


def test_a_report_whose_date_or_title_is_put_right_keeps_its_id(log: EventLog) -> None:
    """Our better reading of a report is an amendment; its claims, and what names them, stay where they are."""
    link_ends = (claim(), claim("z", words="nine ten"))
    put(log, REPORT, *link_ends)
    later = attrs.evolve(REPORT, published="2031-06-25", title="Better")
    moved = [attrs.evolve(one, report=Ref(later.id)) for one in link_ends]
    link = Link(kind="refines", from_=moved[0].id, to=moved[1].id, by="user:desk")
    put(log, later, *moved, link)
    assert live(log) == {one.id for one in link_ends}
    assert log.reader.find(later.id) is None
    amended = [entry.event for entry in log.entries() if isinstance(entry.event, Amended)]
    assert {(one.report, one.field, one.value, one.by) for one in amended} == {
        (REPORT.id, "published", "2031-06-25", IMPORTER),
        (REPORT.id, "title", "Better", IMPORTER),
    }
    assert told(log, later, *moved, link) == []
    assert told(log, later, *moved) == []


def test_a_date_that_somebody_amended_stays_amended(log: EventLog) -> None:
    """A file that says what it always said does not undo the desk's better reading; its own it may."""
    put(log, REPORT, claim())
    log.record(Amended(report=Ref(REPORT.id), field="published", value="2031-06-20", by="user:desk"))
    assert told(log, REPORT, claim()) == []


def test_tomorrows_bulletin_is_a_report_of_its_own(log: EventLog) -> None:
    """The same words under another date are another report where both are told."""
    tomorrow = attrs.evolve(REPORT, published="2031-06-27")
    put(log, REPORT, claim())
    both = (REPORT, claim(), tomorrow, attrs.evolve(claim(), report=Ref(tomorrow.id)))
    put(log, *both)
    assert len(live(log, tomorrow)) == len(live(log)) == 1


def test_a_link_an_assessment_a_withdrawal_and_a_definition_are_each_once(log: EventLog) -> None:
    """Told otherwise, the old one is struck; a definition is replied to."""
    ends = (claim(), claim("z", words="nine ten"))

    def remarks(words: str) -> list[Any]:
        return [
            Link(kind="refines", from_=ends[0].id, to=ends[1].id, by="user:desk", basis=words),
            Assessment(about=ends[0].id, what="verification", value="verified", by="user:desk", note=words),
            Retracted(target=Ref(ends[1].id), by="org:board", notice="2031-07-01", reason=words),
            Agent(id="org:board", name=words),
        ]

    put(log, REPORT, *ends, *remarks("one"))
    assert [what for what, _ in told(log, REPORT, *ends, *remarks("two"))] == ["re-read"] * 4
    put(log, REPORT, *ends, *remarks("two"))
    held = Held(log.reader, len(log))
    assert [len(list(held.under(f"on:{one.id}"))) for one in ends] == [2, 2]
    assert told(log, REPORT, *ends, *remarks("two")) == []


def test_a_judgement_of_a_file_is_made_once(log: EventLog) -> None:
    """What was lifted or said otherwise since is not said again by importing again."""
    merged = SameEntity(a="org:a", b="org:b")
    strike = Annulled(target=Ref(claim().id), reason="misread")
    events = (REPORT, claim(), merged, strike)
    put(log, *events)
    entry = next(one for one in log.entries() if isinstance(one.event, Annulled))
    log.record(Annulled(target=Ref(str(entry.id))))
    size = len(log)
    put(log, *events)
    assert len(log) == size
    assert live(log) == {claim().id}


SAID_AND_SAID_OTHERWISE: dict[str, tuple[Any, Any, Any]] = {
    "a reason put right, after others split": (
        SameEntity(a="org:a", b="org:b"),
        DifferentEntity(a="org:b", b="org:a", by="user:anna"),
        SameEntity(a="org:a", b="org:b", reason="one house"),
    ),
    "the first word of a file, after others split": (
        None,
        DifferentEntity(a="org:a", b="org:b", by="user:anna"),
        SameEntity(a="org:a", b="org:b"),
    ),
    "another value, after others amended": (
        Amended(report=Ref(REPORT.id), field="title", value="b"),
        Amended(report=Ref(REPORT.id), field="title", value="c", by="user:anna"),
        Amended(report=Ref(REPORT.id), field="title", value="d"),
    ),
    "a strike with another reason": (
        Annulled(target=Ref(claim().id)),
        None,
        Annulled(target=Ref(claim().id), reason="misread"),
    ),
}


@pytest.mark.parametrize("case", SAID_AND_SAID_OTHERWISE)
def test_another_word_on_what_was_judged_is_looked_at_first(case: str, log: EventLog) -> None:
    """It would be the last word on its matter, over what was said since; the plan names the word that it follows."""
    before, since, now = SAID_AND_SAID_OTHERWISE[case]
    log.record(REPORT, claim(), *(one for one in (before, since) if one is not None))
    last = log.reader.entry(len(log)).id
    found = revision(log, now)
    assert (told(log, now), found.adds_only) == ([("re-read", last)], False)
    put(log, now)
    assert told(log, now) == []


def test_what_one_file_judges_twice_is_two_judgements(log: EventLog) -> None:
    """The first import of it only adds, in its order, and again it is unchanged."""
    events = (SameEntity(a="org:a", b="org:b"), DifferentEntity(a="org:a", b="org:b"), SameEntity(a="org:b", b="org:c"))
    assert revision(log, *events).adds_only
    put(log, *events)
    assert told(log, *events) == []


readings = st.builds(
    claim,
    st.sampled_from(["q", "r"]),
    words=st.sampled_from(["One two", "two three", "nine ten"]),
    value=st.sampled_from([True, False]),
    by=st.sampled_from([["org:board"], ["org:other"]]),
    paraphrase=st.sampled_from(["", "ours"]),
)
versions = st.lists(st.lists(readings, max_size=4, unique_by=lambda one: one.id), min_size=1, max_size=6)


@given(versions)
def test_after_any_edits_the_log_holds_what_the_file_says_and_no_more(edits: Sequence[Sequence[Claim]]) -> None:
    """However a file is edited and imported, its last version stands, each reading once; ten more change nothing."""
    with eventlog.open(":memory:") as log:
        for version in edits:
            put(log, REPORT, *version)
            if version:
                assert live(log) == {one.id for one in version}
        size = len(log)
        for _ in range(10):
            put(log, REPORT, *edits[-1])
        assert len(log) == size


@given(versions, readings)
def test_after_any_edits_what_a_person_struck_is_out(edits: Sequence[Sequence[Claim]], struck: Claim) -> None:
    """No version brings back the reading that somebody struck."""
    with eventlog.open(":memory:") as log:
        put(log, REPORT, struck)
        log.record(Annulled(target=Ref(struck.id), by="user:desk"))

        def same(one: Claim) -> bool:
            return (one.question, one.factuality, one.chain) == (struck.question, struck.factuality, struck.chain)

        for version in edits:
            put(log, REPORT, *version)
            assert not [one for one in Held(log.reader, len(log)).claims(REPORT.id) if same(one)]


def test_a_plan_records_nothing(log: EventLog) -> None:
    """Looking is free."""
    put(log, REPORT, claim())
    head = log.head
    revision(log, REPORT, claim(paraphrase="ours"))
    assert log.head == head
    assert [one.event.claim for one in log.entries() if isinstance(one.event, ClaimRecorded)] == [claim()]


@given(st.lists(readings, max_size=3, unique_by=lambda one: one.id), versions, versions)
def test_of_two_versions_at_once_one_stands(
    first: Sequence[Claim], ours: Sequence[Sequence[Claim]], theirs: Sequence[Sequence[Claim]]
) -> None:
    """Both were compared with the log as it was: the later one is refused, compared anew, and stands alone, as if it
    had come later; or it changed nothing then, as if it had come first.
    """
    with eventlog.open(":memory:") as log:
        put(log, REPORT, *first)
        for mine, other in zip(ours, theirs, strict=False):
            plan = revision(log, REPORT, *mine)
            put(log, REPORT, *other)
            before, last = len(log), mine
            try:
                last = mine if plan.apply(log).new else other
            except Conflict:
                assert len(log) == before
                put(log, REPORT, *mine)
            if last:
                assert live(log) == {one.id for one in last}


def test_the_same_version_twice_at_once_is_there_once(log: EventLog) -> None:
    """Who comes second finds all of it there."""
    put(log, REPORT, claim())
    plans = [revision(log, REPORT, claim(paraphrase="ours"), claim("r")) for _ in range(2)]
    receipts = [plan.apply(log) for plan in plans]
    assert [len(one.new) for one in receipts] == [3, 0]


def test_what_others_record_of_other_reports_is_no_conflict(log: EventLog) -> None:
    """A plan rests on what it was compared with, and on nothing else."""
    put(log, REPORT, claim())
    plan = revision(log, REPORT, claim(paraphrase="ours"))
    put(log, OTHER, claim(report=OTHER))
    assert len(plan.apply(log).new) == 2


def test_what_a_person_struck_while_it_was_compared_is_looked_at(log: EventLog) -> None:
    """The strike may be of the reading that another one was to take the place of."""
    put(log, REPORT, claim(), claim("r"))
    plan = revision(log, REPORT, claim(paraphrase="ours"), claim("r"))
    log.record(Annulled(target=Ref(claim().id), by="user:desk"))
    with pytest.raises(Conflict):
        plan.apply(log)
    put(log, REPORT, claim(paraphrase="ours"), claim("r"))
    assert live(log) == {claim("r").id}
